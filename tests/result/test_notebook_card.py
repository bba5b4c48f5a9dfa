"""The card that Jupyter shows of a result, and of refused input.

../shared/spec/answers.md, "Notebook card": "The headline as HTML without script: title and
sentence; balances with bars in the cells (CSS), sign and word as well as colour; findings; a folded
list of what to check; the tables' names with row counts, the first ten rows of the most asked one
in a box that scrolls sideways, white-space: nowrap in names, a line 「另有 n
行：result["断面核算"]」. Reads in dark mode and in print; under 200 KB."
Issue 11: "InputError shows the table of problems".
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

import qdcalc
from qdcalc.notice.catalogue import find
from qdcalc.result import notebook_card
from qdcalc.result.headline import Headline, Panel, PanelColumn, ToCheck
from qdcalc.result.result import Result
from qdcalc.run import run
from qdcalc.table.kinds import COUNT, MONEY
from samples import DATA, SOURCES, result_of
from seeds import later

BROKEN = {
    "water-month": "水质月度_有错误.xlsx",
    "expo": "会展补助_有错误.xlsx",
    "staffing": "人员配备_有错误.xlsx",
}
PLATFORM = {"区市": "市南", "街道": "A街道", "级别": "社区(村)", "服务对象数": 800, "在编": 2}
MOST_BYTES = 200_000
VOID = {"br", "meta", "col"}


class Reader(HTMLParser):
    """Reads a card: which elements, with which attributes, with which texts; is it well nested."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.styles: list[str] = []
        self.open: list[str] = []
        self.bytes = len(html.encode())
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        (self.styles if self.open[-1] == "style" else self.texts).append(data)

    @property
    def text(self) -> str:
        """All that a person reads."""
        return "".join(self.texts)


@cache
def card_of(name: str) -> Reader:
    """Read a sample's card."""
    return Reader(result_of(name)._repr_html_())


def headed(head: Headline) -> Reader:
    """Read the card of a result with that headline."""
    result: Any = result_of("staffing")
    other = object.__new__(Result)
    other.__dict__.update(vars(result) | {"_headline": head})
    return Reader(other._repr_html_())


# ---------------------------------------------------------------------------------- results


@pytest.mark.parametrize("name", later(SOURCES, "water-year"))
def test_a_card_is_html_without_script_and_fetches_nothing(name: str) -> None:
    html = result_of(name)._repr_html_()
    read = card_of(name)
    tags = {tag for tag, _ in read.elements}
    assert not tags & {"script", "link", "img", "iframe", "object", "svg", "input", "form", "base"}
    names = {attribute for _, attributes in read.elements for attribute in attributes}
    assert not [n for n in names if n.startswith("on")]
    assert not names & {"src", "href", "id"}  # two cards of a page get in no one's way
    assert "url(" not in html
    assert "@import" not in html
    assert len(html.encode()) < MOST_BYTES


@pytest.mark.parametrize("name", SOURCES)
def test_a_card_says_the_headline(name: str) -> None:
    head, text = result_of(name).headline, card_of(name).text
    assert head.title in text
    for said in (*head.reservations, *head.sentences, *head.lines, head.basis, head.proof):
        assert said.strip() in text
    for panel in head.panels:
        assert panel.caption in text
        assert all(column.label in text for column in panel.columns)
    for check in head.to_check:
        assert check.line() in text


@pytest.mark.parametrize("name", later(SOURCES, "water-year"))
def test_a_card_names_the_tables_and_says_how_many_rows_it_hides(name: str) -> None:
    result, text = result_of(name), card_of(name).text
    first = result.calculation.outputs[0].label
    rows = len(result[first])
    for table in result.described:
        shown = f"{table.label} {len(result[table.label]):,} 行"
        assert (shown in text) or table.label == "校验" or result[table.label].empty
    assert f"另有 {rows - 10:,} 行：" in text
    assert f'result["{first}"]' in text


def test_what_to_check_is_folded_and_amounts_have_bar_sign_and_word() -> None:
    read = card_of("water-month")
    assert "details" in {tag for tag, _ in read.elements}
    assert "open" not in {name for tag, own in read.elements for name in own if tag == "details"}
    assert "签字前请看" in read.text
    classes = Counter(own.get("class") for _, own in read.elements)
    # eleven accounts (ten districts that have sections, 市财政): a bar each, none for the total
    districts = result_of("water-month")["区市汇总"]
    paying, receiving = (districts["净额"] < 0).sum(), (districts["净额"] > 0).sum()
    assert classes["fill less"] == paying
    assert classes["fill"] == len(districts) - paying
    for word, count in (("净付", paying), ("净收", receiving)):
        assert read.texts.count(word) == count
    assert "+722,222.23" in read.text  # 城阳, the README's example
    assert "−750,000.00" in read.text


