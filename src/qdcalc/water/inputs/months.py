"""Months that the figures or the list do not cover, mistyped ones, sections without a row."""

from __future__ import annotations

import numpy as np

from qdcalc.exact.dtypes import Ints, Texts
from qdcalc.exact.months import month_texts
from qdcalc.intake.table_data import TableData
from qdcalc.notice.policy import Policy
from qdcalc.table.problems import ERROR, WARNING, Fault, Problems
from qdcalc.water.inputs.grid import Grid
from qdcalc.water.inputs.told import LINES, first, named, places, without_cell
from qdcalc.water.inputs.wholes import counts_of_all, is_few

OUTSIDE_LIST = Fault(
    "W34",
    WARNING,
    "{months} 不在通知附件断面清单的考核周期 {since} 至 {until} 之内，仍按该清单核算",
    "请在工作簿里加工作表“断面清单”，列出该周期公布的断面和目标",
)
BEFORE_POLICY = Fault(
    "W35",
    ERROR,
    "{month} 早于通知的施行月份 {since}，没有可用的标准数额（共 {count:,} 行：{rows}）",
    "月份写错的请改正；确实要核算的，请用 --policy 给出 since 不晚于这个月的标准数额",
)
NO_ROWS_OF = Fault(
    "W50",
    WARNING,
    "{month} 有 {count:,} 个断面没有监测数据的行，判为缺测：序号 {names}",
    "请补上这些行；断流的请填 断流=是。全部见“断面核算”里判定为缺测的行",
)
FEW_ROWS = Fault(
    "W70",
    WARNING,
    "{month} 只有 {count:,} 个断面有行（{rows}），{other} 有 {most:,} 个：是不是月份写错了？",
    "月份写错的请改正；没有写错的不用改",
)
PARTLY_BEFORE = Fault(
    "W73",
    WARNING,
    "{months} 早于这些标准数额的施行月份，按它们最早的版本核算：{labels}",
    "请在政策文件里给出这些月份适用的数额",
)
MONTHS_SHOWN = 6
# the figures that decide the amount of a month
_FIGURES = (
    "months_per_year", "multiple_limit", "leap_coefficient", "within_coefficient",
    "beyond_coefficient", "leap_classes", "coliform_exempt_levels",
)  # fmt: skip


def check_months(grid: Grid, policy: Policy, readings: TableData, problems: Problems) -> None:
    """Refuse months that no annual base covers; warn of those that other figures do not."""
    starts = _start(policy, "annual_base_yuan")
    since = str(month_texts([starts])[0])
    for number in np.flatnonzero(grid.months < starts).tolist():
        rows = _rows_of(grid, number)
        fields = {
            "month": month_texts(grid.months[number : number + 1])[0],
            "since": since,
            "count": len(rows),
            "rows": places(readings.raw, "month", rows),
        }
        problems.extend(readings.raw.problems_at(BEFORE_POLICY, "month", rows[:1], **fields))
    later = {policy.figure(n).label: _start(policy, n) for n in _FIGURES}
    early = grid.months[(grid.months >= starts) & (grid.months < max(later.values()))]
    if len(early):
        labels = "、".join(label for label, start in later.items() if start > early.min())
        fields = {"months": _some(month_texts(early)), "labels": labels}
        problems.add(PARTLY_BEFORE, sheet=readings.raw.parts[0].sheet, fields=fields)


def _start(policy: Policy, figure: str) -> int:
    """Return the month from which a figure is in force."""
    return min(version.month for version in policy.figure(figure).versions)


def outside_list(grid: Grid, policy: Policy) -> dict[str, str]:
    """Return the months that the annex's list was not made for; nothing with a list of one's own.

    Returns
    -------
    dict
        ``months``, and the list's cycle: ``since``, ``until``.
    """
    if grid.sections.is_own_list or not len(grid.months):
        return {}
    figure, texts = policy.figure("section_list_months"), month_texts(grid.months)
    spans = [[f"{day:%Y-%m}" for day in figure.at(m)] for m in grid.months.tolist()]
    outside = [
        number
        for number, (text, (since, until)) in enumerate(zip(texts, spans, strict=True))
        if not since <= text <= until
    ]
    if not outside:
        return {}
    since, until = spans[outside[0]]
    return {"months": _some(texts[outside]), "since": since, "until": until}


def warn_of_months(grid: Grid, policy: Policy, readings: TableData, problems: Problems) -> None:
    """Warn of months outside the list's cycle, of mistyped ones, of sections without a row."""
    outside = outside_list(grid, policy)
    if outside:
        problems.add(OUTSIDE_LIST, sheet=readings.raw.parts[0].sheet, fields=outside)
    has_row, listed = grid.by_month(grid.row_at >= 0), grid.by_month(grid.is_listed)
    texts = month_texts(grid.months)
    _warn_of_few(grid, readings, problems)
    gaps = np.flatnonzero(has_row.sum(axis=1) < listed.sum(axis=1))
    for number in first(gaps, LINES, readings, problems).tolist():
        gone = grid.section[grid.block(number)][listed[number] & ~has_row[number]]
        fields = {"month": texts[number], "count": len(gone), "names": named(grid.sections, gone)}
        # the file is that of the month's other rows
        row = int(grid.row_at[grid.block(number)].max())
        problems.add(NO_ROWS_OF, **without_cell(readings, row), fields=fields)


def _warn_of_few(grid: Grid, readings: TableData, problems: Problems) -> None:
    """Name the rows of a month with less than half of the sections where another has more."""
    counts, listed = counts_of_all(grid)
    texts, fullest = month_texts(grid.months), int(counts.argmax())
    few = np.flatnonzero(is_few(counts, listed))
    if grid.whole:  # a part may have none of them
        few = few[[len(_rows_of(grid, number)) > 0 for number in few.tolist()]]
    for number in first(few, LINES, readings, problems).tolist():
        rows = _rows_of(grid, number)
        fields = {
            "month": texts[number],
            "count": int(counts[number]),
            "rows": places(readings.raw, "month", rows),
            "other": texts[fullest],
            "most": int(counts[fullest]),
        }
        problems.extend(readings.raw.problems_at(FEW_ROWS, "month", rows[:1], **fields))


def _rows_of(grid: Grid, number: int) -> Ints:
    """Return the rows of a month in input order."""
    rows = grid.row_at[grid.block(number)]
    return np.sort(rows[rows >= 0])


def _some(texts: Texts) -> str:
    more = f" 等 {len(texts)} 个月" if len(texts) > MONTHS_SHOWN else ""
    return "、".join(texts[:MONTHS_SHOWN]) + more
