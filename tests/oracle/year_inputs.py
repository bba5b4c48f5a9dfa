"""What the annual reference reads beside the months: cycle, incidents, classes, exemptions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from . import figures as fig
from .water_month import Scenario, Section, annex_rows, district, yes

LEVELS = ("一般", "较大", "重大", "特别重大")
STRIKING = ("较大", "重大", "特别重大")
EXEMPT = ("26",)
NONE = ("", "无")


@dataclass
class YearScenario:
    """An input workbook of a cycle, as texts; dates are written 2018-11-03."""

    base: Scenario
    incidents: list[dict[str, str]] = field(default_factory=list)
    previous: list[dict[str, str]] = field(default_factory=list)
    drought: bool = False
    cycle: str | None = None


def cycle_of(when: str) -> int:
    """Return the year in which the cycle of a month (or a date) began."""
    return int(when[:4]) - (0 if int(when[5:7]) >= 10 else 1)


def months_of(start: int) -> list[str]:
    """Return the twelve months of a cycle."""
    names = [f"{start}-{number:02d}" for number in (10, 11, 12)]
    return names + [f"{start + 1}-{number:02d}" for number in range(1, 10)]


def quarter_of(when: str) -> str:
    """Return the quarter of a month, as 2018Q4."""
    return f"{when[:4]}Q{(int(when[5:7]) + 2) // 3}"


def start_of(scenario: YearScenario) -> int:
    """Return the year in which the settled cycle begins."""
    if scenario.cycle is not None:
        if not re.match(r"^\d{4}-\d{4}$", scenario.cycle):
            raise ValueError(f"not a cycle: {scenario.cycle!r}")
        first, last = int(scenario.cycle[:4]), int(scenario.cycle[5:])
        if last != first + 1:
            raise ValueError(f"not a cycle: {scenario.cycle!r}")
        return first
    found = {cycle_of(row["月份"]) for row in scenario.base.readings}
    if len(found) != 1:
        raise ValueError("rows of several cycles, or none")
    return found.pop()


def within(scenario: YearScenario) -> Scenario:
    """Return the month oracle's input with the cycle's months alone."""
    start = start_of(scenario)
    base = scenario.base
    return replace(
        base,
        readings=[row for row in base.readings if cycle_of(row["月份"]) == start],
        responsibility=[row for row in base.responsibility if cycle_of(row["月份"]) == start],
    )


def registry_rows(scenario: YearScenario) -> dict[tuple[str, str], dict[str, str]]:
    """Return the rows of the section list by code and first month, in order of time."""
    rows = annex_rows() if scenario.base.sections is None else scenario.base.sections
    rows = sorted(rows, key=lambda row: row.get("起始月份", ""))
    return {(row["序号"], row.get("起始月份", "")): row for row in rows}


def exempt_from_dry(section: Section, row: dict[str, str]) -> bool:
    """Say whether a section owes nothing for a dry year."""
    text = row.get("断流豁免", "")
    if text:
        told = yes(text)
    else:
        own = {(r[1], r[2]): r[0] for r in fig.ANNEX}.get((section.river, section.name))
        told = own in EXEMPT
    return told or (section.lake and section.drinking)


def read_class(text: str) -> int:
    """Read an annual class, 1 to 6."""
    if text in ("劣Ⅴ", "劣Ⅴ类"):
        return 6
    return fig.CLASS_SPELLINGS[text]


def previous_classes(scenario: YearScenario) -> dict[str, int]:
    """Return last year's class by section: the sheet's, else the registry's."""
    rows = registry_rows(scenario)
    found = {
        code: read_class(row["上年度水质类别"])
        for (code, _), row in rows.items()
        if row.get("上年度水质类别", "") not in NONE
    }
    seen: set[str] = set()
    for given in scenario.previous:
        code = given["序号"]
        if code not in {known for known, _ in rows} or code in seen:
            raise ValueError(f"previous class: section {code!r}")
        seen.add(code)
        found[code] = read_class(given["上年度水质类别"])
    return found


def struck_districts(scenario: YearScenario) -> set[str]:
    """Return the districts with an incident of weight within the cycle."""
    start = start_of(scenario)
    struck = set()
    for row in scenario.incidents:
        name, level = district(row["区市"]), row["事件等级"]
        if level not in LEVELS:
            raise ValueError(f"unknown level of incident {level!r}")
        if cycle_of(row["日期"]) == start and level in STRIKING:
            struck.add(name)
    return struck
