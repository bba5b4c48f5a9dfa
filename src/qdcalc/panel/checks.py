"""The rows of 校验 of the citizens' panel: the written tables, the input and the rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from qdcalc.notice.checking import none_wrong
from qdcalc.notice.description import CheckRow
from qdcalc.panel import live_checks as live
from qdcalc.panel.facts import PanelFacts
from qdcalc.panel.words import GROUPS, SHARE, VENUE, VOTES, WHOLE, Verdict
from qdcalc.table.live import held, rows_of, wrong_rows, zero

Tables = Mapping[str, pd.DataFrame]
_LABELS = {
    "venues": "会场", "composition": "构成", "roster": "代表名册", "issued": "评议票发放",
    "votes": "评议票", "points": "档次分值", "departments": "部门分组",
}  # fmt: skip


def checks(known: PanelFacts, taken: Mapping[str, int], tables: Tables) -> Iterator[CheckRow]:
    """Hold the written tables against each other, the input and the rules.

    ``taken`` says how many rows of each input were calculated with, ``votes_sum`` their votes.
    """
    for name, (found, left_out) in known.rows.items():
        yield CheckRow(
            f"{_LABELS[name]}表头下的非空行数 = 采用行数 + 重复不计 + 合计等不计的行数",
            found, taken[name] + left_out, is_hundredths=False,
        )  # fmt: skip
    yield from _quota_checks(tables["quotas"], tables["quota_checks"], tables["quota_sheet"])
    if len(tables["roster_checks"]):
        yield from _roster_checks(tables["roster_checks"], tables["quotas"], taken["roster"])
    if len(tables["ballot_checks"]):
        yield from _ballot_checks(tables["ballot_checks"], tables["quotas"], known)
    if len(tables["tally"]):
        yield from _tally_checks(tables["tally"], taken["votes_sum"])
    if len(tables["points_used"]):
        yield from _points_checks(tables["points_used"], tables["tally"])


def _quota_checks(
    quotas: pd.DataFrame, sums: pd.DataFrame, sheet: pd.DataFrame
) -> Iterator[CheckRow]:
    """Quotas add up to each venue's people and lie within one of the exact value (附件3)."""
    size, people, whole = (quotas[name] for name in ("size", "people", "whole"))
    product = size * people
    low, high = product // whole, -(-product // whole)
    is_raised = quotas["rest"].isna() & (product > 0)
    wrong = ((quotas["quota"] < low) | (quotas["quota"] > high)) & ~is_raised
    counted = wrong_rows("quotas", live.off_exact)
    yield none_wrong("名额与精确值相差一名以上的行数", wrong, counted)
    each = quotas.groupby(["venue", "group"], sort=False).agg(
        quota=("quota", "sum"), size=("size", "first")
    )
    left, right = int(each["quota"].sum()), int(each["size"].sum())
    yield CheckRow("名额合计 = 各会场每组人数之和", left, right, False,
                   held(live.quota_total, live.size_total))  # fmt: skip
    yield none_wrong("名额之和不等于每组人数的会场和组数", each["quota"] != each["size"])
    given = (quotas["turn"] <= quotas["left"]).fillna(False).astype("int64")
    yield none_wrong("名额不等于先分名额加余数一名的行数",
                     quotas["quota"] != quotas["base"] + given,
                     wrong_rows("quotas", live.off_turn))  # fmt: skip
    expected = len(each) + len(GROUPS) + 1
    yield CheckRow("名额核对行数 = 会场和组数 + 组数 + 1", len(sums), expected, False,
                   held(rows_of("quota_checks"), zero))  # fmt: skip
    even = np.where(sums["left"] == sums["right"], str(Verdict.PASSED), str(Verdict.FAILED))
    wrong_sums = (sums["verdict"] != even) | (sums["left"] - sums["right"] != sums["difference"])
    yield none_wrong("名额核对结果与左值、右值不符的行数", wrong_sums,
                     wrong_rows("quota_checks", live.off_verdict))  # fmt: skip
    twice = sheet.duplicated(["group", "category"])
    yield none_wrong("名额总表里重复的组别和类别数", twice)
    own = sheet[sheet["category"] != WHOLE]
    yield CheckRow("名额总表合计 = 名额分配合计", int(own["every"].sum()), left, False,
                   held(live.sheet_total, live.quota_total))  # fmt: skip
    venues = [name for name in sheet.columns if name.startswith(VENUE)]
    off = sheet[venues].sum(axis=1) != sheet["every"]
    yield none_wrong("名额总表合计列不等于各会场之和的行数", off)


