"""What the citizens' panel says first, from its finished tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from qdcalc.exact.texts import brief, listed
from qdcalc.panel.facts import PanelFacts
from qdcalc.panel.outputs import BALLOT_TONES, COUNT_TONES, SCORE, VERDICT_TONES
from qdcalc.panel.sentences import score_text
from qdcalc.panel.words import GROUPS, WHOLE, Ballots, Count, Verdict
from qdcalc.result.headline import (
    MOST_PLACES,
    Headline,
    Panel,
    PanelColumn,
    Source,
    ToCheck,
    positions,
    records,
    rest,
    sheet_places,
)
from qdcalc.table.kinds import COUNT

TITLE = "三民活动市民代表名额和评议票"
MOST_ROWS = 10
Tables = Mapping[str, pd.DataFrame]


def of_panel(known: PanelFacts, tables: Tables) -> Headline:
    """Compose the headline: the quotas and their sums, roster, ballots, scores."""
    quotas, sums = tables["quotas"], tables["quota_checks"]
    roster, ballots, tally = (tables[n] for n in ("roster_checks", "ballot_checks", "tally"))
    panels = (
        _venues(quotas),
        _failed_sums(sums),
        _roster(roster),
        _ballots(ballots),
        _scores(tally),
    )
    return Headline(
        f"{TITLE}　核算结论",
        (_counted(quotas), _summed(sums)),
        lines=(*_said_roster(roster), *_said_ballots(ballots, known), *_said_tally(tally)),
        panels=tuple(panel for panel in panels if panel.rows),
        to_check=_to_check(tables),
    )


def _counted(quotas: pd.DataFrame) -> str:
    each = quotas.groupby("group")["quota"].sum()
    sizes = dict.fromkeys(each.tolist())
    said = f"每组 {each.iloc[0]:,} 名" if len(sizes) == 1 else "、".join(
        f"{group}组 {each.get(group, 0):,} 名" for group in GROUPS
    )  # fmt: skip
    count = quotas["venue"].nunique()
    return f"{count:,} 个会场、{len(GROUPS)} 个组：{said}，合计 {int(each.sum()):,} 名市民代表。"


def _summed(sums: pd.DataFrame) -> str:
    failed = sums[sums["verdict"] == Verdict.FAILED]
    if failed.empty:
        return f"名额核对 {len(sums):,} 项全部通过。"
    said = [
        f"{row['check']}：{row['left']:,} 对 {row['right']:,}，差 {row['difference']:+,}"
        for row in records(failed.head(2))
    ]
    more = f" 等 {len(failed):,} 项" if len(failed) > len(said) else ""
    return f"名额核对 {len(sums):,} 项，不通过 {len(failed):,} 项：{'；'.join(said)}{more}。"


def _said_roster(roster: pd.DataFrame) -> tuple[str, ...]:
    if roster.empty:
        return ()
    off = {state: roster[roster["state"] == state] for state in (Count.SHORT, Count.OVER)}
    there, quota = int(roster["there"].sum()), int(roster["quota"].sum())
    said = f"代表名册 {there:,} 名，名额 {quota:,} 名"
    if all(own.empty for own in off.values()):
        return (f"{said}，各类别一致",)
    parts = [
        f"{state} {abs(int(own['difference'].sum())):,} 名（{len(own):,} 个类别）"
        for state, own in off.items() if len(own)
    ]  # fmt: skip
    return (f"{said}：{'、'.join(parts)}",)


def _said_ballots(ballots: pd.DataFrame, known: PanelFacts) -> tuple[str, ...]:
    if ballots.empty:
        return ()
    own = ballots[ballots["venue"] != WHOLE]
    issued, back, bad = (int(own[n].sum()) for n in ("issued", "returned", "invalid"))
    wrong = own[own["verdict"] != Ballots.EVEN]
    said = f"评议票发放 {issued:,} 张、收回 {back:,} 张、无效 {bad:,} 张"
    if wrong.empty:
        return (f"{said}，发放、回收各会场一致",)
    clause = known.policy.clause_words("附件4一(七)")
    names = [f"{r['venue']}{r['group']}组 {r['verdict']}" for r in records(wrong)]
    return (f"{said}；不符 {len(wrong):,} 处（{clause}）：{listed(names, 4)}",)


def _said_tally(tally: pd.DataFrame) -> tuple[str, ...]:
    if tally.empty:
        return ()
    scored = tally[tally["score_x100"].notna()]
    said = f"{len(tally):,} 个部门有评议票，有效票合计 {int(tally['valid'].sum()):,} 张"
    if scored.empty:
        return (f"{said}；没有得分",)
    best = scored[scored["rank_in_group"] == 1]
    names = [
        f"{r['group']}组 {r['department']} {score_text(r['score_x100'])}" for r in records(best)
    ]
    return (said, f"各组第一：{listed(names, 4)}")


def _cell(value: Any) -> Any:
    return None if pd.isna(value) else value


def _venues(quotas: pd.DataFrame) -> Panel:
    """Return the people of each venue and group."""
    wide = quotas.groupby(["venue", "group"], sort=False)["quota"].sum().unstack()
    wide = wide.reindex(columns=list(GROUPS)).fillna(0).astype("int64")
    rows = [
        (str(venue), *counts, sum(counts))
        for venue, counts in zip(wide.index, wide.to_numpy().tolist(), strict=True)
    ]
    rows.append((WHOLE, *wide.sum().tolist(), int(wide.to_numpy().sum())))
    at = quotas.groupby(["venue", "group"], sort=False).indices
    of_venue = quotas.groupby("venue", sort=False).indices
    of_group = quotas.groupby("group", sort=False).indices

    def source(places: Any) -> Source:
        return Source("quotas", "quota", tuple(places.tolist()))

    sources = [
        (None, *(source(at[venue, group]) for group in GROUPS), source(of_venue[venue]))
        for venue in wide.index
    ]
    every = Source("quotas", "quota", tuple(range(len(quotas))))
    sources.append((None, *(source(of_group[group]) for group in GROUPS), every))
    columns = (
        PanelColumn("会场"), *(PanelColumn(f"{group}组", COUNT) for group in GROUPS),
        PanelColumn(WHOLE, COUNT),
    )  # fmt: skip
    return Panel("venues", "各会场的名额", columns, tuple(rows), has_total=True,
                 places=(*(f"名额分配!A{at[v, GROUPS[0]][0] + 2}" for v in wide.index), ""),
                 sources=tuple(sources))  # fmt: skip


def _listed(
    frame: pd.DataFrame, table: str, sheet: str, caption: str, columns: Any, whole: pd.DataFrame
) -> Panel:
    """Return the first rows of a table; columns are (name, label, kind or tones)."""
    shown = frame.head(MOST_ROWS)
    made = tuple(
        PanelColumn(label, tones=kind) if isinstance(kind, dict)
        else PanelColumn(label, kind) if kind else PanelColumn(label)
        for _, label, kind in columns
    )  # fmt: skip
    rows = tuple(tuple(_cell(row[name]) for name, _, _ in columns) for row in records(shown))
    sources = tuple(
        tuple(Source(table, name, (place,)) if kind else None for name, _, kind in columns)
        for place in positions(whole, shown)
    )
    return Panel(table, caption, made, rows, places=sheet_places(sheet, whole, shown),
                 note=rest(len(frame), len(shown), sheet), sources=sources)  # fmt: skip


def _failed_sums(sums: pd.DataFrame) -> Panel:
    columns = (
        ("check", "检查", None), ("left", "左值", COUNT), ("right", "右值", COUNT),
        ("difference", "差额", COUNT), ("verdict", "结果", VERDICT_TONES),
    )  # fmt: skip
    failed = sums[sums["verdict"] == Verdict.FAILED]
    return _listed(failed, "quota_checks", "名额核对", "不通过的名额核对", columns, sums)


def _roster(roster: pd.DataFrame) -> Panel:
    columns = (
        ("venue", "会场", None), ("group", "组别", None), ("category", "类别", None),
        ("quota", "名额", COUNT), ("there", "实有", COUNT), ("difference", "差额", COUNT),
        ("state", "状态", COUNT_TONES),
    )  # fmt: skip
    off = roster[roster["state"] != Count.EVEN]
    return _listed(off, "roster_checks", "名册核对", "名册与名额不一致的类别", columns, roster)


def _ballots(ballots: pd.DataFrame) -> Panel:
    columns = (
        ("venue", "会场", None), ("group", "组别", None), ("quota", "名额", COUNT),
        ("issued", "发放", COUNT), ("returned", "回收", COUNT), ("verdict", "结果", BALLOT_TONES),
    )  # fmt: skip
    off = ballots[(ballots["verdict"] != Ballots.EVEN) & (ballots["venue"] != WHOLE)]
    caption = "发放、回收不符的会场"
    return _listed(off, "ballot_checks", "评议票核对", caption, columns, ballots)


def _scores(tally: pd.DataFrame) -> Panel:
    columns = (
        ("group", "组别", None), ("department", "部门", None), ("valid", "有效票", COUNT),
        ("score_x100", "得分", SCORE), ("rank_in_group", "组内排名", COUNT),
        ("rank_of_all", "总排名", COUNT),
    )  # fmt: skip
    own = tally[tally["score_x100"].notna()]
    first = "rank_of_all" if own["rank_of_all"].notna().any() else "rank_in_group"
    ranked = own.sort_values([first, "group"], kind="stable")
    return _listed(ranked, "tally", "计票", "得分最高的部门", columns, tally)


def _to_check(tables: Tables) -> tuple[ToCheck, ...]:
    """Ask to look at what is not even: sums, roster, ballots."""
    told = []
    for text, sheet, name, wrong in (
        ("名额核对不通过", "名额核对", "quota_checks", ("verdict", [str(Verdict.FAILED)])),
        ("名册与名额不一致的类别", "名册核对", "roster_checks",
         ("state", [str(Count.SHORT), str(Count.OVER)])),
        ("评议票发放、回收不符", "评议票核对", "ballot_checks",
         ("verdict", [str(own) for own in Ballots if own is not Ballots.EVEN])),
    ):  # fmt: skip
        table = tables[name]
        off = table[table[wrong[0]].isin(wrong[1])]
        off = off[off["venue"] != WHOLE] if "venue" in off else off
        if len(off):
            places = sheet_places(sheet, table, off.head(MOST_PLACES + 1))
            told.append(ToCheck(f"{brief(text)} {len(off):,} 处", len(off), places, is_money=False))
    return tuple(told)
