"""An amount explained: whose it is, its steps, what it was calculated from; as text and a card."""

from __future__ import annotations

from html import escape

from qdcalc.document.folded import folded
from qdcalc.document.steps import Line, Step, numbered
from qdcalc.record import record
from qdcalc.table.card_parts import card

_INDENT = "  "
_LINE = 140  # characters of a step that still stands on one line


@record
class Explanation:
    """An amount, or several, with the steps that they come from.

    ``title`` says whose amount it is, ``basis`` what it was calculated from: notice, files,
    version.
    """

    title: str
    steps: tuple[Step, ...]
    basis: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def _repr_html_(self) -> str:
        basis = [f'<p class="quiet">{escape(said)}</p>' for said in self.basis]
        return card([f"<h3>{escape(self.title)}</h3>", folded(self.steps), *basis])

    def lines(self) -> list[str]:
        """Return it as lines of text."""
        told = [self.title, ""]
        for line in numbered(self.steps):
            told += _text(line)
        return [*told, "", *self.basis] if self.basis else told


def _text(line: Line) -> list[str]:
    """Return a step as lines: one where all of it fits, else each of its details on its own."""
    indent = _INDENT * line.depth
    said = [f"{label}：{text}" for label, text in line.details]
    if line.before:
        said = [f"见{text}" for _, text in line.details]
    one = "　".join([line.heading, *said])
    if (not line.step.steps and len(one) <= _LINE) or line.before:
        return [indent + one]
    return [indent + line.heading, *(f"{indent}{_INDENT * 2}{text}" for text in said)]
