"""Live formulas of venues in 计算明细: the first year, the base, what each tier added (一(三))."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from qdcalc.exact.blanks import keys
from qdcalc.exact.dtypes import Texts
from qdcalc.expo.words import FirstYear, VenueBaseline, VenueState, VenueTiers
from qdcalc.record import record
from qdcalc.table.live import Place, Sheets, text, where

if TYPE_CHECKING:
    import pandas as pd


@record
class _Year:
    """Where a venue's year stands, and the rows that decide what it is.

    ``own`` is the first row of the year, ``earlier`` are the first rows of the years before,
    ``previous`` is that of the year before (-1 where none is listed). ``after_paid`` says that a
    year which is not listed was paid before; the first listed year after that is ``bare`` unless
    one of the rows ``unpaid``, before the paid one, was the first year.
    """

    row: int
    own: int
    earlier: np.ndarray[Any, Any]
    previous: int
    after_paid: bool
    is_next: bool
    unpaid: np.ndarray[Any, Any]


def amounts(own: Mapping[str, Texts]) -> Texts:
    """Return each year's amount: that of a first year, or what each tier added up to the cap."""
    tiers = "MAX(" + own["quantity"] + "-" + own["baseline"] + ",0)*" + own["step_yuan"]
    tiers = tiers + "+MAX(" + own["more_quantity"] + "-" + own["more_baseline"] + ",0)*"
    tiers = tiers + own["more_step_yuan"]
    is_later = "IF(" + own["state"] + f"={text(VenueState.LATER)},"
    later = is_later + "MIN(" + tiers + "," + own["cap"] + "),0)"
    first = own["state"] + f"={text(VenueState.FIRST)}," + own["first_yuan"] + ","
    made: Texts = "IF(" + first + later + ")"
    return made


def with_steps(made: Mapping[str, Any], sheets: Sheets) -> Mapping[str, Any]:
    """Add the formulas of what venues' amounts follow from to those of 计算明细."""
    place = sheets.of("amounts")
    frame, own = place.frame, {name: place.cells(name) for name in place.frame.columns}
    is_venue = frame["state"].notna()
    mid = f"IF({sheets.chosen('venue_tiers', VenueTiers.NESTED)}," + own["shows_30k"] + ","
    reached = own["shows_30k"] + ">=" + own["threshold"] + ","
    reached = reached + own["shows_100k"] + ">=" + own["more_threshold"]
    words = f",{text(FirstYear.REACHED)},{text(FirstYear.SHORT)})"
    is_tested = is_venue & (frame["first_year"] != FirstYear.BEFORE)
    years = list(_years(frame[is_venue.to_numpy()], np.flatnonzero(is_venue)))
    state = own["state"]
    is_out = f"={text(VenueState.BASE)}," + state + f"={text(VenueState.NO_BASE)}"
    counts = "IF(OR(" + state + is_out + '),"否","是")'
    base = {
        name: _by_row(place, years, lambda y, n=of: _base(sheets, place, y, n))
        for name, of in (("baseline", "quantity"), ("more_baseline", "more_quantity"))
    }
    return {
        **made,
        "quantity": where(is_venue, mid + own["shows_30k"] + "-" + own["shows_100k"] + ")"),
        "more_quantity": where(is_venue, own["shows_100k"]),
        "first_year": where(is_tested, "IF(OR(" + reached + ")" + words),
        "state": _by_row(place, years, lambda y: _state(sheets, place, y)),
        "baseline": where(is_venue, base["baseline"], made["baseline"]),
        "more_baseline": base["more_baseline"],
        "counts": where(is_venue & frame["paid_verdict"].notna(), counts, made["counts"]),
    }


def _by_row(place: Place, years: list[_Year], made: Any) -> Texts:
    found = np.full(len(place), None, dtype=object)
    for year in years:
        found[year.row] = made(year)
    return found


def _years(frame: pd.DataFrame, at: np.ndarray[Any, Any]) -> Iterator[_Year]:
    """Yield the years of venues: which rows of 计算明细 decide each of them."""
    rows = frame[["year", "paid_year"]].assign(row=at, name=keys(frame["subject"]))
    for _, venue in rows.groupby("name", sort=False):
        listed = venue.drop_duplicates("year").sort_values("row")
        year, row = listed["year"].to_numpy(), listed["row"].to_numpy()
        for own, here, paid in zip(*(venue[c] for c in ("year", "row", "paid_year")), strict=True):
            after_paid, earlier = bool(own > paid), year < own  # NaN: no year was paid
            before = row[year == own - 1]
            yield _Year(
                int(here), int(row[year == own][0]), row[earlier],
                int(before[0]) if len(before) else -1, after_paid,
                after_paid and not (earlier & (year > paid)).any(), row[year < paid],
            )  # fmt: skip


def _state(sheets: Sheets, place: Place, year: _Year) -> str:
    """Return what a year is: the first that reaches the threshold, one after it, or none."""
    first, later, none, base = map(
        text, (VenueState.FIRST, VenueState.LATER, VenueState.NO_BASE, VenueState.BASE)
    )
    if not len(year.earlier):
        later = none
    elif year.previous < 0:
        is_previous = sheets.chosen("venue_baseline", VenueBaseline.PREVIOUS)
        later = f"IF({is_previous},{none},{later})"
    if year.after_paid:
        if not year.is_next:
            return later
        return (
            f"IF({_any_reached(place, year.unpaid)},{later},{none})" if len(year.unpaid) else none
        )
    own = f"IF({_reached(place, year.own)},{first},{base})"
    return f"IF({_any_reached(place, year.earlier)},{later},{own})" if len(year.earlier) else own


def _reached(place: Place, row: int) -> str:
    return f"{place.cells('first_year', [row])[0]}={text(FirstYear.REACHED)}"


def _any_reached(place: Place, rows: np.ndarray[Any, Any]) -> str:
    if len(rows) == 1:
        return _reached(place, rows[0])
    runs = place.runs("first_year", np.sort(rows))
    return "+".join(f"COUNTIF({run},{text(FirstYear.REACHED)})" for run in runs) + ">0"


def _base(sheets: Sheets, place: Place, year: _Year, column: str) -> str | None:
    """Return what a later year's count is held against; nothing for any other year."""
    if not len(year.earlier):
        return None
    before = f"MAX({','.join(place.runs(column, np.sort(year.earlier)))})"
    if year.previous >= 0:
        previous = str(place.cells(column, [year.previous])[0])
        is_previous = sheets.chosen("venue_baseline", VenueBaseline.PREVIOUS)
        before = f"IF({is_previous},{previous},{before})"
    state = place.cells("state", [year.row])[0]
    return f'IF({state}={text(VenueState.LATER)},{before},"")'
