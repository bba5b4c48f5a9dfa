"""The rows of 校验 of the months: the written tables against each other and against the rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qdcalc.exact.dtypes import Bools
from qdcalc.exact.money import FEN_PER_YUAN
from qdcalc.exact.months import of_texts
from qdcalc.notice.checking import none_wrong, sides
from qdcalc.notice.description import CheckRow
from qdcalc.notice.policy import Policy
from qdcalc.table.live import held, rows_of
from qdcalc.water.inputs.cycles import districts_used, rows_used
from qdcalc.water.monthly import class_checks, part_checks, run_checks
from qdcalc.water.monthly import live_checks as live
from qdcalc.water.monthly.class_checks import in_force, spread_over
from qdcalc.water.monthly.facts import Month, MonthFacts
from qdcalc.water.monthly.live_spans import counted, rule_total
from qdcalc.water.words import UNLISTED, Clause, Transfer, Verdict

if TYPE_CHECKING:
    from qdcalc.table.live import Check

Tables = Mapping[str, pd.DataFrame]
_KEY = ["month", "section_id"]
_ROUNDED = 2  # fen by which two splits by largest remainder may differ from the exact part


def facts(month: Month, corrections: int) -> MonthFacts:
    """Count the rows that the tables must have; ``corrections`` are those of 更正影响."""
    readings, grid = month.job.tables["readings"], month.grid
    used = int((grid.row_at >= 0).sum())
    listed = districts_used(grid, month.job.policy)
    return MonthFacts(
        month.job.policy,
        month.job.interpretations,
        readings.raw.found_rows,
        used + readings.left_out + readings.repeats + readings.raw.passed_over,
        int(grid.is_listed.sum()),
        len(grid.months) * (len(listed) + 1),
        len(rows_used(grid, month.job.policy)),
        sum(month.assessment.counts),
        corrections,
        part_checks.limit_rows(month),
    )


def exact_fen(sections: pd.DataFrame, policy: Policy) -> pd.Series[Any]:
    """Return |coefficient| × annual base ÷ months [fen] of each row, exact (clause 五¶2).

    Made of the written coefficient and level and of the policy, not by the calculation's own
    functions.
    """
    months = of_texts(sections["month"])
    of = pd.DataFrame(
        {"month": months, "level": sections["control_level"].to_numpy(dtype=object),
         "coefficient": sections["coefficient"].to_numpy()}
    )  # fmt: skip
    groups = of.groupby(["month", "level", "coefficient"], sort=False).ngroup().to_numpy()
    distinct = of.iloc[np.unique(groups, return_index=True)[1]]
    spread = in_force(policy, "months_per_year", distinct["month"].to_numpy())
    bases = in_force(policy, "annual_base_yuan", distinct["month"].to_numpy())
    parts = zip(distinct["coefficient"].tolist(), bases, distinct["level"], spread, strict=True)
    values = [
        Fraction(abs(c) * base.get(level, 0) * FEN_PER_YUAN, n) for c, base, level, n in parts
    ]
    known = np.empty(len(values), dtype=object)
    known[:] = values
    return pd.Series(known[groups], index=sections.index, dtype=object)


def half_up(exact: pd.Series[Any]) -> pd.Series[Any]:
    """Round exact fen half-up."""
    codes, distinct = pd.factorize(exact.to_numpy(dtype=object))
    rounded = np.array([int(v * 2 + 1) // 2 for v in distinct], dtype=object)
    return pd.Series(rounded[codes], index=exact.index, dtype=object)


def checks(known: MonthFacts, tables: Tables) -> Iterator[CheckRow]:
    """Hold the months' tables against each other and against the rule; rows in and out."""
    sections, flows, accounts = (tables[n] for n in ("section_months", "flows", "districts"))
    for column, said in (("month", "{}"), ("section_id", "序号 {}")):
        amount = sections.groupby(column, sort=False)["amount_fen"].sum()
        flowing = flows.groupby(column, sort=False)["amount_fen"].sum()
        yield from sides(
            f"{said} 断面金额合计 = 资金流向合计", amount, flowing, live=_section_sums(column)
        )
    by_row = [frame.groupby(_KEY, sort=False)["amount_fen"].sum() for frame in (sections, flows)]
    keys = by_row[0].index.union(by_row[1].index, sort=False)
    left, right = (side.reindex(keys, fill_value=0).to_numpy() for side in by_row)
    counting = counted("section_months", live.unlike_flows, beside="flows")
    yield none_wrong("断面当月金额与资金流向不符的个数", left != right, counting)
    yield from _amount_checks(known, sections)
    yield from class_checks.month_checks(known, tables)
    yield from _district_checks(known, flows, accounts)
    yield from _relation_checks(known, flows, tables["relations"])
    yield from _part_checks(flows, tables["relations"], tables["pair_parts"])
    yield from part_checks.checks(known, tables)
    yield from _side_checks(known, sections, flows)
    yield from _row_checks(known, tables)
    yield from run_checks.checks(tables)
    yield from _correction_checks(known, tables)


