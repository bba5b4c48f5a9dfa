"""The rows of 校验 of the quality prize: the written tables, the input and the rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qdcalc.award import live_checks as live
from qdcalc.award.answers import ASKED, answer_states, state_of
from qdcalc.award.inputs import APPLICATIONS
from qdcalc.award.operating import operating_states
from qdcalc.award.outputs import GIVEN, LABELS
from qdcalc.award.publicity import DAY
from qdcalc.award.scale import scale_states
from qdcalc.award.verdicts import CLAUSES, CONDITIONS, unmet_clauses
from qdcalc.award.withdrawals import days_after
from qdcalc.award.words import (
    COUNTED,
    BanScope,
    BothPrizes,
    Fate,
    Ground,
    PublicityStart,
    State,
    Verdict,
)
from qdcalc.exact.blanks import keys
from qdcalc.exact.months import ordinals
from qdcalc.notice.checking import none_wrong, unlike
from qdcalc.notice.description import CheckRow
from qdcalc.table.live import held, rows_of, wrong_rows, zero

if TYPE_CHECKING:
    from qdcalc.award.facts import AwardFacts
    from qdcalc.exact.dtypes import Bools

Tables = Mapping[str, pd.DataFrame]
# the amounts of 资格审查 that stand in 申报组织
SUMMED = tuple(name for name in GIVEN if APPLICATIONS.column(name).kind.is_money)
_wrong = partial(wrong_rows, "examined")


def checks(known: AwardFacts, due: Mapping[str, int], tables: Tables) -> Iterator[CheckRow]:
    """Hold the written tables against each other, the input and the rule.

    Parameters
    ----------
    known : AwardFacts
    due : mapping of str to int
        By the input: how many rows a table has, the sum of a column [fen].
    tables : mapping of str to DataFrame
    """
    for name, said in (
        ("missing", "待补材料行数 = 申报组织里待定和空白的格数"),
        ("followed", "获奖跟踪行数 = 没有事由的奖项数 + 奖项和事由的对数"),
        ("publicity", "公示行数 = 有没有公示起始日"),
    ):
        yield CheckRow(said, len(tables[name]), due[name], False)
    if known.has_applications:
        yield from _application_checks(known, tables)
        yield from _condition_checks(known, due, tables["examined"])
        yield from _prize_checks(known, tables)
    if len(tables["publicity"]):
        yield from _publicity_checks(known, tables["publicity"])
    followed = tables["followed"]
    yield from _award_checks(known, followed)
    total = int(followed["prize_fen"].sum())
    yield CheckRow("奖金：获奖跟踪各行合计 = 输入各行合计", total, due["prize_fen"])


def _application_checks(known: AwardFacts, tables: Tables) -> Iterator[CheckRow]:
    """申报数 = 合格 + 不合格 + 待确认 + 不适用; 结论 and 未满足条款 by the conditions (八、九)."""
    rows, sums = tables["examined"], tables["quotas"]
    yield CheckRow(
        "申报组织表头下的非空行数 = 资格审查行数 + 重复不计 + 合计等不计的行数",
        known.rows[0], len(rows) + known.rows[1], False,
        held(zero, rows_of("examined", known.rows[1])),
    )  # fmt: skip
    for line in sums.to_dict("records"):
        right = sum(int(line[name]) for name in COUNTED)
        yield CheckRow(
            f"{line['prize']}：申报数 = 合格 + 待确认 + 不合格 + 不适用",
            int(line["applications"]), right, False, live.of_prize(str(line["prize"])),
        )  # fmt: skip
    again = rows.assign(
        applications=1, **{name: (rows["verdict"] == word) * 1 for name, word in COUNTED.items()}
    )
    names = ["applications", *COUNTED]
    counted = again.groupby("prize")[names].sum().reindex(sums["prize"]).fillna(0).astype("int64")
    yield none_wrong(
        "与资格审查不符的名额奖金行数", unlike(sums, counted.reset_index(), ["prize"], names),
        wrong_rows("quotas", live.counts, beside="examined"),
    )  # fmt: skip
    states = rows[list(CONDITIONS)]
    is_outside = (rows["verdict"] == Verdict.OUTSIDE).to_numpy(dtype=bool)
    due = np.select(
        [is_outside, (states == State.UNMET).any(axis=1), (states == State.OPEN).any(axis=1)],
        [Verdict.OUTSIDE, Verdict.UNFIT, Verdict.OPEN],
        Verdict.FIT,
    )
    wrong = (rows["verdict"].to_numpy(dtype=object) != due) | (
        states.isna().any(axis=1).to_numpy() != is_outside
    )
    yield none_wrong("结论与各项条件不符的行数", wrong, _wrong(live.verdicts))
    words = {clause: known.policy.clause_words(clause) for clause in CLAUSES.values()}
    unmet = unmet_clauses(states, words)
    yield none_wrong("未满足条款与各项条件不符的行数", rows["unmet"].fillna("") != unmet)


def _condition_checks(
    known: AwardFacts, due: Mapping[str, int], rows: pd.DataFrame
) -> Iterator[CheckRow]:
    """Hold the written figures against the input, the conditions against them (三、八、九)."""
    for name in SUMMED:
        said = f"{APPLICATIONS.column(name).label}：资格审查合计 = 申报组织合计（有效期内）"
        total = int(rows[name].fillna(0).sum())
        yield CheckRow(said, total, due[name], live=held(live.sum_of("examined", name), zero))
    few = rows[rows["verdict"] != Verdict.OUTSIDE].reset_index(drop=True)
    wrong = np.zeros(len(few), dtype=bool)
    for name in ASKED:
        wrong |= few[name].to_numpy(dtype=object) != answer_states(few, name)
    yield none_wrong("所填的是、否、待定与条件不符的行数", wrong)
    figures, registered = known.figures, pd.to_datetime(few["registered"])
    count, until = few["accident_count"], few["ban_until"]
    told = {
        "operating": operating_states(registered, known.base, figures.years_operating),
        "scale": scale_states(few, figures.scale, known.vat, known.other),
        "accidents": state_of(
            (count.fillna(0) > 0).to_numpy(dtype=bool), count.isna().to_numpy(dtype=bool)
        ),
        "ban": state_of(until.notna().to_numpy(dtype=bool), np.zeros(len(few), dtype=bool)),
    }
    for name, states in told.items():
        wrong = few[name].to_numpy(dtype=object) != states
        yield none_wrong(f"{LABELS[name]}与数额、日期不符的行数", wrong)


def _prize_checks(known: AwardFacts, tables: Tables) -> Iterator[CheckRow]:
    """奖金合计 = the chosen and 合格 × 500,000; 空缺 = 名额 − 拟奖励, never below 0 (七、十九)."""
    rows, sums, listed = tables["examined"], tables["quotas"], tables["prizes"]
    both = listed.merge(rows[["organisation", "prize", "verdict"]], on=["organisation", "prize"])
    fit = both[both["verdict"] == Verdict.FIT]
    once = known.both is BothPrizes.ONCE
    paid = len(set(keys(fit["organisation"]))) if once else len(fit)
    said = "组织数" if once else "行数"
    total = int(listed["prize_fen"].sum())
    yield CheckRow(
        f"奖金合计 = 拟奖励而且合格的{said} × 每个组织的奖励", total, paid * known.prize_fen,
        live=held(live.sum_of("prizes"), zero),
    )  # fmt: skip
    added = int(sums["prize_fen"].sum())
    yield CheckRow(
        "奖金：奖金明细合计 = 名额奖金合计", total, added,
        live=held(live.sum_of("prizes"), live.sum_of("quotas")),
    )  # fmt: skip
    unpaid = (both["verdict"] != Verdict.FIT).to_numpy() & (both["prize_fen"] > 0).to_numpy()
    yield none_wrong("不合格或待确认而有奖金的行数", unpaid)
    odd = ~listed["prize_fen"].isin([0, known.prize_fen])
    yield none_wrong(
        "奖金不是 0 也不是规定数额的行数",
        odd,
        wrong_rows("prizes", live.amounts) if len(listed) else None,
    )
    chosen = listed["prize"].value_counts().reindex(sums["prize"]).fillna(0).to_numpy(dtype=int)
    quota = known.figures.quota
    wrong = (sums["chosen"] != chosen) | (sums["quota"] != quota) | (sums["chosen"] > quota)
    wrong |= sums["vacant"] != sums["quota"] - sums["chosen"]
    yield none_wrong(
        "拟奖励数、名额、空缺数不符或超过名额的行数", wrong, wrong_rows("quotas", live.vacancies)
    )


def _publicity_checks(known: AwardFacts, publicity: pd.DataFrame) -> Iterator[CheckRow]:
    """Count the working days of the publicity one by one (十七)."""
    first, last, after = (
        publicity[name].to_numpy(dtype="datetime64[D]")[0]
        for name in ("first", "last", "submitted_from")
    )
    assert known.calendar is not None
    begins = first if known.publicity is PublicityStart.SAME_DAY else first + DAY
    worked = known.calendar.is_workday(np.arange(begins, last + DAY))
    due = known.figures.publicity_workdays
    yield CheckRow("公示期的工作日数 = 规定的工作日数", int(worked.sum()), due, False)
    ends = bool(worked[-1]) and after == last + DAY
    yield none_wrong("截止日不是工作日，或最早报批日不是次日", [not ends])


def _award_checks(known: AwardFacts, rows: pd.DataFrame) -> Iterator[CheckRow]:
    """Hold watch, withdrawals and what is recovered to dates and grounds (二十五、二十七)."""
    told = rows[["organisation", "edition", "prize"]].drop_duplicates()
    yield CheckRow("获奖组织行数 = 获奖跟踪里的奖项数", known.awards, len(told), False)
    if rows.empty:
        return
    days = {
        name: pd.to_datetime(rows[name])
        for name in ("announced", "watch_ends", "occurred", "found", "banned_until")
    }
    policy = known.policy
    watch = policy.figure("watch_years").of(ordinals(days["announced"]))
    due = days_after(days["announced"], watch)
    wrong = (days["watch_ends"] != due).to_numpy(dtype=bool)
    is_one = len(policy.figure("watch_years").versions) == 1  # else a row's own is looked up
    counted = wrong_rows("followed", live.watches) if is_one else None
    yield none_wrong("观察期截止与公布日期不符的行数", wrong, counted)
    is_fraud = (rows["ground"] == Ground.FRAUD).to_numpy(dtype=bool)
    within = ((days["occurred"] > days["announced"]) & (days["occurred"] <= due)).to_numpy()
    fate = rows["fate"]
    wrong = np.select(
        [fate == Fate.NONE, fate == Fate.PENDING, fate == Fate.WITHDRAWN],
        [rows["ground"].notna(), rows["ground"].isna(), ~(is_fraud | within)],
        is_fraud | within,
    )
    yield none_wrong("结果与事由、日期不符的行数", wrong, wrong_rows("followed", live.fates))
    yield none_wrong("追缴奖金与结果、事由不符的奖项数", _wrongly_recovered(rows, is_fraud))
    is_barring = ~is_fraud | (known.ban is BanScope.ALL)
    bars = (fate == Fate.WITHDRAWN).to_numpy() & is_barring
    until = pd.Series(pd.NaT, index=rows.index, dtype=days["found"].dtype)
    ban = policy.figure("ban_years").of(ordinals(days["found"][bars]))
    until[bars] = days_after(days["found"][bars], ban)
    same = (days["banned_until"] == until) | (days["banned_until"].isna() & until.isna())
    yield none_wrong("禁报至与认定日期、结果不符的行数", ~same, wrong_rows("followed", live.bans))


def _wrongly_recovered(rows: pd.DataFrame, is_fraud: Bools) -> Bools:
    """Say of each prize whether not all of it is recovered once for fraud, or else anything is."""
    frauds = pd.Series(is_fraud) & (rows["fate"] == Fate.WITHDRAWN)
    blank = rows["fate"].isin([Fate.NONE, Fate.PENDING])
    names = ["organisation", "edition", "prize"]
    told = rows.assign(
        due=rows["prize_fen"].where(frauds, 0), recovered=rows["recovered_fen"].fillna(0),
        odd=rows["recovered_fen"].isna() != blank,
    )  # fmt: skip
    sums = told.groupby(names, sort=False).agg(
        due=("due", "max"), recovered=("recovered", "sum"), odd=("odd", "any")
    )
    return ((sums["due"] != sums["recovered"]) | sums["odd"]).to_numpy(dtype=bool)
