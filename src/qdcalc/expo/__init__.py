"""Exhibition subsidies, 青政办发〔2018〕22号."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qdcalc.expo import inputs as tables
from qdcalc.expo import outputs
from qdcalc.lazy import door
from qdcalc.notice.description import Calculation, Priced, Selector
from qdcalc.notice.reporting import Report
from qdcalc.notice.schemas import Schemas
from qdcalc.run import run

if TYPE_CHECKING:
    from fractions import Fraction

    import pandas as pd

    from qdcalc.document.model import Document
    from qdcalc.expo.formulas import *  # noqa: F403
    from qdcalc.notice.description import Job, Outcome, Prefill
    from qdcalc.notice.reporting import Request
    from qdcalc.result.plots import Chart
    from qdcalc.result.result import Result
else:
    __getattr__, __dir__ = door(
        __name__,
        "qdcalc.expo.formulas",
        (
            "CALCULATIONS",
            "EXPO",
            "REPORTS",
            "assess",
            "schemas",
        ),
    )


def _compute(job: Job) -> Outcome:
    from qdcalc.expo.settle import compute

    return compute(job)


def _thresholds(job: Job, within: Fraction) -> pd.DataFrame:
    from qdcalc.expo.thresholds import thresholds

    return thresholds(job, within)


def _prefill(month: str) -> Mapping[str, Prefill]:
    from qdcalc.expo.template import template_rows

    return template_rows()


def _charts() -> Sequence[Chart]:
    from qdcalc.expo.charts import CHARTS

    return CHARTS


def _decisions(result: Result, request: Request) -> Document:
    from qdcalc.expo.reports.decisions import decisions

    return decisions(result, request)


def _letters(result: Result, request: Request) -> Mapping[str, Document]:
    from qdcalc.expo.reports.letters import letters

    return letters(result, request)


EXPO = Calculation(
    name="expo",
    title="会展补助",
    package="qdcalc.expo",
    sentence="核定展会、企业、展馆、国际认证和政府主导项目的补助，列出原因和计算过程",
    inputs=(*tables.APPLICATIONS, tables.HISTORY, tables.BUDGETS),
    outputs=(
        outputs.FINDINGS,
        outputs.ITEM_TOTALS,
        outputs.APPLICANT_TOTALS,
        outputs.YEAR_TOTALS,
        outputs.AMOUNTS,
        outputs.RETURNED,
    ),
    compute=_compute,
    example="会展补助_2019.xlsx",
    prefill=_prefill,
    charts=_charts,
    priced=Priced("applicants", "applicant", ("amount_fen",)),
    thresholds=_thresholds,
    recalculates=("uplift", "venue_tiers", "venue_baseline", "new_firm_cap", "consumer_cap"),
    form=tuple(table.name for table in tables.APPLICATIONS),
    selectors=(
        Selector("row", "行", "展会!5", "哪一行：工作表!行号，几个文件时是 文件!工作表!行号"),
        Selector("applicant", "申请单位", "示例展览公司", "哪个申请单位的合计"),
        Selector("item", "项目", "贸易展补助", "哪个项目的合计"),
        Selector(
            "year", "年度", "2019", "哪个年度的合计，与项目一起写时还有预算和结余", beside=("item",)
        ),
    ),
)
CALCULATIONS = (EXPO,)
schemas = Schemas.of(CALCULATIONS)
REPORTS = (
    Report(
        name="expo",
        title="会展补助核定报告",
        calculation=EXPO,
        sentence="一个季度或全部年度的会展补助：给谁、多少、为什么不给，与预算比较；另有各单位的通知书",
        compose=_decisions,
        split=_letters,
        each="per-applicant",
    ),
)


def assess(
    source: str | Path | pd.DataFrame | Mapping[str, pd.DataFrame],
    *,
    certificates: pd.DataFrame | None = None,
    firms: pd.DataFrame | None = None,
    venues: pd.DataFrame | None = None,
    government: pd.DataFrame | None = None,
    history: pd.DataFrame | None = None,
    budgets: pd.DataFrame | None = None,
    interpretations: Mapping[str, str] | Sequence[str] | None = None,
    policy: str | Path | None = None,
    names: str | Path | pd.DataFrame | None = None,
) -> Result:
    """会展补助：核定展会、企业、展馆、国际认证和政府主导项目的补助，写明原因和计算过程。

    参数：``source`` 是工作簿、放着工作簿或申请表的文件夹，或展会的 DataFrame；``certificates``
    等是另外给的认证、企业、展馆、政府主导、历史补助、预算；``interpretations`` 选口径；
    ``policy`` 是您自己的政策文件。

    例::

        result = qdcalc.expo.assess("会展补助_2019.xlsx")
        result["核定结果"].query("结论 == '需人工确认'")

    Assess applications for exhibition subsidies (青政办发〔2018〕22号).

    Parameters
    ----------
    source : path, folder, DataFrame, or mapping of table name to DataFrame
        A workbook, a folder of workbooks or filled forms, or the shows: columns 展会名称, 届次,
        类型, 专业场馆, 结束日期, 展览面积 [m²], 申请单位 …
    certificates, firms, venues, government, history, budgets : DataFrame, optional
        The sheets 认证, 企业 [元], 展馆, 政府主导 [元], 历史补助 [元] and 预算 [元].
    interpretations : mapping or sequence of str, optional
        ``{"uplift": "after-cap"}``; see ``qdcalc interpretations``.
    policy : path, optional
        The user's own dated figures.
    names : path or DataFrame, optional
        What the user's names mean: the sheet 名称对照; else a file 名称对照.xlsx beside a workbook.

    Returns
    -------
    Result
        Tables findings (核定结果), items (项目汇总), applicants (单位汇总), years (年度汇总).

    Raises
    ------
    InputError
        The input has errors; nothing was calculated.
    """
    frames = {
        "certificates": certificates,
        "firms": firms,
        "venues": venues,
        "government": government,
        "history": history,
        "budgets": budgets,
    }
    return run(
        EXPO, source, frames=frames, interpretations=interpretations, policy=policy, names=names
    )
