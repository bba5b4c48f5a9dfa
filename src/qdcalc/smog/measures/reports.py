"""What the document says of the measures: targets, industries, exemptions, cleaning (四(三)2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from qdcalc.document.model import Block, Paragraph, PrintedTable
from qdcalc.document.model import TableColumn as Column
from qdcalc.exact.texts import listed
from qdcalc.smog.measures.charts import shares
from qdcalc.smog.measures.headline import reached
from qdcalc.smog.measures.outputs import TONES, percent_text
from qdcalc.smog.words import BOTH, CITY, RESPONSES, TARGETS, Level, Verdict

if TYPE_CHECKING:
    from qdcalc.result.result import Result

Section = tuple[str, str, Sequence[Block]]  # name of the part, heading, blocks
MOST_UNITS = 40
MOST_PLACES = 60


def sections(result: Result) -> list[Section]:
    """Return the sections: targets, industries, exemptions, cleaning."""
    targets, plan = result.tables["targets"], result.tables["cleaning_plan"]
    made: list[Section] = []
    if len(targets):
        picture = [shares(result)] if targets["target"].notna().any() else []
        made.append(("减排核对", "全市减排目标", [*_targets(targets), *picture]))
        made.append(("行业核对", "行业最低减排比例", _industries(result.tables["industries"])))
    if len(exempt := result.tables["exempt"]):
        made.append(("豁免清单", "豁免的单位", _exempt(exempt)))
    if len(plan):
        made.append(("保洁安排", "道路和工地保洁", _cleaning(plan)))
    return made


def in_short(result: Result) -> tuple[str, ...]:
    """Return what is said of the measures in a sentence or two."""
    targets, plan = result.tables["targets"], result.tables["cleaning_plan"]
    said = [reached(targets)] if len(targets) else []
    said += [_cleaned(plan)] if len(plan) else []
    return tuple(said)


def to_decide(result: Result) -> tuple[str, ...]:
    """Return what people decide: exemptions, cement and steel, who closes a gap."""
    held, rows = _held(result.tables["targets"]), result.tables["counted_reductions"]
    told = []
    if (held["verdict"] == Verdict.NOT_MET).any():
        told.append("没有达到的减排目标，由哪些区（市）、单位补足")
    if len(exempt := result.tables["exempt"]):
        names = exempt["source"].drop_duplicates().tolist()
        told.append(f"豁免单位的审核和公开：{listed(names)}")
    people = rows[rows["industry"].isin(["水泥", "钢铁"]) & (rows["is_exempt"] == "否")]
    if len(people):
        names = people["source"].drop_duplicates().tolist()
        told.append(f"水泥错峰生产、钢铁按产能限产：{listed(names)}")
    return tuple(told)


def _held(targets: pd.DataFrame) -> pd.DataFrame:
    return targets[(targets["district"] == CITY) & targets["target"].notna()]


def _cleaned(plan: pd.DataFrame) -> str:
    level, extra = str(plan["level"].iloc[0]), int(plan["extra_runs"].sum())
    response = RESPONSES[Level(level)]
    return f"{level}预警（{response}响应）时，道路和工地保洁每天共增加 {extra:,} 次。"


def _targets(targets: pd.DataFrame) -> list[Block]:
    held = _held(targets)
    if held.empty:
        return [Paragraph("没有基数，不能核对减排比例。")]
    columns = (
        Column("级别", "center", 0.8), Column("污染物", width=2.0), Column("比例", "right", 1.1),
        Column("目标", "right", 0.9), Column("结果", "center", 1.0),
        Column("还需减排（kg/d）", "right", 1.5),
    )  # fmt: skip
    rows = tuple(
        (level, name, percent_text(share), percent_text(target), verdict, _kg(missing))
        for level, name, share, target, verdict, missing in zip(
            *(held[n] for n in ("level", "pollutant", "share", "target", "verdict", "missing_kg")),
            strict=True,
        )
    )
    both = held[(held["pollutant"] == BOTH) & (held["verdict"] == Verdict.NOT_MET)]
    more = [Paragraph(f"{level}：{said}。")
            for level, said in zip(both["level"], both["explanation"], strict=True)]  # fmt: skip
    return [
        Paragraph(reached(targets)),
        PrintedTable("全市减排比例与目标", columns, rows, tones=TONES),
        *more,
        *_districts(targets),
    ]


def _kg(value: Any) -> str:
    return "" if pd.isna(value) else f"{value:,.10g}"


def _districts(targets: pd.DataFrame) -> list[Block]:
    """List each district's share of each pollutant at red: its own target is set by people."""
    own = targets[(targets["district"] != CITY) & (targets["pollutant"] != BOTH)]
    own = own[own["base_kg"] > 0]
    if own.empty:
        return []
    names = [name for name in TARGETS if name in set(own["pollutant"])]
    columns = (
        Column("区市", width=1.2), Column("级别", "center", 0.8),
        *(Column(name, "right", 1.4) for name in names),
    )  # fmt: skip
    texts = own["share"].map(percent_text)
    wide = own.assign(text=texts).pivot(
        index=["district", "level"], columns="pollutant", values="text"
    )
    order = own.drop_duplicates(["district", "level"])[["district", "level"]]
    wide = wide.reindex(pd.MultiIndex.from_frame(order))[names]
    rows = tuple(
        (*key, *("" if pd.isna(text) else text for text in line))
        for key, line in zip(wide.index, wide.to_numpy(dtype=object).tolist(), strict=True)
    )
    return [
        PrintedTable(
            "各区市减排比例（基数是清单里的基准排放量；区市的目标由人分解）", columns, rows
        )
    ]


