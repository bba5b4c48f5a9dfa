"""The sheet 工作日历: days that differ from the public calendar, and years beyond it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from qdcalc.intake.kinds import CHOICE, DATE
from qdcalc.table.description import Column, Table
from qdcalc.table.problems import ERROR, WARNING, Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qdcalc.exact.workdays import Workdays
    from qdcalc.notice.description import Job


class DayKind(StrEnum):
    """What a day of the sheet is (类型)."""

    WORKED = "工作日"
    OFF = "休息日"


UNKNOWN_YEAR = Fault(
    "K01",
    ERROR,
    "{what}要数到 {years} 年的工作日，程序的工作日历没有这一年（已知 {known}）",
    "请在工作表“工作日历”里列出 {years} 年的放假和调休：周一至周五放假的填 休息日，"
    "周末上班的填 工作日；不会只按周末推算",
)
NEW_YEAR = Fault(
    "K02",
    WARNING,
    "程序的工作日历没有 {years} 年，只按周一至周五和工作表里所列的日子计算",
    "请核对 {years} 年的放假和调休是否列全",
)

WORKDAYS = Table(
    "workdays",
    "工作日历",
    (
        Column("day", "日期", DATE, is_required=True, sentence="与国务院办公厅安排不同的日子"),
        Column(
            "kind",
            "类型",
            CHOICE,
            is_required=True,
            choices=tuple(map(str, DayKind)),
            spellings={
                str(DayKind.WORKED): ("上班", "调休上班", "补班"),
                str(DayKind.OFF): ("放假", "休息", "节假日"),
            },
            sentence="工作日或休息日",
        ),
    ),
    sentence="程序已有 2004 年以来各年的放假调休；只填不同的日子，或程序没有的年份的放假和调休",
    key=("day",),
)


def workdays_of(job: Job) -> Workdays:
    """Return the public calendar with the days of the sheet laid over it; refuse days named twice.

    A year that only the sheet knows is warned of.
    """
    from qdcalc.exact.workdays import public_calendar
    from qdcalc.intake.repeats import drop_repeats

    known, data = public_calendar(), job.tables.get(WORKDAYS.name)
    if data is None or data.frame.empty or not {"day", "kind"} <= data.present:
        return known
    data = drop_repeats(data, data.frame[["day"]], job.problems)
    rows = data.frame.dropna(subset=["day", "kind"])
    is_worked = rows["kind"] == DayKind.WORKED
    days = (rows.loc[is_worked, "day"], rows.loc[~is_worked, "day"])
    found = known.with_days(*(one.to_numpy(dtype="datetime64[D]") for one in days))
    if new := sorted(found.years - known.years):
        part = data.raw.parts[0]
        job.problems.add(NEW_YEAR, sheet=part.sheet, file=part.file, fields={"years": _listed(new)})
    return found


def year_fields(what: str, years: Sequence[int], calendar: Workdays) -> dict[str, str]:
    """Return what :data:`UNKNOWN_YEAR` says of years that a calendar does not know."""
    return {"what": what, "years": _listed(years), "known": _spans(sorted(calendar.years))}


def _listed(years: Iterable[int]) -> str:
    return "、".join(map(str, years))


def _spans(years: Sequence[int]) -> str:
    """Write years as spans: ``2004–2026、2028``."""
    ends = [n for n in range(len(years)) if n + 1 == len(years) or years[n + 1] > years[n] + 1]
    starts = [0, *(n + 1 for n in ends[:-1])]
    pairs = [(years[a], years[b]) for a, b in zip(starts, ends, strict=True)]
    return "、".join(str(a) if a == b else f"{a}–{b}" for a, b in pairs)
