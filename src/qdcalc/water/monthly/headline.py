"""What the month of water says first, from its finished tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from qdcalc.errors import UsageError
from qdcalc.exact import money
from qdcalc.exact.texts import brief, listed
from qdcalc.result.headline import (
    MOST_PLACES,
    Headline,
    Panel,
    PanelColumn,
    Record,
    Source,
    amounts,
    direction,
    positions,
    records,
    rest,
    sheet_places,
)
from qdcalc.table.kinds import COUNT, MONEY, MULTIPLE
from qdcalc.water.monthly.balances import (
    DIRECTION_TONES,
    PAYS,
    RECEIVES,
    Nets,
    balances,
    matrix,
    month_before,
    nets_of,
)
from qdcalc.water.monthly.outputs import VERDICT_TONES
from qdcalc.water.words import Transfer, Verdict

TITLE = "地表水环境质量生态补偿"
_FOUND = ("multiple", "amount_fen")
MOST_FINDINGS = 14
MOST_MONTHS = 12
MOST_REASONS = 3  # of a district
WHY = {"赔付": "超标赔付", "奖励": "跃升奖励"}  # what a month's flow is for
Tables = Mapping[str, pd.DataFrame]


def month_words(month: str) -> str:
    """Write 2018-11 as 2018年11月."""
    return f"{int(month[:4])}年{int(month[5:7])}月"


def _with_previous(
    months: pd.DataFrame, previous: Tables | None, table: str, now: str
) -> pd.DataFrame:
    """Return a table with the month before as an earlier result has it, after its own rows.

    Raises
    ------
    UsageError
        The earlier result has another month.
    """
    if previous is None:
        return months
    earlier, before = previous[f"previous_{table}"], month_before(now)
    rows = earlier[earlier["month"] == before]
    if rows.empty:
        said = "、".join(sorted(set(earlier["month"]))) or "空的"
        raise UsageError(
            f"上月结果的月份是 {said}，本次核算的是 {now}，应给 {before} 的结果，没有比较"
        )
    return pd.concat([months[months["month"] != before], rows])


def of_month(tables: Tables, previous: Tables | None = None) -> Headline:
    """Compose the headline of the last month of the input, against the one before.

    That one is the input's own, or an earlier result's (``previous``).
    """
    sections, flows, districts = (tables[n] for n in ("section_months", "flows", "districts"))
    now = max(sections["month"])
    districts = _with_previous(districts, previous, "districts", now)
    listed_sections, sections = (
        sections,
        _with_previous(sections, previous, "section_months", now),
    )
    months = sorted(set(sections["month"]))
    before = months[-2] if len(months) > 1 else ""
    here = sections[sections["month"] == now]
    moving = flows[(flows["month"] == now) & (flows["kind"] != Transfer.SELF)]
    owed = districts[districts["month"] == now]
    earlier = districts[districts["month"] == before].set_index("district")["net_fen"]
    own_districts = tables["districts"]
    panels = [balances(own_districts, owed, now, before, earlier)]
    panels.append(matrix(moving, owed["district"], tables["relations"], {"month": now}))
    panels.append(reasons(moving, owed, nets_of(own_districts, owed)))
    panels += [_exceeding(listed_sections, here, tables["indicators"])]
    panels.append(_rewarded(listed_sections, here))
    if len(months) > 1:
        panels.append(_months(sections, districts, tables))
    return Headline(
        f"{TITLE}　{month_words(now)}核算结论",
        (_counted(here), _totals(moving, owed)),
        lines=(
            *sides(owed),
            *paying(moving, owed),
            *((_compared(sections, districts, now, before),) if before else ()),
        ),
        panels=tuple(panel for panel in panels if panel.rows),
    )


def counts(sections: pd.DataFrame) -> dict[str, int]:
    """Return how many section-months have each verdict, in their order."""
    found = sections["verdict"].value_counts()
    return {verdict.value: int(found.get(verdict, 0)) for verdict in Verdict}


def _counted(here: pd.DataFrame) -> str:
    said = "、".join(f"{verdict} {number:,}" for verdict, number in counts(here).items() if number)
    return f"{len(here):,} 个断面：{said}。"


def _totals(moving: pd.DataFrame, owed: pd.DataFrame) -> str:
    by_kind = moving.groupby("kind")["amount_fen"].sum()
    parts = "、".join(
        f"{kind} {money.text(int(by_kind.get(kind, 0)))} 元"
        for kind in (Transfer.PENALTY, Transfer.REWARD)
    )
    city = owed.iloc[-1]
    net = int(city["net_fen"])
    side = f"；{city['district']}{direction(net)} {money.text(abs(net))} 元" if net else ""
    return f"应付合计 {money.text(int(moving['amount_fen'].sum()))} 元，其中{parts}{side}。"


def _exceeding(sections: pd.DataFrame, here: pd.DataFrame, indicators: pd.DataFrame) -> Panel:
    """Return what exceeded: section, who answers, the leading indicator, what it costs."""
    exceeded = here[here["verdict"] == Verdict.EXCEED].sort_values(
        "amount_fen", ascending=False, kind="stable"
    )
    shown = exceeded.head(MOST_FINDINGS)
    keys = ["month", "section_id", "indicator"]
    leading = shown[["month", "section_id", "leading"]].rename(columns={"leading": "indicator"})
    facts = leading.merge(indicators, on=keys, how="left")
    rows = tuple(
        (
            section_name(row),
            row["responsible"],
            _measured(fact),
            None if pd.isna(row["multiple"]) else float(row["multiple"]),
            int(row["amount_fen"]),
        )
        for row, fact in zip(records(shown), records(facts), strict=True)
    )
    columns = (
        PanelColumn("超标断面"),
        PanelColumn("责任区市"),
        PanelColumn("首要指标（值／限值）"),
        PanelColumn("超标倍数", MULTIPLE),
        PanelColumn("赔付", MONEY),
    )
    return Panel(
        "findings", f"超标 {len(exceeded):,} 个断面", columns, rows,
        places=sheet_places("断面核算", sections, shown),
        note=rest(len(exceeded), len(shown), "断面核算"),
        sources=tuple(
            (*[None] * 3, *(Source("section_months", name, (row,)) for name in _FOUND))
            for row in positions(sections, shown)
        ),
    )  # fmt: skip


def _measured(fact: Record) -> str:
    """Write the leading indicator with its value and limit: 氨氮 3.2／1 mg/L."""
    if pd.isna(fact["indicator"]) or pd.isna(fact["value"]):
        return ""
    limit = fact["limit"]
    bound = f"{limit:.15g}" if isinstance(limit, float) else str(limit)
    unit = "" if pd.isna(fact["unit"]) else fact["unit"]
    return f"{fact['indicator']} {fact['value']:.15g}／{bound} {unit}".strip()


def _rewarded(sections: pd.DataFrame, here: pd.DataFrame) -> Panel:
    leaping = here[here["verdict"] == Verdict.LEAP].sort_values(
        "amount_fen", ascending=False, kind="stable"
    )
    shown = leaping.head(MOST_FINDINGS)
    rows = tuple(
        (
            section_name(row),
            row["responsible"],
            f"{row['water_class']}，目标 {row['target_class']}",
            int(row["amount_fen"]),
        )
        for row in records(shown)
    )
    columns = (
        PanelColumn("跃升断面"),
        PanelColumn("责任区市"),
        PanelColumn("类别"),
        PanelColumn("奖励", MONEY),
    )
    return Panel(
        "rewards", f"跃升 {len(leaping):,} 个断面", columns, rows,
        places=sheet_places("断面核算", sections, shown),
        note=rest(len(leaping), len(shown), "断面核算"),
        sources=tuple(
            (None, None, None, Source("section_months", "amount_fen", (r,)))
            for r in positions(sections, shown)
        ),
    )  # fmt: skip


def section_name(row: Record) -> str:
    """Return a section as people call it: 「20 墨水河·前枣行」."""
    return f"{row['section_id']} {row['river']}·{row['section']}"


def _months(sections: pd.DataFrame, districts: pd.DataFrame, tables: Tables) -> Panel:
    """Return the last twelve months of the input side by side."""
    found = sections.groupby(["month", "verdict"]).size()
    paid = districts.groupby("month")["payable_fen"].sum()
    rows = tuple(
        (month, *(int(found.get((month, verdict), 0)) for verdict in Verdict), int(paid[month]))
        for month in sorted(set(sections["month"]))[-MOST_MONTHS:]
    )
    columns = (
        PanelColumn("月份"),
        *(PanelColumn(verdict.value, COUNT) for verdict in Verdict),
        PanelColumn("应付合计", MONEY),
    )
    sources = tuple(_of_month(tables, str(row[0])) for row in rows)
    return Panel("months", "各月", columns, rows, bars=("应付合计",), sources=sources)


def _of_month(tables: Tables, month: str) -> tuple[Source | None, ...]:
    """Return where a month's counts and its sum come from; nothing of an earlier result's."""
    judged, owed = (
        tuple(np.flatnonzero((tables[name]["month"] == month).to_numpy()).tolist())
        for name in ("section_months", "districts")
    )
    if not judged:
        return ()
    counted = Source("section_months", "verdict", judged)
    return (
        None,
        *(replace(counted, word=verdict.value) for verdict in Verdict),
        Source("districts", "payable_fen", owed),
    )


def sides(owed: pd.DataFrame) -> tuple[str, ...]:
    """Return the line of who receives and who pays, net."""
    nets = owed.set_index("district")["net_fen"]
    both = ((RECEIVES, nets[nets > 0]), (PAYS, nets[nets < 0]))
    said = [
        f"{word}：{amounts({str(k): int(v) for k, v in some.items()})}"
        for word, some in both
        if len(some)
    ]
    return ("　".join(said),) if said else ()


def reasons(moving: pd.DataFrame, owed: pd.DataFrame, nets: Nets) -> Panel:
    """Return for each district what it pays and what it receives, the largest items in words.

    ``nets`` says where each district's net amount stands.
    """
    paid, received = (_largest(moving, side) for side in ("payer", "payee"))
    rows = tuple(
        (name, int(net), paid.get(name, ""), received.get(name, ""))
        for name, net in zip(owed["district"], owed["net_fen"], strict=True)
        if name in paid or name in received
    )
    columns = (
        PanelColumn("区市"),
        PanelColumn("净额", MONEY),
        PanelColumn("付出，主要因为"),
        PanelColumn("收入，主要因为"),
    )
    sources = tuple((None, nets[str(row[0])]) for row in rows)
    return Panel("reasons", "为什么付、为什么收", columns, rows, sources=sources)


def _largest(moving: pd.DataFrame, side: str, most: int = MOST_REASONS) -> dict[str, str]:
    """Return each district's largest items: 「15 海泊河·入海口 超标赔付 100.00 万 等 3 笔」."""
    items = moving[moving["amount_fen"] > 0]
    keys = [side, "section_id", "name", "kind"]
    summed = items.groupby(keys, sort=False)["amount_fen"].sum().reset_index()
    ranked = summed.sort_values("amount_fen", ascending=False, kind="stable")
    own: dict[str, list[Record]] = {}
    for row in records(ranked):
        own.setdefault(str(row[side]), []).append(row)
    return {name: _items(rows, most) for name, rows in own.items()}


