"""The charts of the quality prize: ``result.plot.verdicts()``, ``result.plot.unmet()``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qdcalc.award.outputs import LABELS
from qdcalc.award.words import COUNTED, State
from qdcalc.document.model import Bars, Picture
from qdcalc.result.plots import Chart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qdcalc.result.result import Result


def verdicts(result: Result) -> Picture:
    """合格、需人工确认、不合格、不适用的申报各有几个。

    参数：``ax`` 是画在上面的 matplotlib 坐标轴，不给就新画一张图。

    例::

        result.plot.verdicts()

    How many applications there are of each verdict.

    Returns
    -------
    matplotlib.axes.Axes
    """
    sums = result.tables["quotas"]
    counts = [int(sums[name].sum()) for name in COUNTED]
    return _bars("申报组织的结论", [str(word) for word in COUNTED.values()], counts)


def unmet(result: Result) -> Picture:
    """每项条件有几个申报不满足，从多到少。

    参数：``ax`` 是画在上面的 matplotlib 坐标轴，不给就新画一张图。

    例::

        result.plot.unmet()

    How many applications fail each condition, the most first.

    Returns
    -------
    matplotlib.axes.Axes
    """
    rows = result.tables["examined"]
    counts = {label: int((rows[name] == State.UNMET).sum()) for name, label in LABELS.items()}
    failing = {label: count for label, count in counts.items() if count} or counts
    ranked = sorted(failing.items(), key=lambda pair: -pair[1])
    return _bars("各项条件不满足的申报", [n for n, _ in ranked], [n for _, n in ranked])


def _bars(caption: str, names: Sequence[str], counts: Sequence[int]) -> Picture:
    alt = "；".join(f"{name} {count} 个" for name, count in zip(names, counts, strict=True))
    return Picture(caption, alt, Bars(tuple(names), tuple(map(float, counts)), "个"))


CHARTS = (
    Chart("verdicts", "申报组织的结论", verdicts),
    Chart("unmet", "各项条件不满足的申报", unmet),
)
