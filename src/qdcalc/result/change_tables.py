"""The sheets of a comparison of two results (``compare``)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from qdcalc.table.description import Column, Table
from qdcalc.table.kinds import COUNT, COUNTED_OR_BLANK, MONEY_OR_BLANK, Kind

AMOUNT = replace(MONEY_OR_BLANK, name="金额或数", is_money=False)
CHANGED, ADDED, REMOVED = "改变", "只在乙", "只在甲"
TONES = {ADDED: "open", REMOVED: "quiet"}


def _amount(name: str, label: str, sentence: str = "") -> Column:
    return Column(name, label, AMOUNT, width=15, sentence=sentence)


_SCOPE = Column("scope", "表", is_required=True, width=11, sentence="结果里的哪张表")
_PERIOD = Column("period", "时期", width=18, sentence="月份、周期或年度；两个不同时期写作 甲 → 乙")
_NAME = Column("name", "名称", is_required=True, width=26)
_STATE = Column("state", "变动", is_required=True, width=8, tones=TONES,
                sentence="改变，或只在一个结果里有")  # fmt: skip
_ITEM = Column("item", "项目", is_required=True, width=15, sentence="哪一列；括号里是单位")
_SIDES = (
    _amount("before", "甲", "甲的数额"),
    _amount("after", "乙", "乙的数额"),
    _amount("difference", "差额", "乙 − 甲；空白按 0"),
)

BRIDGE = Table(
    "bridge",
    "差额分解",
    (
        _SCOPE,
        _ITEM,
        _amount("before", "甲合计"),
        _amount("changed", "改变", "两边都有的行，乙 − 甲"),
        _amount("added", "只在乙", "只在乙里有的行"),
        _amount("removed", "只在甲", "只在甲里有的行，减去"),
        _amount("after", "乙合计"),
        Column("rows", "变动行数", COUNT, is_required=True, width=9),
    ),
    sentence="每张表每个金额：甲合计 + 改变 + 只在乙 − 只在甲 = 乙合计",
    key=("scope", "item"),
)
CHANGES = Table(
    "changes",
    "变动",
    (
        _SCOPE,
        _PERIOD,
        _NAME,
        _STATE,
        Column("before_verdict", "甲判定", width=10),
        Column("after_verdict", "乙判定", width=10),
        _ITEM,
        *_SIDES,
        Column("reason", "原因", is_required=True, width=56,
               sentence="改变的输入单元格、口径、标准数额，以及结果里随之改变的各列"),
    ),
    sentence="判定或金额不同的每个断面、申请或平台，以及原因",
)  # fmt: skip
SUM_CHANGES = Table(
    "sum_changes",
    "区市变动",
    (_SCOPE, _PERIOD, _NAME, _STATE, _ITEM, *_SIDES,
     Column("reason", "原因", width=56,
            sentence="使合计变动的各行，变动大的在前；没有明细的合计空白")),
    sentence="合计不同的每个区市或申请单位，由哪些行变动而来",
)  # fmt: skip
DIFFERENCES = Table(
    "differences",
    "不同之处",
    (
        Column("part", "类别", is_required=True, width=12,
               sentence="时期、输入、口径、标准数额、设置、政策、版本"),
        Column("item", "项目", is_required=True, width=44),
        Column("before", "甲", width=44),
        Column("after", "乙", width=44),
    ),
    sentence="两个结果的输入、口径、数额和程序有哪些不同",
)  # fmt: skip


def amount_kind(columns: Iterable[Column]) -> Kind:
    """Return how the amounts of compared columns are shown: as money where one of them is."""
    return AMOUNT if any(column.kind.is_money for column in columns) else COUNTED_OR_BLANK


def with_amounts(table: Table, kind: Kind) -> Table:
    """Return a sheet of a comparison with its amounts of a kind."""
    columns = (replace(c, kind=kind) if c.kind is AMOUNT else c for c in table.columns)
    return replace(table, columns=tuple(columns))
