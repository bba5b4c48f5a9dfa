"""Why each component of a section's year is what it is: the sentences of 说明 in 年度断面."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qdcalc.exact import money
from qdcalc.exact.blanks import filled
from qdcalc.exact.dtypes import Bools, Floats, Texts
from qdcalc.exact.money import Fen
from qdcalc.exact.months import month_texts
from qdcalc.notice.policy import shown
from qdcalc.water.inputs.cycles import rows_of
from qdcalc.water.interpretations import adds_rounded_months, counts_runs, strikes_section
from qdcalc.water.monthly.amounts import annual_base_yuan, by_month
from qdcalc.water.monthly.indicators import WORST
from qdcalc.water.monthly.listed import joined
from qdcalc.water.monthly.verdict import EXCEED, LEAP, MISSING
from qdcalc.water.standard import LAKE, limits
from qdcalc.water.words import class_names
from qdcalc.water.yearly.annual_class import FAILED, UNKNOWN
from qdcalc.water.yearly.payments import (
    BONUS,
    CHARGE,
    DRY_PAYMENT,
    PENALTY,
    REWARD,
    determined_spots,
)

if TYPE_CHECKING:
    from qdcalc.water.yearly.facts import Year


def explanations(year: Year) -> Texts:
    """Say of each section-year what decided each of its components, in five lines."""
    full = year.paid(REWARD) + year.struck_fen
    rewards, struck = _months(year, LEAP, full), _struck(year)
    extra = "年度奖励：" + _bonus(year) + "；年度追缴：" + _charge(year)
    level = year.month.sections.level[year.cycles.section]
    not_extra = ~year.is_among(level, "extra_levels")
    lines = [
        "年度水质：" + _quality(year),
        "跃升奖励：" + np.where(full == 0, rewards, rewards + "；清零：" + struck),
        "超标赔付："
        + _months(year, EXCEED, year.paid(PENALTY))
        + _determined(year)
        + "；尾差："
        + _tail(year),
        np.where(not_extra, "年度奖励、年度追缴：" + level + "断面，不适用", extra),
        "断流缴纳：" + _dry(year),
        _provisional(year),
    ]
    return np.array(
        ["\n".join(filter(None, told)) for told in zip(*lines, strict=True)], dtype=object
    )


def _choose(conditions: list[Bools], texts: list[Any], otherwise: Any) -> Texts:
    """Return the text of the first condition that holds."""
    chosen: Texts = np.select(conditions, texts, otherwise).astype(object)
    return chosen


def _fen(amounts: Fen) -> Texts:
    """Write amounts: 「1,000.00 元」."""
    distinct, which = np.unique(amounts, return_inverse=True)
    texts = [f"{money.text(a)} 元" for a in distinct.tolist()]
    return np.array(texts, dtype=object)[which]


def _quality(year: Year) -> Texts:
    """Say the annual class, what decides it, and whether the target was met."""
    sections, size = year.month.sections, len(year.cycles)
    section = year.cycles.section
    target = class_names(sections.target[section])
    names = filled(class_names(year.annual_class))
    classes = year.means.classes
    worst = (classes > 0) & (classes == year.annual_class[:, None])
    worse = classes > sections.target[section][:, None]
    deciding = _indicator_names(year, worst & ~worse)
    exceeding = _means(year, worse)
    text = names + "类" + np.where(deciding == "", "", "（由" + deciding + "决定）")
    text = np.where(exceeding == "", text, names + "类，劣于目标的年均值：" + exceeding)
    months = _source_months(year)
    verdict = _choose(
        [(year.state != FAILED) & (exceeding != ""), year.state != FAILED, months != ""],
        [
            "；湖库型饮用水源没有超标的月份，达到年度目标（第六条第一款）",
            "，达到目标" + target + "类",
            "；" + months + _FAILED + "（第六条第一款）",
        ],
        "，未达到目标" + target + "类（第六条第一款）",
    )
    lacking = _months_of(year, MISSING)
    told = text + verdict + np.where(lacking == "", "", "（缺测：" + lacking + "）")
    return np.where(year.state == UNKNOWN, "全年没有监测值，无法评价", told).astype(object)[:size]


def _source_months(year: Year) -> Texts:
    """Name the months that fail a drinking source whatever its class (clause 六¶1)."""
    months = _months_of(year, EXCEED)
    fails = year.month.sections.is_drinking_source[year.cycles.section] & (months != "")
    return np.where(fails, "饮用水源 " + months + " 超标，", "").astype(object)


def _indicator_names(year: Year, chosen: Bools) -> Texts:
    """List the chosen indicators' names; many are cut short."""
    years, number = np.nonzero(chosen)
    rank = pd.Series(years).groupby(years).cumcount().to_numpy()
    names = np.array([i.name for i in year.month.grid.indicators], dtype=object)[number]
    listed = pd.Series(names[rank < _NAMED], dtype=object).groupby(years[rank < _NAMED])
    texts = listed.agg("、".join).reindex(range(len(year.cycles)), fill_value="")
    counts = chosen.sum(axis=1)
    more = np.where(counts > _NAMED, " 等 " + counts.astype(str).astype(object) + " 项", "")
    told: Texts = texts.to_numpy(dtype=object) + more
    return told


