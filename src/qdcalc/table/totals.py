"""The words for a sum, and the columns in which one tells that its row is a sum of others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from qdcalc.exact.patterns import Lazy
from qdcalc.exact.texts import key
from qdcalc.table.description import Column, Table

if TYPE_CHECKING:
    from qdcalc.exact.coded import Together

_WORD = r"(?:[小合总共累][计計]|總計|[小合总]计数|总数|平均[值数]?|均值|(?:sub-?|grand)?total)"
_AFTER = r"(?:\(.*\)|\[.*\]|【.*】)?[:;。.,，、]?"
_OF = r"(?:本[页表]|以上|全[部市区]|各区市?)?"
_EXACT = Lazy(rf"{_OF}{_WORD}{_AFTER}|\({_OF}{_WORD}\)|\[{_OF}{_WORD}\]|【{_OF}{_WORD}】")
_OF_SOME = Lazy(rf".*[小合总]计{_AFTER}")
# words for a sum or a part of one that might just be a name
_AT_END = Lazy(
    rf".*[小合总]计\d*{_AFTER}|(?:全[市区部省]|汇总|总体|其中|计|sum|[∑σ]|最[大小]值|中位数"
    rf"|标准差|加权平均[值数]?){_AFTER}"
)


# no text without any of these is the word for a sum or like it
_SIGNS = frozenset("计計均总汇其∑σΣς最中标加全")
_WORDS = ("total", "sum")


def exact_totals(words: Iterable[Any] | Together) -> list[str]:
    """Return the words that are the word for a sum and nothing more."""
    return [word for word in _perhaps(words) if is_exact_total(word)]


def like_totals(words: Iterable[Any] | Together) -> list[str]:
    """Return the names that are like that of a sum, and are not the mere word."""
    return [word for word in _perhaps(words) if is_like_total(word)]


def _perhaps(words: Iterable[Any] | Together) -> list[str]:
    """Return the texts that may be the word for a sum: none where nothing has its characters."""
    from qdcalc.exact.coded import Together

    if isinstance(words, Together):
        together = words
    else:
        texts = list(words)
        try:
            together = Together(texts)
        except TypeError:  # there are blanks
            together = Together(word for word in texts if isinstance(word, str))
    texts = together.texts
    if not together.are_normal:
        return texts
    if _SIGNS.isdisjoint(together.signs) and not (
        together.may_have(_WORDS) and any(word in together.folded for word in _WORDS)
    ):
        return []
    return [t for t in texts if not _SIGNS.isdisjoint(t) or any(w in t.casefold() for w in _WORDS)]


def is_exact_total(cell: Any) -> bool:
    """Say whether a cell is the word for a sum and nothing more."""
    return isinstance(cell, str) and _EXACT.fullmatch(key(cell)) is not None


def is_total(cell: Any) -> bool:
    """Say whether a cell is or ends with the word for a sum, such as 市南小计."""
    return is_exact_total(cell) or (isinstance(cell, str) and bool(_OF_SOME.fullmatch(key(cell))))


def is_like_total(name: str) -> bool:
    """Say whether a name is like that of a sum, and is not the mere word."""
    return _AT_END.fullmatch(key(name)) is not None and not is_exact_total(name)


def naming_columns(table: Table) -> list[Column]:
    """Return the columns in which a row's name must stand; none where nothing can be summed up."""
    if all(column.kind.is_text for column in table.columns):
        return []  # 累计 may be an option
    chosen = {name for names in table.alternatives for name in names}
    return [c for c in table.columns if c.kind.is_text and (c.is_required or c.name in chosen)]
