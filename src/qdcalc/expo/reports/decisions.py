"""The report of a quarter's or a year's exhibition subsidies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from qdcalc.document.model import (
    Block,
    Document,
    PairedBars,
    Paragraph,
    Part,
    Picture,
    PrintedTable,
)
from qdcalc.document.model import TableColumn as Column
from qdcalc.document.parts import annex, chosen, heading, numbered, remarks, texts_of
from qdcalc.exact import money
from qdcalc.exact.months import month, quarter, quarter_of, year_of_quarter
from qdcalc.exact.patterns import Lazy
from qdcalc.expo.outputs import FINDINGS, YEAR_TOTALS
from qdcalc.expo.words import Item, Verdict
from qdcalc.record import record

if TYPE_CHECKING:
    from qdcalc.notice.policy import Policy
    from qdcalc.notice.reporting import Request
    from qdcalc.result.result import Result

_MOST_REASONS = 8
_REASON_ENDS = Lazy("[：；（，]")
_MOST_TOLD = 5
# 「（b.xlsx 展会!O5）」, 「（专业场馆不是“是”）」
_INSIDE = "(?:[^（）]|（[^（）]*）)*"  # of brackets, with at most a pair inside
_CELLS = Lazy(f"（{_INSIDE}(?:!|不是“是”){_INSIDE}）")
_WAN_FEN = 1_000_000
_TONES = {
    text: tone
    for column in (*FINDINGS.columns, *YEAR_TOTALS.columns)
    for text, tone in column.tones.items()
}
_SHOWN = {
    "year": Column("年度", "center", 0.9),
    "applicant": Column("申请单位", width=2.2),
    "subject": Column("对象", width=2.2),
    "item": Column("项目", width=1.9),
    "amount_fen": Column("核定金额", "right", 1.9),
    "open_fen": Column("待确认金额", "right", 1.7),
    "sure_fen": Column("核准金额", "right", 1.9),
    "budget_fen": Column("预算金额", "right", 1.9),
    "left_fen": Column("结余", "right", 1.9),
    "verdict": Column("结论", "center", 1.9),
    "state": Column("预算情况", "center", 1.4),
    "reason": Column("原因", width=3.4),
    "remark": Column("说明", width=3.4),
    "to_decide": Column("需要确认的事项", width=2.8),
}
_WHOSE = ("year", "applicant", "subject", "item")
Case = dict[str, Any]  # a row of 核定结果: its columns, and the quarter that it belongs to


@record
class Period:
    """What is reported of: the findings of a quarter, or all of them, in the result's order."""

    result: Result
    name: str
    quarter: int | None
    every: list[Case]

    @property
    def policy(self) -> Policy:
        """The notice's policy."""
        return self.result.provenance.policy

    @property
    def cases(self) -> list[Case]:
        """The findings of the period."""
        return [case for case in self.every if self.quarter in (None, case["quarter"])]


def decisions(result: Result, request: Request) -> Document:
    """Compose the report of what was decided: who, what, how much, why not (一 to 四).

    Without a quarter in the request, all years of the result.
    """
    period = period_of(result, request)
    sections = [
        ("概述", "总体情况", _overview(period)),
        ("核定表", "核定结果", _decided(period.cases)),
        ("待确认", "需人工确认的申请", _open(period.cases)),
        ("不予补助", "不予补助的申请", _refused(period.cases)),
        ("项目汇总", "项目汇总", _items(period)),
        ("年度预算", "年度预算执行", _budgets(period)),
        ("依据", "依据", _clauses(period)),
    ]
    # a part without anything keeps its name, for templates
    parts = [
        Part(name, (heading(said), *blocks) if blocks else ()) for name, said, blocks in sections
    ]
    cited = f"依据《{period.policy.title}》（{period.policy.number}），"
    noted = "".join(f"（{said}）" for said in result.headline.reservations)
    opening = Paragraph(f"{cited}现将{period.name}会展补助核定情况{noted}报告如下。")
    parts[0] = replace(parts[0], blocks=(opening, *parts[0].blocks))
    title = f"关于{period.name}会展补助核定情况的报告"
    texts = texts_of(title, "各有关单位：", period.name, request)
    parts += [remarks(*_remarks(period), chosen(result)), annex(result, request)]
    told = tuple(_results(period.cases)) if period.cases else ("本期没有会展补助申请。",)
    return Document(
        title,
        texts,
        numbered(parts),
        subject="会展补助",
        summary=told[:1],
        to_decide=tuple(_to_decide(period.cases)),
    )


