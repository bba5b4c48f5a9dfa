"""Why each process has the level that it has, in words (三(一)2、三(四))."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qdcalc.smog.warning.facts import WarningFacts
from qdcalc.smog.words import HINT, Joined, Level

if TYPE_CHECKING:
    from qdcalc.exact.dtypes import Texts


def moment_texts(moments: pd.Series[Any]) -> pd.Series[Any]:
    """Write moments as they are read: ``2018-12-01 05:00``; nothing for a missing one."""
    return pd.to_datetime(moments).dt.strftime("%Y-%m-%d %H:%M").fillna("").astype(object)


def explanations(rows: pd.DataFrame, known: WarningFacts) -> pd.Series[str]:
    """Say in words: 「均值大于 200 持续 58 小时，达到 48 小时、不足 72 小时」."""
    hours, severe, merged = (
        rows[name].astype("str").astype(object) for name in ("hours", "severe_hours", "merged")
    )
    figures = known.figures
    basis = np.where(rows["is_bound"], "按预报上限，", "")
    ways = {Joined.SPAN: "首尾（间隔在内）", Joined.MAX: "最长一段"}
    joined = " 段间隔不足 " + str(figures.lift_hours) + " 小时，按一次过程，"
    several = np.where(rows["merged"] > 1, merged + joined + ways[known.options.joined], "")
    said = pd.Series(basis, rows.index, dtype=object) + several
    said = said + f"均值大于 {figures.heavy_aqi} 持续 " + hours + " 小时"
    said = said + _verdict(rows, severe, known) + _end(rows, known)
    return said.astype("str")


def _verdict(rows: pd.DataFrame, severe: pd.Series[Any], known: WarningFacts) -> Texts:
    figures, limit = known.figures, known.figures.level_hours
    yellow, orange, red = (limit[level] for level in Level)
    top = f"，最高均值达到 {figures.top_aqi}"
    above = f"，其中大于 {figures.severe_aqi} 最长 " + severe + " 小时"
    is_long = rows["hours"] >= red
    said: Texts = np.select(
        [
            rows["is_top"],
            rows["level"] == Level.RED,
            (rows["level"] == Level.ORANGE) & is_long,
            rows["level"] == Level.ORANGE,
            rows["level"] == Level.YELLOW,
        ],
        [
            pd.Series(top, rows.index, dtype=object),
            f"，达到 {red} 小时" + above + f"，达到 {figures.severe_hours} 小时",
            f"，达到 {red} 小时" + above + f"，不足 {figures.severe_hours} 小时",
            pd.Series(f"，达到 {orange} 小时、不足 {red} 小时", rows.index, dtype=object),
            pd.Series(f"，达到 {yellow} 小时、不足 {orange} 小时", rows.index, dtype=object),
        ],
        f"，不足 {yellow} 小时，不启动预警",
    )
    return said


def _end(rows: pd.DataFrame, known: WarningFacts) -> Texts:
    """Say whether the warning can be lifted."""
    lift = known.figures.lift_hours
    said: Texts = np.select(
        [rows["level"] == HINT, rows["is_lifted"]],
        ["", f"；此后 {lift} 小时没有重污染"],
        f"；此后的数据不足 {lift} 小时，解除待预测",
    )
    return said.astype(object)


def clauses(rows: pd.DataFrame, known: WarningFacts) -> pd.Series[str]:
    """Return the clauses that decide of each process."""
    words = known.policy.clause_words
    said = pd.Series(words("三(一)2"), rows.index, dtype=object)
    said = said + np.where(rows["is_bound"], "、" + words("三(二)"), "")
    return (said + np.where(rows["merged"] > 1, "、" + words("三(四)"), "")).astype("str")
