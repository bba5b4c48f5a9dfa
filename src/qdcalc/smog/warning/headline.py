"""What the warnings say first, from their finished tables (三)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from qdcalc.exact.texts import listed
from qdcalc.result.headline import (
    MOST_PLACES,
    Panel,
    PanelColumn,
    Record,
    Source,
    ToCheck,
    positions,
    records,
    rest,
    sheet_places,
)
from qdcalc.smog.part import Said
from qdcalc.smog.warning.facts import WarningFacts
from qdcalc.smog.warning.outputs import TONES
from qdcalc.smog.warning.sentences import moment_texts
from qdcalc.smog.words import AT_ONCE, HINT, UNKNOWN, Basis, Level
from qdcalc.table.kinds import COUNT, NUMBER

Tables = Mapping[str, pd.DataFrame]
LEVELS = (str(Level.RED), str(Level.ORANGE), str(Level.YELLOW), HINT)
MOST_PROCESSES = 12
_MOST_LINES = 4


def nothing(tables: Tables) -> Said:
    """Return what is said of a workbook without AQI."""
    return Said()


def of_warnings(known: WarningFacts, tables: Tables) -> Said:
    """Compose what is said of the processes: how many of which level, the gravest, each of them."""
    processes, hours = tables["processes"], tables["hours"]
    first, last = (str(moment)[:10] for moment in known.span)
    return Said(
        title=f"{first} 至 {last}",
        sentences=(_counted(processes, hours), *_gravest(processes)),
        lines=_lines(processes),
        panels=(_panel(processes),) if len(processes) else (),
        to_check=_to_check(processes, hours),
    )


def _counted(processes: pd.DataFrame, hours: pd.DataFrame) -> str:
    """Say how many processes of which level there are."""
    stations = hours["station"].drop_duplicates().tolist()
    where = stations[0] if len(stations) == 1 else f"{len(stations):,} 个站点、区域"
    if processes.empty:
        return f"{where}没有重污染过程。"
    counts = processes["level"].value_counts()
    said = "、".join(f"{level} {counts[level]:,} 次" for level in LEVELS if level in counts)
    return f"{where}重污染过程 {len(processes):,} 次：{said}。"


def _gravest(processes: pd.DataFrame) -> tuple[str, ...]:
    """Say of the first process of the highest level what is to be done until when."""
    warned = processes[processes["level"] != HINT]
    if warned.empty:
        return ()
    rank = warned["level"].map({level: place for place, level in enumerate(LEVELS)})
    row = records(warned[rank == rank.min()].head(1))[0]
    issue = "应立即发布" if row["issue_by"] == AT_ONCE else f"最迟 {row['issue_by']} 发布"
    return (
        f"最高{row['level']}：{_named(row)}，{row['hours']:,} 小时，"
        f"{row['issuer']}{issue}，{row['approver']}批准启动{row['response']}响应。",
    )


def _named(row: Record) -> str:
    """``全市 2018-12-01 20:00 至 2018-12-06 05:00``."""
    first, last = (f"{row[name]:%Y-%m-%d %H:%M}" for name in ("started_at", "ended_at"))
    return f"{row['station']} {first} 至 {last}"


def _lines(processes: pd.DataFrame) -> tuple[str, ...]:
    shown = processes.head(_MOST_LINES)
    lines = [
        f"{_named(row)} {row['level']}，{row['hours']:,} 小时"
        + (f"，解除 {row['lifted_at']}" if row["level"] != HINT else "")
        for row in records(shown)
    ]
    left = len(processes) - len(shown)
    return (*lines, f"另有 {left:,} 次过程在“预警过程”") if left else tuple(lines)


def _mean(value: Any) -> str:
    return f"{value:.2f}".removesuffix("0")


_MEAN = replace(NUMBER, number_format="0.0#", text=_mean)
_FIGURES = (
    ("hours", "持续小时", COUNT), ("severe_hours", "大于300小时", COUNT),
    ("highest", "最高均值", _MEAN),
)  # fmt: skip
_TEXTS = (
    ("level", "级别"), ("response", "响应"), ("issue_by", "最迟发布"), ("lifted_at", "解除时间"),
)  # fmt: skip


def _panel(processes: pd.DataFrame) -> Panel:
    """Return the processes, those of the highest level first."""
    rank = processes["level"].map({level: place for place, level in enumerate(LEVELS)})
    order = rank.sort_values(kind="stable").index
    shown = processes.loc[order].head(MOST_PROCESSES)
    texts = shown.assign(**{n: moment_texts(shown[n]) for n in ("started_at", "ended_at")})
    names = ("station", "started_at", "ended_at")
    rows = tuple(
        (
            *(row[n] for n in names),
            *(row[n] for n, _, _ in _FIGURES),
            *(_text(row[n]) for n, _ in _TEXTS),
        )
        for row in records(texts)
    )
    columns = (
        *map(PanelColumn, ("站点或区域", "起始时间", "结束时间")),
        *(PanelColumn(label, kind) for _, label, kind in _FIGURES),
        *(PanelColumn(label, tones=TONES if n == "level" else {}) for n, label in _TEXTS),
    )
    sources = tuple(
        (
            *[None] * len(names),
            *(Source("processes", n, (place,)) for n, _, _ in _FIGURES),
            *[None] * len(_TEXTS),
        )
        for place in positions(processes, shown)
    )
    return Panel(
        "processes", "重污染过程", columns, rows, bars=("持续小时",),
        places=sheet_places("预警过程", processes, shown),
        note=rest(len(processes), len(shown), "预警过程"), sources=sources,
    )  # fmt: skip


def _text(value: Any) -> Any:
    return None if pd.isna(value) else value


def _to_check(processes: pd.DataFrame, hours: pd.DataFrame) -> tuple[ToCheck, ...]:
    """Ask to look at what is open, at once, on the upper bound, missing or dusty."""
    told = []
    level = processes["level"] != HINT
    for text, sheet, frame, rows in (
        ("解除待预测的过程：补上以后的预报再算", "预警过程", processes,
         level & (processes["lifted_at"] == UNKNOWN)),
        ("已经实测到重污染、应立即发布的过程", "预警过程", processes,
         level & (processes["issue_by"] == AT_ONCE)),
        ("按预报上限确定级别的过程", "预警过程", processes, processes["basis"] == Basis.BOUND),
        ("缺测的小时没有计入均值", "逐时", hours, hours["aqi"].isna()),
        ("沙尘的小时没有计入均值", "逐时", hours, hours["is_dust"] == "是"),
    ):  # fmt: skip
        few = frame[rows]
        if len(few):
            places = sheet_places(sheet, frame, few.head(MOST_PLACES + 1))
            told.append(ToCheck(text, len(few), places, is_money=False))
    return tuple(told)


def levels_text(processes: pd.DataFrame) -> str:
    """Name the stations with each level: 「红色：全市；黄色：崂山站」."""
    said = [
        f"{level}：{listed(processes.loc[processes['level'] == level, 'station'].tolist())}"
        for level in LEVELS
        if (processes["level"] == level).any()
    ]
    return "；".join(said)
