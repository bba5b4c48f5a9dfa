"""What hides a cell's content from the eye: formats, colours alike, struck-out and tiny letters."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element  # the type only; parsed by defusedxml  # nosec B405

_BUILT_IN = {
    "0": "general", "1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00", "9": "0%",
    "10": "0.00%", "11": "0.00e+00", "14": "yyyy-mm-dd", "49": "@",
}  # fmt: skip
_TINY = 5.0  # points
_ALIKE = 0.2  # of the way from black to white
_THEME = {"0": 1.0, "1": 0.0}  # light and dark; other colours are neither
_INDEXED = {"0": 0.0, "8": 0.0, "1": 1.0, "9": 1.0}
_OFF = ("0", "false", "off", "none")


@dataclass(frozen=True)
class Mark:
    """How a cell is shown, as far as it hides or changes what is read."""

    number_format: str = "general"
    is_struck: bool = False
    is_tiny: bool = False
    font: float | None = 0.0  # brightness; None is a colour of which nobody knows
    fill: float | None = 1.0

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
            font=font,
        )


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _brightness(color: Element | None, default: float) -> float | None:
    """Return a colour's brightness from 0 to 1."""
    if color is None or color.get("auto"):
        return default
    rgb = color.get("rgb", "")[-6:]
    if re.fullmatch("[0-9A-Fa-f]{6}", rgb):
        red, green, blue = (int(rgb[i : i + 2], 16) / 255 for i in (0, 2, 4))
        return 0.3 * red + 0.59 * green + 0.11 * blue
    if "theme" in color.attrib:
        base = _THEME.get(color.get("theme", ""))
        tint = float(color.get("tint", "0"))
        return None if base is None else base + (tint * (1 - base) if tint > 0 else tint * base)
    return _INDEXED.get(color.get("indexed", ""), default)


def _font(font: Element) -> Mark:
    parts = {_local(e): e for e in font}
    size = float(parts["sz"].get("val", "11")) if "sz" in parts else 11.0
    return Mark(
        is_struck="strike" in parts and parts["strike"].get("val", "1") not in _OFF,
        is_tiny=size < _TINY,
        font=_brightness(parts.get("color"), 0.0),
    )


def _fill(fill: Element) -> float | None:
    for pattern in fill.iter():
        if _local(pattern) == "patternFill" and pattern.get("patternType") == "solid":
            front = next((e for e in pattern if _local(e) == "fgColor"), None)
            return _brightness(front, 1.0)
    return 1.0


def plain_format(code: str) -> str:
    """Return a number format without what programs write in several ways."""
    code = re.sub(r"\[\$[^\]]*\]|[\"\\\s]|_.|\*.", "", code).lower()
    return "general" if code in ("", "standard") else code


def marks_of_styles(root: Element) -> list[Mark]:
    """Return how each style of a workbook shows a cell."""
    parts: dict[str, list[Element]] = {_local(e): list(e) for e in root}
    formats = _BUILT_IN | {
        e.get("numFmtId", ""): plain_format(e.get("formatCode", ""))
        for e in parts.get("numFmts", [])
    }
    fonts = [_font(e) for e in parts.get("fonts", [])]
    fills = [_fill(e) for e in parts.get("fills", [])]
    found = []
    for style in parts.get("cellXfs", []):
        font, fill = int(style.get("fontId", "0")), int(style.get("fillId", "0"))
        number = style.get("numFmtId", "0")
        found.append(
            replace(
                fonts[font] if font < len(fonts) else Mark(),
                number_format=formats.get(number, number),
                fill=fills[fill] if fill < len(fills) else 1.0,
            )
        )
    return found


def marks_of_text(text: Element) -> Mark:
    """Return what the runs of a text hide; the brightest counts."""
    runs = [_font(e) for e in text.iter() if _local(e) == "rPr"]
    bright = [run.font for run in runs if run.font is not None]
    return Mark(
        is_struck=any(run.is_struck for run in runs),
        is_tiny=any(run.is_tiny for run in runs),
        font=max(bright, default=0.0),
    )
