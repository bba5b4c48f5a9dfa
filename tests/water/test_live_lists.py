"""The year's formulas where the list or the base changes inside the cycle (water.md §1, §5).

Recalculated by LibreOffice nothing changes, and what is changed in the result workbook comes to
what a new run of the changed input comes to; amounts by hand from §5.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xlsxwriter

import qdcalc
from oracle.changing_lists import change_list
from oracle.year_inputs import YearScenario
from oracle.year_scenarios import random_year
from qdcalc.result.result import Result
from qdcalc.water.monthly.live import _whole_and_rest
from qdcalc.water.words import UNLISTED
from qdcalc.workbook.compare import compared
from recalculated import (
    changed,
    differences,
    failed_checks,
    formulas,
    needs_office,
    opened,
    recalculate,
    values,
)

from .helpers import frame_of, frames_of, section
from .year_helpers import cycle

Place = tuple[str, str]
YEAR = ("年度断面", "年度指标", "年度份额", "年度付款分摊", "年度收付分摊", "年度汇总", "年度账目")
BASES = """[[figures.annual_base_yuan.versions]]
since = 2019-03-01
value = { "国控" = 2_400_000, "省控" = 3_000_000, "市控" = 1_234_500 }
"""
SEEDS = (7102, 7103, 7107, 7210)  # lists that change; an incident of a section; links upstream


def _result(scenario: YearScenario, policy: Path | None) -> Result:
    sheets = {"incidents": scenario.incidents, "previous_classes": scenario.previous}
    given: dict[str, Any] = {name: pd.DataFrame(rows) for name, rows in sheets.items() if rows}
    return qdcalc.water.year(
        **frames_of(scenario.base), **given, cycle=scenario.cycle,
        is_drought_year=scenario.drought, policy=policy,
    )  # fmt: skip


def _live(path: Path, cells: Mapping[Place, Any]) -> dict[Place, Any]:
    """Return the year's cells that are formulas in a workbook; a new run lacks no row."""
    live = {place for place in formulas(path) if place[0] in YEAR}
    return {place: value for place, value in cells.items() if place in live and value != UNLISTED}


def _change(
    rng: random.Random, written: Path, result: Result, scenario: YearScenario
) -> dict[Place, float]:
    """Change some readings of the scenario, in place, and return their cells in the workbook."""
    rows = result.tables["indicators"]
    plain = rows.index[rows["original"].isna() & rows["limit"].map(lambda x: x != "6~9")]
    cells: dict[Place, float] = {}
    for row in rng.sample(plain.tolist(), min(12, len(plain))):
        month, number, name = (rows.loc[row, c] for c in ("month", "section_id", "indicator"))
        reading = next(
            r for r in scenario.base.readings if (r["月份"], r["序号"]) == (month, number)
        )
        value = round(float(rows.loc[row, "limit"]) * rng.choice((0.1, 1.5, 1.5, 3)), 6)
        reading["cells"][name] = str(value)
        cells["指标明细", f"D{row + 2}"] = value
    return cells


@pytest.mark.oracle
@needs_office
def test_random_cycles_recalculated_and_changed(tmp_path: Path) -> None:
    """Cells of every sheet stay; a dozen readings changed give what a new run gives."""
    policy = tmp_path / "政策.toml"
    policy.write_text(BASES, encoding="utf-8")
    written, after, due = [], [], []
    for seed in SEEDS:
        rng = random.Random(seed)
        scenario = random_year(rng)
        change_list(rng, scenario.base)
        own = policy if seed % 2 else None
        result = _result(scenario, own)
        assert len(result.tables["year_shares"])
        written.append(result.to_excel(tmp_path / f"{seed}.xlsx"))
        cells = _change(rng, written[-1], result, scenario)
        after.append(changed(written[-1], tmp_path / f"{seed}_changed.xlsx", cells))
        due.append(_result(scenario, own).to_excel(tmp_path / f"{seed}_due.xlsx", values=True))
    found = [values(path) for path in recalculate([*written, *after], tmp_path)]
    for path, one in zip(written, found, strict=False):
        assert list(differences(one, values(path))) == [], path.name
    moved = 0
    for path, before, one in zip(due, written, found[len(written) :], strict=True):
        wanted = values(path)
        got = _live(before, one)
        assert list(differences(got, _live(before, wanted))) == [], path.name
        moved += len(list(differences(got, _live(before, values(before)))))
    assert moved > 100


