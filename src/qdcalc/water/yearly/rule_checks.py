"""Checks of a settlement against the notice's own rule (clauses 五–七, 十).

They are made of the written tables and the policy, not by the functions that calculated them.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.dtypes import Bools, Ints, Texts
from qdcalc.exact.money import FEN_PER_YUAN
from qdcalc.exact.months import PER_YEAR, month, of_texts
from qdcalc.notice.checking import none_wrong, sides
from qdcalc.notice.description import CheckRow
from qdcalc.notice.policy import Policy
from qdcalc.water.interpretations import adds_rounded_months, counts_runs, strikes_section
from qdcalc.water.monthly.checks import exact_fen, half_up
from qdcalc.water.monthly.class_checks import spread_over
from qdcalc.water.monthly.live_spans import counted
from qdcalc.water.words import AnnualTransfer as Kind
from qdcalc.water.words import Transfer, Verdict, WaterClass, YearState
from qdcalc.water.yearly import live_checks as live
from qdcalc.water.yearly.live_places import CYCLES

if TYPE_CHECKING:
    from qdcalc.water.yearly.facts import YearFacts

_KEY = ["cycle", "section_id"]
_of_years, _of_flows = (
    partial(counted, table, by=CYCLES) for table in ("section_years", "year_flows")
)
_OF_YEAR = {kind.value: Kind[kind.name].value for kind in Transfer}
_ROUNDED = 26  # fen: each of twelve months and the year itself is within two of the exact part


def checks(known: YearFacts, years: pd.DataFrame, months: pd.DataFrame) -> Iterator[CheckRow]:
    """Hold each section-year's amounts against the rule.

    Parameters
    ----------
    known : YearFacts
    years : DataFrame
        年度断面.
    months : DataFrame
        断面核算 with each row's ``cycle``.
    """
    yield from _settled_checks(known, years, months)
    yield from _struck_checks(known, years, months)
    told = years.merge(known.sections, on=_KEY, how="left")
    policy = known.month.policy
    failed = (years["state"] == YearState.FAILED).to_numpy()
    is_extra = _is_among(policy, "extra_levels", years, "control_level")
    previous = _is_among(policy, "bonus_previous_classes", years, "previous_class")
    annual = _is_among(policy, "bonus_annual_classes", years, "annual_class")
    dry = _dry_months(known, years, months)
    least = _of_cycle(policy, "dry_months_limit", years["cycle"]).astype(np.int64)
    is_exempt = told["is_dry_exempt"].fillna(False).to_numpy(dtype=bool)
    for label, column, figure, due in (
        ("年度奖励", "bonus_fen", "bonus_multiple", is_extra & previous & annual & ~failed),
        ("年度追缴", "charge_fen", "charge_multiple", is_extra & failed),
        ("断流缴纳", "dry_fen", "dry_multiple", (dry >= least) & ~is_exempt),
    ):
        exact = pd.Series(_bases(policy, years, figure), index=years.index, dtype=object)
        amount = half_up(exact).where(pd.Series(due, index=years.index), 0)
        yield none_wrong(
            f"{label}不是 0 或年度基准的规定倍数、或与条件不符的断面数",
            years[column].astype(object) != amount,
        )


def _of_cycle(policy: Policy, name: str, cycles: pd.Series[str]) -> npt.NDArray[Any]:
    """Return a yearly figure: the one in force in each row's cycle's last month."""
    return policy.figure(name).of(_last_months(policy, cycles)).astype(object)


def _last_months(policy: Policy, cycles: pd.Series[str]) -> Ints:
    """Return each row's cycle's last month: figures of the year are those in force in it."""
    first = int(policy.lists["cycle"]["first_month"])
    codes, texts = pd.factorize(cycles)
    starts = [month(int(text[:4]), first) for text in texts]
    return np.array(starts, dtype=np.int64)[codes] + PER_YEAR - 1


def _is_among(policy: Policy, figure: str, years: pd.DataFrame, column: str) -> Bools:
    """Say which values are in a yearly figure's list; a blank is in none."""
    settled = _last_months(policy, years["cycle"])
    return policy.figure(figure).has(years[column].to_numpy(dtype=object), settled)


def _bases(policy: Policy, years: pd.DataFrame, multiple: str) -> Texts:
    """Return the multiple of each section-year's annual base [fen], exact."""
    bases = _of_cycle(policy, "annual_base_yuan", years["cycle"])
    ratios = _of_cycle(policy, multiple, years["cycle"])
    parts = zip(bases, years["control_level"].tolist(), ratios, strict=True)
    amounts = np.empty(len(years), dtype=object)
    amounts[:] = [b.get(level, 0) * FEN_PER_YUAN * Fraction(str(r)) for b, level, r in parts]
    return amounts


