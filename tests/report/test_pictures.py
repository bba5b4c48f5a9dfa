"""Pictures: right Chinese, the same bytes, nothing of the user's settings touched."""

from __future__ import annotations

import copy
import io
import sys
import warnings
from functools import cache
from pathlib import Path
from typing import Any, Literal
from xml.etree import ElementTree

import pytest

from qdcalc.document.model import Bars, Calendar, Course, Drawing, Flows, PairedBars, SignedBars
from qdcalc.errors import UsageError
from qdcalc.report.drawing_area import DrawingArea, apart, number, wan
from qdcalc.report.flow_bands import _side
from qdcalc.report.fonts import fitted, font_file, printable, text_width, wrapped
from qdcalc.report.month_pictures import TONES
from qdcalc.report.pictures import draw, pages, paint_on
from seeds import at_first

matplotlib = pytest.importorskip("matplotlib")
pytest.importorskip("pylopdf_fonts_zh_cn")

MONTHS = tuple(f"2018-{n}" for n in (10, 11, 12)) + tuple(f"2019-{n:02}" for n in range(1, 10))
STATES = ("跃升", "达标", "超标", "断流", "缺测", "")
VERDICTS = {"跃升": "good", "超标": "bad", "断流": "quiet", "缺测": "open"}
LONG = "胶莱河与小沽河交汇处新河大闸下游五百米自动监测站断面（新）"
WON, LOST = "应收（万元为正）", "应付（斜线）"


def calendar(rows: int, columns: tuple[str, ...] = MONTHS) -> Calendar:
    states = tuple(tuple(STATES[(r + c) % 6] for c in range(len(columns))) for r in range(rows))
    names = tuple(f"{r + 1} {LONG if r % 3 else '后吕戈庄引洪闸'}" for r in range(rows))
    return Calendar(names, columns, states, VERDICTS)


DRAWINGS: dict[str, Drawing] = {
    "calendar": calendar(12),
    "calendar of quarters": calendar(3, ("第一季度", "第二季度（补测）", "三")),
    "calendar of 36": calendar(3, tuple(f"{y}-{m:02}" for y in (18, 19, 20) for m in range(12))),
    "signed": SignedBars(("市财政", LONG, "平度"), (223_333_333, -2, -14_583_333), WON, LOST),
    "bars": Bars(("市南", LONG * 3, "即墨"), (3, 12.5, -1), "人"),
    "many bars": Bars(tuple(f"单位{n}" for n in range(80)), tuple(range(80)), "人"),
    "paired": PairedBars(("展馆", LONG), (5_000_000, -7), (6_000_000, None), ("核定", "预算")),
    "flows": Flows((("平度", "市财政", 14_583_333), ("市财政", "胶州", 44), ("李沧", "莱西", -5))),
    "many flows": Flows(tuple((f"付{n}", f"{LONG}{n % 20}", n + 1) for n in range(40))),
    "course": Course(
        MONTHS,
        (0.31, None, 0.2, float("nan"), *(0.1 * n for n in range(8))),
        (("Ⅲ类 ≤", 0.2), ("Ⅳ类 ≤", 0.21), (LONG, 0.2)),
        "mg/L",
    ),
    "course of pH": Course(MONTHS[:2], (7.3, 7.3), (("下限", 6), ("上限", 9)), ""),
}
EMPTY: dict[str, Drawing] = {
    "calendar": Calendar((), MONTHS, (), VERDICTS),
    "signed": SignedBars((), (), WON, LOST),
    "bars": Bars((), (), "人"),
    "paired": PairedBars((), (), (), ("核定", "预算")),
    "flows": Flows((("平度", "市财政", 0),)),
    "course": Course(MONTHS[:2], (None, None), (("限值", 1),), "mg/L"),
}
HOSTILE: dict[str, Drawing] = {
    "mathematics": Bars(("$\\frac{1", "a$b$c", "_^{}"), (1, 2, 3), "$"),
    "no glyph": Bars(("🏞 断面\U00020bb7\t\n\x00", "", "<b>&amp;"), (1, 2, 3), ""),
}
ALL = DRAWINGS | HOSTILE
Kind = Literal["svg", "png"]


