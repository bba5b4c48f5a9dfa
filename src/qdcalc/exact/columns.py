"""What the arguments of plain functions may be, and how their values are read.

A kind (:func:`whole`, :func:`number`, …) turns a scalar, a list, an array or a Series into a flat
array, or refuses it with a UsageError that names the argument, the place and the value.
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from qdcalc.errors import UsageError
from qdcalc.record import record

Values = npt.NDArray[Any]

LARGEST = 2**53  # below it every whole number has a float64 of its own
_INT64 = 2**63


@record
class Kind:
    """What an argument may be.

    ``read`` turns its values into an array or refuses one; ``sentence`` says what is asked for.
    """

    read: Callable[[Argument], Values]
    sentence: str


@record
class Argument:
    """One argument as it was given: a flat array of its values, and what they came in."""

    name: str
    sentence: str
    values: Values
    index: Any = None
    is_scalar: bool = False
    series: str = ""

    def refuse(self, position: int, fault: str) -> UsageError:
        """Return the error of one value."""
        where = "" if self.is_scalar else f" 的第 {position + 1} 个值"
        return UsageError(f"参数 {self.name}{where}{fault}。应是{self.sentence}")

    def check(self, wrong: Values, fault: str) -> None:
        """Refuse the first value that is wrong, showing it."""
        if wrong.any():
            first = int(np.flatnonzero(wrong)[0])
            raise self.refuse(first, f"（{shown(self.values[first])}）{fault}")

    def check_missing(self, missing: Values) -> None:
        """Refuse the first value that is missing."""
        if missing.any():
            fault = " 缺失" if self.is_scalar else "缺失"
            raise self.refuse(int(np.flatnonzero(missing)[0]), fault)


def shown(value: Any) -> str:
    """Return a value as a message shows it."""
    text = repr(str(value)) if isinstance(value, str) else str(value)
    return text if len(text) <= 40 else text[:39] + "…"


def argument_of(name: str, kind: Kind, given: Any) -> Argument:
    """Take the values out of a scalar, a list, an array or a Series."""
    if type(given).__module__.startswith("pandas"):
        return _of_pandas(name, kind, given)
    if isinstance(given, np.ma.MaskedArray):
        values = given.data.astype(object)  # without the fill value, which repr() sets
        values[np.ma.getmaskarray(given)] = None
        given = values
    if isinstance(given, np.ndarray):
        if given.ndim > 1:
            raise UsageError(f"参数 {name} 有 {given.ndim} 维，应是一个值、一列值或 Series")
        return Argument(name, kind.sentence, np.atleast_1d(given), is_scalar=given.ndim == 0)
    if isinstance(given, (list, tuple, range)):
        if any(isinstance(v, (list, tuple, np.ndarray)) and np.ndim(v) for v in given):
            raise UsageError(f"参数 {name} 有 2 维，应是一个值、一列值或 Series")
        return Argument(name, kind.sentence, _listed(list(given)))
    return Argument(name, kind.sentence, _listed([given]), is_scalar=True)


def _listed(given: list[Any]) -> Values:
    """Return values as objects, or as numbers where all of them are plain floats or ints."""
    values = np.empty(len(given), dtype=object)
    values[:] = given
    if given and all(type(v) is float for v in given):
        return values.astype(np.float64)
    return values


def _of_pandas(name: str, kind: Kind, given: Any) -> Argument:
    import pandas as pd

    if given is pd.NA or given is pd.NaT or np.ndim(given) == 0:
        return Argument(name, kind.sentence, _listed([given]), is_scalar=True)
    if np.ndim(given) != 1 or isinstance(given, pd.MultiIndex):
        raise UsageError(f"参数 {name} 是一张表，应是一个值、一列值或 Series")
    values = given.to_numpy() if isinstance(given.dtype, np.dtype) else given.to_numpy(dtype=object)
    is_series = isinstance(given, pd.Series)
    return Argument(
        name, kind.sentence, values, given.index if is_series else None,
        series=name if is_series else "",
    )  # fmt: skip


def _is_missing(value: Any) -> bool:
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    if isinstance(value, (np.datetime64, np.timedelta64)):
        return bool(np.isnat(value))
    return isinstance(value, (float, np.floating, Decimal)) and value != value


def _is_finite(value: Any) -> bool:
    return isinstance(value, numbers.Rational) or math.isfinite(value)  # an int may be any length


def _is_number(value: Any) -> bool:
    return isinstance(value, (numbers.Real, Decimal)) and not isinstance(
        value, (bool, np.bool_, np.timedelta64)
    )


def _mapped(test: Callable[[Any], bool], values: Values) -> Values:
    return np.fromiter((test(v) for v in values), dtype=bool, count=len(values))


def _real(argument: Argument) -> Values:
    """Return values that are numbers: int or float arrays as they are, others as objects."""
    values = argument.values
    if not len(values) or values.dtype.kind in "iuf":
        return values if values.dtype.kind in "iuf" else np.zeros(0, dtype=np.int64)
    objects = values.astype(object)
    argument.check_missing(_mapped(_is_missing, objects))
    argument.check(~_mapped(_is_number, objects), "不是数字")
    return objects


def _whole(argument: Argument, least: int | None, most: int | None) -> Values:
    values = _real(argument)
    if values.dtype.kind == "f":
        argument.check_missing(np.isnan(values))
        argument.check(np.isinf(values), "是无穷大")
        argument.check(values != np.rint(values), "不是整数")
        argument.check(np.abs(values) >= _INT64, "太大")
        values = values.astype(np.int64)
    elif values.dtype == object:
        argument.check(_mapped(lambda v: not _is_finite(v), values), "是无穷大")
        argument.check(_mapped(lambda v: v != int(v), values), "不是整数")
        values = np.array([int(v) for v in values] + [None], dtype=object)[:-1]
    _check_range(argument, values, least, most)
    if values.dtype == object and (not len(values) or max(map(abs, values)) < _INT64):
        values = values.astype(np.int64)
    return values if values.dtype == object else values.astype(np.int64)


def _check_range(argument: Argument, values: Values, least: Any, most: Any) -> None:
    """Refuse the first value outside; the ends are both allowed."""
    if not len(values):
        return
    with np.errstate(invalid="ignore"):
        if least is not None and bool(np.any(values < least)):
            small = np.asarray(values < least, dtype=bool)
            argument.check(small, "是负数" if least == 0 else f"小于 {least:,}")
        if most is not None and bool(np.any(values > most)):
            argument.check(np.asarray(values > most, dtype=bool), f"太大，大于 {most:,}")


def whole(least: int | None = 0, most: int | None = LARGEST, unit: str = "") -> Kind:
    """Return the kind of whole numbers, as int64 (longer ones, where allowed, Python's own)."""
    ends = f"{least:,}" if least is not None else ""
    ends = f"（{ends} 至 {most:,}）" if ends and most is not None else ends and f"（不小于 {ends}）"
    return Kind(lambda a: _whole(a, least, most), f"整数{ends}" + (unit and f"，单位{unit}"))


def fen(least: int | None = 0) -> Kind:
    """Return the kind of amounts in fen, below 90 trillion 元."""
    return whole(least, LARGEST, "分") if least is not None else Kind(
        lambda a: _whole(a, -LARGEST, LARGEST), f"整数（绝对值不超过 {LARGEST:,}），单位分"
    )  # fmt: skip


def yuan(least: int = 0) -> Kind:
    """Return the kind of whole 元, up to 100 trillion."""
    return whole(least, 10**14, "元")


def number(
    least: float | None = 0.0, most: float = 1e15, *, may_miss: bool = False, is_open: bool = False
) -> Kind:
    """Return the kind of finite numbers, as float64.

    Parameters
    ----------
    least, most : float
        Both allowed, save ``least`` where ``is_open``.
    may_miss : bool
        NaN, None and pd.NA are missing and stay so.
    is_open : bool
    """

    def read(argument: Argument) -> Values:
        given = argument
        if may_miss and argument.values.dtype == object:
            objects = [np.nan if _is_missing(v) else v for v in argument.values]
            given = replace(argument, values=_listed(objects))
        if may_miss and given.values.dtype == object:
            there = _mapped(lambda v: not _is_missing(v), given.values)
            values = np.full(len(there), np.nan)
            values[there] = _floats(replace(given, values=given.values[there]))
        else:
            values = _floats(given)
        if not may_miss:
            given.check_missing(np.isnan(values))
        given.check(np.isinf(values), "是无穷大")
        _check_range(given, values, least, most)
        if is_open and least is not None:
            given.check(values == least, f"等于 {least:g}")
        return values

    ends = "" if least is None else f"（{'大于' if is_open else '不小于'} {least:g}）"
    return Kind(read, f"数字{ends}" + ("，没有的写 NaN" if may_miss else ""))


def _floats(argument: Argument) -> Values:
    """Return numbers as float64; a short float is the decimal that it stands for."""
    values = _real(argument)
    if values.dtype.kind == "f" and values.dtype.itemsize < 8:
        values = values.astype(str).astype(np.float64)
    if values.dtype == object:
        too_far = _mapped(lambda v: not isinstance(v, np.floating) and _is_far(v), values)
        argument.check(too_far, "太大")
        return np.array([_float(v) for v in values], dtype=np.float64)
    return values.astype(np.float64)


def _is_far(value: Any) -> bool:
    return _is_finite(value) and abs(value) > 10**300


def _float(value: Any) -> float:
    is_short = isinstance(value, np.floating) and value.dtype.itemsize < 8
    return float(str(value)) if is_short else float(value)


def exact(least: int = 0, most: int = 10**6) -> Kind:
    """Return the kind of exact numbers (a rate, a multiple), as Python objects."""

    def read(argument: Argument) -> Values:
        values = _real(argument).astype(object)
        argument.check_missing(_mapped(_is_missing, values))
        argument.check(_mapped(lambda v: not _is_finite(v), values), "是无穷大")
        _check_range(argument, values, least, most)
        return values

    return Kind(read, f"数字（{least:,} 至 {most:,}）")


def flag() -> Kind:
    """Return the kind of truth values; 0, 1 and 是 are none."""

    def read(argument: Argument) -> Values:
        values = argument.values
        if values.dtype == np.bool_ or not len(values):
            return values.astype(bool)
        objects = values.astype(object)
        argument.check_missing(_mapped(_is_missing, objects))
        wrong = ~_mapped(lambda v: isinstance(v, (bool, np.bool_)), objects)
        argument.check(wrong, "不是布尔值")
        return objects.astype(bool)

    return Kind(read, "布尔值 True 或 False")


def texts(*choices: str) -> Kind:
    """Return the kind of texts, of the choices where there are any."""

    def read(argument: Argument) -> Values:
        objects = argument.values.astype(object)
        argument.check_missing(_mapped(_is_missing, objects))
        argument.check(~_mapped(lambda v: isinstance(v, str), objects), "不是文字")
        if choices:
            argument.check(~_mapped(lambda v: v in choices, objects), "没有这个取值")
        return objects

    return Kind(read, f"{'、'.join(choices)} 之一" if choices else "文字")
