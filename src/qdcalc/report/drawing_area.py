"""Axes that pictures are drawn on: one place that names, numbers and legends fit into."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any, cast

from qdcalc.exact import money
from qdcalc.report.fonts import MM_PER_POINT, fitted, font_file, printable, text_width, wrapped
from qdcalc.table import tones as palette

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NOTHING = "没有数据"
TALLEST = 200.0  # mm: with its caption on one page
BODY, SMALL = 9.0, 7.5  # points
_INCH = 25.4  # mm
_EDGE = 1.0  # mm between what stands farthest out and the edge
# texts as outlines, as wide as measured at any dpi; the same names in every run
_SETTINGS: dict[Any, Any] = {"svg.fonttype": "path", "svg.hashsalt": "qdcalc",
                             "text.hinting": "none", "hatch.linewidth": 0.7}  # fmt: skip


@contextmanager
def plain() -> Iterator[None]:
    """Draw with matplotlib's own defaults: nothing of the user's own style enters."""
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_SETTINGS)
        yield


class DrawingArea:
    """Axes with their place; lengths are millimetres of a page, drawn to scale.

    Parameters
    ----------
    axes : Axes
    scale : float, optional
        Of letters and lines on the user's axes, whose place is kept; the figure is ours and
        becomes as high as its drawing where it is not given.
    """

    def __init__(self, axes: Axes, scale: float | None = None) -> None:
        from matplotlib.patches import Rectangle

        self.axes, self.scale, self._is_own = axes, scale or 1.0, scale is None
        self.body, self.small = BODY * self.scale, SMALL * self.scale
        spec, self._figure = axes.get_subplotspec(), cast("Figure", axes.figure)
        self._slot = spec.get_position(self._figure) if spec else axes.get_position()
        self.width = self._mm(self._slot.width * self._figure.bbox.width)
        self.height, self.widest = 20.0, math.inf  # of the plot within the axes' frame
        axes.set_facecolor("white")
        axes.grid(visible=False)
        for spine in axes.spines.values():
            spine.set(visible=False, color=palette.BLACK, linewidth=0.8 * self.scale)
        axes.tick_params(length=0, labelsize=self.body, labelcolor=palette.BLACK, pad=self.pt(1.2))
        if not self._is_own:  # the same on a dark figure
            under = Rectangle(self._slot.p0, *self._slot.size, facecolor="white", zorder=-9)
            under.set(transform=self._figure.transSubfigure, clip_on=False, in_layout=False)
            axes.add_artist(under)

    def _mm(self, pixels: float) -> float:
        return pixels / self._figure.dpi * _INCH / self.scale

    def pt(self, millimetres: float) -> float:
        """Return a length in points, drawn to scale."""
        return millimetres / MM_PER_POINT * self.scale

    def column(self, count: int) -> float:
        """Return how wide each of ``count`` columns is [mm]."""
        return self._mm(self.axes.bbox.width) / count

    def settle(self) -> None:
        """Set each text in the font, and place the axes so that all around them is in the place."""
        from matplotlib.font_manager import FontProperties
        from matplotlib.text import Text

        file = str(font_file())
        for text in self.axes.findobj(Text):
            if isinstance(text, Text) and text.get_text():
                text.set_fontproperties(FontProperties(fname=file, size=text.get_fontsize()))
                text.set_parse_math(False)
        if outer := self.axes.get_tightbbox():
            inner = self.axes.bbox
            out = (*(inner.p0 - outer.p0), *(outer.p1 - inner.p1))
            self._place(*(self._mm(max(pixels, 0)) + _EDGE for pixels in out))

    def _place(self, left: float, below: float, right: float, above: float) -> None:
        """Leave so much [mm] free on each side of the axes' frame."""
        if self._is_own:
            tall = self.height + below + above
            self._figure.set_size_inches(self.width / _INCH, tall / _INCH)
        else:
            tall = self._mm(self._slot.height * self._figure.bbox.height)
        width = max(min(self.width - left - right, self.widest), 1.0)
        height = max(min(self.height, tall - below - above), 1.0)
        x, y = self._slot.width / self.width, self._slot.height / tall
        self.axes.set_position(
            (self._slot.x0 + left * x, self._slot.y1 - (above + height) * y, width * x, height * y)
        )

    # --------------------------------------------------------------------- what stands around

    def empty(self) -> None:
        """Say that there is nothing to show."""
        self.axes.set(xticks=[], yticks=[])
        self.axes.text(0.5, 0.5, NOTHING, transform=self.axes.transAxes, ha="center", va="center",
                       fontsize=self.body, color=palette.SMALL_PRINT)  # fmt: skip

    def unit(self, unit: str) -> None:
        """Write the unit under the right end."""
        if unit := printable(unit):
            self.axes.set_xlabel(f"单位：{unit}", labelpad=self.pt(1.5), loc="right",
                                 fontsize=self.small, color=palette.BLACK)  # fmt: skip

    def legend(self, keys: Sequence[tuple[str, str, str]]) -> None:
        """Explain label, fill, hatching under the left end, in as many columns as have room."""
        from matplotlib.patches import Patch

        unit = text_width(self.axes.get_xlabel(), SMALL)
        left = self._mm(self.axes.bbox.x0 - self._slot.transformed(self._figure.transSubfigure).x0)
        room = self.width - left - unit - 4
        labels = [fitted(label, room - 12, SMALL) for label, _, _ in keys]
        wide = [text_width(label, SMALL) + 10 for label in labels]
        columns = len(keys) if sum(wide) < room else max(int(room / max(wide)), 1)
        patches = [Patch(facecolor=fill, hatch=hatch, linewidth=0.6 * self.scale,
                         edgecolor="white" if hatch else palette.FRAME)
                   for _, fill, hatch in keys]  # fmt: skip
        self.axes.legend(
            patches, labels, ncols=columns, fontsize=self.small, loc="upper left",
            bbox_to_anchor=(0, 0), frameon=False, borderpad=0, borderaxespad=0.7, handlelength=1.9,
            handleheight=1.1, handletextpad=0.5, columnspacing=1.2, labelcolor=palette.BLACK,
        )  # fmt: skip

    def columns(self, labels: Sequence[str], places: Sequence[float]) -> None:
        """Name the columns over or under the axes; upright where they are too wide."""
        cell = self.column(len(labels))
        is_above = self.axes.xaxis.get_ticks_position() == "top"
        shown = _months(labels, cell, is_above=is_above)
        shown = shown or [wrapped(label, cell - 1, SMALL) for label in labels]
        if is_upright := any("…" in label for label in shown):
            shown = [fitted(label, 30, SMALL) for label in labels]
        every = max(1, math.ceil(3.4 / cell)) if is_upright else 1
        self.axes.set_xticks(places[::every], shown[::every], fontsize=self.small)
        self.axes.tick_params("x", rotation=90 if is_upright else 0)


