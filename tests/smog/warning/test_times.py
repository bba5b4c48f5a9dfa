"""When a warning is issued and lifted, who does it, until when it is summed up (三(三)…四(五))."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

import qdcalc

from ..helpers import HINT, YELLOW, codes, daily, found, hourly, processes, refusal, run, values_of

AFTER = [(40, "待预测"), (41, "2018-12-04 05:00")]  # 5 hours of 50 are still heavy, 36 follow


@pytest.mark.clause("smog 三(三) with_times", "smog 四(一)、四(二) process_frame")
def test_the_times_of_s1() -> None:
    (row,) = processes(run(hourly(values_of((250, 48)))))
    # 24 hours of 50 from 1 December 0:00; heavy from 5 hours before the block
    assert str(row["起始时间"]) == "2018-12-01 19:00:00"
    assert str(row["结束时间"]) == "2018-12-04 05:00:00"
    assert row["最迟发布"] == "2018-11-30 19:00"
    assert row["解除时间"] == "2018-12-04 05:00"
    assert str(row["首个超200小时"]) == "2018-12-02 01:00:00"
    assert (row["响应级别"], row["发布单位"], row["启动批准人"]) == (
        "Ⅲ级", "市专项应急指挥部办公室", "市专项应急指挥部办公室",
    )  # fmt: skip


@pytest.mark.clause("smog 四(一)、四(二) process_frame")
@pytest.mark.parametrize(
    ("blocks", "due"),
    [
        ([(250, 62)], ("Ⅱ级", "市专项应急指挥部", "市专项应急指挥部副总指挥")),
        ([(500, 24)], ("Ⅰ级", "市专项应急指挥部", "市专项应急指挥部总指挥")),
        ([(250, 19)], (None, None, None)),
    ],
)
def test_who_issues_and_who_approves(
    blocks: list[tuple[int, int]], due: tuple[str | None, ...]
) -> None:
    (row,) = processes(run(hourly(values_of(*blocks))))
    assert (row["响应级别"], row["发布单位"], row["启动批准人"]) == due


def test_a_hint_has_no_times() -> None:
    (row,) = processes(run(hourly(values_of((250, 19)))))
    assert row["级别"] == HINT
    names = ("最迟发布", "解除时间", "成员单位总结截止", "办公室总结截止")
    assert [row[name] for name in names] == [None] * 4


@pytest.mark.clause("smog 三(三) with_times")
@pytest.mark.parametrize(
    ("kind", "due"), [("实测", "立即"), ("预报", "2018-11-30 19:00"), ("", "2018-11-30 19:00")]
)
def test_what_is_measured_is_issued_at_once(kind: str, due: str) -> None:
    values = values_of((250, 48))
    (row,) = processes(run(hourly(values, 数据类型=[kind] * len(values))))
    assert row["最迟发布"] == due


def test_only_the_first_heavy_hour_decides() -> None:
    values = values_of((250, 48))
    kinds = ["实测"] * 19 + ["预报"] * (len(values) - 19)  # the 20th hour is the first heavy one
    assert processes(run(hourly(values, 数据类型=kinds)))[0]["最迟发布"] == "2018-11-30 19:00"
    kinds[19] = "实测"
    assert processes(run(hourly(values, 数据类型=kinds)))[0]["最迟发布"] == "立即"


@pytest.mark.clause("smog 三(四) processes_of")
@pytest.mark.parametrize(("after", "due"), AFTER)
def test_lifted_when_36_hours_follow(after: int, due: str) -> None:
    (row,) = processes(run(hourly(values_of((250, 48), after=after))))
    assert row["解除时间"] == due
    assert (row["成员单位总结截止"] is None) is (due == "待预测")


def test_missing_hours_do_not_lift() -> None:
    frame = hourly(values_of((250, 48), after=41))
    frame.loc[len(frame) - 1, "AQI"] = None
    assert processes(run(frame))[0]["解除时间"] == "待预测"
    assert processes(run(frame, gap="missing-separates"))[0]["解除时间"] == "2018-12-04 05:00"


def test_missing_hours_do_not_separate() -> None:
    values: list[object] = [*values_of((250, 48), (50, 46), (250, 48))]
    values[24 + 48 + 20] = None  # inside the 36 hours between the processes
    assert found(hourly(values)) == [(152, "橙色")]
    assert found(hourly(values), gap="missing-separates") == [(58, YELLOW), (58, YELLOW)]


@pytest.mark.parametrize(("missing", "told"), [(35, False), (36, True)])
def test_what_only_missing_hours_join_is_told(missing: int, told: bool) -> None:
    """Two days of 250 with hours missing between them: nothing shows an improvement.

    A window needs 20 valid hours, so each day is heavy for 4 of the missing hours beside it.
    """
    gap = missing + 8
    frame = hourly([250] * 24 + [None] * gap + [250] * 24)
    result = run(frame.drop(index=range(24, 24 + gap)))
    (row,) = processes(result)
    assert row["合并段数"] == 2
    assert ("G15" in codes(result)) is told


@pytest.mark.clause("smog 四(五) summary_due")
def test_the_summaries_are_due_on_working_days() -> None:
    # Monday 31 December is off (the 29th is worked), 1 January too: lifted on Friday 28
    days = ["2018-12-26", "2018-12-27", "2018-12-28", "2018-12-29"]
    frame = pd.DataFrame({"时间": days, "AQI": [210, 210, 60, 60]})
    (row,) = processes(run(frame))
    assert row["解除时间"] == "2018-12-28 00:00"
    assert str(row["成员单位总结截止"])[:10] == "2019-01-02"  # 29 December, 2 January
    assert str(row["办公室总结截止"])[:10] == "2019-01-03"
    sheet = pd.DataFrame({"日期": ["2018-12-31"], "类型": ["工作日"]})
    again = qdcalc.smog.assess(frame, workdays=sheet)
    assert str(processes(again)[0]["成员单位总结截止"])[:10] == "2018-12-31"


def test_a_year_without_a_calendar_is_refused() -> None:
    frame = pd.DataFrame(
        {"时间": [f"2030-03-0{n}" for n in range(1, 6)], "AQI": [210] * 2 + [60] * 3}
    )
    assert [code for code, _ in refusal(lambda: run(frame))] == ["K01"]


@pytest.mark.parametrize(("before", "told"), [(27, True), (28, False)])
def test_a_process_near_the_beginning_may_have_begun_earlier(before: int, told: bool) -> None:
    # the block's 5th hour before is the first heavy one: 22 or 23 hours before it
    result = run(hourly(values_of((250, 48), before=before)))
    assert ("G10" in codes(result)) is told


def test_by_day_only_the_first_day_is_told() -> None:
    assert "G10" in codes(run(daily([210, 210, 60, 60])))
    assert "G10" not in codes(run(daily([60, 210, 210, 60, 60])))


def test_data_from_before_the_plan_are_told() -> None:
    frame = hourly(values_of((250, 48)), dt.datetime(2018, 10, 30))
    assert "G13" in codes(run(frame))
    assert "G13" not in codes(run(hourly(values_of((250, 48)), dt.datetime(2018, 10, 31))))


@pytest.mark.clause("smog 三(二) adopted")
def test_a_long_process_on_the_bound_replaces_those_inside_it() -> None:
    values = [250] * 2 + [190] * 4 + [60] * 3 + [210] * 2 + [60] * 2
    bounds = [250] * 2 + [205] * 4 + [60] * 3 + [215] * 2 + [60] * 2
    rows = processes(run(daily(values, AQI上限=bounds)))
    assert [(r["采用"], r["持续小时"], r["级别"]) for r in rows] == [
        ("上限", 144, "橙色"), ("AQI", 48, "黄色"),
    ]  # fmt: skip
    assert [r["序号"] for r in rows] == [1, 2]


@pytest.mark.parametrize(("hours", "basis"), [(61, "AQI"), (62, "上限")])
def test_the_bound_counts_from_72_hours(hours: int, basis: str) -> None:
    values, bounds = values_of((250, 40)), values_of((250, hours))
    values += [50] * (len(bounds) - len(values))
    (row,) = processes(run(hourly(values, AQI上限=bounds)))
    assert row["采用"] == basis
    assert row["持续小时"] == (50 if basis == "AQI" else 72)


def test_a_bound_that_equals_the_aqi_is_a_bound() -> None:
    # three days of 210, the bound 210 as well: 72 hours on the bound, which is taken (三(二))
    rows = [processes(run(daily([210] * 3, AQI上限=bound)))[0] for bound in ([210] * 3, [None] * 3)]
    assert [(row["采用"], row["级别"]) for row in rows] == [("上限", "橙色"), ("AQI", "橙色")]
