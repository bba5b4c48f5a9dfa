"""Staffing of the platforms and the dated targets, from typed tables to output tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact import money
from qdcalc.exact.decimals import plain
from qdcalc.exact.texts import key
from qdcalc.intake.districts import UNKNOWN, Districts, districts_of
from qdcalc.intake.repeats import drop_repeats
from qdcalc.intake.typed import TableData
from qdcalc.notice.description import Job, Outcome
from qdcalc.staffing import headline
from qdcalc.staffing.checks import checks, facts
from qdcalc.staffing.costs import cost_of, gap_cost_fen
from qdcalc.staffing.inputs import LEVELS, STAFF
from qdcalc.staffing.standard import HUNDRED, compare, required_staff
from qdcalc.staffing.summary import by_district
from qdcalc.staffing.tasks import (
    check_tasks,
    notice_task_frame,
    policy_month,
    report_date,
    task_frame,
)
from qdcalc.table.problems import WARNING, Fault

NO_STREET = Fault(
    "P11",
    WARNING,
    "表里没有 {district} {street} 的街道(镇)服务中心",
    "请核对街道名称，或补上街道(镇)一行",
)


def compute(job: Job) -> Outcome:
    """Assess platforms and dated targets (三(二), 二).

    Raises
    ------
    InputError
        The input has errors; all of them are told.
    """
    districts = districts_of(job.policy.figure("districts"), [policy_month(job)], "")
    platforms = job.tables["platforms"]
    _drop_repeats(platforms, _places(platforms, districts, job), job)
    places = districts.places(platforms.frame["district"])
    costs = _costs(job, districts)
    check_tasks(job)
    job.stop_on_errors()
    _warn_of_streets(platforms, places, districts, job)
    assessed = _assess(job, places, costs)
    sums = by_district(
        assessed, job.policy.words["all_levels"], job.policy.words["levels"], len(districts.names)
    )
    tables: dict[str, Callable[[], pd.DataFrame]] = {
        "platform_staff": lambda: _platform_frame(job, assessed, districts),
        "districts": lambda: _district_frame(job, sums, districts),
        "tasks": lambda: task_frame(job),
        "notice_tasks": lambda: notice_task_frame(job),
    }
    deadline, date = job.policy.figure("deadline").at(policy_month(job)), report_date(job)
    day = None if np.isnat(date) else pd.Timestamp(date).date()
    said = partial(headline.of_platforms, headline.StaffingFacts(deadline, day))
    known = facts(
        job, districts, costs, month=policy_month(job), date=date,
        notice_tasks=len(notice_task_frame(job)),
    )  # fmt: skip
    notes = [deadline_note(deadline, date)]
    return Outcome(tables, partial(checks, known), notes, summary=said)


def _places(data: TableData, districts: Districts, job: Job) -> npt.NDArray[np.int64]:
    """Return each row's district and write its short name into the table; refuse others."""
    names = data.frame["district"].astype(object)
    places = districts.places(names)
    unknown = np.flatnonzero(names.notna() & (places == UNKNOWN))
    job.problems.extend(
        districts.refuse(data.raw, "district", unknown, names.iloc[unknown].to_list())
    )
    short = np.where(places == UNKNOWN, names, districts.all_names[places])
    data.frame = data.frame.assign(district=pd.Series(short, dtype="str"))
    return places


def _drop_repeats(data: TableData, places: npt.NDArray[np.int64], job: Job) -> None:
    """Refuse a street's centre twice, a community's station of one name twice."""
    if {"street", "platform", "level"} <= data.present:
        keys = data.frame[["district", "street", "level", "platform"]]
        keys = keys.assign(
            district=keys["district"].where(places != UNKNOWN),
            street=_alike(keys["street"]),
            platform=_alike(keys["platform"]),
        )
        keys["platform"] = keys["platform"].where(keys["level"] != LEVELS[0], "街道中心")
        drop_repeats(data, keys, job.problems)


