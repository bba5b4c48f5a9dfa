"""What the bureau sends: the quarter's notification and the year's settlement (clause 十)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from qdcalc.document.model import HEADING, Block, Document, PageBreak, Paragraph, Part, PrintedTable
from qdcalc.document.model import TableColumn as Column
from qdcalc.document.parts import annex, chosen, heading, numbered, remarks, texts_of, with_status
from qdcalc.errors import UsageError
from qdcalc.exact import money
from qdcalc.exact.months import month_text, months_of_quarter, of_text, quarter_text, span_start
from qdcalc.result.headline import amounts
from qdcalc.water.monthly.headline import TITLE
from qdcalc.water.monthly.outputs import VERDICT_TONES
from qdcalc.water.reports.parts import (
    EVERYONE,
    amount_column,
    calendar,
    money_rows,
    net_picture,
    section_names,
)
from qdcalc.water.words import Standing, Transfer, Verdict

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.notice.reporting import Request
    from qdcalc.result.result import Result


_TO_ONESELF = "付给自己，不动用资金"


class Quarter:
    """The tables of one quarter, and of the quarters that it is compared with."""

    def __init__(self, result: Result, quarter: int) -> None:
        self.result, self.number, self.name = result, quarter, quarter_text(quarter)
        self.districts = _rows(result, "quarters", quarter=self.name)
        self.sections = _rows(result, "section_quarters", quarter=self.name)
        months = result.tables["section_months"]
        wanted = [*map(month_text, months_of_quarter(quarter))]
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
        every = map(month_text, months_of_quarter(self.number))
        return [month for month in every if month not in self.months]

    @property
    def status(self) -> str:
        """预结算 where a month has no rows yet."""
        return Standing.PROVISIONAL.value if self.missing else ""

    def counts(self) -> dict[str, int]:
        """Return how many section-months have each verdict."""
        found = self.section_months["verdict"].value_counts()
        return {verdict.value: int(found.get(verdict, 0)) for verdict in Verdict}

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
    now = of_request(result, request)
    parts = (
        _overview(now, request),
        districts_part(now.districts),
        sections_part(
            now, now.sections, _paid_to_oneself(now), (Transfer.REWARD, Transfer.PENALTY)
        ),
        exceeding_part(now, now.section_months),
        _comparison(now),
        remarks(accrued_from(now), chosen(result)),
        _pictures(now),
        annex(result, request),
    )
    title = with_status(f"{request.quarter_name}地表水环境质量生态补偿情况的通报", now.status)
    texts = texts_of(title, EVERYONE, request.quarter_name, request)
    return Document(
        title,
        texts,
        numbered(parts),
        now.status,
        subject=TITLE,
        summary=_in_short(now),
        to_decide=_open(now),
    )


def of_request(result: Result, request: Request) -> Quarter:
    """Return the quarter that is asked for.

    Raises
    ------
    UsageError
        The input has no row of it.
    """
    assert request.quarter is not None
    now = Quarter(result, request.quarter)
    if now.is_empty:
        known = "、".join(dict.fromkeys(result.tables["quarters"]["quarter"]))
        raise UsageError(f"监测数据里没有{request.quarter_name}的月份。有数据的季度：{known}")
    return now


def told_status(now: Quarter) -> str:
    """Say in the first sentence that the figures are not final, and why."""
    return f"（{now.status}，缺{month_names(now.missing)}的监测数据）" if now.missing else ""


def month_names(months: list[str]) -> str:
    """Write months of one year: 10月、11月."""
    return "、".join(f"{int(month[5:])}月" for month in months)


def _overview(now: Quarter, request: Request) -> Part:
    policy = now.result.provenance.policy
    first = (
        f"依据《{policy.title}》（{policy.number}）第十条，现将{request.quarter_name}"
        f"（{month_names(now.months)}）地表水环境质量生态补偿核算结果{told_status(now)}通报如下。"
    )
    texts = _told(now)
    if _is_cumulated(now.districts):
        so_far = _net_words(now.districts, "net_so_far_fen")
        start = policy.lists["cycle"]["first_month"]
        lacking = "、".join(_lacking_before(now))
        gap = f"（缺 {lacking} 的监测数据）" if lacking else ""
        texts = (*texts, f"自 {start} 月起累计{gap}：{so_far}")
    return Part("概述", (Paragraph(first), heading("总体情况"), *map(Paragraph, texts)))


def _told(now: Quarter) -> tuple[str, ...]:
    """Say how the sections did, what moved, and who receives and who pays."""
    counts = now.counts()
    exceeding = now.sections[now.sections["exceed_months"] > 0]
    said = "、".join(f"{verdict} {count} 个" for verdict, count in counts.items() if count)
    penalty, reward, own = map(now.paid, Transfer)
    apart = f"（另有自抵 {money.wan(own)} 万元，不动用资金）" if own else ""
    return (
        f"本季度核算断面 {len(now.sections)} 个，共 {sum(counts.values())} 个断面月：{said}。"
        f"有超标月份的断面 {len(exceeding)} 个。",
        f"应付合计 {money.text(penalty + reward)} 元，其中赔付 {money.wan(penalty)} 万元、"
        f"奖励 {money.wan(reward)} 万元{apart}。" + _net_words(now.districts, "net_fen"),
    )


def _in_short(now: Quarter) -> tuple[str, ...]:
    """Say the same in two sentences, for a page that tells of several notices."""
    said = "、".join(f"{verdict} {count}" for verdict, count in now.counts().items() if count)
    paid = now.paid(Transfer.PENALTY) + now.paid(Transfer.REWARD)
    nets = dict(zip(now.districts["district"], now.districts["net_fen"].tolist(), strict=True))
    sides = [
        f"{side}：{amounts(own)}"
        for side, own in (
            ("净收", {name: net for name, net in nets.items() if net > 0}),
            ("净付", {name: net for name, net in nets.items() if net < 0}),
        )
        if own
    ]
    noted = f"（{now.status}）" if now.status else ""
    return (
        f"{len(now.sections)} 个断面 {sum(now.counts().values())} 个断面月{noted}：{said}。"
        f"应付合计 {money.text(paid)} 元。" + "；".join(sides) + ("。" if sides else ""),
    )


def _open(now: Quarter) -> tuple[str, ...]:
    """Name what keeps the quarter's figures from being final."""
    told = []
    if now.missing:
        told.append(f"{month_names(now.missing)}没有监测数据，数字是{now.status}。")
    if lacking := now.counts()[Verdict.MISSING]:
        told.append(f"{lacking} 个断面月判为{Verdict.MISSING}，补报监测数据后金额会变。")
    return tuple(told)


