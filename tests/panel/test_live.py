"""Live formulas: LibreOffice recalculates what we stored, and changed cells give what a run gives.

Contract: workbooks.md, "Output sheets" ("recalculated … nothing changes, and a reading or figure
changed in the workbook changes the amounts as a new run would").
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from qdcalc.panel import PANEL
from qdcalc.result.result import Result
from recalculated import (
    Cells,
    changed,
    differences,
    failed_checks,
    formulas,
    needs_office,
    recalculate,
    values,
)
from samples import result_of

from .helpers import POINTS, T10, VENUES, Line, run, votes

OPTIONS = {"ties": "larger", "zero": "at-least-one", "blank": "all", "rank": "group"}
SHEETS = ("名额分配", "名额核对", "名册核对", "评议票核对", "计票", "名额总表")
WORDS = ("说明", "依据")  # of the run: no formula


def assessed(
    park: int = 61,
    best: int = 1200,
    back: int = 2495,
    top: float = 100,
    options: Mapping[str, str] | None = None,
) -> Result:
    sizes = [(v, park if v == "高新区" else n) for v, n in VENUES.items()]
    own: list[Line] = [
        *votes("市规划局", (best, *T10[1:])), *votes("市公安局", T10),
        *votes("市司法局", (7, 0, 0, 0)),
        *votes("市环保局", (0, 0, 0, 0)), *votes("市科技局", (5, 1, 0, 0), "一"),
        *votes("市教育局", (5, 1, 0, 1), "四"),
    ]  # fmt: skip
    roster = [("市南", "二", "新市民代表", f"A{n}") for n in range(6)]
    issued = [("市级主会场", "二", 2500, back, 5), ("市南", "二", 210, 209, 3),
              ("高新区", "四", 61, 61, 0)]  # fmt: skip
    points = [("很好", top), *POINTS[1:]]
    return run(options=options, 会场=sizes, 代表名册=roster, 评议票发放=issued, 评议票=own,
               档次分值=points)  # fmt: skip


def columns_of(stored: Cells, sheet: str) -> dict[str, str]:
    """Return the letters of each header of a sheet."""
    return {str(v): c.rstrip("0123456789") for (s, c), v in stored.items()
            if s == sheet and c.rstrip("0123456789") + "1" == c}  # fmt: skip


def cell_of(stored: Cells, sheet: str, label: str, **wanted: Any) -> tuple[str, str]:
    """Return the cell of a column in the one row that has these values."""
    letters = columns_of(stored, sheet)
    rows = {c[len(letters[next(iter(wanted))]) :] for (s, c), v in stored.items() if s == sheet
            and c.startswith(letters[next(iter(wanted))])}  # fmt: skip
    found = [
        row for row in rows
        if all(stored.get((sheet, letters[n] + row)) == v for n, v in wanted.items())
    ]  # fmt: skip
    assert len(found) == 1, (sheet, wanted, found)
    return sheet, letters[label] + found[0]


def test_what_follows_from_others_is_a_formula(tmp_path: Path) -> None:
    path = assessed().to_excel(tmp_path / "结果.xlsx")
    written, stored = formulas(path), values(path)
    live = {(s, c.rstrip("0123456789")) for s, c in written}
    for sheet, given in (
        ("名额分配", {"会场", "组别", "类别", "会场类型", "每组人数", "人数来源", "构成来源"}),
        ("名册核对", {"会场", "组别", "类别", "实有"}),
        ("计票", {"组别", "部门", "很好", "好", "一般", "较差"}),
    ):
        wanted = {n for n in columns_of(stored, sheet) if n not in given and n not in WORDS}
        assert {n for n in wanted if (sheet, columns_of(stored, sheet)[n]) not in live} == set()
    words = " ".join(map(str, written.values()))
    assert not any(name in words for name in ("MAXIFS", "AGGREGATE", "XLOOKUP", "FILTER("))


@needs_office
@pytest.mark.oracle
def test_recalculated_it_is_the_same_and_changed_it_is_a_new_run(tmp_path: Path) -> None:
    books = {"样例": result_of("panel").to_excel(tmp_path / "样例.xlsx")}
    books["通知"] = run().to_excel(tmp_path / "通知.xlsx")
    for key, option in OPTIONS.items():
        books[option] = assessed(options={key: option}).to_excel(tmp_path / f"{option}.xlsx")
    before = assessed().to_excel(tmp_path / "原来.xlsx")
    stored = values(before)
    sizes = {
        (s, c): 60 for (s, c), v in stored.items()
        if s == "名额分配" and v == 61 and c.startswith(columns_of(stored, s)["每组人数"])
    }  # fmt: skip
    planning = cell_of(stored, "计票", "很好", 部门="市规划局")
    returned = cell_of(stored, "评议票核对", "回收数", 会场="市级主会场", 组别="二")
    worth = cell_of(stored, "采用分值", "分值", 档次="很好")
    assert len(sizes) == 4 * 18
    cases: dict[str, tuple[dict[tuple[str, str], Any], Result]] = {
        "人数": (sizes, assessed(park=60)),
        "票数": ({planning: 1210}, assessed(best=1210)),
        "回收": ({returned: 2500}, assessed(back=2500)),
        "分值": ({worth: 95.5}, assessed(top=95.5)),
    }
    for key, option in OPTIONS.items():
        item = PANEL.policy().interpretations[key]
        texts = [f"{item.choice(o).name}（{o}）" for o in (item.default, option)]
        cell = next(c for c, v in stored.items() if c[0] == "口径与依据" and v == texts[0])
        cases[f"口径{option}"] = ({cell: texts[1]}, assessed(options={key: option}))
    edited = [changed(before, tmp_path / f"改{name}.xlsx", c) for name, (c, _) in cases.items()]
    edited.append(changed(before, tmp_path / "改写.xlsx", dict(_tampered(stored).values())))
    names = [*books, *cases, "改写"]
    found = dict(zip(names, recalculate([*books.values(), *edited], tmp_path), strict=True))
    for name, path in books.items():
        assert list(differences(values(found[name]), values(path))) == [], name
    for name, (_, again) in cases.items():
        due = again.to_excel(tmp_path / f"新{name}.xlsx")
        live = {c for c in formulas(due) if c[0] in SHEETS}
        got, wanted = (
            {c: v for c, v in values(p).items() if c in live} for p in (found[name], due)
        )
        assert got != {c: v for c, v in stored.items() if c in live}, name
        assert list(differences(got, wanted)) == [], name
    assert set(_tampered(stored)) <= failed_checks(values(found["改写"]))


def _tampered(stored: Cells) -> dict[str, tuple[tuple[str, str], object]]:
    """Name the row of 校验 that a figure typed over a formula makes fail."""
    at = {"会场": "市北", "组别": "一", "类别": "新市民代表"}
    return {
        "名额与精确值相差一名以上的行数 = 0": (cell_of(stored, "名额分配", "名额", **at), 99),
        "有效票不等于各档次票数之和的行数 = 0": (
            cell_of(stored, "计票", "有效票", 部门="市公安局"), 5,
        ),
        "名册核对差额不等于实有减名额的行数 = 0": (
            cell_of(stored, "名册核对", "差额", 类别="新市民代表"), 3,
        ),
        "评议票核对差额不符的行数 = 0": (
            cell_of(stored, "评议票核对", "回收差额", 会场="市南", 组别="二"), 9,
        ),
    }  # fmt: skip
