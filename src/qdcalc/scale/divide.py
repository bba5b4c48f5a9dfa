"""An input divided into parts: the groups of its rows, found from its keys' distinct values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from qdcalc.exact.dtypes import Ints
from qdcalc.intake.raw import RawTable
from qdcalc.intake.table_data import TableData
from qdcalc.intake.typed import take_in
from qdcalc.notice.description import Job, Partition, Whole
from qdcalc.parquet.paths import Given
from qdcalc.parquet.read import frame_from, raw_table
from qdcalc.record import record
from qdcalc.scale.cluster import Workers
from qdcalc.scale.part import subset
from qdcalc.scale.progress import Progress
from qdcalc.scale.spread import Looked, Piece, distinct, key_columns, look, pieces_of
from qdcalc.table.description import Table
from qdcalc.table.problems import Problems
from qdcalc.workbook.read import joined

if TYPE_CHECKING:
    import pyarrow as pa

LOOK, SPREAD, CALCULATE = "看清", "分开", "计算"
UNKNOWN = -1


@record
class Divided:
    """The parts of an input.

    Parameters
    ----------
    files : tuple of Given
        Those of the large table.
    keys : tuple of tuple of str
        The key columns of each file.
    pieces : tuple of Piece
        In which the files are read.
    part_of : tuple of mapping
        For each file the part by the text of a row's keys.
    small : sequence of mapping
        The small tables of each part.
    whole : Whole
        What every part is told.
    stray : int or None
        The part of the rows that belong to no group: there is always something wrong with them.
    """

    files: tuple[Given, ...]
    keys: tuple[tuple[str, ...], ...]
    pieces: tuple[Piece, ...]
    part_of: tuple[Mapping[str, int], ...]
    small: Sequence[Mapping[str, RawTable]]
    whole: Whole
    stray: int | None

    @property
    def rows(self) -> int:
        """How many rows the large table has."""
        return sum(piece.rows for piece in self.pieces)


def divided(
    team: Workers,
    job: Job,
    partition: Partition,
    files: Sequence[Given],
    raws: Mapping[str, RawTable],
    rows: int,
    progress: Progress,
) -> Divided:
    """Look at the large table and divide it into parts of about so many rows.

    Parameters
    ----------
    job : Job
        Without tables.
    raws : mapping of str to RawTable
        The small tables.
    """
    table = next(t for t in job.calculation.inputs if t.name == partition.table)
    keys = tuple(tuple(key_columns(one, table, partition.keys)) for one in files)
    times = tuple(_times(one, table, partition) for one in files)
    pieces = tuple(pieces_of(files))
    stage = progress.stage(LOOK, [piece.rows for piece in pieces])
    tasks = [(files[p.file], p, keys[p.file], times[p.file]) for p in pieces]
    looked = team.each(look, tasks, stage)
    of_file: list[list[Looked]] = [[] for _ in files]
    for piece, one in zip(pieces, looked, strict=True):
        of_file[piece.file].append(one)
    seen = [_Seen.of(*four) for four in zip(files, keys, times, of_file, strict=True)]
    typed, places = _typed(seen, table)
    plain = {name: _typed_alone(raw) for name, raw in raws.items()}
    whole_job = replace(job, tables={table.name: typed, **plain})
    groups = dict(partition.groups(whole_job))
    whole = partition.whole(whole_job)
    by_key = _by_key(seen, places, groups.pop(table.name), groups)
    weights = _weights(seen, by_key, groups, len(whole.months))
    part_of_group = _parts(weights, rows)
    count = int(part_of_group.max(initial=0)) + 1
    part_of = tuple(
        {w: int(part_of_group[g]) if g >= 0 else count for w, g in zip(s.words, own, strict=True)}
        for s, own in zip(seen, by_key, strict=True)
    )
    has_stray = any(part == count for own in part_of for part in own.values())
    small = [_small(raws, groups, part_of_group, part) for part in range(count)]
    if has_stray:
        small.append(dict(raws))
    return Divided(tuple(files), keys, pieces, part_of, small, whole, count if has_stray else None)


@record
class _Seen:
    """What was seen of one file: rows of every key and time, the key of each, its row count."""

    given: Given
    rows: pa.Table
    codes: Ints
    words: list[str]
    counts: Ints

    @staticmethod
    def of(
        given: Given, keys: Sequence[str], times: Sequence[str], looked: Sequence[Looked]
    ) -> _Seen:
        """Put what was seen of a file's pieces together, each key and time once."""
        import pyarrow as pa

        every = pa.concat_tables([one.rows for one in looked], promote_options="permissive")
        codes = [distinct(every, names)[0] for names in (keys, times)]
        chosen = np.concatenate([np.unique(own, return_index=True)[1] for own in codes])
        rows = every.take(pa.array(np.unique(chosen)))
        own, words = distinct(rows, keys)
        place = {word: number for number, word in enumerate(words)}
        counts = np.zeros(len(words), dtype=np.int64)
        for one in looked:
            np.add.at(counts, [place[word] for word in one.words.to_pylist()], one.counts)
        return _Seen(given, rows, own, words, counts)


