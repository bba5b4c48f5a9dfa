"""The samples of the review in data/: by hand from make_samples.py."""

from __future__ import annotations

from pathlib import Path

import pytest

import qdcalc
from qdcalc.result.result import Result

from .helpers import failed_checks, figures, records, refusal

DATA = Path(__file__).parents[2] / "data"
SAMPLE, BROKEN = DATA / "施工图审查_2019-10.xlsx", DATA / "施工图审查_有错误.xlsx"


@pytest.fixture(scope="module")
def result() -> Result:
    return qdcalc.review.assess(SAMPLE)


def test_the_sample_runs_and_every_check_passes(result: Result) -> None:
    assert failed_checks(result) == []
    assert set(result.problems["代码"]) <= {"V20"}
    assert len(result["时限核算"]) == 47  # 11 of SPECIAL_PROJECTS and 36
    assert set(result["时限核算"]["状态"]) == {"按时", "逾期", "在办", "在办逾期", "不适用"}


def test_the_special_projects(result: Result) -> None:
    """Worked by hand on the calendar of review.md section 4."""
    found = {(r["项目名称"], r["轮次"]): figures(r) for r in records(result["时限核算"])}
    due = {
        ("示例老厂房改造", 1): (None, None, "不适用", None),
        ("示例老厂房改造", 2): ("2018-11-27", 5, "按时", 0),
        ("示例人防指挥所", 1): (None, None, "不适用", None),
        ("示例中心医院二期", 1): ("2018-12-29", 5, "按时", 0),
        ("示例滨海路改造", 1): ("2018-11-19", 5, "按时", 0),
        ("示例科创园一期", 1): ("2018-11-28", 5, "按时", 0),
        ("示例体育馆", 1): ("2019-05-06", 7, "逾期", 2),
        # 09-19, 20, 23, 24; then it stands still
        ("示例地下管廊", 1): (None, 4, "在办", 0),
        ("示例人才公寓", 1): ("2019-10-10", 5, "在办", 0),
        # 09-24, 25, 26, 27, 29 (worked), 30, 10-08, 09, 10
        ("示例商务中心", 1): ("2019-09-29", 9, "在办逾期", 4),
        ("示例热力管线", 1): ("2019-10-14", 2, "在办", 0),  # 09, 10, 11, 12 (worked), 14
    }
    assert {key: found[key] for key in due} == due


def test_the_broken_sample_names_every_mistake() -> None:
    problems = refusal(lambda: qdcalc.review.assess(BROKEN))
    told = {(row["代码"], row["工作表"], row["单元格"]) for row in records(problems)}
    assert told == {
        ("C20", "项目", "C3"), ("C18", "项目", "E4"), ("C09", "项目", "H5"), ("V01", "项目", "I6"),
        ("V03", "项目", "K8"), ("V11", "项目", "I9"), ("C14", "项目", "D10"),
        ("V07", "项目", "B11"), ("R01", "项目", "A14"), ("C18", "工作日历", "B2"),
    }  # fmt: skip
