"""GB 3838-2002: the indicators of tables 1 to 3 and their limits, from ``gb3838.csv``.

The limits keep the decimals that the standard prints (``1.0``): rounding before a comparison
goes by them.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from qdcalc.record import record

if TYPE_CHECKING:
    from qdcalc.exact.dtypes import Floats, Ints, Texts

CLASSES = ("I", "II", "III", "IV", "V")
SIGNS = "ⅠⅡⅢⅣⅤ"
RIVER, LAKE = 0, 1
_PH_PLACES = 1  # 6~9 are printed, pH is measured to 0.1


@record
class Indicator:
    """An indicator with its limits by class, for rivers and for lakes and reservoirs.

    ``rule`` is ``le`` (at most), ``ge`` (at least), ``range`` or ``none`` (no limit).
    ``limits[body]`` holds five limits; None where the body has none. Of a range they are the
    upper ends, ``lower`` the lower end.
    """

    key: str
    name: str
    aliases: tuple[str, ...]
    unit: str
    rule: str
    table: int
    is_national21: bool
    limits: tuple[tuple[Decimal, ...] | None, tuple[Decimal, ...] | None]
    lower: Decimal | None = None

    @property
    def has_multiple(self) -> bool:
        """Whether an exceedance multiple is defined: not for dissolved oxygen and pH."""
        return self.rule == "le"

    def limit_lines(self) -> tuple[str, ...]:
        """Return its limits as a form shows them, a line for each run of equal classes.

        >>> next(i for i in indicators() if i.key == "mercury").limit_lines()
        ('Ⅰ-Ⅱ ≤0.00005', 'Ⅲ ≤0.0001', 'Ⅳ-Ⅴ ≤0.001')
        """
        said = [self._limit(number) for number in range(len(CLASSES))]
        if len(set(said)) == 1:
            return (said[0],) if said[0] else ()
        lines = []
        start = 0
        for number in range(1, len(said) + 1):
            if number == len(said) or said[number] != said[start]:
                names = SIGNS[start] + (f"-{SIGNS[number - 1]}" if number - 1 > start else "")
                lines.append(f"{names} {said[start]}")
                start = number
        return tuple(lines)

    def _limit(self, number: int) -> str:
        river, lake = self._limit_of(RIVER, number), self._limit_of(LAKE, number)
        if river == lake or not lake:
            return river
        return f"{river}(湖库{lake.lstrip('≤')})" if river else f"湖库{lake}"

    def _limit_of(self, body: int, number: int) -> str:
        limits = self.limits[body]
        if limits is None:
            return ""
        if self.rule == "range":
            return f"{self.lower}~{limits[number]}"
        return f"{'≥' if self.rule == 'ge' else '≤'}{limits[number]}"


@record
class LimitTable:
    """Limits by water body, class (0 = Ⅰ) and indicator; of a range the upper end.

    ``exact`` are decimals and ``values`` float64, NaN where the body has no limit. ``places`` are
    the decimals at which values are rounded, 0 without a limit. ``texts`` are as printed, a range
    with both ends, empty without a limit; ``cells`` are numbers and the texts of ranges.
    """

    exact: Texts
    values: Floats
    places: Ints
    texts: Texts
    cells: Texts

    def beyond(self, multiple: Decimal) -> Floats:
        """Return limit × (1 + multiple), exact before it becomes a float64."""
        import numpy as np

        beyond: Floats = (self.exact * (1 + multiple)).astype(np.float64)
        return beyond


@cache
def limits(indicators: tuple[Indicator, ...]) -> LimitTable:
    """Return the limits of some indicators as arrays."""
    import numpy as np

    def table(dtype: Any, of: Callable[[Indicator, Decimal], object], none: object) -> Any:
        rows = [
            [
                [none if (own := i.limits[body]) is None else of(i, own[c]) for i in indicators]
                for c in range(len(CLASSES))
            ]
            for body in (RIVER, LAKE)
        ]
        return np.array(rows, dtype=dtype)

    return LimitTable(
        table(object, lambda _, limit: limit, Decimal("NaN")),
        table(np.float64, lambda _, limit: float(limit), np.nan),
        table(np.int64, _places, 0),
        table(object, _text, ""),
        table(object, lambda i, limit: float(limit) if i.lower is None else _text(i, limit), ""),
    )


def _places(indicator: Indicator, limit: Decimal) -> int:
    return _PH_PLACES if indicator.key == "ph" else -int(limit.as_tuple().exponent)


def _text(indicator: Indicator, limit: Decimal) -> str:
    return f"{limit}" if indicator.lower is None else f"{indicator.lower}~{limit}"


@cache
def indicators() -> tuple[Indicator, ...]:
    """Return every indicator in GB order: table 1, table 2, table 3, conductivity last of 1."""
    text = resources.files("qdcalc.water").joinpath("gb3838.csv").read_text(encoding="utf-8")
    found: dict[str, Indicator] = {}
    for row in csv.DictReader(text.splitlines()):
        river, lake = _limits(row)
        earlier = found.get(row["key"])
        if earlier:  # total phosphorus stands twice: rivers, then lakes
            river, lake = earlier.limits[RIVER] or river, earlier.limits[LAKE] or lake
        lower = Decimal(row["I"].split("~")[0]) if row["rule"] == "range" else None
        found[row["key"]] = Indicator(
            row["key"],
            row["name"],
            tuple(alias for alias in row["aliases"].split("|") if alias),
            row["unit"],
            row["rule"],
            int(row["table"]),
            row["national21"] == "1",
            (river, lake),
            lower,
        )
    return tuple(found.values())


def _limits(
    row: dict[str, str],
) -> tuple[tuple[Decimal, ...] | None, tuple[Decimal, ...] | None]:
    if row["rule"] == "none":
        return None, None
    limits = tuple(Decimal(row[c].split("~")[-1]) for c in CLASSES)
    body = row["body"]
    return (limits if body != "lake" else None, limits if body != "river" else None)
