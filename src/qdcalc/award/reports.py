"""The documents of the quality prize: the list for decision, and the text of its publicity."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qdcalc.award.charts import unmet, verdicts
from qdcalc.award.headline import unawarded
from qdcalc.award.outputs import FATE_TONES, LABELS, VERDICT_TONES
from qdcalc.award.words import Fate, Prize, State, Verdict
from qdcalc.document.model import (
    NOTE,
    Block,
    Document,
    Paragraph,
    Part,
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
from qdcalc.exact.months import of_date, quarter_of
from qdcalc.exact.texts import listed
from qdcalc.result.headline import records

if TYPE_CHECKING:
    from qdcalc.notice.policy import Policy
    from qdcalc.notice.reporting import Request
    from qdcalc.result.result import Result

TITLE = "青岛市市长质量奖拟奖励名单"
PUBLICITY = "青岛市市长质量奖拟奖励名单公示"
ADDRESSEE = "市质量工作领导小组："
_NONE = "—"


def decision(result: Result, request: Request) -> Document:
    """Compose the list that the leading group decides on (七、十六、十七、十九).

    Parameters
    ----------
    result : Result
        Of the quality prize.
    request : Request
        The day of issue.
    """
    base = _base(result)
    status = _outside(base, request)
    sections: Sequence[tuple[str, str, Sequence[Block]]] = (
        ("概述", "总体情况", list(_overview(result, base))),
        ("拟奖励名单", "拟奖励名单", list(_chosen(result))),
        ("决定事项", "请领导小组决定的事项", list(_decisions(result))),
        ("不合格", "不合格的申报", list(_refused(result, Verdict.UNFIT))),
        ("待确认", "需人工确认的申报和待补材料", list(_open(result))),
        ("公示文本", "公示文本", list(_draft(result))),
        ("获奖跟踪", "以前各届获奖组织", list(_followed(result))),
        ("图", "图", _pictures(result)),
        ("依据", "依据", list(_clauses(result))),
    )
    policy = result.provenance.policy
    opening = Paragraph(
        f"依据《{policy.title}》（{policy.number}），现将市长质量奖申报组织资格审查和拟奖励情况"
        f"报告如下（评审基准日 {day_text(base)}）。"
    )
    parts = [
        Part(name, (*[opening][: name == "概述"], heading(said), *blocks))
        for name, said, blocks in sections
    ]
    failed = int(result.tables["checks"]["verdict"].ne("通过").sum())
    told = f"校验有 {failed} 项不通过，核对以前不要使用。" if failed else ""
    title = with_status(TITLE, status)
    texts = texts_of(title, ADDRESSEE, f"评审基准日 {day_text(base)}", request)
    parts += [remarks(told, chosen(result)), annex(result, request)]
    document = Document(title, texts, numbered(parts))
    return replace(
        document,
        subject=with_status("市长质量奖", status),
        summary=(_in_short(result),),
        to_decide=tuple(_to_decide(result)),
    )


def publicity(result: Result, request: Request) -> Document:
    """Compose the text of the publicity: organisations and days, nothing internal (十七)."""
    is_open = _open_ones(result)
    status = "待确认，不能公示" if is_open else ""
    title = with_status(PUBLICITY, status)
    texts = texts_of(title, "", "", request, number="")
    body = Part("公示", tuple(publicity_text(result)))
    told = f"{listed(is_open)}还有需人工确认的条件，确认以前不要公示。" if is_open else ""
    contact = Paragraph(_objections(request))
    parts = (body, Part("意见", (contact,)), remarks(told), annex(result, request))
    return Document(title, texts, numbered(parts))


def publicity_text(result: Result) -> Iterator[Block]:
    """Yield the text of the publicity: why, who, from when to when (十七)."""
    policy, rows = result.provenance.policy, result.tables["prizes"]
    yield Paragraph(
        f"根据《{policy.title}》（{policy.number}）第十七条，现将市长质量奖拟奖励名单向社会公示。"
        f"{_days(result)}"
    )
    for prize in Prize:
        names = rows.loc[rows["prize"] == prize, "organisation"].tolist()
        yield Paragraph(
            f"{prize}（{len(names)} 个）：{'、'.join(names)}。" if names else f"{prize}空缺。"
        )


def _days(result: Result) -> str:
    publicity = result.tables["publicity"]
    if publicity.empty:
        return "公示起止日期另行确定（没有填公示起始日）。"
    (row,) = records(publicity)
    first, last = (day_text(dt.date.fromisoformat(row[name])) for name in ("first", "last"))
    return f"公示期为 {row['workdays']} 个工作日，自{first}起至{last}止。"


def _objections(request: Request) -> str:
    office = request.office
    place = f"（{office.review_place}）" if office.review_place else ""
    return f"公示期内对名单有意见的，请向公示单位反映{place}。"


def _draft(result: Result) -> Iterator[Block]:
    yield Paragraph("名单确定以后向社会公示的文本如下：")
    yield from publicity_text(result)
    publicity = result.tables["publicity"]
    if len(publicity):
        (row,) = records(publicity)
        after = day_text(dt.date.fromisoformat(row["submitted_from"]))
        yield Paragraph(f"公示期满、没有影响名单的意见的，最早{after}报市政府审定。")
        yield Paragraph(f"数到的工作日：{row['counted']}。", NOTE)


def _base(result: Result) -> dt.date:
    return dt.date.fromisoformat(str(result.provenance.settings["base_day"])[:10])


def _outside(base: dt.date, request: Request) -> str:
    """Say that the base day is of another time than the quarter that is reported of."""
    if request.quarter is None or quarter_of(of_date(base)) == request.quarter:
        return ""
    return f"评审基准日 {day_text(base)}，不是本季度"


def _in_short(result: Result) -> str:
    sums = result.tables["quotas"]
    if sums.empty:
        return "没有申报组织。"
    parts = "、".join(f"{r['prize']} {r['chosen']} 个" for r in records(sums))
    total = money.text(int(sums["prize_fen"].sum()))
    return f"申报 {int(sums['applications'].sum())} 个，拟奖励{parts}，奖金合计 {total} 元。"


def _overview(result: Result, base: dt.date) -> Iterator[Block]:
    sums = result.tables["quotas"]
    if sums.empty:
        yield Paragraph("没有填报申报组织，没有做资格审查。")
        return
    columns = (
        Column("奖项", width=1.2),
        *(Column(label, "right") for label in ("申报", "合格", "待确认", "不合格", "不适用")),
        *(Column(label, "right") for label in ("拟奖励", "名额", "空缺")),
        Column("奖金（元）", "right", 1.8),
    )
    names = ("applications", "fit", "open", "unfit", "outside", "chosen", "quota", "vacant")
    rows = [
        (r["prize"], *(f"{int(r[n]):,}" for n in names), money.text(int(r["prize_fen"])))
        for r in records(sums)
    ]
    total = [f"{int(sums[n].sum()):,}" for n in names]
    rows.append(("合计", *total, money.text(int(sums["prize_fen"].sum()))))
    vacant = [r for r in records(sums) if not r["chosen"]]
    told = "".join(f"{r['prize']}没有拟奖励的组织，奖项空缺。" for r in vacant)
    yield Paragraph(
        f"截至评审基准日 {day_text(base)}，{_in_short(result)}每个奖项的名额不超过 "
        f"{int(sums['quota'].iloc[0])} 个。{told}"
    )
    yield PrintedTable("各奖项情况（单位：个）", columns, tuple(rows), has_total=True)


def _chosen(result: Result) -> Iterator[Block]:
    rows = result.tables["prizes"]
    if rows.empty:
        yield Paragraph("没有填拟奖励的组织。")
        return
    keys = ["organisation", "prize"]
    about = result.tables["examined"].set_index(keys)[["sector", "district", "verdict"]]
    lines: list[tuple[str, ...]] = []
    for number, row in enumerate(records(rows), start=1):
        own = about.loc[(row["organisation"], row["prize"])]
        district = own["district"] if isinstance(own["district"], str) else _NONE
        lines.append(
            (str(number), row["organisation"], row["prize"], own["sector"], district,
             own["verdict"], money.text(int(row["prize_fen"])))
        )  # fmt: skip
    total = money.text(int(rows["prize_fen"].sum()))
    lines.append(("", "合计", *[""] * 4, total))
    columns = (
        Column("序号", "center", 0.7), Column("组织名称", width=3), Column("奖项", "center", 1.1),
        Column("类型", "center", 1), Column("所在区市", "center", 1.3),
        Column("资格审查", "center", 1.3), Column("奖金（元）", "right", 1.6),
    )  # fmt: skip
    yield PrintedTable("拟奖励名单", columns, tuple(lines), has_total=True, tones=VERDICT_TONES)
    yield Paragraph("程序不排序、不打分，名单是填报的拟奖励名单；奖金按资格审查的结论计算。", NOTE)


def _open_ones(result: Result) -> list[str]:
    rows, examined = result.tables["prizes"], result.tables["examined"]
    is_open = examined["verdict"] == Verdict.OPEN
    known = set(zip(examined["organisation"][is_open], examined["prize"][is_open], strict=True))
    pairs = zip(rows["organisation"], rows["prize"], strict=True)
    return [f"{name}（{prize}）" for name, prize in pairs if (name, prize) in known]


def _to_decide(result: Result) -> Iterator[str]:
    """Yield what people decide: prizes left vacant, open ones, both prizes, pending grounds."""
    rows, followed = result.tables["prizes"], result.tables["followed"]
    yield from (f"{text}。" for text in unawarded(result.tables["quotas"]))
    if names := _open_ones(result):
        yield f"拟奖励而有需人工确认条件的 {len(names)} 个：{listed(names)}；没有计奖金。"
    both = rows.loc[rows["organisation"].duplicated(), "organisation"].tolist()
    if both:
        yield f"同时拟奖励两个奖项的 {len(both)} 个：{listed(both)}；办法没有说可以还是不可以。"
    pending = followed.loc[followed["fate"] == Fate.PENDING, "organisation"].tolist()
    if pending:
        yield f"待查的撤销事由 {len(pending)} 项：{listed(pending)}。"


def _decisions(result: Result) -> list[Block]:
    told = list(_to_decide(result))
    return [Paragraph(text) for text in told or ["没有需要另行决定的事项。"]]


def _refused(result: Result, verdict: Verdict) -> Iterator[Block]:
    rows = result.tables["examined"]
    few = rows[rows["verdict"] == verdict]
    if few.empty:
        yield Paragraph(f"没有{verdict}的申报。")
        return
    lines = [
        (r["organisation"], r["prize"], r["unmet"] if isinstance(r["unmet"], str) else _NONE,
         _words(r, State.UNMET))
        for r in records(few)
    ]  # fmt: skip
    columns = (
        Column("组织名称", width=2.6), Column("奖项", "center", 1), Column("未满足条款", width=2),
        Column("条件", width=2),
    )  # fmt: skip
    yield PrintedTable(f"{verdict}的申报", columns, tuple(lines))


def _words(row: dict[str, object], state: State) -> str:
    return "、".join(label for name, label in LABELS.items() if row[name] == state)


def _open(result: Result) -> Iterator[Block]:
    rows, missing = result.tables["examined"], result.tables["missing"]
    few = rows[rows["verdict"] == Verdict.OPEN]
    if few.empty and missing.empty:
        yield Paragraph("没有需人工确认的申报，也没有待补的材料。")
        return
    if len(few):
        lines = [(r["organisation"], r["prize"], _words(r, State.OPEN)) for r in records(few)]
        columns = (
            Column("组织名称", width=2.6), Column("奖项", "center", 1),
            Column("待确认的条件", width=4),
        )  # fmt: skip
        yield PrintedTable("需人工确认的申报", columns, tuple(lines))
    if len(missing):
        names = ("organisation", "prize", "clause", "lacking")
        lacking = [tuple(r[n] for n in names) for r in records(missing)]
        wanted = (
            Column("组织名称", width=2.6), Column("奖项", "center", 1), Column("条款", width=1.4),
            Column("缺什么", width=2.6),
        )  # fmt: skip
        yield PrintedTable("待补材料清单", wanted, tuple(lacking))


def _followed(result: Result) -> Iterator[Block]:
    rows = result.tables["followed"]
    told = rows[rows["fate"] != Fate.NONE]
    if rows.empty or told.empty:
        awards = "没有填报以前获奖的组织。" if rows.empty else "以前获奖的组织没有撤销事由。"
        yield Paragraph(awards)
        return
    lines = [
        (r["organisation"], f"第{r['edition']}届", r["prize"], r["ground"], r["fate"],
         _NONE if r["fate"] == Fate.PENDING else money.text(int(r["recovered_fen"])),
         r["banned_until"] if isinstance(r["banned_until"], str) else _NONE)
        for r in records(told)
    ]  # fmt: skip
    columns = (
        Column("组织名称", width=2.4), Column("届次", "center", 1), Column("奖项", "center", 1),
        Column("事由", "center", 1.3), Column("结果", "center", 1),
        Column("追缴奖金（元）", "right", 1.7), Column("禁报至", "center", 1.5),
    )  # fmt: skip
    yield PrintedTable("撤销和追缴", columns, tuple(lines), tones=FATE_TONES)


def _pictures(result: Result) -> list[Block]:
    """Draw what was found of the applications, and which conditions fail most."""
    if result.tables["quotas"].empty:
        return [Paragraph("没有申报组织，不画图。")]
    drawn: list[Block] = [verdicts(result)]
    if (result.tables["examined"]["verdict"] == Verdict.UNFIT).any():
        drawn.append(unmet(result))
    return drawn


def _clauses(result: Result) -> Iterator[Block]:
    policy = result.provenance.policy
    yield Paragraph(
        f"《{policy.title}》（{policy.number}）：条件见第三条、第八条、第九条、第十四条和第二十七条，"
        "名额见第七条，公示见第十七条，奖金见第十九条，撤销和追缴见第二十五条、第二十七条。"
    )
    yield Paragraph(_figures(policy, _base(result)))


def _figures(policy: Policy, base: dt.date) -> str:
    month = policy.month_of(base)
    prize, quota = (policy.figure(name).at(month) for name in ("prize_yuan", "quota"))
    return f"每个奖项名额不超过 {quota} 个，每个获奖组织一次性奖励 {prize:,} 元。"
