"""The sheets of ``sensitivity``: what each option moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qdcalc.table.description import Column, Table
from qdcalc.table.kinds import COUNT_OR_BLANK, MONEY_OR_BLANK, Kind

USED = "采用"
REFUSED = "不能计算"
_SIGNED = '+#,##0.00;-#,##0.00;"–"'
MOVED = replace(MONEY_OR_BLANK, number_format=_SIGNED)
MOVED_OR_COUNT = replace(MOVED, name="金额或数", is_money=False)
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
        ``MOVED``, or ``MOVED_OR_COUNT`` where a row may be of persons.
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