@pytest.mark.oracle
@needs_office
def test_a_year_of_two_rows_by_hand(tmp_path: Path) -> None:
    """即墨 alone until March (国控), then 莱西 and 平度 (市控); one month of each exceeds.

    500,000 and 166,666.67: 6, 1 and 1 of 8 shares. A reading more in June: 6, 2 and 2 of 10,
    833,333.33 in all. With 国控 at 2,400,000, 533,333.33: 12, 10 and 10 of 32.
    """
    listed = [
        section("1", 断面控制级别="国控", 截止月份="2019-03", 责任区市="即墨"),
        section("1", 断面控制级别="市控", 起始月份="2019-04", 责任区市="莱西、平度"),
    ]
    rows = cycle("1", "EPPPPPEPPPPP", target="Ⅲ")
    result = qdcalc.water.year(frame_of(rows), sections=frame_of(listed))
    written = result.to_excel(tmp_path / "year.xlsx")
    june = {("指标明细", _reading(written, "2019-06", "氨氮")): 1.5}
    base = {("标准数额", _base(written, "国控")): 2_400_000}
    files = [
        written, changed(written, tmp_path / "june.xlsx", june),
        changed(written, tmp_path / "base.xlsx", june | base),
    ]  # fmt: skip
    paid = [
        {one["年度付款分摊", f"D{row}"]: tuple(one["年度付款分摊", f"{c}{row}"] for c in "FGK")
         for row in range(2, 12) if one.get(("年度付款分摊", f"C{row}")) == "超标赔付"}
        for one in (values(path) for path in recalculate(files, tmp_path))
    ]  # fmt: skip
    assert paid == [
        {"即墨": (6, 8, 500_000), "莱西": (1, 8, 83_333.34), "平度": (1, 8, 83_333.33)},
        {"即墨": (6, 10, 500_000), "莱西": (2, 10, 166_666.67), "平度": (2, 10, 166_666.66)},
        {"即墨": (12, 32, 200_000), "莱西": (10, 32, 166_666.67), "平度": (10, 32, 166_666.66)},
    ]


def _reading(path: Path, month: str, name: str) -> str:
    rows = opened(path)["指标明细"].iter_rows(values_only=True)
    return next(f"D{n}" for n, r in enumerate(rows, 1) if (r[0], r[2]) == (month, name))


def _base(path: Path, level: str) -> str:
    rows = opened(path)["标准数额"].iter_rows(values_only=True)
    return next(
        f"E{n}" for n, r in enumerate(rows, 1) if (r[0], r[2]) == ("annual_base_yuan", level)
    )


@pytest.mark.oracle
@needs_office
def test_a_part_of_many_shares_is_exact(tmp_path: Path) -> None:
    """Amount × share a fen's fraction above or below whole fen: where float64 and INT go wrong.

    The whole fen and the remainder are those of Python's integers.
    """
    rng = random.Random(1)
    rows: list[tuple[int, int, int]] = []
    while len(rows) < 600:
        total, fen = rng.randint(2, 10**7 - 1), rng.randint(1, 12 * 10**8)
        if math.gcd(fen, total) == 1:
            rows.append((fen, rng.choice((1, 2, -1)) * pow(fen, -1, total) % total, total))
    cells = {
        name: [f"{letter}{n}" for n in range(1, 601)]
        for name, letter in zip(
            ("amount_fen", "weight", "total_weight", "floor_fen"), "ABCD", strict=True
        )
    }
    formulas_of = _whole_and_rest(cells, [total >= 10**4 for *_, total in rows])
    book = xlsxwriter.Workbook(tmp_path / "parts.xlsx")
    sheet = book.add_worksheet("S")
    for row, ((fen, share, total), *both) in enumerate(zip(rows, *formulas_of, strict=True)):
        sheet.write_row(row, 0, [fen / 100, share, total])
        for column, formula in enumerate(both, start=3):
            sheet.write_formula(row, column, f"={formula}")
    book.close()
    found = values(recalculate([tmp_path / "parts.xlsx"], tmp_path)[0])
    got = [(round(found["S", f"D{n}"] * 100), found["S", f"E{n}"]) for n in range(1, 601)]
    assert got == [divmod(fen * share, total) for fen, share, total in rows]


