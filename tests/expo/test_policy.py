"""What policy.toml and the code say of the same things agree."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import qdcalc
from qdcalc.errors import UsageError
from qdcalc.exact.months import month
from qdcalc.expo import words
from qdcalc.expo.certificates import is_recognised


def test_the_code_reads_every_interpretation_as_the_policy_lists_it() -> None:
    """A switch of policy.toml that the code doesn't know would be silently the default."""
    policy = qdcalc.expo.EXPO.policy()
    listed = {key: [c.key for c in i.choices] for key, i in policy.interpretations.items()}
    known = {key: [*map(str, options)] for key, options in words.INTERPRETATIONS.items()}
    assert known == listed
    assert list(known) == list(listed)


def test_a_formula_takes_the_figures_of_a_date() -> None:
    """The notice has one version of each figure (二(一)): any day's are the same."""
    newest = qdcalc.expo.trade_show_subsidy_fen(20_000)
    assert newest == 300_000_00
    days: list[Any] = ["2019-05-08", dt.date(2019, 5, 8), pd.Timestamp(2019, 5, 8, 9), "2019-05",
                       "2019年5月", pd.Period("2019-05"), "2021-12-31"]  # fmt: skip
    for date in days:
        assert qdcalc.expo.trade_show_subsidy_fen(20_000, date=date) == newest
    with pytest.raises(UsageError, match=r"参数 date.*五月.*应是日期"):
        qdcalc.expo.trade_show_subsidy_fen(20_000, date="五月")
    with pytest.raises(UsageError, match=r"2017-12-31.*早于.*2018-01-01"):
        qdcalc.expo.trade_show_subsidy_fen(20_000, date="2017-12-31")
    with pytest.raises(UsageError, match=r"2022-01-01.*晚于.*2021-12-31"):  # 末段
        qdcalc.expo.trade_show_subsidy_fen(20_000, date="2022-01-01")


def test_a_formula_takes_an_option_by_its_chinese_name() -> None:
    """二(二): 2,000,000 is the cap of 220,000 m², raised by a fifth behind it 2,400,000."""
    show = qdcalc.expo.trade_show_subsidy_fen
    paid = [show(220_000, is_uplifted=True, uplift=name) for name in ("封顶后上浮", "after-cap")]
    assert paid == [2_400_000_00, 2_400_000_00]
    with pytest.raises(
        UsageError, match="可用的有 先上浮后封顶（then-cap）、封顶后上浮（after-cap）"
    ):
        show(220_000, uplift="不上浮")


def test_a_body_recognises_conferences_by_the_list_of_its_month() -> None:
    """三(二): ICCA alone until 2019, UIA alone from 2019-07 on: each month has its own list."""
    listed = qdcalc.expo.EXPO.policy().figure("conference_bodies")
    first, second = (
        replace(listed.versions[0], since=since, value=[name])
        for since, name in ((dt.date(2018, 1, 1), "ICCA"), (dt.date(2019, 7, 1), "UIA"))
    )
    figure = replace(listed, versions=(first, second))
    body = np.array(["ICCA", "uia", "ICCA", "UIA", "UIAX"], dtype=object)
    months = np.array([month(2019, 6)] * 2 + [month(2019, 7)] * 3)
    assert is_recognised(body, figure, months).tolist() == [True, False, False, True, False]
