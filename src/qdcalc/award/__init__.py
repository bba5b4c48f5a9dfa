"""The mayor's quality prize, 青政发〔2018〕34号."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qdcalc.award import inputs as tables
from qdcalc.award import outputs
from qdcalc.intake.kinds import DATE, YEAR
from qdcalc.lazy import door
from qdcalc.notice.description import Calculation, Priced, Selector, Setting
from qdcalc.notice.reporting import Report
from qdcalc.notice.schemas import Schemas
from qdcalc.run import run

if TYPE_CHECKING:
    import datetime as dt
    from fractions import Fraction

    import pandas as pd

    from qdcalc.award.formulas import *  # noqa: F403
    from qdcalc.document.model import Document
    from qdcalc.notice.description import Job, Outcome, Prefill
    from qdcalc.notice.reporting import Request
    from qdcalc.result.plots import Chart
    from qdcalc.result.result import Result
else:
    __getattr__, __dir__ = door(
        __name__, "qdcalc.award.formulas", ("AWARD", "CALCULATIONS", "REPORTS", "assess", "schemas")
    )


def _compute(job: Job) -> Outcome:
    from qdcalc.award.settle import compute

    return compute(job)


def _prefill(month: str) -> Mapping[str, Prefill]:
    from qdcalc.award.template import template_rows

    return template_rows()


def _charts() -> Sequence[Chart]:
    from qdcalc.award.charts import CHARTS

    return CHARTS


def _thresholds(job: Job, within: Fraction) -> pd.DataFrame:
    from qdcalc.award.thresholds import thresholds

    return thresholds(job, within)


def _decision(result: Result, request: Request) -> Document:
    from qdcalc.award.reports import decision

    return decision(result, request)


def _publicity(result: Result, request: Request) -> Document:
    from qdcalc.award.reports import publicity

    return publicity(result, request)


AWARD = Calculation(
    name="award",
    title="市长质量奖",
    package="qdcalc.award",
    sentence="审查申报组织的条件，核对名额和奖金，算出公示期，跟踪获奖以后的撤销",
    inputs=tables.TABLES,
    outputs=outputs.TABLES,
    compute=_compute,
    settings=(
        Setting(
            "base_day", "评审基准日", DATE, "市长质量奖：年限和事故算到哪一天，必填，如 2020-11-30",
            "base-day",
        ),
        Setting(
            "publicity_start", "公示起始日", DATE, "市长质量奖：拟奖励名单开始公示的日期",
            "publicity-start",
        ),
        Setting(
            "previous_year", "上届年度", YEAR, "市长质量奖：上一届是哪一年，如 2018",
            "previous-year",
        ),
    ),
    example="市长质量奖_2020.xlsx",
    prefill=_prefill,
    charts=_charts,
    selectors=(
        Selector("row", "行", "申报组织!3", "哪一行：工作表!行号，几个文件时是 文件!工作表!行号"),
        Selector("organisation", "组织", "示例制造公司", "哪个组织的全部申报和获奖"),
        Selector("prize", "奖项", "卓越奖", "哪个奖项的名额和奖金合计"),
        Selector("item", "项目", "公示", "公示的截止日：公示"),
    ),
    priced=Priced("prizes", "organisation", ("prize_fen",)),
    thresholds=_thresholds,
    recalculates=("vat", "other", "ban", "both"),
)  # fmt: skip
CALCULATIONS = (AWARD,)
schemas = Schemas.of(CALCULATIONS)
REPORTS = (
    Report(
        "award", "市长质量奖拟奖励名单", AWARD,
        "报领导小组决定的拟奖励名单、不合格和待确认的申报、公示文本和以前各届的撤销追缴", _decision,
    ),
    Report(
        "award-publicity", "市长质量奖公示", AWARD, "拟奖励名单向社会公示的文本：组织和起止日期",
        _publicity, is_combined=False,
    ),
)  # fmt: skip


def assess(
    source: str | Path | pd.DataFrame | Mapping[str, pd.DataFrame],
    *,
    accidents: pd.DataFrame | None = None,
    awards: pd.DataFrame | None = None,
    grounds: pd.DataFrame | None = None,
    workdays: pd.DataFrame | None = None,
    base_day: str | dt.date | None = None,
    publicity_start: str | dt.date | None = None,
    previous_year: int | str | None = None,
    interpretations: Mapping[str, str] | Sequence[str] | None = None,
    policy: str | Path | None = None,
    names: str | Path | pd.DataFrame | None = None,
) -> Result:
    """市长质量奖：审查申报组织的条件，核对名额和奖金，算出公示期，跟踪获奖以后的撤销。

    参数：``source`` 是工作簿、文件夹或申报组织的 DataFrame；``accidents``、``awards``、
    ``grounds``、``workdays`` 是另外给的事故、获奖组织、撤销事由、工作日历；``base_day`` 是评审
    基准日，必须给，程序不会自己用今天；``publicity_start`` 是公示起始日，``previous_year`` 是上届
    年度；``interpretations`` 选口径；``policy`` 是您自己的政策文件。

    例::

        result = qdcalc.award.assess("市长质量奖.xlsx", base_day="2020-11-30")
        result["资格审查"].query("结论 != '合格'")

    Examine the applications for the two prizes, count and pay them, follow earlier awards.

    Parameters
    ----------
    source : path, folder, DataFrame, or mapping of table name to DataFrame
        A workbook, a folder of workbooks, or the applications: columns 组织名称, 奖项, 组织类型,
        登记日期, 申报日期, the answers 是/否/待定, 年销售额 … [元].
    accidents, awards, grounds, workdays : DataFrame, optional
        The sheets 事故, 获奖组织 (奖金 [元]), 撤销事由 and 工作日历.
    base_day : date or text
        The day up to which years and accidents count; never today by itself.
    publicity_start : date or text, optional
        The first day of the publicity.
    previous_year : int or text, optional
        The year of the edition before.
    interpretations : mapping or sequence of str, optional
        ``{"vat": "total"}``.
    policy : path, optional
        The user's own dated figures.
    names : path or DataFrame, optional
        What the user's names mean: the sheet 名称对照; else a file 名称对照.xlsx beside a workbook.

    Returns
    -------
    Result
        Tables examined (资格审查), quotas (名额奖金), prizes (奖金明细), publicity (公示),
        followed (获奖跟踪), missing (待补材料清单).

    Raises
    ------
    InputError
        The input has errors; nothing was calculated.

    Notes
    -----
    青政发〔2018〕34号 第三条 to 第二十九条.
    """
    given = {"accidents": accidents, "awards": awards, "grounds": grounds, "workdays": workdays}
    settings = {
        "base_day": base_day, "publicity_start": publicity_start, "previous_year": previous_year,
    }  # fmt: skip
    return run(
        AWARD,
        source,
        frames=given,
        interpretations=interpretations,
        settings=settings,
        policy=policy,
        names=names,
    )
