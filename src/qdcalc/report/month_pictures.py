"""Pictures over months: a calendar of states, and one indicator's course against limits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from qdcalc.document.model import Calendar, Course
from qdcalc.report.drawing_area import BODY, SMALL, TALLEST, DrawingArea, apart, number
from qdcalc.report.fonts import fitted, printable, text_width
from qdcalc.table import tones as palette

# tone → sign, fill, colour of the sign, in the order of the legend
TONES = {
    tone: (palette.TONES[tone].drawn, palette.TONES[tone].fill, palette.TONES[tone].ink)
    if tone
    else (palette.NO_SIGN, palette.WHITE, palette.BLACK)
    for tone in ("good", "", "bad", "quiet", "open")
}


def calendar(area: DrawingArea, drawing: Calendar) -> None:
    """Draw a mesh of rows and columns, each state by its colour and its sign."""
    from matplotlib.colors import ListedColormap

    rows, columns = len(drawing.rows), len(drawing.columns)
    if not rows or not columns:
        area.empty()
        return
    axes, room = area.axes, 0.38 * area.width
    tones = [[drawing.tones.get(state, "") for state in states] for states in drawing.states]
    codes = [[list(TONES).index(tone) for tone in row] for row in tones]
    fills = ListedColormap([fill for _, fill, _ in TONES.values()])
    axes.pcolormesh(codes, cmap=fills, vmin=0, vmax=len(TONES) - 1, edgecolors=palette.FRAME,
                    linewidth=0.6 * area.scale, antialiased=True)  # fmt: skip
    axes.set(xlim=(0, columns), ylim=(rows, 0))
    axes.spines[:].set_visible(True)
    axes.xaxis.tick_top()
    middles = [n + 0.5 for n in range(rows)], [n + 0.5 for n in range(columns)]
    axes.set_yticks(middles[0], [fitted(name, room, BODY) for name in drawing.rows])
    area.height = rows * min(max((TALLEST - 24) / rows, 4.2), 6.2)
    area.widest = 16.0 * columns
    area.settle()
    area.columns(drawing.columns, middles[1])
    area.legend(_states(drawing))
    size = min(BODY, 2 * area.column(columns)) * area.scale
    for y, states in enumerate(drawing.states):
        for x, state in enumerate(states):
            if state:
                sign, _, ink = TONES[tones[y][x]]
                axes.text(x + 0.5, y + 0.5, sign, fontsize=size, color=ink, ha="center",
                          va="center_baseline", in_layout=False)  # fmt: skip


def _states(drawing: Calendar) -> list[tuple[str, str, str]]:
    """Return the legend: each tone with its sign and the states that it stands for."""
    shown = {state: "" for row in drawing.states for state in row if state} | dict(drawing.tones)
    keys = []
    for tone, (sign, fill, _) in TONES.items():
        states = "、".join(state for state, own in shown.items() if own == tone)
        if states:
            keys.append((f"{sign} {states}", fill, ""))
    return keys


def course(area: DrawingArea, drawing: Course) -> None:
    """Draw a line over the months, its limits named at the right."""
    from matplotlib.ticker import MaxNLocator

    values = [math.nan if v is None or math.isinf(v) else float(v) for v in drawing.values]
    limits = [float(limit) for _, limit in drawing.limits]
    measured = [v for v in values if not math.isnan(v)]
    if not measured:
        area.empty()
        return
    axes, low, high = area.axes, min(*measured, *limits), max(*measured, *limits)
    # a course far from zero (pH) is shown from near its lowest value
    low = low - (high - low) / 5 if high > low > high / 2 else min(low, 0.0)
    locator = MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10])
    ticks = [float(t) for t in locator.tick_values(low, high if high > low else low + 1)]
    area.height = max(58.0, 4.5 * len(limits))
    top = ticks[-1] + 0.08 * (ticks[-1] - ticks[0])  # room for the number over the highest point
    axes.set(xlim=(-0.5, len(values) - 0.5), ylim=(ticks[0], top))
    decimals = max(len(number(tick).partition(".")[2]) for tick in ticks)
    scale = [f"{tick or 0.0:,.{decimals}f}".replace("-", "−") for tick in ticks]
    axes.set_yticks(ticks, scale, fontsize=area.small)
    axes.spines["bottom"].set_visible(True)
    axes.grid(axis="y", color=palette.HEADER, linewidth=0.6 * area.scale)
    axes.plot(values, color=palette.ONE_SIDED, linewidth=1.6 * area.scale, marker="o",
              markersize=4 * area.scale, clip_on=False, zorder=3)  # fmt: skip
    _limits(area, [printable(name) for name, _ in drawing.limits], limits)
    area.settle()
    area.columns(drawing.months, range(len(values)))
    area.unit(drawing.unit)
    _numbers(area, values)


def _limits(area: DrawingArea, names: Sequence[str], limits: Sequence[float]) -> None:
    """Draw each limit across, its name at the right, one apart from another."""
    low, high = area.axes.get_ylim()
    heights = apart(limits, low, high, 4.2 / area.height * (high - low))
    red: dict[str, Any] = {"color": palette.PAID, "linewidth": 0.6 * area.scale}
    for name, limit, height in zip(names, limits, heights, strict=True):
        note = fitted(f"{name} {number(limit)}", 0.25 * area.width, SMALL)
        area.axes.axhline(
            limit, color=palette.PAID, linestyle="--", linewidth=area.scale, clip_on=False
        )
        area.axes.annotate(
            note, (1, limit), (1.015, height), area.axes.get_yaxis_transform(), va="center",
            color=palette.PAID, fontsize=area.small, annotation_clip=False,
            arrowprops={"arrowstyle": "-", "relpos": (0, 0.5), "shrinkA": 0, "shrinkB": 0, **red},
        )  # fmt: skip


def _numbers(area: DrawingArea, values: Sequence[float]) -> None:
    """Write each value over its point where the column is wide enough, and where there is none."""
    from matplotlib.patheffects import withStroke

    outline = [withStroke(linewidth=2 * area.scale, foreground="white")]  # across a line
    across = area.axes.get_xaxis_transform()
    for x, value in enumerate(values):
        said = "无数据" if math.isnan(value) else number(value)
        look: dict[str, Any] = {"color": palette.SMALL_PRINT, "xycoords": across}
        if not math.isnan(value):
            look = {"color": palette.BLACK, "path_effects": outline, "zorder": 4}
        if text_width(said, SMALL) < area.column(len(values)) - 0.5:
            at = (x, 0.0 if math.isnan(value) else value)
            area.axes.annotate(said, at, (0, area.pt(1.6)), textcoords="offset points",
                                ha="center", fontsize=area.small, **look)  # fmt: skip
