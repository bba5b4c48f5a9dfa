"""Where the state of a dated target comes from: its dates, its values and their cells (二)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pandas as pd

from qdcalc.document.steps import Step
from qdcalc.intake.table_data import TableData
from qdcalc.notice.proof import Sources
from qdcalc.staffing.facts import StaffingFacts
from qdcalc.staffing.words import Direction, TaskState

_WHY = {
    str(TaskState.DONE): "已达到",
    str(TaskState.LATE): "已达到，完成日期晚于截止日期",
    str(TaskState.OVERDUE): "没有达到，统计日期晚于截止日期",
    str(TaskState.OPEN): "没有达到，统计日期不晚于截止日期",
}


def task_step(
    data: TableData, at: int, found: pd.Series[Any], known: StaffingFacts, sources: Sources
) -> Step:
    """Return the steps of a dated target.

    Parameters
    ----------
    data : TableData
        The sheet 目标任务.
    at : int
        The target's row there.
    found : Series
        Its row of the output 目标任务.
    known : StaffingFacts
    sources : Sources
    """
    row = data.frame.iloc[at]

    def cell(name: str, value: str) -> Step:
        return Step(data.table.column(name).label, value, cells=(data.raw.cited(name, at),))

    def has(name: str) -> bool:
        return name in data.present and not pd.isna(row[name])

    due, done = str(found["due"]), str(found["done_on"]) if has("done_on") else ""
    date = "" if known.day is None else f"{known.day}"
    steps = [cell("due", due)]
    steps += [cell("done_on", done)] if done else []
    steps += [Step("统计日期", date, said="每次计算时写明，见运行信息")] if date else []
    if not pd.isna(found["days"]):
        end = f"完成日期 {done}" if done else f"统计日期 {date}"
        said = f"截止日期 {due} 减 {end}，负数是超过的天数"
        steps.append(Step("天数", f"{int(found['days']):,} 天".replace("-", "−"), said=said))
    why = _WHY[str(found["state"])]
    if has("target"):
        steps.append(_missing(row, found, cell))
    else:
        why = f"没有目标值，看完成日期：{why}"
    corrected = sources.correction(data, at)
    said = "；".join(t for t in (why, corrected) if t)
    return Step(
        f"{row['task']}的状态", str(found["state"]), said=said,
        clause=sources.clause("二"), steps=tuple(steps),
    )  # fmt: skip


def _missing(row: pd.Series[Any], found: pd.Series[Any], cell: Any) -> Step:
    """Return what is missing to a target: nothing where it is met."""
    at_most = str(found["direction"]) == Direction.AT_MOST
    target, actual = row["target"], row.get("actual")
    steps = [cell("target", written(target)), Step("方向", str(found["direction"]))]
    if pd.isna(actual):
        return Step("差距", written(target), said="没有实际值，差整个目标值", steps=tuple(steps))
    steps.append(cell("actual", written(actual)))
    more, less = (actual, target) if at_most else (target, actual)
    missing = max(more - less, Fraction(0))
    how = f"最大({written(more)} − {written(less)}，0) = {written(missing)}"
    return Step("差距", written(missing), (how,), steps=tuple(steps))


def written(value: Fraction) -> str:
    """Write a share exactly: a decimal, else a fraction ``1÷3``."""
    below = value.denominator
    while below % 10 == 0:
        below //= 10
    for prime in (2, 5):
        while below % prime == 0:
            below //= prime
    if below > 1:
        return f"({value.numerator} ÷ {value.denominator})"
    return f"{float(value):.15f}".rstrip("0").rstrip(".") if value.denominator > 1 else f"{value}"
