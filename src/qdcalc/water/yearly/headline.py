"""What the settlement of a cycle says first, from its finished tables."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from qdcalc.exact import money
from qdcalc.exact.months import month_texts
from qdcalc.exact.texts import brief, listed
from qdcalc.record import record
from qdcalc.result.headline import (
    Headline,
    Panel,
    PanelColumn,
    Source,
    amounts,
    direction,
    positions,
    records,
    rest,
    sheet_places,
)
from qdcalc.table.kinds import COUNT, MONEY
from qdcalc.water.inputs.cycles import LENGTH
from qdcalc.water.monthly.balances import SIDES, matrix, nets_of, of_sides
from qdcalc.water.monthly.headline import (
    MOST_FINDINGS,
    TITLE,
    Tables,
    counts,
    paying,
    reasons,
    section_name,
)
from qdcalc.water.monthly.outputs import VERDICT_TONES
from qdcalc.water.words import AnnualTransfer, Due, Verdict, WaterClass, YearState
from qdcalc.water.yearly.outputs import STATE_TONES

if TYPE_CHECKING:
    from qdcalc.water.inputs.cycles import Cycles

MOST_SECTIONS = 40
_COUNTED = ("leap_months", "exceed_months")
COMPONENTS = {
    "reward_fen": "跃升奖励",
    "struck_fen": "清零",
    "penalty_fen": "超标赔付",
    "bonus_fen": "年度奖励",
    "charge_fen": "年度追缴",
    "dry_fen": "断流缴纳",
}


@record
class LastCycle:
    """What the headline needs beside the tables: the last cycle, the one before, its months."""

    cycle: str
    before: str
    months: tuple[str, ...]


def last_cycle(cycles: Cycles) -> LastCycle:
    """Return the last cycle of the run, the one before it, and its months."""
    texts, start = cycles.texts, int(cycles.starts[-1])
    months = tuple(month_texts([start + n for n in range(LENGTH)]))
    return LastCycle(texts[-1], texts[-2] if len(texts) > 1 else "", months)


def of_year(known: LastCycle, tables: Tables) -> Headline:
    """Compose the headline of the last cycle of the run, against the one before."""
    every = {name: tables[name] for name in ("section_years", "year_flows", "year_districts")}
    own = {name: table[table["cycle"] == known.cycle] for name, table in every.items()}
    sections, owed = own["section_years"], own["year_districts"]
    months = tables["section_months"]
    months = months[months["month"].isin(known.months)]
    moving = own["year_flows"][own["year_flows"]["kind"] != AnnualTransfer.SELF]
    accounts = every["year_districts"]
    earlier = accounts[accounts["cycle"] == known.before].set_index("district")["net_fen"]
    struck = _struck(every["section_years"], sections)
    due = _to_come(tables["deadlines"], known, months["month"].max())
    panels = [_balances(accounts, owed, known.before, earlier)]
    flows = every["year_flows"]
    panels.append(matrix(moving, owed["district"], flows, {"cycle": known.cycle}))
    panels.append(reasons(moving, owed, nets_of(accounts, owed, "year_districts")))
    panels += [_components(every["section_years"], sections), struck]
    panels += [_calendar(tables, months, sections, known), _dates(due)]
    return Headline(
        f"{TITLE}　{known.cycle} 考核周期年度清算结论",
        (_counted(sections, months), _totals(moving, owed, sections)),
        lines=(
            *_transferred(owed),
            *paying(moving, owed),
            *_said_struck(struck, sections),
            *_said_dates(due),
            *_compared(owed, known.before, earlier),
        ),
        panels=tuple(panel for panel in panels if panel.rows),
    )


def _counted(sections: pd.DataFrame, months: pd.DataFrame) -> str:
    states = sections["state"].value_counts()
    words = dict(zip(YearState, ("达到年度目标", "未达到", "无法评价"), strict=True))
    said = "、".join(f"{words[s]} {int(states[s]):,}" for s in YearState if s in states)
    found = "、".join(f"{verdict} {n:,}" for verdict, n in counts(months).items() if n)
    return f"{len(sections):,} 个断面：{said}；按断面和月份计：{found}。"


def _totals(moving: pd.DataFrame, owed: pd.DataFrame, sections: pd.DataFrame) -> str:
    by_kind = moving.groupby("kind")["amount_fen"].sum()
    parts = "、".join(
        f"{k} {money.text(int(by_kind[k]))}" for k in AnnualTransfer if by_kind.get(k)
    )
    total = int(moving["amount_fen"].sum())
    up, down = int(owed["remitted_fen"].sum()), int(owed["allotted_fen"].sum())
    net = int(owed.iloc[-1]["net_fen"])
    city = f"，{owed.iloc[-1]['district']}{direction(net)} {money.text(abs(net))} 元" if net else ""
    struck = int(sections["struck_fen"].sum())
    lost = f"；清零 {money.text(struck)} 元" if struck else ""
    inside = f"（{parts}）" if parts else ""
    return (
        f"各区市上解 {money.text(up)} 元、下达 {money.text(down)} 元{city}；"
        f"应付合计 {money.text(total)} 元{inside}{lost}。"
    )


def _transferred(owed: pd.DataFrame) -> tuple[str, ...]:
    """Return the line of who is allotted and who remits."""
    said = []
    for word, column in (("下达", "allotted_fen"), ("上解", "remitted_fen")):
        some = owed[owed[column] > 0].set_index("district")[column]
        if len(some):
            said.append(f"{word}：{amounts({str(k): int(v) for k, v in some.items()})}")
    return ("　".join(said),) if said else ()


def _balances(
    accounts: pd.DataFrame, owed: pd.DataFrame, before: str, earlier: pd.Series[int]
) -> Panel:
    columns = [*SIDES, PanelColumn("上解", MONEY), PanelColumn("下达", MONEY)]
    columns += [PanelColumn(f"{before} 净额", MONEY)] if before else []
    known = accounts[accounts["cycle"] == before]
    last_at = dict(zip(known["district"], positions(accounts, known), strict=True))
    places, rows, sources = positions(accounts, owed), [], []
    for row, place in zip(records(owed), places, strict=True):
        net = int(row["net_fen"])
        told: tuple[Any, ...] = (row["district"], int(row["receivable_fen"]))
        told += (int(row["payable_fen"]), net, direction(net))
        told += (int(row["remitted_fen"]), int(row["allotted_fen"]))
        own = _of_account((place,))
        if before:
            last = earlier.get(row["district"])
            told += (None if last is None else int(last),)
            if last is not None:
                own += (Source("year_districts", "net_fen", (last_at[row["district"]],)),)
        rows.append(told)
        sources.append(own)
    sums = [sum(row[n] for row in rows) for n in (1, 2, 3, 5, 6)]
    total = ("合计", *sums[:3], "", *sums[3:], *((None,) if before else ()))
    of_total = _of_account(places)
    return Panel(
        "balances", "各区市应收、应付，上解、下达", tuple(columns), (*rows, total),
        has_total=True, bars=("净额",),
        sources=(*sources, (*of_total[:4], None, *of_total[5:])),
    )  # fmt: skip


def _of_account(rows: tuple[int, ...]) -> tuple[Source | None, ...]:
    """Return where a row of the balances comes from, of one account or of all."""
    transfers = (Source("year_districts", c, rows) for c in ("remitted_fen", "allotted_fen"))
    return (None, *of_sides("year_districts", rows), *transfers)


def _shown(sections: pd.DataFrame) -> pd.DataFrame:
    """Return the sections that are listed: all, or those with most money in the list's order."""
    size = sections[list(COMPONENTS)].abs().sum(axis=1)
    chosen = size.sort_values(ascending=False, kind="stable").index[:MOST_SECTIONS]
    return sections[sections.index.isin(chosen)]


