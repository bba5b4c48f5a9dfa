"""Output frames from columns, and the names that several of them show."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.water.inputs.registry import Sections

Texts = npt.NDArray[np.object_]


def frame_of(columns: dict[str, Any]) -> pd.DataFrame:
    """Make a frame; texts are ``str`` whatever is in them."""
    return pd.DataFrame(
        {
            name: pd.Series(values, dtype="str")
            if isinstance(values, np.ndarray) and values.dtype == object
            else values
            for name, values in columns.items()
        }
    )


def section_names(sections: Sections) -> Texts:
    """Return each section as people call it: river·section."""
    return (sections.texts["river"] + "·" + sections.texts["section"]).to_numpy(dtype=object)
