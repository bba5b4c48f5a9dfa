"""Several samples of one section and month: their arithmetic mean (interpretation ``samples``)."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.decimals import SIGNIFICANT, common_places, plain, scaled
from qdcalc.exact.dtypes import Bools, Floats, Ints
from qdcalc.exact.months import ordinals
from qdcalc.intake.repeats import drop_repeats, forget_rows, ranks
from qdcalc.intake.table_data import TableData
from qdcalc.intake.typed_columns import Typed
from qdcalc.notice.description import Job
from qdcalc.record import record
from qdcalc.table.problems import NOTICE, WARNING, Fault, Problems
from qdcalc.water.inputs.keys import SAMPLE
from qdcalc.water.inputs.located import Located
from qdcalc.water.inputs.registry import Sections
from qdcalc.water.inputs.tables import INDICATORS
from qdcalc.water.inputs.values import ALL_UNDETECTED
from qdcalc.water.interpretations import averages_samples, is_rounded, judges_half
from qdcalc.water.monthly.indicators import judged_indicators
from qdcalc.water.monthly.unproven import half_rows, is_worse, name_cells
from qdcalc.water.standard import Indicator

AVERAGED = Fault(
    "W85",
    WARNING,
    "{count:,} 个断面月有多次监测，共 {rows:,} 行，各指标按算术平均值核算",
    "不是同一断面同一月份的，请改正月份或断面；不应平均的只保留一行",
    weight=NOTICE,
)
OTHER_MONTH = Fault(
    "W86",
    WARNING,
    "采样日期“{value}”不在这一行的月份 {month} 之内（这样的共 {count:,} 行）",
    "请核对月份和采样日期，写错的请改正",
)
_COLUMNS = tuple(column.name for column in SAMPLE)


@record
class _Samples:
    """The rows that are averaged: the group of each, its section, each group's first row."""

    rows: Ints
    group: Ints
    section: Ints
    first: Ints
    is_replaced: Bools  # a correction takes the place of the row's group

    def sizes(self, chosen: Bools) -> Ints:
        """Count the chosen rows of each group."""
        return np.bincount(self.group[chosen], minlength=len(self.first)).astype(np.int64)


def merged(job: Job, located: Located) -> TableData:
    """Return the readings, the mean of several samples of one section and month in one row.

    Rows that nothing tells apart are refused. A correction replaces all samples of its section
    and month: what a version or a file holds is averaged by itself, then replaced as any row.
    """
    readings = located.readings
    told = [name for name in _COLUMNS if name in readings.present]
    if not told:
        return readings
    _warn_of_other_months(readings, job.problems)
    if not averages_samples(job.interpretations):
        return readings
    readings = _without_alike(readings, located, told, job.problems)
    found = _samples(readings, located.place_of(readings))
    if not len(found.rows):
        return readings
    had_errors = forget_rows(readings, found.rows[found.is_replaced], job.problems)
    means = _Means(job, readings, located.sections, found)
    for indicator in INDICATORS:
        if indicator.key in readings.frame:
            means.average(indicator)
    kept = ~found.is_replaced[np.searchsorted(found.rows, found.first)]
    counted = {"count": int(kept.sum()), "rows": int((~found.is_replaced).sum())}
    part = readings.raw.parts[0]
    if counted["count"]:
        job.problems.add(AVERAGED, sheet=part.sheet, file=part.file, fields=counted)
    return means.table(had_errors)


def _warn_of_other_months(readings: TableData, problems: Problems) -> None:
    """Name the first row whose day of sampling is not in its month."""
    if "sampled_at" not in readings.present:
        return
    month = readings.frame["month"]
    day = readings.frame["sampled_at"].astype("string").where(month.notna())
    written = pd.to_datetime(day.str.slice(0, 10), format="%Y-%m-%d", errors="coerce")
    number = pd.to_numeric(day.str.extract(r"^(1[0-2]|0?[1-9])月", expand=False))  # 12月3日
    is_other = written.notna() & (written.dt.to_period("M") != month)
    is_other |= number.notna() & (number != month.dt.month)
    wrong = np.flatnonzero(is_other)
    if len(wrong):
        first = str(month.iloc[wrong[0]])
        problems.extend(
            readings.raw.problems_at(
                OTHER_MONTH, "sampled_at", wrong[:1], month=first, count=len(wrong)
            )
        )


def _without_alike(
    readings: TableData, located: Located, told: list[str], problems: Problems
) -> TableData:
    """Refuse rows of one section, month and version that nothing tells apart."""
    frame = readings.frame
    found = located.place
    keys = pd.DataFrame(
        {
            "month": pd.Series(frame["month"]).where(found >= 0),
            "section_id": located.sections.ids[np.maximum(found, 0)],
            **{name: frame[name].astype(object).fillna("") for name in told},
        }
    )
    rank = ranks(readings)
    keys["version"] = np.where(rank == 0, "", rank.astype(str))
    return drop_repeats(readings, keys, problems, corrects=False)


def _samples(readings: TableData, section: Ints) -> _Samples:
    """Find the rows of a section, month and version that has several."""
    rank, month = ranks(readings), readings.frame["month"]
    usable = np.flatnonzero((section >= 0) & month.notna().to_numpy())
    keys = pd.DataFrame({"month": ordinals(month), "section": section, "rank": rank}).iloc[usable]
    own = keys.groupby(["month", "section", "rank"], sort=False)["rank"]
    best = keys.groupby(["month", "section"], sort=False)["rank"].transform("max")
    several = own.transform("size").to_numpy() > 1
    rows = usable[several]
    group, _ = pd.factorize(own.ngroup().to_numpy()[several])
    _, first = np.unique(group, return_index=True)
    replaced = (keys["rank"] < best).to_numpy()[several]
    return _Samples(rows, group.astype(np.int64), section[rows], rows[first], replaced)


