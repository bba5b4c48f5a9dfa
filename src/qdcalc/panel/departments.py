"""The departments of each group, and how long they report (二(一), 附件2)."""

from __future__ import annotations

from collections.abc import Mapping

from qdcalc.intake.table_data import TableData
from qdcalc.panel.words import GROUPS


def departments_of(data: TableData) -> dict[str, tuple[str, ...]]:
    """Return the departments of each group as the sheet 部门分组 has them."""
    frame = data.frame
    return {g: tuple(frame.loc[frame["group"] == g, "department"].tolist()) for g in GROUPS}


def timetable(departments: Mapping[str, tuple[str, ...]], minutes_each: int) -> dict[str, int]:
    """Return the minutes of each group: its departments times the minutes of each (二(一)).

    Parameters
    ----------
    departments : mapping of str to tuple of str
        The departments of each group.
    minutes_each : int
        每个部门的述职时限 [minutes].
    """
    return {group: len(own) * minutes_each for group, own in departments.items()}
