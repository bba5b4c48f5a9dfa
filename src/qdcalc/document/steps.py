"""How an amount came about: steps back to the cells of the user's files, as a tree.

A notice's ``explain`` composes the steps of what its calculation recorded; they are drawn as
text, folded in a notebook and on a page, and as a table in Word. Texts are finished Chinese.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qdcalc.intake.cited import Cited
from qdcalc.record import record


@dataclass(frozen=True, eq=False)
class Step:
    """One step: what it is, how much, and where that comes from.

    Parameters
    ----------
    what, value : str
        ``金额`` and ``333,333.33 元``.
    how : tuple of str
        The arithmetic in figures: ``2,000,000 元 × 2 ÷ 12 = 333,333.33 元``, what is not
        arithmetic in （） behind it.
    said : str
        What a figure alone does not say, in words.
    clause : str
        ``第七条第一款``.
    options : tuple of str
        The interpretations that it rests on, each with its option.
    cells : tuple of Cited or str
        ``水质月度_2018-11.xlsx!监测数据!L22 = 3.2``; what is no cell in words.
    steps : tuple of Step
        What its figures come from. The same step may stand in several places; it is written
        out in the first.
    """

    what: str
    value: str = ""
    how: tuple[str, ...] = ()
    said: str = ""
    clause: str = ""
    options: tuple[str, ...] = ()
    cells: tuple[Cited | str, ...] = ()
    steps: tuple[Step, ...] = ()

    def details(self) -> list[tuple[str, str]]:
        """Return what is said of the step, each with its label."""
        told = [("算式", how) for how in self.how]
        told += [("说明", self.said), ("条款", self.clause), ("口径", "；".join(self.options))]
        told += [("单元格", "、".join(map(str, self.cells)))]
        return [(label, text) for label, text in told if text]


@record
class Line:
    """A step where it stands: its number, and where it was written out before (else empty)."""

    number: str
    depth: int
    step: Step
    before: str = ""

    @property
    def heading(self) -> str:
        """``1.2　系数：−2``."""
        return f"{self.number}　{self.step.what}" + (f"：{self.step.value}" * bool(self.step.value))

    @property
    def details(self) -> list[tuple[str, str]]:
        """What is said of the step; of one that was written out before only where."""
        return [("见", f"第 {self.before} 步")] if self.before else self.step.details()


def in_file(steps: Sequence[Step], file: str) -> tuple[Step, ...]:
    """Return steps with the name of the only file of the input before its cells."""
    made: dict[int, Step] = {}

    def named(step: Step) -> Step:
        if id(step) not in made:
            cells = tuple(c.of(file) if isinstance(c, Cited) else c for c in step.cells)
            made[id(step)] = replace(step, cells=cells, steps=tuple(map(named, step.steps)))
        return made[id(step)]

    return tuple(map(named, steps))


def numbered(steps: Sequence[Step]) -> Iterator[Line]:
    """Yield the steps in order with their numbers, each written out once.

    One that stands on the first floor is written out there, wherever else it stands.
    """
    seen = {id(step): f"{place}" for place, step in enumerate(steps, start=1)}

    def walk(steps: Sequence[Step], prefix: str, depth: int) -> Iterator[Line]:
        for place, step in enumerate(steps, start=1):
            number = f"{prefix}{place}"
            is_long = bool(step.steps or step.cells)
            before = seen.setdefault(id(step), number) if is_long else number
            yield Line(number, depth, step, "" if before == number else before)
            if before == number:
                yield from walk(step.steps, f"{number}.", depth + 1)

    yield from walk(steps, "", 0)
