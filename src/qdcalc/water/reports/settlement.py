"""The year's settlement as the bureau notifies it: what each district remits or is allotted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from qdcalc.document.model import (
    HEADING,
    Block,
    Course,
    Document,
    Flows,
    PageBreak,
    Paragraph,
    Part,
    Picture,
    PrintedTable,
)
from qdcalc.document.model import TableColumn as Column
from qdcalc.document.parts import annex, chosen, heading, numbered, remarks, texts_of, with_status
from qdcalc.errors import UsageError
from qdcalc.exact import money
from qdcalc.exact.months import month, month_text
from qdcalc.water.inputs.cycles import LENGTH
from qdcalc.water.reports.parts import (
    EVERYONE,
    amount_column,
    calendar,
    money_rows,
    net_picture,
    section_names,
)
from qdcalc.water.words import AnnualTransfer, Answer, YearState
from qdcalc.water.yearly.outputs import STATE_TONES

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.notice.reporting import Request
    from qdcalc.result.result import Result

_ITEMS = ("跃升奖励", "清零", "超标赔付", "年度奖励", "年度追缴", "断流缴纳")
_STRUCK = _ITEMS[1]
_FIELDS = ("reward_fen", "struck_fen", "penalty_fen", "bonus_fen", "charge_fen", "dry_fen")


def settlement(result: Result, request: Request) -> Document:
    """Compose the settlement of the cycle for all districts (clause 十¶2, ¶3)."""
    refuse_several(result)
    title = f"{cycle_of(result)}年度地表水环境质量生态补偿清算情况的通报"
    title = with_status(title, result.status)
    sections = result.tables["section_years"]
    parts = (
        _overview(result, sections),
        _districts(result, result.tables["year_districts"]),
        sections_part(
            sections, {n: f for n, f in zip(_ITEMS, _FIELDS, strict=True) if n != _STRUCK}
        ),
        _footed(result),
        failed_part(sections),
        remarks(*told_provisional(result), chosen(result)),
        _pictures(result),
        annex(result, request),
    )
    texts = texts_of(title, EVERYONE, f"{cycle_of(result)}考核周期", request)
    return Document(title, texts, numbered(parts), result.status)


def refuse_several(result: Result) -> None:
    """Refuse several cycles: each is settled and notified by itself."""
    cycles = list(dict.fromkeys(result.tables["year_districts"]["cycle"]))
    if len(cycles) > 1:
        said = "、".join(cycles)
        raise UsageError(f"清算通报一次写一个周期，结果里有 {said}，请用 --cycle {cycles[0]}")


def cycle_of(result: Result) -> str:
    """Return the cycle of a settlement: 2018-2019."""
    return "、".join(dict.fromkeys(result.tables["year_districts"]["cycle"]))


def told_provisional(result: Result) -> tuple[str, ...]:
    """Say which months are not there, and what that makes of the figures."""
    missing = "、".join(_missing(result))
    what = f"本次是{result.status}：" if result.status else ""
    return (f"{what}周期内缺 {missing} 的监测数据，年度项目是暂算。",) if missing else ()


def _missing(result: Result) -> list[str]:
    """Return the months of the cycle without any row."""
    first = int(result.provenance.policy.lists["cycle"]["first_month"])
    start = month(int(cycle_of(result)[:4]), first)
    known = set(result.tables["section_months"]["month"])
    return [m for m in map(month_text, range(start, start + LENGTH)) if m not in known]


def told_status(result: Result) -> str:
    """Say in the first sentence what is not final, and why."""
    missing = _missing(result)
    if not missing:
        return ""
    said = "、".join(filter(None, (result.status, f"缺 {'、'.join(missing)} 的监测数据")))
    return f"（{said}，年度项目是暂算）"


def _overview(result: Result, sections: pd.DataFrame) -> Part:
    policy = result.provenance.policy
    states = sections["state"].value_counts()
    sums = {name: int(sections[field].sum()) for name, field in zip(_ITEMS, _FIELDS, strict=True)}
    said = "、".join(f"{name} {money.wan(fen)} 万元" for name, fen in sums.items() if fen)
    districts = result.tables["year_districts"]
    up, down = int(districts["remitted_fen"].sum()), int(districts["allotted_fen"].sum())
    net = up - down
    texts = (
        f"依据《{policy.title}》（{policy.number}）第五至七条、第十条，现将{cycle_of(result)}考核周期"
        f"地表水环境质量生态补偿清算结果{told_status(result)}通报如下。",
        f"清算断面 {len(sections)} 个：达到年度水质目标 {int(states.get('是', 0))} 个，"
        f"未达到 {int(states.get('否', 0))} 个，无法评价 {int(states.get('无法评价', 0))} 个。",
        f"全年{said or '没有收付'}。"
        f"各区（市）上解 {money.text(up)} 元，市财政下达 {money.text(down)} 元，"
        f"市财政净{'收' if net >= 0 else '支'} {money.text(abs(net))} 元。",
    )
    first, *rest = (Paragraph(text) for text in texts)
    return Part("概述", (first, heading("总体情况"), *rest))


def _districts(result: Result, districts: pd.DataFrame) -> Part:
    fields = ["receivable_fen", "payable_fen", "net_fen", "remitted_fen", "allotted_fen"]
    labels = ("应收", "应付", "净额", "上解", "下达")
    table = PrintedTable(
        "各区（市）年度收付和上解下达（单位：元）",
        (Column("区市", width=1.3), *(amount_column(label) for label in labels)),
        money_rows(districts, ["district"], fields, total="合计"),
        has_total=True,
    )
    return Part("区市清算", (heading("各区（市）清算结果"), table))


def _footed(result: Result) -> Part:
    """Add the items up to what is paid: what a district pays itself is a line of its own."""
    flows = result.tables["year_flows"]
    sections = result.tables["section_years"]
    # 清零 is struck from the rewards, which are told after it; it is no payment
    items = [(n, int(sections[f].sum())) for n, f in zip(_ITEMS, _FIELDS, strict=True)]
    rows = [(name, money.text(fen)) for name, fen in items if fen and name != _STRUCK]
    own = int(flows.loc[flows["kind"] == AnnualTransfer.SELF, "amount_fen"].sum())
    if own:
        rows.append(("减：自抵（付给自己，不动用资金）", money.text(-own)))
    paid = int(flows.loc[flows["kind"] != AnnualTransfer.SELF, "amount_fen"].sum())
    rows.append(("应付合计", money.text(paid)))
    columns = (Column("项目", width=2), amount_column("金额", 1))
    table = PrintedTable("各项金额与应付合计（单位：元）", columns, tuple(rows), has_total=True)
    return Part("资金合计", (table,) if len(rows) > 1 else ())


def sections_part(sections: pd.DataFrame, items: Mapping[str, str]) -> Part:
    """Tell each section's class and amounts; ``items`` maps a heading to its column."""
    items = {name: field for name, field in items.items() if sections[field].any()}
    columns = [
        sections["section_id"].tolist(), section_names(sections),
        sections["target_class"].tolist(), sections["annual_class"].fillna("—").tolist(),
        sections["state"].tolist(),
    ]  # fmt: skip
    columns += [
        [money.text(f) if f else "—" for f in sections[field].tolist()] for field in items.values()
    ]
    rows = list(zip(*columns, strict=True))
    has_total = len(rows) > 1
    if has_total:
        sums = (money.text(int(sections[field].sum())) for field in items.values())
        rows.append(("合计", "", "", "", "", *sums))
    labels = (
        Column("序号", "center", 0.6), Column("断面", width=1.8), Column("目标", "center", 0.6),
        Column("类别", "center", 0.65), Column("达标", "center", 0.75),
        *(amount_column(item, 1.75) for item in items),
    )  # fmt: skip
    caption = "各断面年度类别和金额（单位：元；跃升奖励是清零以后的）"
    table = PrintedTable(
        caption, labels, tuple(rows), has_total=has_total,
        tones=STATE_TONES,
    )  # fmt: skip
    return Part("断面清算", (heading("各断面清算结果"), table))


