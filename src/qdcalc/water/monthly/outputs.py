"""The tables that the month of water puts out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qdcalc.table.description import Column, Compared, Parts, Table, is_sum, not_negative, one_of
from qdcalc.table.kinds import CODE, COUNT, MONEY, MULTIPLE, NUMBER, NUMBER_OR_TEXT
from qdcalc.water.words import (
    TARGETS,
    Transfer,
    Verdict,
    WaterClass,
    values,
)

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.table.live import Sheets
    from qdcalc.water.monthly.live import Formulas

_NOT_NEGATIVE = not_negative()


def settled_parts(flows: str) -> dict[str, Parts]:
    """Return the flows that a district's sums add up: what it is paid, what it pays."""

    def part(adds: tuple[str, ...], takes: tuple[str, ...]) -> Parts:
        return Parts(flows, "amount_fen", ("section_id", "name"), adds, takes, _between_two)

    payee, payer = ("payee",), ("payer",)
    return {
        "receivable_fen": part(payee, ()),
        "payable_fen": part(payer, ()),
        "net_fen": part(payee, payer),
    }


def _between_two(flows: pd.DataFrame) -> pd.Series[bool]:
    return flows["payer"] != flows["payee"]


VERDICT_TONES = {
    Verdict.LEAP.value: "good",
    Verdict.EXCEED.value: "bad",
    Verdict.DRY.value: "quiet",
    Verdict.MISSING.value: "open",
}
MONTH = Column("month", "月份", is_required=True, width=9, sentence="监测月份")
SECTION = Column("section_id", "序号", CODE, is_required=True, width=5, sentence="断面序号")
_AMOUNT = Column(
    "amount_fen", "金额", MONEY, is_required=True, unit="元", checks=(_NOT_NEGATIVE,),
    sentence="|系数| × 年度基准 ÷ 分摊月数，四舍五入到分",
)  # fmt: skip


def _section_months(sheets: Sheets) -> Formulas:
    from qdcalc.water.monthly import live

    return live.section_months(sheets)


def _relations(sheets: Sheets) -> Formulas:
    from qdcalc.water.monthly import live

    return live.relations(sheets)


def _flows(sheets: Sheets) -> Formulas:
    from qdcalc.water.monthly import live

    return live.flows(sheets)


def _districts(sheets: Sheets) -> Formulas:
    from qdcalc.water.monthly import live

    return live.districts(sheets)


def _indicators(sheets: Sheets) -> Formulas:
    from qdcalc.water.monthly import live_readings

    return live_readings.indicators(sheets)


SECTION_MONTHS = Table(
    "section_months",
    "断面核算",
    (
        MONTH,
        SECTION,
        Column("river", "河流名称", is_required=True, width=8),
        Column("section", "监测断面", is_required=True, width=14),
        Column("section_type", "断面属性", is_required=True, width=10, clause="四"),
        Column("responsible", "责任区市", is_required=True, width=12, clause="四"),
        Column("destination", "去向", width=12, clause="四"),
        Column("target_class", "水质目标", is_required=True, width=6,
               checks=(one_of(TARGETS),), clause="三¶1"),
        Column("control_level", "控制级别", is_required=True, width=6, clause="二"),
        Column("water_class", "水质类别", width=6,
               checks=(one_of(values(WaterClass)),),
               sentence="当月最差的评价指标的类别，按监测值"),
        Column("verdict", "判定", is_required=True, width=9,
               checks=(one_of(values(Verdict)),), tones=VERDICT_TONES,
               sentence="跃升、达标、超标、断流或缺测"),
        Column("exceeded", "超标指标", width=12, sentence="剔除上游影响后决定判定的指标"),
        Column("dropped", "剔除指标", width=12, sentence="因上游影响剔除的指标"),
        Column("leading", "首要超标指标", width=12, sentence="超标倍数最大的指标"),
        Column("multiple", "最大超标倍数", MULTIPLE, width=8,
               sentence="（值 − 限值）÷ 限值；只有溶解氧、pH 超标时空白"),
        Column("coefficient", "系数", COUNT, is_required=True, width=5,
               sentence="跃升为正，超标为负", clause="七¶1"),
        Column("kind", "奖惩", width=6, checks=(one_of(values(Transfer)[:2]),),
               sentence="跃升是奖励，超标是赔付；没有收付的空白"),
        _AMOUNT,
        Column("not_measured", "缺测指标", width=12,
               sentence="没有监测的参评指标；达标、超标只按已测指标判定"),
        Column("clause", "依据", is_required=True, width=34, sentence="通知条款"),
        Column("explanation", "说明", is_required=True, width=90, sentence="判定和金额的由来"),
        Column("class_rank", "类别序号", COUNT, is_required=True, width=6, checks=(_NOT_NEGATIVE,),
               sentence="水质类别的序号：Ⅰ是 1，劣Ⅴ是 6；没有监测值是 0，公式用"),
        Column("missing_count", "缺测项数", COUNT, is_required=True, width=6,
               checks=(_NOT_NEGATIVE,), sentence="缺测指标的个数，公式用"),
    ),
    formulas=_section_months,
    sentence="每个断面每月的判定、系数和金额",
    key=("month", "section_id"),
    print_until="not_measured",
    printed_total="合计（含自抵）",
    is_compared=True,
    comparison=Compared(
        name=("section_id", "river", "section"), period="month", amounts=("amount_fen",),
        verdict=("water_class", "verdict"), links=(("section_id",), ("river", "section")),
        negative=("kind", Transfer.PENALTY.value),
    ),
)  # fmt: skip

