"""What is odd in the readings, and what can't be (三(一)1): errors and warnings by cell."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qdcalc.exact.dtypes import Bools
from qdcalc.intake.table_data import TableData
from qdcalc.notice.description import Job
from qdcalc.smog.values import is_day_alone
from qdcalc.smog.warning.facts import Assessed, Found, WarningFacts
from qdcalc.smog.warning.series import HOURS_A_DAY, is_daily_of
from qdcalc.table.problems import ERROR, MINOR, WARNING, Fault

MIXED = Fault(
    "G06", ERROR, "“{station}”的其他行是逐时的，这一行只有日期",
    "一个站点或区域只能全部逐时或全部逐日：请补上整点，或分成两个名称",
)  # fmt: skip
MISSING = Fault("G07", WARNING, "没有 AQI，按缺测", "请核对；有读数的请补填", weight=MINOR)
BOUND_ALONE = Fault(
    "G08", WARNING, "没有 AQI，AQI上限 {value} 没有采用", "请补填 AQI，或清空 AQI上限"
)
GAP = Fault(
    "G09", WARNING, "“{station}”{first} 至 {last} 没有数据，{count} {unit}按缺测",
    "请核对是不是漏了行；确实没有数据的可以不管",
)  # fmt: skip
BEGINS_LATE = Fault(
    "G10", WARNING,
    "“{station}”第 {number} 次过程从 {start} 起，序列在它以前不足 23 小时，实际可能更早",
    "请补上更早的 AQI；没有的请人工核对起始时间、最迟发布",
)  # fmt: skip
TOO_SHORT = Fault(
    "G11", WARNING, "“{station}”只有 {count} 小时，不足 24 小时，没有 24 小时均值",
    "请补上至少 24 小时的数据；逐日的只填日期",
)  # fmt: skip
NO_WINDOW = Fault(
    "G12", WARNING, "“{station}”没有一个 24 小时里有 {least} 个有效小时，没有 24 小时均值",
    "请补上缺测的 AQI",
)  # fmt: skip
EARLY = Fault(
    "G13", WARNING, "“{station}”的数据从 {value} 起，早于预案施行的 {since}",
    "请核对时间；以前的过程应按当时的预案",
)  # fmt: skip
BRIDGED = Fault(
    "G15", WARNING,
    "“{station}”第 {number} 次过程里有两段相隔 {count} 小时，中间多是缺测或沙尘，没有隔开",
    "请补上缺测的 AQI；确是两次过程的，口径“缺测间隔”改取 隔开，或分成两个名称",
)  # fmt: skip
_FORM = {True: "%Y-%m-%d", False: "%Y-%m-%d %H:%M"}


def refuse_mixed(data: TableData, job: Job) -> None:
    """Refuse days among hours: a text of a day alone, or two 0:00 with nothing between."""
    if "ended_at" not in data.present or "station" not in data.frame:
        return
    frame = data.frame[["station", "ended_at"]].dropna()
    if frame.empty:
        return
    ordered = frame.sort_values(["station", "ended_at"], kind="stable")
    station, times = ordered["station"], ordered["ended_at"]
    is_hourly = ~is_daily_of(times, station)
    is_midnight = times == times.dt.normalize()
    is_next = (station == station.shift()) & (times - times.shift() == pd.Timedelta(days=1))
    both = is_midnight & is_midnight.shift(fill_value=False) & is_next
    raw = is_day_alone(data.raw.columns["ended_at"])[ordered.index.to_numpy()]
    wrong = is_hourly & (both | both.shift(-1, fill_value=False) | raw)
    rows = np.sort(ordered.index[wrong.to_numpy(dtype=bool)].to_numpy())
    names = data.frame["station"].iloc[rows].tolist()
    job.problems.extend(data.raw.problems_at(MIXED, "ended_at", rows, station=names))


def warn_of_readings(assessed: Assessed, known: WarningFacts, job: Job) -> None:
    """Warn of what is missing, and of processes that may have begun earlier."""
    data = job.tables["aqi"]
    since = np.datetime64(known.policy.issued, "h")
    for place, found in enumerate(assessed.found):
        own = assessed.processes[assessed.processes["series"] == place]
        _warn_of_length(data, found, known, job)
        _warn_of_start(data, found, own, job)
        _warn_of_bridges(data, found, own, job)
        _warn_of_gaps(data, found, job)
        if found.series.begins < since:
            fields = {"station": found.series.station, "since": str(since)[:10]}
            row = found.series.rows[:1]
            job.problems.extend(data.raw.problems_at(EARLY, "ended_at", row, **fields))
    # of a cell only what is said first is told
    is_blank = assessed.rows["aqi"].isna().to_numpy(dtype=bool)
    _say(data, MISSING, "aqi", is_blank, job)
    _say(data, BOUND_ALONE, "bound", is_blank & assessed.rows["bound"].notna(), job)


def _say(data: TableData, fault: Fault, column: str, where: Bools, job: Job) -> None:
    if column in data.present:
        job.problems.extend(data.raw.problems_at(fault, column, np.flatnonzero(where)))


def _warn_of_gaps(data: TableData, found: Found, job: Job) -> None:
    """Name each stretch of slots without a row at the row that follows."""
    series = found.series
    steps = np.diff(series.slots)
    after = np.flatnonzero(steps > 1)
    first, last = (series.slots[after] + 1, series.slots[after + 1] - 1)
    form = _FORM[series.is_daily]
    stamp = series.starts if series.is_daily else series.ends
    texts = [pd.DatetimeIndex(stamp(each)).strftime(form).tolist() for each in (first, last)]
    fields = {
        "station": series.station, "first": texts[0], "last": texts[1],
        "count": (last - first + 1).tolist(), "unit": "天" if series.is_daily else "小时",
    }  # fmt: skip
    rows = series.rows[after + 1]
    job.problems.extend(data.raw.problems_at(GAP, "ended_at", rows, **fields))


def _warn_of_length(data: TableData, found: Found, known: WarningFacts, job: Job) -> None:
    series, count = found.series, len(found.series.values)
    row = series.rows[:1]
    if count < series.width:
        fields = {"station": series.station, "count": count}
        job.problems.extend(data.raw.problems_at(TOO_SHORT, "aqi", row, **fields))
    elif not found.windows.exists.any():
        fields = {"station": series.station, "least": known.figures.valid_hours}
        job.problems.extend(data.raw.problems_at(NO_WINDOW, "aqi", row, **fields))


def _warn_of_start(data: TableData, found: Found, own: pd.DataFrame, job: Job) -> None:
    """Warn of a process with fewer than 23 hours before it: earlier windows are not known."""
    series = found.series
    early = own[own["first"] * series.hours < HOURS_A_DAY - 1]
    starts = early["started_at"].dt.strftime(_FORM[series.is_daily]).tolist()
    fields = {"station": series.station, "number": early["number"].tolist(), "start": starts}
    rows = np.repeat(series.rows[:1], len(early))
    job.problems.extend(data.raw.problems_at(BEGINS_LATE, "aqi", rows, **fields))


def _warn_of_bridges(data: TableData, found: Found, own: pd.DataFrame, job: Job) -> None:
    """Name the processes that are one only because hours between are missing, at their start."""
    series, bridged = found.series, own[own["bridged"] > 0]
    at = np.searchsorted(series.slots, bridged["first"].to_numpy(dtype=np.int64))
    fields = {
        "station": series.station, "number": bridged["number"].tolist(),
        "count": bridged["bridged"].tolist(),
    }  # fmt: skip
    job.problems.extend(data.raw.problems_at(BRIDGED, "ended_at", series.rows[at], **fields))
