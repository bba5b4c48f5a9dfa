"""A cycle whose files correct and repeat each other; incidents, determinations, odd figures.

Contract: workbooks.md ("Commands", "Output sheets") and water.md 5; amounts by hand in fen: a
month of 市控 at −1 or +1 is 2,000,000.00 元 ÷ 12 = 16,666,667, the year's 12 rewards of a 国控
section 600,000,000.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import qdcalc
from qdcalc.result.result import Result
from seeds import at_first

from .helpers import Row, failed_checks, frame_of, reading, records, section
from .year_helpers import MONTHS, year_flows, year_line, year_nets

CYCLE, NEXT, MARCH = "2018-2019", "2019-2020", "2019-03"
AMOUNT = 16_666_667
YEAR = 600_000_000
NATIONAL = [section("1", 断面控制级别="国控", 上年度水质类别="Ⅲ")]
LEAPS = [reading("1", {"氨氮": "0.3"}, month=m) for m in MONTHS]
PAIR = [section("1"), section("2")]


def write(path: Path, **sheets: Iterable[Mapping[str, Any]]) -> Path:
    with pd.ExcelWriter(path, engine="openpyxl") as writer:
        for name, rows in sheets.items():
            frame = frame_of(dict(row) for row in rows).replace("", None)
            frame.to_excel(writer, sheet_name=name, index=False)
    return path


def coded(result: Result, code: str) -> pd.DataFrame:
    """Return the warnings of a code; a result has nothing but warnings."""
    assert set(result.problems["级别"]) <= {"警告"}
    return result.problems[result.problems["代码"] == code]


def event(level: str, day: Any = "2019-03-05", district: str = "即墨") -> Row:
    return {"日期": day, "区市": district, "事件等级": level}


def rewards(result: Result) -> tuple[int, int]:
    """Return the reward that is paid and what is struck."""
    row = year_line(result, "1")
    return row["reward_fen"], row["struck_fen"]


# ------------------------------------------------------------------------- a row added


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Section 1 lacks March; the correction adds it with 1.5 of a limit of 1.0."""
    folder = tmp_path_factory.mktemp("added")
    rows = [reading(c, {"氨氮": "0.9"}, month=m) for m in MONTHS for c in ("1", "2")]
    rows = [r for r in rows if (r["月份"], r["序号"]) != (MARCH, "1")]
    write(folder / "a.xlsx", 监测数据=rows, 断面清单=PAIR)
    write(folder / "a_更正.xlsx", 监测数据=[reading("1", {"氨氮": "1.5"}, month=MARCH)])
    return qdcalc.water.year(folder)


def test_an_added_row_is_named(added: Result) -> None:
    named = coded(added, "R05")
    assert list(named["文件"]) == ["a_更正.xlsx"]
    assert MARCH in named["问题"].iloc[0]
    assert failed_checks(added) == []


def test_an_added_row_moves_amounts(added: Result) -> None:
    """缺测 before; the mean of the year is 11.4 ÷ 12 = 0.95, the target Ⅲ is met either way."""
    keys = ("scope", "period", "section_id", "name", "item")
    moves = {tuple(m[k] for k in keys): m for m in records(added.tables["corrections"])}
    amounts = {k: (m["before_fen"], m["after_fen"], m["difference_fen"]) for k, m in moves.items()}
    up, down = (0, AMOUNT, AMOUNT), (0, -AMOUNT, -AMOUNT)
    assert amounts == {
        ("断面月份", MARCH, "1", "河1·断面1", "金额"): up,
        ("区市月份", MARCH, None, "即墨", "净额"): down,
        ("区市月份", MARCH, None, "市财政", "净额"): up,
        ("断面年度", CYCLE, "1", "河1·断面1", "超标赔付"): up,
        ("区市年度", CYCLE, None, "即墨", "净额"): down,
        ("区市年度", CYCLE, None, "市财政", "净额"): up,
    }
    said = moves["断面月份", MARCH, "1", "河1·断面1", "金额"]["explanation"]
    before, after = said.split(" → ")
    assert "缺测" in before
    assert "超标" in after
    assert year_nets(added) == {"即墨": -AMOUNT, "市财政": AMOUNT}


def test_missing_months_are_named() -> None:
    """A section without rows of March and May, which others have."""
    gaps = (MARCH, "2019-05")
    rows = [reading(c, {"氨氮": "0.9"}, month=m) for m in MONTHS for c in ("1", "2")]
    kept = [r for r in rows if r["序号"] == "2" or r["月份"] not in gaps]
    result = qdcalc.water.year(frame_of(kept), sections=frame_of(PAIR))
    row = year_line(result, "1")
    assert row["missing_months"] == 2
    lines = [line for line in row["explanation"].splitlines() if "缺测" in line]
    assert lines
    assert all(any(month in line for line in lines) for month in gaps)
    assert not any(month in year_line(result, "2")["explanation"] for month in gaps)


