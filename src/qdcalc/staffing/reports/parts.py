"""The tables, pictures and numbers of the staffing briefings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qdcalc.document.model import Bars, Block, Paragraph, Picture, PrintedTable
from qdcalc.document.model import TableColumn as Column
from qdcalc.exact import money
from qdcalc.exact.decimals import shifted_text
from qdcalc.staffing.words import ALL_LEVELS, WHOLE_CITY

if TYPE_CHECKING:
    import pandas as pd

_WAN_FEN = 1_000_000


def persons(x100: int) -> str:
    """Write hundredths of a person: ``1,234.5``."""
    whole, part = divmod(int(x100), 100)
    return f"{whole:,}" + (f".{part:02d}".rstrip("0") if part else "")


def ratio_text(above: int, below: int) -> str:
    """Write a share with two decimals, halves up."""
    hundredths = (20_000 * int(above) + int(below)) // (2 * int(below)) if below else 0
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def yuan_text(fen: int) -> str:
    """Write an amount in 元, from 1 万元 on in 万元 beside it: 约 where that is rounded."""
    about = "约 " if fen % 10_000 else ""
    return f"{money.text(fen)} 元" + (
        f"（{about}{money.wan(fen)} 万元）" if fen >= _WAN_FEN else ""
    )


_SHOWN: Mapping[str, tuple[Column, Callable[[Any], str]]] = {
    "rank": (Column("排名", "center", 0.7), str),
    "district": (Column("区市", width=1.6), str),
    "street": (Column("街道", width=1.6), str),
    "platform": (Column("名称", width=2.6), str),
    "level": (Column("级别", width=1.4), str),
    "people_served": (Column("服务对象数", "right", 1.7), lambda n: f"{n:,}"),
    "platforms": (Column("平台数", "right", 0.9), lambda n: f"{n:,}"),
    "met": (Column("达标数", "right", 0.9), lambda n: f"{n:,}"),
    "met_share": (Column("达标率", "right", 1.1), str),
    "required": (Column("应配", "right", 0.9), lambda n: f"{n:,}"),
    "staff_x100": (Column("现有", "right", 1), persons),
    "gap_x100": (Column("缺口", "right", 0.9), persons),
    "surplus_x100": (Column("超配", "right", 0.9), persons),
    "is_met": (Column("达标", "center", 0.9), str),
    "gap_cost_fen": (Column("缺口经费（元）", "right", 1.9), money.text),
}
_SUMMED = ("platforms", "met", "met_share", "required", "staff_x100", "gap_x100")


def _table(
    caption: str,
    frame: pd.DataFrame,
    names: Sequence[str],
    *,
    has_total: bool = False,
    tones: Mapping[str, str] | None = None,
) -> PrintedTable:
    """Return a frame's columns as texts; what is missing is blank, without any the column goes."""
    names = [n for n in names if n != "gap_cost_fen" or frame[n].notna().any()]
    columns = []
    for name in names:
        written = _SHOWN[name][1]
        known = frame[name].notna().tolist()
        values = zip(frame[name].tolist(), known, strict=True)
        columns.append([written(value) if has else "" for value, has in values])
    labels = tuple(_SHOWN[name][0] for name in names)
    rows = tuple(zip(*columns, strict=True))
    return PrintedTable(caption, labels, rows, has_total=has_total, tones=tones or {})


def _shares(frame: pd.DataFrame) -> pd.DataFrame:
    pairs = zip(frame["met"].tolist(), frame["platforms"].tolist(), strict=True)
    return frame.assign(met_share=[ratio_text(met, platforms) for met, platforms in pairs])


def ranking(districts: pd.DataFrame, sums: pd.DataFrame) -> list[Block]:
    """List the districts by rank, the city last; name the best and those without any met."""
    city = sums[(sums["level"] == ALL_LEVELS) & (sums["district"] == WHOLE_CITY)]
    ordered = districts.sort_values("rank", kind="stable")
    positions = [*ordered.index, *city.index]
    names = ("rank", "district", *_SUMMED, "gap_cost_fen")
    table = _table(
        "各区市人员配备情况（按达标率排名，相同的按缺口从小到大；单位：个、人）",
        _shares(sums.loc[positions]), names, has_total=True,
    )  # fmt: skip
    first = ordered[ordered["rank"] == 1]
    share = ratio_text(first["met"].iloc[0], first["platforms"].iloc[0])
    told = f"排名第一的是{'、'.join(first['district'])}，达标率 {share}。"
    none = ordered.loc[ordered["met"] == 0, "district"]
    told += f"没有一个平台达标的区市有 {len(none)} 个：{'、'.join(none)}。" if len(none) else ""
    return [Paragraph(told), table]


def level_table(sums: pd.DataFrame, district: str) -> list[Block]:
    """List a district's levels, or the city's, all of them together last."""
    own = _shares(sums[sums["district"] == district])
    caption = f"{district}各级别人员配备情况（单位：个、人）"
    return [_table(caption, own, ("level", *_SUMMED, "gap_cost_fen"), has_total=True)]


def largest_gaps(platforms: pd.DataFrame, most: int) -> list[Block]:
    """List the platforms with the largest gaps; say how many of the same gap are left out."""
    short = platforms[platforms["gap_x100"] > 0]
    if short.empty:
        return [Paragraph("没有缺人的平台。")]
    ordered = short.sort_values("gap_x100", ascending=False, kind="stable")
    shown, rest = ordered.head(most), ordered.iloc[most:]
    told = f"有缺口的平台 {len(short):,} 个，下表按缺口从大到小"
    told += f"列出前 {len(shown)} 个。" if len(rest) else "全部列出。"
    least = int(shown["gap_x100"].iloc[-1])
    same = int((rest["gap_x100"] == least).sum())
    told += f"另有 {same:,} 个平台的缺口也是 {persons(least)} 人，没有列出。" if same else ""
    names = ["district", "street", "platform", "level", "people_served", "required",
             "staff_x100", "gap_x100"]  # fmt: skip
    names = [name for name in names if name in shown]  # a district's own needs no district
    return [Paragraph(told), _table("缺口较大的平台（单位：人）", shown, names)]


def platform_table(caption: str, platforms: pd.DataFrame) -> PrintedTable:
    """List platforms one by one."""
    names = ("street", "platform", "level", "people_served", "required", "staff_x100",
             "gap_x100", "surplus_x100", "is_met")  # fmt: skip
    return _table(caption, platforms, names, tones={"否": "open"})


def gap_picture(caption: str, frame: pd.DataFrame, name: str) -> Block:
    """Draw the gaps of districts or platforms, the largest first."""
    if not frame["gap_x100"].any():
        return Paragraph("没有缺口，不画图。")
    ordered = frame.sort_values("gap_x100", ascending=False, kind="stable")
    names, gaps = tuple(ordered[name].tolist()), ordered["gap_x100"].tolist()
    alt = "；".join(f"{who} {persons(gap)} 人" for who, gap in zip(names, gaps, strict=True))
    values = tuple(float(text) for text in shifted_text(gaps, 2))
    return Picture(caption, alt, Bars(names, values, "人"))
