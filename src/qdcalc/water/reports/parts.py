"""What the documents of water share: amounts, names of sections, the calendar, net positions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qdcalc.document.model import (
    BODY,
    NOTE,
    Block,
    Calendar,
    Paragraph,
    Part,
    Picture,
    PrintedTable,
    SignedBars,
)
from qdcalc.document.model import TableColumn as Column
from qdcalc.document.parts import heading
from qdcalc.exact import money
from qdcalc.water.monthly.outputs import VERDICT_TONES
from qdcalc.water.words import Verdict

EVERYONE = "各有关区（市）人民政府，各有关部门、单位："

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.notice.reporting import Request
    from qdcalc.result.result import Result


def amount_column(label: str, width: float = 1.7) -> Column:
    """Return a column of amounts."""
    return Column(label, "right", width)


def money_rows(
    frame: pd.DataFrame, texts: list[str], amounts: list[str], total: str = ""
) -> tuple[tuple[str, ...], ...]:
    """Return rows of texts and amounts in 元; several with a last row of exact sums."""
    columns = [frame[name].astype(str).tolist() for name in texts]
    columns += [[money.text(fen) for fen in frame[name].tolist()] for name in amounts]
    rows = list(zip(*columns, strict=True))
    if total and len(rows) > 1:
        sums = [money.text(int(frame[name].sum())) for name in amounts]
        rows.append((total, *[""] * (len(texts) - 1), *sums))
    return tuple(rows)


def section_names(frame: pd.DataFrame) -> list[str]:
    """Return each section as people call it."""
    return (frame["river"] + "·" + frame["section"]).tolist()


def calendar(months: pd.DataFrame, caption: str) -> Picture:
    """Return the calendar of sections × months."""
    names = months["section_id"] + " " + months["section"]
    wide = months.assign(name=names).pivot(index="name", columns="month", values="verdict")
    wide = wide.reindex(list(dict.fromkeys(names)))
    drawing = Calendar(
        tuple(wide.index), tuple(wide.columns), tuple(map(tuple, wide.fillna("").to_numpy())),
        VERDICT_TONES,
    )  # fmt: skip
    exceeding = int((months["verdict"] == Verdict.EXCEED).sum())
    alt = f"{len(wide)} 个断面 {len(wide.columns)} 个月的判定，其中超标 {exceeding} 个断面月"
    return Picture(caption, alt, drawing)


def net_picture(districts: pd.DataFrame, column: str, caption: str) -> Picture:
    """Return the districts' net positions as bars."""
    ordered = districts.sort_values(column, kind="stable")
    names, nets = tuple(ordered["district"]), tuple(int(n) for n in ordered[column])
    alt = "；".join(f"{n} {money.wan(a)} 万元" for n, a in zip(names, nets, strict=True))
    return Picture(caption, alt, SignedBars(names, nets, "净收", "净付"))


def remedy(request: Request, what: str, style: str = BODY) -> Part:
    """Say where and until when to object (clause 八)."""
    office = request.office
    until = f"于{office.review_until}前" if office.review_until else "及时"
    place = f"受理：{office.review_place}。" if office.review_place else ""
    told = (
        f"有关区（市）对{what}的责任认定有争议的，请{until}以书面形式向市环保局举证复核报告，"
        "由市环保局组织调查复核确定；断面水质存在上下游地区争议的，由市环保局牵头协调核实认定"
        f"（第八条）。{place}"
    )
    return Part("异议复核", (heading("异议与复核"), Paragraph(told, style)))


def bears(sections: pd.DataFrame, name: str) -> pd.Series[bool]:
    """Return which sections a district answers for."""
    return sections["responsible"].str.split("、").map(lambda names: name in names).astype(bool)


def sum_words(fen: int, received: str, paid: str, neither: str) -> str:
    """Write an amount to receive or to pay with its capitals: 净收 1.00 元（大写：壹元整）."""
    if not fen:
        return f"{neither}"
    verb = received if fen > 0 else paid
    return f"{verb} {money.text(abs(fen))} 元（大写：{money.capitals(abs(fen))}）"


def payments(flows: pd.DataFrame, name: str, own_kind: str, texts: list[str]) -> tuple[Block, ...]:
    """List what a district receives and pays, with sums; what it pays itself is a line apart."""
    moving = flows[flows["kind"] != own_kind]
    is_paid = moving["payer"] == name
    listed = moving.assign(
        other=moving["payee"].where(is_paid, moving["payer"]),
        received=moving["amount_fen"].where(~is_paid, 0),
        paid=moving["amount_fen"].where(is_paid, 0),
    )
    shown = {"month": Column("月份", width=1.1), "name": Column("断面", width=2.6)}
    rows = money_rows(listed, [*texts, "other", "kind"], ["received", "paid"], total="合计")
    table = PrintedTable(
        "收付明细（单位：元）",
        (*(shown[t] for t in texts), Column("对方", width=1.4), Column("类型", "center", 0.9),
         amount_column("应收"), amount_column("应付")),
        tuple((*r[:-2], *("" if cell == "0.00" else cell for cell in r[-2:])) for r in rows),
        has_total=len(moving) > 1,
    )  # fmt: skip
    own = int(flows.loc[flows["kind"] == own_kind, "amount_fen"].sum())
    blocks: list[Block] = [table] if len(moving) else [Paragraph("没有与其他各方的收付。")]
    if own:
        said = f"自抵 {money.text(own)} 元：付给自己的部分，不动用资金，不在上表内。"
        blocks.append(Paragraph(said, NOTE))
    return tuple(blocks)


def touching(result: Result, name: str, months: pd.DataFrame, flows: pd.DataFrame) -> set[str]:
    """Return the interpretations that touch a district: those that its sections left a trace of.

    Parameters
    ----------
    result : Result
    name : str
    months : DataFrame
        The months of the sections that it answers for.
    flows : DataFrame
        What it receives and pays.
    """
    traces = {
        "overlap": bool((flows["payer"] == flows["payee"]).any())
        or bool(months["destination"].fillna("").str.split("、").map(lambda d: name in d).any()),
        "upstream": bool(months["dropped"].notna().any() or (months["coefficient"] < 0).any()),
        "complete": bool(months["not_measured"].notna().any()),
        "samples": False,  # one that is applied refuses the input
        "incident": False,
        "dry": bool((months["verdict"] == Verdict.DRY).any()),
    }
    traces["upstream_links"] = traces["upstream"]
    every = result.provenance.interpretations if len(months) else ()
    return {key for key in every if traces.get(key, True)}
