"""The size of an organisation: sales and research, grade and VAT, turnover (八(四))."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, assert_never

import numpy as np
import numpy.typing as npt

from qdcalc.award.answers import state_of
from qdcalc.award.words import OtherScale, Prize, Sector, State, Vat
from qdcalc.exact.arrays import exact, fen, plain, yuan
from qdcalc.exact.dtypes import Bools, Ints, Texts
from qdcalc.exact.money import FEN_PER_YUAN
from qdcalc.record import record

if TYPE_CHECKING:
    import pandas as pd

VAT_COLUMNS = ("vat_1_fen", "vat_2_fen", "vat_3_fen")
# what is asked of each sort of organisation
NEEDED = {
    Sector.INDUSTRY: ("sales_fen", "research_fen"),
    Sector.CONSTRUCTION: ("grade", *VAT_COLUMNS),
    Sector.SERVICES: ("turnover_fen",),
}


@record
class ScaleFigures:
    """The figures of 八(四), in 元 where not said otherwise."""

    sales_yuan: int
    research_share: Decimal
    grades: tuple[str, ...]
    vat_yuan: int
    turnover_yuan: int


@plain(sales_fen=fen(), research_fen=fen(), share=exact(0, 1))
def reaches_research_share(
    sales_fen: npt.ArrayLike, research_fen: npt.ArrayLike, share: npt.ArrayLike | Decimal
) -> Bools:
    """Say whether research is at least a share of sales, in whole numbers (八(四)).

    Parameters
    ----------
    sales_fen, research_fen : int, array or Series of int
        年销售额, 研发经费 [fen], not negative.
    share : Decimal
        0.03: 科技研发经费占比.

    Returns
    -------
    array of bool, Series or bool
        research × 100 ≥ 3 × sales, no quotient.
    """
    shares = np.asarray(share, dtype=object)
    exactly = {one: Fraction(str(one)) for one in set(shares.tolist())}
    above = np.array([exactly[one].numerator for one in shares.tolist()], dtype=object)
    below = np.array([exactly[one].denominator for one in shares.tolist()], dtype=object)
    left = np.asarray(research_fen).astype(object) * below
    return np.asarray(left >= np.asarray(sales_fen).astype(object) * above, dtype=bool)


@plain(amount_fen=fen(), threshold_yuan=yuan())
def reaches(amount_fen: npt.ArrayLike, threshold_yuan: npt.ArrayLike) -> Bools:
    """Say whether an amount reaches a threshold; the threshold itself does (八(四)).

    Parameters
    ----------
    amount_fen : int, array or Series of int
        年销售额, 年营业额 or a year's 增值税 [fen].
    threshold_yuan : int or array of int
        [元].

    Returns
    -------
    array of bool, Series or bool
        amount ≥ threshold.
    """
    return np.asarray(np.asarray(amount_fen) >= np.asarray(threshold_yuan) * FEN_PER_YUAN)


@record
class _Part:
    """A part of a condition: what fails, what can't be said for want of a figure."""

    fails: Bools
    is_open: Bools


def scale_states(frame: pd.DataFrame, figures: ScaleFigures, vat: Vat, other: OtherScale) -> Texts:
    """Return the state of the condition 规模, an application each (八(四)、九).

    Parameters
    ----------
    frame : DataFrame
        The applications, amounts [fen] and grade missing where they are blank.
    figures : ScaleFigures
    vat, other : interpretations

    Returns
    -------
    array of str
        不满足 as soon as a part fails, else 需人工确认 where a needed figure is blank; 不适用 for
        创新奖.
    """
    sector = sectors(frame, other)
    states = np.full(len(frame), str(State.OPEN), dtype=object)  # of 其他: no figure is printed
    for kind, parts in (
        (Sector.INDUSTRY, _industry(frame, figures)),
        (Sector.CONSTRUCTION, _construction(frame, figures, vat)),
        (Sector.SERVICES, [_amount(frame, "turnover_fen", figures.turnover_yuan)]),
    ):
        states = np.where(sector == kind, _together(parts), states)
    states[(frame["prize"] != Prize.EXCELLENCE).to_numpy(dtype=bool)] = str(State.UNASKED)
    return states.astype(object)


def sectors(frame: pd.DataFrame, other: OtherScale) -> Texts:
    """Return as what each organisation's size is judged (八(四))."""
    own: Texts = frame["sector"].to_numpy(dtype=object)
    match other:
        case OtherScale.PEOPLE:
            return own
        case OtherScale.SERVICES:
            return np.where(own == Sector.OTHER, str(Sector.SERVICES), own).astype(object)
        case unknown:
            assert_never(unknown)


def _together(parts: Sequence[_Part]) -> Texts:
    fails, is_open = (
        np.logical_or.reduce([getattr(part, name) for part in parts])
        for name in ("fails", "is_open")
    )
    return state_of(fails, is_open)


def _known(frame: pd.DataFrame, columns: Iterable[str]) -> tuple[list[Ints], Bools]:
    """Return amounts, 0 where they are blank, and whether any is."""
    amounts = [frame[name].fillna(0).to_numpy(dtype=np.int64) for name in columns]
    return amounts, frame[list(columns)].isna().any(axis=1).to_numpy(dtype=bool)


def _amount(frame: pd.DataFrame, column: str, threshold_yuan: int) -> _Part:
    (amount,), blank = _known(frame, [column])
    return _Part(~blank & (amount < threshold_yuan * FEN_PER_YUAN), blank)


def _industry(frame: pd.DataFrame, figures: ScaleFigures) -> list[_Part]:
    (sales, research), blank = _known(frame, ["sales_fen", "research_fen"])
    share = np.full(len(frame), figures.research_share, dtype=object)
    enough = reaches_research_share(sales, research, share)
    return [_amount(frame, "sales_fen", figures.sales_yuan), _Part(~blank & ~enough, blank)]


def _construction(frame: pd.DataFrame, figures: ScaleFigures, vat: Vat) -> list[_Part]:
    blank = frame["grade"].isna().to_numpy(dtype=bool)
    grade = _Part(~blank & ~frame["grade"].isin(figures.grades).to_numpy(dtype=bool), blank)
    match vat:
        case Vat.EACH:
            return [grade, *(_amount(frame, name, figures.vat_yuan) for name in VAT_COLUMNS)]
        case Vat.TOTAL:
            amounts, blank = _known(frame, VAT_COLUMNS)
            due = len(VAT_COLUMNS) * figures.vat_yuan * FEN_PER_YUAN
            return [grade, _Part(~blank & (sum(amounts) < due), blank)]
        case unknown:
            assert_never(unknown)
