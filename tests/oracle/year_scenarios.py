"""Random valid cycles that sit on the edges of the annual rules."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal

from . import figures as fig
from .scenarios import (
    add_samples,
    annex_like,
    bad_value,
    between_value,
    chance,
    extra_columns,
    fresh_list,
    good_value,
    idle_value,
    plain,
    random_columns,
    random_links,
    random_responsibility,
    spell_district,
    spell_number,
    tail,
)
from .water_month import (
    NOT_MEASURED,
    NUMBER,
    Row,
    Scenario,
    Section,
    judged_names,
    limits_of,
    read_sections,
)
from .year_inputs import LEVELS, YearScenario, months_of

D = Decimal
# Weights of: leap, pass, slightly over, over, dry, nothing measured, no row
PROFILES: dict[str, tuple[float, ...]] = {
    "leaps": (85, 8, 2, 1, 2, 1, 1),
    "only leaps": (1, 0, 0, 0, 0, 0, 0),
    "passes": (25, 65, 4, 1, 2, 2, 1),
    "mixed": (35, 20, 20, 15, 6, 2, 2),
    "slightly over": (15, 15, 60, 5, 2, 2, 1),
    "over": (5, 5, 10, 72, 4, 2, 2),
    "dry": (12, 6, 4, 6, 68, 2, 2),
    "dry or leap": (30, 0, 0, 0, 70, 0, 0),
    "all dry": (0, 0, 0, 0, 95, 5, 0),
    "hardly there": (8, 4, 2, 2, 4, 40, 40),
}
PROFILE_WEIGHTS = (22, 8, 12, 20, 9, 9, 9, 5, 3, 3)
STATES = ("leap", "pass", "slight", "over", "dry", "nothing", "absent")
SMALL = ("0.0001", "0.01", "0.1", "0.5", "1")


def year_interpretations(rng: random.Random) -> dict[str, str]:
    """Often the defaults, else each switch with a chance of its own."""
    chosen: dict[str, str] = {}
    if chance(rng, 0.25):
        return chosen
    share = rng.choice((0.15, 0.3, 0.5))
    for key, (_, options) in fig.INTERPRETATIONS.items():
        if chance(rng, share):
            chosen[key] = rng.choice(list(options)[1:])
    return chosen


def year_sections(rng: random.Random) -> list[dict[str, str]] | None:
    """Return None (the annex), some of the annex's sections, or a short list of its own."""
    pick = rng.random()
    if pick < 0.25:
        return None
    if pick < 0.6:
        rows = annex_like(rng)
        if chance(rng, 0.8):
            keep = set(rng.sample(range(len(rows)), min(len(rows), rng.randint(2, 8))))
            # Drinking sources and linked sections are the interesting ones.
            keep |= {i for i, row in enumerate(rows) if row["备注"] and chance(rng, 0.6)}
            rows = [row for i, row in enumerate(rows) if i in keep]
    else:
        rows = fresh_list(rng)
        if len(rows) > 7:
            rows = rows[: rng.randint(3, 7)]
    if chance(rng, 0.6):
        extra_columns(rng, rows)
    return rows


def year_months(rng: random.Random, start: int) -> list[str]:
    """Return the months with rows: all, or without some at the end, the middle or the start."""
    calendar = months_of(start)
    pick = rng.random()
    if pick < 0.6:
        return calendar
    if pick < 0.75:
        return calendar[: rng.randint(1, 11)]
    if pick < 0.9:
        gone = set(rng.sample(calendar, rng.choice((1, 1, 2, 3))))
        return [when for when in calendar if when not in gone]
    if pick < 0.95:
        return calendar[rng.randint(1, 8) :]
    return sorted(rng.sample(calendar, rng.randint(1, 6)))


