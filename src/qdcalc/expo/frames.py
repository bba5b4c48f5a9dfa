"""The output tables of the exhibition subsidies as frames."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from qdcalc.expo.outputs import FINDINGS, RETURNED
from qdcalc.expo.words import BudgetState, Item, Verdict
from qdcalc.notice.description import Job, Returned
from qdcalc.table.kinds import TEXTS


def finding_frame(found: pd.DataFrame) -> pd.DataFrame:
    """Return the table 核定结果."""
    day = found["day"].dt.strftime("%Y-%m-%d").astype(object)
    named = found.assign(day=day, year=found["year"].astype(np.int64))
    columns = {}
    for column in FINDINGS.columns:
        values = named[column.name]
        if column.kind.dtype == TEXTS:
            values = values.astype(object).where(values != "", None).astype("str")
        columns[column.name] = values
    return pd.DataFrame(columns)


def returned_frame(returned: Returned) -> pd.DataFrame:
    """Return the table 退回申请: the errors of the forms that were not assessed."""
    rows = []
    for problem in returned.problems:
        _, _, _, cell, column, value, said, remedy = problem.texts()
        rows.append((problem.file, cell, column, value, said, remedy))
    names = [column.name for column in RETURNED.columns]
    frame = pd.DataFrame(rows, columns=names, dtype=object)
    return frame.where(frame != "", None).astype("str")


def totals(findings: pd.DataFrame, column: str, order: list[str]) -> pd.DataFrame:
    """Return applications, approvals and amounts for each value of a column, in an order."""
    rows = pd.DataFrame(
        {
            "group": findings[column].to_numpy(dtype=object),
            "applications": 1,
            "approved": (findings["verdict"] == Verdict.APPROVED).astype(np.int64),
            "amount_fen": findings["amount_fen"],
            "open": (findings["verdict"] == Verdict.OPEN).astype(np.int64),
            "open_fen": findings["amount_fen"].where(findings["verdict"] == Verdict.OPEN, 0),
        }
    )
    summed = rows.groupby("group", sort=False).sum()
    known = [name for name in order if name in summed.index]
    rest = [name for name in summed.index if name not in known]
    summed = summed.reindex(known + rest)
    return summed.astype(np.int64).reset_index().rename(columns={"group": column})


def by_year(findings: pd.DataFrame, given: pd.Series[Any]) -> pd.DataFrame:
    """Return each year's and item's amount beside its budget."""
    spent = findings.groupby(["year", "item"])["amount_fen"].sum()
    index = spent.index.union(given.index)
    years = pd.DataFrame(
        {
            "amount_fen": spent.reindex(index).fillna(0).astype(np.int64),
            "budget_fen": given.reindex(index).astype("Int64"),
        }
    ).reset_index(names=["year", "item"])
    rank = years["item"].map({name: place for place, name in enumerate(Item)})
    years = years.assign(rank=rank).sort_values(["year", "rank"], ignore_index=True)
    left = years["budget_fen"] - years["amount_fen"]
    state = np.select(
        [left.isna().to_numpy(), (left.fillna(0) < 0).to_numpy(dtype=bool)],
        [BudgetState.NONE, BudgetState.OVER],
        BudgetState.WITHIN,
    )
    return pd.DataFrame(
        {
            "year": years["year"].astype(np.int64),
            "item": years["item"].astype("str"),
            "amount_fen": years["amount_fen"],
            "budget_fen": years["budget_fen"],
            "left_fen": left.astype("Int64"),
            "state": pd.Series(state, dtype="str"),
        }
    )


def budgets_of(job: Job) -> pd.Series[Any]:
    """Return the sheet 预算 by year and item [fen]."""
    data = job.tables.get("budgets")
    if data is None or data.frame.empty:
        index = pd.MultiIndex.from_arrays([[], []], names=["year", "item"])
        return pd.Series([], index=index, dtype="Int64")
    frame = data.frame[["year", "item", "budget_fen"]]
    index = pd.MultiIndex.from_frame(frame[["year", "item"]].astype({"year": np.int64}))
    return pd.Series(frame["budget_fen"].to_numpy(), index=index, dtype="Int64")
