"""The tables that only the settlement puts out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qdcalc.table.description import Column, Compared, Table, is_sum, not_negative, one_of
from qdcalc.table.kinds import CODE, COUNT, MONEY, NUMBER, NUMBER_OR_TEXT
from qdcalc.water.monthly.outputs import settled_parts
from qdcalc.water.words import (
    TARGETS,
    AnnualTransfer,
    Answer,
    Due,
    FullAnalysis,
    WaterClass,
    YearState,
    values,
)

if TYPE_CHECKING:
    from qdcalc.table.live import Sheets
    from qdcalc.water.monthly.live import Formulas

STATE_TONES = {YearState.FAILED.value: "bad", YearState.UNKNOWN.value: "open"}
_NOT_NEGATIVE = not_negative()
SECTION = Column("section_id", "序号", CODE, is_required=True, width=6, sentence="断面序号")
_RIVER = Column("river", "河流名称", is_required=True, width=10)
_NAME = Column("section", "监测断面", is_required=True, width=15)
_DISTRICT = Column("district", "区市", is_required=True, width=14)
CYCLE = Column(
    "cycle", "考核周期", is_required=True, width=11, sentence="当年 10 月至次年 9 月", clause="十"
)


def amount(
    name: str, label: str, sentence: str = "", *, clause: str = "", is_signed: bool = False,
    width: int = 0,
) -> Column:  # fmt: skip
    """Return a column of money, required."""
    return Column(
        name, label, MONEY, is_required=True, unit="元", sentence=sentence, width=width,
        clause=clause, checks=() if is_signed else (_NOT_NEGATIVE,),
    )  # fmt: skip


def _count(name: str, label: str) -> Column:
    return Column(name, label, COUNT, is_required=True, width=6, checks=(_NOT_NEGATIVE,))


_COMPONENTS = (
    amount("reward_fen", "跃升奖励", "清零后实际支付的跃升奖励，含自抵", width=14, clause="七¶1"),
    amount("struck_fen", "清零", "被清零的跃升奖励（第七条第二款）", width=14, clause="七¶2"),
    amount("penalty_fen", "超标赔付", "全年超标赔付，含自抵", width=14, clause="七¶1"),
    amount("tail_fen", "尾差", "跃升奖励 + 清零 + 超标赔付 − 各月金额之和；只作说明，不另收付",
            is_signed=True, width=9, clause="五、十"),
    amount("bonus_fen", "年度奖励", "国省控断面一次性奖励，市财政付（第七条第三款）", width=14,
           clause="七¶3"),
    amount("charge_fen", "年度追缴", "国省控断面未达标的额外缴纳（第七条第三款）", width=14,
           clause="七¶3"),
    amount("dry_fen", "断流缴纳", "全年断流达到规定月数的缴纳（第七条第四款）", width=13,
           clause="七¶4"),
)  # fmt: skip
_NET = is_sum("net_fen", ("receivable_fen",), ("payable_fen",), said="应收 − 应付")


def _section_years(sheets: Sheets) -> Formulas:
    from qdcalc.water.yearly import live

    return live.section_years(sheets)


def _year_flows(sheets: Sheets) -> Formulas:
    from qdcalc.water.yearly import live

    return live.year_flows(sheets)


def _year_districts(sheets: Sheets) -> Formulas:
    from qdcalc.water.yearly import live_sums

    return live_sums.year_districts(sheets)


def _accounts(sheets: Sheets) -> Formulas:
    from qdcalc.water.yearly import live_sums

    return live_sums.accounts(sheets)


def _quarters(sheets: Sheets) -> Formulas:
    from qdcalc.water.yearly import live_sums

    return live_sums.quarters(sheets)


def _section_quarters(sheets: Sheets) -> Formulas:
    from qdcalc.water.yearly import live_sums

    return live_sums.section_quarters(sheets)


def _annual_indicators(sheets: Sheets) -> Formulas:
    from qdcalc.water.yearly import live_means

    return live_means.annual_indicators(sheets)


SECTION_YEARS = Table(
    "section_years",
    "年度断面",
    (
        SECTION,
        _RIVER,
        _NAME,
        Column("responsible", "责任区市", is_required=True, width=12, clause="四"),
        Column("target_class", "水质目标", is_required=True, width=7,
               checks=(one_of(TARGETS),), clause="三¶1"),
        Column("control_level", "控制级别", is_required=True, width=7, clause="二"),
        Column("annual_class", "年度水质类别", width=8, checks=(one_of(values(WaterClass)),),
               sentence="年均值最差的评价指标的类别；全年没有监测值时空白", clause="六¶1"),
        Column("state", "年度达标", is_required=True, width=10, checks=(one_of(values(YearState)),),
               tones=STATE_TONES, sentence="是、否或无法评价", clause="六¶1"),
        Column("previous_class", "上年度类别", width=8, checks=(one_of(values(WaterClass)),)),
        _count("dry_months", "断流月数"),
        _count("leap_months", "跃升月数"),
        _count("exceed_months", "超标月数"),
        _count("missing_months", "缺测月数"),
        Column("full_analysis", "全分析", width=9, checks=(one_of(values(FullAnalysis)),),
               tones={FullAnalysis.NOT_SEEN.value: "open"},
               sentence="饮用水源断面周期内有没有全项目分析的记录（第三条第二款）；其他断面空白",
               clause="三¶2"),
        *_COMPONENTS,
        Column("explanation", "说明", is_required=True, width=110, sentence="每一项的由来"),
        Column("is_provisional", "暂算", is_required=True, width=6,
               sentence="周期内有月份没有监测数据时为 是：年度项目是暂算", clause="十"),
        CYCLE,
        Column("reward_sum", "奖励系数合计", COUNT, is_required=True, width=8,
               checks=(_NOT_NEGATIVE,), sentence="各月跃升系数之和，公式用"),
        Column("penalty_sum", "赔付系数合计", COUNT, is_required=True, width=8,
               checks=(_NOT_NEGATIVE,), sentence="各月超标系数之和，公式用"),
        Column("dry_run", "最长连续断流", COUNT, is_required=True, width=8,
               checks=(_NOT_NEGATIVE,), sentence="连续断流最多几个月，公式用", clause="七¶4"),
    ),
    formulas=_section_years,
    sentence="每个断面全年的类别、达标、各项金额及其由来",
    key=("cycle", "section_id"),
    total=tuple(column.name for column in _COMPONENTS),
    print_until="dry_fen",
    comparison=Compared(
        name=("section_id", "river", "section"), period="cycle",
        amounts=tuple(column.name for column in _COMPONENTS), verdict=("annual_class", "state"),
        links=(("section_id",), ("river", "section")),
    ),
)  # fmt: skip

YEAR_FLOWS = Table(
    "year_flows",
    "年度流向",
    (
        SECTION,
        Column("name", "断面", is_required=True, width=22, sentence="河流名称·监测断面",
               clause="二、四"),
        Column("payer", "付款方", is_required=True, width=14),
        Column("payee", "收款方", is_required=True, width=14),
        Column("kind", "类型", is_required=True, width=10, checks=(one_of(values(AnnualTransfer)),),
               sentence="跃升奖励、超标赔付、年度奖励、年度追缴、断流缴纳；自抵不动用资金"),
        amount("amount_fen", "金额", "清零以后的金额；尾差已含在跃升奖励和超标赔付里"),
        Column("clause", "依据", is_required=True, width=34),
        Column("arithmetic", "算式", is_required=True, width=50,
               sentence="断面全年金额 × 付款方承担的份额 × 收款方分得的份额"),
        CYCLE,
    ),
    formulas=_year_flows,
    sentence="年终结算谁付给谁多少",
    key=("cycle", "section_id", "payer", "payee", "kind"),
    printed_total="合计（含自抵）",
)  # fmt: skip

YEAR_DISTRICTS = Table(
    "year_districts",
    "年度汇总",
    (
        _DISTRICT,
        amount("receivable_fen", "应收", clause="五¶1"),
        amount("payable_fen", "应付", clause="五¶1"),
        amount(
            "net_fen",
            "净额",
            "应收 − 应付；全部区市和市财政合计为 0",
            is_signed=True,
            clause="五¶1",
        ),
        amount("remitted_fen", "上解", "年终上解市财政的金额（第十条）", clause="十"),
        amount("allotted_fen", "下达", "年终由市财政下达的金额（第十条）", clause="十"),
        CYCLE,
    ),
    formulas=_year_districts,
    sentence="各区市和市财政全年应收、应付、净额，以及年终上解或下达，不含自抵",
    key=("cycle", "district"),
    row_checks=(_NET,),
    total=("receivable_fen", "payable_fen", "net_fen", "remitted_fen", "allotted_fen"),
    comparison=Compared(
        name=("district",),
        period="cycle",
        is_summed=True,
        amounts=("receivable_fen", "payable_fen", "net_fen", "remitted_fen", "allotted_fen"),
        parts=settled_parts("year_flows"),
    ),
)

ACCOUNTS = Table(
    "accounts",
    "年度账目",
    (
        _DISTRICT,
        Column("line", "行次", COUNT, is_required=True, width=6),
        Column("item", "项目", is_required=True, width=16),
        amount("receivable_fen", "应收", is_signed=True, clause="五¶1"),
        amount("payable_fen", "应付", is_signed=True, clause="五¶1"),
        amount("net_fen", "净额", is_signed=True, clause="五¶1"),
        Column("explanation", "说明", width=62),
        CYCLE,
    ),
    formulas=_accounts,
    sentence="各区市从每月核算到年度结算的逐行账目：各月合计 + 尾差 + 清零 + 年度项目 = 年度结算",
    key=("cycle", "district", "line"),
    row_checks=(_NET,),
)

QUARTERS = Table(
    "quarters",
    "季度汇总",
    (
        Column("quarter", "季度", is_required=True, width=9, sentence="2018Q4 是 10 至 12 月"),
        _DISTRICT,
        amount("receivable_fen", "应收", "本季度各月", clause="五¶1"),
        amount("payable_fen", "应付", "本季度各月", clause="五¶1"),
        amount("net_fen", "净额", is_signed=True, clause="五¶1"),
        amount("receivable_so_far_fen", "累计应收", "自周期开始的 10 月起"),
        amount("payable_so_far_fen", "累计应付", "自周期开始的 10 月起"),
        amount("net_so_far_fen", "累计净额", is_signed=True),
        Column("note", "备注", is_required=True, width=52),
    ),
    formulas=_quarters,
    sentence="各区市每季度和累计的应收、应付、净额；未计清零、尾差和年度项目",
    key=("quarter", "district"),
    row_checks=(
        _NET,
        is_sum(
            "net_so_far_fen",
            ("receivable_so_far_fen",),
            ("payable_so_far_fen",),
            said="累计应收 − 累计应付",
        ),
    ),
    total=("receivable_fen", "payable_fen", "net_fen"),
)

SECTION_QUARTERS = Table(
    "section_quarters",
    "季度断面",
    (
        Column("quarter", "季度", is_required=True, width=9),
        SECTION,
        _RIVER,
        _NAME,
        Column("responsible", "责任区市", is_required=True, width=12, clause="四"),
        Column("verdicts", "各月判定", is_required=True, width=36),
        _count("leap_months", "跃升月数"),
        _count("exceed_months", "超标月数"),
        amount("reward_fen", "奖励", "本季度各月", clause="七¶1"),
        amount("reward_so_far_fen", "累计奖励", "自周期开始的 10 月起"),
        amount("penalty_fen", "赔付", "本季度各月", clause="七¶1"),
        amount("penalty_so_far_fen", "累计赔付", "自周期开始的 10 月起"),
        Column("note", "备注", is_required=True, width=52),
    ),
    formulas=_section_quarters,
    sentence="各断面每季度的判定和金额；未计清零、尾差和年度项目",
    key=("quarter", "section_id"),
    total=("reward_fen", "penalty_fen"),
)

ANNUAL_INDICATORS = Table(
    "annual_indicators",
    "年度指标",
    (
        SECTION,
        Column("name", "断面", is_required=True, width=22, sentence="河流名称·监测断面",
               clause="二、四"),
        Column("indicator", "指标", is_required=True, width=21, clause="三¶2"),
        _count("months", "监测月数"),
        Column("total", "各月合计", NUMBER, is_required=True, width=16, sentence="各月监测值之和"),
        Column("mean", "年均值", NUMBER, is_required=True, width=14, number_format="0.0#######",
               sentence="各月合计 ÷ 监测月数；判定用精确的商，不用这里显示的小数", clause="六¶1"),
        Column("water_class", "类别", is_required=True, width=7,
               checks=(one_of(values(WaterClass)),)),
        Column("limit", "限值", NUMBER_OR_TEXT, is_required=True, width=9,
               sentence="目标类别的限值", clause="GB 3838-2002"),
        Column("is_worse", "劣于目标", is_required=True, width=8,
               checks=(one_of((Answer.YES.value, Answer.NO.value)),),
               tones={Answer.YES.value: "bad"}),
        Column("unit", "单位", width=8),
        CYCLE,
    ),
    formulas=_annual_indicators,
    sentence="每个断面每个评价指标的年均值",
    key=("cycle", "section_id", "indicator"),
    is_detail=True,
)  # fmt: skip

DEADLINES = Table(
    "deadlines",
    "办理期限",
    (
        Column("item", "事项", is_required=True, width=34),
        Column("due", "期限", is_required=True, width=12, sentence="最后一天，当天办理不算过期"),
        Column("state", "状态", is_required=True, width=14, checks=(one_of(values(Due)),),
               sentence="统计日期在期限之后为 已到期；办没办由填表人核对"),
        CYCLE,
    ),
    sentence="季度通报和年度结算的期限（第十条），按统计日期看是否到期",
    key=("cycle", "item"),
)  # fmt: skip

YEAR_TABLES = (
    SECTION_YEARS,
    YEAR_FLOWS,
    YEAR_DISTRICTS,
    ACCOUNTS,
    QUARTERS,
    SECTION_QUARTERS,
    ANNUAL_INDICATORS,
    DEADLINES,
)
