"""Determined responsibility (clauses 六¶2, 八): shares by hand from section 4.

Section 2 (共同断面): 莱西、平度; section 8 (共同(出境)): 胶州、城阳、高新区; both 市控, so a month
at −1 is 166,666.67 and at −2 333,333.33. The city is opposite.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import qdcalc

from .helpers import (
    MONTH,
    annex,
    dry,
    flows,
    line,
    nets,
    nets_of_section,
    places,
    reading,
    refused,
    run,
    same_tables,
    section,
    verdict,
    warnings_of,
)

WITHIN = {"化学需氧量": "33"}  # of section 2 (limit 20) and 8 (30) alike within one
BEYOND = {"化学需氧量": "61"}
FREE = {"断面属性": "共同断面", "责任区市": "即墨、胶州、平度、莱西"}


def paid(*rows: tuple[Any, ...], code: str = "8") -> dict[str, int]:
    """Return what each district pays for section 8 (or 2) in a month at −1, in fen."""
    given = [(MONTH, code, name, share) for name, share in rows]
    result = run([reading(code, WITHIN)], responsibility=given)
    assert verdict(result, code) == ("超标", -1)
    assert line(result, code)["amount_fen"] == 16666667
    got = nets_of_section(result, code)
    assert got.pop("市财政") == 16666667
    return {name: -net for name, net in got.items()}


@pytest.mark.clause("water 六¶2 equal_shares")
def test_equal_shares_without_a_determination() -> None:
    """16,666,667 fen in three: 5,555,556 5,555,556 5,555,555, the odd ones to the first named."""
    result = run([reading("8", WITHIN)])
    assert nets(result) == {
        "胶州": -5555556,
        "城阳": -5555556,
        "高新区": -5555555,
        "市财政": 16666667,
    }


@pytest.mark.clause("water 八 determined_shares")
def test_a_cleared_district_pays_nothing() -> None:
    for zero in ("0", 0, "0%", "0.0", "0/1"):
        assert paid(("胶州", zero)) == {"城阳": 8333334, "高新区": 8333333}
    assert paid(("平度", 0.0), code="2") == {"莱西": 16666667}


def test_two_cleared_districts() -> None:
    assert paid(("胶州", "0"), ("高新区", "0")) == {"城阳": 16666667}


@pytest.mark.clause("water 八 determined_shares")
def test_the_unnamed_share_the_rest_equally() -> None:
    """城阳 half: 8,333,333.5; 胶州 and 高新区 4,166,666.75 each.

    Floors add to 8333333 + 2 × 4166666 = 16666665; the two fen left go to the largest remainders,
    0.75 twice: 胶州 and 高新区 4,166,667.
    """
    for half in ("0.5", 0.5, "50%", "1/2", " 50 % ", "０.５"):
        assert paid(("城阳", half)) == {"城阳": 8333333, "胶州": 4166667, "高新区": 4166667}


@pytest.mark.clause("water 八 determined_shares")
def test_fractions() -> None:
    """1/7 of 16,666,667 = 2,380,952.43; 3/7 each = 7,142,857.29: the odd fen goes to 1/7 (0.43)."""
    assert paid(("胶州", "1/7")) == {"胶州": 2380953, "城阳": 7142857, "高新区": 7142857}


@pytest.mark.clause("water 八 determined_shares")
def test_all_named() -> None:
    """0.1 + 0.2 + 0.7: 1,666,666.7 3,333,333.4 11,666,666.9: one odd fen to .9, one to .7."""
    rows = (("胶州", "0.1"), ("城阳", 0.2), ("高新区", "70%"))
    assert paid(*rows) == {"胶州": 1666667, "城阳": 3333333, "高新区": 11666667}
    thirds = tuple((name, "1/3") for name in ("高新区", "城阳", "胶州"))
    assert paid(*thirds) == {"胶州": 5555556, "城阳": 5555556, "高新区": 5555555}


def test_all_named_add_up_within_a_billionth() -> None:
    """3 × 0.3333333333 misses 1 by 1e-10: normalised to thirds, not to 0.9999999999."""
    close = tuple((name, "0.3333333333") for name in ("胶州", "城阳", "高新区"))
    assert paid(*close) == {"胶州": 5555556, "城阳": 5555556, "高新区": 5555555}
    above = (("莱西", "0.5"), ("平度", "0.5000000005"))
    assert sum(paid(*above, code="2").values()) == 16666667
    for last in ("0.500000002", "0.499999998"):
        rows = [(MONTH, "2", "莱西", "0.5"), (MONTH, "2", "平度", last)]
        problems = refused([reading("2", WITHIN)], responsibility=rows)
        assert set(problems["工作表"]) == {"责任认定"}


def test_given_ratios_that_reach_one_leave_the_unnamed_at_nought() -> None:
    assert paid(("城阳", "1")) == {"城阳": 16666667}
    assert paid(("城阳", "0.25"), ("胶州", "75%")) == {"胶州": 12500000, "城阳": 4166667}


def test_a_double_penalty_is_shared_too() -> None:
    """33,333,333 fen; 高新区 cleared: 16,666,666.5 each, the odd fen to 胶州."""
    result = run([reading("8", BEYOND)], responsibility=[(MONTH, "8", "高新区", 0)])
    assert nets(result) == {"胶州": -16666667, "城阳": -16666666, "市财政": 33333333}


def test_the_city_gets_it_from_each_payer() -> None:
    result = run([reading("8", WITHIN)], responsibility=[(MONTH, "8", "高新区", 0)])
    assert flows(result, "8") == {
        ("胶州", "市财政", "赔付"): 8333334,
        ("城阳", "市财政", "赔付"): 8333333,
    }


def test_spellings_of_districts_and_months() -> None:
    for month, name in (("2018年11月", "平度市"), (pd.Timestamp(2018, 11, 1), "平度")):
        result = run([reading("2", WITHIN)], responsibility=[(month, 2, name, 0)])
        assert nets(result) == {"莱西": -16666667, "市财政": 16666667}


def test_only_its_own_month_and_section() -> None:
    """A determination of November does not touch December, nor one of section 2 section 3."""
    rows = [reading(c, WITHIN, month=m) for c in ("2", "3") for m in (MONTH, "2018-12")]
    result = run(rows, responsibility=[(MONTH, "2", "平度", 0)])
    assert nets_of_section(result, "2") == {"莱西": -16666667, "市财政": 16666667}
    half = {"莱西": -8333334, "平度": -8333333, "市财政": 16666667}
    assert nets_of_section(result, "2", "2018-12") == half
    other = {"莱西": -8333334, "即墨": -8333333, "市财政": 16666667}
    assert nets_of_section(result, "3") == other


def test_four_districts_and_every_share_given() -> None:
    """0, 0, 0.4, 0.6 of 16,666,667: 6,666,666.8 and 10,000,000.2."""
    given = {"即墨": "0", "胶州": "0", "平度": "0.4", "莱西": "0.6"}
    rows = [(MONTH, "1", name, share) for name, share in given.items()]
    result = run(
        [reading("1", {"氨氮": "1.1"})], sections=[section("1", **FREE)], responsibility=rows
    )
    assert nets(result) == {"平度": -6666667, "莱西": -10000000, "市财政": 16666667}


# (rows of one month, the row to be named, its column); None = any of the month's
ERRORS: tuple[tuple[list[tuple[Any, ...]], int | None, str | None], ...] = (
    ([("2", "平度", 0), ("2", "莱西", 0)], None, None),  # all cleared
    ([("2", "平度", "0%"), ("2", "莱西", "0/3")], None, None),
    ([("2", "平度", "0.7"), ("2", "莱西", "0.7")], None, None),  # do not add up
    ([("2", "平度", "0.3"), ("2", "莱西", "0.3")], None, None),
    ([("8", "胶州", "0.7"), ("8", "城阳", "0.4")], None, None),  # above 1, one unnamed
    ([("2", "平度", "1.2")], 0, "责任比例"),
    ([("2", "平度", "120%")], 0, "责任比例"),
    ([("2", "平度", "3/2")], 0, "责任比例"),
    ([("2", "平度", "-0.1")], 0, "责任比例"),
    ([("2", "平度", -0.1)], 0, "责任比例"),
    ([("2", "平度", "1/0")], 0, "责任比例"),
    ([("2", "平度", "一半")], 0, "责任比例"),
    ([("2", "平度", "")], 0, "责任比例"),
    ([("2", "平度", "0.5"), ("2", "平度市", "0.5")], 1, None),  # twice
    ([("2", "平度", "0"), ("2", "平度", "0")], 1, None),
    ([("2", "即墨", "0")], 0, "区市"),  # not responsible
    ([("2", "即墨县", "0")], 0, "区市"),  # no district
    ([("2", "市财政", "0")], 0, "区市"),
    ([("2", "", "0")], 0, "区市"),
    ([("20", "即墨", "0")], 0, "序号"),  # 跨界
    ([("4", "即墨", "0")], 0, "序号"),  # 出境
    ([("99", "平度", "0")], 0, "序号"),  # no section
    ([("", "平度", "0")], 0, "序号"),
)


def test_errors() -> None:
    """Each month holds one mistake; all are told at once, each at its row."""
    given: list[tuple[Any, ...]] = []
    wanted = []
    for number, (rows, blamed, column) in enumerate(ERRORS):
        first = len(given)
        given += [(f"{2010 + number // 12}-{number % 12 + 1:02d}", *line) for line in rows]
        here = range(first, len(given)) if blamed is None else [first + blamed]
        wanted.append(({f"行 {n}" for n in here}, column, rows))
    problems = refused([reading("2", WITHIN)], responsibility=given)
    found = places(problems)
    assert {sheet for sheet, _, _ in found} == {"责任认定"}
    for cells, column, rows in wanted:
        own = {name for _, cell, name in found if cell in cells}
        assert own, rows
        assert column is None or own == {column}, rows
    assert {cell for _, cell, _ in found} <= {cell for cells, _, _ in wanted for cell in cells}


def test_ratios_that_do_not_add_up_are_told_though_other_cells_are_wrong_too() -> None:
    rows = [(MONTH, "2", "平度", "0.7"), (MONTH, "2", "莱西", "0.7")]
    problems = refused([reading("2", {"铜": "x"})], responsibility=rows)
    assert set(problems["工作表"]) == {"监测数据", "责任认定"}


def test_every_error_is_told_at_once() -> None:
    rows = [
        (MONTH, "2", "平度", "1.2"),
        (MONTH, "2", "即墨", "0"),
        ("2018-13", "8", "胶州", "0"),
        (MONTH, "20", "即墨", "0"),
    ]
    problems = refused([reading("2", WITHIN)], responsibility=rows)
    assert {p[1] for p in places(problems)} == {"行 0", "行 1", "行 2", "行 3"}


def idle(rows: list[dict[str, Any]], given: list[tuple[Any, ...]], **chosen: Any) -> None:
    """Check that determinations change nothing and that each row is warned of."""
    without = run(rows, **chosen)
    result = run(rows, responsibility=given, **chosen)
    same_tables(without, result)
    new = warnings_of(result).query("工作表 == '责任认定'")
    assert set(new["单元格"]) == {f"行 {n}" for n in range(len(given))}
    assert len(new) == len(given)


def test_a_determination_without_effect_is_a_warning() -> None:
    """Leap, pass, taken out by upstream, dry, missing, another month."""
    idle([reading("8")], [(MONTH, "8", "胶州", 0)])
    idle([reading("8", {"化学需氧量": "25"})], [(MONTH, "8", "胶州", 0), (MONTH, "8", "城阳", 0.5)])
    idle([reading("7", {"氨氮": "2"}), reading("8", {"氨氮": "2"})], [(MONTH, "8", "胶州", 0)])
    idle([dry("8")], [(MONTH, "8", "胶州", 0)])
    idle([reading("7")], [(MONTH, "8", "胶州", 0)])
    idle([reading("8", WITHIN)], [("2018-12", "8", "胶州", 0)])


def test_one_of_two_months_has_effect() -> None:
    rows = [reading("8", WITHIN), reading("8", month="2018-12")]
    result = run(rows, responsibility=[(MONTH, "8", "胶州", 0), ("2018-12", "8", "胶州", 0)])
    assert set(nets_of_section(result, "8")) == {"城阳", "高新区", "市财政"}
    warned = warnings_of(result).query("工作表 == '责任认定'")
    assert list(warned["单元格"]) == ["行 1"]
    # the reward of December is shared equally all the same
    assert set(nets_of_section(result, "8", "2018-12")) == {"胶州", "城阳", "高新区", "市财政"}


def test_any_spelling_of_a_shared_section_takes_a_determination() -> None:
    for kind in ("共同断面", "共同(出境)", "共同（出境）"):
        listed = annex(s8={"断面属性": kind})
        result = run(
            [reading("8", WITHIN)], sections=listed, responsibility=[(MONTH, "8", "胶州", 0)]
        )
        assert nets(result) == {"城阳": -8333334, "高新区": -8333333, "市财政": 16666667}


@pytest.mark.clause("water 八 determined_shares")
@pytest.mark.parametrize(("code", "base_fen"), [("7", 200_000_000), ("13", 600_000_000)])
def test_a_dispute_of_a_section_of_any_type_is_determined(code: str, base_fen: int) -> None:
    """Clause 八¶2, water.md §4: 跨界 sections with several responsible districts, too."""
    rows = [reading(code, {"氨氮": "9"})]
    equal = run(rows)
    used = equal.tables["sections_used"].set_index("section_id")
    first = used["responsible"][code].split("、")[0]
    cleared = run(rows, responsibility=[(MONTH, code, first, "0")])
    moved = cleared.tables["flows"]
    assert first not in set(moved.loc[moved["kind"] == "赔付", "payer"])
    assert moved["amount_fen"].sum() == 2 * base_fen // 12
    assert first in set(equal.tables["flows"]["payer"])


def test_one_responsible_district_leaves_nothing_to_determine() -> None:
    wrong = refused([reading("20", {"氨氮": "9"})], responsibility=[(MONTH, "20", "即墨", "1")])
    assert list(wrong["代码"]) == ["W43"]
    assert "只有一个责任区市" in wrong["问题"].iloc[0]


def test_a_frame_in_the_place_of_a_sheet_is_told(tmp_path: Path) -> None:
    """workbooks.md: nothing is silent; the workbook's own determination is not used."""
    path = tmp_path / "监测.xlsx"
    own = pd.DataFrame([(MONTH, "8", "高新区", 1)], columns=["月份", "序号", "区市", "责任比例"])
    readings = pd.DataFrame([{"月份": MONTH, "序号": "8", **WITHIN}])
    with pd.ExcelWriter(path) as book:
        readings.to_excel(book, sheet_name="监测数据", index=False)
        own.to_excel(book, sheet_name="责任认定", index=False)
    given = qdcalc.water.month(path, responsibility=own.assign(责任比例=[0]))
    told = given.problems.set_index("代码")
    assert told.loc["T50", "问题"] == (
        "工作簿里也有“责任认定”（1 行），没有用：按另外给出的 DataFrame 计算"
    )
    alone = qdcalc.water.month(path)
    assert "T50" not in set(alone.problems["代码"])