class _Means:
    """Averages one indicator after the other; puts them into the table at the end."""

    def __init__(self, job: Job, readings: TableData, sections: Sections, found: _Samples) -> None:
        self._job, self._readings, self._sections, self._found = job, readings, sections, found
        self._frame = self._readings.frame.copy()
        self._marks = {n: dict(own) for n, own in self._readings.marks.items()}
        self._cells = dict(self._readings.raw.columns)

    def average(self, indicator: Indicator) -> None:
        """Average an indicator over the samples that have it; exact, read at 15 digits."""
        found, name = self._found, indicator.key
        values = self._frame[name].to_numpy(dtype=np.float64)[found.rows]
        measured = ~np.isnan(values)
        aside = self._proving_nothing(indicator, values, measured)
        proves = found.sizes(measured & ~aside) > 0
        used = np.where(proves[found.group], measured & ~aside, aside)
        counts = found.sizes(used)
        mean = _means(values[used], found.group[used], counts)
        column = self._frame[name].to_numpy(dtype=np.float64).copy()
        column[found.first] = mean
        self._frame[name] = column
        self._mark(name, used, counts, proves, mean)

    def _proving_nothing(self, indicator: Indicator, values: Floats, measured: Bools) -> Bools:
        """Say which samples prove no exceedance, and name their cells."""
        aside = np.zeros(len(values), dtype=bool)
        if judges_half(self._job.interpretations):
            return aside
        found, sections = self._found, self._sections
        rounded = is_rounded(self._job.interpretations)
        half = measured & np.isin(found.rows, half_rows(self._readings, indicator.key))
        where = np.flatnonzero(half)
        worse = is_worse(values[where], indicator, found.section[where], sections, rounded=rounded)
        aside[where[worse]] = True
        named = np.flatnonzero(aside & ~found.is_replaced & self._judged(indicator))
        name_cells(
            self._readings, indicator, found.rows[named], values[named],
            sections, found.section[named], self._job.problems,
        )  # fmt: skip
        return aside

    def _judged(self, indicator: Indicator) -> Bools:
        """Say at which rows' sections and months the indicator is judged."""
        found, job = self._found, self._job
        months = ordinals(self._frame["month"])[found.rows]
        judged = np.zeros(len(found.rows), dtype=bool)
        figure = job.policy.figure("coliform_exempt_levels")
        for month in np.unique(months).tolist():
            levels = tuple(figure.at(month))
            by_section = judged_indicators(
                self._sections, (indicator,), job.interpretations, levels
            )[:, 0]
            here = months == month
            judged[here] = by_section[found.section[here]]
        return judged

    def _mark(self, name: str, used: Bools, counts: Ints, proves: Bools, mean: Floats) -> None:
        """Put 「3 次平均」 in place of the samples' marks; the first row's cell says the mean."""
        found = self._found
        marks = self._marks.setdefault(name, {})
        own = dict(marks)
        if own:
            for row in found.rows.tolist():
                marks.pop(row, None)
        cells = np.array(self._cells[name], dtype=object)
        ends = np.where(proves, "", ALL_UNDETECTED).astype(object)
        several = np.flatnonzero(counts > 1)
        said = counts[several].astype(str).astype(object) + " 次平均"
        first = found.first[several]
        marks.update(zip(first.tolist(), (said + ends[several]).tolist(), strict=True))
        cells[first] = plain(mean[several]) + "（" + said + "）"
        # where one sample alone has the indicator, its cell and its mark
        only = np.flatnonzero(used & (counts[found.group] == 1))
        row, group = found.rows[only], found.group[only]
        cells[found.first[group]] = self._cells[name][row]
        for sample, place in zip(row.tolist(), group.tolist(), strict=True) if own else ():
            if sample in own:
                marks[int(found.first[place])] = own[sample] + ends[place]
        self._cells[name] = cells

    def table(self, had_errors: bool) -> TableData:
        """Return the table with the means, without their samples."""
        found, readings = self._found, self._readings
        if "is_dry" in self._frame:
            dry = self._frame["is_dry"].to_numpy(dtype=bool).copy()
            dry[found.first] = found.sizes(~dry[found.rows]) == 0
            self._frame["is_dry"] = dry
        if "lab_class" in self._frame:  # of one sample, not of the mean
            self._frame.loc[found.first, "lab_class"] = pd.NA
        kept = np.ones(len(self._frame), dtype=bool)
        kept[found.rows] = False
        kept[found.first] = True
        return replace(
            readings,
            raw=replace(readings.raw, columns=self._cells),
            typed=Typed.of(self._frame),
            marks={name: own for name, own in self._marks.items() if own},
            had_errors=readings.had_errors or had_errors,
        ).keep(kept)


def _means(values: Floats, group: Ints, counts: Ints) -> Floats:
    """Return the exact mean of each group, read at 15 significant digits; NaN for none."""
    means = np.full(len(counts), np.nan)
    if not len(values):
        return means
    places = common_places(values)
    totals: npt.NDArray[Any] = np.zeros(len(counts), dtype=object)
    np.add.at(totals, group, scaled(values, places).astype(object))
    context = Context(prec=SIGNIFICANT, rounding=ROUND_HALF_EVEN)
    here = np.flatnonzero(counts)
    sums = list(zip(totals[here].tolist(), counts[here].tolist(), strict=True))
    known = {
        (total, count): float(context.divide(Decimal(total), Decimal(count)).scaleb(-places))
        for total, count in set(sums)
    }
    means[here] = [known[pair] for pair in sums]
    return means
