"""The drawings of a document as SVG or PNG, the same on every machine.

Everything is placed in millimetres on one sheet, so that no text runs into another. Each state and
each sign of an amount differs by more than its colour: pictures are readable in grey print.
"""

from __future__ import annotations

import io
import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from qdcalc.document.model import Bars, Calendar, Course, Drawing, Flows, PairedBars, SignedBars
from qdcalc.errors import UsageError
from qdcalc.report.fonts import (
    INSTALL,
    LINE,
    Key,
    Sheet,
    apart,
    even,
    fitted,
    font_file,
    legend,
    legend_height,
    month_labels,
    months_height,
    number,
    printable,
    text_width,
    wan,
    wrapped,
)

WIDTH = 156.0  # mm: the type area of GB/T 9704
ROWS_A_PAGE = 40
NOTHING = "没有数据"
MOST_NAMES = 12  # names on each side of a flow of money
# tone → sign, fill, colour of the sign; the fills are those of the workbooks
TONES = {
    "good": ("▲", "#C6E0B4", "black"),
    "": ("·", "#FFFFFF", "black"),
    "bad": ("×", "#C00000", "white"),
    "quiet": ("○", "#DDEBF7", "black"),
    "open": ("?", "#FFE699", "black"),
}
_GREEN, _RED, _BLUE, _GREY = "#548235", "#C00000", "#4472C4", "#D9D9D9"
_BANDS = ("#4472C4", "#548235", "#BF8F00", "#7F6084", "#C55A11", "#2E75B6", "#808080", "#A9446C")
_QUIET = "#595959"
_HATCH = "//////"
_OTHERS = "其他（"
# texts as outlines, as wide as measured at any dpi; the same names in every run
_SETTINGS: dict[Any, Any] = {"svg.fonttype": "path", "svg.hashsalt": "qdcalc",
                             "text.hinting": "none", "hatch.linewidth": 0.7}  # fmt: skip
_TALLEST = 200.0  # mm: with its caption on one page
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
        sheet = sheet_of(drawing, width_mm)
        if kind == "svg":
            without: dict[str, str | None] = dict.fromkeys(("Creator", "Date", "Format", "Type"))
            sheet.figure.savefig(file, format="svg", metadata=without)
        else:
            most = _PIXELS * 25.4 / max(sheet.height, width_mm)
            without = {"Software": None}
            sheet.figure.savefig(file, format="png", dpi=min(dpi, most), metadata=without)
    return file.getvalue()


def sheet_of(drawing: Drawing, width_mm: float) -> Sheet:
    """Paint a drawing; return its sheet."""
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


def _empty(width: float) -> Sheet:
    sheet = Sheet(width, 20)
    sheet.text(width / 2, 10, NOTHING, 10, ha="center", color=_QUIET)
    return sheet


# ----------------------------------------------------------------------------- calendar


def _calendar(drawing: Calendar, width: float) -> Sheet:
    if not drawing.rows or not drawing.columns:
        return _empty(width)
    size = 8.5
    widest = max(text_width(printable(name), size) for name in drawing.rows)
    left = min(widest, 0.38 * width) + 2.5
    cell = min((width - left - 1) / len(drawing.columns), 16.0)
    keys = _states(drawing)
    head, below = months_height(drawing.columns, cell), legend_height(keys, width - left)
    row_height = min(max((_TALLEST - head - below - 4) / len(drawing.rows), 4.2), 6.2)
    foot = head + row_height * len(drawing.rows)
    sheet = Sheet(width, foot + below + 3)
    month_labels(sheet, drawing.columns, left, 0, cell, is_above=True)
    for n, (name, states) in enumerate(zip(drawing.rows, drawing.states, strict=True)):
        y = head + row_height * n
        sheet.text(left - 1.5, y + row_height / 2, fitted(name, left - 2.5, size), size, ha="right")
        for m, state in enumerate(states):
            x = left + cell * m
            sign, fill, ink = TONES[drawing.tones.get(state, "")]
            sheet.box(x, y, cell, row_height, fill, edgecolor=LINE)
            if state:
                sheet.text(x + cell / 2, y + row_height / 2, sign, min(9, cell * 2), ha="center",
                           color=ink)  # fmt: skip
    right = left + cell * len(drawing.columns)
    sheet.line([left, right, right, left, left], [head, head, foot, foot, head])
    legend(sheet, keys, left, foot + 2, width - left)
    return sheet


def _states(drawing: Calendar) -> list[Key]:
    """Return the legend: each tone with the states that it stands for."""
    shown = {state: "" for row in drawing.states for state in row if state} | dict(drawing.tones)
    keys = []
    for tone, (sign, fill, ink) in TONES.items():
        states = [state for state, own in shown.items() if own == tone]
        if states:
            keys.append(Key("、".join(states), fill, sign, ink))
    return keys


