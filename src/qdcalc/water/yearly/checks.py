"""The rows of 校验 of a settlement: the written tables against each other and the rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.exact.dtypes import Texts
from qdcalc.exact.months import each, of_texts, quarter_of, quarter_text, span_start, span_text
from qdcalc.notice.checking import none_wrong, sides, unlike
from qdcalc.notice.description import CheckRow
from qdcalc.table.live import held, rows_of
from qdcalc.water.monthly import checks as monthly_checks
from qdcalc.water.monthly.checks import is_listed
from qdcalc.water.monthly.live_checks import nets, total
from qdcalc.water.monthly.live_spans import counted
from qdcalc.water.monthly.run_checks import limits_of_run, targets_of_run
from qdcalc.water.words import AnnualTransfer, Due, FullAnalysis, Verdict, class_names
from qdcalc.water.yearly import class_checks, part_checks, rule_checks
from qdcalc.water.yearly import live_checks as live
from qdcalc.water.yearly.deadlines import report_date
from qdcalc.water.yearly.facts import Year, YearFacts
from qdcalc.water.yearly.live_places import CYCLES

Tables = Mapping[str, pd.DataFrame]
PAID = ("reward_fen", "penalty_fen", "bonus_fen", "charge_fen", "dry_fen")
_KEY = ["cycle", "section_id"]
_counted = partial(counted, by=CYCLES)
_of_quarter = partial(counted, by=live.QUARTERS)
_of_years = partial(_counted, "section_years")
_CLOSING_LINES = 7  # of an account: 各月合计, 尾差, 清零, three yearly items, 年度结算


def facts(year: Year, corrections: pd.DataFrame) -> YearFacts:
    """Gather what the section list and the other sheets say of each section-year."""
    cycles, sections = year.cycles, year.month.sections
    shown = np.flatnonzero(cycles.is_listed)
    of = cycles.section[shown]
    texts, names = np.array(cycles.texts, dtype=object), year.month.districts.all_names
    is_source, is_lake = sections.is_drinking_source[of], sections.body[of] == 1
    told = pd.DataFrame(
        {
            "cycle": texts[cycles.cycle[shown]],
            "section_id": sections.ids[of],
            "is_by_month": is_source & is_lake,
            "is_by_either": is_source & ~is_lake,
            "is_dry_exempt": year.is_dry_exempt[shown],
            "previous": class_names(year.previous_class[shown]),
            "has_full_analysis": year.has_full_analysis[shown],
        }
    )
    cycle, place = np.nonzero(year.incidents.has_incident)
    struck = pd.DataFrame({"cycle": texts[cycle], "district": names[place]})
    month = monthly_checks.facts(year.month, len(corrections))
    places = month.district_months // len(cycles.months)
    lines = len(cycles.months) + len(cycles.starts) * _CLOSING_LINES
    return YearFacts(
        month,
        told,
        struck,
        int(year.job.policy.lists["cycle"]["first_month"]),
        places * len(cycles.starts),
        places * lines,
        int((year.means.classes > 0).sum()),
        year.month.districts.city_name,
        str(report_date(year.job)),
    )


def cycle_texts(months: pd.Series[str], first_month: int) -> Texts:
    """Return the cycle of each month: 2018-2019 of 2018-10."""
    return each(span_text, span_start(of_texts(months), first_month))


def checks(known: YearFacts, tables: Tables) -> Iterator[CheckRow]:
    """Yield the settlement's checks, then those of its months."""
    months = tables["section_months"]
    months = months.assign(cycle=cycle_texts(months["month"], known.first_month))
    yield from _section_checks(known, tables, months)
    yield from rule_checks.checks(known, tables["section_years"], months)
    yield from class_checks.checks(known, tables)
    yield targets_of_run("年度断面", "section_years", tables["section_years"])
    annual = tables["annual_indicators"]
    yield limits_of_run("年度指标", "annual_indicators", annual, tables["limits"])
    yield from rule_checks.flow_checks(known, tables["section_years"], tables["year_flows"], months)
    moved = tables["flows"]
    moved = moved.assign(cycle=cycle_texts(moved["month"], known.first_month))
    yield from rule_checks.split_checks(known, tables["section_years"], tables["year_flows"], moved)
    parts = tables["pair_parts"]
    parts = parts.assign(cycle=cycle_texts(parts["month"], known.first_month))
    yield from part_checks.checks(known, tables, months, parts)
    yield from _district_checks(known, tables)
    yield from _account_checks(known, tables)
    yield from _quarter_checks(known, tables, months)
    yield from _analysis_checks(known, tables["section_years"])
    yield from _deadline_checks(known, tables["deadlines"])
    yield from _row_checks(known, tables)
    yield from monthly_checks.checks(known.month, tables)


