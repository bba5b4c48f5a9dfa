"""What hides a cell's content from the eye: formats, colours alike, struck-out and tiny letters."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree.ElementTree import Element  # the type only; parsed by defusedxml  # nosec B405

from qdcalc.exact.patterns import Lazy
from qdcalc.record import record

_BUILT_IN = {
    "0": "general", "1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00", "9": "0%",
    "10": "0.00%", "11": "0.00e+00", "14": "yyyy-mm-dd", "49": "@",
}  # fmt: skip
_TINY = 5.0  # points
_ALIKE = 0.2  # of the way from black to white
# the brightness of a theme's colours in the order of their numbers: light and dark stand first
_THEME_ORDER = (
    "lt1",
    "dk1",
    "lt2",
    "dk2",
    *(f"accent{n}" for n in range(1, 7)),
    "hlink",
    "folHlink",
)
# Excel's palette of 56 from number 8 on; 0 to 7 are the first eight again
_PALETTE = re.findall(
    "[0-9A-F]{6}",
    "000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF 800000 008000 000080 808000 800080 "
    "008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF 000080 FF00FF "
    "FFFF00 00FFFF 800080 800000 008080 0000FF 00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF "
    "FFCC99 3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 003366 339966 003300 333300 "
    "993300 993366 333399 333333",
)
_SYMBOLS = re.compile(r"(?:wing|web)dings|symbol|marlett|zapf|.*dingbats", re.I)
_FAR = 20  # characters of an indent
_OFF = ("0", "false", "off", "none")


@record
class Mark:
    """How a cell is shown, as far as it hides or changes what is read."""

    number_format: str = "general"
    is_struck: bool = False
    is_tiny: bool = False
    font: float | None = 0.0  # brightness; None is a colour of which nobody knows
    fill: float | None = 1.0
    is_symbol: bool = False
    is_far: bool = False

    @property
    def is_unseen(self) -> bool:
        """Whether the letters are as bright as what is behind them."""
        if self.font is None or self.fill is None:
            return False
        return abs(self.font - self.fill) < _ALIKE

    def with_text(self, text: Mark) -> Mark:
        """Return the mark with that of the text's own runs."""
        if text == Mark():
            return self
        font = text.font if text.font else self.font
        return replace(
            self,
            is_struck=self.is_struck or text.is_struck,
            is_tiny=self.is_tiny or text.is_tiny,
            is_symbol=self.is_symbol or text.is_symbol,
            font=font,
        )


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


@record
class Colours:
    """The brightness of the colours that are named by number: of the theme, of the palette."""

    theme: tuple[float | None, ...]
    palette: tuple[float | None, ...]

    def brightness(self, color: Element | None, default: float) -> float | None:
        """Return a colour's brightness from 0 to 1; None is a colour of which nobody knows."""
        if color is None or color.get("auto"):
            return default
        base = _brightness(color.get("rgb", ""))
        for name, known in (("theme", self.theme), ("indexed", self.palette)):
            number = color.get(name, "")
            if base is None and number.isdecimal():
                base = known[int(number)] if int(number) < len(known) else default
        tint = float(color.get("tint", "0"))
        return None if base is None else base + (tint * (1 - base) if tint > 0 else tint * base)


def _brightness(rgb: str) -> float | None:
    if not re.fullmatch("(?:[0-9A-Fa-f]{2})?[0-9A-Fa-f]{6}", rgb):
        return None
    red, green, blue = (int(rgb[-6:][i : i + 2], 16) / 255 for i in (0, 2, 4))
    return 0.3 * red + 0.59 * green + 0.11 * blue


def colours_of(theme: Element | None, styles: Element | None) -> Colours:
    """Return the colours of a workbook's theme and palette; the usual ones where it has none."""
    named: dict[str, float | None] = {"lt1": 1.0, "dk1": 0.0}
    for e in theme.iter() if theme is not None else ():
        if _local(e) in _THEME_ORDER and len(e):
            named[_local(e)] = _brightness(e[0].get("lastClr") or e[0].get("val") or "")
    own = [e for e in styles.iter() if _local(e) == "rgbColor"] if styles is not None else []
    codes = [e.get("rgb", "") for e in own] or [*_PALETTE[:8], *_PALETTE]
    return Colours(tuple(named.get(name) for name in _THEME_ORDER), tuple(map(_brightness, codes)))


