"""The kind of cell that only this notice has: 是, 否 or 待定, never blank where it is asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qdcalc.award.words import Answer
from qdcalc.intake.kinds import YES_NO
from qdcalc.table.kinds import TEXTS, Entry

if TYPE_CHECKING:
    from qdcalc.intake.cells import Cells, Parsed
    from qdcalc.table.description import Column


def _answer(cells: Cells, column: Column) -> Parsed:
    from qdcalc.award.values import read_answer

    return read_answer(cells, column)


ANSWER = replace(
    YES_NO, name="是、否或待定", dtype=TEXTS, read=_answer, choices=tuple(map(str, Answer)),
    takes_blank=False, entry=Entry("是、否或待定"),
    remarks=YES_NO.remarks | {"是/否/待定", "是、否、待定", "是、否或待定"},
)  # fmt: skip
