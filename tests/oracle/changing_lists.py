"""Section lists that change inside a cycle, made of random scenarios whose list does not."""

from __future__ import annotations

import random

from . import figures as fig
from .scenarios import chance
from .water_month import SHARED, Row, Scenario, annex_rows, read_sections, row_of

TARGETS = ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ")


def month_after(when: str, number: int = 1) -> str:
    """Return the month so many months later."""
    months = int(when[:4]) * 12 + int(when[5:7]) - 1 + number
    return f"{months // 12}-{months % 12 + 1:02d}"


def another(rng: random.Random, row: dict[str, str]) -> dict[str, str]:
    """Return another version of a row of the list: another target, level, district or kind."""
    new = dict(row)
    names = [*fig.DISTRICTS]
    if chance(rng, 0.5):
        new["核算水质目标"] = rng.choice(TARGETS)
    if chance(rng, 0.5):
        new["断面控制级别"] = rng.choice(("国控", "省控", "市控"))
    if chance(rng, 0.6):
        new["责任区市"] = "、".join(rng.sample(names, rng.choice((1, 2, 2, 3))))
    if chance(rng, 0.4):
        new["断面属性"] = rng.choice(("跨界", "出境", "共同断面"))
    if new["断面属性"] == "跨界":
        new["去向"] = "、".join(rng.sample(names, rng.choice((1, 2))))
    elif row["断面属性"] == "跨界":
        new["去向"] = "黄海"
    if chance(rng, 0.2):
        new["水体类型"] = rng.choice(("河流", "湖库"))
    if chance(rng, 0.2):
        new["饮用水源"] = rng.choice(("是", "否"))
    if chance(rng, 0.2):
        new["断流豁免"] = rng.choice(("是", "否"))
    if chance(rng, 0.2):
        new["上游断面"] = "无"
    return new


def versions(rng: random.Random, row: dict[str, str], months: list[str]) -> list[dict[str, str]]:
    """Return the rows of one section: as it is, cut at either end, or in two or three versions."""
    pick = rng.random()
    some = rng.choice(months)
    if pick < 0.25:
        return [row]
    if pick < 0.35:
        return [{**row, "截止月份": some}]
    if pick < 0.45:
        return [{**row, "起始月份": some}]
    if pick < 0.5:  # never in the cycle: not listed
        return [{**row, "起始月份": month_after(months[-1], 40)}]
    first = {**row, "截止月份": some}
    gap = rng.choice((1, 1, 1, 2, 4))
    second = {**another(rng, row), "起始月份": month_after(some, gap)}
    found = [first, second]
    if chance(rng, 0.3):
        end = month_after(some, gap + rng.choice((0, 1, 3)))
        second["截止月份"] = end
        found.append({**another(rng, second), "起始月份": month_after(end), "截止月份": ""})
    if chance(rng, 0.3):
        first["起始月份"] = months[0]
    rng.shuffle(found)
    return found


def change_list(rng: random.Random, scenario: Scenario) -> None:
    """Let the scenario's list change in the course of its months, in place."""
    months = sorted({row["月份"] for row in scenario.readings})
    before = read_sections(scenario.sections)
    listed = annex_rows() if scenario.sections is None else scenario.sections
    blank = {
        "起始月份": "",
        "截止月份": "",
        "水体类型": "",
        "饮用水源": "",
        "断流豁免": "",
        "上游断面": "",
    }
    full = [{**blank, **row} for row in listed]
    scenario.sections = [new for row in full for new in versions(rng, row, months)]
    after = read_sections(scenario.sections)
    held = [r for r in scenario.readings if row_of(after, r["序号"], r["月份"]) is not None]
    if not any(any(row["cells"].values()) or row["断流"] for row in held):
        scenario.sections = full
        return
    scenario.readings = held

    def stays(row: dict[str, str]) -> bool:
        old = row_of(before, row["序号"], row["月份"])
        new = row_of(after, row["序号"], row["月份"])
        same = old is not None and new is not None and old.responsible == new.responsible
        return same and new is not None and new.kind in SHARED

    scenario.responsibility = [row for row in scenario.responsibility if stays(row)]
    scenario.responsibility += determinations(rng, scenario)


def determinations(rng: random.Random, scenario: Scenario) -> list[Row]:
    """Name one district of some shared rows of the list, by the row of the month."""
    named = {(row["月份"], row["序号"]) for row in scenario.responsibility}
    sections, found = read_sections(scenario.sections), []
    for reading in scenario.readings:
        section = row_of(sections, reading["序号"], reading["月份"])
        key = (reading["月份"], reading["序号"])
        if section is None or section.kind not in SHARED or len(section.responsible) < 2:
            continue
        if key in named or not chance(rng, 0.15):
            continue
        named.add(key)
        district = rng.choice(section.responsible)
        share = rng.choice(("0", "0.25", "1/3", "100%"))
        found.append({"月份": key[0], "序号": key[1], "区市": district, "责任比例": share})
    return found
