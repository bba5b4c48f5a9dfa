"""Slow, exact reference for the annual settlement of sections, and for its quarters.

Built on the monthly reference, in the same manner: plain loops over `Fraction`, no code shared
with the program it checks. Inputs the specification calls errors raise `ValueError`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from . import figures as fig
from .water_month import (
    Expected,
    Judged,
    Reading,
    Row,
    Section,
    counterparties,
    half_up,
    interpretation,
    judge,
    judged_names,
    largest_remainder,
    limits_of,
    list_districts,
    month,
    read_readings,
    read_sections,
    responsibility_shares,
    row_of,
)
from .year_inputs import (
    YearScenario,
    exempt_from_dry,
    months_of,
    previous_classes,
    quarter_of,
    registry_rows,
    start_of,
    struck_districts,
    within,
)

Pairs = dict[tuple[str, str], int]
DRY_MONTHS = 8
WORST_BUT_MET = 3
LEAP, OVER, SELF = "跃升奖励", "超标赔付", "自抵"
BONUS, CHARGE, DRY = "年度奖励", "年度追缴", "断流缴纳"
COMPONENTS = (LEAP, "清零", OVER, "尾差", BONUS, CHARGE, DRY)
OWED = ("应收", "应付", "净额")


@dataclass
class ExpectedYear:
    """What the output sheets must say; money in fen."""

    months: Expected
    sections: list[Row]
    flows: list[Row]
    districts: list[Row]
    quarters: list[Row]
    present: list[str]


def annual_means(
    section: Section,
    sections: Sequence[Section],
    readings: dict[tuple[str, str], Reading],
    indicators: str,
    rounded: bool,
) -> list[Judged]:
    """Judge the mean over the months in which each indicator was measured and judged.

    `section` is the year's row, its last one; each month's own row says what is judged in it.
    """
    found = []
    for name in (*fig.TABLE1, *fig.TABLE2, *fig.TABLE3):
        total, count = Fraction(0), 0
        for (when, code), reading in readings.items():
            if code != section.code or name not in reading.values:
                continue
            own = row_of(sections, code, when)
            assert own is not None
            if name in judged_names(own, indicators):
                total += reading.values[name]
                count += 1
        if count and limits_of(name, section):
            found.append(judge(name, total / count, section, rounded))
    return found


def last_rows(sections: Sequence[Section], start: int) -> list[Section]:
    """Return each section's last row that holds in the cycle; none of those that have none."""
    found: dict[str, Section] = {}
    for section in sections:
        if not section.holds(f"{start}-10", f"{start + 1}-09"):
            continue
        if section.code not in found or section.since > found[section.code].since:
            found[section.code] = section
    return list(found.values())


def in_time(sections: Sequence[Section], code: str, start: int) -> list[Section]:
    """Return a section's rows that hold in the cycle, in order of time."""
    mine = [s for s in sections if s.code == code and s.holds(f"{start}-10", f"{start + 1}-09")]
    return sorted(mine, key=lambda s: s.since)


def calculated_before(scenario: YearScenario) -> dict[str, int]:
    """Return the classes of the cycle before, where each of its months has a row."""
    start = start_of(scenario) - 1
    earlier = within(replace(scenario, cycle=f"{start}-{start + 1}"))
    if {row["月份"] for row in earlier.readings} != set(months_of(start)):
        return {}
    sections = read_sections(earlier.sections)
    readings = read_readings(earlier, sections)
    rounded = interpretation(earlier, "compare") == "rounded"
    found = {}
    for section in last_rows(sections, start):
        means = annual_means(
            section, sections, readings, interpretation(earlier, "indicators"), rounded
        )
        if means:
            found[section.code] = max(item.grade for item in means)
    return found


def longest_run(dry: set[str], calendar: Sequence[str]) -> int:
    """Return the longest run of dry months; a month not known to be dry breaks it."""
    longest = run = 0
    for when in calendar:
        run = run + 1 if when in dry else 0
        longest = max(longest, run)
    return longest


@dataclass
class Part:
    """One month of a direction: |coefficient| × base, payers with their shares, payees."""

    size: int
    payers: Sequence[str]
    shares: Sequence[Fraction]
    payees: Sequence[str]


