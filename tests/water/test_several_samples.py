"""Several samples of one section and month (water.md 2, R:samples; clause 六).

氨氮 at 1 (市控, Ⅲ: 1.0); a month of 市控 at −1 is 166,666.67. Means by hand beside each case.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import qdcalc
from qdcalc.result.result import Result

from .helpers import (
    MONTH,
    Row,
    annex,
    detail,
    dry,
    failed_checks,
    frame_of,
    line,
    reading,
    records,
    refused,
    run,
    section,
    verdict,
)
from .year_helpers import MONTHS, settle, year_line

N, OIL, DAY = "氨氮", "石油类", "采样日期"
ALONE = {"upstream": "off"}  # each section by its own readings
OF_CLASS_3 = [row["序号"] for row in annex() if row["核算水质目标"] == "Ⅲ"]


def sample(day: Any, value: str, code: str = "1", **others: Any) -> Row:
    """Return a row of class Ⅰ but for ammonia, with its day of sampling."""
    return {**reading(code, {N: value}), DAY: day, **others}


def samples(*values: str, code: str = "1") -> list[Row]:
    return [sample(f"2018-11-{day:02}", value, code) for day, value in enumerate(values, start=1)]


def coded(result: Result, code: str) -> list[Row]:
    assert set(result.problems["级别"]) <= {"警告"}
    return records(result.problems[result.problems["代码"] == code])


def test_corrections_of_rows_with_and_without_a_laboratorys_class() -> None:
    # a column of whole numbers with blanks; the first row had none, the ninth has one
    rows = [{**reading(str(n), {N: "0.4"}), "水质类别": "Ⅲ" if n > 8 else None, "版本": "1"}
            for n in range(1, 13)]  # fmt: skip
    again = [{**row, N: "0.9", "版本": "2"} for row in rows[:2] + rows[8:]]
    result = run([*rows, *again])
    moved = result["更正影响"].query("范围 == '断面月份'")
    assert moved["序号"].tolist() == ["1", "2", "9", "10", "11", "12"]


MEANS = (
    # values, mean read at 15 digits, whether it exceeds 1.0
    (("0.9", "1.0", "1.1"), 1.0, False),
    (("0.7", "1.1", "1.2"), 1.0, False),  # a float sum is 2.9999999999999996 or 3.0000000000000004
    (("0.7", "1.1", "1.2000001"), 1.00000003333333, True),
    (("0.7", "1.1", "1.1999999"), 0.999999966666667, False),
    (("1", "1", "2"), 1.33333333333333, True),
    (("0.1", "0.2"), 0.15, False),
    (("1.0", "", "1.2"), 1.1, True),  # of the rows that have it
    (("", "", "1.0"), 1.0, False),
    (("2.2", "0.02L"), 1.105, True),  # half of a detection limit included
    (("2.2", "ND", "0.8"), 1.0, False),
    (("1.5", "9L"), 1.5, True),  # 4.5 proves nothing: that sample is not counted
    (("0.5", "9L", "0.7"), 0.6, False),
)


@pytest.mark.clause("water 六¶1 water_class")
def test_the_mean_of_the_samples_is_judged() -> None:
    codes = [str(number) for number in range(1, len(MEANS) + 1)]
    rows = [row for code, (values, _, _) in zip(codes, MEANS, strict=True)
            for row in samples(*values, code=code)]  # fmt: skip
    result = run(rows, sections=[section(code) for code in codes])
    for code, (values, mean, exceeds) in zip(codes, MEANS, strict=True):
        row = detail(result, code, N)
        assert row["value"] == mean, values
        assert (row["is_exceeded"] == "是") == exceeds, values
        assert (verdict(result, code)[0] == "超标") == exceeds, values
        counted = sum(value not in {"", "9L"} for value in values)
        assert row["original"] == (f"{counted} 次平均" if counted > 1 else None), values
    assert len(result.tables["section_months"]) == len(MEANS)
    assert failed_checks(result) == []


def test_the_notice_tells_how_many() -> None:
    rows = [*samples("0.9", "1.1", "1.0"), *samples("0.3", "0.5", code="2"), sample("", "0.1", "3")]
    (told,) = coded(run(rows), "W85")
    assert "2 个断面月" in told["问题"]
    assert "共 5 行" in told["问题"]
    assert coded(run([sample("2018-11-03", "0.1", str(n)) for n in (1, 2, 3)]), "W85") == []


APART: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a day": ({DAY: "2018-11-05"}, {DAY: "2018-11-06"}),
    "a day and none": ({DAY: "2018-11-05"}, {DAY: ""}),
    "an hour": ({DAY: "2018-11-05 08:00"}, {DAY: "2018-11-05 14:00"}),
    "an hour in words": ({DAY: "2018年11月5日8时"}, {DAY: "2018年11月5日14时30分"}),
    "moments": ({DAY: dt.datetime(2018, 11, 5, 8)}, {DAY: dt.datetime(2018, 11, 5, 9)}),
    "dates": ({DAY: dt.date(2018, 11, 5)}, {DAY: pd.Timestamp(2018, 11, 6)}),
    "another header": ({"监测时间": "2018-11-05"}, {"监测时间": "2018-11-06"}),
    "no days": ({DAY: "上旬"}, {DAY: "中旬"}),
    "a point": ({"采样点": "左"}, {"采样点": "右"}),
    "a layer": ({"层次": "表层"}, {"层次": "底层"}),
    "a layer of the same day": ({DAY: "2018-11-05", "层次": "表层"},
                                {DAY: "2018-11-05", "层次": "底层"}),
}  # fmt: skip


def entries(rows: list[Row], folder: Path) -> dict[str, Any]:
    """Return the rows as a frame, a workbook, a folder of one and a folder of two."""
    frame = frame_of(rows)
    (folder / "一").mkdir()
    (folder / "二").mkdir()
    frame.to_excel(folder / "in.xlsx", sheet_name="监测数据", index=False)
    frame.to_excel(folder / "一" / "in.xlsx", sheet_name="监测数据", index=False)
    half = len(frame) // 2
    for name, part in (("a", frame.iloc[:half]), ("b", frame.iloc[half:])):
        part.to_excel(folder / "二" / f"{name}.xlsx", sheet_name="监测数据", index=False)
    return {"frame": frame, "workbook": folder / "in.xlsx", "folder": folder / "一",
            "two files": folder / "二"}  # fmt: skip


@pytest.mark.parametrize("names", [[n for n in APART if n != "another header"], ["another header"]])
def test_what_tells_samples_apart(names: list[str], tmp_path: Path) -> None:
    """0.8 and 1.4 of 1.0: each entry gives 1.1; a section for each, all of target Ⅲ."""
    codes = dict(zip(names, OF_CLASS_3, strict=False))
    rows = [
        {**reading(codes[name], {N: value}), **APART[name][number]}
        for number, value in enumerate(("0.8", "1.4"))
        for name in names
    ]
    for source in entries(rows, tmp_path).values():
        result = qdcalc.water.month(source, interpretations=ALONE)
        for name, code in codes.items():
            assert detail(result, code, N)["value"] == 1.1, name
            assert verdict(result, code) == ("超标", -1), name


ALIKE: dict[str, tuple[Any, Any]] = {
    "the same day": ("2018-11-05", "2018-11-05"),
    "the same day otherwise written": ("2018-11-05", "2018/11/5"),
    "a date and a text": (dt.datetime(2018, 11, 5), "2018年11月5日"),
    "midnight": ("2018-11-05", "2018-11-05 00:00"),
    "the same hour": ("2018-11-05 08:00", "2018年11月5日8时"),
    "no day at all": ("", ""),
    "blanks that nobody sees": ("上旬", " 上 旬"),
}


def test_rows_that_nothing_tells_apart_are_an_error(tmp_path: Path) -> None:
    rows = [
        sample(days[number], value, str(code))
        for number, value in enumerate(("0.8", "1.4"))
        for code, days in enumerate(ALIKE.values(), start=1)
    ]
    for entry, source in entries(rows, tmp_path).items():
        with pytest.raises(qdcalc.InputError) as caught:
            qdcalc.water.month(source)
        found = caught.value.problems.query("级别 == '错误'")
        assert list(found["代码"]) == ["R02" if entry == "two files" else "R01"] * len(ALIKE)


def test_without_such_a_column_two_rows_stay_an_error() -> None:
    assert list(refused([reading("1"), reading("1", {N: "0.2"})])["代码"]) == ["R01"]


def test_the_option_error() -> None:
    """Rows that differ in their day are refused; one row a section and month is as it was."""
    assert list(refused(samples("0.8", "1.4"), samples="error")["代码"]) == ["R01"]
    assert verdict(run([sample("2018-11-05", "0.1")], samples="error"), "1") == ("跃升", 1)


def test_dry_only_where_all_of_them_are() -> None:
    days = [{DAY: "2018-11-05"}, {DAY: "2018-11-15"}]
    both = run([{**dry("1"), **days[0]}, {**dry("1"), **days[1]}])
    assert verdict(both, "1") == ("断流", 0)
    one = run([{**dry("1"), **days[0]}, sample("2018-11-15", "1.2")])
    assert verdict(one, "1") == ("超标", -1)
    # one dry, the other without anything measured: 缺测
    blank = {"月份": MONTH, "序号": "1", **days[1]}
    none = run([{**dry("1"), **days[0]}, blank, reading("2")])
    assert verdict(none, "1") == ("缺测", 0)


def test_samples_that_prove_nothing() -> None:
    """0.2L and 0.3L of oil (0.05): the row stays, its value the mean of the halves, 0.125."""
    rows = [sample("2018-11-05", "0.1", **{OIL: "0.2L"}), sample("2018-11-06", "0.1",
            **{OIL: "0.3L"})]  # fmt: skip
    result = run(rows)
    row = detail(result, "1", OIL)
    assert (row["value"], row["water_class"], row["is_exceeded"]) == (0.125, None, "否")
    assert row["original"].startswith("2 次平均")
    assert verdict(result, "1") == ("达标", 0)
    assert [(told["单元格"], told["原值"]) for told in coded(result, "W81")] == [
        ("行 0", "0.2L"), ("行 1", "0.3L"),
    ]  # fmt: skip
    half = run(rows, censored="half")
    assert detail(half, "1", OIL)["original"] == "2 次平均"
    assert verdict(half, "1")[0] == "超标"


def test_one_sample_that_proves_nothing_among_others() -> None:
    """0.2L is left out: 0.04 and 0.06 make 0.05, which meets; under half 0.0666… exceeds."""
    rows = [sample(f"2018-11-0{n}", "0.1", **{OIL: cell})
            for n, cell in enumerate(("0.04", "0.2L", "0.06"), start=1)]  # fmt: skip
    result = run(rows)
    assert (detail(result, "1", OIL)["value"], verdict(result, "1")) == (0.05, ("跃升", 1))
    assert [told["单元格"] for told in coded(result, "W81")] == ["行 1"]
    assert verdict(run(rows, censored="half"), "1")[0] == "超标"


def test_a_mean_is_rounded_once_as_the_mean() -> None:
    """compare = rounded: (1.04 + 1.06) ÷ 2 = 1.05 rounds to 1.0 and meets Ⅲ."""
    assert verdict(run(samples("1.04", "1.06"), compare="rounded"), "1") == ("达标", 0)
    assert verdict(run(samples("1.04", "1.062"), compare="rounded"), "1") == ("超标", -1)


# ------------------------------------------------------------------------ corrections

CORRECTED: dict[str, tuple[tuple[str, ...], tuple[str, ...], float, tuple[int, int]]] = {
    # what was sent, what replaces it, the value that counts, the amount before and after
    "three by one": (("0.9", "1.0", "1.4"), ("0.8",), 0.8, (16666667, 0)),
    "one by three": (("1.2",), ("0.9", "1.0", "1.1"), 1.0, (16666667, 0)),
    "two by two": (("0.9", "1.0"), ("1.1", "1.4"), 1.25, (0, 16666667)),
}


@pytest.mark.parametrize("by", ["版本", "文件"])
def test_a_correction_replaces_all_samples(by: str, tmp_path: Path) -> None:
    """Also where the days are the same: it is the section's month that is corrected."""
    cases = dict(zip(OF_CLASS_3, CORRECTED.values(), strict=False))
    first, second = (
        frame_of(row for code, values in given for row in samples(*values, code=code))
        for given in (
            [(code, case[0]) for code, case in cases.items()],
            [(code, case[1]) for code, case in cases.items()],
        )
    )
    if by == "版本":
        source: Any = pd.concat([first.assign(版本=0), second.assign(版本=1)], ignore_index=True)
    else:
        source = tmp_path
        first.to_excel(tmp_path / "11月.xlsx", sheet_name="监测数据", index=False)
        second.to_excel(tmp_path / "11月_更正.xlsx", sheet_name="监测数据", index=False)
    result = qdcalc.water.month(source, interpretations=ALONE)
    moved = {
        r["section_id"]: (r["before_fen"], r["after_fen"])
        for r in records(result.tables["corrections"])
        if r["scope"] == "断面月份"
    }
    assert {code: detail(result, code, N)["value"] for code in cases} == {
        code: case[2] for code, case in cases.items()
    }
    assert moved == {code: case[3] for code, case in cases.items()}
    assert len(coded(result, "R04")) == len(CORRECTED)
    assert failed_checks(result) == []


