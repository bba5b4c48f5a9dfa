"""A column's raw cells, sorted by what they are, and what was read from them.

Numbers are read as arrays; everything else once for each distinct value, so a million rows cost
as much as the words that they hold. A cell is a value, a blank, or a problem: nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.coded import Coded, Together
from qdcalc.exact.decimals import shift
from qdcalc.exact.dtypes import Bools, Floats, Ints
from qdcalc.exact.given import Given
from qdcalc.exact.lists import places
from qdcalc.exact.texts import normal
from qdcalc.intake.raw import Objects, Unreadable
from qdcalc.intake.sorts import Sorts
from qdcalc.record import record
from qdcalc.table.problems import ERROR, Fault, shown

ERROR_VALUE = Fault(
    "C01",
    ERROR,
    "单元格是错误值 {value}，不是数据",
    "请改正公式或数据；没有监测或没有数据时清空该格",
)
# as Excel and WPS write error values; pasted as texts they are no data either
ERROR_TEXTS = {
    "#N/A", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!",
    "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!", "#GETTING_DATA", "#PYTHON!",
    "#EXTERNAL!",
}  # fmt: skip
NO_RESULT = Fault(
    "C02",
    ERROR,
    "单元格是公式，但文件里没有它的计算结果",
    "请用 Excel 或 WPS 打开文件，重新计算并保存，或把公式粘贴为数值",
)


@record
class Refusal:
    """Why a value was not read (or, for a warning, how)."""

    fault: Fault
    fields: dict[str, Any] = field(default_factory=dict)
    value: Any = None


@dataclass
class Parsed:
    """A column read: its values, and what is to be said of which position."""

    values: Any
    refusals: list[tuple[int, Refusal]] = field(default_factory=list)
    marks: dict[int, str] = field(default_factory=dict)
    are_as_written: bool = False  # every cell is a normal text, and read as it is


@record
class Spread:
    """What was read of a column's distinct cells, and the place of each row's among them.

    The last of ``each`` is what a blank (−1) is read as. ``texts`` are those cells where each is
    a normal text, read as it is written.
    """

    codes: Ints
    each: Any
    texts: Coded | None = None

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def has_blank_cell(self) -> bool:
        """Whether any row's cell is blank."""
        return bool(len(self.codes) and self.codes.min() < 0)

    def spread(self, values: Any = None) -> Any:
        """Return a value of each row: what was read, or another of each distinct cell."""
        return (self.each if values is None else values).take(self.codes)


class Cells:
    """One column's raw cells, sorted by what they are once for every kind."""

    def __init__(
        self,
        raw: npt.NDArray[Any],
        shifts: npt.NDArray[np.int8] | None = None,
        *,
        distinct: Coded | None = None,
        sorts: Sorts | None = None,
    ) -> None:
        self.raw = raw
        self._shifts, self._are_distinct = shifts, distinct is not None
        self.together: Together | None = None  # where all are texts, but for the last, a blank
        self.numbers: Floats
        self.is_text = False  # texts and blanks alone, as pandas tells at once
        if raw.dtype.kind in "fiu":
            self.numbers = raw.astype(np.float64, copy=False)
            if raw.dtype.kind == "f" and raw.dtype.itemsize < 8:
                # the decimal that a short float stands for
                self.raw = self.numbers = raw.astype(str).astype(np.float64)
            self.others = np.zeros(0, dtype=np.int64)
            return
        self.raw = raw = raw.astype(object, copy=False)
        if sorts is not None and not sorts.codes.all():  # a number is among them
            self._read_numbers(sorts.no_numbers)
            return
        if distinct and pd.api.types.infer_dtype(distinct.distinct, skipna=False) == "string":
            self.together = distinct.together
            self.is_text, self.others = True, np.arange(len(raw) - 1)
            self.numbers = np.full(len(raw), np.nan)
            return
        self.is_text = pd.api.types.infer_dtype(raw, skipna=True) == "string"
        if self.is_text:
            self.numbers = np.full(len(raw), np.nan)
            self.others = np.flatnonzero(pd.notna(raw))
            return
        kinds = list(map(type, raw.tolist()))
        self._read_numbers(places(kinds, set(kinds) - {float}))

    def _read_numbers(self, rest: Ints) -> None:
        """Read the numbers; ``rest`` is where a cell is anything else than a float."""
        floats = self.raw.copy()
        floats[rest] = np.nan
        self.numbers = floats.astype(np.float64)
        self.others = self._numbered(rest) if rest.size else rest

    def _numbered(self, rest: Ints) -> Ints:
        """Read the numbers of other types than float; return where no number is."""
        cells = self.raw[rest]
        codes, found = pd.factorize(np.frompyfunc(type, 1, 1)(cells))
        is_plain = np.array([issubclass(t, _PLAIN) and is_numeric(t) for t in found], dtype=bool)
        is_odd = np.array([is_numeric(t) for t in found], dtype=bool) & ~is_plain
        numeric, odd = is_plain[codes], is_odd[codes]
        try:
            self.numbers[rest[numeric]] = cells[numeric].astype(np.float64)
        except OverflowError:
            odd |= numeric
        if odd.any():
            self.raw = self.raw.copy()
            self.raw[rest[odd]] = cells[odd] = np.frompyfunc(_plain, 1, 1)(cells[odd])
            numeric |= odd
            numeric[odd] = np.frompyfunc(lambda v: isinstance(v, float), 1, 1)(cells[odd])
            self.numbers[rest[numeric]] = cells[numeric].astype(np.float64)
        others: Ints = rest[~numeric]
        return others

    @cached_property
    def is_number(self) -> Bools:
        """Which cells are numbers."""
        is_number: Bools = ~np.isnan(self.numbers)
        return is_number

    def __len__(self) -> int:
        return len(self.raw)

    def as_given(self) -> Given | None:
        """Return a column of ordinary float64 in its own unit as it is, else None."""
        if self.raw.dtype != np.float64 or self._shifts is not None:
            return None
        given = Given.of(self.raw)
        return given if given.is_ordinary else None

    def are_written(self, are_as_read: Callable[[Together], bool]) -> bool:
        """Say whether all cells but the last, a blank, are normal texts that are read as they are.

        ``are_as_read`` says it of normal texts, all at once.
        """
        texts = self.together
        if texts is None or not texts.are_normal or not are_as_read(texts):
            return False
        return "" not in texts.texts and not _has_error(texts)

    def shifts_at(self, positions: Ints) -> Ints:
        """Return the powers of ten to the column's unit, of some positions."""
        shifts = np.zeros(len(self), dtype=np.int8) if self._shifts is None else self._shifts
        return shifts[positions].astype(np.int64)

    def in_unit(self, values: Floats) -> Floats:
        """Bring values to the column's unit, exactly."""
        if self._shifts is not None:
            for power in np.unique(self._shifts[self._shifts != 0]).tolist():
                there = self._shifts == power
                values[there] = shift(values[there], power)
        return values

    def read_others(self, read: Callable[[Any], Any], positions: Ints | None = None) -> Distinct:
        """Apply ``read`` once to each distinct value that is not a number; blanks are left out."""
        where = self.others if positions is None else positions
        cells = self.raw[where].astype(object)
        if not len(cells):
            none = np.zeros(0, dtype=np.int64)
            return Distinct(none, none, cells, cells)
        if self.is_text and positions is None:
            every = np.arange(len(cells)), cells
            codes, values = every if self._are_distinct else pd.factorize(cells)
        else:
            codes, distinct = pd.factorize(_keyed(cells), use_na_sentinel=False)
            values = cells[_first(codes, len(distinct))]
        is_whole = self.together is not None and positions is None
        together = self.together if is_whole else None
        if together is None and self.is_text:
            together = Together(values.tolist())
        results, blank = _results(read, values, together)
        if blank.any():
            filled = ~blank[codes]
            where, codes = where[filled], codes[filled]
        return Distinct(where, codes, results, values)


