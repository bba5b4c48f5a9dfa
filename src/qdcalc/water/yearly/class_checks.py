"""Checks of the year's classes and states against the written annual means (clause 六¶1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qdcalc.notice.checking import none_wrong
from qdcalc.notice.description import CheckRow
from qdcalc.table.live import held
from qdcalc.water.monthly.class_checks import RANKS, is_class
from qdcalc.water.words import Answer, YearState
from qdcalc.water.yearly.facts import YearFacts

if TYPE_CHECKING:
    from qdcalc.table.live import Sheets

Tables = Mapping[str, pd.DataFrame]
_KEY = ["cycle", "section_id"]
_DIGITS, _PLACES = 10, 9  # of a reading
_NEAR = 1e-12  # a mean is an exact quotient; the float that is shown of it may lie either side


def checks(known: YearFacts, tables: Tables) -> Iterator[CheckRow]:
    """Hold the year's class and state against the annual means (clause 六¶1)."""
    years, indicators = tables["section_years"], tables["annual_indicators"]
    keys = pd.MultiIndex.from_frame(years[_KEY])
    target = years["target_class"].map(RANKS).to_numpy(dtype=np.float64)
    own = years["annual_class"].map(RANKS).to_numpy(dtype=np.float64)
    rank = indicators["water_class"].map(RANKS)
    worst = rank.groupby([indicators[k] for k in _KEY]).max().reindex(keys).to_numpy()
    yield none_wrong(
        "年度水质类别不是年度指标中最差类别的断面数",
        ~((own == worst) | (np.isnan(own) & pd.isna(worst))),
    )
    at = pd.Series(target, index=keys).groupby(level=[0, 1]).first()
    its_target = at.reindex(pd.MultiIndex.from_frame(indicators[_KEY])).to_numpy()
    worse = (indicators["is_worse"] == Answer.YES).to_numpy()
    yield none_wrong("劣于目标与类别、水质目标不符的年度指标行数", worse != (rank > its_target))
    yield _long_readings(tables["indicators"])
    yield from _mean_checks(known, indicators.assign(rank=rank), tables["sections_used"])
    told = years.merge(known.sections, on=_KEY, how="left")
    previous = years["previous_class"].astype(object).fillna("")
    wrong = previous.to_numpy() != told["previous"].fillna("").to_numpy(dtype=object)
    yield none_wrong("上年度类别与输入不符的断面数", wrong)
    by_month, by_either = (
        told[name].fillna(False).to_numpy(dtype=bool) for name in ("is_by_month", "is_by_either")
    )
    exceeding = years["exceed_months"].to_numpy() > 0
    failed = (own > target) & ~by_month | (by_month | by_either) & exceeding
    state = np.where(
        np.isnan(own), YearState.UNKNOWN, np.where(failed, YearState.FAILED, YearState.MET)
    )
    yield none_wrong("年度达标与类别、超标月数不符的断面数", years["state"].to_numpy() != state)


def _long_readings(rows: pd.DataFrame) -> CheckRow:
    """Say how many readings have more digits than a mean of the sheet's decides exactly.

    The mean of twelve readings of 10 digits and 9 decimals is off a limit by 8·10⁻¹¹ or not at
    all (by 8·10⁻¹² of itself), of which a cell loses nothing (it loses 10⁻¹² of itself at most).
    """
    value = rows["value"].to_numpy(dtype=np.float64)
    value = value[~np.isnan(value)]
    digits = np.array([len(f"{one:.15g}") for one in value.tolist()], dtype=np.int64)
    count = int(((digits > _DIGITS + 1) | (np.round(value, _PLACES) != value)).sum())
    return CheckRow(
        f"超过 {_DIGITS} 位数字或 {_PLACES} 位小数的监测值个数 = 运行时的个数（公式不能精确判定"
        "它们的年均值；不等时请改输入后重新运行）",
        count, count, is_hundredths=False, live=held(_long),
    )  # fmt: skip


def _long(sheets: Sheets) -> str | None:
    place = sheets.of("indicators")
    value = place.column("value")
    return (
        None
        if not len(place)
        else f"SUMPRODUCT(((LEN({value})>{_DIGITS + 1})+(ROUND({value},{_PLACES})<>{value})>0)*1)"
    )


def _mean_checks(known: YearFacts, rows: pd.DataFrame, listed: pd.DataFrame) -> Iterator[CheckRow]:
    """Hold each annual mean against its months' total and its class."""
    near = [
        is_class(rows, rows["mean"] * factor, known.month, listed)
        for factor in (1, 1 - _NEAR, 1 + _NEAR)
    ]
    yield none_wrong("类别与年均值、标准限值不符的年度指标行数", ~np.any(near, axis=0))
    total = rows["total"]
    off = (rows["mean"] * rows["months"] - total).abs()
    yield none_wrong(
        "年均值 × 监测月数与各月合计不符的年度指标行数",
        off > 1e-9 * total.abs().clip(lower=1e-9),
    )
