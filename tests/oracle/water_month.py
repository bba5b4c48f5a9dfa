"""Slow, exact reference for the monthly section compensation.

Everything is `Fraction` and plain loops, one section and month at a time. It shares no code with
the program it checks. Only inputs without errors are supported: anything the specification calls
an error raises `ValueError`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from . import figures as fig

Row = dict[str, Any]

NOT_MEASURED = ("", "-", "--", "—", "——", "/", "*", "无", "缺测", "未监测", "-1")
NOT_DETECTED = ("未检出", "ND")
MARK = re.compile(r"^(?:[<＜](?P<a>\d+(?:\.\d+)?)|ND(?P<b>\d+(?:\.\d+)?)|(?P<c>\d+(?:\.\d+)?)L)$")
OVER = re.compile(r"^[>≥＞](?P<figure>\d+(?:\.\d+)?)$")
NUMBER = re.compile(r"^\d+(?:\.\d+)?(?:[Ee][+-]?\d+)?$")
YES = ("是", "√", "Y", "y", "1")
NO = ("否", "")
SHARED = ("共同断面", "共同(出境)")
KINDS = ("跨界", "出境", *SHARED)
TOLERANCE = Fraction(1, 10**9)
ALL_INDICATORS = (*fig.TABLE1, fig.CONDUCTIVITY, *fig.TABLE2, *fig.TABLE3)


@dataclass
class Scenario:
    """An input workbook, as texts."""

    sections: list[dict[str, str]] | None
    readings: list[Row]
    columns: list[str]
    responsibility: list[dict[str, str]] = field(default_factory=list)
    interpretations: dict[str, str] = field(default_factory=dict)
    sample_columns: list[str] = field(default_factory=list)


@dataclass
class Expected:
    """What the output sheets must say; money in fen."""

    sections: list[Row]
    flows: list[Row]
    districts: list[Row]
    indicators: list[Row]


@dataclass(frozen=True)
class Section:
    """One row of the section list, parsed."""

    code: str
    river: str
    name: str
    kind: str
    responsible: tuple[str, ...]
    destination: tuple[str, ...]
    destination_text: str
    target: int
    level: str
    lake: bool
    drinking: bool
    upstream: tuple[str, ...]
    since: str = ""
    until: str = ""

    def holds(self, first: str, last: str = "") -> bool:
        """Say whether the row holds in a month, or in any month from the first to the last."""
        begins = not self.since or self.since <= (last or first)
        return begins and (not self.until or self.until >= first)


def row_of(sections: Sequence[Section], code: str, when: str) -> Section | None:
    """Return the row of a section that holds in a month."""
    for section in sections:
        if section.code == code and section.holds(when):
            return section
    return None


def cycle_months(when: str) -> tuple[str, str]:
    """Return the first and the last month of the cycle of a month."""
    first = int(when[:4]) - (0 if int(when[5:7]) >= 10 else 1)
    return f"{first}-10", f"{first + 1}-09"


@dataclass(frozen=True)
class Reading:
    """One row of readings, parsed: only what was measured.

    ``aside`` holds halves of detection limits that prove nothing: as if not measured.
    """

    dry: bool
    values: dict[str, Fraction]
    aside: dict[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True)
class Judged:
    """An indicator of a section in a month, on its measured value."""

    name: str
    value: Fraction
    compared: Fraction
    grade: int
    limit: str
    exceeded: bool
    multiple: Fraction | None


def interpretation(scenario: Scenario, key: str) -> str:
    """Return the option in force for `key`."""
    options = fig.INTERPRETATIONS[key][1]
    option = scenario.interpretations.get(key, next(iter(options)))
    if option not in options:
        raise ValueError(f"unknown option {option!r} of {key}")
    return option


def split_list(text: str) -> list[str]:
    """Split a list of districts or numbers."""
    return [part for part in re.split(r"[、,，;\s]+", text.strip()) if part]


def district(name: str) -> str:
    """Return the short name of a district."""
    for short, aliases in fig.DISTRICTS.items():
        if name == short or name in aliases:
            return short
    raise ValueError(f"unknown district {name!r}")


def yes(text: str) -> bool:
    """Read a yes/no text."""
    if text in YES:
        return True
    if text in NO:
        return False
    raise ValueError(f"not a yes or no: {text!r}")


def districts_of(text: str) -> tuple[str, ...]:
    """Read a list of districts; twice the same one is not supported."""
    names = tuple(district(part) for part in split_list(text))
    if not names:
        raise ValueError("no district")
    if len(set(names)) != len(names):
        raise ValueError(f"a district twice: {text!r}")
    return names


def annex_rows() -> list[dict[str, str]]:
    """Return the annex's section list as rows of texts."""
    return [dict(zip(fig.REGISTRY_COLUMNS, row, strict=True)) for row in fig.ANNEX]


