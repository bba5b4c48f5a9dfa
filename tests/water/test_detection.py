"""Below detection, above the range: what a mark proves (water.md 2, R:censored).

Limits as printed in GB 3838-2002: 石油类 0.05 (Ⅰ–Ⅲ), 0.5 (Ⅳ), 1.0 (Ⅴ); 市控 2,000,000 ÷ 12 =
166,666.67 a month.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import qdcalc
from qdcalc.result.result import Result

from .helpers import (
    CLEAN,
    CLEAN_MORE,
    MONTH,
    Row,
    detail,
    frame_of,
    line,
    reading,
    records,
    refused,
    run,
    section,
    verdict,
)
from .year_helpers import cycle, months_of, settle, year_line

UNPROVEN = "W81"
OIL = "石油类"


def coded(result: Result, code: str = UNPROVEN) -> pd.DataFrame:
    """Return the warnings of one number."""
    return result.problems[result.problems["代码"] == code]


@pytest.mark.clause("water 六¶1 water_class")
def test_an_undetected_value_is_not_charged() -> None:
    """Issue 10: 石油类 0.2L, half of it worse than 0.05, was charged 166,666.67."""
    row = [reading("1", {OIL: "0.2L"})]
    result = run(row)
    assert verdict(result, "1") == ("达标", 0)  # a leap cannot rest on a row without 石油类
    assert line(result, "1")["amount_fen"] == 0
    assert line(result, "1")["water_class"] == "Ⅰ"
    assert f"{OIL}未监测或检出限过高" in line(result, "1")["explanation"]
    charged = run(row, censored="half")
    assert verdict(charged, "1") == ("超标", -1)  # 0.1 is exactly twice 0.05
    assert line(charged, "1")["amount_fen"] == 16666667


# mark, target, whether half of the detection limit is worse than the target's limit
BOUNDARIES = (
    ("0.1L", "Ⅲ", False),  # 0.05: equality meets the limit
    ("0.1000001L", "Ⅲ", True),
    ("0.0999999L", "Ⅲ", False),
    ("<0.2", "Ⅲ", True),
    ("＜0.2", "Ⅰ", True),
    ("ND0.2", "Ⅱ", True),
    ("nd0.2", "Ⅱ", True),
    ("0.2Ｌ", "Ⅲ", True),
    ("0.2L", "Ⅳ", False),  # worse than Ⅲ, not than the target's 0.5
    ("1L", "Ⅳ", False),
    ("1.0001L", "Ⅳ", True),
    ("2L", "Ⅴ", False),
    ("2.0001L", "Ⅴ", True),
    ("ND", "Ⅲ", False),  # 0, never worse
    ("未检出", "Ⅲ", False),
)


def test_half_of_the_detection_limit_against_the_targets_limit() -> None:
    codes = [str(number) for number in range(1, len(BOUNDARIES) + 1)]
    pairs = list(zip(codes, BOUNDARIES, strict=True))
    listed = [section(code, 核算水质目标=target) for code, (_, target, _) in pairs]
    rows = [reading(code, {OIL: mark}) for code, (mark, _, _) in pairs]
    result, half = run(rows, sections=listed), run(rows, sections=listed, censored="half")
    for code, (mark, target, is_worse) in pairs:
        row = detail(result, code, OIL)
        assert row["original"] == mark  # the row stays whatever becomes of it
        assert row["is_exceeded"] == "否", (mark, target)
        assert row["multiple"] is None, (mark, target)
        assert (row["water_class"] is None) == is_worse, (mark, target)
        assert (row["judged_value"] is None) == is_worse, (mark, target)
        assert (verdict(half, code)[0] == "超标") == is_worse, (mark, target)
        assert verdict(result, code)[0] != "超标", (mark, target)
    told = list(coded(result)["单元格"])
    assert told == [f"行 {n}" for n, (_, _, is_worse) in enumerate(BOUNDARIES) if is_worse]
    assert len(coded(half)) == 0


def test_two_indicators_are_each_named_in_their_own_row() -> None:
    """石油类 0.1 against 0.05 at one section, 挥发酚 0.2 against any limit at the next."""
    told = coded(run([reading("1", {OIL: "0.2L"}), reading("2", {"挥发酚": "0.4L"})]))
    assert list(zip(told["列"], told["原值"], strict=True)) == [(OIL, "0.2L"), ("挥发酚", "0.4L")]


def test_the_warning_names_the_cell_the_detection_limit_and_the_limit(tmp_path: Path) -> None:
    """Entries: workbook, folder of workbooks, frame; the month and the year."""
    frame = frame_of([reading("1", {OIL: "0.2L"})])
    (tmp_path / "各月").mkdir()
    for path in (tmp_path / "in.xlsx", tmp_path / "各月" / "11.xlsx"):
        frame.to_excel(path, sheet_name="监测数据", index=False)
    column = list(frame.columns).index(OIL)
    letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[column]
    for source, cell in ((tmp_path / "in.xlsx", f"{letter}2"), (tmp_path / "各月", f"{letter}2"),
                         (frame, "行 0")):  # fmt: skip
        for calculate in (qdcalc.water.month, qdcalc.water.year):
            (told,) = records(coded(calculate(source)))
            assert (told["工作表"], told["单元格"], told["列"]) == ("监测数据", cell, OIL)
            assert told["原值"] == "0.2L"
            assert "0.2 mg/L" in told["问题"]
            assert "0.05 mg/L" in told["问题"]


def test_in_another_unit() -> None:
    """石油类 in μg/L: 200L is 0.2 mg/L."""
    row = reading("1")
    row["石油类(μg/L)"] = "200L"
    del row[OIL]
    result = run([row])
    assert len(coded(result)) == 1
    assert "0.2 mg/L" in coded(result)["问题"].iloc[0]
    assert detail(result, "1", OIL)["value"] == 0.1


def test_what_is_set_aside_counts_as_missing() -> None:
    """Completeness: no leap on it unless complete = warn; alone in its row it is 缺测."""
    rows = [reading("1", {OIL: "0.2L"}), {"月份": MONTH, "序号": "2", OIL: "0.2L"}]
    result = run(rows)
    assert OIL in line(result, "1")["explanation"]
    assert verdict(result, "2") == ("缺测", 0)
    assert verdict(run(rows, complete="warn"), "1") == ("跃升", 1)


def test_others_still_decide() -> None:
    result = run([reading("1", {OIL: "0.2L", "氨氮": "1.2"})])
    assert verdict(result, "1") == ("超标", -1)
    assert line(result, "1")["exceeded"] == "氨氮"


def test_rounded_before_the_comparison() -> None:
    """compare = rounded: 0.109 ÷ 2 = 0.0545 rounds to 0.05 and meets; 0.111 ÷ 2 to 0.06."""
    rows = [reading("1", {OIL: "0.109L"}), reading("2", {OIL: "0.111L"})]
    result = run(rows, compare="rounded")
    assert detail(result, "1", OIL)["water_class"] == "Ⅰ"
    assert detail(result, "2", OIL)["water_class"] is None
    assert len(coded(result)) == 1
    assert len(coded(run(rows))) == 2


def test_single_limits_of_drinking_sources() -> None:
    """Tables 2 and 3: twice the limit is just provable; at other sections nobody asks."""
    items = {"硫酸盐": 250, "三氯甲烷": 0.06}
    for more, aside in ((1, False), (1.001, True)):
        marks = {item: f"{limit * 2 * more:.6g}L" for item, limit in items.items()}
        result = run([reading("13", marks), reading("1", marks)])
        assert verdict(result, "13") == ("跃升", 1)  # these items make no row incomplete
        assert set(coded(result)["列"]) == (set(items) if aside else set())
        assert set(coded(result)["单元格"]) <= {"行 0"}
        half = run([reading("13", marks)], censored="half")
        for item in items:
            assert (detail(result, "13", item)["water_class"] is None) == aside, item
            assert detail(half, "13", item)["is_exceeded"] == ("是" if aside else "否"), item
        assert verdict(half, "13")[0] == ("超标" if aside else "跃升")


def test_nothing_is_said_where_the_indicator_is_not_judged() -> None:
    """Coliforms of a 市控 section are never judged (clause 三¶2), of 15 under limits only."""
    rows = [reading(c, {**CLEAN_MORE, "粪大肠菌群": "90000L"}) for c in ("1", "15")]
    assert len(coded(run(rows))) == 0
    told = coded(run(rows, indicators="limits"))
    assert list(told["单元格"]) == ["行 1"]


@pytest.mark.parametrize("option", ["drop", "not-worse", "subtract", "off"])
def test_upstream_is_not_blamed_with_what_it_does_not_prove(option: str) -> None:
    """12 → 13: oil undetected above accounts for nothing below; under half it does."""
    rows = [reading("12", {OIL: "0.2L"}), reading("13", {OIL: "0.08"})]
    result = run(rows, upstream=option)
    assert verdict(result, "13") == ("超标", -1)
    assert line(result, "13")["dropped"] is None
    half = run(rows, upstream=option, censored="half")
    assert verdict(half, "13")[0] == ("超标" if option == "off" else "达标")
    below = run([reading("12", {OIL: "0.08"}), reading("13", {OIL: "0.2L"})], upstream=option)
    assert verdict(below, "13")[0] == "达标"
    assert line(below, "13")["dropped"] is None


@pytest.mark.clause("water 六¶1 annual_means")
def test_the_annual_mean_leaves_it_out() -> None:
    """Eleven months on the limit and one of 0.2L: 0.05 meets it; with 0.1 it is 0.0541…"""
    rows = months_of("1", OIL, ["0.05"] * 11 + ["0.2L"])
    result = settle(rows)
    assert (year_line(result, "1")["annual_class"], year_line(result, "1")["state"]) == ("Ⅰ", "是")
    (mean,) = [
        r for r in records(result.tables["annual_indicators"])
        if r["indicator"] == OIL and r["section_id"] == "1"
    ]  # fmt: skip
    assert mean["mean"] == 0.05
    half = settle(rows, censored="half")
    assert (year_line(half, "1")["annual_class"], year_line(half, "1")["state"]) == ("Ⅳ", "否")


def test_half_a_detection_limit_that_proves_stays_in_the_mean() -> None:
    """(0.09 × 1 + 0.1L ÷ 2 × 11) ÷ 12 = 0.0533: worse than 0.05."""
    result = settle(months_of("1", OIL, ["0.09"] + ["0.1L"] * 11))
    assert year_line(result, "1")["state"] == "否"


def test_a_year_of_nothing_proven_has_no_class() -> None:
    rows: list[Row] = [{"月份": m["月份"], "序号": "1", OIL: "0.2L"} for m in cycle("1", "P" * 12)]
    result = settle(rows)
    assert year_line(result, "1")["state"] == "无法评价"


def test_a_correction_is_compared_with_the_mark_that_was_sent() -> None:
    """更正影响: 0.2L was never charged, so its correction to 0.08 moves 0 → 166,666.67."""
    first, second = reading("1", {OIL: "0.2L"}), reading("1", {OIL: "0.08"})
    both = frame_of([{**first, "版本": ""}, {**second, "版本": "1"}])
    (moved,) = [
        r for r in records(qdcalc.water.month(both).tables["corrections"])
        if r["scope"] == "断面月份"
    ]  # fmt: skip
    assert (moved["before_fen"], moved["after_fen"]) == (0, 16666667)
    back = frame_of([{**second, "版本": ""}, {**first, "版本": "1"}])
    (moved,) = [
        r for r in records(qdcalc.water.month(back).tables["corrections"])
        if r["scope"] == "断面月份"
    ]  # fmt: skip
    assert (moved["before_fen"], moved["after_fen"]) == (16666667, 0)


MARKS = ("<6", "＜6", "6L", "ND", "nd", "未检出", "ND6", ">9", "≥9", "＞9", ">=9")


def test_marks_on_oxygen_and_ph_are_errors() -> None:
    wanted = [(item, mark) for mark in MARKS for item in ("溶解氧", "pH值")]
    rows = [reading(str(n), {item: mark}) for n, (item, mark) in enumerate(wanted, start=1)]
    for options in ({}, {"censored": "half"}):
        told = refused(rows, **options)
        assert sorted(zip(told["列"], told["原值"], strict=True)) == sorted(wanted)
        assert all(item in text for item, text in zip(told["列"], told["问题"], strict=True))


def test_above_the_range_is_the_figure_with_a_warning() -> None:
    """国控, Ⅴ: 40000 个/L: > 24000 meets it and stays in 原值."""
    texts = (">24000", "≥24000", "＞24000", ">=24000", "> 24,000", "≥2.4E4")
    codes = [str(number) for number in range(1, len(texts) + 1)]
    rows = [
        reading(c, {"粪大肠菌群": text, "总氮": "1"}) for c, text in zip(codes, texts, strict=True)
    ]
    listed = [section(c, 核算水质目标="Ⅴ", 断面控制级别="国控") for c in codes]
    result = run(rows, sections=listed, indicators="limits")
    for code, text in zip(codes, texts, strict=True):
        row = detail(result, code, "粪大肠菌群")
        assert (row["value"], row["original"], row["water_class"]) == (24000, text, "Ⅴ")
    assert list(coded(result, "W80")["原值"]) == list(texts)


def test_above_the_range_exceeds_as_its_figure_does() -> None:
    result = run([reading("1", {"氨氮": ">1.0"}), reading("2", {"氨氮": ">1.01"})])
    assert verdict(result, "1") == ("达标", 0)
    assert verdict(result, "2") == ("超标", -1)


def test_other_marks_are_no_figures() -> None:
    texts = [">", "≥", "<", "L", ">abc", ">-1", "<-1", "0L", "1>", "<>1"]
    told = refused([reading(str(n), {"氨氮": text}) for n, text in enumerate(texts, start=1)])
    assert list(told["原值"]) == texts


def test_frames_of_other_readings_are_as_they_were() -> None:
    """A month without an unproven value is the same under both options."""
    rows = [reading(str(n), {"氨氮": "0.02L", "铜": "ND"}) for n in range(1, 29)]
    one, other = run(rows), run(rows, censored="half")
    for name in ("section_months", "flows", "indicators"):
        pd.testing.assert_frame_equal(one.tables[name], other.tables[name])
    assert set(CLEAN) <= set(one.tables["indicators"]["indicator"])
