"""Live formulas: recalculated nothing changes, an edited AQI gives the means of a new run.

Contract: workbooks.md, "Output sheets". Processes do not follow: 校验 says so.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from qdcalc.result.result import Result
from recalculated import (
    changed,
    differences,
    failed_checks,
    formulas,
    needs_office,
    recalculate,
    values,
)

from ..helpers import daily, hourly, run, values_of

SAID = "逐时“重污染”的小时数 = 运行时的（不等的：过程和级别要重新运行才变）"


def mixed(changes: dict[int, int] | None = None) -> pd.DataFrame:
    """Return hours with gaps, dust and a bound, and days of another station."""
    frame = hourly(values_of((250, 48), (50, 45), (250, 48), (350, 30)))
    frame.loc[[30, 60, 61], "AQI"] = None
    for row, value in (changes or {}).items():
        frame.loc[row, "AQI"] = value
    bound: Any = [
        int(value) + 10 if row > 140 and not pd.isna(value) else None
        for row, value in enumerate(frame["AQI"])
    ]
    frame = frame.assign(
        AQI上限=bound, 沙尘=["是" if n in (33, 150) else "否" for n in frame.index]
    )
    days = daily([210, 210, 190, 320, 320, 100])
    both = pd.concat(
        [frame.drop(index=[100, 101]).assign(站点或区域="甲"), days.assign(站点或区域="日站")]
    )
    return both.reset_index(drop=True)


def test_what_follows_from_others_is_a_formula(tmp_path: Path) -> None:
    path = run(mixed()).to_excel(tmp_path / "结果.xlsx")
    written = formulas(path)
    live = {c.rstrip("0123456789") for s, c in written if s == "逐时"}
    assert live == set("DEFJK")  # valid hours, mean, heavy, and both on the bound
    assert "标准数额!" in written["逐时", "E40"]
    assert {c[0] for s, c in written if s == "预警过程"} >= set("EGHIKMN")
    words = " ".join(map(str, written.values()))
    assert not any(name in words for name in ("MAXIFS", "AGGREGATE", "XLOOKUP", "AVERAGEIFS"))


@needs_office
@pytest.mark.oracle
def test_recalculated_it_is_the_same_and_changed_it_is_a_new_run(tmp_path: Path) -> None:
    options: tuple[dict[str, str], ...] = (
        {},
        {"duration": "count", "joined": "max"},
        {"duration": "unbroken"},
    )
    books = [
        run(mixed(), **chosen).to_excel(tmp_path / f"{n}.xlsx") for n, chosen in enumerate(options)
    ]
    # row 40 of 逐时 is the hour 39 of 甲; what follows it is its window and those behind it
    edits = {("逐时", "C40"): 20, ("逐时", "C41"): 30}
    books.append(changed(books[0], tmp_path / "改.xlsx", edits))
    again = recalculate(books, tmp_path)
    for before, after in zip(books[:3], again[:3], strict=True):
        assert list(differences(values(after), values(before))) == []
    due: Result = run(mixed({38: 20, 39: 30}))
    new = due.to_excel(tmp_path / "新.xlsx")
    live = {c for c in formulas(new) if c[0] == "逐时"}
    got, wanted = ({c: v for c, v in values(p).items() if c in live} for p in (again[3], new))
    assert list(differences(got, wanted)) == []
    assert SAID in failed_checks(values(again[3]))
    assert failed_checks(values(again[0])) == set()