def read_sections(rows: Sequence[Mapping[str, str]] | None) -> list[Section]:
    """Parse the section list, with the annex's defaults where a row is the annex's own section."""
    if rows is None:
        rows = annex_rows()
    annex_code = {(row[1], row[2]): row[0] for row in fig.ANNEX}
    # The annex's code of each listed section that is one of the annex's own -> its code here.
    here: dict[str, str] = {}
    for row in rows:
        own = annex_code.get((row["河流名称"], row["监测断面"]))
        if own is not None:
            here[own] = row["序号"]
    codes = [row["序号"] for row in rows]
    for i, row in enumerate(rows):
        since, until = row.get("起始月份", ""), row.get("截止月份", "")
        if since and until and since > until:
            raise ValueError(f"ends before it begins: {row['序号']}")
        for other in rows[:i]:
            if other["序号"] != row["序号"]:
                continue
            before = other.get("截止月份", "") and since and other["截止月份"] < since
            after = until and other.get("起始月份", "") and until < other["起始月份"]
            if not before and not after:
                raise ValueError(f"rows of {row['序号']} overlap")
    sections = []
    for row in rows:
        own = annex_code.get((row["河流名称"], row["监测断面"]))
        kind = row["断面属性"]
        if kind not in KINDS:
            raise ValueError(f"unknown type {kind!r}")
        if row["断面控制级别"] not in fig.BASE_FEN:
            raise ValueError(f"unknown level {row['断面控制级别']!r}")
        if row["核算水质目标"] not in fig.CLASS_SPELLINGS:
            raise ValueError(f"unknown target {row['核算水质目标']!r}")
        upstream_text = row.get("上游断面", "")
        if upstream_text == "无":
            upstream: list[str] = []
        elif upstream_text:
            upstream = split_list(upstream_text)
        elif own is not None:
            upstream = [here[up] for up in fig.ANNEX_UPSTREAM.get(own, ()) if up in here]
        else:
            upstream = []
        for up in upstream:
            if up not in codes or up == row["序号"]:
                raise ValueError(f"bad upstream section {up!r}")
        water = row.get("水体类型", "") or ("湖库" if own in fig.ANNEX_LAKES else "河流")
        if water not in ("河流", "湖库"):
            raise ValueError(f"unknown water type {water!r}")
        drinking_text = row.get("饮用水源", "")
        remark = row.get("备注", "")
        drinking = yes(drinking_text) if drinking_text else fig.DRINKING_REMARK in remark
        destination_text = row.get("去向", "")
        sections.append(
            Section(
                code=row["序号"],
                river=row["河流名称"],
                name=row["监测断面"],
                kind=kind,
                responsible=districts_of(row["责任区市"]),
                destination=districts_of(destination_text) if kind == "跨界" else (),
                destination_text=destination_text,
                target=fig.CLASS_SPELLINGS[row["核算水质目标"]],
                level=row["断面控制级别"],
                lake=water == "湖库",
                drinking=drinking,
                upstream=tuple(upstream),
                since=row.get("起始月份", ""),
                until=row.get("截止月份", ""),
            )
        )
    return sections


@cache
def read_cell(indicator: str, text: str) -> Fraction | None:
    """Return the figure a cell stands for, None if not measured."""
    if text in NOT_MEASURED:
        return None
    mark, over = MARK.match(text), OVER.match(text)
    if indicator in (fig.PH, fig.OXYGEN) and (mark or over or text in NOT_DETECTED):
        raise ValueError(f"{indicator}: {text}")
    if text in NOT_DETECTED:
        return Fraction(0)
    if over:
        return Fraction(Decimal(over["figure"]))
    if mark:
        limit = mark["a"] or mark["b"] or mark["c"]
        value = Fraction(Decimal(limit)) / 2
    elif NUMBER.match(text):
        if len(Decimal(text).normalize().as_tuple().digits) > 15:
            raise ValueError(f"more than 15 digits: {text}")
        value = Fraction(Decimal(text))
    else:
        raise ValueError(f"{indicator}: cannot read {text!r}")
    if indicator == fig.PH and value > 14:
        raise ValueError(f"pH {text}")
    return value


