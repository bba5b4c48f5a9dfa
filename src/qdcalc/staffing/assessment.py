"""Staffing of the platforms and the dated targets, from typed tables to output tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc import money
from qdcalc.calculation import CheckRow, Job, Outcome
from qdcalc.decimals import plain
from qdcalc.districts import UNKNOWN, Districts, districts_of
from qdcalc.intake import TableData
from qdcalc.problems import ERROR, WARNING, Fault
from qdcalc.repeats import drop_repeats
from qdcalc.settings import SETTINGS
from qdcalc.staffing.costs import cost_of, gap_cost_fen
from qdcalc.staffing.outputs import ALL_LEVELS
from qdcalc.staffing.standard import HUNDRED, compare, required_staff
from qdcalc.staffing.summary import by_district
from qdcalc.staffing.tables import DIRECTIONS, LEVELS, STAFF
from qdcalc.staffing.targets import STATES, task_states

NO_STREET = Fault(
    "P11",
    WARNING,
    "表里没有 {district} {street} 的街道(镇)服务中心",
    "请核对街道名称，或补上街道(镇)一行",
)
NO_DATE = Fault(
    "P13", ERROR, "没有统计日期，不能判断目标任务是否逾期",
    "请在工作表“口径”里加一行：统计日期，如 2019-06-30；或用 --date 2019-06-30",
)  # fmt: skip
NO_DATE_NOTE = Fault(
    "P14", WARNING, "没有统计日期，没有核对通知的目标任务和配备期限",
    "需要时在工作表“口径”里加一行：统计日期，如 2019-06-30；或用 --date 2019-06-30",
)  # fmt: skip
NO_DIRECTION = Fault(
    "P15", WARNING, "有目标值但没有写方向，按“不低于”计算", "请填 不低于 或 不高于"
)
NO_TARGET = Fault("P16", WARNING, "有实际值但没有目标值，按没有指标的事项处理", "请补填目标值")
FUTURE = Fault(
    "P17", WARNING, "完成日期 {value} 晚于统计日期 {date}", "请核对完成日期；没有完成的请清空"
)
BEFORE_POLICY = Fault(
    "P18",
    WARNING,
    "统计日期 {date} 早于通知印发的 {since}，按该通知的标准核算",
    "请核对统计日期",
)
_DATE = "report_date"


def compute(job: Job) -> Outcome:
    """Assess platforms and dated targets (三(二), 二).

    Raises
    ------
    InputError
        The input has errors; all of them are told.
    """
    districts = districts_of(job.policy.figure("districts"), [_policy_month(job)], "")
    platforms = job.tables["platforms"]
    _drop_repeats(platforms, _places(platforms, districts, job), job)
    places = districts.places(platforms.frame["district"])
    costs = _costs(job, districts)
    _check_tasks(job)
    job.stop_on_errors()
    _warn_of_streets(platforms, places, districts, job)
    assessed = _assess(job, places, costs)
    sums = by_district(
        assessed, job.policy.words["all_levels"], job.policy.words["levels"], len(districts.names)
    )
    tables: dict[str, Callable[[], pd.DataFrame]] = {
        "platform_staff": lambda: _platform_frame(job, assessed, districts),
        "districts": lambda: _district_frame(job, sums, districts),
        "tasks": lambda: _task_frame(job),
        "notice_tasks": lambda: _notice_task_frame(job),
    }
    notes = [deadline_note(job.policy.figure("deadline").at(_policy_month(job)), _report_date(job))]
    return Outcome(tables, lambda: _checks(assessed, sums, len(districts.names)), notes)


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
        keys = keys.assign(district=keys["district"].where(places != UNKNOWN))
        keys["platform"] = keys["platform"].where(keys["level"] != LEVELS[0], "街道中心")
        drop_repeats(data, keys, job.problems)


def _warn_of_streets(
    data: TableData, places: npt.NDArray[np.int64], districts: Districts, job: Job
) -> None:
    """Warn of communities whose street has no row of its own."""
    keys = pd.MultiIndex.from_arrays([places, data.frame["street"]])
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


def _check_tasks(job: Job) -> None:
    """Ask for the date that the targets are measured against; name what is assumed."""
    data, date = job.tables.get("tasks"), _report_date(job)
    since = min(v.since for v in job.policy.figure("people_per_staff").versions)
    if date < np.datetime64(since):
        fields = {"date": str(date)[:10], "since": since}
        job.problems.add(BEFORE_POLICY, sheet=SETTINGS.label, fields=fields)
    if data is None or data.frame.empty:
        if np.isnat(date):
            job.problems.add(NO_DATE_NOTE)
        return
    if np.isnat(date):
        part = data.raw.parts[0]
        job.problems.add(NO_DATE, sheet=part.sheet, file=part.file)
    frame = data.frame.reindex(columns=["target", "actual", "direction", "done_on"])
    has_target, has_actual = frame["target"].notna(), frame["actual"].notna()
    for fault, column, rows in (
        (NO_DIRECTION, "direction", has_target & frame["direction"].isna()),
        (NO_TARGET, "actual", has_actual & ~has_target),
    ):
        job.problems.extend(data.raw.problems_at(fault, column, np.flatnonzero(rows)))
    later = np.flatnonzero(pd.to_datetime(frame["done_on"]) > pd.Timestamp(date))
    if later.size:
        job.problems.extend(data.raw.problems_at(FUTURE, "done_on", later, date=str(date)[:10]))


def _assess(job: Job, places: npt.NDArray[np.int64], costs: pd.DataFrame | None) -> pd.DataFrame:
    """Return the platforms with everything that the standard says of them."""
    frame, policy = job.tables["platforms"].frame, job.policy
    level = frame["level"].astype(object)
    ratio, minimum = (
        level.map(policy.figure(name).at(_policy_month(job))).to_numpy(dtype=np.int64)
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


def _task_frame(job: Job) -> pd.DataFrame:
    """Return the table 目标任务: the sheet's tasks and their states."""
    data, date = job.tables.get("tasks"), _report_date(job)
    columns = ["task", "due", "direction", "target", "actual", "done_on"]
    tasks = pd.DataFrame(columns=columns) if data is None else data.frame.reindex(columns=columns)
    due, done = (tasks[c].to_numpy(dtype="datetime64[s]") for c in ("due", "done_on"))
    target, actual = (tasks[c].to_numpy(dtype=object) for c in ("target", "actual"))
    at_most = (tasks["direction"] == DIRECTIONS[1]).to_numpy(dtype=bool)
    found = task_states(due, done, target, actual, at_most, date)
    words = np.array([job.policy.words["states"][key] for key in STATES], dtype=object)
    return pd.DataFrame(
        {
            "task": tasks["task"].astype("str"),
            "due": _day_texts(due),
            "target": _floats(target),
            "actual": _floats(actual),
            "state": pd.Series(words[found.state], dtype="str"),
            "days": found.days,
            "missing": _floats(found.missing),
            "done_on": _day_texts(done),
        }
    )


