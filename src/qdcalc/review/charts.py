"""The charts of the drawing review: ``result.plot.on_time()``, ``result.plot.overdue()``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from qdcalc.document.model import Bars, Picture
from qdcalc.result.plots import Chart
from qdcalc.review.words import WHOLE

if TYPE_CHECKING:
    from qdcalc.result.result import Result

MOST_BODIES = 20


def on_time(result: Result) -> Picture:
    """各区市的按时率，从高到低；没有按时率的不画。

    参数：``ax`` 是画在上面的 matplotlib 坐标轴，不给就新画一张图。

    例::

        result.plot.on_time()

    The share on time of each district [%].

    Returns
    -------
    matplotlib.axes.Axes
    """
    return shares("各区市按时率", result.tables["districts"], "district")


def bodies(result: Result) -> Picture:
    """各审查机构的按时率，从高到低，最多二十个；没有按时率的不画。

    参数：``ax`` 是画在上面的 matplotlib 坐标轴，不给就新画一张图。

    例::

        result.plot.bodies()

    The share on time of each body [%].

    Returns
    -------
    matplotlib.axes.Axes
    """
    return shares("各审查机构按时率", result.tables["bodies"], "body")


def overdue(result: Result) -> Picture:
    """各区市逾期和在办逾期的项目数，从多到少。

    参数：``ax`` 是画在上面的 matplotlib 坐标轴，不给就新画一张图。

    例::

        result.plot.overdue()

    The overdue projects of each district, issued or not.

    Returns
    -------
    matplotlib.axes.Axes
    """
    sums = result.tables["districts"]
    own = sums[sums["district"] != WHOLE]
    own = own.assign(overdue=own["late"] + own["open_late"])
    own = own.sort_values("overdue", ascending=False, kind="stable")
    return _bars("各区市逾期项目数", own["district"], own["overdue"], "个")


def shares(caption: str, sums: pd.DataFrame, name: str) -> Picture:
    """Draw shares on time as bars, the largest first."""
    own = sums[(sums[name] != WHOLE) & sums["on_time_share"].notna()]
    own = own.sort_values("on_time_share", ascending=False, kind="stable").head(MOST_BODIES)
    return _bars(caption, own[name], (own["on_time_share"] * 100).round(1), "%")


def _bars(
    caption: str, names: pd.Series[str], values: pd.Series[float] | pd.Series[int], unit: str
) -> Picture:
    labels, lengths = tuple(map(str, names)), tuple(map(float, values))
    alt = "；".join(f"{name} {v:g} {unit}" for name, v in zip(labels, lengths, strict=True))
    return Picture(caption, alt, Bars(labels, lengths, unit))


CHARTS = (
    Chart("on_time", "各区市按时率", on_time),
    Chart("bodies", "各审查机构按时率", bodies),
    Chart("overdue", "各区市逾期项目数", overdue),
)
