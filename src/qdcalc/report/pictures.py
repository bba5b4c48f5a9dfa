"""The drawings of a document as SVG or PNG, the same on every machine.

Each is drawn on matplotlib's own axes: a calendar is a mesh of sections and months, a course a line
over months. Each state and each sign of an amount differs by more than its colour: pictures are
readable in grey print.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from itertools import pairwise
from typing import Any, Literal

from qdcalc.document.model import Bars, Calendar, Course, Drawing, Flows, PairedBars, SignedBars
from qdcalc.errors import UsageError
from qdcalc.report import bars, flow_bands, month_pictures
from qdcalc.report.drawing_area import DrawingArea, plain
from qdcalc.report.fonts import font_file
from qdcalc.table import tones as palette

WIDTH = 156.0  # mm: the type area of GB/T 9704
ROWS_A_PAGE = 40
_PIXELS = 30_000  # no side of a PNG is longer
_PAINTERS: dict[type, Callable[[DrawingArea, Any], None]] = {
    Calendar: month_pictures.calendar,
    SignedBars: bars.signed,
    Bars: bars.counted,
    PairedBars: bars.paired,
    Flows: flow_bands.flows,
    Course: month_pictures.course,
}


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
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    if kind not in ("svg", "png"):
        raise UsageError(f"图片格式 {kind!r} 不是 svg 或 png")
    file = io.BytesIO()
    with plain():
        figure = Figure(figsize=(width_mm / 25.4, 1.0), facecolor="white")
        FigureCanvasAgg(figure)  # measures texts
        paint_on(DrawingArea(figure.add_axes((0, 0, 1, 1))), drawing)
        most = _PIXELS / max(figure.get_size_inches())
        names = ("Creator", "Date", "Format", "Type") if kind == "svg" else ("Software",)
        metadata: dict[str, str | None] = dict.fromkeys(names)
        figure.savefig(file, format=kind, dpi=min(dpi, most), metadata=metadata)
    return file.getvalue()


def paint_on(area: DrawingArea, drawing: Drawing, title: str = "") -> None:
    """Draw a drawing on a area, a title over it."""
    _PAINTERS[type(drawing)](area, drawing)
    if title:
        look: dict[str, Any] = {"fontsize": 11 * area.scale, "color": palette.BLACK}
        area.axes.set_title(title, parse_math=False, **look)
    for _ in range(2):  # what stands out at the right depends on the width, a little
        area.settle()


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
