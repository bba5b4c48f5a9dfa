"""A drawing on the user's own matplotlib axes, as it is in the documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qdcalc.errors import UsageError
from qdcalc.report.canvas import placed_on
from qdcalc.report.fonts import INSTALL, font_file
from qdcalc.report.pictures import WIDTH, canvas_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from qdcalc.document.model import Drawing

_HEAD = 9.0  # mm over a figure of its own, for the title
_TITLE = 11  # points


def paint(drawing: Drawing, title: str, axes: Axes | None = None) -> Axes:
    """Draw a drawing on axes, whole and to scale; return them.

    Parameters
    ----------
    drawing : Drawing
    title : str
        Stands over it; ``axes.set_title`` replaces it.
    axes : Axes, optional
        What is drawn on; a new figure as wide as a page's type area if not given.

    Raises
    ------
    UsageError
        matplotlib or the font is not installed, or the axes are something else.
    """
    file = font_file()
    try:
        import matplotlib.axes
        from matplotlib.font_manager import FontProperties
    except ModuleNotFoundError as error:
        raise UsageError(INSTALL) from error
    if axes is not None and not isinstance(axes, matplotlib.axes.Axes):
        raise UsageError(f"ax 应是 matplotlib 的 Axes，现在是 {type(axes).__name__}")
    measured = canvas_of(drawing, WIDTH)
    axes = _own_axes(measured.height) if axes is None else axes
    room, figure = axes.get_window_extent(), axes.figure
    an_inch = figure.dpi if figure is not None else 72
    across, down = room.width / an_inch * 25.4, room.height / an_inch * 25.4
    scale = min(across / WIDTH, down / measured.height)
    with placed_on(axes, scale):
        canvas_of(drawing, WIDTH)
    font = FontProperties(fname=str(file), size=_TITLE * min(scale, 1))
    axes.set_title(title, parse_math=False, fontproperties=font)
    return axes


def _own_axes(height: float) -> Axes:
    import matplotlib.pyplot as plt

    whole = height + _HEAD
    figure = plt.figure(figsize=(WIDTH / 25.4, whole / 25.4), facecolor="white")
    return figure.add_axes((0, 0, 1, height / whole))
