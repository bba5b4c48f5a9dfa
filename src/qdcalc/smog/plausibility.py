"""What the plan can't be calculated without (三、四)."""

from __future__ import annotations

from qdcalc.notice.description import Job
from qdcalc.smog.measures.inputs import TABLES as LISTS
from qdcalc.smog.warning.inputs import TABLES as READINGS
from qdcalc.table.problems import ERROR, Fault

NOTHING = Fault(
    "G14", ERROR, "{tables} 都没有数据，没有可算的",
    "请至少填一张；工作表名称不同时请改成这里的名称",
)  # fmt: skip


def refuse_nothing(job: Job) -> None:
    """Refuse a workbook in which none of the sheets has a row."""
    tables = (*READINGS, *LISTS)
    if all(job.tables[t.name].frame.empty for t in tables if t.name in job.tables):
        names = "、".join(f"“{t.label}”" for t in tables)
        job.problems.add(NOTHING, fields={"tables": names})
        job.stop_on_errors()
