"""What is said of the warnings: headline, document, charts, options (三)."""

from __future__ import annotations

from qdcalc.result.result import Result
from qdcalc.smog import SMOG, words

from ..helpers import daily, hourly, run, values_of


def test_the_headline_says_the_gravest_first() -> None:
    frame = hourly(values_of((250, 48), (50, 60), (500, 24)))
    # 9 hours of 500 and 15 of 50 are above 200: from 15 hours before the block to 15 after it
    told = str(run(frame).headline)
    assert "全市重污染过程 2 次：红色 1 次、黄色 1 次。" in told
    assert "最高红色：全市 2018-12-05 21:00 至 2018-12-08 03:00，54 小时" in told
    assert (
        "市专项应急指挥部最迟 2018-12-04 21:00 发布，市专项应急指挥部总指挥批准启动Ⅰ级响应" in told
    )


def test_without_a_process_it_says_so() -> None:
    assert "全市没有重污染过程。" in str(run(daily([60, 60])).headline)


def test_what_is_to_be_looked_at() -> None:
    values = values_of((250, 48), after=20)
    frame = hourly(values, 数据类型=["实测"] * len(values))
    told = str(run(frame).headline.to_check)
    assert "解除待预测的过程" in told
    assert "应立即发布的过程" in told


def picture(result: Result, name: str) -> object:
    (chart,) = (c for c in SMOG.charts() if c.name == name)
    return chart.draw(result).drawing


def test_the_charts() -> None:
    result = run(daily([60, 210, 310, 310, 210, 60, 60]))
    levels, means = picture(result, "levels"), picture(result, "means")
    assert levels.states == (("", "红色", "红色", "红色", "红色", "", ""),)  # type: ignore[attr-defined]
    assert levels.columns[:2] == ("12-01", "12-02")  # type: ignore[attr-defined]
    assert means.values == (60, 210, 310, 310, 210, 60, 60)  # type: ignore[attr-defined]
    assert means.limits == (("重污染", 200), ("红色条件", 300))  # type: ignore[attr-defined]


def test_the_options_and_their_names() -> None:
    """smog.md section 8; a switch of policy.toml that the code doesn't know would be silent."""
    policy = SMOG.policy()
    listed = {key: [c.key for c in i.choices] for key, i in policy.interpretations.items()}
    assert listed == {k: [*map(str, options)] for k, options in words.INTERPRETATIONS.items()}
    named = {
        key: (item.name, item.default, [c.name for c in item.choices])
        for key, item in policy.interpretations.items()
    }
    assert named == {
        "duration": ("持续时间", "covered", ["覆盖小时", "连续窗口", "窗口数"]),
        "gap": ("缺测间隔", "missing-joins", ["不隔开", "隔开"]),
        "joined": ("合并过程", "span", ["首尾跨度", "最长一段"]),
        "swap": ("内部调整", "sum", ["只看之和", "逐项也看"]),
        "amounts": ("减排量列", "total", ["累计量", "逐级增量"]),
        "sprinkle": ("红色洒水", "3", ["3", "1"]),
        "ice": ("结冰除外", "roads", ["仅道路", "全部"]),
    }


def test_the_figures_are_those_of_the_notice() -> None:
    figures = SMOG.policy().figures
    month = SMOG.policy().month_of(SMOG.policy().issued)
    known = {name: figures[name].at(month) for name in (
        "heavy_aqi", "severe_aqi", "top_aqi", "valid_hours", "level_hours", "severe_hours",
        "bound_hours", "notice_hours", "lift_hours", "summary_workdays",
    )}  # fmt: skip
    assert known == {
        "heavy_aqi": 200, "severe_aqi": 300, "top_aqi": 500, "valid_hours": 20,
        "level_hours": {"黄色": 48, "橙色": 72, "红色": 96}, "severe_hours": 48,
        "bound_hours": 72, "notice_hours": 24, "lift_hours": 36,
        "summary_workdays": {"成员单位": 2, "办公室": 3},
    }  # fmt: skip
