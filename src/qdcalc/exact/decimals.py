"""Exact decimals inside float64 columns.

A measured value is read at 15 significant digits, as Excel shows it. A float64 that is the one
nearest to such a decimal orders and compares as the decimal does, so floats may be compared with
a limit. Whatever is subtracted, divided or rounded goes through scaled integers.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from qdcalc.exact.dtypes import Bools, Floats, Ints

SIGNIFICANT = 15
_LARGEST = 10.0**SIGNIFICANT
_TENS = np.array([float(10**k) for k in range(23)])  # each is exact in float64
_NO_PLACES = 127  # not a decimal of at most 15 digits and 22 places
_SHORT = 8  # places that nearly every value of a spreadsheet has at most
_BLOCK = 8_192  # values that stay in the processor's cache from one step to the next


def is_short(values: Floats) -> Bools:
    """Return which values are decimals of at most 15 digits and 8 places (NaN is none).

    ``m / 10**8`` is correctly rounded, so equality proves it; a false answer proves nothing.
    """
    short = np.empty(values.shape, dtype=bool)
    flat, answers = values.ravel(), short.reshape(-1)
    digits = np.empty(min(_BLOCK, flat.size))
    with np.errstate(over="ignore", invalid="ignore"):
        for start in range(0, flat.size, _BLOCK):
            block = flat[start : start + _BLOCK]
            scratch, answer = digits[: block.size], answers[start : start + _BLOCK]
            np.multiply(block, _TENS[_SHORT], out=scratch)
            np.rint(scratch, out=scratch)
            is_in_reach = np.abs(scratch) < _LARGEST
            np.divide(scratch, _TENS[_SHORT], out=scratch)
            np.equal(scratch, block, out=answer)
            answer &= is_in_reach
    return short


def _places(values: Floats, most: int = 22) -> npt.NDArray[np.int8]:
    """Count the decimal places of each value; ``_NO_PLACES`` where 15 digits do not hold it.

    ``m / 10**k`` is correctly rounded, so equality proves that the float is the one nearest to
    the decimal ``m·10⁻ᵏ``.
    """
    places = np.full(values.shape, _NO_PLACES, dtype=np.int8)
    pending = np.flatnonzero(np.isfinite(values))
    for k in range(most + 1):
        if not pending.size:
            break
        candidates = values[pending]
        with np.errstate(over="ignore"):
            digits = np.rint(candidates * _TENS[k])
        fits = (digits / _TENS[k] == candidates) & (np.abs(digits) < _LARGEST)
        places[pending[fits]] = k
        pending = pending[~fits]
    return places


def decimal_places(values: Floats) -> Ints:
    """Return the decimal places of each value; many where 22 do not hold it."""
    return _places(values).astype(np.int64)


def decimal15(values: npt.ArrayLike) -> Floats:
    """Read floats at 15 significant digits: 0.1 + 0.2 is 0.3.

    Parameters
    ----------
    values : array of float64
        NaN stays NaN.

    Returns
    -------
    array of float64
        The float nearest to each value's decimal of 15 significant digits.
    """
    read = np.array(values, dtype=np.float64)
    long = np.flatnonzero(~(is_short(read) | np.isnan(read)))
    noisy = long[(_places(read[long]) == _NO_PLACES) & np.isfinite(read[long])]
    if noisy.size:
        distinct, which = np.unique(read[noisy], return_inverse=True)
        read[noisy] = np.array([float(f"{v:.{SIGNIFICANT}g}") for v in distinct.tolist()])[which]
    return read


def shift(values: Floats, power: int) -> Floats:
    """Multiply decimals by ``10**power`` exactly (a change of unit)."""
    if power == 0:
        return values
    with np.errstate(over="ignore", under="ignore"):
        return decimal15(values * 10.0**power if power > 0 else values / 10.0**-power)


def common_places(*columns: Floats) -> int:
    """Decimal places that hold every finite value of all the columns."""
    most = 0
    for values in columns:
        places = _places(values)
        odd = (places == _NO_PLACES) & np.isfinite(values)
        if odd.any():
            exponents = [_decimal(v).as_tuple().exponent for v in np.unique(values[odd]).tolist()]
            most = max(most, *(-e for e in exponents if isinstance(e, int)))
        fitting = places[places != _NO_PLACES]
        most = max(most, int(fitting.max(initial=0)))
    return most


def _decimal(value: float) -> Decimal:
    return Decimal(f"{value:.{SIGNIFICANT}g}")


def scaled(values: Floats, places: int) -> npt.NDArray[Any]:
    """Return ``value × 10**places`` as exact integers: int64, or Python ints where they are long.

    Parameters
    ----------
    values : array of float64
        Decimals of at most 15 significant digits, none missing.
    places : int
        At least the decimal places of every value (see :func:`common_places`).
    """
    largest = float(np.abs(values).max(initial=0.0))
    if places <= SIGNIFICANT and largest < _LARGEST / 10.0**places:
        # x·10ᵖ is within half a unit of the whole number that it stands for
        whole: Ints = np.rint(values * _TENS[places]).astype(np.int64)
        return whole
    distinct, which = np.unique(values, return_inverse=True)
    exact = [int(_decimal(v).scaleb(places)) for v in distinct.tolist()]
    return np.array(exact, dtype=object)[which]


def round_half_even(values: Floats, places: npt.ArrayLike) -> Floats:
    """Round decimals half to even at a number of places, as GB/T 8170 has it.

    Parameters
    ----------
    values : array of float64
        Decimals of at most 15 significant digits; NaN stays NaN.
    places : int or array of int
        Decimal places to keep, 0 to 15.
    """
    own = _places(values)
    keep = np.broadcast_to(np.asarray(places, dtype=np.int64), values.shape)
    rounded = np.array(values, dtype=np.float64)
    longer = (own > keep) & (own != _NO_PLACES)
    if longer.any():
        have, want = own[longer].astype(np.int64), keep[longer]
        digits = np.rint(values[longer] * _TENS[have]).astype(np.int64)
        divisor = 10 ** np.minimum(have - want, 18)
        whole, rest = np.divmod(digits, divisor)
        up = (2 * rest > divisor) | ((2 * rest == divisor) & (whole % 2 == 1))
        rounded[longer] = (whole + up) / _TENS[want]
    odd = np.flatnonzero((own == _NO_PLACES) & np.isfinite(values))
    if odd.size:  # beyond 22 places or 10¹⁵: rare enough to be spelt out
        unit = [Decimal(1).scaleb(-int(p)) for p in keep[odd]]
        rounded[odd] = [
            float(_decimal(v).quantize(u)) if abs(v) < _LARGEST else v
            for v, u in zip(values[odd].tolist(), unit, strict=True)
        ]
    return rounded


def plain(values: npt.ArrayLike) -> npt.NDArray[Any]:
    """Write decimals without exponents up to 10¹⁵: ``5e-05`` as ``0.00005``, ``2.0`` as ``2``."""
    numbers = np.asarray(values, dtype=np.float64)
    distinct, which = np.unique(numbers, return_inverse=True)
    texts = [
        ""
        if np.isnan(v)
        else np.format_float_positional(v, trim="-")
        if abs(v) < _LARGEST
        else f"{v:.{SIGNIFICANT}g}"
        for v in distinct.tolist()
    ]
    return np.array(texts, dtype=object)[which]


def shifted_text(whole: npt.ArrayLike, places: int) -> npt.NDArray[Any]:
    """Write whole numbers divided by ``10**places`` exactly: 25200 and 4 as ``2.52``."""
    distinct, which = np.unique(np.asarray(whole), return_inverse=True)
    texts = [f"{Decimal(v).scaleb(-places).normalize():f}" for v in distinct.tolist()]
    return np.array(texts, dtype=object)[which]
