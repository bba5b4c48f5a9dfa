"""What is still to be handed in: blank figures and answers that are 待定 (十四、十五)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qdcalc.award.answers import ASKED, is_asked
from qdcalc.award.inputs import APPLICATIONS
from qdcalc.award.scale import NEEDED, sectors
from qdcalc.award.verdicts import CONDITIONS
from qdcalc.award.words import Answer, Prize

if TYPE_CHECKING:
    from qdcalc.award.words import OtherScale
    from qdcalc.exact.dtypes import Bools

BLANK = "空白"


def missing_materials(
    applications: pd.DataFrame, is_within: Bools, other: OtherScale
) -> pd.DataFrame:
    """List every needed figure that is blank and every answer that is open (十四、十五).

    Parameters
    ----------
    applications : DataFrame
    is_within : array of bool
        The day of application is within the notice's validity; of others nothing is asked.
    other : OtherScale

    Returns
    -------
    DataFrame
        ``position`` of the application, ``condition``, ``column``, ``label``, ``said``: 空白 or
        待定; by application, then in the order of the conditions.
    """
    positions, orders, open_ones = [], [], []
    asked = list(_asked(applications, other))
    for order, (_, column, of) in enumerate(asked):
        values = applications[column]
        is_open = (values == Answer.OPEN).fillna(False).to_numpy(dtype=bool)
        at = np.flatnonzero(of & is_within & (is_open | values.isna().to_numpy(dtype=bool)))
        positions.append(at)
        orders.append(np.full(len(at), order))
        open_ones.append(is_open[at])
    every = pd.DataFrame(
        {
            "position": np.concatenate(positions),
            "order": np.concatenate(orders),
            "said": np.where(np.concatenate(open_ones), str(Answer.OPEN), BLANK),
        }
    )
    every = every.sort_values(["position", "order"], kind="stable").reset_index(drop=True)
    where = every.pop("order").to_numpy()
    names = {
        "condition": [condition for condition, _, _ in asked],
        "column": [column for _, column, _ in asked],
        "label": [APPLICATIONS.column(column).label for _, column, _ in asked],
    }
    return every.assign(**{n: np.array(own, dtype=object)[where] for n, own in names.items()})


def _asked(applications: pd.DataFrame, other: OtherScale) -> Iterator[tuple[str, str, Bools]]:
    """Yield each condition's columns, and of which applications they are asked."""
    excellent = (applications["prize"] == Prize.EXCELLENCE).to_numpy(dtype=bool)
    sector = sectors(applications, other)
    for condition in CONDITIONS:
        if condition in ASKED:
            asked = is_asked(applications, condition)
            yield from ((condition, column, asked) for column in ASKED[condition][1])
        if condition == "scale":
            for kind, columns in NEEDED.items():
                asked = excellent & (sector == kind)
                yield from ((condition, column, asked) for column in columns)
