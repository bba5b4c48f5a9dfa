"""What the frames of the months and of the cycle are made with."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from qdcalc.exact.text_columns import text_column


def frame_of(columns: dict[str, Any]) -> pd.DataFrame:
    """Make a frame; texts are ``str`` whatever is in them."""
    return pd.DataFrame(
        {
            name: text_column(values)  # without an index to be aligned
            if isinstance(values, np.ndarray) and values.dtype == object
            else values
            for name, values in columns.items()
        }
    )
