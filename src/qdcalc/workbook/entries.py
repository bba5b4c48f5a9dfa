"""What a template asks of a cell as it is typed: Excel's own data validation, by kind of column.

Another entry is warned of, never forbidden: the reader takes more ways of writing than a rule of
Excel's can say.
"""

from __future__ import annotations

import re
from typing import Any

from qdcalc.table.description import Column


def in_words(column: Column) -> str:
    """Return what kind of entry a column takes, in a word or two."""
    return column.kind.entry.words or ("选一项" if column.choices else "文字")


def example(column: Column) -> str:
    """Return an entry that passes, empty where only the notice knows one."""
    choices = column.choices or column.kind.choices
    if choices:
        return choices[0]
    if column.limits:
        figure = re.search(r"[0-9.]+", column.limits[len(column.limits) // 2])
        return figure[0] if figure else ""
    return column.kind.entry.example


def rule(column: Column, cell: str) -> dict[str, Any] | None:
    """Return Excel's validation for a column whose first cell is ``cell``; None: it has none."""
    entry = column.kind.entry
    if not entry.formula:
        return None
    asked = {
        "validate": "custom",
        "value": "=" + entry.formula.format(c=cell),
        "error_type": "warning",
        "error_title": "请核对",
        "error_message": entry.sentence,
    }
    if entry.is_text:
        asked |= {"input_title": column.label, "input_message": entry.sentence}
    return asked
