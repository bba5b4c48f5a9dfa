"""Staffing of grass-roots HR and social-security platforms, 青政办字〔2018〕116号."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qdcalc.intake.kinds import DATE
from qdcalc.lazy import door
from qdcalc.notice.description import Calculation, Named, Priced, Selector, Setting
from qdcalc.notice.names import names_of_figure
from qdcalc.notice.reporting import Report
from qdcalc.notice.schemas import Schemas
from qdcalc.run import run
from qdcalc.staffing import inputs as tables
from qdcalc.staffing import outputs

if TYPE_CHECKING:
    import datetime as dt
    from fractions import Fraction

    import pandas as pd

    from qdcalc.document.model import Document
    from qdcalc.notice.description import Job, Outcome, Prefill
    from qdcalc.notice.reporting import Request
    from qdcalc.result.plots import Chart
    from qdcalc.result.result import Result
    from qdcalc.staffing.formulas import *  # noqa: F403
else:
    __getattr__, __dir__ = door(
        __name__,
        "qdcalc.staffing.formulas",
        (
            "CALCULATIONS",
            "REPORTS",
            "STAFFING",
            "assess",
            "schemas",
        ),
    )


def _compute(job: Job) -> Outcome:
    from qdcalc.staffing.settle import compute

    return compute(job)


def _prefill(month: str) -> Mapping[str, Prefill]:
    from qdcalc.staffing.template import template_rows

    return template_rows()


def _charts() -> Sequence[Chart]:
    from qdcalc.staffing.charts import CHARTS

    return CHARTS


def _thresholds(job: Job, within: Fraction) -> pd.DataFrame:
    from qdcalc.staffing.thresholds import thresholds

    return thresholds(job, within)


def _briefing(result: Result, request: Request) -> Document:
    from qdcalc.staffing.reports.briefing import briefing

    return briefing(result, request)


def _by_district(result: Result, request: Request) -> Mapping[str, Document]:
    from qdcalc.staffing.reports.briefing import by_district

    return by_district(result, request)


STAFFING = Calculation(
    name="staffing",
    title="人员配备",
    package="qdcalc.staffing",
    sentence="算出各基层服务平台应配、现有和缺口人数，核对目标任务的期限",
    inputs=(tables.PLATFORMS, tables.TASKS, tables.COSTS),
    outputs=(
        outputs.PLATFORM_STAFF,
        outputs.DISTRICTS,
        outputs.TASK_STATES,
        outputs.NOTICE_TASKS,
    ),
    compute=_compute,
    settings=(
        Setting(
            "report_date", "统计日期", DATE, "截至哪一天，如 2019-06-30；有目标任务时必填", "date"
        ),
    ),
    example="人员配备_2019-06.xlsx",
    prefill=_prefill,
    charts=_charts,
    selectors=(
        Selector("row", "行", "服务平台!7", "哪一行：工作表!行号，几个文件时是 文件!工作表!行号"),
        Selector("district", "区市", "城阳", "哪个区市（或全市）的合计"),
        Selector("level", "级别", "社区(村)", "只要哪个级别的合计", beside=("district",)),
        Selector("task", "事项", "建成信息平台", "哪个目标任务：事项的名称"),
    ),
    priced=Priced("platform_staff", "district", ("gap_x100", "gap_cost_fen")),
    thresholds=_thresholds,
    recalculates=("round",),
    names=(
        Named(
            "区市",
            (("platforms", ("district",)), ("costs", ("district",))),
            names_of_figure("districts"),
        ),
    ),
)
CALCULATIONS = (STAFFING,)
schemas = Schemas.of(CALCULATIONS)
REPORTS = (
    Report(
        name="staffing",
        title="人员配备通报",
        calculation=STAFFING,
        sentence="截至统计日期的人员配备：区市排名、缺口、目标任务；另有各区市自己的通报",
        compose=_briefing,
        split=_by_district,
        each="per-district",
    ),
)


def assess(
    source: str | Path | pd.DataFrame | Mapping[str, pd.DataFrame],
    *,
    tasks: pd.DataFrame | None = None,
    costs: pd.DataFrame | None = None,
    report_date: str | dt.date | None = None,
    interpretations: Mapping[str, str] | Sequence[str] | None = None,
    policy: str | Path | None = None,
    names: str | Path | pd.DataFrame | None = None,
) -> Result:
    """人员配备：算出各基层服务平台应配、现有和缺口人数，核对目标任务的期限。

    参数：``source`` 是工作簿、文件夹或服务平台的 DataFrame；``tasks``、``costs`` 是另外给的目标
    任务、经费标准；``report_date`` 是统计日期，如 ``"2019-06-30"``，程序不会自己用今天；
    ``interpretations`` 选口径；``policy`` 是您自己的政策文件。

    例::

        result = qdcalc.staffing.assess("人员配备.xlsx", report_date="2019-06-30")
        result["配备核算"].query("缺口 > 0")

    Compare each platform's staff with the standard, and the dated targets with their dates.

    Parameters
    ----------
    source : path, folder, DataFrame, or mapping of table name to DataFrame
        A workbook, a folder of workbooks, or the platforms: columns 区市, 街道, 名称, 级别,
        服务对象数 [persons], 在编, 购买服务, 大学生岗位, 其他 [persons, two decimals at most].
    tasks, costs : DataFrame, optional
        The sheets 目标任务 and 经费标准 (人均年经费 [元]).
    report_date : date or text, optional
        The day as of which targets and the deadline are judged; never today by itself.
    interpretations : mapping or sequence of str, optional
        ``{"round": "floor"}``.
    policy : path, optional
        The user's own dated figures.
    names : path or DataFrame, optional
        What the user's names mean: the sheet 名称对照; else a file 名称对照.xlsx beside a workbook.

    Returns
    -------
    Result
        Tables platform_staff (配备核算), districts (区市汇总), tasks (目标任务).

    Raises
    ------
    InputError
        The input has errors; nothing was calculated.

    Notes
    -----
    青政办字〔2018〕116号 三(二), 二.
    """
    return run(
        STAFFING,
        source,
        frames={"tasks": tasks, "costs": costs},
        interpretations=interpretations,
        settings={"report_date": report_date},
        policy=policy,
        names=names,
    )