def _amount_checks(known: MonthFacts, sections: pd.DataFrame) -> Iterator[CheckRow]:
    """金额 = |系数| × 基准 ÷ 12 in every row, the coefficient by the verdict (五¶2, 七¶1)."""
    due = half_up(exact_fen(sections, known.policy))
    written = sections["amount_fen"].astype(object)
    by_month = [side.groupby(sections["month"], sort=False).sum() for side in (written, due)]
    months = of_texts(sections["month"])
    rule = f"|系数| × 年度基准 ÷ {spread_over(known.policy, months)}"
    yield from sides(f"{{}} 断面金额合计 = {rule} 合计", *by_month, live=_rule_sums)
    counting = counted("section_months", live.unlike_rule, figures=live.AMOUNT_FIGURES)
    yield none_wrong(f"金额不等于 {rule} 的行数", written != due, counting)
    leap, within, beyond = (
        in_force(known.policy, f"{name}_coefficient", months)
        for name in ("leap", "within", "beyond")
    )
    verdict, coefficient = sections["verdict"], sections["coefficient"].to_numpy()
    is_exceeding = (verdict == Verdict.EXCEED).to_numpy()
    allowed = np.where(verdict == Verdict.LEAP, coefficient == leap, coefficient == 0)
    penalty = (coefficient == -within) | (coefficient == -beyond)
    wrong = ~np.where(is_exceeding, penalty, allowed).astype(bool)
    counting = counted("section_months", live.coefficients, figures=live.COEFFICIENTS)
    yield none_wrong("系数与判定不符的行数", wrong, counting)
    signs = np.sign(coefficient)
    kinds = np.where(signs > 0, Transfer.REWARD, np.where(signs < 0, Transfer.PENALTY, ""))
    off = sections["kind"].fillna("").to_numpy() != kinds
    yield none_wrong("奖惩与系数不符的行数", off, counted("section_months", live.kinds))


def is_listed(rows: pd.DataFrame, listed: pd.DataFrame, names: tuple[str, ...]) -> Bools:
    """Say which rows have their section's target, level and names as 采用断面 lists them."""
    columns = ["section_id", "target_class", "control_level", *names]
    known = pd.MultiIndex.from_frame(listed[columns].astype(object).fillna(""))
    found = pd.MultiIndex.from_frame(rows[columns].astype(object).fillna("")).isin(known)
    return np.asarray(found, dtype=bool)


def _district_checks(
    known: MonthFacts, flows: pd.DataFrame, accounts: pd.DataFrame
) -> Iterator[CheckRow]:
    """Add the transfers up again by district and compare them with 区市汇总."""
    moving = flows[flows["kind"] != Transfer.SELF]
    for name, role, column in (
        ("应收", "payee", "receivable_fen"),
        ("应付", "payer", "payable_fen"),
    ):
        again = moving.groupby(["month", moving[role].rename("district")])["amount_fen"].sum()
        listed = accounts.groupby(["month", "district"])[column].sum()
        keys = listed.index.union(again.index)
        left, right = (side.reindex(keys, fill_value=0).to_numpy() for side in (listed, again))
        counting = counted("districts", live.account(column, role), beside="flows")
        yield none_wrong(f"{name}与流向不符的区市月份数", left != right, counting)
        total = int(moving["amount_fen"].sum())
        yield CheckRow(
            f"区市{name}合计 = 流向合计（不含自抵）", int(accounts[column].sum()), total,
            live=held(live.total("districts", column), live.moving),
        )  # fmt: skip
    nets = accounts.groupby("month", sort=False)["net_fen"].sum()
    yield from sides(
        "{} 全部区市和市财政净额合计 = 0", nets, nets * 0,
        live=lambda month: held(live.total("districts", "net_fen", key="month", value=month)),
    )  # fmt: skip
    net = accounts["receivable_fen"] - accounts["payable_fen"]
    counting = counted("districts", live.nets)
    yield none_wrong("净额不等于应收 − 应付的行数", net != accounts["net_fen"], counting)