def _is_cumulated(districts: pd.DataFrame) -> bool:
    """Whether what has accrued since October differs from the quarter's own."""
    return any(
        (districts[f"{n}_fen"] != districts[f"{n}_so_far_fen"]).any()
        for n in ("receivable", "payable", "net")
    )


def _lacking_before(now: Quarter) -> list[str]:
    """Return the months of the cycle before the quarter that have no row: 累计 lacks them."""
    every = range(of_text(_first_month(now)), months_of_quarter(now.number).start)
    known = set(now.result.tables["section_months"]["month"])
    return [text for text in map(month_text, every) if text not in known]


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


def districts_part(districts: pd.DataFrame, title: str = "各区（市）收付情况") -> Part:
    """Tell what districts receive and pay; since October only where that differs."""
    names = ("receivable", "payable", "net")
    columns, labels = [f"{n}_fen" for n in names], ["应收", "应付", "净额"]
    if _is_cumulated(districts):
        columns += [f"{n}_so_far_fen" for n in names]
        labels += ["累计应收", "累计应付", "累计净额"]
    table = PrintedTable(
        "补偿金收付情况（单位：元；净额 = 应收 − 应付，不含自抵）",
        (Column("区市", width=1.3), *(amount_column(label) for label in labels)),
        money_rows(districts, ["district"], columns, total="合计"),
        has_total=len(districts) > 1,
    )
    return Part("区市收付", (heading(title), table))


