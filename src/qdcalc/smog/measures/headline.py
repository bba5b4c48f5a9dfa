"""What the measures say first, from their finished tables (四(三)2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from qdcalc.exact.texts import brief, listed
from qdcalc.result.headline import (
    MOST_PLACES,
    Panel,
    PanelColumn,
    Source,
    ToCheck,
    positions,
    records,
    rest,
    sheet_places,
)
from qdcalc.smog.measures.facts import Measured, MeasureFacts
from qdcalc.smog.measures.outputs import SHARE, TONES, percent_text
from qdcalc.smog.part import Said
from qdcalc.smog.words import BOTH, CITY, RESPONSES, Level, Pollutant, Verdict
from qdcalc.table.kinds import FIGURE

Tables = Mapping[str, pd.DataFrame]
LEVELS = tuple(map(str, Level))
MOST_UNITS = 10
_PAIR = (str(Pollutant.SO2), str(Pollutant.NOX))
_NAMES = {BOTH: "二氧化硫与氮氧化物之和"}


def nothing(tables: Tables) -> Said:
    """Return what is said of a workbook without lists."""
    return Said()


def of_measures(found: Measured, known: MeasureFacts, tables: Tables) -> Said:
    """Compose what is said of the targets, the industries and the cleaning."""
    targets, industries, plan = (tables[n] for n in ("targets", "industries", "cleaning_plan"))
    held = targets[(targets["district"] == CITY) & targets["verdict"].notna()]
    titles = ["减排"] * bool(len(targets)) + [f"{known.level}保洁"] * bool(len(plan))
    panels = [_targets(targets, held)] if len(held) else []
    short = industries[industries["verdict"] == Verdict.NOT_MET]
    panels += [_units(industries, short)] if len(short) else []
    return Said(
        title="和".join(titles),
        sentences=(*([reached(targets)] if len(targets) else []), *_of_units(industries, short)),
        lines=(*_of_gaps(held), *_of_cleaning(plan, known)),
        panels=tuple(panels),
        to_check=_to_check(tables),
    )


def _named(pollutant: str) -> str:
    return _NAMES.get(pollutant, pollutant)


def reached(targets: pd.DataFrame) -> str:
    """Say at which levels the city's targets are met, which are not, and which are not held."""
    city = targets[(targets["district"] == CITY) & ~targets["pollutant"].isin(_PAIR)]
    unheld = city.loc[city["target"].isna(), "pollutant"].drop_duplicates().map(_named).tolist()
    held = targets[(targets["district"] == CITY) & targets["verdict"].notna()]
    every = "核对的都达到" if unheld else "全部达到"
    said = []
    for level in LEVELS:
        own = held[held["level"] == level]
        short = own.loc[own["verdict"] == Verdict.NOT_MET, "pollutant"].map(_named).tolist()
        said.append(f"{level}{listed(short)}未达到" if short else f"{level}{every}")
    more = f"没有基数、没有核对的：{listed(unheld)}。" if unheld else ""
    return f"全市减排目标：{'；'.join(said)}。{more}" if len(held) else more


def _of_units(industries: pd.DataFrame, short: pd.DataFrame) -> tuple[str, ...]:
    if industries.empty:
        return ()
    keys = ["district", "source", "source_kind"]
    units, less = (len(rows.drop_duplicates(keys)) for rows in (industries, short))
    if not less:
        return (f"有最低减排比例的单位 {units:,} 个，全部达到。",)
    names = [brief(str(n)) for n in short.drop_duplicates(keys)["source"]]
    return (f"有最低减排比例的单位 {units:,} 个，{less:,} 个未达到：{listed(names, 3)}。",)


def _of_gaps(held: pd.DataFrame) -> tuple[str, ...]:
    """Say how far the targets are missed, the largest gap first."""
    short = held[held["verdict"] == Verdict.NOT_MET].sort_values("gap", kind="stable")
    said = [
        f"{row['level']}{_named(row['pollutant'])} {percent_text(row['share'])}"
        f"（目标 {percent_text(row['target'])}）"
        for row in records(short)
    ]
    return (f"未达到：{listed(said, MOST_PLACES)}",) if said else ()


