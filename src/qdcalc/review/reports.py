"""The bulletin on the time limits of the drawing review: the overdue list, shares on time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from qdcalc.document.model import Apart, Block, Document, Paragraph, Part, PrintedTable
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
from qdcalc.exact.months import of_date, quarter_of
from qdcalc.exact.texts import listed
from qdcalc.review.charts import bodies, on_time
from qdcalc.review.facts import DUE_SOON
from qdcalc.review.headline import mean_text, share_text
from qdcalc.review.words import WHOLE, OpenLate, State

if TYPE_CHECKING:
    from qdcalc.notice.reporting import Request
    from qdcalc.result.result import Result

TITLE = "施工图审查时限情况通报"
EVERYONE = "各有关单位："
MOST_OVERDUE = 60
_TONES = {str(State.LATE): "bad", str(State.OPEN_LATE): "bad"}
_Written = Callable[[Any], str]


def bulletin(result: Result, request: Request) -> Document:
    """Compose the bulletin (四(三)、四(五)).

    Parameters
    ----------
    result : Result
        Of the drawing review.
    request : Request
        The day of issue; the states are as of 统计日期 of the result.
    """
    sections = (
        ("概述", "总体情况", _overview(_row(result, WHOLE), result)),
        ("逾期清单", "逾期的项目", _overdue(result.tables["overdue"])),
        ("临期清单", "临近期限的项目", _soon(result.tables["due_soon"])),
        ("区市汇总", "各区市情况", _sums(result, "districts", "district", "区市")),
        ("机构汇总", "各审查机构情况", _sums(result, "bodies", "body", "审查机构")),
        ("图", "图", [on_time(result), bodies(result)]),
    )
    document = _document(TITLE, EVERYONE, sections, result, request)
    day = _day_of(result)
    return replace(
        document,
        subject=with_status("施工图审查时限", _outside(day, request) or f"截至{day_text(day)}"),
        summary=(_in_short(result),),
        to_decide=_to_decide(result),
    )


def by_district(result: Result, request: Request) -> Mapping[str, Document]:
    """Compose each district's own bulletin, by the district's name."""
    names = result.tables["districts"]["district"]
    return Apart(names[names != WHOLE], lambda name: _of_district(result, name, request))


def _of_district(result: Result, name: str, request: Request) -> Document:
    row, own = _row(result, name), {}
    for table in ("overdue", "due_soon"):
        frame = result.tables[table]
        own[table] = frame[frame["district"] == name].drop(columns="district")
    place = "" if row["rank"] is pd.NA else f"按按时率在各区市中排第 {row['rank']}。"
    sections = (
        ("概述", "总体情况", [*_overview(row, result), *([Paragraph(place)] if place else [])]),
        ("逾期清单", "逾期的项目", _overdue(own["overdue"])),
        ("临期清单", "临近期限的项目", _soon(own["due_soon"])),
    )
    title = f"{request.office.area(name)}{TITLE}"
    addressee = f"{request.office.government(name)}："
    return _document(title, addressee, sections, result, request)


def _document(
    title: str,
    addressee: str,
    sections: Sequence[tuple[str, str, Sequence[Block]]],
    result: Result,
    request: Request,
) -> Document:
    """Return the document of some sections: with its opening, its basis and the annex."""
    day = _day_of(result)
    title = with_status(title, _outside(day, request))
    every = (*sections, ("依据", "依据", _clauses(result, day)))
    parts = [
        Part(name, (*[_opening(result, day)][: name == "概述"], heading(said), *blocks))
        for name, said, blocks in every
    ]
    failed = int(result.tables["checks"]["verdict"].ne("通过").sum())
    told = f"校验有 {failed} 项不通过，核对以前不要使用。" if failed else ""
    parts += [remarks(told, chosen(result)), annex(result, request)]
    texts = texts_of(title, addressee, f"截至{day_text(day)}", request)
    return Document(title, texts, numbered(parts))


def _outside(day: dt.date, request: Request) -> str:
    """Say that the state is of another time than the quarter that is reported of."""
    if request.quarter is None or quarter_of(of_date(day)) == request.quarter:
        return ""
    return f"截至{day_text(day)}，不是本季度"


def _day_of(result: Result) -> dt.date:
    return dt.date.fromisoformat(str(result.provenance.settings["report_date"])[:10])


def _row(result: Result, name: str) -> Mapping[str, Any]:
    """Return the sums of a district, or of all."""
    sums = result.tables["districts"]
    return dict(sums[sums["district"] == name].iloc[0])


def _opening(result: Result, day: dt.date) -> Paragraph:
    policy = result.provenance.policy
    return Paragraph(
        f"依据《{policy.title}》（{policy.number}），现将施工图联合审查的时限情况通报如下"
        f"（截至{day_text(day)}）。"
    )


def _base(row: Mapping[str, Any], result: Result) -> int:
    """Return what the share on time is taken of."""
    is_with = result.provenance.interpretations["open"] == OpenLate.WITH_OVERDUE
    return int(row["on_time"] + row["late"] + is_with * row["open_late"])


def _in_short(result: Result) -> str:
    row = _row(result, WHOLE)
    base = _base(row, result)
    share = f"按时率 {share_text(int(row['on_time']), base)}" if base else "还没有按时率"
    return (
        f"受理 {row['accepted']:,} 个，按时 {row['on_time']:,} 个、逾期 {row['late']:,} 个，"
        f"在办逾期 {row['open_late']:,} 个；{share}。"
    )


def _overview(row: Mapping[str, Any], result: Result) -> list[Block]:
    issued, base = int(row["on_time"] + row["late"]), _base(row, result)
    out = f"另有 {row['not_applicable']:,} 个不适用时限。" if row["not_applicable"] else ""
    texts = [
        f"受理的项目 {row['accepted']:,} 个（每轮算一个）。已出具合格书 {issued:,} 个，其中按时 "
        f"{row['on_time']:,} 个、逾期 {row['late']:,} 个；没有出具的，在办 {row['open']:,} 个、"
        f"在办逾期 {row['open_late']:,} 个。{out}"
    ]
    if base:
        texts.append(
            f"按时率 {share_text(int(row['on_time']), base)}（{row['on_time']:,} ÷ {base:,}）。"
        )
    if issued:
        texts.append(
            f"已出具的平均用时 {mean_text(row['mean_used_x100'])} 个工作日，"
            f"最长 {row['longest_used']:,} 个工作日。"
        )
    return [Paragraph(text) for text in texts]


def _to_decide(result: Result) -> tuple[str, ...]:
    open_late = result.tables["overdue"]
    names = open_late.loc[open_late["state"] == State.OPEN_LATE, "project"].tolist()
    return (f"在办逾期、还没有出具合格书的：{listed(names)}",) if names else ()


def _date(value: Any) -> str:
    return "" if value != value or value is None else f"{value:%Y-%m-%d}"


def _number(value: Any) -> str:
    return f"{int(value):,}"


_SHOWN: Mapping[str, tuple[Column, _Written]] = {
    "project": (Column("项目名称", width=2.8), str),
    "round": (Column("轮次", "center", 0.7), str),
    "district": (Column("区市", width=1.2), str),
    "body": (Column("审查机构", width=2.0), str),
    "accepted_on": (Column("受理日期", "center", 1.5), _date),
    "deadline": (Column("截止日期", "center", 1.5), _date),
    "issued_on": (Column("合格书日期", "center", 1.5), _date),
    "used": (Column("用时", "right", 0.8), _number),
    "overdue_workdays": (Column("逾期", "right", 0.8), _number),
    "remaining_workdays": (Column("剩余", "right", 0.8), _number),
    "state": (Column("状态", "center", 1.1), str),
    "rank": (Column("排名", "center", 0.8), _number),
    "accepted": (Column("受理", "right", 0.8), _number),
    "not_applicable": (Column("不适用", "right", 0.9), _number),
    "on_time": (Column("按时", "right", 0.8), _number),
    "late": (Column("逾期", "right", 0.8), _number),
    "open": (Column("在办", "right", 0.8), _number),
    "open_late": (Column("在办逾期", "right", 1.1), _number),
    "share": (Column("按时率", "right", 1.0), str),
    "mean_used_x100": (Column("平均用时", "right", 1.1), mean_text),
    "longest_used": (Column("最长用时", "right", 1.1), _number),
}


def _table(
    caption: str, frame: pd.DataFrame, names: Sequence[str], *, has_total: bool = False
) -> PrintedTable:
    """Return a frame's columns as texts; what is missing is blank."""
    columns = []
    for name in names:
        written = _SHOWN[name][1]
        known = frame[name].notna().tolist()
        values = zip(frame[name].tolist(), known, strict=True)
        columns.append([written(value) if has else "" for value, has in values])
    labels = tuple(_SHOWN[name][0] for name in names)
    rows = tuple(zip(*columns, strict=True))
    return PrintedTable(caption, labels, rows, has_total=has_total, tones=_TONES)


