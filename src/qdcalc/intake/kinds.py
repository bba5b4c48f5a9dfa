"""The kinds of input columns: those of :mod:`qdcalc.table.kinds` with how a cell is read and typed.

The readers stand in ``values``, ``dates`` and ``editions``; they are imported when the first cell
is read, so that a command which only lists tables needs no pandas.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qdcalc.table import kinds
from qdcalc.table.description import Column
from qdcalc.table.kinds import TEXTS, Entry, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from qdcalc.intake.cells import Cells, Parsed

YES_NO_WORDS = ("是", "否")
_ANSWERS = frozenset(
    {"是/否", "是或否", "是否", "是、否", "填是或否", "填是", "是填是", "y/n", "√", "打√", "打勾"}
)


def _text(cells: Cells, column: Column) -> Parsed:
    from qdcalc.intake.values import read_text

    return read_text(cells, column)


def _choice(cells: Cells, column: Column) -> Parsed:
    from qdcalc.intake.values import read_choice

    return read_choice(cells, column)


def _code(cells: Cells, column: Column) -> Parsed:
    from qdcalc.intake.values import read_code

    return read_code(cells, column)


def _number(cells: Cells, column: Column) -> Parsed:
    from qdcalc.intake.values import read_number

    return read_number(cells, column)


def _whole(cells: Cells, column: Column) -> Parsed:
    from qdcalc.intake.values import read_whole

    return read_whole(cells, column)


def _hundredths(cells: Cells, column: Column) -> Parsed:
    from qdcalc.intake.values import read_hundredths

    return read_hundredths(cells, column)


def _money(cells: Cells, column: Column) -> Parsed:
    from qdcalc.intake.values import read_money

    return read_money(cells, column)


def _share(cells: Cells, column: Column) -> Parsed:
    from qdcalc.intake.values import read_share

    return read_share(cells, column)


def _month(cells: Cells, column: Column) -> Parsed:
    from qdcalc.intake.dates import read_month

    return read_month(cells, column)


def _date(cells: Cells, column: Column) -> Parsed:
    from qdcalc.intake.dates import read_date

    return read_date(cells, column)


def _early_date(cells: Cells, column: Column) -> Parsed:
    from qdcalc.intake.dates import read_early_date

    return read_early_date(cells, column)


def _edition(cells: Cells, column: Column) -> Parsed:
    from qdcalc.intake.editions import read_edition

    return read_edition(cells, column)


def _year(cells: Cells, column: Column) -> Parsed:
    from qdcalc.intake.editions import read_year

    return read_year(cells, column)


def _yes_no(cells: Cells, column: Column) -> Parsed:
    from qdcalc.intake.values import read_yes_no

    return read_yes_no(cells, column)


def _yes_no_or_blank(cells: Cells, column: Column) -> Parsed:
    from qdcalc.intake.values import read_yes_no_or_blank

    return read_yes_no_or_blank(cells, column)


WHOLE_ENTRY = Entry(
    "整数", "AND(ISNUMBER({c}),{c}>=0,{c}=INT({c}))", "请填整数，不带单位和文字", "3"
)
_NUMBER_ENTRY = Entry("数字", "AND(ISNUMBER({c}),{c}>=0)", "请填 0 或正数，不带单位和文字", "1")

TEXT = replace(kinds.TEXT, read=_text)
CODE = replace(
    kinds.CODE, read=_code, remarks=frozenset({"编号", "断面编号", "断面序号"}),
    entry=Entry("编号", is_text=True),
)  # fmt: skip
CHOICE = Kind("选项", TEXTS, read=_choice, is_chosen=True, align="left", entry=Entry("选一项"))
NUMBER = replace(kinds.NUMBER, read=_number, is_amount=True, entry=_NUMBER_ENTRY)
WHOLE = replace(kinds.COUNT, dtype="Int64", read=_whole, is_amount=True, entry=WHOLE_ENTRY)
HUNDREDTHS = replace(
    kinds.HUNDREDTHS, dtype="Int64", read=_hundredths, is_amount=True, entry=_NUMBER_ENTRY
)
MONEY = replace(
    kinds.MONEY_OR_BLANK, read=_money, is_amount=True, entry=replace(_NUMBER_ENTRY, words="金额")
)
SHARE = Kind(  # Fractions
    "比例", read=_share, is_amount=True, takes_percent=True,
    entry=Entry(
        "比例",
        'OR(ISNUMBER({c}),ISNUMBER(--SUBSTITUTE({c},"%","")),ISNUMBER(FIND("/",{c})))',
        "请填比例，如 0.5、50%、1/3", "50%", is_text=True,
    ),
)  # fmt: skip
MONTH = replace(
    kinds.MONTH, read=_month,
    remarks=frozenset({"年月", "年-月", "年/月", "yyyy-mm", "yyyymm"}),
    entry=Entry(
        "月份", "AND(ISNUMBER(--LEFT({c},4)),LEN({c})>=6)", "请填月份，如 2018-11", "2018-11",
        is_text=True,
    ),
)  # fmt: skip
DATE = replace(
    kinds.DATE, read=_date,
    remarks=frozenset({"年月日", "年-月-日", "年/月/日", "yyyy-mm-dd", "yyyymmdd", "日期格式"}),
    entry=Entry(
        "日期", "OR(AND(ISNUMBER({c}),{c}>30000),AND(ISNUMBER(--LEFT({c},4)),LEN({c})>=8))",
        "请填年月日，如 2018-11-03", "2018-11-03", is_text=True,
    ),
)  # fmt: skip
EARLY_DATE = replace(  # also before 1990
    DATE, read=_early_date,
    entry=Entry(
        "日期", "OR(AND(ISNUMBER({c}),{c}>366),AND(ISNUMBER(--LEFT({c},4)),LEN({c})>=8))",
        "请填年月日，如 1985-11-03", "1985-11-03", is_text=True,
    ),
)  # fmt: skip
YES_NO = Kind(
    "是或否", "bool", read=_yes_no, choices=YES_NO_WORDS, remarks=_ANSWERS, takes_blank=True,
    align="left", entry=Entry("是或否"),
)  # fmt: skip
YES_NO_OR_BLANK = replace(YES_NO, dtype="boolean", read=_yes_no_or_blank)

EDITION = Kind("届次", TEXTS, read=_edition, align="left", entry=WHOLE_ENTRY)
YEAR = Kind(
    "年度", "Int64", read=_year, number_format="0",
    entry=Entry(
        "年度", "AND(ISNUMBER({c}),{c}>=1990,{c}<=2100)", "请填四位数的年度，如 2019", "2019"
    ),
)  # fmt: skip

VERSION = Column(
    "version", "版本", NUMBER, sentence="同一条记录更正过时填 1、2……，大的算数；空白按 0"
)


def reader(kind: Kind) -> Callable[[Cells, Column], Parsed]:
    """Return what reads a column of the kind; one that is only text is read as text.

    Raises
    ------
    TypeError
        The kind is of outputs alone.
    """
    if kind.read is not None:
        return kind.read
    if kind.is_text:
        return _text
    raise TypeError(f"{kind!r} is a kind of outputs: take one of qdcalc.intake.kinds, or give read")