def _industries(industries: pd.DataFrame) -> list[Block]:
    if industries.empty:
        return [Paragraph("减排清单里没有要核对最低减排比例的行业。")]
    short = industries[industries["verdict"] == Verdict.NOT_MET]
    keys = ["district", "source", "source_kind"]
    units, less = (len(rows.drop_duplicates(keys)) for rows in (industries, short))
    if short.empty:
        return [Paragraph(f"有最低减排比例的单位 {units:,} 个，各级都达到。")]
    order = short["missing_kg"].sort_values(ascending=False, kind="stable").index
    shown = short.loc[order].head(MOST_UNITS)
    left = len(short) - len(shown)
    told = f"有最低减排比例的单位 {units:,} 个，{less:,} 个没有达到，按还需减排量从多到少列出"
    told += f"前 {len(shown):,} 行，其余见“行业核对”。" if left else "。"
    columns = (
        Column("区市", width=1.1), Column("单位", width=2.2), Column("行业", width=1.6),
        Column("污染物", width=1.5), Column("级别", "center", 0.8), Column("比例", "right", 1.0),
        Column("下限", "right", 0.8), Column("还需减排（kg/d）", "right", 1.3),
    )  # fmt: skip
    names = ("district", "source", "industry", "pollutant", "level")
    rows = tuple(
        (*words, percent_text(share), percent_text(least), _kg(missing))
        for *words, share, least, missing in zip(
            *(shown[n] for n in (*names, "share", "least", "missing_kg")), strict=True
        )
    )
    return [
        Paragraph(told + "红色按企业应急响应操作方案，橙色的下限仍然有效。"),
        PrintedTable("没有达到行业最低减排比例的", columns, rows),
    ]


def _exempt(exempt: pd.DataFrame) -> list[Block]:
    keys = ["district", "source", "industry"]
    units = exempt.groupby(keys, sort=False)["pollutant"].agg("、".join).reset_index()
    columns = (
        Column("区市", width=1.1), Column("单位", width=2.6), Column("行业", width=1.6),
        Column("污染物", width=3.0),
    )  # fmt: skip
    rows = tuple(zip(*(units[n] for n in (*keys, "pollutant")), strict=True))
    return [
        Paragraph(f"豁免的单位 {len(units):,} 个，减排量不计，须审核把关并向社会公开。"),
        PrintedTable("豁免的单位", columns, rows),
    ]


def _cleaning(plan: pd.DataFrame) -> list[Block]:
    shown, left = plan.head(MOST_PLACES), len(plan) - MOST_PLACES
    columns = (
        Column("区市", width=1.1), Column("名称", width=2.4), Column("类别", width=2.6),
        Column("正常频次", "right", 1.0), Column("增加次数", "right", 1.0),
        Column("当日频次", "right", 1.0), Column("说明", width=2.4),
    )  # fmt: skip
    names = ("district", "place", "cleaning_kind", "normal_runs", "extra_runs", "runs")
    rows = tuple(
        (*map(str, words), said)
        for *words, said in zip(*(shown[n] for n in (*names, "explanation")), strict=True)
    )
    more = f"以下列出前 {len(shown):,} 处，其余见“保洁安排”。" if left > 0 else ""
    return [
        Paragraph(_cleaned(plan) + more),
        PrintedTable("每天的保洁次数（次/天）", columns, rows),
    ]