def _means(year: Year, chosen: Bools) -> Texts:
    """List the chosen indicators with their means and target limits, the first three in full."""
    means, sections = year.means, year.month.sections
    years, number = np.nonzero(chosen)
    rank = pd.Series(years).groupby(years).cumcount().to_numpy()
    counts = chosen.sum(axis=1)
    years, number = years[rank < _NAMED], number[rank < _NAMED]
    indicators = year.month.grid.indicators
    texts_of_limits = limits(indicators).texts
    said = np.full(len(years), "", dtype=object)
    for index in np.unique(number).tolist():
        here = number == index
        rows = years[here]
        section = year.cycles.section[rows]
        limit = texts_of_limits[sections.body[section], sections.target[section] - 1, index]
        unit = "" if indicators[index].unit == "无量纲" else f" {indicators[index].unit}"
        mean = _mean_texts(means.mean(index, rows), limit)
        count = means.counts[rows, index].astype(str).astype(object)
        said[here] = (
            indicators[index].name + " " + mean + unit + "，目标限值 " + limit
            + "，" + count + " 个月"
        )  # fmt: skip
    texts = joined(years, pd.Series(said, dtype=object), len(year.cycles))
    more = np.where(counts > _NAMED, " 等 " + counts.astype(str).astype(object) + " 项", "")
    together: Texts = texts + more
    return together


_NAMED = 3
_FAILED = "未达到年度目标"


def _mean_texts(means: Floats, limits: Texts) -> Texts:
    """Write means with six digits, with more where they would read as the limit."""
    short = np.char.mod("%.6g", means).astype(object)
    long = np.char.mod("%.15g", means).astype(object)
    told = short
    for part in (0, 2):  # a range has two ends
        ends = np.array([float(str(t).rpartition("~")[part] or "nan") for t in limits])
        misleading = (short.astype(float) == ends) & (means != ends)
        told = np.where(misleading, long, told).astype(object)
    return told


def _months_of(year: Year, verdict: int) -> Texts:
    """Name the months of a verdict: 「2018-10、2019-03」."""
    spot = np.flatnonzero((year.month.verdict == verdict) & year.month.grid.is_listed)
    texts = pd.Series(month_texts(year.month.grid.month[spot]), dtype=object)
    by_year = texts.groupby(year.cycles.of_spot(spot)).agg("、".join)
    return by_year.reindex(range(len(year.cycles)), fill_value="").to_numpy(dtype=object)