def _section_checks(known: YearFacts, tables: Tables, months: pd.DataFrame) -> Iterator[CheckRow]:
    """Hold sections against their transfers and, with 清零 and less 尾差, their months."""
    sections, flows = tables["section_years"], tables["year_flows"]
    listed = is_listed(sections, tables["sections_used"], ("river", "section"))
    yield none_wrong("与采用断面不符的年度断面行数", ~listed)
    months_paid = sections["leap_months"] + sections["exceed_months"]
    too_far = 2 * sections["tail_fen"].abs() > months_paid + 2
    yield none_wrong("尾差超过每月半分的断面数", too_far, _of_years(live.far_tails))
    own = sections.set_index(_KEY)
    paid = own[list(PAID)].sum(axis=1)
    flowing = flows.groupby(_KEY, sort=False)["amount_fen"].sum()
    yield from sides("{} 年度断面各项合计 = 年度流向合计", paid, flowing, live=live.paid)
    settled = own["reward_fen"] + own["struck_fen"] + own["penalty_fen"] - own["tail_fen"]
    by_month = months.groupby(_KEY, sort=False)["amount_fen"].sum()
    said = "{} 跃升奖励 + 清零 + 超标赔付 − 尾差 = 各月金额合计"
    yield from sides(said, settled, by_month, live=live.settled)
    for verdict, column, label in (
        (Verdict.LEAP, "leap_months", "跃升月数"),
        (Verdict.EXCEED, "exceed_months", "超标月数"),
        (Verdict.DRY, "dry_months", "断流月数"),
        (Verdict.MISSING, "missing_months", "缺测月数"),
    ):
        count = (months["verdict"] == verdict).groupby([months[k] for k in _KEY]).sum()
        told = own[column].to_numpy() != count.reindex(own.index, fill_value=0).to_numpy()
        of = live.months_of_verdict(column, verdict)
        counting = _of_years(of, beside="section_months")
        yield none_wrong(f"{label}与各月判定不符的断面数", told, counting)


def _district_checks(known: YearFacts, tables: Tables) -> Iterator[CheckRow]:
    """Add the transfers up again by district; all nets to 0."""
    districts, flows = tables["year_districts"], tables["year_flows"]
    moving = flows[flows["kind"] != AnnualTransfer.SELF]
    listed = districts.set_index(["cycle", "district"])
    for name, role, column in (
        ("应收", "payee", "receivable_fen"),
        ("应付", "payer", "payable_fen"),
    ):
        receivers = moving[role].rename("district")
        again = moving.groupby(["cycle", receivers], sort=False)["amount_fen"].sum()
        said, of = f"{{}} 年度{name} = 年度流向中{name}合计", live.district(column, role)
        yield from sides(said, listed[column], again, live=of)
    net = districts["receivable_fen"] - districts["payable_fen"]
    counting = _counted("year_districts", nets)
    yield none_wrong("年度净额不等于应收 − 应付的行数", net != districts["net_fen"], counting)
    by_cycle = districts.groupby("cycle", sort=False)
    added = by_cycle["net_fen"].sum()
    of_cycle = live.net_of("year_districts", "cycle")
    said = "{} 全部区市和市财政年度净额合计 = 0"
    yield from sides(said, added, added * 0, live=of_cycle)
    is_city = districts["district"] == known.city
    up = districts["net_fen"].mul(-1).clip(lower=0).mask(is_city, 0)
    down = districts["net_fen"].clip(lower=0).mask(is_city, 0)
    wrong = (districts["remitted_fen"] != up) | (districts["allotted_fen"] != down)
    counting = _counted("year_districts", live.moved(known.city))
    yield none_wrong("上解、下达与净额不符的行数", wrong, counting)
    treasury = districts["net_fen"].where(is_city, 0).groupby(districts["cycle"], sort=False).sum()
    moved = by_cycle["remitted_fen"].sum() - by_cycle["allotted_fen"].sum()
    said, of_cycle = f"{{}} 上解合计 − 下达合计 = {known.city}净额", live.treasury(known.city)
    yield from sides(said, moved, treasury, live=of_cycle)


