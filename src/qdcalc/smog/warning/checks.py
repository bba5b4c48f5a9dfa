"""The rows of 校验 of the warnings: the written tables, the input and the rule (三)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

import numpy as np
import pandas as pd

from qdcalc.exact.dtypes import Bools
from qdcalc.notice.checking import none_wrong, unlike
from qdcalc.notice.description import CheckRow
from qdcalc.smog.warning import live_checks as live
from qdcalc.smog.warning.facts import WarningFacts
from qdcalc.smog.warning.levels import warning_level
from qdcalc.smog.words import AT_ONCE, HINT, UNKNOWN, Basis, Joined
from qdcalc.table.live import held, wrong_rows, zero

Tables = Mapping[str, pd.DataFrame]
_wrong = partial(wrong_rows, "processes")
_HOUR = pd.Timedelta(hours=1)
_HEAVY = (("is_heavy", "重污染"), ("is_bound_heavy", "上限重污染"))
_SLACK = 1e-6  # a mean of at most 24 whole numbers, as it is shown


def checks(known: WarningFacts, tables: Tables) -> Iterator[CheckRow]:
    """Hold the written tables against each other, the input and the rule (三)."""
    processes, hours = tables["processes"], tables["hours"]
    yield CheckRow(
        "AQI 表头下的非空行数 = 逐时有数据的行数 + 重复不计 + 合计等不计的行数",
        known.rows[0], int(hours["is_dust"].notna().sum()) + known.rows[1], is_hundredths=False,
        live=held(zero, live.filled("is_dust", known.rows[1])),
    )  # fmt: skip
    for column, said in _HEAVY if known.has_bound else _HEAVY[:1]:
        counted = int((hours[column] == "是").sum())
        yield CheckRow(
            f"逐时“{said}”的小时数 = 运行时的（不等的：过程和级别要重新运行才变）",
            counted, counted, is_hundredths=False, live=held(live.heavy(column)),
        )  # fmt: skip
    yield none_wrong("逐时 24 小时均值与前 24 小时的 AQI 不符的行数", _wrong_means(hours, known))
    yield from _process_checks(known, processes, hours)
    yield none_wrong(
        "级别与持续小时、最高均值不符的过程数", _wrong_levels(known, processes), _wrong(live.levels)
    )
    yield from _time_checks(known, processes)


def _is_daily(hours: pd.DataFrame) -> pd.Series[bool]:
    midnight = hours["ended_at"] == hours["ended_at"].dt.normalize()
    daily: pd.Series[bool] = midnight.groupby(hours["station"]).transform("all")
    return daily


def _wrong_means(hours: pd.DataFrame, known: WarningFacts) -> Bools:
    """Average the written AQI again over the 24 hours that end with each row."""
    value = hours["aqi"].astype("float64").where(hours["is_dust"] == "否")
    daily = _is_daily(hours)
    flat = pd.DataFrame({"station": hours["station"], "at": hours["ended_at"], "value": value})
    rolled = flat.set_index("at").groupby("station", sort=False)["value"].rolling("24h")
    total, count = (each.to_numpy() for each in (rolled.sum(), rolled.count()))
    total, count = np.where(daily, value, total), np.where(daily, value.notna(), count)
    begin = flat.groupby("station", sort=False)["at"].transform("min")
    is_whole = daily | (flat["at"] - begin >= 23 * _HOUR)
    least = np.where(daily, 1, known.figures.valid_hours)
    mean = np.where(is_whole & (count >= least), total / np.maximum(count, 1), np.nan)
    written = hours["mean"].to_numpy()
    off = np.abs(mean - written) > _SLACK
    hours_valid = np.where(daily, 24 * count, count)
    return np.asarray(
        off | (np.isnan(mean) != np.isnan(written)) | (hours_valid != hours["valid_hours"])
    )


def _process_checks(
    known: WarningFacts, processes: pd.DataFrame, hours: pd.DataFrame
) -> Iterator[CheckRow]:
    """Hold the processes against the hours that are written."""
    length = (processes["ended_at"] - processes["started_at"]).dt.total_seconds() / 3600
    whole = processes["hours"] == length
    if known.options.joined is Joined.MAX:
        whole = (processes["hours"] <= length) & (whole | (processes["merged"] > 1))
    yield none_wrong("持续小时与起止时间不符的过程数", ~whole)
    yield none_wrong(
        "大于300小时多于持续小时的过程数", processes["severe_hours"] > length, _wrong(live.lengths)
    )
    own = hours[hours["process"].notna()]
    keys = ["station", "process"]
    levels = own.drop_duplicates([*keys, "level"])[[*keys, "level"]]
    written = processes.rename(columns={"number": "process"}).astype({"process": "Int64"})
    yield none_wrong(
        "逐时的级别与预警过程不符的过程数",
        unlike(levels.reset_index(drop=True), written, keys, ["level"]),
    )
    heavy = hours["is_heavy"] == "是"
    is_free = heavy & hours["process"].isna()
    counted = wrong_rows("hours", live.outside)
    yield none_wrong("重污染的小时不在任何过程里的行数", is_free, counted)
    yield none_wrong("最高24小时均值与逐时不符的过程数", _wrong_highest(known, processes, hours))


def _wrong_highest(known: WarningFacts, processes: pd.DataFrame, hours: pd.DataFrame) -> Bools:
    """Look the highest mean of each process up in the hours again."""
    own = hours[hours["process"].notna()]
    keys = [own["station"], own["process"]]
    index = pd.MultiIndex.from_arrays([processes["station"], processes["number"]])
    plain = own["mean"].groupby(keys).max().reindex(index).to_numpy()
    bound = own["bound_mean"].groupby(keys).max().reindex(index).to_numpy()
    is_bound = (processes["basis"] == Basis.BOUND).to_numpy()
    again = np.where(is_bound, bound, plain)
    # a window may end with an hour that has no row: then the rows know less
    wrong: Bools = again > processes["highest"].to_numpy() + _SLACK
    return wrong


def _wrong_levels(known: WarningFacts, processes: pd.DataFrame) -> Bools:
    figures = known.figures
    if processes.empty:
        return np.zeros(0, dtype=bool)
    again = warning_level(
        processes["hours"], processes["severe_hours"],
        processes["highest"] >= figures.top_aqi, figures.level_hours, figures.severe_hours,
    )  # fmt: skip
    return (processes["level"].astype(object) != again).to_numpy(dtype=bool)


def _time_checks(known: WarningFacts, processes: pd.DataFrame) -> Iterator[CheckRow]:
    """Hold the times against each other."""
    figures, has_level = known.figures, processes["level"] != HINT
    issue = pd.to_datetime(processes["issue_by"].where(processes["issue_by"] != AT_ONCE))
    due = processes["started_at"] - pd.Timedelta(hours=figures.notice_hours)
    yield none_wrong(
        "最迟发布与起始时间不符的过程数", issue.notna() & (issue != due), _wrong(live.issues)
    )
    lifted = pd.to_datetime(processes["lifted_at"].where(processes["lifted_at"] != UNKNOWN))
    yield none_wrong(
        "解除时间与结束时间不符的过程数", lifted.notna() & (lifted != processes["ended_at"])
    )
    texts = ["response", "issue_by", "lifted_at", "issuer", "approver"]
    blank = processes[texts].isna()
    yield none_wrong(
        "有级别而没有响应和时间，或没有级别而有的过程数",
        np.where(has_level, blank.any(axis=1), ~blank.all(axis=1)),
        _wrong(live.words),
    )
    days = processes[["members_due", "office_due"]].isna().all(axis=1)
    yield none_wrong("总结期限与解除时间不符的过程数", days != lifted.isna(), _wrong(live.days))
    start = processes.groupby("station", sort=False)["started_at"]
    yield none_wrong("同一站点的过程次序颠倒的个数", start.diff() < pd.Timedelta(0))