def test_a_sample_that_could_not_be_read_is_replaced_with_the_others() -> None:
    rows = [{**row, "版本": ""} for row in samples("0.9", "坏", "1.4")]
    result = run([*rows, {**sample("2018-11-09", "0.8"), "版本": "1"}])
    assert detail(result, "1", N)["value"] == 0.8
    assert len(coded(result, "W68")) == 1  # what was sent can't be calculated
    refused_ones = refused([*rows, {**sample("2018-11-09", "0.8", "2"), "版本": "1"}])
    assert list(refused_ones["单元格"]) == ["行 1"]


# ------------------------------------------------------------------------- the year


def test_the_annual_mean_is_of_the_months() -> None:
    """Two samples of one month count as one month: (11 × 0.9 + 2.1) ÷ 12 = 1.0 meets Ⅲ."""
    rows = [{**reading("1", {N: "0.9"}, month=month), DAY: ""} for month in MONTHS[:11]]
    for last, state in (("2.2", "是"), ("2.2001", "否")):
        late = [{**reading("1", {N: cell}, month=MONTHS[11]), DAY: f"2019-09-{day}"}
                for cell, day in (("2.0", "03"), (last, "17"))]  # fmt: skip
        assert year_line(settle([*rows, *late]), "1")["state"] == state


@pytest.mark.parametrize("day", ["2018-12-05", "12月5日"])
def test_a_day_outside_its_month_is_named(day: str) -> None:
    rows = [
        sample("2018-11-05", "0.1"),
        sample(day, "0.1", "2"),
        sample("上旬", "0.1", "3"),
    ]
    (told,) = coded(run(rows), "W86")
    assert (told["单元格"], told["列"], told["原值"]) == ("行 1", DAY, day)


def test_sections_by_name_and_in_another_unit() -> None:
    rows = [{"月份": MONTH, "河流名称": "小沽河", "监测断面": "教书庄", DAY: f"2018-11-0{n}",
             "氨氮(μg/L)": cell} for n, cell in enumerate(("900", "1300"), start=1)]  # fmt: skip
    result = run(rows)
    assert detail(result, "1", N)["value"] == 1.1
    assert line(result, "1")["amount_fen"] == 16666667
