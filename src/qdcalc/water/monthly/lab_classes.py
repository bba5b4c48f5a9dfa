"""The laboratory's own class of a section's month beside the one that its readings give (六)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from qdcalc.intake.table_data import TableData
from qdcalc.table.problems import WARNING, Fault, Problems
from qdcalc.water.inputs.grid import Grid
from qdcalc.water.inputs.told import LINES, first
from qdcalc.water.words import class_names

CLASSES_DIFFER = Fault(
    "W98",
    WARNING,
    "表里写的水质类别是 {value}，按监测值计算是 {found}，核算以计算的为准",
    "请核对这一行的监测值和单位；类别由不参评的指标（总氮、粪大肠菌群、水温）决定的可以不管",
)


def warn_of_other_classes(
    grid: Grid, classes: npt.NDArray[np.int8], readings: TableData, problems: Problems
) -> None:
    """Name each row whose written class is not the one calculated; rows without either are none.

    Parameters
    ----------
    grid : Grid
    classes : array of int8
        The class of each section-month, 0 for none.
    readings : TableData
        The rows that the grid was laid out from.
    problems : Problems
    """
    if "lab_class" not in readings.present:
        return
    written = readings.frame["lab_class"].fillna(0).to_numpy(dtype=np.int8)
    spots = np.flatnonzero((grid.row_at >= 0) & (classes > 0))
    lab = written[grid.row_at[spots]]
    differing = spots[(lab > 0) & (lab != classes[spots])]
    shown = first(differing, LINES, readings, problems)
    problems.extend(
        readings.raw.problems_at(
            CLASSES_DIFFER, "lab_class", grid.row_at[shown],
            found=list(class_names(classes[shown])), month=grid.month[shown].tolist(),
            section=[str(name) for name in grid.sections.ids[grid.section[shown]].tolist()],
        )
    )  # fmt: skip