def test_verdicts_carry_a_sign() -> None:
    text = card_of("water-month").text
    verdicts = result_of("water-month")["断面核算"]["判定"].head(10)
    signs = {"跃升": "▲", "超标": "×", "断流": "○", "缺测": "?"}
    for verdict, sign in signs.items():
        assert text.count(f"{sign} {verdict}") == (verdicts == verdict).sum()


def test_a_line_that_goes_on_is_one_paragraph() -> None:
    head = Headline("题", (), lines=("应付：甲；", "　　　乙", "　　　丁", "清零：丙"))
    assert [text for text in headed(head).texts if "乙" in text] == ["应付：甲；乙；丁"]


def test_money_of_a_card_is_in_yuan_and_of_the_first_ten_rows() -> None:
    read, months = card_of("water-month"), result_of("water-month")["断面核算"]
    table = read.text[read.text.index("金额单位：元") :]
    for amount in months["金额"].head(10):
        assert f"{amount:,.2f}" in table
    assert months["监测断面"].iloc[9] in table
    assert months["监测断面"].iloc[10] not in table


def test_the_style_knows_themes_print_and_names_on_one_line() -> None:
    (style,) = card_of("expo").styles
    assert "prefers-color-scheme:dark" in style
    assert "--jp-layout-color0" in style
    assert "data-jp-theme-light=false" in style
    assert "@media print" in style
    assert "white-space:nowrap" in style
    assert "overflow-x:auto" in style
    # every rule is of the card alone
    inside = re.sub(r"@media[^{]+\{", "", style)
    for selectors in re.findall(r"([^{}]+)\{", inside):
        assert all(".qdcalc" in selector for selector in selectors.split(",")), selectors


def test_names_stay_on_one_line_where_styles_are_stripped() -> None:
    # GitHub shows a notebook without its styles; issue 11: "breaks names into one character a line"
    cells = [own for tag, own in card_of("water-month").elements if tag in ("td", "th")]
    assert len(cells) > 300
    texts = [own for own in cells if own and own.get("class") != "wrap" and "colspan" not in own]
    assert all("nowrap" in own for own in texts)


EVIL = '<script>alert("x")</script>&<b>"\'<!--'


def test_every_text_is_escaped() -> None:
    column = PanelColumn(EVIL, tones={EVIL: "bad"})
    panel = Panel(EVIL, EVIL, (column, PanelColumn("金额", MONEY)), ((EVIL, 5),), note=EVIL)
    head = Headline(
        EVIL, (EVIL,), (EVIL,), (EVIL,), (panel,), (ToCheck(EVIL, 2, (EVIL,)),), EVIL, EVIL
    )
    read = headed(head)
    assert {tag for tag, _ in read.elements} <= {
        "div", "style", "h3", "span", "p", "b", "details", "summary", "ol", "li", "ul", "table",
        "caption", "small", "thead", "tbody", "tr", "th", "td", "code",
    }  # fmt: skip
    assert read.text.count(EVIL) == 12
    assert "0.05" in read.text


def test_names_of_a_user_are_escaped_in_tables_and_problems() -> None:
    good = pd.DataFrame([PLATFORM | {"名称": EVIL}])
    assert EVIL in Reader(qdcalc.staffing.assess(good)._repr_html_()).text
    with pytest.raises(qdcalc.InputError) as caught:
        qdcalc.staffing.assess(good.assign(在编=EVIL))
    read = Reader(caught.value._repr_html_())
    assert EVIL in read.text
    assert "script" not in {tag for tag, _ in read.elements}


def test_a_card_of_long_texts_and_many_rows_stays_small() -> None:
    long = "很长的名称" * 400
    rows = tuple((long, number) for number in range(5000))
    columns = (PanelColumn("名称"), PanelColumn("人数", COUNT))
    panel = Panel("balances", long, columns, rows, bars=("人数",))
    folded = tuple(Panel(str(n), long, (columns[0],) * 9, ((long,) * 9,) * 40) for n in range(9))
    checks = tuple(ToCheck(long, 3, (long,) * 9) for _ in range(500))
    head = Headline(long, (long, long), (long,), (long,), (panel, *folded), checks, long, long)
    read = headed(head)
    assert read.bytes < MOST_BYTES
    assert "另有 4,960 行" in read.text
    assert "另有 470 项" in read.text


def test_a_large_result_has_a_small_card() -> None:
    frame = pd.DataFrame([PLATFORM | {"名称": "长" * 70}] * 3000)
    frame["街道"] = [f"{n}街道" for n in range(len(frame))]
    html = qdcalc.staffing.assess(frame)._repr_html_()
    assert len(html.encode()) < MOST_BYTES
    assert "另有 2,990 行" in html