def _components(every: pd.DataFrame, sections: pd.DataFrame) -> Panel:
    """Return each section's class, whether it met the target, and its amounts."""
    shown = _shown(sections)
    rows: list[tuple[Any, ...]] = [
        (
            section_name(row), row["responsible"],
            "" if pd.isna(row["annual_class"]) else row["annual_class"],
            row["target_class"], row["state"], *(int(row[c]) or None for c in COMPONENTS),
        )
        for row in records(shown)
    ]  # fmt: skip
    at, own = positions(every, shown), positions(every, sections)
    others_at = tuple(sorted(set(own) - set(at)))
    words = [Source("section_years", c, ()) for c in ("annual_class", "state")]
    sources: list[tuple[Source | None, ...]] = [
        (None, None, replace(words[0], rows=(r,)), None, replace(words[1], rows=(r,)),
         *_amounts((r,), is_blank_at_zero=True))
        for r in at
    ]  # fmt: skip
    sums = {c: int(sections[c].sum()) for c in COMPONENTS}
    left = {c: sums[c] - int(shown[c].sum()) for c in COMPONENTS}
    if len(shown) < len(sections):
        others = f"其余 {len(sections) - len(shown):,} 个断面"
        rows.append((others, "", "", "", "", *(left[c] or None for c in COMPONENTS)))
        sources.append((*[None] * 5, *_amounts(others_at, is_blank_at_zero=True)))
    sources.append((*[None] * 5, *_amounts(own)))
    rows.append(("合计", "", "", "", "", *sums.values()))
    columns = (
        PanelColumn("断面"),
        PanelColumn("责任区市"),
        PanelColumn("年度类别"),
        PanelColumn("目标"),
        PanelColumn("年度达标", tones=STATE_TONES),
        *(PanelColumn(label, MONEY) for label in COMPONENTS.values()),
    )
    return Panel(
        "components", "各断面全年金额", columns, tuple(rows), has_total=True,
        places=sheet_places("年度断面", every, shown),
        note=rest(len(sections), len(shown), "年度断面"), sources=tuple(sources),
    )  # fmt: skip


