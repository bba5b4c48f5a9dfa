"""The live sides of 校验: what the sheets say, added up and counted (clauses 四–八)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from qdcalc.table.live import Side, text
from qdcalc.water.monthly.live_spans import Span, Wrong
from qdcalc.water.words import Transfer, Verdict

if TYPE_CHECKING:
    from qdcalc.exact.dtypes import Ints
    from qdcalc.table.live import Place, Sheets

_MOST_RANGES = 100  # of a sum
AMOUNT_FIGURES = ("annual_base_yuan", "months_per_year")
COEFFICIENTS = ("leap_coefficient", "within_coefficient", "beyond_coefficient")


def total(table: str, column: str, *, key: str = "", value: Any = None) -> Side:
    """Return the sum of a table's column, of the rows of one key where one is named."""

    def side(sheets: Sheets) -> str | None:
        place = sheets.of(table)
        if value is None:
            return f"ROUND(SUM({place.column(column)}),2)"
        return _summed(place, column, place.rows_with(key, value))

    return side


def of_kind(table: str, kind: Transfer) -> Side:
    """Return the sum of a table's amounts of one kind."""

    def side(sheets: Sheets) -> str:
        place = sheets.of(table)
        amount = "part_fen" if table == "pair_parts" else "amount_fen"
        return f'ROUND(SUMIFS({place.column(amount)},{place.column("kind")},"{kind}"),2)'

    return side


def moving(sheets: Sheets) -> str:
    """Return the sum of 资金流向 without 自抵."""
    place = sheets.of("flows")
    amount, kind = place.column("amount_fen"), place.column("kind")
    return f'ROUND(SUMIFS({amount},{kind},"<>{Transfer.SELF}"),2)'


def _summed(place: Place, column: str, places: Ints) -> str | None:
    """Return the sum of some rows, each run of neighbours a range."""
    starts = np.flatnonzero(np.diff(places, prepend=-2) != 1)
    if not len(places):
        return "0"
    if len(starts) > _MOST_RANGES:
        return None
    first, last = places[starts], places[np.r_[starts[1:], len(places)] - 1]
    return f"ROUND(SUM({','.join(place.ranges(column, first, last))}),2)"


def unlike_flows(span: Span) -> Iterator[str]:
    """金额 is not what flows."""
    own, flows = span.own, span.beside["flows"]
    due = span.sum(flows["amount_fen"], flows["section_id"], own["section_id"])
    yield f"{own['amount_fen']}<>{due}"


def unlike_rule(span: Span) -> Iterator[str]:
    """金额 is not |coefficient| × base ÷ months."""
    yield f"{span.own['amount_fen']}<>{span.due()}"


def coefficients(span: Span) -> Iterator[str]:
    """系数 is not one of the verdict's."""
    verdict, own = span.own["verdict"], span.own["coefficient"]
    leap, within, beyond = (span.figure(name) for name in COEFFICIENTS)
    leaps, exceeds = (f"{verdict}={text(word)}" for word in (Verdict.LEAP, Verdict.EXCEED))
    yield f"({leaps})*({own}<>{leap})"
    yield f"({exceeds})*({own}<>-{within})*({own}<>-{beyond})"
    yield f"(1-({leaps})-({exceeds}))*({own}<>0)"


def kinds(span: Span) -> Iterator[str]:
    """奖惩 is not the coefficient's sign."""
    kind, own = span.own["kind"], span.own["coefficient"]
    yield f"({own}>0)*({kind}<>{text(Transfer.REWARD)})"
    yield f"({own}<0)*({kind}<>{text(Transfer.PENALTY)})"
    yield f'({own}=0)*({kind}<>"")'


def dropped(span: Span) -> Iterator[str]:
    """剔除 without 超标."""
    yield f'({span.own["is_dropped"]}="是")*({span.own["is_exceeded"]}<>"是")'


def verdicts(span: Span) -> Iterator[str]:
    """超标 is not whether an indicator that exceeds is left."""
    own, rows = span.own, span.beside["indicators"]
    of_section = (rows["section_id"], own["section_id"])
    left = span.count(*of_section, rows["is_exceeded"], '"是"', rows["is_dropped"], '"否"')
    yield f"({own['verdict']}={text(Verdict.EXCEED)})<>({left}>0)"


def leaps(span: Span) -> Iterator[str]:
    """跃升, yet the class is not as much better than the target."""
    own, least = span.own, span.figure("leap_classes")
    target = f'FIND({own["target_class"]},"ⅠⅡⅢⅣⅤ")'
    yield f"({own['verdict']}={text(Verdict.LEAP)})*({own['class_rank']}+{least}>{target})"


def unmeasured(span: Span) -> Iterator[str]:
    """断流 or 缺测 is not whether there is no value."""
    verdict = span.own["verdict"]
    none = f"({verdict}={text(Verdict.DRY)})+({verdict}={text(Verdict.MISSING)})"
    yield f"({none}>0)<>({span.own['class_rank']}=0)"


def heavy(span: Span) -> Iterator[str]:
    """系数 of 超标 is not that of the largest multiple; DO and pH alone have none."""
    own, multiple = span.own, span.own["multiple"]
    within, beyond = span.figure("within_coefficient"), span.figure("beyond_coefficient")
    far = f"ISNUMBER({multiple})*({multiple}>{span.figure('multiple_limit')}+0.00000000005)"
    due = f"-{within}-({beyond}-{within})*{far}"
    yield f"({own['verdict']}={text(Verdict.EXCEED)})*({own['coefficient']}<>{due})"


