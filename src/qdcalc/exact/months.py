"""Months as whole numbers since 1970-01, quarters since 1970's first; no date drifts.

Where a function takes ``int``, it takes an array of them as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from qdcalc.exact.dtypes import Ints, Texts

    Ints = Ints

T = TypeVar("T", int, "Ints")

_FIRST = 1970
BLANK = -(2**63)  # of a missing one, as pandas has it
PER_YEAR = 12
_PER_QUARTER = 3
_QUARTERS = PER_YEAR // _PER_QUARTER
_NUMERALS = "一二三四"


def month(year: T, number: int) -> T:
    """Return the month of a year and its number, 1 to 12.

    >>> month(1970, 1), month(2018, 11)
    (0, 586)
    """
    return (year - _FIRST) * PER_YEAR + (number - 1)


def of_date(day: dt.date) -> int:
    """Return the month that a day is in."""
    return month(day.year, day.month)


def of_text(text: str) -> int:
    """Return the month of a text as :func:`month_text` writes it.

    >>> of_text("2018-11")
    586
    """
    return month(int(text[:4]), int(text[5:]))


def year_of(months: T) -> T:
    """Return the year of a month."""
    return months // PER_YEAR + _FIRST


def number_of(months: T) -> T:
    """Return the number of a month in its year, 1 to 12."""
    return months % PER_YEAR + 1


def quarter(year: int, number: int) -> int:
    """Return the quarter of a year and its number, 1 to 4."""
    return (year - _FIRST) * _QUARTERS + (number - 1)


def quarter_of(months: T) -> T:
    """Return the quarter that a month is in."""
    return months // _PER_QUARTER


def months_of_quarter(quarters: int) -> range:
    """Return the months of a quarter."""
    first = quarters * _PER_QUARTER
    return range(first, first + _PER_QUARTER)


def year_of_quarter(quarters: int) -> int:
    """Return the year of a quarter."""
    return quarters // _QUARTERS + _FIRST


def number_of_quarter(quarters: int) -> int:
    """Return the number of a quarter in its year, 1 to 4."""
    return quarters % _QUARTERS + 1


def span_start(months: T, first_number: int) -> T:
    """Return the first month of the twelve that a month is of, which begin at a number of a year.

    >>> month_text(span_start(month(2019, 3), 10))
    '2018-10'
    """
    return months - (months - (first_number - 1)) % PER_YEAR


def span_text(start: int) -> str:
    """Write the twelve months that begin at a month by their years.

    >>> span_text(month(2018, 10))
    '2018-2019'
    """
    return f"{year_of(start)}-{year_of(start + PER_YEAR - 1)}"


def month_text(months: int) -> str:
    """Write a month.

    >>> month_text(586)
    '2018-11'
    """
    return f"{year_of(months)}-{number_of(months):02d}"


def quarter_text(quarters: int) -> str:
    """Write a quarter.

    >>> quarter_text(quarter(2018, 4))
    '2018Q4'
    """
    return f"{year_of_quarter(quarters)}Q{number_of_quarter(quarters)}"


def quarter_name(quarters: int) -> str:
    """Name a quarter as documents do.

    >>> quarter_name(quarter(2018, 4))
    '2018年第四季度'
    """
    return f"{year_of_quarter(quarters)}年第{_NUMERALS[quarters % _QUARTERS]}季度"


def each(write: Callable[[int], str], numbers: npt.ArrayLike) -> Texts:
    """Write months or quarters, once for each distinct one."""
    import numpy as np

    distinct, which = np.unique(np.asarray(numbers, dtype=np.int64), return_inverse=True)
    return np.array([write(one) for one in distinct.tolist()], dtype=object)[which]


def month_texts(months: npt.ArrayLike) -> Texts:
    """Write months, each as :func:`month_text` does."""
    return each(month_text, months)


def of_texts(texts: pd.Series[str]) -> Ints:
    """Return the months of texts as :func:`month_text` writes them; none may be missing."""
    import numpy as np
    import pandas as pd

    codes, distinct = pd.factorize(texts)
    return np.array([of_text(text) for text in distinct], dtype=np.int64)[codes]


def ordinals(months: pd.Series[Any]) -> Ints:
    """Return the months of a column of periods or days; missing ones are very negative."""
    import pandas as pd

    return pd.PeriodIndex(months, freq="M").asi8


def last_days(months: npt.ArrayLike) -> Texts:
    """Write the last day of months.

    >>> last_days([month(2019, 1), month(2020, 2)]).tolist()
    ['2019-01-31', '2020-02-29']
    """
    import numpy as np

    after = (np.asarray(months, dtype=np.int64) + 1).astype("datetime64[M]")
    return (after.astype("datetime64[D]") - np.timedelta64(1, "D")).astype(str).astype(object)


def calendar_years(years: Ints) -> npt.NDArray[np.datetime64]:
    """Return years as numpy's dates of whole years, to be compared with days."""
    return (years - _FIRST).astype("datetime64[Y]")
