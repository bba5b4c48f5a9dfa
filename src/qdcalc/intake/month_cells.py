"""Single cells of months and years, of any type, as the columns of time hold them."""

from __future__ import annotations

import re
from typing import Any

from qdcalc.exact.months import month_text
from qdcalc.exact.texts import normal
from qdcalc.intake.cells import is_numeric
from qdcalc.intake.dates import month_of_text
from qdcalc.intake.numerals import month_number


def _figure(cell: Any) -> str:
    """Return a number as text, nothing where it is beyond all numbers of spreadsheets."""
    try:
        return f"{float(cell):g}"
    except OverflowError:
        return ""


def bare_month(cell: Any) -> int | None:
    """Return the number of a month in a cell that says no year, else None."""
    if isinstance(cell, str):
        return month_number(normal(cell))
    if isinstance(cell, bool) or not is_numeric(type(cell)):
        return None
    return month_number(_figure(cell))


def whole_month(cell: Any) -> str | None:
    """Return the month that a cell names with its year, as 2018-11, else None."""
    if is_numeric(type(cell)) and not isinstance(cell, bool):
        cell = _figure(cell)
    found = month_of_text(normal(cell) if isinstance(cell, str) else cell)
    return month_text(found) if isinstance(found, int) else None


def year_of(cell: Any) -> int | None:
    """Return the year that a cell holds alone, else None."""
    is_number = is_numeric(type(cell)) and not isinstance(cell, bool)
    text = _figure(cell) if is_number else normal(cell) if isinstance(cell, str) else ""
    found = re.fullmatch(r"((?:19|20)\d{2})年?度?", text)
    return int(found[1]) if found else None