def _alike(names: pd.Series[str]) -> pd.Series[str]:
    """Write a name as it is written first, whatever blanks and widths it has elsewhere."""
    distinct = names.dropna().drop_duplicates()
    first = distinct.groupby(distinct.map(key)).transform("first")
    return names.map(dict(zip(distinct, first, strict=True)))


def _warn_of_streets(
    data: TableData, places: npt.NDArray[np.int64], districts: Districts, job: Job
) -> None:
    """Warn of communities whose street has no row of its own."""
    keys = pd.MultiIndex.from_arrays([places, _alike(data.frame["street"])])
    is_centre = (data.frame["level"] == LEVELS[0]).to_numpy(dtype=bool)
    lost = np.flatnonzero(~is_centre & ~keys.isin(keys[is_centre]))
    names = districts.all_names[places[lost]]
    job.problems.extend(
        data.raw.problems_at(
            NO_STREET, "street", lost, district=list(names),
            street=data.frame["street"].iloc[lost].to_list(),
        )
    )  # fmt: skip


def _costs(job: Job, districts: Districts) -> pd.DataFrame | None:
    """Return the standards of cost: district (−1 = any), level (blank = any), fen."""
    data = job.tables.get("costs")
    if data is None:
        return None
    data.frame = data.frame.reindex(columns=["district", "level", "annual_cost_fen"])
    places = _places(data, districts, job)
    keys = data.frame[["district", "level"]].astype(object)
    is_known = (places != UNKNOWN) | keys["district"].isna()
    scope = keys.fillna("不限")[is_known].reindex(keys.index)
    drop_repeats(data, scope, job.problems)
    level = data.frame["level"].astype(object).fillna("")
    places = districts.places(data.frame["district"].astype(object))
    return pd.DataFrame(
        {"district": places, "level": level, "annual_cost_fen": data.frame["annual_cost_fen"]}
    )


def _assess(job: Job, places: npt.NDArray[np.int64], costs: pd.DataFrame | None) -> pd.DataFrame:
    """Return the platforms with everything that the standard says of them."""
    frame, policy = job.tables["platforms"].frame, job.policy
    level = frame["level"].astype(object)
    ratio, minimum = (
        level.map(policy.figure(name).at(policy_month(job))).to_numpy(dtype=np.int64)
        for name in ("people_per_staff", "minimum_staff")
    )
    people = frame["people_served"].to_numpy(dtype=np.int64)
    required = required_staff(people, ratio, minimum, rounding=job.interpretations["round"])
    staff = frame.reindex(columns=list(STAFF)).astype("Int64").fillna(0).sum(axis=1)
    found = compare(people, required, staff.to_numpy(dtype=np.int64))
    assessed = pd.DataFrame(
        {
            "district": places,
            "street": frame["street"],
            "platform": frame["platform"],
            "level": level,
            "people_served": people,
            "ratio": ratio,
            "minimum": minimum,
            "required": required,
            "staff_x100": found.staff_x100,
            "gap_x100": found.gap_x100,
            "surplus_x100": found.surplus_x100,
            "fill_ratio": found.fill_ratio,
            "people_per_staff": found.people_per_staff,
            "is_met": found.is_met,
        }
    )
    assessed["annual_cost_fen"] = cost_of(assessed, costs)
    assessed["gap_cost_fen"] = gap_cost_fen(found.gap_x100, assessed["annual_cost_fen"])
    order = ["district", "street", "level", "platform"]
    return assessed.sort_values(order, kind="stable").reset_index(drop=True)


def _platform_frame(job: Job, assessed: pd.DataFrame, districts: Districts) -> pd.DataFrame:
    """Return the table 配备核算."""
    table = job.policy.clause_words("三(二)")
    columns = {
        "district": pd.Series(districts.all_names[assessed["district"]], dtype="str"),
        **{name: assessed[name].astype("str") for name in ("street", "platform", "level")},
        **{
            name: assessed[name]
            for name in (
                "people_served", "required", "staff_x100", "gap_x100", "surplus_x100",
                "fill_ratio", "people_per_staff",
            )
        },
        "is_met": assessed["is_met"].map({True: "是", False: "否"}).astype("str"),
        "gap_cost_fen": assessed["gap_cost_fen"],
        "clause": pd.Series(table, index=assessed.index, dtype="str"),
        "explanation": _explanations(assessed, job.interpretations["round"], job),
    }  # fmt: skip
    return pd.DataFrame(columns)


