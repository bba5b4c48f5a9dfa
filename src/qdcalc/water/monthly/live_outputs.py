"""The tables that the month's formulas refer to: limits, and every possible part (四, 六, 八)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qdcalc.table.description import Column, Table, not_negative, one_of
from qdcalc.table.kinds import MONEY, NUMBER
from qdcalc.table.unlisted import Unlisted
from qdcalc.water.monthly.outputs import MONTH, SECTION
from qdcalc.water.words import TARGETS, UNLISTED, Counted, Transfer, WaterBody, values

if TYPE_CHECKING:
    from qdcalc.table.live import Sheets
    from qdcalc.water.monthly.live import Formulas

_NOT_NEGATIVE = not_negative()


def _payer_parts(sheets: Sheets) -> Formulas:
    from qdcalc.water.monthly import live

    return live.payer_parts(sheets)


def _pair_parts(sheets: Sheets) -> Formulas:
    from qdcalc.water.monthly import live

    return live.pair_parts(sheets)


def _limits(sheets: Sheets) -> Formulas:
    from qdcalc.water.monthly import live_readings

    return live_readings.limits(sheets)


def _numbered(name: str, label: str, sentence: str) -> tuple[Column, ...]:
    """Return a column of each class."""
    return tuple(
        Column(f"{name}_{number}", f"{label}{sign}", NUMBER, width=11, sentence=sentence)
        for number, sign in enumerate(TARGETS, start=1)
    )


LIMITS = Table(
    "limits",
    "标准限值",
    (
        Column("indicator", "指标", is_required=True, width=21, clause="三¶2"),
        Column("water_body", "水体类型", is_required=True, width=8,
               checks=(one_of(values(WaterBody)),)),
        Column("unit", "单位", width=8),
        Column("lower", "下限", NUMBER, width=8, sentence="pH 的下限"),
        *_numbered("limit", "限值", "GB 3838-2002 的限值；溶解氧是最小值"),
        *_numbered("places", "小数位", "标准印出的限值的小数位，修约用"),
        Column("lower_bound", "判定下界", NUMBER, width=11, sentence="pH 的下限，修约后的同判定界"),
        *_numbered("bound", "判定界", "类别按它判定：全数值就是限值，修约后是修约以后仍满足限值的"
                   "最后一个数；末位是奇数的限值，恰好半个单位不算满足"),
    ),
    formulas=_limits,
    sentence="参加评价的指标的标准限值；指标明细和年度指标的公式引用这里",
    key=("indicator", "water_body"),
    is_printed=False,
)  # fmt: skip


def part_columns(amount: str, weight: str, part: str) -> tuple[Column, ...]:
    """Return the columns of a split: what is split, shares, whole fen, remainder, tail, part."""
    return (
        Column("amount_fen", amount, MONEY, is_required=True, unit="元", checks=(_NOT_NEGATIVE,)),
        Column("weight", f"{weight}份额", NUMBER, is_required=True, width=10),
        Column("total_weight", "份额合计", NUMBER, is_required=True, width=10),
        Column("floor_fen", "整分", MONEY, is_required=True, unit="元",
               sentence="金额 × 份额 ÷ 份额合计，舍去不足一分的"),
        Column("remainder", "余数", NUMBER, is_required=True, width=10,
               sentence="舍去的分数，乘以份额合计"),
        Column("tail_fen", "尾差补分", MONEY, is_required=True, unit="元",
               sentence="差的分按余数从大到小各补一分，相同的按清单先后"),
        Column("part_fen", part, MONEY, is_required=True, unit="元", checks=(_NOT_NEGATIVE,),
               sentence="整分 + 尾差补分"),
        Column("counted", "计入", is_required=True, width=12, checks=(one_of(values(Counted)),),
               sentence="口径 责任与去向重叠 取哪一项时计入这一方；按各月份额的见年度份额",
               clause="四、七¶1"),
    )  # fmt: skip


def unlisted_column(table: str) -> Column:
    """Return the column that says that a part has no row in a table of flows."""
    return Column(
        "unlisted", table, width=10, checks=(one_of((UNLISTED,)),),
        sentence=f"改动工作簿以后才有金额、“{table}”里没有行的，写“{UNLISTED}”",
        clause="七¶1",
    )  # fmt: skip


_DIRECTION = Column(
    "kind", "类型", is_required=True, width=6, checks=(one_of(values(Transfer)[:2]),),
    sentence="断面超标时赔付，跃升时奖励；两种都列出，没有发生的金额是 0", clause="七¶1",
)  # fmt: skip
PAYER = Column("payer", "付款方", is_required=True, width=11)
PAYEE = Column("payee", "收款方", is_required=True, width=11)

PAYER_PARTS = Table(
    "payer_parts",
    "付款分摊",
    (MONTH, SECTION, _DIRECTION, PAYER, *part_columns("断面金额", "付款", "应担金额")),
    formulas=_payer_parts,
    sentence="断面金额怎样分给付款各方，赔付、奖励都列出",
    key=("month", "section_id", "kind", "payer"),
    is_detail=True,
)

PAIR_PARTS = Table(
    "pair_parts",
    "收付分摊",
    (
        MONTH, SECTION, _DIRECTION, PAYER, PAYEE,
        *part_columns("付款方应担", "收款", "付给金额"),
        unlisted_column("资金流向"),
    ),
    formulas=_pair_parts,
    unlisted=Unlisted("unlisted", UNLISTED, "part_fen", "资金流向"),
    sentence="每个付款方应担的怎样分给收款各方；资金流向、收付关系、区市汇总的公式引用这里",
    key=("month", "section_id", "kind", "payer", "payee"),
    is_detail=True,
)  # fmt: skip
