"""Trade shows, consumer shows and the uplift of listed themes (二(一), 二(二), 一(三))."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.arrays import exact, fen, flag, option, plain, texts, unchecked
from qdcalc.exact.decimals import scaled
from qdcalc.exact.money import FEN_PER_YUAN, Fen, product
from qdcalc.exact.money import whole as whole_fen
from qdcalc.exact.texts import NO_NAMES, key, split_list
from qdcalc.expo.cases import (
    Figures,
    Ints,
    Texts,
    area_text,
    case,
    count_text,
    fen_text,
    figures_at,
    filled,
    is_in_force,
    keys,
    listed,
    months_of,
    percent_text,
    where,
    whole,
    yes,
    yuan_text,
)
from qdcalc.expo.editions import HUNDRED, largest_area, of_the_same_day
from qdcalc.expo.inputs import SHOW_KINDS
from qdcalc.expo.notice import area, known_figures, notice_figures
from qdcalc.notice.description import Job
from qdcalc.notice.policy import Policy

Bools = npt.NDArray[np.bool_]
FIGURES = (
    "trade_threshold_m2", "trade_first_yuan", "trade_step_m2", "trade_step_yuan",
    "trade_cap_yuan", "consumer_threshold_m2", "consumer_step_m2", "consumer_step_yuan",
    "uplift_rate",
)  # fmt: skip
UPLIFTS = ("then-cap", "after-cap")
CONSUMER_CAPS = ("none", "per-show")
_QUOTES = str.maketrans("", "", "“”\"'「」《》")


@plain(area_m2=area(), is_uplifted=flag(), uplift=option(*UPLIFTS), figures=known_figures)
def trade_show_subsidy_fen(
    area_m2: npt.ArrayLike,
    *,
    is_uplifted: npt.ArrayLike = False,
    uplift: str = "then-cap",
    figures: Figures | None = None,
) -> Fen:
    """Return the subsidy of trade shows held in a professional venue [fen] (二(一), 二(二)).

    Parameters
    ----------
    area_m2 : float, array or Series of float64
        Exhibition area [m²], at most two decimals; 20,000 m² reaches the threshold.
    is_uplifted : bool or array of bool
        The show has a listed theme, reviewed and recognised: + 20 %.
    uplift : str
        ``then-cap`` | ``after-cap`` (interpretation ``uplift``).
    figures : mapping, optional
        The notice's figures; ours if not given.

    Returns
    -------
    array of int64
        Amounts [fen].

    Raises
    ------
    UsageError
        An area is missing or has more than two decimals.
    """
    lifted = np.asarray(is_uplifted)
    return trade_fen(_hundredths(area_m2), lifted, uplift, notice_figures(figures))


@plain(
    area_m2=area(), largest_m2=area(), is_uplifted=flag(), uplift=option(*UPLIFTS),
    consumer_cap=option(*CONSUMER_CAPS), figures=known_figures,
)  # fmt: skip
def consumer_show_subsidy_fen(
    area_m2: npt.ArrayLike,
    largest_m2: npt.ArrayLike,
    *,
    is_uplifted: npt.ArrayLike = False,
    uplift: str = "then-cap",
    consumer_cap: str = "none",
    figures: Figures | None = None,
) -> Fen:
    """Return the subsidy of consumer shows by what they grew [fen] (二(一), 二(二)).

    Parameters
    ----------
    area_m2, largest_m2 : float, array or Series of float64
        Exhibition area and the largest of all earlier editions [m²], at most two decimals.
    is_uplifted, uplift, figures
        As of :func:`trade_show_subsidy_fen`.
    consumer_cap : str
        ``none`` | ``per-show`` (interpretation ``consumer_cap``): no cap is printed for them.
    """
    known, lifted = notice_figures(figures), np.asarray(is_uplifted)
    base = _consumer(_hundredths(area_m2), _hundredths(largest_m2), known)
    return _raised(base, lifted, uplift, known, is_capped=consumer_cap == "per-show")


@plain(amount_fen=fen(), rate=exact())
def uplifted_fen(amount_fen: Fen, rate: Any) -> Fen:
    """Return amounts raised by the rate, rounded down to the fen (二(二))."""
    ratio = np.frompyfunc(lambda r: 1 + Fraction(str(r)), 1, 1)(np.asarray(rate, dtype=object))
    return whole_fen(np.floor_divide(amount_fen.astype(object) * ratio, 1))


_lifted = unchecked(uplifted_fen)


@plain(applicant=texts(), venue=texts(), operator=texts())
def applicant_is_venue(applicant: Texts, venue: Texts, operator: Texts) -> Bools:
    """Say whether the applicant is the venue or its operator (一(三), last sentence).

    Parameters
    ----------
    applicant, venue, operator : array of str
        Names as they are compared; empty where the cell is blank.
    """
    same: Bools = (applicant != "") & ((applicant == venue) | (applicant == operator))
    return same


def _hundredths(area_m2: npt.ArrayLike) -> Ints:
    hundredths: Ints = scaled(np.asarray(area_m2, dtype=np.float64), 2)
    return hundredths


def trade_fen(area_x100: Ints, is_uplifted: Bools, uplift: str, figures: Figures) -> Fen:
    """Return trade shows' subsidies of areas in hundredths of a square metre (二(一), 二(二))."""
    since = np.asarray(figures["trade_threshold_m2"]) * HUNDRED
    steps = _steps(area_x100, since, figures["trade_step_m2"])
    added = product(product(figures["trade_step_yuan"], FEN_PER_YUAN), steps)
    base = product(figures["trade_first_yuan"], FEN_PER_YUAN) + added
    base = np.where(area_x100 >= figures["trade_threshold_m2"] * HUNDRED, base, 0)
    return _raised(base, is_uplifted, uplift, figures, is_capped=True)