def _roster_checks(roster: pd.DataFrame, quotas: pd.DataFrame, people: int) -> Iterator[CheckRow]:
    yield CheckRow("名册核对实有合计 = 代表名册采用行数", int(roster["there"].sum()), people, False,
                   held(live.there_total, zero))  # fmt: skip
    wrong = roster["there"] - roster["quota"] != roster["difference"]
    yield none_wrong(
        "名册核对差额不等于实有减名额的行数", wrong, wrong_rows("roster_checks", live.off_there)
    )
    keys = ["venue", "group", "category"]
    both = roster.merge(quotas[[*keys, "quota"]], on=keys, how="left", suffixes=("", "_of"))
    yield none_wrong(
        "名册核对名额与名额分配不符的行数", (both["quota"] != both["quota_of"]).fillna(True)
    )


def _ballot_checks(
    ballots: pd.DataFrame, quotas: pd.DataFrame, known: PanelFacts
) -> Iterator[CheckRow]:
    off = (ballots["issued"] - ballots["quota"] != ballots["issued_difference"]) | (
        ballots["returned"] - ballots["issued"] != ballots["returned_difference"]
    )
    yield none_wrong("评议票核对差额不符的行数", off, wrong_rows("ballot_checks", live.off_ballots))
    own, whole = ballots[ballots["venue"] != WHOLE], ballots[ballots["venue"] == WHOLE]
    for name, said in (("issued", "发放数"), ("returned", "回收数"), ("invalid", "无效票")):
        yield CheckRow(f"评议票核对合计行{said} = 各会场{said}之和", int(whole[name].sum()),
                       int(own[name].sum()), False,
                       held(live.ballot_total(name, True),
                            live.ballot_total(name, False)))  # fmt: skip
    sums = quotas.groupby(["venue", "group"])["quota"].sum()
    expected = sums.reindex(pd.MultiIndex.from_frame(own[["venue", "group"]])).to_numpy()
    yield none_wrong("评议票核对名额与名额分配不符的行数", own["quota"].to_numpy() != expected)
    yield none_wrong("合计行名额不等于每组评议票数的组数", whole["quota"] != known.tickets)


def _tally_checks(tally: pd.DataFrame, votes: int) -> Iterator[CheckRow]:
    names = [name for name in tally.columns if name.startswith(VOTES)]
    total = int(tally[names].to_numpy().sum())
    yield CheckRow("计票票数合计 = 评议票采用的票数", total, votes, False,
                   held(live.votes_total, zero))  # fmt: skip
    yield none_wrong("有效票不等于各档次票数之和的行数", tally[names].sum(axis=1) != tally["valid"],
                     wrong_rows("tally", live.off_valid))  # fmt: skip
    gone = (tally["back"] - tally["valid"] != tally["abstained"]).fillna(False)
    yield none_wrong("弃权不等于收回有效票减有效票的行数",
                     gone | (tally["back"].isna() != tally["abstained"].isna()),
                     wrong_rows("tally", live.off_abstained))  # fmt: skip
    shares = [SHARE + name.removeprefix(VOTES) for name in names]
    some = tally["valid"] > 0
    off = ((tally[shares].sum(axis=1) - 1).abs() > 1e-9) & some
    yield none_wrong("各档次占比之和不是 100% 的行数", off, wrong_rows("tally", live.off_shares))
    # twice the score times the divisor is within the divisor of twice the sum
    rest = 2 * (tally["score_x100"] * tally["divisor"] - tally["points_sum_x100"])
    off = ((rest > tally["divisor"]) | (rest <= -tally["divisor"])).fillna(False)
    yield none_wrong("得分与分值合计、除数不符的行数",
                     off | (tally["score_x100"].isna() != (tally["divisor"] == 0)),
                     wrong_rows("tally", live.off_score))  # fmt: skip
    yield none_wrong("得分高而组内排名靠后的部门数", _out_of_order(tally))


def _points_checks(points: pd.DataFrame, tally: pd.DataFrame) -> Iterator[CheckRow]:
    """Every grade of 计票 has its points once; 分值合计 is the votes by them (二(三))."""
    names = [name for name in tally.columns if name.startswith(VOTES)]
    yield CheckRow("采用分值行数 = 计票的档次数", len(points), len(names), False,
                   held(rows_of("points_used"), zero))  # fmt: skip
    worth = dict(zip(VOTES + points["grade"], points["points_x100"], strict=True))
    weights = np.array([worth.get(name, 0) for name in names], dtype=np.int64)
    total = tally[names].to_numpy(dtype=np.int64) @ weights
    yield none_wrong("分值合计不等于票数乘分值之和的行数", tally["points_sum_x100"] != total)


def _out_of_order(tally: pd.DataFrame) -> pd.Series[bool]:
    """Say whose rank in the group is not 1 and the number of those with a larger shown score.

    Scores that differ are shown differently or alike, so among equal shown ones any order stands.
    """
    scores = tally["score_x100"]
    above = scores.groupby(tally["group"]).rank(method="min", ascending=False)
    below = scores.groupby(tally["group"]).rank(method="max", ascending=False)
    ranks = tally["rank_in_group"].astype("Float64")
    return ((ranks < above) | (ranks > below)).fillna(False)
