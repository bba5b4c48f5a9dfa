"""The document of the citizens' panel: quotas, roster, ballots, tally and ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from qdcalc.document.model import Block, Document, Paragraph, Part, PrintedTable
from qdcalc.document.model import TableColumn as Column
from qdcalc.document.parts import annex, chosen, heading, numbered, remarks, texts_of
from qdcalc.exact.texts import listed
from qdcalc.panel.charts import quotas as quota_picture
from qdcalc.panel.charts import scores as score_picture
from qdcalc.panel.sentences import score_text
from qdcalc.panel.words import GROUPS, SHARE, VENUE, VOTES, WHOLE, Ballots, Count, Rank, Verdict
from qdcalc.result.headline import records

if TYPE_CHECKING:
    from qdcalc.notice.reporting import Request
    from qdcalc.result.result import Result

TITLE = "“三民”活动市民代表名额和评议结果"
QUOTAS_ONLY = "“三民”活动市民代表名额分配表"
EVERYONE = "各区、市人民政府，青岛高新区管委，市政府各部门："
_TONES = {str(word): "bad" for word in (Verdict.FAILED, Count.SHORT, Count.OVER)}
_TONES |= {str(word): "bad" for word in Ballots if word is not Ballots.EVEN}
_MOST_ROWS = 60  # of a list that a document prints
_MOST_GRADES = 6  # whose shares fit beside their votes
Frame = pd.DataFrame


def report(result: Result, request: Request) -> Document:
    """Compose the document: the quotas of each group, and what roster, ballots and votes give.

    Parameters
    ----------
    result : Result
        Of the citizens' panel.
    request : Request
        The day of issue.
    """
    has_tally = bool(len(result.tables["tally"]))
    title = TITLE if has_tally else QUOTAS_ONLY
    sections: list[tuple[str, str, Sequence[Block]]] = [
        ("概述", "总体情况", [Paragraph(text) for text in result.headline.sentences]),
        ("名额", "市民代表名额", [*_quotas(result.tables["quota_sheet"]), quota_picture(result)]),
        ("核对", "名额核对", _sums(result.tables["quota_checks"])),
        ("名册", "代表名册", _roster(result.tables["roster_checks"])),
        ("评议票", "评议票的发放和回收", _ballots(result.tables["ballot_checks"])),
        ("评议结果", "各部门评议结果", _tally(result) if has_tally else []),
        ("述职安排", "述职安排", _timetable(result)),
        ("依据", "依据", _clauses(result)),
    ]
    parts = [
        Part(name, ((heading(said), *blocks) if blocks else ())) for name, said, blocks in sections
    ]
    failed = int(result.tables["checks"]["verdict"].ne("通过").sum())
    told = f"校验有 {failed} 项不通过，核对以前不要使用。" if failed else ""
    opening = Part("开头", (_opening(result),))
    parts = [opening, *parts, remarks(told, chosen(result)), annex(result, request)]
    texts = texts_of(title, EVERYONE, "2018年", request)
    document = Document(title, texts, numbered(parts))
    return replace(
        document, subject="三民活动", summary=result.headline.sentences[:1],
        to_decide=_to_decide(result),
    )  # fmt: skip


def _opening(result: Result) -> Paragraph:
    policy = result.provenance.policy
    return Paragraph(
        f"依据《{policy.title}》（{policy.number}），现将市民代表名额"
        f"{'和评议结果' if len(result.tables['tally']) else ''}汇总如下。"
    )


def number(value: Any) -> str:
    """Write a whole number, nothing for a missing one."""
    return "" if pd.isna(value) else f"{int(value):,}".replace("-", "−")


def percent(value: Any) -> str:
    """Write a share with two decimals, nothing for a missing one."""
    return "" if pd.isna(value) else f"{value:.2%}"


def _quotas(sheet: Frame) -> list[Block]:
    """Return a table for each group: categories by venues (附件3)."""
    venues = [name for name in sheet.columns if name.startswith(VENUE)]
    labels = [name.removeprefix(VENUE) for name in venues]
    columns = (
        Column("类别", width=4.2), *(Column(label, "right") for label in labels),
        Column(WHOLE, "right"),
    )  # fmt: skip
    blocks: list[Block] = []
    for group in GROUPS:
        rows = tuple(
            (row["category"], *(number(row[name]) for name in venues), number(row["every"]))
            for row in records(sheet[sheet["group"] == group])
        )
        caption = f"第{group}组市民代表名额（单位：名；会场没有的类别空白）"
        blocks.append(PrintedTable(caption, columns, rows, has_total=True))
    return blocks


def _sums(sums: Frame) -> list[Block]:
    """Return the sums of groups and of all, and the venues that do not agree (附件3, 二(三))."""
    failed = sums["verdict"] == Verdict.FAILED
    whole = ~sums["check"].str.endswith("每组人数")
    shown = sums[failed | whole]
    told = f"共核对 {len(sums):,} 项，{int(failed.sum()):,} 项不通过。" if failed.any() else (
        f"共核对 {len(sums):,} 项，全部通过。"
    )  # fmt: skip
    columns = (Column("核对", width=5), Column("名额", "right"), Column("应为", "right"),
               Column("差额", "right"), Column("结果", "center"))  # fmt: skip
    rows = tuple(
        (r["check"], number(r["left"]), number(r["right"]), number(r["difference"]), r["verdict"])
        for r in records(shown.head(_MOST_ROWS))
    )
    return [Paragraph(told), PrintedTable("名额核对", columns, rows, tones=_TONES)]


def _roster(roster: Frame) -> list[Block]:
    """List the categories that lack people or have too many (附件3)."""
    if roster.empty:
        return []
    off = roster[roster["state"] != Count.EVEN]
    places = len(roster.drop_duplicates(["venue", "group"]))
    there, quota = int(roster["there"].sum()), int(roster["quota"].sum())
    told = f"代表名册有 {places:,} 个会场和组，实有 {there:,} 名，名额 {quota:,} 名；"
    if off.empty:
        return [Paragraph(told + "各类别都一致。")]
    short, over = (int((off["state"] == word).sum()) for word in (Count.SHORT, Count.OVER))
    told += f"缺额的类别 {short:,} 个，超额的 {over:,} 个。"
    columns = (Column("会场", width=1.4), Column("组别", "center", 0.7), Column("类别", width=3.4),
               Column("名额", "right"), Column("实有", "right"), Column("差额", "right"),
               Column("状态", "center"))  # fmt: skip
    rows = tuple(
        (r["venue"], r["group"], r["category"], number(r["quota"]), number(r["there"]),
         number(r["difference"]), r["state"])
        for r in records(off.head(_MOST_ROWS))
    )  # fmt: skip
    caption = "与名额不一致的类别" + _left_out(len(off))
    return [Paragraph(told), PrintedTable(caption, columns, rows, tones=_TONES)]


def _ballots(ballots: Frame) -> list[Block]:
    """List the sums of the groups and the venues that do not agree (附件4一(七))."""
    if ballots.empty:
        return []
    is_whole = ballots["venue"] == WHOLE
    off = ~is_whole & (ballots["verdict"] != Ballots.EVEN)
    issued, returned, invalid = (
        int(ballots.loc[~is_whole, name].sum()) for name in ("issued", "returned", "invalid")
    )
    told = f"发放评议票 {issued:,} 张，收回 {returned:,} 张，其中无效票 {invalid:,} 张；"
    told += f"与名额或发放数不一致的会场和组 {int(off.sum()):,} 个。" if off.any() else (
        "各会场都一致。"
    )  # fmt: skip
    columns = (Column("会场", width=1.4), Column("组别", "center", 0.7), Column("名额", "right"),
               Column("发放", "right"), Column("回收", "right"), Column("无效", "right"),
               Column("发放差额", "right"), Column("回收差额", "right"),
               Column("结果", "center", 2))  # fmt: skip
    names = ("quota", "issued", "returned", "invalid", "issued_difference", "returned_difference")
    shown = ballots[off | is_whole]
    rows = tuple(
        (r["venue"], r["group"], *(number(r[name]) for name in names), r["verdict"])
        for r in records(shown.head(_MOST_ROWS))
    )
    caption = "各组合计和不一致的会场（合计行的名额是每组评议票数）" + _left_out(len(shown))
    return [Paragraph(told), PrintedTable(caption, columns, rows, tones=_TONES)]


def _tally(result: Result) -> list[Block]:
    """Return the tally of each group and, where all are ranked, the ranking (二(三))."""
    tally = result.tables["tally"]
    grades = [n.removeprefix(VOTES) for n in tally.columns if n.startswith(VOTES)]
    is_scored = bool(tally["score_x100"].notna().any())
    blocks: list[Block] = []
    for group in GROUPS:
        own = tally[tally["group"] == group]
        if len(own):
            blocks.append(_of_group(own, group, grades, is_scored=is_scored))
    if is_scored and result.provenance.interpretations["rank"] == Rank.BOTH:
        blocks.append(_ranking(tally))
        blocks.append(score_picture(result))
    return blocks


def _of_group(own: Frame, group: str, grades: list[str], *, is_scored: bool) -> PrintedTable:
    """Return the departments of a group by rank, with the share of each grade."""
    rows = own.sort_values("rank_in_group", kind="stable", na_position="last")
    has_shares = len(grades) <= _MOST_GRADES
    columns = [Column("部门", width=2.6), *(Column(grade, "right") for grade in grades),
               Column("有效票", "right"), Column("弃权", "right", 0.8)]  # fmt: skip
    if has_shares:
        columns += [Column(f"{grade}占比", "right", 1.1) for grade in grades]
    if is_scored:
        columns += [Column("得分", "right"), Column("排名", "center", 0.7)]
    lines = []
    for row in records(rows):
        line = [row["department"], *(number(row[VOTES + grade]) for grade in grades),
                number(row["valid"]), number(row["abstained"])]  # fmt: skip
        line += [percent(row[SHARE + grade]) for grade in grades] if has_shares else []
        if is_scored:
            score = row["score_x100"]
            line += ["" if pd.isna(score) else score_text(score), number(row["rank_in_group"])]
        lines.append(tuple(line))
    return PrintedTable(f"第{group}组评议结果（票数单位：张）", tuple(columns), tuple(lines))


def _ranking(tally: Frame) -> PrintedTable:
    """Return all departments by their rank."""
    rows = tally.dropna(subset=["rank_of_all"]).sort_values("rank_of_all", kind="stable")
    columns = (Column("总排名", "center", 0.8), Column("部门", width=2.6),
               Column("组别", "center", 0.7), Column("得分", "right"),
               Column("组内排名", "center"))  # fmt: skip
    lines = tuple(
        (number(r["rank_of_all"]), r["department"], r["group"], score_text(r["score_x100"]),
         number(r["rank_in_group"]))
        for r in records(rows)
    )  # fmt: skip
    return PrintedTable("全部部门的排名（各组由不同的市民代表评议）", columns, lines)


def _left_out(count: int) -> str:
    return f"（列出前 {_MOST_ROWS} 个，共 {count:,} 个）" if count > _MOST_ROWS else ""


def _timetable(result: Result) -> list[Block]:
    """Say how long each group reports (二(一))."""
    basis = result.tables["basis"]
    own = basis[basis["part"] == "述职安排"]
    return [Paragraph(f"{row['choice']}。{row['explanation']}。") for row in records(own)]


def _to_decide(result: Result) -> tuple[str, ...]:
    """Name what people must look at: sums that differ, ballots that were issued wrongly."""
    sums, ballots = result.tables["quota_checks"], result.tables["ballot_checks"]
    failed = sums.loc[sums["verdict"] == Verdict.FAILED, "check"].tolist()
    told = [f"名额核对不通过：{listed(failed)}"] if failed else []
    wrong = ballots[(ballots["verdict"] != Ballots.EVEN) & (ballots["venue"] != WHOLE)]
    if len(wrong):
        names = [f"{r['venue']}{r['group']}组" for r in records(wrong)]
        told.append(f"评议票错发漏发或回收不一致：{listed(names)}")
    return tuple(told)


def _clauses(result: Result) -> list[Block]:
    policy: Any = result.provenance.policy
    clauses = "、".join(policy.clause_words(text) for text in ("二(一)", "二(三)"))
    wanted: Mapping[str, str] = {
        "附件2": "述职分组", "附件3": "市民代表构成", "附件4一(七)": "评议票发放和回收的纪律",
    }  # fmt: skip
    said = "，".join(f"{policy.clause_words(text)}（{what}）" for text, what in wanted.items())
    return [
        Paragraph(f"《{policy.title}》（{policy.number}）{clauses}，{said}。"),
        Paragraph(
            "名额按构成比例用最大余数法折算：先取整，剩下的按余数从大到小各给一名。"
            "通知没有规定评议票的档次和分值，档次、分值和得分按输入的表计算。"
        ),
    ]
