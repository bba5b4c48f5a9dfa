"""What is said of applications: how amounts come about, why there are none, what is to confirm."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, assert_never

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact import money
from qdcalc.exact.blanks import filled, whole, yes
from qdcalc.exact.dtypes import Bools, Ints, Texts
from qdcalc.exact.money import FEN_PER_YUAN, Fen
from qdcalc.expo.cases import Said
from qdcalc.expo.certificates import Certificates
from qdcalc.expo.editions import HUNDRED, Largest
from qdcalc.expo.figures import Figures
from qdcalc.expo.firms import NO_LIMIT, NewFirms, ceiling_fen, growth_steps, is_cut
from qdcalc.expo.shows import ShowAmounts, Theme, full_steps, lifted_fen
from qdcalc.expo.venues import VenueYears
from qdcalc.expo.words import Uplift, VenueBaseline, VenueTiers

NOT_COMPUTABLE = "缺少计算所需的数据"


def where(condition: Bools, text: Any, otherwise: Any = "") -> Texts:
    """Choose texts by a condition."""
    chosen: Texts = np.where(condition, text, otherwise).astype(object)
    return chosen


def listed(*texts: Texts) -> Texts:
    """Join texts of each row with ；, leaving out the empty ones."""
    joined = texts[0]
    for text in texts[1:]:
        both = (joined != "") & (text != "")
        joined = where(both, joined + "；" + text, joined + text)
    return joined


def fen_text(amounts: npt.ArrayLike) -> Texts:
    """Write amounts in 元, two decimals only where there are fen: ``300,000 元``."""
    distinct, which = np.unique(np.asarray(amounts, dtype=np.int64), return_inverse=True)
    texts = [f"{money.text(a).removesuffix('.00')} 元" for a in distinct.tolist()]
    return np.array(texts, dtype=object)[which]


def yuan_text(amounts: npt.ArrayLike) -> Texts:
    """Write whole 元: ``300,000 元``."""
    return fen_text(np.asarray(amounts, dtype=np.int64) * money.FEN_PER_YUAN)


def area_text(hundredths: npt.ArrayLike) -> Texts:
    """Write areas without needless zeros: ``26,500 m²``, ``19,999.99 m²``."""
    distinct, which = np.unique(np.asarray(hundredths, dtype=np.int64), return_inverse=True)
    texts = []
    for area in distinct.tolist():
        whole_part, part = divmod(area, 100)
        decimals = f".{part:02d}".rstrip("0") if part else ""
        texts.append(f"{whole_part:,}{decimals} m²")
    return np.array(texts, dtype=object)[which]


def count_text(numbers: npt.ArrayLike) -> Texts:
    """Write whole numbers."""
    return np.asarray(numbers, dtype=np.int64).astype(str).astype(object)


def percent_text(rates: npt.ArrayLike) -> Texts:
    """Write rates in per cent: ``50%``."""
    codes, distinct = pd.factorize(np.asarray(rates, dtype=object))
    texts = [f"{(Decimal(str(r)) * 100).normalize():f}%" for r in distinct]
    return np.array(texts, dtype=object)[codes]


# ---------------------------------------------------------------- shows


def of_shows(frame: pd.DataFrame, found: ShowAmounts, theme: Theme, figures: Figures) -> Said:
    """Say what comes of each row of 展会 by its area, its venue and its theme (二(一), 二(二))."""
    trade, reached, known = found.is_trade, found.is_reached, found.largest.is_known
    is_blank = frame["largest_x100"].isna().to_numpy()
    numbered_first = filled(frame["edition"]) == "1"
    is_first = numbered_first & is_blank
    grows = ~trade & reached & known
    threshold = area_text(found.threshold_m2 * HUNDRED)
    unknown = ~trade & reached & ~known & ~is_first
    refusal = listed(
        where(~reached, "展览面积不到 " + threshold),
        where(trade & ~yes(frame["is_professional"]), "不在专业场馆举办（专业场馆不是“是”）"),
        where(~trade & reached & ~known & is_first, "首届消费展没有历史面积，不补助"),
        where(grows & (found.base_fen == 0), "面积没有比历史最大面积增加满一档"),
    )
    guessed = where(
        grows & ~is_first & is_blank, "历史最大面积没有填，按本表往届的面积计算，需确认"
    )
    odd = where(~trade & numbered_first & ~is_blank, "届次是 1 却填了历史最大面积，请核对")
    unlisted = where(theme.text != "", "主题“" + theme.text + "”不在列明的领域之内", "没有写主题")
    lacking = where(theme.lacks_recognition, "市贸促会认定", "专家评审")
    lacks = where(theme.lacks_recognition | theme.lacks_review, "没有" + lacking + "，不上浮")
    start = "展览面积 " + area_text(found.area_x100)
    words = where(trade, _trade_words(found, figures), _consumer_words(found, figures))
    words = where(~trade & ~known, "，没有可比的历史最大面积", words)
    return Said(
        where(reached, start + words, start + "，不到 " + threshold + "：0 元"),
        refusal,
        where(unknown, "历史最大面积没有填"),
        listed(where(theme.is_unlisted, unlisted + "，是否上浮需确认"), guessed),
        listed(lacks, odd),
    )


def _trade_words(found: ShowAmounts, known: Figures) -> Texts:
    area, since = found.area_x100, known["trade_threshold_m2"] * HUNDRED
    more = np.maximum(area - since, 0)
    steps = full_steps(area, since, known["trade_step_m2"])
    step = area_text(known["trade_step_m2"] * HUNDRED)
    added = known["trade_step_yuan"] * steps
    beyond = (
        "；超出 " + area_text(more) + "，满 " + step + " 计 " + count_text(steps) + " 档："
        + yuan_text(added) + "；合计 " + yuan_text(known["trade_first_yuan"] + added)
    )  # fmt: skip
    short = where(more > 0, "；超出 " + area_text(more) + "，不满 " + step + "，不计档")
    text = "，达到 " + area_text(known["trade_threshold_m2"] * HUNDRED) + "："
    text = text + yuan_text(known["trade_first_yuan"]) + where(steps > 0, beyond, short)
    base = (known["trade_first_yuan"] + added) * FEN_PER_YUAN
    told: Texts = text + _raised_words(found, base, known, is_capped=True)
    return told


def _consumer_words(found: ShowAmounts, known: Figures) -> Texts:
    area, largest = found.area_x100, found.largest.area_x100
    steps = full_steps(area, largest, known["consumer_step_m2"])
    text = "，达到 " + area_text(known["consumer_threshold_m2"] * HUNDRED) + "；"
    text = text + _largest_words(found.largest) + area_text(largest)
    more = "；增加 " + area_text(np.maximum(area - largest, 0)) + "，满 "
    more = more + area_text(known["consumer_step_m2"] * HUNDRED) + " 计 " + count_text(steps)
    grown = more + " 档：" + fen_text(found.base_fen)
    text = text + where(area > largest, grown, "；没有增加：0 元")
    is_capped = found.is_consumer_capped
    words: Texts = text + _raised_words(found, found.base_fen, known, is_capped=is_capped)
    return words


def _largest_words(largest: Largest) -> Texts:
    given = where(largest.is_threshold, "首届，以起补面积为基数 ", "历史最大面积 ")
    return where(largest.is_of_sheet, "历史最大面积（本表往届）", given)


def _raised_words(found: ShowAmounts, base: Fen, known: Figures, *, is_capped: bool) -> Texts:
    """Write the cap and the uplift in the order in which they are taken."""
    cap = known["trade_cap_yuan"] * FEN_PER_YUAN
    lifted = found.is_lifted & (base > 0)
    capped = "；每届最高 " + fen_text(cap) + "，按 " + fen_text(cap)
    is_over = (base > cap) & is_capped
    rates, rate = percent_text(known["uplift_rate"]), known["uplift_rate"]
    match found.uplift:
        case Uplift.THEN_CAP:
            raised = lifted_fen(base, rate)
            first, last = is_over & ~lifted, lifted & (raised > cap) & is_capped
        case Uplift.AFTER_CAP:
            raised = lifted_fen(np.minimum(base, cap) if is_capped else base, rate)
            first, last = is_over, np.zeros(len(base), dtype=bool)
        case other:
            assert_never(other)
    raising = where(lifted, "；重点领域上浮 " + rates + "：" + fen_text(raised))
    told: Texts = where(first, capped) + raising + where(last, capped)
    return told


# ---------------------------------------------------------------- venues


def of_venues(found: VenueYears, figures: Figures) -> Said:
    """Say what comes of each row of 展馆 (一(三))."""
    needed, since = _needed_words(figures), found.since
    unlisted = "历史补助里的 " + count_text(found.paid.unlisted) + " 年展馆表没有列出（增量的基数）"
    no_base = where(found.is_later & ~found.before.is_known, "展馆表没有列出上一年（增量的基数）")
    only_baseline = where(
        found.qualifies & (found.year < since),
        f"{since} 年以前，只作基数",
        "没有达到首年条件（" + needed + "），只作基数",
    )
    grew_nothing = where(found.grows & (found.increment_fen == 0), "没有增量")
    again = found.is_first & (found.paid.first < found.year)
    counts = _at_least(figures["venue_mid_m2"]) + "展会 " + count_text(found.shows_30k)
    counts = counts + " 个，其中 " + _at_least(figures["venue_big_m2"]) + " "
    working = counts + count_text(found.shows_100k) + " 个" + np.select(
        [found.is_first, found.grows, found.is_bare, found.is_later, found.qualifies],
        [
            "，达到 " + needed + "，首年：" + yuan_text(figures["venue_first_yuan"]),
            _added_words(found, figures),
            "；以后年度，" + unlisted,
            "；上一年没有列出",
            "",
        ],
        "，没有达到 " + needed,
    )  # fmt: skip
    return Said(
        working,
        refusal=where(~found.is_first & ~found.is_later, only_baseline, grew_nothing),
        missing=where(found.is_bare, unlisted, no_base),
        remark=where(again, "历史补助里已有该展馆的展馆补助，请核对是不是首年"),
    )


def _at_least(area_m2: Ints) -> Texts:
    """Write 「3 万平方米以上」."""
    area_m2 = np.asarray(area_m2, dtype=np.int64)
    in_wan = count_text(area_m2 // 10_000) + " 万平方米以上"
    return where(area_m2 % 10_000 == 0, in_wan, count_text(area_m2) + " 平方米以上")


def _needed_words(figures: Figures) -> Texts:
    """Write what the first year needs."""
    needed: Texts = (
        _at_least(figures["venue_mid_m2"]) + "展会 " + count_text(figures["venue_mid_shows"])
        + " 个或 " + _at_least(figures["venue_big_m2"]) + " "
        + count_text(figures["venue_big_shows"]) + " 个"
    )  # fmt: skip
    return needed


def _added_words(found: VenueYears, figures: Figures) -> Texts:
    """Write 「；上年：小档 2 个、大档 1 个；小档增加 5 个：500,000 元」, the cap where it binds."""
    names = {
        VenueTiers.EXCLUSIVE: ("小档", "大档"),
        VenueTiers.NESTED: ("小档（含大档）", "大档"),
    }[found.tiers]
    told = {VenueBaseline.PREVIOUS: "；上年：", VenueBaseline.PEAK: "；历年最高："}
    against = told[found.baseline] + names[0] + " " + count_text(found.before.mid)
    against = against + " 个、" + names[1] + " " + count_text(found.before.big) + " 个；"
    mid, big = np.maximum(found.more_mid, 0), np.maximum(found.more_big, 0)
    words = against + names[0] + "增加 " + count_text(mid) + " 个："
    words = words + yuan_text(figures["venue_mid_yuan"] * mid) + "，" + names[1] + "增加 "
    words = words + count_text(big) + " 个：" + yuan_text(figures["venue_big_yuan"] * big)
    total = figures["venue_mid_yuan"] * mid + figures["venue_big_yuan"] * big
    cap = figures["venue_cap_yuan"]
    capped = "；每年最高 " + yuan_text(cap) + "，按 " + yuan_text(cap)
    added: Texts = words + where(total > cap, capped, "；合计 " + yuan_text(total))
    return added


# ---------------------------------------------------------------- firms


def not_yes(frame: pd.DataFrame, *columns: tuple[str, str]) -> Texts:
    """Name the conditions that are not 是."""
    return listed(*(where(~yes(frame[name]), f"{label}不是“是”") for name, label in columns))


def new_firm_words(frame: pd.DataFrame, found: NewFirms, figures: Figures) -> Texts:
    """Say how a new firm's amount comes about (一(一)¶1)."""
    contribution, proposed = whole(frame["contribution_fen"]), whole(frame["proposed_fen"])
    room, ceiling = found.room_fen, found.ceiling_fen
    cap = yuan_text(figures["new_firm_cap_yuan"])
    share = ceiling_fen(contribution, NO_LIMIT, figures=figures)
    words = "上年度地方财力贡献 " + fen_text(contribution) + " × "
    words = words + percent_text(figures["new_firm_rate"]) + " = " + fen_text(share)
    words = words + where(is_cut(contribution, figures), "（不足一分舍去）")
    whole_cap = room == figures["new_firm_cap_yuan"] * FEN_PER_YUAN
    left = "累计最高 " + cap + "，还余 " + fen_text(np.maximum(room, 0))
    words = words + where(share > room, "；" + where(whole_cap, "最高 " + cap, left))
    words = words + "；上限 " + fen_text(ceiling)
    more = where(proposed > ceiling, "，高于上限，按上限：", "，不高于上限：")
    given = "；拟补助 " + fen_text(proposed) + more + fen_text(found.amount_fen)
    words = words + where(frame["proposed_fen"].notna().to_numpy(), given)
    has = frame["first_year"].notna() & frame["contribution_fen"].notna()
    return where(has.to_numpy(), words, NOT_COMPUTABLE)