def _items(rows: list[Record], most: int) -> str:
    said = [
        f"{row['section_id']} {brief(row['name'])} {WHY.get(row['kind'], row['kind'])} "
        f"{money.wan(row['amount_fen'])} 万"
        for row in rows[:most]
    ]
    more = f" 等 {len(rows):,} 笔" if len(rows) > len(said) else ""
    return "、".join(said) + more


def paying(moving: pd.DataFrame, owed: pd.DataFrame) -> tuple[str, ...]:
    """Return two lines of why those pay that pay most, the city (last of all) left out."""
    said = _largest(moving, "payer", MOST_REASONS - 1)
    paid = owed.iloc[:-1].sort_values("payable_fen", ascending=False, kind="stable")
    paid = paid[paid["payable_fen"] > 0]
    told = [
        f"{row['district']} {money.wan(row['payable_fen'])} 万（{said[row['district']]}）"
        for row in records(paid.head(MOST_PLACES))
    ]
    if not told:
        return ()
    more = f"；等 {len(paid):,} 个区市" if len(paid) > len(told) else ""
    half = MOST_PLACES // 2
    first, second = "；".join(told[:half]), "；".join(told[half:])
    lines = (f"应付及原因：{first}", f"　　　　　　{second}{more}")
    return lines if second else lines[:1]


def _compared(sections: pd.DataFrame, districts: pd.DataFrame, now: str, before: str) -> str:
    paid = districts.groupby("month")["payable_fen"].sum()
    change = int(paid[now]) - int(paid[before])
    sign = "+" if change > 0 else "−" if change < 0 else ""
    bad = {
        month: sections[(sections["month"] == month) & (sections["verdict"] == Verdict.EXCEED)]
        for month in (now, before)
    }
    new = bad[now][~bad[now]["section_id"].isin(bad[before]["section_id"])]
    names = [section_name(row) for row in records(new)]
    added = f"，新增超标 {len(names)} 个：{listed(names, 3)}" if names else ""
    against = "比上月" if before == month_before(now) else f"比 {before}"
    return f"{against}：应付 {sign}{money.wan(abs(change))} 万{added}"


TONES = VERDICT_TONES | DIRECTION_TONES
