"""A cycle that comes in files: folders, corrections, missing months, several cycles (water.md 5).

The contract is workbooks.md ("Commands", "Output sheets"); amounts are by hand, in fen: 16,666,667
for a month of −1 or +1 at a 市控 section (2,000,000.00 元 ÷ 12, rounded half-up).
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

import qdcalc
from qdcalc.cli import main as cli
from qdcalc.result.result import Result
from seeds import at_first

from .everything_cycle import CYCLE, DISTRICTS, FLOWS, MONTHS, frames, readings, sheets
from .helpers import Row, failed_checks, frame_of, reading, records, section

Book = dict[str, pd.DataFrame]
READINGS, RUN, NOTICES, MOVED = "监测数据", "运行信息", "问题提示", "更正影响"
MARCH = "2019-03"


# ------------------------------------------------------------------------------- helpers


def write(path: Path, book: Book) -> Path:
    """Write an input workbook; blanks are empty cells."""
    with pd.ExcelWriter(path, engine="openpyxl") as writer:
        for name, frame in book.items():
            frame.replace("", None).to_excel(writer, sheet_name=name, index=False)
    return path


@cache
def _opened(path: Path, changed: int) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path, data_only=True)


def opened(path: Path) -> openpyxl.Workbook:
    """Return a workbook for reading, opened once as long as it stays as it is."""
    return _opened(path, path.stat().st_mtime_ns)


def cells(path: Path, *, without: Iterable[str] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """Return the cells of a workbook's sheets."""
    book = opened(path)
    left_out = set(without)
    return {
        sheet.title: list(sheet.iter_rows(values_only=True))
        for sheet in book.worksheets
        if sheet.title not in left_out
    }


def column(path: Path, sheet: str, label: str) -> list[Any]:
    header, *rows = cells(path)[sheet]
    labels = [str(text).removesuffix("（元）") for text in header]
    return [row[labels.index(label)] for row in rows]


def print_headers(path: Path) -> list[str]:
    """Return what is printed above each sheet."""
    texts = []
    for sheet in opened(path).worksheets:
        assert sheet.oddHeader is not None
        texts.append(str(sheet.oddHeader.center.text))
    return texts


def codes(result: Result, code: str) -> pd.DataFrame:
    """Return the warnings of a code."""
    assert set(result.problems["级别"]) <= {"警告"}
    return result.problems[result.problems["代码"] == code]


def errors_of(source: Any, **arguments: Any) -> pd.DataFrame:
    """Return the errors of an input that must be refused."""
    with pytest.raises(qdcalc.InputError) as caught:
        qdcalc.water.year(source, **arguments)
    problems = caught.value.problems
    return problems[problems["级别"] == "错误"]


def rows_of(result: Result, table: str, *keys: str) -> dict[Any, Row]:
    """Return a table's rows by key."""
    rows = records(result.tables[table])
    return {tuple(row[k] for k in keys) if len(keys) > 1 else row[keys[0]]: row for row in rows}