def _relation_checks(
    known: MonthFacts, flows: pd.DataFrame, relations: pd.DataFrame
) -> Iterator[CheckRow]:
    """Add the transfers up again by payer and payee and compare them with 收付关系."""
    keys = ["month", "payer", "payee"]
    listed = relations.groupby(keys)[["penalty_fen", "reward_fen"]].sum()
    for kind, column in ((Transfer.PENALTY, "penalty_fen"), (Transfer.REWARD, "reward_fen")):
        again = flows[flows["kind"] == kind].groupby(keys)["amount_fen"].sum()
        written = listed[column]
        said = f"收付关系{kind}合计 = 资金流向{kind}合计"
        formulas = held(live.total("relations", column), live.of_kind("flows", kind))
        yield CheckRow(said, int(written.sum()), int(again.sum()), live=formulas)
        both = written.index.union(again.index)
        left, right = (side.reindex(both, fill_value=0).to_numpy() for side in (written, again))
        counting = counted("relations", live.relation(kind, column), beside="flows")
        yield none_wrong(f"收付关系{kind}与资金流向不符的行数", left != right, counting)
    total = relations["penalty_fen"] + relations["reward_fen"]
    for said, wrong, of in (
        ("合计不等于赔付 + 奖励", total != relations["total_fen"], live.relation_totals),
        ("中付给自己", relations["payer"] == relations["payee"], live.to_oneself),
    ):
        yield none_wrong(f"收付关系{said}的行数", wrong, counted("relations", of))


def _rule_sums(month: Any) -> Check:
    """Return the sum of 断面核算's amounts of a month, and what the rule gives of its rows."""
    own = live.total("section_months", "amount_fen", key="month", value=month)
    return held(own, rule_total(month))


def _section_sums(key: str) -> Callable[[Any], Check]:
    """Return the sums of 断面核算 and of 资金流向 for a key."""
    return lambda value: held(
        live.total("section_months", "amount_fen", key=key, value=value),
        live.total("flows", "amount_fen", key=key, value=value),
    )


def _part_checks(
    flows: pd.DataFrame, relations: pd.DataFrame, parts: pd.DataFrame
) -> Iterator[CheckRow]:
    """Hold what is listed against every possible part: a change may need a row that is not there.

    Such a row can't appear by itself in the workbook: the sums differ until qdcalc runs again.
    """
    again = f"不等时缺收付分摊里写“{UNLISTED}”的，请改输入后重新运行"
    every = int(parts["part_fen"].sum())
    yield part_checks.lacking_rows("资金流向", "收付分摊", "pair_parts", "付给金额")
    yield CheckRow(
        f"资金流向合计 = 收付分摊合计（{again}）", int(flows["amount_fen"].sum()), every,
        live=held(live.total("flows", "amount_fen"), live.total("pair_parts", "part_fen")),
    )  # fmt: skip
    moving = int(parts.loc[parts["payer"] != parts["payee"], "part_fen"].sum())
    sums = held(live.total("relations", "total_fen"), live.total("districts", "payable_fen"))
    said = f"收付关系合计 = 收付分摊合计（不含自抵；{again}）"
    yield CheckRow(said, int(relations["total_fen"].sum()), moving, live=sums)


