"""The tables that the quality prize puts out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from qdcalc.award.inputs import APPLICATIONS, PRIZES, SECTORS
from qdcalc.award.kinds import ANSWER
from qdcalc.award.words import TOTAL, Fate, Ground, State, Verdict
from qdcalc.table.description import (
    Column,
    Compared,
    Formulas,
    Parts,
    Table,
    is_sum,
    not_negative,
    one_of,
)
from qdcalc.table.kinds import CODE, COUNT, COUNT_OR_BLANK, MONEY, MONEY_OR_BLANK, TEXT

if TYPE_CHECKING:
    from qdcalc.table.live import Sheets

STATE_TONES = {str(State.UNMET): "bad", str(State.OPEN): "open", str(State.UNASKED): "quiet"}
VERDICT_TONES = {
    str(Verdict.FIT): "good", str(Verdict.UNFIT): "bad", str(Verdict.OPEN): "open",
    str(Verdict.OUTSIDE): "quiet",
}  # fmt: skip
FATE_TONES = {
    str(Fate.WITHDRAWN): "bad", str(Fate.PENDING): "open", str(Fate.NONE): "quiet",
}  # fmt: skip
LABELS = {
    "subject": "主体", "operating": "年限", "system": "体系环保", "criteria": "准则指标",
    "scale": "规模", "standards": "标准", "credit": "信用", "accidents": "事故",
    "lawful": "违法", "innovation": "创新", "recommended": "推荐", "ban": "禁报",
}  # fmt: skip
_NOT_NEGATIVE = not_negative()


def _live(name: str) -> Formulas:
    """Return the formulas of a table; what makes them is imported when they are asked for."""

    def formulas(sheets: Sheets) -> Mapping[str, Any]:
        from qdcalc.award import live

        made: Mapping[str, Any] = getattr(live, name)(sheets)
        return made

    return formulas


def _state(name: str, clause: str) -> Column:
    return Column(
        name, LABELS[name], width=11, clause=clause, tones=STATE_TONES,
        checks=(one_of(map(str, State)),), sentence="满足、不满足、需人工确认或不适用",
    )  # fmt: skip


def _count(name: str, label: str, sentence: str = "", clause: str = "") -> Column:
    return Column(
        name, label, COUNT, is_required=True, unit="个", sentence=sentence, clause=clause,
        checks=(_NOT_NEGATIVE,),
    )  # fmt: skip


def _given(name: str) -> Column:
    """Return an input column as the conditions are judged by it."""
    own = APPLICATIONS.column(name)
    kind = MONEY_OR_BLANK if own.kind.is_money else TEXT
    checks = (_NOT_NEGATIVE,) if own.kind.is_money else ()
    return Column(
        name, own.label, kind, unit=own.unit, clause=own.clause, checks=checks, width=12,
        sentence="申报组织所填",
    )  # fmt: skip


# what the conditions are judged by, in the order of the sheet 申报组织
GIVEN = tuple(
    column.name
    for column in APPLICATIONS.columns
    if column.kind is ANSWER or column.kind.is_money or column.name in ("registered", "grade")
)
_NAME = Column("organisation", "组织名称", is_required=True, width=28)
_PRIZE = Column("prize", "奖项", is_required=True, width=9, checks=(one_of(PRIZES),), clause="七")
_BASIS = Column("clause", "依据", is_required=True, width=24)

EXAMINED = Table(
    "examined",
    "资格审查",
    (
        _NAME,
        _PRIZE,
        Column("sector", "组织类型", is_required=True, width=9, checks=(one_of(SECTORS),),
               clause="八(四)"),
        Column("district", "所在区市", width=12),
        _state("subject", "三"),
        _state("operating", "八(一)"),
        _state("system", "八(二)"),
        _state("criteria", "八(三)"),
        _state("scale", "八(四)"),
        _state("standards", "八(五)"),
        _state("credit", "八(六)"),
        _state("accidents", "八(六)"),
        _state("lawful", "八(七)"),
        _state("innovation", "九"),
        _state("recommended", "十四"),
        _state("ban", "二十七"),
        Column("verdict", "结论", is_required=True, width=11, tones=VERDICT_TONES,
               checks=(one_of(map(str, Verdict)),), clause="八、九、二十九",
               sentence="一项不满足的不合格；没有不满足、有需人工确认的需人工确认；其余合格"),
        Column("unmet", "未满足条款", width=24, sentence="不满足的条件所在的条款"),
        Column("explanation", "说明", is_required=True, width=60,
               sentence="数额、日期和怎样比较"),
        _BASIS,
        *map(_given, GIVEN),
        Column("accident_count", "重大事故数", COUNT_OR_BLANK, unit="起", clause="八(六)",
               checks=(_NOT_NEGATIVE,), sentence="基准日以前 3 年内的；没有工作表“事故”时空白"),
        Column("ban_until", "申报时禁报至", width=12, clause="二十七",
               sentence="申报日期在禁报期内的，禁报期的最后一天"),
    ),
    sentence="每个申报组织每项条件的判断和结论",
    only_filled=True,
    formulas=_live("examined"),
    print_until="unmet",
    key=("organisation", "prize"),
    comparison=Compared(
        name=("organisation", "prize"), amounts=(), verdict=("verdict", "unmet"),
        links=(("organisation", "prize"),),
    ),
)  # fmt: skip

QUOTAS = Table(
    "quotas",
    "名额奖金",
    (
        Column("prize", "奖项", is_required=True, width=10, checks=(one_of((*PRIZES, TOTAL)),),
               clause="七"),
        _count("applications", "申报数"),
        _count("fit", "合格数"),
        _count("open", "待确认数"),
        _count("unfit", "不合格数"),
        _count("outside", "不适用数", "申报日期不在办法的有效期", "二十九"),
        _count("chosen", "拟奖励数", "填报的拟奖励名单", "十六"),
        _count("quota", "名额", "每届每个奖项", "七"),
        _count("vacant", "空缺数", "名额 − 拟奖励数", "七"),
        Column("prize_fen", "奖金合计", MONEY, is_required=True, unit="元", clause="十九",
               checks=(_NOT_NEGATIVE,), sentence="奖金明细里这个奖项的合计"),
    ),
    sentence="每个奖项的申报、结论、拟奖励、空缺和奖金",
    only_filled=True,
    formulas=_live("quotas"),
    row_checks=(
        is_sum("applications", ("fit", "open", "unfit", "outside"),
               said="合格 + 待确认 + 不合格 + 不适用"),
        is_sum("vacant", ("quota",), ("chosen",), said="名额 − 拟奖励数"),
    ),
    key=("prize",),
    total=("applications", "fit", "open", "unfit", "outside", "chosen", "quota", "vacant",
           "prize_fen"),
    comparison=Compared(
        name=("prize",), amounts=("prize_fen",), is_summed=True,
        parts={"prize_fen": Parts("prizes", "prize_fen", ("organisation",), ("prize",))},
    ),
)  # fmt: skip

PRIZE_LIST = Table(
    "prizes",
    "奖金明细",
    (
        _NAME,
        _PRIZE,
        Column("prize_fen", "奖金", MONEY, is_required=True, unit="元", clause="十九",
               checks=(_NOT_NEGATIVE,),
               sentence="拟奖励而且合格的；一个组织两个奖项的按口径“两奖奖金”"),
        _BASIS,
        Column("explanation", "说明", is_required=True, width=46),
    ),
    sentence="拟奖励的组织和奖金",
    only_filled=True,
    formulas=_live("prizes"),
    key=("organisation", "prize"),
    printed_total="奖金合计",
    comparison=Compared(
        name=("organisation", "prize"), amounts=("prize_fen",),
        links=(("organisation", "prize"),),
    ),
)  # fmt: skip

PUBLICITY = Table(
    "publicity",
    "公示",
    (
        Column("first", "起始日", is_required=True, width=12, clause="十七"),
        Column("last", "截止日", is_required=True, width=12, clause="十七",
               sentence="第 5 个工作日"),
        Column("workdays", "工作日数", COUNT, is_required=True, unit="天", clause="十七",
               checks=(_NOT_NEGATIVE,), sentence="公示期里数到的工作日"),
        Column("submitted_from", "最早报批日", is_required=True, width=12, clause="十八",
               sentence="截止日的次日"),
        Column("counted", "数到的工作日", is_required=True, width=60),
        _BASIS,
    ),
    sentence="拟奖励名单公示的起止",
    only_filled=True,
    key=("first",),
)  # fmt: skip

FOLLOWED = Table(
    "followed",
    "获奖跟踪",
    (
        _NAME,
        Column("edition", "届次", CODE, is_required=True, width=7, clause="四"),
        _PRIZE,
        Column("announced", "公布日期", is_required=True, width=12, clause="十八"),
        Column("watch_ends", "观察期截止", is_required=True, width=12, clause="二十七",
               sentence="公布日期以后 2 年，这一天在内"),
        Column("ground", "事由", width=11, checks=(one_of(map(str, Ground)),),
               clause="二十五、二十七"),
        Column("occurred", "发生日期", width=12, clause="二十七"),
        Column("fate", "结果", is_required=True, width=9, tones=FATE_TONES,
               checks=(one_of(map(str, Fate)),), clause="二十五、二十七"),
        Column("recovered_fen", "追缴奖金", MONEY_OR_BLANK, unit="元", clause="二十五",
               checks=(_NOT_NEGATIVE,), sentence="弄虚作假的追缴奖金，一个奖项一次；待查的空白"),
        Column("banned_until", "禁报至", width=12, clause="二十七",
               sentence="认定日期以后 3 年，这一天在内"),
        _BASIS,
        Column("found", "认定日期", width=12, clause="二十七"),
        Column("explanation", "说明", width=46),
        Column("prize_fen", "奖金", MONEY, is_required=True, unit="元", clause="十九",
               checks=(_NOT_NEGATIVE,), sentence="当时发给的奖金"),
    ),
    sentence="以前各届获奖组织的观察期、撤销、追缴奖金和禁报期",
    only_filled=True,
    print_until="clause",
    formulas=_live("followed"),
    comparison=Compared(
        name=("organisation", "edition", "prize"), amounts=("recovered_fen",), verdict=("fate",),
        links=(("organisation", "edition"),),
    ),
)  # fmt: skip

MISSING = Table(
    "missing",
    "待补材料清单",
    (
        _NAME,
        _PRIZE,
        Column("clause", "条款", is_required=True, width=14),
        Column("lacking", "缺什么", is_required=True, width=28,
               sentence="空白的数额，还没有核实（待定）的条件"),
    ),
    sentence="申报组织还要补的材料，一项一行",
    only_filled=True,
)  # fmt: skip

TABLES = (EXAMINED, QUOTAS, PRIZE_LIST, PUBLICITY, FOLLOWED, MISSING)
