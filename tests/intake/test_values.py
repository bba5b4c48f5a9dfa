"""Cells: every form that the contract lists, and what stands next to it and must be refused.

Contract: workbooks.md, "Reading an input workbook" (numbers, dates, months, shares, 是/否, lists,
error values) and water.md part 2 "Cells" (readings, their marks, classes). ``X`` marks a refusal:
one problem, that names the value.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake import by_name
from qdcalc.intake.cells import ERROR_VALUE, NO_RESULT, Cells, Parsed
from qdcalc.intake.kinds import reader
from qdcalc.intake.raw import Unreadable
from qdcalc.table.description import Column
from qdcalc.table.kinds import MONEY
from qdcalc.table.problems import Problem, shown
from qdcalc.water.inputs.tables import READINGS
from seeds import share

READING, CLASS = "reading", "class"
KINDS = (*by_name.SHARED, READING, CLASS)
NAN = float("nan")


def read(kind: str, *values: object, name: str = "nh3n") -> Parsed:
    column = Column(name, "氨氮", by_name.KINDS[kind])
    return reader(column.kind)(Cells(np.array([*values, None], dtype=object)[:-1]), column)


def values_of(parsed: Parsed) -> list[Any]:
    return list(pd.Series(parsed.values).astype(object))


def is_blank(value: object) -> bool:
    return bool(pd.isna(value))  # type: ignore[call-overload]


def accepts(kind: str, cell: object, wanted: object, name: str = "nh3n") -> None:
    """The cell is read as ``wanted`` and nothing is said of it."""
    parsed = read(kind, cell, name=name)
    assert parsed.refusals == []
    (value,) = values_of(parsed)
    if is_blank(wanted):
        assert is_blank(value)
    else:
        assert value == wanted


def refuses(kind: str, cell: object, code: str, name: str = "nh3n") -> Problem:
    """The cell is refused: one error, its own value in what is said, nothing in its place."""
    parsed = read(kind, cell, name=name)
    ((position, refusal),) = parsed.refusals
    assert position == 0
    assert refusal.fault.code == code
    problem = Problem(refusal.fault, column="氨氮", value=shown(cell), fields=refusal.fields)
    assert problem.is_error
    assert shown(cell) in problem.texts()[6], "the problem names the value"
    (value,) = values_of(parsed)
    assert value is False or is_blank(value)
    return problem


# ------------------------------------------------------------------------------- numbers

NUMBERS: list[tuple[object, float]] = [
    (1.5, 1.5),
    (3, 3.0),
    (np.float64(2.5), 2.5),
    (np.int64(7), 7.0),
    (Decimal("0.05"), 0.05),
    (0.1 + 0.2, 0.3),
    ("1.5", 1.5),
    (" 1.5 ", 1.5),
    ("１．５", 1.5),
    ("5E-05", 0.00005),
    ("5e-05", 0.00005),
    ("1.2E+3", 1200.0),
    ("1,234", 1234.0),
    ("1,234,567.89", 1234567.89),
    ("１，２３４", 1234.0),
    ("-3", -3.0),
    ("+3", 3.0),
    (".5", 0.5),
    ("5.", 5.0),
    ("0", 0.0),
]
NOT_NUMBERS: list[object] = [
    "1.2.3",
    "abc",
    "1.5mg/L",
    "1/3",
    "50%",
    ".",
    "E5",
    "--1",
    "1E",
    "inf",
    "nan",
    "NaN",
    "None",
    "0x10",
    "1_000",
    True,
    False,
    dt.date(2018, 11, 1),
    dt.datetime(2018, 11, 1),
    dt.time(1, 0),
]


@pytest.mark.parametrize(("cell", "wanted"), NUMBERS)
def test_numbers(cell: object, wanted: float) -> None:
    accepts("number", cell, wanted)


@pytest.mark.parametrize("cell", NOT_NUMBERS)
def test_not_numbers(cell: object) -> None:
    refuses("number", cell, "C03")


@pytest.mark.parametrize("kind", KINDS)
def test_blanks(kind: str) -> None:
    # a blank is a blank of every kind; 是/否 columns may be blank = 否
    for cell in ("", "  ", "\n", "\u3000", NAN, None, pd.NA, pd.NaT):
        accepts(kind, cell, False if kind == "yes_no" else None)


@pytest.mark.parametrize("kind", KINDS)
def test_error_values(kind: str) -> None:
    # "An Excel error value … is an error naming the cell, never silently empty"
    for text in ("#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!"):
        refuses(kind, Unreadable(text, ERROR_VALUE), "C01")


@pytest.mark.parametrize("kind", KINDS)
def test_formula_without_a_result(kind: str) -> None:
    cell = Unreadable("公式", NO_RESULT)
    ((position, refusal),) = read(kind, cell).refusals
    assert (position, refusal.fault) == (0, NO_RESULT)


# ------------------------------------------------------------------------------- months

NOVEMBER = pd.Period("2018-11", "M")
MONTHS: list[tuple[object, str]] = [
    (dt.date(2018, 11, 1), "2018-11"),
    (dt.date(2018, 11, 30), "2018-11"),
    (dt.datetime(2018, 11, 3, 12, 30), "2018-11"),
    (pd.Timestamp("2018-11-03"), "2018-11"),
    (np.datetime64("2018-11-03"), "2018-11"),
    (NOVEMBER, "2018-11"),
    ("2018-11", "2018-11"),
    ("2018年11月", "2018-11"),
    ("2018年11月份", "2018-11"),
    ("２０１８年１１月", "2018-11"),
    ("2018 年 11 月", "2018-11"),
    ("2018年1月", "2018-01"),
    ("2018-1", "2018-01"),
    ("201811", "2018-11"),
    (201811, "2018-11"),
    (201811.0, "2018-11"),
    ("2018/11", "2018-11"),
    ("2018/1", "2018-01"),
    ("2018.11", "2018-11"),
    ("2018.01", "2018-01"),
    ("2018.2", "2018-02"),
    ("2018.10", "2018-10"),
    ("2018-11-03", "2018-11"),
    ("2018年11月3日", "2018-11"),
    ("20181103", "2018-11"),
    ("2018-11-01 00:00:00", "2018-11"),
    ("18年11月", "2018-11"),
    ("二〇一八年十一月", "2018-11"),
    ("2018年十一月", "2018-11"),
    ("2018.1月", "2018-01"),
]
NOT_MONTHS: list[tuple[object, str]] = [
    ("2018-13", "C04"),
    ("2018-00", "C04"),
    ("201813", "C04"),
    (201800, "C04"),
    ("11月", "C04"),
    ("2018年", "C04"),
    (2018, "C04"),
    ("18-11", "C04"),
    ("十一月", "C04"),
    ("0018-11", "C04"),
    ("2018-11-31", "C04"),
    (True, "C04"),
    (dt.time(1, 0), "C04"),
    (2018.11, "C06"),
    (2018.02, "C06"),
    (2018.5, "C04"),
    (-201811, "C04"),
    (float("inf"), "C04"),
    (1e200, "C04"),
]


@pytest.mark.parametrize(("cell", "wanted"), MONTHS)
def test_months(cell: object, wanted: str) -> None:
    accepts("month", cell, pd.Period(wanted, "M"))


@pytest.mark.parametrize(("cell", "code"), NOT_MONTHS)
def test_not_months(cell: object, code: str) -> None:
    refuses("month", cell, code)


def test_the_number_2018_1_names_both_months() -> None:
    problem = refuses("month", 2018.1, "C05").line()
    assert "1 月" in problem
    assert "10 月" in problem
    assert "2018-01" in problem
    assert "2018-10" in problem


def test_the_text_2018_1_is_january_with_a_warning() -> None:
    # a text keeps its digits, so it is not ambiguous; but October is often meant
    parsed = read("month", "2018.1")
    assert values_of(parsed) == [pd.Period("2018-01", "M")]
    ((_, refusal),) = parsed.refusals
    assert not Problem(refusal.fault, value="2018.1", fields=refusal.fields).is_error


@pytest.mark.parametrize("kind", ["month", "date"])
@pytest.mark.parametrize("cell", [43405, 43405.0])
def test_a_serial_number_is_refused_and_says_its_date(kind: str, cell: object) -> None:
    # Excel's day 43405 is 2018-11-01: read as a number it would be 1970 to pandas
    problem = refuses(kind, cell, "C07")
    assert "2018-11-01" in problem.texts()[6]


# ------------------------------------------------------------------------------- dates

DATES: list[tuple[object, str]] = [
    (dt.date(2018, 11, 3), "2018-11-03"),
    (dt.datetime(2018, 11, 3), "2018-11-03"),
    ("2018-11-03", "2018-11-03"),
    ("2018-11-3", "2018-11-03"),
    ("2018/11/3", "2018-11-03"),
    ("2018.11.3", "2018-11-03"),
    ("2018年11月3日", "2018-11-03"),
    ("２０１８年１１月３日", "2018-11-03"),
    (" 2018 年 11 月 3 日 ", "2018-11-03"),
    ("20181103", "2018-11-03"),
    (20181103, "2018-11-03"),
    ("2020-02-29", "2020-02-29"),
]
NOT_DATES: list[object] = [
    "2018-11",
    "2018-13-01",
    "2018-02-30",
    "2019-02-29",
    "2018-11/03",
    "2018年11-3",
    "18-11-03",
    "3/11/2018",
    "昨天",
    "20181131",
    "0001-01-01",
    20181131,
    2018.5,
    True,
    dt.date(1, 1, 1),
    dt.time(1, 0),
    float("inf"),
]


@pytest.mark.parametrize(("cell", "wanted"), DATES)
def test_dates(cell: object, wanted: str) -> None:
    accepts("date", cell, pd.Timestamp(wanted))


@pytest.mark.parametrize("cell", NOT_DATES)
def test_not_dates(cell: object) -> None:
    refuses("date", cell, "C09")


# ------------------------------------------------------------------------------- 是/否


@pytest.mark.parametrize("kind", ["yes_no", "yes_no_or_blank"])
def test_yes(kind: str) -> None:
    for cell in ("是", "√", "Y", "y", "Ｙ", "1", "１", 1, 1.0, True, " 是 "):
        accepts(kind, cell, True)


@pytest.mark.parametrize("kind", ["yes_no", "yes_no_or_blank"])
def test_no(kind: str) -> None:
    for cell in ("否", "N", "n", "0", 0, 0.0, False):
        accepts(kind, cell, False)


@pytest.mark.parametrize("kind", ["yes_no", "yes_no_or_blank"])
def test_neither_yes_nor_no(kind: str) -> None:
    for cell in ("是的吧", "可能", "2", 2, 0.5, -1, "是否", "断流", "?", dt.date(2018, 1, 1)):
        refuses(kind, cell, "C10")


# ------------------------------------------------------------------------------- shares

SHARES: list[tuple[object, Fraction]] = [
    (0.5, Fraction(1, 2)),
    (0.1, Fraction(1, 10)),
    (1, Fraction(1)),
    (0, Fraction(0)),
    ("0.5", Fraction(1, 2)),
    ("50%", Fraction(1, 2)),
    ("50 %", Fraction(1, 2)),
    ("５０％", Fraction(1, 2)),
    ("33.3%", Fraction(333, 1000)),
    ("1/3", Fraction(1, 3)),
    ("1 / 3", Fraction(1, 3)),
    ("2/6", Fraction(1, 3)),
    ("0", Fraction(0)),
    ("100%", Fraction(1)),
    ("0%", Fraction(0)),
]
NOT_SHARES: list[object] = [
    "1/0", "1/", "/3", "1/2/3", "一半", "50%%", "%", "1:2", "三成", "1/3%", True,
    dt.date(2018, 1, 3),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "wanted"), SHARES)
def test_shares_are_exact(cell: object, wanted: Fraction) -> None:
    accepts("share", cell, wanted)


@pytest.mark.parametrize("cell", NOT_SHARES)
def test_not_shares(cell: object) -> None:
    refuses("share", cell, "C11")


# ------------------------------------------------------------------------------- codes, texts


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        (1, "1"),
        (1.0, "1"),
        ("1", "1"),
        ("１", "1"),
        ("1.0", "1"),
        (" 12 ", "12"),
        ("QD-03", "QD-03"),
        ("ＱＤ０３", "QD03"),
        (np.int64(28), "28"),
    ],
)
def test_codes(cell: object, wanted: str) -> None:
    accepts("code", cell, wanted)


@pytest.mark.parametrize("cell", [1.5, True, dt.date(2018, 1, 1), float("inf")])
def test_not_codes(cell: object) -> None:
    refuses("code", cell, "C12")


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("大沽河", "大沽河"),
        ("  大沽河\n下游 ", "大沽河 下游"),
        ("入海口（琅琊台路）", "入海口(琅琊台路)"),
        (308, "308"),
        (308.5, "308.5"),
        (dt.date(2018, 11, 3), "2018-11-03"),
    ],
)
def test_texts(cell: object, wanted: str) -> None:
    accepts("text", cell, wanted)


# ------------------------------------------------------------------------------- readings

READINGS_READ: list[tuple[object, float]] = [
    (1.5, 1.5),
    (0.1 + 0.2, 0.3),
    ("1.5", 1.5),
    ("5E-05", 0.00005),
    ("1,234", 1234.0),
    (0, 0.0),
    (-2, -2.0),  # negative: a schema check refuses it, not the parser
]
MARKS: list[tuple[str, float]] = [
    ("0.004L", 0.002),
    ("<0.004", 0.002),
    ("＜0.004", 0.002),
    ("ND0.004", 0.002),
    ("nd0.004", 0.002),
    ("０．００４Ｌ", 0.002),
    (" < 0.004 ", 0.002),
    ("4E-05L", 0.00002),
    ("<1,000", 500.0),
    ("0.05L", 0.025),
]
NOT_MEASURED: list[object] = [
    "-", "--", "—", "——", "/", "*", "无", "缺测", "未监测", "-1", -1, -1.0, " － ",
]  # fmt: skip
NOT_READINGS: list[object] = [
    "约1.5", "1.5mg", "0.004l", "2.4×104", "N/A", "null", "NaN", "≤0.5", "L", "<", "0.004L0.5",
    "1-2", "1~2",
    "超标", "合格", "空", "0L", "<0", "<-1", "-0.004L", "1.5*", "××", True, False,
    dt.date(2018, 5, 1), dt.datetime(2018, 5, 1),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "wanted"), READINGS_READ)
def test_readings(cell: object, wanted: float) -> None:
    accepts(READING, cell, wanted)
    assert read(READING, cell).marks == {}


@pytest.mark.parametrize(("cell", "wanted"), MARKS)
def test_below_the_detection_limit_is_half_of_it(cell: str, wanted: float) -> None:
    accepts(READING, cell, wanted)
    assert read(READING, cell).marks == {0: cell.strip()}


SPELT = (
    ("<0.05L", "<0.05"), ("0.05(L)", "0.05L"), ("未检出(0.05)", "0.05L"),
    ("ND（检出限0.05）", "0.05L"), ("≥2.4×10⁴", "≥2.4E4"), ("2.4×10^4", "2.4E4"),
)  # fmt: skip


def test_a_reading_spelt_otherwise_is_refused_with_its_spelling() -> None:
    # water.md, "Cells": "Anything else is an error naming the cell"
    said = [read(READING, cell) for cell, _ in SPELT]
    assert all(np.isnan(one.values[0]) for one in said)
    told = [(r.fault.code, r.fields.get("figure")) for one in said for _, r in one.refusals]
    assert told == [("W90", figure) for _, figure in SPELT]


@pytest.mark.parametrize(
    ("cell", "unit", "power", "wanted"),
    [
        ("0.25mg/L", "mg/L", 0, "0.25"), ("0.25 毫克/升", "mg/L", 0, "0.25"),
        ("<0.05mg/L", "mg/L", 0, "<0.05"), ("250(μg/L)", "mg/L", -3, "250"),
        ("2.4×10^4个/L", "个/L", 0, "2.4E4"), ("2.4×10⁴ MPN/L", "个/L", 0, "2.4E4"),
        ("250μg/L", "mg/L", 0, None), ("0.25mg/L", "mg/L", -3, None), ("5℃", "mg/L", 0, None),
        ("0.5mg/L", "个/L", 0, None),
    ],
)  # fmt: skip
def test_a_unit_in_a_cell_is_refused_with_the_figure_to_write(
    cell: str, unit: str, power: int, wanted: str | None
) -> None:
    """``wanted`` is the figure in the header's unit, whose power of ten is ``power``."""
    cells = Cells(np.array([cell], dtype=object), np.array([power], dtype=np.int8))
    kind = by_name.KINDS[READING]
    parsed = reader(kind)(cells, Column("x", "列", kind, unit=unit))
    ((_, said),) = parsed.refusals
    assert np.isnan(parsed.values[0])
    assert said.fault.code == ("W91" if wanted is None else "W90")
    assert said.fields.get("figure") == wanted


