"""Warnings and measures of heavy pollution, 青政办字〔2018〕115号."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qdcalc.lazy import door
from qdcalc.notice.description import Calculation, Priced, Selector, Setting
from qdcalc.notice.reporting import Report
from qdcalc.notice.schemas import Schemas
from qdcalc.notice.workdays import WORKDAYS
from qdcalc.run import run
from qdcalc.smog.kinds import LEVEL
from qdcalc.smog.measures import inputs as lists
from qdcalc.smog.measures import outputs as measured
from qdcalc.smog.outputs import OVERVIEW
from qdcalc.smog.warning import inputs as readings
from qdcalc.smog.warning import outputs as warned

if TYPE_CHECKING:
    from fractions import Fraction

    import pandas as pd

    from qdcalc.document.model import Document
    from qdcalc.notice.description import Job, Outcome, Prefill
    from qdcalc.notice.reporting import Request
    from qdcalc.result.plots import Chart
    from qdcalc.result.result import Result
    from qdcalc.smog.formulas import *  # noqa: F403
else:
    __getattr__, __dir__ = door(
        __name__,
        "qdcalc.smog.formulas",
        (
            "CALCULATIONS",
            "REPORTS",
            "SMOG",
            "assess",
            "schemas",
        ),
    )


def _compute(job: Job) -> Outcome:
    from qdcalc.smog.settle import compute

    return compute(job)


def _prefill(month: str) -> Mapping[str, Prefill]:
    from qdcalc.smog.template import template_rows

    return template_rows()


def _charts() -> Sequence[Chart]:
    from qdcalc.smog.charts import CHARTS

    return CHARTS


def _thresholds(job: Job, within: Fraction) -> pd.DataFrame:
    from qdcalc.smog.thresholds import thresholds

    return thresholds(job, within)


def _bulletin(result: Result, request: Request) -> Document:
    from qdcalc.smog.reports import bulletin

    return bulletin(result, request)


SMOG = Calculation(
    name="smog",
    title="重污染天气",
    package="qdcalc.smog",
    sentence="由逐时或逐日的 AQI 定预警级别和起止时间，核对减排比例，排出保洁频次",
    inputs=(*readings.TABLES, *lists.TABLES, WORKDAYS),
    outputs=(OVERVIEW, *warned.TABLES, *measured.TABLES),
    compute=_compute,
    settings=(
        Setting(
            "level", "响应级别", LEVEL, "重污染天气：保洁按哪一级安排，黄色、橙色或红色", "level"
        ),
    ),
    example="重污染天气_2018-12.xlsx",
    prefill=_prefill,
    charts=_charts,
    thresholds=_thresholds,
    selectors=(
        Selector("row", "行", "AQI!30", "哪一行：工作表!行号，几个文件时是 文件!工作表!行号"),
        *readings.SELECTORS,
        *lists.SELECTORS,
    ),
    priced=Priced(
        "overview", "place", ("hours", "targets_not_met", "floors_not_met", "extra_runs")
    ),
    recalculates=(*readings.RECALCULATES, *lists.RECALCULATES),
)
CALCULATIONS = (SMOG,)
schemas = Schemas.of(CALCULATIONS)
REPORTS = (
    Report(
        name="smog",
        title="重污染天气预警和应急响应情况",
        calculation=SMOG,
        sentence="各次重污染过程的级别、发布和解除的时间，减排核对和保洁安排",
        compose=_bulletin,
    ),
)


def assess(
    source: str | Path | pd.DataFrame | Mapping[str, pd.DataFrame],
    *,
    reductions: pd.DataFrame | None = None,
    bases: pd.DataFrame | None = None,
    cleaning: pd.DataFrame | None = None,
    workdays: pd.DataFrame | None = None,
    level: str | None = None,
    interpretations: Mapping[str, str] | Sequence[str] | None = None,
    policy: str | Path | None = None,
    names: str | Path | pd.DataFrame | None = None,
) -> Result:
    """重污染天气：由 AQI 定预警级别和起止时间，核对各级响应的减排比例，排出保洁频次。

    参数：``source`` 是工作簿、文件夹或 AQI 的 DataFrame；``reductions``、``bases``、``cleaning``、
    ``workdays`` 是另外给的减排清单、排放基数、保洁、工作日历；``level`` 是保洁按哪一级响应安排，
    ``"黄色"``、``"橙色"`` 或 ``"红色"``；``interpretations`` 选口径；``policy`` 是您的政策文件。

    例::

        result = qdcalc.smog.assess("重污染天气.xlsx")
        result["预警过程"]

    Find the level and the times of each process, check reductions, plan the cleaning.

    Parameters
    ----------
    source : path, folder, DataFrame, or mapping of table name to DataFrame
        A workbook, a folder of workbooks, or the AQI: columns 时间, AQI, AQI上限, 沙尘, 数据类型,
        站点或区域.
    reductions, bases, cleaning, workdays : DataFrame, optional
        The sheets 减排清单, 排放基数, 保洁 and 工作日历.
    level : str, optional
        The level of the response that the cleaning is planned for.
    interpretations : mapping or sequence of str, optional
        ``{"duration": "unbroken"}``.
    policy : path, optional
        The user's own dated figures.
    names : path or DataFrame, optional
        What the user's names mean: the sheet 名称对照; else a file 名称对照.xlsx beside a workbook.

    Returns
    -------
    Result
        Tables processes (预警过程), hours (逐时), and those of the measures.

    Raises
    ------
    InputError
        The input has errors; nothing was calculated.

    Notes
    -----
    青政办字〔2018〕115号 三, 四.
    """
    given = {
        "reductions": reductions, "bases": bases, "cleaning": cleaning, "workdays": workdays,
    }  # fmt: skip
    return run(
        SMOG,
        source,
        frames=given,
        interpretations=interpretations,
        settings={"level": level},
        policy=policy,
        names=names,
    )
