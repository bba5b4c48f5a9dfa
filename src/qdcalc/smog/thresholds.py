"""What is near a threshold: durations and windows (三), shares of reductions (四(三)2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from qdcalc.smog.measures.thresholds import thresholds as of_measures
from qdcalc.smog.warning.thresholds import thresholds as of_warnings

if TYPE_CHECKING:
    from fractions import Fraction

    from qdcalc.notice.description import Job


def thresholds(job: Job, within: Fraction) -> pd.DataFrame:
    """Return the decisions of both halves that are near a threshold."""
    halves = [of_warnings(job, within), of_measures(job, within)]
    both = pd.concat(halves, ignore_index=True)
    both.attrs["left_out"] = sum(half.attrs["left_out"] for half in halves)
    return both