def _raised(
    base: Fen, is_uplifted: Bools, uplift: str, figures: Figures, *, is_capped: bool
) -> Fen:
    """Raise amounts for their theme; the cap of a show's edition binds before or after that."""
    cap = figures["trade_cap_yuan"] * FEN_PER_YUAN
    capped = np.minimum(base, cap) if is_capped else base
    raised = _lifted(capped if uplift == "after-cap" else base, figures["uplift_rate"])
    if is_capped and uplift != "after-cap":
        raised = np.minimum(raised, cap)
    return np.where(is_uplifted, raised, capped).astype(np.int64)


def _consumer(area_x100: Ints, largest_x100: Ints, figures: Figures) -> Fen:
    steps = _steps(area_x100, largest_x100, figures["consumer_step_m2"])
    amount = product(product(figures["consumer_step_yuan"], FEN_PER_YUAN), steps)
    return np.where(area_x100 >= figures["consumer_threshold_m2"] * HUNDRED, amount, 0)


def _steps(area_x100: Ints, since_x100: Ints, step_m2: Any) -> Ints:
    """Count the full steps above a baseline, on whole hundredths of a square metre."""
    steps: Ints = np.maximum(area_x100 - since_x100, 0) // (np.asarray(step_m2) * HUNDRED)
    return steps


