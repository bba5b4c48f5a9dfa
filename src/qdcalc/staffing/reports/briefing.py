"""The briefing on the staff of the platforms: the city's, and each district's own."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qdcalc.document.model import (
    Apart,
    Block,
    Document,
    Paragraph,
    Part,
)
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
from qdcalc.exact.months import of_date, quarter_of
from qdcalc.record import record
from qdcalc.staffing.reports.parts import (
    gap_picture,
    largest_gaps,
    level_table,
    persons,
    platform_table,
    ranking,
    ratio_text,
    yuan_text,
)
from qdcalc.staffing.reports.targets import overdue, tasks_told
from qdcalc.staffing.words import ALL_LEVELS, WHOLE_CITY, Level

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.notice.policy import Policy
    from qdcalc.notice.reporting import Request
    from qdcalc.result.result import Result

EVERYONE = "各有关单位："
TITLE = "基层服务平台人员配备情况通报"
MOST_PLATFORMS = 20


_NUMERALS = "一二三四五六七八九十"


@record
class _Day:
    """The day as of which is reported, None where none was given."""

    date: dt.date | None

    @property
    def words(self) -> str:
        """``截至 2019年6月30日``."""
        return f"截至{day_text(self.date)}" if self.date else "没有填统计日期"


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
        ("区市排名", "各区市情况", ranking(districts, sums)),
        ("级别汇总", "各级别情况", level_table(sums, WHOLE_CITY)),
        ("缺口平台", "缺口较大的平台", largest_gaps(platforms, MOST_PLATFORMS)),
        ("目标任务", "目标任务", tasks_told(result, day.words)),
        ("图", "图", [gap_picture("各区市人员缺口", districts, "district")]),
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
        f"现有 {persons(row['staff_x100'])} 人，各平台共缺 {persons(row['gap_x100'])} 人。"
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
        ("级别汇总", "各级别情况", level_table(sums, name)),
        ("缺口平台", "有缺口的平台", largest_gaps(own.drop(columns="district"), len(own))),
        ("平台明细", "各平台情况", [platform_table("各平台人员配备情况（单位：人）", own)]),
        (
            "图", "图",
            [gap_picture("人员缺口较大的平台", short.head(MOST_PLATFORMS), "platform")],
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
    if quarter_of(of_date(day.date)) == request.quarter:
        return ""
    return f"{day.words}，不是本季度"


def _day_of(result: Result) -> _Day:
    value = result.provenance.settings.get("report_date")
    return _Day(None if value is None else dt.date.fromisoformat(str(value)[:10]))


def _line(sums: pd.DataFrame, district: str, level: str) -> dict[str, Any]:
    row = sums[(sums["district"] == district) & (sums["level"] == level)]
    return {} if row.empty else dict(row.iloc[0])


def _overview(result: Result, district: str, day: _Day) -> list[Block]:
    sums, platforms = result.tables["districts"], result.tables["platform_staff"]
    if district != WHOLE_CITY:
        platforms = platforms[platforms["district"] == district]
    row = _line(sums, district, ALL_LEVELS)
    levels = Counter(platforms["level"].tolist())
    kinds = "、".join(f"{level} {levels[level]} 个" for level in Level if levels[level])
    over = platforms[platforms["surplus_x100"] > 0]
    short = platforms[platforms["gap_x100"] > 0]
    where = "全市" if district == WHOLE_CITY else district
    texts = [
        f"{where}纳入统计的服务平台 {row['platforms']:,} 个（{kinds}），达标 {row['met']:,} 个，"
        f"达标率 {ratio_text(row['met'], row['platforms'])}。" + _place(sums, district, row),
        f"应配 {row['required']:,} 人，现有 {persons(row['staff_x100'])} 人；"
        f"{len(short):,} 个平台共缺 {persons(row['gap_x100'])} 人，{len(over):,} 个平台共超配 "
        f"{persons(int(over['surplus_x100'].sum()))} 人。缺口是各平台自己的缺口之和，"
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
    told = f"按填报的人均年经费，补足缺口每年需要 {yuan_text(int(cost.sum()))}。"
    return [told + (f"有 {without:,} 个缺人的平台没有经费标准，没有计入。" if without else "")]


def _deadline(policy: Policy, day: _Day) -> str:
    deadline: dt.date = policy.figure("deadline").at(policy.month_of(day.date))
    told = f"通知要求在 {day_text(deadline)}以前配齐"
    if day.date is None:
        return f"{told}；没有填统计日期，没有计算距期限的天数。"
    left = (deadline - day.date).days
    return f"{told}，{day.words}" + (
        f"，距期限还有 {left} 天。" if left >= 0 else f"，已超过期限 {-left} 天。"
    )


def _clauses(result: Result, day: _Day) -> list[Block]:
    policy = result.provenance.policy
    ratio = policy.figure("people_per_staff").at(policy.month_of(day.date))
    least = policy.figure("minimum_staff").at(policy.month_of(day.date))
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
