"""What is said of the measures: how each share, each industry's and each run comes about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.decimals import shifted_text
from qdcalc.smog.words import BOTH, CITY, Level, Pollutant, Swap

if TYPE_CHECKING:
    from qdcalc.exact.dtypes import Texts
    from qdcalc.smog.measures.facts import Measured, MeasureFacts

LEVEL_CLAUSES = {
    str(Level.YELLOW): "四(三)2(1)",
    str(Level.ORANGE): "四(三)2(2)",
    str(Level.RED): "四(三)2(3)",
}
_PLACES = 4  # of a percentage that is written
_SWAPPED = "二氧化硫、氮氧化物可内部调整，按二者比例之和核对"
_RED_PLANS = "；红色按企业应急响应操作方案，橙色的下限仍然有效"


def percent_texts(part: npt.ArrayLike, of: npt.ArrayLike) -> Texts:
    """Write fractions as percentages, cut: one that falls short is never written as the target.

    ``of`` 0 gives an empty text.
    """
    own, whole = np.asarray(part, dtype=object), np.asarray(of, dtype=object)
    is_there = whole != 0
    cut = own * 100 * 10**_PLACES // np.where(is_there, whole, 1)
    return np.where(is_there, shifted_text(cut, _PLACES) + "%", "")


def signs(part: npt.ArrayLike, of: npt.ArrayLike) -> Texts:
    """Return = where a percentage is written whole, ≈ where it is cut."""
    own, whole = np.asarray(part, dtype=object), np.asarray(of, dtype=object)
    rest = own * 100 * 10**_PLACES % np.where(whole != 0, whole, 1)
    return np.where(rest.astype(bool), " ≈ ", " = ").astype(object)


def short_texts(gap: npt.ArrayLike, of: npt.ArrayLike) -> Texts:
    """Write percentage points that are missing, rounded up: never 0 where any are."""
    own, whole = np.asarray(gap, dtype=object), np.asarray(of, dtype=object)
    up = -(own * 10**_PLACES // np.where(whole != 0, whole, 1))
    texts: Texts = shifted_text(up, _PLACES)
    return texts


def kg_texts(units: npt.ArrayLike, places: int) -> Texts:
    """Write whole numbers as kg/d."""
    own = pd.Series(np.asarray(units, dtype=object))
    texts = np.full(len(own), "", dtype=object)
    known = own.notna().to_numpy()
    texts[known] = shifted_text([int(unit) for unit in own[known]], places)
    return texts


def of_targets(found: Measured, known: MeasureFacts) -> pd.Series[str]:
    """Say how each share comes about and what is missing to its target."""
    rows, places = found.sums, found.places
    share = percent_texts(rows["part"], rows["of"])
    is_both = (rows["pollutant"] == BOTH).to_numpy()
    reduced, base = (kg_texts(rows[name], places) for name in ("reduced", "base"))
    single = reduced + " ÷ " + base + signs(rows["part"], rows["of"]) + share
    said = np.where(is_both, _sum_texts(rows) + share, single)
    said = np.where(share == "", "没有基数，没有比例", said)
    percent = rows["percent"].astype("string").fillna("").to_numpy(dtype=object)
    verdict = np.select(
        [rows["percent"].isna(), rows["is_met"].fillna(False)],
        [_untargeted(rows, known), "，目标 " + percent + "%，达到"],
        "，目标 " + percent + "%，还差 " + short_texts(rows["gap"], rows["of"]) + " 个百分点"
        + _to_reduce(rows, found),
    )  # fmt: skip
    return pd.Series(said + verdict, rows.index, dtype="str")


def _sum_texts(rows: pd.DataFrame) -> Texts:
    """Write the two shares that a sum adds: 「5% + 15% = 」."""
    own = pd.DataFrame({"text": percent_texts(rows["part"], rows["of"]),
                        "sign": signs(rows["part"], rows["of"])}, rows.index)  # fmt: skip
    keys = pd.MultiIndex.from_frame(rows[["district", "level"]])
    found = []
    for name in (Pollutant.SO2, Pollutant.NOX):
        is_it = (rows["pollutant"] == name).to_numpy()
        found.append(own[is_it].set_axis(keys[is_it]).reindex(keys))
    one, other = (each["text"].to_numpy(dtype=object) for each in found)
    is_cut = np.any([(each["sign"] == " ≈ ").to_numpy() for each in found], axis=0)
    return np.asarray(one + " + " + other + np.where(is_cut, " ≈ ", " = "), dtype=object)


def _untargeted(rows: pd.DataFrame, known: MeasureFacts) -> Texts:
    """Say why a share is not held against a target."""
    is_city = (rows["district"] == CITY).to_numpy()
    is_swapped = rows["pollutant"].isin([str(Pollutant.SO2), str(Pollutant.NOX)]).to_numpy()
    return np.select(
        [~is_city, is_swapped & (known.swap is Swap.SUM)],
        ["；区市的目标由人分解", f"；{_SWAPPED}"],
        "，不核对",
    ).astype(object)


def _to_reduce(rows: pd.DataFrame, found: Measured) -> Texts:
    """Say how much more must be reduced: of a sum, by one of the two alone."""
    used = dict(zip(found.bases["pollutant"], found.bases["used"], strict=True))
    single = "，还需减排 " + kg_texts(rows["missing"], found.places + 2) + " kg/d"
    if not all(used[name] for name in (Pollutant.SO2, Pollutant.NOX)):
        return np.asarray(single, dtype=object)
    gap = rows["gap"].to_numpy(dtype=object)
    so2, nox = (
        kg_texts(-(gap // used[other]), found.places + 2)
        for other in (Pollutant.NOX, Pollutant.SO2)
    )
    both = "：只由二氧化硫补要再减 " + so2 + " kg/d，只由氮氧化物补要再减 " + nox + " kg/d"
    return np.asarray(np.where(rows["pollutant"] == BOTH, both, single), dtype=object)


def of_industries(found: Measured) -> pd.Series[str]:
    """Say how each unit's share comes about: 「40 ÷ 100 = 40%，下限 50%，还差 10 kg/d」."""
    rows, places = found.ratios, found.places
    reduced, base = (kg_texts(rows[name], places) for name in ("part", "of"))
    percent = rows["percent"].astype("string").to_numpy(dtype=object)
    missing = kg_texts(missing_units(rows), places + 2)
    said = reduced + " ÷ " + base + signs(rows["part"], rows["of"])
    said = said + percent_texts(rows["part"], rows["of"])
    said = said + "，下限 " + percent + "%"
    said = np.where(rows["is_met"], said, said + "，还差 " + missing + " kg/d")
    said = np.where(rows["of"].astype(bool), said, "没有排放，没有可减的")
    red = np.where(rows["level"] == Level.RED, _RED_PLANS, "")
    return pd.Series(said + red, rows.index, dtype="str")