def months_from(first: int, start: int = 2018, count: int = 12) -> list[str]:
    """Return months in order from ``start``-``first``."""
    numbers = [start * 12 + first - 1 + i for i in range(count)]
    return [f"{n // 12}-{n % 12 + 1:02d}" for n in numbers]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the cycle with everything in it: twelve files, a thirteenth without readings.

    The names put September first and October last.
    """
    path = tmp_path_factory.mktemp("周期")
    rows = readings()
    for place, month in enumerate(MONTHS):
        own = frame_of(row for row in rows if row["月份"] == month)
        write(path / f"{12 - place:02d}_{month}.xlsx", {READINGS: own})
    write(path / "00_名单和事件.xlsx", sheets())
    return path


@pytest.fixture(scope="module")
def one_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("一本") / "全年.xlsx"
    return write(path, {READINGS: frame_of(readings()), **sheets()})


# ------------------------------------------------------------------- files of one cycle


@pytest.mark.thorough
def test_twelve_files_are_one_workbook(folder: Path, one_book: Path, tmp_path: Path) -> None:
    """Cell by cell, but for what names files: 运行信息, 结论, file and cell of 问题提示."""
    outs = []
    for name, source in (("多", folder), ("一", one_book)):
        outs.append(tmp_path / f"{name}.xlsx")
        qdcalc.water.year(source).to_excel(outs[-1])
    several, one = (cells(path, without=[RUN, NOTICES, "结论"]) for path in outs)
    assert list(several) == list(one)
    assert {"年度断面", "年度流向", "年度汇总", "断面核算", "资金流向", "校验"} <= set(one)
    for sheet in one:
        assert several[sheet] == one[sheet], sheet
    said = [sorted(zip(column(p, NOTICES, "代码"), column(p, NOTICES, "问题"), strict=True))
            for p in outs]  # fmt: skip
    # W38 tells in which of several files the section list stands; one file has no such question
    assert [one for one in said[0] if one[0] != "W38"] == said[1]


@pytest.mark.thorough
def test_a_file_without_readings_counts(folder: Path) -> None:
    """The thirteenth file alone has sections, shares, incidents and classes: all by hand."""
    before = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}
    result = qdcalc.water.year(folder)
    after = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}
    assert after == before  # the inputs are never changed
    got = rows_of(result, "year_flows", "section_id", "payer", "payee", "kind")
    assert {key: row["amount_fen"] for key, row in got.items()} == FLOWS
    districts = rows_of(result, "year_districts", "district")
    assert {n: r["net_fen"] for n, r in districts.items()} == {
        n: v[2] for n, v in DISTRICTS.items()
    }
    names = set(result[RUN].query("项目 == '输入文件'")["内容"])
    assert names == {path.name for path in folder.iterdir()}


@pytest.mark.thorough
def test_only_incidents_and_classes_in_a_file(tmp_path: Path) -> None:
    """Two sheets that readings never come with; the readings and the list in another file."""
    other = sheets()
    extra = {name: other.pop(name) for name in ("突发环境事件", "上年度类别")}
    write(tmp_path / "全年监测.xlsx", {READINGS: frame_of(readings()), **other})
    write(tmp_path / "年终补充.xlsx", extra)
    got = rows_of(qdcalc.water.year(tmp_path), "year_districts", "district")
    assert {n: r["net_fen"] for n, r in got.items()} == {n: v[2] for n, v in DISTRICTS.items()}


@pytest.mark.thorough
def test_the_sheets_of_the_contract(one_book: Path, tmp_path: Path) -> None:
    """workbooks.md, water-year: sheets, columns, money in 元, a last row 合计."""
    out = qdcalc.water.year(one_book).to_excel(tmp_path / "结果.xlsx")
    book = cells(out)
    wanted = {
        "年度断面": "序号 河流名称 监测断面 年度水质类别 年度达标 断流月数 跃升月数 超标月数 "
        "跃升奖励 清零 超标赔付 尾差 年度奖励 年度追缴 断流缴纳 说明",
        "年度流向": "序号 付款方 收款方 类型 金额",
        "年度汇总": "区市 应收 应付 净额 上解 下达",
        "季度汇总": "季度 区市 应收 应付 净额 累计应收 累计应付 累计净额",
    }
    for name, labels in wanted.items():
        header = [str(label).removesuffix("（元）") for label in book[name][0]]
        assert set(labels.split()) <= set(header), name
    for name in ("断面核算", "资金流向", "区市汇总", "指标明细", "口径与依据", "校验", RUN,
                  "年度账目", "季度断面", "年度指标"):  # fmt: skip
        assert name in book
    for name in ("年度断面", "年度汇总"):
        assert book[name][-1][0] == "合计"
    shown = {row[0]: row[1:4] for row in book["年度汇总"][1:-1]}
    assert shown["平度"] == (833333.33, 6750000, -5916666.67)  # 833,333.33 − 6,750,000.00
    assert MOVED not in book  # nothing was corrected
    assert not any("预结算" in text for text in print_headers(out))
    assert not any("预结算" in str(row) for rows in book.values() for row in rows)


@pytest.mark.thorough
def test_the_chinese_name_and_the_english_write_the_same(one_book: Path, tmp_path: Path) -> None:
    digest = hashlib.sha256(one_book.read_bytes()).hexdigest()
    outs = []
    for name in ("water-year", "水质年度清算"):
        outs.append(tmp_path / f"{name}.xlsx")
        assert cli.main(["run", name, str(one_book), "-o", str(outs[-1])]) == 0
    assert cells(outs[0], without=[RUN]) == cells(outs[1], without=[RUN])
    assert hashlib.sha256(one_book.read_bytes()).hexdigest() == digest
    assert digest in column(outs[0], RUN, "内容")


def test_a_choice_reaches_the_settlement(one_book: Path) -> None:
    """water.incident=section, as --set hands it on: 崂山 strikes all of 5 (1,000,000 元) and 3."""
    result = qdcalc.water.year(one_book, interpretations=["water.incident=整个断面"])
    struck = {
        n: row["struck_fen"] for n, row in rows_of(result, "section_years", "section_id").items()
    }
    assert (struck["5"], struck["3"]) == (100_000_000, 33_333_333)


@pytest.mark.thorough
def test_a_gbk_console(one_book: Path, tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONIOENCODING": "gbk", "PYTHONUTF8": "0"}
    out = tmp_path / "结果.xlsx"
    done = subprocess.run(
        [sys.executable, "-m", "qdcalc", "run", "水质年度清算", str(one_book), "-o", str(out)],
        capture_output=True,
        env=environment,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode("gbk")
    assert "已写出" in done.stdout.decode("gbk")
    assert "Traceback" not in done.stderr.decode("gbk")
    assert out.is_file()


def test_a_filled_template_passes_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The template's own sheets, the rows of the exercise put under their headers."""
    path = tmp_path / "模板.xlsx"
    assert cli.main(["template", "water-year", "-o", str(path)]) == 0
    book = openpyxl.load_workbook(path)
    for name, frame in {READINGS: frame_of(readings()), **sheets()}.items():
        sheet = book[name]
        labels = [str(cell.value).split("(")[0].split("（")[0].strip("* \n") for cell in sheet[1]]
        for place, row in enumerate(frame.to_dict("records")):
            for cell in sheet[place + 2]:
                cell.value = None
            for label, value in row.items():
                if value != "":
                    sheet.cell(place + 2, labels.index(str(label)) + 1, value)
    book.save(path)
    capsys.readouterr()
    code = cli.main(["check", "water-year", str(path)])
    assert code == 0, capsys.readouterr().out


