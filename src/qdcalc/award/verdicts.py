"""The conditions of an application together, and what follows (八、九、二十九)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from qdcalc.award.answers import ASKED
from qdcalc.award.words import State, Verdict
from qdcalc.exact.dtypes import Bools, Texts

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

# condition → its clause, in the order of the sheet 资格审查
CLAUSES: Mapping[str, str] = {
    "subject": "三",
    "operating": "八(一)",
    "system": "八(二)",
    "criteria": "八(三)",
    "scale": "八(四)",
    "standards": "八(五)",
    "credit": "八(六)",
    "accidents": "八(六)",
    "lawful": "八(七)",
    "innovation": "九",
    "recommended": "十四",
    "ban": "二十七",
}
CONDITIONS = tuple(CLAUSES)
assert {name: clause for name, (clause, _) in ASKED.items()}.items() <= CLAUSES.items()


def is_valid(applied: pd.Series[pd.Timestamp], span: tuple[dt.date, dt.date]) -> Bools:
    """Say which days of application are within the notice's validity (二十九)."""
    first, last = (np.datetime64(day) for day in span)
    return ((applied >= first) & (applied <= last)).to_numpy(dtype=bool)


def verdicts(states: pd.DataFrame, is_within: Bools) -> Texts:
    """Return what is found of each application (八、九、二十九).

    Parameters
    ----------
    states : DataFrame
        A column for each of ``CONDITIONS``, of the words of ``State``.
    is_within : array of bool
        The day of application is within the notice's validity.

    Returns
    -------
    array of str
        不适用 outside it; 不合格 if any condition is 不满足; else 需人工确认 if any is; else 合格.
    """
    words = states[list(CONDITIONS)].to_numpy(dtype=object)
    found = np.select(
        [~is_within, (words == State.UNMET).any(axis=1), (words == State.OPEN).any(axis=1)],
        [str(Verdict.OUTSIDE), str(Verdict.UNFIT), str(Verdict.OPEN)],
        str(Verdict.FIT),
    )
    return found.astype(object)


def unmet_clauses(states: pd.DataFrame, words: Mapping[str, str]) -> Texts:
    """Write each application's clauses that are not met, each once: 第三条、第八条(一).

    Parameters
    ----------
    states : DataFrame
    words : mapping of str to str
        Each clause as officials write it.
    """
    said = np.full(len(states), "", dtype=object)
    for clause in dict.fromkeys(CLAUSES.values()):
        names = [name for name, own in CLAUSES.items() if own == clause]
        is_unmet = (states[names] == State.UNMET).any(axis=1).to_numpy(dtype=bool)
        more = np.where(said == "", words[clause], said + ("、" + words[clause]))
        said = np.where(is_unmet, more, said).astype(object)
    return said
