"""The policy of the review: what the code reads is what it lists."""

from __future__ import annotations

import datetime as dt

from qdcalc.review import REVIEW, words


def test_the_code_reads_every_interpretation_as_the_policy_lists_it() -> None:
    """A switch of policy.toml that the code doesn't know would be silently the default."""
    policy = REVIEW.policy()
    listed = {key: [c.key for c in i.choices] for key, i in policy.interpretations.items()}
    known = {key: [*map(str, options)] for key, options in words.INTERPRETATIONS.items()}
    assert known == listed
    assert list(known) == list(listed)


def test_the_names_of_the_switches() -> None:
    """review.md section 7."""
    named = {
        key: (item.name, [c.name for c in item.choices])
        for key, item in REVIEW.policy().interpretations.items()
    }
    assert named == {
        "start": ("起算范围", ["全市同日", "区市从11月15日"]),
        "first_day": ("首日", ["次日", "当日"]),
        "pause": ("补正期间", ["扣除", "不扣除", "重新起算"]),
        "open": ("按时率口径", ["已出具", "含在办逾期"]),
    }


def test_the_figures_are_those_of_the_notice() -> None:
    """青政办字〔2018〕108号 四(三), 五(一), 五(二), 五末段."""
    figures = REVIEW.policy().figures
    month = REVIEW.policy().month_of(dt.date(2018, 10, 31))
    assert figures["limit_workdays"].at(month) == 5
    assert {n: figures[n].at(month) for n in ("fire_from", "start_city", "start_district")} == {
        "fire_from": dt.date(2018, 10, 19),
        "start_city": dt.date(2018, 10, 25),
        "start_district": dt.date(2018, 11, 15),
    }