@pytest.mark.parametrize("cell", NOT_MEASURED)
def test_not_measured(cell: object) -> None:
    accepts(READING, cell, NAN)


@pytest.mark.parametrize("cell", NOT_READINGS)
def test_not_readings(cell: object) -> None:
    refuses(READING, cell, "W01")


@pytest.mark.parametrize("kind", ["number", READING])
def test_a_huge_number_is_read_without_a_warning(kind: str) -> None:
    accepts(kind, 1e300, 1e300)
    accepts(kind, "1e300", 1e300)


@pytest.mark.parametrize("kind", ["number", READING])
@pytest.mark.parametrize("cell", [1e301, 1.7e308, "1e301", "-1e308", float("inf")])
def test_a_number_that_could_not_be_multiplied_is_refused(kind: str, cell: object) -> None:
    """Twenty times 1e308 is no float: a RuntimeWarning in English, and no limit to compare."""
    refuses(kind, cell, "C22")


@pytest.mark.parametrize("cell", [-0.0, "-0", "-0.00"])
def test_a_reading_of_minus_zero_is_zero(cell: object) -> None:
    for kind in ("number", READING):
        assert str(values_of(read(kind, cell))[0]) == "0.0"


@pytest.mark.parametrize("cell", ["未检出", "ND", "nd", "ＮＤ", " 未检出 "])
def test_not_detected_without_a_figure_is_zero_with_a_warning(cell: str) -> None:
    parsed = read(READING, cell)
    assert values_of(parsed) == [0.0]
    assert parsed.marks == {0: cell.strip()}
    ((_, refusal),) = parsed.refusals
    assert not Problem(refusal.fault, value=cell).is_error