def new_firm_said(frame: pd.DataFrame, figures: Figures) -> Said:
    """Say what speaks against a new firm's claim, whatever its amount (一(一)¶1)."""
    year, first = whole(frame["year"]), whole(frame["first_year"])
    has_first = frame["first_year"].notna().to_numpy()
    within = (year > first) & (year <= first + figures["new_firm_years"])
    window = count_text(first + 1) + " 至 " + count_text(first + figures["new_firm_years"])
    return Said(
        np.full(len(frame), "", dtype=object),
        refusal=listed(
            not_yes(frame, ("is_legal_person", "独立法人"), ("is_new", "新设立")),
            where(has_first & ~within, "年度不在补助的年度之内（" + window + "）"),
        ),
        missing=listed(
            where(~has_first, "首次贡献年度没有填"),
            where(frame["contribution_fen"].isna().to_numpy(), "上年度地方财力贡献没有填"),
        ),
        doubt=where(frame["proposed_fen"].isna().to_numpy(), "没有填拟补助金额，金额是上限"),
    )


def of_known_bodies(frame: pd.DataFrame, amount: Fen, figures: Figures) -> Said:
    """Say what comes of a well-known body's claim (一(一)¶2)."""
    has_revenue = frame["revenue_fen"].notna().to_numpy()
    needed = yuan_text(figures["known_revenue_yuan"])
    reached = "，达到 " + needed + "：" + yuan_text(figures["known_award_yuan"])
    words = "营业收入 " + fen_text(whole(frame["revenue_fen"]))
    words = words + where(amount > 0, reached, "，不到 " + needed)
    company = ("is_legal_person", "独立法人"), ("is_new", "新设立")
    short = where(has_revenue & (amount == 0), "营业收入不到 " + needed)
    return Said(
        where(has_revenue, words, NOT_COMPUTABLE),
        refusal=listed(not_yes(frame, *company, ("is_held_here", "在青办展")), short),
        missing=where(~has_revenue, "营业收入没有填"),
        doubt=where(~yes(frame["is_known"]), "知名认定不是“是”，是否知名机构需确认"),
    )


