"""A venue's years on columns: the first one, what the later ones added, what was paid before.

Expectations: expo.md, 展馆补助, by hand: the first listed year from 2018 with ≥5 shows or ≥2 large
ones 500,000 元; each later year 100,000 and 300,000 for each more, at most 1,000,000.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import qdcalc
from qdcalc.expo.figures import figures_at, months_of
from qdcalc.expo.venues import FIGURES, NEVER, VenueYears, venue_years
from qdcalc.expo.words import VenueBaseline, VenueTiers

STEP = 10_000_000  # fen: 100,000 元
EXCLUSIVE, NESTED = VenueTiers
PREVIOUS, PEAK = VenueBaseline
Rows = list[tuple[str, int, int, int]]


def years(
    rows: Rows,
    paid: list[tuple[str, int]] | None = None,
    tiers: VenueTiers = EXCLUSIVE,
    baseline: VenueBaseline = PREVIOUS,
) -> VenueYears:
    """Return what venues' years (name, year, shows, large ones) come to."""
    counts = pd.DataFrame(rows, columns=["name", "year", "shows_30k", "shows_100k"])
    figures = figures_at(qdcalc.expo.EXPO.policy(), months_of(None, counts["year"]), FIGURES)
    before = pd.DataFrame(paid or [], columns=["name", "year"])
    return venue_years(counts, before.astype({"year": int}), figures, 2018, tiers, baseline)


# rows, paid before, amounts [100,000 元] as the tiers and the baseline are read:
# exclusive/previous, exclusive/peak, nested/previous, nested/peak
AMOUNTS: list[tuple[Rows, list[tuple[str, int]], list[list[int]]]] = [
    # the first year is the first that reaches the threshold, not the first that is listed
    ([("a", 2018, 4, 1), ("a", 2019, 5, 0), ("a", 2020, 6, 0)], [],
     [[0, 5, 1], [0, 5, 1], [0, 5, 1], [0, 5, 1]]),
    # 2017 is before the notice: a baseline only; the order of rows says nothing
    ([("a", 2019, 9, 2), ("a", 2017, 9, 2), ("a", 2018, 7, 2)], [],
     [[2, 0, 5], [0, 0, 5], [2, 0, 5], [0, 0, 5]]),
    # a year that is left out has no baseline of the year before, but a peak
    ([("a", 2018, 5, 0), ("a", 2020, 7, 1)], [],
     [[5, 0], [5, 4], [5, 0], [5, 5]]),
    # less in one tier does not count against the other; recovering counts against the year before
    ([("a", 2018, 6, 2), ("a", 2019, 6, 3), ("a", 2020, 7, 2), ("a", 2021, 8, 3)], [],
     [[5, 3, 2, 3], [5, 3, 1, 0], [5, 3, 1, 4], [5, 3, 1, 1]]),
    # at most 1,000,000
    ([("a", 2018, 5, 0), ("a", 2019, 16, 0), ("b", 2018, 2, 2), ("b", 2019, 6, 6)], [],
     [[5, 10, 5, 10], [5, 10, 5, 10], [5, 10, 5, 10], [5, 10, 5, 10]]),
    # two venues apart
    ([("a", 2018, 5, 0), ("b", 2019, 9, 0), ("b", 2018, 1, 0)], [],
     [[5, 5, 0], [5, 5, 0], [5, 5, 0], [5, 5, 0]]),
    # a paid year that is not listed: 2019 is later, without a baseline; 2020 goes by its increment
    ([("a", 2019, 6, 0), ("a", 2020, 8, 0)], [("a", 2018)],
     [[0, 2], [0, 2], [0, 2], [0, 2]]),
    # … of another venue, or one that is listed, or after: no matter
    ([("a", 2019, 6, 0), ("a", 2020, 8, 0)], [("b", 2018), ("a", 2019), ("a", 2021)],
     [[5, 2], [5, 2], [5, 2], [5, 2]]),
    # listed before the paid one that is not: 2018 was the first year, 2020 has no year before
    ([("a", 2018, 5, 0), ("a", 2020, 9, 0)], [("a", 2019)],
     [[5, 0], [5, 4], [5, 0], [5, 4]]),
    # the same year listed twice is not a baseline of its own, nor the first year twice as much
    ([("a", 2018, 5, 0), ("a", 2018, 9, 0), ("a", 2019, 7, 0)], [],
     [[5, 5, 2], [5, 5, 2], [5, 5, 2], [5, 5, 2]]),
    # two paid years that are not listed: the earlier one counts
    ([("a", 2018, 4, 0), ("a", 2020, 9, 0)], [("a", 2019), ("a", 2017)],
     [[0, 0], [0, 5], [0, 0], [0, 5]]),
]  # fmt: skip


WAYS = [(tiers, baseline) for tiers in VenueTiers for baseline in VenueBaseline]


@pytest.mark.parametrize("way", range(4))
def test_what_years_come_to(way: int) -> None:
    """All of them in one go: each case has venues of its own."""
    rows: Any = [(f"{n}{v}", *r) for n, (given, _, _) in enumerate(AMOUNTS) for v, *r in given]
    paid = [(f"{n}{v}", year) for n, (_, given, _) in enumerate(AMOUNTS) for v, year in given]
    found = iter((years(rows, paid, *WAYS[way]).amount_fen / STEP).tolist())
    for given, _, wanted in AMOUNTS:
        assert [next(found) for _ in given] == wanted[way], given


def test_what_follows_from_what() -> None:
    rows = [("a", 2017, 3, 1), ("a", 2018, 7, 2), ("a", 2020, 9, 1), ("b", 2019, 9, 9),
            ("b", 2020, 8, 8), ("c", 2018, 4, 1)]  # fmt: skip
    found = years(rows, [("b", 2018), ("c", 2021)])
    assert found.year.tolist() == [2017, 2018, 2020, 2019, 2020, 2018]
    assert found.shows_30k.tolist() == [3, 7, 9, 9, 8, 4]
    assert found.shows_100k.tolist() == [1, 2, 1, 9, 8, 1]
    assert found.qualifies.tolist() == [False, True, True, True, True, False]
    assert found.is_first.tolist() == [False, True, False, False, False, False]
    assert found.is_later.tolist() == [False, False, True, True, True, False]
    assert found.is_bare.tolist() == [False, False, False, True, False, False]
    assert found.grows.tolist() == [False, False, False, False, True, False]
    assert found.before.is_known.tolist() == [False, True, False, False, True, False]
    assert (found.before.mid.tolist(), found.before.big.tolist()) == (
        [0, 2, 0, 0, 0, 0], [0, 1, 0, 0, 9, 0],
    )  # fmt: skip
    assert found.more_mid.tolist() == [2, 3, 8, 0, 0, 3]
    assert found.more_big.tolist() == [1, 1, 1, 9, -1, 1]
    assert (found.increment_fen / STEP).tolist() == [5, 6, 10, 10, 0, 6]
    assert (found.amount_fen / STEP).tolist() == [0, 5, 0, 0, 0, 0]
    assert found.paid.first.tolist() == [NEVER] * 3 + [2018, 2018, 2021]
    assert found.paid.unlisted.tolist() == [NEVER] * 3 + [2018, 2018, 2021]
    assert (found.since, found.tiers, found.baseline) == (2018, EXCLUSIVE, PREVIOUS)
    nested = years(rows, None, NESTED, PEAK)
    assert nested.before.mid.tolist() == [0, 3, 7, 0, 9, 0]
    assert nested.before.big.tolist() == [0, 1, 2, 0, 9, 0]
    assert (nested.tiers, nested.baseline) == (NESTED, PEAK)