def _side_checks(
    known: MonthFacts, sections: pd.DataFrame, flows: pd.DataFrame
) -> Iterator[CheckRow]:
    """Count the transfers on the wrong side, of the wrong kind or of the wrong share."""
    told = sections[[*_KEY, "verdict", "responsible", "amount_fen"]]
    joined = flows.merge(told, on=_KEY, how="left", suffixes=("", "_section"))
    for verdict, role, said in (
        (Verdict.EXCEED, "payer", "付款方"),
        (Verdict.LEAP, "payee", "收款方"),
    ):
        rows = joined[joined["verdict"] == verdict]
        listed = rows["responsible"].str.split("、").explode()
        answers = (listed == rows[role].reindex(listed.index)).groupby(level=0).any()
        of = live.not_responsible(verdict, role)
        counting = counted("flows", of, beside="section_months")
        yield none_wrong(f"{verdict}断面{said}不是责任区市的流向数", ~answers, counting)
    others = ~joined["verdict"].isin([Verdict.EXCEED, Verdict.LEAP])
    counting = counted("flows", live.other_verdicts, beside="section_months")
    yield none_wrong("没有超标也没有跃升的断面的流向数", others, counting)
    own = (joined["payer"] == joined["payee"]).to_numpy()
    by_verdict = joined["verdict"].map(
        {Verdict.EXCEED.value: Transfer.PENALTY.value, Verdict.LEAP.value: Transfer.REWARD.value}
    )
    is_self = (joined["kind"] == Transfer.SELF).to_numpy()
    counting = counted("flows", live.to_itself)
    yield none_wrong("自抵与收付双方不符的流向数", is_self != own, counting)
    wrong = ~is_self & (joined["kind"] != by_verdict).to_numpy()
    counting = counted("flows", live.other_kinds, beside="section_months")
    yield none_wrong("类型与判定不符的流向数", wrong, counting)
    determined = joined["clause"].str.contains(Clause.DETERMINED.value, regex=False)
    yield none_wrong(
        f"没有责任认定而与均分相差超过 {_ROUNDED} 分的流向数",
        ~determined.to_numpy(dtype=bool) & _is_unequal(joined),
    )


def _is_unequal(joined: pd.DataFrame) -> Bools:
    """Say which transfers are not an equal share of their section's amount, but for rounding."""
    rows = joined.groupby(_KEY, sort=False)
    parts = rows["payer"].transform("nunique") * rows["payee"].transform("nunique")
    whole = joined["amount_fen_section"].fillna(0).astype(np.int64)
    off = (joined["amount_fen"] - whole // parts).abs()
    return np.asarray(off > _ROUNDED, dtype=bool)


def _row_checks(known: MonthFacts, tables: Tables) -> Iterator[CheckRow]:
    names = ("river", "section", "section_type", "responsible", "destination")
    listed = is_listed(tables["section_months"], tables["sections_used"], names)
    yield none_wrong("与采用断面不符的断面核算行数", ~listed)
    said = "监测数据表头下的非空行数 = 参加核算 + 其他周期 + 重复不计 + 合计等不计的行数"
    yield CheckRow(said, known.rows_found, known.rows_accounted, is_hundredths=False)
    rows = (
        ("断面核算行数 = 各月断面数之和", "section_months", known.section_months),
        ("区市汇总行数 = 月份数 × （区市数 + 市财政）", "districts", known.district_months),
        ("采用断面行数 = 断面清单的断面数", "sections_used", known.sections),
    )
    for said, table, right in rows:
        yield CheckRow(said, len(tables[table]), right, False, held(rows_of(table)))
    judged = int(tables["indicators"]["water_class"].notna().sum())
    said = "指标明细有类别的行数 = 参加评价的监测值个数"
    yield CheckRow(said, judged, known.readings, is_hundredths=False)


def _correction_checks(known: MonthFacts, tables: Tables) -> Iterator[CheckRow]:
    """Hold 更正影响 against the tables that it tells of."""
    moved = tables["corrections"]
    if not (len(moved) or known.corrections):
        return
    difference = moved["after_fen"] - moved["before_fen"]
    yield none_wrong(
        "更正影响中差额不等于更正后 − 更正前的行数", difference != moved["difference_fen"]
    )
    yield CheckRow(
        "更正影响行数 = 有变化的项数", len(moved), known.corrections, is_hundredths=False
    )
    for scope, table, key, column, amount in (
        ("断面月份", "section_months", "section_id", "section_id", "amount_fen"),
        ("区市月份", "districts", "district", "name", "net_fen"),
    ):
        rows = moved[moved["scope"] == scope]
        now = tables[table].groupby(["month", key])[amount].sum()
        wanted = pd.MultiIndex.from_frame(rows[["period", column]])
        after = now.reindex(wanted, fill_value=0).to_numpy()
        yield none_wrong(
            f"更正影响中{scope}的更正后金额与结果不符的行数", after != rows["after_fen"]
        )
