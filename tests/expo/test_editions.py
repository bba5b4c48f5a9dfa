"""Editions of a show, named bodies, themes, figures of two versions: on columns, by hand.

Expectations: expo.md, 消费展补助 (the largest of all earlier editions, the cell; earlier editions
in the same workbook raise it), “Same claim twice” (届次 blank: 结束日期), 二(二), 三(一).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import qdcalc
from qdcalc.errors import UsageError
from qdcalc.exact.months import month
from qdcalc.expo.certificates import is_recognised, is_unsure, named_bodies
from qdcalc.expo.editions import earlier_area, largest_area, of_the_same_day
from qdcalc.expo.figures import figures_at, is_in_force, known_figures, months_of, notice_figures
from qdcalc.expo.shows import theme_of
from qdcalc.expo.words import FirstConsumer
from qdcalc.notice.policy import Figure

DAYS = {1: "2018-05-01", 2: "2019-05-01", 3: "2020-05-01", 4: "2021-05-01"}


def objects(*values: object) -> Any:
    """Return texts as a column of objects."""
    return np.array(values, dtype=object)


def editions(*rows: tuple[str, str | None, int, int | None, int | None]) -> pd.DataFrame:
    """Return shows: name, edition, number of the day, area and largest area [hundredths]."""
    frame = pd.DataFrame(rows, columns=["show", "edition", "end", "area_x100", "largest_x100"])
    return frame.assign(
        end=pd.to_datetime(frame["end"].map(DAYS)),
        area_x100=frame["area_x100"].astype("Int64"),
        largest_x100=frame["largest_x100"].astype("Int64"),
    )


# shows, and what each one's earlier editions come to
EARLIER: list[tuple[list[tuple[str, str | None, int, int | None, int | None]], list[int]]] = [
    # the largest of all days before, in whatever order they are listed
    ([("甲", "3", 3, 5, None), ("甲", "1", 1, 9, None), ("甲", "2", 2, 7, None)], [9, 0, 9]),
    ([("甲", "2", 2, 9, None), ("甲", "3", 3, 5, None), ("甲", "4", 4, 1, None)], [0, 9, 9]),
    # another edition of the same day is no earlier one; nor is another show
    ([("甲", "1", 1, 9, None), ("甲", "2", 1, 5, None), ("乙", "3", 2, 5, None)], [0, 0, 0]),
    # names as they are compared; without an edition by the day
    ([("甲 展", None, 1, 9, None), ("甲展", None, 2, 5, None)], [0, 9]),
    ([("甲", None, 1, 3, None), ("甲", "2", 2, 9, None), ("甲", None, 3, 5, None)], [0, 3, 9]),
    # an edition that is listed on an earlier day, too, is not its own predecessor
    ([("甲", "2", 1, 9, None), ("甲", "2", 2, 5, None)], [0, 0]),
    ([("甲", "2", 1, 1, None), ("甲", "2", 2, 5, None)], [0, 0]),
    ([("甲", "1", 1, 4, None), ("甲", "2", 2, 9, None), ("甲", "2", 3, 5, None)], [0, 4, 4]),
    ([("甲", "1", 1, 4, None), ("甲", "1", 2, 9, None), ("甲", "2", 2, 5, None),
      ("甲", "2", 3, 9, None), ("甲", "2", 4, 5, None)], [0, 0, 4, 9, 9]),
    # only days before count for the others, too
    ([("甲", "2", 1, 9, None), ("甲", "2", 2, 5, None), ("甲", "1", 2, 7, None),
      ("甲", "3", 3, 8, None)], [0, 0, 9, 9]),
    # two editions of one day: the larger; an area that is missing is none
    ([("甲", "1", 1, 4, None), ("甲", "2", 1, 6, None), ("甲", "3", 2, 1, None)], [0, 0, 6]),
    ([("甲", "1", 1, None, None), ("甲", "2", 2, 5, None)], [0, 0]),
]  # fmt: skip


def test_the_largest_of_earlier_days() -> None:
    """All of them in one go: each case has shows of its own."""
    rows: Any = [
        (f"{n}{show}", *rest) for n, (given, _) in enumerate(EARLIER) for show, *rest in given
    ]
    found = iter(earlier_area(editions(*rows)).tolist())
    for given, wanted in EARLIER:
        assert [next(found) for _ in given] == wanted, given


def test_the_cell_and_the_earlier_editions() -> None:
    frame = editions(
        ("甲", "1", 1, 700, None),  # a first edition: nothing earlier
        ("甲", "2", 2, 900, 800),  # the cell is larger than the earlier edition
        ("甲", "3", 3, 500, 800),  # the earlier edition is larger than the cell
        ("乙", "2", 1, 500, None),  # no first one, and nothing known
        ("甲", "4", 4, 500, None),  # blank: the earlier editions
        ("丙", "1", 1, 500, 0),  # a cell of 0 is a cell
        ("丁", "2", 1, 300, None), ("丁", "1", 2, 500, None),  # a first one with an earlier day
        ("戊", None, 2, 500, None),
        ("己", "2", 1, 800, None), ("己", "3", 2, 500, 800),  # both the same: the cell
    )  # fmt: skip
    threshold = np.full(len(frame), 8)
    zero = largest_area(frame, threshold, FirstConsumer.ZERO)
    assert zero.area_x100.tolist() == [0, 800, 900, 0, 900, 0, 0, 300, 0, 0, 800]
    assert zero.is_known.tolist() == [
        False, True, True, False, True, True, False, False, False, False, True,
    ]  # fmt: skip
    assert not zero.is_threshold.any()
    assert np.flatnonzero(zero.is_of_sheet).tolist() == [2, 4, 7]
    based = largest_area(frame, threshold, FirstConsumer.THRESHOLD)
    assert np.flatnonzero(based.is_threshold).tolist() == [0, 7]
    assert based.area_x100.tolist() == [800, 800, 900, 0, 900, 0, 0, 800, 0, 0, 800]
    assert based.is_known.tolist() == [
        True, True, True, False, True, True, False, True, False, False, True,
    ]  # fmt: skip
    assert np.flatnonzero(based.is_of_sheet).tolist() == [2, 4]


def test_a_row_without_edition_is_that_of_its_day() -> None:
    day = objects("a1", "a1", "a1", "a2", "a2", "a2", "a3", "a4", "a4")
    edition = objects("3", "", "3", "4", "5", "", "", "", "")
    claim = objects("甲3", "甲a1", "甲3", "甲4", "甲5", "甲a2", "甲a3", "甲a4", "甲a4")
    found = of_the_same_day(claim, edition, day)
    # a1 has one edition (listed twice), a2 has two: whose is not known; a3 and a4 have none
    assert found.tolist() == ["甲3", "甲3", "甲3", "甲4", "甲5", "甲a2", "甲a3", "甲a4", "甲a4"]
    assert found.dtype == object


# ---------------------------------------------------------------- figures of two versions


def of_versions(name: str, *values: object) -> Figure:
    """Return a figure of the notice whose values hold from 2018, 2019 and so on."""
    figure = qdcalc.expo.EXPO.policy().figure(name)
    first = figure.versions[0]
    versions = (
        replace(first, since=dt.date(2018 + n, 1, 1), value=v) for n, v in enumerate(values)
    )
    return replace(figure, versions=tuple(versions))


MONTHS = np.array([month(2019, 12), month(2018, 1), month(2020, 1), month(2018, 12)])


def test_the_version_of_each_month() -> None:
    figure = of_versions("conference_bodies", ["甲"], ["乙"], ["丙"])
    wanted = [[False, True, False, True], [True, False, False, False], [False, False, True, False]]
    for version, rows in zip(figure.versions, wanted, strict=True):
        assert is_in_force(figure, version, MONTHS).tolist() == rows


def test_the_month_of_a_row() -> None:
    """A row of a day takes that month's figures, a row of a year December's (policy.toml)."""
    days = pd.Series(pd.to_datetime(["2018-01-31", "2019-12-01"]))
    years = pd.Series([2018, 2021], dtype="Int64")
    assert months_of(days, None).tolist() == [month(2018, 1), month(2019, 12)]
    assert months_of(None, years).tolist() == [month(2018, 12), month(2021, 12)]
    assert months_of(days, years).tolist() == [month(2018, 1), month(2019, 12)]
    figures = {"a": of_versions("growth_cap_yuan", 1, 2, 3), "b": of_versions("in_force", 4, 5, 6)}
    policy: Any = SimpleNamespace(figure=figures.__getitem__)
    found = figures_at(policy, MONTHS, ("b", "a"))
    assert {name: values.tolist() for name, values in found.items()} == {
        "b": [5, 4, 6, 4], "a": [2, 1, 3, 1],
    }  # fmt: skip


def test_figures_that_are_given_stand_before_the_notices() -> None:
    own = notice_figures(None, None)
    assert own == notice_figures({}, "2019-05-08")
    assert notice_figures({"growth_cap_yuan": 1}, None) == {**own, "growth_cap_yuan": 1}
    assert known_figures("f", None) is None
    assert known_figures("f", {}) == {}
    read = known_figures("f", {"uplift_rate": 0.15, "growth_cap_yuan": 7})
    assert read is not None
    assert {name: str(value) for name, value in read.items()} == {
        "uplift_rate": "0.15", "growth_cap_yuan": "7",
    }  # fmt: skip
    for wrong in ({"uplift_rate": 1.01}, {"uplift_rate": "x"}, {"uplift_rate": 0.00001}):
        with pytest.raises(UsageError, match=r"参数 f 的 uplift_rate：\S"):
            known_figures("f", wrong)


# ---------------------------------------------------------------- bodies and themes


def test_who_recognises_conferences() -> None:
    """三(一): ICCA, 国际大会和会议协会; the name by itself, in any letters."""
    bodies = objects("ICCA", "icca认可", "ＩＣＣＡ、UFI", "国际大会和会议协会", "ICCAX", "xicca",
                     "国际大会 和会议协会（ICCA）", "", "UFI", "ICCA")  # fmt: skip
    figure = qdcalc.expo.EXPO.policy().figure("conference_bodies")
    months = np.full(len(bodies), month(2019, 5))
    wanted = [True, True, True, True, False, False, True, False, False, True]
    assert is_recognised(bodies, figure, months).tolist() == wanted


def test_who_recognises_conferences_in_which_year() -> None:
    """A version that names nobody is passed over; the next one holds all the same."""
    bodies = objects("甲", "乙", "甲", "乙", "甲", "乙")
    when = month(np.repeat([2018, 2019, 2020], 2), 1)
    figure = of_versions("conference_bodies", [], ["甲"], ["a.c", "乙"])
    assert is_recognised(bodies, figure, when).tolist() == [
        False, False, True, False, False, True,
    ]  # fmt: skip
    assert not is_recognised(objects("abc"), figure, when[-1:]).any()
    assert is_recognised(objects("A.C"), figure, when[-1:]).all()


def test_bodies_as_they_are_written() -> None:
    """无, - and / say that there is none; what denies or delays is for people."""
    bodies = objects("UFI", "无", "-", "/", "", "UFI", "BPA、UFI")
    assert named_bodies(bodies).tolist() == ["UFI", "", "", "", "", "UFI", "BPA、UFI"]
    unsure = objects("UFI", "未认证", "非UFI", "UFI", "UFI申请中", "已过期", "北非协会", "暂无", "",
                     "UFI暂无")  # fmt: skip
    assert is_unsure(unsure).tolist() == [
        False, True, True, False, True, True, False, True, False, False,
    ]  # fmt: skip


def test_themes() -> None:
    """二(二): a listed theme (or another way of writing it), and both marks."""
    text = objects("海洋经济", "《海洋 经济》", "文旅、上合组织", "海洋经济展", "文旅", "",
                   "海洋经济", "海洋经济", "海洋经济", "文旅")  # fmt: skip
    reviewed = np.array([True] * 6 + [False, True, False, False])
    recognised = np.array([True] * 6 + [True, False, False, True])
    figure = qdcalc.expo.EXPO.policy().figure("themes")
    found = theme_of(text, reviewed, recognised, figure, np.full(len(text), month(2019, 5)))
    assert np.flatnonzero(found.is_lifted).tolist() == [0, 1, 2]
    assert np.flatnonzero(found.is_unlisted).tolist() == [3, 4, 5]
    assert np.flatnonzero(found.lacks_review).tolist() == [6, 9]
    assert np.flatnonzero(found.lacks_recognition).tolist() == [7]
    assert found.text is text


def test_themes_of_which_year() -> None:
    figure = of_versions("themes", {"甲": ["乙"]}, {"丙": [], "丁": ["甲"]})
    text = objects("甲", "乙", "丙", "甲", "乙", "丙", "丁")
    months = month(np.array([2018] * 3 + [2019] * 4), 6)
    marks = np.ones(len(text), dtype=bool)
    found = theme_of(text, marks, marks, figure, months)
    assert found.is_lifted.tolist() == [True, True, False, True, False, True, True]
