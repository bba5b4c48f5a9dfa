"""Months and quarters as whole numbers, against the calendar."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from qdcalc.exact import months


def test_a_month_is_its_year_and_number() -> None:
    number = months.month(2018, 11)
    assert number == pd.Period("2018-11", freq="M").ordinal
    assert (months.year_of(number), months.number_of(number)) == (2018, 11)
    assert months.of_text("2018-11") == months.of_date(dt.date(2018, 11, 30)) == number
    assert months.month_text(number) == "2018-11"
    assert months.month_text(months.month(2019, 1)) == "2019-01"


def test_columns_of_months() -> None:
    texts = pd.Series(["2019-02", "2018-12", "2019-02"])
    known = [months.month(2019, 2), months.month(2018, 12), months.month(2019, 2)]
    assert months.of_texts(texts).tolist() == known
    assert months.ordinals(pd.Series(pd.PeriodIndex(texts, freq="M"))).tolist() == known
    assert months.ordinals(pd.Series(pd.to_datetime(texts + "-28"))).tolist() == known
    assert months.month_texts(known).tolist() == texts.tolist()
    missing = months.ordinals(pd.Series(np.array(["2019-02-01", "NaT"], dtype="datetime64[s]")))
    assert missing[0] == known[0]
    assert missing[1] < months.month(1, 1)
    # 2018 has no leap day
    assert months.last_days(known).tolist() == ["2019-02-28", "2018-12-31", "2019-02-28"]
    assert months.calendar_years(np.array([2019])) == np.datetime64("2019", "Y")


def test_quarters_of_the_calendar() -> None:
    # 10 to 12 are the fourth quarter
    fourth = months.quarter(2018, 4)
    assert [months.month_text(m) for m in months.months_of_quarter(fourth)] == [
        "2018-10", "2018-11", "2018-12",
    ]  # fmt: skip
    assert {months.quarter_of(m) for m in months.months_of_quarter(fourth)} == {fourth}
    assert months.quarter_of(months.month(2019, 1)) == fourth + 1
    assert (months.year_of_quarter(fourth), months.number_of_quarter(fourth)) == (2018, 4)
    assert months.quarter_text(fourth + 1) == "2019Q1"
    assert months.quarter_name(fourth) == "2018年第四季度"


def test_twelve_months_from_october() -> None:
    # 第十条: 考核周期为当年10月至次年9月
    october = months.month(2018, 10)
    cycle = np.arange(october, october + months.PER_YEAR)
    assert set(months.span_start(cycle, 10).tolist()) == {october}
    assert months.span_start(months.month(2019, 10), 10) == months.month(2019, 10)
    assert months.span_text(october) == "2018-2019"
    assert months.span_text(months.month(2018, 1)) == "2018-2018"
    assert months.span_text(months.month(2018, 2)) == "2018-2019"  # to January