def _times(given: Given, table: Table, partition: Partition) -> tuple[str, ...]:
    """Return the columns that say the time of a file's rows."""
    found = (tuple(key_columns(given, table, names)) for names in partition.times)
    return next((names for names in found if names), ())


def _typed(seen: Sequence[_Seen], table: Table) -> tuple[TableData, tuple[Ints, Ints]]:
    """Return the rows that were seen, typed, and the file and row that each is of."""
    raws, own = [], replace(table, key=())
    for one in seen:
        frame = frame_from(one.rows, one.given, first=0)
        raws.append(raw_table(frame, one.given, own, Problems(), shows_file=True))
    data = _typed_alone(joined(raws, Problems()))
    names = [one.given.shown for one in seen]
    file_of = np.array([names.index(part.file) for part in data.raw.parts], dtype=np.int64)
    return data, (file_of[data.raw.part_of], np.asarray(data.raw.rows, dtype=np.int64))


def _typed_alone(raw: RawTable) -> TableData:
    """Type a table whose rows may repeat each other; what is wrong is told by its part."""
    return take_in(replace(raw, table=replace(raw.table, key=())), Problems())


def _by_key(
    seen: Sequence[_Seen],
    places: tuple[Ints, Ints],
    found: Ints,
    others: dict[str, Ints],
) -> list[Ints]:
    """Return the group of each key of each file; groups that one key joins become one."""
    by_key = [np.full(len(one.words), UNKNOWN, dtype=np.int64) for one in seen]
    for file, row, group in zip(*(place.tolist() for place in places), found.tolist(), strict=True):
        if group < 0:
            continue
        code = seen[file].codes[row]
        before = by_key[file][code]
        if before >= 0 and before != group:  # in the course of time
            for own in (*by_key, found, *others.values()):
                own[own == group] = before
            group = before
        by_key[file][code] = group
    return by_key


def _weights(
    seen: Sequence[_Seen], by_key: Sequence[Ints], groups: Mapping[str, Ints], months: int
) -> Ints:
    """Return about how many rows each group comes to, its gaps included."""
    every = [*by_key, *groups.values()]
    size = int(max((own.max(initial=0) for own in every), default=0)) + 1
    rows, listed = np.zeros((2, size), dtype=np.int64)
    for one, own in zip(seen, by_key, strict=True):
        known = own >= 0
        np.add.at(rows, own[known], one.counts[known])
    for own in groups.values():
        counts = np.bincount(own[own >= 0], minlength=size)
        listed = np.maximum(listed, counts * months)
    found: Ints = np.where(rows > 0, rows, listed)
    return found


def _parts(weights: Ints, rows: int) -> Ints:
    """Return the part of each group: neighbours together until they have so many rows."""
    starts = np.cumsum(weights) - weights
    part: Ints = np.unique(starts // max(rows, 1), return_inverse=True)[1].astype(np.int64)
    return part


def _small(
    raws: Mapping[str, RawTable], groups: Mapping[str, Ints], part_of_group: Ints, part: int
) -> dict[str, RawTable]:
    """Return the small tables of a part: rows of its groups; those of none go to the first."""
    found = {}
    for name, raw in raws.items():
        if name in groups:
            own = groups[name]
            parts = np.where(own >= 0, part_of_group[np.maximum(own, 0)], 0)
            found[name] = subset(raw, np.flatnonzero(parts == part))
        else:
            found[name] = raw
    return found
