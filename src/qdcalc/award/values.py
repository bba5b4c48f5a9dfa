"""How the answer to a condition is read: 是, 否 or 待定."""

from __future__ import annotations

from typing import Any

from qdcalc.award.words import Answer
from qdcalc.exact.texts import key
from qdcalc.intake.cells import Cells, Parsed, Refusal
from qdcalc.intake.values import read_each, yes_or_no
from qdcalc.table.description import Column
from qdcalc.table.problems import ERROR, Fault

NOT_ANSWER = Fault(
    "A01", ERROR, "“{value}”不是“是”“否”或“待定”", "请填 是、否 或 待定；还没有核实的填 待定"
)


def read_answer(cells: Cells, column: Column) -> Parsed:
    """Read 是, 否 (√, ×, Y, N, 1, 0 are known, too) and 待定 as texts; a blank stays one."""
    return read_each(cells, _answer)


def _answer(value: Any) -> Any:
    if key(value) == key(Answer.OPEN):
        return str(Answer.OPEN)
    answer = yes_or_no(value)
    if answer is None:
        return Refusal(NOT_ANSWER)
    return str(Answer.YES if answer else Answer.NO)
