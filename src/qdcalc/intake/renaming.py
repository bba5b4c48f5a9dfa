"""Names in cells put in the place of others: those of a user's own tables, the standard ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.patterns import Lazy
from qdcalc.exact.texts import key
from qdcalc.intake.raw import RawTable

# what a name means: what its replacements are counted by, and the parts of the standard name
Wanted = Mapping[str, tuple[int, tuple[str, ...]]]
_SEPARATORS = Lazy(r"([、,，;；\s]+)")


def replaced(
    raw: RawTable, columns: Sequence[str], wanted: Wanted, known: Mapping[str, tuple[str, ...]]
) -> tuple[RawTable, Counter[int]]:
    """Return a table with other names in some of its cells, and how many each row replaced.

    Parameters
    ----------
    raw : RawTable
    columns : sequence of str
        One column, whose cells may be lists of names; or several whose texts together are the
        name, the last of them the name that a table may write alone.
    wanted : mapping
        By the name's key.
    known : mapping
        The standard names by their keys: what has one stays as it is, and so does a row whose first
        part is another standard name's.
    """
    if columns[-1] not in raw.columns:
        return raw, Counter()
    if len(columns) == 1:
        return _in_one(raw, columns[0], wanted)
    return _in_several(raw, columns, wanted, known)


def _in_one(raw: RawTable, column: str, wanted: Wanted) -> tuple[RawTable, Counter[int]]:
    cells = raw.columns[column]
    codes, distinct = pd.factorize(cells.astype(object))
    counts: Counter[int] = Counter()
    texts = np.empty(len(distinct), dtype=object)
    for number, text in enumerate(distinct):
        texts[number], found = _in_text(text, wanted)
        for entry in found:
            counts[entry] += int((codes == number).sum())
    if not counts:
        return raw, counts
    new = np.where(codes < 0, cells, texts[codes])
    return replace(raw, columns={**raw.columns, column: new}), counts


def _in_text(text: Any, wanted: Wanted) -> tuple[Any, list[int]]:
    """Return a cell with its names replaced: the whole of it, else each name of a list."""
    if not isinstance(text, str):
        return text, []
    if key(text) in wanted:
        entry, parts = wanted[key(text)]
        return parts[-1], [entry]
    pieces, found = _SEPARATORS.split(text), []
    for number, piece in enumerate(pieces):
        if key(piece) in wanted:
            entry, parts = wanted[key(piece)]
            pieces[number] = parts[-1]
            found.append(entry)
    return ("".join(pieces), found) if found else (text, found)


def _in_several(
    raw: RawTable, columns: Sequence[str], wanted: Wanted, known: Mapping[str, tuple[str, ...]]
) -> tuple[RawTable, Counter[int]]:
    own = [_keys(raw, column) for column in columns]
    whole = pd.Series(["".join(parts) for parts in zip(*own, strict=True)], dtype=object)
    joined = {_unjoined(text): to for text, to in wanted.items()}
    by_whole = whole.map(lambda text: joined.get(_unjoined(text)))
    by_name = pd.Series(own[-1], dtype=object).map(wanted.get)
    firsts = {key(parts[0]) for parts in known.values()}
    for row in np.flatnonzero(by_name.notna().to_numpy()).tolist():
        if own[0][row] in firsts - {key(by_name[row][1][0])}:  # another river's
            by_name[row] = None
    found = by_whole.where(by_whole.notna(), by_name)
    standing = {_unjoined(text) for text in known}
    is_standing = whole.map(lambda text: _unjoined(text) in standing).to_numpy(dtype=bool)
    rows = np.flatnonzero(found.notna().to_numpy() & ~is_standing)
    if not len(rows):
        return raw, Counter()
    new = dict(raw.columns)
    for number, column in enumerate(columns):
        cells = new[column].astype(object) if column in new else _blank(len(raw))
        cells = cells.copy()
        cells[rows] = [found[row][1][number] for row in rows]
        new[column] = cells
    return replace(raw, columns=new), Counter(found[row][0] for row in rows.tolist())


def _unjoined(text: str) -> str:
    return text.replace("·", "")


def _keys(raw: RawTable, column: str) -> npt.NDArray[Any]:
    if column not in raw.columns:
        return np.full(len(raw), "", dtype=object)
    cells = raw.columns[column].astype(object)
    codes, distinct = pd.factorize(cells)
    return np.array([*map(key, distinct), ""], dtype=object)[codes]


def _blank(size: int) -> npt.NDArray[Any]:
    return np.full(size, None, dtype=object)
