"""What pictures are drawn on: a surface in millimetres, legends, labels of months, numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from qdcalc.exact import money
from qdcalc.report.fonts import fitted, font_file, printable, text_width, wrapped
from qdcalc.table import tones as palette

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NOTHING = "没有数据"
TALLEST = 200.0  # mm: with its caption on one page
LINE = palette.FRAME  # of grids and swatches

_given: ContextVar[tuple[Axes | None, float]] = ContextVar("_given", default=(None, 1.0))


@contextmanager
def placed_on(axes: Axes, scale: float) -> Iterator[None]:
    """Place the canvases that are made in the block on given axes, letters and lines to scale."""
    token = _given.set((axes, scale))
    try:
        yield
    finally:
        _given.reset(token)


class Canvas:
    """A white surface in millimetres, the origin at its upper left corner."""

    def __init__(self, width: float, height: float) -> None:
        from matplotlib.figure import Figure
        from matplotlib.font_manager import FontProperties

        self.width, self.height = width, height
        axes, self._scale = _given.get()
        if axes is None:
            self.figure: Figure = Figure(figsize=(width / 25.4, height / 25.4), facecolor="white")
            axes = self.figure.add_axes((0, 0, 1, 1))
        self._axes = axes
        self._axes.set_axis_off()
        self._axes.set_xlim(0, width)
        self._axes.set_ylim(height, 0)
        self._font, self._file = FontProperties, str(font_file())
        if _given.get()[0] is not None:
            self._axes.set_aspect("equal", anchor="N")
            self.box(0, 0, width, height, "white")

    def text(
        self, x: float, y: float, text: str, size: float = 9, is_outlined: bool = False, **more: Any
    ) -> None:
        """Write a text as it stands: no mathematics in it; unknown characters replaced."""
        from matplotlib.patheffects import withStroke

        lines = "\n".join(map(printable, text.split("\n")))
        settings: dict[str, Any] = {
            "ha": "left",
            "va": "center_baseline",
            "linespacing": 1.15,
            "color": "black",
        } | more
        if is_outlined:  # readable across a line
            width = 2 * self._scale
            settings["path_effects"] = [withStroke(linewidth=width, foreground="white")]
        font = self._font(fname=self._file, size=size * self._scale)
        self._axes.text(x, y, lines, fontproperties=font, parse_math=False, **settings)

    def box(self, x: float, y: float, width: float, height: float, fill: str, **more: Any) -> None:
        """Fill a rectangle from its upper left corner; hatching is white."""
        from matplotlib.patches import Rectangle

        shape: dict[str, Any] = {"edgecolor": "none", "linewidth": 0.6} | more
        if shape.get("hatch"):  # white lines that take nothing off a small bar
            shape |= {"edgecolor": "white", "linewidth": 0}
        shape = self._scaled(shape)
        self._axes.add_patch(Rectangle((x, y), width, height, facecolor=fill, **shape))

    def line(self, xs: Sequence[float], ys: Sequence[float], **more: Any) -> None:
        """Draw a line through points."""
        look: dict[str, Any] = {"color": "black", "linewidth": 0.8} | more
        self._axes.plot(xs, ys, scalex=False, scaley=False, **self._scaled(look))

    def band(
        self, left: tuple[float, float], right: tuple[float, float], thick: float, **more: Any
    ) -> None:
        """Draw a band of one thickness between the points of its upper edge, bent twice."""
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        (a, above), (b, over) = left, right
        m, below, under = (a + b) / 2, above + thick, over + thick
        points = [(a, above), (m, above), (m, over), (b, over), (b, under), (m, under),
                  (m, below), (a, below), (a, above)]  # fmt: skip
        codes = [1, 4, 4, 4, 2, 4, 4, 4, 79]  # move, curve of three points, line, curve, close
        self._axes.add_patch(PathPatch(Path(points, codes), **self._scaled(more)))

    def _scaled(self, look: dict[str, Any]) -> dict[str, Any]:
        sizes = {k: look[k] * self._scale for k in ("linewidth", "markersize") if k in look}
        return look | sizes


@dataclass(frozen=True)
class Key:
    """An entry of a legend: its words, and a swatch with or without hatching or a sign."""

    label: str
    fill: str
    sign: str = ""
    ink: str = "black"
    hatch: str = ""


def _placed(keys: Sequence[Key], width: float) -> list[tuple[float, int]]:
    """Return where each entry of a legend stands: its x [mm] and its line."""
    x, line, places = 0.0, 0, []
    for key in keys:
        needed = 11 + min(text_width(printable(key.label), 8), width - 11)
        if x and x + needed > width:
            x, line = 0.0, line + 1
        places.append((x, line))
        x += needed
    return places


def legend_height(keys: Sequence[Key], width: float) -> float:
    """Return the height [mm] of a legend."""
    return 5.5 * (max((line for _, line in _placed(keys, width)), default=-1) + 1)


def legend(canvas: Canvas, keys: Sequence[Key], x: float, y: float, width: float) -> None:
    """Draw a legend of as many lines as its entries need."""
    for key, (right, line) in zip(keys, _placed(keys, width), strict=True):
        left, middle = x + right, y + 5.5 * line + 2.5
        canvas.box(left, middle - 1.9, 5, 3.8, key.fill, hatch=key.hatch, edgecolor=LINE)
        if key.sign:
            canvas.text(left + 2.5, middle, key.sign, 8, ha="center", color=key.ink)
        canvas.text(left + 6.2, middle, fitted(key.label, width - 11, 8), 8)


# ------------------------------------------------------------------------------- months


def _months(labels: Sequence[str]) -> list[tuple[str, str]] | None:
    """Return (10月, 2018年) of each label 2018-10, the year only where it begins; else nothing."""
    found = [re.fullmatch(r"(\d{4})-(\d{2})", label) for label in labels]
    seen, made = "", []
    for match in found:
        if match is None:
            return None
        made.append((f"{int(match[2])}月", f"{match[1]}年" if match[1] != seen else ""))
        seen = match[1]
    return made


def _stacked(labels: Sequence[str], cell: float) -> list[str] | None:
    """Return labels on up to three lines, or nothing where a column is too narrow for that."""
    if cell < 8 and max(text_width(printable(label), 7.5) for label in labels) > cell - 1:
        return None
    made = [wrapped(label, cell - 1, 7.5, 3) for label in labels]
    return None if any("…" in label for label in made) else made


def months_height(labels: Sequence[str], cell: float) -> float:
    """Return the height [mm] that the labels of columns need."""
    if cell >= 6.5 and _months(labels):
        return 9.0
    if stacked := _stacked(labels, cell):
        return 3.1 * max(label.count("\n") + 1 for label in stacked) + 2
    return min(max(text_width(printable(label), 7.5) for label in labels), 30.0) + 2


def month_labels(
    canvas: Canvas, labels: Sequence[str], x: float, y: float, cell: float, *, is_above: bool
) -> None:
    """Write a label over or under each column; upright where they are too wide."""
    height = months_height(labels, cell)
    months = _months(labels) if cell >= 6.5 else None
    stacked = _stacked(labels, cell)
    edge, va = (y + height - 1, "bottom") if is_above else (y + 1, "top")
    every = max(1, math.ceil(3.4 / cell))
    for n, label in enumerate(labels):
        middle = x + cell * (n + 0.5)
        if months:
            first, second = (6.6, 2.6) if is_above else (2.6, 6.6)
            canvas.text(middle, y + first, months[n][0], 8, ha="center")
            canvas.text(
                middle, y + second, months[n][1], 7.5, ha="center", color=palette.SMALL_PRINT
            )
        elif stacked:
            canvas.text(middle, edge, stacked[n], 7.5, ha="center", va=va, multialignment="center")
        elif n % every == 0:
            canvas.text(middle, edge, fitted(label, 30, 7.5), 7.5, ha="center", va=va, rotation=90)


def apart(heights: Sequence[float], top: float, foot: float, least: float) -> list[float]:
    """Return heights moved so that neighbours are at least ``least`` apart, in the same order."""
    order = sorted(range(len(heights)), key=lambda n: heights[n])
    moved = list(heights)
    for before, after in pairwise(order):
        moved[after] = max(moved[after], moved[before] + least)
    bottom = foot
    for n in reversed(order):
        moved[n] = bottom = min(moved[n], bottom)
        bottom -= least
    return [max(m, top) for m in moved]


# ------------------------------------------------------------------------------ numbers


def number(value: float) -> str:
    """Write a measured value or a count: six digits at most, no exponent, thousands commas."""
    if value == 0:
        return "0"
    exact = Decimal(f"{value:.2f}") if abs(value) >= 1e4 else Decimal(f"{value:.6g}")
    text = f"{abs(exact):,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"−{text}" if exact < 0 else text


def even(values: Sequence[float]) -> list[str]:
    """Write the numbers of a scale, all with as many decimals as the longest has."""
    texts = [number(value) for value in values]
    most = max(len(text.partition(".")[2]) for text in texts)
    dotted = [text if "." in text or not most else f"{text}." for text in texts]
    return [t + "0" * (most - len(t.partition(".")[2])) for t in dotted]


def wan(fen: int) -> str:
    """Write an amount in 万元 as pictures do, with a true minus."""
    return money.wan(fen).replace("-", "−")


def empty(width: float) -> Canvas:
    """Return a canvas that says that there is nothing to show."""
    canvas = Canvas(width, 20)
    canvas.text(width / 2, 10, NOTHING, 10, ha="center", color=palette.SMALL_PRINT)
    return canvas
