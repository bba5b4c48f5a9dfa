"""The charts of a result: ``result.plot.calendar(ax=None)``.

A notice brings them in its module ``charts`` and names them in its calculation. Each makes a
drawing of the finished tables; who draws it stands above.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from qdcalc.record import record

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from qdcalc.document.model import Drawing, Picture

    Paint = Callable[[Drawing, str, Axes | None], Axes]


@record
class Chart:
    """A chart of a result: its name in Python, what it shows in a few words, what makes it.

    ``draw`` takes the result, and what the chart asks for, and returns a picture; its docstring is
    the chart's own.
    """

    name: str
    sentence: str
    draw: Callable[..., Picture]


class Plot:
    """一份结果的图：``result.plot.calendar()``，返回 matplotlib 的 Axes，中文已经设好。

    有哪些图：``result.plot``（显示名称和内容），或按 Tab 键补全。

    例::

        result.plot.balances()              # 单独一张图
        fig, (left, right) = plt.subplots(1, 2, figsize=(14, 6))
        result.plot.calendar(ax=left)       # 画在自己的图里
        result.plot.balances(ax=right)

    The charts of a result; each takes the matplotlib axes to draw on (or makes a figure) and
    returns them.
    """

    def __init__(self, charts: Iterable[Chart], result: object, paint: Paint) -> None:
        self._charts = {chart.name: chart for chart in charts}
        self._result, self._paint = result, paint

    def __getattr__(self, name: str) -> Callable[..., Axes]:
        if name.startswith("_"):  # a protocol of Python or Jupyter that charts have none of
            raise AttributeError(name)
        if name not in self._charts:
            known = "、".join(self._charts) or "没有"
            raise AttributeError(f"结果没有图“{name}”。有的是：{known}")
        return _method(self._charts[name], self._result, self._paint)

    def __dir__(self) -> list[str]:
        return sorted(self._charts)

    def __repr__(self) -> str:
        return "\n".join(f"result.plot.{c.name}()　{c.sentence}" for c in self._charts.values())


def _method(chart: Chart, result: object, paint: Paint) -> Callable[..., Axes]:
    """Return a chart as a function of what it asks for, the axes last."""
    _, *asked = inspect.signature(chart.draw).parameters.values()
    on = inspect.Parameter("ax", inspect.Parameter.POSITIONAL_OR_KEYWORD, default=None)
    signature = inspect.Signature([*asked, on])

    def draw(*args: Any, **options: Any) -> Axes:
        given = signature.bind(*args, **options).arguments
        axes = given.pop("ax", None)
        picture = chart.draw(result, **given)
        return paint(picture.drawing, picture.caption, axes)

    draw.__name__ = draw.__qualname__ = chart.name
    draw.__doc__ = chart.draw.__doc__
    draw.__signature__ = signature  # type: ignore[attr-defined]
    return draw
