"""What the staffing of the platforms says first, from its finished tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd

from qdcalc.exact import money
from qdcalc.exact.decimals import shifted_text
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
from qdcalc.staffing.outputs import STATE_TONES
from qdcalc.staffing.words import ALL_LEVELS, WHOLE_CITY, Level, TaskState
from qdcalc.table.kinds import COUNT, HUNDREDTHS, MONEY, PERCENT

TITLE = "基层人社服务平台人员配备"
MOST_GAPS = 10
MOST_TASKS = 14
_STATE_TONES = {**STATE_TONES, str(TaskState.OPEN): "open"}
Tables = Mapping[str, pd.DataFrame]


def of_platforms(deadline: dt.date, day: dt.date | None, tables: Tables) -> Headline:
    """Compose the headline: what meets the standard, the gaps, the deadline, the dated targets.

    Parameters
    ----------
    deadline, day : date
        The notice's; 统计日期, None without one.
    tables : mapping of str to DataFrame
    """
    platforms, sums = tables["platform_staff"], tables["districts"]
    city = sums[sums["district"] == WHOLE_CITY]
    short = platforms[platforms["gap_x100"] > 0]
    short = short.sort_values("gap_x100", ascending=False, kind="stable")
    own = sums[(sums["level"] == ALL_LEVELS) & (sums["district"] != WHOLE_CITY)]
    panels = [_levels(sums, city), _gaps(sums, own, short), _largest(platforms, short)]
    panels.append(_tasks(tables["tasks"]))
    until = f"　截至 {day} 的" if day else "　"
    return Headline(
        f"{TITLE}{until}核算结论",
        (_counted(city), _staff(platforms, city, short)),
        lines=(
            *_said_gaps(own, short),
            _deadline(deadline, day),
            *_said_tasks(tables["tasks"]),
        ),
        panels=tuple(panel for panel in panels if panel.rows),
        to_check=_to_check(platforms),
    )


def persons(hundredths: int) -> str:
    """Write a number of persons: 450 is 4.5."""
    return str(shifted_text([hundredths], 2)[0])


def _row(sums: pd.DataFrame, level: str) -> Record | None:
    found = records(sums[sums["level"] == level])
    return found[0] if found else None


def _counted(city: pd.DataFrame) -> str:
    whole = _row(city, ALL_LEVELS)
    assert whole is not None
    levels = [row for level in Level if (row := _row(city, level)) is not None]
    parts = "、".join(f"{r['level']} {r['platforms']:,} 个中 {r['met']:,} 个" for r in levels)
    share = whole["met"] / whole["platforms"]
    return f"{whole['platforms']:,} 个平台，达标 {whole['met']:,} 个（{share:.1%}）：{parts}。"


def _staff(platforms: pd.DataFrame, city: pd.DataFrame, short: pd.DataFrame) -> str:
    whole = _row(city, ALL_LEVELS)
    assert whole is not None
    part = platforms["staff_x100"] % 100 != 0
    worded = f"（兼职按比例折算，{int(part.sum()):,} 个平台有）" if part.any() else ""
    surplus = int(platforms["surplus_x100"].sum())
    apart = f"（别处超配 {persons(surplus)} 人不相抵）" if surplus else ""
    said = f"应配 {whole['required']:,} 人，现有 {persons(whole['staff_x100'])} 人{worded}，"
    said += f"缺口 {persons(whole['gap_x100'])} 人{apart}"
    return f"{said}；{_cost(short)}。"


def _cost(short: pd.DataFrame) -> str:
    """Say what the gaps cost a year, and how many have no standard for it."""
    known = short["gap_cost_fen"].dropna()
    if short.empty:
        return "没有缺口经费"
    if not len(known):
        return "没有填经费标准，没有算缺口经费"
    without = len(short) - len(known)
    left = f"（{without:,} 个缺人的平台没有经费标准，没有计入）" if without else ""
    return f"补足缺口每年需 {money.text(int(known.sum()))} 元{left}"


def _gap_words(row: Record) -> str:
    return f"{row['street']} {row['platform']} 缺 {persons(row['gap_x100'])}"


def _said_gaps(own: pd.DataFrame, short: pd.DataFrame) -> tuple[str, ...]:
    """Return two lines: the districts with the largest gaps, the platforms with the largest."""
    if short.empty:
        return ("没有缺口",)
    ranked = own[own["gap_x100"] > 0].sort_values("gap_x100", ascending=False, kind="stable")
    names = [f"{r['district']} {persons(r['gap_x100'])} 人" for r in records(ranked)]
    some = records(short.head(MOST_PLACES))
    said = [f"{row['district']} {brief(_gap_words(row), 36)} 人" for row in some]
    more = f" 等 {len(short):,} 个" if len(short) > len(said) else ""
    listed_names = listed(names, 2 * MOST_PLACES)
    return (f"各区市缺口：{listed_names}", f"缺口最大的平台：{'、'.join(said)}{more}")


def _deadline(deadline: dt.date, day: dt.date | None) -> str:
    said = f"通知要求 {deadline} 前配齐（三(二)）"
    if day is None:
        return f"{said}；没有统计日期，没有算距期限的天数"
    left = (deadline - day).days
    return f"{said}，" + (f"还有 {left:,} 天" if left >= 0 else f"已超过 {-left:,} 天")


def _said_tasks(tasks: pd.DataFrame) -> tuple[str, ...]:
    if tasks.empty:
        return ()
    found = tasks["state"].value_counts()
    said = "、".join(f"{s} {int(found[s]):,}" for s in _STATE_TONES if s in found)
    late = [brief(name) for name in tasks.loc[tasks["state"] == TaskState.OVERDUE, "task"]]
    which = f"；逾期的：{listed(late)}" if late else ""
    return (f"目标任务 {len(tasks):,} 项：{said}{which}",)


def _levels(sums: pd.DataFrame, city: pd.DataFrame) -> Panel:
    rows = [_sums(row, row["level"]) for row in records(city)]
    sources = tuple(_of_sums(place) for place in positions(sums, city))
    return Panel("levels", "按级别", _columns("级别"), tuple(rows), has_total=True, sources=sources)


def _of_sums(row: int) -> tuple[Source | None, ...]:
    """Return where the sums of a district and level come from."""
    return (None, *(Source("districts", name, (row,)) for name in _SUMS))


_SUMS = (
    "platforms", "met", "met_ratio", "required", "staff_x100", "gap_x100", "gap_cost_fen",
)  # fmt: skip
_SUMMED = ("平台", "达标", "达标率", "应配", "现有", "缺口", "缺口经费")


def _columns(first: str, *more: PanelColumn) -> tuple[PanelColumn, ...]:
    kinds = (COUNT, COUNT, PERCENT, COUNT, HUNDREDTHS, HUNDREDTHS, MONEY)
    known = zip(_SUMMED, kinds, strict=True)
    return (PanelColumn(first), *(PanelColumn(label, kind) for label, kind in known), *more)


def _sums(row: Record, name: str) -> tuple[Any, ...]:
    cost = row["gap_cost_fen"]
    return (
        name, int(row["platforms"]), int(row["met"]), float(row["met_ratio"]),
        int(row["required"]), int(row["staff_x100"]), int(row["gap_x100"]),
        None if pd.isna(cost) else int(cost),
    )  # fmt: skip


def _gaps(sums: pd.DataFrame, own: pd.DataFrame, short: pd.DataFrame) -> Panel:
    """Return the districts with their gaps and the platforms that make them."""
    worst = {
        str(name): listed([_gap_words(row) for row in records(few.head(2))])
        + (f" 等 {len(few):,} 个" if len(few) > 2 else "")
        for name, few in short.groupby("district", sort=False)
    }
    rows = [
        (
            *_sums(row, row["district"]),
            None if pd.isna(row["rank"]) else int(row["rank"]),
            worst.get(row["district"], ""),
        )
        for row in records(own)
    ]
    whole_city = sums[(sums["district"] == WHOLE_CITY) & (sums["level"] == ALL_LEVELS)]
    (whole,) = records(whole_city)
    rows.append((*_sums(whole, "合计"), None, ""))
    columns = _columns("区市", PanelColumn("排名", COUNT), PanelColumn("缺口最大的平台（人）"))
    return Panel(
        "gaps", "各区市缺口", columns, tuple(rows), has_total=True, bars=("缺口",),
        places=sheet_places("区市汇总", sums, own),
        sources=tuple(
            (*_of_sums(place), Source("districts", "rank", (place,)))
            for place in (*positions(sums, own), *positions(sums, whole_city))
        ),
    )  # fmt: skip


def _largest(platforms: pd.DataFrame, short: pd.DataFrame) -> Panel:
    shown = short.head(MOST_GAPS)
    rows = tuple(
        (
            row["district"], row["street"], row["platform"], row["level"], int(row["required"]),
            int(row["staff_x100"]), int(row["gap_x100"]),
            None if pd.isna(row["gap_cost_fen"]) else int(row["gap_cost_fen"]),
        )
        for row in records(shown)
    )  # fmt: skip
    columns = (
        *(PanelColumn(label) for label in ("区市", "街道", "平台", "级别")),
        PanelColumn("应配", COUNT),
        PanelColumn("现有", HUNDREDTHS),
        PanelColumn("缺口", HUNDREDTHS),
        PanelColumn("缺口经费", MONEY),
    )
    return Panel(
        "platforms", f"缺口最大的 {len(shown):,} 个平台", columns, rows,
        places=sheet_places("配备核算", platforms, shown),
        note=rest(len(short), len(shown), "配备核算"),
        sources=tuple(
            (*[None] * 4, *(Source("platform_staff", name, (row,)) for name in _SUMS[3:]))
            for row in positions(platforms, shown)
        ),
    )  # fmt: skip


def _tasks(tasks: pd.DataFrame) -> Panel:
    order = tasks["state"].map({TaskState.OVERDUE: 0, TaskState.OPEN: 1}).fillna(9)
    shown = tasks.loc[order.sort_values(kind="stable").index].head(MOST_TASKS)
    rows = tuple(
        (
            row["task"],
            "" if pd.isna(row["due"]) else row["due"],
            *(None if pd.isna(row[c]) else float(row[c]) for c in ("target", "actual")),
            row["state"],
        )
        for row in records(shown)
    )
    columns = (
        PanelColumn("目标任务"),
        PanelColumn("截止日期"),
        PanelColumn("目标值", PERCENT),
        PanelColumn("实际值", PERCENT),
        PanelColumn("状态", tones=_STATE_TONES),
    )
    return Panel(
        "tasks", "目标任务", columns, rows, places=sheet_places("目标任务", tasks, shown),
        note=rest(len(tasks), len(shown), "目标任务", "项"),
        sources=tuple(
            (None, None, *(Source("tasks", name, (row,)) for name in ("target", "actual", "state")))
            for row in positions(tasks, shown)
        ),
    )  # fmt: skip


def _to_check(platforms: pd.DataFrame) -> tuple[ToCheck, ...]:
    """Ask to look at platforms without anybody, and at those staffed with parts of people."""
    told = []
    for text, few in (
        ("没有一个人的平台", platforms[platforms["staff_x100"] == 0]),
        (
            "现有人数含兼职折算（不是整数），请核对折算",
            platforms[platforms["staff_x100"] % 100 != 0],
        ),
    ):
        if len(few):
            places = sheet_places("配备核算", platforms, few.head(MOST_PLACES + 1))
            told.append(ToCheck(f"{text} {len(few):,} 个", len(few), places))
    return tuple(told)
