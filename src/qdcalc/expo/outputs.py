"""The output sheets of the exhibition subsidies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qdcalc.expo.inputs import ITEMS
from qdcalc.expo.words import BudgetState, FirstYear, VenueState, Verdict
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
from qdcalc.table.kinds import (
    CODE,
    COUNT,
    COUNT_OR_BLANK,
    FIGURE,
    MONEY,
    MONEY_OR_BLANK,
    NUMBER,
    YEAR,
)

if TYPE_CHECKING:
    from qdcalc.table.live import Sheets


def _live(name: str) -> Formulas:
    """Return the formulas of a table; what makes them is imported when they are asked for."""

    def formulas(sheets: Sheets) -> Mapping[str, Any]:
        from qdcalc.expo import live

        made: Mapping[str, Any] = getattr(live, name)(sheets)
        return made

    return formulas


_VERDICTS, _STATES = (tuple(map(str, words)) for words in (Verdict, BudgetState))
VERDICT_TONES = {
    str(Verdict.APPROVED): "good",
    str(Verdict.REFUSED): "bad",
    str(Verdict.OPEN): "open",
}
BUDGET_TONES = {str(BudgetState.OVER): "bad", str(BudgetState.NONE): "open"}
_NOT_NEGATIVE = not_negative()
_ITEM = Column("item", "项目", is_required=True, width=21, checks=(one_of(ITEMS),))
_YEAR = Column("year", "年度", YEAR, is_required=True, width=8)
_AMOUNT = Column(
    "amount_fen", "核定金额", MONEY, is_required=True, unit="元", checks=(_NOT_NEGATIVE,),
    sentence="计算出的金额，需人工确认的也在内",
)  # fmt: skip
_COUNTS = (
    Column("applications", "申请数", COUNT, is_required=True, width=8, checks=(_NOT_NEGATIVE,)),
    Column("approved", "核准数", COUNT, is_required=True, width=8, checks=(_NOT_NEGATIVE,),
           sentence="结论是核准的"),
    _AMOUNT,
    Column("open", "待确认数", COUNT, is_required=True, width=9, checks=(_NOT_NEGATIVE,),
           sentence="结论是需人工确认的"),
    Column("open_fen", "其中待确认金额", MONEY, is_required=True, unit="元",
           checks=(_NOT_NEGATIVE,)),
)  # fmt: skip
_SUMMED = ("applications", "approved", "amount_fen", "open", "open_fen")

FINDINGS = Table(
    "findings",
    "核定结果",
    (
        Column("sheet", "工作表", is_required=True, width=10, sentence="申请所在的工作表"),
        Column("row", "行号", CODE, is_required=True, width=7,
               sentence="申请在输入文件里的行号"),
        Column("subject", "对象", is_required=True, width=22,
               sentence="展会、企业、展馆、会议或项目"),
        _ITEM,
        _YEAR,
        Column("applicant", "申请单位", width=22),
        _AMOUNT,
        Column("verdict", "结论", is_required=True, width=14, checks=(one_of(_VERDICTS),),
               tones=VERDICT_TONES),
        Column("reason", "原因", width=34, sentence="不予补助或需要确认的原因、参照执行"),
        Column("working", "计算过程", is_required=True, width=56),
        Column("clause", "依据", is_required=True, width=14),
        Column("day", "日期", width=11, sentence="展会结束、会议举办或认证的日期；只有年度的空白"),
        Column("file", "文件", width=18, sentence="一个文件夹作输入时，申请所在的文件"),
    ),
    sentence="每项申请的核定金额、结论、原因、计算过程和依据",
    formulas=_live("findings"),
    key=("file", "sheet", "row"),
    total=("amount_fen",),
    comparison=Compared(
        name=("applicant", "subject", "item"), period="year", amounts=("amount_fen",),
        verdict=("verdict",), links=(("sheet", "row"),),
    ),
)  # fmt: skip

ITEM_TOTALS = Table(
    "items", "项目汇总", (_ITEM, *_COUNTS), sentence="各项目的申请数、核准数和金额",
    key=("item",), total=_SUMMED, formulas=_live("items"),
)  # fmt: skip

_CLAIMS = Parts("findings", "amount_fen", ("subject", "item"), adds=("applicant",))
APPLICANT_TOTALS = Table(
    "applicants",
    "单位汇总",
    (Column("applicant", "申请单位", is_required=True, width=30), *_COUNTS),
    sentence="各申请单位的申请数、核准数和金额",
    formulas=_live("applicants"),
    key=("applicant",),
    total=_SUMMED,
    comparison=Compared(
        name=("applicant",),
        amounts=("amount_fen", "open_fen"),
        is_summed=True,
        parts={
            "amount_fen": _CLAIMS,
            "open_fen": replace(_CLAIMS, rows=lambda claims: claims["verdict"] == Verdict.OPEN),
        },
    ),
)

YEAR_TOTALS = Table(
    "years",
    "年度汇总",
    (
        _YEAR,
        _ITEM,
        _AMOUNT,
        Column("budget_fen", "预算金额", MONEY_OR_BLANK, unit="元"),
        Column("left_fen", "结余", MONEY_OR_BLANK, unit="元",
               sentence="预算金额 − 核定金额，负数是超支"),
        Column("state", "预算情况", is_required=True, width=12, checks=(one_of(_STATES),),
               tones=BUDGET_TONES),
    ),
    sentence="各年度各项目的核定金额与预算",
    formulas=_live("years"),
    key=("year", "item"),
    row_checks=(is_sum("left_fen", ("budget_fen",), ("amount_fen",), said="预算金额 − 核定金额"),),
    total=("amount_fen", "budget_fen", "left_fen"),
    whole_total=("left_fen",),
)  # fmt: skip


def _number(name: str, label: str, sentence: str = "", clause: str = "") -> Column:
    return Column(name, label, FIGURE, sentence=sentence, clause=clause)


AMOUNTS = Table(
    "amounts",
    "计算明细",
    (
        Column("sheet", "工作表", is_required=True, width=10),
        Column("row", "行号", CODE, is_required=True, width=7),
        Column("subject", "对象", is_required=True, width=22),
        _ITEM,
        _YEAR,
        _number("shows_30k", "三万平展会数", "展馆：输入的数，十万平方米以上的包括在内",
                "一(三)"),
        _number("shows_100k", "十万平展会数", "展馆：输入的数", "一(三)"),
        _number("quantity", "本期数", "展览面积、营业收入、上年度地方财力贡献、小档展会数"),
        _number("baseline", "比较基数", "起算面积、历史最大面积、上年度营业收入、小档基数"),
        _number("more_quantity", "大档数", "展馆：10 万平方米以上的展会数"),
        _number("more_baseline", "大档基数"),
        _number("threshold", "起算线", "展馆：首年要求的三万平展会数"),
        _number("more_threshold", "大档起算线", "展馆：首年要求的十万平展会数"),
        Column("first_year", "首年条件", width=10, checks=(one_of(map(str, FirstYear)),),
               sentence="展馆：有效期内达到任一条起算线"),
        Column("paid_year", "历史已补年度", NUMBER, width=13, number_format="0",
               sentence="展馆：历史补助里有、展馆表没有列出的最早年度，其后都是以后年度"),
        Column("state", "年度情形", width=10, checks=(one_of(map(str, VenueState)),),
               sentence="展馆：首年、以后年度，只作基数或没有基数的不计算"),
        _number("step", "每档"),
        Column("steps", "档数", COUNT_OR_BLANK, sentence="超过基数的满档数"),
        _number("step_yuan", "每档金额"),
        _number("more_step_yuan", "大档每个金额"),
        _number("first_yuan", "起步金额", "起步、首年、一次性或研究确定的金额"),
        _number("rate", "比例", "上浮比例；新设企业是补助比例"),
        _number("cap", "最高限额", "新设企业三年累计的，是以前年度核定以后还余的"),
        _number("proposed", "拟补助金额"),
        _number("past", "历史已补金额", "新设企业：历史补助里三年内已补的合计，三年累计时扣除",
                "一(一)第一款"),
        Column("computed_fen", "计算金额", MONEY, is_required=True, unit="元",
               checks=(_NOT_NEGATIVE,)),
        Column("counts", "计入", is_required=True, width=6, checks=(one_of(("是", "否")),),
               sentence="除金额外没有不予补助的原因；“否”的核定金额是 0"),
        Column("paid_verdict", "有金额时的结论", width=14, sentence="空白的结论不随金额变"),
    ),
    sentence="核定金额由什么数算出：改这里的数，核定结果和汇总重新计算",
    is_detail=True,
    formulas=_live("amounts"),
)  # fmt: skip

RETURNED = Table(
    "returned",
    "退回申请",
    (
        Column("file", "文件", is_required=True, width=26),
        Column("cell", "单元格", width=10),
        Column("column", "列", width=16),
        Column("value", "原值", width=18),
        Column("problem", "问题", is_required=True, width=52),
        Column("remedy", "如何改", is_required=True, width=46),
    ),
    sentence="有错误、没有核定的申请表，一处错误一行",
    only_filled=True,
)
