"""The settlement's output tables as frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.decimals import shifted_text
from qdcalc.water.interpretations import adds_rounded_months
from qdcalc.water.monthly.listed import split_texts
from qdcalc.water.monthly.verdict import EXCEED, LEAP, MISSING
from qdcalc.water.naming import frame_of, section_names
from qdcalc.water.standard import limits
from qdcalc.water.words import (
    AnnualClause,
    AnnualTransfer,
    Answer,
    Clause,
    YearState,
    by_code,
    class_names,
)
from qdcalc.water.yearly import full_analyses
from qdcalc.water.yearly.annual_class import FAILED, MET, UNKNOWN
from qdcalc.water.yearly.outputs import SECTION_YEARS
from qdcalc.water.yearly.sentences import explanations
from qdcalc.water.yearly.settlement import KINDS, PENALTY, REWARD, determined_spots

if TYPE_CHECKING:
    from qdcalc.water.yearly.facts import Year

Texts = npt.NDArray[np.object_]
Ints = npt.NDArray[np.int64]
_YES_NO = by_code(Answer)
_STATES = np.empty(3, dtype=object)
_STATES[[MET, FAILED, UNKNOWN]] = by_code(YearState)
_KINDS = by_code(AnnualTransfer)


def section_years(year: Year) -> pd.DataFrame:
    """Return the table 年度断面."""
    cycles, sections = year.cycles, year.month.sections
    section = cycles.section
    columns: dict[str, Any] = {"section_id": sections.ids[section]}
    for name in ("river", "section", "responsible"):
        columns[name] = sections.texts[name].to_numpy(dtype=object)[section]
    paid = {f"{key}_fen": year.paid(kind) for kind, key in enumerate(KINDS)}
    is_source = sections.is_drinking_source[section]
    columns |= {
        "target_class": class_names(sections.target[section]),
        "control_level": sections.level[section],
        "annual_class": class_names(year.annual_class),
        "state": _STATES[year.state],
        "previous_class": class_names(year.previous_class),
        "dry_months": year.dry_total,
        "leap_months": year.count(LEAP),
        "exceed_months": year.count(EXCEED),
        "missing_months": year.count(MISSING),
        "full_analysis": full_analyses.texts(year.has_full_analysis, is_source),
        "struck_fen": year.struck_fen,
        "tail_fen": year.tail_fen,
        **paid,
        "explanation": explanations(year),
        "is_provisional": _YES_NO[_provisional(year)[cycles.cycle]],
        "cycle": _cycle_texts(year)[cycles.cycle],
    }
    frame = frame_of({column.name: columns[column.name] for column in SECTION_YEARS.columns})
    return frame if cycles.is_listed.all() else frame[cycles.is_listed].reset_index(drop=True)


def _cycle_texts(year: Year) -> Texts:
    return np.array(year.cycles.texts, dtype=object)


def _provisional(year: Year) -> Ints:
    """Return 1 for each cycle that has a month without rows."""
    cycles = range(len(year.cycles.starts))
    return np.array([int(bool(year.cycles.missing(c))) for c in cycles], dtype=np.int64)


def year_flows(year: Year) -> pd.DataFrame:
    """Return the table 年度流向; a section's 自抵 of both directions is one row."""
    flows = year.flows
    paid = np.flatnonzero(flows.amount_fen)
    section = year.cycles.section[flows.owner[paid]]
    kinds = _KINDS[flows.kind[paid]]
    own = flows.is_self[paid]
    names = year.month.districts.all_names
    frame = frame_of(
        {
            "section_id": year.month.sections.ids[section],
            "name": section_names(year.month.sections)[section],
            "payer": names[flows.payer[paid]],
            "payee": names[flows.payee[paid]],
            "kind": np.where(own, AnnualTransfer.SELF.value, kinds).astype(object),
            "amount_fen": flows.amount_fen[paid],
            "clause": _clauses(year, paid),
            "arithmetic": _arithmetic(year, paid, np.where(own, kinds + "自抵：", "")),
            "cycle": _cycle_texts(year)[year.cycles.cycle_of(flows.owner[paid])],
        }
    )
    keys = ["cycle", "section_id", "payer", "payee", "kind"]
    if not frame.duplicated(keys).any():
        return frame
    twice = frame.duplicated(keys, keep=False)
    rows = frame[twice].groupby(keys, sort=False)
    frame.loc[twice, "amount_fen"] = rows["amount_fen"].transform("sum")
    for name in ("arithmetic", "clause"):
        frame.loc[twice, name] = rows[name].transform("；".join)
    return frame.drop_duplicates(keys, ignore_index=True)


