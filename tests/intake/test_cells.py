"""Cells that are nearly numbers, and values of rare types.

Contract: workbooks.md "thousands commas (groups of three, the first not beginning with 0: `0,5`
and `0,400` are errors that say 小数点用 . )"; issue 10 "Decimal comma … Error in every kind of
number, frames too", "the text `1e-400` [is] read as blank and 0", "Quarter and year Periods and
`np.datetime64('2018')` are taken as a month".
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

from exact.test_texts import UNSEEN
from intake import by_name
from qdcalc.exact.coded import Coded
from qdcalc.intake.cells import Cells, Parsed
from qdcalc.intake.kinds import CHOICE, reader
from qdcalc.table.description import Column
from qdcalc.table.problems import Problem

READING, YEAR = "reading", "year"
OTHERS = ("class", "edition")
NUMBERS = ("number", "whole", "hundredths", "money", "share", READING)
EVERY_KIND = (*by_name.SHARED, READING, YEAR, *OTHERS)
SCALE = {"hundredths": 100, "money": 100}


def read(kind: str, *values: object) -> Parsed:
    column = Column("cod", "化学需氧量", by_name.KINDS[kind])
    return reader(column.kind)(Cells(np.array([*values, None], dtype=object)[:-1]), column)


def only(kind: str, cell: object) -> Any:
    """Return the value that a cell is read as, in silence."""
    parsed = read(kind, cell)
    assert [r.fault for _, r in parsed.refusals] == []
    return next(iter(parsed.values))


def refusal(kind: str, cell: object) -> Problem:
    """Return why a cell is refused; nothing stands in its place."""
    parsed = read(kind, cell)
    ((_, said),) = parsed.refusals
    (value,) = list(parsed.values)
    assert value is None or value is False or pd.isna(value) or value == np.False_
    return Problem(said.fault, value=str(cell), fields=said.fields)


# ------------------------------------------------------------------------- decimal commas

DECIMAL_COMMAS = [
    "0,400", "0,026", "0,5", "0，400", "0,000", "00,400", "01,400", "-0,400", "+0,5", "1.234,5",
    "1,23", "12,34", "1,2345", "1,234,56", "1234,567", "1,2,3", ",123", ",5", "5,", "0·4", "0。4",
    "0、4", "0'400", "1’234", "0٫4", "0,400.5",
]  # fmt: skip


@pytest.mark.parametrize("kind", NUMBERS)
def test_a_decimal_comma_is_an_error(kind: str) -> None:
    for text in DECIMAL_COMMAS:
        problem = refusal(kind, text)
        assert problem.is_error, text
        assert "小数点用" in problem.texts()[7], text


@pytest.mark.parametrize("text", ["0,400L", "<0,004", "< 0,4", "ND0,004", "0,4 L", "1,23L"])
def test_a_decimal_comma_in_a_mark(text: str) -> None:
    assert "小数点用" in refusal(READING, text).texts()[7]


@pytest.mark.parametrize("text", ["0,5%", "0,500%", "1/0,5", "0,5/1", "12,5 %"])
def test_a_decimal_comma_in_a_share(text: str) -> None:
    assert "小数点用" in refusal("share", text).texts()[7]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("12,345", 12345), ("1,234,567", 1234567), ("１，２３４", 1234), ("-1,000", -1000),
     ("100,000.00", 100000), ("0.500", Fraction(1, 2)), ("1,234.5", Fraction(2469, 2))],
)  # fmt: skip
@pytest.mark.parametrize("kind", NUMBERS)
def test_thousands_commas_are_right(kind: str, text: str, wanted: Fraction) -> None:
    if kind == "whole" and wanted != int(wanted):
        assert refusal(kind, text).fault.code == "C15"
    else:
        assert only(kind, text) == wanted * SCALE.get(kind, 1)


@pytest.mark.parametrize("kind", NUMBERS)
def test_other_figures_are_no_numbers(kind: str) -> None:
    for text in ("1 234", "0 5", "٠٫٤", "1_000", "0:4", "½", "1⁄2", "10⁴", "①"):
        assert refusal(kind, text).is_error


def test_blanks_inside_a_share_or_a_mark_join_no_figures() -> None:
    # "5 0%" is not 50 %, "0 4L" not 4L
    assert refusal("share", "5 0%").is_error
    assert refusal(READING, "0 4L").is_error
    assert only("share", "50 %") == only("share", "1 / 2") == Fraction(1, 2)
    assert only(READING, "< 0.004") == only(READING, "0.004 L") == 0.002


# ------------------------------------------------------------------------- sizes

EXTREME = ["1e-400", "1E-310", "-1e-400", "5e-324", "0.1e-330", "1e400", "-1E999", "9" * 320]


MEANINGLESS: list[object] = [
    float("inf"), -float("inf"), 5e-324, -1e-310, Decimal("1e-400"), Decimal("1e400"), 10**400,
    10**5000, Decimal("Infinity"), Decimal("sNaN"), np.float64("inf"), np.longdouble("1e-4000"),
    1j, np.complex64(1), True, np.True_, dt.timedelta(1),
]  # fmt: skip


@pytest.mark.parametrize("kind", NUMBERS)
def test_what_no_float_holds_is_an_error_never_zero(kind: str) -> None:
    for text in EXTREME:
        assert refusal(kind, text).is_error


@pytest.mark.parametrize("kind", NUMBERS)
def test_what_a_frame_may_hold_and_no_cell_means(kind: str) -> None:
    for cell in MEANINGLESS:
        parsed = read(kind, cell)
        assert [r.fault.level for _, r in parsed.refusals] == ["错误"], type(cell)


@pytest.mark.parametrize("kind", NUMBERS)
def test_nothing_is_a_blank_of_any_type(kind: str) -> None:
    parsed = read(kind, Decimal("NaN"), np.float32("nan"), pd.NaT, pd.NA, None)
    assert parsed.refusals == []
    assert pd.Series(parsed.values).isna().all()


@pytest.mark.parametrize("text", ["0", "0.000", "0E-400", "-0", "0e5"])
def test_a_zero_is_a_zero(text: str) -> None:
    assert only("number", text) == 0


@pytest.mark.parametrize("kind", ["number", "hundredths", "share", READING])
def test_a_short_float_stands_for_its_decimal(kind: str) -> None:
    # in a column of its own type and among other cells alike
    wanted = {"share": Fraction(1, 10), "hundredths": 10}.get(kind, 0.1)
    for of_type in (np.float16, np.float32, np.longdouble, Decimal):
        assert only(kind, of_type("0.1")) == wanted, of_type


STRANGE: list[object] = [
    b"1", (1, 2), object(), 1j, dt.time(1), dt.timedelta(1), Fraction(1, 3), 10**400, 10**5000,
    Decimal("sNaN"), float("inf"), pd.Period("2018Q4"), np.datetime64("2018"), "\ud800",
    "9" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_no_value_is_a_crash(kind: str) -> None:
    for cell in STRANGE:
        assert len(read(kind, cell, "", cell).values) == 3


# ------------------------------------------------------------------------- unseen characters


@pytest.mark.parametrize(
    ("kind", "text"),
    [("number", "12.5"), ("whole", "12"), ("money", "1,234.56"), ("hundredths", "0.25"),
     ("share", "1/3"), ("share", "50%"), ("month", "2018-11"), ("month", "2018年11月"),
     ("date", "2018-11-03"), ("yes_no", "是"), ("code", "12"), ("text", "青岛"),
     (READING, "0.004L"), (READING, "-"), (YEAR, "2019年"), (OTHERS[0], "Ⅲ类"),
     (OTHERS[1], "首届")],
)  # fmt: skip
def test_what_cannot_be_seen_changes_no_value(kind: str, text: str) -> None:
    wanted = read(kind, *[text] * len(UNSEEN))
    found = read(kind, *(f"{c}{text[:1]}{c}{text[1:]}{c}" for c in UNSEEN))
    assert found.refusals == []
    assert pd.Series(found.values).equals(pd.Series(wanted.values))
    assert found.marks == wanted.marks


def test_a_choice_with_what_cannot_be_seen() -> None:
    column = Column("kind", "类型", CHOICE, choices=("贸易", "消费"))
    cells = Cells(np.array(["\u202e贸\u200b易\ufeff"], dtype=object))
    assert list(reader(column.kind)(cells, column).values) == ["贸易"]


# ------------------------------------------------------------------------- periods

LONG: list[object] = [
    pd.Period("2018Q4"), pd.Period("2018", "Y"), pd.Period("2018-12-03", "W"),
    np.datetime64("2018"), np.datetime64("2018-10", ("M", 3)),
]  # fmt: skip


@pytest.mark.parametrize("kind", ["month", "date"])
@pytest.mark.parametrize("cell", LONG, ids=str)
def test_a_longer_period_is_no_month_and_no_date(kind: str, cell: object) -> None:
    if kind == "month" and cell == pd.Period("2018-12-03", "W"):
        assert only(kind, cell) == pd.Period("2018-12", "M")  # a week inside one month
        return
    assert refusal(kind, cell).fault.code == "C23"


@pytest.mark.parametrize(
    "cell",
    [pd.Period("2018-11", "M"), np.datetime64("2018-11"), pd.Period("2018-11-03", "D"),
     np.datetime64("2018-11-03"), np.datetime64("2018-11-03T23:59:59.999999999"),
     pd.Timestamp("2018-11-30 23:30", tz="Asia/Shanghai"), pd.Timestamp("2018-11-30 23:59:59")],
    ids=str,
)  # fmt: skip
def test_what_lies_in_one_month_is_a_month(cell: object) -> None:
    assert only("month", cell) == pd.Period("2018-11", "M")


@pytest.mark.parametrize(
    ("cell", "day"),
    [(pd.Period("2018-11-03", "D"), "2018-11-03"), (np.datetime64("2018-11-03T05"), "2018-11-03"),
     (pd.Timestamp("2018-11-30 23:30", tz="Asia/Shanghai"), "2018-11-30"),
     (pd.Timestamp("2018-11-30 23:30", tz="UTC"), "2018-12-01")],  # half past seven in China
)  # fmt: skip
def test_what_lies_on_one_day_is_a_date(cell: object, day: str) -> None:
    assert only("date", cell) == np.datetime64(day)


def test_a_month_is_no_date() -> None:
    assert refusal("date", np.datetime64("2018-11")).fault.code == "C23"
    assert refusal("date", pd.Period("2018-11", "M")).fault.code == "C23"


def test_a_year_of_a_period_or_a_datetime64_is_a_year() -> None:
    assert only(YEAR, np.datetime64("2018")) == only(YEAR, pd.Period("2018", "Y")) == 2018


@pytest.mark.parametrize("cell", [np.datetime64(10**12, "Y"), dt.date(1, 1, 1), pd.Period("1850")])
def test_days_of_no_calendar(cell: object) -> None:
    assert refusal("date", cell).is_error
    assert refusal("month", cell).is_error


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_an_error_value_pasted_as_text_is_no_data(kind: str) -> None:
    for text in ("#N/A", "#SPILL!", " #REF! ", "＃N/A", "#VALUE!\u200b"):
        assert refusal(kind, text).fault.code == "C01"


# ------------------------------------------------------------- texts that are read as they are

SIGNS = st.sampled_from([*"ab1.0Ⅲ河·-|#", "１", " ", "　", "\t", "\u200b", "²", "#N/A", "−", ""])
TEXTS = st.lists(st.lists(SIGNS, max_size=4).map("".join), min_size=1, max_size=6, unique=True)


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.sampled_from(["text", "code"]))
def test_texts_read_at_once_are_read_as_one_by_one(texts: list[str], kind: str) -> None:
    """Distinct texts that are normal are taken as they are; what is read is the same."""
    column = Column("cod", "化学需氧量", by_name.KINDS[kind])
    distinct = np.array([*texts, None], dtype=object)
    known = Coded(np.arange(len(texts)), distinct[:-1])
    at_once = reader(column.kind)(Cells(distinct, distinct=known), column)
    each = [read(kind, text) for text in texts]
    assert list(at_once.values) == [value for one in each for value in one.values] + [None]
    told = [(n, said) for n, one in enumerate(each) for _, said in one.refusals]
    assert at_once.refusals == told
