"""Money: whole fen (0.01 元) in int64, rounded and divided exactly."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from qdcalc.errors import UsageError
from qdcalc.exact import arrays
from qdcalc.exact.arrays import Argument, Kind, plain
from qdcalc.exact.dtypes import Floats, Ints

__all__ = [
    "FEN_PER_YUAN",
    "LARGEST_FEN",
    "allocate",
    "bounded",
    "capitals",
    "divide_half_up",
    "product",
    "split",
    "text",
    "to_fen",
    "to_yuan",
    "wan",
    "whole",
]


def __dir__() -> list[str]:
    return __all__


Fen = npt.NDArray[np.int64]

FEN_PER_YUAN = 100
_SAFE = 2**62
LARGEST_FEN = 2**53  # below it every fen has a float64 of its own; sums of a few stay in int64


def _amounts(argument: Argument) -> Floats:
    """Read amounts that are numbers, or texts of plain numbers."""
    if argument.values.dtype.kind in "OUT":
        read = [_number_of(value) for value in argument.values]
        values = np.array([*read, None], dtype=object)[:-1]
        argument.check(np.array([v is NotImplemented for v in read], dtype=bool), "不是数字")
        argument = Argument(argument.name, argument.sentence, values, is_scalar=argument.is_scalar)
    return arrays.number(-1e13, 1e13).read(argument)


def _number_of(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    plain_text = arrays.decimal_text(value)
    return NotImplemented if plain_text is None else Decimal(plain_text)


@plain(yuan=Kind(_amounts, "最多两位小数的金额，单位元"))
def to_fen(yuan: npt.ArrayLike) -> Fen:
    """Read amounts in 元 as fen; the only way back from what a person sees.

    Parameters
    ----------
    yuan : array of float64, or of Decimal, int or text
        Amounts [元] with at most two decimals, below 10¹³ 元.

    Returns
    -------
    array of int64, Series or int
        The same amounts [fen].

    Raises
    ------
    UsageError
        An amount is missing, not finite, too large, or has more than two decimals.
    """
    amounts = np.asarray(yuan, dtype=np.float64)
    fen = np.rint(amounts * FEN_PER_YUAN)
    with np.errstate(invalid="ignore"):
        exact = (fen / FEN_PER_YUAN == amounts) & (np.abs(amounts) < 1e13)
    if not exact.all():
        wrong = float(amounts[~exact].ravel()[0])
        raise UsageError(f"参数 yuan：{wrong} 元不是最多两位小数的金额，不能换算成分")
    return fen.astype(np.int64)


@plain(fen=arrays.fen(None))
def to_yuan(fen: npt.ArrayLike) -> Floats:
    """Show amounts in fen as 元: the nearest float64 to fen ÷ 100, made once, for people.

    Raises
    ------
    UsageError
        An amount is missing, not whole, or too large.
    """
    return np.asarray(fen, dtype=np.int64) / FEN_PER_YUAN


def text(fen: int) -> str:
    """Write an amount in 元 with two decimals and thousands commas: ``166,666.67``."""
    exact = _one(fen)
    whole, part = divmod(abs(exact), FEN_PER_YUAN)
    return f"{'-' if exact < 0 else ''}{whole:,}.{part:02d}"


def _one(fen: Any) -> int:
    """Return one amount as a Python int; a fraction of a fen is never cut off in silence."""
    return fen if type(fen) is int else int(arrays.one("fen", fen, arrays.whole(None, None, "分")))


@plain(numerator=arrays.whole(0, None), denominator=arrays.whole(1, None))
def divide_half_up(numerator: npt.ArrayLike, denominator: npt.ArrayLike) -> Fen:
    """Divide non-negative whole numbers, rounding halves up."""
    above, below = np.asarray(numerator), np.asarray(denominator)
    if above.dtype != object:
        above = above.astype(np.int64)
    sizes = [int(side.max()) if side.size else 0 for side in (above, below)]
    if above.dtype == object or 2 * sizes[0] + sizes[1] >= 2 * _SAFE:  # Python's own integers
        above, below = above.astype(object), below.astype(object)
        return whole((2 * above + below) // (2 * below))
    return cast("Fen", (2 * above + below) // (2 * below))


def product(left: npt.ArrayLike, right: npt.ArrayLike, what: str = "金额") -> Fen:
    """Multiply whole numbers, or say that int64 would not hold the product.

    Parameters
    ----------
    left, right : array of int64, or of Python ints
        Their largest magnitudes are multiplied first, in Python's own integers.
    what : str
        What the product is, for the message.

    Raises
    ------
    UsageError
        A product may reach 2⁶², so that even doubled it would not fit.
    """
    sides = [np.asarray(side) for side in (left, right)]
    largest = [max(abs(int(s.max())), abs(int(s.min()))) if s.size else 0 for s in sides]
    if largest[0] * largest[1] >= _SAFE:
        raise UsageError(f"{what}太大，不能精确计算（{largest[0]:,} × {largest[1]:,}），请核对数据")
    return sides[0].astype(np.int64) * sides[1].astype(np.int64)


def whole(numbers: npt.ArrayLike, what: str = "金额") -> Fen:
    """Return Python ints as int64.

    Raises
    ------
    UsageError
        int64 does not hold one of them.
    """
    given = np.asarray(numbers, dtype=object)
    if given.size and max(abs(given.max()), abs(given.min())) >= _SAFE:
        raise UsageError(f"{what}太大，不能精确计算，请核对数据")
    return given.astype(np.int64)


def bounded(numbers: npt.ArrayLike, what: str = "金额") -> None:
    """Check that whatever part of the numbers is added up, the sum is exact.

    The sum of all magnitudes is taken in float64, which can't wrap around: below 2⁵³ every sum of
    some of them is exact in int64 and, in fen, as the 元 that a person sees.

    Raises
    ------
    UsageError
        They add up to 2⁵³ or more (90 trillion 元).
    """
    given = np.asarray(numbers)
    is_whole = given.dtype == np.int64 and given.size > 0
    if is_whole and max(int(given.max()), -int(given.min())) * given.size < LARGEST_FEN:
        return
    total = float(np.abs(np.asarray(numbers, dtype=np.float64)).sum())
    if total >= LARGEST_FEN:
        raise UsageError(
            f"{what}的合计太大（约 {total / FEN_PER_YUAN:.3g}），不能精确计算，请核对数据"
        )


def _checked_shares(amounts: Any, group: Any, weights: Any) -> tuple[Any, Any, Any]:
    """Refuse what can't be split: amounts, groups and weights that don't belong together."""
    kinds = (arrays.fen(), arrays.whole(0), arrays.whole(0, None))
    names = ("amounts", "group", "weights")
    amounts, group, weights = (
        arrays.column(name, given, kind)
        for name, given, kind in zip(names, (amounts, group, weights), kinds, strict=True)
    )
    if len(group) != len(weights):
        counts = f"{len(group):,} 个和 {len(weights):,} 个值"
        raise UsageError(f"参数 group 和 weights 的长度不同：{counts}")
    if len(group) and (np.diff(group) < 0).any():
        raise UsageError("参数 group 应从小到大排列")
    if len(group) and group.max() >= len(amounts):
        raise UsageError(f"参数 group 的值应小于金额的个数 {len(amounts):,}")
    total = np.zeros(len(amounts), dtype=object)
    np.add.at(total, group, weights.astype(object))
    unshared = np.isin(np.arange(len(amounts)), group) & (total == 0)
    if unshared.any():
        none = int(np.flatnonzero(unshared)[0])
        raise UsageError(f"参数 weights 里第 {none + 1} 个金额的各项合计是 0，不能分摊")
    return amounts, group, weights


def allocate(amounts: Fen, group: Ints, weights: npt.NDArray[Any]) -> Fen:
    """Split whole amounts in proportion to weights, by largest remainder.

    Parameters
    ----------
    amounts : array of int64, one a group
        What is split [fen], not negative.
    group : array of int64, one an entry
        Which amount each entry takes part in, ascending; within a group the entries stand in
        the order in which the list names them, which settles ties.
    weights : array of int64 or of Python ints, one an entry
        Not negative; each group's add up to more than 0.

    Returns
    -------
    array of int64, one an entry
        The parts [fen]; each group's add up to its amount exactly.

    Raises
    ------
    UsageError
        A value is missing, not whole, negative or too large, or the three don't belong together.
    """
    return split(*_checked_shares(amounts, group, weights))


def split(amounts: Fen, group: Ints, weights: npt.NDArray[Any]) -> Fen:
    """Split as :func:`allocate` does, without its checks."""
    if not len(group):
        return np.zeros(0, dtype=np.int64)
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
    sizes = np.diff(np.r_[starts, len(group)])
    largest = int(amounts.max()) * int(weights.max())
    if weights.dtype != object and largest < _SAFE:
        shares, share_of = amounts[group], np.repeat(np.add.reduceat(weights, starts), sizes)
    else:  # long ratios: the same arithmetic on Python ints
        weights = weights.astype(object)
        shares = amounts[group].astype(object)
        share_of = np.repeat(np.add.reduceat(weights, starts), sizes)
    parts = (shares * weights // share_of).astype(np.int64)
    remainder = shares * weights % share_of
    _, size_of_remainder = np.unique(remainder, return_inverse=True)
    order = np.lexsort((np.arange(len(group)), -size_of_remainder, group))
    rank = np.empty(len(group), dtype=np.int64)
    rank[order] = np.arange(len(group)) - np.repeat(starts, sizes)
    left = amounts[group[starts]] - np.add.reduceat(parts, starts)
    return cast("Fen", parts + (rank < np.repeat(left, sizes)))


def wan(fen: int) -> str:
    """Write an amount in 万元 with two decimals, rounded half-up from the exact fen."""
    exact = _one(fen)
    hundredths = (abs(exact) + 5_000) // 10_000
    sign = "-" if exact < 0 and hundredths else ""
    return f"{sign}{hundredths // 100:,}.{hundredths % 100:02d}"


def capitals(fen: int) -> str:
    """Write an amount in capitals as cheques have it: 贰仟贰佰万元整.

    Raises
    ------
    UsageError
        The component that writes them is not installed.
    """
    try:
        import cn2an
    except ModuleNotFoundError as error:
        message = '需要先安装写大写金额的组件：python -m pip install "qdcalc[report]"'
        raise UsageError(message) from error
    exact = _one(fen)
    whole, part = divmod(abs(exact), FEN_PER_YUAN)
    return str(cn2an.an2cn(f"{'-' if exact < 0 else ''}{whole}.{part:02d}", "rmb"))
