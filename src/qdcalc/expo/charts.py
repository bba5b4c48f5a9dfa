"""The charts of the exhibition subsidies: ``result.plot.budget()``, ``applicants()``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from qdcalc.document.model import PairedBars, Picture
from qdcalc.exact import money
from qdcalc.result.plots import Chart

if TYPE_CHECKING:
    from qdcalc.result.result import Result

_MOST = 12  # applicants


def budget(result: Result) -> Picture:
    """各项目的核定金额和预算，每个项目两条；没有预算的写明。

    参数：``ax`` 是画在上面的 matplotlib 坐标轴，不给就新画一张图。

    例::

        result.plot.budget()

    What was approved by item (and year) beside its budget.

    Returns
    -------
    matplotlib.axes.Axes
    """
    years = result.tables["years"]
    shown = years[(years["amount_fen"] > 0) | years["budget_fen"].notna()]
    several = shown["year"].nunique() > 1
    names = tuple(
        f"{year}年{item}" if several else str(item)
        for year, item in zip(shown["year"], shown["item"], strict=True)
    )
    amounts = tuple(int(fen) for fen in shown["amount_fen"])
    budgets = tuple(None if pd.isna(fen) else int(fen) for fen in shown["budget_fen"])
    return _paired("全年核定金额与预算", names, amounts, budgets, ("核定金额", "预算"))


def applicants(result: Result) -> Picture:
    """核定金额最大的申请单位（至多 12 家），其中待人工确认的金额另画一条。

    参数：``ax`` 是画在上面的 matplotlib 坐标轴，不给就新画一张图。

    例::

        result.plot.applicants()

    The applicants with the largest sums, and what of them a person has still to confirm.

    Returns
    -------
    matplotlib.axes.Axes
    """
    sums = result.tables["applicants"].sort_values("amount_fen", ascending=False, kind="stable")
    shown = sums[sums["amount_fen"] > 0].head(_MOST)
    names = tuple("" if pd.isna(n) else str(n) for n in shown["applicant"])
    columns = [tuple(int(fen) for fen in shown[name]) for name in ("amount_fen", "open_fen")]
    return _paired("各单位核定金额", names, columns[0], columns[1], ("核定金额", "其中待确认"))


def _paired(caption: str, names: tuple[str, ...], first: Any, second: Any, labels: Any) -> Picture:
    said = "；".join(
        f"{name} {money.wan(fen)} 万元" for name, fen in zip(names, first, strict=True)
    )
    return Picture(caption, said, PairedBars(names, first, second, labels))


CHARTS = (
    Chart("budget", "各项目核定金额与预算", budget),
    Chart("applicants", "核定金额最大的申请单位", applicants),
)