def shows(job: Job) -> pd.DataFrame:
    """Return the cases of the sheet 展会."""
    data = job.tables["shows"]
    frame = data.frame.reindex(columns=[c.name for c in data.table.columns])
    months = months_of(frame["end"], None)
    figures = figures_at(job.policy, months, FIGURES)
    is_trade = (frame["kind"] == SHOW_KINDS[0]).to_numpy(dtype=bool)
    theme = _Theme(frame, months, job.policy)
    parts = _Parts(frame, figures, is_trade, theme, job.interpretations)
    names = keys(frame["show"])
    edition, day = filled(frame["edition"]), frame["end"].dt.strftime("%Y-%m-%d")
    year = frame["end"].dt.year.to_numpy(dtype=np.int64)
    by_day = "展会|" + names + "|日期|" + day.to_numpy(dtype=object)
    claim = where(edition != "", "展会|" + names + "|届次|" + edition, by_day)
    claim = of_the_same_day(claim, edition, by_day)
    by_year = "展会|" + names + "|年度|" + count_text(year)
    clauses = job.policy.words["clauses"]
    lifted = where(theme.is_lifted, "、" + clauses["uplift"])
    applied, doubt = _applicant(frame)
    return case(
        len(frame),
        item=where(is_trade, "trade", "consumer"),
        subject=filled(frame["show"]),
        applicant=filled(frame["applicant"]),
        year=year,
        day=frame["end"],
        claim=claim,
        history_claim=where(edition == "", by_year),
        amount_fen=parts.amount_fen,
        refusal=listed(parts.refusal, applied),
        missing=parts.missing,
        doubt=listed(theme.doubt, parts.doubt, doubt, _also_led(names, job)),
        remark=listed(theme.remark, parts.remark),
        working=parts.working,
        clause=clauses["trade"] + lifted,
    )


class _Theme:
    """Whether a show is raised for its theme, and why not (二(二))."""

    def __init__(self, frame: pd.DataFrame, months: Ints, policy: Policy) -> None:
        reviewed, recognised = yes(frame["is_reviewed"]), yes(frame["is_recognised"])
        text = filled(frame["theme"])
        is_listed = np.zeros(len(frame), dtype=bool)
        for version in policy.figure("themes").versions_of(np.unique(months).tolist()):
            known = {key(t) for name, others in version.value.items() for t in (name, *others)}
            in_force = is_in_force(policy, "themes", version, months)
            codes, distinct = pd.factorize(text)
            found = [any(key(p) in known for p in _themes(t)) for t in distinct]
            is_listed |= in_force & np.array(found, dtype=bool)[codes]
        both, one = reviewed & recognised, reviewed ^ recognised
        self.is_lifted = both & is_listed
        other = where(text != "", "主题“" + text + "”不在列明的领域之内", "没有写主题")
        self.doubt = where(both & ~is_listed, other + "，是否上浮需确认")
        lacking = where(reviewed, "市贸促会认定", "专家评审")
        self.remark = where(one, "没有" + lacking + "，不上浮")


def _themes(text: str) -> tuple[str, ...]:
    plain = text.translate(_QUOTES)
    return (plain, *split_list(plain))


