"""The settlement's output tables as frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.arrays import unchecked
from qdcalc.exact.dtypes import Ints, Texts
from qdcalc.exact.months import last_days, number_of, quarter_of
from qdcalc.water.frames import frame_of
from qdcalc.water.interpretations import adds_rounded_months
from qdcalc.water.monthly.listed import split_texts
from qdcalc.water.monthly.verdict import DRY, EXCEED, LEAP, MISSING
from qdcalc.water.standard import limits
from qdcalc.water.words import (
    AnnualClause,
    AnnualTransfer,
    Answer,
    Clause,
    Due,
    Verdict,
    YearState,
    by_code,
    class_names,
)
from qdcalc.water.yearly import full_analyses
from qdcalc.water.yearly.accounts import lines, places, remittance_words, remittances, settled
from qdcalc.water.yearly.annual_class import FAILED, MET, UNKNOWN
from qdcalc.water.yearly.annual_items import longest_run
from qdcalc.water.yearly.deadlines import due_months, report_date
from qdcalc.water.yearly.outputs import SECTION_YEARS
from qdcalc.water.yearly.payments import KINDS, PENALTY, REWARD, determined_spots
from qdcalc.water.yearly.quarters import Quarters
from qdcalc.water.yearly.sentences import explanations

if TYPE_CHECKING:
    from qdcalc.water.yearly.facts import Year

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
        "reward_sum": cycles.total(np.maximum(year.month.coefficient, 0)),
        "penalty_sum": cycles.total(np.maximum(-year.month.coefficient, 0)),
        "dry_run": longest_run(cycles.by_position(year.month.verdict == DRY)),
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
            "name": year.month.sections.names[section],
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
    mean, total = np.zeros(len(number)), np.zeros(len(number))
    for index in np.unique(number).tolist():
        here = number == index
        years = section_year[here]
        mean[here] = means.mean(index, years)
        total[here] = means.total(index, years)
    target = sections.target[section]
    limit = limits(grid.indicators).cells[sections.body[section], target - 1, number]
    worse = means.classes[section_year, number] > target
    frame = frame_of(
        {
            "section_id": sections.ids[section],
            "name": sections.names[section],
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


def year_districts(year: Year) -> pd.DataFrame:
    """Return the table 年度汇总: every district of the section list, and the city."""
    shown, city = places(year), year.month.districts.city
    received, paid = (side[:, shown] for side in settled(year))
    net = received - paid
    up, down = unchecked(remittances)(np.where(shown == city, 0, net))
    return frame_of(
        {
            "district": np.tile(year.month.districts.all_names[shown], len(received)),
            "receivable_fen": received.ravel(),
            "payable_fen": paid.ravel(),
            "net_fen": net.ravel(),
            "remitted_fen": up.ravel(),
            "allotted_fen": down.ravel(),
            "cycle": np.repeat(np.array(year.cycles.texts, dtype=object), len(shown)),
        }
    )


def accounts(year: Year) -> pd.DataFrame:
    """Return the table 年度账目: each district's lines from the months to the settlement."""
    told = lines(year)
    shown, cycles = places(year), len(year.cycles.starts)
    names = year.month.districts.all_names
    received = np.stack([side[:, shown] for _, (side, _), _ in told], axis=2)
    paid = np.stack([side[:, shown] for _, (_, side), _ in told], axis=2)
    net = received - paid
    said = np.tile(np.array([words for *_, words in told], dtype=object), cycles * len(shown))
    last = np.arange(len(told) - 1, len(said), len(told))
    said[last] = remittance_words(net[:, :, -1], shown == year.month.districts.city)
    items = np.stack([np.broadcast_to(name, cycles) for name, *_ in told], axis=1)
    number = np.cumsum(items != "", axis=1)
    item = np.repeat(items, len(shown), axis=0).ravel()
    account = frame_of(
        {
            "district": np.tile(np.repeat(names[shown], len(told)), cycles),
            "line": np.repeat(number, len(shown), axis=0).ravel(),
            "item": item,
            "receivable_fen": received.ravel(),
            "payable_fen": paid.ravel(),
            "net_fen": net.ravel(),
            "explanation": said,
            "cycle": np.repeat(np.array(year.cycles.texts, dtype=object), len(shown) * len(told)),
        }
    )
    return pd.DataFrame(account[item != ""]).reset_index(drop=True)


