"""The working calendar against the State Council's arrangements as review.md, 4, has them."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from qdcalc.exact.workdays import public_calendar

# year → days off from Monday to Friday, worked weekends, working days of the year (review.md, 4)
ARRANGED: dict[int, tuple[str, str, int | None]] = {
    2018: ("01-01 02-15 02-16 02-19 02-20 02-21 04-05 04-06 04-30 05-01 06-18 09-24 10-01 10-02 "
           "10-03 10-04 10-05 12-31", "02-11 02-24 04-08 04-28 09-29 09-30 12-29", 250),
    2019: ("01-01 02-04 02-05 02-06 02-07 02-08 04-05 05-01 05-02 05-03 06-07 09-13 10-01 10-02 "
           "10-03 10-04 10-07", "02-02 02-03 04-28 05-05 09-29 10-12", 250),
    2020: ("01-01 01-24 01-27 01-28 01-29 01-30 01-31 04-06 05-01 05-04 05-05 06-25 06-26 10-01 "
           "10-02 10-05 10-06 10-07 10-08", "01-19 04-26 05-09 06-28 09-27 10-10", 249),
    2021: ("01-01 02-11 02-12 02-15 02-16 02-17 04-05 05-03 05-04 05-05 06-14 09-20 09-21 10-01 "
           "10-04 10-05 10-06 10-07", "02-07 02-20 04-25 05-08 09-18 09-26 10-09", 250),
    2022: ("01-03 01-31 02-01 02-02 02-03 02-04 04-04 04-05 05-02 05-03 05-04 06-03 09-12 10-03 "
           "10-04 10-05 10-06 10-07", "01-29 01-30 04-02 04-24 05-07 10-08 10-09", 249),
    2023: ("01-02 01-23 01-24 01-25 01-26 01-27 04-05 05-01 05-02 05-03 06-22 06-23 09-29 10-02 "
           "10-03 10-04 10-05 10-06", "01-28 01-29 04-23 05-06 06-25 10-07 10-08", 249),
}  # fmt: skip


def days_of_year(year: int) -> list[dt.date]:
    first = dt.date(year, 1, 1)
    return [first + dt.timedelta(n) for n in range((dt.date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", ARRANGED)
def test_every_day_of_the_arranged_years(year: int) -> None:
    off, worked, count = (ARRANGED[year][0].split(), ARRANGED[year][1].split(), ARRANGED[year][2])
    days = days_of_year(year)
    wanted = [
        f"{day:%m-%d}" in worked or (day.weekday() < 5 and f"{day:%m-%d}" not in off)
        for day in days
    ]
    found = public_calendar().is_workday(np.array(days, dtype="datetime64[D]"))
    assert [str(d) for d, a, b in zip(days, found.tolist(), wanted, strict=True) if a != b] == []
    assert sum(wanted) == count


def slow_after(day: dt.date, count: int, calendar: set[dt.date]) -> dt.date:
    """Return the count-th working day after a day, one by one."""
    while count:
        day += dt.timedelta(1)
        count -= day in calendar
    return day


def test_counting_agrees_with_counting_one_by_one() -> None:
    calendar = public_calendar()
    days = [day for year in (2018, 2019, 2020) for day in days_of_year(year)]
    array = np.array(days, dtype="datetime64[D]")
    worked = set(array[calendar.is_workday(array)].astype(object).tolist())
    starts = days[:-60]
    for count in (1, 5, 20):
        wanted = [slow_after(day, count, worked) for day in starts]
        assert calendar.after(array[:-60], count).astype(object).tolist() == wanted
        before = [slow_after(day - dt.timedelta(1), count, worked) for day in starts[1:]]
        assert calendar.from_(array[1:-60], count).astype(object).tolist() == before
        counted = calendar.between(array[:-60], np.array(wanted, dtype="datetime64[D]"))
        assert set(counted.tolist()) == {count}


def test_a_year_is_known_or_it_is_not() -> None:
    calendar = public_calendar()
    assert calendar.unknown("2018-12-24", "2019-01-04") == []
    assert calendar.unknown(["2018-12-24", "2034-12-30"], ["2019-01-04", "2035-01-02"]) == [
        2034, 2035,
    ]  # fmt: skip
    named = calendar.with_days(["2035-03-10"], ["2035-03-05", "2018-12-25"])
    assert named.unknown("2035-01-01", "2035-12-31") == []
    assert named.is_workday(["2035-03-10", "2035-03-05", "2035-03-11", "2035-03-06"]).tolist() == [
        True, False, False, True,
    ]  # fmt: skip
    assert named.is_workday(["2018-12-25", "2018-12-26"]).tolist() == [False, True]
    assert calendar.is_workday("2018-12-25").tolist() == [True]
