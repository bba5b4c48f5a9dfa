"""What is said of an application, a prize and its later fate: figures, dates, comparisons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_never

import numpy as np
import pandas as pd

from qdcalc.award.accidents import NAMED, since
from qdcalc.award.answers import ASKED, is_asked
from qdcalc.award.inputs import APPLICATIONS
from qdcalc.award.operating import years_after
from qdcalc.award.scale import VAT_COLUMNS, sectors
from qdcalc.award.words import (
    AccidentScope,
    Answer,
    Fate,
    Ground,
    OtherScale,
    Prize,
    Sector,
    State,
    Vat,
    Verdict,
)
from qdcalc.exact import money
from qdcalc.exact.dtypes import Texts
from qdcalc.notice.policy import shown

if TYPE_CHECKING:
    from qdcalc.award.facts import Assessed, AwardFacts

_JOINED = "；"


def _texts(values: Any) -> Texts:
    """Return texts as an array of objects: they are put together column by column."""
    found: Texts = np.asarray(values, dtype=object)
    return found


def day_texts(days: pd.Series[Any]) -> Texts:
    """Write days: 2018-11-03; a missing one is an empty text."""
    written = days.dt.strftime("%Y-%m-%d").astype(object)
    return _texts(written.where(days.notna(), ""))


def money_texts(fen: pd.Series[Any]) -> Texts:
    """Write amounts in 元: 1,000,000.00 元; a missing one is 空白."""
    distinct = {one: f"{money.text(int(one))} 元" for one in fen.dropna().unique().tolist()}
    return _texts(fen.map(distinct).astype(object).where(fen.notna(), "空白"))


def share_texts(part: pd.Series[Any], whole: pd.Series[Any]) -> Texts:
    """Write shares with two decimals, halves up: 3.00%; without a whole there is none."""
    known = (part.notna() & whole.notna() & (whole.fillna(0) > 0)).to_numpy(dtype=bool)
    above, below = (
        side.fillna(0).to_numpy(dtype=np.int64).astype(object) for side in (part, whole)
    )
    below = np.where(known, below, 1)
    hundredths = (20_000 * above + below) // (2 * below)
    said = [f"{n // 100}.{n % 100:02d}%" for n in hundredths.tolist()]
    return np.where(known, np.array([*said, ""], dtype=object)[:-1], "算不出").astype(object)


def explanations(found: Assessed, known: AwardFacts) -> Texts:
    """Say of each application what its verdict rests on (三、八、九、十四、二十七)."""
    rows = found.applications
    said = np.full(len(rows), "", dtype=object)
    for text in (
        _answers(rows), _operating(rows, known), _scale(rows, known),
        _accidents(found, known), _ban(rows), _to_hand_in(found),
    ):  # fmt: skip
        said = np.where((said != "") & (text != ""), said + _JOINED + text, said + text)
    return np.where(rows["is_within"], said, _outside(rows, known)).astype(object)


def _outside(rows: pd.DataFrame, known: AwardFacts) -> Texts:
    first, last = known.figures.valid_days
    told = f" 不在办法的有效期 {first} 至 {last}"
    texts: Texts = "申报日期 " + day_texts(rows["applied"]) + told
    return texts


def _answers(rows: pd.DataFrame) -> Texts:
    """Name the answers that fail a condition: 质量管理体系为否、突出投诉为是."""
    said = np.full(len(rows), "", dtype=object)
    for condition, (_, columns) in ASKED.items():
        asked = is_asked(rows, condition)
        for name, wanted in columns.items():
            other = Answer.NO if wanted is Answer.YES else Answer.YES
            fails = asked & (rows[name] == other).to_numpy(dtype=bool)
            told = f"{APPLICATIONS.column(name).label}为{other}"
            said = np.where(fails, np.where(said == "", told, said + f"、{told}"), said)
    return said.astype(object)


def _operating(rows: pd.DataFrame, known: AwardFacts) -> Texts:
    years = known.figures.years_operating
    full = day_texts(years_after(rows["registered"], years))
    is_met = (rows["operating_state"] == State.MET).to_numpy(dtype=bool)
    side = np.where(is_met, "不晚于", "晚于").astype(object)
    told = f" 满 {years} 年，"
    texts: Texts = "登记 " + day_texts(rows["registered"]) + "，" + full + told
    return _texts(texts + side + f"基准日 {known.base_day}")


def _scale(rows: pd.DataFrame, known: AwardFacts) -> Texts:
    """Write the figures of the size; nothing of 创新奖, of which none is asked."""
    figures, sector = known.figures.scale, sectors(rows, known.other)
    share = shown(figures.research_share * 100)
    industry = (
        "年销售额 " + money_texts(rows["sales_fen"])
        + f"（标准 {figures.sales_yuan:,} 元）、研发经费 " + money_texts(rows["research_fen"])
        + "，占 " + share_texts(rows["research_fen"], rows["sales_fen"]) + f"（标准 {share}%）"
    )  # fmt: skip
    services = "年营业额 " + money_texts(rows["turnover_fen"])
    services = services + f"（标准 {figures.turnover_yuan:,} 元）"
    match known.other:
        case OtherScale.PEOPLE:
            other = "办法没有规定这类组织的规模数额，需人工确认"
        case OtherScale.SERVICES:
            other = ""
        case unknown:
            assert_never(unknown)
    said = np.select(
        [sector == Sector.INDUSTRY, sector == Sector.CONSTRUCTION, sector == Sector.SERVICES],
        [industry, _construction(rows, known), services],
        other,
    )
    excellent = (rows["prize"] == Prize.EXCELLENCE).to_numpy(dtype=bool)
    return np.where(excellent, said, "").astype(object)


def _construction(rows: pd.DataFrame, known: AwardFacts) -> Texts:
    figures = known.figures.scale
    grade = "总承包资质 " + rows["grade"].astype(object).fillna("空白").to_numpy(dtype=object)
    years = [f"前{n}年 " + money_texts(rows[name]) for n, name in enumerate(VAT_COLUMNS, start=1)]
    said = grade + f"（标准 {'、'.join(figures.grades)}）、增值税" + years[0]
    said = said + "、" + years[1] + "、" + years[2]
    match known.vat:
        case Vat.EACH:
            return _texts(said + f"（标准每年 {figures.vat_yuan:,} 元）")
        case Vat.TOTAL:
            amounts = rows[list(VAT_COLUMNS)]
            total = amounts.sum(axis=1, skipna=False).astype("Int64")
            due = len(VAT_COLUMNS) * figures.vat_yuan
            return _texts(said + "，合计 " + money_texts(total) + f"（标准 {due:,} 元）")
        case unknown:
            assert_never(unknown)


def _accidents(found: Assessed, known: AwardFacts) -> Texts:
    rows = found.applications
    if not known.has_accidents:
        return np.full(len(rows), "没有工作表“事故”", dtype=object)
    years = known.figures.accident_years
    first = (since(known.base, years) + pd.Timedelta(days=1)).date()
    kinds = "重大"
    match known.accident:
        case AccidentScope.NAMED:
            kinds = f"{'、'.join(NAMED)}的{kinds}"
        case AccidentScope.ANY_KIND:
            pass
        case unknown:
            assert_never(unknown)
    count = rows["accident_count"]
    many = np.array([*(f"有 {n} 起" for n in count.tolist()), ""], dtype=object)[:-1]
    which = _texts(np.where(count > 0, many, "没有"))
    return _texts(f"{first} 至 {known.base_day} {kinds}事故" + which)


def _ban(rows: pd.DataFrame) -> Texts:
    told = day_texts(rows["ban_found"]) + " 认定撤销奖项，" + day_texts(rows["ban_until"])
    banned = rows["ban_until"].notna().to_numpy(dtype=bool)
    told = told + " 以前（含当日）不得申报"
    return np.where(banned, told, "").astype(object)


def _to_hand_in(found: Assessed) -> Texts:
    """Name what is blank or open: 「待补：年销售额（空白）、创新条件（待定）」."""
    size, missing = len(found.applications), found.missing
    told = (missing["label"] + "（" + missing["said"] + "）").astype(object)
    joined = told.groupby(missing["position"]).agg("、".join).reindex(np.arange(size))
    return _texts(("待补：" + joined).where(joined.notna(), ""))


def prize_sentences(rows: pd.DataFrame, amounts_fen: pd.Series[int], known: AwardFacts) -> Texts:
    """Say of each chosen application why it is paid what (十九)."""
    paid = f"每个获奖组织 {known.figures.prize_yuan:,} 元"
    return _texts(
        np.select(
            [rows["verdict"] == Verdict.OPEN, amounts_fen.to_numpy() > 0],
            ["还有需人工确认的条件，没有计奖金", paid],
            "同一组织的奖金记在卓越奖",
        )
    )


def fate_sentences(followed: pd.DataFrame) -> Texts:
    """Say of each prize why it is withdrawn or not (二十五、二十七)."""
    is_fraud = (followed["ground"] == Ground.FRAUD).to_numpy(dtype=bool)
    kept = followed["fate"] == Fate.KEPT
    early = followed["occurred"] <= followed["announced"]
    again = is_fraud & (followed["recovered_fen"].fillna(-1) == 0).to_numpy(dtype=bool)
    again &= (followed["prize_fen"] > 0).to_numpy(dtype=bool)
    withdrawn = (followed["fate"] == Fate.WITHDRAWN).to_numpy(dtype=bool)
    ends = day_texts(followed["watch_ends"])
    said = np.select(
        [
            followed["fate"] == Fate.PENDING, kept & early, kept, withdrawn & again,
            withdrawn & is_fraud, withdrawn,
        ],
        [
            "还没有认定，没有计算", "发生在公布当日或以前，不在观察期", "超过观察期 " + ends,
            "弄虚作假，奖金已在前一行追缴", "弄虚作假，追缴奖金",
            "在观察期内，收回奖杯、证书，不追缴奖金",
        ],
        "",
    )  # fmt: skip
    return _texts(said)


def cycle_note(known: AwardFacts) -> tuple[str, str, str, str]:
    """Say how many years it is since the edition before, and how many it should be (四)."""
    cycle, previous = known.figures.cycle_years, known.previous_year
    due = f"每 {cycle} 年评选一次"
    if previous is None:
        return ("评选", "上届评选", due, "没有填上届年度，没有核对")
    years = known.base.year - previous
    told = f"上届 {previous} 年，到评审基准日的 {known.base.year} 年是 {years} 年"
    return ("评选", "上届评选", due, told + ("" if years == cycle else "，与办法不同"))
