"""The output tables of the warnings as frames."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qdcalc.exact.dtypes import Bools, Ints, Texts
from qdcalc.exact.workdays import Workdays
from qdcalc.smog.warning.facts import Assessed, Found, WarningFacts
from qdcalc.smog.warning.outputs import HOURS, PROCESSES
from qdcalc.smog.warning.sentences import clauses, explanations, moment_texts
from qdcalc.smog.warning.stretches import stretches_of
from qdcalc.smog.warning.times import summary_due
from qdcalc.smog.warning.windows import Windows
from qdcalc.smog.words import (
    APPROVERS,
    AT_ONCE,
    HINT,
    ISSUERS,
    RESPONSES,
    UNKNOWN,
    Basis,
    Duration,
)
from qdcalc.table.description import Table
from qdcalc.table.kinds import TEXTS, TIMES

_DTYPES = {TEXTS: "str", TIMES: "datetime64[s]"}


def process_frame(
    assessed: Assessed, known: WarningFacts, calendar: Workdays | None
) -> pd.DataFrame:
    """Return the table 预警过程."""
    rows = assessed.processes
    names = np.array([found.series.station for found in assessed.found], dtype=object)
    level = rows["level"].astype(object)
    has_level = (level != HINT).to_numpy(dtype=bool)
    issue = moment_texts(rows["issue_by"]).where(~rows["is_measured"], AT_ONCE)
    lifted = moment_texts(rows["lifted_at"]).where(rows["is_lifted"], UNKNOWN)
    days = _due(rows, known, calendar)
    columns = {
        "station": pd.Series(names[rows["series"].to_numpy(dtype=np.int64)], dtype="str"),
        "number": rows["number"].astype("int64"),
        "started_at": rows["started_at"].astype("datetime64[s]"),
        "ended_at": rows["ended_at"].astype("datetime64[s]"),
        "hours": rows["hours"].astype("int64"),
        "severe_hours": rows["severe_hours"].astype("int64"),
        "highest": rows["highest"].astype("float64"),
        "level": level.astype("str"),
        "response": _of_level(level, RESPONSES),
        "basis": pd.Series(np.where(rows["is_bound"], Basis.BOUND, Basis.AQI), dtype="str"),
        "issue_by": issue.where(has_level, None).astype("str"),
        "lifted_at": lifted.where(has_level, None).astype("str"),
        "issuer": _of_level(level, ISSUERS),
        "approver": _of_level(level, APPROVERS),
        "merged": rows["merged"].astype("int64"),
        "explanation": explanations(rows, known),
        "clause": clauses(rows, known),
        **days,
        "over_at": rows["over_at"].astype("datetime64[s]"),
    }
    return pd.DataFrame(columns)[[column.name for column in PROCESSES.columns]]


def _of_level(level: pd.Series[str], words: object) -> pd.Series[str]:
    """Return what goes with each level, nothing where there is none."""
    assert isinstance(words, dict)
    return level.map({str(key): str(word) for key, word in words.items()}).astype("str")


def _due(
    rows: pd.DataFrame, known: WarningFacts, calendar: Workdays | None
) -> dict[str, pd.Series[pd.Timestamp]]:
    """Return until when the members and the office report, blank where nothing is lifted."""
    limits = known.figures.summary_workdays
    lifted = rows["lifted_at"].notna().to_numpy(dtype=bool)
    found = {}
    for name, who in (("members_due", "成员单位"), ("office_due", "办公室")):
        days = np.full(len(rows), np.datetime64("NaT", "s"))
        if calendar is not None:
            days[lifted] = summary_due(rows["lifted_at"][lifted], limits[who], calendar)
        found[name] = pd.Series(days, index=rows.index)
    return found


def hour_frame(assessed: Assessed, known: WarningFacts) -> pd.DataFrame:
    """Return the table 逐时: every hour by station and time, with a row of the input or without."""
    parts = [
        _hours_of(found, assessed, known, assessed.processes[assessed.processes["series"] == place])
        for place, found in enumerate(assessed.found)
    ]
    every = pd.concat(parts, ignore_index=True)
    return every[[column.name for column in HOURS.columns]]


def _hours_of(
    found: Found, assessed: Assessed, known: WarningFacts, processes: pd.DataFrame
) -> pd.DataFrame:
    """Return the hours of a series, those without a row among them."""
    series = found.series
    slots = np.arange(len(series.values))
    own = assessed.rows.iloc[series.rows].set_index(pd.Index(series.slots)).reindex(slots)
    place = np.searchsorted(processes["first"].to_numpy(), slots, side="right") - 1
    last = np.append(processes["last"].to_numpy(dtype=np.int64), -1)
    is_inside = slots <= last[place]
    level = np.array([*processes["level"], None], dtype=object)[place]
    number = np.append(processes["number"].to_numpy(dtype=np.int64), 0)[place]
    stamps = series.starts(slots) if series.is_daily else series.ends(slots)
    bound_mean, is_bound_heavy = np.full(len(slots), np.nan), np.full(len(slots), None)
    if series.has_bound:
        bound_mean = found.bound_windows.mean
        is_bound_heavy = _heavy(found, found.bound_windows, known)
    return pd.DataFrame(
        {
            "station": pd.Series(series.station, slots, dtype="str"),
            "ended_at": stamps.astype("datetime64[s]"),
            "aqi": own["aqi"],
            "valid_hours": found.windows.valid * series.hours,
            "mean": found.windows.mean,
            "is_heavy": pd.Series(_heavy(found, found.windows, known), dtype="str"),
            "level": pd.Series(level, slots).where(is_inside, None).astype("str"),
            "process": pd.Series(number).where(is_inside).astype("Int64"),
            "bound": own["bound"],
            "bound_mean": bound_mean,
            "is_bound_heavy": pd.Series(is_bound_heavy, dtype="str"),
            "is_dust": own["is_dust"].map({True: "是", False: "否"}).astype("str"),
            "data_kind": own["data_kind"].where(own["data_kind"] != "", None).astype("str"),
        }
    )


def _heavy(found: Found, windows: Windows, known: WarningFacts) -> Texts:
    """Say of each slot whether it is heavy, nothing where no window says anything of it."""
    width, duration = found.series.width, known.options.duration
    is_heavy = _filled(windows.above(known.figures.heavy_aqi), width, duration)
    is_judged = windows.exists
    if duration is not Duration.COUNT:
        is_judged = _filled(windows.exists, width, Duration.COVERED)
    texts = np.where(is_heavy, "是", "否").astype(object)
    texts[~is_judged & ~is_heavy] = None
    return texts


def _filled(flags: Bools, width: int, duration: Duration) -> Bools:
    """Say which slots lie in a stretch."""
    found = stretches_of(flags, width, duration)
    steps: Ints = np.zeros(len(flags) + 1, dtype=np.int64)
    np.add.at(steps, found.first, 1)
    np.add.at(steps, found.last + 1, -1)
    return np.asarray(np.cumsum(steps)[:-1] > 0)


def no_processes() -> pd.DataFrame:
    """Return an empty table 预警过程."""
    return _empty(PROCESSES)


def no_hours() -> pd.DataFrame:
    """Return an empty table 逐时."""
    return _empty(HOURS)


def _empty(table: Table) -> pd.DataFrame:
    return pd.DataFrame(
        {
            column.name: pd.Series(dtype=_DTYPES.get(column.kind.dtype, column.kind.dtype))
            for column in table.columns
        }
    )
