"""The drawings of a document as SVG or PNG, the same on every machine.

Everything is placed in millimetres on one canvas, so that no text runs into another. Each state and
each sign of an amount differs by more than its colour: pictures are readable in grey print.
"""

from __future__ import annotations

import io
import math
from collections import defaultdict
from collections.abc import Callable, Mapping
from itertools import cycle, pairwise
from typing import Any, Literal

from qdcalc.document.model import Bars, Calendar, Course, Drawing, Flows, PairedBars, SignedBars
from qdcalc.errors import UsageError
from qdcalc.report import bars
from qdcalc.report.canvas import (
    LINE,
    TALLEST,
    Canvas,
    Key,
    apart,
    empty,
    even,
    legend,
    legend_height,
    month_labels,
    months_height,
    number,
    wan,
)
from qdcalc.report.fonts import INSTALL, fitted, font_file, printable, text_width
from qdcalc.table import tones as palette

WIDTH = 156.0  # mm: the type area of GB/T 9704
ROWS_A_PAGE = 40
MOST_NAMES = 12  # names on each side of a flow of money
# tone → sign, fill, colour of the sign, in the order of the legend
TONES = {
    tone: (palette.TONES[tone].drawn, palette.TONES[tone].fill, palette.TONES[tone].ink)
    if tone
    else (palette.NO_SIGN, palette.WHITE, palette.BLACK)
    for tone in ("good", "", "bad", "quiet", "open")
}
_OTHERS = "其他（"
# texts as outlines, as wide as measured at any dpi; the same names in every run
_SETTINGS: dict[Any, Any] = {"svg.fonttype": "path", "svg.hashsalt": "qdcalc",
                             "text.hinting": "none", "hatch.linewidth": 0.7}  # fmt: skip
_PIXELS = 30_000  # no side of a PNG is longer


def draw(
    drawing: Drawing,
    *,
    kind: Literal["svg", "png"] = "svg",
    dpi: int = 200,
    width_mm: float = WIDTH,
) -> bytes:
    """Draw one drawing; the same drawing gives the same bytes.

    Parameters
    ----------
    drawing : Drawing
        What is drawn; one without data gives the sentence 没有数据.
    kind : {"svg", "png"}
        SVG with its texts as outlines, or PNG.
    dpi : int
        Pixels an inch of a PNG; fewer where it would be over 30,000 pixels high.
    width_mm : float
        How wide the picture is [mm]; its height follows from what it shows.

    Raises
    ------
    UsageError
        matplotlib or the font is not installed.
    """
    font_file()
    try:
        import matplotlib
    except ModuleNotFoundError as error:
        raise UsageError(INSTALL) from error
    if kind not in ("svg", "png"):
        raise UsageError(f"图片格式 {kind!r} 不是 svg 或 png")
    file = io.BytesIO()
    with matplotlib.rc_context():
        matplotlib.rcdefaults()  # nothing of the user's own style enters
        matplotlib.rcParams.update(_SETTINGS)
        canvas = canvas_of(drawing, width_mm)
        if kind == "svg":
            without: dict[str, str | None] = dict.fromkeys(("Creator", "Date", "Format", "Type"))
            canvas.figure.savefig(file, format="svg", metadata=without)
        else:
            most = _PIXELS * 25.4 / max(canvas.height, width_mm)
            without = {"Software": None}
            canvas.figure.savefig(file, format="png", dpi=min(dpi, most), metadata=without)
    return file.getvalue()


def canvas_of(drawing: Drawing, width_mm: float) -> Canvas:
    """Paint a drawing; return its canvas."""
    return _PAINTERS[type(drawing)](drawing, width_mm)


