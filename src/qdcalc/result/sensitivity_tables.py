"""The sheets of ``sensitivity``: what each option moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qdcalc.table.description import Column, Table
from qdcalc.table.kinds import (
    COUNT_OR_BLANK,
    COUNTED_OR_BLANK,
    MONEY_OR_BLANK,
    NUMBER_OR_TEXT,
    PERCENT,
    Kind,
)

USED = "采用"
REFUSED = "不能计算"
_SIGNED = '+#,##0.00;-#,##0.00;"–"'
MOVED = replace(MONEY_OR_BLANK, number_format=_SIGNED)
MOVED_OR_COUNT = replace(MOVED, name="金额或数", is_money=False)
MOVED_COUNT = replace(COUNTED_OR_BLANK, number_format=_SIGNED, whole_format='+#,##0;-#,##0;"–"')
OTHERS = "其余"


def effects_table(
    party: str, parties: Sequence[str], total: tuple[str, str], kind: Kind, *, has_items: bool
) -> Table:
    """Return the description of 口径影响: a column for each of those who pay or get.

    Parameters
    ----------
    party : str
        What they are: 区市, 申请单位.
    parties : sequence of str
        Their names; their columns are ``party_0``, ``party_1`` …
    total : tuple of str
        The label of the column of all of them together, and what it holds.
    kind : Kind
        ``MOVED``, ``MOVED_COUNT`` of persons or days, or ``MOVED_OR_COUNT`` where a row is of each.
    has_items : bool
        Whether several amounts are priced, a row each.
    """
    items = (Column("item", "项目", is_required=True, width=14),) if has_items else ()
    return Table(
        "option_effects",
        "口径影响",
        (
            Column("name", "参数", is_required=True, width=18),
            Column("option", "取值", is_required=True, width=16),
            Column("used", USED, width=9, tones={REFUSED: "open"}),
            *items,
            Column("total", total[0], kind, width=14, sentence=total[1]),
            *(
                Column(f"party_{n}", name, kind, width=14 if len(name) < 7 else 17,
                       sentence=f"{party}的金额变多少")
                for n, name in enumerate(parties)
            ),
            Column("rows", "变动行数", COUNT_OR_BLANK, width=9,
                   sentence="判定或金额不同的断面、申请或平台"),
            Column("named", "变动的行", width=36),
            Column("clause", "条款", width=14),
            Column("meaning", "含义", width=44),
            Column("reason", "默认理由", width=70),
            Column("against", "反方理由", width=90, sentence="不取默认值的理由"),
        ),
        sentence="每种口径改取一个别的取值，其余不变，重新计算，与结果相比的变动（+ 是多收或多得）",
        print_until="rows",
    )  # fmt: skip


SIGNED_PERCENT = replace(PERCENT, number_format="+0.0%;-0.0%;0.0%")
NEAR = Table(
    "near_thresholds",
    "临界",
    (
        Column("place", "单元格", width=28, sentence="输入文件里的单元格"),
        Column("period", "时期", width=10),
        Column("name", "对象", width=24, sentence="断面、申请或平台"),
        Column("item", "判断", is_required=True, width=34),
        Column("value", "值", NUMBER_OR_TEXT, width=11),
        Column("threshold", "阈值", NUMBER_OR_TEXT, width=11),
        Column("distance", "距离", NUMBER_OR_TEXT, width=11, sentence="值 − 阈值"),
        Column("share", "距离占阈值", SIGNED_PERCENT, width=10),
        Column("side", "现在", width=10, sentence="现在在哪一侧；等于限值算满足"),
        Column("before", "现结果", width=12),
        Column("before_fen", "现金额", MONEY_OR_BLANK, width=15),
        Column("after", "另一侧结果", width=12),
        Column("after_fen", "另一侧金额", MONEY_OR_BLANK, width=15),
        Column("difference_fen", "差额", MOVED, width=15, sentence="另一侧金额 − 现金额"),
        Column("others", "连带变动", width=26, sentence="其他断面或申请因此的变动"),
        Column("others_fen", "连带差额", MOVED, width=15),
        Column("clause", "条款", width=14),
        Column("note", "说明", width=30),
    ),
    sentence="值离阈值很近的判断，以及落到另一侧时的金额（重新计算，不是估计）",
    print_until="others_fen",
)