def spread(
    total: int, payers: Sequence[str], payees: Sequence[str], months: Sequence[Part]
) -> Pairs:
    """Split a total of several months among all that pay or receive in any of them."""
    pairs: Pairs = {}
    if total == 0:
        return pairs
    payer_weights: list[Fraction] = []
    pair_weights: list[list[Fraction]] = []
    for payer in payers:
        weight = Fraction(0)
        row = [Fraction(0)] * len(payees)
        for part in months:
            if payer not in part.payers:
                continue
            share = part.shares[part.payers.index(payer)] / sum(part.shares, Fraction(0))
            weight += part.size * share
            for j, payee in enumerate(payees):
                if payee in part.payees:
                    row[j] += part.size * share * Fraction(1, len(part.payees))
        payer_weights.append(weight)
        pair_weights.append(row)
    parts = largest_remainder(total, payer_weights)
    for i, payer in enumerate(payers):
        if parts[i] == 0:
            continue
        pieces = largest_remainder(parts[i], pair_weights[i])
        for j, payee in enumerate(payees):
            pairs[payer, payee] = pieces[j]
    return pairs


def summed(flows: Sequence[Row], code: str, months: set[str]) -> Pairs:
    """Add up the flows of some months at a section."""
    pairs: Pairs = {}
    for flow in flows:
        if flow["序号"] == code and flow["月份"] in months:
            key = (flow["付款方"], flow["收款方"])
            pairs[key] = pairs.get(key, 0) + flow["金额"]
    return pairs


def settle_section(
    code: str,
    rows: Sequence[Section],
    expected: Expected,
    ratios: dict[tuple[str, str], list[Fraction]],
    overlap: str,
    exact: bool,
    struck: frozenset[str] = frozenset(),
) -> tuple[Pairs, Pairs]:
    """Return the rewards and the penalties of a section's year, before anything is struck.

    `rows` are its rows of the cycle in order of time; `struck` months' rewards are left out.
    """
    lines = [row for row in expected.sections if row["序号"] == code]
    names: list[list[str]] = [[], []]
    for section in rows:
        for side, of in ((0, section.responsible), (1, counterparties(section, overlap))):
            names[side] += [name for name in of if name not in names[side]]
    sides: list[Pairs] = []
    for sign in (1, -1):
        mine = [row for row in lines if row["系数"] * sign > 0]
        if sign > 0:
            mine = [row for row in mine if row["月份"] not in struck]
        if not exact:
            months = {row["月份"] for row in mine}
            sides.append(summed(expected.flows, code, months))
            continue
        parts: list[Part] = []
        for row in mine:
            its = row_of(rows, code, row["月份"])
            assert its is not None
            other, own = counterparties(its, overlap), list(its.responsible)
            payers, payees = (other, own) if sign > 0 else (own, other)
            shares = [Fraction(1)] * len(payers)
            if sign < 0:
                shares = ratios.get((row["月份"], code), shares)
            size = abs(row["系数"]) * fig.BASE_FEN[its.level]
            parts.append(Part(size, payers, shares, payees))
        total = half_up(Fraction(sum(part.size for part in parts), 12))
        all_payers, all_payees = (names[1], names[0]) if sign > 0 else (names[0], names[1])
        sides.append(spread(total, all_payers, all_payees, parts))
    return sides[0], sides[1]


def shared_equally(amount: int, names: Sequence[str]) -> list[int]:
    """Split an amount equally, to the fen."""
    return largest_remainder(amount, [Fraction(1)] * len(names))


def quarterly(expected: Expected, sections: Sequence[Section], start: int) -> list[Row]:
    """Return the four quarters' rows, from the months alone."""
    rows: list[Row] = []
    used = [s for s in sections if s.holds(f"{start}-10", f"{start + 1}-09")]
    so_far = {name: [0, 0] for name in list_districts(used)}
    calendar = months_of(start)
    for first in range(0, 12, 3):
        months = calendar[first : first + 3]
        for name in so_far:
            owed = [0, 0]
            for line in expected.districts:
                if line["区市"] == name and line["月份"] in months:
                    owed[0] += line["应收"]
                    owed[1] += line["应付"]
            so_far[name][0] += owed[0]
            so_far[name][1] += owed[1]
            rows.append(
                {
                    "季度": quarter_of(months[0]),
                    "区市": name,
                    "应收": owed[0],
                    "应付": owed[1],
                    "净额": owed[0] - owed[1],
                    "累计应收": so_far[name][0],
                    "累计应付": so_far[name][1],
                    "累计净额": so_far[name][0] - so_far[name][1],
                }
            )
    return rows


