"""The arithmetic of an application in figures, item by item (一 至 四), for ``explain``.

Each equation is of the row's own cells and the figures in force in its month. What it comes to is
the amount that the assessment recorded; where it is not, its own words are given instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qdcalc.document.steps import Step
from qdcalc.exact.blanks import keys
from qdcalc.exact.texts import key
from qdcalc.expo.cases import columns_of
from qdcalc.expo.editions import largest_area
from qdcalc.expo.figures import months_of
from qdcalc.expo.words import FirstConsumer, Item, NewFirmCap
from qdcalc.notice.proof import yuan
from qdcalc.record import record

if TYPE_CHECKING:
    from qdcalc.notice.proof import Sources

_CERTIFICATES = {
    str(Item.SHOW_CERTIFICATE): "show_certificate_yuan",
    str(Item.VENUE_CERTIFICATE): "venue_certificate_yuan",
    str(Item.CONFERENCE): "conference_yuan",
}


@record
class Working:
    """How an amount [fen] comes about: equations, what they rest on, and with which options."""

    amount_fen: int
    how: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    options: tuple[str, ...] = ()


@record
class Row:
    """An application: its case, its table, and the cells and figures of it as steps.

    ``before`` is what was given of the same item before, with its step [fen].
    """

    case: pd.Series[Any]
    sources: Sources
    before: tuple[tuple[int, Step], ...] = ()

    @property
    def position(self) -> int:
        """Its row in its typed table."""
        return int(self.case["position"])

    @property
    def table(self) -> Any:
        """Its typed table."""
        return self.sources.job.tables[self.case["table"]]

    @property
    def month(self) -> int:
        """The month whose figures hold: of its day, else December of its year."""
        day = self.case["day"]
        return int(self.case["year"]) * 12 - 1970 * 12 + (11 if pd.isna(day) else day.month - 1)

    def value(self, name: str) -> int:
        """Return a whole number of the row, 0 where it is blank."""
        cell = self.table.frame[name].iloc[self.position] if name in self.table.frame else None
        return 0 if cell is None or pd.isna(cell) else int(cell)

    def has(self, name: str) -> bool:
        """Whether the row has a value there."""
        return name in self.table.frame and not pd.isna(self.table.frame[name].iloc[self.position])

    def cell(self, name: str, value: str, said: str = "", row: int | None = None) -> Step:
        """Return a cell as a step."""
        label = self.table.table.column(name).label
        where = self.position if row is None else row
        cited = (self.table.raw.cited(name, where),) if name in self.table.present else ()
        return Step(label, value, said=said, cells=cited)

    def figure(self, name: str) -> int:
        """Return a whole figure of the notice."""
        return int(self.sources.job.policy.figure(name).at(self.month))

    def figures(self, *names: str) -> tuple[Step, ...]:
        """Return figures of the notice as steps."""
        return tuple(self.sources.figure(name, self.month) for name in names)

    @property
    def rate(self) -> str:
        """The uplift in per cent."""
        return _percent(self.sources.job.policy.figure("uplift_rate").at(self.month))

    def is_(self, name: str, option: str) -> bool:
        """Whether an interpretation is taken so."""
        return self.sources.job.interpretations[name] == option


def worked(row: Row) -> Working | None:
    """Return the arithmetic of an application, None where its cells do not tell it."""
    found = _BY_ITEM[str(row.case["item"])](row)
    is_same = found is not None and found.amount_fen == int(row.case["amount_fen"])
    return found if is_same else None


def _percent(rate: Any) -> str:
    return f"{(Decimal(str(rate)) * 100).normalize():f}%"


def area(hundredths: int) -> str:
    """Write an area: ``26,500 m²``."""
    whole, part = divmod(hundredths, 100)
    return f"{whole:,}{f'.{part:02d}'.rstrip('0') if part else ''} m²"


def _whole_yuan(amount: int) -> str:
    return f"{amount:,} 元"


def _steps_of(above: str, below: str, step: str, count: int) -> str:
    return f"取整(({above} − {below}) ÷ {step}) = {count:,} 档"


# -------------------------------------------------------------------------------- shows


def _trade(row: Row) -> Working | None:
    size, since = row.value("area_x100"), row.figure("trade_threshold_m2")
    if size < since * 100:
        return Working(0, steps=(_area(row), *row.figures("trade_threshold_m2")))
    first, step = row.figure("trade_first_yuan"), row.figure("trade_step_m2")
    each, count = row.figure("trade_step_yuan"), (size - since * 100) // (step * 100)
    base = (first + each * count) * 100
    how = [
        _steps_of(area(size), area(since * 100), area(step * 100), count),
        f"{_whole_yuan(first)} + {_whole_yuan(each)} × {count:,} = {yuan(base)}",
    ]
    names = ("trade_threshold_m2", "trade_first_yuan", "trade_step_m2", "trade_step_yuan")
    return _raised(row, base, how, (_area(row), *row.figures(*names)), is_capped=True)


def _consumer(row: Row) -> Working | None:
    size, least = row.value("area_x100"), row.figure("consumer_threshold_m2")
    largest, given = _largest(row)
    if size < least * 100 or largest is None:
        return Working(0, steps=(_area(row), *given, *row.figures("consumer_threshold_m2")))
    step, each = row.figure("consumer_step_m2"), row.figure("consumer_step_yuan")
    count = max(size - largest, 0) // (step * 100)
    how = [
        f"取整(最大({area(size)} − {area(largest)}，0) ÷ {area(step * 100)}) = {count:,} 档",
        f"{_whole_yuan(each)} × {count:,} = {yuan(each * count * 100)}",
    ]
    names = ("consumer_threshold_m2", "consumer_step_m2", "consumer_step_yuan")
    is_capped = row.is_("consumer_cap", "per-show")
    steps = (_area(row), *given, *row.figures(*names))
    found = _raised(row, each * count * 100, how, steps, is_capped=is_capped)
    return Working(
        found.amount_fen, found.how, found.steps,
        (*found.options, *row.sources.options("consumer_cap", "first_consumer")),
    )  # fmt: skip


def _area(row: Row) -> Step:
    return row.cell("area_x100", area(row.value("area_x100")))


def _largest(row: Row) -> tuple[int | None, tuple[Step, ...]]:
    """Return the largest area of earlier editions, and where it stands."""
    frame = columns_of(row.table)
    policy = row.sources.job.policy
    months = months_of(frame["end"], None)
    threshold = policy.figure("consumer_threshold_m2").of(months)
    first = FirstConsumer(row.sources.job.interpretations["first_consumer"])
    found = largest_area(frame, threshold, first)
    here = row.position
    if not found.is_known[here]:
        return None, (row.cell("largest_x100", "没有"),)
    size = int(found.area_x100[here])
    if found.is_of_sheet[here]:
        names, own = keys(frame["show"]), key(frame["show"].iloc[here])
        earlier = (names == own) & (frame["end"] < frame["end"].iloc[here]).to_numpy()
        same = np.flatnonzero(earlier & (frame["area_x100"] == size).to_numpy())
        return size, (row.cell("area_x100", area(size), "本表往届的面积", int(same[0])),)
    said = "首届，以起补面积为基数" if found.is_threshold[here] else ""
    return size, (row.cell("largest_x100", area(size), said),)


def _raised(
    row: Row, base: int, how: list[str], steps: tuple[Step, ...], *, is_capped: bool
) -> Working:
    """Add the uplift and the cap of a show's edition, in their order (二(二))."""
    cap = row.figure("trade_cap_yuan") * 100
    is_lifted = "二(二)" in str(row.case["clause"])
    amount, options = base, ("uplift",) if is_lifted else ()
    rested = list(steps)
    caps_first = not is_lifted or row.is_("uplift", "after-cap")

    def capped(amount: int) -> int:
        if is_capped and amount > cap:
            how.append(f"最小({yuan(amount)}，{yuan(cap)}) = {yuan(cap)}")
            rested.extend(row.figures("trade_cap_yuan"))
            return cap
        return amount

    amount = capped(amount) if caps_first else amount
    if is_lifted:
        rate = row.sources.job.policy.figure("uplift_rate").at(row.month)
        raised = floor(amount * (1 + Fraction(str(rate))))
        how.append(f"去尾({yuan(amount)} × (1 + {row.rate})) = {yuan(raised)}")
        names = ("theme", "is_reviewed", "is_recognised")
        figure = row.sources.figure("uplift_rate", row.month, value=row.rate)
        rested += [figure, *(row.cell(name, _shown(row, name)) for name in names)]
        amount = raised if caps_first else capped(raised)
    return Working(amount, tuple(how), tuple(rested), row.sources.options(*options))