# ------------------------------------------------------------------------- incidents


def test_an_incident_of_two_files_counts_once(tmp_path: Path) -> None:
    incident = [event("较大")]
    write(tmp_path / "a.xlsx", 监测数据=LEAPS, 断面清单=NATIONAL, 突发环境事件=incident)
    write(tmp_path / "b.xlsx", 突发环境事件=incident)
    result = qdcalc.water.year(tmp_path)
    assert rewards(result) == (0, YEAR)
    assert year_line(result, "1")["explanation"].count("2019-03-05") == 1
    assert len(coded(result, "R03")) == 1
    # corrected to 一般: the rewards stay
    write(tmp_path / "b_更正.xlsx", 突发环境事件=[event("一般")])
    result = qdcalc.water.year(tmp_path)
    assert rewards(result) == (YEAR, 0)
    assert len(coded(result, "R04")) == 1


def test_a_corrected_incident_under_another_name(tmp_path: Path) -> None:
    """即墨区 is 即墨."""
    write(tmp_path / "a.xlsx", 监测数据=LEAPS, 断面清单=NATIONAL, 突发环境事件=[event("较大")])
    write(tmp_path / "a_更正.xlsx", 突发环境事件=[event("一般", district="即墨区")])
    assert rewards(qdcalc.water.year(tmp_path)) == (YEAR, 0)


@pytest.mark.parametrize(
    ("moment", "strikes"),
    [
        (dt.datetime(2019, 9, 30, 23), True),
        (dt.datetime(2018, 9, 30, 23, 59, 59), False),
        (dt.datetime(2018, 10, 1, 0, 1), True),
        (dt.datetime(2019, 10, 1, 0, 1), False),
    ],
)
def test_a_time_of_day(moment: dt.datetime, strikes: bool, tmp_path: Path) -> None:
    incidents = [event("重大", moment)]
    book = {"监测数据": LEAPS, "断面清单": NATIONAL, "突发环境事件": incidents}
    in_file = qdcalc.water.year(write(tmp_path / "a.xlsx", **book))
    in_frame = qdcalc.water.year(
        frame_of(LEAPS), sections=frame_of(NATIONAL), incidents=pd.DataFrame(incidents)
    )
    for result in (in_file, in_frame):
        assert rewards(result) == ((0, YEAR) if strikes else (YEAR, 0))
        assert len(coded(result, "W66")) == (0 if strikes else 1)


def test_a_day_in_words_that_begins_a_row_is_no_signature_where_the_row_is_filled(
    tmp_path: Path,
) -> None:
    """A day in the first column is the incident's; alone in a row it is a signature's."""
    incidents = [event("较大", "2018年11月5日"), {"日期": "2019年1月5日"}]
    book = {"监测数据": LEAPS, "断面清单": NATIONAL, "突发环境事件": incidents}
    result = qdcalc.water.year(write(tmp_path / "a.xlsx", **book))
    assert rewards(result) == (0, YEAR)
    assert coded(result, "T04")["单元格"].to_list() == ["A3"]


# ------------------------------------------------------------------------- sheets and files