def period_of(result: Result, request: Request) -> Period:
    """Return the findings with the period that is asked for."""
    frame = result.tables["findings"]
    every = cast("list[Case]", frame.astype(object).where(frame.notna(), "").to_dict("records"))
    for row in every:
        row |= {"applicant": row["applicant"] or "（未填申请单位）", "quarter": _quarter(row)}
    if request.quarter is not None:
        return Period(result, request.quarter_name, request.quarter, every)
    years = sorted({case["year"] for case in every})
    name = "—".join(dict.fromkeys(str(year) for year in (years[0], years[-1])))
    return Period(result, f"{name}年度", None, every)


def _quarter(row: Case) -> int:
    """Return the quarter since 1970 of the project's day, the year's fourth without a day."""
    day = str(row.get("day", ""))
    year, number = (int(day[:4]), int(day[5:7])) if day else (row["year"], 12)
    return quarter_of(month(year, number))


def of_verdict(cases: Iterable[Case], verdict: str) -> list[Case]:
    """Return the cases of a verdict."""
    return [case for case in cases if case["verdict"] == verdict]


def sum_of(cases: Iterable[Case]) -> int:
    """Return the sum of the cases' amounts [fen]."""
    return sum(case["amount_fen"] for case in cases)


def _yuan(fen: int) -> str:
    """Write an amount in 元, from 1 万元 on in 万元 beside it: 约 where that is rounded."""
    about = "约 " if fen % 10_000 else ""
    wan = f"（{about}{money.wan(fen)} 万元）" if abs(fen) >= _WAN_FEN else ""
    return f"{money.text(fen)} 元{wan}"


def _overview(period: Period) -> list[Block]:
    told = _results(period.cases) if period.cases else ["本期没有申请。"]
    return [Paragraph(text) for text in (*told, *_year_only(period))]


def _results(cases: Sequence[Case]) -> list[str]:
    """Say what came of the claims: how many, how much, why not."""
    approved, refused, waiting = (
        of_verdict(cases, v) for v in (Verdict.APPROVED, Verdict.REFUSED, Verdict.OPEN)
    )
    applicants = len({case["applicant"] for case in cases})
    told = [
        f"{applicants} 个单位提出申请 {len(cases)} 项。核准 {len(approved)} 项，核准金额 "
        f"{_yuan(sum_of(approved))}；需人工确认 {len(waiting)} 项；不予补助 {len(refused)} 项。"
    ]
    if waiting:
        said = "没有计入核准金额，确认以前不拨付。"
        told.append(f"需人工确认的 {len(waiting)} 项计算金额 {_yuan(sum_of(waiting))}，{said}")
    if refused:
        counts = _reason_counts(refused)
        told.append(f"不予补助的 {len(refused)} 项，按列在首位的原因分：{counts}。")
    return told


def _to_decide(cases: Iterable[Case]) -> list[str]:
    """Name the claims that people must decide, the first ones where they are many."""
    waiting = of_verdict(cases, Verdict.OPEN)
    told = [
        f"{c['applicant']}“{c['subject']}”{c['item']}"
        f"（计算金额 {money.text(c['amount_fen'])} 元）：{without_cells(c['reason'])}。"
        for c in waiting[:_MOST_TOLD]
    ]
    rest = len(waiting) - len(told)
    return [*told, f"另有 {rest} 项，见“需人工确认的申请”。"] if rest else told


def without_cells(text: str) -> str:
    """Return a reason without the cells and columns of our workbooks: it goes outside."""
    return _CELLS.sub("", text)


