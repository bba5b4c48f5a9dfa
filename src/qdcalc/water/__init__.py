"""Surface-water ecological compensation, 青政办字〔2018〕113号."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qdcalc.intake.kinds import DATE, YES_NO
from qdcalc.lazy import door
from qdcalc.notice.description import Calculation, Priced, Setting
from qdcalc.notice.reporting import Report
from qdcalc.notice.schemas import Schemas
from qdcalc.run import run
from qdcalc.water.inputs import known_names, selectors
from qdcalc.water.inputs import tables as given
from qdcalc.water.inputs.kinds import CYCLE
from qdcalc.water.monthly import live_outputs, outputs
from qdcalc.water.yearly import live_outputs as year_live_outputs
from qdcalc.water.yearly import outputs as year_outputs

if TYPE_CHECKING:
    import datetime as dt
    from fractions import Fraction

    import pandas as pd

    from qdcalc.document.model import Document
    from qdcalc.notice.description import Job, Outcome, Partition, Prefill
    from qdcalc.notice.reporting import Request
    from qdcalc.result.plots import Chart
    from qdcalc.result.result import Result
    from qdcalc.water.formulas import *  # noqa: F403
else:
    __getattr__, __dir__ = door(
        __name__,
        "qdcalc.water.formulas",
        (
            "CALCULATIONS",
            "MONTH",
            "REPORTS",
            "YEAR",
            "month",
            "schemas",
            "year",
        ),
    )

_SETTINGS = (
    Setting("is_drought_year", "特殊干旱年份", YES_NO, "经认定的特殊重大干旱年份填 是，年度清算用"),
    Setting(
        "cycle",
        "考核周期",
        CYCLE,
        "只算一个考核周期，如 2018-2019；监测数据跨几个周期时清算必须写",
        option="cycle",
    ),
    Setting(
        "report_date",
        "统计日期",
        DATE,
        "截至哪一天，如 2019-06-30；年度清算的办理期限按它看是否到期",
        option="date",
    ),
)


def _priced(table: str) -> Priced:
    return Priced(table, "district", ("net_fen",), nets_to_zero=True)


def _compute_month(job: Job) -> Outcome:
    from qdcalc.water.monthly.settle import compute

    return compute(job)


def _compute_year(job: Job) -> Outcome:
    from qdcalc.water.yearly.settle import compute

    return compute(job)


def _month_thresholds(job: Job, within: Fraction) -> pd.DataFrame:
    from qdcalc.water.monthly.thresholds import thresholds

    return thresholds(job, within)


def _year_thresholds(job: Job, within: Fraction) -> pd.DataFrame:
    from qdcalc.water.yearly.thresholds import thresholds

    return thresholds(job, within)


def _prefill(month: str) -> Mapping[str, Prefill]:
    from qdcalc.water.template import template_rows

    return template_rows(month)


def _month_charts() -> Sequence[Chart]:
    from qdcalc.water.charts import MONTH_CHARTS

    return MONTH_CHARTS


def _year_charts() -> Sequence[Chart]:
    from qdcalc.water.charts import YEAR_CHARTS

    return YEAR_CHARTS


def _partition() -> Partition:
    from qdcalc.water.partition import PARTITION

    return PARTITION


def _publication(result: Result, request: Request) -> Document:
    from qdcalc.water.reports.publication import publication

    return publication(result, request)


def _quarter(result: Result, request: Request) -> Document:
    from qdcalc.water.reports.quarter import quarter

    return quarter(result, request)


def _quarter_by_district(result: Result, request: Request) -> Mapping[str, Document]:
    from qdcalc.water.reports.quarter_letters import quarter_by_district

    return quarter_by_district(result, request)


def _settlement(result: Result, request: Request) -> Document:
    from qdcalc.water.reports.settlement import settlement

    return settlement(result, request)


def _settlement_by_district(result: Result, request: Request) -> Mapping[str, Document]:
    from qdcalc.water.reports.settlement_letters import settlement_by_district

    return settlement_by_district(result, request)


_RECALCULATED = (
    "overlap", "upstream", "upstream_links", "complete", "censored", "source_items", "compare",
)  # fmt: skip
MONTH = Calculation(
    name="water-month",
    title="水质月度核算",
    package="qdcalc.water",
    sentence="由监测数据判定各断面当月水质，算出谁付给谁多少补偿金",
    inputs=(
        given.READINGS,
        given.SECTIONS,
        given.RESPONSIBILITY,
        given.INCIDENTS,
        given.PREVIOUS_CLASSES,
        given.FULL_ANALYSES,
    ),
    outputs=(
        outputs.SECTION_MONTHS,
        outputs.RELATIONS,
        outputs.FLOWS,
        outputs.DISTRICTS,
        outputs.INDICATORS,
        outputs.SECTIONS_USED,
        live_outputs.LIMITS,
        outputs.CORRECTIONS,
        live_outputs.PAYER_PARTS,
        live_outputs.PAIR_PARTS,
    ),
    compute=_compute_month,
    settings=_SETTINGS,
    data_files=("gb3838.csv", "sections_2018_2019.csv"),
    example="水质月度_2018-11.xlsx",
    prefill=_prefill,
    takes_month=True,
    charts=_month_charts,
    priced=_priced("districts"),
    selectors=selectors.OF_MONTH,
    thresholds=_month_thresholds,
    recalculates=_RECALCULATED,
    names=known_names.NAMED,
    partition=_partition,
)
YEAR = replace(
    MONTH,
    partition=None,
    name="water-year",
    title="水质年度清算",
    sentence="由整个考核周期的监测数据算出年度类别、清零、奖励、追缴和年终上解下达",
    # the months were printed when they were due
    outputs=(
        *year_outputs.YEAR_TABLES,
        *year_live_outputs.TABLES,
        *(replace(table, is_printed=False, is_compared=False) for table in MONTH.outputs),
    ),
    compute=_compute_year,
    selectors=selectors.OF_YEAR,
    charts=_year_charts,
    priced=_priced("year_districts"),
    thresholds=_year_thresholds,
    recalculates=(*_RECALCULATED, "incident", "dry", "rounding"),
    example="水质周期_2018-2019",
)
CALCULATIONS = (MONTH, YEAR)
schemas = Schemas.of(CALCULATIONS)
REPORTS = (
    Report(
        name="water-month",
        title="水质月度公示",
        calculation=MONTH,
        sentence="一个月各断面的判定和各区市的收付，向社会公示用，一至两页",
        compose=_publication,
        takes_month=True,
        is_combined=False,
    ),
    Report(
        name="water-quarter",
        title="水质季度通报",
        calculation=YEAR,
        sentence="一个季度各断面的判定和各区市的收付，自 10 月起的累计，书面通报用",
        compose=_quarter,
        split=_quarter_by_district,
        each="per-district",
        needs_quarter=True,
        settings={"cycle": "全部"},
    ),
    Report(
        name="water-year",
        title="水质年度清算通报",
        calculation=YEAR,
        sentence="一个考核周期的年度类别、各项金额和各区市年终上解下达",
        is_combined=False,
        compose=_settlement,
        split=_settlement_by_district,
        each="per-district",
    ),
)


def month(
    source: str | Path | pd.DataFrame | Mapping[str, pd.DataFrame],
    *,
    sections: pd.DataFrame | None = None,
    responsibility: pd.DataFrame | None = None,
    incidents: pd.DataFrame | None = None,
    previous_classes: pd.DataFrame | None = None,
    full_analyses: pd.DataFrame | None = None,
    interpretations: Mapping[str, str] | Sequence[str] | None = None,
    policy: str | Path | None = None,
    names: str | Path | pd.DataFrame | None = None,
    previous: str | Path | Result | None = None,
) -> Result:
    """水质月度核算：由监测数据判定各断面当月水质，算出谁付给谁多少补偿金。

    参数：``source`` 是工作簿、文件夹或 DataFrame；``sections`` 等是另外给的断面清单、责任认定、
    突发环境事件、上年度类别；``interpretations`` 选口径（``qdcalc.interpretations("水质月度核算")``
    列出来）；``policy`` 是您自己的政策文件；``previous`` 是上月的结果文件，结论里与它比较。

    例::

        result = qdcalc.water.month("水质月度_2018-11.xlsx")
        result                              # 在 Jupyter 里是一张卡片
        result["资金流向"]
        result.to_excel("核算结果.xlsx")

    Calculate who pays whom for each section and month (clauses 一, 三–八).

    Parameters
    ----------
    source : path, folder, DataFrame, or mapping of table name to DataFrame
        A workbook, a folder of workbooks, or the readings: one row a section and month, columns
        月份, 序号 (or 河流名称 and 监测断面), 断流, and one column an indicator in the unit of
        GB 3838 [mg/L]; Chinese or English headers.
    sections, responsibility, incidents, previous_classes, full_analyses : DataFrame, optional
        The sheets 断面清单, 责任认定, 突发环境事件, 上年度类别 and 全分析.
    interpretations : mapping or sequence of str, optional
        ``{"overlap": "drop"}``; see ``qdcalc interpretations``.
    policy : path, optional
        The user's own dated figures, laid over the notice's.
    names : path or DataFrame, optional
        What the user's names mean: the sheet 名称对照; else a file 名称对照.xlsx beside a workbook.
    previous : path or Result, optional
        The result of the month before, as it was written: the headline is compared with it.

    Returns
    -------
    Result
        Tables section_months, relations, flows, districts, indicators (``result.tables``), in
        Chinese ``result["断面核算"]``, ``result["收付关系"]``, ``result["资金流向"]``,
        ``result["区市汇总"]``, ``result["指标明细"]``.

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
        "full_analyses": full_analyses,
    }
    result = run(
        MONTH, source, frames=frames, interpretations=interpretations, policy=policy, names=names
    )
    return result if previous is None else result.against(previous)


