"""The citizens' panel and its ballots (三民活动), 青政办字〔2018〕119号."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qdcalc.lazy import door
from qdcalc.notice.description import Calculation, Named, Priced, Selector, Setting
from qdcalc.notice.names import names_of_figure
from qdcalc.notice.reporting import Report
from qdcalc.notice.schemas import Schemas
from qdcalc.panel import inputs, outputs
from qdcalc.panel.kinds import TICKETS
from qdcalc.run import run

if TYPE_CHECKING:
    from fractions import Fraction

    import pandas as pd

    from qdcalc.document.model import Document
    from qdcalc.notice.description import Job, Outcome, Prefill
    from qdcalc.notice.reporting import Request
    from qdcalc.panel.formulas import *  # noqa: F403
    from qdcalc.result.plots import Chart
    from qdcalc.result.result import Result
else:
    __getattr__, __dir__ = door(
        __name__,
        "qdcalc.panel.formulas",
        (
            "CALCULATIONS",
            "PANEL",
            "REPORTS",
            "assess",
            "schemas",
        ),
    )


def _compute(job: Job) -> Outcome:
    from qdcalc.panel.settle import compute

    return compute(job)


def _prefill(month: str) -> Mapping[str, Prefill]:
    from qdcalc.panel.template import template_rows

    return template_rows()


def _charts() -> Sequence[Chart]:
    from qdcalc.panel.charts import CHARTS

    return CHARTS


def _thresholds(job: Job, within: Fraction) -> pd.DataFrame:
    from qdcalc.panel.thresholds import thresholds

    return thresholds(job, within)


def _report(result: Result, request: Request) -> Document:
    from qdcalc.panel.reports import report

    return report(result, request)


PANEL = Calculation(
    name="panel",
    title="三民活动",
    package="qdcalc.panel",
    sentence="算出各会场市民代表的名额，核对名册和评议票，统计各部门的票数、得分和排名",
    inputs=inputs.TABLES,
    outputs=outputs.TABLES,
    compute=_compute,
    settings=(
        Setting("tickets_per_group", "每组评议票数", TICKETS, "每组发放的评议票；不写用通知的"),
        Setting("tickets_total", "评议票总数", TICKETS, "四组合计的评议票；不写用通知的"),
    ),
    example="三民活动_2018.xlsx",
    prefill=_prefill,
    charts=_charts,
    selectors=(
        Selector("row", "行", "评议票!7", "哪一行：工作表!行号，几个文件时是 文件!工作表!行号"),
        Selector("venue", "会场", "市北", "哪个会场的名额、名册和评议票核对"),
        Selector("group", "组别", "一", "哪个组；单独写是这一组的核对", beside=("venue",)),
        Selector("category", "类别", "新市民代表", "哪个类别的名额", beside=("venue", "group")),
        Selector("department", "部门", "市规划局", "哪个部门的票数、得分和排名"),
    ),
    priced=Priced("quotas", "category", ("quota",)),
    thresholds=_thresholds,
    recalculates=("ties", "zero", "blank", "rank"),
    names=(
        Named(
            "会场",
            tuple((name, ("venue",)) for name in ("venues", "roster", "issued", "votes")),
            names_of_figure("venues"),
        ),
    ),
)
CALCULATIONS = (PANEL,)
schemas = Schemas.of(CALCULATIONS)
REPORTS = (
    Report(
        name="panel",
        title="三民活动名额和评议结果",
        calculation=PANEL,
        sentence="各会场的名额、名册和评议票核对的结果、各部门的得分和排名",
        compose=_report,
    ),
)


def assess(
    source: str | Path | pd.DataFrame | Mapping[str, pd.DataFrame] | None = None,
    *,
    tickets_per_group: int | None = None,
    tickets_total: int | None = None,
    interpretations: Mapping[str, str] | Sequence[str] | None = None,
    policy: str | Path | None = None,
    names: str | Path | pd.DataFrame | None = None,
) -> Result:
    """三民活动：算出各会场、各组、各类市民代表的名额，核对名册和评议票，统计得分和排名。

    参数：``source`` 是工作簿、文件夹，或按表名给出的几个 DataFrame（会场、构成、代表名册、
    评议票发放、评议票、档次分值、部门分组，都可以没有），不给就算通知附件3的名额；``tickets_per_group``、
    ``tickets_total`` 是每组评议票数和评议票总数，不给用通知的；``interpretations`` 选口径；
    ``policy`` 是您自己的政策文件。

    例::

        result = qdcalc.panel.assess("三民活动.xlsx")
        result["名额分配"]

    Give out the places of the panel, hold roster and ballots against them, tally the votes.

    Parameters
    ----------
    source : path, folder, DataFrame, or mapping of table name to DataFrame, optional
        A workbook, a folder of workbooks, or tables by name; a DataFrame alone is the venues:
        columns 会场, 每组人数 [persons]. Without one the notice's quotas are given out.
    tickets_per_group, tickets_total : int, optional
        每组评议票数 and 评议票总数 [ballots].
    interpretations : mapping or sequence of str, optional
        ``{"ties": "larger"}``.
    policy : path, optional
        The user's own dated figures.
    names : path or DataFrame, optional
        What the user's names mean: the sheet 名称对照; else a file 名称对照.xlsx beside a workbook.

    Returns
    -------
    Result
        Tables quotas (名额分配), quota_checks (名额核对), roster_checks (名册核对), ballot_checks
        (评议票核对), tally (计票), points_used (采用分值), quota_sheet (名额总表).

    Raises
    ------
    InputError
        The input has errors; nothing was calculated.

    Notes
    -----
    青政办字〔2018〕119号 二(一), 二(三), 附件2, 附件3, 附件4.
    """
    return run(
        PANEL,
        {} if source is None else source,
        interpretations=interpretations,
        settings={"tickets_per_group": tickets_per_group, "tickets_total": tickets_total},
        policy=policy,
        names=names,
    )
