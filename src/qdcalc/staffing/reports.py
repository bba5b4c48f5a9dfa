"""The briefing on the staff of the platforms: the city's, and each district's own."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from qdcalc.document.model import (
    Apart,
    Bars,
    Block,
    Document,
    Paragraph,
    Part,
    Picture,
    PrintedTable,
)
from qdcalc.document.model import TableColumn as Column
from qdcalc.document.parts import (
    annex,
    chosen,
    day_text,
    heading,
    numbered,
    remarks,
    texts_of,
    with_status,
)
from qdcalc.exact import money
from qdcalc.exact.decimals import shifted_text
from qdcalc.staffing.inputs import LEVELS
from qdcalc.staffing.outputs import ALL_LEVELS, WHOLE_CITY
from qdcalc.staffing.task_report import overdue, tasks_told

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.notice.policy import Policy
    from qdcalc.notice.reporting import Request
    from qdcalc.result.result import Result

EVERYONE = "各有关单位："
TITLE = "基层服务平台人员配备情况通报"
MOST_PLATFORMS = 20


_NUMERALS = "一二三四五六七八九十"
_WAN_FEN = 1_000_000


@dataclass(frozen=True)
class _Day:
    """The day as of which is reported, None where none was given."""

    date: dt.date | None

    @property
    def words(self) -> str:
        """``截至 2019年6月30日``."""
        return f"截至{day_text(self.date)}" if self.date else "没有填统计日期"

    @property
    def month(self) -> int:
        """The month whose figures are in force, the newest where there is no day."""
        return (self.date.year - 1970) * 12 + self.date.month - 1 if self.date else 10**6


def briefing(result: Result, request: Request) -> Document:
    """Compose the city's briefing (三(二)、二).

    Parameters
    ----------
    result : Result
        Of the staffing assessment.
    request : Request
        The day of issue; the staff is as of 统计日期 of the result.
    """
    day, sums = _day_of(result), result.tables["districts"]
    platforms = result.tables["platform_staff"]
    districts = sums[(sums["level"] == ALL_LEVELS) & (sums["district"] != WHOLE_CITY)]
    sections = (
        ("概述", "总体情况", _overview(result, WHOLE_CITY, day)),
        ("区市排名", "各区市情况", _ranked(districts, sums)),
        ("级别汇总", "各级别情况", _levels(sums, WHOLE_CITY)),
        ("缺口平台", "缺口较大的平台", _largest(platforms, MOST_PLATFORMS)),
        ("目标任务", "目标任务", tasks_told(result, day.words)),
        ("图", "图", [_gap_picture("各区市人员缺口", districts, "district")]),
        ("依据", "依据", _clauses(result, day)),
    )
    document = _document(TITLE, EVERYONE, sections, result, request)
    return replace(
        document,
        subject=with_status("基层服务平台人员配备", _outside(day, request) or day.words),
        summary=(_in_short(sums),),
        to_decide=overdue(result),
    )


def _in_short(sums: pd.DataFrame) -> str:
    row = _line(sums, WHOLE_CITY, ALL_LEVELS)
    return (
        f"{row['platforms']:,} 个平台，达标 {row['met']:,} 个；应配 {row['required']:,} 人，"
        f"现有 {_persons(row['staff_x100'])} 人，各平台共缺 {_persons(row['gap_x100'])} 人。"
    )


def by_district(result: Result, request: Request) -> Mapping[str, Document]:
    """Compose each district's own briefing, by the district's name."""
    names = dict.fromkeys(result.tables["districts"]["district"])
    own = (name for name in names if name != WHOLE_CITY)
    return Apart(own, lambda name: _of_district(result, name, request))


def _of_district(result: Result, name: str, request: Request) -> Document:
    day, sums = _day_of(result), result.tables["districts"]
    platforms = result.tables["platform_staff"]
    own = platforms[platforms["district"] == name]
    short = own[own["gap_x100"] > 0].sort_values("gap_x100", ascending=False, kind="stable")
    sections = (
        ("概述", "总体情况", _overview(result, name, day)),
        ("级别汇总", "各级别情况", _levels(sums, name)),
        ("缺口平台", "有缺口的平台", _largest(own.drop(columns="district"), len(own))),
        ("平台明细", "各平台情况", [_platform_table("各平台人员配备情况（单位：人）", own)]),
        (
            "图", "图",
            [_gap_picture("人员缺口较大的平台", short.head(MOST_PLATFORMS), "platform")],
        ),
        ("依据", "依据", _clauses(result, day)),
    )  # fmt: skip
    area = request.office.area(name)
    return _document(
        f"{area}{TITLE}", f"{request.office.government(name)}：", sections, result, request
    )


def _document(
    title: str,
    addressee: str,
    sections: Sequence[tuple[str, str, Sequence[Block]]],
    result: Result,
    request: Request,
) -> Document:
    day, policy = _day_of(result), result.provenance.policy
    status = _outside(day, request)
    noted = f"，不在{request.quarter_name}之内" if status else ""
    opening = Paragraph(
        f"依据《{policy.title}》（{policy.number}），现将基层人力资源社会保障服务平台"
        f"人员配备情况通报如下（{day.words}{noted}）。"
    )
    parts = [
        Part(name, (*[opening][: name == "概述"], heading(said), *blocks))
        for name, said, blocks in sections
    ]
    failed = int(result.tables["checks"]["verdict"].ne("通过").sum())
    told = f"校验有 {failed} 项不通过，核对以前不要使用。" if failed else ""
    title = with_status(title, status)
    texts = texts_of(title, addressee, day.words, request)
    parts += [remarks(told, chosen(result)), annex(result, request)]
    return Document(title, texts, numbered(parts))


def _outside(day: _Day, request: Request) -> str:
    """Say that the state is of another time than the quarter that is reported of."""
    if request.quarter is None:
        return ""
    if day.date is None:
        return "没有填统计日期，不一定是本季度"
    number = (day.date.year - 1970) * 4 + (day.date.month - 1) // 3
    if number == request.quarter:
        return ""
    return f"{day.words}，不是本季度"


def _day_of(result: Result) -> _Day:
    value = result.provenance.settings.get("report_date")
    return _Day(None if value is None else dt.date.fromisoformat(str(value)[:10]))


def _persons(x100: int) -> str:
    """Write hundredths of a person: ``1,234.5``."""
    whole, part = divmod(int(x100), 100)
    return f"{whole:,}" + (f".{part:02d}".rstrip("0") if part else "")


def _ratio(above: int, below: int) -> str:
    """Write a share with two decimals, halves up."""
    hundredths = (20_000 * int(above) + int(below)) // (2 * int(below)) if below else 0
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def _yuan(fen: int) -> str:
    about = "约 " if fen % 10_000 else ""
    return f"{money.text(fen)} 元" + (
        f"（{about}{money.wan(fen)} 万元）" if fen >= _WAN_FEN else ""
    )


def _line(sums: pd.DataFrame, district: str, level: str) -> dict[str, Any]:
    row = sums[(sums["district"] == district) & (sums["level"] == level)]
    return {} if row.empty else dict(row.iloc[0])


def _overview(result: Result, district: str, day: _Day) -> list[Block]:
    sums, platforms = result.tables["districts"], result.tables["platform_staff"]
    if district != WHOLE_CITY:
        platforms = platforms[platforms["district"] == district]
    row = _line(sums, district, ALL_LEVELS)
    levels = Counter(platforms["level"].tolist())
    kinds = "、".join(f"{level} {levels[level]} 个" for level in LEVELS if levels[level])
    over = platforms[platforms["surplus_x100"] > 0]
    short = platforms[platforms["gap_x100"] > 0]
    where = "全市" if district == WHOLE_CITY else district
    texts = [
        f"{where}纳入统计的服务平台 {row['platforms']:,} 个（{kinds}），达标 {row['met']:,} 个，"
        f"达标率 {_ratio(row['met'], row['platforms'])}。" + _place(sums, district, row),
        f"应配 {row['required']:,} 人，现有 {_persons(row['staff_x100'])} 人；"
        f"{len(short):,} 个平台共缺 {_persons(row['gap_x100'])} 人，{len(over):,} 个平台共超配 "
        f"{_persons(int(over['surplus_x100'].sum()))} 人。缺口是各平台自己的缺口之和，"
        "不与别的平台的超配相抵。",
        *_cost(short),
        _deadline(result.provenance.policy, day),
    ]
    return [Paragraph(text) for text in texts]


def _place(sums: pd.DataFrame, district: str, row: Mapping[str, Any]) -> str:
    if district == WHOLE_CITY:
        return ""
    ranked = sums[(sums["level"] == ALL_LEVELS) & (sums["district"] != WHOLE_CITY)]
    return f"在 {len(ranked)} 个区市里排第 {row['rank']}。"


def _cost(short: pd.DataFrame) -> list[str]:
    """Say what the gaps cost a year, and how many platforms have no standard for it."""
    cost = short["gap_cost_fen"].dropna()
    without = len(short) - len(cost)
    if short.empty or not len(cost):
        return ["没有填经费标准，没有计算缺口经费。"] if len(short) else []
    told = f"按填报的人均年经费，补足缺口每年需要 {_yuan(int(cost.sum()))}。"
    return [told + (f"有 {without:,} 个缺人的平台没有经费标准，没有计入。" if without else "")]


def _deadline(policy: Policy, day: _Day) -> str:
    deadline: dt.date = policy.figure("deadline").at(day.month)
    told = f"通知要求在 {day_text(deadline)}以前配齐"
    if day.date is None:
        return f"{told}；没有填统计日期，没有计算距期限的天数。"
    left = (deadline - day.date).days
    return f"{told}，{day.words}" + (
        f"，距期限还有 {left} 天。" if left >= 0 else f"，已超过期限 {-left} 天。"
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
    "staff_x100": (Column("现有", "right", 1), _persons),
    "gap_x100": (Column("缺口", "right", 0.9), _persons),
    "surplus_x100": (Column("超配", "right", 0.9), _persons),
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
    return frame.assign(met_share=[_ratio(met, platforms) for met, platforms in pairs])


def _ranked(districts: pd.DataFrame, sums: pd.DataFrame) -> list[Block]:
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
    share = _ratio(first["met"].iloc[0], first["platforms"].iloc[0])
    told = f"排名第一的是{'、'.join(first['district'])}，达标率 {share}。"
    none = ordered.loc[ordered["met"] == 0, "district"]
    told += f"没有一个平台达标的区市有 {len(none)} 个：{'、'.join(none)}。" if len(none) else ""
    return [Paragraph(told), table]


def _levels(sums: pd.DataFrame, district: str) -> list[Block]:
    own = _shares(sums[sums["district"] == district])
    caption = f"{district}各级别人员配备情况（单位：个、人）"
    return [_table(caption, own, ("level", *_SUMMED, "gap_cost_fen"), has_total=True)]


def _largest(platforms: pd.DataFrame, most: int) -> list[Block]:
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
    told += f"另有 {same:,} 个平台的缺口也是 {_persons(least)} 人，没有列出。" if same else ""
    names = ["district", "street", "platform", "level", "people_served", "required",
             "staff_x100", "gap_x100"]  # fmt: skip
    names = [name for name in names if name in shown]  # a district's own needs no district
    return [Paragraph(told), _table("缺口较大的平台（单位：人）", shown, names)]


def _platform_table(caption: str, platforms: pd.DataFrame) -> PrintedTable:
    names = ("street", "platform", "level", "people_served", "required", "staff_x100",
             "gap_x100", "surplus_x100", "is_met")  # fmt: skip
    return _table(caption, platforms, names, tones={"否": "open"})


def _gap_picture(caption: str, frame: pd.DataFrame, name: str) -> Block:
    if not frame["gap_x100"].any():
        return Paragraph("没有缺口，不画图。")
    ordered = frame.sort_values("gap_x100", ascending=False, kind="stable")
    names, gaps = tuple(ordered[name].tolist()), ordered["gap_x100"].tolist()
    alt = "；".join(f"{who} {_persons(gap)} 人" for who, gap in zip(names, gaps, strict=True))
    values = tuple(float(text) for text in shifted_text(gaps, 2))
    return Picture(caption, alt, Bars(names, values, "人"))


def _clauses(result: Result, day: _Day) -> list[Block]:
    policy = result.provenance.policy
    ratio = policy.figure("people_per_staff").at(day.month)
    least = policy.figure("minimum_staff").at(day.month)
    told = "；".join(
        f"{level}每 {ratio[level]:,} 名服务对象配 1 人，不少于 {least[level]:,} 人"
        for level in ratio
    )
    every = {part for clause in policy.clauses for part in clause.clause.split("、")}
    clauses = "、".join(sorted(every, key=lambda part: [*map(_NUMERALS.find, part)]))
    return [
        Paragraph(f"《{policy.title}》（{policy.number}）{clauses}。配备标准：{told}。"),
        Paragraph("在编、购买服务、大学生岗位和其他人员合计为现有人员。"),
    ]