@pytest.mark.oracle
@needs_office
def test_a_mean_that_a_digit_decides(tmp_path: Path) -> None:
    """Class Ⅲ of ammonia is 1.0: twelve months of it meet it, a billionth more in one does not.

    10 digits are what a cell decides; of 1.00000000000001 the run alone knows that it is more, and
    a row of 校验 says where such a reading came into the workbook.
    """
    written = _months("1", tmp_path / "year.xlsx")
    more, less = ({"2018-12": 1.000000001}, {"2019-01": 0.999999999})
    cases = [more, more | less, {"2018-12": 1.00000000000001}, {"2018-12": 1e-10}]
    files = [
        changed(written, tmp_path / f"{n}.xlsx", {
            ("指标明细", _reading(written, month, "氨氮")): value for month, value in case.items()
        })
        for n, case in enumerate(cases)
    ]  # fmt: skip
    files.append(_months("1.00000000000001", tmp_path / "long.xlsx"))
    found = [values(path) for path in recalculate(files, tmp_path)]
    assert list(differences(found[-1], values(files[-1]))) == []
    rows = opened(written)["年度指标"].iter_rows(values_only=True)
    at = next(n for n, row in enumerate(rows, 1) if row[2] == "氨氮")
    told = [(one["年度指标", f"G{at}"], one["年度指标", f"I{at}"]) for one in found]
    assert told == [("Ⅳ", "是"), ("Ⅲ", "否"), ("Ⅲ", "否"), ("Ⅲ", "否"), ("Ⅳ", "是")]
    long = [any("位小数的监测值" in row for row in failed_checks(one)) for one in found]
    assert long == [False, False, True, True, False]


def _months(first: str, path: Path) -> Path:
    rows = cycle("1", "X" + "P" * 11, target="Ⅲ", X=first)
    return qdcalc.water.year(frame_of(rows), sections=frame_of([section("1")])).to_excel(path)


# 胶州 receives at its own section until March; 即墨 answers all the year
OVERLAP = [
    section("7", 断面属性="跨界", 责任区市="胶州、即墨", 去向="胶州、李沧", 截止月份="2019-03"),
    section(
        "7", 断面属性="跨界", 责任区市="城阳、即墨", 去向="高新区、市南、李沧", 起始月份="2019-04"
    ),
]


@pytest.mark.oracle
@needs_office
def test_options_in_the_workbook_cost_what_sensitivity_says(tmp_path: Path) -> None:
    """Each option that formulas follow, switched in the result: the nets of 口径影响 (十)."""
    incidents = pd.DataFrame({"日期": ["2019-05-02"], "区市": ["即墨"], "事件等级": ["较大"]})
    result = qdcalc.water.year(
        frame_of(cycle("7", "LLEPPXLLPEPP", target="Ⅲ", X="1.6")), sections=frame_of(OVERLAP),
        incidents=incidents,
    )  # fmt: skip
    written = result.to_excel(tmp_path / "year.xlsx")
    effects = result.sensitivity()["口径影响"]
    switched = [("overlap", "drop"), ("rounding", "monthly"), ("incident", "section")]
    rules = qdcalc.water.YEAR.policy().interpretations
    files, due = [], []
    for key, option in switched:
        said = f"{rules[key].choice(option).name}（{option}）"
        rows = opened(written)["口径与依据"].iter_rows(values_only=True)
        at = next(n for n, row in enumerate(rows, 1) if row[1] == f"{rules[key].name}（{key}）")
        files.append(changed(written, tmp_path / f"{key}.xlsx", {("口径与依据", f"C{at}"): said}))
        (row,) = effects[effects["取值"] == said].to_dict("records")
        due.append({name: row[name] for name in result["年度汇总"]["区市"].iloc[:-1]})
        assert any(due[-1].values())
    before = result["年度汇总"].set_index("区市")["净额"]
    for path, wanted in zip(recalculate(files, tmp_path), due, strict=True):
        one = values(path)
        nets = {
            one["年度汇总", f"A{n}"]: one["年度汇总", f"D{n}"] for n in range(2, len(wanted) + 2)
        }
        moved = {name: round(nets[name] - before[name], 2) for name in wanted}
        assert moved == wanted, path.name


