"""The months in which a row of the section list holds, in words."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qdcalc.exact.dtypes import Ints
from qdcalc.exact.months import month_text

OPEN = 10**6  # months from 1970: before and after any month that can be read


def spans_of(rows: pd.DataFrame) -> list[str]:
    """Write the months in which rows hold: 「2018-10 至 2019-03」, an open end as 不限."""
    ends = [month_or_open(rows[name].to_numpy(dtype=np.int64)) for name in ("since", "until")]
    return [f"{a} 至 {b}" for a, b in zip(*ends, strict=True)]


def month_or_open(months: Ints) -> list[str]:
    """Write months since 1970-01 as 2018-10, an open end as 不限."""
    return ["不限" if abs(m) >= OPEN else month_text(m) for m in months.tolist()]
