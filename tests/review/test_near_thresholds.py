"""临界 of the review: projects whose use is near five working days, worked by hand (四(三))."""

from __future__ import annotations

import pytest

from near import near_of

from .helpers import Row, project, run

END = "2019-11-29"


def near(*rows: Row, within: str | None = None, **options: str) -> list[dict[str, object]]:
    """Return the sheet 临界."""
    frame = near_of(run(*rows, date=END, **options), within)
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]


def test_the_last_day_is_near_and_the_day_after_is_not() -> None:
    """A day is a fifth of five: only use of exactly five lies within 10 %."""
    rows = [
        project("2019-11-04", day, name=day) for day in ("2019-11-08", "2019-11-11", "2019-11-12")
    ]
    (found,) = near(*rows)
    assert found["对象"] == "即墨 2019-11-11 第 1 轮"
    told = [found[n] for n in ("值", "阈值", "距离", "现在", "现结果", "另一侧结果")]
    assert told == [5, 5, 0, "不超过", "按时", "逾期 1 个"]
    # two of three on time now, one of three then
    assert found["连带变动"] == "即墨按时率 66.7% → 33.3%"
    assert found["单元格"] == "项目!行 1"


def test_both_sides_within_a_fifth() -> None:
    rows = [project("2019-11-04", day, name=day) for day in ("2019-11-08", "2019-11-12")]
    found = {str(row["对象"]): row for row in near(*rows, within="20%")}
    assert [row["值"] for row in found.values()] == [4, 6]
    late = found["即墨 2019-11-12 第 1 轮"]
    assert (late["距离"], late["现结果"], late["另一侧结果"]) == (1, "逾期 1 个", "按时")


@pytest.mark.parametrize(
    ("option", "moved"),
    [("issued-only", ""), ("with-overdue", "即墨按时率 100.0% → 50.0%")],
)
def test_an_open_project(option: str, moved: str) -> None:
    """Accepted Friday 11-22: 11-29 is the fifth working day."""
    rows = [project("2019-11-22", name="在办"), project("2019-11-04", "2019-11-05", name="按时")]
    (found,) = near(*rows, open=option)
    assert (found["现结果"], found["另一侧结果"], found["连带变动"]) == (
        "在办",
        "在办逾期 1 个",
        moved,
    )


@pytest.mark.parametrize(
    ("issued", "moved"),
    [
        ("2019-11-11", "即墨按时率 100.0% → 0.0%"),
        ("2019-11-12", "即墨按时率 0.0% → 100.0%"),
    ],
)
def test_the_share_of_one(issued: str, moved: str) -> None:
    (found,) = near(project("2019-11-04", issued), within="20%")
    assert found["连带变动"] == moved


def test_an_open_late_one_within_a_fifth_leaves_the_base() -> None:
    """Six used on 11-29 of one accepted 11-21: back to five it is open, out of the base."""
    rows = [project("2019-11-21", name="在办"), project("2019-11-04", "2019-11-05", name="按时")]
    (found,) = near(*rows, within="20%", open="with-overdue")
    assert (found["现结果"], found["另一侧结果"]) == ("在办逾期 1 个", "在办")
    assert found["连带变动"] == "即墨按时率 50.0% → 100.0%"


def test_without_any_near_the_sheet_is_empty() -> None:
    assert near(project("2019-11-04", "2019-11-05"), project("2018-10-01", name="早")) == []