def of_growing_firms(frame: pd.DataFrame, figures: Figures) -> Said:
    """Say what comes of a growing firm's claim (一(二))."""
    before, now = whole(frame["previous_revenue_fen"]), whole(frame["revenue_fen"])
    has_before, has_now = (
        frame[c].notna().to_numpy() for c in ("previous_revenue_fen", "revenue_fen")
    )
    steps, step = growth_steps(before, now, figures), yuan_text(figures["growth_step_yuan"])
    full, cap = figures["growth_step_award_yuan"] * steps, figures["growth_cap_yuan"]
    more = "，增加 " + fen_text(np.maximum(now - before, 0)) + "，满 " + step + " 计 "
    more = more + count_text(steps) + " 档：" + yuan_text(full)
    words = "营业收入 " + fen_text(now) + "，上年 " + fen_text(before)
    words = words + where(now > before, more, "，没有增加：0 元")
    words = words + where(full > cap, "；每年最高 " + yuan_text(cap) + "，按 " + yuan_text(cap))
    has = has_before & has_now
    return Said(
        where(has, words, NOT_COMPUTABLE),
        refusal=listed(
            not_yes(frame, ("is_in_statistics", "纳统")),
            where(has & (steps == 0), "营业收入没有比上年增加满 " + step),
        ),
        missing=listed(
            where(~has_now, "营业收入没有填"), where(~has_before, "上年度营业收入没有填")
        ),
    )