# --------------------------------------------------------------------------- corrections

# Two 市控 sections of target Ⅲ (ammonia 1.0), 2 below 1; all else passes at 0.8. As first sent,
# in March 1 has 0.9 (达标) and 2 has 1.5 (超标 −1: 即墨 pays 16,666,667 to the city). Corrected, 1
# has 1.2: 超标 −1, 平度 pays 16,666,667, and ammonia at 2 is taken out because of it (clause
# 六¶2): 达标.
PAIR = [section("1", 责任区市="平度"), section("2", 责任区市="即墨", 上游断面="1")]
AMOUNT = 16666667


def pair(months: Sequence[str] = MONTHS) -> list[Row]:
    rows = [reading(c, {"氨氮": "0.8"}, month=m) for m in months for c in ("1", "2")]
    for row in rows:
        if row["月份"] == MARCH:
            row["氨氮"] = {"1": "0.9", "2": "1.5"}[row["序号"]]
    return rows


CORRECTED = reading("1", {"氨氮": "1.2"}, month=MARCH)
# 范围, period, 序号, 断面或区市, 项目 → before, after, 说明
EXPECTED_MOVES: dict[tuple[Any, ...], tuple[int, int, str | None]] = {
    ("断面月份", MARCH, "1", "河1·断面1", "金额"): (0, AMOUNT, "Ⅲ类 达标 → Ⅳ类 超标"),
    ("断面月份", MARCH, "2", "河2·断面2", "金额"): (AMOUNT, 0, "Ⅳ类 超标 → Ⅳ类 达标"),
    # the city gets as much as before, from another
    ("区市月份", MARCH, None, "平度", "净额"): (0, -AMOUNT, None),
    ("区市月份", MARCH, None, "即墨", "净额"): (-AMOUNT, 0, None),
    ("断面年度", CYCLE, "1", "河1·断面1", "超标赔付"): (0, AMOUNT, None),
    ("断面年度", CYCLE, "2", "河2·断面2", "超标赔付"): (AMOUNT, 0, None),
    ("区市年度", CYCLE, None, "平度", "净额"): (0, -AMOUNT, None),
    ("区市年度", CYCLE, None, "即墨", "净额"): (-AMOUNT, 0, None),
}


def in_file(folder: Path) -> Path:
    """A file whose name says that it corrects."""
    book = {READINGS: frame_of(pair()), "断面清单": frame_of(dict(r) for r in PAIR)}
    write(folder / "监测.xlsx", book)
    write(folder / "监测_更正.xlsx", {READINGS: frame_of([CORRECTED])})
    return folder


def in_rows(folder: Path) -> Path:
    """A column 版本 in the same sheet; a blank counts as 0."""
    rows = [*({**row, "版本": ""} for row in pair()), {**CORRECTED, "版本": "1"}]
    book = {READINGS: frame_of(rows), "断面清单": frame_of(dict(r) for r in PAIR)}
    return write(folder / "监测.xlsx", book)


