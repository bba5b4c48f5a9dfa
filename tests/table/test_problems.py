"""Problems as they are told together: one line a kind, that names what may move money first."""

from __future__ import annotations

from qdcalc.intake.headers import UNKNOWN_COLUMN
from qdcalc.table.problems import Problems


def test_columns_that_are_not_known_are_all_named_those_with_a_near_name_first() -> None:
    # workbooks.md: "unknown columns are named in a warning (with the near name …)"
    problems = Problems()
    for cell, found, hint in (
        ("C2", "水质考核类别", ""), ("F2", "高锰酸盐指", "（是不是 高锰酸盐指数？）"),
    ):  # fmt: skip
        problems.add(
            UNKNOWN_COLUMN, sheet="监测数据", cell=cell, fields={"found": found, "hint": hint}
        )
    (group,) = problems.groups()
    assert group.text == (
        "不认识的列“高锰酸盐指”（是不是 高锰酸盐指数？）、“水质考核类别”，没有参加计算"
    )
    assert group.places == ("监测数据!C2", "监测数据!F2")


def test_at_most_six_columns_are_named_on_one_line() -> None:
    problems = Problems()
    for number in range(9):
        problems.add(
            UNKNOWN_COLUMN, cell=f"C{number + 1}", fields={"found": f"列{number}", "hint": ""}
        )
    (group,) = problems.groups()
    assert group.text == (
        "不认识的列“列0”、“列1”、“列2”、“列3”、“列4”、“列5” 等 9 个，没有参加计算"
    )
