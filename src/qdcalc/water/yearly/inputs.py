"""The sheets that only the settlement uses, checked with the month's so that nothing waits."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.dtypes import Bools, Ints
from qdcalc.exact.months import ordinals, span_text
from qdcalc.exact.texts import MOST_LISTED
from qdcalc.intake.districts import UNKNOWN, Districts
from qdcalc.intake.repeats import drop_repeats_in_files
from qdcalc.notice.description import Job
from qdcalc.record import record
from qdcalc.table.problems import ERROR, WARNING, Fault
from qdcalc.water.inputs.cycles import LENGTH, Cycles
from qdcalc.water.inputs.registry import Sections
from qdcalc.water.monthly.shares import NOT_LISTED
from qdcalc.water.words import WaterClass, by_code
from qdcalc.water.yearly import full_analyses

CLASSES_DIFFER = Fault(
    "W65",
    ERROR,
    "序号 {section} 的上年度水质类别，这里是 {here}，断面清单里是 {listed}",
    "请核对哪一个是对的，把两处改成一致",
)
GIVEN_WINS = Fault(
    "W82",
    WARNING,
    "{cycle} 周期的上年度水质类别按表里填的，与由 {before} 周期的监测数据算出的不同：{sections}",
    "请核对表里填的是不是 {before} 周期的类别；要用算出的类别，请清空上年度水质类别",
)
LACKS_MONTHS = Fault(
    "W83",
    WARNING,
    "输入里的 {before} 周期缺 {months} 的监测数据，算不出 {cycle} 周期的上年度水质类别",
    "请补上这些月份；或在工作表“上年度类别”里填 {before} 周期公布的年度类别",
)
HAS_ERRORS = Fault(
    "W84",
    WARNING,
    "输入里的 {before} 周期的监测数据有错误，算不出 {cycle} 周期的上年度水质类别：{first}",
    "请改正后再算（--cycle {before} 会列出全部错误）；或在工作表“上年度类别”里填公布的年度类别",
)
_LISTED = MOST_LISTED
OUTSIDE_CYCLE = Fault(
    "W66",
    WARNING,
    "{date} 不在 {cycles} 考核周期之内，这个突发环境事件没有起作用",
    "请核对日期；属于其他周期的事件在那个周期清算时填",
)


@record
class Incidents:
    """The incidents that strike rewards: cycle and district of each, and what is said of it.

    ``has_incident`` is cycles × (districts and the city).
    """

    has_incident: Bools
    table: pd.DataFrame


def checked(job: Job, sections: Sections, districts: Districts) -> Job:
    """Refuse incidents of unknown districts and previous classes of unknown sections.

    Returns
    -------
    Job
        With each incident once, whichever files tell of it.
    """
    incidents = job.tables.get("incidents")
    if incidents is not None and "district" in incidents.present:
        frame = incidents.frame.reindex(columns=["date", "district"])
        named = frame.assign(district=_district_names(frame["district"], districts))
        incidents = drop_repeats_in_files(incidents, named, job.problems)
        job = job.with_tables(incidents=incidents)
        names = incidents.frame["district"]
        unknown = np.flatnonzero(names.notna() & (districts.places(names) == UNKNOWN))
        job.problems.extend(
            districts.refuse(incidents.raw, "district", unknown, names.iloc[unknown].to_list())
        )
    previous = job.tables.get("previous_classes")
    if previous is not None and "section_id" in previous.present:
        ids = previous.frame["section_id"]
        unknown = np.flatnonzero(ids.notna() & (sections.numbers(ids) < 0))
        job.problems.extend(previous.raw.problems_at(NOT_LISTED, "section_id", unknown))
    given_classes(job, sections)
    full_analyses.check(job, sections)
    return job


def _district_names(names: pd.Series[str], districts: Districts) -> pd.Series[str]:
    """Return districts by their short names; unknown ones as they are written."""
    places = districts.places(names)
    return names.astype(object).where(places == UNKNOWN, districts.all_names[places])


def given_classes(job: Job, sections: Sections) -> npt.NDArray[np.int8]:
    """Return the previous class of each 序号: the sheet's, else the list's last; 0 = none."""
    found = np.zeros(sections.width, dtype=np.int8)
    filled = sections.previous_class > 0
    found[sections.number[filled]] = sections.previous_class[filled]
    data = job.tables.get("previous_classes")
    if data is None or not {"section_id", "previous_class"} <= data.present:
        return found
    place = sections.numbers(data.frame["section_id"])
    given = data.frame["previous_class"].fillna(0).to_numpy(dtype=np.int8)
    usable = (place >= 0) & (given > 0)
    listed = found[np.maximum(place, 0)]
    names = by_code(WaterClass)
    differ = np.flatnonzero(usable & (listed > 0) & (listed != given))
    job.problems.extend(
        data.raw.problems_at(
            CLASSES_DIFFER,
            "previous_class",
            differ,
            section=list(sections.ids[sections.first[place[differ]]]),
            here=list(names[given[differ] - 1]),
            listed=list(names[listed[differ] - 1]),
        )
    )
    found[place[usable]] = given[usable]
    return found


@record
class CycleBefore:
    """The cycle before, where the input holds it: its annual class of each section, 0 for none.

    ``missing`` are its months without any row, ``error`` the first of what is wrong with its
    rows: with either its classes don't count.
    """

    classes: npt.NDArray[np.int8]
    missing: tuple[str, ...] = ()
    error: str = ""


def previous_classes(
    job: Job, sections: Sections, cycles: Cycles, before: Mapping[int, CycleBefore]
) -> npt.NDArray[np.int8]:
    """Return the previous annual class of each section-year, 0 where there is none.

    It is one fact whichever cycles are asked for: what the input gives, else what is calculated
    from the cycle before, where all its months have rows (clause 七¶3).

    Parameters
    ----------
    job : Job
    sections : Sections
    cycles : Cycles
    before : mapping of int to CycleBefore
        By the first month of the cycle that follows.
    """
    given = given_classes(job, sections)
    by_cycle = np.tile(given, (len(cycles.starts), 1))
    for cycle, start in enumerate(cycles.starts.tolist()):
        found = before.get(start)
        fields = {"cycle": span_text(start), "before": span_text(start - LENGTH)}
        if found is None:
            continue
        if found.error or found.missing:
            fields |= {"first": found.error, "months": "、".join(found.missing)}
            fault = HAS_ERRORS if found.error else LACKS_MONTHS
            job.problems.add(fault, sheet=job.tables["readings"].raw.parts[0].sheet, fields=fields)
            continue
        differ = np.flatnonzero((given > 0) & (found.classes > 0) & (given != found.classes))
        if len(differ):
            _warn_of_difference(job, sections, given, found.classes, differ, fields)
        by_cycle[cycle] = np.where(given > 0, given, found.classes)
    return by_cycle.ravel()


def _warn_of_difference(
    job: Job,
    sections: Sections,
    given: npt.NDArray[np.int8],
    calculated: npt.NDArray[np.int8],
    differ: Ints,
    fields: dict[str, str],
) -> None:
    """Name the sections whose previous class is given otherwise than it is calculated."""
    names = by_code(WaterClass)
    told = [
        f"序号 {sections.ids[sections.first[place]]} 填 {names[given[place] - 1]}、"
        f"算出 {names[calculated[place] - 1]}"
        for place in differ[:_LISTED].tolist()
    ]
    more = f" 等 {len(differ)} 个断面" if len(differ) > _LISTED else ""
    data = job.tables.get("previous_classes")
    data = job.tables["sections"] if data is None or data.frame.empty else data
    part = data.raw.parts[0]
    fields = {**fields, "sections": "；".join(told) + more}
    job.problems.add(GIVEN_WINS, sheet=part.sheet, file=part.file, fields=fields)


def incidents(job: Job, districts: Districts, cycles: Cycles) -> Incidents:
    """Return the incidents of 较大 or above in each cycle (clause 七¶2); warn of others' dates."""
    has = np.zeros((len(cycles.starts), len(districts.all_names)), dtype=bool)
    table = pd.DataFrame({"cycle": [], "district": [], "said": []})
    data = job.tables.get("incidents")
    if data is None or data.frame.empty:
        return Incidents(has, table)
    frame = data.frame.drop_duplicates(["date", "district", "level"])
    data = data.without(~np.isin(np.arange(len(data.frame)), frame.index))
    frame = data.frame
    month = ordinals(frame["date"].dt.to_period("M"))
    place = np.searchsorted(cycles.starts, month, side="right") - 1
    inside = (place >= 0) & (month < cycles.starts[np.maximum(place, 0)] + LENGTH)
    dates = frame["date"].dt.strftime("%Y-%m-%d")
    outside = np.flatnonzero(~inside)
    job.problems.extend(
        data.raw.problems_at(
            OUTSIDE_CYCLE,
            "date",
            outside,
            date=dates.iloc[outside].to_list(),
            cycles="、".join(cycles.texts),
        )
    )
    counts = np.zeros(len(frame), dtype=bool)
    for cycle, last in enumerate(cycles.last_months):
        levels = job.policy.figure("incident_levels").at(last)
        counts |= inside & (place == cycle) & frame["level"].isin(levels).to_numpy(dtype=bool)
    district = districts.places(frame["district"])
    has[place[counts], district[counts]] = True
    said = dates + " " + frame["level"] + "事件"
    table = pd.DataFrame({"cycle": place, "district": district, "said": said})[counts]
    return Incidents(has, table)
