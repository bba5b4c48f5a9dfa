"""The live sides of the settlement's 校验: what the sheets of the year say (六, 七, 十).

Rows of one cycle stand together, so do those of a quarter: a sum looks at these only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from qdcalc.exact.months import each, of_texts, quarter_of, quarter_text
from qdcalc.table.live import Check, held, text
from qdcalc.water.monthly.live_spans import Columns, Keys, Span, Wrong, ranges_of, runs_of, sum_of
from qdcalc.water.words import AnnualTransfer, Transfer, Verdict, WaterClass, YearState
from qdcalc.water.yearly.live_places import CYCLES, base_runs

if TYPE_CHECKING:
    from qdcalc.exact.dtypes import Texts
    from qdcalc.table.live import Place, Sheets

Key = tuple[str, str]  # of a cycle: the section or the district
_SUMS = ("receivable_fen", "payable_fen")
_MONTHLY = {AnnualTransfer.REWARD: Transfer.REWARD, AnnualTransfer.PENALTY: Transfer.PENALTY}
_MONTH_LINES = "*核算"  # the lines of an account that are a month's


def _quarters_of(place: Place) -> Texts:
    """Return the quarter of each row, of its month where it has none."""
    if "quarter" in place.frame:
        return place.frame["quarter"].to_numpy(dtype=object)
    return each(quarter_text, quarter_of(of_texts(place.frame["month"])))


QUARTERS = Keys("quarter", _quarters_of)


def _rows(place: Place, **key: str) -> list[int]:
    is_it = np.ones(len(place), dtype=bool)
    for column, value in key.items():
        is_it &= (place.frame[column] == value).to_numpy(dtype=bool)
    rows: list[int] = np.flatnonzero(is_it).tolist()
    return rows


def _cycle(sheets: Sheets, table: str, cycle: str) -> Columns:
    """Return the ranges of a table's rows of a cycle."""
    place = sheets.of(table)
    rows = {key: (a, b) for key, a, b in runs_of(CYCLES.of(place))}
    return ranges_of(place, *rows.get(cycle, (-1, -1)))


def _section(sheets: Sheets, key: Key) -> dict[str, str]:
    """Return the cells of a section's year."""
    place = sheets.of("section_years")
    row = _rows(place, cycle=key[0], section_id=key[1])[0]
    return {column.name: place.cell(column.name, row) for column in place.table.columns}


def paid(key: Key | None) -> Check | None:
    """Return what a section's year comes to, and what flows of it."""
    if key is None:
        return None
    names = ("reward_fen", "penalty_fen", "bonus_fen", "charge_fen", "dry_fen")

    def sides(sheets: Sheets) -> tuple[str, str]:
        own, flows = _section(sheets, key), _cycle(sheets, "year_flows", key[0])
        flowing = sum_of(flows["amount_fen"], flows["section_id"], own["section_id"])
        return f"ROUND({'+'.join(own[name] for name in names)},2)", flowing

    return sides


def settled(key: Key | None) -> Check | None:
    """Return the year's rewards and penalties without 尾差, and their months."""
    if key is None:
        return None

    def sides(sheets: Sheets) -> tuple[str, str]:
        own, months = _section(sheets, key), _cycle(sheets, "section_months", key[0])
        both = f"{own['reward_fen']}+{own['struck_fen']}+{own['penalty_fen']}-{own['tail_fen']}"
        added = sum_of(months["amount_fen"], months["section_id"], own["section_id"])
        return f"ROUND({both},2)", added

    return sides


def by_rule(item: AnnualTransfer, verdict: Verdict, *columns: str) -> Any:
    """Return the sides of a direction: what is settled, and the year's coefficients × base."""

    def of_section(key: Key | None) -> Check | None:
        if key is None:
            return None

        def sides(sheets: Sheets) -> tuple[str | None, str | None]:
            cycle, section = key
            parts, years = sheets.of("year_payer_parts"), sheets.of("section_years")
            if not _rows(parts, cycle=cycle, section_id=section, kind=item.value):
                return None, None  # nothing was measured
            own, months = _section(sheets, key), _cycle(sheets, "section_months", cycle)
            row = _rows(years, cycle=cycle, section_id=section)
            terms = [
                f"SUMIFS({at.coefficient},{at.section_id},{own['section_id']},{at.verdict},"
                f"{text(verdict)})*{at.month_base}"
                for at in base_runs(sheets, years.frame.iloc[row])[0]
            ]
            whole = f"ROUND(ABS({'+'.join(terms)}),2)"
            which = (
                f"{months['section_id']},{own['section_id']},{months['verdict']},{text(verdict)}"
            )
            added = sum_of(months["amount_fen"], which)
            right = f"IF({sheets.chosen('rounding', 'monthly')},{added},{whole})"
            return f"ROUND({'+'.join(own[column] for column in columns)},2)", right

        return sides

    return of_section