def _settled_checks(
    known: YearFacts, years: pd.DataFrame, months: pd.DataFrame
) -> Iterator[CheckRow]:
    """Both directions: the sum over the months of |coefficient| × base ÷ 12, rounded once."""
    own = years.set_index(_KEY)
    due = exact_fen(months, known.month.policy)
    if adds_rounded_months(known.month.interpretations):
        due = half_up(due)
    spread = spread_over(known.month.policy, of_texts(months["month"]))
    for label, verdict, kind, columns in (
        ("跃升奖励 + 清零", Verdict.LEAP, Kind.REWARD, ("reward_fen", "struck_fen")),
        ("超标赔付", Verdict.EXCEED, Kind.PENALTY, ("penalty_fen",)),
    ):
        settled = own[list(columns)].sum(axis=1)
        chosen = (months["verdict"] == verdict).to_numpy()
        by_year = due[chosen].groupby([months[k][chosen] for k in _KEY], sort=False).sum()
        total = half_up(by_year.reindex(own.index, fill_value=0))
        said, of = f"{{}} {label} = 全年 |系数| × 年度基准 ÷ {spread}", live.by_rule
        yield from sides(said, settled, total, live=of(kind, verdict, *columns))


def _struck_checks(
    known: YearFacts, years: pd.DataFrame, months: pd.DataFrame
) -> Iterator[CheckRow]:
    """No reward where the year is 劣Ⅴ or failed (七¶2); none struck without a reason."""
    annulled = (years["annual_class"] == WaterClass.WORSE_THAN_V) | (
        years["state"] == YearState.FAILED
    )
    wrong, counting = annulled & (years["reward_fen"] != 0), _of_years(live.annulled)
    yield none_wrong("年度劣Ⅴ或未达标而跃升奖励没有清零的断面数", wrong, counting)
    hit, every = _struck_months(known, years, months)
    if strikes_section(known.month.interpretations):
        yield none_wrong(
            "突发环境事件断面跃升奖励没有清零的断面数", every & (years["reward_fen"] != 0)
        )
    unfounded = ~annulled & ~hit & (years["struck_fen"] != 0)
    yield none_wrong("没有清零理由而清零不为 0 的断面数", unfounded)


def _struck_months(
    known: YearFacts, years: pd.DataFrame, months: pd.DataFrame
) -> tuple[Bools, Bools]:
    """Say where a district that answers for any leap, or for every one, had an incident."""
    leaps = months[months["verdict"] == Verdict.LEAP]
    named = leaps["responsible"].str.split("、").explode()
    here = pd.MultiIndex.from_arrays([leaps["cycle"].reindex(named.index), named])
    there = pd.MultiIndex.from_frame(known.struck)
    hit = pd.Series(here.isin(there), index=named.index).groupby(level=0).any()
    by_year = hit.reindex(leaps.index).groupby([leaps[k] for k in _KEY])
    wanted = pd.MultiIndex.from_frame(years[_KEY])
    any_, every = (
        found.reindex(wanted, fill_value=False).to_numpy(dtype=bool)
        for found in (by_year.any(), by_year.all())
    )
    return any_, every


def _dry_months(known: YearFacts, years: pd.DataFrame, months: pd.DataFrame) -> npt.NDArray[Any]:
    """Return the dry months of each section-year, in total or the longest run, of 断面核算."""
    dry = months.assign(number=of_texts(months["month"]))[months["verdict"] == Verdict.DRY]
    dry = dry.sort_values([*_KEY, "number"])
    keys = [dry[k] for k in _KEY]
    if counts_runs(known.month.interpretations):
        run = dry["number"] - dry.groupby(_KEY).cumcount()
        lengths = dry.groupby([*keys, run.rename("run")]).size()
        count = lengths.groupby(level=_KEY).max()
    else:
        count = dry.groupby(_KEY).size()
    wanted = pd.MultiIndex.from_frame(years[_KEY])
    found: npt.NDArray[Any] = count.reindex(wanted, fill_value=0).to_numpy()
    return found