@pytest.mark.parametrize("cell", ["未检出", "ND"])
@pytest.mark.parametrize("name", ["do", "ph"])
def test_not_detected_says_nothing_of_oxygen_and_ph(name: str, cell: str) -> None:
    refuses(READING, cell, "W04", name=name)


@pytest.mark.parametrize("cell", ["断流", " 断流", "河道断流"])
def test_dry_belongs_in_its_own_column(cell: str) -> None:
    problem = refuses(READING, cell, "W02")
    assert "断流" in problem.texts()[7]


# ------------------------------------------------------------------------------- classes


@pytest.mark.parametrize(
    ("texts", "number"),
    [
        (("Ⅰ", "Ⅰ类", "I", "i", "1", 1), 1),
        (("Ⅱ", "Ⅱ类", "II", "2", 2.0), 2),
        (("Ⅲ", "Ⅲ类", "III", "Ⅲ 类", "III类", "3", 3, "３"), 3),
        (("Ⅳ", "Ⅳ类", "IV", "4", 4), 4),
        (("Ⅴ", "Ⅴ类", "V", "5", 5), 5),
        (("劣Ⅴ", "劣Ⅴ类", "劣V", "劣 V", "劣5"), 6),
    ],
)
def test_classes(texts: tuple[object, ...], number: int) -> None:
    for text in texts:
        accepts(CLASS, text, number)


