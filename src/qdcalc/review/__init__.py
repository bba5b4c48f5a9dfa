"""Time limits of the joint review of construction drawings, 青政办字〔2018〕108号."""

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
from qdcalc.notice.workdays import WORKDAYS
from qdcalc.review import inputs as tables
from qdcalc.review import outputs
from qdcalc.run import run

if TYPE_CHECKING:
    import datetime as dt
    from fractions import Fraction

    import pandas as pd

    from qdcalc.document.model import Document
    from qdcalc.notice.description import Job, Outcome, Prefill
    from qdcalc.notice.reporting import Request
    from qdcalc.result.plots import Chart
    from qdcalc.result.result import Result
    from qdcalc.review.formulas import *  # noqa: F403
else:
    __getattr__, __dir__ = door(
        __name__,
        "qdcalc.review.formulas",
        (
            "CALCULATIONS",
            "REPORTS",
            "REVIEW",
            "assess",
            "schemas",
        ),
    )


def _compute(job: Job) -> Outcome:
    from qdcalc.review.settle import compute

    return compute(job)


def _prefill(month: str) -> Mapping[str, Prefill]:
    from qdcalc.review.template import template_rows

    return template_rows()


def _charts() -> Sequence[Chart]:
    from qdcalc.review.charts import CHARTS

    return CHARTS


def _thresholds(job: Job, within: Fraction) -> pd.DataFrame:
    from qdcalc.review.thresholds import thresholds

    return thresholds(job, within)


def _bulletin(result: Result, request: Request) -> Document:
    from qdcalc.review.reports import bulletin

    return bulletin(result, request)


def _by_district(result: Result, request: Request) -> Mapping[str, Document]:
    from qdcalc.review.reports import by_district

    return by_district(result, request)


REVIEW = Calculation(
    name="review",
    title="施工图审查时限",
    package="qdcalc.review",
    sentence="由受理和出具合格书的日期算出各项目用了几个工作日、是否逾期",
    inputs=(tables.PROJECTS, WORKDAYS),
    outputs=(
        outputs.REVIEWS,
        outputs.DISTRICTS,
        outputs.BODIES,
        outputs.OVERDUE_LIST,
        outputs.DUE_SOON_LIST,
        outputs.CALENDAR,
    ),
    compute=_compute,
    settings=(Setting("report_date", "统计日期", DATE, "截至哪一天，如 2019-06-30；必填", "date"),),
    example="施工图审查_2019-10.xlsx",
    prefill=_prefill,
    charts=_charts,
    selectors=(
        Selector("row", "行", "项目!7", "哪一行：工作表!行号，几个文件时是 文件!工作表!行号"),
        Selector("project", "项目名称", "示例住宅小区一期", "哪个项目：名称，可以只写一部分"),
        Selector("district", "区市", "城阳", "哪个区市（或合计）的按时率"),
        Selector("body", "审查机构", "示例审图一所", "哪个审查机构的按时率"),
    ),
    priced=Priced("reviews", "district", ("overdue_workdays", "used")),
    thresholds=_thresholds,
    recalculates=("start", "first_day", "pause", "open"),
    names=(Named("区市", (("projects", ("district",)),), names_of_figure("districts")),),
)
CALCULATIONS = (REVIEW,)
schemas = Schemas.of(CALCULATIONS)
REPORTS = (
    Report(
        name="review",
        title="施工图审查时限通报",
        calculation=REVIEW,
        sentence="截至统计日期的逾期清单、临期项目，各区市和审查机构的按时率；另有各区市自己的通报",
        compose=_bulletin,
        split=_by_district,
        each="per-district",
    ),
)


def assess(
    source: str | Path | pd.DataFrame | Mapping[str, pd.DataFrame],
    *,
    workdays: pd.DataFrame | None = None,
    report_date: str | dt.date | None = None,
    interpretations: Mapping[str, str] | Sequence[str] | None = None,
    policy: str | Path | None = None,
    names: str | Path | pd.DataFrame | None = None,
) -> Result:
    """施工图审查时限：算出各项目用了几个工作日，是否超过 5 个工作日，列出逾期的项目。

    参数：``source`` 是工作簿、文件夹或项目的 DataFrame；``workdays`` 是另外给的工作日历；
    ``report_date`` 是统计日期，如 ``"2019-06-30"``，程序不会自己用今天；``interpretations`` 选
    口径；``policy`` 是您自己的政策文件。

    例::

        result = qdcalc.review.assess("施工图审查.xlsx", report_date="2019-10-10")
        result["逾期清单"]

    Count each project's working days against the limit; list what is overdue.

    Parameters
    ----------
    source : path, folder, DataFrame, or mapping of table name to DataFrame
        A workbook, a folder of workbooks, or the projects: columns 项目名称, 轮次, 区市, 审查机构,
        工程类别, 受理部门, 重新报批, 受理日期, 合格书日期, 意见书日期, 复审受理日期.
    workdays : DataFrame, optional
        The sheet 工作日历: 日期, 类型 (工作日 or 休息日).
    report_date : date or text, optional
        The day as of which open projects are judged; must be given here or in the sheet 口径.
    interpretations : mapping or sequence of str, optional
        ``{"pause": "ignore"}``.
    policy : path, optional
        The user's own dated figures.
    names : path or DataFrame, optional
        What the user's names mean: the sheet 名称对照; else a file 名称对照.xlsx beside a workbook.

    Returns
    -------
    Result
        Tables reviews (时限核算), districts (区市汇总), bodies (机构汇总), overdue (逾期清单),
        due_soon (临期清单), calendar (采用的日历).

    Raises
    ------
    InputError
        The input has errors; nothing was calculated.

    Notes
    -----
    青政办字〔2018〕108号 三, 四(三), 五.
    """
    return run(
        REVIEW,
        source,
        frames={"workdays": workdays},
        interpretations=interpretations,
        settings={"report_date": report_date},
        policy=policy,
        names=names,
    )
