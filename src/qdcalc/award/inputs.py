"""The tables that the quality prize takes in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qdcalc.award.kinds import ANSWER
from qdcalc.award.words import AccidentKind, AccidentLevel, Grade, Ground, Prize, Sector
from qdcalc.intake.kinds import CHOICE, DATE, EARLY_DATE, EDITION, MONEY, VERSION, YES_NO
from qdcalc.notice.workdays import WORKDAYS
from qdcalc.table.description import Column, Table, not_negative
from qdcalc.table.problems import ERROR, Fault

if TYPE_CHECKING:
    from collections.abc import Iterable

NEGATIVE = Fault("A02", ERROR, "数额 {value} 小于 0", "请核对原始材料，填 0 或正数；没有数时留空")

PRIZES = tuple(map(str, Prize))
_PRIZE_SPELLINGS = {name: (name.removesuffix("奖"), f"市长质量奖{name}") for name in PRIZES}
SECTORS = tuple(map(str, Sector))
_SECTOR_SPELLINGS = {
    str(Sector.INDUSTRY): ("工业企业", "工业组织", "制造业"),
    str(Sector.CONSTRUCTION): ("建筑", "建筑企业", "建筑业企业", "建筑业组织"),
    str(Sector.SERVICES): ("服务", "服务业企业", "服务业组织"),
    str(Sector.OTHER): ("其它",),
}
_GRADES = tuple(map(str, Grade))
_PREFIXES = ("", "总承包", "施工总承包", "建筑工程总承包", "建筑工程施工总承包")
_CAPITALS = {Grade.FIRST: "壹级", Grade.SECOND: "贰级", Grade.THIRD: "叁级"}


def _grade_spellings() -> dict[str, tuple[str, ...]]:
    """Return how a general contractor's grade is written: 建筑工程施工总承包壹级 is 一级."""
    written = {g: (str(g), *filter(None, [_CAPITALS.get(g)])) for g in Grade if g != Grade.NONE}
    found = {
        str(grade): tuple(
            f"{prefix}{word}" for prefix in _PREFIXES for word in words if prefix + word != grade
        )
        for grade, words in written.items()
    }
    return found | {str(Grade.NONE): ("没有", "无资质", "-", "—", "/")}


_NOT_NEGATIVE = not_negative(NEGATIVE)
_NAME = Column(
    "organisation", "组织名称", is_required=True, sentence="组织的全称",
    aliases=("申报组织", "获奖组织", "单位名称", "企业名称", "申报单位", "申报单位名称",
             "申报组织名称"),
)  # fmt: skip


def _prize(sentence: str, *, is_required: bool = True) -> Column:
    return Column(
        "prize", "奖项", CHOICE, is_required=is_required, choices=PRIZES,
        spellings=_PRIZE_SPELLINGS, sentence=sentence, clause="七", aliases=("申报奖项",),
    )  # fmt: skip


def _answer(
    name: str, label: str, clause: str, sentence: str, aliases: Iterable[str] = (),
    *, is_required: bool = True,
) -> Column:  # fmt: skip
    return Column(
        name, label, ANSWER, is_required=is_required, choices=ANSWER.choices, clause=clause,
        sentence=f"{sentence}；没有核实的填 待定", aliases=tuple(aliases),
    )  # fmt: skip


def _money(name: str, label: str, sentence: str, aliases: Iterable[str] = ()) -> Column:
    return Column(
        name, label, MONEY, unit="元", sentence=sentence, clause="八(四)",
        checks=(_NOT_NEGATIVE,), aliases=tuple(aliases),
    )  # fmt: skip