def flow_checks(
    known: YearFacts, years: pd.DataFrame, flows: pd.DataFrame, months: pd.DataFrame
) -> Iterator[CheckRow]:
    """Hold the kinds and sides of 年度流向 against 年度断面 (七, 十)."""
    own = years.set_index(_KEY)
    by_kind = flows.groupby([*_KEY, "kind"])["amount_fen"].sum().unstack(fill_value=0)
    by_kind = by_kind.reindex(own.index, fill_value=0)
    flowing = {kind: by_kind.get(kind.value, own["bonus_fen"] * 0) for kind in Kind}
    for kind in (Kind.BONUS, Kind.CHARGE, Kind.DRY):
        column = f"{kind.name.lower()}_fen"
        counting = _of_years(live.item(kind, column), beside="year_flows")
        yield none_wrong(f"{kind}与年度流向不符的断面数", flowing[kind] != own[column], counting)
    within = own["reward_fen"] + own["penalty_fen"]
    less = (flowing[Kind.REWARD] > own["reward_fen"]) | (flowing[Kind.PENALTY] > own["penalty_fen"])
    both = flowing[Kind.REWARD] + flowing[Kind.PENALTY] + flowing[Kind.SELF]
    counting = _of_years(live.both_ways, beside="year_flows")
    yield none_wrong("跃升奖励、超标赔付与年度流向不符的断面数", less | (both != within), counting)
    is_own = (flows["payer"] == flows["payee"]).to_numpy()
    wrong, counting = (flows["kind"] == Kind.SELF) != is_own, _of_flows(live.to_oneself)
    yield none_wrong("自抵与收付双方不符的年度流向数", wrong, counting)
    last = flows.merge(years[[*_KEY, "responsible"]], on=_KEY, how="left")
    every = months[[*_KEY, "responsible"]].drop_duplicates()
    every = every.groupby(_KEY)["responsible"].agg("、".join).reset_index()
    any_month = flows.merge(every, on=_KEY, how="left")
    for kinds, role, said in (
        ((Kind.PENALTY, Kind.CHARGE, Kind.DRY), "payer", "付款方"),
        ((Kind.REWARD, Kind.BONUS), "payee", "收款方"),
    ):
        told = pd.concat(
            [
                any_month[any_month["kind"] == kinds[0]],
                last[last["kind"].isin(kinds[1:])],
            ],
            ignore_index=True,
        )
        rows = told[told["kind"].isin(kinds)]
        listed = rows["responsible"].str.split("、").explode()
        answers = (listed == rows[role].reindex(listed.index)).groupby(level=0).any()
        yield none_wrong(f"{'、'.join(kinds)}的{said}不是责任区市的年度流向数", ~answers)
    for kind, role in ((Kind.BONUS, "payer"), (Kind.CHARGE, "payee"), (Kind.DRY, "payee")):
        rows = flows[flows["kind"] == kind]
        wrong, of = rows[role] != known.city, live.not_the_city(kind, role, known.city)
        yield none_wrong(f"{kind}的对方不是{known.city}的年度流向数", wrong, _of_flows(of))
    rewards = flows[flows["kind"] == Kind.REWARD]
    paid = pd.MultiIndex.from_frame(rewards[["cycle", "payee"]])
    struck = paid.isin(pd.MultiIndex.from_frame(known.struck))
    yield none_wrong("突发环境事件区市的跃升奖励没有清零的年度流向数", struck)


def split_checks(
    known: YearFacts, years: pd.DataFrame, flows: pd.DataFrame, monthly: pd.DataFrame
) -> Iterator[CheckRow]:
    """Hold each payer's and payee's part of the year against its months, but for rounding.

    Parameters
    ----------
    known : YearFacts
    years, flows : DataFrame
        年度断面, 年度流向.
    monthly : DataFrame
        资金流向 with each row's ``cycle``.
    """
    keys = [*_KEY, "payer", "payee", "kind"]
    named = monthly.assign(kind=monthly["kind"].map(_OF_YEAR))
    own = flows[flows["kind"].isin(_OF_YEAR.values())]
    sums = [frame.groupby(keys)["amount_fen"].sum() for frame in (own, named)]
    both = pd.concat(sums, axis=1, keys=["year", "months"]).fillna(0).reset_index()
    struck = years.loc[years["struck_fen"] > 0, _KEY]
    is_struck = pd.MultiIndex.from_frame(both[_KEY]).isin(pd.MultiIndex.from_frame(struck))
    is_struck &= (both["kind"] != Kind.PENALTY).to_numpy()
    more = (both["year"] - both["months"]).to_numpy()
    wrong = (more > _ROUNDED) | ((more < -_ROUNDED) & ~is_struck)
    yield none_wrong(f"与各月资金流向之和相差超过 {_ROUNDED} 分的年度流向数", wrong)