@pytest.mark.parametrize("make", [in_file, in_rows])
def test_a_correction(make: Any, tmp_path: Path) -> None:
    result = qdcalc.water.year(make(tmp_path))
    named = codes(result, "R04")
    assert len(named) == 1
    assert "氨氮 0.9 → 1.2" in named["问题"].iloc[0]
    months = rows_of(result, "section_months", "month", "section_id")
    assert (months[MARCH, "1"]["verdict"], months[MARCH, "1"]["amount_fen"]) == ("超标", AMOUNT)
    assert (months[MARCH, "2"]["verdict"], months[MARCH, "2"]["dropped"]) == ("达标", "氨氮")
    moves = records(result.tables["corrections"])
    keys = ("scope", "period", "section_id", "name", "item")
    got = {tuple(m[k] for k in keys): m for m in moves}
    assert len(got) == len(moves)
    assert set(got) == set(EXPECTED_MOVES)
    for key, (before, after, said) in EXPECTED_MOVES.items():
        move = got[key]
        assert (move["before_fen"], move["after_fen"]) == (before, after), key
        assert move["difference_fen"] == after - before, key
        assert (move["explanation"] or None) == said, key
    districts = rows_of(result, "year_districts", "district")
    assert {n: r["net_fen"] for n, r in districts.items()} == {
        "平度": -AMOUNT, "即墨": 0, "市财政": AMOUNT,
    }  # fmt: skip
    assert failed_checks(result) == []


@pytest.mark.thorough
def test_a_correction_in_the_workbook(tmp_path: Path) -> None:
    out = tmp_path / "out" / "结果.xlsx"
    out.parent.mkdir()
    source = in_file(tmp_path / "out")
    (tmp_path / "in").mkdir()
    for path in source.iterdir():
        path.rename(tmp_path / "in" / path.name)
    assert cli.main(["run", "water-year", str(tmp_path / "in"), "-o", str(out)]) == 0
    header, *rows = cells(out)[MOVED]
    assert header[:8] == (
        "范围", "月份或周期", "序号", "断面或区市", "项目",
        "更正前（元）", "更正后（元）", "差额（元）",
    )  # fmt: skip
    assert len(rows) == len(EXPECTED_MOVES)
    assert ("区市年度", CYCLE, "平度", 0, -166666.67, -166666.67) in [
        (r[0], r[1], r[3], r[5], r[6], r[7]) for r in rows
    ]


def test_the_file_of_a_correction_comes_first_by_name(tmp_path: Path) -> None:
    """What counts is the mark, not the order of names; a 版本 counts above it."""
    list_of = {"断面清单": frame_of(dict(r) for r in PAIR)}
    write(tmp_path / "b.xlsx", {READINGS: frame_of(pair()), **list_of})
    write(tmp_path / "a_更正.xlsx", {READINGS: frame_of([CORRECTED])})
    got = rows_of(qdcalc.water.year(tmp_path), "section_months", "month", "section_id")
    assert got[MARCH, "1"]["verdict"] == "超标"
    # 版本 2 in a plain file: back to 0.9
    latest = {**CORRECTED, "氨氮": "0.9", "版本": "2"}
    write(tmp_path / "c.xlsx", {READINGS: frame_of([latest])})
    got = rows_of(qdcalc.water.year(tmp_path), "section_months", "month", "section_id")
    assert got[MARCH, "1"]["verdict"] == "达标"


def test_a_correction_that_moves_the_year(tmp_path: Path) -> None:
    """A 国控 section of target Ⅲ, twelve months at 0.3: 12 × 50,000,000 of rewards.

    One month corrected to 9: a mean of (11 × 0.3 + 9)/12 = 12.3/12 = 1.025 → Ⅳ, failed: the other
    11 × 50,000,000 struck, the month −2 × 50,000,000 (8 times beyond), 600,000,000 charged.
    """
    own = {"断面清单": frame_of([section("1", 断面控制级别="国控", 上年度水质类别="Ⅲ")])}
    rows = [reading("1", {"氨氮": "0.3"}, month=m) for m in MONTHS]
    write(tmp_path / "监测.xlsx", {READINGS: frame_of(rows), **own})
    wrong = reading("1", {"氨氮": "9"}, month="2019-09")
    write(tmp_path / "监测_更正.xlsx", {READINGS: frame_of([wrong])})
    moves = records(qdcalc.water.year(tmp_path).tables["corrections"])
    got = {(m["scope"], m["name"], m["item"]): (m["before_fen"], m["after_fen"]) for m in moves}
    assert got == {
        ("断面月份", "河1·断面1", "金额"): (50000000, 100000000),
        ("区市月份", "即墨", "净额"): (50000000, -100000000),
        ("区市月份", "市财政", "净额"): (-50000000, 100000000),
        ("断面年度", "河1·断面1", "跃升奖励"): (600000000, 0),
        ("断面年度", "河1·断面1", "清零"): (0, 550000000),
        ("断面年度", "河1·断面1", "超标赔付"): (0, 100000000),
        ("断面年度", "河1·断面1", "年度追缴"): (0, 600000000),
        ("区市年度", "即墨", "净额"): (600000000, -700000000),
        ("区市年度", "市财政", "净额"): (-600000000, 700000000),
    }
    years = {m["explanation"] for m in moves if m["scope"] == "断面年度"}
    assert years == {"年度Ⅱ → Ⅳ"}