def _explanations(assessed: pd.DataFrame, rounding: str, job: Job) -> pd.Series[str]:
    """Say in words: 「30,001 ÷ 6,000 进一为 6 人，现有 4.5 人，缺 1.5 人」."""
    names = {c.key: c.name for c in job.policy.interpretations["round"].choices}
    texts = {name: _texts(assessed[name]) for name in ("people_served", "ratio", "minimum")}
    minimum = assessed["minimum"]
    counted = required_staff(assessed["people_served"], assessed["ratio"], 0, rounding=rounding)
    said = texts["people_served"] + " ÷ " + texts["ratio"] + " " + names[rounding] + "为 "
    said = said + pd.Series(counted).astype("str") + " 人"
    floor = "，不足最低人数，按 " + texts["minimum"] + " 人"
    said = said + floor.where(pd.Series(counted) < minimum, "")
    staff = pd.Series(plain(assessed["staff_x100"] / HUNDRED), dtype=object)
    gap = pd.Series(plain(assessed["gap_x100"] / HUNDRED), dtype=object)
    surplus = pd.Series(plain(assessed["surplus_x100"] / HUNDRED), dtype=object)
    verdict = np.select(
        [assessed["gap_x100"] > 0, assessed["surplus_x100"] > 0],
        ["，缺 " + gap + " 人", "，超配 " + surplus + " 人"],
        "，正好",
    )
    said = said + "；现有 " + staff + " 人" + verdict
    explained: pd.Series[str] = (said + _cost_texts(assessed, gap)).astype("str")
    return explained


def _cost_texts(assessed: pd.DataFrame, gap: pd.Series[str]) -> pd.Series[str]:
    """Write what each gap costs: 「；缺口经费 1.5 × 80,000.00 元 = 120,000.00 元」."""
    cost, annual = assessed["gap_cost_fen"], assessed["annual_cost_fen"]
    priced = cost.notna() & (assessed["gap_x100"] > 0)
    amounts = {
        fen: money.text(fen) for fen in pd.unique(pd.concat([cost, annual]).dropna()).tolist()
    }
    said = "；缺口经费 " + gap + " × " + annual.map(amounts).astype(object) + " 元 = "
    said = said + cost.map(amounts).astype(object) + " 元"
    return said.where(priced, "").astype(object)


def _texts(numbers: pd.Series[int]) -> pd.Series[str]:
    distinct = {n: f"{n:,}" for n in numbers.unique().tolist()}
    return numbers.map(distinct).astype(object)


def _district_frame(job: Job, sums: pd.DataFrame, districts: Districts) -> pd.DataFrame:
    """Return the table 区市汇总."""
    names = np.array([*districts.names, job.policy.words["whole_city"]], dtype=object)
    named = sums.assign(
        district=pd.Series(names[sums["district"]], dtype="str"), level=sums["level"].astype("str")
    )
    order = [
        "district", "level", "platforms", "met", "required", "staff_x100", "gap_x100",
        "met_ratio", "rank", "gap_cost_fen",
    ]  # fmt: skip
    return named[order]


def deadline_note(deadline: dt.date, date: np.datetime64) -> tuple[str, str, str, str]:
    """Say how far the deadline of the standard is, or how long it has passed (三(二))."""
    item = "配备期限"
    if np.isnat(date):
        return ("期限", item, f"{deadline}", "没有统计日期，没有计算距期限的天数")
    day = pd.Timestamp(date).date()
    left = (deadline - day).days
    said = f"距期限还有 {left} 天" if left >= 0 else f"已超过期限 {-left} 天"
    return ("期限", item, f"{deadline}", f"统计日期 {day}，{said}")
