"""Pictures of bars: amounts on both sides of zero, counts, amounts beside their budgets."""

from __future__ import annotations

import math
from collections.abc import Sequence

from qdcalc.document.model import Bars, PairedBars, SignedBars
from qdcalc.record import record
from qdcalc.report.drawing_area import BODY, NOTHING, TALLEST, DrawingArea, number, wan
from qdcalc.report.fonts import printable, text_width, wrapped
from qdcalc.table import tones as palette

_HATCH = "//////"  # of what is negative
_FEN_A_WAN = 1_000_000


@record
class _Series:
    """A bar a name: its length (None: there is none), what stands at its end, its colours."""

    values: Sequence[float | None]
    labels: Sequence[str]
    fill: str
    negative: str


def _barred(
    area: DrawingArea,
    names: Sequence[str],
    series: Sequence[_Series],
    unit: str,
    keys: Sequence[tuple[str, str, str]] = (),
) -> None:
    """Draw one or two bars a name from a common zero; each says its amount at its end."""
    if not names:
        area.empty()
        return
    axes, count, each = area.axes, len(names), len(series)
    room = 0.36 * area.width
    is_wrapped = any(text_width(printable(name), BODY) > room for name in names)
    tall = 11.0 if each > 1 else 8.6 if is_wrapped else 7.2
    pitch = min(max(TALLEST * 0.9 / count, 4.4 * each), tall)
    lengths = [[value or 0.0 for value in one.values] for one in series]
    low, high = (f(0.0, *(v for one in lengths for v in one)) for f in (min, max))
    thick = (0.8 if each > 1 else 0.72) / each
    left = 0.0  # room for the amounts at the ends of the bars to the left
    for m, (one, values) in enumerate(zip(series, lengths, strict=True)):
        bars = axes.barh(
            [n + thick * (m - (each - 1) / 2) for n in range(count)],
            values,
            thick * (0.94 if each > 1 else 1),
            color=[one.negative if value < 0 else one.fill for value in values],
            hatch=[_HATCH if value < 0 else "" for value in values],
            edgecolor="white",  # white lines that take nothing off a small bar
            linewidth=0,
        )
        ends = axes.bar_label(bars, one.labels, padding=area.pt(1.2), fontsize=area.body)
        for end, value in zip(ends, one.values, strict=True):
            if value is None:
                end.set(fontsize=area.small, color=palette.SMALL_PRINT)
            elif value < 0:
                left = max(left, text_width(end.get_text(), BODY) + 1.2)
    lines = 2 if pitch > 8 else 1
    axes.set_yticks(range(count), [wrapped(name, room, BODY, lines) for name in names])
    axes.set_xticks([])
    axes.tick_params("y", pad=area.pt(left + 1.5))
    axes.set(xlim=(low, high if high > low else low + 1), ylim=(count - 0.5, -0.5))
    axes.axvline(0, color=palette.BLACK, linewidth=0.8 * area.scale, clip_on=False)
    area.height = pitch * count + 1
    area.unit(unit)
    if keys:
        area.settle()
        area.legend(keys)


def signed(area: DrawingArea, drawing: SignedBars) -> None:
    """Draw amounts to the right and left of zero."""
    series = _of_fen(drawing.amounts_fen, "", palette.RECEIVED, palette.PAID)
    keys = [(drawing.positive, palette.RECEIVED, ""), (drawing.negative, palette.PAID, _HATCH)]
    _barred(area, drawing.names, [series], "万元", keys)


def counted(area: DrawingArea, drawing: Bars) -> None:
    """Draw a bar a name."""
    values = [float(v) if math.isfinite(v) else None for v in drawing.values]
    labels = [NOTHING if v is None else number(v) for v in values]
    series = _Series(values, labels, palette.ONE_SIDED, palette.PAID)
    _barred(area, drawing.names, [series], drawing.unit)


def paired(area: DrawingArea, drawing: PairedBars) -> None:
    """Draw two bars a name: an amount and its budget."""
    amounts, fills = (drawing.first_fen, drawing.second_fen), (palette.ONE_SIDED, palette.SECOND)
    shown = list(zip(drawing.labels, fills, amounts, strict=True))
    series = [_of_fen(fen, label, fill, fill) for label, fill, fen in shown]
    _barred(area, drawing.names, series, "万元", [(label, fill, "") for label, fill, _ in shown])


def _of_fen(amounts: Sequence[int | None], label: str, fill: str, negative: str) -> _Series:
    values = [None if fen is None else fen / _FEN_A_WAN for fen in amounts]
    labels = [f"没有{printable(label)}" if fen is None else wan(fen) for fen in amounts]
    return _Series(values, labels, fill, negative)