def test_the_first_values_can_not_be_settled(tmp_path: Path) -> None:
    """Shares first 0.7 and 0.7 (an error), 版本 1 makes one 0.3: settled, W68 instead of effects.

    2019-03 at −1: 平度 0.7 and 即墨 0.3 of 16,666,667 = 11,666,666.9 and 5,000,000.1.
    """
    own = [section("1", 断面属性="共同断面", 责任区市="平度、即墨")]
    rows = [reading("1", {"氨氮": "1.5" if m == MARCH else "0.8"}, month=m) for m in MONTHS]
    shares = pd.DataFrame(
        [(MARCH, "1", "平度", "0.7", ""), (MARCH, "1", "即墨", "0.7", ""),
         (MARCH, "1", "即墨", "0.3", "1")],
        columns=["月份", "序号", "区市", "责任比例", "版本"],
    )  # fmt: skip
    book = {READINGS: frame_of(rows), "断面清单": frame_of(own), "责任认定": shares}
    result = qdcalc.water.year(write(tmp_path / "监测.xlsx", book))
    assert len(codes(result, "W68")) == 1
    assert len(result.tables["corrections"]) == 0
    got = rows_of(result, "year_flows", "payer")
    assert {n: r["amount_fen"] for n, r in got.items()} == {"平度": 11666667, "即墨": 5000000}


def moves_of(result: Result) -> dict[tuple[Any, ...], tuple[int, int]]:
    """Return 更正影响: what, where, whose → before, after."""
    return {
        (m["scope"], m["section_id"] or m["name"], m["item"]): (m["before_fen"], m["after_fen"])
        for m in records(result.tables["corrections"])
    }


def corrected_list(folder: Path, first: dict[str, str], then: dict[str, str]) -> Result:
    """Settle the pair, section 2's line of the list first one thing, then corrected."""
    write(
        folder / "监测.xlsx", {READINGS: frame_of(pair()), "断面清单": frame_of([PAIR[0], first])}
    )
    write(folder / "监测_更正.xlsx", {"断面清单": frame_of([then])})
    return qdcalc.water.year(folder)


def test_a_corrected_level_moves_months_too(tmp_path: Path) -> None:
    """市控 corrected to 国控: the verdict of March stands, its amount is 50,000,000."""
    got = moves_of(corrected_list(tmp_path, PAIR[1], {**PAIR[1], "断面控制级别": "国控"}))
    assert got == {
        ("断面月份", "2", "金额"): (AMOUNT, 50000000),
        ("区市月份", "即墨", "净额"): (-AMOUNT, -50000000),
        ("区市月份", "市财政", "净额"): (AMOUNT, 50000000),
        ("断面年度", "2", "超标赔付"): (AMOUNT, 50000000),
        ("区市年度", "即墨", "净额"): (-AMOUNT, -50000000),
        ("区市年度", "市财政", "净额"): (AMOUNT, 50000000),
    }


def test_a_district_that_a_correction_takes_off_the_list(tmp_path: Path) -> None:
    """Section 2 was 胶州's, which no section names any more: what 胶州 owed is shown as gone.

    In every month and cycle the differences of 净额 add up to 0, as the accounts do.
    """
    result = corrected_list(tmp_path, {**PAIR[1], "责任区市": "胶州"}, PAIR[1])
    assert moves_of(result) == {
        ("区市月份", "胶州", "净额"): (-AMOUNT, 0),
        ("区市月份", "即墨", "净额"): (0, -AMOUNT),
        ("区市年度", "胶州", "净额"): (-AMOUNT, 0),
        ("区市年度", "即墨", "净额"): (0, -AMOUNT),
    }


def test_a_correction_is_told_as_people_write(tmp_path: Path) -> None:
    """Both values as the user's sheets have them: Ⅲ → Ⅳ, 空白, 否 → 是, not codes."""
    changed = {**PAIR[1], "核算水质目标": "Ⅳ", "上年度水质类别": "Ⅴ", "断流豁免": "是"}
    result = corrected_list(tmp_path, {**PAIR[1], "断流豁免": "否"}, changed)
    said = codes(result, "R04")["问题"].iloc[0]
    for text in ("核算水质目标 Ⅲ → Ⅳ", "上年度水质类别 空白 → Ⅴ", "断流豁免 否 → 是"):
        assert text in said, said


