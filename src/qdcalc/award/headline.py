"""What the quality prize says first, from its finished tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from qdcalc.award.outputs import FATE_TONES, LABELS, VERDICT_TONES
from qdcalc.award.words import COUNTED, TOTAL, Fate, State, Verdict
from qdcalc.exact import money
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
from qdcalc.table.kinds import COUNT, MONEY

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.award.facts import AwardFacts

    Tables = Mapping[str, pd.DataFrame]

TITLE = "青岛市市长质量奖"
MOST_ROWS = 10
_COUNTS = ("applications", "fit", "open", "unfit", "outside", "chosen", "vacant")


def of_awards(known: AwardFacts, tables: Tables) -> Headline:
    """Compose the headline: what was found, who is chosen, what is paid, what is withdrawn."""
    sums, rows, chosen = (tables[name] for name in ("quotas", "examined", "prizes"))
    followed, publicity = tables["followed"], tables["publicity"]
    panels = (
        _by_prize(sums), _chosen(rows, chosen), _refused(rows), _withdrawn(followed),
    )  # fmt: skip
    return Headline(
        f"{TITLE}　评审基准日 {known.base_day} 的核算结论",
        tuple(filter(None, (_counted(sums), _paid(sums, known)))),
        lines=tuple(filter(None, (_published(publicity), *_followed(followed)))),
        panels=tuple(panel for panel in panels if panel.rows),
        to_check=(*_vacancies(sums), *_to_check(rows, tables["missing"], chosen, followed)),
    )


def _counted(sums: pd.DataFrame) -> str:
    if sums.empty:
        return "没有申报组织，没有做资格审查。"
    total = {name: int(sums[name].sum()) for name in _COUNTS}
    said = "、".join(f"{word} {total[name]:,} 个" for name, word in COUNTED.items())
    parts = "，".join(f"{r['prize']} {r['applications']:,} 个" for r in records(sums))
    return f"申报 {total['applications']:,} 个（{parts}）：{said}。"


def _paid(sums: pd.DataFrame, known: AwardFacts) -> str:
    if sums.empty:
        return ""
    quota = known.figures.quota
    parts = [f"{r['prize']} {r['chosen']:,} 个（{_vacant(r)}）" for r in records(sums)]
    total = money.text(int(sums["prize_fen"].sum()))
    return f"拟奖励{'、'.join(parts)}，每个奖项名额 {quota} 个；奖金合计 {total} 元。"


def _vacant(row: Record) -> str:
    if not row["vacant"]:
        return "名额满"
    return f"空缺 {row['vacant']:,} 个" if row["chosen"] else "全部空缺"


def _published(publicity: pd.DataFrame) -> str:
    if publicity.empty:
        return ""
    (row,) = records(publicity)
    said = f"公示 {row['first']} 至 {row['last']}（{row['workdays']} 个工作日）"
    return f"{said}，最早 {row['submitted_from']} 报市政府"


def _followed(followed: pd.DataFrame) -> tuple[str, ...]:
    told = followed[followed["fate"] == Fate.WITHDRAWN]
    lines = []
    if len(told):
        recovered = money.text(int(followed["recovered_fen"].fillna(0).sum()))
        names = [brief(name) for name in dict.fromkeys(told["organisation"])]
        lines.append(f"撤销奖项：{listed(names)}；追缴奖金 {recovered} 元")
    pending = followed[followed["fate"] == Fate.PENDING]
    if len(pending):
        names = [brief(name) for name in dict.fromkeys(pending["organisation"])]
        lines.append(f"待查的撤销事由：{listed(names)}")
    return tuple(lines)


def _by_prize(sums: pd.DataFrame) -> Panel:
    names = (*_COUNTS, "prize_fen")
    rows = [(r["prize"], *(int(r[name]) for name in names)) for r in records(sums)]
    every = tuple(range(len(sums)))
    sources = [(None, *(Source("quotas", name, (n,)) for name in names)) for n in every]
    if rows:
        rows.append((TOTAL, *(int(sums[name].sum()) for name in names)))
        sources.append((None, *(Source("quotas", name, every) for name in names)))
    labels = ("申报", "合格", "待确认", "不合格", "不适用", "拟奖励", "空缺")
    columns = (
        PanelColumn("奖项"), *(PanelColumn(label, COUNT) for label in labels),
        PanelColumn("奖金", MONEY),
    )  # fmt: skip
    return Panel(
        "prizes", "各奖项", columns, tuple(rows), has_total=True, bars=("奖金",),
        places=sheet_places("名额奖金", sums, sums), sources=tuple(sources),
    )  # fmt: skip


def _chosen(rows: pd.DataFrame, chosen: pd.DataFrame) -> Panel:
    shown = chosen.head(MOST_ROWS)
    verdicts = rows.set_index(["organisation", "prize"])["verdict"]
    lines = tuple(
        (r["organisation"], r["prize"], verdicts[r["organisation"], r["prize"]],
         int(r["prize_fen"]))
        for r in records(shown)
    )  # fmt: skip
    columns = (
        PanelColumn("拟奖励组织"), PanelColumn("奖项"), PanelColumn("结论", tones=VERDICT_TONES),
        PanelColumn("奖金", MONEY),
    )  # fmt: skip
    return Panel(
        "chosen", f"拟奖励名单（{len(chosen):,} 个）", columns, lines,
        places=sheet_places("奖金明细", chosen, shown),
        note=rest(len(chosen), len(shown), "奖金明细"),
        sources=tuple(
            (None, None, None, Source("prizes", "prize_fen", (n,)))
            for n in positions(chosen, shown)
        ),
    )  # fmt: skip


def _refused(rows: pd.DataFrame) -> Panel:
    """Return the applications that are not fit, or not yet, with their clauses."""
    told = rows[rows["verdict"].isin([Verdict.UNFIT, Verdict.OPEN])]
    shown = told.head(MOST_ROWS)
    lines = tuple(
        (r["organisation"], r["prize"], r["verdict"],
         r["unmet"] if isinstance(r["unmet"], str) else _open_ones(r))
        for r in records(shown)
    )  # fmt: skip
    columns = (
        PanelColumn("组织名称"), PanelColumn("奖项"), PanelColumn("结论", tones=VERDICT_TONES),
        PanelColumn("未满足条款、待确认条件"),
    )  # fmt: skip
    return Panel(
        "refused", "不合格和需人工确认", columns, lines,
        places=sheet_places("资格审查", rows, shown), note=rest(len(told), len(shown), "资格审查"),
        sources=tuple(
            (None, None, Source("examined", "verdict", (n,)), None) for n in positions(rows, shown)
        ),
    )  # fmt: skip


def _open_ones(row: Record) -> str:
    """Name the conditions of an application that people must judge."""
    return "、".join(label for name, label in LABELS.items() if row[name] == State.OPEN)


def _withdrawn(followed: pd.DataFrame) -> Panel:
    told = followed[followed["fate"] != Fate.NONE]
    shown = told.head(MOST_ROWS)
    names = ("organisation", "edition", "prize", "ground", "fate")
    lines = tuple(
        (*(r[name] for name in names),
         None if r["recovered_fen"] is None or r["recovered_fen"] != r["recovered_fen"]
         else int(r["recovered_fen"]),
         r["banned_until"] if isinstance(r["banned_until"], str) else "")
        for r in records(shown.astype({"recovered_fen": object}).where(shown.notna(), None))
    )  # fmt: skip
    columns = (
        PanelColumn("获奖组织"), PanelColumn("届次"), PanelColumn("奖项"), PanelColumn("事由"),
        PanelColumn("结果", tones=FATE_TONES), PanelColumn("追缴奖金", MONEY),
        PanelColumn("禁报至"),
    )  # fmt: skip
    return Panel(
        "followed", "获奖以后的撤销和追缴", columns, lines,
        places=sheet_places("获奖跟踪", followed, shown),
        note=rest(len(told), len(shown), "获奖跟踪"),
        sources=tuple(
            (*[None] * 4, Source("followed", "fate", (n,)),
             Source("followed", "recovered_fen", (n,)), None)
            for n in positions(followed, shown)
        ),
    )  # fmt: skip


def unawarded(sums: pd.DataFrame) -> list[str]:
    """Name the prizes that nobody is to get though somebody is fit for them (七)."""
    few = sums[(sums["chosen"] == 0) & (sums["fit"] > 0)]
    return [
        f"{r['prize']}有 {r['fit']:,} 个合格的申报而没有拟奖励：第七条写的是均达不到条件的可以空缺"
        for r in records(few)
    ]


def _vacancies(sums: pd.DataFrame) -> list[ToCheck]:
    return [ToCheck(text) for text in unawarded(sums)]


def _to_check(
    rows: pd.DataFrame, missing: pd.DataFrame, chosen: pd.DataFrame, followed: pd.DataFrame
) -> tuple[ToCheck, ...]:
    """Ask to look at what moves money: chosen ones still open, materials, pending grounds."""
    told = []
    for text, sheet, table, few in (
        ("需人工确认的申报", "资格审查", rows, rows[rows["verdict"] == Verdict.OPEN]),
        ("待补的材料", "待补材料清单", missing, missing),
        ("拟奖励而没有奖金的", "奖金明细", chosen, chosen[chosen["prize_fen"] == 0]),
        ("待查的撤销事由", "获奖跟踪", followed, followed[followed["fate"] == Fate.PENDING]),
    ):
        if len(few):
            places = sheet_places(sheet, table, few.head(MOST_PLACES + 1))
            told.append(ToCheck(f"{text} {len(few):,} 项", len(few), places))
    return tuple(told)