def _font(font: Element, colours: Colours) -> Mark:
    parts = {_local(e): e for e in font}
    size = float(parts["sz"].get("val", "11")) if "sz" in parts else 11.0
    named = parts.get("name", parts.get("rFont"))
    name = "" if named is None else named.get("val", "")
    return Mark(
        is_struck="strike" in parts and parts["strike"].get("val", "1") not in _OFF,
        is_tiny=size < _TINY,
        is_symbol=bool(_SYMBOLS.match(name)),
        font=colours.brightness(parts.get("color"), 0.0),
    )


def _fill(fill: Element, colours: Colours) -> float | None:
    for stop in (e for e in fill.iter() if _local(e) == "stop" and len(e)):
        return colours.brightness(stop[0], 1.0)
    for pattern in fill.iter():
        kind = pattern.get("patternType", "none")
        if _local(pattern) != "patternFill" or kind == "none":
            continue
        named = {_local(e): e for e in pattern}
        front = colours.brightness(named.get("fgColor"), 1.0 if kind == "solid" else 0.0)
        back = colours.brightness(named.get("bgColor"), 1.0)
        if kind == "solid" or front is None or back is None:
            return front
        return front if abs(front - back) < _ALIKE else None
    return 1.0


# [$¥-804], "元", \元, _x (a blank as wide), *x (repeated), anything else
_FORMAT_PARTS = Lazy(r'\[\$([^\]-]*)(?:-[^\]]*)?\]|"([^"]*)"|\\(.)|_.|\*(.)|(.)', re.S)
_MEANING = frozenset("0123456789#?@.,%eEgGyYmMdDhHsSaAbBnNrR;[]*_")


def plain_format(code: str) -> str:
    """Return a number format without what programs write in several ways.

    Letters and digits that it shows as they stand are kept, each behind a backslash.
    """
    code = "".join(map(_plain_part, _FORMAT_PARTS.finditer(code))).lower()
    return "general" if code in ("", "standard") else code


def _plain_part(part: re.Match[str]) -> str:
    """Return a part of a number format: what is shown as it stands, a blank's width, a sign."""
    symbol, quoted, escaped, repeated, other = part.groups()
    if other is not None:
        return str(other).strip()
    if repeated is not None:
        return f"*{repeated}" if repeated.strip() else ""
    text = "".join((symbol or quoted or escaped or "").split())
    return "".join(f"\\{c}" if c in _MEANING else c for c in text)


def marks_of_styles(root: Element, colours: Colours) -> list[Mark]:
    """Return how each style of a workbook shows a cell."""
    parts: dict[str, list[Element]] = {_local(e): list(e) for e in root}
    formats = _BUILT_IN | {
        e.get("numFmtId", ""): plain_format(e.get("formatCode", ""))
        for e in parts.get("numFmts", [])
    }
    fonts = [_font(e, colours) for e in parts.get("fonts", [])]
    fills = [_fill(e, colours) for e in parts.get("fills", [])]
    found = []
    for style in parts.get("cellXfs", []):
        font, fill = int(style.get("fontId", "0")), int(style.get("fillId", "0"))
        number = style.get("numFmtId", "0")
        found.append(
            replace(
                fonts[font] if font < len(fonts) else Mark(),
                number_format=formats.get(number, number),
                is_far=_indent(style) >= _FAR,
                fill=fills[fill] if fill < len(fills) else 1.0,
            )
        )
    return found


def _indent(style: Element) -> int:
    """Return by how many characters a style moves what stands in a cell."""
    indents = (e.get("indent", "0") for e in style if _local(e) == "alignment")
    return max((abs(int(indent)) for indent in indents), default=0)


def marks_of_text(text: Element, colours: Colours) -> Mark:
    """Return what the runs of a text hide; the brightest counts."""
    runs = [_font(e, colours) for e in text.iter() if _local(e) == "rPr"]
    bright = [run.font for run in runs if run.font is not None]
    return Mark(
        is_struck=any(run.is_struck for run in runs),
        is_tiny=any(run.is_tiny for run in runs),
        is_symbol=any(run.is_symbol for run in runs),
        font=max(bright, default=0.0),
    )