# ---------------------------------------------------------------- certificates, government


def of_certificates(
    frame: pd.DataFrame, body: Texts, marks: Certificates, figures: Figures, amount: Fen
) -> Said:
    """Say what comes of each row of 认证 (三(一), 三(二))."""
    kind, is_conference = frame["kind"].to_numpy(dtype=object), marks.is_conference
    said = where(body != "", "，由 " + body + " 认证", "，没有写认证机构")
    refused = where(body != "", body + " 不是规定的认可机构", "没有写认可机构")
    given = "国际会议，" + body + " 认可，每次：" + yuan_text(figures["conference_yuan"])
    words = np.select(
        [is_conference & marks.is_recognised, is_conference],
        [given, "国际会议，" + refused],
        kind + "国际认证" + said + "，一次性：" + yuan_text(amount // FEN_PER_YUAN),
    )
    undated = is_conference & frame["held_on"].isna().to_numpy()
    return Said(
        words,
        refusal=listed(
            where(marks.is_show & ~yes(frame["is_fixed"]), "固定举办不是“是”"),
            where(marks.is_show & ~yes(frame["is_local"]), "本市机构不是“是”"),
            where(is_conference & ~marks.is_recognised, "没有 ICCA 等规定机构的认可"),
        ),
        remark=where(undated, "没有填举办日期，按认证日期核对重复"),
        doubt=listed(
            where(~is_conference & (body == ""), "认证机构没有填，是否权威机构需确认"),
            where(marks.is_unsure, "认证机构写的是“" + body + "”，是否已取得需确认"),
        ),
    )


def of_government(frame: pd.DataFrame, is_twice: Bools) -> Said:
    """Say what comes of each row of 政府主导 (四)."""
    is_first, is_passed = yes(frame["is_first"]), yes(frame["is_passed"])
    given, before = whole(frame["amount_fen"]), whole(frame["previous_fen"])
    has_before = frame["previous_fen"].notna().to_numpy()
    more = "核定金额高于上届金额 " + fen_text(before) + "，需确认"
    later = where(is_passed, "；绩效评估通过", "；绩效评估没有通过：0 元")
    later = later + where(has_before, "；上届 " + fen_text(before))
    not_told = where(~is_first & ~has_before, "上届金额没有填，需确认")
    return Said(
        "研究确定 " + fen_text(given) + where(is_first, "；首届", later),
        refusal=listed(
            where(~is_first & ~is_passed, "绩效评估没有通过（绩效评估通过不是“是”）"),
            where(given == 0, "核定金额是 0"),
        ),
        doubt=listed(
            where(~is_first & has_before & (given > before), more, not_told),
            where(is_twice, "同一项目同一年度不止一次，可能重复资助，需确认"),
        ),
    )
