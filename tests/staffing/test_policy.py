"""Dated figures of the staffing standard: those in force on 统计日期 count."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import qdcalc
from qdcalc.staffing import words

PLATFORM = pd.DataFrame(
    [["市南", "甲", "甲中心", "街道(镇)", 36_000]],
    columns=["区市", "街道", "名称", "级别", "服务对象数"],
)
OVERLAY = """
[[figures.people_per_staff.versions]]
since = 2025-01-01
value = { "街道(镇)" = 3_000, "社区(村)" = 400 }
[[figures.deadline.versions]]
since = 2025-01-01
value = 2026-12-31
[[figures.districts.versions]]
since = 2025-01-01
value = { "市南" = ["市南区"], "新区" = [] }
"""


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    path = tmp_path / "policy.toml"
    path.write_text(OVERLAY, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("date", "required", "deadline"),
    [
        ("2019-06-30", 6, "2019-12-31"),  # 三(二): 36,000 ÷ 6,000
        ("2024-12-31", 6, "2019-12-31"),  # the last day before the later version
        ("2025-01-01", 12, "2026-12-31"),  # the later version: 36,000 ÷ 3,000
        (None, 12, "2026-12-31"),  # no date: the newest
    ],
)
def test_figures_in_force_on_the_day(
    overlay: Path, date: str | None, required: int, deadline: str
) -> None:
    result = qdcalc.staffing.assess(PLATFORM, report_date=date, policy=overlay)
    assert result["配备核算"]["应配"].tolist() == [required]
    basis = result["口径与依据"]
    assert basis.loc[basis["类别"] == "期限", "取值"].tolist() == [deadline]


def test_districts_in_force_on_the_day(overlay: Path) -> None:
    later = PLATFORM.assign(区市="新区")
    assert len(qdcalc.staffing.assess(later, report_date="2025-06-30", policy=overlay)["配备核算"])
    with pytest.raises(qdcalc.InputError):
        qdcalc.staffing.assess(later, report_date="2019-06-30", policy=overlay)


def test_a_day_before_the_notice_is_warned_of() -> None:
    # 116号 is of 2018-10-31
    problems = qdcalc.staffing.assess(PLATFORM, report_date="2018-10-30").problems
    assert problems["问题"].str.contains("2018-10-30").any()
    on_the_day = qdcalc.staffing.assess(PLATFORM, report_date="2018-10-31").problems
    assert not on_the_day["问题"].str.contains("早于").any()


def test_the_code_reads_every_interpretation_as_the_policy_lists_it() -> None:
    """A switch of policy.toml that the code doesn't know would be silently the default."""
    policy = qdcalc.staffing.STAFFING.policy()
    listed = {key: [c.key for c in i.choices] for key, i in policy.interpretations.items()}
    known = {key: [*map(str, options)] for key, options in words.INTERPRETATIONS.items()}
    assert known == listed
    assert list(known) == list(listed)