def _amounts(rows: tuple[int, ...], **more: Any) -> tuple[Source, ...]:
    """Return where the components of a section come from, or of several."""
    return tuple(Source("section_years", column, rows, **more) for column in COMPONENTS)


def _struck(every: pd.DataFrame, sections: pd.DataFrame) -> Panel:
    """Return whose rewards were struck, and why."""
    struck = sections[sections["struck_fen"] > 0]
    struck = struck.sort_values("struck_fen", ascending=False, kind="stable")
    shown = struck.head(MOST_FINDINGS)
    rows = tuple(
        (section_name(row), row["responsible"], int(row["struck_fen"]), _cause(row))
        for row in records(shown)
    )
    columns = (
        PanelColumn("清零断面"),
        PanelColumn("责任区市"),
        PanelColumn("清零", MONEY),
        PanelColumn("原因"),
    )
    return Panel(
        "struck", f"清零 {len(struck):,} 个断面", columns, rows,
        places=sheet_places("年度断面", every, shown),
        note=rest(len(struck), len(shown), "年度断面"),
        sources=tuple(
            (None, None, Source("section_years", "struck_fen", (r,)))
            for r in positions(every, shown)
        ),
    )  # fmt: skip


def _cause(row: dict[str, Any]) -> str:
    """Say why rewards were struck (clause 七¶2)."""
    causes = ["年度劣Ⅴ类"] if row["annual_class"] == WaterClass.WORSE_THAN_V else []
    causes += ["未达到年度目标"] if row["state"] == YearState.FAILED else []
    return "、".join(causes) or "责任区市有较大及以上突发环境事件"


