"""What is said of the staffing: how each platform's 应配 and gap come about, and the deadline."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from qdcalc.exact import money
from qdcalc.exact.arrays import unchecked
from qdcalc.exact.decimals import plain
from qdcalc.staffing.standard import HUNDRED, required_staff
from qdcalc.staffing.words import Rounding


def explanations(assessed: pd.DataFrame, rounding: Rounding, name: str) -> pd.Series[str]:
    """Say in words: 「30,001 ÷ 6,000 进一为 6 人，现有 4.5 人，缺 1.5 人」.

    Parameters
    ----------
    assessed : DataFrame
    rounding : Rounding
    name : str
        The rounding's Chinese name.
    """
    texts = {name: _texts(assessed[name]) for name in ("people_served", "ratio", "minimum")}
    minimum = assessed["minimum"]
    people, ratio = (assessed[n].to_numpy(dtype=np.int64) for n in ("people_served", "ratio"))
    counted = pd.Series(unchecked(required_staff)(people, ratio, 0, rounding=rounding))
    said = texts["people_served"] + " ÷ " + texts["ratio"] + " " + name + "为 "
    said = said + counted.astype("str") + " 人"
    floor = "，不足最低人数，按 " + texts["minimum"] + " 人"
    said = said + floor.where(counted < minimum, "")
    staff = pd.Series(plain(assessed["staff_x100"] / HUNDRED), dtype=object)
    gap = pd.Series(plain(assessed["gap_x100"] / HUNDRED), dtype=object)
    surplus = pd.Series(plain(assessed["surplus_x100"] / HUNDRED), dtype=object)
    verdict = np.select(
        [assessed["gap_x100"] > 0, assessed["surplus_x100"] > 0],
        ["，缺 " + gap + " 人", "，超配 " + surplus + " 人"],
        "，正好",
    )
    said = said + "；现有 " + staff + " 人" + verdict
    explained: pd.Series[str] = (said + _cost_texts(assessed, gap)).astype("str")
    return explained


def _cost_texts(assessed: pd.DataFrame, gap: pd.Series[str]) -> pd.Series[str]:
    """Write what each gap costs: 「；缺口经费 1.5 × 80,000.00 元 = 120,000.00 元」."""
    cost, annual = assessed["gap_cost_fen"], assessed["annual_cost_fen"]
    priced = cost.notna() & (assessed["gap_x100"] > 0)
    amounts = {
        fen: money.text(fen) for fen in pd.unique(pd.concat([cost, annual]).dropna()).tolist()
    }
    said = "；缺口经费 " + gap + " × " + annual.map(amounts).astype(object) + " 元 = "
    said = said + cost.map(amounts).astype(object) + " 元"
    return said.where(priced, "").astype(object)


def _texts(numbers: pd.Series[int]) -> pd.Series[str]:
    distinct = {n: f"{n:,}" for n in numbers.unique().tolist()}
    return numbers.map(distinct).astype(object)


def deadline_note(deadline: dt.date, day: dt.date | None) -> tuple[str, str, str, str]:
    """Say how far the deadline of the standard is, or how long it has passed (三(二))."""
    item = "配备期限"
    if day is None:
        return ("期限", item, f"{deadline}", "没有统计日期，没有计算距期限的天数")
    left = (deadline - day).days
    said = f"距期限还有 {left} 天" if left >= 0 else f"已超过期限 {-left} 天"
    return ("期限", item, f"{deadline}", f"统计日期 {day}，{said}")
