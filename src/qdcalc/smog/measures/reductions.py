"""The city's targets at each level: which share of the base is reduced (四(三)2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.arrays import number, plain, whole
from qdcalc.exact.decimals import common_places, decimal15, scaled
from qdcalc.exact.dtypes import Bools
from qdcalc.smog.words import BOTH, CITY, TARGETS, Amounts, Level, Pollutant, SourceKind

HUNDRED = 100
_LARGEST = 2**62
LEVELS = tuple(map(str, Level))
SOURCES = tuple(map(str, SourceKind))
Whole = npt.NDArray[Any]  # whole numbers: int64, or Python's own where they are long


@plain(reduced_kg=number(), base_kg=number(is_open=True), percent=whole(0, 200, unit="%"))
def reaches_target(
    reduced_kg: npt.ArrayLike, base_kg: npt.ArrayLike, percent: npt.ArrayLike
) -> Bools:
    """Return whether reductions are at least a share of the base (四(三)2).

    reductions × 100 ≥ percent × base, compared exactly as decimals.

    Parameters
    ----------
    reduced_kg, base_kg : float, array or Series of float
        Reductions and what they are taken of [kg/d].
    percent : int, array or Series of int
        The target in force [%].

    Returns
    -------
    array of bool, Series or bool
        A share that is just the target meets it.

    Raises
    ------
    UsageError
        A number is missing or negative, a base is 0, or lengths or indexes differ.
    """
    reduced, base = _units(reduced_kg, base_kg)
    return reaches(reduced, base, np.asarray(percent))


@plain(
    so2_kg=number(), so2_base_kg=number(is_open=True), nox_kg=number(),
    nox_base_kg=number(is_open=True), percent=whole(0, 200, unit="%"),
)  # fmt: skip
def reaches_sum_target(
    so2_kg: npt.ArrayLike,
    so2_base_kg: npt.ArrayLike,
    nox_kg: npt.ArrayLike,
    nox_base_kg: npt.ArrayLike,
    percent: npt.ArrayLike,
) -> Bools:
    """Return whether the shares of SO₂ and NOx together are at least a target (四(三)2).

    The two shares are added as exact fractions, not the tonnes.

    Parameters
    ----------
    so2_kg, so2_base_kg, nox_kg, nox_base_kg : float, array or Series of float
        Reductions and bases of the two [kg/d].
    percent : int, array or Series of int
        The target in force [%].

    Returns
    -------
    array of bool, Series or bool

    Raises
    ------
    UsageError
        A number is missing or negative, a base is 0, or lengths or indexes differ.
    """
    so2, so2_base, nox, nox_base = _units(so2_kg, so2_base_kg, nox_kg, nox_base_kg)
    return reaches(*added((so2, so2_base), (nox, nox_base)), np.asarray(percent))


def _units(*columns: npt.ArrayLike) -> list[Whole]:
    """Return decimals as whole numbers of one common power of ten."""
    return whole_amounts(*(decimal15(column) for column in columns))[0]


def whole_amounts(*columns: npt.NDArray[np.float64]) -> tuple[list[Whole], int]:
    """Return decimals, none missing, as whole numbers of one power of ten that can be added up."""
    flat = [values.ravel() for values in columns]
    places = common_places(*flat)
    whole_ = [addable(scaled(values, places)) for values in flat]
    return [n.reshape(v.shape) for n, v in zip(whole_, columns, strict=True)], places


def reaches(part: Whole, of: Whole, percent: Whole) -> Bools:
    """Return whether part ÷ of is at least percent ÷ 100: by whole numbers alone."""
    own, whole_, least = (np.asarray(n, dtype=object) for n in (part, of, percent))
    return np.asarray(own * HUNDRED >= least * whole_, dtype=bool)


def added(one: tuple[Any, Any], other: tuple[Any, Any]) -> tuple[Whole, Whole]:
    """Return the sum of two fractions: numerator, denominator (四(三)2「二者减排比例之和」)."""
    a, b, c, d = (np.asarray(n, dtype=object) for n in (*one, *other))
    return a * d + c * b, b * d


def counted(amounts: Whole, is_exempt: Bools, how: Amounts) -> tuple[Whole, Whole]:
    """Return the totals of each level, and what of them counts: exempt rows 0 (四(三)1(2)).

    Parameters
    ----------
    amounts : array of int, shape (rows, levels)
        As they are listed.
    is_exempt : array of bool
    how : Amounts
        Whether they are totals, or what each level adds.
    """
    totals = np.cumsum(amounts, axis=1) if how is Amounts.ADDED else amounts
    return totals, np.where(is_exempt[:, None], 0, totals)


def addable(values: Whole) -> Whole:
    """Return whole numbers that may be added up: Python's own where int64 could overflow."""
    if values.dtype == object or not values.size:
        return values
    is_short = int(np.abs(values).max()) <= _LARGEST // (2 * values.size)
    return values if is_short else values.astype(object)


