"""The full analysis of 109 items that a drinking source needs once a year (clause 三¶2)."""

from __future__ import annotations

import numpy as np

from qdcalc.exact.dtypes import Bools, Texts
from qdcalc.exact.months import ordinals
from qdcalc.intake.table_data import TableData
from qdcalc.notice.description import Job
from qdcalc.table.problems import MINOR, WARNING, Fault
from qdcalc.water.inputs.cycles import LENGTH, Cycles
from qdcalc.water.inputs.registry import Sections
from qdcalc.water.inputs.told import named
from qdcalc.water.monthly.shares import NOT_LISTED
from qdcalc.water.words import FullAnalysis

NO_RECORD = Fault(
    "W95",
    WARNING,
    "{cycle} 周期的饮用水源断面序号 {sections} 没有全项目分析的记录",
    "做过的请在工作表“全分析”里填序号和日期；饮用水源每年要做一次 109 项全项目分析",
    weight=MINOR,
)
OUTSIDE_CYCLE = Fault(
    "W96",
    WARNING,
    "{date} 不在 {cycles} 考核周期之内，这次全分析没有计入",
    "请核对日期；属于其他周期的在那个周期清算时填",
    weight=MINOR,
)
NOT_SOURCE = Fault(
    "W97",
    WARNING,
    "序号 {value} 不是饮用水源断面，不要求全分析",
    "请核对序号；是饮用水源的请在断面清单的“饮用水源”里填 是",
    weight=MINOR,
)


def check(job: Job, sections: Sections) -> None:
    """Refuse records of unknown sections; warn of those that need none."""
    data = _table(job)
    if data is None or "section_id" not in data.present:
        return
    ids = data.frame["section_id"]
    number = sections.numbers(ids)
    unknown = np.flatnonzero(ids.notna() & (number < 0))
    job.problems.extend(data.raw.problems_at(NOT_LISTED, "section_id", unknown))
    sources = np.unique(sections.number[sections.is_drinking_source])
    others = np.flatnonzero((number >= 0) & ~np.isin(number, sources))
    job.problems.extend(data.raw.problems_at(NOT_SOURCE, "section_id", others))


def records(job: Job, sections: Sections, cycles: Cycles) -> Bools:
    """Say of each section-year whether a full analysis of its cycle is recorded.

    The drinking sources without one are named in a warning; no amount depends on it.
    """
    has = np.zeros((len(cycles.starts), cycles.width), dtype=bool)
    data = _table(job)
    if data is not None and len(data.frame):
        frame = data.frame
        month = ordinals(frame["date"].dt.to_period("M"))
        cycle = np.searchsorted(cycles.starts, month, side="right") - 1
        inside = (cycle >= 0) & (month < cycles.starts[np.maximum(cycle, 0)] + LENGTH)
        has[cycle[inside], sections.numbers(frame["section_id"])[inside]] = True
        outside = np.flatnonzero(~inside)
        dates = frame["date"].dt.strftime("%Y-%m-%d").iloc[outside].to_list()
        fields = {"date": dates, "cycles": "、".join(cycles.texts)}
        job.problems.extend(data.raw.problems_at(OUTSIDE_CYCLE, "date", outside, **fields))
    due = sections.is_drinking_source[cycles.section] & cycles.is_listed & ~has.ravel()
    for place, text in enumerate(cycles.texts):
        without = cycles.section[due & (cycles.cycle == place)]
        if len(without):
            told = {"cycle": text, "sections": named(sections, without)}
            job.problems.add(NO_RECORD, sheet=_label(job), fields=told)
    return has.ravel()


def texts(has_record: Bools, is_drinking_source: Bools) -> Texts:
    """Write 已做 or 未见记录 of each drinking source; nothing of other sections."""
    said = np.where(has_record, FullAnalysis.DONE, FullAnalysis.NOT_SEEN).astype(object)
    said[~is_drinking_source] = None
    return said


def _table(job: Job) -> TableData | None:
    return job.tables.get("full_analyses")


def _label(job: Job) -> str:
    return next(t.label for t in job.calculation.inputs if t.name == "full_analyses")
