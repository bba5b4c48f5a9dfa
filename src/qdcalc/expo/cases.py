"""An application as a case: what it comes to on its own, and what is said of it."""

from __future__ import annotations

from dataclasses import field
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.exact.dtypes import Texts
from qdcalc.intake.table_data import TableData
from qdcalc.record import record

# position in its table; item; the day (NaT of a year-only row); the claim, and the claim as a
# history without edition or day has it; the amount and what is said of it (Said); the clause;
# whether a condition fails that has nothing to do with the amount
COLUMNS = (
    "position", "item", "subject", "applicant", "year", "day", "claim", "history_claim",
    "amount_fen", "refusal", "missing", "doubt", "remark", "working", "clause", "is_against",
)  # fmt: skip


def _nothing() -> Texts:
    return np.array("", dtype=object)


@record
class Said:
    """What is said of each application.

    How the amount came about; why nothing is paid (a condition that fails), which figure is
    missing, what people have to decide, what else is to be known.
    """

    working: Texts
    refusal: Texts = field(default_factory=_nothing)
    missing: Texts = field(default_factory=_nothing)
    doubt: Texts = field(default_factory=_nothing)
    remark: Texts = field(default_factory=_nothing)


def case(size: int, said: Said, **given: Any) -> pd.DataFrame:
    """Return cases as a frame; texts that are not given are empty."""
    values: dict[str, Any] = {
        "claim": "", "history_claim": "", "position": np.arange(size),
        "day": np.datetime64("NaT", "s"), "amount_fen": 0, "is_against": False,
    } | vars(said) | given  # fmt: skip
    columns = {}
    for name in COLUMNS:
        value = values[name]
        columns[name] = np.full(size, value) if np.ndim(value) == 0 else np.asarray(value)
    frame = pd.DataFrame({n: v for n, v in columns.items() if n != "day"})
    return frame.assign(day=pd.Series(columns["day"], dtype="datetime64[s]"))[list(COLUMNS)]


def columns_of(data: TableData) -> pd.DataFrame:
    """Return a table's frame with every column of its description."""
    return data.frame.reindex(columns=[c.name for c in data.table.columns])
