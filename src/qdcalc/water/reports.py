"""What the bureau sends: the quarter's notification and the year's settlement (clause 十)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from qdcalc import money
from qdcalc.composing import basis, day_text, heading, numbered, with_status
from qdcalc.document import (
    HEADING,
    Apart,
    Block,
    Document,
    PageBreak,
    Paragraph,
    Part,
    PrintedTable,
)
from qdcalc.document import TableColumn as Column
from qdcalc.errors import UsageError
from qdcalc.water.outputs import VERDICT_TONES
from qdcalc.water.quarters import quarter_text
from qdcalc.water.report_parts import (
    amount_column,
    calendar,
    money_rows,
    net_picture,
    section_names,
)
from qdcalc.water.tables import VERDICTS

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.calculation import Request
    from qdcalc.result import Result

_SIDES = (Column("付款方", width=1.4), Column("收款方", width=1.4))
_EVERYONE = "各有关区（市）人民政府，各有关部门、单位："


class _Quarter:
    """The tables of one quarter, and of the quarters that it is compared with."""

    def __init__(self, result: Result, quarter: int) -> None:
        self.result, self.number, self.name = result, quarter, quarter_text(quarter)
        self.districts = _rows(result, "quarters", quarter=self.name)
        self.sections = _rows(result, "section_quarters", quarter=self.name)
        months = result.tables["section_months"]
        first = quarter * 3
        wanted = [f"{1970 + m // 12}-{m % 12 + 1:02d}" for m in range(first, first + 3)]
        self.section_months = months[months["month"].isin(wanted)]
        self.months = sorted(set(self.section_months["month"]))
        self.flows = result.tables["flows"][result.tables["flows"]["month"].isin(wanted)]

    @property
    def is_empty(self) -> bool:
        """Whether the input has no row of the quarter."""
        return not self.months

    @property
    def missing(self) -> list[str]:
        """The quarter's months without any row."""
        first = self.number * 3
        every = [f"{1970 + m // 12}-{m % 12 + 1:02d}" for m in range(first, first + 3)]
        return [month for month in every if month not in self.months]

    @property
    def status(self) -> str:
        """预结算 where a month has no rows yet."""
        return self.result.provenance.policy.words["provisional"] if self.missing else ""

    def counts(self) -> dict[str, int]:
        """Return how many section-months have each verdict."""
        found = self.section_months["verdict"].value_counts()
        return {verdict: int(found.get(verdict, 0)) for verdict in VERDICTS}

    def paid(self, kind: str) -> int:
        """Return what moved of a kind, in fen."""
        flows = self.flows
        return int(flows.loc[flows["kind"] == kind, "amount_fen"].sum())


def _rows(result: Result, table: str, **chosen: str) -> pd.DataFrame:
    frame = result.tables[table]
    for column, value in chosen.items():
        frame = frame[frame[column] == value]
    return frame


def quarter(result: Result, request: Request) -> Document:
    """Compose the quarter's notification (clause 十¶1).

    Raises
    ------
    UsageError
        The input has no row of the quarter.
    """
    now = _of_request(result, request)
    parts = (
        _overview(now, request),
        _districts(now),
        _sections(now, now.sections),
        _exceeding(now, now.section_months),
        _comparison(now),
        _pictures(now),
        basis(result, _before(now)),
    )
    title = with_status(f"{request.quarter_name}地表水环境质量生态补偿情况的通报", now.status)
    return Document(title, _texts(title, _EVERYONE, request), numbered(parts), now.status)


def quarter_by_district(result: Result, request: Request) -> Mapping[str, Document]:
    """Compose each district's own notification: its sections, its payments, its account."""
    now = _of_request(result, request)
    city = result.provenance.policy.words["city"]
    names = [name for name in now.districts["district"] if name != city]
    return Apart(names, lambda name: _of_district(now, request, name))


def _of_request(result: Result, request: Request) -> _Quarter:
    assert request.quarter is not None
    now = _Quarter(result, request.quarter)
    if now.is_empty:
        known = "、".join(dict.fromkeys(result.tables["quarters"]["quarter"]))
        raise UsageError(f"监测数据里没有{request.quarter_name}的月份。有数据的季度：{known}")
    return now


def _texts(title: str, addressee: str, request: Request) -> dict[str, str]:
    period = request.quarter_name if request.quarter is not None else ""
    return {
        "标题": title.replace(period, f"{period}\n", 1) if period else title,
        "文号": "",
        "主送": addressee,
        "期间": period,
        "落款": "（单位名称）",
        "日期": day_text(request.day),
    }


def _told_status(now: _Quarter) -> str:
    """Say in the first sentence that the figures are not final, and why."""
    return f"（{now.status}，缺{_month_names(now.missing)}的监测数据）" if now.missing else ""


def _month_names(months: list[str]) -> str:
    return "、".join(f"{int(month[5:])}月" for month in months)


