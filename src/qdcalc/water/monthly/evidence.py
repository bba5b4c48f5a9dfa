"""What a month's verdict rests on: readings beside limits, upstream (六), the cells of both."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from qdcalc.document.steps import Step
from qdcalc.exact.decimals import plain
from qdcalc.exact.dtypes import Bools, Floats, Ints, Texts
from qdcalc.exact.months import ordinals
from qdcalc.intake.cited import Cited
from qdcalc.intake.repeats import ranks
from qdcalc.notice.policy import shown
from qdcalc.water.inputs.values import COUNTED, detection_limit
from qdcalc.water.monthly.unproven import SetAside, half_rows, is_worse, judged_ones
from qdcalc.water.monthly.verdict import DRY, LEAP, PASS
from qdcalc.water.standard import CLASSES, SIGNS, Indicator, limits
from qdcalc.water.words import WaterClass, values

if TYPE_CHECKING:
    from qdcalc.notice.proof import Sources
    from qdcalc.water.monthly.facts import Month

_CLASSES = ("", *values(WaterClass))


def sign(number: int) -> str:
    """Write a whole number with a true minus."""
    return f"{number:,}".replace("-", "−")


def figure(value: float) -> str:
    """Write a reading as people do."""
    return str(plain(np.array([value]))[0]).replace("-", "−")


class Evidence:
    """Composes what stands below a section-month's verdict."""

    def __init__(self, month: Month, sources: Sources) -> None:
        self.month, self.sources = month, sources
        self.grid, self.sections = month.grid, month.sections
        self.readings = month.job.tables["readings"]
        self._indicators: dict[tuple[int, int], Step] = {}
        self._columns: dict[str, Floats] = {}

    # ------------------------------------------------------------------------- the list

    @cached_property
    def beyond(self) -> Bools:
        """Whether a deciding indicator exceeds by more than the notice's multiple."""
        found = self.month.exceedances
        return found.per_spot(len(self.grid), found.is_beyond)

    def _listed(self, place: int, *columns: str) -> tuple[Cited | str, ...]:
        """Cite cells of the section list: the user's, else the annex's."""
        own = self.month.job.tables.get("sections")
        if not self.sections.is_own_list or own is None:
            return (f"通知附件断面清单 序号 {self.sections.ids[place]}",)
        same = np.flatnonzero(own.frame["section_id"].to_numpy() == self.sections.ids[place])
        if len(same) > 1 and "since" in own.frame:
            since = own.frame["since"].iloc[same]
            begun = ordinals(since) == self.sections.since[place]
            same = same[begun & since.notna().to_numpy()] if begun.any() else same[:1]
        return tuple(own.raw.cited(c, int(same[0])) for c in columns if c in own.present)

    def level(self, spot: int) -> Step:
        """Return the section's level of control, which its base goes by."""
        place = int(self.grid.section[spot])
        return Step(
            "控制级别", str(self.sections.level[place]), clause=self.sources.clause("二"),
            cells=self._listed(place, "control_level"),
        )  # fmt: skip

    def target(self, spot: int) -> Step:
        """Return the section's target class."""
        place = int(self.grid.section[spot])
        return Step(
            "水质目标", _CLASSES[self.sections.target[place]],
            clause=self.sources.clause("三¶1"), cells=self._listed(place, "target_class"),
        )  # fmt: skip

    def side_cells(self, spot: int) -> tuple[Cited | str, ...]:
        """Cite who is responsible and who is opposite."""
        return self._listed(int(self.grid.section[spot]), "responsible", "destination")

    def overlaps(self, spot: int) -> bool:
        """Say whether a district stands on both sides of the section."""
        place = self.grid.section[[spot]]
        sides = (self.sections.responsible, self.sections.destination)
        ours, theirs = (set(lists.of_rows(place).items.tolist()) for lists in sides)
        return bool(ours & theirs)

    def determination(self, spot: int) -> tuple[Cited | str, ...]:
        """Cite the rows of 责任认定 for the section's month."""
        found, data = self.month.determinations, self.month.job.tables.get("responsibility")
        if data is None or not len(found.rows):
            return ()
        frame = data.frame
        month = ordinals(frame["month"]) == self.grid.month[spot]
        ids = frame["section_id"].to_numpy() == self.sections.ids[self.grid.section[spot]]
        rows = np.flatnonzero(month & ids).tolist()
        return tuple(
            data.raw.cited("share", row, f"（{frame['district'].iloc[row]}）") for row in rows
        )

    # ------------------------------------------------------------------------- the verdict

    def of(self, spot: int) -> Iterator[Step]:
        """Yield what the verdict rests on: the target, the class, what exceeds, what lacks."""
        verdict = self.month.verdict[spot]
        if verdict == DRY:
            yield self.dryness(spot)
            return
        when = int(self.grid.month[spot])
        yield self.target(spot)
        if verdict in (LEAP, PASS):
            yield self.sources.figure("leap_classes", when)
        places = np.flatnonzero(self.month.exceedances.spot == spot)
        yield from map(self.exceedance, places.tolist())
        yield self.water_class(spot)
        lacking = self._lacking[spot]
        if lacking:
            yield Step(
                "缺测指标", str(lacking), said="没有监测，或检出限过高而不能证明超标",
                clause=self.sources.clause("六¶1"),
                options=self.sources.options("complete", "source_items"),
            )  # fmt: skip

    def briefly(self, spot: int) -> tuple[Step, ...]:
        """Return of what the verdict rests on only what exceeds, or that the section was dry."""
        if self.month.verdict[spot] == DRY:
            return (self.dryness(spot),)
        places = np.flatnonzero(self.month.exceedances.spot == spot).tolist()
        return tuple(map(self.exceedance, places))

    def no_reading(self, spot: int) -> Step:
        """Return that there is no measured value."""
        rows = self._rows(spot)
        if not len(rows):
            return Step("监测数据", "没有这个断面这个月的行")
        cell = self.month.located.readings.raw.cited("month", int(rows[-1]))
        return Step("监测数据", "这一行没有参评指标的监测值", cells=(cell,))

    def dryness(self, spot: int) -> Step:
        """Return that the section was dry, with its cell."""
        data = self.month.located.readings
        cells = tuple(data.raw.cited("is_dry", row) for row in self._rows(spot).tolist())
        return Step("断流", "是", clause=self.sources.clause("七¶4"), cells=cells)

    def water_class(self, spot: int) -> Step:
        """Return the section's class: its worst indicator's, with every indicator judged."""
        classes = self.month.assessment.classes[spot]
        judged = np.flatnonzero(classes).tolist()
        worst = int(self.month.section_class[spot])
        names = [self.grid.indicators[n].name for n in judged if classes[n] == worst]
        aside = self._aside
        unproven = aside.indicator[aside.spot == spot].tolist()
        return Step(
            "水质类别", _CLASSES[worst],
            said=f"{len(judged)} 个参评指标中最差的类别（{'、'.join(names)}）",
            clause=self.sources.clause("六¶1"),
            options=self.sources.options("indicators"),
            steps=tuple(self.indicator(spot, n) for n in sorted([*judged, *unproven])),
        )  # fmt: skip

    def indicator(self, spot: int, number: int) -> Step:
        """Return a reading: its value, the limits of its classes, its class, its cells."""
        if (spot, number) not in self._indicators:
            self._indicators[spot, number] = self._indicator(spot, number)
        return self._indicators[spot, number]

    def _indicator(self, spot: int, number: int) -> Step:
        indicator = self.grid.indicators[number]
        row = int(self.grid.row_at[spot])
        value = float(self.grid.readings.columns[number].at(np.array([row]))[0])
        found = int(self.month.assessment.classes[spot, number])
        options = ["compare"] if self.sources.job.interpretations["compare"] == "rounded" else []
        if np.isnan(value):
            aside = self.grid.unproven
            value = float(aside.value[(aside.row == row) & (aside.indicator == number)][0])
            said, options = "没有检出，不能证明超标，按没有监测算", ["censored"]
        else:
            classes, target = self.month.assessment.classes, self.month.assessment.target
            word = "超标" if classes[spot, number] > target[spot] else "不超标"
            said = f"{limit_text(indicator, self._body(spot))}；{_CLASSES[found]}类，{word}"
        mark = self.readings.marks.get(indicator.key, {}).get(row, "")
        if "次平均" in mark:
            options.append("samples")
        how, cells = self._cells(spot, indicator, value, mark)
        unit = "" if indicator.unit == "无量纲" else f" {indicator.unit}"
        return Step(
            indicator.name, f"{figure(value)}{unit}", how, said=said,
            options=self.sources.options(*options), cells=cells,
        )  # fmt: skip

    def _body(self, spot: int) -> int:
        return int(self.sections.body[self.grid.section[spot]])

    def exceedance(self, place: int) -> Step:
        """Return a reading worse than its target's limit: its multiple, or why it is dropped."""
        found, grid = self.month.exceedances, self.grid
        spot, number = int(found.spot[place]), int(found.indicator[place])
        indicator = grid.indicators[number]
        limit, value = figure(found.limit[place]), figure(found.judged[place])
        is_dropped, source = bool(found.is_dropped[place]), int(found.upstream_spot[place])
        steps = [self.indicator(spot, number)]
        how, said, shown_value = [], "劣于目标类别的限值 " + limit, "超标"
        if found.judged[place] != found.value[place]:
            theirs = figure(found.upstream_value[place]), figure(found.upstream_limit[place])
            how.append(f"{figure(found.value[place])} − ({theirs[0]} − {theirs[1]}) = {value}")
        if is_dropped:
            shown_value, said = "剔除", "上游断面同月同一指标也超标，不计入判定"
        elif indicator.has_multiple:
            multiple = _multiple(float(found.multiple[place]))
            parting = self.sources.job.policy.figure("multiple_limit")
            times = shown(parting.at(int(grid.month[spot])))
            is_over = bool(found.is_beyond[place])
            how.append(f"({value} − {limit}) ÷ {limit} {_equals(multiple)} {multiple[0]}")
            said = f"超标倍数{'大于' if is_over else '不大于'}分界 {times} 倍"
            shown_value = f"超标 {multiple[0]} 倍"
        else:
            said += "；溶解氧、pH 没有超标倍数，按分界以内计"
        measured = float(grid.at(np.array([spot]), np.array([number]))[0])
        if measured != found.value[place]:  # interpretation compare
            said += f"；{figure(measured)} 修约为 {figure(found.value[place])}"
        if source >= 0:
            name = f"上游 序号 {self.sections.ids[grid.section[source]]} "
            above = self.indicator(source, number)
            steps.append(
                Step(f"{name}{indicator.name}", above.value, cells=above.cells,
                     said=f"其目标类别的限值 {figure(found.upstream_limit[place])}，也超标")
            )  # fmt: skip
        return Step(
            f"{'剔除' if is_dropped else '超标'}指标 {indicator.name}", shown_value, tuple(how),
            said=said, clause=self.sources.clause("六¶2" if source >= 0 else "七¶1"),
            options=self.sources.options("upstream", "upstream_links") if source >= 0 else (),
            steps=tuple(steps),
        )  # fmt: skip

    # ------------------------------------------------------------------------- the cells

    @cached_property
    def _rows_of(self) -> dict[tuple[int, int], list[int]]:
        """Every row as read by place and month: samples, and what was corrected."""
        located = self.month.located
        months = located.readings.frame["month"]
        known = np.flatnonzero((located.place >= 0) & months.notna().to_numpy())
        found: dict[tuple[int, int], list[int]] = {}
        for row, place, month in zip(
            known.tolist(), located.place[known].tolist(),
            ordinals(months.iloc[known]).tolist(), strict=True,
        ):  # fmt: skip
            found.setdefault((place, month), []).append(row)
        return found

    def _rows(self, spot: int) -> Ints:
        """Return the rows of the section's month as read."""
        key = (int(self.grid.section[spot]), int(self.grid.month[spot]))
        return np.array(self._rows_of.get(key, []), dtype=np.int64)

    @cached_property
    def _rank(self) -> Floats:
        return ranks(self.month.located.readings)

    @cached_property
    def _aside(self) -> SetAside:
        return judged_ones(self.grid, self.month.assessment)

    @cached_property
    def _lacking(self) -> Texts:
        return self.month.complete.names

    def _cells(
        self, spot: int, indicator: Indicator, value: float, mark: str
    ) -> tuple[tuple[str, ...], tuple[Cited, ...]]:
        """Return the arithmetic of a mean of samples, and every cell; a corrected one is named."""
        data, name = self.month.located.readings, indicator.key
        rows, rank = self._rows(spot), self._rank
        counts = rank[rows] == rank[rows].max()
        kept, replaced = rows[counts], rows[~counts]
        if "次平均" not in mark:
            measured = self._column(name)[kept]
            same = kept[measured == value]
            kept = (same if len(same) else kept[~np.isnan(measured)])[:1]
        else:
            kept = self._averaged(spot, indicator, kept)
        cells = [data.raw.cited(name, row) for row in kept.tolist()]
        cells += [
            data.raw.cited(name, row, "（更正前）")
            for row in replaced.tolist()
            if name in data.present
        ]
        terms = [self._term(name, row) for row in kept.tolist()]
        how: tuple[str, ...] = ()
        if len(kept) > 1:
            samples = " + ".join(terms)
            how = (f"({samples}) ÷ {len(kept)} = {figure(value)}（算术平均，15 位有效数字）",)
        elif terms and "÷" in terms[0]:
            how = (f"{terms[0]} = {figure(value)}（检出限的一半）",)
        return how, tuple(cells)

    def _column(self, name: str) -> Floats:
        """Return a column of the readings as read."""
        if name not in self._columns:
            self._columns[name] = self.month.located.readings.frame[name].to_numpy(np.float64)
        return self._columns[name]

    def _term(self, name: str, row: int) -> str:
        """Write a reading as it stands in an equation: half of a detection limit as such."""
        value = float(self._column(name)[row])
        if detection_limit(self.month.located.readings.marks.get(name, {}).get(row, "")):
            return f"{figure(value / COUNTED)} ÷ {figure(1 / COUNTED)}"
        return figure(value)

    def _averaged(self, spot: int, indicator: Indicator, rows: Ints) -> Ints:
        """Return the samples that a mean is of: those that prove something, where any does."""
        data = self.month.located.readings
        values_ = self._column(indicator.key)
        rows = rows[~np.isnan(values_[rows])]
        if self.sources.job.interpretations["censored"] == "half":
            return rows
        section = np.full(len(rows), self.grid.section[spot])
        rounded = self.sources.job.interpretations["compare"] == "rounded"
        worse = is_worse(values_[rows], indicator, section, self.sections, rounded=rounded)
        aside = np.isin(rows, half_rows(data, indicator.key)) & worse
        return rows if aside.all() else rows[~aside]


def _multiple(value: float) -> tuple[str, bool]:
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return text, float(text) == value


def _equals(multiple: tuple[str, bool]) -> str:
    return "=" if multiple[1] else "≈"


def limit_text(indicator: Indicator, body: int) -> str:
    """Write the limits of the classes: 「限值 Ⅰ ≤0.15、Ⅱ ≤0.5 …」, equal ones together."""
    texts = limits((indicator,)).texts[body, :, 0].tolist()
    mark = {"le": "≤", "ge": "≥"}.get(indicator.rule, "")
    told = []
    start = 0
    for number in range(1, len(CLASSES) + 1):
        if number == len(CLASSES) or texts[number] != texts[start]:
            names = SIGNS[start] + (f"-{SIGNS[number - 1]}" if number - 1 > start else "")
            told.append(f"{names} {mark}{texts[start]}")
            start = number
    return "限值 " + "、".join(told)