def missing_units(ratios: pd.DataFrame) -> npt.NDArray[Any]:
    """Return what each unit must still reduce, in hundredths of a unit; 0 where it is met."""
    part, of = (ratios[name].to_numpy(dtype=object) for name in ("part", "of"))
    percent = ratios["percent"].to_numpy().astype(object)
    return np.asarray(np.maximum(percent * of - part * 100, 0), dtype=object)


def of_cleaning(rows: pd.DataFrame, known: MeasureFacts) -> pd.Series[str]:
    """Say why so many runs are added."""
    extra = rows["extra"].astype("string").to_numpy(dtype=object)
    added = f"{known.level}每天增加 " + extra + " 次"
    icy = np.where(rows["is_icy"] & ~rows["is_spared"], "；作业面不是道路，结冰照样增加", "")
    said = np.where(rows["extra"] == 0, f"{known.level}这一类不增加", added + icy)
    said = np.where(rows["is_spared"], "易结冰，不增加", said)
    return pd.Series(said, rows.index, dtype="str")


def clause_texts(levels: pd.Series[Any], known: MeasureFacts) -> pd.Series[str]:
    """Return the clause of each level's measures."""
    words = {level: known.policy.clause_words(text) for level, text in LEVEL_CLAUSES.items()}
    return levels.map(words).astype("str")
