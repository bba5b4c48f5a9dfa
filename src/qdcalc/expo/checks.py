"""The rows of 校验 of the exhibition subsidies: the written tables, the input and the rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.arrays import unchecked
from qdcalc.exact.money import FEN_PER_YUAN, product
from qdcalc.expo.cases import figures_at, months_of, whole
from qdcalc.expo.certificates import certificate_award_fen
from qdcalc.expo.firms import growth_subsidy_fen, new_firm_ceiling_fen
from qdcalc.expo.inputs import APPLICATIONS
from qdcalc.expo.shows import FIGURES, trade_fen, uplifted_fen
from qdcalc.expo.summary import budgets
from qdcalc.notice.checking import none_wrong, sides, unlike
from qdcalc.notice.description import CheckRow, Job
from qdcalc.notice.policy import Policy

Tables = Mapping[str, pd.DataFrame]
_ROW = ["sheet", "row", "file"]
_ANY = np.iinfo(np.int64).max
_raise, _award = unchecked(uplifted_fen), unchecked(certificate_award_fen)


@dataclass(frozen=True)
class ExpoFacts:
    """What the tables are held against beside each other.

    ``due`` has a row an application: where it stands, what the rule gives (``amount_fen``, and
    ``raised_fen`` with the uplift) where that follows from its own row alone; else the ``most``
    that it may be and the ``step`` that it, or it before the uplift of ``rate``, is a multiple
    of, save where it is a cap. ``rows`` holds, for each input sheet, the rows found under its
    header and those that are no application; ``budgets`` the sheet 预算.
    """

    policy: Policy
    due: pd.DataFrame
    rows: Mapping[str, tuple[int, int]]
    budgets: pd.Series[Any]


def facts(job: Job, cases: pd.DataFrame) -> ExpoFacts:
    """Return what the input and the policy say of each application.

    Parameters
    ----------
    job : Job
    cases : DataFrame
        Every application with ``table``, ``position``, ``item`` (by key), ``sheet``, ``row``,
        ``file``.
    """
    parts = []
    for described in APPLICATIONS:
        data = job.tables.get(described.name)
        if data is not None and len(data.frame):
            frame = data.frame.reindex(columns=[c.name for c in data.table.columns])
            own = cases[cases["table"] == described.name].sort_values("position")
            item = own["item"].to_numpy(dtype=object)
            rule = _RULES[described.name](frame, item, job)
            parts.append(rule.assign(**{name: own[name].to_numpy() for name in _ROW}))
    rows = {
        described.label: (data.raw.found_rows, data.repeats + data.raw.passed_over)
        for described in APPLICATIONS
        if (data := job.tables.get(described.name)) is not None
    }
    return ExpoFacts(job.policy, pd.concat(parts, ignore_index=True), rows, budgets(job))


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
    figures = figures_at(job.policy, months_of(frame["end"], None), FIGURES)
    area, uplift = whole(frame["area_x100"]), job.interpretations["uplift"]
    flat, raised = (
        trade_fen(area, np.full(len(frame), lifted), uplift, figures) for lifted in (False, True)
    )
    step = np.asarray(figures["consumer_step_yuan"] * FEN_PER_YUAN, dtype=np.int64)
    steps = area // (figures["consumer_step_m2"] * 100)
    most = _raise(product(steps, step), figures["uplift_rate"])
    trade = item == "trade"
    caps = np.full(len(frame), -1), np.full(len(frame), -1)
    if job.interpretations["consumer_cap"] == "per-show":
        cap = product(figures["trade_cap_yuan"], FEN_PER_YUAN)
        caps = cap, _raise(cap, figures["uplift_rate"])
        most = np.minimum(most, caps[1] if uplift == "after-cap" else caps[0])
    rule = _rule(
        len(frame), np.where(trade, flat, caps[0]), np.where(trade, raised, caps[1]),
        np.where(trade, _ANY, most), np.where(trade, 1, step),
    )  # fmt: skip
    return rule.assign(is_exact=trade, rate=np.where(trade, 0, figures["uplift_rate"]))


def _certificates(frame: pd.DataFrame, item: npt.NDArray[Any], job: Job) -> pd.DataFrame:
    day = frame["held_on"].astype("datetime64[s]")
    day = day.where(day.notna(), frame["certified_on"].astype("datetime64[s]"))
    names = ("show_certificate_yuan", "venue_certificate_yuan", "conference_yuan")
    figures = figures_at(job.policy, months_of(day, None), names)
    return _rule(
        len(frame),
        _award(frame["kind"].to_numpy(dtype=object), figures=figures),
    )


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
    ceiling = unchecked(new_firm_ceiling_fen)(whole(frame["contribution_fen"]), figures=figures)
    proposed = np.where(frame["proposed_fen"].notna(), whole(frame["proposed_fen"]), _ANY)
    is_new = item == "new_firm"
    award = figures["known_award_yuan"] * FEN_PER_YUAN
    rule = _rule(len(frame), np.where(item == "growth", growth, award))
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


def checks(known: ExpoFacts, tables: Tables) -> Iterator[CheckRow]:
    """Hold the written tables against each other, the input and the rule."""
    found = tables["findings"]
    words = known.policy.words["verdicts"]
    counted = found.assign(
        applications=1,
        approved=(found["verdict"] == words["approved"]).astype(np.int64),
        open=(found["verdict"] == words["open"]).astype(np.int64),
        open_fen=found["amount_fen"].where(found["verdict"] == words["open"], 0),
    )
    for label, table, column in (
        ("项目汇总", "items", "item"),
        ("单位汇总", "applicants", "applicant"),
    ):
        total = int(found["amount_fen"].sum())
        own = tables[table]
        yield CheckRow(f"核定结果合计 = {label}合计", total, int(own["amount_fen"].sum()))
        listed = int(own["applications"].sum())
        yield CheckRow(f"核定结果行数 = {label}申请数", len(found), listed, is_hundredths=False)
        columns = ["applications", "approved", "amount_fen", "open", "open_fen"]
        again = counted.groupby(column, as_index=False)[columns].sum()
        yield none_wrong(f"与核定结果不符的{label}行数", unlike(own, again, [column], columns))
    yield from _year_checks(known, tables)
    yield from _rule_checks(known, found)
    for label, (rows, others) in known.rows.items():
        here = int((found["sheet"] == label).sum())
        said = f"{label}表头下的非空行数 = 核定结果行数 + 被更正 + 合计等不计的行数"
        yield CheckRow(said, rows, here + others, is_hundredths=False)


def _year_checks(known: ExpoFacts, tables: Tables) -> Iterator[CheckRow]:
    """Add findings up by year and item; hold the budget and what is left against the input."""
    found, years = tables["findings"], tables["years"]
    total = int(found["amount_fen"].sum())
    yield CheckRow("核定结果合计 = 年度汇总合计", total, int(years["amount_fen"].sum()))
    keys = ["year", "item"]
    own = years.set_index(keys)
    spent = found.groupby(keys)["amount_fen"].sum()
    yield from sides("{} 核定结果合计 = 年度汇总核定金额", spent, own["amount_fen"])
    given = own["budget_fen"].dropna()
    yield from sides("{} 预算 = 年度汇总预算金额", known.budgets, given)
    again = pd.concat([spent, known.budgets.rename("budget_fen")], axis=1)
    again = again.rename_axis(keys).reset_index().fillna({"amount_fen": 0})
    wrong = unlike(years, again.astype({"year": np.int64}), keys, ["amount_fen", "budget_fen"])
    yield none_wrong("与核定结果、预算不符的年度汇总行数", wrong)
    left = years["budget_fen"] - years["amount_fen"]
    same = (left == years["left_fen"]).fillna(False) | (left.isna() & years["left_fen"].isna())
    yield none_wrong("结余不等于预算金额 − 核定金额的行数", ~same.astype(bool))
    words = known.policy.words["budget"]
    within = np.where(left.fillna(0) < 0, words["over"], words["within"])
    state = np.where(left.isna(), words["none"], within)
    yield none_wrong("预算情况与结余不符的行数", years["state"].to_numpy() != state)


def _rule_checks(known: ExpoFacts, found: pd.DataFrame) -> Iterator[CheckRow]:
    """Each amount is what the rule gives, at most the cap; nothing refused is paid."""
    words, amount = known.policy.words["verdicts"], found["amount_fen"]
    refused, approved = (found["verdict"] == words[key] for key in ("refused", "approved"))
    yield none_wrong("不予补助而金额不为 0 的行数", refused & (amount != 0))
    yield none_wrong("核准而金额为 0 的行数", approved & (amount == 0))
    named = found.assign(file=found["file"].astype(object).where(found["file"].notna(), ""))
    due = known.due.assign(file=known.due["file"].fillna(""))
    both = named[[*_ROW, "item", "amount_fen"]].merge(
        due, on=_ROW, how="outer", suffixes=("", "_due"), indicator=True
    )
    yield none_wrong("与输入的申请对不上的核定结果行数", both["_merge"] != "both")
    paid = both[(both["_merge"] == "both") & (both["amount_fen"] != 0)]
    exact = paid["is_exact"].astype(bool)
    fits = (paid["amount_fen"] == paid["amount_fen_due"]) | (
        paid["amount_fen"] == paid["raised_fen"]
    )
    within = (paid["amount_fen"] <= paid["most"]) & (fits | _in_steps(paid))
    wrong = ~np.where(exact, fits, within).astype(bool)
    for label in known.policy.words["items"].values():
        here = (paid["item"] == label).to_numpy()
        if here.any():
            yield none_wrong(f"{label}金额与条款的标准、最高限额不符的行数", wrong[here])
    missing = found["reason"].isna() & ~approved
    yield none_wrong("不予补助或需人工确认而没有原因的行数", missing)


def _in_steps(paid: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Say which amounts are whole steps, as they are or before they were raised."""
    amount, step = (paid[c].to_numpy(dtype=np.int64) for c in ("amount_fen", "step"))
    rate = paid["rate"].to_numpy(dtype=object)
    raised = np.zeros(len(paid), dtype=bool)
    below = np.floor_divide(amount, (1 + rate.astype(np.float64)) * step).astype(np.int64)
    for more in (0, 1):  # the float quotient may fall short by one
        raised |= _raise((below + more) * step, rate) == amount
    whole_steps: npt.NDArray[np.bool_] = raised | (amount % step == 0)
    return whole_steps