def by_quarter(year: Year) -> pd.DataFrame:
    """Return the table 季度汇总: each district's quarter, and what it came to since October."""
    every, shown = Quarters(year), places(year)
    received, paid = (side[:, shown] for side in year.month.accounts)
    (own_in, all_in), (own_out, all_out) = every.sums(received), every.sums(paid)
    return frame_of(
        {
            "quarter": np.repeat(every.names, len(shown)),
            "district": np.tile(year.month.districts.all_names[shown], len(every)),
            "receivable_fen": own_in.ravel(),
            "payable_fen": own_out.ravel(),
            "net_fen": (own_in - own_out).ravel(),
            "receivable_so_far_fen": all_in.ravel(),
            "payable_so_far_fen": all_out.ravel(),
            "net_so_far_fen": (all_in - all_out).ravel(),
            "note": np.repeat(every.notes(), len(shown)),
        }
    )


def section_quarters(year: Year) -> pd.DataFrame:
    """Return the table 季度断面: each section's months and verdicts, and its amounts."""
    every, month = Quarters(year), year.month
    sections, grid = month.sections, month.grid
    verdict = grid.by_month(month.verdict)
    place = every.last_places(year)
    columns: dict[str, Any] = {
        "quarter": np.repeat(every.names, grid.width),
        "section_id": sections.ids[place],
    }
    for name in ("river", "section", "responsible"):
        columns[name] = sections.texts[name].to_numpy(dtype=object)[place]
    columns["verdicts"] = _verdicts(year, verdict)
    for name, code in (("leap_months", LEAP), ("exceed_months", EXCEED)):
        columns[name] = every.sums((verdict == code).astype(np.int64))[0].ravel()
    amount = grid.by_month(month.amount_fen)
    for name, code in (("reward", LEAP), ("penalty", EXCEED)):
        own, so_far = every.sums(np.where(verdict == code, amount, 0))
        columns |= {f"{name}_fen": own.ravel(), f"{name}_so_far_fen": so_far.ravel()}
    columns["note"] = np.repeat(every.notes(), grid.width)
    frame, listed = frame_of(columns), grid.by_month(grid.is_listed)
    here = every.sums(listed.astype(np.int64))[0].ravel() > 0
    return frame if here.all() else frame[here].reset_index(drop=True)


def _verdicts(year: Year, verdict: npt.NDArray[np.int8]) -> Texts:
    """Join a section's verdicts of a quarter: 「10月 跃升、11月 达标、12月 超标」."""
    names = by_code(Verdict)
    months = year.cycles.months
    quarter = quarter_of(months)
    listed = year.month.grid.by_month(year.month.grid.is_listed)
    joined = []
    for number in np.unique(quarter).tolist():
        text = np.full(verdict.shape[1], "", dtype=object)
        for place in np.flatnonzero(quarter == number).tolist():
            separator = np.where(text == "", "", "、")
            told = separator + f"{number_of(months[place])}月 " + names[verdict[place]]
            text = np.where(listed[place], text + told, text).astype(object)
        joined.append(text)
    return np.concatenate(joined)


def deadlines(year: Year) -> pd.DataFrame:
    """Return the table 办理期限: four quarters and the settlement of each cycle."""
    job, cycles = year.job, year.cycles
    listed = [due_months(start, job.policy) for start in cycles.starts.tolist()]
    names, months = zip(*(pair for due in listed for pair in due), strict=True)
    due, date = last_days(months), report_date(job)
    state = np.where(due < str(date), Due.PAST, Due.OPEN).astype(object)
    if np.isnat(date):
        state[:] = Due.UNKNOWN.value
    return frame_of(
        {
            "item": np.array(names, dtype=object),
            "due": due,
            "state": state,
            "cycle": np.repeat(np.array(cycles.texts, dtype=object), [len(d) for d in listed]),
        }
    )
