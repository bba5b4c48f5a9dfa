"""Kinds of columns: how their cells are read, kept, typed, written and shown; each is one object.

Here is what every kind has, and the kinds that outputs are made of. What may stand in an input is
in :mod:`qdcalc.intake.kinds`: the same kinds with how a cell of them is read and typed. A notice
makes kinds of its own, mostly by ``dataclasses.replace``. Nothing here imports numpy or pandas.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from qdcalc.record import record

# dtypes that pandas has several of
TEXTS = "texts"  # texts and blanks
TIMES = "times"  # days or hours, of any resolution
HUNDREDTHS_OF_ONE = 100


@record
class Entry:
    """How a cell is typed into a template.

    Parameters
    ----------
    words : str
        What it takes, in a word or two; empty = 文字, or 选一项 where there are choices.
    formula : str
        Excel's rule over the cell ``{c}``; empty = no rule.
    sentence, example : str
        What to type, said where the rule is broken, and an entry that keeps it.
    is_text : bool
        Whether the cell is formatted as text: Excel must not make a date or a number of its own.
    """

    words: str = ""
    formula: str = ""
    sentence: str = ""
    example: str = ""
    is_text: bool = False


_ANY_ENTRY = Entry()


def plain(value: Any) -> str:
    """Write a number with thousands commas."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.10g}"


@dataclass(frozen=True, repr=False)
class Kind:
    """What the cells of a column are.

    Parameters
    ----------
    name : str
        For messages; nothing depends on it.
    dtype : str
        pandas dtype of the column in a frame; ``TEXTS``, ``TIMES``, or empty = any.
    is_text : bool
        Free text: it wraps, it may name a row, words in it may be marked.
    is_numeral : bool
        Text that is a number of a list (序号): what is a whole number is written as one.
    is_time : bool
        A month, a day or an hour, written as a date of Excel's.
    is_hundredfold : bool
        Kept as whole hundredths of what a person sees.
    is_money : bool
        Whole fen, shown in 元; the header says so.
    number_format, whole_format : str
        Excel number format; that of the whole numbers where a column holds both.
    align : str
        left, center or right; numbers are put to the right by Excel itself.
    text : callable
        Writes a value, as the frame has it, for HTML.
    about : str
        Python format of about what Excel shows of a value, which widths are reckoned by.
    sample : str
        A text as wide as a cell gets; empty = the cells are measured.
    is_short : bool
        Its cells are so short that the header breaks rather than widen the column.
    read : callable, of inputs
        Takes :class:`~qdcalc.intake.cells.Cells` and the column, returns
        :class:`~qdcalc.intake.cells.Parsed`; None = not read, a text as it is.
    entry : Entry, of inputs
    choices : tuple of str, of inputs
        What the drop-down offers, for every column of the kind.
    remarks : frozenset of str, of inputs
        What may stand in brackets after a header and changes nothing, as names are compared.
    is_amount : bool, of inputs
        A number that has a unit and could be added up.
    takes_blank : bool, of inputs
        A blank cell is an answer (否), even where the column is required.
    takes_percent : bool, of inputs
        A cell that Excel shows as 30% is told from one that shows 0.3.
    is_chosen : bool, of inputs
        What is read must be one of the column's choices.
    """

    name: str
    dtype: str = ""
    is_text: bool = False
    is_numeral: bool = False
    is_time: bool = False
    is_hundredfold: bool = False
    is_money: bool = False
    number_format: str = ""
    whole_format: str = ""
    align: str = "right"
    text: Callable[[Any], str] = plain
    about: str = ""
    sample: str = ""
    is_short: bool = False
    read: Callable[[Any, Any], Any] | None = None
    entry: Entry = _ANY_ENTRY
    choices: tuple[str, ...] = ()
    remarks: frozenset[str] = frozenset()
    is_amount: bool = False
    takes_blank: bool = False
    takes_percent: bool = False
    is_chosen: bool = False

    def __repr__(self) -> str:
        return f"<{self.name}>"

    def shown(self, value: Any) -> Any:
        """Return a value as a person sees it: whole hundredths as what they are hundredths of."""
        return value / HUNDREDTHS_OF_ONE if self.is_hundredfold and value is not None else value

    def estimate(self, value: Any) -> str:
        """Return about what Excel shows of a value that is no text."""
        usual = "," if isinstance(value, int) and not self.is_hundredfold else ",.3f"
        return format(self.shown(value), self.about or usual)


