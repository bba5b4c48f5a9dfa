"""Decisions near a threshold (临界): what a notice's ``thresholds`` hands over, how it is found.

A notice lists its decisions whose value lies near the threshold and calculates each again with
the value on the other side; decisions that can't touch each other share a run.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.errors import UsageError
from qdcalc.exact.decimals import common_places, scaled
from qdcalc.exact.dtypes import Bools, Floats, Ints

WITHIN = Fraction(1, 10)
_MOST = Fraction(1, 2)
_SLACK = 1e-6
HAIR = 1e-9  # of the threshold: how far over it a value is moved
COLUMNS = (
    "place", "period", "name", "item", "value", "threshold", "distance", "side", "before",
    "before_fen", "after", "after_fen", "others", "others_fen", "clause", "note",
)  # fmt: skip


def within_of(given: object) -> Fraction:
    """Read how near is near: ``5%``, 0.05 or nothing (10 %).

    Raises
    ------
    UsageError
        It is no share above 0 and at most 50 %.
    """
    if given is None:
        return WITHIN
    text = str(given).strip().replace("％", "%")
    found = re.fullmatch(r"(\d{1,3}(?:\.\d{1,6})?)(%?)", text)
    share = Fraction(found[1]) / (100 if found[2] else 1) if found else Fraction(0)
    if not 0 < share <= _MOST:
        raise UsageError(f"临界的范围应写成 5% 或 0.05 这样的比例，不超过 50%，现在是“{text[:20]}”")
    return share


def within_text(within: Fraction) -> str:
    """Write the range as people do: ``10%``."""
    return f"{float(within * 100):.10g}%"


def is_near(values: Floats, thresholds: Floats, within: Fraction) -> Bools:
    """Say which values lie within a share of their threshold; exactly that share is near.

    Parameters
    ----------
    values, thresholds : array of float64
        Decimals of at most 15 significant digits; NaN is never near.
    within : Fraction
    """
    reach = np.abs(thresholds) * float(within)
    distance = np.abs(values - thresholds)
    near: Bools = distance < reach * (1 - _SLACK)
    ties = np.flatnonzero(~near & (distance <= reach * (1 + _SLACK)))
    near[ties] = [
        abs(Fraction(repr(v)) - Fraction(repr(t))) <= within * abs(Fraction(repr(t)))
        for v, t in zip(values[ties].tolist(), thresholds[ties].tolist(), strict=True)
    ]
    return near


def rank_within(groups: Ints) -> Ints:
    """Return how many earlier ones each has in its group: one of each group shares a run."""
    rank = pd.Series(groups).groupby(groups).cumcount()
    return np.asarray(rank, dtype=np.int64)


def decisions(rows: Sequence[dict[str, Any]], left_out: int = 0) -> pd.DataFrame:
    """Return decisions as a frame with every column; what a row does not say is blank.

    ``left_out`` counts those that move less and are not listed (``frame.attrs["left_out"]``).
    """
    frame = pd.DataFrame(list(rows), columns=list(COLUMNS), dtype=object)
    texts = ["place", "period", "name", "item", "side", "before", "after", "others", "clause",
             "note"]  # fmt: skip
    frame[texts] = frame[texts].where(frame[texts].notna(), "")
    frame.attrs["left_out"] = left_out
    return frame


def distances(values: Floats, thresholds: Floats) -> Floats:
    """Return value − threshold, exact; both are decimals of at most 15 significant digits."""
    places = common_places(values, thresholds)
    exact = scaled(values, places) - scaled(thresholds, places)
    return np.asarray(exact / 10**places, dtype=np.float64)