def _months(year: Year, verdict: int, amount: Fen) -> Texts:
    """Write the year's sum of a direction: 「5 个月：2,000,000 元 × 5 ÷ 12 = 833,333.33 元」."""
    month, cycles = year.month, year.cycles
    here = month.verdict == verdict
    count = year.count(verdict).astype(str).astype(object)
    coefficient = cycles.total(np.where(here, np.abs(month.coefficient), 0))
    base = annual_base_yuan(month.grid, year.job.policy)
    over = by_month(month.grid, year.job.policy, "months_per_year")
    facts, is_one = [], np.ones(len(cycles), dtype=bool)
    for values in (base, over):
        largest = cycles.total(np.where(here, values, 0))
        months = np.maximum(year.count(verdict), 1)
        facts.append(largest // months)
        is_one &= cycles.total(np.where(here, values * values, 0)) * months == largest**2
    rows = np.stack([facts[0], coefficient, facts[1], amount], axis=1)
    distinct, which = np.unique(rows, axis=0, return_inverse=True)
    fen = money.FEN_PER_YUAN
    exact = [
        f"{b:,} 元 × {c} ÷ {m} {'=' if b * c * fen == a * m else '≈'} {money.text(a)} 元"
        for b, c, m, a in distinct.tolist()
    ]
    told = np.array(exact, dtype=object)[which.ravel()]
    if adds_rounded_months(year.job.interpretations):
        told = "各月已舍入的金额相加，" + _fen(amount)
    else:
        told = np.where(is_one, told, "各月基准不同，精确相加后舍入一次，" + _fen(amount))
    number = np.where(
        coefficient.astype(str) == count, "", "，倍数合计 " + coefficient.astype(str).astype(object)
    )
    return np.where(year.count(verdict) == 0, "无", count + " 个月" + number + "：" + told)


def _determined(year: Year) -> Texts:
    """Name the exceeding months whose responsibility was determined, and the documents."""
    month = year.month
    spot = np.flatnonzero(determined_spots(month))
    if not len(spot):
        return np.full(len(year.cycles), "", dtype=object)
    ordinal = month.grid.month[spot]
    documents = month.determinations.documents
    keys_of = month.grid.key[spot].tolist()
    said = month_texts(ordinal) + np.array([documents[key] for key in keys_of], dtype=object)
    months = joined(year.cycles.of_spot(spot), pd.Series(said, dtype=object), len(year.cycles))
    return np.where(months == "", "", "，其中责任认定（第八条）：" + months).astype(object)


def _struck(year: Year) -> Texts:
    """Say why rewards are struck, or that they are not (clause 七¶2)."""
    struck = year.struck_fen
    failed = _source_months(year) + _FAILED
    causes = np.where(
        year.annual_class == WORST,
        np.where(year.state == FAILED, "年度劣Ⅴ类、" + failed, "年度劣Ⅴ类"),
        failed,
    )
    incidents = _incident_texts(year)
    whole = strikes_section(year.job.interpretations)
    some = whole & (year.paid(REWARD) > 0)  # another row of the list had other districts
    scope = np.where(some, "，它负责的月份清零 ", "，整个断面清零 " if whole else "，其份额清零 ")
    return _choose(
        [year.is_annulled, incidents != ""],
        [
            causes + "，跃升奖励全部清零 " + _fen(struck) + "（第七条第二款）",
            incidents + scope + _fen(struck) + "（第七条第二款）",
        ],
        "无",
    )


def _incident_texts(year: Year) -> Texts:
    """Name the responsible districts with incidents: 「胶州（2019-03-05 较大事件）」."""
    table, cycles = year.incidents.table, year.cycles
    names, none = year.month.districts.all_names, np.full(len(cycles), "", dtype=object)
    if table.empty:
        return none
    said = table.groupby(["cycle", "district"])["said"].agg("、".join)
    rows = rows_of(cycles, year.month.sections, np.arange(len(cycles)))
    members = year.month.sections.responsible.of_rows(rows.items)
    of = pd.DataFrame({"owner": rows.owners()[members.owners()], "place": members.items})
    of = of.drop_duplicates()
    owner, place = of["owner"].to_numpy(), of["place"].to_numpy()
    keys = pd.MultiIndex.from_arrays([cycles.cycle_of(owner), place])
    found = said.reindex(keys).to_numpy(dtype=object)
    hit = ~pd.isna(found)
    texts = names[place[hit]] + "（" + found[hit] + "）"
    return joined(owner[hit], pd.Series(texts, dtype=object), len(cycles))


def _tail(year: Year) -> Texts:
    months = year.cycles.total(year.month.amount_fen)
    said = _fen(year.tail_fen) + "（各月已舍入金额之和 " + _fen(months) + "）"
    return np.where(year.tail_fen == 0, "无", said).astype(object)


def _bonus(year: Year) -> Texts:
    """Say why there is a bonus or none (clause 七¶3)."""
    before, now = (filled(class_names(c)) for c in (year.previous_class, year.annual_class))
    was_poor = year.is_among(before, "bonus_previous_classes")
    is_good = year.is_among(now, "bonus_annual_classes")
    amount = year.paid(BONUS)
    return _choose(
        [
            amount > 0,
            year.state == UNKNOWN,
            year.state == FAILED,
            ~is_good,
            year.previous_class == 0,
            ~was_poor,
        ],
        [
            "上年度" + before + "类，本年度" + now + "类：" + _base_times(year, "bonus_multiple")
            + _fen(amount) + "（第七条第三款）",
            "无法评价年度水质，无",
            _source_months(year) + _FAILED + "，无",
            "本年度" + now + "类，不在奖励的类别之内，无",
            "没有上年度水质类别，无",
            "上年度" + before + "类，不在奖励的类别之内，无",
        ],
        "无",
    )  # fmt: skip


def _charge(year: Year) -> Texts:
    said = _source_months(year) + _FAILED + "：" + _base_times(year, "charge_multiple")
    return _choose(
        [year.state == FAILED, year.state == UNKNOWN],
        [
            said + _fen(year.paid(CHARGE)) + "（第七条第三款）",
            "无法评价年度水质，无",
        ],
        "达到年度目标，无",
    )


def _base_times(year: Year, figure: str) -> Texts:
    """Write 「6,000,000 元 × 0.5 = 」 for each section-year."""
    multiples: list[Any] = year.figure(figure).tolist()
    pairs = pd.MultiIndex.from_arrays([year.base_yuan, [shown(m) for m in multiples]])
    codes, distinct = pd.factorize(pairs)
    return np.array([f"{base:,} 元 × {m} = " for base, m in distinct], dtype=object)[codes]


def _dry(year: Year) -> Texts:
    """Say why there is a dry payment or none (clause 七¶4)."""
    sections, section = year.month.sections, year.cycles.section
    consecutive = counts_runs(year.job.interpretations)
    months = year.dry_months.astype(str).astype(object)
    total = year.dry_total.astype(str).astype(object)
    count = "断流 " + total + " 个月" + (("，最长连续 " + months + " 个月") if consecutive else "")
    limit = year.figure("dry_months_limit")
    enough = year.dry_months >= limit.astype(np.int64)
    lake_source = (sections.body[section] == LAKE) & sections.is_drinking_source[section]
    least = limit.astype(str).astype(object)
    return _choose(
        [
            year.dry_total == 0,
            ~enough,
            lake_source,
            sections.is_dry_exempt[section],
            year.is_dry_exempt,
        ],
        [
            "没有断流",
            count + "，不到 " + least + " 个月，无",
            count + "，湖库型饮用水源除外，无（第七条第四款）",
            count + "，断流豁免的断面，无",
            count + "，特殊干旱年份，无（第七条第四款）",
        ],
        count + "：" + _base_times(year, "dry_multiple") + _fen(year.paid(DRY_PAYMENT))
        + "（第七条第四款）",
    )  # fmt: skip


def _provisional(year: Year) -> Texts:
    texts = []
    for cycle in range(len(year.cycles.starts)):
        missing = year.cycles.missing(cycle)
        said = (
            f"\n暂算：缺 {'、'.join(missing)}，年度水质、清零和年度项目按已有月份"
            if missing
            else ""
        )
        texts.append(said)
    return np.array(texts, dtype=object)[year.cycles.cycle]