def _shown(row: Row, name: str) -> str:
    value = row.table.frame[name].iloc[row.position]
    return ("是" if value else "否") if isinstance(value, (bool, np.bool_)) else str(value)


# ------------------------------------------------------------------- firms, venues, others


def _new_firm(row: Row) -> Working | None:
    if not (row.has("first_year") and row.has("contribution_fen")):
        return None
    rate = row.sources.job.policy.figure("new_firm_rate").at(row.month)
    given, cap = row.value("contribution_fen"), row.figure("new_firm_cap_yuan") * 100
    share = floor(given * Fraction(str(rate)))
    how = [f"去尾({yuan(given)} × {_percent(rate)}) = {yuan(share)}"]
    limits, steps = [share, cap], [row.cell("contribution_fen", yuan(given))]
    if row.is_("new_firm_cap", NewFirmCap.CUMULATIVE):
        room = max(cap - sum(amount for amount, _ in row.before), 0)
        used = "".join(f" − {yuan(amount)}" for amount, _ in row.before)
        how.append(f"最大({yuan(cap)}{used}，0) = {yuan(room)}（三年累计还余）")
        limits = [share, room]
        steps += [step for _, step in row.before]
    steps += row.figures("new_firm_cap_yuan")
    steps.append(row.sources.figure("new_firm_rate", row.month, value=_percent(rate)))
    if row.has("proposed_fen"):
        limits.append(row.value("proposed_fen"))
        steps.append(row.cell("proposed_fen", yuan(row.value("proposed_fen"))))
    amount = min(limits)
    how.append(f"最小({'，'.join(map(yuan, limits))}) = {yuan(amount)}")
    return Working(amount, tuple(how), tuple(steps), row.sources.options("new_firm_cap"))


