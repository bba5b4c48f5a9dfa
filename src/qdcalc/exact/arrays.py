"""Plain functions: scalars, arrays and Series checked once, and answered in kind.

A formula is written on arrays; :func:`plain` makes it a function that people call. A missing,
fractional, infinite or too large value, a truth value or a text instead of a number, a table
instead of a column, columns of unlike length or index are a UsageError that names the argument. A
Series gives a Series with its index, a scalar a scalar, anything else an array.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

import numpy as np

from qdcalc.errors import UsageError
from qdcalc.exact.columns import (
    LARGEST,
    Argument,
    Kind,
    Values,
    argument_of,
    exact,
    fen,
    flag,
    number,
    shown,
    texts,
    whole,
    yuan,
)
from qdcalc.exact.patterns import Lazy

__all__ = [
    "LARGEST", "Argument", "Kind", "column", "decimal_text", "exact", "fen", "flag", "is_true",
    "known_names", "number", "one", "option", "plain", "texts", "unchecked", "whole", "word",
    "yuan",
]  # fmt: skip

P = ParamSpec("P")
R = TypeVar("R")
Other = Callable[[str, Any], Any]  # reads an argument that is no column, by its name
_DECIMAL = Lazy(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.I | re.ASCII)


def word(name: str, given: Any, choices: tuple[str, ...]) -> str:
    """Return an option that is one text of several.

    Raises
    ------
    UsageError
        It is something else; the message lists the options.
    """
    if not isinstance(given, str) or given not in choices:
        known = "、".join(choices)
        raise UsageError(f"参数 {name}（{shown(given)}）没有这个取值，可用的有 {known}")
    return given


def column(name: str, given: Any, kind: Kind) -> Values:
    """Return a column of a kind as an array; a scalar is refused."""
    argument = argument_of(name, kind, given)
    if argument.is_scalar:
        raise UsageError(f"参数 {name} 应是一列值（{kind.sentence}），不是一个值")
    return kind.read(argument)


def one(name: str, given: Any, kind: Kind) -> Any:
    """Return one value of a kind as a Python scalar; a list or a column is refused."""
    argument = argument_of(name, kind, given)
    if not argument.is_scalar:
        raise UsageError(f"参数 {name} 应是一个值（{kind.sentence}），不是一列")
    return kind.read(argument)[0]


def is_true(name: str, given: Any) -> bool:
    """Return one truth value."""
    return bool(one(name, given, flag()))


def option(*choices: str) -> Other:
    """Return what reads an argument that is one text of several."""
    return lambda name, given: word(name, given, choices)


def plain(**kinds: Kind | Other) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function of arrays one of scalars, lists, arrays and Series.

    Parameters
    ----------
    **kinds : Kind, or function of an argument's name and value
        What each array argument may be; what reads an argument of another sort.

    Returns
    -------
    callable
        A decorator. The function gets flat arrays of one length; None stays None where it is the
        default. :func:`unchecked` gives back the function itself.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)

        @wraps(function)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                bound = signature.bind(*args, **kwargs)
            except TypeError as error:
                names = "、".join(signature.parameters)
                said = f"{function.__name__} 的参数是 {names}：请核对个数和名称"
                raise UsageError(said) from error
            bound.apply_defaults()
            given = {}
            for name, kind in kinds.items():
                value = bound.arguments[name]
                if value is None and signature.parameters[name].default is None:
                    continue
                if isinstance(kind, Kind):
                    given[name] = kind, argument_of(name, kind, value)
                else:
                    bound.arguments[name] = kind(name, value)
            size, index = _shape([argument for _, argument in given.values()])
            for name, (kind, argument) in given.items():
                values = kind.read(argument)
                bound.arguments[name] = np.repeat(values, size) if argument.is_scalar else values
            result = function(*bound.args, **bound.kwargs)
            is_scalar = all(argument.is_scalar for _, argument in given.values())
            return cast("R", _like(result, index, is_scalar, function.__name__))

        return checked

    return decorate


def unchecked(function: Callable[P, R]) -> Callable[P, R]:
    """Return a plain function without its checks: arrays in, arrays out."""
    return cast("Callable[P, R]", inspect.unwrap(function))


def _shape(arguments: list[Argument]) -> tuple[int, Any]:
    """Return the common length and, where there is a Series, the common index."""
    columns = [a for a in arguments if not a.is_scalar]
    if not columns:
        return 1, None
    first = columns[0]
    for other in columns[1:]:
        if len(other.values) != len(first.values):
            lengths = f"{len(first.values):,} 个和 {len(other.values):,} 个"
            raise UsageError(f"参数 {first.name} 和 {other.name} 的长度不同：{lengths}值")
    series = [a for a in columns if a.series]
    for other in series[1:]:
        if not series[0].index.equals(other.index):
            raise UsageError(
                f"参数 {series[0].name} 和 {other.name} 的索引（index）不同，不能逐行对应。"
                "请先用 reindex 或 reset_index 对齐"
            )
    return len(first.values), series[0].index if series else None


def _like(result: Any, index: Any, is_scalar: bool, name: str) -> Any:
    """Return a result in the form of the arguments."""
    if isinstance(result, tuple):
        return tuple(_like(part, index, is_scalar, name) for part in result)
    if is_dataclass(result) and not isinstance(result, type):
        parts = {f.name: getattr(result, f.name) for f in fields(result)}
        return replace(result, **{n: _like(v, index, is_scalar, n) for n, v in parts.items()})
    if result is None:
        return None
    if is_scalar:
        value = np.asarray(result).ravel()[0]
        return value.item() if isinstance(value, np.generic) else value
    if index is None:
        return np.asarray(result)
    import pandas as pd

    return pd.Series(np.asarray(result), index=index, name=name)


def decimal_text(text: str) -> str | None:
    """Return a text that is a plain decimal number trimmed, None where it is none."""
    stripped = text.strip()
    return stripped if _DECIMAL.fullmatch(stripped) else None


def known_names(name: str, given: Any, known: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a mapping whose keys are all known.

    Raises
    ------
    UsageError
        It is no mapping, or has a key that is not known.
    """
    if not isinstance(given, Mapping):
        raise UsageError(f"参数 {name} 应是名称到数值的字典（dict）")
    for key in given:
        if key not in known:
            raise UsageError(f"参数 {name} 里没有“{key}”。可用的有：{'、'.join(known)}")
    return given
