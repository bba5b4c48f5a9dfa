"""Surface-water ecological compensation, 青政办字〔2018〕113号."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qdcalc.calculation import Calculation, Setting, run
from qdcalc.water import outputs, tables

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.result import Result
    from qdcalc.water.amounts import month_amount_fen
    from qdcalc.water.indicators import indicator_class
    from qdcalc.water.upstream import exceedance_multiple
    from qdcalc.water.verdict import month_coefficient, month_verdict

MONTH = Calculation(
    name="water-month",
    title="水质月度核算",
    package="qdcalc.water",
    sentence="由监测数据判定各断面当月水质，算出谁付给谁多少补偿金",
    inputs=(
        tables.READINGS,
        tables.SECTIONS,
        tables.RESPONSIBILITY,
        tables.INCIDENTS,
        tables.PREVIOUS_CLASSES,
    ),
    outputs=(
        outputs.SECTION_MONTHS,
        outputs.FLOWS,
        outputs.DISTRICTS,
        outputs.INDICATORS,
        outputs.SECTIONS_USED,
    ),
    compute="qdcalc.water.monthly:compute",
    settings=(
        Setting(
            "is_drought_year", "特殊干旱年份", "yes_no", "经认定的特殊重大干旱年份填 是，年度清算用"
        ),
    ),
    partition="qdcalc.water.monthly:partition",
    data_files=("gb3838.csv", "sections_2018_2019.csv"),
    example="水质月度_2018-11.xlsx",
    prefill="qdcalc.water.prefill:template_rows",
)
CALCULATIONS = (MONTH,)

# the notice's formulas as plain functions of arrays or Series: name → module
_FORMULAS = {
    "exceedance_multiple": "upstream",
    "indicator_class": "indicators",
    "month_amount_fen": "amounts",
    "month_coefficient": "verdict",
    "month_verdict": "verdict",
}
__all__ = [
    "CALCULATIONS",
    "MONTH",
    "exceedance_multiple",
    "indicator_class",
    "month",
    "month_amount_fen",
    "month_coefficient",
    "month_verdict",
]


def __getattr__(name: str) -> Any:
    if name in _FORMULAS:
        return getattr(importlib.import_module(f"qdcalc.water.{_FORMULAS[name]}"), name)
    raise AttributeError(f"module 'qdcalc.water' has no attribute {name!r}")


def month(
    source: str | Path | pd.DataFrame | Mapping[str, pd.DataFrame],
    *,
    sections: pd.DataFrame | None = None,
    responsibility: pd.DataFrame | None = None,
    incidents: pd.DataFrame | None = None,
    previous_classes: pd.DataFrame | None = None,
    interpretations: Mapping[str, str] | Sequence[str] | None = None,
    policy: str | Path | None = None,
) -> Result:
    """Calculate who pays whom for each section and month (clauses 一, 三–八).

    Parameters
    ----------
    source : path, folder, DataFrame, or mapping of table name to DataFrame
        A workbook, a folder of workbooks, or the readings: one row a section and month, columns
        月份, 序号 (or 河流名称 and 监测断面), 断流, and one column an indicator in the unit of
        GB 3838 [mg/L]; Chinese or English headers.
    sections, responsibility, incidents, previous_classes : DataFrame, optional
        The sheets 断面清单, 责任认定, 突发环境事件 and 上年度类别.
    interpretations : mapping or sequence of str, optional
        ``{"overlap": "drop"}``; see ``qdcalc interpretations``.
    policy : path, optional
        The user's own dated figures, laid over the notice's.

    Returns
    -------
    Result
        Tables section_months, flows, districts, indicators (``result.tables``), in Chinese
        ``result["断面核算"]``, ``result["资金流向"]``, ``result["区市汇总"]``,
        ``result["指标明细"]``.

    Raises
    ------
    InputError
        The input has errors; ``error.problems`` lists them all, nothing was calculated.
    """
    frames = {
        "sections": sections,
        "responsibility": responsibility,
        "incidents": incidents,
        "previous_classes": previous_classes,
    }
    return run(MONTH, source, frames=frames, interpretations=interpretations, policy=policy)
