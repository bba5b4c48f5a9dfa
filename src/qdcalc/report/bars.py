"""Pictures of bars: amounts on both sides of zero, counts, amounts beside their budgets."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from qdcalc.document.model import Bars, PairedBars, SignedBars
from qdcalc.report.canvas import (
    NOTHING,
    TALLEST,
    Canvas,
    Key,
    empty,
    legend,
    legend_height,
    number,
    wan,
)
from qdcalc.report.fonts import printable, text_width, wrapped
from qdcalc.table import tones as palette

_HATCH = "//////"


@dataclass(frozen=True)
class _Bar:
    """A bar: its length, what stands at its end, its look; no length, only words."""

    value: float | None
    label: str
    fill: str
    hatch: str = ""


def _barred(
    rows: Sequence[tuple[str, Sequence[_Bar]]], keys: Sequence[Key], unit: str, width: float
) -> Canvas:
    """Draw one or two bars a name from a common zero; each says its amount at its end."""
    if not rows:
        return empty(width)
    bars = [bar for _, group in rows for bar in group]
    each = len(rows[0][1])
    left = min(max(text_width(printable(name), 9) for name, _ in rows), 0.36 * width) + 2.5
    is_wrapped = any(text_width(printable(name), 9) > left - 2 for name, _ in rows)
    tall = 8.6 if each == 1 and is_wrapped else 7.2 if each == 1 else 11.0
    pitch = min(max(TALLEST * 0.9 / len(rows), 4.4 * each), tall)
    thick = (pitch * 0.72 if each == 1 else pitch * 0.8) / each
    lines = 2 if pitch > 8 else 1
    values = [bar.value or 0 for bar in bars]
    low, high = min(0, *values), max(0, *values)
    space = [max((text_width(b.label, 8.5) for b in bars if ((b.value or 0) < 0) == is_left),
                 default=0) + 2 for is_left in (True, False)]  # fmt: skip
    scale = max(width - left - 2.5 - sum(space), 5.0) / ((high - low) or 1)
    zero = left + 1.5 + (space[0] if low < 0 else 0) - low * scale
    legend_width = width - left - 30
    canvas = Canvas(width, pitch * len(rows) + 8 + max(legend_height(keys, legend_width) - 5.5, 0))
    for n, (name, group) in enumerate(rows):
        middle = 1 + pitch * (n + 0.5)
        canvas.text(left - 0.5, middle, wrapped(name, left - 2, 9, lines), 9, ha="right",
                   va="center", multialignment="right")  # fmt: skip
        for m, bar in enumerate(group):
            y = middle + thick * (m - each / 2)
            _bar(canvas, bar, zero, scale, y, thick * (1 if each == 1 else 0.94))
    foot = pitch * len(rows) + 1
    canvas.line([zero, zero], [0.5, foot + 0.5])
    legend(canvas, keys, left + 1.5, foot + 1.5, legend_width)
    canvas.text(width - 1, foot + 4, f"单位：{unit}", 8, ha="right")
    return canvas


def _bar(canvas: Canvas, bar: _Bar, zero: float, scale: float, y: float, thick: float) -> None:
    if bar.value is None:
        canvas.text(zero + 1.2, y + thick / 2, bar.label, 7.5, color=palette.SMALL_PRINT)
        return
    length = abs(bar.value) * scale
    start = zero - length if bar.value < 0 else zero
    canvas.box(start, y, length, thick, bar.fill, hatch=bar.hatch)
    if bar.value < 0:
        canvas.text(start - 1.2, y + thick / 2, bar.label, 8.5, ha="right")
    else:
        canvas.text(zero + length + 1.2, y + thick / 2, bar.label, 8.5)


def signed(drawing: SignedBars, width: float) -> Canvas:
    """Draw amounts to the right and left of zero."""
    rows = [
        (
            name,
            [
                _Bar(
                    fen,
                    wan(fen),
                    palette.PAID if fen < 0 else palette.RECEIVED,
                    _HATCH if fen < 0 else "",
                )
            ],
        )
        for name, fen in zip(drawing.names, drawing.amounts_fen, strict=True)
    ]
    keys = [
        Key(drawing.positive, palette.RECEIVED),
        Key(drawing.negative, palette.PAID, hatch=_HATCH),
    ]
    return _barred(rows, keys, "万元", width)


def counted(drawing: Bars, width: float) -> Canvas:
    """Draw a bar a name."""
    rows = [
        (name, [_Bar(v, number(v), *((palette.PAID, _HATCH) if v < 0 else (palette.ONE_SIDED, "")))
                if math.isfinite(v) else _Bar(None, NOTHING, palette.ONE_SIDED)])
        for name, v in zip(drawing.names, drawing.values, strict=True)
    ]  # fmt: skip
    return _barred(rows, [], drawing.unit, width)


def paired(drawing: PairedBars, width: float) -> Canvas:
    """Draw two bars a name: an amount and its budget."""

    def bar(fen: int | None, label: str, fill: str) -> _Bar:
        if fen is None:
            return _Bar(None, f"没有{printable(label)}", fill)
        return _Bar(fen, wan(fen), fill, _HATCH if fen < 0 else "")

    first, second = drawing.labels
    rows = [
        (name, [bar(a, first, palette.ONE_SIDED), bar(b, second, palette.SECOND)])
        for name, a, b in zip(drawing.names, drawing.first_fen, drawing.second_fen, strict=True)
    ]
    return _barred(
        rows, [Key(first, palette.ONE_SIDED), Key(second, palette.SECOND)], "万元", width
    )
