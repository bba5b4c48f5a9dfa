"""The charts of the citizens' panel: ``result.plot.scores()``, ``result.plot.quotas()``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from qdcalc.document.model import Bars, Picture
from qdcalc.panel.words import WHOLE
from qdcalc.result.plots import Chart

if TYPE_CHECKING:
    from qdcalc.result.result import Result

MOST = 50  # bars of a picture


def quotas(result: Result) -> Picture:
    """各会场四组的名额之和，按会场的顺序。

    参数：``ax`` 是画在上面的 matplotlib 坐标轴，不给就新画一张图。

    例::

        result.plot.quotas()

    The places of each venue, the four groups together.

    Returns
    -------
    matplotlib.axes.Axes
    """
    sums = result.tables["quotas"].groupby("venue", sort=False)["quota"].sum()
    return _bars("各会场名额（四组合计）", sums.index.to_series(), sums, "名")


def scores(result: Result) -> Picture:
    """各部门的得分，从高到低；没有得分的不画。

    参数：``ax`` 是画在上面的 matplotlib 坐标轴，不给就新画一张图。

    例::

        result.plot.scores()

    The score of each department, the highest first [points].

    Returns
    -------
    matplotlib.axes.Axes
    """
    own = result.tables["tally"].dropna(subset=["score_x100"])
    exact = own["points_sum_x100"] / own["divisor"].astype("float64")
    own = own.assign(exact=exact).sort_values("exact", ascending=False, kind="stable").head(MOST)
    labels = own["department"] + "（" + own["group"] + "组）"
    return _bars("各部门得分", labels, own["score_x100"].astype("float64") / 100, "分")


def returned(result: Result) -> Picture:
    """各会场没有收回的评议票（发放数 − 回收数），从多到少；都收回的不画。

    参数：``ax`` 是画在上面的 matplotlib 坐标轴，不给就新画一张图。

    例::

        result.plot.returned()

    The ballots that did not come back, by venue, the four groups together.

    Returns
    -------
    matplotlib.axes.Axes
    """
    rows = result.tables["ballot_checks"]
    own = rows[rows["venue"] != WHOLE]
    sums = -own.groupby("venue", sort=False)["returned_difference"].sum()
    sums = sums[sums > 0].sort_values(ascending=False, kind="stable")
    return _bars("各会场没有收回的评议票", sums.index.to_series(), sums, "张")


def _bars(
    caption: str, names: pd.Series[str], values: pd.Series[int] | pd.Series[float], unit: str
) -> Picture:
    labels, lengths = tuple(map(str, names)), tuple(map(float, values))
    alt = "；".join(f"{name} {v:.8g} {unit}" for name, v in zip(labels, lengths, strict=True))
    return Picture(caption, alt, Bars(labels, lengths, unit))


CHARTS = (
    Chart("quotas", "各会场名额", quotas),
    Chart("scores", "各部门得分", scores),
    Chart("returned", "各会场没有收回的评议票", returned),
)
