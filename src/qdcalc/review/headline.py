"""What the drawing review says first, from its finished tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from qdcalc.exact.texts import brief, listed
from qdcalc.result.headline import (
    MOST_PLACES,
    Headline,
    Panel,
    PanelColumn,
    Record,
    Source,
    ToCheck,
    positions,
    records,
    rest,
    sheet_places,
)
from qdcalc.review.facts import DUE_SOON, ReviewFacts
from qdcalc.review.outputs import TONES
from qdcalc.review.sentences import day_texts
from qdcalc.review.words import WHOLE, OpenLate, State
from qdcalc.table.kinds import COUNT, HUNDREDTHS, PERCENT

TITLE = "施工图审查时限"
MOST_OVERDUE = 10
MOST_SOON = 8
MOST_BODIES = 12
Tables = Mapping[str, pd.DataFrame]
_STATES = ("on_time", "late", "open", "open_late", "not_applicable")


def of_reviews(known: ReviewFacts, tables: Tables) -> Headline:
    """Compose the headline: what is on time and what is not, who, what is due soon."""
    districts, bodies = tables["districts"], tables["bodies"]
    whole = records(districts[districts["district"] == WHOLE])[0]
    overdue, soon = tables["overdue"], tables["due_soon"]
    panels = (
        _sums("districts", "各区市", "区市汇总", districts, "district", len(districts)),
        _sums("bodies", "各审查机构", "机构汇总", bodies, "body", MOST_BODIES),
        _overdue(overdue),
        _soon(soon),
    )
    return Headline(
        f"{TITLE}　截至 {known.day} 的核算结论",
        (_counted(whole), _shares(whole, known)),
        lines=(
            *_said_districts(districts, known),
            *_said_overdue(overdue),
            *_said_soon(soon),
        ),
        panels=tuple(panel for panel in panels if panel.rows),
        to_check=_to_check(tables["reviews"]),
    )


def share_text(part: int, whole: int) -> str:
    """Write a share with one decimal, halves up; nothing where there is none."""
    tenths = (2_000 * part + whole) // (2 * whole) if whole else 0
    return f"{tenths // 10}.{tenths % 10}%" if whole else ""


def mean_text(mean_x100: Any) -> str:
    """Write a mean of working days with two decimals: 467 is 4.67."""
    whole, part = divmod(int(mean_x100), 100)
    return f"{whole:,}.{part:02d}"


def _counted(whole: Record) -> str:
    labels = dict(zip(_STATES, map(str, State), strict=True))
    said = "、".join(f"{labels[name]} {whole[name]:,}" for name in _STATES if whole[name])
    return f"受理 {whole['accepted']:,} 个：{said}。"


def _shares(whole: Record, known: ReviewFacts) -> str:
    """Say the share on time in both ways, the mean and the longest use."""
    issued = whole["on_time"] + whole["late"]
    every = issued + whole["open_late"]
    if not every:
        return "还没有出具合格书，没有按时率。"
    own = share_text(whole["on_time"], issued)
    both = share_text(whole["on_time"], every)
    if not issued:
        return f"还没有出具合格书；算上在办逾期的按时率 {both}。"
    is_with = known.open_late is OpenLate.WITH_OVERDUE
    first, second = (both, own) if is_with else (own, both)
    aside = f"（{'只算已出具的' if is_with else '算上在办逾期的'} {second}）"
    mean = mean_text(whole["mean_used_x100"])
    return (
        f"已出具 {issued:,} 份合格书，按时率 {first}{aside if whole['open_late'] else ''}；"
        f"平均用时 {mean} 个工作日，最长 {int(whole['longest_used']):,} 个。"
    )


def _said_districts(districts: pd.DataFrame, known: ReviewFacts) -> tuple[str, ...]:
    own = districts[(districts["district"] != WHOLE) & districts["rank"].notna()]
    ranked = own.sort_values("rank", kind="stable")
    is_with = known.open_late is OpenLate.WITH_OVERDUE
    said = [
        f"{r['district']} "
        + share_text(r["on_time"], r["on_time"] + r["late"] + is_with * r["open_late"])
        for r in records(ranked)
    ]
    return (f"各区市按时率：{listed(said, 2 * MOST_PLACES)}",) if said else ()


def _said_overdue(overdue: pd.DataFrame) -> tuple[str, ...]:
    if overdue.empty:
        return ("没有逾期的项目",)
    said = [
        f"{row['district']} {brief(row['project'])} {row['state']} {row['overdue_workdays']:,} 个"
        for row in records(overdue.head(3))
    ]
    more = f" 等 {len(overdue):,} 个" if len(overdue) > len(said) else ""
    return (f"逾期最多的（工作日）：{'、'.join(said)}{more}",)


def _said_soon(soon: pd.DataFrame) -> tuple[str, ...]:
    if soon.empty:
        return ()
    said = [
        f"{brief(row['project'])} 剩 {row['remaining_workdays']:,} 个"
        for row in records(soon.head(3))
    ]
    more = f" 等 {len(soon):,} 个" if len(soon) > len(said) else ""
    return (f"临期（剩余不超过 {DUE_SOON} 个工作日）：{'、'.join(said)}{more}",)


_MEAN = replace(HUNDREDTHS, number_format="0.00")
_SHOWN = (
    ("accepted", "受理", COUNT), ("on_time", "按时", COUNT), ("late", "逾期", COUNT),
    ("open", "在办", COUNT), ("open_late", "在办逾期", COUNT), ("not_applicable", "不适用", COUNT),
    ("on_time_share", "按时率", PERCENT), ("mean_used_x100", "平均用时", _MEAN),
    ("longest_used", "最长用时", COUNT), ("rank", "排名", COUNT),
)  # fmt: skip


def _cell(value: Any) -> Any:
    return None if pd.isna(value) else value


def _sums(name: str, caption: str, sheet: str, sums: pd.DataFrame, key: str, most: int) -> Panel:
    """Return the districts or bodies, by rank, all together last."""
    own = sums[sums[key] != WHOLE].sort_values("rank", kind="stable", na_position="last")
    shown = pd.concat([own.head(most), sums[sums[key] == WHOLE]])
    who = caption.removeprefix("各")
    columns = (PanelColumn(who), *(PanelColumn(label, kind) for _, label, kind in _SHOWN))
    rows = tuple(
        (row[key], *(_cell(row[column]) for column, _, _ in _SHOWN)) for row in records(shown)
    )
    sources = tuple(
        (None, *(Source(name, column, (place,)) for column, _, _ in _SHOWN))
        for place in positions(sums, shown)
    )
    return Panel(
        name, caption, columns, rows, has_total=True, bars=("逾期",),
        places=sheet_places(sheet, sums, shown),
        note=rest(len(own), min(most, len(own)), sheet),
        sources=sources,
    )  # fmt: skip


def _listed(
    frame: pd.DataFrame, most: int, name: str, caption: str, sheet: str, figures: Any
) -> Panel:
    """Return the first rows of one of the lists."""
    shown = frame.head(most)
    texts = shown.assign(
        accepted_on=day_texts(shown["accepted_on"]), deadline=day_texts(shown["deadline"])
    )
    names = ("project", "district", "body", "accepted_on", "deadline")
    rows = tuple(
        (*(row[n] for n in names), *(_cell(row[column]) for column, _, _ in figures))
        for row in records(texts)
    )
    labels = ("项目", "区市", "审查机构", "受理日期", "截止日期")
    columns = (
        *map(PanelColumn, labels),
        *(
            PanelColumn(label, kind) if kind else PanelColumn(label, tones=TONES)
            for _, label, kind in figures
        ),
    )
    sources = tuple(
        (*[None] * 5, *(Source(name, column, (place,)) for column, _, _ in figures))
        for place in positions(frame, shown)
    )
    return Panel(
        name, caption, columns, rows, places=sheet_places(sheet, frame, shown),
        note=rest(len(frame), len(shown), sheet), sources=sources,
    )  # fmt: skip


def _overdue(overdue: pd.DataFrame) -> Panel:
    figures = (
        ("used", "用时", COUNT), ("overdue_workdays", "逾期天数", COUNT), ("state", "状态", None),
    )  # fmt: skip
    caption = f"逾期最多的 {min(MOST_OVERDUE, len(overdue)):,} 个项目"
    return _listed(overdue, MOST_OVERDUE, "overdue", caption, "逾期清单", figures)


def _soon(soon: pd.DataFrame) -> Panel:
    figures = (("used", "用时", COUNT), ("remaining_workdays", "剩余天数", COUNT))
    caption = f"在办、剩余不超过 {DUE_SOON} 个工作日的项目"
    return _listed(soon, MOST_SOON, "due_soon", caption, "临期清单", figures)


def _to_check(reviews: pd.DataFrame) -> tuple[ToCheck, ...]:
    """Ask to look at projects whose clock stands still, and at those with days taken off."""
    is_away = reviews["opinion_on"].notna() & (reviews["applies"] == "是")
    paused = is_away & reviews["resumed_on"].isna() & reviews["issued_on"].isna()
    told = []
    for text, few in (
        ("有意见书、还没有复审受理的项目，请核对是否仍在补正", reviews[paused]),
        ("有补正期间的项目，请核对意见书和复审受理的日期", reviews[is_away & ~paused]),
    ):
        if len(few):
            places = sheet_places("时限核算", reviews, few.head(MOST_PLACES + 1))
            told.append(ToCheck(f"{text} {len(few):,} 个", len(few), places, is_money=False))
    return tuple(told)
