"""The tables that the citizens' panel puts out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qdcalc.panel.words import GROUPS, SHARE, VENUE, VOTES, WHOLE, Ballots, Count, Verdict
from qdcalc.table.description import Column, Compared, Formulas, Table, not_negative, one_of
from qdcalc.table.kinds import COUNT, COUNT_OR_BLANK, HUNDREDTHS, NUMBER, PERCENT

if TYPE_CHECKING:
    from qdcalc.table.live import Sheets

VERDICT_TONES = {str(Verdict.PASSED): "good", str(Verdict.FAILED): "bad"}
COUNT_TONES = {str(Count.EVEN): "good", str(Count.SHORT): "bad", str(Count.OVER): "bad"}
BALLOT_TONES = {str(own): "good" if own is Ballots.EVEN else "bad" for own in Ballots}
SCORE = replace(HUNDREDTHS, dtype="Int64", number_format="0.00")
_NOT_NEGATIVE = not_negative()


def _live(name: str) -> Formulas:
    """Return the formulas of a table; what makes them is imported when they are asked for."""

    def formulas(sheets: Sheets) -> Mapping[str, Any]:
        from qdcalc.panel import live

        made: Mapping[str, Any] = getattr(live, name)(sheets)
        return made

    return formulas


def _count(name: str, label: str, unit: str, sentence: str = "", clause: str = "") -> Column:
    return Column(name, label, COUNT, is_required=True, unit=unit, sentence=sentence,
                  clause=clause, checks=(_NOT_NEGATIVE,))  # fmt: skip


def _difference(name: str, label: str, sentence: str, clause: str, unit: str = "名") -> Column:
    return Column(name, label, COUNT, is_required=True, unit=unit, sentence=sentence,
                  clause=clause, number_format="#,##0")  # fmt: skip


_VENUE = Column("venue", "会场", is_required=True, width=13, clause="附件3")
_GROUP = Column("group", "组别", is_required=True, width=6, clause="二(一)",
                checks=(one_of(GROUPS),))  # fmt: skip
_CATEGORY = Column("category", "类别", is_required=True, width=30, clause="附件3")
_QUOTA = _count("quota", "名额", "名", clause="附件3")
_CLAUSE = Column("clause", "依据", is_required=True, width=10)

QUOTAS = Table(
    "quotas",
    "名额分配",
    (
        _VENUE, _GROUP, _CATEGORY, _QUOTA,
        Column("exact", "精确值", NUMBER, is_required=True, number_format="0.00##",
               clause="附件3", sentence="每组人数 × 构成人数 ÷ 构成合计"),
        Column("explanation", "说明", is_required=True, width=44),
        _CLAUSE,
        Column("kind", "会场类型", is_required=True, width=9, clause="附件3"),
        _count("size", "每组人数", "名", "会场每组的市民代表人数", "附件3"),
        _count("people", "构成人数", "名", "构成表里这一类别的人数", "附件3"),
        _count("whole", "构成合计", "名", "构成表这一组各类别之和", "附件3"),
        _count("base", "先分名额", "名", "精确值的整数部分；按“至少一名”时不足一名的是 1", "附件3"),
        Column("rest", "余数", COUNT_OR_BLANK, clause="附件3", checks=(_NOT_NEGATIVE,),
               sentence="以构成合计为分母的分子；不参加分余数的空白"),
        _count("left", "待分名额", "名", "每组人数 − 各类别先分名额之和", "附件3"),
        Column("turn", "余数次序", COUNT_OR_BLANK, clause="附件3", checks=(_NOT_NEGATIVE,),
               sentence="余数从大到小的次序，不超过待分名额的各得一名"),
        Column("size_from", "人数来源", is_required=True, width=9),
        Column("people_from", "构成来源", is_required=True, width=9),
    ),
    sentence="各会场各组各类别的名额",
    formulas=_live("quotas"),
    is_printed=False,  # 880 rows: 名额总表 is what is printed
    key=("venue", "group", "category"),
    comparison=Compared(
        name=("venue", "group", "category"), amounts=("quota",), links=(("venue",), ("category",)),
    ),
)  # fmt: skip

QUOTA_CHECKS = Table(
    "quota_checks",
    "名额核对",
    (
        Column("check", "检查", is_required=True, width=40),
        Column("left", "左值", COUNT, is_required=True, unit="名"),
        Column("right", "右值", COUNT, is_required=True, unit="名"),
        _difference("difference", "差额", "左值 − 右值", "附件3"),
        Column("verdict", "结果", is_required=True, width=8, tones=VERDICT_TONES,
               checks=(one_of(map(str, Verdict)),)),
        Column("clause", "依据", is_required=True, width=10),
    ),
    sentence="名额之和与会场人数、每组评议票数、评议票总数的核对",
    formulas=_live("quota_checks"),
    key=("check",),
    comparison=Compared(
        name=("check",), amounts=("difference",), verdict=("verdict",), is_summed=True
    ),
)  # fmt: skip


def _of_venues(names: Sequence[str]) -> tuple[Column, ...]:
    """Return the columns of 名额总表: one for each venue."""
    venues = (
        Column(name, name.removeprefix(VENUE), COUNT_OR_BLANK, width=9, clause="附件3",
               checks=(_NOT_NEGATIVE,))
        for name in names if name.startswith(VENUE)
    )  # fmt: skip
    return (_GROUP, _CATEGORY, *venues, _count("every", WHOLE, "名", "各会场之和", "附件3"))


QUOTA_SHEET = Table(
    "quota_sheet",
    "名额总表",
    _of_venues(()),
    sentence="一组一段：类别乘会场的名额，各会场一列；会场没有的类别空白，每段最后一行是合计",
    formulas=_live("quota_sheet"),
    varying=_of_venues,
)

ROSTER_CHECKS = Table(
    "roster_checks",
    "名册核对",
    (
        _VENUE, _GROUP, _CATEGORY, _QUOTA,
        _count("there", "实有", "名", "代表名册里的人数", "附件3"),
        _difference("difference", "差额", "实有 − 名额", "附件3"),
        Column("state", "状态", is_required=True, width=8, tones=COUNT_TONES, clause="附件3",
               checks=(one_of(map(str, Count)),)),
    ),
    sentence="代表名册里有人的会场和组，各类别的名额与实有",
    formulas=_live("roster_checks"),
    only_filled=True,
    key=("venue", "group", "category"),
    comparison=Compared(
        name=("venue", "group", "category"), amounts=("difference",), verdict=("state",),
        links=(("venue", "group", "category"),),
    ),
)  # fmt: skip

BALLOT_CHECKS = Table(
    "ballot_checks",
    "评议票核对",
    (
        _VENUE, _GROUP,
        replace(_QUOTA, sentence="名额之和；合计行是每组评议票数"),
        _count("issued", "发放数", "张", clause="二(三)"),
        _count("returned", "回收数", "张", clause="二(三)"),
        _count("invalid", "无效票", "张", clause="二(三)"),
        _difference("issued_difference", "发放差额", "发放数 − 名额", "附件4一(七)", "张"),
        _difference("returned_difference", "回收差额", "回收数 − 发放数", "附件4一(七)", "张"),
        Column("verdict", "结果", is_required=True, width=16, tones=BALLOT_TONES,
               clause="附件4一(七)", checks=(one_of(map(str, Ballots)),)),
        Column("explanation", "说明", width=46),
    ),
    sentence="各会场各组评议票的发放和回收，每组最后一行是合计",
    formulas=_live("ballot_checks"),
    only_filled=True,
    key=("venue", "group"),
    total_rows=lambda rows: rows["venue"] != WHOLE,
    comparison=Compared(
        name=("venue", "group"), amounts=("issued_difference", "returned_difference"),
        verdict=("verdict",), links=(("venue", "group"),), whole=(WHOLE,),
    ),
)  # fmt: skip


def _of_grades(names: Sequence[str]) -> tuple[Column, ...]:
    """Return the columns of 计票: two for each grade."""
    grades = [name.removeprefix(VOTES) for name in names if name.startswith(VOTES)]
    votes = (_count(VOTES + grade, grade, "张", clause="二(三)") for grade in grades)
    shares = (
        Column(SHARE + grade, f"{grade}占比", PERCENT, number_format="0.00%", clause="二(三)",
               sentence="票数 ÷ 有效票", width=10)
        for grade in grades
    )  # fmt: skip
    return (
        _GROUP,
        Column("department", "部门", is_required=True, width=22, clause="附件2"),
        *votes,
        _count("valid", "有效票", "张", "各档次票数之和", "二(三)"),
        Column("abstained", "弃权", COUNT_OR_BLANK, unit="张", clause="二(三)",
               sentence="收回有效票 − 有效票；没有评议票发放的空白", checks=(_NOT_NEGATIVE,)),
        *shares,
        Column("score_x100", "得分", SCORE, unit="分", clause="二(三)", checks=(_NOT_NEGATIVE,),
               sentence="分值合计 ÷ 除数，四舍五入到两位小数；没有档次分值的空白"),
        Column("rank_in_group", "组内排名", COUNT_OR_BLANK, clause="二(三)",
               sentence="按得分的精确值，相同的并列"),
        Column("rank_of_all", "总排名", COUNT_OR_BLANK, clause="二(三)",
               sentence="全部部门一起，按得分的精确值；口径可以不列"),
        Column("explanation", "说明", is_required=True, width=60),
        _CLAUSE,
        Column("back", "收回有效票", COUNT_OR_BLANK, unit="张", clause="二(三)",
               sentence="本组各会场（回收数 − 无效票）之和"),
        Column("points_sum_x100", "分值合计", replace(SCORE, dtype="int64"), is_required=True,
               unit="分", clause="二(三)", sentence="各档次票数 × 分值之和"),
        _count("divisor", "除数", "张", "有效票，或收回有效票（口径“弃权计分”）；不算得分的是 0",
               "二(三)"),
        Column("ballots", "各档次票数", width=40, clause="二(三)",
               sentence="按档次名称排列，没有票的档次不写；比较两次结果用"),
    )  # fmt: skip


TALLY = Table(
    "tally",
    "计票",
    _of_grades(()),
    sentence="各部门各档次的票数、占比、得分和排名；各档次一列票数、一列占比",
    formulas=_live("tally"),
    only_filled=True,
    print_until="clause",
    key=("group", "department"),
    varying=_of_grades,
    comparison=Compared(
        name=("department",),
        amounts=("score_x100", "valid"),
        verdict=("rank_in_group", "rank_of_all", "ballots"),
        links=(("department",),),
    ),
)
POINTS_USED = Table(
    "points_used",
    "采用分值",
    (
        Column("grade", "档次", is_required=True, width=14, clause="二(三)"),
        Column("points_x100", "分值", replace(SCORE, dtype="int64"), is_required=True, unit="分",
               clause="二(三)", sentence="工作表“档次分值”写的分值；通知没有规定"),
    ),
    sentence="各档次的分值，得分由它计算",
    only_filled=True,
    is_printed=False,
    key=("grade",),
    comparison=Compared(name=("grade",), amounts=("points_x100",), links=(("grade",),)),
)  # fmt: skip
TABLES = (QUOTAS, QUOTA_CHECKS, ROSTER_CHECKS, BALLOT_CHECKS, TALLY, POINTS_USED, QUOTA_SHEET)