def read_readings(
    scenario: Scenario, sections: Sequence[Section]
) -> dict[tuple[str, str], Reading]:
    """Parse the readings, keyed by month and section."""
    codes = {section.code for section in sections}
    unproven = interpretation(scenario, "censored") == "unproven"
    rounded = interpretation(scenario, "compare") == "rounded"
    averaged = interpretation(scenario, "samples")
    for column in scenario.columns:
        if column not in ALL_INDICATORS:
            raise ValueError(f"unknown column {column!r}")
    samples: dict[tuple[str, str], list[Reading]] = {}
    seen: set[tuple[str, ...]] = set()
    for row in scenario.readings:
        key = (row["月份"], row["序号"])
        if not re.match(r"^\d{4}-(0[1-9]|1[0-2])$", key[0]):
            raise ValueError(f"not a month: {key[0]!r}")
        if key[1] not in codes:
            raise ValueError(f"unknown section {key[1]!r}")
        section = row_of(sections, key[1], key[0])
        if section is None:
            raise ValueError(f"section {key[1]!r} does not hold in {key[0]}")
        told = tuple(row.get("samples", {}).get(column, "") for column in scenario.sample_columns)
        if (*key, *told) in seen or (key in samples and averaged == "error"):
            raise ValueError(f"two rows of {key}")
        seen.add((*key, *told))
        values: dict[str, Fraction] = {}
        aside: dict[str, Fraction] = {}
        for column in scenario.columns:
            text = row["cells"].get(column, "")
            value = read_cell(column, text)
            if value is None:
                continue
            half = MARK.match(text) is not None
            proves_nothing = (
                half
                and unproven
                and bool(limits_of(column, section))
                and judge(column, value, section, rounded).exceeded
            )
            (aside if proves_nothing else values)[column] = value
        if row["断流"] and (values or aside):
            raise ValueError(f"dry but measured: {key}")
        sample = Reading(dry=bool(row["断流"]), values=values, aside=aside)
        samples.setdefault(key, []).append(sample)
    return {key: averaged_sample(rows) for key, rows in samples.items()}


def averaged_sample(rows: Sequence[Reading]) -> Reading:
    """Return the mean of several samples: of each item over the rows that have it."""
    if len(rows) == 1:
        return rows[0]
    values: dict[str, Fraction] = {}
    aside: dict[str, Fraction] = {}
    for name in dict.fromkeys(n for row in rows for n in (*row.values, *row.aside)):
        proven = [row.values[name] for row in rows if name in row.values]
        if proven:
            values[name] = at_15_digits(sum(proven, Fraction(0)) / len(proven))
        else:
            halves = [row.aside[name] for row in rows if name in row.aside]
            aside[name] = at_15_digits(sum(halves, Fraction(0)) / len(halves))
    return Reading(dry=all(row.dry for row in rows), values=values, aside=aside)


def at_15_digits(value: Fraction) -> Fraction:
    """Round to 15 significant digits, an exact half to the even last digit."""
    if value == 0:
        return value
    places = 15
    while abs(value) * Fraction(10) ** places >= 10**15:
        places -= 1
    while abs(value) * Fraction(10) ** places < 10**14:
        places += 1
    scaled = value * Fraction(10) ** places
    whole = scaled.numerator // scaled.denominator
    rest = scaled - whole
    if rest > Fraction(1, 2) or (rest == Fraction(1, 2) and whole % 2 == 1):
        whole += 1
    return Fraction(whole) / Fraction(10) ** places


def limits_of(indicator: str, section: Section) -> fig.Limits:
    """Return the printed limits of an indicator at a section (five, or one; empty if none)."""
    if indicator in fig.TABLE1:
        _, _, river, lake = fig.TABLE1[indicator]
        return lake if section.lake else river
    if indicator in fig.TABLE2:
        return (fig.TABLE2[indicator],)
    if indicator in fig.TABLE3:
        return (fig.TABLE3[indicator],)
    return ()


def judged_of_table1(section: Section, indicators: str) -> list[str]:
    """Return the indicators of table 1 a section is judged on, in the standard's order."""
    names = []
    for name in fig.TABLE1:
        if not limits_of(name, section):
            continue
        if indicators == "national21" and name in fig.NOT_NATIONAL:
            continue
        if name == fig.COLIFORMS and section.level == "市控":
            continue
        names.append(name)
    return names