def _of_cleaning(plan: pd.DataFrame, known: MeasureFacts) -> tuple[str, ...]:
    if plan.empty:
        return ()
    extra, more = int(plan["extra_runs"].sum()), int((plan["extra_runs"] > 0).sum())
    response = RESPONSES[Level(known.level)]
    return (
        f"保洁按{known.level}（{response}响应）：{len(plan):,} 处里 {more:,} 处增加，"
        f"每天共增加 {extra:,} 次",
    )


def _targets(targets: pd.DataFrame, held: pd.DataFrame) -> Panel:
    """Return the city's shares against the targets."""
    figures = (
        ("share", "比例", SHARE), ("target", "目标", SHARE),
        ("missing_kg", "还需减排量（kg/d）", FIGURE),
    )  # fmt: skip
    rows = tuple(
        (row["level"], _named(row["pollutant"]), *(_value(row[n]) for n, _, _ in figures),
         row["verdict"])
        for row in records(held)
    )  # fmt: skip
    columns = (
        PanelColumn("级别"), PanelColumn("污染物"),
        *(PanelColumn(label, kind) for _, label, kind in figures),
        PanelColumn("结果", tones=TONES),
    )  # fmt: skip
    sources = tuple(
        (None, None, *(Source("targets", n, (place,)) for n, _, _ in figures),
         Source("targets", "verdict", (place,)))
        for place in positions(targets, held)
    )  # fmt: skip
    return Panel(
        "targets", "全市减排比例与目标", columns, rows,
        places=sheet_places("减排核对", targets, held), sources=sources,
    )  # fmt: skip


def _value(value: Any) -> Any:
    return None if pd.isna(value) else value


def _units(industries: pd.DataFrame, short: pd.DataFrame) -> Panel:
    """Return the units that fall short of their industry's least, the largest amounts first."""
    order = short["missing_kg"].sort_values(ascending=False, kind="stable").index
    shown = short.loc[order].head(MOST_UNITS)
    figures = (
        ("share", "比例", SHARE), ("least", "下限", SHARE),
        ("missing_kg", "还需减排量（kg/d）", FIGURE),
    )  # fmt: skip
    words = ("district", "source", "industry", "pollutant", "level")
    rows = tuple(
        (*(row[n] for n in words), *(_value(row[n]) for n, _, _ in figures))
        for row in records(shown)
    )
    columns = (
        *map(PanelColumn, ("区市", "单位", "行业", "污染物", "级别")),
        *(PanelColumn(label, kind) for _, label, kind in figures),
    )
    sources = tuple(
        (*[None] * len(words), *(Source("industries", n, (place,)) for n, _, _ in figures))
        for place in positions(industries, shown)
    )
    return Panel(
        "industries", "没有达到行业最低减排比例的", columns, rows,
        places=sheet_places("行业核对", industries, shown),
        note=rest(len(short), len(shown), "行业核对", "行"), sources=sources,
    )  # fmt: skip


def _to_check(tables: Tables) -> tuple[ToCheck, ...]:
    """Ask to look at what people decide: exemptions, cement and steel, ice."""
    told = []
    exempt, listing, plan = (tables[n] for n in ("exempt", "counted_reductions", "cleaning_plan"))
    for text, sheet, frame, rows in (
        ("豁免的单位，请审核把关并向社会公开", "豁免清单", exempt, exempt["pollutant"].notna()),
        ("水泥、钢铁没有按排放量的下限，错峰、限产请人工核对", "减排明细", listing,
         listing["industry"].isin(["水泥", "钢铁"]) & (listing["is_exempt"] == "否")),
        ("易结冰的道路、工地，请当天核对", "保洁安排", plan, plan["is_icy"] == "是"),
    ):  # fmt: skip
        few = frame[rows]
        if len(few):
            places = sheet_places(sheet, frame, few.head(MOST_PLACES + 1))
            told.append(ToCheck(text, len(few), places, is_money=False))
    return tuple(told)