def test_a_section_list_in_one_of_several_files(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", 监测数据=LEAPS[:6], 断面清单=NATIONAL)
    write(tmp_path / "b.xlsx", 监测数据=LEAPS[6:])
    result = qdcalc.water.year(tmp_path)
    named = coded(result, "W38")
    assert len(named) == 1
    assert "a.xlsx" in named["问题"].iloc[0]
    assert "b.xlsx" not in named["问题"].iloc[0]
    assert rewards(result) == (YEAR, 0)


def test_one_file_with_its_list_is_not_named(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", 监测数据=LEAPS, 断面清单=NATIONAL)
    assert len(coded(qdcalc.water.year(path), "W38")) == 0


def test_a_sheet_with_nearly_the_name(tmp_path: Path) -> None:
    """workbooks.md: with the required columns an error (issue 10); without them it is named."""
    path = write(tmp_path / "a.xlsx", 监测数据=LEAPS, 断面清单=NATIONAL, 突发事件=[event("重大")])
    with pytest.raises(qdcalc.InputError) as caught:
        qdcalc.water.year(path)
    (problem,) = caught.value.problems.to_dict("records")
    assert (problem["代码"], problem["工作表"]) == ("T31", "突发事件")
    assert "突发环境事件" in problem["如何改"]
    write(path, 监测数据=LEAPS, 断面清单=NATIONAL, 突发事件=[{"经过": "另见报告"}])
    result = qdcalc.water.year(path)
    named = coded(result, "T21")
    assert list(named["工作表"]) == ["突发事件"]
    assert "突发环境事件" in named["问题"].iloc[0]
    assert rewards(result) == (YEAR, 0)


# ------------------------------------------------------------------------- clause 八


def test_a_determination_is_named() -> None:
    """16,666,667 of March as 3 : 1 — 12,500,000.25 and 4,166,666.75 — not in halves."""
    own = [section("1", 断面属性="共同断面", 责任区市="即墨、平度")]
    rows = [reading("1", {"氨氮": "1.5" if m == MARCH else "0.9"}, month=m) for m in MONTHS]
    number = "青环发〔2019〕77号"
    shares = [("即墨", "0.75"), ("平度", "0.25")]
    determined = pd.DataFrame(
        [(MARCH, "1", name, share, number) for name, share in shares],
        columns=["月份", "序号", "区市", "责任比例", "文号"],
    )
    result = qdcalc.water.year(frame_of(rows), sections=frame_of(own), responsibility=determined)
    paid = {payer: fen for (payer, _, _), fen in year_flows(result, "1").items()}
    assert paid == {"即墨": 12_500_000, "平度": 4_166_667}
    clauses = [str(r["clause"]) for r in records(result.tables["year_flows"])]
    assert clauses
    assert all("第八条" in clause for clause in clauses)
    said = year_line(result, "1")["explanation"]
    assert MARCH in said
    assert number in said
    # without a determination nothing names the clause
    result = qdcalc.water.year(frame_of(rows), sections=frame_of(own))
    assert not any("第八条" in str(r["clause"]) for r in records(result.tables["year_flows"]))
    assert "第八条" not in year_line(result, "1")["explanation"]


# ------------------------------------------------------------------------- figures


def half_up(value: Fraction) -> int:
    return int((value * 2 + 1) // 2)


def version(figure: str, value: str, since: str = "2018-10-01") -> str:
    return f"[[figures.{figure}.versions]]\nsince = {since}\nvalue = {value}\n"


@pytest.mark.parametrize("base", at_first([5_999_999, 6_000_000, 999_999_999], 1))
def test_a_multiple_of_many_digits(base: int, tmp_path: Path) -> None:
    """The bonus is the base × 0.3333 to the fen, not a third: as many places as a file may say."""
    policy = tmp_path / "政策.toml"
    multiple = "0.3333"
    bases = f'{{ "国控" = {base}, "省控" = 3_000_000, "市控" = 2_000_000 }}'
    policy.write_text(
        version("bonus_multiple", multiple) + version("annual_base_yuan", bases),
        encoding="utf-8",
    )
    own = [section("1", 断面控制级别="国控", 上年度水质类别="Ⅳ")]
    rows = [reading("1", {"氨氮": "0.9"}, month=m) for m in MONTHS]
    result = qdcalc.water.year(frame_of(rows), sections=frame_of(own), policy=policy)
    row = year_line(result, "1")
    assert row["bonus_fen"] == half_up(base * 100 * Fraction(multiple))
    assert multiple in row["explanation"]
    assert failed_checks(result) == []


def test_another_number_of_months_each_month(tmp_path: Path) -> None:
    """Σ 200,000,000 ÷ p over p from 1 to 12, rounded once half-up; shared months by clause 八.

    Section 1 exceeds in each month, 2 leaps in each; 3 is shared by two, who bear the months
    alternately alone.
    """
    parts = (3, 7, 11, 9, 12, 6, 5, 8, 1, 4, 2, 10)
    policy = tmp_path / "政策.toml"
    texts = [
        version("months_per_year", str(p), f"{m}-01") for p, m in zip(parts, MONTHS, strict=True)
    ]
    policy.write_text("".join(texts), encoding="utf-8")
    own = [
        section("1"),
        section("2", 责任区市="平度"),
        section("3", 断面属性="共同断面", 责任区市="胶州、莱西"),
    ]
    values = {"1": "1.5", "2": "0.3", "3": "1.5"}
    rows = [reading(c, {"氨氮": v}, month=m) for m in MONTHS for c, v in values.items()]
    bears = [("胶州", "莱西")[n % 2] for n in range(12)]
    determined = [
        (m, "3", name, "1" if name == bearer else "0")
        for m, bearer in zip(MONTHS, bears, strict=True)
        for name in ("胶州", "莱西")
    ]
    result = qdcalc.water.year(
        frame_of(rows),
        sections=frame_of(own),
        responsibility=pd.DataFrame(determined, columns=["月份", "序号", "区市", "责任比例"]),
        policy=policy,
    )
    exact = sum((Fraction(200_000_000, p) for p in parts), Fraction())
    whole = half_up(exact)
    assert year_line(result, "1")["penalty_fen"] == whole
    assert year_line(result, "2")["reward_fen"] == whole
    assert year_line(result, "3")["penalty_fen"] == whole
    share = sum((Fraction(200_000_000, p) for p in parts[::2]), Fraction()) / exact
    paid = {payer: fen for (payer, _, _), fen in year_flows(result, "3").items()}
    assert sum(paid.values()) == whole
    assert paid["胶州"] == half_up(share * whole)
    assert failed_checks(result) == []