def sections_part(
    now: Quarter, sections: pd.DataFrame, own: Mapping[str, int], labels: Sequence[str]
) -> Part:
    """Tell each section's verdicts and amounts; they foot once what is paid to oneself is off."""
    verdicts = now.section_months.pivot(index="section_id", columns="month", values="verdict")
    wanted = verdicts.reindex(sections["section_id"])
    columns = [
        sections["section_id"].tolist(),
        section_names(sections),
        sections["responsible"].tolist(),
    ]
    columns += [wanted[month].tolist() for month in now.months]
    fields = ("reward_fen", "penalty_fen")
    columns += [[money.text(f) for f in sections[c]] for c in fields]
    rows = list(zip(*columns, strict=True))
    if is_footed := len(rows) > 1 or any(own.values()):
        blank = [""] * (1 + len(now.months))
        if any(own.values()):
            rows.append(
                (Transfer.SELF.value, _TO_ONESELF, *blank, *(money.text(-own[c]) for c in fields))
            )
        sums = (money.text(int(sections[c].sum()) - own[c]) for c in fields)
        rows.append(("合计", "", *blank, *sums))
    shown = (
        Column("序号", "center", 0.6), Column("断面", width=2.3), Column("责任区市", width=1.4),
        *(Column(f"{int(month[5:])}月", "center", 1) for month in now.months),
        *map(amount_column, labels),
    )  # fmt: skip
    table = PrintedTable(
        "各断面判定和金额（单位：元）", shown, tuple(rows), has_total=is_footed, tones=VERDICT_TONES
    )
    return Part("断面判定", (heading("各断面判定情况"), table))


def exceeding_part(now: Quarter, months: pd.DataFrame, label: str = Transfer.PENALTY) -> Part:
    """List every section-month that exceeds: its indicators, the leading one and its multiple."""
    rows = months[months["verdict"] == Verdict.EXCEED]
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
        Column("最大倍数", "right", 0.9), amount_column(label),
    )  # fmt: skip
    caption = "超标断面、指标和最大超标倍数（溶解氧、pH 没有倍数；单位：元）"
    table = PrintedTable(caption, labels, tuple(zip(*columns, strict=True)))
    return Part("超标断面", (title, table))


def _pictures(now: Quarter) -> Part:
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
        is_annex=True,
    )


def _first_month(now: Quarter) -> str:
    """Return the first month of the quarter's cycle."""
    first = int(now.result.provenance.policy.lists["cycle"]["first_month"])
    return month_text(span_start(months_of_quarter(now.number).start, first))


def _comparison(now: Quarter) -> Part:
    """Compare with the quarter before, and with the same quarter of the cycle before."""
    blocks: list[Block] = [heading("比较")]
    absent = []
    for number, said in ((now.number - 1, "上一季度"), (now.number - 4, "上一周期同季度")):
        earlier = Quarter(now.result, number)
        if earlier.is_empty:
            absent.append(f"{said}（{earlier.name}）")
        else:
            blocks.append(Paragraph(_compared(now, earlier, said)))
    if absent:
        blocks.append(Paragraph(f"输入里没有{'、'.join(absent)}的数据，不作比较。"))
    return Part("比较", tuple(blocks))


def _compared(now: Quarter, earlier: Quarter, said: str) -> str:
    before, after = earlier.counts(), now.counts()
    changes = [
        f"{verdict}断面月 {before[verdict]} 个→{after[verdict]} 个"
        for verdict in (Verdict.LEAP, Verdict.EXCEED)
    ]
    for kind in (Transfer.PENALTY, Transfer.REWARD):
        old, new = earlier.paid(kind), now.paid(kind)
        changes.append(f"{kind} {money.wan(old)} 万元→{money.wan(new)} 万元")
    return f"与{said}（{earlier.name}）相比：{'，'.join(changes)}。"


def accrued_from(now: Quarter) -> str:
    """Say what the quarter's figures are made of, and what they leave out."""
    missing = len(now.missing)
    told = "季度数是当月核算数的累加，未计清零、尾差和年度项目，以年度清算为准。"
    return told + (f"本季度有 {missing} 个月没有监测数据，数字是暂算的。" if missing else "")


def _paid_to_oneself(now: Quarter) -> dict[str, int]:
    """Return what districts pay to themselves, of rewards and of penalties [fen]."""
    return by_side(now, now.flows[now.flows["kind"] == Transfer.SELF])


def by_side(now: Quarter, flows: pd.DataFrame) -> dict[str, int]:
    """Return the sums of flows of leaping months and of exceeding ones [fen]."""
    keys = ["month", "section_id"]
    known = flows.merge(now.section_months[[*keys, "verdict"]], on=keys, how="left")
    sums = known.groupby("verdict")["amount_fen"].sum()
    sides = (("reward_fen", Verdict.LEAP), ("penalty_fen", Verdict.EXCEED))
    return {field: int(sums.get(verdict, 0)) for field, verdict in sides}
