"""Rows that say, in a workbook, that another of its tables has no row for them."""

from __future__ import annotations

from qdcalc.record import record


@record
class Unlisted:
    """A column in which rows say, in a workbook, that another table has no row for them.

    Parameters
    ----------
    column, word : str
        The column, and what stands in it.
    amount : str
        The column of what the other table lacks.
    table : str
        The other table's Chinese name.
    """

    column: str
    word: str
    amount: str
    table: str
