"""Checks that targets and limits are those of the run: no formula follows a target (六, 七¶1).

A target decides which limit a formula refers to when the sheet is written, so one that is changed
in the workbook moves the test of 跃升 alone. These rows of 校验 fail then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qdcalc.notice.description import CheckRow
from qdcalc.table.live import held, text
from qdcalc.water.words import TARGETS

if TYPE_CHECKING:
    from qdcalc.table.live import Check, Place, Sheets

_UNIT = 10**6  # of a limit: none has more decimals
_AGAIN = "不等时请改输入后重新运行"
_BOUNDS = [f"limit_{number}" for number in range(1, len(TARGETS) + 1)]


def targets_of_run(label: str, table: str, written: pd.DataFrame) -> CheckRow:
    """Hold the sum of a sheet's targets, by their numbers, against the run's."""
    numbers = {name: number for number, name in enumerate(TARGETS, start=1)}
    own = written["target_class"].astype(object).map(numbers).to_numpy(dtype=np.int64)
    count = int(own.sum())

    def side(sheets: Sheets) -> str | None:
        place = sheets.of(table)
        target = place.column("target_class")
        each = "+".join(f"{n}*({target}={text(name)})" for name, n in numbers.items())
        return f"SUMPRODUCT({each})" if len(place) else None

    said = f"{label}水质目标 = 运行时的目标（类别序号之和；目标改了，限值和超标不会跟着改"
    return CheckRow(f"{said}，{_AGAIN}）", count, count, is_hundredths=False, live=held(side))


def limits_of_run(
    label: str, table: str, written: pd.DataFrame, standard: pd.DataFrame
) -> CheckRow:  # fmt: skip
    """Hold the sum of a sheet's limits against the run's, while 标准限值 is the run's too."""
    limits = written["limit"].astype(object)
    words = sorted({one for one in limits.tolist() if isinstance(one, str) and "~" in one})
    count = _millionths(limits) + int(limits.isin(words).sum())
    of_standard = sum(_millionths(standard[name]) for name in [*_BOUNDS, "lower"])

    def sides(sheets: Sheets) -> tuple[str | None, str | None]:
        place, bounds = sheets.of(table), sheets.of("limits")
        if not len(place) or not len(bounds):
            return None, None
        own = place.column("limit")
        # "~" would escape in a criterion
        added = "".join(f"+SUMPRODUCT(({own}={text(word)})*1)" for word in words)
        left = f"ROUND(SUM({own})*{_UNIT},0){added}"
        same = f"{_of_standard(bounds)}={of_standard}"
        return left, f"IF({same},{count},{left})"

    said = f"{label}限值合计 = 运行时的合计（× {_UNIT:,}；限值改了，水质目标不会跟着改"
    live: Check = sides
    return CheckRow(f"{said}，{_AGAIN}）", count, count, is_hundredths=False, live=live)


def _of_standard(bounds: Place) -> str:
    spans = ",".join(bounds.column(name) for name in [*_BOUNDS, "lower"])
    return f"ROUND(SUM({spans})*{_UNIT},0)"


def _millionths(values: pd.Series[float]) -> int:
    """Add the numbers among the values, in whole millionths as the sheet's formula does."""
    return round(float(pd.to_numeric(values, errors="coerce").sum()) * _UNIT)


def checks(tables: Mapping[str, pd.DataFrame]) -> Iterator[CheckRow]:
    """Hold the months' targets and limits against the run's."""
    yield targets_of_run("断面核算", "section_months", tables["section_months"])
    yield targets_of_run("采用断面", "sections_used", tables["sections_used"])
    yield limits_of_run("指标明细", "indicators", tables["indicators"], tables["limits"])
