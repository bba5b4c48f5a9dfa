"""New firms over three years (一(一)¶1): half of the contribution, 1,000,000 元 in all, by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import qdcalc
from qdcalc.expo.figures import figures_at, months_of
from qdcalc.expo.firms import FIGURES, NO_LIMIT, NewFirms, new_firms
from qdcalc.expo.words import NewFirmCap

MILLION = 100_000_000  # fen


def given(
    rows: list[dict[str, Any]], paid: list[tuple[str, int, int]], cap: NewFirmCap, part: int = 1
) -> NewFirms:
    """Return what firms set up in 2018 are given; each contributes 1,500,000 元 a year."""
    frame = pd.DataFrame(rows)
    frame = frame.assign(
        claim=frame["firm"] + frame["year"].astype(str),
        first_year=2018,
        contribution_fen=3 * MILLION // 2,
        proposed_fen=frame["proposed"].astype(np.int64),
    )
    figures = figures_at(qdcalc.expo.EXPO.policy(), months_of(None, frame["year"]), FIGURES)
    figures["new_firm_rate"] = figures["new_firm_rate"] / part
    before = pd.DataFrame(paid, columns=["name", "year", "amount_fen"])
    return new_firms(frame, before.astype({"year": int, "amount_fen": int}), figures, cap)


def row(year: int, *, firm: str = "甲", clear: bool = True, proposed: int = NO_LIMIT) -> Any:
    """Return a firm's year."""
    return {"firm": firm, "year": year, "is_clear": clear, "proposed": proposed}


QUARTER = MILLION // 4
THREE = [row(2021), row(2019), row(2020)]
CASES: list[tuple[list[Any], list[tuple[str, int, int]], list[int], list[int]]] = [
    # rows, paid before, amounts, what the cap leaves [quarters of a million 元]
    (THREE, [], [0, 3, 1], [0, 4, 1]),
    # three years from the one after the first: 2018 and 2022 are outside, another firm apart
    (THREE, [("甲", 2018, QUARTER), ("甲", 2022, QUARTER), ("乙", 2019, MILLION)],
     [0, 3, 1], [0, 4, 1]),
    (THREE, [("甲", 2021, QUARTER), ("甲", 2019, QUARTER)], [0, 2, 0], [0, 2, 0]),
    # more was paid before than there is
    (THREE, [("甲", 2020, 2 * MILLION)], [0, 0, 0], [-4, -4, -4]),
    # what is not paid uses nothing up; nor does the same claim a second time
    ([row(2019, clear=False), row(2020), row(2021)], [], [3, 3, 1], [4, 4, 1]),
    ([row(2019), row(2019), row(2020)], [], [3, 3, 1], [4, 4, 1]),
    # what is proposed counts where it is less
    ([row(2019, proposed=QUARTER), row(2020), row(2021)], [], [1, 3, 0], [4, 3, 0]),
    ([row(2019), row(2020, firm="乙"), row(2021)], [], [3, 3, 1], [4, 4, 1]),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "paid", "amounts", "room"), CASES)
def test_a_cap_of_three_years(
    rows: list[Any], paid: list[tuple[str, int, int]], amounts: list[int], room: list[int]
) -> None:
    found = given(rows, paid, NewFirmCap.CUMULATIVE)
    assert (found.amount_fen / QUARTER).tolist() == amounts
    assert (found.room_fen / QUARTER).tolist() == room
    # half of the contribution is three quarters of a million
    assert (found.ceiling_fen / QUARTER).tolist() == [min(3, max(left, 0)) for left in room]


def test_a_cap_of_each_year() -> None:
    found = given([row(2019), row(2020, proposed=QUARTER)], [("甲", 2019, MILLION)],
                  NewFirmCap.YEARLY)  # fmt: skip
    assert (found.amount_fen / QUARTER).tolist() == [3, 1]
    assert (found.ceiling_fen / QUARTER).tolist() == [3, 3]
    assert (found.room_fen / QUARTER).tolist() == [4, 4]


@pytest.mark.parametrize("cap", list(NewFirmCap))
def test_the_share_is_that_of_the_figures_given(cap: NewFirmCap) -> None:
    """A quarter of 1,500,000 元 in place of half of it: amount and ceiling 375,000 元."""
    found = given([row(2019)], [], cap, part=2)
    assert found.amount_fen.tolist() == found.ceiling_fen.tolist() == [37_500_000]