def _reason_counts(refused: Iterable[Case]) -> str:
    kinds = Counter(_REASON_ENDS.split(case["reason"])[0] or "没有写明原因" for case in refused)
    ranked = kinds.most_common()
    rest = sum(number for _, number in ranked[_MOST_REASONS:])
    told = [f"{kind} {number} 项" for kind, number in ranked[:_MOST_REASONS]]
    return "，".join([*told, f"其他原因 {rest} 项"] if rest else told)


def _year_only(period: Period) -> list[str]:
    """Say where the claims went of which only the year is known."""
    if period.quarter is None:
        return []
    year = year_of_quarter(period.quarter)
    if not (number := sum(not c.get("day") and c["year"] == year for c in period.every)):
        return []
    if period.quarter == quarter(year, 4):
        return [f"其中 {number} 项只知道年度、没有日期，列入该年度的第四季度。"]
    return [f"另有 {number} 项只知道年度、没有日期，列入 {year} 年第四季度，不在本期。"]


def _remarks(period: Period) -> list[str]:
    told = ["核定金额按通知各条计算；需人工确认的申请在确认以前是暂算的。"]
    if period.quarter is not None:
        told.append("各季度按展会闭幕日、会议举办日或证书日期划分，只知道年度的列入第四季度。")
    failed = period.result.tables["checks"]["verdict"].ne("通过").sum()
    return [*told, f"校验有 {failed} 项不通过，核对以前不要使用。"] if failed else told


def _table(
    caption: str, rows: Sequence[Case], names: Sequence[str], total: Mapping[str, int] | None = None
) -> PrintedTable:
    """Return rows as texts, amounts in 元; the year only where the rows are of several."""
    several = len({row["year"] for row in rows}) > 1
    shown = [name for name in names if name != "year" or several]

    def written(name: str, value: Any) -> str:
        return money.text(value) if name.endswith("_fen") else str(value)

    lines = [tuple(written(name, row[name]) for name in shown) for row in rows]
    if has_total := total is not None and len(rows) > 1:
        assert total is not None
        sums = [written(name, total[name]) if name in total else "" for name in shown]
        lines.append(("合计", *sums[1:]))
    columns = tuple(_SHOWN[name] for name in shown)
    return PrintedTable(caption, columns, tuple(lines), has_total, _TONES)


def _decided(cases: Sequence[Case]) -> list[Block]:
    """List what is approved; what people must decide stands apart."""
    approved = of_verdict(cases, Verdict.APPROVED)
    if not cases:
        return []
    if not approved:
        return [Paragraph("没有核准的申请。")]
    total = {"amount_fen": sum_of(approved)}
    table = _table("核准的申请（单位：元）", approved, (*_WHOSE, "amount_fen"), total)
    noted = [{**c, "remark": without_cells(c["reason"])} for c in approved if c["reason"]]
    explained = _table("核准的申请里有说明的", noted, (*_WHOSE, "remark"))
    return [table, explained] if noted else [table]


def _open(cases: Sequence[Case]) -> list[Block]:
    waiting = of_verdict(cases, Verdict.OPEN)
    told = [
        {**c, "open_fen": c["amount_fen"], "to_decide": without_cells(c["reason"])} for c in waiting
    ]
    if not waiting:
        return [Paragraph("没有需人工确认的申请。")] if cases else []
    said = f"以下 {len(waiting)} 项需要逐项确认，没有计入核准金额，确认后补发结论。"
    total = {"open_fen": sum_of(waiting)}
    names = (*_WHOSE, "open_fen", "to_decide")
    return [Paragraph(said), _table("待确认的申请（单位：元）", told, names, total)]


def _refused(cases: Sequence[Case]) -> list[Block]:
    refused = of_verdict(cases, Verdict.REFUSED)
    if not refused:
        return [Paragraph("没有不予补助的申请。")] if cases else []
    told = [{**c, "reason": without_cells(c["reason"])} for c in refused]
    return [_table("不予补助的申请和原因", told, (*_WHOSE, "reason"))]