class _Parts:
    """The amount of each show, why there is none, and how it came about."""

    def __init__(
        self,
        frame: pd.DataFrame,
        figures: Figures,
        is_trade: Bools,
        theme: _Theme,
        chosen: Any,
    ) -> None:
        self._area, self._figures = whole(frame["area_x100"]), figures
        self._theme, self._uplift = theme, chosen["uplift"]
        self._is_capped = chosen["consumer_cap"] == "per-show"
        largest, has_largest, told = largest_area(frame, figures, chosen["first_consumer"])
        is_first = (filled(frame["edition"]) == "1") & frame["largest_x100"].isna().to_numpy()
        threshold = np.where(
            is_trade, figures["trade_threshold_m2"], figures["consumer_threshold_m2"]
        )
        reaches = self._area >= threshold * HUNDRED
        professional = yes(frame["is_professional"])
        trade = trade_fen(self._area, theme.is_lifted, self._uplift, figures)
        base = np.where(has_largest, _consumer(self._area, largest, figures), 0)
        lifted = theme.is_lifted
        consumer = _raised(base, lifted, self._uplift, figures, is_capped=self._is_capped)
        self.amount_fen = np.where(is_trade, trade, consumer).astype(np.int64)
        grows = ~is_trade & reaches & has_largest
        self.refusal = listed(
            where(~reaches, "展览面积不到 " + area_text(threshold * HUNDRED)),
            where(is_trade & ~professional, "不在专业场馆举办（专业场馆不是“是”）"),
            where(~is_trade & reaches & ~has_largest & is_first, "首届消费展没有历史面积，不补助"),
            where(grows & (base == 0), "面积没有比历史最大面积增加满一档"),
        )
        unknown = ~is_trade & reaches & ~has_largest & ~is_first
        self.missing = where(unknown, "历史最大面积没有填")
        guessed = grows & ~is_first & frame["largest_x100"].isna().to_numpy()
        self.doubt = where(guessed, "历史最大面积没有填，按本表往届的面积计算，需确认")
        start = "展览面积 " + area_text(self._area)
        below = start + "，不到 " + area_text(threshold * HUNDRED) + "：0 元"
        words = where(is_trade, self._trade_words(), self._consumer_words(largest, told, base))
        words = where(unknown | (~is_trade & ~has_largest), "，没有可比的历史最大面积", words)
        self.working = where(reaches, start + words, below)
        told = ~is_trade & (filled(frame["edition"]) == "1") & frame["largest_x100"].notna()
        self.remark = where(told.to_numpy(), "届次是 1 却填了历史最大面积，请核对")

    def _trade_words(self) -> Texts:
        known, area = self._figures, self._area
        since = known["trade_threshold_m2"] * HUNDRED
        more = np.maximum(area - since, 0)
        steps = _steps(area, since, known["trade_step_m2"])
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
        told: Texts = text + self._raised_words(base, is_capped=True)
        return told

    def _raised_words(self, base: Fen, *, is_capped: bool) -> Texts:
        """Write the cap and the uplift in the order in which they are taken."""
        cap = self._figures["trade_cap_yuan"] * FEN_PER_YUAN
        lifted, after = self._theme.is_lifted & (base > 0), self._uplift == "after-cap"
        capped = "；每届最高 " + fen_text(cap) + "，按 " + fen_text(cap)
        first = np.minimum(base, cap) if after and is_capped else base
        text = where((base > cap) & (after | ~lifted) & is_capped, capped)
        raised = _lifted(first, self._figures["uplift_rate"])
        rates = percent_text(self._figures["uplift_rate"])
        text = text + where(lifted, "；重点领域上浮 " + rates + "：" + fen_text(raised))
        told: Texts = text + where(lifted & (raised > cap) & (not after) & is_capped, capped)
        return told

    def _consumer_words(self, largest: Ints, told: Texts, base: Fen) -> Texts:
        known, area = self._figures, self._area
        steps = _steps(area, largest, known["consumer_step_m2"])
        text = "，达到 " + area_text(known["consumer_threshold_m2"] * HUNDRED) + "；" + told
        text = text + area_text(largest)
        more = "；增加 " + area_text(np.maximum(area - largest, 0)) + "，满 "
        more = more + area_text(known["consumer_step_m2"] * HUNDRED) + " 计 " + count_text(steps)
        text = text + where(area > largest, more + " 档：" + fen_text(base), "；没有增加：0 元")
        words: Texts = text + self._raised_words(base, is_capped=self._is_capped)
        return words


def _applicant(frame: pd.DataFrame) -> tuple[Texts, Texts]:
    """Say where a venue's show is not applied for by the venue, or can't be told (一(三))."""
    names = [keys(frame[column]) for column in ("applicant", "venue", "operator")]
    names = [where(np.isin(name, list(NO_NAMES)), "", name) for name in names]
    brought = yes(frame["is_brought_in"])
    unknown = (names[1] == "") & (names[2] == "")
    wrong = brought & ~unknown & ~unchecked(applicant_is_venue)(*names)
    refusal = where(wrong, "展馆引进的展会应由展馆（或运营单位）申请，申请单位不是展馆")
    doubt = where(brought & unknown, "展馆引进，但没有填展馆和展馆运营单位，申请资格需确认")
    return refusal, doubt


def _also_led(names: Texts, job: Job) -> Texts:
    """Name the shows that the sheet 政府主导 has too: they might be funded twice."""
    data = job.tables.get("government")
    if data is None or data.frame.empty:
        return np.full(len(names), "", dtype=object)
    led = np.isin(names, keys(data.frame["project"]))
    return where(led, "同名项目也在“政府主导”表里，可能重复资助")