def _account_checks(known: YearFacts, tables: Tables) -> Iterator[CheckRow]:
    """Hold each account's lines against each other, 年度汇总 and the months."""
    lines, districts = tables["accounts"], tables["year_districts"]
    keys = ["cycle", "district"]
    amounts = ["receivable_fen", "payable_fen", "net_fen"]
    last = lines.groupby(keys, sort=False).tail(1).set_index(keys)
    listed = districts.set_index(keys)
    both = last["net_fen"], listed["net_fen"]
    yield from sides("{} 年度账目末行净额 = 年度净额", *both, live=live.account_end)
    wrong = unlike(last.reset_index(), districts, keys, amounts)
    counting = _counted("year_districts", live.ends, beside="accounts")
    yield none_wrong("年度账目末行与年度汇总不符的区市数", wrong, counting)
    off = lines["receivable_fen"] - lines["payable_fen"] != lines["net_fen"]
    yield none_wrong("年度账目净额不等于应收 − 应付的行数", off, _counted("accounts", nets))
    from_end = lines.groupby(keys, sort=False).cumcount(ascending=False)
    is_month, is_sum = from_end >= _CLOSING_LINES, from_end == _CLOSING_LINES - 1
    months = lines[is_month].groupby(keys)[amounts].sum().reset_index()
    wrong = unlike(lines[is_sum], months, keys, amounts)
    counting = _counted("accounts", live.SUM_LINE, beside="accounts")
    yield none_wrong("年度账目各月之和不等于各月合计的区市数", wrong, counting)
    parts = lines[(from_end > 0) & ~is_month].groupby(keys)[amounts].sum().reset_index()
    wrong = unlike(last.reset_index(), parts, keys, amounts)
    counting = _counted("accounts", live.LAST_LINE, beside="accounts")
    yield none_wrong("年度账目各行之和不等于年度结算的区市数", wrong, counting)
    monthly = tables["districts"]
    monthly = monthly.assign(cycle=cycle_texts(monthly["month"], known.first_month))
    added = monthly.groupby(keys)[amounts].sum().reset_index()
    wrong = unlike(lines[is_sum], added, keys, amounts)
    counting = _counted("accounts", live.MONTHS_LINE, beside="districts")
    yield none_wrong("年度账目各月合计与区市汇总不符的区市数", wrong, counting)


def _quarter_texts(months: pd.Series[str]) -> Texts:
    """Return the quarter of each month: 2018Q4 of 2018-10."""
    return each(quarter_text, quarter_of(of_texts(months)))


def _quarter_checks(known: YearFacts, tables: Tables, months: pd.DataFrame) -> Iterator[CheckRow]:
    """Quarters add up to the months, alone and since October, and each nets to 0."""
    table, monthly = tables["quarters"], tables["districts"]
    net, of_quarter = table.groupby("quarter", sort=False)["net_fen"].sum(), live.net_of
    said = "{} 全部区市和市财政净额合计 = 0"
    yield from sides(said, net, net * 0, live=of_quarter("quarters", "quarter"))
    for name, column in (("应收", "receivable_fen"), ("应付", "payable_fen")):
        left, right = int(table[column].sum()), int(monthly[column].sum())
        both = held(total("quarters", column), total("districts", column))
        yield CheckRow(f"各季度{name}合计 = 各月{name}合计", left, right, live=both)
    amounts = ["receivable", "payable", "net"]
    monthly = monthly.rename(columns={f"{name}_fen": name for name in amounts})
    added = _by_quarter(known, monthly, "district", amounts)
    columns = [c for c in added.columns if c.endswith("_fen")]
    for quarter, (one, other) in _each_quarter(table, added):
        wrong = unlike(one, other, ["quarter", "district"], columns)
        counting = _of_quarter("quarters", live.quarter_sums, beside="districts", only=quarter)
        yield none_wrong(f"{quarter} 季度汇总与各月区市汇总不符的行数", wrong, counting)
    yield from _section_quarter_checks(known, tables["section_quarters"], months)


def _each_quarter(*tables: pd.DataFrame) -> Iterator[tuple[str, list[pd.DataFrame]]]:
    """Yield each quarter with its rows of tables."""
    for quarter in dict.fromkeys(str(q) for table in tables for q in table["quarter"]):
        yield quarter, [table[table["quarter"] == quarter] for table in tables]


