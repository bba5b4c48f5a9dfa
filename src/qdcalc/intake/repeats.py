"""Rows that repeat others: refused, dropped where alike, or replaced by a correction."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.exact.dtypes import Bools, Floats, Ints, Texts
from qdcalc.exact.texts import listed
from qdcalc.intake.table_data import Corrections, TableData
from qdcalc.table.faults import REPEATED
from qdcalc.table.problems import ERROR, NOTICE, WARNING, Fault, Problems, clocked, shown

NONE = np.zeros(0, dtype=np.int64)

REPEATED_IN_FILES = Fault(
    "R02",
    ERROR,
    "与文件 {other} 是同一条记录（{key}），但内容不同",
    "请核对哪一个是对的，删除另一个；是更正的，把更正文件的名称改成以 _更正 结尾",
)
REPEATED_ALIKE = Fault(
    "R03",
    WARNING,
    "与文件 {other} 是同一条记录（{key}），内容相同，只算一次",
    "可以删除其中一行",
    weight=NOTICE,
)


CORRECTED = Fault(
    "R04",
    WARNING,
    "更正了 {other} 的同一条记录（{key}）：{changes}",
    "以更正后的为准；不应更正的请移出更正文件",
)
ADDED = Fault(
    "R05",
    WARNING,
    "更正文件新增了一条记录（{key}），原来的文件里没有",
    "请确认是补报的；月份、序号写错时请改正",
)
CORRECTION = "_更正"
_OF_CORRECTION = 0.5  # what a row of such a file counts more; in a 版本 (1.5) it says the same
_SAME = "内容相同"


def _alike(left: pd.DataFrame, right: pd.DataFrame) -> Bools:
    """Say which rows are equal, a missing value being equal to a missing one only."""
    equal = (left == right).astype("boolean").fillna(False).astype(bool)
    same = (equal & left.notna() & right.notna()) | (left.isna() & right.isna())
    return same.all(axis=1).to_numpy(dtype=bool)


def drop_repeats(
    data: TableData, keys: pd.DataFrame, problems: Problems, *, corrects: bool = True
) -> TableData:
    """Let corrections replace rows of the same key; refuse or drop the other repeats.

    A row of a later 版本, else of a file whose name ends in ``_更正``, replaces the others and is
    named with both values. Of the rest, a repeat in one file or with another content is an error,
    one that another file repeats alike is dropped with a warning.

    Parameters
    ----------
    data : TableData
    keys : DataFrame
        What tells the rows apart, a row each; a row with a missing key is left alone.
    problems : Problems
    corrects : bool
        Whether 版本 and the file's name count; if not, all rows are alike.

    Returns
    -------
    TableData
        The table without the rows that are dropped or replaced.
    """
    rank = ranks(data) if corrects else np.zeros(len(keys))
    if not rank.any() and not keys.duplicated().any():
        return data
    complete = keys.notna().all(axis=1).to_numpy()
    group = keys.groupby(list(keys.columns), sort=False, dropna=False).ngroup().to_numpy()
    order = np.lexsort((np.arange(len(group)), -rank, group))
    _, first, inverse = np.unique(group[order], return_index=True, return_inverse=True)
    counts = np.empty(len(group), dtype=np.int64)
    counts[order] = order[first[inverse]]  # the row of each group that counts
    repeats = np.flatnonzero(complete & (counts != np.arange(len(group))))
    files = _files(data)
    added = _added(data, complete, counts, repeats) if corrects else NONE
    _Repeats(data, keys, added, added, files, problems).say(ADDED, np.ones(len(added), dtype=bool))
    if added.size:
        data = replace(data, corrections=Corrections(NONE, data.frame.iloc[:0], added))
    if not repeats.size:
        return data
    winner = counts[repeats]
    content = data.frame.drop(columns=["version"], errors="ignore")
    left, right = (content.iloc[rows].reset_index(drop=True) for rows in (repeats, winner))
    alike, corrected = _alike(left, right), rank[repeats] < rank[winner]
    same_file = files[repeats] == files[winner]
    report = _Repeats(data, keys, repeats, winner, files, problems)
    report.say(REPEATED, same_file & ~corrected)
    report.say(REPEATED_IN_FILES, ~same_file & ~alike & ~corrected)
    report.say(REPEATED_ALIKE, ~same_file & alike & ~corrected)
    report.say_corrected(corrected, left, right)
    if corrected.any():
        had_errors = forget_rows(data, repeats[corrected], problems) or data.had_errors
        rows, first = _first_sent(repeats[corrected], winner[corrected], rank)
        marks = {
            name: {n: own[row] for n, row in enumerate(first.tolist()) if row in own}
            for name, own in data.marks.items()
        }
        earlier = data.frame.iloc[first]
        data = replace(data, corrections=Corrections(rows, earlier, added, had_errors, marks))
    kept = np.ones(len(group), dtype=bool)
    kept[repeats[corrected | (~same_file & alike)]] = False
    return data if kept.all() else data.keep(kept)


def replace_corrected(data: TableData, keys: pd.DataFrame, problems: Problems) -> TableData:
    """Let corrections replace rows of the same key; leave all other repeats as they are.

    As :func:`drop_repeats`.
    """
    rank = ranks(data)
    group = keys.groupby(list(keys.columns), sort=False, dropna=False).ngroup().to_numpy()
    named = keys.iloc[:, 0].replace("", None).notna().to_numpy()
    best = pd.Series(rank).groupby(group).transform("max").to_numpy()
    beaten = (rank < best) & named
    if not beaten.any():
        return data
    winner = pd.Series(np.arange(len(group))[~beaten]).groupby(group[~beaten]).first()
    repeats = np.flatnonzero(beaten)
    files = _files(data)
    where = winner.reindex(group[repeats]).to_numpy(dtype=np.int64)
    content = data.frame.drop(columns=["version"], errors="ignore")
    left, right = (content.iloc[rows].reset_index(drop=True) for rows in (repeats, where))
    report = _Repeats(data, keys, repeats, where, files, problems)
    report.say_corrected(np.ones(len(repeats), dtype=bool), left, right)
    forget_rows(data, repeats, problems)
    return data.keep(~beaten)


def drop_repeats_in_files(data: TableData, keys: pd.DataFrame, problems: Problems) -> TableData:
    """Drop or refuse what several files repeat; a file may hold rows of one key more than once.

    As :func:`drop_repeats`.
    """
    texts = keys.astype(object).where(keys.notna(), "")
    in_file = texts.assign(file=_files(data))
    number = in_file.groupby(list(in_file.columns), sort=False).cumcount()
    label = str(texts.columns[0])
    again = " 第 " + (number + 1).astype(str) + " 次"
    first = texts[label].astype(str)
    return drop_repeats(
        data, texts.assign(**{label: first + again.where(number > 0, "")}), problems
    )


def forget_rows(data: TableData, rows: Ints, problems: Problems) -> bool:
    """Take back what was said of rows that a correction replaces: they no longer count.

    Returns
    -------
    bool
        Whether any of it was an error.
    """
    places: set[tuple[str, str, str]] = set()
    for part_number, row in zip(data.raw.part_of[rows].tolist(), rows.tolist(), strict=True):
        part = data.raw.parts[part_number]
        names = [n for n in part.cells or data.raw.columns if n not in part.fixed]
        cells = {data.raw.address(name, row) for name in names}
        places |= {(part.file, part.sheet, cell) for cell in cells}
    return problems.forget(places)


def _files(data: TableData) -> Texts:
    files = np.array([part.file for part in data.raw.parts], dtype=object)
    of_row: Texts = files[data.raw.part_of]
    return of_row


def _added(data: TableData, complete: Bools, counts: Ints, repeats: Ints) -> Ints:
    """Return the rows of correction files that replace none, where other files were sent too."""
    of_row = ranks(data) % 1 == _OF_CORRECTION
    if of_row.all():
        return NONE
    alone = ~np.isin(np.arange(len(counts)), np.r_[repeats, counts[repeats]])
    return np.flatnonzero(of_row & complete & alone)


def _first_sent(
    replaced: Ints,
    winner: Ints,
    rank: Floats,
) -> tuple[Ints, Ints]:
    """Return the rows that replaced others, and for each the one that was sent first."""
    order = np.lexsort((replaced, rank[replaced], winner))
    rows, first = np.unique(winner[order], return_index=True)
    return rows, replaced[order][first]


def ranks(data: TableData) -> Floats:
    """Return how much each row counts: its 版本, then whether its file is a correction."""
    of_part = np.array([is_correction(p.file) for p in data.raw.parts], dtype=np.float64)
    rank = of_part[data.raw.part_of] * _OF_CORRECTION
    if "version" in data.typed:
        rank = rank + data.frame["version"].fillna(0).to_numpy(dtype=np.float64)
    return rank


def is_correction(file: str) -> bool:
    """Say whether a file corrects others: its name ends in _更正."""
    return Path(file).stem.endswith(CORRECTION)


def _key_text(value: Any) -> str:
    """Write a key as people do: a day without its time, nothing for a missing one."""
    return "" if pd.isna(value) else clocked(str(value))


class _Repeats:
    """Says which rows repeat which."""

    def __init__(
        self,
        data: TableData,
        keys: pd.DataFrame,
        repeats: Ints,
        winner: Ints,
        files: Texts,
        problems: Problems,
    ) -> None:
        self._data, self._repeats, self._winner = data, repeats, winner
        self._files, self._problems = files, problems
        labels = data.table.labels()
        named = [
            [f"{labels[name]} {text}" if (text := _key_text(value)) else "" for value in column]
            for name, column in ((n, keys[n].iloc[repeats]) for n in keys.columns)
        ]
        told = ["，".join(filter(None, parts)) for parts in zip(*named, strict=True)]
        self._texts = np.array(told, dtype=object)
        # a month that the title says is no cell of the row
        present = [c.name for c in data.table.columns if c.name in data.present]
        own = (n for n in present if not any(n in part.fixed for part in data.raw.parts))
        self._blamed = str(next(own, present[0]))

    def _place(self, row: int) -> str:
        file = self._files[row]
        raw = self._data.raw
        cell = raw.address(self._blamed, row)
        if len({part.sheet for part in raw.parts}) > 1:
            cell = f"{raw.parts[raw.part_of[row]].sheet}!{cell}"
        return f"{file} 第 {raw.rows[row]} 行" if file else cell

    def _row(self, row: int) -> tuple[str, str, str]:
        """Return where a row stands: file, sheet and row."""
        part = self._data.raw.parts[self._data.raw.part_of[row]]
        return part.file, part.sheet, str(self._data.raw.rows[row])

    def say(self, fault: Fault, chosen: Bools) -> None:
        others = [self._place(row) for row in self._winner[chosen].tolist()]
        self._problems.extend(
            self._data.raw.problems_at(
                fault,
                self._blamed,
                self._repeats[chosen],
                other=others,
                key=list(self._texts[chosen]),
            )
        )

    def say_corrected(self, chosen: Bools, old: pd.DataFrame, new: pd.DataFrame) -> None:
        """Name each row that replaces others with its values before and after."""
        told: dict[int, list[tuple[int, str]]] = {}
        for index in np.flatnonzero(chosen).tolist():
            changes = self._changes(index, old.iloc[index], new.iloc[index])
            told.setdefault(int(self._winner[index]), []).append((index, changes))
        for winner, replaced in told.items():
            places = [self._place(int(self._repeats[index])) for index, _ in replaced]
            said = [f"{p}：{c or _SAME}" for p, (_, c) in zip(places, replaced, strict=True)]
            is_changed = any(changes for _, changes in replaced)
            self._problems.extend(
                self._data.raw.problems_at(
                    CORRECTED if is_changed else REPEATED_ALIKE,
                    self._blamed,
                    [winner],
                    other=listed(places),
                    key=self._texts[replaced[0][0]],
                    changes=replaced[0][1] if len(replaced) == 1 else "；".join(said),
                    replaced=[[self._row(int(self._repeats[index])) for index, _ in replaced]],
                )
            )

    def _changes(self, index: int, before: pd.Series[Any], after: pd.Series[Any]) -> str:
        """Write what a correction changed, as the cells have it: 「氨氮 0.95 → 2.9」 or nothing."""
        labels, cells = self._data.table.labels(), self._data.raw.columns
        rows = (int(self._repeats[index]), int(self._winner[index]))
        changes = []
        for name in after.index:
            if name in cells and shown(before[name]) != shown(after[name]):
                old, new = (shown(cells[name][row]) or "空白" for row in rows)
                changes.append(f"{labels[name]} {old} → {new}")
        return "、".join(changes)