def needed_names(section: Section, indicators: str, source_items: str) -> list[str]:
    """Return what a complete row of a section has: all judged of table 1.

    At a drinking source the national 61 items do not count chemical oxygen demand.
    """
    names = judged_of_table1(section, indicators)
    if section.drinking and source_items == "61":
        names.remove(fig.OXYGEN_DEMAND)
    return names


def judged_names(section: Section, indicators: str) -> list[str]:
    """Return all indicators a section is judged on, in the standard's order."""
    names = judged_of_table1(section, indicators)
    if section.drinking:
        names += [*fig.TABLE2, *fig.TABLE3]
    return names


def decimals(text: str) -> int:
    """Return the number of printed decimals."""
    return len(text.partition(".")[2])


def round_half_even(value: Fraction, places: int) -> Fraction:
    """Round to `places` decimals, an exact half to the even last digit."""
    scaled = value * 10**places
    whole = scaled.numerator // scaled.denominator
    rest = scaled - whole
    if rest > Fraction(1, 2) or (rest == Fraction(1, 2) and whole % 2 == 1):
        whole += 1
    return Fraction(whole, 10**places)


def against(value: Fraction, limit: str, rounded: bool) -> Fraction:
    """Return the value as it is compared with a printed limit."""
    return round_half_even(value, decimals(limit)) if rounded else value


@cache
def figure(text: str) -> Fraction:
    """Return a printed limit's figure."""
    return Fraction(Decimal(text))


def judge(name: str, value: Fraction, section: Section, rounded: bool) -> Judged:
    """Judge one measured value against the classes and the section's target."""
    limits = limits_of(name, section)
    if name == fig.PH:
        low, high = (figure(text) for text in limits)
        compared = round_half_even(value, 1) if rounded else value
        met = low <= compared <= high
        return Judged(name, value, compared, 1 if met else 6, "~".join(limits), not met, None)
    if len(limits) == 1:
        limit = figure(limits[0])
        compared = against(value, limits[0], rounded)
        met = compared <= limit
        multiple = None if met else (compared - limit) / limit
        return Judged(name, value, compared, 1 if met else 6, limits[0], not met, multiple)
    is_minimum = name == fig.OXYGEN
    grade = 6
    for number in (5, 4, 3, 2, 1):
        text = limits[number - 1]
        compared = against(value, text, rounded)
        bound = figure(text)
        if (compared >= bound) if is_minimum else (compared <= bound):
            grade = number
    text = limits[section.target - 1]
    limit = figure(text)
    compared = against(value, text, rounded)
    exceeded = compared < limit if is_minimum else compared > limit
    multiple = (compared - limit) / limit if exceeded and not is_minimum else None
    return Judged(name, value, compared, grade, text, exceeded, multiple)


def after_upstream(
    mine: Judged, upstream: Sequence[Judged], option: str
) -> tuple[bool, Fraction | None]:
    """Say whether an exceeded indicator is taken out, and its multiple if it stays.

    `upstream` holds the same indicator at those upstream sections where it is exceeded too.
    """
    if option == "off" or not upstream:
        return False, mine.multiple
    if option == "drop" or mine.name == fig.PH:
        return True, None
    if option == "not-worse":
        for other in upstream:
            if mine.name == fig.OXYGEN:
                no_worse = mine.compared >= other.compared
            else:
                no_worse = mine.compared <= other.compared
            if no_worse:
                return True, None
        return False, mine.multiple
    if mine.name == fig.OXYGEN:
        return True, None
    excess = max(other.compared - Fraction(Decimal(other.limit)) for other in upstream)
    limit = Fraction(Decimal(mine.limit))
    adjusted = mine.compared - excess
    if adjusted <= limit:
        return True, None
    return False, (adjusted - limit) / limit


def link_counts(below: Section, above: Section, option: str) -> bool:
    """Say whether what comes down from `above` may be taken out at `below`."""
    if option == "all":
        return True
    if below.lake or above.lake:
        return False
    return option == "river" or not set(below.responsible) & set(above.responsible)


def largest_remainder(amount: int, weights: Sequence[Fraction]) -> list[int]:
    """Split an amount in proportion to the weights; ties go to the earlier one."""
    total = sum(weights, Fraction(0))
    parts: list[int] = []
    rests: list[Fraction] = []
    for weight in weights:
        share = amount * weight / total
        whole = share.numerator // share.denominator
        parts.append(whole)
        rests.append(share - whole)
    left = amount - sum(parts)
    order = sorted(range(len(parts)), key=lambda i: (-rests[i], i))
    for i in order[:left]:
        parts[i] += 1
    return parts


