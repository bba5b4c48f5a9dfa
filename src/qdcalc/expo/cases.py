"""An application as a case: what it comes to on its own, and what is said of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.texts import key
from qdcalc.intake.table_data import TableData

Texts = npt.NDArray[np.object_]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# position in its table; item; the day (NaT of a year-only row); the claim, and the claim as a
# history without edition or day has it; the amount and what is said of it (Said); the clause
COLUMNS = (
    "position", "item", "subject", "applicant", "year", "day", "claim", "history_claim",
    "amount_fen", "refusal", "missing", "doubt", "remark", "working", "clause",
)  # fmt: skip


def _nothing() -> Texts:
    return np.array("", dtype=object)


@dataclass(frozen=True)
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
        "day": np.datetime64("NaT", "s"), "amount_fen": 0,
    } | vars(said) | given  # fmt: skip
    columns = {}
    for name in COLUMNS:
        value = values[name]
        columns[name] = np.full(size, value) if np.ndim(value) == 0 else np.asarray(value)
    frame = pd.DataFrame({n: v for n, v in columns.items() if n != "day"})
    return frame.assign(day=pd.Series(columns["day"], dtype="datetime64[s]"))[list(COLUMNS)]


def keys(texts: pd.Series[Any]) -> Texts:
    """Return what names are compared by, once for each distinct name; a blank is empty."""
    codes, distinct = pd.factorize(texts.to_numpy(dtype=object))
    return np.array([*(key(t) for t in distinct), ""], dtype=object)[codes]


def filled(texts: pd.Series[Any]) -> Texts:
    """Return texts with blanks as empty texts."""
    return np.where(texts.isna(), "", texts.astype(object)).astype(object)


def whole(numbers: pd.Series[Any]) -> Ints:
    """Return whole numbers, blanks as 0 (whether one is blank is asked apart)."""
    return numbers.fillna(0).to_numpy(dtype=np.int64)


def yes(answers: pd.Series[Any]) -> Bools:
    """Return answers as truth values; an absent column is 否."""
    return answers.astype("boolean").fillna(False).to_numpy(dtype=bool)


def columns_of(data: TableData) -> pd.DataFrame:
    """Return a table's frame with every column of its description."""
    return data.frame.reindex(columns=[c.name for c in data.table.columns])
