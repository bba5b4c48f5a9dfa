"""The charts of staffing: ``result.plot.gaps()``, ``result.plot.met()``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from qdcalc.document.model import Bars, Picture
from qdcalc.result.plots import Chart
from qdcalc.staffing.words import ALL_LEVELS, WHOLE_CITY

if TYPE_CHECKING:
    from qdcalc.result.result import Result


def gaps(result: Result) -> Picture:
    """各区市的人员缺口，从大到小。

    参数：``ax`` 是画在上面的 matplotlib 坐标轴，不给就新画一张图。

    例::

        result.plot.gaps()

    The gap of each district, the largest first [persons].

    Returns
    -------
    matplotlib.axes.Axes
    """
    shown = _districts(result).sort_values("gap_x100", ascending=False, kind="stable")
    return _bars("各区市人员缺口", shown, shown["gap_x100"] / 100, "人")


def met(result: Result) -> Picture:
    """各区市的达标率（达标平台 ÷ 平台），从高到低。

    参数：``ax`` 是画在上面的 matplotlib 坐标轴，不给就新画一张图。

    例::

        result.plot.met()

    The share of each district's platforms that meet the standard [%].

    Returns
    -------
    matplotlib.axes.Axes
    """
    shown = _districts(result).sort_values("met_ratio", ascending=False, kind="stable")
    return _bars("各区市达标率", shown, (shown["met_ratio"] * 100).round(1), "%")


def _districts(result: Result) -> pd.DataFrame:
    sums = result.tables["districts"]
    return sums[(sums["level"] == ALL_LEVELS) & (sums["district"] != WHOLE_CITY)]


def _bars(caption: str, shown: pd.DataFrame, values: pd.Series[float], unit: str) -> Picture:
    names, lengths = tuple(map(str, shown["district"])), tuple(map(float, values))
    alt = "；".join(f"{name} {v:g} {unit}" for name, v in zip(names, lengths, strict=True))
    return Picture(caption, alt, Bars(names, lengths, unit))


CHARTS = (
    Chart("gaps", "各区市人员缺口", gaps),
    Chart("met", "各区市达标率", met),
)
