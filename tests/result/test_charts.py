"""The charts of a result, and the font for the user's own.

workbooks.md, "In Python": "``.plot.calendar(ax=None)`` … returning matplotlib Axes with right
Chinese". Issue 11: "``.plot.*(ax=None)`` … ``dir()`` and completion show what there is …
``qdcalc.plot.use_chinese()`` as a context for the user's own charts".
"""

from __future__ import annotations

import copy
import inspect
import warnings
from collections.abc import Iterator
from typing import Any

import matplotlib as mpl
import pytest

import qdcalc
from qdcalc.document.model import Course, Flows, SignedBars
from qdcalc.notice.catalogue import find
from qdcalc.report.fonts import font_file
from qdcalc.run import run
from samples import DATA, SOURCES, result_of
from seeds import at_first

mpl.use("Agg")
plt: Any = pytest.importorskip("matplotlib.pyplot")
NAMES = {
    "water-month": ["balances", "calendar", "course", "flows"],
    "water-year": ["balances", "calendar", "course", "flows"],
    "expo": ["applicants", "budget"],
    "staffing": ["gaps", "met"],
}
EVERY = [(name, chart) for name, charts in NAMES.items() for chart in charts]


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """Close every figure."""
    yield
    plt.close("all")


def texts_of(axes: Any) -> list[Any]:
    """Return every text of axes that is not empty."""
    return [t for t in axes.findobj(mpl.text.Text) if t.get_text() and t.get_visible()]


@pytest.mark.parametrize(("name", "chart"), at_first(EVERY, 4))
def test_a_chart_is_axes_with_chinese_that_is_there(name: str, chart: str) -> None:
    axes = getattr(result_of(name).plot, chart)()
    assert isinstance(axes, mpl.axes.Axes)
    shown = [t for t in texts_of(axes) if t.get_text().strip()]
    assert shown
    assert axes.get_title()
    for text in shown:
        if not text.get_text().isascii():
            assert text.get_fontproperties().get_file() == str(font_file()), text.get_text()


@pytest.mark.parametrize(("name", "chart"), at_first(EVERY, 4))
def test_a_chart_is_drawn_on_given_axes_and_fits_in(name: str, chart: str) -> None:
    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 5))
    room = right.get_window_extent().padded(2)
    assert getattr(result_of(name).plot, chart)(ax=right) is right
    assert plt.get_fignums() == [figure.number]  # no figure of its own
    assert not left.texts
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # "Glyph … missing from font"
        figure.canvas.draw()
    for text in texts_of(right):  # names, numbers, legend and title too
        box = text.get_window_extent()
        assert room.x0 <= box.x0
        assert box.x1 <= room.x1
        assert room.y0 <= box.y0
        assert box.y1 <= room.y1


@pytest.mark.parametrize("name", NAMES)
def test_completion_shows_the_charts_and_nothing_else(name: str) -> None:
    plot = result_of(name).plot
    assert dir(plot) == NAMES[name]
    assert [line.split("(")[0] for line in repr(plot).split("\n")] == [
        f"result.plot.{chart.name}" for chart in find(name).charts()
    ]


@pytest.mark.parametrize(("name", "chart"), EVERY)
def test_a_chart_tells_what_it_takes(name: str, chart: str) -> None:
    method = getattr(result_of(name).plot, chart)
    assert list(inspect.signature(method).parameters)[-1] == "ax"
    assert method.__name__ == chart
    assert "例::" in str(inspect.getdoc(method))


@pytest.mark.parametrize("unknown", ["nothing", "calendar", "CHARTS"])
def test_an_unknown_chart_names_those_there_are(unknown: str) -> None:
    with pytest.raises(AttributeError, match="gaps、met"):
        getattr(result_of("staffing").plot, unknown)


def test_a_plot_is_copied_and_has_no_other_face() -> None:
    plot = result_of("staffing").plot
    assert dir(copy.copy(plot)) == dir(plot)
    assert not hasattr(plot, "_repr_html_")


def test_a_dark_style_of_the_user_leaves_the_chart_readable() -> None:
    with plt.style.context("dark_background"):
        axes = result_of("staffing").plot.gaps()
    names = [t for t in axes.get_yticklabels() if t.get_text() == "市北"]
    assert [t.get_color() for t in names] == ["#000000"]


def drawn(name: str, chart: str, **asked: Any) -> Any:
    """Return what a chart is drawn of."""
    result = result_of(name)
    (found,) = (c for c in result.calculation.charts() if c.name == chart)
    return found.draw(result, **asked).drawing


def test_balances_are_the_tables() -> None:
    net = result_of("water-month").tables["districts"].set_index("district")["net_fen"]
    drawing = drawn("water-month", "balances")
    assert isinstance(drawing, SignedBars)
    assert dict(zip(drawing.names, drawing.amounts_fen, strict=True)) == net.to_dict()


