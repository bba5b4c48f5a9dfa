"""The notices: one line each. Their calculations, reports and interpretations, found by name."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from qdcalc.errors import UsageError
from qdcalc.notice.description import Calculation

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.notice.reporting import Report

# One line a notice: a package that names its calculations in CALCULATIONS.
NOTICES = (
    "qdcalc.water", "qdcalc.expo", "qdcalc.staffing", "qdcalc.award", "qdcalc.review",
    "qdcalc.smog", "qdcalc.panel",
)  # fmt: skip
_OPTIONS = (
    *("通知", "参数", "名称", "条款", "问题"),
    *("取值", "取值名称", "默认", "含义", "理由", "反方理由"),
)


def calculations() -> tuple[Calculation, ...]:
    """Return every calculation, in the order of the notices."""
    return tuple(_each())


def _each() -> Iterator[Calculation]:
    """Yield the calculations; a notice is loaded when its turn comes."""
    for package in NOTICES:
        yield from import_module(package).CALCULATIONS


def named(name: str) -> Calculation | None:
    """Return the calculation of that command or Chinese name, None where there is none."""
    return next((c for c in _each() if name in (c.name, c.title)), None)


def find(name: str) -> Calculation:
    """Return the calculation of that command or Chinese name.

    Raises
    ------
    UsageError
        There is none; the message lists those that there are.
    """
    calculation = named(name)
    if calculation is not None:
        return calculation
    known = "、".join(f"{c.name}（{c.title}）" for c in calculations())
    raise UsageError(f"没有名为“{name}”的计算。可用的有：{known}")


def found(calculation: str | Calculation) -> Calculation:
    """Return a calculation that is given by name or as it is."""
    return calculation if isinstance(calculation, Calculation) else find(calculation)


def reports() -> tuple[Report, ...]:
    """Return every report, in the order of the notices."""
    return tuple(
        report for package in NOTICES for report in getattr(import_module(package), "REPORTS", ())
    )


def interpretations(calculation: str | Calculation | None = None) -> pd.DataFrame:
    """列出口径：条文不明确的地方各有一个开关，一行一个取值，写明问题、含义、默认和不取默认的理由。

    参数：``calculation`` 是计算的名称，不给就列出全部。取值用在计算里：
    ``interpretations={参数: 取值}``。

    例::

        qdcalc.interpretations("水质月度核算")
        qdcalc.water.month("监测数据.xlsx", interpretations={"upstream": "off"})

    List the switches for unclear clauses, one row an option.

    Parameters
    ----------
    calculation : str or Calculation, optional
        All calculations if not given.

    Returns
    -------
    pandas.DataFrame
        通知, 参数, 名称, 条款, 问题, 取值, 取值名称, 默认 (bool), 含义, 理由 (for the default),
        反方理由 (what speaks for another option).

    Raises
    ------
    UsageError
        There is no such calculation.
    """
    import pandas as pd

    wanted = calculations() if calculation is None else (found(calculation),)
    policies = {policy.number: policy for policy in (c.policy() for c in wanted)}
    rows = [
        (policy.number, item.key, item.name, policy.clause_words(item.clause), item.question,
         option.key, option.name, option.key == item.default, option.meaning, item.reason,
         item.against)
        for policy in policies.values()
        for item in policy.interpretations.values()
        for option in item.choices
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(_OPTIONS))
