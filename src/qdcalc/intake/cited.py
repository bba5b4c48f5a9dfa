"""Cells as explanations cite them: file, sheet, address and what stands there."""

from __future__ import annotations

from dataclasses import replace

from qdcalc.record import record


@record
class Cited:
    """A cell as an explanation cites it: 「b.xlsx!展会!O5 = 3.2」.

    ``file`` is empty where the input is one file; :meth:`of` names it.
    """

    file: str
    sheet: str
    address: str
    value: str
    note: str = ""
    is_in_file: bool = True

    def of(self, file: str) -> Cited:
        """Return the cell with the name of the only file of the input."""
        return replace(self, file=file) if self.is_in_file and not self.file else self

    def __str__(self) -> str:
        place = "!".join(part for part in (self.file, self.sheet, self.address) if part)
        return f"{place} = {self.value or '（空）'}{self.note}"
