"""Random valid scenarios that sit on the edges of the rules."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_EVEN, Decimal

from . import figures as fig
from .water_month import (
    NOT_MEASURED,
    Row,
    Scenario,
    Section,
    annex_rows,
    judged_names,
    judged_of_table1,
    limits_of,
    month,
    read_cell,
    read_sections,
)

D = Decimal
MONTH_KEYS = (
    "overlap", "upstream", "indicators", "complete", "compare", "censored", "upstream_links",
    "source_items", "samples",
)  # fmt: skip
YEAR_KEYS = ("incident", "dry", "rounding")
BLANKS = ("-", "--", "—", "——", "/", "*", "无", "缺测", "未监测", "-1")
SEPARATORS = ("、", ",", "，", ";", " ")
NEAT = ("0.1", "0.2", "0.25", "0.3", "0.5", "0.7", "1", "1.5", "2", "3.4")
FREE_TEXT = ("大沽河", "胶州湾", "黄海", "莱州湾", "北胶莱河", "")
RIVERS = ("白石河", "青石河", "玉皇河", "东沙河", "柳林河", "双山水库", "长直河", "清源河")
PLACES = ("一号桥", "入海口", "水文站", "公路桥(北)", "橡胶坝", "水库中心", "308国道桥", "大闸")
SPELL_CLASS = {
    1: ("Ⅰ", "Ⅰ类", "I", "1"),
    2: ("Ⅱ", "Ⅱ类", "II", "2"),
    3: ("Ⅲ", "Ⅲ类", "III", "3"),
    4: ("Ⅳ", "Ⅳ类", "IV", "4"),
    5: ("Ⅴ", "Ⅴ类", "V", "5"),
}


def plain(value: Decimal) -> str:
    """Write a decimal without an exponent."""
    return format(value, "f")


def tail(value: Decimal) -> Decimal:
    """Return one unit in the last printed place."""
    return D(1).scaleb(min(0, int(value.as_tuple().exponent)))


def fit(value: Decimal, limit: Decimal) -> Decimal:
    """Cut a value to a few places beyond the limit's, and to at most 12 digits."""
    places = max(0, -int(limit.as_tuple().exponent)) + 3
    out = value.quantize(D(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
    return out.normalize() if out else D(0)


def chance(rng: random.Random, probability: float) -> bool:
    """Say yes with a probability."""
    return rng.random() < probability


def mark(rng: random.Random, detection: Decimal) -> str:
    """Write 'below this detection limit' in one of its forms."""
    return rng.choice(("{}L", "<{}", "＜{}", "ND{}")).format(plain(detection))


def spell_number(rng: random.Random, value: Decimal) -> str:
    """Write a number, now and then with trailing zeros."""
    text = plain(value.normalize()) if value else "0"
    if chance(rng, 0.1) and len(text.replace(".", "")) < 12:
        text = text + "0" if "." in text else text + ".0"
    return text


def good_value(rng: random.Random, name: str, section: Section, grade: int) -> str:
    """Return a cell that meets the limit of a class (the single limit where there is one)."""
    limits = limits_of(name, section)
    if name == fig.PH:
        return rng.choice(("6", "9", "6.0", "9.00", "7.2", "8.15", "7.98", "6.01", "8.99"))
    limit = D(limits[0] if len(limits) == 1 else limits[grade - 1])
    step = tail(limit).scaleb(-rng.choice((0, 1, 2)))
    if name == fig.OXYGEN:
        pick = rng.random()
        if pick < 0.2:
            return spell_number(rng, limit)
        if pick < 0.35:
            return spell_number(rng, limit + step)
        return spell_number(rng, fit(limit + D(rng.randint(0, 600)) / 100, limit))
    pick = rng.random()
    if pick < 0.15:
        return spell_number(rng, limit)
    if pick < 0.25:
        return spell_number(rng, max(D(0), limit - step))
    if pick < 0.4:
        share = rng.choice(("2", "1", "0.5", "0.1"))
        return mark(rng, limit * D(share))
    if pick < 0.43:
        return rng.choice(("未检出", "ND", "0"))
    return spell_number(rng, fit(limit * D(rng.randint(1, 99)) / 100, limit))


def bad_value(rng: random.Random, name: str, section: Section, neat: Decimal) -> str:
    """Return a cell that exceeds the target; `neat` is a multiple shared within a row."""
    limits = limits_of(name, section)
    if name == fig.PH:
        low = ("5.99", "5.95", "5.94", "5.9", "4", "0", "5.949")
        high = ("9.01", "9.05", "9.051", "9.04", "9.1", "9.15", "14", "10.2")
        return rng.choice(low + high)
    limit = D(limits[0] if len(limits) == 1 else limits[section.target - 1])
    unit = tail(limit)
    step = unit.scaleb(-rng.choice((0, 1, 2)))
    if name == fig.OXYGEN:
        choices: tuple[Decimal, ...] = (
            limit - step,
            limit - unit / 2,
            limit / 2,
            limit / 2 - step,
            D(0),
            limit - unit * D(rng.randint(1, 19)) / 10,
        )
        return spell_number(rng, max(D(0), rng.choice(choices)))
    if chance(rng, 0.08):
        return mark(rng, rng.choice((2 * limit + 2 * step, 4 * limit, 4 * limit + 2 * step)))
    if chance(rng, 0.04):
        return rng.choice(">≥") + plain(rng.choice((limit + step, 2 * limit, 3 * limit)))
    choices = (
        limit * (1 + neat),
        limit * (1 + neat),
        limit * (1 + neat),
        limit + step,
        limit + unit / 2,
        limit + unit * 3 / 2,
        2 * limit,
        2 * limit,
        2 * limit - step,
        2 * limit + step,
        2 * limit + unit / 2,
        fit(limit * (1 + D(rng.randint(1, 99)) / 100), limit),
        fit(limit * (1 + D(rng.randint(101, 900)) / 100), limit),
    )
    return spell_number(rng, rng.choice(choices))


def between_value(rng: random.Random, name: str, section: Section) -> str | None:
    """Return a cell of the target's own class exactly, None where that class adds nothing."""
    limits = limits_of(name, section)
    if len(limits) != 5 or section.target == 1:
        return None
    limit, better = D(limits[section.target - 1]), D(limits[section.target - 2])
    if limit == better:
        return None
    step = tail(better).scaleb(-rng.choice((0, 1, 2)))
    if name == fig.OXYGEN:
        return spell_number(rng, rng.choice((limit, max(limit, better - step))))
    return spell_number(
        rng, rng.choice((limit, min(limit, better + step), fit((limit + better) / 2, limit)))
    )


def idle_value(rng: random.Random, name: str) -> str:
    """Return a cell of a column that is not judged at this section, however bad it looks."""
    if name == fig.TEMPERATURE:
        return plain(D(rng.randint(0, 300)) / 10)
    if name == fig.CONDUCTIVITY:
        return str(rng.randint(50, 30000))
    if name == fig.COLIFORMS:
        return rng.choice(("90", "700", "12000", "1600000", "20L", "未检出"))
    return rng.choice(("0.01", "3.5", "400", "0.002L", "", "-"))


def random_interpretations(rng: random.Random) -> dict[str, str]:
    """Mostly the defaults, often one or two switches."""
    chosen: dict[str, str] = {}
    if chance(rng, 0.4):
        return chosen
    keys = rng.sample(MONTH_KEYS, rng.choice((1, 1, 1, 2, 2, 3)))
    if "upstream" not in keys and chance(rng, 0.4):
        keys[0] = "upstream"
    for key in keys:
        options = list(fig.INTERPRETATIONS[key][1])
        chosen[key] = rng.choice(options[1:])
    if chance(rng, 0.08):
        key = rng.choice(YEAR_KEYS)
        chosen[key] = list(fig.INTERPRETATIONS[key][1])[1]
    return chosen


def spell_district(rng: random.Random, name: str) -> str:
    """Write a district's name in one of its spellings."""
    if name not in fig.DISTRICTS:
        return name
    return rng.choice((name, name, *fig.DISTRICTS[name]))


def join(rng: random.Random, parts: Sequence[str]) -> str:
    """Join a list with one of the accepted separators."""
    return rng.choice(SEPARATORS).join(parts)


def annex_like(rng: random.Random) -> list[dict[str, str]]:
    """Return part of the annex, spelled anew and with some extra columns."""
    rows = annex_rows()
    if chance(rng, 0.7):
        keep = set(rng.sample(range(len(rows)), rng.randint(4, len(rows))))
        rows = [row for i, row in enumerate(rows) if i in keep]
    for row in rows:
        sections = read_sections([row])
        row["责任区市"] = join(rng, [spell_district(rng, n) for n in sections[0].responsible])
        if row["断面属性"] == "跨界":
            row["去向"] = join(rng, [spell_district(rng, n) for n in sections[0].destination])
        row["核算水质目标"] = rng.choice(SPELL_CLASS[sections[0].target])
        if chance(rng, 0.04):
            row["监测断面"] += "(新)"
    if chance(rng, 0.1):
        for i, row in enumerate(rows):
            row["序号"] = f"Q{i + 1:02d}"
    return rows


def fresh_list(rng: random.Random) -> list[dict[str, str]]:
    """Return a section list of a city of its own."""
    count = rng.randint(3, 12)
    names = rng.sample([(river, place) for river in RIVERS for place in PLACES], count)
    style = rng.choice(("A{:02d}", "{}", "SD-{}", "1{:02d}"))
    rows = []
    for i, (river, place) in enumerate(names):
        kind = rng.choice(("跨界", "跨界", "共同断面", "共同断面", "出境", "共同(出境)"))
        responsible = rng.sample(list(fig.DISTRICTS), rng.choice((1, 2, 2, 3, 3, 4)))
        destination = rng.choice(FREE_TEXT)
        if kind == "跨界":
            pool = list(fig.DISTRICTS)
            others = rng.sample(pool, rng.choice((1, 1, 2, 3)))
            if chance(rng, 0.3):
                others = [rng.choice(responsible), *[n for n in others if n not in responsible]]
                rng.shuffle(others)
            destination = join(rng, [spell_district(rng, n) for n in others])
        rows.append(
            {
                "序号": style.format(i + 1),
                "河流名称": river,
                "监测断面": place,
                "断面属性": kind,
                "责任区市": join(rng, [spell_district(rng, n) for n in responsible]),
                "去向": destination,
                "核算水质目标": rng.choice(SPELL_CLASS[rng.choice((1, 2, 2, 3, 3, 3, 4, 4, 5, 5))]),
                "断面控制级别": rng.choice(("国控", "省控", "市控")),
                "备注": rng.choice(("", "", "新增", fig.DRINKING_REMARK)),
            }
        )
    return rows


def extra_columns(rng: random.Random, rows: list[dict[str, str]]) -> None:
    """Fill the columns the annex does not print, some of them, in place."""
    codes = [row["序号"] for row in rows]
    if chance(rng, 0.5):
        for row in rows:
            row["水体类型"] = rng.choice(("", "河流", "湖库", "湖库"))
    if chance(rng, 0.5):
        for row in rows:
            row["饮用水源"] = rng.choice(("", "", "", "是", "否", "√", "Y", "1"))
    if chance(rng, 0.3):
        for row in rows:
            row["断流豁免"] = rng.choice(("", "是", "否"))
    if chance(rng, 0.3):
        for row in rows:
            row["上年度水质类别"] = rng.choice(("", "无", *fig.CLASS_NAMES))
    if chance(rng, 0.6):
        # Links only go up this order, so that they make no ring; defaults 1→2 … keep to it too.
        for i, row in enumerate(rows):
            pick = rng.random()
            if i and pick < 0.5:
                above = rng.sample(codes[:i], min(i, rng.choice((1, 1, 2, 3))))
                row["上游断面"] = join(rng, above)
            else:
                row["上游断面"] = "无" if pick < 0.7 else ""


def random_sections(rng: random.Random) -> list[dict[str, str]] | None:
    """Return None (the annex) or a section list."""
    pick = rng.random()
    if pick < 0.55:
        return None
    rows = annex_like(rng) if pick < 0.75 else fresh_list(rng)
    if chance(rng, 0.7):
        extra_columns(rng, rows)
    if chance(rng, 0.3):
        for row in rows:
            for key in [key for key, text in row.items() if text == ""]:
                del row[key]
    return rows


def random_columns(rng: random.Random) -> list[str]:
    """Choose the indicator columns of the sheet."""
    columns = [name for name in fig.TABLE1 if name not in fig.NOT_NATIONAL]
    if chance(rng, 0.6):
        columns += [fig.NITROGEN, fig.COLIFORMS]
    if chance(rng, 0.4):
        columns += [fig.TEMPERATURE, fig.CONDUCTIVITY]
    if chance(rng, 0.12):
        gone = rng.sample(columns, rng.choice((1, 1, 2, 5)))
        columns = [name for name in columns if name not in gone]
    if chance(rng, 0.4):
        columns += list(fig.TABLE2) if chance(rng, 0.7) else rng.sample(list(fig.TABLE2), 3)
    if chance(rng, 0.3):
        names = list(fig.TABLE3)
        columns += names if chance(rng, 0.4) else rng.sample(names, rng.randint(1, 12))
    order = [*fig.TABLE1, fig.CONDUCTIVITY, *fig.TABLE2, *fig.TABLE3]
    return sorted(columns, key=order.index)


def random_cells(
    rng: random.Random, section: Section, columns: Sequence[str], indicators: str
) -> dict[str, str]:
    """Return the cells of one measured row."""
    mode = rng.choices(("leap", "pass", "exceed", "wild"), weights=(42, 20, 30, 8))[0]
    names = judged_names(section, indicators)
    present = [name for name in names if name in columns]
    grade = section.target
    if mode == "leap":
        grade = max(1, section.target - rng.choice((1, 1, 2)))
    cells: dict[str, str] = {}
    for name in columns:
        if name in names:
            cells[name] = good_value(rng, name, section, grade)
        else:
            cells[name] = idle_value(rng, name)
    if mode == "pass":
        for name in rng.sample(present, min(len(present), 2)):
            value = between_value(rng, name, section)
            if value is not None:
                cells[name] = value
    if mode in ("exceed", "wild") and present:
        count = rng.choice((1, 1, 2, 3)) if mode == "exceed" else rng.randint(2, len(present))
        neat = D(rng.choice(NEAT))
        often = (fig.PH, fig.OXYGEN, fig.NITROGEN, fig.COLIFORMS)
        weighted = present + [name for name in often if name in present]
        for _ in range(count):
            name = rng.choice(weighted)
            cells[name] = bad_value(rng, name, section, neat)
    if chance(rng, 0.12):
        for name in rng.sample(list(columns), min(len(columns), rng.choice((1, 1, 2, 4)))):
            cells[name] = rng.choice(("", *BLANKS))
    if section.drinking and fig.OXYGEN_DEMAND in columns and chance(rng, 0.15):
        cells[fig.OXYGEN_DEMAND] = rng.choice(("", *BLANKS))
    return cells


def set_pair(
    rng: random.Random, here: Section, above: Sequence[Section], rows: Sequence[Row], name: str
) -> None:
    """Make an indicator exceed here and above, at a telling distance (rows: here, then above)."""
    for section, row in zip(above, rows[1:], strict=True):
        row["cells"][name] = bad_value(rng, name, section, D(rng.choice(NEAT)))
    cells, other = rows[0]["cells"], rows[1]["cells"]
    up_text = other[name]
    if name in (fig.PH, fig.OXYGEN) or not up_text[0].isdigit() or up_text.endswith("L"):
        same = name == fig.OXYGEN and here.target >= above[0].target and chance(rng, 0.4)
        cells[name] = up_text if same else bad_value(rng, name, here, D(rng.choice(NEAT)))
        return
    limits_here, limits_up = limits_of(name, here), limits_of(name, above[0])
    limit = D(limits_here[0] if len(limits_here) == 1 else limits_here[here.target - 1])
    limit_up = D(limits_up[0] if len(limits_up) == 1 else limits_up[above[0].target - 1])
    up = D(up_text)
    if chance(rng, 0.5):
        up = limit_up + tail(limit_up) * rng.randint(1, 9)
        if chance(rng, 0.3):
            up += tail(limit_up) * D("0.5")
        other[name] = plain(up)
    excess = up - limit_up
    step = tail(limit).scaleb(-rng.choice((0, 1, 2)))
    choices = (
        up,
        up - step,
        up + step,
        limit + excess,
        limit + excess,
        limit + excess + step,
        limit + excess - step,
        2 * limit + excess,
        2 * limit + excess,
        2 * limit + excess + step,
        2 * limit + excess - step,
        3 * limit + 2 * excess,
    )
    value = rng.choice(choices)
    if value <= limit:
        value = limit + excess
    cells[name] = spell_number(rng, value)


def random_links(
    rng: random.Random,
    sections: Sequence[Section],
    rows: dict[str, Row],
    columns: Sequence[str],
    indicators: str,
) -> None:
    """Make linked sections exceed in the same indicators, often, in place."""
    by_code = {section.code: section for section in sections}
    for section in sections:
        above = [by_code[code] for code in section.upstream]
        involved = [rows.get(s.code) for s in (section, *above)]
        usable = [row for row in involved if row is not None and not row["断流"] and row["cells"]]
        if not above or len(usable) != len(involved) or not chance(rng, 0.6):
            continue
        shared = [
            name
            for name in judged_names(section, indicators)
            if name in columns and all(name in judged_names(s, indicators) for s in above)
        ]
        if not shared:
            continue
        clean = chance(rng, 0.5)
        if clean:
            for name in judged_of_table1(section, indicators):
                if name in columns:
                    text = good_value(rng, name, section, max(1, section.target - 1))
                    usable[0]["cells"][name] = text
        preferred = [name for name in (fig.PH, fig.OXYGEN) if name in shared]
        for _ in range(rng.choice((1, 1, 2))):
            name = rng.choice(preferred if preferred and chance(rng, 0.2) else shared)
            some = rng.randint(1, len(above))
            set_pair(rng, section, above[:some], usable[: some + 1], name)


def random_responsibility(rng: random.Random, scenario: Scenario) -> list[dict[str, str]]:
    """Name shares for shared sections, mostly where they exceed."""
    sections = {section.code: section for section in read_sections(scenario.sections)}
    rows: list[dict[str, str]] = []
    for line in month(scenario).sections:
        section = sections[line["序号"]]
        if len(section.responsible) < 2:
            continue
        if not chance(rng, 0.6 if line["判定"] == "超标" else 0.06):
            continue
        names = list(section.responsible)
        count = len(names)
        given: dict[str, str] = {}
        pick = rng.random()
        if pick < 0.35:
            cleared = rng.sample(names, rng.randint(1, count - 1))
            given = {name: rng.choice(("0", "0%", "0.0")) for name in cleared}
        elif pick < 0.6:
            given = {rng.choice(names): rng.choice(("0.3", "1/3", "70%", "33.3%", "1", "1/7"))}
        elif pick < 0.75 and count > 2:
            some = rng.sample(names, 2)
            ratios: tuple[str, ...] = rng.choice(
                (("0.5", "0.5"), ("1/3", "1/3"), ("0.1", "0.2"), ("0", "60%"))
            )
            given = dict(zip(some, ratios, strict=True))
        else:
            complete: dict[int, tuple[tuple[str, ...], ...]] = {
                2: (("0.7", "0.3"), ("1/3", "2/3"), ("100%", "0"), ("49.9%", "50.1%")),
                3: (("1/3", "1/3", "1/3"), ("0.3333333333",) * 3, ("0.1", "0.2", "0.7")),
                4: (("25%",) * 4, ("0", "0", "1/2", "0.5"), ("0.1", "0.2", "0.3", "0.4")),
            }
            given = dict(zip(names, rng.choice(complete[count]), strict=True))
        for name, ratio in given.items():
            rows.append(
                {
                    "月份": line["月份"],
                    "序号": line["序号"],
                    "区市": spell_district(rng, name),
                    "责任比例": ratio,
                }
            )
    rng.shuffle(rows)
    return rows


def random_months(rng: random.Random, count: int) -> list[str]:
    """Return months of the cycle, in any order; one now and then, or more than twelve, after it."""
    if count == 1 and chance(rng, 0.04):
        return ["2019-11"]
    cycle = [f"{2018 + (9 + i) // 12}-{(9 + i) % 12 + 1:02d}" for i in range(max(12, count))]
    if count > 12 or chance(rng, 0.5):
        start = rng.randint(0, len(cycle) - count)
        return cycle[start : start + count]
    return rng.sample(cycle, count)


def measured(row: Row, columns: Sequence[str], read: Callable[[str, str], object]) -> bool:
    """Say whether a row holds any figure at all."""
    return any(read(name, row["cells"].get(name, "")) is not None for name in columns)


SAMPLES: dict[str, tuple[str, ...]] = {
    "采样日期": ("{m}-05", "{m}-12", "{m}-20 09:30", "{m}-20 15:30", ""),
    "采样点": ("左", "中", "右", ""),
    "层次": ("表层", "底层", ""),
}


def add_samples(rng: random.Random, scenario: Scenario, sections: Sequence[Section]) -> None:
    """Name the samples of some sections, and give some of them several, in place."""
    by_code = {section.code: section for section in sections}
    chosen = rng.sample(list(SAMPLES), rng.choice((1, 1, 2)))
    indicators = scenario.interpretations.get("indicators", "national21")
    scenario.sample_columns = chosen
    rows: list[Row] = []
    for row in scenario.readings:
        count = 1
        if scenario.interpretations.get("samples") != "error" and chance(rng, 0.4):
            count = rng.choice((2, 2, 3))
        known: list[dict[str, str]] = []
        while len(known) < count:
            told = {c: rng.choice(SAMPLES[c]).format(m=row["月份"]) for c in chosen}
            if told not in known:
                known.append(told)
        for number, told in enumerate(known):
            own = {**row, "samples": told}
            if number and row["断流"]:
                own = {**own, "断流": chance(rng, 0.7)}
            elif number and chance(rng, 0.85):
                section = by_code[row["序号"]]
                own["cells"] = random_cells(rng, section, scenario.columns, indicators)
            rows.append(own)
    scenario.readings = rows


def random_scenario(rng: random.Random, months: int = 1) -> Scenario:
    """Return a valid scenario of `months` months."""
    listed = random_sections(rng)
    sections = read_sections(listed)
    columns = random_columns(rng)
    interpretations = random_interpretations(rng)
    indicators = interpretations.get("indicators", "national21")
    readings: list[Row] = []
    for when in random_months(rng, months):
        rows: dict[str, Row] = {}
        for section in sections:
            pick = rng.random()
            row: Row = {"月份": when, "序号": section.code, "断流": False, "cells": {}}
            if pick < 0.03 and len(sections) > 1:
                continue
            if pick < 0.07:
                row["断流"] = True
                if chance(rng, 0.5):
                    row["cells"] = {name: rng.choice(NOT_MEASURED) for name in columns}
            elif pick < 0.1:
                idle = [n for n in columns if n not in judged_names(section, indicators)]
                row["cells"] = {name: rng.choice(NOT_MEASURED) for name in columns}
                for name in idle:
                    row["cells"][name] = idle_value(rng, name)
            else:
                row["cells"] = random_cells(rng, section, columns, indicators)
            rows[section.code] = row
        if not rows:
            section = sections[0]
            cells = random_cells(rng, section, columns, indicators)
            rows[section.code] = {
                "月份": when,
                "序号": section.code,
                "断流": False,
                "cells": cells,
            }
        random_links(rng, sections, rows, columns, indicators)
        readings += list(rows.values())
    for row in readings:
        if row["断流"] and measured(row, columns, read_cell):
            raise AssertionError("a dry row with values")
    scenario = Scenario(listed, readings, columns, [], interpretations)
    if chance(rng, 0.2):
        add_samples(rng, scenario, sections)
    if chance(rng, 0.75):
        scenario.responsibility = random_responsibility(rng, scenario)
    return scenario