@pytest.mark.oracle
@needs_office
def test_a_changed_workbook_compares_as_the_new_run(tmp_path: Path) -> None:
    """A month more of 超标 in the result: ``compare`` finds nothing between it and the new run."""
    runs = [
        qdcalc.water.year(
            frame_of(cycle("7", letters, target="Ⅲ")), sections=frame_of(OVERLAP)
        ).to_excel(tmp_path / f"{letters}.xlsx")
        for letters in ("LLEPPXLLPEPP", "LLEEPXLLPEPP")
    ]
    cell = {("指标明细", _reading(runs[0], "2019-01", "氨氮")): 1.5}
    (after,) = recalculate([changed(runs[0], tmp_path / "after.xlsx", cell)], tmp_path)
    assert len(compared(runs[0], after)["变动"])
    nothing = compared(after, runs[1])
    assert len(nothing["区市变动"]) == 0


@pytest.mark.oracle
@needs_office
def test_what_formulas_do_not_follow_is_told(tmp_path: Path) -> None:
    """Ten million shares and more; an incident that strikes some months' rewards alone (七¶2).

    胶州 answers until March: of the section's four leaps the two of October and November are
    struck. The others' 333,333.33 are paid by three, 111,111.11 each; 即墨, who stands in the list
    first, gets 55,555.56 of each, 城阳 55,555.55.
    """
    named = {"月份": ["2019-06"], "序号": ["7"], "区市": ["城阳"], "责任比例": ["12.3456789%"]}
    incidents = pd.DataFrame({"日期": ["2019-05-02"], "区市": ["胶州"], "事件等级": ["较大"]})
    long = qdcalc.water.year(
        frame_of(cycle("7", "------PPEPPE", target="Ⅲ")), sections=frame_of(OVERLAP[1:]),
        responsibility=pd.DataFrame(named),
    ).to_excel(tmp_path / "long.xlsx")  # fmt: skip
    some = qdcalc.water.year(
        frame_of(cycle("7", "LLPPPPLLPPPP", target="Ⅲ")), sections=frame_of(OVERLAP),
        incidents=incidents, interpretations={"incident": "section"},
    ).to_excel(tmp_path / "some.xlsx")  # fmt: skip
    july = {("指标明细", _reading(long, "2019-07", "氨氮")): 1.5}
    may = {("指标明细", _reading(some, "2019-06", "氨氮")): 0.1}
    files = [long, some, changed(long, tmp_path / "july.xlsx", july),
             changed(some, tmp_path / "may.xlsx", may)]  # fmt: skip
    found = [values(path) for path in recalculate(files, tmp_path)]
    for path, one in zip(files[:2], found, strict=False):
        assert list(differences(one, values(path))) == [], path.name
        assert failed_checks(one) == set()
    cells = {at: value for (sheet, at), value in found[1].items() if sheet == "年度收付分摊"}
    rewards = [at[1:] for at, value in cells.items() if at[0] == "C" and value == "跃升奖励"]
    assert {cells[f"Q{row}"] for row in rewards} == {"部分月份"}
    got: dict[str, float] = {}
    for row in rewards:
        got[cells[f"E{row}"]] = round(got.get(cells[f"E{row}"], 0) + cells[f"R{row}"], 2)
    assert {name: paid for name, paid in got.items() if paid} == {
        "即墨": 166_666.68, "城阳": 166_666.65,
    }  # fmt: skip
    told = failed_checks(found[2])
    assert any(row.startswith("年度付款分摊各份合计不等于所分金额") for row in told)
    assert any(row.startswith("只有部分月份") for row in failed_checks(found[3]))