def half_up(value: Fraction) -> int:
    """Round a non-negative amount half-up to the whole."""
    doubled = 2 * value + 1
    return doubled.numerator // (2 * doubled.denominator)


def read_ratio(text: str) -> Fraction:
    """Read a share: 0.5, 50 % or 1/3."""
    if text.endswith("%"):
        value = Fraction(Decimal(text[:-1])) / 100
    elif "/" in text:
        above, _, below = text.partition("/")
        value = Fraction(int(above), int(below))
    else:
        value = Fraction(Decimal(text))
    if not 0 <= value <= 1:
        raise ValueError(f"ratio {text!r}")
    return value


def responsibility_shares(
    scenario: Scenario, sections: Sequence[Section]
) -> dict[tuple[str, str], list[Fraction]]:
    """Return the shares that replace equal ones, by month and section, in the section's order."""
    named: dict[tuple[str, str], dict[str, Fraction]] = {}
    for row in scenario.responsibility:
        section = row_of(sections, row["序号"], row["月份"])
        if section is None:
            raise ValueError(f"responsibility: unknown section {row['序号']!r}")
        if len(section.responsible) < 2:
            raise ValueError(f"responsibility: {section.code} has one responsible district")
        name = district(row["区市"])
        if name not in section.responsible:
            raise ValueError(f"responsibility: {name} not responsible for {section.code}")
        given = named.setdefault((row["月份"], section.code), {})
        if name in given:
            raise ValueError(f"responsibility: {name} twice for {section.code}")
        given[name] = read_ratio(row["责任比例"])
    shares: dict[tuple[str, str], list[Fraction]] = {}
    for key, given in named.items():
        section = row_of(sections, key[1], key[0])
        assert section is not None
        total = sum(given.values(), Fraction(0))
        unnamed = [name for name in section.responsible if name not in given]
        if total > 1 + TOLERANCE or (not unnamed and total < 1 - TOLERANCE):
            raise ValueError(f"responsibility: ratios of {key} do not add up")
        rest = max(Fraction(0), 1 - total)
        shares[key] = [
            given[name] if name in given else rest / len(unnamed) for name in section.responsible
        ]
    return shares


def counterparties(section: Section, overlap: str) -> list[str]:
    """Return who pays rewards and receives penalties."""
    if section.kind != "跨界":
        return [fig.CITY]
    names = list(section.destination)
    if overlap == "drop":
        names = [name for name in names if name not in section.responsible]
    return names or [fig.CITY]


def list_districts(sections: Sequence[Section]) -> list[str]:
    """Return every district of the section list, then the city."""
    named = {name for s in sections for name in (*s.responsible, *s.destination)}
    return [name for name in fig.DISTRICTS if name in named] + [fig.CITY]


