"""The previous annual class is one fact, whichever cycles are asked for (clause 七¶3, water.md 5).

A 国控 section of target Ⅳ (氨氮 1.5): a year at 1.2 is Ⅳ, one at 0.8 is Ⅲ. After a year of Ⅳ a year
of Ⅲ has the bonus of one annual base, 6,000,000.00; after one of Ⅲ it has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import qdcalc
from qdcalc.result.result import Result
from seeds import at_first

from .helpers import Row, frame_of, reading, records, section

FIRST, SECOND, THIRD = "2018-2019", "2019-2020", "2020-2021"
BASE = 600_000_000
OWN = [section("1", 核算水质目标="Ⅳ", 断面控制级别="国控")]
TABLES = ("section_years", "year_flows", "year_districts", "accounts", "quarters")


def months_of(cycle: str) -> list[str]:
    first, last = cycle.split("-")
    return [*(f"{first}-{m}" for m in (10, 11, 12)), *(f"{last}-{m:02}" for m in range(1, 10))]


def rows_of(cycle: str, value: str, code: str = "1") -> list[Row]:
    return [reading(code, {"氨氮": value}, month=month) for month in months_of(cycle)]


POOR, GOOD, AGAIN = rows_of(FIRST, "1.2"), rows_of(SECOND, "0.8"), rows_of(THIRD, "0.8")
THREE = [*POOR, *GOOD, *AGAIN]


def settled(
    rows: Iterable[Row],
    cycle: str,
    *,
    sections: Iterable[Mapping[str, Any]] = OWN,
    given: Mapping[str, str] | None = None,
) -> Result:
    """Settle the cycle; ``given`` is the sheet 上年度类别."""
    classes = None
    if given is not None:
        classes = pd.DataFrame(list(given.items()), columns=["序号", "上年度水质类别"])
    return qdcalc.water.year(
        frame_of(rows),
        cycle=cycle,
        sections=frame_of(dict(row) for row in sections),
        previous_classes=classes,
    )


def bonuses(result: Result, code: str = "1") -> dict[str, tuple[str | None, int]]:
    """Return the previous class and the bonus of each cycle."""
    return {
        row["cycle"]: (row["previous_class"], row["bonus_fen"])
        for row in records(result.tables["section_years"])
        if row["section_id"] == code
    }


def coded(result: Result, code: str) -> list[str]:
    assert set(result.problems["级别"]) <= {"警告"}
    return list(result.problems.loc[result.problems["代码"] == code, "问题"])


@pytest.mark.clause("water 七¶3 bonus_fen")
def test_one_cycle_and_all_of_them_give_the_same_bonus() -> None:
    """Issue 10: --cycle 2019-2020 gave 0, --cycle 全部 6,000,000 for the same cycle."""
    alone, together = settled(THREE, SECOND), settled(THREE, "全部")
    assert bonuses(alone) == {SECOND: ("Ⅳ", BASE)}
    assert bonuses(together) == {FIRST: (None, 0), SECOND: ("Ⅳ", BASE), THIRD: ("Ⅲ", 0)}


VARIANTS: dict[str, dict[str, Any]] = {
    "three cycles": {"rows": THREE},
    "not one after the other": {"rows": [*POOR, *AGAIN]},
    "a month short": {"rows": [*POOR[:-1], *GOOD, *AGAIN]},
    "a stray month before": {"rows": [POOR[5], *GOOD, *AGAIN]},
    "the sheet says otherwise": {"rows": THREE, "given": {"1": "Ⅱ"}},
    "the first alone": {"rows": POOR},
    "two of them": {"rows": [*POOR, *GOOD]},
    "the sheet says the same": {"rows": THREE, "given": {"1": "Ⅳ"}},
    "the list says otherwise": {"rows": THREE, "sections": [{**OWN[0], "上年度水质类别": "劣Ⅴ"}]},
    "corrected": {
        "rows": [*({**row, "版本": ""} for row in THREE), {**POOR[0], "氨氮": "99", "版本": "1"}]
    },
}


@pytest.mark.parametrize("name", at_first(VARIANTS, 1))
def test_any_cycle_asked_for_gives_the_same_rows(name: str) -> None:
    given = VARIANTS[name]
    together = settled(cycle="全部", **given)
    cycles = list(dict.fromkeys(together.tables["section_years"]["cycle"]))
    for cycle in cycles:
        alone = settled(cycle=cycle, **given)
        for table in TABLES:
            whole, own = together.tables[table], alone.tables[table]
            if "cycle" in whole:
                whole = whole[whole["cycle"] == cycle]
            else:
                whole = whole[whole["quarter"].isin(own["quarter"])]
            pd.testing.assert_frame_equal(whole.reset_index(drop=True), own)


def test_workbooks_as_frames(tmp_path: Path) -> None:
    path = tmp_path / "监测.xlsx"
    with pd.ExcelWriter(path) as writer:
        frame_of(THREE).to_excel(writer, sheet_name="监测数据", index=False)
        frame_of(OWN).to_excel(writer, sheet_name="断面清单", index=False)
    for cycle in (SECOND, "全部"):
        assert bonuses(qdcalc.water.year(path, cycle=cycle))[SECOND] == ("Ⅳ", BASE)


def test_a_cycle_that_lacks_a_month_says_nothing_of_the_next() -> None:
    """Eleven months of twelve: a warning that names cycle and month, no bonus."""
    rows = [row for row in THREE if row["月份"] != "2019-03"]
    for cycle in (SECOND, "全部"):
        result = settled(rows, cycle)
        assert bonuses(result)[SECOND] == (None, 0)
        (told,) = coded(result, "W83")
        assert all(word in told for word in (FIRST, SECOND, "2019-03"))
        assert len(coded(result, "W67")) == 1


def test_a_section_without_a_row_in_a_month_still_has_its_class() -> None:
    """The month has a row of another section: no month lacks rows."""
    own = [*OWN, section("2")]
    rows = [row for row in THREE if row["月份"] != "2019-03"] + rows_of(FIRST, "0.8", "2")
    result = settled(rows, SECOND, sections=own)
    assert bonuses(result)[SECOND] == ("Ⅳ", BASE)
    assert coded(result, "W83") == []


@pytest.mark.parametrize("where", ["上年度类别", "断面清单"])
@pytest.mark.parametrize(("given", "bonus"), [("Ⅲ", 0), ("Ⅴ", BASE)])
def test_what_is_given_wins_with_a_warning(where: str, given: str, bonus: int) -> None:
    options: dict[str, Any] = {"given": {"1": given}}
    if where == "断面清单":
        options = {"sections": [{**OWN[0], "上年度水质类别": given}]}
    for cycle in (SECOND, "全部"):
        result = settled([*POOR, *GOOD], cycle, **options)
        assert bonuses(result)[SECOND] == (given, bonus)
        (told,) = coded(result, "W82")
        assert all(word in told for word in (FIRST, SECOND, f"填 {given}、算出 Ⅳ", "序号 1"))
    if bonus:  # whatever the class is
        assert coded(settled([*POOR, *GOOD], FIRST, **options), "W82") == []
        assert coded(settled(GOOD, SECOND, **options), "W82") == []


def test_the_same_class_given_is_no_difference() -> None:
    assert coded(settled(THREE, SECOND, given={"1": "4"}), "W82") == []


def test_sections_that_are_not_given_take_what_is_calculated() -> None:
    own = [*OWN, section("2", 核算水质目标="Ⅳ", 断面控制级别="国控")]
    rows = [*POOR, *GOOD, *rows_of(FIRST, "1.2", "2"), *rows_of(SECOND, "0.8", "2")]
    result = settled(rows, SECOND, sections=own, given={"1": "Ⅲ"})
    assert bonuses(result, "1")[SECOND] == ("Ⅲ", 0)
    assert bonuses(result, "2")[SECOND] == ("Ⅳ", BASE)


def test_wrong_rows_of_the_cycle_before_are_told_and_refuse_nothing() -> None:
    """A section that the list no longer has: today's cycle is settled, without that class."""
    rows = [*THREE, reading("99", month="2019-01")]
    result = settled(rows, SECOND)
    assert bonuses(result)[SECOND] == (None, 0)
    (told,) = coded(result, "W84")
    assert "99" in told
    assert FIRST in told