def year_cells(
    rng: random.Random, section: Section, columns: Sequence[str], indicators: str, state: str
) -> dict[str, str]:
    """Return the cells of a measured row of the wanted kind."""
    names = judged_names(section, indicators)
    present = [name for name in names if name in columns]
    grade = section.target
    if state == "leap":
        grade = max(1, section.target - rng.choice((1, 1, 1, 2)))
    cells: dict[str, str] = {}
    for name in columns:
        if name in names:
            cells[name] = good_value(rng, name, section, grade)
        else:
            cells[name] = idle_value(rng, name)
    if state == "pass" and present:
        for name in rng.sample(present, min(len(present), 3)):
            value = between_value(rng, name, section)
            if value is not None:
                cells[name] = value
    if state in ("slight", "over") and present:
        often = (fig.PH, fig.OXYGEN, fig.NITROGEN, fig.COLIFORMS)
        pool = present + [name for name in often if name in present]
        for _ in range(1 if state == "slight" else rng.choice((1, 2, 3))):
            name = rng.choice(pool)
            neat = D(rng.choice(SMALL if state == "slight" else ("1", "1.5", "2", "7")))
            limits = limits_of(name, section)
            if name in (fig.PH, fig.OXYGEN) or state == "over":
                cells[name] = bad_value(rng, name, section, neat)
            else:
                limit = D(limits[0] if len(limits) == 1 else limits[section.target - 1])
                cells[name] = spell_number(rng, limit * (1 + neat))
    if chance(rng, 0.04):
        for name in rng.sample(list(columns), min(len(columns), rng.choice((1, 2)))):
            cells[name] = rng.choice(("", "-", "未监测"))
    return cells


def half_or_number(text: str) -> Decimal | None:
    """Return the figure of a plain number, None for anything else."""
    return D(text) if NUMBER.match(text) else None


def aim_mean(
    rng: random.Random,
    section: Section,
    rows: Sequence[Row],
    columns: Sequence[str],
    indicators: str,
) -> None:
    """Set one month of an indicator so that its annual mean meets a limit exactly, or nearly."""
    names = [name for name in judged_names(section, indicators) if name in columns]
    usable = [row for row in rows if row["cells"] and not row["断流"] and row["measured"]]
    if not names or len(usable) < 2:
        return
    preferred = [name for name in (fig.OXYGEN, fig.NITROGEN, "氨氮", "总磷") if name in names]
    name = rng.choice(preferred if preferred and chance(rng, 0.4) else names)
    limits = limits_of(name, section)
    if name == fig.PH:
        limit_text = rng.choice(limits)
    elif len(limits) == 1:
        limit_text = limits[0]
    else:
        limit_text = limits[section.target - 1] if chance(rng, 0.7) else rng.choice(limits)
    limit = D(limit_text)
    unit = D("0.1") if name == fig.PH else tail(limit)
    goal = limit
    pick = rng.random()
    if pick < 0.25:
        goal += rng.choice((unit / 2, -unit / 2))
    off = D(0)
    if chance(rng, 0.45):
        off = unit.scaleb(-rng.choice((1, 2, 3))) * rng.choice((1, -1))
    total = D(0)
    known: list[tuple[Row, Decimal | None]] = []
    for row in usable:
        figure = half_or_number(row["cells"].get(name, ""))
        if figure is None:
            if row["cells"].get(name, "") in NOT_MEASURED:
                continue
            # Detection marks stay in, half of each; a not-detected counts as nothing.
            text = row["cells"][name]
            digits = "".join(c for c in text if c.isdigit() or c == ".")
            total += D(digits) / 2 if digits else D(0)
            known.append((row, None))
            continue
        total += figure
        known.append((row, figure))
    free = [(row, figure) for row, figure in known if figure is not None]
    if len(known) < 2 or not free:
        return
    if chance(rng, 0.5):
        # All the free ones about the goal, so that no month need be far from it.
        for row, figure in free:
            assert figure is not None
            near = goal + unit * D(rng.randint(-20, 20)) / 10
            if near < 0 or (name == fig.PH and near > 14):
                continue
            total += near - figure
            row["cells"][name] = plain(near)
    row, _ = rng.choice(free)
    now = D(row["cells"][name])
    wanted = goal * len(known) + off - (total - now)
    if wanted < 0 or (name == fig.PH and wanted > 14):
        return
    if len(wanted.normalize().as_tuple().digits) <= 12:
        row["cells"][name] = plain(wanted.normalize()) if wanted else "0"


def year_incidents(
    rng: random.Random, sections: Sequence[Section], start: int
) -> list[dict[str, str]]:
    """Return incidents of any level on any side of the cycle's edges."""
    pool = sorted({name for s in sections for name in s.responsible})
    if chance(rng, 0.1):
        pool = list(fig.DISTRICTS)
    edges = (f"{start}-10-01", f"{start + 1}-09-30", f"{start}-09-30", f"{start + 1}-10-01")
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for _ in range(rng.choice((1, 1, 2, 3))):
        name = rng.choice(pool)
        when = rng.choice(months_of(start)) + f"-{rng.randint(1, 28):02d}"
        if chance(rng, 0.4):
            when = rng.choice(edges)
        rows[when, name] = {
            "日期": when,
            "区市": spell_district(rng, name),
            "事件等级": rng.choices(LEVELS, weights=(4, 5, 2, 1))[0],
        }
    return list(rows.values())