APPLICATIONS = Table(
    "applications",
    "申报组织",
    (
        _NAME,
        _prize("卓越奖或创新奖"),
        Column("sector", "组织类型", CHOICE, is_required=True, choices=SECTORS,
               spellings=_SECTOR_SPELLINGS, sentence="工业、建筑业、服务业或其他", clause="八(四)"),
        Column("district", "所在区市", sentence="推荐的区（市）",
               aliases=("区市", "推荐区市", "区(市)", "所在区(市)", "推荐区(市)")),
        Column("registered", "登记日期", EARLY_DATE, is_required=True, clause="八(一)",
               sentence="在青岛登记注册的日期", aliases=("注册日期", "成立日期", "登记注册日期")),
        _answer("is_local", "在青登记", "三", "是不是在青岛市行政区域内依法登记"),
        _answer("is_liable", "独立法律责任", "三", "能不能独立承担法律责任"),
        Column("applied", "申报日期", DATE, is_required=True, clause="二十九",
               sentence="交来申报表的日期"),
        _answer("has_system", "质量管理体系", "八(二)", "有没有有效运行的质量管理体系"),
        _answer("is_green", "节能环保成效", "八(二)", "节能减排和环境保护有没有突出成效"),
        _answer("has_criteria", "卓越绩效准则", "八(三)", "有没有贯彻 GB/T 19580"),
        _answer("is_leading", "指标全国前列", "八(三)", "近 3 年的指标是不是居全国同行业前列"),
        _answer("has_standards", "标准创新能力", "八(五)", "有没有较强的标准创新能力"),
        _answer("is_reputable", "社会责任和信用", "八(六)", "社会责任、信用和声誉好不好"),
        _answer("has_complaints", "突出投诉", "八(六)", "有因组织责任的突出投诉的填 是"),
        _answer("is_lawless", "严重违法", "八(七)", "有其他严重违法行为的填 是"),
        _answer("is_innovative", "创新条件", "九", "创新奖自己的条件，只申报创新奖的填",
                is_required=False),
        _money("sales_fen", "年销售额", "工业企业填", ("销售额", "销售收入", "年销售收入")),
        _money("research_fen", "研发经费", "工业企业填", ("科技研发经费", "研发投入", "研发费用")),
        Column("grade", "资质等级", CHOICE, choices=_GRADES, spellings=_grade_spellings(),
               sentence="建筑业企业填总承包资质", clause="八(四)",
               aliases=("总承包资质", "总承包资质等级")),
        _money("vat_1_fen", "增值税前1年", "建筑业企业填，最近一年"),
        _money("vat_2_fen", "增值税前2年", "建筑业企业填，再前一年"),
        _money("vat_3_fen", "增值税前3年", "建筑业企业填，最早一年"),
        _money("turnover_fen", "年营业额", "服务业企业填", ("营业额", "营业收入", "年营业收入")),
        _answer("is_recommended", "区市推荐", "十四", "区（市）政府有没有签署推荐意见",
                ("区(市)推荐", "区市政府推荐", "区(市)政府推荐")),
        Column("is_chosen", "拟奖励", YES_NO, clause="十六",
               sentence="领导小组提出的拟奖励名单里有的填 是；程序不排序、不打分"),
        VERSION,
    ),
    sentence="申报市长质量奖的组织，一个组织一个奖项一行",
    key=("organisation", "prize"),
)  # fmt: skip

ACCIDENTS = Table(
    "accidents",
    "事故",
    (
        _NAME,
        Column("day", "日期", DATE, is_required=True, clause="八(六)", sentence="发生的日期",
               aliases=("发生日期", "事故日期")),
        Column("kind", "类别", CHOICE, is_required=True, choices=tuple(map(str, AccidentKind)),
               spellings={
                   str(AccidentKind.POLLUTION): ("环保", "环境"),
                   str(AccidentKind.HEALTH): ("卫生",),
                   str(AccidentKind.OTHER): ("其它",),
               },
               sentence="质量、安全、环境污染、公共卫生或其他", clause="八(六)",
               aliases=("事故类别",)),
        Column("level", "等级", CHOICE, is_required=True, choices=tuple(map(str, AccidentLevel)),
               spellings={str(level): (f"{level}事故",) for level in AccidentLevel},
               sentence="特别重大、重大、较大或一般", clause="八(六)", aliases=("事故等级",)),
        Column("remark", "说明", sentence="什么事故，需要时填"),
    ),
    sentence="申报组织的事故；没有事故时留着空表，没有这张表的事故条件列为需人工确认",
)  # fmt: skip

AWARDS = Table(
    "awards",
    "获奖组织",
    (
        _NAME,
        Column("edition", "届次", EDITION, is_required=True, clause="四", sentence="如 6、第六届"),
        _prize("卓越奖或创新奖"),
        Column("announced", "公布日期", DATE, is_required=True, clause="十八",
               sentence="市政府审定后公布的日期"),
        Column("prize_fen", "奖金", MONEY, unit="元", sentence="发给的奖金；空白按规定的数额",
               clause="十九", checks=(_NOT_NEGATIVE,)),
    ),
    sentence="以前各届获奖的组织，用来跟踪观察期和撤销",
    key=("organisation", "edition", "prize"),
)  # fmt: skip

GROUNDS = Table(
    "grounds",
    "撤销事由",
    (
        _NAME,
        Column("edition", "届次", EDITION, is_required=True, clause="四", sentence="如 6、第六届"),
        _prize("空白是这一届的每个奖项", is_required=False),
        Column("ground", "事由", CHOICE, is_required=True, choices=tuple(map(str, Ground)),
               sentence="弄虚作假、重大事故或违反宗旨", clause="二十五、二十七"),
        Column("occurred", "发生日期", DATE, is_required=True, clause="二十七",
               sentence="事故或事项发生的日期"),
        Column("found", "认定日期", DATE, is_required=True, clause="二十七",
               sentence="撤销奖项的日期"),
        Column("is_confirmed", "认定", YES_NO, sentence="已经认定的填 是；空白按否，列为待查",
               clause="二十五、二十七"),
    ),
    sentence="撤销奖项的事由；没有时留着空表",
)  # fmt: skip

TABLES = (APPLICATIONS, ACCIDENTS, AWARDS, GROUNDS, WORKDAYS)
