"""What the briefing says of the dated targets: those handed in, and the notice's own."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from qdcalc.document.model import NOTE, Block, Paragraph, PrintedTable
from qdcalc.document.model import TableColumn as Column
from qdcalc.exact.decimals import decimal15, plain, shift
from qdcalc.exact.texts import listed
from qdcalc.staffing.outputs import STATE_TONES
from qdcalc.staffing.words import DueState, TaskState

if TYPE_CHECKING:
    from qdcalc.result.result import Result

_URGENCY = (TaskState.OVERDUE, TaskState.OPEN, TaskState.LATE, TaskState.DONE)
_NONE = "—"


def overdue(result: Result) -> tuple[str, ...]:
    """Name the targets that are overdue: someone must decide what follows."""
    frame = result.tables["tasks"]
    late = frame.loc[frame["state"] == TaskState.OVERDUE, "task"].tolist()
    return (f"逾期未完成的目标任务 {len(late)} 项：{listed(late)}。",) if late else ()


def tasks_told(result: Result, as_of: str) -> list[Block]:
    """Tell the states of the dated targets, the overdue first, and the notice's own dates."""
    frame = result.tables["tasks"]
    place = {state: n for n, state in enumerate(_URGENCY)}
    ordered = frame.assign(urgency=frame["state"].map(place))
    ordered = ordered.sort_values(["urgency", "due"], kind="stable")
    if frame.empty:
        return [Paragraph("没有填报目标任务。"), _notice_tasks(result, as_of)]
    counts = Counter(frame["state"].tolist())
    told = "，".join(f"{state} {counts[state]} 项" for state in _URGENCY if counts[state])
    names = ("task", "due", "target", "actual", "missing", "state", "days", "done_on")
    rows = [_task_row(*row) for row in zip(*(ordered[n].tolist() for n in names), strict=True)]
    columns = (
        Column("事项", width=3), Column("截止日期", "center", 1.6),
        *(Column(label, "right", 1.1) for label in ("目标值", "实际值", "差距")),
        Column("状态", "center", 1.6), Column("时间", width=1.8),
    )  # fmt: skip
    table = PrintedTable("目标任务完成情况", columns, tuple(rows), tones=STATE_TONES)
    return [
        Paragraph(f"填报目标任务 {len(frame)} 项：{told}。"), table, _notice_tasks(result, as_of)
    ]  # fmt: skip


def _task_row(
    task: str, due: str, target: float, actual: float, missing: float, state: str, days: Any,
    done_on: object,
) -> tuple[str, ...]:  # fmt: skip
    number = int(days)
    if state in (TaskState.DONE, TaskState.LATE):
        told = "完成"
        if isinstance(done_on, str):
            told = f"提前 {number} 天" if number > 0 else f"迟 {-number} 天" if number else "当日"
    elif isinstance(done_on, str):
        told = f"填报 {done_on} 完成，没有认定"
    elif number < 0:
        told = f"已逾期 {-number} 天"
    else:
        told = f"还有 {number} 天" if number else "当日到期"
    return (task, due, _percent(target), _percent(actual), _percent(missing), state, told)


def _notice_tasks(result: Result, as_of: str) -> Paragraph:
    """Say how many of the notice's own dates have passed."""
    frame = result.tables["notice_tasks"]
    counts = Counter(frame["state"].tolist())
    told = "，".join(f"{state} {counts[state]} 条" for state in DueState if counts[state])
    items = frame["item"].nunique()
    text = f"通知第二部分 {items} 项任务共 {len(frame)} 条要求，{as_of}期限情况：{told}。"
    return Paragraph(text + "完成情况以填报的目标任务为准。", NOTE)


def _percent(value: float) -> str:
    """Write a share as it was given, exactly: ``34.5%``; — where there is none."""
    if np.isnan(value):
        return _NONE
    return f"{plain(shift(decimal15(np.array([value])), 2))[0]}%"
