"""SHA-256 of the program, of what decides amounts and of tables, so that others can recompute them.

What is hashed is stated to the letter in docs/receipt.md, with a script of a few lines that
recomputes it from the workbook: change neither without the other.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Context
from functools import cache
from io import FileIO
from pathlib import Path

import pandas as pd

from qdcalc.exact.patterns import Lazy
from qdcalc.exact.texts import sha256_of_text
from qdcalc.result import faces
from qdcalc.table.description import Table

_PROGRAM = Path(__file__).parents[1]
_SUFFIXES = (".py", ".toml", ".csv", ".css")
_APART = {"__pycache__", "_samples"}
# characters without a shape, and what workbooks write for them, whoever saved them last
_SHAPELESS = Lazy("[\x00-\x08\x0b-\x1f\ufffe\uffff]|(?:_x005F)*_x[0-9a-fA-F]{4}_")
_MOST_KEPT = 2**16
_DIGITS = Context(15, ROUND_HALF_UP)


@cache
def of_program(folder: Path = _PROGRAM) -> str:
    """Return the SHA-256 of the list of the program's files, as ``sha256sum`` writes it.

    One line a file, ordered by path: the SHA-256 (lines ending in LF), two blanks, the path.
    """
    found = dict(_files(str(folder), ""))
    lines = [f"{_sha256_of(found[name])}  {name}\n" for name in sorted(found)]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _files(folder: str, before: str) -> Iterator[tuple[str, str]]:
    """Yield each file of the program below a folder: what it is listed as, where it is."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(_SUFFIXES) and entry.is_file():
                yield before + entry.name, entry.path
            elif entry.name not in _APART and entry.is_dir():
                yield from _files(entry.path, f"{before}{entry.name}/")


def _sha256_of(file: str) -> str:
    with FileIO(file) as stream:
        return sha256_of_text(stream.readall())


def of_table(table: Table, frame: pd.DataFrame) -> str:
    """Return the SHA-256 of a table as its sheet shows it: header, rows, the row 合计.

    Parameters
    ----------
    table : Table
    frame : DataFrame
        English columns, as calculated.
    """
    digest, known = hashlib.sha256(), _Known()

    def add(*columns: Iterable[object]) -> None:
        rows = zip(*(map(known.__getitem__, cells) for cells in columns), strict=True)
        digest.update("".join(f"{','.join(row)}\n" for row in rows).encode())

    add(*([faces.header(column)] for column in table.columns))
    for block in faces.blocks(table, frame):
        add(*(cells for cells, _ in block))
    if table.total:
        add(*([cell] for cell in faces.total(table, frame)))
    return digest.hexdigest()


def of_cells(rows: Iterable[Sequence[object]]) -> str:
    """Return the SHA-256 of a table as it was read from its sheets: header, rows, the row 合计."""
    digest, known = hashlib.sha256(), _Known()
    for row in rows:
        digest.update((",".join([known[value] for value in row]) + "\n").encode())
    return digest.hexdigest()


class _Known(dict[object, str]):
    """The text of each value that was met, made once while so many are kept."""

    def __missing__(self, value: object) -> str:
        if len(self) >= _MOST_KEPT:
            self.clear()
        self[value] = text = cell_text(value)
        return text


def cell_text(value: object) -> str:
    """Return a cell as it is hashed: a text in quotes, a number of at most 15 digits, or nothing.

    The number is the one that the file keeps: 16 digits, of which a reader sees 15, halves up as
    LibreOffice rounds them when it saves a workbook again.
    """
    if value is None or value == "" or value != value:
        return ""
    if isinstance(value, str):
        return '"' + _SHAPELESS.sub("", value[:32767]).replace('"', '""') + '"'
    if isinstance(value, (dt.date, pd.Period)):
        day = value.to_timestamp() if isinstance(value, pd.Period) else pd.Timestamp(value)
        return day.isoformat(sep=" ", timespec="seconds")
    text = f"{value:.15g}"
    if float(text) != value:
        text = format(float(_DIGITS.create_decimal(f"{value:.16g}")), ".15g")
    return text if text != "-0" else "0"