# --------------------------------------------------------------------------------- bars


@dataclass(frozen=True)
class _Bar:
    """A bar: its length, what stands at its end, its look; no length, only words."""

    value: float | None
    label: str
    fill: str
    hatch: str = ""


def _barred(
    rows: Sequence[tuple[str, Sequence[_Bar]]], keys: Sequence[Key], unit: str, width: float
) -> Sheet:
    """Draw one or two bars a name from a common zero; each says its amount at its end."""
    if not rows:
        return _empty(width)
    bars = [bar for _, group in rows for bar in group]
    each = len(rows[0][1])
    left = min(max(text_width(printable(name), 9) for name, _ in rows), 0.36 * width) + 2.5
    is_wrapped = any(text_width(printable(name), 9) > left - 2 for name, _ in rows)
    tall = 8.6 if each == 1 and is_wrapped else 7.2 if each == 1 else 11.0
    pitch = min(max(_TALLEST * 0.9 / len(rows), 4.4 * each), tall)
    thick = (pitch * 0.72 if each == 1 else pitch * 0.8) / each
    lines = 2 if pitch > 8 else 1
    values = [bar.value or 0 for bar in bars]
    low, high = min(0, *values), max(0, *values)
    space = [max((text_width(b.label, 8.5) for b in bars if ((b.value or 0) < 0) == is_left),
                 default=0) + 2 for is_left in (True, False)]  # fmt: skip
    scale = max(width - left - 2.5 - sum(space), 5.0) / ((high - low) or 1)
    zero = left + 1.5 + (space[0] if low < 0 else 0) - low * scale
    legend_width = width - left - 30
    sheet = Sheet(width, pitch * len(rows) + 8 + max(legend_height(keys, legend_width) - 5.5, 0))
    for n, (name, group) in enumerate(rows):
        middle = 1 + pitch * (n + 0.5)
        sheet.text(left - 0.5, middle, wrapped(name, left - 2, 9, lines), 9, ha="right",
                   va="center", multialignment="right")  # fmt: skip
        for m, bar in enumerate(group):
            y = middle + thick * (m - each / 2)
            _bar(sheet, bar, zero, scale, y, thick * (1 if each == 1 else 0.94))
    foot = pitch * len(rows) + 1
    sheet.line([zero, zero], [0.5, foot + 0.5])
    legend(sheet, keys, left + 1.5, foot + 1.5, legend_width)
    sheet.text(width - 1, foot + 4, f"单位：{unit}", 8, ha="right")
    return sheet


def _bar(sheet: Sheet, bar: _Bar, zero: float, scale: float, y: float, thick: float) -> None:
    if bar.value is None:
        sheet.text(zero + 1.2, y + thick / 2, bar.label, 7.5, color=_QUIET)
        return
    length = abs(bar.value) * scale
    start = zero - length if bar.value < 0 else zero
    sheet.box(start, y, length, thick, bar.fill, hatch=bar.hatch)
    if bar.value < 0:
        sheet.text(start - 1.2, y + thick / 2, bar.label, 8.5, ha="right")
    else:
        sheet.text(zero + length + 1.2, y + thick / 2, bar.label, 8.5)


def _signed(drawing: SignedBars, width: float) -> Sheet:
    rows = [
        (name, [_Bar(fen, wan(fen), _RED if fen < 0 else _GREEN, _HATCH if fen < 0 else "")])
        for name, fen in zip(drawing.names, drawing.amounts_fen, strict=True)
    ]
    keys = [Key(drawing.positive, _GREEN), Key(drawing.negative, _RED, hatch=_HATCH)]
    return _barred(rows, keys, "万元", width)


def _counted(drawing: Bars, width: float) -> Sheet:
    rows = [
        (name, [_Bar(v, number(v), _RED if v < 0 else _BLUE, _HATCH if v < 0 else "")
                if math.isfinite(v) else _Bar(None, NOTHING, _BLUE)])
        for name, v in zip(drawing.names, drawing.values, strict=True)
    ]  # fmt: skip
    return _barred(rows, [], drawing.unit, width)


def _paired(drawing: PairedBars, width: float) -> Sheet:
    def bar(fen: int | None, label: str, fill: str) -> _Bar:
        if fen is None:
            return _Bar(None, f"没有{printable(label)}", fill)
        return _Bar(fen, wan(fen), fill, _HATCH if fen < 0 else "")

    first, second = drawing.labels
    rows = [
        (name, [bar(a, first, _BLUE), bar(b, second, _GREY)])
        for name, a, b in zip(drawing.names, drawing.first_fen, drawing.second_fen, strict=True)
    ]
    return _barred(rows, [Key(first, _BLUE), Key(second, _GREY)], "万元", width)