def _money(fen: Any) -> str:
    from qdcalc.exact import money

    return money.text(int(fen))


def _hundredths(value: Any) -> str:
    return f"{value / HUNDREDTHS_OF_ONE:,.10g}"


def _percent(value: Any) -> str:
    return f"{value:.1%}"


def _multiple(value: Any) -> str:
    return f"{value:,.3f}".removesuffix("0")


def _year(value: Any) -> str:
    return f"{value:.0f}"


def _month(value: Any) -> str:
    return f"{value:%Y-%m}"


def _day(value: Any) -> str:
    return f"{value:%Y-%m-%d}"


def _moment(value: Any) -> str:
    return f"{value:%Y-%m-%d %H:%M}"


_WIDE_NUMBER = "-1,234.56"
TEXT = Kind(
    "文字", TEXTS, is_text=True, align="left", entry=Entry(is_text=True),
    remarks=frozenset({"名称", "中文", "中文名称"}),
)  # fmt: skip
CODE = Kind("编号", TEXTS, is_numeral=True, align="center")
COUNT = Kind("整数", "int64", number_format="#,##0", is_short=True)
COUNT_OR_BLANK = Kind("整数", "Int64", number_format="#,##0")
YEAR = Kind("年度", "int64", number_format="0", text=_year)
NUMBER = Kind("数字", "float64", number_format="General", sample=_WIDE_NUMBER)
FIGURE = Kind(
    "数字", "float64", number_format="#,##0.####", whole_format="#,##0", sample=_WIDE_NUMBER
)
MULTIPLE = Kind("倍数", "float64", number_format="0.00#", text=_multiple, sample=_WIDE_NUMBER)
PERCENT = Kind(
    "百分比", "float64", number_format="0.0%", text=_percent, about=".1%", sample=_WIDE_NUMBER,
    is_short=True,
)  # fmt: skip
HUNDREDTHS = Kind(
    "两位小数", "int64", is_hundredfold=True, number_format="General", text=_hundredths,
    about=",.2f", sample=_WIDE_NUMBER,
)  # fmt: skip
COUNTED_OR_BLANK = Kind(
    "数", "Int64", is_hundredfold=True, number_format="#,##0.00", whole_format="#,##0",
    text=_hundredths, about=",.2f",
)  # fmt: skip
MONEY = Kind(
    "金额", "int64", is_hundredfold=True, is_money=True, number_format="#,##0.00", text=_money,
    about=",.2f",
)  # fmt: skip
MONEY_OR_BLANK = Kind(
    "金额", "Int64", is_hundredfold=True, is_money=True, number_format="#,##0.00", text=_money,
    about=",.2f",
)  # fmt: skip
NUMBER_OR_TEXT = Kind("数字或文字", "object")
YUAN_COUNT_OR_TEXT = Kind("数额或文字", "object", number_format="General", whole_format="#,##0")
YUAN_OR_COUNT = Kind("元或个数", "object", number_format="#,##0.00", whole_format="#,##0")
MONTH = Kind(
    "月份", "period[M]", is_time=True, number_format="yyyy-mm", text=_month, about="%Y-%m",
    sample="2018-11",
)  # fmt: skip
DATE = Kind(
    "日期", TIMES, is_time=True, number_format="yyyy-mm-dd", text=_day,
    about="%Y-%m-%d", sample="2018-11-03",
)  # fmt: skip
MOMENT = Kind(
    "时刻", TIMES, is_time=True, number_format="yyyy-mm-dd hh:mm", text=_moment,
    about="%Y-%m-%d %H:%M", sample="2018-11-03 09:30",
)  # fmt: skip