def pages(drawing: Drawing) -> tuple[Drawing, ...]:
    """Split a calendar of many rows into several of at most 40, as even as can be."""
    if not isinstance(drawing, Calendar) or len(drawing.rows) <= ROWS_A_PAGE:
        return (drawing,)
    count = -(-len(drawing.rows) // ROWS_A_PAGE)
    ends = [len(drawing.rows) * n // count for n in range(count + 1)]
    # the legend is the same on every page, also for a state that only one of them shows
    tones = {s: drawing.tones.get(s, "") for row in drawing.states for s in row if s}
    tones = dict(drawing.tones) | tones
    return tuple(
        Calendar(drawing.rows[a:b], drawing.columns, drawing.states[a:b], tones)
        for a, b in pairwise(ends)
    )


# ----------------------------------------------------------------------------- calendar


def _calendar(drawing: Calendar, width: float) -> Canvas:
    if not drawing.rows or not drawing.columns:
        return empty(width)
    size = 8.5
    widest = max(text_width(printable(name), size) for name in drawing.rows)
    left = min(widest, 0.38 * width) + 2.5
    cell = min((width - left - 1) / len(drawing.columns), 16.0)
    keys = _states(drawing)
    head, below = months_height(drawing.columns, cell), legend_height(keys, width - left)
    row_height = min(max((TALLEST - head - below - 4) / len(drawing.rows), 4.2), 6.2)
    foot = head + row_height * len(drawing.rows)
    canvas = Canvas(width, foot + below + 3)
    month_labels(canvas, drawing.columns, left, 0, cell, is_above=True)
    for n, (name, states) in enumerate(zip(drawing.rows, drawing.states, strict=True)):
        y = head + row_height * n
        canvas.text(
            left - 1.5, y + row_height / 2, fitted(name, left - 2.5, size), size, ha="right"
        )
        for m, state in enumerate(states):
            x = left + cell * m
            sign, fill, ink = TONES[drawing.tones.get(state, "")]
            canvas.box(x, y, cell, row_height, fill, edgecolor=LINE)
            if state:
                canvas.text(x + cell / 2, y + row_height / 2, sign, min(9, cell * 2), ha="center",
                           color=ink)  # fmt: skip
    right = left + cell * len(drawing.columns)
    canvas.line([left, right, right, left, left], [head, head, foot, foot, head])
    legend(canvas, keys, left, foot + 2, width - left)
    return canvas


def _states(drawing: Calendar) -> list[Key]:
    """Return the legend: each tone with the states that it stands for."""
    shown = {state: "" for row in drawing.states for state in row if state} | dict(drawing.tones)
    keys = []
    for tone, (sign, fill, ink) in TONES.items():
        states = [state for state, own in shown.items() if own == tone]
        if states:
            keys.append(Key("、".join(states), fill, sign, ink))
    return keys


# -------------------------------------------------------------------------------- flows


def _flows(drawing: Flows, width: float) -> Canvas:
    pairs = _largest(drawing)
    if not pairs:
        return empty(width)
    sides = [_side(pairs, 0), _side(pairs, 1)]
    scale = min(max(7.5 * max(map(len, sides)), 60.0), 100.0) / sum(pairs.values())  # mm a fen
    room = [[max(fen * scale, 5.0) + 1.8 for fen in side.values()] for side in sides]
    canvas = Canvas(width, max(map(sum, room)) + 8)
    edge = 0.33 * width  # where the names on the left end and the bands begin
    tops: list[dict[str, float]] = [{}, {}]
    for n, side in enumerate(sides):
        y = 7 + (canvas.height - 8 - sum(room[n])) / 2
        for (name, fen), height in zip(side.items(), room[n], strict=True):
            amount, middle, thick = f"　{wan(fen)}", y + height / 2, fen * scale
            words = fitted(name, edge - 2 - text_width(amount, 8.5), 8.5) + amount
            canvas.text(*((width - edge + 1.5, middle) if n else (edge - 1.5, middle)), words, 8.5,
                       ha="left" if n else "right")  # fmt: skip
            canvas.box(
                width - edge - 2.5 if n else edge, middle - thick / 2, 2.5, thick, palette.CAPTION
            )
            tops[n][name] = middle - thick / 2
            y += height
    bands = dict(zip(sides[0], cycle(palette.BANDS), strict=False))
    colours = {n: palette.OTHERS if n.startswith(_OTHERS) else band for n, band in bands.items()}
    for payer in sides[0]:
        for payee in sides[1]:
            if thick := pairs.get((payer, payee), 0) * scale:
                left, right = (edge + 2.5, tops[0][payer]), (width - edge - 2.5, tops[1][payee])
                canvas.band(left, right, thick, facecolor=colours[payer], alpha=0.6,
                           edgecolor="white", linewidth=0.4)  # fmt: skip
                tops[0][payer] += thick
                tops[1][payee] += thick
    canvas.text(edge - 1.5, 3, "付款方", 8.5, ha="right", color=palette.SMALL_PRINT)
    canvas.text(width - edge + 1.5, 3, "收款方", 8.5, color=palette.SMALL_PRINT)
    canvas.text(width / 2, 3, "单位：万元", 8, ha="center", color=palette.SMALL_PRINT)
    return canvas


def _largest(drawing: Flows) -> dict[tuple[str, str], int]:
    """Return amounts by payer and payee, the smallest of over 12 on a side together as 其他."""
    pairs: dict[tuple[str, str], int] = defaultdict(int)
    for payer, payee, fen in drawing.flows:
        if fen:  # what is paid back flows the other way
            pairs[(payer, payee) if fen > 0 else (payee, payer)] += abs(int(fen))
    for n in (0, 1):
        side = _side(pairs, n)
        if len(side) > MOST_NAMES:
            small = dict.fromkeys(
                list(side)[MOST_NAMES - 1 :], f"{_OTHERS}{len(side) - MOST_NAMES + 1} 个）"
            )
            merged: dict[tuple[str, str], int] = defaultdict(int)
            for (payer, payee), fen in pairs.items():
                names = (small.get(payer, payer), payee), (payer, small.get(payee, payee))
                merged[names[n]] += fen
            pairs = merged
    return pairs


def _side(pairs: Mapping[tuple[str, str], int], n: int) -> dict[str, int]:
    """Return each payer's (0) or payee's (1) sum, the largest first, 其他 last."""
    sums: dict[str, int] = defaultdict(int)
    for pair, fen in pairs.items():
        sums[pair[n]] += fen
    return dict(sorted(sums.items(), key=lambda i: (i[0].startswith(_OTHERS), -i[1])))


# ------------------------------------------------------------------------------- course


def _course(drawing: Course, width: float) -> Canvas:
    from matplotlib.ticker import MaxNLocator

    values = [None if v is None or not math.isfinite(v) else float(v) for v in drawing.values]
    measured = [v for v in values if v is not None]
    if not measured:
        return empty(width)
    every = [*measured, *(float(limit) for _, limit in drawing.limits)]
    low, high = min(every), max(every)
    # a course far from zero (pH) is shown from near its lowest value
    low = low - (high - low) / 5 if high > low > high / 2 else min(low, 0.0)
    locator = MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10])
    ticks = [float(t) for t in locator.tick_values(low, high if high > low else low + 1)]
    scale = even(ticks)
    notes = [f"{printable(name)} {number(limit)}" for name, limit in drawing.limits]
    left = max(text_width(t, 8) for t in scale) + 2.5
    noted = min(max((text_width(n, 8) for n in notes), default=0), 0.25 * width)
    right = width - (noted + 3 if notes else 1)
    cell = (right - left) / len(drawing.months)
    top, foot = 7.0, 7.0 + max(58.0, 4.5 * len(notes))
    canvas = Canvas(width, foot + months_height(drawing.months, cell) + 1)

    def y(value: float) -> float:
        return foot - (foot - top) * (value - ticks[0]) / (ticks[-1] - ticks[0])

    for tick, words in zip(ticks, scale, strict=True):
        canvas.line([left, right], [y(tick)] * 2, color=palette.HEADER, linewidth=0.6)
        canvas.text(left - 1.5, y(tick), words, 8, ha="right")
    canvas.line([left, right], [foot, foot])
    canvas.text(
        0.5, 2.5, f"单位：{drawing.unit}" if drawing.unit else "", 8, color=palette.SMALL_PRINT
    )
    heights = apart([y(float(limit)) for _, limit in drawing.limits], top, foot, 4.2)
    for (_, limit), height, note in zip(drawing.limits, heights, notes, strict=True):
        canvas.line(
            [left, right], [y(float(limit))] * 2, color=palette.PAID, linestyle="--", linewidth=1
        )
        canvas.line(
            [right, right + 1.6], [y(float(limit)), height], color=palette.PAID, linewidth=0.6
        )
        canvas.text(right + 2, height, fitted(note, noted + 0.1, 8), 8, color=palette.PAID)
    xs = [left + cell * (n + 0.5) for n in range(len(drawing.months))]
    course = [math.nan if v is None else y(v) for v in values]
    canvas.line(xs, course, color=palette.ONE_SIDED, linewidth=1.6, marker="o", markersize=4)
    for x, value in zip(xs, values, strict=True):
        if value is None and cell > 6:
            canvas.text(x, foot - 2.5, "无数据", 6.5, ha="center", color=palette.SMALL_PRINT)
        elif value is not None and text_width(number(value), 7.5) < cell - 0.5:
            canvas.text(x, y(value) - 2.8, number(value), 7.5, ha="center", is_outlined=True)
    month_labels(canvas, drawing.months, left, foot, cell, is_above=False)
    return canvas


_PAINTERS: dict[type, Callable[[Any, float], Canvas]] = {
    Calendar: _calendar,
    SignedBars: bars.signed,
    Bars: bars.counted,
    PairedBars: bars.paired,
    Flows: _flows,
    Course: _course,
}
