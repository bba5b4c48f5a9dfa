"""Conditions that are answered with 是, 否 or 待定 (三、八(二)(三)(五)(六)(七)、九、十四)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from qdcalc.award.words import Answer, Prize, State
from qdcalc.exact.dtypes import Bools, Texts

if TYPE_CHECKING:
    import pandas as pd

YES, NO = Answer.YES, Answer.NO
# condition → its clause, and the answer that each of its columns must have
ASKED: Mapping[str, tuple[str, Mapping[str, Answer]]] = {
    "subject": ("三", {"is_liable": YES, "is_local": YES}),
    "system": ("八(二)", {"has_system": YES, "is_green": YES}),
    "criteria": ("八(三)", {"has_criteria": YES, "is_leading": YES}),
    "standards": ("八(五)", {"has_standards": YES}),
    "credit": ("八(六)", {"is_reputable": YES, "has_complaints": NO}),
    "lawful": ("八(七)", {"is_lawless": NO}),
    "innovation": ("九", {"is_innovative": YES}),
    "recommended": ("十四", {"is_recommended": YES}),
}


def state_of(is_unmet: Bools, is_open: Bools) -> Texts:
    """Return the state of conditions: 不满足 as soon as a part fails, even beside an open one."""
    found = np.select([is_unmet, is_open], [str(State.UNMET), str(State.OPEN)], str(State.MET))
    return found.astype(object)


def is_asked(frame: pd.DataFrame, condition: str) -> Bools:
    """Say of each application whether a condition is asked of its prize (九)."""
    if condition == "innovation":
        return (frame["prize"] == Prize.INNOVATION).to_numpy(dtype=bool)
    return np.ones(len(frame), dtype=bool)


def answer_states(frame: pd.DataFrame, condition: str) -> Texts:
    """Return the state of a condition that is answered, an application each (三、八、九、十四).

    Parameters
    ----------
    frame : DataFrame
        The applications: texts 是, 否, 待定 or missing in the columns of ``ASKED``.
    condition : str
        One of ``ASKED``.

    Returns
    -------
    array of str
        满足 if every column has the answer that is wanted; 不满足 if one has the other answer;
        else (待定 or blank) 需人工确认; 不适用 where the prize does not ask for it.
    """
    is_unmet = is_open = np.zeros(len(frame), dtype=bool)
    for column, wanted in ASKED[condition][1].items():
        other = NO if wanted is YES else YES
        is_met = (frame[column] == wanted).to_numpy(dtype=bool)
        fails = (frame[column] == other).to_numpy(dtype=bool)
        is_unmet, is_open = is_unmet | fails, is_open | ~(is_met | fails)
    states = state_of(is_unmet, is_open)
    states[~is_asked(frame, condition)] = str(State.UNASKED)
    return states