def district(column: str, role: str) -> Any:
    """Return the sides of a district: what it receives or pays, and what flows, without 自抵."""

    def of_district(key: Key | None) -> Check | None:
        if key is None:
            return None

        def sides(sheets: Sheets) -> tuple[str, str]:
            place, flows = sheets.of("year_districts"), _cycle(sheets, "year_flows", key[0])
            row = _rows(place, cycle=key[0], district=key[1])[0]
            others = f'{flows["kind"]},"<>{AnnualTransfer.SELF}"'
            name = place.cell("district", row)
            return place.cell(column, row), sum_of(flows["amount_fen"], flows[role], name, others)

        return sides

    return of_district


def net_of(table: str, column: str) -> Any:
    """Return the left side of a cycle or a quarter: the sum of its districts' nets."""

    def of_key(key: str | None) -> Check | None:
        if key is None:
            return None

        def side(sheets: Sheets) -> str:
            place = sheets.of(table)
            return place.total("net_fen", _rows(place, **{column: key}))

        return held(side)

    return of_key


def treasury(city: str) -> Any:
    """Return the sides of a cycle: what is remitted less what is allotted, and the city's net."""

    def of_cycle(cycle: str | None) -> Check | None:
        if cycle is None:
            return None

        def sides(sheets: Sheets) -> tuple[str, str]:
            place, own = sheets.of("year_districts"), _cycle(sheets, "year_districts", cycle)
            left = f"ROUND(SUM({own['remitted_fen']})-SUM({own['allotted_fen']}),2)"
            return left, place.cell("net_fen", _rows(place, cycle=cycle, district=city)[0])

        return sides

    return of_cycle


def account_end(key: Key | None) -> Check | None:
    """Return the sides of an account: its last line, and the district's net of the year."""
    if key is None:
        return None

    def sides(sheets: Sheets) -> tuple[str, str]:
        lines, place = sheets.of("accounts"), sheets.of("year_districts")
        last, row = (_rows(p, cycle=key[0], district=key[1])[-1] for p in (lines, place))
        return lines.cell("net_fen", last), place.cell("net_fen", row)

    return sides


def far_tails(span: Span) -> Iterator[str]:
    """尾差 is more than half a fen a month."""
    own = span.own
    yield f"ABS(ROUND({own['tail_fen']}*200,0))>{own['leap_months']}+{own['exceed_months']}+2"


def months_of_verdict(column: str, verdict: Verdict) -> Wrong:
    """Return the condition that a count of months is not that of 断面核算."""

    def wrong(span: Span) -> Iterator[str]:
        own, months = span.own, span.beside["section_months"]
        which = (months["section_id"], own["section_id"], months["verdict"], text(verdict))
        yield f"{own[column]}<>{span.count(*which)}"

    return wrong


def annulled(span: Span) -> Iterator[str]:
    """跃升奖励 is paid though the year is 劣Ⅴ or failed (七¶2)."""
    own = span.own
    worst = f"{own['annual_class']}={text(WaterClass.WORSE_THAN_V)}"
    failed = f"{own['state']}={text(YearState.FAILED)}"
    yield f"(({worst})+({failed})>0)*({own['reward_fen']}<>0)"


def item(kind: AnnualTransfer, column: str) -> Wrong:
    """Return the condition that an item of the year is not what flows of it."""

    def wrong(span: Span) -> Iterator[str]:
        yield f"{span.own[column]}<>{_flowing(span, kind)}"

    return wrong


def _flowing(span: Span, kind: AnnualTransfer) -> str:
    own, flows = span.own, span.beside["year_flows"]
    which = (flows["section_id"], own["section_id"], flows["kind"], text(kind))
    return span.sum(flows["amount_fen"], *which)


def both_ways(span: Span) -> Iterator[str]:
    """跃升奖励 and 超标赔付 together are not what flows, 自抵 included."""
    kinds = (AnnualTransfer.REWARD, AnnualTransfer.PENALTY, AnnualTransfer.SELF)
    flowing = "+".join(_flowing(span, kind) for kind in kinds)
    yield f"ROUND({span.own['reward_fen']}+{span.own['penalty_fen']},2)<>ROUND({flowing},2)"


def to_oneself(span: Span) -> Iterator[str]:
    """自抵 is not between the same, or another kind is."""
    own = span.own
    yield f"({own['kind']}={text(AnnualTransfer.SELF)})<>({own['payer']}={own['payee']})"


def not_the_city(kind: AnnualTransfer, role: str, city: str) -> Wrong:
    """Return the condition that an item's other side is not the city's treasury."""

    def wrong(span: Span) -> Iterator[str]:
        yield f"({span.own['kind']}={text(kind)})*({span.own[role]}<>{text(city)})"

    return wrong


def months_added(span: Span) -> Iterator[str]:
    """各月之和 is not that of 收付分摊."""
    own, parts = span.own, span.beside["pair_parts"]
    which = [x for key in ("section_id", "payer", "payee") for x in (parts[key], own[key])]
    for kind, monthly in _MONTHLY.items():
        due = span.sum(parts["part_fen"], *which, parts["kind"], text(monthly))
        yield f"({own['kind']}={text(kind)})*({own['months_fen']}<>{due})"


