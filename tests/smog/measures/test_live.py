"""Live formulas: LibreOffice recalculates what we stored, and changed cells give what a run gives.

Contract: workbooks.md, "Output sheets" ("recalculated … nothing changes, and a reading or figure
changed in the workbook changes the amounts as a new run would").
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from qdcalc.result.result import Result
from qdcalc.smog import SMOG
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

from .helpers import NOX, PM, RED, SO2, VOC, Row, place, run, source

SHEETS = ("汇总", "减排核对", "行业核对", "豁免清单", "保洁安排", "采用的基数", "减排明细")
BASES = {SO2: 2000, NOX: 4000, PM: 700.5}
OPTIONS = {"swap": "each", "amounts": "added", "sprinkle": "1", "ice": "all"}


def rows(first: object = 210) -> list[Row]:
    """Return a list that stands under both readings of the amounts."""
    return [
        source(SO2, 1000, 100, first, 300, industry="轮胎橡胶"),
        source(
            NOX, 2000, 300.5, 400.25, 600.125, name="乙厂", industry="燃煤锅炉", district="胶州"
        ),
        source(PM, 300, 0, 90, 100, name="工地", kind="扬尘源", industry=""),
        source(PM, 150, "", 15, 75, name="卡车", kind="移动源", industry="", district="市南"),
        source(VOC, 100, 10, 15, 50, name="丙厂", industry="家具"),
        source(VOC, 50, 10, 15, 20, name="丁厂", industry="有机化工", exempt="是"),
        source(NOX, 0, 0, 0, 0, name="丙厂", industry="家具"),
    ]


CLEANED = [
    place("进出口周边市政道路机扫", 2),
    place("进出口周边市政道路洒水", 2, name="乙路"),
    place("城市主次干道", 3, "是", name="丙路"),
    place("工地进出道路", 4, name="甲工地"),
    place("工地作业面", 4, "是", name="甲工地"),
]


def assessed(first: object = 210, level: str = RED, policy: Any = None, **options: str) -> Result:
    return run(*rows(first), bases=BASES, cleaning=CLEANED, level=level, policy=policy, **options)


def column_of(stored: Cells, label: str, sheet: str) -> str:
    heads = {c[:-1]: v for (own, c), v in stored.items() if own == sheet and c[-1] == "1"}
    return next(c for c, value in heads.items() if c.isalpha() and value == label)


def cell_of(stored: Cells, sheet: str, label: str, **where: str) -> tuple[str, str]:
    """Return a cell by its column and what stands in others of its row."""
    columns = {name: column_of(stored, name, sheet) for name in where}
    numbers = {cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for own, cell in stored if own == sheet}
    row = next(n for n in sorted(numbers, key=int) if n != "1" and all(
        stored.get((sheet, columns[name] + n)) == value for name, value in where.items()
    ))  # fmt: skip
    return sheet, column_of(stored, label, sheet) + row


def test_what_follows_from_others_is_a_formula(tmp_path: Path) -> None:
    path = assessed().to_excel(tmp_path / "结果.xlsx")
    written, stored = formulas(path), values(path)
    city = {"区市": "全市", "级别": "橙色", "污染物": PM}
    share = cell_of(stored, "减排核对", "比例", **city)
    assert "/" in written[share]
    assert "标准数额!" in written[cell_of(stored, "减排核对", "目标", **city)]
    assert "采用的基数!" in written[cell_of(stored, "减排核对", "基数", **city)]
    assert "减排明细!" in written[cell_of(stored, "减排核对", "减排量", **city)]
    assert "ROUND(" in written[cell_of(stored, "减排核对", "结果", **city)]
    assert "标准数额!" in written[cell_of(stored, "保洁安排", "增加次数", 名称="甲工地")]
    words = " ".join(map(str, written.values()))
    assert not any(name in words for name in ("XLOOKUP", "MAXIFS", "LET("))


@needs_office
@pytest.mark.oracle
def test_recalculated_it_is_the_same_and_changed_it_is_a_new_run(tmp_path: Path) -> None:
    before = assessed().to_excel(tmp_path / "原来.xlsx")
    stored = values(before)
    books = {"原来": before, "无基数": run(*rows()).to_excel(tmp_path / "无基数.xlsx")}
    for key, option in OPTIONS.items():
        books[key] = assessed(**{key: option}).to_excel(tmp_path / f"{key}.xlsx")
    level = next(c for c, v in stored.items() if c[0] == "口径与依据" and v == RED)
    base = cell_of(stored, "采用的基数", "全市排放量", 污染物=PM)
    amount = cell_of(stored, "减排明细", "橙色减排量", 单位="甲厂")
    runs = cell_of(stored, "保洁安排", "正常频次", 名称="甲工地", 类别="工地作业面")
    fewer = {**BASES, PM: 300}
    more = [dict(row) for row in CLEANED]
    more[4]["正常频次"] = 9
    new = run(*rows(), bases=fewer, cleaning=CLEANED, level=RED)
    runs_new = run(*rows(), bases=BASES, cleaning=more, level=RED)
    cases: dict[str, tuple[Cells, Result]] = {
        "减排量": ({amount: 299.5}, assessed(299.5)),
        "基数": ({base: 300}, new),
        "级别": ({level: "橙色"}, assessed(level="橙色")),
        "频次": ({runs: 9}, runs_new),
    }
    for key, option in OPTIONS.items():
        item = SMOG.policy().interpretations[key]
        texts = [f"{item.choice(o).name}（{o}）" for o in (item.default, option)]
        cell = next(c for c, v in stored.items() if c[0] == "口径与依据" and v == texts[0])
        cases[f"口径{option}"] = ({cell: texts[1]}, assessed(**{key: option}))
    edited = [changed(before, tmp_path / f"改{n}.xlsx", c) for n, (c, _) in cases.items()]
    tampered = _tampered(stored)
    edited.append(changed(before, tmp_path / "改写.xlsx", dict(tampered.values())))
    names = [*books, *cases, "改写"]
    found = dict(zip(names, recalculate([*books.values(), *edited], tmp_path), strict=True))
    for name, path in books.items():
        assert list(differences(values(found[name]), values(path))) == [], name
        assert failed_checks(values(found[name])) == set(), name
    for name, (_, again) in cases.items():
        due = again.to_excel(tmp_path / f"新{name}.xlsx")
        live = {c for c in formulas(due) if c[0] in SHEETS}
        got, wanted = (
            {c: v for c, v in values(p).items() if c in live} for p in (found[name], due)
        )
        assert got != {c: v for c, v in stored.items() if c in live}, name
        assert list(differences(got, wanted)) == [], name
    assert set(tampered) <= failed_checks(values(found["改写"]))


def _tampered(stored: Cells) -> dict[str, tuple[tuple[str, str], object]]:
    """Name the row of 校验 that a figure typed over a formula makes fail."""
    city = {"区市": "全市", "级别": "红色", "污染物": PM}
    road = {"名称": "甲工地", "类别": "工地进出道路"}
    return {
        "红色 颗粒物 各区市减排量合计 = 全市减排量（kg/d）": (
            cell_of(stored, "减排核对", "减排量", **city), 1
        ),
        "结果与减排量、基数、目标不符的行数 = 0": (
            cell_of(stored, "减排核对", "结果", **{**city, "级别": "橙色"}), "达到"
        ),
        "豁免的单位计入了减排量的行数 = 0": (
            cell_of(stored, "减排明细", "红色计入", 单位="丁厂"), 20
        ),
        "行业结果与减排量、基准排放量、下限不符的行数 = 0": (
            cell_of(stored, "行业核对", "结果", 单位="甲厂", 级别="橙色"), "达到"
        ),
        "当日频次不等于正常频次 + 增加次数的行数 = 0": (
            cell_of(stored, "保洁安排", "当日频次", **road), 1
        ),
    }  # fmt: skip