def failed_part(sections: pd.DataFrame, note: str = "") -> Part:
    """Say of each section that failed, and of each yearly item, how it came about."""
    yearly = ["struck_fen", "bonus_fen", "charge_fen", "dry_fen"]
    rows = sections[(sections["state"] == YearState.FAILED) | (sections[yearly] > 0).any(axis=1)]
    title = heading("未达标断面和年度项目的由来")
    if rows.empty:
        return Part("年度项目", (title, Paragraph("没有未达标断面，也没有年度项目。")))
    table = PrintedTable(
        f"未达标断面、清零、年度奖励、年度追缴和断流缴纳的由来{note}",
        (Column("断面", width=1.5), Column("责任区市", width=1), Column("由来", width=5.5)),
        tuple(zip(section_names(rows), rows["responsible"], rows["explanation"], strict=True)),
    )
    return Part("年度项目", (title, table))


def _pictures(result: Result) -> Part:
    flows = result.tables["year_flows"]
    moving = flows[flows["kind"] != AnnualTransfer.SELF]
    sums = moving.groupby(["payer", "payee"], sort=False)["amount_fen"].sum().reset_index()
    columns = (sums[name] for name in ("payer", "payee", "amount_fen"))
    bands = tuple((str(a), str(b), int(f)) for a, b, f in zip(*columns, strict=True))
    alt = "；".join(f"{a}付{b} {money.wan(f)} 万元" for a, b, f in bands)
    blocks: list[Block] = [
        PageBreak(),
        Paragraph("附件　图", HEADING),
        calendar(result.tables["section_months"], "各断面逐月判定"),
        net_picture(result.tables["year_districts"], "net_fen", "各区（市）年度净额"),
        Picture("付款方（左）与收款方（右）", alt or "没有收付", Flows(bands)),
    ]
    course = _course(result)
    return Part("附件·图", (*blocks, *([course] if course else [])), is_annex=True)


def _course(result: Result) -> Picture | None:
    """Return the course of the indicator whose mean is farthest above its target's limit."""
    means = result.tables["annual_indicators"]
    worse = means[
        (means["is_worse"] == Answer.YES) & means["limit"].map(lambda v: isinstance(v, float))
    ]
    if worse.empty:
        return None
    ratio = worse["mean"] / worse["limit"].astype(float)
    row = worse.iloc[int(ratio.to_numpy().argmax())]
    shown = result.tables["indicators"].dropna(subset=["water_class"])  # what was judged
    shown = shown[
        (shown["section_id"] == row["section_id"]) & (shown["indicator"] == row["indicator"])
    ]
    months = tuple(dict.fromkeys(result.tables["section_months"]["month"]))
    values = shown.set_index("month")["value"]
    points = tuple(float(values[m]) if m in values.index else None for m in months)
    limit = (("目标限值", float(row["limit"])),)
    caption = f"{row['name']} {row['indicator']}逐月监测值与目标限值（{row['unit']}）"
    alt = f"年均值 {row['mean']:.4g}，目标限值 {row['limit']:.4g}"
    return Picture(caption, alt, Course(months, points, limit, str(row["unit"])))