def test_interpretations_hold_for_the_class_of_the_cycle_before() -> None:
    """氨氮 99L proves nothing, or makes the mean (11 × 1.2 + 49.5) ÷ 12 = 5.2."""
    rows = [*POOR[:11], {**POOR[11], "氨氮": "99L"}, *GOOD]
    for option, previous in (("unproven", "Ⅳ"), ("half", "劣Ⅴ")):
        result = qdcalc.water.year(
            frame_of(rows), cycle=SECOND, sections=frame_of(OWN),
            interpretations={"censored": option},
        )  # fmt: skip
        assert bonuses(result)[SECOND][0] == previous


def test_a_correction_of_the_cycle_before_moves_the_bonus() -> None:
    """更正影响: before, its mean was (11 × 0.8 + 0.8) ÷ 12, Ⅲ; after, 99 makes it 劣Ⅴ."""
    earlier = rows_of(FIRST, "0.8")
    rows = [*({**row, "版本": ""} for row in (*earlier, *GOOD)),
            {**earlier[0], "氨氮": "99", "版本": "1"}]  # fmt: skip
    for cycle in (SECOND, "全部"):
        moved = [
            (row["before_fen"], row["after_fen"])
            for row in records(settled(rows, cycle).tables["corrections"])
            if row["item"] == "年度奖励" and row["period"] == SECOND
        ]
        assert moved == [(0, BASE)]


def test_yearly_items_take_the_figures_of_the_last_month(tmp_path: Path) -> None:
    """A bonus of two bases from 2020-09 on counts for 2019-2020, from 2020-10 on it does not."""
    for since, bonus in (("2020-09-01", 2 * BASE), ("2020-10-01", BASE)):
        overlay = tmp_path / f"{since}.toml"
        overlay.write_text(
            f"[[figures.bonus_multiple.versions]]\nsince = {since}\nvalue = 2.0\n", "utf-8"
        )
        for cycle in (SECOND, "全部"):
            result = qdcalc.water.year(
                frame_of(THREE), cycle=cycle, sections=frame_of(OWN), policy=overlay
            )
            assert bonuses(result)[SECOND] == ("Ⅳ", bonus)