def month(scenario: Scenario) -> Expected:
    """Work out everything the monthly workbook must show."""
    sections = read_sections(scenario.sections)
    readings = read_readings(scenario, sections)
    ratios = responsibility_shares(scenario, sections)
    rounded = interpretation(scenario, "compare") == "rounded"
    indicators = interpretation(scenario, "indicators")
    upstream_option = interpretation(scenario, "upstream")
    links = interpretation(scenario, "upstream_links")
    overlap = interpretation(scenario, "overlap")
    no_reward = interpretation(scenario, "complete") == "no-reward"
    source_items = interpretation(scenario, "source_items")
    months = sorted({key[0] for key in readings})
    expected = Expected([], [], [], [])
    spans = {cycle_months(when) for when in months}
    used = [s for s in sections if any(s.holds(*span) for span in spans)]

    def judge_section(when: str, section: Section) -> list[Judged]:
        reading = readings.get((when, section.code))
        if reading is None:
            return []
        return [
            judge(name, reading.values[name], section, rounded)
            for name in judged_names(section, indicators)
            if name in reading.values
        ]

    for when in months:
        owed = {name: [0, 0] for name in list_districts(used)}
        for section in sections:
            if not section.holds(when):
                continue
            reading = readings.get((when, section.code))
            judged = judge_section(when, section)
            verdict = ""
            grade: int | None = None
            deciding: list[str] = []
            removed: list[str] = []
            first = ""
            lacking: list[str] = []
            worst: Fraction | None = None
            coefficient = 0
            if not judged:
                verdict = "断流" if reading is not None and reading.dry else "缺测"
            else:
                grade = max(item.grade for item in judged)
                present = [item.name for item in judged]
                needed = needed_names(section, indicators, source_items)
                lacking = [name for name in needed if name not in present]
                rows_above = [row_of(sections, code, when) for code in section.upstream]
                above = [
                    judge_section(when, other)
                    for other in rows_above
                    if other is not None and link_counts(section, other, links)
                ]
                multiples: dict[str, Fraction | None] = {}
                for item in judged:
                    if not item.exceeded:
                        continue
                    same = [o for row in above for o in row if o.name == item.name and o.exceeded]
                    out, multiple = after_upstream(item, same, upstream_option)
                    if out:
                        removed.append(item.name)
                    else:
                        deciding.append(item.name)
                        multiples[item.name] = multiple
                if deciding:
                    verdict = "超标"
                    first = deciding[0]
                    for name in deciding:
                        multiple = multiples[name]
                        if multiple is not None and (worst is None or multiple > worst):
                            worst, first = multiple, name
                    coefficient = -2 if worst is not None and worst > 1 else -1
                elif not removed and grade < section.target:
                    if not lacking or not no_reward:
                        verdict, coefficient = "跃升", 1
                    else:
                        verdict = "达标"
                else:
                    verdict = "达标"
            for name in judged_names(section, indicators):
                if reading is None or name not in reading.aside:
                    continue
                shown = judge(name, reading.aside[name], section, rounded)
                expected.indicators.append(
                    {
                        "月份": when,
                        "序号": section.code,
                        "指标": name,
                        "监测值": shown.value,
                        "限值": shown.limit,
                        "类别": "",
                        "超标": "否",
                        "超标倍数": None,
                        "剔除": "否",
                    }
                )
            for item in judged:
                expected.indicators.append(
                    {
                        "月份": when,
                        "序号": section.code,
                        "指标": item.name,
                        "监测值": item.value,
                        "限值": item.limit,
                        "类别": fig.CLASS_NAMES[item.grade - 1],
                        "超标": "是" if item.exceeded else "否",
                        "超标倍数": item.multiple,
                        "剔除": "是" if item.name in removed else "否",
                    }
                )

            amount = half_up(Fraction(abs(coefficient) * fig.BASE_FEN[section.level], 12))
            equal = [Fraction(1)] * len(section.responsible)
            other_side = counterparties(section, overlap)
            if coefficient < 0:
                payers, payees = list(section.responsible), other_side
                payer_shares = ratios.get((when, section.code), equal)
                kind = "赔付"
            else:
                payers, payees = other_side, list(section.responsible)
                payer_shares = [Fraction(1)] * len(payers)
                kind = "奖励"
            if coefficient:
                for payer, part in zip(
                    payers, largest_remainder(amount, payer_shares), strict=True
                ):
                    pieces = largest_remainder(part, [Fraction(1)] * len(payees))
                    for payee, piece in zip(payees, pieces, strict=True):
                        if piece == 0:
                            continue
                        expected.flows.append(
                            {
                                "月份": when,
                                "序号": section.code,
                                "付款方": payer,
                                "收款方": payee,
                                "类型": "自抵" if payer == payee else kind,
                                "金额": piece,
                            }
                        )
                        if payer != payee:
                            owed[payee][0] += piece
                            owed[payer][1] += piece

            expected.sections.append(
                {
                    "月份": when,
                    "序号": section.code,
                    "河流名称": section.river,
                    "监测断面": section.name,
                    "断面属性": section.kind,
                    "责任区市": "、".join(section.responsible),
                    "去向": "、".join(section.destination) or section.destination_text,
                    "水质目标": fig.CLASS_NAMES[section.target - 1],
                    "控制级别": section.level,
                    "水质类别": None if grade is None else fig.CLASS_NAMES[grade - 1],
                    "判定": verdict,
                    "超标指标": "、".join(deciding),
                    "剔除指标": "、".join(removed),
                    "缺测指标": "、".join(lacking),
                    "首要超标指标": first,
                    "最大超标倍数": worst,
                    "系数": coefficient,
                    "金额": amount,
                }
            )
        for name, (receivable, payable) in owed.items():
            expected.districts.append(
                {
                    "月份": when,
                    "区市": name,
                    "应收": receivable,
                    "应付": payable,
                    "净额": receivable - payable,
                }
            )
    return expected