def sums(rows: pd.DataFrame, bases: Mapping[str, int]) -> pd.DataFrame:
    """Return what is reduced of each pollutant, of the city and of each district, at each level.

    Each has a row of every pollutant: what is not listed is 0.

    Parameters
    ----------
    rows : DataFrame
        district, place, source_kind, pollutant, base and a column of each level, whole numbers.
    bases : mapping of str to int
        The city's base by pollutant.

    Returns
    -------
    DataFrame
        district, place (−1 = the city), level, pollutant, base, reduced, ``part`` and ``of`` (the
        share as a fraction; ``of`` is 0 where there is none), and ``part`` by kind of source.
    """
    long = rows.melt(
        ["district", "place", "source_kind", "pollutant"], list(LEVELS), "level", "reduced"
    )
    keys = ["district", "level", "pollutant"]
    long = pd.concat([long, long.assign(district=CITY, place=-1)], ignore_index=True)
    flat = long.assign(**{s: long["reduced"].where(long["source_kind"] == s, 0) for s in SOURCES})
    found = flat.groupby(keys, sort=False)[["reduced", *SOURCES]].sum()
    places = long.drop_duplicates("district").set_index("district")["place"]
    every = pd.MultiIndex.from_product(
        [places.index, LEVELS, list(map(str, Pollutant))], names=keys
    )
    found = found.astype(object).reindex(every, fill_value=0).reset_index()
    own = rows.groupby(["district", "pollutant"], sort=False)["base"].sum().astype(object)
    of: dict[Any, Any] = dict(own.to_dict())
    of.update({(CITY, name): base for name, base in bases.items()})
    pairs = zip(found["district"], found["pollutant"], strict=True)
    found["base"] = pd.Series([of.get(pair, 0) for pair in pairs], found.index, dtype=object)
    found = found.assign(place=found["district"].map(places), part=found["reduced"])
    found = found.assign(of=found["base"])
    return _ordered(pd.concat([found, _both(found)], ignore_index=True))


def _both(found: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of both pollutants together: their shares added as fractions."""
    keys = ["district", "place", "level"]
    one, other = (found[found["pollutant"] == p] for p in (Pollutant.SO2, Pollutant.NOX))
    both = one.merge(other, on=keys, suffixes=("", "_other"))
    made = both[keys].assign(pollutant=BOTH, base=None, reduced=None)
    for name in ("part", *SOURCES):
        theirs = (both[f"{name}_other"], both["of_other"])
        made[name], made["of"] = added((both[name], both["of"]), theirs)
    return made


def _ordered(found: pd.DataFrame) -> pd.DataFrame:
    """Put the city first, then the districts; by level, then by pollutant."""
    order = found.assign(
        at_level=found["level"].map({level: n for n, level in enumerate(LEVELS)}),
        at_pollutant=found["pollutant"].map({name: n for n, name in enumerate(TARGETS)}),
    )
    order = order.sort_values(["place", "at_level", "at_pollutant"], kind="stable")
    return found.loc[order.index].reset_index(drop=True)