@pytest.mark.parametrize("cell", ["Ⅵ", "6", 6, 0, 3.5, "Ⅲ-Ⅳ", "三级", "良", "优", True, "VI", "-1"])
def test_not_classes(cell: object) -> None:
    refuses(CLASS, cell, "W05")


# ------------------------------------------------------------------------------- all kinds

any_cell = st.one_of(
    st.text(max_size=12),
    st.text(alphabet="0123456789.,-+/%EeLl<ND年月日 ０１是否√ⅢⅤ劣断流", max_size=10),
    st.floats(min_value=-1e280, max_value=1e280).map(lambda x: x + 0.0),  # −0.0: see below
    st.just(NAN),
    st.integers(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.decimals(-(10**20), 10**20, allow_nan=False),
    st.timedeltas(),
)


@settings(max_examples=share(60))
@given(column=st.lists(any_cell, max_size=6))
def test_a_cell_is_a_value_a_blank_or_a_problem(column: list[object]) -> None:
    for kind in KINDS:
        parsed = read(kind, *column)
        assert len(parsed.values) == len(column), kind
        said = [position for position, _ in parsed.refusals]
        assert len(said) == len(set(said)), f"{kind}: one problem a cell"
        for position, refusal in parsed.refusals:
            problem = Problem(refusal.fault, value=shown(column[position]), fields=refusal.fields)
            assert "{" not in refusal.fault.problem.format(
                value="", column="", sheet="", **refusal.fields
            )
            assert problem.line(), kind


@settings(max_examples=share(40))
@given(st.lists(any_cell, min_size=1, max_size=5))
def test_a_column_is_read_as_its_cells_are(column: list[object]) -> None:
    # distinct values are read once and spread; the neighbours must not change what a cell means
    for kind in KINDS:
        together = read(kind, *column)
        faults = {position: refusal.fault for position, refusal in together.refusals}
        for position, cell in enumerate(column):
            single = read(kind, cell)
            wanted = single.refusals[0][1].fault if single.refusals else None
            assert faults.get(position) is wanted, kind
            left, right = values_of(together)[position], values_of(single)[0]
            assert (is_blank(left) and is_blank(right)) or left == right, kind


@pytest.mark.parametrize("kind", KINDS)
def test_a_blank_before_a_cell_does_not_swallow_it(kind: str) -> None:
    # 不明 is no number, month, date …; a text takes it as it is
    for blank in (None, pd.NA, pd.NaT):
        parsed = read(kind, blank, "不明")
        if kind in ("text", "code"):
            assert values_of(parsed)[1] == "不明"
        else:
            assert [position for position, _ in parsed.refusals] == [1], blank


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_column(kind: str) -> None:
    parsed = read(kind)
    assert len(parsed.values) == 0
    assert parsed.refusals == []


def test_the_same_refused_value_is_said_at_every_cell() -> None:
    parsed = read("number", "abc", 1.0, "abc")
    assert [position for position, _ in parsed.refusals] == [0, 2]


@pytest.mark.parametrize(("kind", "wanted"), [("yes_no", False), ("text", "0")])
def test_minus_zero_is_zero(kind: str, wanted: object) -> None:
    # Excel shows 0 for the result of a formula such as =-0.4*0
    accepts(kind, -0.0, wanted)


def test_true_is_not_the_number_one() -> None:
    # 1 == True in Python: a column that holds both must still tell them apart
    parsed = read("number", 1, True, 1.0)
    assert [position for position, _ in parsed.refusals] == [1]
    assert values_of(parsed)[0] == 1.0
    assert values_of(parsed)[2] == 1.0


def test_a_kind_of_outputs_is_not_read() -> None:
    assert all(callable(reader(column.kind)) for column in READINGS.columns)
    with pytest.raises(TypeError, match="金额"):
        reader(MONEY)