def _months(labels: Sequence[str], cell: float, *, is_above: bool) -> list[str] | None:
    """Return 10月 of each label 2018-10, with the year where it begins; nothing if too narrow."""
    found = [re.fullmatch(r"(\d{4})-(\d{2})", label) for label in labels]
    years = [match[1] if match else "" for match in found]
    begins = [n for n, year in enumerate(years) if n == 0 or year != years[n - 1]]
    years_apart = min((b - a for a, b in pairwise(begins)), default=2)
    if not all(years) or cell < (6.5 if years_apart > 1 else 9.5):
        return None
    made = []
    for n, match in enumerate(found):
        lines = [f"{int(match[2])}月" if match else "", *([f"{years[n]}年"] if n in begins else [])]
        made.append("\n".join(lines[::-1] if is_above else lines))
    return made


def apart(heights: Sequence[float], low: float, high: float, least: float) -> list[float]:
    """Return heights moved so that neighbours are at least ``least`` apart, in the same order."""
    order = sorted(range(len(heights)), key=lambda n: heights[n])
    moved = list(heights)
    for before, after in pairwise(order):
        moved[after] = max(moved[after], moved[before] + least)
    top = high
    for n in reversed(order):
        moved[n] = top = min(moved[n], top)
        top -= least
    return [max(m, low) for m in moved]


# ------------------------------------------------------------------------------ numbers


def number(value: float) -> str:
    """Write a measured value or a count: six digits at most, no exponent, thousands commas."""
    if value == 0:
        return "0"
    exact = Decimal(f"{value:.2f}") if abs(value) >= 1e4 else Decimal(f"{value:.6g}")
    text = f"{abs(exact):,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"−{text}" if exact < 0 else text


def wan(fen: int) -> str:
    """Write an amount in 万元 as pictures do, with a true minus."""
    return money.wan(fen).replace("-", "−")
