"""The output tables of the staffing assessment as frames."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.dtypes import Texts
from qdcalc.intake.districts import Districts
from qdcalc.intake.table_data import TableData
from qdcalc.notice.description import Job
from qdcalc.staffing.facts import StaffingFacts
from qdcalc.staffing.inputs import PARTS
from qdcalc.staffing.sentences import explanations
from qdcalc.staffing.targets import task_states
from qdcalc.staffing.words import WHOLE_CITY, Direction, DueState


def platform_frame(job: Job, assessed: pd.DataFrame, known: StaffingFacts) -> pd.DataFrame:
    """Return the table 配备核算."""
    table = job.policy.clause_words("三(二)")
    names = {c.key: c.name for c in job.policy.interpretations["round"].choices}
    columns = {
        "district": pd.Series(known.districts.all_names[assessed["district"]], dtype="str"),
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
        "annual_cost_fen": assessed["annual_cost_fen"],
        "clause": pd.Series(table, index=assessed.index, dtype="str"),
        "explanation": explanations(assessed, known.rounding, names[known.rounding]),
        **{name: assessed[name] for name in PARTS},
    }  # fmt: skip
    return pd.DataFrame(columns)


def district_frame(sums: pd.DataFrame, districts: Districts) -> pd.DataFrame:
    """Return the table 区市汇总."""
    names = np.array([*districts.names, WHOLE_CITY], dtype=object)
    named = sums.assign(
        district=pd.Series(names[sums["district"]], dtype="str"), level=sums["level"].astype("str")
    )
    order = [
        "district", "level", "platforms", "met", "required", "staff_x100", "gap_x100",
        "met_ratio", "rank", "gap_cost_fen",
    ]  # fmt: skip
    return named[order]


def task_frame(data: TableData | None, date: np.datetime64) -> pd.DataFrame:
    """Return the table 目标任务: the sheet's tasks and their states."""
    columns = ["task", "due", "direction", "target", "actual", "done_on"]
    tasks = pd.DataFrame(columns=columns) if data is None else data.frame.reindex(columns=columns)
    due, done = (tasks[c].to_numpy(dtype="datetime64[s]") for c in ("due", "done_on"))
    target, actual = (tasks[c].to_numpy(dtype=object) for c in ("target", "actual"))
    at_most = (tasks["direction"] == Direction.AT_MOST).to_numpy(dtype=bool)
    found = task_states(due, done, target, actual, at_most, date)
    return pd.DataFrame(
        {
            "task": tasks["task"].astype("str"),
            "due": _day_texts(due),
            "target": floats(target),
            "actual": floats(actual),
            "state": pd.Series(found.state, dtype="str"),
            "days": found.days,
            "missing": floats(found.missing),
            "done_on": _day_texts(done),
            "direction": pd.Series(
                np.where(at_most, Direction.AT_MOST.value, Direction.AT_LEAST.value), dtype="str"
            ),
        }
    )


def notice_task_frame(known: StaffingFacts) -> pd.DataFrame:
    """Return the table 通知任务: the notice's own fourteen items with their dates (二)."""
    listed, date = pd.DataFrame(known.policy.lists["tasks"]), known.date
    due = pd.to_datetime(listed["due"]).to_numpy(dtype="datetime64[s]", copy=True)
    yearly = listed["each_year"].notna().to_numpy(dtype=bool)
    day = known.deadline if np.isnat(date) else date
    days = str(day)[:4] + "-" + listed.loc[yearly, "each_year"]
    due[yearly] = pd.to_datetime(days).to_numpy(dtype="datetime64[s]")
    state = np.select(
        [np.isnat(due), np.isnat(date), due < date],
        [DueState.UNDATED, DueState.UNKNOWN, DueState.PAST],
        DueState.OPEN,
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


def _day_texts(days: npt.NDArray[np.datetime64]) -> pd.Series[str]:
    return pd.Series(np.datetime_as_string(days, unit="D"), dtype="str").where(~np.isnat(days))


def floats(fractions: Texts) -> pd.Series[float]:
    """Return exact fractions as floats, None as NaN."""
    values = pd.Series(fractions, dtype=object)
    return values.where(values.notna(), np.nan).astype(np.float64)
