"""How often roads and sites are cleaned while a response runs (四(三)2)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from qdcalc.exact.arrays import flag, option, plain, texts
from qdcalc.exact.dtypes import Bools, Ints
from qdcalc.smog.words import CleaningKind, Ice, Level, Sprinkle

KINDS = tuple(map(str, CleaningKind))


def runs_at(
    level: str, runs: Mapping[str, int], first_sprinkling_runs: int, sprinkle: Sprinkle
) -> Mapping[str, int]:
    """Return the extra runs of each kind in force at a level (四(三)2(3)).

    Red's sprinkling is 「总体增加3次」, or its own 「再增加1次」 alone.
    """
    if level == Level.RED and sprinkle is Sprinkle.ONE:
        return {**runs, str(CleaningKind.ENTRANCE_SPRINKLING): first_sprinkling_runs}
    return dict(runs)


@plain(cleaning_kind=texts(*KINDS), is_icy=flag(), ice=option(*map(str, Ice)))
def extra_cleaning_runs(
    cleaning_kind: npt.ArrayLike,
    is_icy: npt.ArrayLike,
    runs: Mapping[str, int],
    *,
    ice: str = "roads",
) -> Ints:
    """Return by how many runs a day the cleaning is stepped up; none on ice (四(三)2).

    Parameters
    ----------
    cleaning_kind : str, array or Series of str
        One of the five kinds, such as 工地进出道路.
    is_icy : bool, array or Series of bool
        Whether ice is likely there.
    runs : mapping of str to int
        The extra runs of each kind at the level of the response [runs a day].
    ice : str
        ``roads``: ice exempts roads, not 工地作业面; ``all``: everything (interpretation ``ice``).

    Returns
    -------
    array of int64, Series or int
        Extra runs [runs a day].

    Raises
    ------
    UsageError
        There is no such kind or option, a value is missing, or lengths or indexes differ.
    """
    kinds = np.asarray(cleaning_kind, dtype=object)
    extra = np.array([runs[str(kind)] for kind in kinds.tolist()], dtype=np.int64)
    spared = is_spared(kinds, np.asarray(is_icy, dtype=bool), Ice(ice))
    return np.where(spared, 0, extra).astype(np.int64)


def is_spared(kinds: npt.ArrayLike, is_icy: Bools, ice: Ice) -> Bools:
    """Return where ice exempts from the extra runs."""
    is_road = np.asarray(kinds, dtype=object) != CleaningKind.SITE_SURFACE
    return np.asarray(is_icy & (is_road | (ice is Ice.ALL)), dtype=bool)