def _notice_task_frame(job: Job) -> pd.DataFrame:
    """Return the table 通知任务: the notice's own fourteen items with their dates (二)."""
    listed = pd.DataFrame(job.policy.lists["tasks"])
    due = pd.to_datetime(listed["due"]).to_numpy(dtype="datetime64[s]")
    date, words = _report_date(job), job.policy.words["dues"]
    state = np.select(
        [np.isnat(due), np.isnat(date), due < date],
        [words["undated"], words["unknown"], words["past"]],
        words["open"],
    )
    return pd.DataFrame(
        {
            "item": listed["item"].astype("int64"),
            "clause": listed["clause"].astype("str"),
            "task": listed["name"].astype("str"),
            "due": _day_texts(due),
            "target": listed["at_least"].astype(np.float64),
            "responsible": listed["by"].astype("str"),
            "state": pd.Series(state, dtype="str"),
            "days": pd.Series(due - date).dt.days.astype("Int64"),
        }
    )


def _report_date(job: Job) -> np.datetime64:
    date = job.settings.get(_DATE)
    return np.datetime64("NaT", "s") if date is None else np.datetime64(date, "s")


def _policy_month(job: Job) -> int:
    """Return the month whose figures are in force: that of 统计日期, else the newest version's."""
    date = _report_date(job)
    if np.isnat(date):
        return max(v.month for f in job.policy.figures.values() for v in f.versions)
    return int(date.astype("datetime64[M]").astype(np.int64))


def _day_texts(days: npt.NDArray[np.datetime64]) -> pd.Series[str]:
    return pd.Series(np.datetime_as_string(days, unit="D"), dtype="str").where(~np.isnat(days))


def _floats(fractions: npt.NDArray[np.object_]) -> pd.Series[float]:
    values = pd.Series(fractions, dtype=object)
    return values.where(values.notna(), np.nan).astype(np.float64)


def deadline_note(deadline: dt.date, date: np.datetime64) -> tuple[str, str, str, str]:
    """Say how far the deadline of the standard is, or how long it has passed (三(二))."""
    item = "配备期限"
    if np.isnat(date):
        return ("期限", item, f"{deadline}", "没有统计日期，没有计算距期限的天数")
    day = pd.Timestamp(date).date()
    left = (deadline - day).days
    said = f"距期限还有 {left} 天" if left >= 0 else f"已超过期限 {-left} 天"
    return ("期限", item, f"{deadline}", f"统计日期 {day}，{said}")


def _checks(assessed: pd.DataFrame, sums: pd.DataFrame, city: int) -> Iterator[CheckRow]:
    """Compare platforms with districts, districts with the city."""
    is_all, is_city = sums["level"] == ALL_LEVELS, sums["district"] == city
    levels, districts, whole = (
        sums[~is_all & ~is_city],
        sums[is_all & ~is_city],
        sums[is_all & is_city],
    )
    own = assessed.assign(platforms=1)
    for name, column, is_hundredths in (
        ("平台数", "platforms", False),
        ("应配", "required", False),
        ("现有", "staff_x100", True),
        ("缺口", "gap_x100", True),
        ("缺口经费", "gap_cost_fen", True),
    ):
        parts = [int(frame[column].sum()) for frame in (own, levels, districts, whole)]
        for said, right in zip(("各区市各级别", "各区市全部", "全市"), parts[1:], strict=True):
            yield CheckRow(f"{name}：各平台合计 = {said}合计", parts[0], right, is_hundredths)
    balance = assessed["required"] * HUNDRED - assessed["gap_x100"] + assessed["surplus_x100"]
    yield CheckRow(
        "应配 − 缺口 + 超配 = 现有", int(balance.sum()), int(assessed["staff_x100"].sum())
    )