def test_flows_leave_out_what_a_district_pays_itself() -> None:
    for name, table in (("water-month", "flows"), ("water-year", "year_flows")):
        moved = result_of(name).tables[table]
        drawing = drawn(name, "flows")
        assert isinstance(drawing, Flows)
        assert sum(fen for *_, fen in drawing.flows) == int(
            moved.loc[moved["kind"] != "自抵", "amount_fen"].sum()
        )
        assert all(payer != payee for payer, payee, _ in drawing.flows)


def test_the_month_of_a_chart_is_the_last_or_the_one_asked_for() -> None:
    year = result_of("water-year")
    months = run(find("water-month"), DATA / SOURCES["water-year"])
    assert months.plot.balances().get_title() == "各区市净额（2019-09）"
    assert months.plot.balances("2018-10").get_title() == "各区市净额（2018-10）"
    with pytest.raises(qdcalc.UsageError, match=r"没有月份“2020-01”.*2018-10"):
        months.plot.flows(month="2020-01")
    assert year.plot.balances().get_title() == "各区市年度净额"


@pytest.mark.parametrize("section", [20, "20", "墨水河·前枣行", "前枣行"])
def test_a_course_is_of_the_section_asked_for(section: Any) -> None:
    drawing = drawn("water-month", "course", section=section, indicator="氨氮")
    assert isinstance(drawing, Course)
    # section 20 has target Ⅴ: 氨氮 2.0 mg/L (GB 3838 table 1); the sample measures 3.2
    assert drawing.values == (3.2,)
    assert drawing.limits == (("目标限值", 2.0),)
    assert drawing.unit == "mg/L"


def test_a_name_that_several_sections_bear_is_not_guessed() -> None:
    # sections 15 and 19 of the annex are both 入海口
    with pytest.raises(qdcalc.UsageError, match=r"断面叫“入海口”，请写序号：15 .*19 "):
        result_of("water-month").plot.course("入海口")


def test_a_calendar_of_one_district() -> None:
    drawing = drawn("water-year", "calendar", district="即墨")
    # the annex: 责任区市 即墨 alone or with others
    assert [row.split(" ")[0] for row in drawing.rows] == ["3", "4", "7", "13", "20"]
    with pytest.raises(qdcalc.UsageError, match=r"没有“北京”负责的断面。有的是：.*即墨"):
        result_of("water-year").plot.calendar("北京")


@pytest.mark.parametrize("indicator", ["pH值", "溶解氧"])
def test_a_course_of_what_has_no_multiple(indicator: str) -> None:
    axes = result_of("water-year").plot.course(20, indicator)
    assert indicator in axes.get_title()


def test_a_course_without_section_is_of_the_largest_multiple() -> None:
    facts = result_of("water-month").tables["indicators"].fillna({"multiple": -1.0})
    worst = facts.sort_values("multiple", ascending=False, kind="stable").iloc[0]
    title = result_of("water-month").plot.course().get_title()
    assert title.startswith(worst["section_id"])
    assert title.endswith(worst["indicator"])


@pytest.mark.parametrize(
    ("asked", "said"),
    [({"section": 99}, "没有断面“99”"), ({"indicator": "金"}, "没有指标“金”"),
     ({"section": 5}, "没有参评的监测值")],
)  # fmt: skip
def test_a_course_that_is_not_there(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(qdcalc.UsageError, match=said):  # section 5 was dry in the sample
        result_of("water-month").plot.course(**asked)


def test_what_is_no_axes_is_told() -> None:
    with pytest.raises(qdcalc.UsageError, match="Axes"):
        result_of("staffing").plot.gaps(ax="x")


# --------------------------------------------------------------------------- the user's own


def test_own_charts_have_chinese_also_when_they_are_drawn_later() -> None:
    before = mpl.rcParams["font.family"]
    with qdcalc.plot.use_chinese():
        figure, axes = plt.subplots()
        axes.bar(["城阳", "李沧"], [-1.0, 2.0], label="净额")
        axes.set_title("各区市净额")
        axes.legend()
    assert mpl.rcParams["font.family"] == before
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # "Glyph … missing from font"
        figure.canvas.draw()
    assert {t.get_text() for t in texts_of(axes)} >= {"城阳", "李沧", "净额", "各区市净额"}


def test_the_current_figure_stays_the_users() -> None:
    plt.figure(7)
    with qdcalc.plot.use_chinese():
        plt.figure(5)
        plt.figure(9)
        plt.figure(3)
    assert plt.gcf().number == 3
    with qdcalc.plot.use_chinese():
        pass
    assert plt.get_fignums() == [3, 5, 7, 9]


def test_the_settings_are_as_before_after_an_error() -> None:
    before = dict(mpl.rcParams)
    with pytest.raises(ZeroDivisionError), qdcalc.plot.use_chinese():
        _ = 1 / 0
    assert dict(mpl.rcParams) == before


def test_plot_shows_what_there_is() -> None:
    assert dir(qdcalc.plot) == ["use_chinese"]