def _overdue(overdue: pd.DataFrame) -> list[Block]:
    """List the overdue projects, most days first; say how many are left out."""
    if overdue.empty:
        return [Paragraph("没有逾期的项目。")]
    shown, left = overdue.head(MOST_OVERDUE), len(overdue) - MOST_OVERDUE
    told = f"逾期和在办逾期的项目 {len(overdue):,} 个，按逾期天数从多到少"
    told += f"列出前 {len(shown):,} 个，其余见“逾期清单”。" if left > 0 else "列出。"
    names = ["project", "round", "district", "body", "accepted_on", "deadline", "issued_on",
             "used", "overdue_workdays", "state"]  # fmt: skip
    names = [name for name in names if name in shown]  # a district's own needs no district
    if (shown["round"] == 1).all():
        names.remove("round")
    return [Paragraph(told), _table("逾期的项目（用时、逾期的单位：工作日）", shown, names)]


def _soon(soon: pd.DataFrame) -> list[Block]:
    if soon.empty:
        return [Paragraph(f"在办的项目里没有剩余不超过 {DUE_SOON} 个工作日的。")]
    names = ["project", "district", "body", "accepted_on", "deadline", "used",
             "remaining_workdays"]  # fmt: skip
    names = [name for name in names if name in soon]
    told = f"在办的项目里剩余不超过 {DUE_SOON} 个工作日的 {len(soon):,} 个（0 是最后一天；"
    told += "截止日期空白的在补正期间，暂停计算）。"
    return [Paragraph(told), _table("临近期限的项目（用时、剩余的单位：工作日）", soon, names)]


