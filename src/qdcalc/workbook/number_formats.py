"""What a sheet shows of a number: a % sign, or a mark such as < that its format alone holds."""

from __future__ import annotations

import html
import operator
import re
from collections.abc import Callable
from functools import lru_cache

from qdcalc.exact.patterns import Lazy
from qdcalc.intake.units import mentioned

_FORMAT = Lazy(rb"<(?:\w+:)?numFmt\b([^>]*)>")
_STYLES = Lazy(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.S)
_STYLE = Lazy(rb"<(?:\w+:)?xf\b([^>]*)>")
_ATTRIBUTE = Lazy(rb"\b(numFmtId|formatCode|r|s)=(?:\"([^\"]*)\"|'([^']*)')")
_ACCOUNTING = '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ '
_BUILT_IN = {"9": "0%", "10": "0.00%"} | {str(number): _ACCOUNTING for number in range(41, 45)}
_TOKEN = Lazy(r'"([^"]*)"|\\(.)|[_*].|\[([^\]]*)\]|(;)|(.)', re.S)
_CONDITION = Lazy(r"(<=|>=|<>|<|>|=)\s*(-?[0-9.]+)")
_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
# what says of a number that it is a limit, not a value
_MARK = Lazy(r"[<>≤≥＜＞≦≧⩽⩾]|^\s*L\s*$|ND|检出", re.IGNORECASE)
_LONGEST = 255  # characters of a format that Excel takes
_DATE = Lazy(r"[ymdhs]", re.IGNORECASE)


def attributes(text: bytes) -> dict[str, str]:
    """Return the attributes of a tag that tell of formats and places."""
    found = (
        (n.decode(), (a or b).decode("utf-8", "replace")) for n, a, b in _ATTRIBUTE.findall(text)
    )
    return {name: html.unescape(value) for name, value in found}


def style_formats(xml: bytes) -> dict[int, str]:
    """Return the number format of each cell style that has one, other than plain built-in ones."""
    codes = dict(_BUILT_IN)
    for found in _FORMAT.finditer(xml):
        own = attributes(found[1])
        codes[own.get("numFmtId", "")] = own.get("formatCode", "")
    styles = _STYLES.search(xml)
    every = (
        [attributes(m[1]).get("numFmtId", "") for m in _STYLE.finditer(styles[0])] if styles else []
    )
    return {number: codes[own] for number, own in enumerate(every) if own in codes}


def has_percent(code: str) -> bool:
    """Say whether a format shows a % sign."""
    return any(token[4] == "%" for token in _TOKEN.findall(code))


def marking_formats(xml: bytes) -> dict[int, str]:
    """Return the formats of cell styles that show more of some number than its value."""
    every = style_formats(xml).items()
    found = {number: code for number, code in every if len(code) <= _LONGEST}
    marking = {code for code in set(found.values()) if any(shown_as(code, v) for v in _tried(code))}
    return {number: code for number, code in found.items() if code in marking}


def _tried(code: str) -> list[float]:
    """Return numbers on each side of what a format's sections divide."""
    ends = [float(limit) for _, limit in _CONDITION.findall(code) if limit.count(".") < 2]
    return [1.0, -1.0, 0.0, *(end + step for end in ends for step in (-1e-9, 0.0, 1e-9))]


@lru_cache(maxsize=4096)
def shown_as(code: str, value: float) -> str:
    """Return what a format shows of a number where that is not its value; else nothing.

    >>> shown_as('"<"0.000', 0.025), shown_as('[<0.1]"未检出";0.0', 0.05), shown_as("0.00", 1.5)
    ('<0.025', '未检出', '')
    """
    before, digits, after = _section(code, value)
    literals = (before, after)
    if _DATE.search(digits) or "@" in digits:
        return ""
    if not re.search("[0#]|General|G/", digits, re.IGNORECASE):
        return (before + after).strip() or "空白"
    places = len(digits.partition(".")[2].rstrip(" ")) if "." in digits else 0
    is_marked = any(_MARK.search(text) for text in literals)
    units = [unit for text in literals for unit in mentioned(text) if unit != "mg/l"]
    if "%" in digits:
        return f"{before}{value * 100:g}%{after}"
    if not (is_marked or units):
        return ""
    return f"{before}{value:.{places}f}{after}" if places else f"{before}{value:g}{after}"


def _section(code: str, value: float) -> tuple[str, str, str]:
    """Return the literal before, the digits and the literal behind them that hold for a number."""
    sections: list[tuple[str, str, str, str]] = []
    before = digits = after = condition = ""
    for quoted, escaped, bracket, end, plain in [*_TOKEN.findall(code), ("", "", "", ";", "")]:
        literal = quoted or escaped or (plain if plain in "<>≤≥" else "")
        if end:
            sections.append((condition, before, digits, after))
            before = digits = after = condition = ""
        elif bracket and _CONDITION.fullmatch(bracket):
            condition = bracket
        elif literal and re.search("[0#]", digits):
            after += literal
        elif literal:
            before += literal
        else:
            digits += plain
    if any(condition for condition, *_ in sections):
        chosen = next((s for s in sections if _holds(s[0], value)), sections[-1])
    elif value < 0 and len(sections) > 1:
        chosen = sections[1]
    else:
        chosen = sections[2] if value == 0 and len(sections) > 2 else sections[0]
    return chosen[1:]


def _holds(condition: str, value: float) -> bool:
    found = _CONDITION.fullmatch(condition)
    return found is None or _COMPARED[found[1]](value, float(found[2]))
