"""Venues in 计算明细: a figure, threshold or option changed in the workbook is what a run gives.

Contract: workbooks.md, "Output sheets", and expo.md, 展馆补助; what a new run of the changed input
gives is itself held against the clause in test_venues.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import qdcalc
from expo.helpers import Row, hall, past, write
from qdcalc.result.result import Result
from recalculated import (
    CHANGED_AT,
    Cells,
    changed,
    differences,
    formulas,
    needs_office,
    recalculate,
    values,
)

# of each venue the years in the order of the sheet: its name, year, shows, large ones
YEARS = (
    ("奥帆馆", 2019, 10, 3), ("奥帆馆", 2017, 9, 4), ("奥帆馆", 2018, 7, 2), ("奥帆馆", 2020, 8, 4),
    ("红岛馆", 2018, 4, 1), ("红岛馆", 2019, 4, 0), ("红岛馆", 2021, 9, 1),
    ("世博馆", 2018, 5, 0), ("世博馆", 2020, 7, 1), ("世博馆", 2021, 30, 1),
    ("会展馆", 2019, 6, 0), ("会展馆", 2020, 8, 1),
)  # fmt: skip
PAST = past("会展馆", "展馆补助", 2018, 500000)
THRESHOLD = """[[figures.venue_mid_shows.versions]]
since = 2018-01-01
value = 4
[[figures.venue_mid_yuan.versions]]
since = 2018-01-01
value = 110_000
"""
NESTED, PEAK = {"venue_tiers": "nested"}, {"venue_baseline": "peak"}


def sheets(other: Mapping[int, tuple[int, int]] | None = None) -> dict[str, list[Row]]:
    """Return the venues' years and the history; ``other`` has other counts of rows by place."""
    counts = {n: (shows, large) for n, (_, _, shows, large) in enumerate(YEARS)} | dict(other or {})
    rows = [hall(year, *counts[n], name=name) for n, (name, year, _, _) in enumerate(YEARS)]
    return {"展馆": rows, "历史补助": [PAST]}


def shown(row: int, shows: int, large: int) -> Cells:
    return {("计算明细", f"F{row + 2}"): shows, ("计算明细", f"G{row + 2}"): large}


def test_each_year_shows_its_figures_and_refers_to_the_year_before(tmp_path: Path) -> None:
    result = qdcalc.expo.assess(write(tmp_path / "in.xlsx", sheets()))
    written = formulas(result.to_excel(tmp_path / "结果.xlsx"))
    steps = result["计算明细"]
    columns = ["三万平展会数", "十万平展会数", "本期数", "大档数", "首年条件", "年度情形"]
    # 2017 is before the notice: a base alone; it has its figures all the same
    assert steps[columns].iloc[1].tolist() == [9, 4, 5, 4, "有效期前", "只作基数"]
    assert steps["年度情形"].tolist() == [
        "以后年度", "只作基数", "首年", "以后年度", "只作基数", "只作基数", "首年", "首年",
        "没有基数", "以后年度", "没有基数", "以后年度",
    ]  # fmt: skip
    # 2020 of 奥帆馆 (row 5) is held against 2019 (row 2), or the most of rows 2 to 4
    previous = ',H2,MAX(H2:H4)),"")'
    assert written["计算明细", "I5"].startswith('=IF(P5="以后年度",IF(口径与依据!$C$')
    assert written["计算明细", "I5"].endswith(previous)
    assert written["计算明细", "N4"] == '=IF(OR(F4>=L4,G4>=M4),"达到","没有达到")'
    assert written["计算明细", "L4"].startswith("=标准数额!$E$")


@needs_office
@pytest.mark.oracle
def test_changed_in_the_workbook_it_is_what_a_run_gives(tmp_path: Path) -> None:
    source = write(tmp_path / "in.xlsx", sheets())
    book = qdcalc.expo.assess(source).to_excel(tmp_path / "结果.xlsx")
    stored = values(book)
    at = {value: cell for cell, value in stored.items() if isinstance(value, str)}
    row = {name: at[name][1][1:] for name in ("venue_mid_shows", "venue_mid_yuan")}
    figures = {("标准数额", f"E{row['venue_mid_shows']}"): 4,
               ("标准数额", f"E{row['venue_mid_yuan']}"): 110000}  # fmt: skip
    nested = {at["分档不重复（exclusive）"]: "大展同计小档（nested）"}
    peak = {at["上年（previous）"]: "历年最高（peak）"}
    policy = tmp_path / "政策.toml"
    policy.write_text(THRESHOLD, encoding="utf-8")

    def run(
        name: str, other: Mapping[int, tuple[int, int]] | None = None, **options: Any
    ) -> Result:
        path = write(tmp_path / f"输入{name}.xlsx", sheets(other))
        return qdcalc.expo.assess(path, **options)

    cases: dict[str, tuple[Cells, Result]] = {
        "本年": (shown(0, 14, 5), run("本年", {0: (14, 5)})),
        # 2018 of 奥帆馆 falls short: 2019 is the first year then, and 2020 goes by it
        "首年不到": (shown(2, 4, 1), run("首年不到", {2: (4, 1)})),
        # 2018 of 红岛馆 reaches it: 2019 is a later year, 2021 has no year before
        "首年提前": (shown(4, 2, 2), run("首年提前", {4: (2, 2)})),
        # 2017 of 奥帆馆 counts in the peak alone, each tier by itself
        "基数年": (shown(1, 10, 5) | peak, run("基数年", {1: (10, 5)}, interpretations=PEAK)),
        "历史": (shown(10, 9, 2), run("历史", {10: (9, 2)})),
        "数额": (figures, run("数额", policy=policy)),
        "分档": (nested, run("分档", interpretations=NESTED)),
        "基数": (peak, run("基数", interpretations=PEAK)),
        "都改": (nested | peak, run("都改", interpretations=NESTED | PEAK)),
    }
    edited = [changed(book, tmp_path / f"{n}.xlsx", c) for n, (c, _) in cases.items()]
    same, *after = recalculate([book, *edited], tmp_path)
    assert list(differences(values(same), stored)) == []
    for (name, (_, due)), path in zip(cases.items(), after, strict=True):
        new = due.to_excel(tmp_path / f"新{name}.xlsx")
        live = {c for c in formulas(new) if c[0] not in ("校验", "结论") and c != CHANGED_AT}
        got, wanted = ({c: v for c, v in values(p).items() if c in live} for p in (path, new))
        assert got != {c: v for c, v in stored.items() if c in live}, name
        assert list(differences(got, wanted)) == [], name
