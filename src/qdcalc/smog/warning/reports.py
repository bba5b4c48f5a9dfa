"""What the document says of the warnings: each process, who issues what until when (三、四)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from qdcalc.document.model import Block, Paragraph, PrintedTable
from qdcalc.document.model import TableColumn as Column
from qdcalc.smog.warning.charts import levels, means
from qdcalc.smog.warning.headline import LEVELS, levels_text
from qdcalc.smog.warning.outputs import TONES
from qdcalc.smog.words import AT_ONCE, HINT, UNKNOWN

if TYPE_CHECKING:
    from qdcalc.result.result import Result

Section = tuple[str, str, Sequence[Block]]  # name of the part, heading, blocks
MOST_PROCESSES = 40
_Written = Callable[[Any], str]


def sections(result: Result) -> list[Section]:
    """Return the sections: overview, processes, warnings that are due, pictures."""
    if result.tables["hours"].empty:
        return []
    processes = result.tables["processes"]
    told: list[Section] = [("概述", "总体情况", _overview(result))]
    if len(processes):
        told.append(("预警过程", "重污染过程", _processes(processes)))
        told.append(("预警发布", "预警的发布和解除", _warnings(processes)))
        told.append(("图", "图", [levels(result), means(result)]))
    return told


def in_short(result: Result) -> str:
    """Say in a sentence how many processes there are, of which level."""
    processes = result.tables["processes"]
    if processes.empty:
        return "没有重污染过程。"
    counts = processes["level"].value_counts()
    said = "、".join(f"{level} {counts[level]:,} 次" for level in LEVELS if level in counts)
    return f"重污染过程 {len(processes):,} 次：{said}。"


def to_decide(result: Result) -> tuple[str, ...]:
    """Return what people are to do: issue at once, look at the forecast again."""
    processes = result.tables["processes"]
    named = processes["station"] + " 第 " + processes["number"].astype(str) + " 次"
    at_once = named[processes["issue_by"] == AT_ONCE].tolist()
    unknown = named[processes["lifted_at"] == UNKNOWN].tolist()
    return tuple(
        f"{said}：{'、'.join(names)}"
        for said, names in (("应立即发布预警的", at_once), ("解除时间待预测的", unknown))
        if names
    )


def _overview(result: Result) -> list[Block]:
    hours, processes = result.tables["hours"], result.tables["processes"]
    stations = hours["station"].drop_duplicates().tolist()
    first, last = hours["ended_at"].min(), hours["ended_at"].max()
    missing = int(hours["aqi"].isna().sum())
    dusty = int((hours["is_dust"] == "是").sum())
    texts = [
        f"{'、'.join(stations)}自 {first:%Y-%m-%d %H:%M} 至 {last:%Y-%m-%d %H:%M} 的 AQI，"
        f"缺测 {missing:,} 个、沙尘 {dusty:,} 个没有计入均值。",
        in_short(result),
    ]
    if len(processes):
        texts.append(levels_text(processes) + "。")
    return [Paragraph(text) for text in texts]


def _moment(value: Any) -> str:
    return f"{value:%Y-%m-%d %H:%M}"


def _day(value: Any) -> str:
    return f"{value:%Y-%m-%d}"


def _number(value: Any) -> str:
    return f"{int(value):,}"


def _mean(value: Any) -> str:
    return f"{value:.1f}"


_SHOWN: Mapping[str, tuple[Column, _Written]] = {
    "station": (Column("站点或区域", width=1.6), str),
    "number": (Column("序号", "center", 0.6), _number),
    "started_at": (Column("起始时间", "center", 2.0), _moment),
    "ended_at": (Column("结束时间", "center", 2.0), _moment),
    "hours": (Column("持续小时", "right", 0.9), _number),
    "severe_hours": (Column("大于300小时", "right", 1.0), _number),
    "highest": (Column("最高均值", "right", 1.0), _mean),
    "level": (Column("级别", "center", 1.6), str),
    "response": (Column("响应", "center", 0.8), str),
    "basis": (Column("采用", "center", 0.8), str),
    "issue_by": (Column("最迟发布", "center", 2.0), str),
    "lifted_at": (Column("解除时间", "center", 2.0), str),
    "issuer": (Column("发布单位", width=2.2), str),
    "approver": (Column("启动批准人", width=2.4), str),
    "members_due": (Column("成员单位总结", "center", 1.4), _day),
    "office_due": (Column("办公室总结", "center", 1.4), _day),
}


def _table(caption: str, frame: pd.DataFrame, names: Sequence[str]) -> PrintedTable:
    """Return a frame's columns as texts; what is missing is blank."""
    columns = []
    for name in names:
        written = _SHOWN[name][1]
        values = zip(frame[name].tolist(), frame[name].notna().tolist(), strict=True)
        columns.append([written(value) if has else "" for value, has in values])
    labels = tuple(_SHOWN[name][0] for name in names)
    return PrintedTable(caption, labels, tuple(zip(*columns, strict=True)), tones=TONES)


def _processes(processes: pd.DataFrame) -> list[Block]:
    shown, left = processes.head(MOST_PROCESSES), len(processes) - MOST_PROCESSES
    names = ("station", "number", "started_at", "ended_at", "hours", "severe_hours", "highest",
             "level", "basis")  # fmt: skip
    told = f"列出前 {len(shown):,} 次，其余见“预警过程”。" if left > 0 else ""
    blocks: list[Block] = [_table("重污染过程", shown, names)]
    return [Paragraph(told), *blocks] if told else blocks


def _warnings(processes: pd.DataFrame) -> list[Block]:
    """List who issues, approves and reports until when; none where no level is reached."""
    warned = processes[processes["level"] != HINT].head(MOST_PROCESSES)
    if warned.empty:
        return [Paragraph("没有达到预警条件的过程，只发布健康防护提示性信息。")]
    names = ("station", "number", "level", "response", "issue_by", "lifted_at", "issuer",
             "approver", "members_due", "office_due")  # fmt: skip
    return [_table("预警的发布、启动、解除和总结", warned, names)]
