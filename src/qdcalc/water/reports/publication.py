"""The publication of a month (clause 五¶1: 按月计算和公示): one or two pages for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from qdcalc.document.model import NOTE, SMALL, Block, Document, Paragraph, Part, PrintedTable
from qdcalc.document.model import TableColumn as Column
from qdcalc.document.parts import annex, chosen, heading, numbered, texts_of
from qdcalc.errors import UsageError
from qdcalc.exact import money
from qdcalc.exact.months import of_text
from qdcalc.water.monthly.headline import counts, month_words
from qdcalc.water.monthly.outputs import VERDICT_TONES
from qdcalc.water.reports.parts import amount_column, money_rows, remedy
from qdcalc.water.words import Transfer

if TYPE_CHECKING:
    from qdcalc.notice.reporting import Request
    from qdcalc.result.result import Result


def publication(result: Result, request: Request) -> Document:
    """Compose the publication of one month, the last of the input unless another is asked for.

    Raises
    ------
    UsageError
        The input has no row of the month.
    """
    month = _month(result, request.month)
    sections, flows, districts = (
        frame[frame["month"] == month]
        for frame in (result.tables[n] for n in ("section_months", "flows", "districts"))
    )
    name = month_words(month)
    title = f"{name}青岛市地表水环境质量生态补偿核算结果公示"
    parts = (
        _overview(result, name, sections, flows),
        _districts(districts, flows, request),
        _sections(sections, request),
        Part("核算方法", (heading("核算方法"), *_method(result, month))),
        remedy(request, "公示结果", SMALL),
        annex(result, request),
    )
    texts = texts_of(title, "", name, request)
    return Document(title, texts, numbered(parts))


def _month(result: Result, wanted: str) -> str:
    months = sorted(set(result.tables["section_months"]["month"]))
    if wanted and wanted not in months:
        raise UsageError(f"监测数据里没有{month_words(wanted)}。有数据的月份：{'、'.join(months)}")
    return str(wanted or months[-1])


def _overview(result: Result, name: str, sections: pd.DataFrame, flows: pd.DataFrame) -> Part:
    policy = result.provenance.policy
    noted = "".join(f"（{said}）" for said in result.headline.reservations)
    said = "、".join(f"{verdict} {n} 个" for verdict, n in counts(sections).items() if n)
    paid = flows[flows["kind"] != Transfer.SELF].groupby("kind")["amount_fen"].sum()
    kinds = "，".join(
        f"{kind} {money.text(int(paid.get(kind, 0)))} 元"
        for kind in (Transfer.PENALTY, Transfer.REWARD)
    )
    total = money.text(int(paid.sum()))
    return Part(
        "概述",
        (
            Paragraph(
                f"按照《{policy.title}》（{policy.number}）第五条第一款，"
                f"现公示{name}核算结果{noted}。",
                SMALL,
            ),
            Paragraph(
                f"本月核算断面 {len(sections)} 个：{said}。"
                f"各方应付补偿金合计 {total} 元，其中{kinds}。",
                SMALL,
            ),
        ),
    )


def _districts(districts: pd.DataFrame, flows: pd.DataFrame, request: Request) -> Part:
    named = districts.assign(district=districts["district"].map(request.office.area))
    table = PrintedTable(
        "各区（市）补偿金收付（单位：元；净额 = 应收 − 应付）",
        (Column("区市", width=1.6), *(amount_column(n) for n in ("应收", "应付", "净额"))),
        money_rows(named, ["district"], ["receivable_fen", "payable_fen", "net_fen"], total="合计"),
        has_total=True,
    )
    blocks: list[Block] = [heading("各区（市）收付"), table]
    own = int(flows.loc[flows["kind"] == Transfer.SELF, "amount_fen"].sum())
    if own:
        said = f"自抵 {money.text(own)} 元：区（市）付给自己的部分，不动用资金，不计入上表。"
        blocks.append(Paragraph(said, NOTE))
    return Part("区市收付", tuple(blocks))


def _sections(sections: pd.DataFrame, request: Request) -> Part:
    columns = [
        sections["section_id"].tolist(),
        sections["river"].tolist(),
        sections["section"].tolist(),
        sections["responsible"].map(request.office.areas).tolist(),
        sections["target_class"].tolist(),
        sections["water_class"].fillna("—").tolist(),
        sections["verdict"].tolist(),
        _exceeded(sections),
    ]
    labels = (
        Column("序号", "center", 0.6), Column("河流", width=1.1), Column("断面", width=1.8),
        Column("责任区市", width=1.8), Column("目标", "center", 0.6),
        Column("类别", "center", 0.6), Column("判定", "center", 0.9),
        Column("超标指标", width=1.9),
    )  # fmt: skip
    rows = tuple(zip(*columns, strict=True))
    table = PrintedTable("", labels, rows, tones=VERDICT_TONES)
    return Part("断面判定", (heading("各断面判定"), table))


def _exceeded(sections: pd.DataFrame) -> list[str]:
    """Say what exceeded: each indicator, the multiple of the leading one, what was left out."""
    told = []
    names = ("exceeded", "dropped", "leading", "multiple")
    known = sections[list(names)].astype(object).where(sections[list(names)].notna(), "")
    for exceeded, dropped, leading, multiple in zip(*(known[n] for n in names), strict=True):
        parts = [
            f"{item}（超 {multiple:.2f} 倍）" if item == leading and multiple != "" else item
            for item in exceeded.split("、")
            if item
        ]
        parts += [f"{item}（上游影响，已剔除）" for item in dropped.split("、") if item]
        told.append("、".join(parts))
    return told


def _method(result: Result, month: str) -> tuple[Block, ...]:
    """Say in three sentences how it is calculated, and what was chosen where it is unclear."""
    number = of_text(month)

    def figure(name: str) -> Any:
        return result.provenance.policy.figure(name).at(number)

    base = "、".join(f"{level} {yuan:,} 元" for level, yuan in figure("annual_base_yuan").items())
    leap, within, beyond = (
        "基准额度" if times == 1 else f"基准额度 {times} 倍"
        for times in map(figure, ("leap_coefficient", "within_coefficient", "beyond_coefficient"))
    )
    limit = f"{figure('multiple_limit'):.15g} 倍"
    told = (
        f"断面的年度基准补偿资金为{base}，每月的基准额度是它的 1/{figure('months_per_year')}"
        "（第五条第二款）。"
        f"全部指标优于目标类别的为跃升，责任区（市）获奖励{leap}；达标未跃升的，不罚不补；"
        f"超标幅度在 {limit}以内的缴纳{within}，超过的缴纳{beyond}（第七条第一款）。"
        "断流无监测数据的当月不罚不补（第七条第四款）；上游来水同一指标也超标的，"
        "剔除其影响后判定（第六条第二款）。"
    )
    return tuple(Paragraph(text, SMALL) for text in (told, chosen(result)) if text)
