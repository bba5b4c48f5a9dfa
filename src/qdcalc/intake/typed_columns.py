"""The typed columns of a table, held as they were read; the frame is made when it is asked for.

A column is an array of pandas or numpy, what was read of its distinct cells (:class:`Spread`), or
numbers as they were given (:class:`~qdcalc.exact.given.Given`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.coded import Coded
from qdcalc.exact.dtypes import Bools, Floats, Ints
from qdcalc.exact.given import Given
from qdcalc.exact.months import ordinals
from qdcalc.exact.text_columns import text_column
from qdcalc.intake.cells import Spread


class Typed:
    """The typed columns of a table; nothing changes them."""

    def __init__(self, columns: Mapping[str, Any], size: int) -> None:
        self._columns, self._size = dict(columns), size
        self._typed: dict[str, Any] = {}
        self._texts: dict[str, Coded] = {}
        self._coded: dict[str, Coded] = {}
        self._months: dict[str, tuple[Ints, Ints]] = {}

    @staticmethod
    def of(frame: pd.DataFrame) -> Typed:
        """Return a frame's columns."""
        typed = Typed({name: frame[name].array for name in frame.columns}, len(frame))
        typed.__dict__["frame"] = frame
        return typed

    def __len__(self) -> int:
        return self._size

    def __contains__(self, name: object) -> bool:
        return name in self._columns

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The table as a frame; those of float64 share one column-major matrix."""
        floats = [name for name in self if _is_float(self._columns[name])]
        matrix: Floats = np.empty((self._size, len(floats)), dtype=np.float64, order="F")
        for place, name in enumerate(floats):
            matrix[:, place] = self._whole(name)
        frame = pd.DataFrame(matrix, columns=floats, copy=False)
        others = {name: self._whole(name) for name in self if name not in floats}
        rest = pd.DataFrame(others, index=frame.index)
        return pd.concat([rest, frame], axis=1) if floats else rest

    def _whole(self, name: str) -> Any:
        column = self._columns[name]
        if isinstance(column, Spread):
            return column.spread(self._each(name))
        if isinstance(column, Given):
            return column.read
        return _told_apart_each(column)

    def _each(self, name: str) -> Any:
        """Return what was read of a column's distinct cells, with the type of the column."""
        if name not in self._typed:
            self._typed[name] = _told_apart(self._columns[name].each)
        return self._typed[name]

    def sample(self, name: str) -> pd.Series[Any]:
        """Return every value of a column at least once, with its type, a blank too."""
        column = self._columns[name]
        if isinstance(column, Spread):
            each = column.each if column.has_blank_cell else column.each[:-1]
            return pd.Series(each, dtype=object if _is_text(column) else None)
        return pd.Series(column.read) if isinstance(column, Given) else self.frame[name]

    def as_written(self, name: str) -> Coded | None:
        """Return a column whose distinct cells are texts, read as written; None for another."""
        column = self._columns[name]
        return column.texts if isinstance(column, Spread) else None

    def ends(self, name: str) -> Floats | None:
        """Return the least and largest number of a column, and NaN where there is a blank."""
        column = self._columns[name]
        if not isinstance(column, Given):
            return None
        ends = [column.low, column.high] if len(column) else []
        return np.array([*ends, *([np.nan] if column.has_blank else [])], dtype=np.float64)

    def are_apart(self, names: Sequence[str]) -> bool:
        """Say whether some columns surely tell every row from every other."""
        texts = (n for n in names if _is_text(self._columns[n]))
        return any(self.coded(name).are_distinct for name in texts)

    def array(self, name: str) -> Any:
        """Return a column as pandas holds it; NaN for none."""
        return self._whole(name) if name in self else np.full(self._size, np.nan)

    def filled_with(self, name: str, blank: Any, dtype: np.dtype[Any]) -> npt.NDArray[Any]:
        """Return a column as an array, with a value for its blanks and for no column."""
        if name not in self:
            return np.full(self._size, blank, dtype=dtype)
        column = self._columns[name]
        if isinstance(column, Spread):
            filled: npt.NDArray[Any] = pd.Series(column.each).fillna(blank).to_numpy(dtype=dtype)
            return filled[column.codes]
        whole: npt.NDArray[Any] = pd.Series(column).fillna(blank).to_numpy(dtype=dtype)
        return whole

    def has_any(self, name: str) -> bool:
        """Say whether a column of truth values holds a true one."""
        column = self._columns[name]
        values = column.each if isinstance(column, Spread) else column
        return bool(pd.Series(values).fillna(False).astype(bool).any())

    def coded(self, name: str) -> Coded:
        """Return a column of texts as the distinct ones, looked through once; blanks for none."""
        if name not in self:
            return Coded(np.full(self._size, -1, dtype=np.int64), np.zeros(0, dtype=object))
        if name not in self._coded:
            column = self._columns[name]
            if isinstance(column, Spread) and column.texts is not None:
                coded = column.texts
            elif isinstance(column, Spread):
                each = np.asarray(column.each, dtype=object)
                codes, distinct = column.codes, each[:-1]
                is_last = codes < 0
                coded = Coded(codes, distinct).merged()
                if each[-1] is not None and is_last.any():
                    coded = Coded.of(self.frame[name])
            else:
                coded = Coded.of(self.frame[name].to_numpy(dtype=object))
            self._coded[name] = coded
        return self._coded[name]

    def texts(self, name: str) -> Coded:
        """Return a column of texts as :meth:`coded` does; an equal text may stand twice."""
        column = self._columns.get(name)
        if isinstance(column, Spread) and column.texts is not None:
            return column.texts
        if not isinstance(column, Spread) or not _is_text(column) or column.each[-1] is not None:
            return self.coded(name)
        if name not in self._texts:
            has_blank = None in set(column.each[:-1].tolist())
            coded = self.coded(name) if has_blank else Coded(column.codes, column.each[:-1])
            self._texts[name] = coded
        return self._texts[name]

    def given(self, name: str) -> Given:
        """Return a column of numbers as it was given."""
        column = self._columns[name]
        if isinstance(column, Given):
            return column
        if isinstance(column, Spread):
            column = column.spread()
        return Given.of(np.asarray(column, dtype=np.float64))

    def months(self, name: str) -> Ints:
        """Return the months of a column since 1970-01; missing ones are very negative."""
        distinct, which = self.distinct_months(name)
        return distinct[which]

    def distinct_months(self, name: str) -> tuple[Ints, Ints]:
        """Return the distinct months in order, and which of them is each row's."""
        if name not in self._months:
            column = self._columns[name]
            if isinstance(column, Spread):
                each = ordinals(pd.Series(column.each))
                used = each if column.has_blank_cell else each[:-1]
                distinct, place = np.unique(used, return_inverse=True)
                which = place[column.codes]
            else:
                distinct, which = np.unique(ordinals(self.frame[name]), return_inverse=True)
            self._months[name] = distinct, which
        return self._months[name]

    def is_filled(self, name: str) -> Bools:
        """Say which rows have a value."""
        column = self._columns[name]
        if isinstance(column, Given):
            given = column.given
            return ~np.isnan(given) if column.has_blank else np.ones(len(column), dtype=bool)
        if isinstance(column, Spread):
            filled: Bools = column.spread(~np.asarray(pd.isna(column.each), dtype=bool))
            return filled
        return np.asarray(pd.notna(column), dtype=bool)


def _is_text(column: Any) -> bool:
    each = column.each if isinstance(column, Spread) else None
    return isinstance(each, np.ndarray) and each.dtype == object


def _is_float(column: Any) -> bool:
    if isinstance(column, Spread):
        column = column.each
    is_array = isinstance(column, np.ndarray | pd.arrays.NumpyExtensionArray)
    return isinstance(column, Given) or (is_array and column.dtype == np.float64)


def _told_apart(each: Any) -> Any:
    """Return texts as pandas would type them."""
    is_text = isinstance(each, np.ndarray) and each.dtype == object
    if not is_text or pd.api.types.infer_dtype(each, skipna=True) != "string":
        return each
    return text_column(each)


def _told_apart_each(values: Any) -> Any:
    """Return texts as pandas would type them, each word looked at once."""
    is_text = isinstance(values, np.ndarray) and values.dtype == object
    if not is_text or pd.api.types.infer_dtype(values, skipna=True) != "string":
        return values
    codes, distinct = pd.factorize(values)
    return pd.Series(distinct).array.take(codes, allow_fill=True)