def test_the_highest_version_counts(tmp_path: Path) -> None:
    """0.9, then 版本 1 with 1.2, then 版本 2 with 2.5: from what was sent first to the last."""
    rows = [*({**row, "版本": ""} for row in pair()), {**CORRECTED, "版本": "1"}]
    rows.append({**CORRECTED, "氨氮": "2.5", "版本": "2"})
    book = {READINGS: frame_of(rows), "断面清单": frame_of(dict(r) for r in PAIR)}
    result = qdcalc.water.year(write(tmp_path / "监测.xlsx", book))
    # before is what was sent first: nothing paid; after is −2 × 16,666,666.67
    assert moves_of(result)["断面月份", "1", "金额"] == (0, 33333333)
    assert "氨氮 0.9 → 2.5" in "；".join(codes(result, "R04")["问题"])


@pytest.mark.thorough
def test_the_same_values_again_move_nothing(tmp_path: Path) -> None:
    """Without a mark: the same values a warning, other values an error naming both files."""
    book = {READINGS: frame_of(pair()), "断面清单": frame_of(dict(r) for r in PAIR)}
    write(tmp_path / "甲.xlsx", book)
    again = next(r for r in pair() if (r["月份"], r["序号"]) == (MARCH, "1"))
    write(tmp_path / "乙.xlsx", {READINGS: frame_of([again])})
    result = qdcalc.water.year(tmp_path)
    assert len(codes(result, "R03")) == 1
    out = result.to_excel(tmp_path / "out.xlsx")
    assert MOVED not in cells(out)
    out.unlink()
    write(tmp_path / "乙.xlsx", {READINGS: frame_of([CORRECTED])})
    found = errors_of(tmp_path)
    assert set(found["代码"]) == {"R02"}
    assert "甲.xlsx" in str(found.to_dict()) or "乙.xlsx" in str(found.to_dict())


# ----------------------------------------------------------------------- missing months


def test_a_provisional_settlement(tmp_path: Path) -> None:
    """October to June: 预结算 on every page; the three months named; yearly items 暂算.

    即墨 pays for March at 2: 16,666,667.
    """
    book = {READINGS: frame_of(pair(MONTHS[:9])), "断面清单": frame_of(dict(r) for r in PAIR)}
    source = write(tmp_path / "监测.xlsx", book)
    out = tmp_path / "out.xlsx"
    assert cli.main(["run", "water-year", str(source), "-o", str(out)]) == 0
    found = [p for c, p in zip(column(out, NOTICES, "代码"), column(out, NOTICES, "问题"),
                               strict=True) if c == "W64"]  # fmt: skip
    assert len(found) == 3
    for month, said in zip(MONTHS[9:], found, strict=True):
        assert month in said
    seen = cells(out)
    assert any("预结算" in [str(v) for v in row] for row in seen[RUN])
    assert any("预结算" in str(row) and MONTHS[11] in str(row) for row in seen["口径与依据"])
    assert all("预结算" in text for text in print_headers(out))
    assert column(out, "年度断面", "暂算")[:2] == ["是", "是"]
    net = dict(zip(column(out, "年度汇总", "区市"), column(out, "年度汇总", "净额"), strict=True))
    assert (net["即墨"], net["平度"], net["市财政"]) == (-166666.67, 0, 166666.67)


@pytest.mark.thorough
def test_a_month_in_the_middle_is_missing(tmp_path: Path) -> None:
    """Named, 暂算, but not 预结算: the cycle is over."""
    months = [m for m in MONTHS if m != "2019-01"]
    result = qdcalc.water.year(frame_of(pair(months)), sections=frame_of(dict(r) for r in PAIR))
    missing = codes(result, "W64")
    assert len(missing) == 1
    assert "2019-01" in missing["问题"].iloc[0]
    assert set(result.tables["section_years"]["is_provisional"]) == {"是"}
    out = result.to_excel(tmp_path / "out.xlsx")
    assert not any("预结算" in str(row) for rows in cells(out).values() for row in rows)
    assert not any("预结算" in text for text in print_headers(out))


def test_yearly_items_on_what_is_there() -> None:
    """Nine months of a 省控 section at 0.3, last year Ⅳ: the bonus is due already, marked 暂算."""
    own = [section("1", 断面控制级别="省控", 上年度水质类别="Ⅳ")]
    rows = [reading("1", {"氨氮": "0.3"}, month=m) for m in MONTHS[:9]]
    result = qdcalc.water.year(frame_of(rows), sections=frame_of(own))
    got = {r["kind"]: r for r in records(result.tables["year_flows"])}
    assert {kind: row["amount_fen"] for kind, row in got.items()} == {
        "跃升奖励": 9 * 25000000,
        "年度奖励": 300000000,
    }
    assert "暂算" in got["年度奖励"]["arithmetic"]
    assert "暂算" not in got["跃升奖励"]["arithmetic"]


# ----------------------------------------------------------------------- several cycles

NEXT = "2019-2020"