def _overview(now: _Quarter, request: Request) -> Part:
    policy, counts = now.result.provenance.policy, now.counts()
    total = sum(counts.values())
    exceeding = now.sections[now.sections["exceed_months"] > 0]
    said = "、".join(f"{verdict} {count} 个" for verdict, count in counts.items() if count)
    words = policy.words["transfers"]
    penalty, reward = now.paid(words["penalty"]), now.paid(words["reward"])
    first = (
        f"依据《{policy.title}》（{policy.number}）第十条，现将{request.quarter_name}"
        f"（{_month_names(now.months)}）地表水环境质量生态补偿核算结果{_told_status(now)}通报如下。"
    )
    second = (
        f"本季度核算断面 {len(now.sections)} 个，共 {total} 个断面月：{said}。"
        f"有超标月份的断面 {len(exceeding)} 个。"
    )
    third = (
        f"赔付 {money.wan(penalty)} 万元，奖励 {money.wan(reward)} 万元（不含自抵）。"
        + _net_words(now.districts, "net_fen")
    )
    so_far = _net_words(now.districts, "net_so_far_fen")
    start = now.result.provenance.policy.lists["cycle"]["first_month"]
    lacking = "、".join(_lacking_before(now))
    gap = f"（缺 {lacking} 的监测数据）" if lacking else ""
    fourth = f"自 {start} 月起累计{gap}：{so_far}"
    blocks = [Paragraph(first), heading("总体情况")]
    return Part("概述", (*blocks, *(Paragraph(text) for text in (second, third, fourth))))


def _lacking_before(now: _Quarter) -> list[str]:
    """Return the months of the cycle before the quarter that have no row: 累计 lacks them."""
    year, month = map(int, _first_month(now).split("-"))
    every = range(year * 12 + month - 1, 1970 * 12 + now.number * 3)
    known = set(now.result.tables["section_months"]["month"])
    return [text for m in every if (text := f"{m // 12}-{m % 12 + 1:02d}") not in known]


def _net_words(districts: pd.DataFrame, column: str) -> str:
    """Name who receives net and who pays net: 「净收：胶州 47.22 万元；净付：……」."""
    rows = list(zip(districts["district"], districts[column].tolist(), strict=True))
    receiving = [f"{name} {_wan_text(net)}" for name, net in rows if net > 0]
    paying = [f"{name} {_wan_text(-net)}" for name, net in rows if net < 0]
    told = [
        f"净收的有{'、'.join(receiving)}" if receiving else "",
        f"净付的有{'、'.join(paying)}" if paying else "",
    ]
    return "；".join(filter(None, told)) + "。" if receiving or paying else "各方净额都是 0。"


def _wan_text(fen: int) -> str:
    """Write an amount in 万元, a small one in 元."""
    shown = money.wan(fen)
    return f"{money.text(fen)} 元" if shown == "0.00" else f"{shown} 万元"


def _districts(now: _Quarter) -> Part:
    names = ("receivable", "payable", "net")
    columns = [f"{n}_fen" for n in names] + [f"{n}_so_far_fen" for n in names]
    labels = ("应收", "应付", "净额", "累计应收", "累计应付", "累计净额")
    rows = money_rows(now.districts, ["district"], columns, total="合计")
    table = PrintedTable(
        "各区（市）补偿金收付情况（单位：元）",
        (Column("区市", width=1.3), *(amount_column(label) for label in labels)),
        rows,
        has_total=True,
    )
    return Part("区市收付", (heading("各区（市）收付情况"), table))


def _sections(now: _Quarter, sections: pd.DataFrame) -> Part:
    verdicts = now.section_months.pivot(index="section_id", columns="month", values="verdict")
    wanted = verdicts.reindex(sections["section_id"])
    columns = [
        sections["section_id"].tolist(),
        section_names(sections),
        sections["responsible"].tolist(),
    ]
    columns += [wanted[month].tolist() for month in now.months]
    columns += [[money.text(f) for f in sections[c]] for c in ("reward_fen", "penalty_fen")]
    labels = (
        Column("序号", "center", 0.6), Column("断面", width=2.3), Column("责任区市", width=1.4),
        *(Column(f"{int(month[5:])}月", "center", 1) for month in now.months),
        amount_column("奖励"), amount_column("赔付"),
    )  # fmt: skip
    table = PrintedTable(
        "各断面判定和金额（单位：元）",
        labels,
        tuple(zip(*columns, strict=True)),
        tones=VERDICT_TONES,
    )
    return Part("断面判定", (heading("各断面判定情况"), table))


def _exceeding(now: _Quarter, months: pd.DataFrame) -> Part:
    """List every section-month that exceeds: its indicators, the leading one and its multiple."""
    rows = months[months["verdict"] == VERDICTS[2]]
    title = heading("超标断面")
    if rows.empty:
        return Part("超标断面", (title, Paragraph("本季度没有超标断面。")))
    multiples = [f"{m:.2f}" if m == m else "—" for m in rows["multiple"].tolist()]
    columns = [
        rows["month"].tolist(), section_names(rows), rows["responsible"].tolist(),
        rows["target_class"].tolist(), rows["water_class"].tolist(), rows["exceeded"].tolist(),
        multiples, [money.text(f) for f in rows["amount_fen"].tolist()],
    ]  # fmt: skip
    labels = (
        Column("月份", width=1.2), Column("断面", width=2.1), Column("责任区市", width=1.3),
        Column("目标", "center", 0.6), Column("类别", "center", 0.8), Column("超标指标", width=1.9),
        Column("最大倍数", "right", 0.9), amount_column("赔付"),
    )  # fmt: skip
    caption = "超标断面、指标和最大超标倍数（溶解氧、pH 没有倍数；单位：元）"
    table = PrintedTable(caption, labels, tuple(zip(*columns, strict=True)))
    return Part("超标断面", (title, table))