RELATIONS = Table(
    "relations",
    "收付关系",
    (
        MONTH,
        Column("payer", "付款方", is_required=True, width=16),
        Column("payee", "收款方", is_required=True, width=16),
        Column("penalty_fen", "赔付", MONEY, is_required=True, unit="元", width=18,
               checks=(_NOT_NEGATIVE,), sentence="付款方的断面超标，付给收款方", clause="七¶1"),
        Column("reward_fen", "奖励", MONEY, is_required=True, unit="元", width=18,
               checks=(_NOT_NEGATIVE,), sentence="收款方的断面跃升，由付款方付", clause="七¶1"),
        Column("total_fen", "合计", MONEY, is_required=True, unit="元", width=18,
               checks=(_NOT_NEGATIVE,), sentence="赔付 + 奖励"),
    ),
    formulas=_relations,
    sentence="每月谁付给谁多少，各断面合在一起；不含自抵",
    key=("month", "payer", "payee"),
    row_checks=(is_sum("total_fen", ("penalty_fen", "reward_fen"), said="赔付 + 奖励"),),
    total=("penalty_fen", "reward_fen", "total_fen"),
)  # fmt: skip

FLOWS = Table(
    "flows",
    "资金流向",
    (
        MONTH,
        SECTION,
        Column("name", "断面", is_required=True, width=22, sentence="河流名称·监测断面",
               clause="二、四"),
        Column("payer", "付款方", is_required=True, width=11),
        Column("payee", "收款方", is_required=True, width=11),
        Column("kind", "类型", is_required=True, width=8,
               checks=(one_of(values(Transfer)),),
               sentence="赔付、奖励；自抵是付给自己，不动用资金"),
        _AMOUNT,
        Column("clause", "依据", is_required=True, width=48),
        Column("arithmetic", "算式", is_required=True, width=54,
               sentence="断面金额 × 付款方承担的份额 × 收款方分得的份额"),
    ),
    formulas=_flows,
    sentence="谁付给谁多少",
    key=("month", "section_id", "payer", "payee"),
    printed_total="合计（含自抵）",
)  # fmt: skip

DISTRICTS = Table(
    "districts",
    "区市汇总",
    (
        MONTH,
        Column("district", "区市", is_required=True, width=14),
        Column("receivable_fen", "应收", MONEY, is_required=True, unit="元",
               checks=(_NOT_NEGATIVE,), clause="五¶1"),
        Column("payable_fen", "应付", MONEY, is_required=True, unit="元",
               checks=(_NOT_NEGATIVE,), clause="五¶1"),
        Column("net_fen", "净额", MONEY, is_required=True, unit="元",
               sentence="应收 − 应付；全部区市和市财政合计为 0", clause="五¶1"),
    ),
    formulas=_districts,
    sentence="各区市和市财政每月应收、应付和净额，不含自抵",
    key=("month", "district"),
    row_checks=(is_sum("net_fen", ("receivable_fen",), ("payable_fen",), said="应收 − 应付"),),
    total=("receivable_fen", "payable_fen", "net_fen"),
    is_compared=True,
    comparison=Compared(
        name=("district",), period="month", is_summed=True,
        amounts=("receivable_fen", "payable_fen", "net_fen"), parts=settled_parts("flows"),
    ),
)  # fmt: skip

