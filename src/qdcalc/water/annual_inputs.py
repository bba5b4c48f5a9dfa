"""The sheets that only the settlement uses, checked with the month's so that nothing waits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.calculation import Job
from qdcalc.districts import UNKNOWN, Districts
from qdcalc.problems import ERROR, WARNING, Fault
from qdcalc.repeats import drop_repeats_in_files
from qdcalc.water.cycles import LEFT_OUT, LENGTH, Cycles
from qdcalc.water.cycles import name as name_of
from qdcalc.water.grid import ordinals
from qdcalc.water.registry import Sections
from qdcalc.water.shares import NOT_LISTED

CLASSES_DIFFER = Fault(
    "W65",
    ERROR,
    "序号 {section} 的上年度水质类别，这里是 {here}，断面清单里是 {listed}",
    "请核对哪一个是对的，把两处改成一致",
)
WHICH_YEAR = Fault(
    "W69",
    WARNING,
    "上年度类别用作 {before} 周期的年度类别，输入里也有 {before} 周期的监测数据",
    "请核对表里填的是不是 {before} 周期的类别；要用算出来的类别，请用 --cycle 全部",
)
OUTSIDE_CYCLE = Fault(
    "W66",
    WARNING,
    "{date} 不在 {cycles} 考核周期之内，这个突发环境事件没有起作用",
    "请核对日期；属于其他周期的事件在那个周期清算时填",
)


@dataclass(frozen=True)
class Incidents:
    """The incidents that strike rewards: cycle and district of each, and what is said of it.

    ``has_incident`` is cycles × (districts and the city).
    """

    has_incident: npt.NDArray[np.bool_]
    table: pd.DataFrame


def check(job: Job, sections: Sections, districts: Districts) -> None:
    """Refuse incidents of unknown districts and previous classes of unknown sections."""
    incidents = job.tables.get("incidents")
    if incidents is not None and "district" in incidents.present:
        frame = incidents.frame.reindex(columns=["date", "district"])
        named = frame.assign(district=_district_names(frame["district"], districts))
        drop_repeats_in_files(incidents, named, job.problems)
        names = incidents.frame["district"]
        unknown = np.flatnonzero(names.notna() & (districts.places(names) == UNKNOWN))
        job.problems.extend(
            districts.refuse(incidents.raw, "district", unknown, names.iloc[unknown].to_list())
        )
    previous = job.tables.get("previous_classes")
    if previous is not None and "section_id" in previous.present:
        ids = previous.frame["section_id"]
        unknown = np.flatnonzero(ids.notna() & (sections.places(ids) < 0))
        job.problems.extend(previous.raw.problems_at(NOT_LISTED, "section_id", unknown))
    _previous(job, sections)


def _district_names(names: pd.Series[str], districts: Districts) -> pd.Series[str]:
    """Return districts by their short names; unknown ones as they are written."""
    places = districts.places(names)
    return names.astype(object).where(places == UNKNOWN, districts.all_names[places])


def _previous(job: Job, sections: Sections) -> npt.NDArray[np.int8]:
    """Return the previous class of each section: the sheet's, else the list's; 0 = none."""
    found = sections.previous_class.copy()
    data = job.tables.get("previous_classes")
    if data is None or not {"section_id", "previous_class"} <= data.present:
        return found
    place = sections.places(data.frame["section_id"])
    given = data.frame["previous_class"].fillna(0).to_numpy(dtype=np.int8)
    usable = (place >= 0) & (given > 0)
    listed = found[np.maximum(place, 0)]
    names = np.array([*job.policy.words["classes"]], dtype=object)
    differ = np.flatnonzero(usable & (listed > 0) & (listed != given))
    job.problems.extend(
        data.raw.problems_at(
            CLASSES_DIFFER,
            "previous_class",
            differ,
            section=list(sections.ids[place[differ]]),
            here=list(names[given[differ] - 1]),
            listed=list(names[listed[differ] - 1]),
        )
    )
    found[place[usable]] = given[usable]
    return found


def previous_classes(
    job: Job, sections: Sections, cycles: Cycles, annual_class: npt.NDArray[np.int8]
) -> npt.NDArray[np.int8]:
    """Return the previous annual class of each section-year, 0 where there is none.

    What the input gives is of the year before the first cycle; a cycle that follows another of
    this run takes the class that was calculated for it.
    """
    _warn_of_earlier_cycle(job, cycles)
    by_cycle = annual_class.reshape(len(cycles.starts), cycles.sections)
    previous = np.zeros_like(by_cycle)
    previous[0] = _previous(job, sections)
    follows = np.flatnonzero(np.diff(cycles.starts) == LENGTH) + 1
    previous[follows] = by_cycle[follows - 1]
    return previous.ravel()


def _warn_of_earlier_cycle(job: Job, cycles: Cycles) -> None:
    """Ask which year 上年度类别 is of where the input has rows of the cycle before."""
    data = job.tables.get("previous_classes")
    before = int(cycles.starts[0]) - LENGTH
    if data is None or data.frame.empty or before not in job.settings.get(LEFT_OUT, ()):
        return
    part = data.raw.parts[0]
    fields = {"cycle": cycles.texts[0], "before": name_of(before)}
    job.problems.add(WHICH_YEAR, sheet=part.sheet, file=part.file, fields=fields)


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