def year(scenario: YearScenario) -> ExpectedYear:
    """Work out everything the annual workbook must show."""
    base = within(scenario)
    start = start_of(scenario)
    calendar = months_of(start)
    sections = read_sections(base.sections)
    readings = read_readings(base, sections)
    ratios = responsibility_shares(base, sections)
    expected = month(base)
    rounded = interpretation(base, "compare") == "rounded"
    indicators = interpretation(base, "indicators")
    overlap = interpretation(base, "overlap")
    exact = interpretation(base, "rounding") == "exact"
    whole_section = interpretation(base, "incident") == "section"
    consecutive = interpretation(base, "dry") == "consecutive"
    struck = struck_districts(scenario)
    before = calculated_before(scenario) | previous_classes(scenario)
    registry = registry_rows(scenario)
    used = [s for s in sections if s.holds(calendar[0], calendar[-1])]
    owed = {name: [0, 0] for name in list_districts(used)}
    section_rows: list[Row] = []
    flow_rows: list[Row] = []

    for section in last_rows(sections, start):
        rows = in_time(sections, section.code, start)
        lines = [row for row in expected.sections if row["序号"] == section.code]
        means = annual_means(section, sections, readings, indicators, rounded)
        grade = max((item.grade for item in means), default=None)
        over = [row["月份"] for row in lines if row["判定"] == "超标"]
        leaps = [row["月份"] for row in lines if row["判定"] == "跃升"]
        dry = {row["月份"] for row in lines if row["判定"] == "断流"}
        failed = False
        if grade is not None:
            if not (section.drinking and section.lake):
                failed = any(item.exceeded for item in means)
            if section.drinking and over:
                failed = True

        rewards, penalties = settle_section(section.code, rows, expected, ratios, overlap, exact)
        all_rewards, penalty = sum(rewards.values()), sum(penalties.values())
        lost = failed or grade == 6
        if whole_section:
            lost_months = frozenset(
                when
                for when in leaps
                for its in rows
                if its.holds(when) and any(name in struck for name in its.responsible)
            )
            rewards, _ = settle_section(
                section.code, rows, expected, ratios, overlap, exact, lost_months
            )
        for key in rewards:
            if lost or (not whole_section and key[1] in struck):
                rewards[key] = 0
        paid = sum(rewards.values())
        of_months = sum(row["金额"] for row in lines)
        tail = all_rewards + penalty - of_months if exact else 0

        one_base = fig.BASE_FEN[section.level]
        national = section.level in ("国控", "省控")
        bonus = charge = drought_charge = 0
        if national and failed:
            charge = one_base
        elif national and grade is not None and grade <= WORST_BUT_MET:
            bonus = one_base if before.get(section.code, 0) > WORST_BUT_MET else 0
        dry_months = longest_run(dry, calendar) if consecutive else len(dry)
        exempt = scenario.drought or exempt_from_dry(section, registry[section.code, section.since])
        if dry_months >= DRY_MONTHS and not exempt:
            drought_charge = one_base // 2

        flows: dict[tuple[str, str, str], int] = {}
        for kind, pairs in ((LEAP, rewards), (OVER, penalties)):
            for (payer, payee), piece in pairs.items():
                key3 = (payer, payee, SELF if payer == payee else kind)
                flows[key3] = flows.get(key3, 0) + piece
        own = section.responsible
        for name, piece in zip(own, shared_equally(bonus, own), strict=True):
            flows[fig.CITY, name, BONUS] = piece
        for kind, amount in ((CHARGE, charge), (DRY, drought_charge)):
            for name, piece in zip(own, shared_equally(amount, own), strict=True):
                flows[name, fig.CITY, kind] = piece
        for (payer, payee, kind), piece in flows.items():
            if piece == 0:
                continue
            flow_rows.append(
                {
                    "序号": section.code,
                    "付款方": payer,
                    "收款方": payee,
                    "类型": kind,
                    "金额": piece,
                }
            )
            if payer != payee:
                owed[payee][0] += piece
                owed[payer][1] += piece
        section_rows.append(
            {
                "序号": section.code,
                "河流名称": section.river,
                "监测断面": section.name,
                "年度水质类别": None if grade is None else fig.CLASS_NAMES[grade - 1],
                "年度达标": "无法评价" if grade is None else ("否" if failed else "是"),
                "断流月数": len(dry),
                "跃升月数": len(leaps),
                "超标月数": len(over),
                LEAP: paid,
                "清零": all_rewards - paid,
                OVER: penalty,
                "尾差": tail,
                BONUS: bonus,
                CHARGE: charge,
                DRY: drought_charge,
            }
        )

    district_rows: list[Row] = []
    for name, (receivable, payable) in owed.items():
        net = receivable - payable
        city = name == fig.CITY
        district_rows.append(
            {
                "区市": name,
                "应收": receivable,
                "应付": payable,
                "净额": net,
                "上解": 0 if city else max(0, -net),
                "下达": 0 if city else max(0, net),
            }
        )
    return ExpectedYear(
        months=expected,
        sections=section_rows,
        flows=flow_rows,
        districts=district_rows,
        quarters=quarterly(expected, sections, start),
        present=sorted({key[0] for key in readings}),
    )
