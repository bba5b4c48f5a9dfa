"""Rows that are sums of others: told by the word that stands where a name should."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.exact.texts import key
from qdcalc.intake.raw import RawTable
from qdcalc.table.problems import ERROR, WARNING, Fault, Problem

SUM_ROW = Fault(
    "T42",
    ERROR,
    "{column} 是“{value}”，这一行像是合计，却和数据行一样填全了",
    "是合计请删除这一行；不是请写上真实的名称",
)
SUM_LIKE = Fault(
    "T43",
    WARNING,
    "{column}“{value}”像是合计的名称，仍按一行数据计算",
    "是合计请删除这一行，否则会重复计算；不是的可以不管",
)
_WORD = r"(?:[小合总共累][计計]|總計|[小合总]计数|总数|平均[值数]?|均值|(?:sub-?|grand)?total)"
_AFTER = r"(?:\(.*\)|\[.*\]|【.*】)?[:;。.,，、]?"
_OF = r"(?:本[页表]|以上|全[部市区]|各区市?)?"
_EXACT = re.compile(rf"{_OF}{_WORD}{_AFTER}|\({_OF}{_WORD}\)|\[{_OF}{_WORD}\]|【{_OF}{_WORD}】")
_OF_SOME = re.compile(rf".*[小合总]计{_AFTER}")
# words for a sum or a part of one that might just be a name
_AT_END = re.compile(
    rf".*[小合总]计\d*{_AFTER}|(?:全[市区部省]|汇总|总体|其中|计|sum|[∑σ]|最[大小]值|中位数"
    rf"|标准差|加权平均[值数]?){_AFTER}"
)


def is_exact_total(cell: Any) -> bool:
    """Say whether a cell is the word for a sum and nothing more."""
    return isinstance(cell, str) and _EXACT.fullmatch(key(cell)) is not None


def is_total(cell: Any) -> bool:
    """Say whether a cell is or ends with the word for a sum, such as 市南小计."""
    return is_exact_total(cell) or (isinstance(cell, str) and bool(_OF_SOME.fullmatch(key(cell))))


def sum_rows(raw: RawTable, frame: pd.DataFrame) -> Iterator[Problem]:
    """Yield the rows that a sum's word names where they should hold a name.

    Parameters
    ----------
    raw : RawTable
    frame : DataFrame
        The table as it was parsed.
    """
    if all(column.kind == "text" for column in raw.table.columns):
        return  # there is nothing to sum up: 累计 may be an option
    chosen = {name for names in raw.table.alternatives for name in names}
    for column in raw.table.columns:
        if column.kind != "text" or column.name not in frame.columns:
            continue
        if not column.is_required and column.name not in chosen:
            continue
        names = frame[column.name]
        for fault, pattern in ((SUM_ROW, _EXACT), (SUM_LIKE, _AT_END)):
            words = [w for w in names.dropna().unique() if _matches(w, fault, pattern)]
            if words:
                rows = np.flatnonzero(names.isin(words))
                yield from raw.problems_at(fault, column.name, rows)


def _matches(word: str, fault: Fault, pattern: re.Pattern[str]) -> bool:
    plain = key(word)
    return pattern.fullmatch(plain) is not None and (
        fault is SUM_ROW or _EXACT.fullmatch(plain) is None
    )
