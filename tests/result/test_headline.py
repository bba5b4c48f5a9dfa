"""What each calculation says first: short whatever the data, whole after pickling.

Issue 11: "The headline in at most ten lines, with amounts … No line grows with the data (today one
lists 660 section numbers): six examples, a count, and where the rest stands."
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from functools import cache

import pytest

import expo.helpers as expo
import staffing.helpers as staffing
import water.helpers as water
from qdcalc.exact.texts import brief
from qdcalc.result.headline import MOST_LINES, Headline, Panel, PanelColumn, ToCheck, amounts, rest
from qdcalc.result.result import Result
from seeds import later
from water.year_helpers import settle

MANY = 700
LONGEST = 420  # characters of a line: a few lines of a console
TALLEST = 45  # rows of a panel


def _sections() -> list[dict[str, str]]:
    """All 国控, so that a previous class is asked for at each (W67)."""
    return [water.section(str(n), 断面控制级别="国控") for n in range(MANY)]


def _readings(*months: str) -> list[water.Row]:
    """Every second section exceeds in ammonia (Ⅲ: 1.0 mg/L), every fifth lacks copper."""
    return [
        water.reading(
            str(n), {"氨氮": "1.5" if n % 2 else "0.1", **({} if n % 5 else {"铜": ""})}, month=m
        )
        for m in months
        for n in range(MANY)
    ]


def _months() -> Result:
    return water.run(_readings("2018-10", "2018-11"), sections=_sections())


def _year() -> Result:
    return settle(_readings("2018-10"), sections=_sections())


def _applications() -> Result:
    shows = [
        expo.trade(20_000 + n % 2, 展会名称=f"第{n}号很长很长的展会名称" * 3,
                   申请单位=f"第{n}号公司", 专业场馆="是" if n % 3 else "否",
                   展馆引进="是" if n % 5 == 0 else "否")
        for n in range(MANY)
    ]  # fmt: skip
    return expo.run({"展会": shows})


def _platforms() -> Result:
    rows = [
        staffing.station(f"第{n}号很长很长的社区" * 3, 1600, 0.5, street=f"街道{n % 40}")
        for n in range(MANY)
    ]
    tasks = [(f"第{n}项任务", "2018-12-31", "不低于", 0.3, 0.2, "") for n in range(MANY)]
    return staffing.run(rows, tasks=tasks)


MANY_ROWS: dict[str, Callable[[], Result]] = {
    "water-month": _months,
    "water-year": _year,
    "expo": _applications,
    "staffing": _platforms,
}


@cache
def many(name: str) -> Result:
    """Calculate the large input once."""
    return MANY_ROWS[name]()


@pytest.mark.parametrize("name", later(MANY_ROWS, "water-year"))
def test_no_line_grows_with_the_data(name: str) -> None:
    headline = many(name).headline
    lines = headline.console()
    assert 5 <= len(lines) <= MOST_LINES
    assert {line: len(line) for line in lines if len(line) > LONGEST} == {}
    assert headline.proof in lines  # what closes is never cut off
    assert {p.name: len(p.rows) for p in headline.panels if len(p.rows) > TALLEST} == {}
    assert [c.text for c in headline.to_check if len(c.line()) > LONGEST] == []


@pytest.mark.parametrize("name", MANY_ROWS)
def test_no_group_of_warnings_grows_with_the_data(name: str) -> None:
    lines = [group.line() for group in many(name).found.groups()]
    assert len(lines) < 12
    assert {line: len(line) for line in lines if len(line) > LONGEST} == {}


@pytest.mark.parametrize("name", MANY_ROWS)
def test_cells_fit_their_columns_and_places_their_rows(name: str) -> None:
    for panel in many(name).headline.panels:
        assert {len(row) for row in panel.rows} == {len(panel.columns)}, panel.name
        assert len(panel.places) <= len(panel.rows), panel.name
        labels = [column.label for column in panel.columns]
        assert set(panel.bars) <= set(labels), panel.name


@pytest.mark.parametrize("name", MANY_ROWS)
def test_a_headline_is_the_same_after_pickling(name: str) -> None:
    result = many(name)
    again: Result = pickle.loads(pickle.dumps(result))
    assert again.headline == result.headline


def test_the_checks_and_the_proof_are_kept_where_there_is_much_to_say() -> None:
    headline = Headline("题", ("一", "二"), lines=tuple(f"第{n}行" for n in range(20)))
    closed = headline.with_closing(("预结算",), (ToCheck("核对"),), "口径", "校验 1/1 通过")
    lines = closed.console()
    assert len(lines) == MOST_LINES
    assert lines[0] == "题（预结算）"
    assert lines[-2].startswith("签字前请看 1 项：核对")
    assert lines[-1] == "校验 1/1 通过"


def test_six_amounts_then_how_many() -> None:
    nets = {f"区{n}": n * 1_000_000 for n in range(1, 9)}
    assert amounts(nets) == (
        "区8 8.00 万、区7 7.00 万、区6 6.00 万、区5 5.00 万、区4 4.00 万、区3 3.00 万 等 8 个"
    )
    assert amounts({"甲": -5_000_000, "乙": 1}) == "甲 5.00 万、乙 0.00 万"


def test_what_is_left_out_is_counted() -> None:
    assert rest(14, 14, "断面核算") == ""
    assert rest(15, 14, "断面核算") == "另有 1 个，见“断面核算”"
    assert brief("一" * 24) == "一" * 24
    assert brief("一" * 25) == "一" * 23 + "…"


def test_a_panel_is_found_by_its_name() -> None:
    panel = Panel("balances", "收付", (PanelColumn("区市"),), (("即墨",),))
    headline = Headline("题", (), panels=(panel,))
    assert headline.panel("balances") is panel
    assert headline.panel("matrix") is None
