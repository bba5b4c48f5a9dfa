"""The month's output tables as frames: codes become words, section-months become rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qdcalc.exact.decimals import round_half_even
from qdcalc.exact.dtypes import Bools, Floats, Ints, Texts
from qdcalc.exact.months import month_texts
from qdcalc.water.frames import frame_of
from qdcalc.water.inputs.cycles import districts_used, rows_used
from qdcalc.water.inputs.periods import OPEN
from qdcalc.water.inputs.registry import SHARED
from qdcalc.water.interpretations import is_rounded
from qdcalc.water.monthly import unproven
from qdcalc.water.monthly.listed import name_lists, split_texts
from qdcalc.water.monthly.sentences import clauses, explanations
from qdcalc.water.monthly.transfers import PENALTY, REWARD, SELF
from qdcalc.water.monthly.verdict import EXCEED
from qdcalc.water.standard import limits
from qdcalc.water.words import (
    TARGETS,
    Answer,
    Clause,
    Transfer,
    Verdict,
    WaterBody,
    by_code,
    class_names,
)

if TYPE_CHECKING:
    from qdcalc.water.monthly.facts import Month

_JUST = 1e-12  # by which share of it a bound is missed that a value may not reach


def section_months(month: Month) -> pd.DataFrame:
    """Return the table 断面核算."""
    grid, found = month.grid, month.exceedances
    section, size = grid.section, len(grid)
    texts = grid.sections.texts
    remaining = ~found.is_dropped
    leading, multiple = _leading(month)
    columns: dict[str, Any] = {
        "month": month_texts(grid.month),
        "section_id": grid.sections.ids[section],
    }
    for name in ("river", "section", "section_type", "responsible", "destination"):
        columns[name] = texts[name].to_numpy(dtype=object)[section]
    columns |= {
        "target_class": class_names(grid.sections.target[section]),
        "control_level": grid.sections.level[section],
        "water_class": class_names(month.section_class),
        "verdict": by_code(Verdict)[month.verdict],
        "exceeded": name_lists(
            grid.indicators, found.spot[remaining], found.indicator[remaining], size
        ),
        "dropped": name_lists(
            grid.indicators, found.spot[~remaining], found.indicator[~remaining], size
        ),
        "leading": leading,
        "multiple": multiple,
        "coefficient": month.coefficient,
        "kind": _kinds(month),
        "amount_fen": month.amount_fen,
        "not_measured": month.complete.names,
        "clause": clauses(month),
        "explanation": explanations(month),
        "class_rank": month.section_class.astype(np.int64),
        "missing_count": month.complete.missing.sum(axis=1),
    }
    frame = frame_of(columns)
    return frame if grid.is_listed.all() else frame[grid.is_listed].reset_index(drop=True)


def _kinds(month: Month) -> Texts:
    """Say of each section-month with an amount whether it is a reward or a penalty."""
    kinds = np.full(len(month.grid), None, dtype=object)
    kinds[month.amount_fen > 0] = Transfer.REWARD.value
    kinds[(month.amount_fen > 0) & (month.verdict == EXCEED)] = Transfer.PENALTY.value
    return kinds


def _leading(month: Month) -> tuple[Texts, Floats]:
    """Return the leading indicator of each section-month and its multiple.

    The largest multiple; ties, and dissolved oxygen and pH (which have none), in GB order.
    """
    found, size = month.exceedances, len(month.grid)
    remaining = np.flatnonzero(~found.is_dropped)
    multiple = np.nan_to_num(found.multiple[remaining], nan=-1.0)
    order = np.lexsort((found.indicator[remaining], -multiple, found.spot[remaining]))
    chosen = remaining[order]
    first = chosen[~pd.Series(found.spot[chosen]).duplicated().to_numpy()]
    names = np.full(size, None, dtype=object)
    multiples = np.full(size, np.nan)
    labels = np.array([i.name for i in month.grid.indicators], dtype=object)
    names[found.spot[first]] = labels[found.indicator[first]]
    multiples[found.spot[first]] = found.multiple[first]
    return names, multiples


def flows(month: Month) -> pd.DataFrame:
    """Return the table 资金流向."""
    grid, moved = month.grid, month.flows
    names = month.districts.all_names
    section = grid.section[moved.owner]
    return frame_of(
        {
            "month": month_texts(grid.month[moved.owner]),
            "section_id": grid.sections.ids[section],
            "name": month.sections.names[section],
            "payer": names[moved.payer],
            "payee": names[moved.payee],
            "kind": by_code(Transfer)[moved.kind],
            "amount_fen": moved.amount_fen,
            "clause": _flow_clauses(month),
            "arithmetic": _split_texts(month),
        }
    )


def _flow_clauses(month: Month) -> Texts:
    """Return the clauses of each transfer; a determination is named with its document."""
    grid, moved = month.grid, month.flows
    clause = clauses(month)[moved.owner]
    shared = grid.sections.kind[grid.section[moved.owner]] == SHARED
    keys = grid.key[moved.owner]
    document = pd.Series(keys).map(month.determinations.documents).astype(object)
    determined = document.notna().to_numpy() & (month.verdict[moved.owner] == EXCEED)
    named = Clause.DETERMINED + document.fillna("").to_numpy(dtype=object)
    by_law = np.where(determined, named, Clause.SHARED)
    is_named = shared | determined
    named_clauses: Texts = np.where(is_named, clause + "；" + by_law, clause).astype(object)
    return named_clauses


def _split_texts(month: Month) -> Texts:
    moved = month.flows
    return split_texts(
        month.amount_fen[moved.owner],
        moved.payer_weight,
        moved.payer_total,
        moved.payees,
        moved.amount_fen,
    )


def relations(month: Month) -> pd.DataFrame:
    """Return the table 收付关系: what each pays to each in a month, without 自抵."""
    moved, names = month.flows, month.districts.all_names
    others = np.flatnonzero(moved.kind != SELF)
    when = month.grid.month[moved.owner[others]]
    keys = np.stack([when, moved.payer[others], moved.payee[others]], axis=1)
    pairs, which = np.unique(keys, axis=0, return_inverse=True)
    paid = np.zeros((len(pairs), 2), dtype=np.int64)
    np.add.at(paid, (which.ravel(), moved.kind[others]), moved.amount_fen[others])
    return frame_of(
        {
            "month": month_texts(pairs[:, 0]),
            "payer": names[pairs[:, 1]],
            "payee": names[pairs[:, 2]],
            "penalty_fen": paid[:, PENALTY],
            "reward_fen": paid[:, REWARD],
            "total_fen": paid.sum(axis=1),
        }
    )


def districts(month: Month) -> pd.DataFrame:
    """Return the table 区市汇总: every district of the section list, and the city."""
    shown_places = np.r_[districts_used(month.grid, month.job.policy), month.districts.city]
    received, paid = (side[:, shown_places] for side in month.accounts)
    return frame_of(
        {
            "month": np.repeat(month_texts(month.grid.months), len(shown_places)),
            "district": np.tile(month.districts.all_names[shown_places], len(month.grid.months)),
            "receivable_fen": received.ravel(),
            "payable_fen": paid.ravel(),
            "net_fen": (received - paid).ravel(),
        }
    )


def indicators(month: Month) -> pd.DataFrame:
    """Return the table 指标明细: every judged and measured indicator."""
    grid, found = month.grid, month.exceedances
    number, spot = np.nonzero(month.assessment.classes.T)
    value = grid.at(spot, number)
    aside = unproven.judged_ones(grid, month.assessment)
    number, spot = np.r_[number, aside.indicator], np.r_[spot, aside.spot]
    order = np.lexsort((number, spot))
    spot, number, value = spot[order], number[order], np.r_[value, aside.value][order]
    section = grid.section[spot]
    # exceedances stand in the same order: section-month, then indicator
    here = np.flatnonzero(month.assessment.exceeds(spot, number))
    classes = month.assessment.classes[spot, number]
    multiple, dropped = np.full(len(spot), np.nan), np.zeros(len(spot), bool)
    judged = np.where(classes > 0, value, np.nan)
    multiple[here], judged[here] = found.measured_multiple, found.judged
    dropped[here] = found.is_dropped
    exceeded = np.zeros(len(spot), dtype=bool)
    exceeded[here] = True
    judged_multiple = np.full(len(spot), np.nan)
    judged_multiple[here] = found.multiple
    yes_no = by_code(Answer)
    target = grid.sections.target[section] - 1
    standard, body = limits(grid.indicators), grid.sections.body[section]
    limit, compared = standard.cells[body, target, number], value
    if is_rounded(month.job.interpretations):
        compared = round_half_even(value, standard.places[body, target, number])
    names = np.array([i.name for i in grid.indicators], dtype=object)
    units = np.array([i.unit for i in grid.indicators], dtype=object)
    frame = frame_of(
        {
            "month": month_texts(grid.month[spot]),
            "section_id": grid.sections.ids[section],
            "indicator": names[number],
            "value": value,
            "original": _originals(month, spot, number),
            "water_class": class_names(classes),
            "limit": np.zeros(len(spot)),
            "is_exceeded": yes_no[exceeded.astype(int)],
            "multiple": multiple,
            "is_dropped": yes_no[dropped.astype(int)],
            "judged_value": judged,
            "unit": units[number],
            "compared_value": compared,
            "judged_multiple": judged_multiple,
        }
    )
    return frame.assign(limit=pd.Series(limit, dtype=object))


def limits_used(month: Month) -> pd.DataFrame:
    """Return the table 标准限值: the limits of the indicators and water bodies that are judged."""
    grid = month.grid
    standard, rounded = limits(grid.indicators), is_rounded(month.job.interpretations)
    judged = np.zeros((2, len(grid.indicators)), dtype=bool)
    spot, number = np.nonzero(month.assessment.classes)
    aside = unproven.judged_ones(grid, month.assessment)
    spot, number = np.r_[spot, aside.spot], np.r_[number, aside.indicator]
    judged[grid.sections.body[grid.section[spot]], number] = True
    number, body = np.nonzero(judged.T)
    of = [grid.indicators[n] for n in number.tolist()]
    lower = np.array([np.nan if i.lower is None else float(i.lower) for i in of], dtype=float)
    columns: dict[str, Any] = {
        "indicator": np.array([i.name for i in of], dtype=object),
        "water_body": by_code(WaterBody)[body],
        "unit": np.array([i.unit for i in of], dtype=object),
        "lower": lower,
    }
    upper, places = standard.values[body, :, number], standard.places[body, :, number]
    is_least = np.array([i.rule == "ge" for i in of], dtype=bool)
    of_class = list(enumerate(TARGETS))
    columns |= {f"limit_{n + 1}": upper[:, n] for n, _ in of_class}
    columns |= {f"places_{n + 1}": places[:, n].astype(np.float64) for n, _ in of_class}
    least = np.ones(len(of), dtype=bool)
    columns["lower_bound"] = _bounds(lower, places[:, 0], least) if rounded else lower
    columns |= {
        f"bound_{n + 1}": _bounds(upper[:, n], places[:, n], is_least) if rounded else upper[:, n]
        for n, _ in of_class
    }
    return frame_of(columns)


def _bounds(limit: Floats, places: Ints, is_least: Bools) -> Floats:
    """Return the last values that meet limits when they are rounded half to even.

    Half a unit beyond the limit; just within it where the limit's last digit is odd.
    """
    sign, unit = np.where(is_least, -1.0, 1.0), 10.0 ** -places.astype(np.float64)
    half = np.array(
        [round(v, n + 1) for v, n in zip(limit + sign * unit / 2, places.tolist(), strict=True)]
    )
    odd = np.round(np.nan_to_num(limit) / unit) % 2
    return np.asarray(half * (1 - sign * _JUST * odd), dtype=np.float64)


def _originals(month: Month, spot: Ints, number: Ints) -> Texts:
    """Return the text of each mark, None where the cell held a number."""
    originals = np.full(len(spot), None, dtype=object)
    rows = month.grid.row_at[spot]
    for index, indicator in enumerate(month.grid.indicators):
        marks = month.job.tables["readings"].marks.get(indicator.key)
        if marks:
            here = np.flatnonzero(number == index)
            originals[here] = pd.Series(rows[here]).map(marks).to_numpy(dtype=object)
    originals[pd.isna(originals)] = None
    return originals


def sections_used(month: Month) -> pd.DataFrame:
    """Return the table 采用断面: the section list with its defaults filled in."""
    sections = month.sections
    yes_no = by_code(Answer)
    links = pd.DataFrame(
        {"row": sections.upstream.owners(), "id": sections.ids[sections.upstream.items]}
    ).drop_duplicates()
    joined_ids = links["id"].astype(object).groupby(links["row"]).agg("、".join)
    own = "本次输入的断面清单" if sections.is_own_list else "通知附件"
    columns: dict[str, Any] = {"section_id": sections.ids}
    for name in ("river", "section", "section_type", "responsible", "destination"):
        columns[name] = sections.texts[name].to_numpy(dtype=object)
    columns |= {
        "target_class": class_names(sections.target),
        "control_level": sections.level,
        "water_body": by_code(WaterBody)[sections.body],
        "is_drinking_source": yes_no[sections.is_drinking_source.astype(int)],
        "is_dry_exempt": yes_no[sections.is_dry_exempt.astype(int)],
        "upstream": joined_ids.reindex(range(len(sections))).to_numpy(dtype=object),
        "previous_class": class_names(sections.previous_class),
        "source": np.full(len(sections), own, dtype=object),
        "since": _month_or_none(sections.since),
        "until": _month_or_none(sections.until),
    }
    used = rows_used(month.grid, month.job.policy)
    frame = frame_of(columns)
    return frame if len(used) == len(sections) else frame.iloc[used].reset_index(drop=True)


def _month_or_none(months: Ints) -> Texts:
    """Write months as 2018-10; None for an open end."""
    texts = month_texts(months)
    texts[np.abs(months) >= OPEN] = None
    return texts
