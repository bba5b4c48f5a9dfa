"""Columns of texts that pyarrow holds: how they come again is seen from their bytes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qdcalc.exact.coded import Coded
from qdcalc.exact.dtypes import Ints

if TYPE_CHECKING:
    import pyarrow as pa

_WORD = 8  # bytes that are compared as one number
_SPARSE = 4  # times fewer texts than rows: worth to look for how they come again
_OFFSETS: dict[str, np.dtype[Any]] = {
    "large_string": np.dtype(np.int64),
    "string": np.dtype(np.int32),
}


def coded(values: pd.Series[Any]) -> Coded | None:
    """Return a column as :meth:`Coded.of` does, None where pyarrow does not hold it whole.

    Texts of one length of at most 8 bytes, as months and numbers of a list mostly are, are
    compared as whole numbers: where they come in runs, or again and again in the same order, one
    text of each run or one turn alone is looked at.
    """
    if getattr(values.dtype, "storage", "") != "pyarrow":
        return None
    held = values.array.__arrow_array__()
    texts = held.chunk(0) if getattr(held, "num_chunks", 0) == 1 else held
    if not hasattr(texts, "buffers") or str(texts.type) not in _OFFSETS:
        return None
    words = _words(texts)
    if words is None:
        return _encoded(texts)
    size = len(words)
    turns = np.flatnonzero(words[1:] != words[:-1]) + 1
    if (turns.size + 1) * _SPARSE <= size:
        starts = np.append(0, turns)
        each = _encoded(texts.take(starts))
        return Coded(np.repeat(each.codes, np.diff(np.append(starts, size))), each.distinct)
    again = np.flatnonzero(words == words[0])
    turn = int(again[1]) if again.size > 1 else size
    if turn * _SPARSE <= size and np.array_equal(words[turn:], words[:-turn]):
        each = _encoded(texts.slice(0, turn))
        return Coded(np.resize(each.codes, size), each.distinct)
    return _encoded(texts)


def _encoded(texts: pa.Array) -> Coded:
    """Return texts as their distinct ones."""
    encoded = texts.dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return Coded(codes.astype(np.int64), encoded.dictionary.to_numpy(zero_copy_only=False))


def _words(texts: pa.Array) -> Ints | None:
    """Return texts of one short length as whole numbers, None where they are others."""
    size, form = len(texts), _OFFSETS[str(texts.type)]
    _, ends, data = texts.buffers()
    if not size or texts.null_count or data is None or sys.byteorder != "little":
        return None
    starts = np.frombuffer(ends, form, size + 1, texts.offset * form.itemsize)
    first, length = int(starts[0]), int(starts[1] - starts[0])
    if not 0 < length <= _WORD or int(starts[-1]) - first != size * length:
        return None
    if (np.diff(starts) != length).any():
        return None
    words: Ints = np.empty(size, dtype=np.int64)
    # each is read with what follows it, but for the last ones, which nothing need follow
    whole = min(max((data.size - first - _WORD) // length + 1, 0), size)
    words[:whole] = np.ndarray(whole, np.int64, data, first, (length,))
    rest = bytes(data[first + whole * length : first + size * length]) + bytes(_WORD)
    words[whole:] = np.ndarray(size - whole, np.int64, rest, 0, (length,))
    return words & np.int64(-1 if length == _WORD else (1 << 8 * length) - 1)