def _sums(result: Result, table: str, key: str, who: str) -> list[Block]:
    """List the districts or bodies by rank, all together last."""
    sums = result.tables[table]
    own = sums[sums[key] != WHOLE].sort_values("rank", kind="stable", na_position="last")
    frame = sums.loc[[*own.index, *sums.index[sums[key] == WHOLE]]]
    rows = frame.to_dict("records")
    shares = [share_text(int(row["on_time"]), _base(row, result)) for row in rows]  # type: ignore[arg-type]
    names = ("rank", key, "accepted", "on_time", "late", "open", "open_late", "not_applicable",
             "share", "mean_used_x100", "longest_used")  # fmt: skip
    caption = f"各{who}情况（按按时率排名，相同的按平均用时从短到长；用时单位：工作日）"
    return [_table(caption, frame.assign(share=shares), names, has_total=True)]


def _clauses(result: Result, day: dt.date) -> list[Block]:
    policy, months = result.provenance.policy, [of_date(day)]
    limits = policy.figure("limit_workdays").values_of(months)
    told = "、".join(f"{limit:,} 个工作日" for limit in limits.values())
    clauses = "、".join(policy.clause_words(text) for text in ("三", "四(三)", "四(五)", "五"))
    return [
        Paragraph(f"《{policy.title}》（{policy.number}）{clauses}。审查时限：{told}。"),
        Paragraph("工作日按国务院办公厅各年的放假调休安排计算，采用的日历附在核算结果里。"),
    ]
