"""What the input and the rule say of each application, to hold the written tables against."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_never

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.arrays import unchecked
from qdcalc.exact.blanks import whole
from qdcalc.exact.money import FEN_PER_YUAN, product
from qdcalc.expo.cases import columns_of
from qdcalc.expo.certificates import FIGURES as CERTIFICATE_FIGURES
from qdcalc.expo.certificates import certificate_award_fen
from qdcalc.expo.figures import figures_at, months_of
from qdcalc.expo.firms import ceiling_fen, growth_subsidy_fen
from qdcalc.expo.inputs import APPLICATIONS
from qdcalc.expo.shows import FIGURES as SHOW_FIGURES
from qdcalc.expo.shows import is_consumer_capped, lifted_fen, trade_fen
from qdcalc.expo.words import ConsumerCap, Item, Uplift
from qdcalc.notice.description import Job, Returned
from qdcalc.notice.policy import Policy
from qdcalc.record import record

ROW = ["sheet", "row", "file"]
_ANY = np.iinfo(np.int64).max
_award = unchecked(certificate_award_fen)


@record
class ExpoFacts:
    """What the tables are held against beside each other.

    ``due`` has a row an application: where it stands, what the rule gives (``amount_fen``, and
    ``raised_fen`` with the uplift) where that follows from its own row alone; else the ``most``
    that it may be and the ``step`` that it, or it before the uplift of ``rate``, is a multiple
    of, save where it is a cap. ``rows`` holds, for each input sheet, the rows found under its
    header and those that are no application; ``budgets`` the sheet 预算, ``returned`` the forms
    that were not assessed.
    """

    policy: Policy
    due: pd.DataFrame
    rows: Mapping[str, tuple[int, int]]
    budgets: pd.Series[Any]
    returned: Returned


def facts_of(job: Job, cases: pd.DataFrame, budgets: pd.Series[Any]) -> ExpoFacts:
    """Return what the input and the policy say of each application.

    Parameters
    ----------
    job : Job
    cases : DataFrame
        Every application with ``table``, ``position``, ``item``, ``sheet``, ``row``, ``file``.
    budgets : Series
        The sheet 预算 by year and item [fen].
    """
    parts = []
    for described in APPLICATIONS:
        data = job.tables.get(described.name)
        if data is not None and len(data.frame):
            frame = columns_of(data)
            own = cases[cases["table"] == described.name].sort_values("position")
            item = own["item"].to_numpy(dtype=object)
            rule = _RULES[described.name](frame, item, job)
            parts.append(rule.assign(**{name: own[name].to_numpy() for name in ROW}))
    rows = {
        described.label: (data.raw.found_rows, data.repeats + data.raw.passed_over)
        for described in APPLICATIONS
        if (data := job.tables.get(described.name)) is not None
    }
    return ExpoFacts(job.policy, pd.concat(parts, ignore_index=True), rows, budgets, job.returned)


def _rule(
    size: int, amount: Any = None, raised: Any = None, most: Any = _ANY, step: Any = 1
) -> pd.DataFrame:
    """Return what amounts may be: one of two, or at most ``most`` in whole steps."""
    given = amount is not None
    columns = {
        "is_exact": given,
        "amount_fen": amount if given else 0,
        "raised_fen": (amount if raised is None else raised) if given else 0,
        "most": most,
        "step": step,
        "rate": 0,
    }
    return pd.DataFrame({n: np.broadcast_to(v, size) for n, v in columns.items()})


def _shows(frame: pd.DataFrame, item: npt.NDArray[Any], job: Job) -> pd.DataFrame:
    """Give trade shows by their area alone; consumer shows grow by whole steps (二(一), 二(二))."""
    figures = figures_at(job.policy, months_of(frame["end"], None), SHOW_FIGURES)
    area, uplift = whole(frame["area_x100"]), Uplift(job.interpretations["uplift"])
    flat, raised = (
        trade_fen(area, np.full(len(frame), lifted), uplift, figures) for lifted in (False, True)
    )
    step = np.asarray(figures["consumer_step_yuan"] * FEN_PER_YUAN, dtype=np.int64)
    steps = area // (figures["consumer_step_m2"] * 100)
    most = lifted_fen(product(steps, step), figures["uplift_rate"])
    trade = item == Item.TRADE
    caps = np.full(len(frame), -1), np.full(len(frame), -1)
    if is_consumer_capped(ConsumerCap(job.interpretations["consumer_cap"])):
        cap = product(figures["trade_cap_yuan"], FEN_PER_YUAN)
        caps = cap, lifted_fen(cap, figures["uplift_rate"])
        match uplift:
            case Uplift.THEN_CAP:
                most = np.minimum(most, caps[0])
            case Uplift.AFTER_CAP:
                most = np.minimum(most, caps[1])
            case other:
                assert_never(other)
    rule = _rule(
        len(frame), np.where(trade, flat, caps[0]), np.where(trade, raised, caps[1]),
        np.where(trade, _ANY, most), np.where(trade, 1, step),
    )  # fmt: skip
    return rule.assign(is_exact=trade, rate=np.where(trade, 0, figures["uplift_rate"]))


def _certificates(frame: pd.DataFrame, item: npt.NDArray[Any], job: Job) -> pd.DataFrame:
    day = frame["held_on"].astype("datetime64[s]")
    day = day.where(day.notna(), frame["certified_on"].astype("datetime64[s]"))
    figures = figures_at(job.policy, months_of(day, None), CERTIFICATE_FIGURES)
    return _rule(len(frame), _award(frame["kind"].to_numpy(dtype=object), figures=figures))


def _firms(frame: pd.DataFrame, item: npt.NDArray[Any], job: Job) -> pd.DataFrame:
    """Give growth and awards by the row alone; a new firm at most its ceiling (一(一), 一(二))."""
    names = (
        "new_firm_rate", "new_firm_cap_yuan", "known_award_yuan", "growth_step_yuan",
        "growth_step_award_yuan", "growth_cap_yuan",
    )  # fmt: skip
    figures = figures_at(job.policy, months_of(None, frame["year"]), names)
    growth = unchecked(growth_subsidy_fen)(
        whole(frame["previous_revenue_fen"]), whole(frame["revenue_fen"]), figures=figures
    )
    ceiling = ceiling_fen(whole(frame["contribution_fen"]), figures=figures)
    proposed = np.where(frame["proposed_fen"].notna(), whole(frame["proposed_fen"]), _ANY)
    is_new = item == Item.NEW_FIRM
    award = figures["known_award_yuan"] * FEN_PER_YUAN
    rule = _rule(len(frame), np.where(item == Item.GROWTH, growth, award))
    most = np.where(is_new, np.minimum(ceiling, proposed), _ANY)
    return rule.assign(is_exact=~is_new, most=most)


def _venues(frame: pd.DataFrame, item: npt.NDArray[Any], job: Job) -> pd.DataFrame:
    """Give the first year's amount, or increments up to the cap (一(三))."""
    names = ("venue_first_yuan", "venue_mid_yuan", "venue_big_yuan", "venue_cap_yuan")
    first, mid, big, cap = figures_at(job.policy, months_of(None, frame["year"]), names).values()
    unit = np.gcd(np.gcd(mid, big), np.gcd(first, cap))
    return _rule(len(frame), most=np.maximum(first, cap) * FEN_PER_YUAN, step=unit * FEN_PER_YUAN)


def _government(frame: pd.DataFrame, item: npt.NDArray[Any], job: Job) -> pd.DataFrame:
    return _rule(len(frame), whole(frame["amount_fen"]))


_RULES: dict[str, Any] = {
    "shows": _shows,
    "certificates": _certificates,
    "firms": _firms,
    "venues": _venues,
    "government": _government,
}
