"""A drawing on the user's own matplotlib axes, as it is in the documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qdcalc.errors import UsageError
from qdcalc.report.drawing_area import DrawingArea, plain
from qdcalc.report.fonts import font_file
from qdcalc.report.pictures import WIDTH, paint_on

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from qdcalc.document.model import Drawing


def paint(drawing: Drawing, title: str, axes: Axes | None = None) -> Axes:
    """Draw a drawing on axes, whole and to scale; return them.

    Parameters
    ----------
    drawing : Drawing
    title : str
        Stands over it; ``axes.set_title`` replaces it.
    axes : Axes, optional
        What is drawn on; names and legend stand in its place too. A new figure as wide as a
        page's type area if not given.

    Raises
    ------
    UsageError
        matplotlib or the font is not installed, or the axes are something else.
    """
    font_file()
    import matplotlib.axes
    import matplotlib.pyplot as plt
    from matplotlib.figure import Figure

    size = (WIDTH / 25.4, 1.0)
    if axes is None:
        axes = plt.figure(figsize=size, facecolor="white").add_axes((0, 0, 1, 1))
        with plain():
            paint_on(DrawingArea(axes), drawing, title)
        return axes
    if not isinstance(axes, matplotlib.axes.Axes):
        raise UsageError(f"ax 应是 matplotlib 的 Axes，现在是 {type(axes).__name__}")
    with plain():
        whole = Figure(figsize=size)
        paint_on(DrawingArea(whole.add_axes((0, 0, 1, 1))), drawing, title)
        room: Any = axes.get_window_extent().size
        scale = min(*(room / axes.figure.dpi / whole.get_size_inches()), 1.0)
        paint_on(DrawingArea(axes, scale), drawing, title)
    return axes
