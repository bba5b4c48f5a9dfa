"""Why each verdict and amount is what it is: the clauses and the sentence of 说明."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qdcalc.exact import money
from qdcalc.exact.blanks import filled
from qdcalc.exact.dtypes import Bools, Texts
from qdcalc.notice.policy import shown
from qdcalc.water.inputs.values import is_reason
from qdcalc.water.monthly.amounts import annual_base_yuan, by_month
from qdcalc.water.monthly.listed import joined, reading_texts
from qdcalc.water.monthly.verdict import DRY, EXCEED, LEAP, MISSING, PASS
from qdcalc.water.standard import limits
from qdcalc.water.words import Clause, class_names

if TYPE_CHECKING:
    from qdcalc.water.monthly.facts import Month

_NONE: Any = None


def _beyond(month: Month) -> Bools:
    return month.exceedances.per_spot(len(month.grid), month.exceedances.is_beyond)


def clauses(month: Month) -> Texts:
    """Return the clauses that a verdict rests on."""
    beyond, size = _beyond(month), len(month.grid)
    text = np.select(
        [month.verdict == v for v in (LEAP, PASS, DRY, MISSING)] + [beyond],
        [c.value for c in (Clause.LEAP, Clause.PASS, Clause.DRY, Clause.MISSING, Clause.BEYOND)],
        Clause.WITHIN.value,
    ).astype(object)
    has_dropped = month.exceedances.per_spot(size, month.exceedances.is_dropped)
    text = np.where(has_dropped, text + "；" + Clause.UPSTREAM, text)
    incomplete = _is_incomplete_leap(month)
    clauses: Texts = np.where(incomplete, text + "；" + Clause.INCOMPLETE, text)
    return clauses


def _is_incomplete_leap(month: Month) -> Bools:
    """Say where a class good enough for a leap rests on an incomplete row."""
    leap = by_month(month.grid, month.job.policy, "leap_classes")
    good = month.section_class + leap <= month.sections.target[month.grid.section]
    incomplete: Bools = (month.verdict == PASS) & ~month.complete.is_complete & good
    return incomplete


def explanations(month: Month) -> Texts:
    """Say in words how each verdict and amount came about."""
    names = class_names(month.section_class)
    target = class_names(month.sections.target[month.grid.section])
    quality = np.where(month.section_class > 0, "水质" + filled(names) + "类", "")
    text = np.select(
        [month.verdict == DRY, month.verdict == MISSING, month.verdict == LEAP],
        [
            "当月断流，无监测数据，不罚不补",
            "没有监测数据，不予判定",
            quality
            + "，优于目标"
            + target
            + "类，跃升，按基准额度"
            + _times(month)
            + "奖励"
            + _arithmetic(month),
        ],
        quality + "，达到目标" + target + "类，未跃升，不罚不补",
    ).astype(object)
    unproven = quality + "，优于目标" + target + "类，但指标不全，不按跃升奖励，不罚不补"
    text = np.where(_is_incomplete_leap(month), unproven, text)
    text, names = _with_exceedances(month, text), filled(month.complete.names)
    lack = np.where(month.complete.has_unproven, "未监测或检出限过高", "未监测")
    told = text + "。" + names + lack + "，达标、超标只按已测指标判定"
    explained: Texts = np.where(names == "", text, told) + _written_instead(month)
    return explained


def _written_instead(month: Month) -> Texts:
    """Say what was written in place of values that were not measured: 「（原值：站点维护）」."""
    row_at, marks = month.grid.row_at, month.job.tables["readings"].marks
    written: dict[int, list[str]] = {}
    for own in marks.values():
        for row, mark in own.items():
            if is_reason(mark):
                written.setdefault(row, []).append(mark)
    said = np.full(len(row_at), "", dtype=object)
    if written:
        spot = np.flatnonzero(np.isin(row_at, list(written)))
        said[spot] = [
            f"（原值：{'、'.join(dict.fromkeys(written[row]))}）" for row in row_at[spot].tolist()
        ]
    return said


def _times(month: Month) -> Texts:
    """Write the multiple of the base where it is not one."""
    coefficient = np.abs(month.coefficient)
    many = " " + coefficient.astype(str).astype(object) + " 倍"
    return np.where(coefficient > 1, many, "").astype(object)


def _with_exceedances(month: Month, text: Texts) -> Texts:
    found, size = month.exceedances, len(month.grid)
    if not len(found.spot):
        return text
    section = month.grid.section[found.spot]
    texts = limits(month.grid.indicators).texts
    body, target = month.sections.body[section], month.sections.target[section]
    said = reading_texts(
        found,
        month.grid.at(found.spot, found.indicator),
        class_names(target),
        texts[body, target - 1, found.indicator],
        np.append(month.sections.ids, "")[
            np.append(month.grid.section, len(month.sections))[found.upstream_spot]
        ],
        month.grid.indicators,
    )
    remaining = ~found.is_dropped
    deciding = joined(found.spot[remaining], said[remaining], size)
    dropped = joined(found.spot[~remaining], said[~remaining], size)
    policy = month.job.policy
    figure = policy.figure("multiple_limit")
    shown_limits = [shown(figure.at(m)) for m in month.grid.months.tolist()]
    limit = month.grid.each_month(np.array(shown_limits, dtype=object))
    times = _times(month)
    consequence = np.where(
        _beyond(month),
        "，超过 " + limit + " 倍，按基准额度" + times + "缴纳",
        np.where(
            _has_ratio(month), "，" + limit + " 倍以内，按基准额度" + times + "缴纳",
            "，按 " + limit + " 倍以内计，按基准额度" + times + "缴纳",
        ),
    )  # fmt: skip
    exceeding = deciding + consequence + _arithmetic(month) + _determined_texts(month)
    text = np.where(month.verdict == EXCEED, exceeding, text)
    all_dropped = (month.verdict == PASS) & (dropped != "")
    text = np.where(all_dropped, "剔除上游影响后没有超标指标，判为达标，不罚不补", text)
    return np.where(dropped != "", text + "。剔除（上游断面同月也超标）：" + dropped, text)


def _determined_texts(month: Month) -> Texts:
    """Say how responsibility was determined: 「；责任认定：莱西 1、平度 0（文号）」."""
    table, names = month.determinations.table, month.districts.all_names
    texts = np.full(len(month.grid), "", dtype=object)
    if not len(table):
        return texts
    total = table.groupby("key")["weight"].transform("sum")
    shares = [
        f"{name} {Fraction(int(weight), int(whole))}"
        for name, weight, whole in zip(
            names[table["district"]], table["weight"], total, strict=True
        )
    ]
    said = pd.Series(shares, dtype=object).groupby(table["key"].to_numpy()).agg("、".join)
    said = "；责任认定：" + said + said.index.map(month.determinations.documents)
    keys = month.grid.key
    here = np.isin(keys, said.index)
    texts[here] = said.reindex(keys[here]).to_numpy(dtype=object)
    return texts


def _has_ratio(month: Month) -> Bools:
    return month.exceedances.per_spot(len(month.grid), ~np.isnan(month.exceedances.multiple))


def _arithmetic(month: Month) -> Texts:
    """Write the arithmetic of each amount: 「：2,000,000 元 × 1 ÷ 12 = 166,666.67 元」."""
    base = annual_base_yuan(month.grid, month.job.policy)
    months = by_month(month.grid, month.job.policy, "months_per_year")
    facts = np.stack([base, np.abs(month.coefficient), months, month.amount_fen], axis=1)
    distinct, which = np.unique(facts, axis=0, return_inverse=True)
    texts = [f"：{b:,} 元 × {c} ÷ {m} = {money.text(a)} 元" for b, c, m, a in distinct.tolist()]
    return np.array(texts, dtype=object)[which.ravel()]
