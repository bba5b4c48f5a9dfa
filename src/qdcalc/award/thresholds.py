"""Applications near a threshold, accidents and grounds near the end of a period; the other side.

Sales, research, VAT and turnover against 八(四), the day of registration against 八(一), the day of
an accident against 八(六), the day of an accident or matter after the award against 二十七.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qdcalc.award.accidents import is_grave, since
from qdcalc.award.facts import Assessed, AwardFacts
from qdcalc.award.inputs import ACCIDENTS, APPLICATIONS, GROUNDS
from qdcalc.award.operating import years_after
from qdcalc.award.scale import VAT_COLUMNS, sectors
from qdcalc.award.settle import assess, checked
from qdcalc.award.words import Fate, Ground, Prize, Sector, State, Vat
from qdcalc.exact.money import FEN_PER_YUAN
from qdcalc.notice.thresholds import decisions
from qdcalc.record import record
from qdcalc.table.problems import Problems

if TYPE_CHECKING:
    from qdcalc.exact.dtypes import Bools, Ints
    from qdcalc.notice.description import Job

_DAY = pd.Timedelta(days=1)


@record
class _Case:
    """A figure of an application and its threshold.

    ``value`` and ``threshold`` are exact, in 元 or days; ``meets`` and ``fails`` are what stands in
    ``column`` on the two sides of the threshold.
    """

    position: int
    column: str
    item: str
    clause: str
    value: Fraction
    threshold: Fraction
    is_met: bool
    meets: Any
    fails: Any

    @property
    def other(self) -> Any:
        """What the cell holds on the other side."""
        return self.fails if self.is_met else self.meets

    def is_near(self, within: Fraction) -> bool:
        """Say whether the value lies within a share of the threshold; exactly that is near."""
        return abs(self.value - self.threshold) <= within * abs(self.threshold)


def thresholds(job: Job, within: Fraction) -> pd.DataFrame:
    """Return the decisions near a threshold, with what the other side would be and be paid."""
    job, known = checked(replace(job, problems=Problems()))
    now = assess(job, known)
    found: list[dict[str, Any]] = []
    for cases in (_amounts(now, known), _totals(now, known), _research(now, known)):
        found += _lines(job, known, now, [case for case in cases if case.is_near(within)])
    # an organisation's two applications have a day of registration each
    for prize in Prize:
        own = [
            case for case in _registered(now, known)
            if now.applications["prize"].iloc[case.position] == prize and case.is_near(within)
        ]  # fmt: skip
        found += _lines(job, known, now, own)
    found += _accidents(job, known, now, within)
    found += _watched(job, known, now, within)
    return decisions(sorted(found, key=_order))


def _order(line: dict[str, Any]) -> tuple[float, float]:
    fen = [line.get(name) or 0 for name in ("before_fen", "after_fen", "others_fen")]
    return -abs(fen[1] - fen[0]) - abs(fen[2]), abs(line["distance"]) / (line["threshold"] or 1)


# ---------------------------------------------------------------------- figures of an application


def _asked(now: Assessed, known: AwardFacts, sector: Sector) -> Bools:
    """Say whose size is judged as that of a sort of organisation, and within the validity."""
    rows = now.applications
    is_asked = (rows["prize"] == Prize.EXCELLENCE) & rows["is_within"]
    return np.asarray(is_asked.to_numpy(dtype=bool) & (sectors(rows, known.other) == sector))


def _known(now: Assessed, asked: Bools, columns: Sequence[str]) -> Ints:
    """Return the positions where figures are asked for and filled in."""
    is_filled = now.applications[list(columns)].notna().all(axis=1).to_numpy(dtype=bool)
    return np.flatnonzero(asked & is_filled)


def _yuan(fen: Any) -> Fraction:
    return Fraction(int(fen), FEN_PER_YUAN)


def _amounts(now: Assessed, known: AwardFacts) -> Iterator[_Case]:
    """Yield amounts that are held against a threshold one by one."""
    figures = known.figures.scale
    wanted = [
        (Sector.INDUSTRY, "sales_fen", figures.sales_yuan),
        (Sector.SERVICES, "turnover_fen", figures.turnover_yuan),
    ]
    if known.vat is Vat.EACH:
        wanted += [(Sector.CONSTRUCTION, name, figures.vat_yuan) for name in VAT_COLUMNS]
    for sector, column, yuan in wanted:
        due = yuan * FEN_PER_YUAN
        label = f"{APPLICATIONS.column(column).label}（元）"
        for at in _known(now, _asked(now, known, sector), [column]).tolist():
            fen = int(now.applications[column].iloc[at])
            yield _Case(
                at, column, label, "八(四)", _yuan(fen), Fraction(yuan), fen >= due, due, due - 1
            )


def _totals(now: Assessed, known: AwardFacts) -> Iterator[_Case]:
    """Yield three years' VAT that is held against a threshold together."""
    if known.vat is not Vat.TOTAL:
        return
    due = len(VAT_COLUMNS) * known.figures.scale.vat_yuan * FEN_PER_YUAN
    first = VAT_COLUMNS[0]
    for at in _known(now, _asked(now, known, Sector.CONSTRUCTION), VAT_COLUMNS).tolist():
        total = sum(int(now.applications[name].iloc[at]) for name in VAT_COLUMNS)
        own = int(now.applications[first].iloc[at]) - total  # what the first year lacks to 0
        yield _Case(
            at, first, "三年增值税合计（元）", "八(四)", _yuan(total), _yuan(due), total >= due,
            own + due, own + due - 1,
        )  # fmt: skip


