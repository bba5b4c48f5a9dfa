"""The charts of the warnings: ``result.plot.levels()``, ``result.plot.means()``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from qdcalc.document.model import Calendar, Course, Picture
from qdcalc.result.plots import Chart
from qdcalc.smog.warning.headline import LEVELS
from qdcalc.smog.warning.outputs import TONES

if TYPE_CHECKING:
    from qdcalc.result.result import Result

MOST_DAYS = 31  # that a picture has room for
MOST_STATIONS = 20
_HOUR = pd.Timedelta(hours=1)
_RANK = {level: place for place, level in enumerate(LEVELS)}


def levels(result: Result) -> Picture:
    """各站点、区域每天的预警级别，一天里取最高的；最多画三十一天。

    参数：``ax`` 是画在上面的 matplotlib 坐标轴，不给就新画一张图。

    例::

        result.plot.levels()

    The level of each station on each day, the highest of the day.

    Returns
    -------
    matplotlib.axes.Axes
    """
    hours = _shown(result)
    stations = hours["station"].drop_duplicates().head(MOST_STATIONS)
    rank = hours["level"].map(_RANK)
    best = rank.groupby([hours["station"], hours["day"]]).min().unstack()
    best = best.reindex(index=stations)
    words = {float(place): level for level, place in _RANK.items()}
    states = tuple(
        tuple(words.get(value, "") for value in row) for row in best.to_numpy(dtype=float).tolist()
    )
    days = tuple(f"{day:%m-%d}" for day in best.columns)
    told = [
        f"{name} {day} {state}"
        for name, row in zip(stations, states, strict=True)
        for day, state in zip(days, row, strict=True)
        if state
    ]
    drawing = Calendar(tuple(map(str, stations)), days, states, TONES)
    return Picture("每天的预警级别", "；".join(told) or "没有重污染过程", drawing)


def means(result: Result) -> Picture:
    """级别最高的站点、区域每天最高的 24 小时均值（有预报上限的按上限）；最多画三十一天。

    参数：``ax`` 是画在上面的 matplotlib 坐标轴，不给就新画一张图。

    例::

        result.plot.means()

    The highest mean of 24 hours that ends on each day, of the station with the highest level.

    Returns
    -------
    matplotlib.axes.Axes
    """
    hours = _shown(result)
    station = _gravest(result)
    own = hours[hours["station"] == station]
    both = own[["mean", "bound_mean"]].max(axis=1)
    highest = both.groupby(own["day"]).max()
    days = tuple(f"{day:%m-%d}" for day in highest.index)
    values = tuple(None if pd.isna(v) else round(float(v), 1) for v in highest)
    figures = result.provenance.policy
    month = own["day"].max().date() if len(own) else None
    at = figures.month_of(month)
    limits = tuple(
        (name, float(figures.figure(key).at(at)))
        for name, key in (("重污染", "heavy_aqi"), ("红色条件", "severe_aqi"))
    )
    told = [
        f"{day} {value:g}" for day, value in zip(days, values, strict=True) if value is not None
    ]
    note = "（有预报上限的按上限）" if own["bound_mean"].notna().any() else ""
    caption = f"{station}每天最高的 24 小时均值{note}"
    return Picture(caption, "；".join(told) or "没有 24 小时均值", Course(days, values, limits, ""))


def _gravest(result: Result) -> str:
    """Return the station with the highest level, else the first."""
    processes, hours = result.tables["processes"], result.tables["hours"]
    if processes.empty:
        return str(hours["station"].iloc[0]) if len(hours) else ""
    order = processes["level"].map(_RANK).sort_values(kind="stable").index
    return str(processes["station"].loc[order[0]])


def _shown(result: Result) -> pd.DataFrame:
    """Return the hours of the days that are drawn: those about the gravest process, if many."""
    hours, processes = result.tables["hours"], result.tables["processes"]
    midnight = hours["ended_at"] == hours["ended_at"].dt.normalize()
    daily = midnight.groupby(hours["station"]).transform("all")
    begun = hours["ended_at"].where(daily, hours["ended_at"] - _HOUR)
    hours = hours.assign(day=begun.dt.normalize())
    if hours.empty or (hours["day"].max() - hours["day"].min()).days < MOST_DAYS:
        return hours
    first = hours["day"].min()
    if len(processes):
        order = processes["level"].map(_RANK).sort_values(kind="stable").index
        start = processes["started_at"].loc[order[0]].normalize()
        first = max(first, start - pd.Timedelta(days=3))
    is_shown = (hours["day"] >= first) & (hours["day"] < first + pd.Timedelta(days=MOST_DAYS))
    shown: pd.DataFrame = hours[is_shown]
    return shown


CHARTS = (
    Chart("levels", "每天的预警级别", levels),
    Chart("means", "每天最高的 24 小时均值", means),
)
