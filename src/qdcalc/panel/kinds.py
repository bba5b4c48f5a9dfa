"""The kind of cell that only this notice has: how many ballots a group, or all four, are given."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qdcalc.intake.kinds import WHOLE
from qdcalc.table.problems import ERROR, Fault

if TYPE_CHECKING:
    from qdcalc.intake.cells import Cells, Parsed
    from qdcalc.table.description import Column

NOT_TICKETS = Fault(
    "Q07", ERROR, "“{value}”不是评议票数", "请填 1 至 10,000,000 的整数；不写用通知的 2500 和 10000"
)
MOST = 10_000_000


def _tickets(cells: Cells, column: Column) -> Parsed:
    import numpy as np

    from qdcalc.intake.cells import Refusal
    from qdcalc.intake.values import read_whole

    read = read_whole(cells, column)
    odd = ~read.values.between(1, MOST).fillna(True).to_numpy(dtype=bool)
    read.refusals += [(row, Refusal(NOT_TICKETS)) for row in np.flatnonzero(odd).tolist()]
    return read


TICKETS = replace(WHOLE, name="评议票数", read=_tickets)
