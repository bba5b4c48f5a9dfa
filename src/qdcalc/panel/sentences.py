"""Why each figure of the citizens' panel is what it is, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.exact.texts import listed
from qdcalc.panel.departments import timetable
from qdcalc.panel.facts import PanelFacts
from qdcalc.panel.words import GROUPS, VOTES, WHOLE, Ballots, Blank, Zero


def texts_of(numbers: pd.Series[Any]) -> pd.Series[Any]:
    """Write whole numbers with thousands commas; nothing for a missing one."""
    return _written(numbers, "{:,}".format)


def quota_texts(rows: pd.DataFrame, zero: Zero) -> pd.Series[str]:
    """Say in words: 「280 × 20 ÷ 210 = 26 又 140/210；余数排第 1，待分 7 名，加一名」."""
    names = ("size", "people", "whole", "left")
    size, people, whole, left = (texts_of(rows[name]) for name in names)
    floor = texts_of(rows["size"] * rows["people"] // rows["whole"])
    part = (rows["size"] * rows["people"]) % rows["whole"]
    turn = texts_of(rows["turn"] + 1)
    is_printed = rows["size"] == rows["whole"]
    said = size + " × " + people + " ÷ " + whole + " = " + floor
    said += np.where(part > 0, " 又 " + texts_of(part) + "/" + whole, "").astype(object)
    is_given = (rows["turn"] < rows["left"]) & (rows["rest"] >= 0)
    rank = "；余数排第 " + turn + "，待分 " + left + " 名，"
    more = np.select(
        [rows["is_raised"], (rows["rest"] <= 0) & ~is_given],
        ["；不足一名，按“至少一名”给一名", ""],
        rank + np.where(is_given, "加一名", "不加"),
    )
    if zero is Zero.AT_LEAST_ONE:
        more = np.where((rows["rest"] < 0) & ~rows["is_raised"], "；构成人数是 0", more)
    told = said + pd.Series(more, index=rows.index, dtype=object)
    texts: pd.Series[str] = told.where(
        ~is_printed, "会场人数等于构成合计，照构成表：" + people
    ).astype("str")
    return texts


def ballot_texts(rows: pd.DataFrame, known: PanelFacts) -> pd.Series[str]:
    """Say which discipline was broken, and by how many ballots."""
    off, back = rows["issued_difference"], rows["returned_difference"]
    clause = known.policy.clause_words("附件4一(七)")
    many = np.where(off > 0, "错发，多 ", "漏发，少 ").astype(object)
    issued = many + texts_of(off.abs()) + " 张"
    lost = np.where(back < 0, "少收 ", "多收 ").astype(object) + texts_of(back.abs()) + " 张"
    verdict = rows["verdict"]
    said = np.select(
        [verdict == Ballots.BOTH, verdict == Ballots.ISSUED, verdict == Ballots.RETURNED],
        [issued + "；" + lost + f"（纪律{clause}）", issued + f"（纪律{clause}）",
         lost + f"（纪律{clause}）"],
        "",
    )  # fmt: skip
    told = pd.Series(said, index=rows.index, dtype=object)
    whole = f"与每组评议票数 {known.tickets:,} 张核对"
    rest = pd.Series(np.where(told == "", whole, whole + "；" + told), rows.index)
    return told.where(rows["venue"] != WHOLE, rest).astype("str")


def tally_texts(
    rows: pd.DataFrame, grades: Sequence[str], points: Mapping[str, int], known: PanelFacts
) -> pd.Series[str]:
    """Say in words: 「（1,200 × 100 + 800 × 80）÷ 2,480 = 85.00」."""
    is_scored = rows["divisor"].notna()
    terms: pd.Series[Any] = pd.Series("", index=rows.index, dtype=object)
    for number, grade in enumerate(grades):
        plus = " + " if number else ""
        terms = (
            terms + plus + texts_of(rows[VOTES + grade]) + f" × {worth_text(points.get(grade, 0))}"
        )
    score = hundredths_texts(rows["score_x100"])
    is_exact = (rows["points_sum_x100"] % rows["divisor"] == 0).fillna(False).to_numpy(dtype=bool)
    sign = np.where(is_exact, " = ", " ≈ ").astype(object)
    scored = "（" + terms + "）÷ " + texts_of(rows["divisor"]) + sign + score
    none = np.select(
        [rows["valid"] == 0, pd.Series(not points, index=rows.index)],
        ["没有有效票，不算得分", "没有档次分值，不算得分"],
        "没有评议票发放，按收回票不能算得分" if known.blank is Blank.ALL else "",
    )
    others = pd.Series(none, rows.index, dtype=object)
    texts: pd.Series[str] = scored.where(is_scored, others).astype("str")
    return texts


def ballot_words(rows: pd.DataFrame, grades: Sequence[str]) -> pd.Series[str]:
    """Say a department's votes: 「好 800、很好 1,200」, whatever order the input has them in."""
    said: pd.Series[Any] = pd.Series("", index=rows.index, dtype=object)
    for grade in sorted(grades):
        has_some = rows[VOTES + grade] > 0
        joint = np.where(has_some & (said != ""), "、", "").astype(object)
        own = joint + f"{grade} " + texts_of(rows[VOTES + grade])
        said = said + own.where(has_some, "")
    return said.astype("str")


def worth_text(points_x100: int) -> str:
    """Write points as they are written: 100, 62.5."""
    return f"{points_x100 // 100}" + (
        f".{points_x100 % 100:02d}".rstrip("0") if points_x100 % 100 else ""
    )


def hundredths_texts(numbers: pd.Series[Any]) -> pd.Series[Any]:
    """Write hundredths with two decimals; nothing for a missing one."""
    return _written(numbers, score_text)


def _written(numbers: pd.Series[Any], write: Callable[[Any], str]) -> pd.Series[Any]:
    whole = numbers.astype("Int64").astype(object)
    return whole.where(whole.notna(), None).map(write, na_action="ignore").fillna("")


def score_text(score_x100: Any) -> str:
    """Write a score with two decimals: 8500 is 85.00."""
    whole, part = divmod(int(score_x100), 100)
    return f"{whole:,}.{part:02d}"


def timetable_notes(known: PanelFacts) -> Sequence[tuple[str, str, str, str]]:
    """Say how long each group reports, as a row of 口径与依据 (二(一))."""
    each = known.policy.figure("minutes_each").at(known.month)
    inside = known.policy.figure("internal_departments").at(known.month)
    minutes = timetable(known.departments, each)
    said = "；".join(
        f"{group}组 {len(known.departments[group])} 个部门 {minutes[group]:,} 分钟"
        for group in GROUPS
    )
    count = sum(map(len, known.departments.values()))
    whole = count + len(inside)
    told = f"每个部门 {each} 分钟；公开述职 {count} 个部门，"
    told += f"连同内部述职的{listed(inside)}共 {whole} 个"
    return [("述职安排", "各组述职时间", said, told)]