INDICATORS = Table(
    "indicators",
    "指标明细",
    (
        MONTH,
        SECTION,
        Column("indicator", "指标", is_required=True, width=21, clause="三¶2"),
        Column("value", "监测值", NUMBER, is_required=True, width=12,
               sentence="参加判定的数值；低于检出限按检出限的一半", clause="三¶2"),
        Column("original", "原值", width=12, sentence="原表写的是标记时的原文"),
        Column("water_class", "类别", width=7,
               checks=(one_of(values(WaterClass)),),
               sentence="未检出而不能证明超标的不判定，空白"),
        Column("limit", "限值", NUMBER_OR_TEXT, is_required=True, width=9,
               sentence="目标类别的限值", clause="GB 3838-2002"),
        Column("is_exceeded", "超标", is_required=True, width=6, sentence="按监测值是否超过限值",
               clause="六¶1"),
        Column("multiple", "超标倍数", MULTIPLE, width=9, sentence="按监测值", clause="七¶1"),
        Column("is_dropped", "剔除", is_required=True, width=6, sentence="是否因上游影响剔除",
               clause="六¶2"),
        Column("judged_value", "判定值", NUMBER, width=12,
               sentence="修约或扣减上游影响后与限值比较的数值；不判定的空白"),
        Column("unit", "单位", width=8),
        Column("compared_value", "比较值", NUMBER, width=12,
               sentence="监测值，口径取修约后的按目标限值的小数位修约；公式用"),
        Column("judged_multiple", "判定倍数", MULTIPLE, width=9,
               sentence="按判定值的超标倍数，没有剔除的才有；公式用", clause="七¶1"),
    ),
    formulas=_indicators,
    sentence="参加评价的每个指标",
    key=("month", "section_id", "indicator"),
    is_detail=True,
)  # fmt: skip


SECTIONS_USED = Table(
    "sections_used",
    "采用断面",
    (
        SECTION,
        Column("river", "河流名称", is_required=True, width=12),
        Column("section", "监测断面", is_required=True, width=20),
        Column("section_type", "断面属性", is_required=True, width=11, clause="四"),
        Column("responsible", "责任区市", is_required=True, width=20, clause="四"),
        Column("destination", "去向", width=20, clause="四"),
        Column("target_class", "水质目标", is_required=True, width=8, clause="三¶1"),
        Column("control_level", "控制级别", is_required=True, width=8, clause="二"),
        Column("water_body", "水体类型", is_required=True, width=8),
        Column("is_drinking_source", "饮用水源", is_required=True, width=8),
        Column("is_dry_exempt", "断流豁免", is_required=True, width=8, clause="七¶4"),
        Column("upstream", "上游断面", width=10),
        Column("previous_class", "上年度水质类别", width=14, clause="七¶3"),
        Column("source", "来源", is_required=True, width=20),
        Column(
            "since", "起始月份", width=10, sentence="这一行从哪个月起有效，空白不限", clause="三¶1"
        ),
        Column(
            "until",
            "截止月份",
            width=10,
            sentence="这一行到哪个月为止有效，空白不限",
            clause="三¶1",
        ),
    ),
    sentence="核算所用的断面清单，含默认的水体类型、饮用水源和上游断面",
    key=("section_id", "since", "until"),
    is_printed=False,
)


def _moved(name: str, label: str, sentence: str) -> Column:
    return Column(name, label, MONEY, is_required=True, unit="元", sentence=sentence)


CORRECTIONS = Table(
    "corrections",
    "更正影响",
    (
        Column("scope", "范围", is_required=True, width=10, sentence="断面月份、区市月份等"),
        Column("period", "月份或周期", is_required=True, width=11),
        Column("section_id", "序号", CODE, width=6),
        Column("name", "断面或区市", is_required=True, width=24),
        Column("item", "项目", is_required=True, width=12),
        _moved("before_fen", "更正前", "更正前的金额；区市是净额"),
        _moved("after_fen", "更正后", "更正后的金额；区市是净额"),
        _moved("difference_fen", "差额", "更正后 − 更正前"),
        Column("explanation", "说明", width=46, sentence="判定、水质类别的变化"),
    ),
    sentence="更正文件或较高的版本改变了哪些判定和金额；没有更正时没有这张表",
    key=("scope", "period", "section_id", "name", "item"),
    row_checks=(is_sum("difference_fen", ("after_fen",), ("before_fen",), said="更正后 − 更正前"),),
    only_filled=True,
)