def account(column: str, role: str) -> Wrong:
    """应收 or 应付 of a district is not what flows to or from it, without 自抵."""

    def wrong(span: Span) -> Iterator[str]:
        own, flows = span.own, span.beside["flows"]
        others = (flows["kind"], f'"<>{Transfer.SELF}"')
        due = span.sum(flows["amount_fen"], flows[role], own["district"], *others)
        yield f"{own[column]}<>{due}"

    return wrong


def nets(span: Span) -> Iterator[str]:
    """净额 is not 应收 − 应付."""
    own = span.own
    yield f"{own['net_fen']}<>ROUND({own['receivable_fen']}-{own['payable_fen']},2)"


def relation(kind: Transfer, column: str) -> Wrong:
    """赔付 or 奖励 of a pair is not what flows between them."""

    def wrong(span: Span) -> Iterator[str]:
        own, flows = span.own, span.beside["flows"]
        sides = (x for role in ("payer", "payee") for x in (flows[role], own[role]))
        due = span.sum(flows["amount_fen"], *sides, flows["kind"], text(kind))
        yield f"{own[column]}<>{due}"

    return wrong


def relation_totals(span: Span) -> Iterator[str]:
    """合计 is not 赔付 + 奖励."""
    own = span.own
    yield f"{own['total_fen']}<>ROUND({own['penalty_fen']}+{own['reward_fen']},2)"


def to_oneself(span: Span) -> Iterator[str]:
    """付款方 is 收款方."""
    yield f"{span.own['payer']}={span.own['payee']}"


def steps(span: Span) -> Iterator[str]:
    """整分, 余数 or 尾差 of a part is not what its share gives."""
    own = span.own
    floor, rest, total = own["floor_fen"], own["remainder"], own["total_weight"]
    product = f"ROUND({own['amount_fen']}*100,0)*{own['weight']}"
    again = f"ROUND({floor}*100,0)*{total}+{rest}"
    yield f"ABS({again}-{product})>{product}*0.000000000001"
    yield f"({rest}<0)+({rest}>={total})"
    yield f"{own['part_fen']}<>ROUND({floor}+{own['tail_fen']},2)"
    yield f"({own['tail_fen']}<>0)*({own['tail_fen']}<>0.01)"


def sums_of(parts: str, whole: str, *keys: str) -> Wrong:
    """Return the condition that parts of the same keys don't add up to the whole that is told."""

    def wrong(span: Span) -> Iterator[str]:
        own = span.own
        which = tuple(x for key in keys for x in (own[key], own[key]))
        added = ",".join((own[parts], *which, *span.joined))
        yield f"ROUND({own[whole]}-SUMIFS({added}),2)<>0"

    return wrong


def unlike_parts(
    column: str, other: str, amount: str, *keys: str, only: str = ""
) -> Wrong:  # fmt: skip
    """Return the condition that a column is not the sum of another table's rows of the keys."""

    def wrong(span: Span) -> Iterator[str]:
        own, rows = span.own, span.beside[other]
        which = (x for key in keys for x in (rows[key], own[key]))
        due = span.sum(rows[amount], *which)
        yield f"{only and f'({own[only]}<>0)*'}({own[column]}<>{due})"

    return wrong


def other_verdicts(span: Span) -> Iterator[str]:
    """Money flows at a section that neither exceeds nor leaps."""
    either = "+".join(_judged(span, text(word)) for word in (Verdict.EXCEED, Verdict.LEAP))
    yield f"({span.own['amount_fen']}<>0)*({either}=0)"


def to_itself(span: Span) -> Iterator[str]:
    """自抵 is not between the same, or another kind is."""
    own = span.own
    yield f"({own['kind']}={text(Transfer.SELF)})<>({own['payer']}={own['payee']})"


def other_kinds(span: Span) -> Iterator[str]:
    """类型 is not that of the verdict; 自抵 may be of either."""
    kind, amount = span.own["kind"], span.own["amount_fen"]
    verdict = kind
    for word, of in ((Transfer.PENALTY, Verdict.EXCEED), (Transfer.REWARD, Verdict.LEAP)):
        verdict = f"SUBSTITUTE({verdict},{text(word)},{text(of)})"
    yield f"({amount}<>0)*({kind}<>{text(Transfer.SELF)})*({_judged(span, verdict)}=0)"


def not_responsible(verdict: Verdict, role: str) -> Wrong:
    """Return the condition that a payer of 超标, or a payee of 跃升, is not 责任区市."""

    def wrong(span: Span) -> Iterator[str]:
        rows, word = span.beside["section_months"], text(verdict)
        is_named = (rows["responsible"], f'"*"&{span.own[role]}&"*"')
        yield f"{_judged(span, word)}<>{_judged(span, word, *is_named)}"

    return wrong


def _judged(span: Span, verdict: str, *more: str) -> str:
    """Return how many of the section's rows were judged so: one, or none."""
    rows = span.beside["section_months"]
    which = (rows["section_id"], span.own["section_id"], rows["verdict"], verdict)
    return span.count(*which, *more)
