"""Readings that nature does not give: computed as written, but never without a word."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from qdcalc.decimals import decimal15, plain
from qdcalc.intake import TableData
from qdcalc.policy import Policy, shown
from qdcalc.problems import WARNING, Fault, Problems
from qdcalc.water.grid import Grid
from qdcalc.water.standard import CLASSES, LAKE, RIVER, Indicator
from qdcalc.water.told import EACH, places

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

IMPLAUSIBLE = Fault(
    "W71",
    WARNING,
    "{what}不合常理：{why}；按所填的值核算",
    "请核对原始记录、小数点和单位；确实如此的不用改",
)
# indicator → figures of its least and most plausible value
_RANGES = {
    "ph": ("plausible_ph_least", "plausible_ph_most"),
    "do": (None, "plausible_oxygen_most"),
    "water_temp": ("plausible_temperature_least", "plausible_temperature_most"),
}


def warn_of_implausible(
    grid: Grid, policy: Policy, readings: TableData, problems: Problems
) -> None:
    """Warn of values outside their plausible range, each cell or a line an indicator.

    pH, dissolved oxygen and water temperature have a range; any other indicator is compared with
    a multiple of its class Ⅴ (or single) limit, and with a multiple of the median of the
    section's other months where there are enough of them.
    """
    figures = _Figures(grid, policy)
    shape = (len(grid.months), len(grid.sections))
    for index, indicator in enumerate(grid.indicators):
        values = grid.column(slice(None), index).reshape(shape)
        if indicator.key in _RANGES:
            wrong, why = figures.outside(values, *_RANGES[indicator.key], indicator)
            _tell(grid, indicator, wrong, why, readings, problems)
            continue
        above, why = figures.above_limit(values, indicator)
        _tell(grid, indicator, above, why, readings, problems)
        spiking, why = figures.above_median(values)
        _tell(grid, indicator, spiking & ~above, why, readings, problems)


def _tell(
    grid: Grid, indicator: Indicator, wrong: Bools, why: str, readings: TableData,
    problems: Problems,
) -> None:  # fmt: skip
    """Name each cell; where there are many, one line with the first of them."""
    if not wrong.any():
        return
    rows, raw, name = np.sort(grid.row_at[wrong.ravel()]), readings.raw, indicator.name
    if len(rows) > EACH:
        what = f"有 {len(rows):,} 个{name}的值（{places(raw, indicator.key, rows)}）"
        rows = rows[:1]
        said = [what]
    else:
        unit = "" if indicator.unit == "无量纲" else f" {indicator.unit}"
        values = plain(readings.frame[indicator.key].to_numpy(dtype=np.float64)[rows])
        said = [f"{name} {value}{unit} " for value in values.tolist()]
    problems.extend(raw.problems_at(IMPLAUSIBLE, indicator.key, rows, what=said, why=why))


class _Figures:
    """The thresholds in force in each month of the grid."""

    def __init__(self, grid: Grid, policy: Policy) -> None:
        self._grid, self._policy = grid, policy
        self._known: dict[str, Floats] = {}

    def _at(self, figure: str) -> Floats:
        """Return a threshold by month, as a column."""
        if figure not in self._known:
            found = self._policy.figure(figure)
            values = [float(found.at(month)) for month in self._grid.months.tolist()]
            self._known[figure] = np.array(values, dtype=np.float64)[:, None]
        return self._known[figure]

    def _shown(self, figure: str) -> str:
        return shown(self._policy.figure(figure).at(int(self._grid.months[-1])))

    def outside(
        self, values: Floats, least: str | None, most: str, indicator: Indicator
    ) -> tuple[Bools, str]:
        """Return what is outside a plausible range, and how that is said."""
        unit = "" if indicator.unit == "无量纲" else f" {indicator.unit}"
        wrong = values > self._at(most)
        if least is None:
            return wrong, f"天然水体一般不高于 {self._shown(most)}{unit}"
        span = f"{self._shown(least)} 至 {self._shown(most)}{unit}"
        return wrong | (values < self._at(least)), f"天然水体一般在 {span} 之间"

    def above_limit(self, values: Floats, indicator: Indicator) -> tuple[Bools, str]:
        """Return what is above a multiple of the class Ⅴ or single limit, which may be none."""
        limits = np.array([_worst_limit(indicator, body) for body in (RIVER, LAKE)])
        most = _exact(self._at("plausible_limit_multiple") * limits)
        above = values > most[:, self._grid.sections.body]
        which = "限值" if indicator.table > 1 else "Ⅴ类限值"
        return above, f"超过{which}的 {self._shown('plausible_limit_multiple')} 倍"

    def above_median(self, values: Floats) -> tuple[Bools, str]:
        """Return what is above a multiple of the median of the section's other months.

        A value that far above is the section's largest but for others as far above, so the median
        of the others is that of all values without the largest.
        """
        multiple, least = self._at("plausible_median_multiple"), self._at("plausible_median_months")
        above = np.zeros(values.shape, dtype=bool)
        count = (~np.isnan(values)).sum(axis=0)
        smallest, largest = np.nanmin(_padded(values), axis=0), np.nanmax(_padded(values), axis=0)
        enough = count > least.min()
        chosen = np.flatnonzero(enough & (largest > multiple.min() * smallest))
        if not chosen.size:
            return above, ""
        ordered, others = np.sort(values[:, chosen], axis=0), count[chosen] - 1
        column = np.arange(len(chosen))
        low, high = ordered[(others - 1) // 2, column], ordered[others // 2, column]
        median = decimal15((low + high) / 2)
        far = values[:, chosen] > _exact(multiple * median)
        above[:, chosen] = far & (others >= least)
        return above, (f"超过本断面其他月份中位数的 {self._shown('plausible_median_multiple')} 倍")


def _padded(values: Floats) -> Floats:
    """Add a row of zeros under columns without any value, so that they have a least one."""
    return np.where(np.isnan(values).all(axis=0), 0.0, values)


def _exact(products: Floats) -> Floats:
    """Read products at 15 digits, so that equality is equality."""
    return decimal15(products.ravel()).reshape(products.shape)


def _worst_limit(indicator: Indicator, body: int) -> float:
    """Return the class Ⅴ or single limit; of a body without one, the other body's; else NaN."""
    limits = indicator.limits[body] or indicator.limits[RIVER] or indicator.limits[LAKE]
    return np.nan if limits is None else float(limits[len(CLASSES) - 1])