def _said_struck(struck: Panel, sections: pd.DataFrame) -> tuple[str, ...]:
    if not struck.rows:
        return ()
    count = int((sections["struck_fen"] > 0).sum())
    said = [f"{brief(row[0])} {money.wan(row[2])} 万（{row[3]}）" for row in struck.rows[:3]]
    more = f" 等 {count:,} 个断面" if count > len(said) else ""
    return (f"清零：{'、'.join(said)}{more}",)


def _calendar(
    tables: Tables, months: pd.DataFrame, sections: pd.DataFrame, known: LastCycle
) -> Panel:
    """Return the twelve verdicts of each section."""
    shown = _shown(sections)
    verdicts = months.set_index(["section_id", "month"])["verdict"]
    wide = verdicts.unstack("month").reindex(index=shown["section_id"], columns=list(known.months))
    cells = wide.astype(object).where(wide.notna(), "").to_numpy().tolist()
    counted = (Verdict.LEAP, Verdict.EXCEED)
    found = [[row.count(verdict) or None for verdict in counted] for row in cells]
    rows = tuple(
        (section_name(row), *own, *count)
        for row, own, count in zip(records(shown), cells, found, strict=True)
    )
    every = tables["section_months"]
    keys = zip(months["section_id"], months["month"], strict=True)
    at = dict(zip(keys, positions(every, months), strict=True))
    spots = [[at.get((key, month)) for month in known.months] for key in shown["section_id"]]
    counts_at = zip(spots, positions(tables["section_years"], shown), strict=True)
    sources = tuple(
        (
            None,
            *(None if n is None else Source("section_months", "verdict", (n,)) for n in own),
            *(Source("section_years", c, (row,), is_blank_at_zero=True) for c in _COUNTED),
        )
        for own, row in counts_at
    )
    columns = (
        PanelColumn("断面"),
        *(PanelColumn(f"{int(month[5:7])}月", tones=VERDICT_TONES) for month in known.months),
        *(PanelColumn(f"{verdict}月数", COUNT) for verdict in counted),
    )
    return Panel(
        "calendar", f"各月判定（{known.months[0]} 至 {known.months[-1]}）", columns, rows,
        note=rest(len(sections), len(shown), "断面核算"), sources=sources,
    )  # fmt: skip


def _to_come(deadlines: pd.DataFrame, known: LastCycle, last: str) -> pd.DataFrame:
    """Return what is still to be done: not past by 统计日期, without one by the last reading."""
    own = deadlines[deadlines["cycle"] == known.cycle]
    is_over = own["due"].str[:7] <= last
    return own[(own["state"] == Due.OPEN) | ((own["state"] == Due.UNKNOWN) & ~is_over)]


def _dates(due: pd.DataFrame) -> Panel:
    rows = tuple(zip(due["item"], due["due"], strict=True))
    columns = (PanelColumn("还要办的"), PanelColumn("期限"))
    return Panel("dates", "期限（第十条）", columns, rows)


def _said_dates(due: pd.DataFrame) -> tuple[str, ...]:
    said = listed([f"{what} {day} 前" for what, day in zip(due["item"], due["due"], strict=True)])
    return (f"还要办：{said}",) if said else ()


def _compared(owed: pd.DataFrame, before: str, earlier: pd.Series[int]) -> tuple[str, ...]:
    if not before:
        return ()
    nets = owed.set_index("district")["net_fen"].iloc[:-1]
    change = (nets - earlier.reindex(nets.index)).dropna()
    moved = {str(k): int(v) for k, v in change.items() if v}
    up = {name: fen for name, fen in moved.items() if fen > 0}
    down = {name: fen for name, fen in moved.items() if fen < 0}
    said = [f"净额增加 {amounts(up, 3)}"] if up else []
    said += [f"净额减少 {amounts(down, 3)}"] if down else []
    return (f"比 {before} 周期：{'；'.join(said) or '各区市净额相同'}",)
