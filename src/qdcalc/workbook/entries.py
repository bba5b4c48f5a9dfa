"""What a template asks of a cell as it is typed: Excel's own data validation, by kind of column.

Another entry is warned of, never forbidden: the reader takes more ways of writing than a rule of
Excel's can say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from qdcalc.table.description import Column


@dataclass(frozen=True)
class _Entry:
    """How a kind of cell is typed: Excel's rule over the cell {c}, what to type, an example."""

    formula: str
    sentence: str
    example: str
    is_text: bool = False  # Excel must not make a date or a number of its own of it


_WHOLE = _Entry("AND(ISNUMBER({c}),{c}>=0,{c}=INT({c}))", "请填整数，不带单位和文字", "3")
_NUMBER = _Entry("AND(ISNUMBER({c}),{c}>=0)", "请填 0 或正数，不带单位和文字", "1")
_ENTRIES = {
    "month": _Entry(
        "AND(ISNUMBER(--LEFT({c},4)),LEN({c})>=6)", "请填月份，如 2018-11", "2018-11", True
    ),
    "date": _Entry(
        "OR(AND(ISNUMBER({c}),{c}>30000),AND(ISNUMBER(--LEFT({c},4)),LEN({c})>=8))",
        "请填年月日，如 2018-11-03", "2018-11-03", True,
    ),
    "share": _Entry(
        'OR(ISNUMBER({c}),ISNUMBER(--SUBSTITUTE({c},"%","")),ISNUMBER(FIND("/",{c})))',
        "请填比例，如 0.5、50%、1/3", "50%", True,
    ),
    "reading": _Entry(
        "OR(AND(ISNUMBER({c}),{c}>=0),AND(ISTEXT({c}),"
        'OR(RIGHT({c},1)="L",LEFT({c},1)="<",LEFT({c},1)=">",{c}="-",{c}="未检出")))',
        "请填数字；低于检出限写 0.004L；没有监测时留空或填“-”", "12.5",
    ),
    "year": _Entry(
        "AND(ISNUMBER({c}),{c}>=1990,{c}<=2100)", "请填四位数的年度，如 2019", "2019"
    ),
    "signed": _Entry("ISNUMBER({c})", "请填数字，不带单位和文字", "12.5"),
    "number": _NUMBER,
    "hundredths": _NUMBER,
    "money": _NUMBER,
    "whole": _WHOLE,
    "count": _WHOLE,
}  # fmt: skip
_IN_WORDS = {
    "month": "月份",
    "date": "日期",
    "share": "比例",
    "reading": "数字或检出限标记",
    "year": "年度",
    "signed": "数字",
    "number": "数字",
    "hundredths": "数字",
    "money": "金额",
    "whole": "整数",
    "count": "整数",
    "choice": "选一项",
    "yes_no": "是或否",
    "yes_no_or_blank": "是或否",
    "code": "编号",
}
YES_NO = ("是", "否")


def _of(column: Column) -> str:
    return column.entry or column.kind


def is_text(column: Column) -> bool:
    """Say whether a column's cells are formatted as text."""
    found = _ENTRIES.get(_of(column))
    return found.is_text if found else _of(column) in ("text", "code")


def in_words(column: Column) -> str:
    """Return what kind of entry a column takes, in a word or two."""
    return _IN_WORDS.get(_of(column), "选一项" if column.choices else "文字")


def example(column: Column) -> str:
    """Return an entry that passes, empty where only the notice knows one."""
    if column.choices:
        return column.choices[0]
    if _of(column).startswith("yes_no"):
        return YES_NO[0]
    if column.limits:
        figure = re.search(r"[0-9.]+", column.limits[len(column.limits) // 2])
        return figure[0] if figure else ""
    found = _ENTRIES.get(_of(column))
    return found.example if found else ""


def rule(column: Column, cell: str) -> dict[str, Any] | None:
    """Return Excel's validation for a column whose first cell is ``cell``; None: it has none."""
    found = _ENTRIES.get(_of(column))
    if found is None:
        return None
    asked = {
        "validate": "custom",
        "value": "=" + found.formula.format(c=cell),
        "error_type": "warning",
        "error_title": "请核对",
        "error_message": found.sentence,
    }
    if found.is_text:
        asked |= {"input_title": column.label, "input_message": found.sentence}
    return asked