def _research(now: Assessed, known: AwardFacts) -> Iterator[_Case]:
    """Yield the research that is held against a share of the sales."""
    share = Fraction(known.figures.scale.research_share)
    names = ("sales_fen", "research_fen")
    for at in _known(now, _asked(now, known, Sector.INDUSTRY), names).tolist():
        sales, research = (int(now.applications[name].iloc[at]) for name in names)
        due = sales * share
        least = -(-due.numerator // due.denominator)
        yield _Case(
            at, "research_fen", f"研发经费（元）：年销售额的 {float(share * 100):.10g}%", "八(四)",
            _yuan(research), due / FEN_PER_YUAN, research >= due, least, least - 1,
        )  # fmt: skip


def _registered(now: Assessed, known: AwardFacts) -> Iterator[_Case]:
    """Yield the days since the registration against those of the years that are asked for."""
    rows, base, years = now.applications, known.base, known.figures.years_operating
    days = rows["registered"]
    full = years_after(days, years)
    meets = base - pd.DateOffset(years=years)
    fails = next(
        day for n in range(1, 3) if (day := meets + n * _DAY) + pd.DateOffset(years=years) > base
    )
    for at in np.flatnonzero(rows["is_within"].to_numpy(dtype=bool)).tolist():
        lived, needed = ((day - days.iloc[at]).days for day in (base, full.iloc[at]))
        yield _Case(
            at, "registered", f"登记到基准日（天）：满 {years} 年", "八(一)", Fraction(lived),
            Fraction(needed), rows["operating_state"].iloc[at] == State.MET, meets, fails,
        )  # fmt: skip


def _lines(
    job: Job, known: AwardFacts, now: Assessed, cases: Sequence[_Case]
) -> list[dict[str, Any]]:
    """Return the lines of cases, each moved to its other side; those of a column share a run."""
    data, found = job.tables[APPLICATIONS.name] if cases else None, []
    for column in dict.fromkeys(case.column for case in cases):
        own = [case for case in cases if case.column == column and _can_be(case.other)]
        assert data is not None
        values = data.frame[column].copy()
        values.iloc[[case.position for case in own]] = [case.other for case in own]
        moved = data.with_frame(data.frame.assign(**{column: values}))
        then = assess(job.with_tables(**{APPLICATIONS.name: moved}), known)
        found += [
            {
                "place": data.raw.place(column, case.position),
                "item": case.item,
                "value": float(case.value),
                "threshold": float(case.threshold),
                "distance": float(case.value - case.threshold),
                "side": "达到" if case.is_met else "未达到",
                "clause": job.policy.clause_words(case.clause),
                **_sides(now, then, case.position),
            }
            for case in own
        ]
    return found


def _can_be(value: Any) -> bool:
    return not isinstance(value, int) or value >= 0


def _money(found: Assessed) -> Ints:
    """Return what each application is paid [fen]."""
    paid = np.zeros(len(found.applications), dtype=np.int64)
    paid[found.chosen] = found.amounts_fen
    return paid


def _sides(now: Assessed, then: Assessed, at: int) -> dict[str, Any]:
    """Return what both sides come to, and what the organisation's other application is paid."""
    rows, paid, after = now.applications, _money(now), _money(then)
    is_chosen = bool(rows["is_chosen"].iloc[at])
    other = np.flatnonzero((rows["who"] == rows["who"].iloc[at]).to_numpy() & (after != paid))
    other = other[other != at]
    told = "、".join(f"{rows['organisation'].iloc[n]} {rows['prize'].iloc[n]}" for n in other)
    return {
        "name": f"{rows['organisation'].iloc[at]} {rows['prize'].iloc[at]}",
        "before": str(rows["verdict"].iloc[at]),
        "before_fen": int(paid[at]) if is_chosen else None,
        "after": str(then.applications["verdict"].iloc[at]),
        "after_fen": int(after[at]) if is_chosen else None,
        "others": told,
        "others_fen": int((after - paid)[other].sum()) if len(other) else None,
        "note": "" if is_chosen else "没有拟奖励，没有金额",
    }


# ------------------------------------------------------------------------- days of other sheets


def _accidents(
    job: Job, known: AwardFacts, now: Assessed, within: Fraction
) -> list[dict[str, Any]]:
    """Return the grave accidents near the beginning of the years that count (八(六))."""
    rows, data = now.accidents, job.tables.get(ACCIDENTS.name)
    if data is None or rows.empty:
        return []
    years = known.figures.accident_years
    edge = since(known.base, years)
    full, found = (known.base - edge).days, []
    grave = is_grave(rows, known.accident) & rows["who"].isin(now.applications["who"]).to_numpy()
    for at in np.flatnonzero(grave).tolist():
        far = (known.base - rows["day"].iloc[at]).days
        if far < 0 or abs(far - full) > within * full:
            continue
        is_counted = far < full
        days = data.frame["day"].copy()
        days.iloc[at] = edge if is_counted else edge + _DAY
        moved = data.with_frame(data.frame.assign(day=days))
        then = assess(job.with_tables(**{ACCIDENTS.name: moved}), known)
        own = np.flatnonzero((now.applications["who"] == rows["who"].iloc[at]).to_numpy())
        found += [
            {
                "place": data.raw.place("day", at),
                "item": f"事故到基准日（天）：{years} 年",
                "value": float(far),
                "threshold": float(full),
                "distance": float(far - full),
                "side": "期内" if is_counted else "期外",
                "clause": job.policy.clause_words("八(六)"),
                **_sides(now, then, position),
            }
            for position in own.tolist()
        ]
    return found


def _watched(job: Job, known: AwardFacts, now: Assessed, within: Fraction) -> list[dict[str, Any]]:
    """Return the accidents and matters near the end of the watch (二十七)."""
    rows, data, found = now.followed, job.tables.get(GROUNDS.name), []
    decided = rows["fate"].isin([Fate.WITHDRAWN, Fate.KEPT]) & (rows["ground"] != Ground.FRAUD)
    for line in np.flatnonzero(decided.to_numpy(dtype=bool)).tolist():
        assert data is not None
        row = rows.iloc[line]
        full = (row["watch_ends"] - row["announced"]).days
        far = (row["occurred"] - row["announced"]).days
        if far <= 0 or abs(far - full) > within * full:
            continue
        is_within, at = far <= full, int(row["row"])
        days = data.frame["occurred"].copy()
        days.iloc[at] = row["watch_ends"] + (_DAY if is_within else 0 * _DAY)
        moved = data.with_frame(data.frame.assign(occurred=days))
        then = assess(job.with_tables(**{GROUNDS.name: moved}), known).followed
        same = (then["award"] == row["award"]) & (then["row"] == row["row"])
        award = now.awards.iloc[int(row["award"])]
        found.append(
            {
                "place": data.raw.place("occurred", at),
                "name": f"{award['organisation']} 第{award['edition']}届 {award['prize']}",
                "item": "公布到发生（天）：观察期",
                "value": float(far),
                "threshold": float(full),
                "distance": float(far - full),
                "side": "期内" if is_within else "期外",
                "before": str(row["fate"]),
                "before_fen": int(row["recovered_fen"]),
                "after": str(then.loc[same, "fate"].iloc[0]),
                "after_fen": int(then.loc[same, "recovered_fen"].iloc[0]),
                "clause": job.policy.clause_words("二十七"),
                "note": "第二十七条没有写追缴奖金",
            }
        )
    return found