def test_bars_start_at_a_common_zero() -> None:
    column = PanelColumn("净额", MONEY)
    panel = Panel("balances", "收付", (PanelColumn("谁"), column),
                  (("甲", -100), ("乙", 300), ("丙", 0), ("合计", 200)),
                  has_total=True, bars=("净额",))  # fmt: skip
    read = headed(Headline("题", (), panels=(panel,)))
    bars = [own["style"] for _, own in read.elements if "fill" in str(own.get("class"))]
    # from −100 to 300 the zero is at a quarter
    assert bars == ["left:0.0%;width:25.0%", "left:25.0%;width:75.0%", "left:25.0%;width:0.0%"]


def test_the_keys_of_a_result_are_completed() -> None:
    result = result_of("staffing")
    assert result._ipython_key_completions_() == list(result)


# --------------------------------------------------------------------------------- problems


@pytest.mark.parametrize("name", BROKEN)
def test_refused_input_shows_every_problem(name: str) -> None:
    with pytest.raises(qdcalc.InputError) as caught:
        run(find(name), DATA / BROKEN[name])
    problems, read = caught.value.problems, Reader(caught.value._repr_html_())
    errors = int((problems["级别"] == "错误").sum())
    assert f"没有计算：输入有 {errors} 处错误" in read.text
    for column in ("代码", "工作表", "单元格", "原值", "问题", "如何改"):
        for said in problems[column]:
            assert said in read.text, (column, said)


def test_many_problems_are_grouped_and_counted() -> None:
    frame = pd.DataFrame([PLATFORM | {"名称": "甲"}] * 2000).astype({"服务对象数": object})
    frame["街道"] = [f"{n}街道" for n in range(len(frame))]
    frame.loc[:1499, "服务对象数"] = -1
    frame.loc[1500:, "在编"] = -5
    with pytest.raises(qdcalc.InputError) as caught:
        qdcalc.staffing.assess(frame)
    html = caught.value._repr_html_()
    assert len(html.encode()) < MOST_BYTES
    text = Reader(html).text
    assert "输入有 2,000 处错误" in text
    found = [int(n.replace(",", "")) for n in re.findall(r"同类的另有 ([\d,]+) 处", text)]
    kinds = caught.value.problems["代码"].value_counts()
    assert sorted(found) == sorted(count - 5 for count in kinds if count > 5)


# ------------------------------------------------------------------------------ in a notebook


def refused() -> qdcalc.InputError:
    """Return what refused input raises."""
    with pytest.raises(qdcalc.InputError) as caught:
        qdcalc.staffing.assess(pd.DataFrame([PLATFORM | {"名称": "甲", "在编": -1}]))
    return caught.value


def test_a_notebook_gets_the_table_once_a_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    published: list[dict[str, str]] = []
    shell = SimpleNamespace(
        kernel=object(), execution_count=3, display_pub=SimpleNamespace(publish=published.append)
    )
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    error = refused()
    told = error._render_traceback_()
    assert error._render_traceback_() == told  # a kernel may ask twice
    assert told == ["InputError：输入有 1 处错误、1 处警告，没有计算，见上表"]
    assert [set(data) for data in published] == [{"text/html", "text/plain"}]
    assert published[0]["text/html"] == error._repr_html_()
    shell.execution_count = 4  # raised again in another cell
    error._render_traceback_()
    assert len(published) == 2


@pytest.mark.parametrize("module", [None, SimpleNamespace(get_ipython=lambda: None)])
def test_elsewhere_its_text_stays(module: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "IPython", module)
    error = refused()
    assert error._render_traceback_() == [f"InputError：{error}"]
    assert str(error).startswith("输入有 1 处错误、1 处警告\n错误 ")


@pytest.mark.parametrize(
    "code",
    ["qdcalc.staffing.assess('没有.xlsx')", "qdcalc.check('没有', 'x')",
     "qdcalc.staffing.assess(bad)"],
)  # fmt: skip
def test_ipython_shows_no_traceback(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    interactive = pytest.importorskip("IPython.core.interactiveshell")
    shell = interactive.InteractiveShell.instance()
    try:
        bad = pd.DataFrame([PLATFORM | {"名称": "甲", "在编": -1}])
        shell.push({"qdcalc": qdcalc, "bad": bad})
        capsys.readouterr()
        outcome = shell.run_cell(code)
        told = "".join(capsys.readouterr())
    finally:
        interactive.InteractiveShell.clear_instance()
    assert isinstance(outcome.error_in_exec, qdcalc.QdcalcError)
    assert "Traceback" not in told
    assert ".py" not in told
    assert str(outcome.error_in_exec).split("\n")[0] in told


def test_a_defect_keeps_its_traceback() -> None:
    assert not hasattr(qdcalc.SelfCheckError("x"), "_render_traceback_")


def test_the_card_is_made_of_the_headline_alone() -> None:
    # answers.md: "none of them computes"
    text = Path(notebook_card.__file__).read_text(encoding="utf-8")
    assert "groupby" not in text
    assert "import numpy" not in text