def year(
    source: str | Path | pd.DataFrame | Mapping[str, pd.DataFrame],
    *,
    cycle: str | None = None,
    sections: pd.DataFrame | None = None,
    responsibility: pd.DataFrame | None = None,
    incidents: pd.DataFrame | None = None,
    previous_classes: pd.DataFrame | None = None,
    full_analyses: pd.DataFrame | None = None,
    is_drought_year: bool | str | None = None,
    report_date: str | dt.date | None = None,
    interpretations: Mapping[str, str] | Sequence[str] | None = None,
    policy: str | Path | None = None,
    names: str | Path | pd.DataFrame | None = None,
) -> Result:
    """水质年度清算：由一个考核周期（10 月至次年 9 月）的监测数据算出年度类别、清零和上解下达。

    参数：``source`` 是工作簿、放着十二个月文件的文件夹或 DataFrame；``cycle`` 是考核周期，如
    ``"2018-2019"``，数据跨几个周期时必须写；``is_drought_year`` 是否特殊干旱年份；其余与
    ``qdcalc.water.month`` 相同。

    例::

        result = qdcalc.water.year("监测数据文件夹", cycle="2018-2019")
        result["年度汇总"]
        result.plot.calendar()

    Settle an assessment cycle, October to September (clauses 五–七, 十).

    Parameters
    ----------
    source, sections, responsibility, interpretations, policy
        As of :func:`month`; the readings of the whole cycle.
    cycle : str, optional
        ``2018-2019``; needed where the readings are of several cycles. ``全部`` settles each.
    incidents : DataFrame, optional
        日期, 区市, 事件等级: those of 较大 or above strike the district's rewards.
    previous_classes : DataFrame, optional
        序号, 上年度水质类别: without it a 国省控 section has no bonus.
    full_analyses : DataFrame, optional
        序号, 日期: the full analysis that a drinking source needs once a year; no money.
    is_drought_year : bool or 是/否, optional
        The year was declared 特殊干旱年份: no payment for dry months.
    report_date : date or text, optional
        The day as of which 办理期限 says what is due; never today by itself.

    Returns
    -------
    Result
        The month's tables over the cycle, and section_years, year_flows, year_districts,
        accounts, quarters, section_quarters, annual_indicators, deadlines; in Chinese 年度断面,
        年度流向, 年度汇总, 年度账目, 季度汇总, 季度断面, 年度指标, 办理期限.

    Raises
    ------
    InputError
        The input has errors, or is of several cycles and none is chosen.
    """
    frames = {
        "sections": sections,
        "responsibility": responsibility,
        "incidents": incidents,
        "previous_classes": previous_classes,
        "full_analyses": full_analyses,
    }
    return run(
        YEAR,
        source,
        frames=frames,
        interpretations=interpretations,
        policy=policy,
        names=names,
        settings={
            "cycle": cycle,
            "is_drought_year": is_drought_year,
            "report_date": report_date,
        },
    )
