"""The charts of the measures: ``result.plot.shares()``, ``result.plot.sources()``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from qdcalc.document.model import Bars, Picture
from qdcalc.result.plots import Chart
from qdcalc.smog.measures.inputs import SOURCE_SHARES
from qdcalc.smog.measures.outputs import percent_text
from qdcalc.smog.words import BOTH, CITY, Level

if TYPE_CHECKING:
    from qdcalc.result.result import Result

_SHORT = {BOTH: "二者之和", "挥发性有机物": "VOCs"}


def shares(result: Result) -> Picture:
    """全市各级、各污染物的减排比例，目标写在名称里。

    参数：``ax`` 是画在上面的 matplotlib 坐标轴，不给就新画一张图。

    例::

        result.plot.shares()

    The city's shares at each level [%], each with its target.

    Returns
    -------
    matplotlib.axes.Axes
    """
    targets = result.tables["targets"]
    held = targets[(targets["district"] == CITY) & targets["target"].notna()]
    pairs = zip(held["level"], held["pollutant"], held["target"], strict=True)
    names = [f"{level} {_SHORT.get(p, p)}（目标 {percent_text(t)}）" for level, p, t in pairs]
    return _bars("全市减排比例与目标", names, held["share"] * 100)


def sources(result: Result) -> Picture:
    """红色预警时全市各污染物的减排比例里，工业源、移动源、扬尘源各有多少。

    参数：``ax`` 是画在上面的 matplotlib 坐标轴，不给就新画一张图。

    例::

        result.plot.sources()

    What each kind of source has in the city's shares at red [%].

    Returns
    -------
    matplotlib.axes.Axes
    """
    targets = result.tables["targets"]
    is_it = (targets["district"] == CITY) & (targets["level"] == Level.RED)
    own = targets[is_it & targets["share"].notna() & (targets["pollutant"] != BOTH)]
    own = own[["pollutant", *SOURCE_SHARES.values()]]
    long = own.melt("pollutant", var_name="kind", value_name="share")
    words = {name: kind for kind, name in SOURCE_SHARES.items()}
    long = long[long["share"] > 0]
    names = [
        f"{_SHORT.get(p, p)} {words[k]}"
        for p, k in zip(long["pollutant"], long["kind"], strict=True)
    ]
    return _bars("红色预警减排比例的来源", names, long["share"] * 100)


def _bars(caption: str, names: list[str], values: pd.Series[float]) -> Picture:
    lengths = tuple(round(float(value), 2) for value in values)
    alt = "；".join(f"{name} {v:g}%" for name, v in zip(names, lengths, strict=True))
    return Picture(caption, alt or "没有减排清单", Bars(tuple(names), lengths, "%"))


CHARTS = (
    Chart("shares", "全市减排比例与目标", shares),
    Chart("sources", "红色预警减排比例的来源", sources),
)