def _results(
    read: Callable[[Any], Any], values: Objects, together: Together | None
) -> tuple[Objects, Bools]:
    """Return what each distinct value is read as, and which are blank."""
    results = np.empty(len(values), dtype=object)
    if together is not None and together.are_normal and not _has_error(together):
        results[:] = [read(text) if text else None for text in together.texts]
        return results, values == ""
    blank = np.array([_is_blank(v) for v in values], dtype=bool)
    for index in np.flatnonzero(~blank).tolist():
        results[index] = _read(read, values[index])
    return results, blank


def _has_error(together: Together) -> bool:
    """Say whether any of some texts is an error value's."""
    return "#" in together.signs and not ERROR_TEXTS.isdisjoint(together.texts)


def _plain(number: Any) -> Any:
    """Return a number of a rare type as a float, as a text where no float holds it.

    A short float stands for its shortest decimal; what a text can't be read as is refused later.
    """
    try:
        value = float(str(number) if isinstance(number, np.floating) else number)
        return shown(number) if value == 0 and number != 0 else value
    except (OverflowError, ValueError):  # 10**400, Decimal("sNaN")
        return shown(number)


@record
class Distinct:
    """What was read from each distinct value of a column, and where each value stands."""

    where: Ints
    codes: Ints
    results: Objects
    originals: Objects


def _read(read: Callable[[Any], Any], value: Any) -> Any:
    if isinstance(value, Unreadable):
        return Refusal(value.fault)
    if not isinstance(value, str):
        return read(value)
    text = normal(value)
    return Refusal(ERROR_VALUE) if text in ERROR_TEXTS else read(text)


_PLAIN = (int, float, np.integer)


def is_numeric(kind: type) -> bool:
    """Return whether a type is that of a number; a truth value is none."""
    return issubclass(kind, (int, float, np.integer, np.floating, Decimal)) and not issubclass(
        kind, bool
    )


def _is_blank(value: Any) -> bool:
    if isinstance(value, str):
        return not normal(value)
    return value is None or value is pd.NA or value is pd.NaT


def _keyed(cells: Objects) -> Objects:
    kinds = list(map(type, cells.tolist()))
    is_bool = places(kinds, (bool, np.bool_))
    if not is_bool.size:
        return cells
    keyed = cells.copy()
    keyed[is_bool] = np.frompyfunc(_TRUTHS.__getitem__, 1, 1)(cells[is_bool].astype(int))
    return keyed


_TRUTHS = (object(), object())  # what False and True are told apart from 0 and 1 by


def _first(codes: Ints, count: int) -> Ints:
    first = np.zeros(count, dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    return first


def place(parsed: Parsed, found: Distinct) -> Parsed:
    """Put what was read into the column; a refusal with a value is a warning."""
    if not len(found.where):
        return parsed
    if Refusal not in set(map(type, found.results.tolist())):
        parsed.values[found.where] = found.results[found.codes]
        return parsed
    refused = np.array([isinstance(r, Refusal) for r in found.results], dtype=bool)
    is_refused = refused[found.codes]
    read = ~is_refused
    parsed.values[found.where[read]] = found.results[found.codes[read]]
    for position, code in zip(
        found.where[is_refused].tolist(), found.codes[is_refused].tolist(), strict=True
    ):
        refusal = found.results[code]
        parsed.refusals.append((position, refusal))
        if refusal.value is not None:
            parsed.values[position] = refusal.value
    return parsed


def value_or(value: Any, fault: Fault) -> Any:
    """Return the value, or the refusal to read it where there is none."""
    return Refusal(fault) if value is None else value