def _items(period: Period) -> list[Block]:
    if not (cases := period.cases):
        return []
    groups = [(str(n), own) for n in Item if (own := [c for c in cases if c["item"] == n])]
    rows = tuple(
        (
            name, f"{len(own):,}", f"{len(approved):,}", money.text(sum_of(approved)),
            f"{len(waiting):,}", money.text(sum_of(waiting)), f"{len(refused):,}",
        )
        for name, own in ([*groups, ("合计", list(cases))] if len(groups) > 1 else groups)
        for approved, refused, waiting in [[of_verdict(own, v) for v in Verdict]]
    )  # fmt: skip
    columns = (
        Column("项目", width=1.9), Column("申请数", "right", 0.9), Column("核准数", "right", 0.9),
        Column("核准金额", "right", 1.7), Column("待确认数", "right", 1.1),
        Column("待确认金额", "right", 1.6), Column("不予补助数", "right", 1.3),
    )  # fmt: skip
    return [PrintedTable("项目汇总（单位：元）", columns, rows, has_total=len(groups) > 1)]


def _lines(period: Period) -> list[Case]:
    frame = period.result.tables["years"]
    if period.quarter is not None:
        frame = frame[frame["year"] == year_of_quarter(period.quarter)]
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    several = frame["year"].nunique() > 1
    for row in rows:
        own = [c for c in period.every if (c["year"], c["item"]) == (row["year"], row["item"])]
        for name, verdict in (("sure_fen", Verdict.APPROVED), ("open_fen", Verdict.OPEN)):
            row[name] = sum_of(of_verdict(own, verdict))
        row["name"] = f"{row['year']}年{row['item']}" if several else row["item"]
    return cast("list[Case]", rows)


def _budgets(period: Period) -> list[Block]:
    """Compare each item's whole year with its budget, in a table, words and a picture."""
    lines = _lines(period)
    budgeted = [line for line in lines if line["budget_fen"] is not None]
    if not budgeted:
        return [Paragraph("没有填预算，不作比较。")] if period.cases else []
    sums = ("sure_fen", "open_fen", "budget_fen", "left_fen")
    names = ("year", "item", *sums, "state")
    total = {name: sum(line[name] for line in budgeted) for name in sums}
    caption = "有预算的项目（单位：元；结余 = 预算 − 核准 − 待确认，负数是超支）"
    over = [line for line in budgeted if line["left_fen"] < 0]
    said = "，".join(f"{line['name']} {money.text(-line['left_fen'])} 元" for line in over)
    blocks: list[Block] = [
        Paragraph("预算按年度，下面是全年的金额，待确认的与核准的分开。"),
        _table(caption, budgeted, names, total),
        Paragraph(f"超出预算：{said}。" if over else "没有超出预算的项目。"),
    ]
    without = [line for line in lines if line["budget_fen"] is None and line["amount_fen"]]
    if without:
        said = "、".join(f"{line['name']} {money.text(line['amount_fen'])} 元" for line in without)
        blocks.append(Paragraph(f"没有填预算而有核定金额的：{said}。"))
    return [*blocks, _picture([x for x in lines if x["amount_fen"] or x["budget_fen"]])]


def _picture(lines: Sequence[Case]) -> Picture:
    names, first, second = (
        tuple(line[name] for line in lines) for name in ("name", "amount_fen", "budget_fen")
    )
    spent = [f"{name}核定 {money.wan(fen)} 万元" for name, fen in zip(names, first, strict=True)]
    budgets = ["没有预算" if fen is None else f"预算 {money.wan(fen)} 万元" for fen in second]
    told = "；".join(f"{a}，{b}" for a, b in zip(spent, budgets, strict=True))
    drawing = PairedBars(names, first, second, ("核定金额", "预算"))
    return Picture("全年核定金额与预算", told, drawing)


def _clauses(period: Period) -> list[Block]:
    """Name the clauses that each item was decided by."""
    policy = period.policy
    used: dict[str, dict[str, None]] = {str(name): {} for name in Item}
    for case in period.cases:
        used[case["item"]] |= dict.fromkeys(case["clause"].split("、"))
    told = "；".join(f"{name}：{'、'.join(own)}" for name, own in used.items() if own)
    cited = f"《{policy.title}》（{policy.number}）的下列条款：{told}。"
    return [Paragraph(cited)] if told else []