def _known(row: Row) -> Working | None:
    steps = (
        row.cell("revenue_fen", yuan(row.value("revenue_fen"))),
        *row.figures("known_revenue_yuan", "known_award_yuan"),
    )
    is_due = row.value("revenue_fen") >= row.figure("known_revenue_yuan") * 100
    return Working(row.figure("known_award_yuan") * 100 * is_due, steps=steps)


def _growth(row: Row) -> Working | None:
    before, now = row.value("previous_revenue_fen"), row.value("revenue_fen")
    step, each = row.figure("growth_step_yuan"), row.figure("growth_step_award_yuan")
    cap, count = row.figure("growth_cap_yuan") * 100, max(now - before, 0) // (step * 100)
    amount = min(each * count * 100, cap)
    how = (
        f"取整(最大({yuan(now)} − {yuan(before)}，0) ÷ {_whole_yuan(step)}) = {count:,} 档",
        f"最小({_whole_yuan(each)} × {count:,}，{yuan(cap)}) = {yuan(amount)}",
    )
    steps = (
        row.cell("revenue_fen", yuan(now)), row.cell("previous_revenue_fen", yuan(before)),
        *row.figures("growth_step_yuan", "growth_step_award_yuan", "growth_cap_yuan"),
    )  # fmt: skip
    return Working(amount, how, steps)


def _venue(row: Row) -> Working | None:
    counts = tuple(
        row.cell(name, f"{row.value(name):,} 个") for name in ("shows_30k", "shows_100k")
    )
    words = str(row.case["working"])
    if "首年：" in words:
        amount = row.figure("venue_first_yuan") * 100
        return Working(amount, steps=(_first_year(row, counts), *row.figures("venue_first_yuan")))
    if "增加" not in words:
        return Working(0, steps=(_first_year(row, counts),))
    return _venue_growth(row)


def _first_year(row: Row, counts: tuple[Step, ...]) -> Step:
    """Return the test of a first year: either count is what it needs, or more (一(三))."""
    more = {
        tier: (row.value(count), row.figure(needed))
        for tier, count, needed in (
            ("小档", "shows_30k", "venue_mid_shows"), ("大档", "shows_100k", "venue_big_shows"),
        )
    }  # fmt: skip
    how = tuple(
        f"{have:,} 个 − {need:,} 个 = {f'{have - need:,}'.replace('-', '−')} 个"
        f"（{tier}{'达到' if have >= need else '没有达到'}）"
        for tier, (have, need) in more.items()
    )
    is_met = any(have >= need for have, need in more.values())
    return Step(
        "首年条件", "达到" if is_met else "没有达到", how, said="差数不小于 0 是达到，一档达到即可",
        clause=row.sources.clause("一(三)"),
        steps=(*counts, *row.figures("venue_mid_shows", "venue_big_shows")),
    )  # fmt: skip


