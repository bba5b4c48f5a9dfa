"""The tables in which the settlement's formulas split amounts: shares, payers, pairs (十)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qdcalc.table.description import Column, Table, not_negative, one_of
from qdcalc.table.kinds import COUNT, NUMBER
from qdcalc.table.unlisted import Unlisted
from qdcalc.water.monthly.live_outputs import PAYEE, PAYER, part_columns, unlisted_column
from qdcalc.water.monthly.outputs import MONTH
from qdcalc.water.words import UNLISTED, AnnualTransfer, Answer, Struck, values
from qdcalc.water.yearly.outputs import CYCLE, SECTION, amount

if TYPE_CHECKING:
    from qdcalc.table.live import Sheets
    from qdcalc.water.monthly.live import Formulas


def _year_shares(sheets: Sheets) -> Formulas:
    from qdcalc.water.yearly import live_splits

    return live_splits.year_shares(sheets)


def _year_payer_parts(sheets: Sheets) -> Formulas:
    from qdcalc.water.yearly import live_splits

    return live_splits.year_payer_parts(sheets)


def _year_pair_parts(sheets: Sheets) -> Formulas:
    from qdcalc.water.yearly import live_splits

    return live_splits.year_pair_parts(sheets)


_ITEM = Column(
    "kind", "类型", is_required=True, width=9, checks=(one_of(values(AnnualTransfer)[:-1]),),
    sentence="五种都列出，没有发生的金额是 0",
)  # fmt: skip
YEAR_SHARES = Table(
    "year_shares",
    "年度份额",
    (
        CYCLE, SECTION,
        Column("kind", "类型", is_required=True, width=9,
               checks=(one_of(values(AnnualTransfer)[:2]),)),
        PAYER, PAYEE,
        MONTH,
        Column("coefficient", "系数", COUNT, is_required=True, width=6, checks=(not_negative(),),
               sentence="当月这一方向的 |系数|，不是这一方向的月份是 0", clause="七¶1"),
        amount("base_fen", "年度基准", "当月执行的年度基准", clause="五¶2"),
        Column("numerator", "分子", NUMBER, is_required=True, width=14,
               sentence="系数 × 年度基准 × 付款份额 × 收款份额"),
        Column("denominator", "分母", NUMBER, is_required=True, width=9,
               sentence="分摊月数 × 付款份额合计 × 收款份额合计"),
        Column("multiple", "通分", NUMBER, is_required=True, width=9,
               sentence="断面这一类型各行分母的最小公倍数"),
        Column("weight", "份额", NUMBER, is_required=True, width=14,
               sentence="分子 × 通分 ÷ 分母；年度付款分摊、年度收付分摊里是各月之和，约去公约数"),
    ),
    formulas=_year_shares,
    sentence="清单的行中途有变、或认定了责任比例的断面，各月每一对付款方、收款方承担的份额",
    key=("cycle", "section_id", "kind", "payer", "payee", "month"),
    only_filled=True,
    is_detail=True,
)  # fmt: skip

YEAR_PAYER_PARTS = Table(
    "year_payer_parts",
    "年度付款分摊",
    (CYCLE, SECTION, _ITEM, PAYER, *part_columns("断面金额", "付款", "应担金额")),
    formulas=_year_payer_parts,
    sentence="断面全年金额（精确合计舍入一次）怎样分给付款各方",
    key=("cycle", "section_id", "kind", "payer"),
    is_detail=True,
)

YEAR_PAIR_PARTS = Table(
    "year_pair_parts",
    "年度收付分摊",
    (
        CYCLE, SECTION, _ITEM, PAYER, PAYEE,
        *part_columns("付款方应担", "收款", "精确分摊"),
        amount("months_fen", "各月之和", "收付分摊里各月这一笔之和，口径 年度结算 取月度累加时用"),
        amount("full_fen", "清零前", "清零以前的金额"),
        Column("payee_struck", "收款方有事件", is_required=True, width=8, clause="七¶2",
               checks=(one_of(values(Answer)),), sentence="周期内有较大及以上突发环境事件"),
        Column("section_struck", "断面有事件", is_required=True, width=8, clause="七¶2",
               checks=(one_of(values(Struck)),),
               sentence="当月有责任区市有较大及以上突发环境事件的，是全部月份还是部分月份"),
        amount("paid_fen", "实付", "清零以后的金额；年度流向、年度断面、年度汇总的公式引用这里"),
        unlisted_column("年度流向"),
    ),
    formulas=_year_pair_parts,
    unlisted=Unlisted("unlisted", UNLISTED, "paid_fen", "年度流向"),
    sentence="全年每一项谁付给谁多少",
    key=("cycle", "section_id", "kind", "payer", "payee"),
    is_detail=True,
)  # fmt: skip

TABLES = (YEAR_SHARES, YEAR_PAYER_PARTS, YEAR_PAIR_PARTS)