# -------------------------------------------------------------------------------- flows


def _flows(drawing: Flows, width: float) -> Sheet:
    pairs = _largest(drawing)
    if not pairs:
        return _empty(width)
    sides = [_side(pairs, 0), _side(pairs, 1)]
    scale = min(max(7.5 * max(map(len, sides)), 60.0), 100.0) / sum(pairs.values())  # mm a fen
    room = [[max(fen * scale, 5.0) + 1.8 for fen in side.values()] for side in sides]
    sheet = Sheet(width, max(map(sum, room)) + 8)
    edge = 0.33 * width  # where the names on the left end and the bands begin
    tops: list[dict[str, float]] = [{}, {}]
    for n, side in enumerate(sides):
        y = 7 + (sheet.height - 8 - sum(room[n])) / 2
        for (name, fen), height in zip(side.items(), room[n], strict=True):
            amount, middle, thick = f"　{wan(fen)}", y + height / 2, fen * scale
            words = fitted(name, edge - 2 - text_width(amount, 8.5), 8.5) + amount
            sheet.text(*((width - edge + 1.5, middle) if n else (edge - 1.5, middle)), words, 8.5,
                       ha="left" if n else "right")  # fmt: skip
            sheet.box(width - edge - 2.5 if n else edge, middle - thick / 2, 2.5, thick, "#404040")
            tops[n][name] = middle - thick / 2
            y += height
    colours = {name: "#A6A6A6" if name.startswith(_OTHERS) else _BANDS[n % len(_BANDS)]
               for n, name in enumerate(sides[0])}  # fmt: skip
    for payer in sides[0]:
        for payee in sides[1]:
            if thick := pairs.get((payer, payee), 0) * scale:
                left, right = (edge + 2.5, tops[0][payer]), (width - edge - 2.5, tops[1][payee])
                sheet.band(left, right, thick, facecolor=colours[payer], alpha=0.6,
                           edgecolor="white", linewidth=0.4)  # fmt: skip
                tops[0][payer] += thick
                tops[1][payee] += thick
    sheet.text(edge - 1.5, 3, "付款方", 8.5, ha="right", color=_QUIET)
    sheet.text(width - edge + 1.5, 3, "收款方", 8.5, color=_QUIET)
    sheet.text(width / 2, 3, "单位：万元", 8, ha="center", color=_QUIET)
    return sheet


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


def _course(drawing: Course, width: float) -> Sheet:
    from matplotlib.ticker import MaxNLocator

    values = [None if v is None or not math.isfinite(v) else float(v) for v in drawing.values]
    measured = [v for v in values if v is not None]
    if not measured:
        return _empty(width)
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
    sheet = Sheet(width, foot + months_height(drawing.months, cell) + 1)

    def y(value: float) -> float:
        return foot - (foot - top) * (value - ticks[0]) / (ticks[-1] - ticks[0])

    for tick, words in zip(ticks, scale, strict=True):
        sheet.line([left, right], [y(tick)] * 2, color="#E7E6E6", linewidth=0.6)
        sheet.text(left - 1.5, y(tick), words, 8, ha="right")
    sheet.line([left, right], [foot, foot])
    sheet.text(0.5, 2.5, f"单位：{drawing.unit}" if drawing.unit else "", 8, color=_QUIET)
    heights = apart([y(float(limit)) for _, limit in drawing.limits], top, foot, 4.2)
    for (_, limit), height, note in zip(drawing.limits, heights, notes, strict=True):
        sheet.line([left, right], [y(float(limit))] * 2, color=_RED, linestyle="--", linewidth=1)
        sheet.line([right, right + 1.6], [y(float(limit)), height], color=_RED, linewidth=0.6)
        sheet.text(right + 2, height, fitted(note, noted + 0.1, 8), 8, color=_RED)
    xs = [left + cell * (n + 0.5) for n in range(len(drawing.months))]
    course = [math.nan if v is None else y(v) for v in values]
    sheet.line(xs, course, color=_BLUE, linewidth=1.6, marker="o", markersize=4)
    for x, value in zip(xs, values, strict=True):
        if value is None and cell > 6:
            sheet.text(x, foot - 2.5, "无数据", 6.5, ha="center", color=_QUIET)
        elif value is not None and text_width(number(value), 7.5) < cell - 0.5:
            sheet.text(x, y(value) - 2.8, number(value), 7.5, ha="center", is_outlined=True)
    month_labels(sheet, drawing.months, left, foot, cell, is_above=False)
    return sheet


_PAINTERS: dict[type, Callable[[Any, float], Sheet]] = {
    Calendar: _calendar,
    SignedBars: _signed,
    Bars: _counted,
    PairedBars: _paired,
    Flows: _flows,
    Course: _course,
}