def _venue_growth(row: Row) -> Working | None:
    """Return what a later year adds: what it is compared with, and what each show more is worth."""
    frame, here = row.table.frame, row.position
    names, years = keys(frame["venue"]), frame["year"]
    earlier = (names == key(frame["venue"].iloc[here])) & (years < years.iloc[here]).to_numpy()
    if row.is_("venue_baseline", "previous"):
        earlier &= (years == years.iloc[here] - 1).to_numpy()
    nested = row.is_("venue_tiers", "nested")

    def tiers(at: int) -> tuple[int, int, str]:
        small, big = (int(frame[name].iloc[at]) for name in ("shows_30k", "shows_100k"))
        mid = small if nested else small - big
        return mid, big, f"{small:,}" if nested else f"{small:,} − {big:,}"

    before = [(at, *tiers(at)) for at in np.flatnonzero(earlier).tolist()]
    if not before:
        return None
    mid, big, text = tiers(here)
    old_mid, old_big = max(before, key=lambda b: b[1]), max(before, key=lambda b: b[2])
    more = max(mid - old_mid[1], 0), max(big - old_big[2], 0)
    worth = row.figure("venue_mid_yuan"), row.figure("venue_big_yuan")
    cap = row.figure("venue_cap_yuan") * 100
    amount = min(sum(w * m for w, m in zip(worth, more, strict=True)) * 100, cap)
    added = " + ".join(f"{_whole_yuan(w)} × {m:,}" for w, m in zip(worth, more, strict=True))
    how = (
        f"最大(({text}) − ({old_mid[3]})，0) = {more[0]:,} 个（小档增加）",
        f"最大({big:,} − {old_big[2]:,}，0) = {more[1]:,} 个（大档增加）",
        f"最小({added}，{yuan(cap)}) = {yuan(amount)}",
    )
    rows = dict.fromkeys((here, old_mid[0], old_big[0]))
    cells = [
        row.cell(name, f"{int(frame[name].iloc[at]):,} 个", f"{int(years.iloc[at])} 年", at)
        for at in rows
        for name in ("shows_30k", "shows_100k")
    ]
    figures = row.figures("venue_mid_yuan", "venue_big_yuan", "venue_cap_yuan")
    options = row.sources.options("venue_tiers", "venue_baseline")
    return Working(amount, how, (*cells, *figures), options)


def _certificate(row: Row) -> Working | None:
    name = _CERTIFICATES[str(row.case["item"])]
    steps = (*row.figures(name), row.cell("kind", _shown(row, "kind")))
    return Working(row.figure(name) * 100, steps=steps)


def _government(row: Row) -> Working | None:
    given = row.value("amount_fen")
    amount = row.cell("amount_fen", yuan(given), "研究确定的金额")
    is_due = any(row.value(name) for name in ("is_first", "is_passed"))
    tested = () if row.value("is_first") else (_edition_before(row, amount),)
    return Working(given * is_due, steps=(amount, *tested))


def _edition_before(row: Row, amount: Step) -> Step:
    """Return the test of a later edition: its amount is not above the last one's (四)."""
    clause = row.sources.clause("四")
    if not row.has("previous_fen"):
        before = row.cell("previous_fen", "没有填")
        return Step("不高于上届", "需确认", clause=clause, steps=(amount, before))
    given, last = row.value("amount_fen"), row.value("previous_fen")
    how = f"{yuan(given)} − {yuan(last)} = {yuan(given - last)}"
    return Step(
        "不高于上届", "高于上届，需确认" if given > last else "是", (how,),
        said="差额大于 0 是高于上届", clause=clause,
        steps=(amount, row.cell("previous_fen", yuan(last))),
    )  # fmt: skip


_BY_ITEM: Mapping[str, Callable[[Row], Working | None]] = {
    str(Item.TRADE): _trade,
    str(Item.CONSUMER): _consumer,
    str(Item.NEW_FIRM): _new_firm,
    str(Item.KNOWN_BODY): _known,
    str(Item.GROWTH): _growth,
    str(Item.VENUE): _venue,
    str(Item.GOVERNMENT): _government,
} | dict.fromkeys(_CERTIFICATES, _certificate)