def shares(_: Sheets, own: Columns) -> Iterator[str]:
    """份额 of a month is not 分子 × 通分 ÷ 分母."""
    above, below = own["numerator"], own["denominator"]
    due = f"{above}*({own['multiple']}/{below})"
    yield f"ABS({own['weight']}-{due})>{due}*0.000000000001"


def unlike_shares(*keys: str, counted: str = "") -> Wrong:
    """Return the condition that a share of the year is not what the months' come to."""

    def wrong(span: Span) -> Iterator[str]:
        own, rows = span.own, span.beside["year_shares"]
        named = [(rows[key], own[key]) for key in keys]
        part, whole = (
            f"SUMIFS({','.join((rows['weight'], *(x for pair in of for x in pair), *span.joined))})"
            for of in (named, named[:-1])
        )
        only = f"({own['counted']}={text(counted)})*" if counted else ""
        off = f"ABS({own['weight']}*{whole}-{own['total_weight']}*{part})"
        yield f"{only}({off}>{own['weight']}/2)"  # one more of any of them is more than that

    return wrong


def of_item(kind: AnnualTransfer, *columns: str) -> Wrong:
    """Return the condition that 清零前 of an item does not come to what 年度断面 says."""

    def wrong(span: Span) -> Iterator[str]:
        own, pairs = span.own, span.beside["year_pair_parts"]
        due = f"ROUND({'+'.join(own[column] for column in columns)},2)"
        which = (pairs["section_id"], own["section_id"], pairs["kind"], text(kind))
        yield f"{due}<>{span.sum(pairs['full_fen'], *which)}"

    return wrong


def unlike_paid(span: Span) -> Iterator[str]:
    """年度流向 is not 实付 of the same pair; 自抵 is of both directions."""
    own, pairs = span.own, span.beside["year_pair_parts"]
    which = [x for key in ("section_id", "payer", "payee") for x in (pairs[key], own[key])]
    kind = f"SUBSTITUTE({own['kind']},{text(AnnualTransfer.SELF)},{text('*')})"
    paid = span.sum(pairs["paid_fen"], *which, pairs["kind"], kind)
    yield f"{own['amount_fen']}<>{paid}"


def moved(city: str) -> Wrong:
    """Return the condition that 上解 or 下达 is not what the net says; the city has none."""

    def wrong(span: Span) -> Iterator[str]:
        own, is_other = span.own, f"({span.own['district']}<>{text(city)})"
        net = own["net_fen"]
        yield f"{own['remitted_fen']}<>{is_other}*({net}<0)*(0-{net})"
        yield f"{own['allotted_fen']}<>{is_other}*({net}>0)*{net}"

    return wrong


def ends(span: Span) -> Iterator[str]:
    """年度汇总 is not the account's last line."""
    own, lines = span.own, span.beside["accounts"]
    which = (lines["district"], own["district"], lines["item"], text("年度结算"))
    for column in (*_SUMS, "net_fen"):
        yield f"{own[column]}<>{span.sum(lines[column], *which)}"


def lines_of(line: str, *others: str, table: str = "accounts") -> Wrong:
    """Return the condition that a line of an account is not the sum of other rows.

    ``others`` are criteria of the account's items; of another table every row counts.
    """

    def wrong(span: Span) -> Iterator[str]:
        own, rows = span.own, span.beside[table]
        which = [rows["district"], own["district"]]
        which += [x for other in others for x in (rows["item"], text(other))]
        for column in _SUMS:
            due = span.sum(rows[column], *which)
            yield f"({own['item']}={text(line)})*({own[column]}<>{due})"

    return wrong


SUM_LINE = lines_of("各月合计", _MONTH_LINES)
MONTHS_LINE = lines_of("各月合计", table="districts")
LAST_LINE = lines_of("年度结算", "<>年度结算", f"<>{_MONTH_LINES}")


def quarter_sums(span: Span) -> Iterator[str]:
    """季度汇总 is not that of its months, or its 累计净额 not the difference."""
    own, months = span.own, span.beside["districts"]
    for column in _SUMS:
        due = span.sum(months[column], months["district"], own["district"])
        yield f"{own[column]}<>{due}"
    so_far = f"ROUND({own['receivable_so_far_fen']}-{own['payable_so_far_fen']},2)"
    yield f"{own['net_so_far_fen']}<>{so_far}"


def section_quarters(count: str, amount: str, verdict: Verdict) -> Wrong:
    """Return the condition that 季度断面 is not how often its months were so, and for what."""

    def wrong(span: Span) -> Iterator[str]:
        own, months = span.own, span.beside["section_months"]
        which = (months["section_id"], own["section_id"], months["verdict"], text(verdict))
        yield f"{own[count]}<>{span.count(*which)}"
        yield f"{own[amount]}<>{span.sum(months['amount_fen'], *which)}"

    return wrong