def _pictures(now: _Quarter) -> Part:
    result = now.result
    months = result.tables["section_months"]
    upto = months[months["month"] <= now.months[-1]]
    cycle_first = _first_month(now)
    return Part(
        "附件·图",
        (
            PageBreak(),
            Paragraph("附件　图", HEADING),
            calendar(upto[upto["month"] >= cycle_first], "考核周期以来各断面逐月判定"),
            net_picture(now.districts, "net_fen", "本季度各区（市）净额"),
        ),
    )


def _first_month(now: _Quarter) -> str:
    """Return the first month of the quarter's cycle."""
    first = int(now.result.provenance.policy.lists["cycle"]["first_month"]) - 1
    start = now.number * 3 - (now.number * 3 - first) % 12
    return f"{1970 + start // 12}-{start % 12 + 1:02d}"


def _comparison(now: _Quarter) -> Part:
    """Compare with the quarter before, and with the same quarter of the cycle before."""
    blocks: list[Block] = [heading("比较")]
    for number, said in ((now.number - 1, "上一季度"), (now.number - 4, "上一周期同季度")):
        earlier = _Quarter(now.result, number)
        if earlier.is_empty:
            blocks.append(Paragraph(f"输入里没有{said}（{earlier.name}）的数据，不作比较。"))
        else:
            blocks.append(Paragraph(_compared(now, earlier, said)))
    return Part("比较", tuple(blocks))


def _compared(now: _Quarter, earlier: _Quarter, said: str) -> str:
    words = now.result.provenance.policy.words["transfers"]
    before, after = earlier.counts(), now.counts()
    changes = [
        f"{verdict}断面月 {before[verdict]} 个→{after[verdict]} 个" for verdict in ("跃升", "超标")
    ]
    for kind in ("penalty", "reward"):
        old, new = earlier.paid(words[kind]), now.paid(words[kind])
        changes.append(f"{words[kind]} {money.wan(old)} 万元→{money.wan(new)} 万元")
    return f"与{said}（{earlier.name}）相比：{'，'.join(changes)}。"


def _before(now: _Quarter) -> str:
    missing = len(now.missing)
    told = "季度数是当月核算数的累加，未计清零、尾差和年度项目，以年度清算为准。"
    return told + (f"本季度有 {missing} 个月没有监测数据，数字是暂算的。" if missing else "")


def _of_district(now: _Quarter, request: Request, name: str) -> Document:
    """Compose one district's notification."""
    own = now.sections[now.sections["responsible"].str.split("、").map(lambda d: name in d)]
    flows = now.flows[(now.flows["payer"] == name) | (now.flows["payee"] == name)]
    account = now.districts[now.districts["district"] == name]
    months = now.section_months[now.section_months["section_id"].isin(own["section_id"])]
    net = int(account["net_fen"].sum())
    so_far = int(account["net_so_far_fen"].sum())
    verb = "净收" if net >= 0 else "净付"
    text = (
        f"现将{request.quarter_name}（{_month_names(now.months)}）{name}地表水环境质量生态补偿"
        f"核算结果{_told_status(now)}通报如下。责任断面 {len(own)} 个，"
        f"超标 {int(own['exceed_months'].sum())} 个断面月，"
        f"跃升 {int(own['leap_months'].sum())} 个断面月。本季度{verb} {money.text(abs(net))} 元"
        f"（大写：{money.capitals(abs(net))}），累计净额 {money.text(so_far)} 元。"
    )
    title = f"{request.quarter_name}{name}地表水环境质量生态补偿情况的通报"
    title = with_status(title, now.status)
    table = PrintedTable(
        "收付明细（单位：元）",
        (Column("月份", width=1.1), Column("断面", width=2.6), *_SIDES,
         Column("类型", "center", 0.9), amount_column("金额")),
        money_rows(flows, ["month", "name", "payer", "payee", "kind"], ["amount_fen"]),
    )  # fmt: skip
    payments: Block = table if len(flows) else Paragraph("本季度没有收付。")
    parts = [
        Part("概述", (Paragraph(text),)),
        _districts(_only(now, account)),
        _sections(now, own),
        _exceeding(now, months),
        Part("收付明细", (heading("收付明细"), payments)),
        basis(now.result, _before(now)),
    ]
    texts = _texts(title, f"{name}人民政府（管委）：", request)
    return Document(title, texts, numbered(parts), now.status)


def _only(now: _Quarter, account: pd.DataFrame) -> _Quarter:
    """Return the quarter with one district's line."""
    import copy

    shown: Any = copy.copy(now)
    shown.districts = account
    quarter_of: _Quarter = shown
    return quarter_of
