"""Checks of the months' verdicts and classes against the written readings (六, 七¶1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.dtypes import Bools, Ints
from qdcalc.exact.months import of_texts
from qdcalc.notice.checking import none_wrong
from qdcalc.notice.description import CheckRow
from qdcalc.notice.policy import Policy
from qdcalc.water.inputs.tables import INDICATORS
from qdcalc.water.interpretations import is_rounded
from qdcalc.water.monthly import live_checks as live
from qdcalc.water.monthly.indicators import Limits, water_class
from qdcalc.water.monthly.live_spans import counted
from qdcalc.water.standard import LAKE, RIVER
from qdcalc.water.words import Answer, Verdict, WaterBody, WaterClass

if TYPE_CHECKING:
    from qdcalc.water.monthly.facts import MonthFacts

Tables = Mapping[str, pd.DataFrame]
_KEY = ["month", "section_id"]
_counted = partial(counted, "section_months")
RANKS = {name.value: rank for rank, name in enumerate(WaterClass, start=1)}


def in_force(policy: Policy, name: str, months: Ints) -> npt.NDArray[Any]:
    """Return a figure's value in force in each row's month."""
    return policy.figure(name).of(months).astype(object)


def spread_over(policy: Policy, months: Ints) -> str:
    """Say over how many months an annual base is spread: 「12」, more than one where it changed."""
    found = sorted(set(in_force(policy, "months_per_year", months).tolist()))
    return "、".join(str(number) for number in found)


def month_checks(known: MonthFacts, tables: Tables) -> Iterator[CheckRow]:
    """Hold each verdict, class and coefficient against 指标明细."""
    sections, indicators = tables["section_months"], tables["indicators"]
    policy, size = known.policy, len(sections)
    target = sections["target_class"].map(RANKS).to_numpy(dtype=np.float64)
    own = sections["water_class"].map(RANKS).to_numpy(dtype=np.float64)
    rows = indicators.assign(rank=indicators["water_class"].map(RANKS))
    rank = rows["rank"].to_numpy(dtype=np.float64)
    at = _section_of(rows, sections)
    worst = np.full(size + 1, np.nan)
    np.fmax.at(worst, at, rank)
    worst = worst[:size]
    yield none_wrong(
        "水质类别不是指标明细中最差类别的行数",
        ~((own == worst) | (np.isnan(own) & np.isnan(worst))),
    )
    exceeds = (rows["is_exceeded"] == Answer.YES).to_numpy()
    right = is_class(rows, rows["value"], known, tables["sections_used"])
    yield none_wrong("类别与监测值、标准限值不符的指标行数", ~right & ~np.isnan(rank))
    dropped = (rows["is_dropped"] == Answer.YES).to_numpy()
    said = "没有超标而剔除的指标行数"
    yield none_wrong(said, dropped & ~exceeds, counted("indicators", live.dropped))
    its_target = np.append(target, np.nan)[at]
    yield none_wrong("超标与类别、水质目标不符的指标行数", exceeds != (rank > its_target))
    decides = exceeds & ~dropped
    remaining = np.isin(np.arange(size), at[decides])
    verdict = sections["verdict"]
    wrong = (verdict == Verdict.EXCEED).to_numpy() != remaining
    for month in sections["month"].unique().tolist():  # a row each: 指标明细 is long
        said = f"{month} 判定与指标明细不符的行数（有未剔除的超标指标的是超标）"
        counting = _counted(live.verdicts, beside="indicators", only=month)
        yield none_wrong(said, wrong & (sections["month"] == month).to_numpy(), counting)
    months = of_texts(sections["month"])
    better = own + in_force(policy, "leap_classes", months).astype(np.float64) <= target
    leaps = (verdict == Verdict.LEAP).to_numpy()
    counting = _counted(live.leaps, figures=("leap_classes",))
    yield none_wrong("跃升而水质类别没有优于目标的行数", leaps & ~better, counting)
    unmeasured = verdict.isin([Verdict.DRY, Verdict.MISSING]).to_numpy()
    wrong = unmeasured != np.isnan(worst)
    yield none_wrong("断流、缺测与没有监测值不符的行数", wrong, _counted(live.unmeasured))
    beyond = np.isin(np.arange(size), at[decides & _beyond(rows, policy)])
    heavy = in_force(policy, "beyond_coefficient", months)
    light = in_force(policy, "within_coefficient", months)
    due = np.where(beyond, heavy, light)
    exceeding = (verdict == Verdict.EXCEED).to_numpy()
    wrong = exceeding & (-sections["coefficient"].to_numpy() != due)
    figures = ("within_coefficient", "beyond_coefficient", "multiple_limit")
    counting = _counted(live.heavy, figures=figures)
    yield none_wrong("超标系数与最大超标倍数不符的行数", wrong, counting)


def _section_of(rows: pd.DataFrame, sections: pd.DataFrame) -> Ints:
    """Return where each row's month and section first stand in 断面核算; its length for nowhere."""
    own, theirs = (pd.MultiIndex.from_frame(frame[_KEY]) for frame in (sections, rows))
    first = np.flatnonzero(~own.duplicated())
    place = own[first].get_indexer(theirs)
    return np.append(first, len(sections))[place]


def _beyond(rows: pd.DataFrame, policy: Policy) -> Bools:
    """Say which indicators exceed by more than the notice's multiple of the limit, exactly."""
    ratio = in_force(policy, "multiple_limit", of_texts(rows["month"]))
    has_multiple = rows["multiple"].notna().to_numpy()
    most = np.full(len(rows), np.inf)
    pairs = pd.MultiIndex.from_arrays([rows["limit"][has_multiple], ratio[has_multiple]])
    codes, distinct = pd.factorize(pairs)
    largest = [float(Decimal(str(limit)) * (1 + Decimal(str(r)))) for limit, r in distinct]
    most[has_multiple] = np.array([*largest, np.nan])[codes]
    judged = rows["judged_value"].to_numpy(dtype=np.float64)
    return np.asarray(has_multiple & (judged > most), dtype=bool)


def is_class(
    rows: pd.DataFrame, values: pd.Series[float], known: MonthFacts, listed: pd.DataFrame
) -> Bools:
    """Say which rows' class (``rank``) is that of their value, for the section's water body."""
    right, value = np.zeros(len(rows), dtype=bool), np.asarray(values, dtype=np.float64)
    rounded = is_rounded(known.interpretations)
    rank = rows["rank"].to_numpy()
    codes, names = pd.factorize(rows["indicator"])
    own = {name: np.flatnonzero(codes == code) for code, name in enumerate(names)}
    for body, word in ((RIVER, WaterBody.RIVER), (LAKE, WaterBody.LAKE)):
        ids = listed.loc[listed["water_body"] == word, "section_id"]
        there = rows["section_id"].isin(ids).to_numpy()
        for indicator in INDICATORS:
            here = own.get(indicator.name, np.arange(0))
            here = here[there[here]]
            if here.size:
                limits = Limits.of(indicator, np.full(here.size, body, dtype=np.int8))
                right[here] |= water_class(value[here], limits, rounded=rounded) == rank[here]
    return right
