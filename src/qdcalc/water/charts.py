"""The charts of water: ``result.plot.calendar()``, ``balances()``, ``flows()``, ``course()``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from qdcalc.document.model import Course, Flows, Picture
from qdcalc.errors import UsageError
from qdcalc.exact import money
from qdcalc.result.plots import Chart
from qdcalc.water.reports.parts import calendar as calendar_of
from qdcalc.water.reports.parts import net_picture
from qdcalc.water.words import AnnualTransfer, Transfer

if TYPE_CHECKING:
    from qdcalc.result.result import Result


def calendar(result: Result, district: str | None = None) -> Picture:
    """断面 × 月份的判定日历，每格有颜色也有符号：▲ 跃升，· 达标，× 超标，○ 断流，? 缺测。

    参数：``district`` 是区市，只画它负责的断面，不给就全画；``ax`` 是画在上面的 matplotlib
    坐标轴，不给就新画一张图。

    例::

        result.plot.calendar()
        result.plot.calendar("即墨")

    Sections × months, each verdict by colour and sign; those of one district where it is given.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    UsageError
        No section is the district's.
    """
    months, caption = result.tables["section_months"], "各断面逐月判定"
    if district is not None:
        owners = months["responsible"].str.split("、")
        known = "、".join(dict.fromkeys(owners.explode()))
        months = months[owners.map(lambda names: district in names)]
        caption = f"{district}各断面逐月判定"
        if months.empty:
            raise UsageError(f"没有“{district}”负责的断面。有的是：{known}")
    return calendar_of(months, caption)


def balances(result: Result, month: str | None = None) -> Picture:
    """各区市和市财政的净额，右边净收，左边净付。

    参数：``month`` 是哪个月，如 ``"2018-11"``，不给就是最后一个月；``ax`` 是画在上面的
    matplotlib 坐标轴。

    例::

        result.plot.balances()

    Net positions of the districts in a month (the last one by default).

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    UsageError
        The result has no such month.
    """
    now = _month(result, month)
    districts = result.tables["districts"]
    return net_picture(districts[districts["month"] == now], "net_fen", f"各区市净额（{now}）")


def flows(result: Result, month: str | None = None) -> Picture:
    """谁付给谁多少，左边付款方，右边收款方，不含自抵。

    参数：``month`` 是哪个月，如 ``"2018-11"``，不给就是最后一个月；``ax`` 是画在上面的
    matplotlib 坐标轴。

    例::

        result.plot.flows("2018-11")

    Who pays whom in a month (the last one by default).

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    UsageError
        The result has no such month.
    """
    now = _month(result, month)
    moved = result.tables["flows"]
    own = Transfer.SELF
    return _bands(moved[(moved["month"] == now) & (moved["kind"] != own)], f"谁付给谁（{now}）")


def year_balances(result: Result) -> Picture:
    """各区市和市财政的年度净额，右边净收，左边净付。

    参数：``ax`` 是画在上面的 matplotlib 坐标轴，不给就新画一张图。

    例::

        result.plot.balances()

    Net positions of the districts over the cycle.

    Returns
    -------
    matplotlib.axes.Axes
    """
    return net_picture(result.tables["year_districts"], "net_fen", "各区市年度净额")


def year_flows(result: Result) -> Picture:
    """全年谁付给谁多少，左边付款方，右边收款方，不含自抵。

    参数：``ax`` 是画在上面的 matplotlib 坐标轴，不给就新画一张图。

    例::

        result.plot.flows()

    Who pays whom over the cycle.

    Returns
    -------
    matplotlib.axes.Axes
    """
    moved = result.tables["year_flows"]
    return _bands(moved[moved["kind"] != AnnualTransfer.SELF], "全年谁付给谁")


def course(
    result: Result, section: str | int | None = None, indicator: str | None = None
) -> Picture:
    """一个断面一个指标的逐月监测值和目标限值。

    参数：``section`` 是断面的序号或名称，``indicator`` 是指标；都不给就画超标倍数最大的那个；
    只给断面就画这个断面超标倍数最大的指标。``ax`` 是画在上面的 matplotlib 坐标轴。

    例::

        result.plot.course(20, "氨氮")

    One indicator's values over the months against the limit of the target.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    UsageError
        There is no such section, or it has no such indicator.
    """
    facts, names = result.tables["indicators"], _names(result)
    if section is not None:
        facts = facts[facts["section_id"] == _section(names, section)]
    if indicator is not None:
        known = "、".join(dict.fromkeys(facts["indicator"]))
        facts = facts[facts["indicator"] == indicator]
        if facts.empty:
            raise UsageError(f"没有指标“{indicator}”。有的是：{known or '没有'}")
    if facts.empty:
        raise UsageError("没有参评的监测值，画不出逐月变化")
    largest = facts["multiple"].astype(float).fillna(-1.0).to_numpy().argmax()
    row = facts.iloc[int(largest)]
    own = facts[
        (facts["section_id"] == row["section_id"]) & (facts["indicator"] == row["indicator"])
    ]
    judged = own[own["water_class"].notna()].set_index("month")["value"]  # what was judged
    months = tuple(sorted(set(result.tables["section_months"]["month"])))
    values = tuple(float(judged[m]) if m in judged.index else None for m in months)
    limits = sorted({limit for limit in own["limit"] if isinstance(limit, float)})
    unit = "" if pd.isna(row["unit"]) else str(row["unit"])
    caption = f"{row['section_id']} {names[row['section_id']]}　{row['indicator']}"
    drawing = Course(months, values, tuple(("目标限值", limit) for limit in limits), unit)
    return Picture(caption, caption, drawing)


def _bands(moved: pd.DataFrame, caption: str) -> Picture:
    summed = moved.groupby(["payer", "payee"], sort=False)["amount_fen"].sum()
    pairs = summed.reset_index()
    bands = tuple(
        (str(a), str(b), int(f))
        for a, b, f in zip(pairs["payer"], pairs["payee"], pairs["amount_fen"], strict=True)
    )
    alt = "；".join(f"{a}付{b} {money.wan(f)} 万元" for a, b, f in bands)
    return Picture(caption, alt or "没有收付", Flows(bands))


def _month(result: Result, wanted: str | None) -> str:
    months = sorted(set(result.tables["section_months"]["month"]))
    if wanted is not None and wanted not in months:
        raise UsageError(f"结果里没有月份“{wanted}”。有的是：{'、'.join(months)}")
    return months[-1] if wanted is None else wanted


def _names(result: Result) -> dict[str, str]:
    """Return each section's name by its number."""
    sections = result.tables["section_months"].drop_duplicates("section_id")
    return dict(
        zip(sections["section_id"], sections["river"] + "·" + sections["section"], strict=True)
    )


def _section(names: dict[str, str], wanted: str | int) -> str:
    """Return the number of the section of that number or name."""
    said = str(wanted).strip()
    if said in names:
        return said
    found = [n for n, name in names.items() if said in (name, name.partition("·")[2])]
    if len(found) == 1:
        return found[0]
    if found:
        same = "、".join(f"{number} {names[number]}" for number in found)
        raise UsageError(f"有 {len(found)} 个断面叫“{said}”，请写序号：{same}")
    number, name = next(iter(names.items()))
    raise UsageError(f"没有断面“{said}”。请写序号或名称，如 {number} 或 {name}")


_CALENDAR = Chart("calendar", "各断面逐月判定的日历", calendar)
_COURSE = Chart("course", "一个断面一个指标的逐月监测值和目标限值", course)
MONTH_CHARTS = (
    _CALENDAR,
    Chart("balances", "各区市净额", balances),
    Chart("flows", "谁付给谁", flows),
    _COURSE,
)
YEAR_CHARTS = (
    _CALENDAR,
    Chart("balances", "各区市年度净额", year_balances),
    Chart("flows", "全年谁付给谁", year_flows),
    _COURSE,
)