def _clauses(year: Year, paid: Ints) -> Texts:
    """Return the clause of each transfer; penalties of determined months name that too."""
    kinds = year.flows.kind[paid]
    clause = by_code(AnnualClause)[kinds]
    determined = year.cycles.total(determined_spots(year.month).astype(np.int64)) > 0
    named = (kinds == PENALTY) & determined[year.flows.owner[paid]]
    clauses: Texts = np.where(named, clause + "；" + Clause.DETERMINED, clause)
    return clauses


def _arithmetic(year: Year, paid: Ints, before: Texts) -> Texts:
    """Write how each transfer comes of its section's year."""
    flows = year.flows
    size, texts = len(year.cycles), np.full(len(paid), "", dtype=object)
    for kind in range(len(KINDS)):
        full = np.zeros(size, dtype=np.int64)
        chosen = flows.kind == kind
        np.add.at(full, flows.owner[chosen], flows.full_fen[chosen])
        here = flows.kind[paid] == kind
        which = paid[here]
        if not len(which):
            continue
        if kind <= PENALTY and adds_rounded_months(year.job.interpretations):
            texts[here] = "各月这一笔的金额相加"
            continue
        equal = flows.payees[which] > 0
        told = np.full(len(which), "清单中途有变，按各月这一笔的精确数之比分摊", dtype=object)
        told[equal] = split_texts(
            full[flows.owner[which[equal]]],
            flows.payer_weight[which[equal]],
            flows.payer_total[which[equal]],
            flows.payees[which[equal]],
            flows.amount_fen[which[equal]],
            "全年" + _KINDS[kind],
        )
        texts[here] = told
    struck = (flows.kind[paid] == REWARD) & (year.struck_fen[flows.owner[paid]] > 0)
    texts = np.where(struck, texts + "；其余份额已清零（见年度断面）", texts).astype(object)
    yearly = (flows.kind[paid] > PENALTY) & (
        _provisional(year)[year.cycles.cycle_of(flows.owner[paid])] > 0
    )
    marked: Texts = before + texts + np.where(yearly, "（暂算）", "")
    return marked


def annual_indicators(year: Year) -> pd.DataFrame:
    """Return the table 年度指标: every judged indicator's annual mean."""
    means, sections = year.means, year.month.sections
    number, section_year = np.nonzero(means.classes.T)
    order = np.lexsort((number, section_year))
    number, section_year = number[order], section_year[order]
    section = year.cycles.section[section_year]
    grid = year.month.grid
    mean, total = np.zeros(len(number)), np.full(len(number), "", dtype=object)
    for index in np.unique(number).tolist():
        here = number == index
        years = section_year[here]
        mean[here] = means.mean(index, years)
        total[here] = shifted_text(means.totals[index][years], means.places[index])
    target = sections.target[section]
    limit = limits(grid.indicators).cells[sections.body[section], target - 1, number]
    worse = means.classes[section_year, number] > target
    frame = frame_of(
        {
            "section_id": sections.ids[section],
            "name": section_names(sections)[section],
            "indicator": np.array([i.name for i in grid.indicators], dtype=object)[number],
            "months": means.counts[section_year, number],
            "total": total,
            "mean": mean,
            "water_class": class_names(means.classes[section_year, number]),
            "limit": np.zeros(len(number)),
            "is_worse": _YES_NO[worse.astype(int)],
            "unit": np.array([i.unit for i in grid.indicators], dtype=object)[number],
            "cycle": _cycle_texts(year)[year.cycles.cycle_of(section_year)],
        }
    )
    return frame.assign(limit=pd.Series(limit, dtype=object))
