"""The sheet 临界 of a result, without pricing the options beside it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from qdcalc.notice.thresholds import within_of
from qdcalc.result.faces import chinese
from qdcalc.result.near import near_frame
from qdcalc.result.result import Result
from qdcalc.result.sensitivity_tables import NEAR


def near_of(result: Result, within: object = None) -> pd.DataFrame:
    """Return the sheet as a person sees it."""
    assert result._job is not None
    frame = near_frame(result._job, within_of(within))
    assert frame is not None
    return chinese(NEAR, frame)


def decision(frame: pd.DataFrame, item: str, value: object = None) -> dict[str, Any]:
    """Return the one decision about an item, of a value where there are several."""
    found = frame[frame["判断"].str.startswith(item)]
    found = found if value is None else found[found["阈值"].map(str) == str(value)]
    (only,) = found.to_dict("records")
    return {str(name): cell for name, cell in only.items()}