def two_cycles(folder: Path) -> Path:
    """Write the pair's cycle, and one row of October 2019 among them (row 27 of the sheet)."""
    rows = pair()
    assert len(rows) == 24
    rows.insert(10, reading("1", {"氨氮": "0.8"}, month="2019-10"))
    book = {READINGS: frame_of(rows), "断面清单": frame_of(dict(r) for r in PAIR)}
    return write(folder / "监测.xlsx", book)


def test_two_cycles_need_a_choice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Ten rows under the header stand above it: A12."""
    source, out = two_cycles(tmp_path), tmp_path / "out.xlsx"
    assert cli.main(["run", "water-year", str(source), "-o", str(out)]) == 1
    said = capsys.readouterr().err
    assert "--cycle" in said
    assert not out.exists()
    assert (tmp_path / "out_错误标注.xlsx").is_file()
    found = errors_of(source)
    assert list(zip(found["代码"], found["工作表"], found["单元格"], strict=True)) == [
        ("W61", READINGS, "A12")
    ]
    assert NEXT in found["问题"].iloc[0]


@pytest.mark.thorough
@pytest.mark.parametrize("spelling", at_first(["2018—2019年度", "2018-2019", "2018/2019"], 1))
def test_a_cycle_is_chosen(spelling: str, tmp_path: Path) -> None:
    source, out = two_cycles(tmp_path), tmp_path / "out.xlsx"
    command = ["run", "water-year", str(source), "-o", str(out), "--cycle", spelling]
    assert cli.main(command) == 0
    assert set(column(out, "断面核算", "月份")) == set(MONTHS)
    found = dict(zip(column(out, NOTICES, "代码"), column(out, NOTICES, "问题"), strict=True))
    assert "1 行" in found["W63"]
    assert "W64" not in found  # nothing of the chosen cycle is missing
    assert column(out, "年度断面", "超标赔付")[:2] == [0, 166666.67]


def test_a_cycle_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = two_cycles(tmp_path), tmp_path / "out.xlsx"
    command = ["run", "water-year", str(source), "-o", str(out), "--cycle", "2017-2018"]
    assert cli.main(command) == 1
    assert "2017-2018" in capsys.readouterr().err
    assert not out.exists()
    found = errors_of(source, cycle="2017-2018")
    assert list(found["代码"]) == ["W62"]
    assert CYCLE in found["如何改"].iloc[0]


@pytest.mark.parametrize("text", ["明年", "2018", "2018-2021", "2019-2018", ""])
def test_no_cycle(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = two_cycles(tmp_path), tmp_path / "out.xlsx"
    command = ["run", "water-year", str(source), "-o", str(out), "--cycle", text]
    assert cli.main(command) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    assert not out.exists()


@pytest.mark.thorough
def test_all_cycles(tmp_path: Path) -> None:
    """A 国控 section of target Ⅳ (1.5): a year at 1.2 (Ⅳ, met, 0), then one at 0.8 (Ⅲ).

    The second year's months are all 跃升: 12 × 50,000,000. The sheet's Ⅲ is its previous class too
    and wins over the first year's Ⅳ, with a warning (water.md 5): no bonus.
    """
    own = [section("1", 核算水质目标="Ⅳ", 断面控制级别="国控")]
    rows = [reading("1", {"氨氮": "1.2"}, month=m) for m in MONTHS]
    rows += [reading("1", {"氨氮": "0.8"}, month=m) for m in months_from(10, 2019)]
    book = {
        READINGS: frame_of(rows),
        "断面清单": frame_of(own),
        "上年度类别": frame_of([{"序号": "1", "上年度水质类别": "Ⅲ"}]),
    }
    source, out = write(tmp_path / "监测.xlsx", book), tmp_path / "out.xlsx"
    assert cli.main(["run", "water-year", str(source), "-o", str(out), "--cycle", "全部"]) == 0
    result = qdcalc.water.year(source, cycle="全部")
    got = rows_of(result, "section_years", "cycle")
    columns = ("previous_class", "annual_class", "reward_fen", "bonus_fen", "charge_fen")
    assert {k: tuple(r[c] for c in columns) for k, r in got.items()} == {
        CYCLE: ("Ⅲ", "Ⅳ", 0, 0, 0),
        NEXT: ("Ⅲ", "Ⅲ", 600000000, 0, 0),
    }
    assert [NEXT in said and "填 Ⅲ、算出 Ⅳ" in said for said in codes(result, "W82")["问题"]] == [
        True
    ]
    nets = rows_of(result, "year_districts", "cycle", "district")
    assert {k: r["net_fen"] for k, r in nets.items()} == {
        (CYCLE, "即墨"): 0,
        (CYCLE, "市财政"): 0,
        (NEXT, "即墨"): 600000000,
        (NEXT, "市财政"): -600000000,
    }
    # 累计 is since October of its own cycle: nothing of 2018-2019 was paid, 3 months a quarter
    quarters = rows_of(result, "quarters", "quarter", "district")
    sums = {q: quarters[q, "即墨"]["net_so_far_fen"] for q in ("2019Q3", "2019Q4", "2020Q3")}
    assert sums == {"2019Q3": 0, "2019Q4": 150000000, "2020Q3": 600000000}
    assert failed_checks(result) == []


def test_the_sum_since_october_begins_anew() -> None:
    """A 省控 section with rewards in both cycles: 12 × 25,000,000, then again from 0."""
    own = [section("1", 断面控制级别="省控", 上年度水质类别="Ⅲ")]
    months = [*MONTHS, *months_from(10, 2019)]
    rows = [reading("1", {"氨氮": "0.3"}, month=m) for m in months]
    result = qdcalc.water.year(frame_of(rows), sections=frame_of(own), cycle="全部")
    got = rows_of(result, "quarters", "quarter", "district")
    sums = [got[q, "即墨"]["net_so_far_fen"] for q in ("2018Q4", "2019Q3", "2019Q4", "2020Q3")]
    assert sums == [75000000, 300000000, 75000000, 300000000]


# --------------------------------------------------------------- sheets that disagree


def test_two_previous_classes(tmp_path: Path) -> None:
    own = [section("1", 断面控制级别="国控", 上年度水质类别="Ⅳ")]
    book = {
        READINGS: frame_of(reading("1", month=m) for m in MONTHS),
        "断面清单": frame_of(own),
        "上年度类别": frame_of([{"序号": "1", "上年度水质类别": "Ⅴ"}]),
    }
    source = write(tmp_path / "监测.xlsx", book)
    found = errors_of(source)
    assert list(zip(found["代码"], found["工作表"], found["单元格"], strict=True)) == [
        ("W65", "上年度类别", "B2")
    ]
    assert {"Ⅳ", "Ⅴ"} <= set(found["问题"].iloc[0])
    assert cli.main(["run", "water-year", str(source), "-o", str(tmp_path / "out.xlsx")]) == 1
    # the same class in both places, however written, is no contradiction: a bonus of one base
    book["上年度类别"] = frame_of([{"序号": "1", "上年度水质类别": "4"}])
    result = qdcalc.water.year(write(tmp_path / "监测.xlsx", book))
    assert rows_of(result, "section_years", "section_id")["1"]["bonus_fen"] == 600000000


@pytest.mark.parametrize(
    ("date", "struck"),
    [("2018-09-30", False), ("2018-10-01", True), ("2019-09-30", True), ("2019-10-01", False)],
)
def test_an_incident_at_the_edges_of_the_cycle(date: str, struck: bool) -> None:
    """Within the cycle it strikes 12 × 50,000,000; outside it is a warning and nothing else."""
    own = [section("1", 断面控制级别="国控", 上年度水质类别="Ⅲ")]
    rows = [reading("1", {"氨氮": "0.3"}, month=m) for m in MONTHS]
    result = qdcalc.water.year(
        frame_of(rows),
        sections=frame_of(own),
        incidents=pd.DataFrame([(date, "即墨区", "重大")], columns=["日期", "区市", "事件等级"]),
    )
    row = rows_of(result, "section_years", "section_id")["1"]
    wanted = (0, 600000000) if struck else (600000000, 0)
    assert (row["reward_fen"], row["struck_fen"]) == wanted
    assert len(codes(result, "W66")) == (0 if struck else 1)


@pytest.mark.clause("water 七¶3 bonus_fen")
def test_no_previous_class_no_bonus() -> None:
    """国控 and 省控 at Ⅱ without a previous class are named in one warning; 市控 is not."""
    own = [
        section(c, 断面控制级别=level) for c, level in (("1", "国控"), ("2", "省控"), ("3", "市控"))
    ]
    rows = [reading(c, {"氨氮": "0.3"}, month=m) for m in MONTHS for c in ("1", "2", "3")]
    result = qdcalc.water.year(frame_of(rows), sections=frame_of(own))
    named = codes(result, "W67")
    assert len(named) == 1
    assert "1、2" in named["问题"].iloc[0]
    assert "3" not in named["问题"].iloc[0].replace(CYCLE, "")
    assert set(result.tables["section_years"]["bonus_fen"]) == {0}


def test_frames_and_files_settle_alike(one_book: Path) -> None:
    """The same input as DataFrames: the same English tables."""
    one, other = qdcalc.water.year(one_book), qdcalc.water.year(**frames())
    for name in ("section_years", "year_flows", "year_districts", "accounts", "quarters"):
        pd.testing.assert_frame_equal(one.tables[name], other.tables[name])