def watch(patch: pytest.MonkeyPatch) -> tuple[list[str], list[tuple[str, Any]]]:
    """Return every text that matplotlib is asked to set, and the boxes of those that are set."""
    from matplotlib.text import Text

    seen: list[str] = []
    boxes: list[tuple[str, Any]] = []
    original = Text.draw

    def watched(self: Any, renderer: Any, *args: Any, **more: Any) -> Any:
        if self.get_text() and self.get_visible():
            assert self.get_fontproperties().get_file() == str(font_file())
            seen.append(self.get_text())
            if self.get_text().strip():  # without the line to what it names
                boxes.append((self.get_text(), Text.get_window_extent(self, renderer)))
        return original(self, renderer, *args, **more)

    patch.setattr(Text, "draw", watched)
    return seen, boxes


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that matplotlib is asked to set, with the file of its font."""
    return watch(monkeypatch)[0]


@cache
def drawn(name: str, kind: Kind, width: float = 156) -> tuple[bytes, list[str], list[Any]]:
    """Draw once for several tests; warnings are errors. Return texts and boxes as well."""
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("error")
        seen, boxes = watch(patch)
        return draw(ALL[name], kind=kind, dpi=200, width_mm=width), seen, boxes


def glyphs() -> set[int]:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    with TTFont(str(font_file()), lazy=True) as font:
        return set(font.getBestCmap())


GLYPHS = glyphs()


def words(drawing: Drawing, texts: list[str]) -> str:
    texts.clear()
    draw(drawing)
    return "\n".join(texts)


def axes_of(drawing: Drawing) -> Any:
    """Return the axes that a drawing is painted on."""
    from matplotlib.figure import Figure

    axes = Figure(figsize=(156 / 25.4, 1)).add_axes((0, 0, 1, 1))
    paint_on(DrawingArea(axes), drawing)
    return axes


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG")
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("kind", at_first(["svg", "png"], 1))
def test_no_glyph_is_missing_and_nothing_warns(name: str, kind: Kind) -> None:
    _, texts, _ = drawn(name, kind)
    assert texts
    assert {c for text in texts for c in text if ord(c) not in GLYPHS} <= {"\n"}


TWICE = [*((name, "svg") for name in DRAWINGS), *((n, "png") for n in DRAWINGS)]


@pytest.mark.parametrize(("name", "kind"), at_first(TWICE, 4))
def test_the_same_drawing_gives_the_same_bytes_and_sets_nothing(name: str, kind: Kind) -> None:
    from matplotlib import font_manager

    first, _, _ = drawn(name, kind)
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "red", "svg.fonttype": "none"}):
        settings = dict(copy.deepcopy(matplotlib.rcParams))
        fonts = [(f.fname, f.name) for f in font_manager.fontManager.ttflist]
        assert draw(DRAWINGS[name], kind=kind, dpi=200) == first
        assert dict(matplotlib.rcParams) == settings
        assert [(f.fname, f.name) for f in font_manager.fontManager.ttflist] == fonts


def test_a_drawing_that_fails_sets_nothing() -> None:
    with matplotlib.rc_context({"font.size": 31.0}):
        settings = dict(copy.deepcopy(matplotlib.rcParams))
        with pytest.raises(ValueError, match="zip"):
            draw(Bars(("a", "b"), (1,), ""))
        assert dict(matplotlib.rcParams) == settings


def test_pyplot_is_never_used() -> None:
    for name in ("pictures", "drawing_area", "bars", "month_pictures", "flow_bands", "fonts"):
        folder = Path(sys.modules[draw.__module__].__file__ or "").parent
        text = (folder / f"{name}.py").read_text("utf-8")
        assert "pyplot" not in text
        assert "addfont" not in text


@pytest.mark.parametrize("name", ALL)
def test_svg_is_xml_without_texts_dates_or_addresses_to_fetch(name: str) -> None:
    svg = drawn(name, "svg")[0].decode()
    root = ElementTree.fromstring(svg)
    assert not list(root.iter("{http://www.w3.org/2000/svg}text")), "texts are outlines"
    assert "<dc:date" not in svg
    for node in root.iter():
        for key, value in node.attrib.items():
            assert not key.endswith("href") or value.startswith("#")


@pytest.mark.parametrize("name", EMPTY)
def test_nothing_to_draw_is_said(name: str, texts: list[str]) -> None:
    assert words(EMPTY[name], texts) == "没有数据"


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("width", at_first([80, 156, 240], 1))
def test_no_text_leaves_the_sheet_or_runs_into_another(name: str, width: float) -> None:
    png, _, boxes = drawn(name, "png", width)
    across, down = size(png)
    for text, box in boxes:
        assert box.x0 > -2, text
        assert box.x1 < across + 2, text
        assert box.y0 > -2, text
        assert box.y1 < down + 2, text
    if width == 156:
        for n, (text, box) in enumerate(boxes):
            for other, second in boxes[n + 1 :]:
                wide = min(box.x1, second.x1) - max(box.x0, second.x0)
                high = min(box.y1, second.y1) - max(box.y0, second.y0)
                # a box of a line is higher than its characters
                assert wide < 3 or high < 9, (text, other)


# ------------------------------------------------------------------------- what is shown


def test_a_calendar_has_a_sign_for_each_state(texts: list[str]) -> None:
    drawing = calendar(6)
    shown = words(drawing, texts).split("\n")
    for state in STATES[:-1]:
        sign = TONES[VERDICTS.get(state, "")][0]
        cells = sum(row.count(state) for row in drawing.states)
        assert shown.count(sign) == cells
        assert f"{sign} {state}" in shown, "once in the legend"
    assert [shown.count(y) for y in ("2018年", "2019年")] == [1, 1]
    assert shown.count("10月") == 1


def test_signs_and_greys_differ_between_tones() -> None:
    assert len({sign for sign, _, _ in TONES.values()}) == len(TONES)
    assert ("×", "#C00000", "#FFFFFF") in TONES.values()


def test_negative_amounts_are_hatched() -> None:
    lost = SignedBars(("甲", "乙"), (100, -100), WON, LOST)
    assert draw(lost).count(b"<pattern") == 1
    assert draw(lost).count(b"fill: url(#") == 2, "the bar and its legend"
    won = SignedBars(("甲", "乙"), (100, 100), WON, LOST)
    assert draw(won).count(b"fill: url(#") == 1, "the legend alone"
    assert b"<pattern" not in draw(Bars(("甲",), (1,), "人"))
    assert b"<pattern" in draw(Bars(("甲",), (-1,), "人"))


def test_amounts_stand_at_the_bars(texts: list[str]) -> None:
    shown = words(DRAWINGS["signed"], texts).split("\n")
    assert {"223.33", "−14.58", "0.00", "市财政", WON, LOST, "单位：万元"} <= set(shown)
    shown = words(DRAWINGS["paired"], texts).split("\n")
    assert {"5.00", "6.00", "0.00", "没有预算", "核定", "预算"} <= set(shown)
    shown = words(DRAWINGS["bars"], texts).split("\n")
    assert {"3", "12.5", "−1", "单位：人"} <= set(shown)


@pytest.mark.parametrize(
    ("fen", "text"),
    [(0, "0.00"), (1, "0.00"), (-1, "0.00"), (4_999, "0.00"), (5_000, "0.01"), (-5_000, "−0.01"),
     (14_999, "0.01"), (15_000, "0.02"), (-145_833_333_33, "−14,583.33"),
     (10**18, "1,000,000,000,000.00"), (99_995_000, "100.00")],
)  # fmt: skip
def test_wan(fen: int, text: str) -> None:
    assert wan(fen) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (-0.0, "0"), (3, "3"), (0.1 + 0.2, "0.3"), (0.00005, "0.00005"), (-1.5, "−1.5"),
     (1234, "1,234"), (1234567.891, "1,234,567.89"), (100, "100"), (7.25, "7.25")],
)  # fmt: skip
def test_number(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("values", "scale"),
    [((0, 1), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]), ((0, 2000), ["0", "500", "1,000"]),
     ((-0.25, 0.25), ["−0.3", "−0.2", "−0.1", "0.0", "0.1"])],
)  # fmt: skip
def test_a_scale_has_as_many_decimals_everywhere(
    values: tuple[float, ...], scale: list[str]
) -> None:
    axes = axes_of(Course(MONTHS[:2], values, (), "mg/L"))
    assert [t.get_text() for t in axes.get_yticklabels()][: len(scale)] == scale


def test_flows_add_up_and_the_small_are_put_together(texts: list[str]) -> None:
    drawing = Flows(tuple((f"付{n:02}", f"收{n % 15:02}", (n + 1) * 10**6) for n in range(30)))
    shown = words(drawing, texts).split("\n")
    payers = [text for text in shown if text.startswith("付") and "　" in text]
    payees = [text for text in shown if text.startswith("收") and "　" in text]
    assert len(payers) == len(payees) == 11
    (left, right) = [text for text in shown if text.startswith("其他")]
    assert left.startswith("其他（19 个）　")
    assert right.startswith("其他（4 个）　")
    for side in ([*payers, left], [*payees, right]):
        total = sum(int(t.partition("　")[2].replace(",", "").replace(".", "")) for t in side)
        assert total == 100 * sum(range(1, 31))


def test_money_paid_back_flows_the_other_way(texts: list[str]) -> None:
    assert words(Flows((("甲", "乙", -(10**6)),)), texts) == words(
        Flows((("乙", "甲", 10**6),)), texts
    )
    assert texts[:3:2] == ["乙　1.00", "甲　1.00"]


def test_sides_are_sorted_the_rest_last() -> None:
    assert list(_side({("其他（2 个）", "a"): 9, ("b", "a"): 1, ("c", "a"): 2}, 0)) == [
        "c", "b", "其他（2 个）",
    ]  # fmt: skip


def test_a_course_has_gaps_and_named_limits(texts: list[str]) -> None:
    drawing = Course(MONTHS[:4], (1, None, 3, 2), (("限值", 2),), "mg/L")
    course, limit = axes_of(drawing).lines
    assert [str(y) for y in course.get_ydata()] == ["1.0", "nan", "3.0", "2.0"]
    assert list(course.get_xdata()) == [0, 1, 2, 3]
    assert (limit.get_linestyle(), list(limit.get_ydata())) == ("--", [2, 2])
    assert {"限值 2", "无数据", "单位：mg/L"} <= set(words(drawing, texts).split("\n"))


def test_the_axes_count_what_they_show() -> None:
    """Amounts in 万元, a column a month: who is given the axes can draw on in the same terms."""
    lost = axes_of(SignedBars(("甲", "乙"), (2_000_000, -1_000_000), WON, LOST))
    assert [bar.get_width() for bar in lost.patches] == [2.0, -1.0]
    assert (lost.get_xlim(), lost.get_ylim()) == ((-1.0, 2.0), (1.5, -0.5))
    mesh = axes_of(calendar(3))
    assert mesh.collections[0].get_array().shape == (3, 12)
    assert (mesh.get_xlim(), mesh.get_ylim()) == ((0, 12), (3, 0))
    assert lost.get_legend() is not None


# ------------------------------------------------------------------------ pages and sizes


@pytest.mark.thorough
def test_500_sections_are_split_over_pages(texts: list[str]) -> None:
    whole = calendar(500)
    split = pages(whole)
    assert all(isinstance(part, Calendar) for part in split)
    parts = [part for part in split if isinstance(part, Calendar)]
    assert len(parts) == 13
    assert {len(part.rows) for part in parts} == {38, 39}
    assert sum((part.rows for part in parts), ()) == whole.rows
    assert sum((part.states for part in parts), ()) == whole.states
    assert "达标" in words(
        Calendar(parts[0].rows[:1], MONTHS[:1], (("跃升",),), parts[0].tones), texts
    )
    assert size(draw(parts[0], kind="png", dpi=100))[1] <= 205 / 25.4 * 100
    assert pages(calendar(40)) == (calendar(40),)
    assert pages(DRAWINGS["bars"]) == (DRAWINGS["bars"],)


@pytest.mark.thorough
def test_a_calendar_of_500_rows_can_be_drawn_whole() -> None:
    across, down = size(draw(calendar(500, MONTHS[:2]), kind="png", dpi=40))
    assert down > 8 * across


@pytest.mark.thorough
def test_width_and_resolution() -> None:
    for name in ("calendar of quarters", "signed", "flows", "course of pH"):
        assert size(draw(DRAWINGS[name], kind="png", dpi=100, width_mm=127))[0] == 500
        assert b'width="442.2' in drawn(name, "svg")[0]


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(UsageError, match="不是 svg 或 png"):
        draw(DRAWINGS["bars"], kind="gif")  # type: ignore[arg-type]


@pytest.mark.parametrize("missing", ["matplotlib", "pylopdf_fonts_zh_cn"])
def test_what_is_not_installed_is_named(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(UsageError, match=r'python -m pip install "qdcalc\[report\]"'):
        draw(DRAWINGS["bars"])


# ---------------------------------------------------------------------------------- texts


def test_measures_are_those_of_the_font() -> None:
    assert text_width("青岛", 72) == pytest.approx(50.8)
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    font = FontProperties(fname=str(font_file()))
    drawn = TextPath((0, 0), "青A1,岛.国", size=72, prop=font, usetex=False)
    # the last character has some white on its right
    assert text_width("青A1,岛.国", 72) == pytest.approx(drawn.get_extents().x1 / 72 * 25.4, abs=4)


def test_texts_are_fitted() -> None:
    assert printable(" a\n\tb\U0001f3de ") == "a b〓"
    assert printable("甲　乙") == "甲　乙"
    assert fitted("甲乙", 100, 9) == "甲乙"
    short = fitted(LONG, 30, 9)
    assert text_width(short, 9) <= 30
    assert short.startswith("胶莱河")
    assert short.endswith("（新）")
    assert fitted("甲乙", 0.1, 9) == "…"
    assert wrapped("甲乙丙丁", 7, 9) == "甲乙\n丙丁"
    assert wrapped("甲乙（丙", 10, 9) == "甲乙\n（丙"
    assert wrapped("国道G308", 11, 9) == "国道\nG308", "a number is not torn apart"
    for text in (LONG, "", "$" * 50, "a b " * 20):
        for line in wrapped(text, 25, 9).split("\n"):
            assert text_width(line, 9) <= 25


def test_labels_are_moved_apart_in_order() -> None:
    assert apart([1, 20], 0, 30, 4) == [1, 20]
    assert apart([10, 9, 10], 0, 30, 4) == [13, 9, 17]
    assert apart([29, 30], 0, 30, 4) == [26, 30]


def test_png_is_whole() -> None:
    image = pytest.importorskip("PIL.Image")
    with image.open(io.BytesIO(draw(DRAWINGS["calendar"], kind="png", dpi=60))) as opened:
        opened.load()
        assert len(opened.convert("L").getcolors(10**6)) > 4
