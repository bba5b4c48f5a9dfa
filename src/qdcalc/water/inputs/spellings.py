"""Readings as laboratories spell them, to say how they are to be written."""

from __future__ import annotations

import re

from qdcalc.exact.patterns import Lazy
from qdcalc.exact.texts import key
from qdcalc.intake.units import KNOWN, power_of_ten
from qdcalc.table.description import Column

FIGURE = r"([0-9.,]+(?:[Ee][+-]?[0-9]+)?)"
# 2.4×10^4, 2.4×10⁴; 2.4×104 may have lost its raised figure and is none
_POWER = Lazy(r"(?<=\d)[×✕xX*]10(?:\^\(?([+-]?\d{1,2})\)?|([⁺⁻]?[⁰¹²³⁴-⁹]{1,2}))(?!\d)")
_IDLE_BLANK = Lazy(r"(?<![\d.,]) +| +(?![\d.,])")  # 0 4L is not 4L
_RAISED = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
_UNDETECTED = Lazy(rf"(?:未检出|ND)\((?:(?:方法)?检出限|M?DL)?[:=为<]*{FIGURE}L?\)", re.I)
_BOTH_MARKS = Lazy(rf"<{FIGURE}(?:L|\(L\)|\(ND\)|\(未检出\))")
_MARK_ASIDE = Lazy(rf"{FIGURE}\(L\)")
_WITH_UNIT = Lazy(rf"((?:<|>=?|[≥≧⩾]|[Nn][Dd])?{FIGURE}L?)\(?([^\d()<>].*?)\)?")


def plain_mark(text: str) -> str:
    """Return a reading with its mark as the notice's own tables write it.

    >>> plain_mark("未检出(0.025)"), plain_mark("<0.025L"), plain_mark("≥2.4×10⁴")
    ('0.025L', '<0.025', '≥2.4E4')
    """
    text = _POWER.sub(lambda m: f"E{(m[1] or m[2]).translate(_RAISED)}", _IDLE_BLANK.sub("", text))
    if text.upper() in ("N.D.", "N.D"):
        return "ND"
    if found := _UNDETECTED.fullmatch(text) or _MARK_ASIDE.fullmatch(text):
        return f"{found[1]}L"
    both = _BOTH_MARKS.fullmatch(text)
    return f"<{both[1]}" if both else text


def without_unit(text: str, column: Column) -> tuple[str, str]:
    """Return a reading's text and the unit that stands behind it, which may be empty.

    A unit is any that is known or that the column declares.
    """
    compact = plain_mark(text)
    found = _WITH_UNIT.fullmatch(compact)
    unit = key(found[3]) if found else ""
    is_unit = unit in KNOWN or power_of_ten(unit, column.unit, column.other_units) is not None
    return (plain_mark(found[1]), found[3]) if found and unit and is_unit else (compact, "")