def year_previous(
    rng: random.Random, sections: Sequence[Section], listed: Sequence[dict[str, str]]
) -> list[dict[str, str]]:
    """Return last year's classes of some sections, none at odds with the section list."""
    own = {row["序号"]: row.get("上年度水质类别", "") for row in listed}
    rows = []
    for section in sections:
        if chance(rng, 0.25):
            continue
        told = own.get(section.code, "")
        text = rng.choice(("Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ", "Ⅳ", rng.choice(fig.CLASS_NAMES)))
        if told == "无":
            continue
        rows.append({"序号": section.code, "上年度水质类别": told or text})
    rng.shuffle(rows)
    return rows


def random_rows(
    rng: random.Random,
    sections: Sequence[Section],
    months: Sequence[str],
    columns: Sequence[str],
    indicators: str,
) -> list[Row]:
    """Return the readings of some months."""
    found: dict[tuple[str, str], Row] = {}
    names = list(PROFILES)
    for section in sections:
        profile = PROFILES[rng.choices(names, weights=PROFILE_WEIGHTS)[0]]
        for when in months:
            state = rng.choices(STATES, weights=profile)[0]
            if state == "absent" and len(sections) > 1:
                continue
            row: Row = {"月份": when, "序号": section.code, "断流": False, "cells": {}}
            row["measured"] = False
            if state == "dry":
                row["断流"] = True
                if chance(rng, 0.3):
                    row["cells"] = {name: rng.choice(NOT_MEASURED) for name in columns}
            elif state in ("nothing", "absent"):
                row["cells"] = {name: rng.choice(NOT_MEASURED) for name in columns}
            else:
                row["cells"] = year_cells(rng, section, columns, indicators, state)
                row["measured"] = True
            found[when, section.code] = row
    linked = chance(rng, 0.5)
    for when in months:
        rows = {code: row for (month, code), row in found.items() if month == when}
        usable = {code: row for code, row in rows.items() if row["断流"] or row["measured"]}
        if linked:
            random_links(rng, sections, usable, columns, indicators)
        if not rows:
            section = sections[0]
            cells = year_cells(rng, section, columns, indicators, "pass")
            found[when, section.code] = {
                "月份": when,
                "序号": section.code,
                "断流": False,
                "cells": cells,
                "measured": True,
            }
    for section in sections:
        mine = [row for row in found.values() if row["序号"] == section.code]
        if chance(rng, 0.6):
            for _ in range(rng.choice((1, 1, 2))):
                aim_mean(rng, section, mine, columns, indicators)
    return list(found.values())


def random_year(rng: random.Random) -> YearScenario:
    """Return a valid scenario of a cycle."""
    start = 2018 if chance(rng, 0.85) else rng.choice((2019, 2020))
    listed = year_sections(rng)
    if listed is None:
        start = 2018
    sections = read_sections(listed)
    columns = random_columns(rng)
    interpretations = year_interpretations(rng)
    indicators = interpretations.get("indicators", "national21")
    readings = random_rows(rng, sections, year_months(rng, start), columns, indicators)
    cycle = f"{start}-{start + 1}" if chance(rng, 0.1) else None
    if start > 2018 and chance(rng, 0.7):
        # The cycle before gives the previous class, if all its months have rows.
        cycle = f"{start}-{start + 1}"
        before = months_of(start - 1)
        if chance(rng, 0.2):
            before.remove(rng.choice(before))
        readings += random_rows(rng, sections, before, columns, indicators)
    elif chance(rng, 0.06):
        cycle = f"{start}-{start + 1}"
        beyond = f"{start + 1}-10"
        readings += random_rows(rng, sections, [beyond], columns, indicators)
    base = Scenario(listed, readings, columns, [], interpretations)
    if chance(rng, 0.1):
        add_samples(rng, base, sections)
    if chance(rng, 0.7):
        base.responsibility = random_responsibility(rng, base)
    return YearScenario(
        base=base,
        incidents=year_incidents(rng, sections, start) if chance(rng, 0.5) else [],
        previous=year_previous(rng, sections, listed or []) if chance(rng, 0.7) else [],
        drought=chance(rng, 0.15),
        cycle=cycle,
    )