def _section_quarter_checks(
    known: YearFacts, table: pd.DataFrame, months: pd.DataFrame
) -> Iterator[CheckRow]:
    """Hold each quarter's leaps and exceedances of the sections against their months."""
    leaps, exceeds = (months["verdict"] == word for word in (Verdict.LEAP, Verdict.EXCEED))
    amount = months["amount_fen"]
    own = months.assign(
        reward=amount.where(leaps, 0), penalty=amount.where(exceeds, 0),
        leap_months=leaps.astype(np.int64), exceed_months=exceeds.astype(np.int64),
    )  # fmt: skip
    added = _by_quarter(known, own, "section_id", ["reward", "penalty"])
    counts = own.assign(quarter=_quarter_texts(own["month"]))
    verdicts = counts.groupby(["quarter", "section_id"], as_index=False)[
        ["leap_months", "exceed_months"]
    ].sum()
    added = added.merge(verdicts, on=["quarter", "section_id"])
    for quarter, (one, other) in _each_quarter(table, added):
        for verdict, count, name in (
            (Verdict.LEAP, "leap_months", "reward"), (Verdict.EXCEED, "exceed_months", "penalty")
        ):  # fmt: skip
            columns = [count, *(c for c in added.columns if c.startswith(name))]
            wrong = unlike(one, other, ["quarter", "section_id"], columns)
            of = live.section_quarters(count, f"{name}_fen", verdict)
            counting = _of_quarter("section_quarters", of, beside="section_months", only=quarter)
            said = f"{quarter} 季度断面{verdict}与各月断面核算不符的行数"
            yield none_wrong(said, wrong, counting)


def _analysis_checks(known: YearFacts, sections: pd.DataFrame) -> Iterator[CheckRow]:
    """已做 where a record was read, 未见记录 at the other drinking sources (clause 三¶2)."""
    of = sections[_KEY].merge(known.sections, on=_KEY, how="left")
    is_source = of["is_by_month"].eq(True) | of["is_by_either"].eq(True)
    due = np.where(
        of["has_full_analysis"].eq(True), FullAnalysis.DONE, FullAnalysis.NOT_SEEN
    ).astype(object)
    wrong = sections["full_analysis"].fillna("").to_numpy() != np.where(is_source, due, "")
    yield none_wrong("全分析与输入的记录不符的断面数", wrong)


def _deadline_checks(known: YearFacts, table: pd.DataFrame) -> Iterator[CheckRow]:
    """Work the dates of clause 十 out again from the cycle's name, and what is due."""
    policy, due = known.month.policy, {}
    for text in dict.fromkeys(known.sections["cycle"]):
        last = pd.Period(f"{text[:4]}-{known.first_month:02d}", "M") + 11
        for end in (last - 9, last - 6, last - 3, last):
            months = policy.figure("quarter_notice_months").at(end.ordinal)
            due[text, f"{end.year}年第{'一二三四'[end.quarter - 1]}季度"] = end + months
        due[text, ""] = last + policy.figure("settlement_months").at(last.ordinal)
    name = table["item"].str.extract("(.*季度)")[0].fillna("")
    days = {of: f"{month.end_time:%Y-%m-%d}" for of, month in due.items()}
    expected = [days.get(of, "") for of in zip(table["cycle"], name, strict=True)]
    yield none_wrong("期限与第十条不符的行数", table["due"].to_numpy() != np.array(expected))
    is_past = (table["due"] < known.report_date).to_numpy()
    state = np.where(is_past, Due.PAST, Due.OPEN) if known.report_date != "NaT" else Due.UNKNOWN
    yield none_wrong("办理期限的状态与统计日期不符的行数", table["state"].to_numpy() != state)
    said, counting = "办理期限行数 = 周期数 × 5", held(rows_of("deadlines"))
    yield CheckRow(said, len(table), len(due), False, counting)


def _by_quarter(
    known: YearFacts, monthly: pd.DataFrame, key: str, amounts: list[str]
) -> pd.DataFrame:
    """Add the months up by quarter, and since the cycle began."""
    rows = monthly.assign(
        quarter=_quarter_texts(monthly["month"]),
        cycle=cycle_texts(monthly["month"], known.first_month),
    )
    own: Any = rows.groupby(["cycle", "quarter", key])[amounts].sum()
    so_far = own.groupby(level=["cycle", key]).cumsum()
    named = own.add_suffix("_fen").join(so_far.add_suffix("_so_far_fen")).reset_index()
    quarters: pd.DataFrame = named.drop(columns="cycle")
    return quarters


def _row_checks(known: YearFacts, tables: Tables) -> Iterator[CheckRow]:
    rows = (
        ("年度断面行数 = 各周期断面数之和", "section_years", len(known.sections)),
        ("年度汇总行数 = 周期数 × （区市数 + 市财政）", "year_districts", known.district_years),
        ("年度账目行数 = 区市数 × 账目行次", "accounts", known.account_lines),
        ("年度指标行数 = 有监测值的评价指标数", "annual_indicators", known.readings),
    )
    for said, table, right in rows:
        yield CheckRow(said, len(tables[table]), right, False, held(rows_of(table)))
