"""What the console prints: few lines, money first, nothing that every normal file brings.

Issue 11, Console: "warnings grouped by kind, those that can move money first; nothing that occurs
every month in a normal file (万元 headers, the template's own examples, 27 unchanged rows of a
correction, an identical copy of a file: one line, not 64) is a warning. No line grows with the
data"; "a wrong river name paints 序号 red, not the name; 「文件里有」 lists our own hidden sheets;
`--help` shows options in brackets and optional positionals that are required".
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from qdcalc.cli import main as cli
from qdcalc.notice.catalogue import find
from qdcalc.table.problems import ERROR, MINOR, MONEY, NOTICE, WARNING, Fault, Problems, together
from samples import DATA, SOURCES, result_of
from seeds import later
from water.helpers import CLEAN, annex, section
from workbook.books import HEADER, write

Lines = tuple[int, list[str], list[str]]
Call = Callable[..., Lines]
NAMES = ("月份", "序号", "河流名称", "监测断面", "氨氮")


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """Run a command in this process; return its code, what it says, and its warnings."""

    def run(*arguments: object) -> Lines:
        code = cli.main([str(a) for a in arguments])
        captured = capsys.readouterr()
        return code, captured.out.splitlines(), captured.err.splitlines()

    return run


def complete(path: Path, **values: object) -> Path:
    """Write a month of the annex's 28 sections, each complete and of class Ⅰ."""
    header = ("月份", "序号", *CLEAN, *values)
    rows = [("2018-11", n, *CLEAN.values(), *values.values()) for n in range(1, 29)]
    return write(path, header, *rows)


# -------------------------------------------------------------------------------- run


@pytest.mark.parametrize("name", later(SOURCES, "water-year"))
def test_the_headline_has_amounts_and_at_most_ten_lines(name: str) -> None:
    said = result_of(name).headline.console()
    assert 5 <= len(said) <= 10
    has_money = any(c.kind.is_money for t in find(name).outputs for c in t.columns)
    assert any(" 元" in line for line in said[:4]) or not has_money
    assert said[-1].startswith("校验 ")


def test_the_headline_is_what_is_said_before_the_file(tmp_path: Path, call: Call) -> None:
    source = DATA / SOURCES["staffing"]
    code, said, _ = call("run", "staffing", source, "-o", tmp_path / "out.xlsx")
    assert code == 0
    assert said[:-1] == result_of("staffing").headline.console()
    assert said[-1].startswith("已写出 ")


@pytest.mark.parametrize(
    "named",
    [
        {"备注": "正常"},
        {"采样人": "张三", "审核人": "李四"},
    ],
    ids=list,
)
def test_a_normal_month_warns_of_nothing(
    named: dict[str, object], tmp_path: Path, call: Call
) -> None:
    source = complete(tmp_path / "in.xlsx", **named)
    code, _, warned = call("run", "water-month", source, "-o", tmp_path / "out.xlsx")
    assert (code, warned) == (0, [])


def test_an_unknown_column_that_may_matter_is_still_named(tmp_path: Path, call: Call) -> None:
    source = complete(tmp_path / "in.xlsx", 氨氮值=3)
    _, _, warned = call("run", "water-month", source, "-o", tmp_path / "out.xlsx")
    assert [line[:6] for line in warned] == ["警告 H03"]


@pytest.mark.thorough
def test_amounts_in_wan_are_no_warning(tmp_path: Path, call: Call) -> None:
    """The sample has nine headings in 万元."""
    source = DATA / SOURCES["expo"]
    _, _, warned = call("run", "expo", source, "-o", tmp_path / "out.xlsx")
    assert warned == []
    code, said, _ = call("check", "expo", source)
    assert code == 0
    assert [line[:6] for line in said[1:]] == ["警告 H01"]  # told once, by kind, where asked for


def test_a_copy_of_a_file_is_no_warning(tmp_path: Path, call: Call) -> None:
    folder = tmp_path / "输入"
    folder.mkdir()
    complete(folder / "a.xlsx")
    shutil.copy(folder / "a.xlsx", folder / "a 副本.xlsx")
    code, _, warned = call("run", "water-month", folder, "-o", tmp_path / "out.xlsx")
    assert (code, warned) == (0, [])
    assert "警告 T46" in [line[:6] for line in call("check", "water-month", folder)[1]]


def test_a_correction_of_one_row_is_one_line_not_28(tmp_path: Path, call: Call) -> None:
    folder = tmp_path / "输入"
    folder.mkdir()
    complete(folder / "a.xlsx")
    book = openpyxl.load_workbook(complete(folder / "a_更正.xlsx"))
    header = [cell.value for cell in book.worksheets[0][1]]
    book.worksheets[0].cell(21, header.index("氨氮") + 1).value = 3  # section 20
    book.save(folder / "a_更正.xlsx")
    code, _, warned = call("run", "water-month", folder, "-o", tmp_path / "out.xlsx")
    assert code == 0
    (line,) = warned
    assert line.startswith("警告 R04　更正了 a.xlsx 第 21 行 的同一条记录")
    assert "氨氮 0.1 → 3" in line
    _, said, _ = call("check", "water-month", folder)
    assert [text[:6] for text in said[1:3]] == ["警告 R04", "警告 R03"]
    assert "（27 处：" in said[2]


@pytest.mark.thorough
def test_the_examples_of_a_template_raise_nothing(tmp_path: Path, call: Call) -> None:
    blank = tmp_path / "模板.xlsx"
    call("template", "water-month", "-o", blank, "--month", "2018-11")
    book = openpyxl.load_workbook(blank)
    sheet = book["监测数据"]
    header = [str(cell.value).partition("(")[0] for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2, max_row=29):
        for name, value in CLEAN.items():
            row[header.index(name)].value = value
    book.save(blank)
    code, _, warned = call("run", "water-month", blank, "-o", tmp_path / "out.xlsx")
    assert (code, warned) == (0, [])


def test_money_first(tmp_path: Path, call: Call) -> None:
    """A section without a row (can move money) before a hidden row (hardly)."""
    path = complete(tmp_path / "in.xlsx")
    book = openpyxl.load_workbook(path)
    book.worksheets[0].delete_rows(29)
    book.worksheets[0].row_dimensions[5].hidden = True
    book.save(path)
    _, _, warned = call("run", "water-month", path, "-o", tmp_path / "out.xlsx")
    assert [line[:6] for line in warned] == ["警告 W50", "警告 T06"]


# ------------------------------------------------------------------------------ check


def test_check_lists_every_error_and_groups_the_warnings(tmp_path: Path, call: Call) -> None:
    rows = [("2018-11", n, "abc") for n in range(1, 26)]
    code, said, _ = call("check", "water-month", write(tmp_path / "in.xlsx", HEADER, *rows))
    assert code == 1
    assert said[0].startswith("输入有 25 处错误")
    assert sum(line.startswith("错误 W01　监测数据!C") for line in said) == 25


def test_check_counts_what_is_past_its_bound(tmp_path: Path, call: Call) -> None:
    rows = [("2018-11", n, "abc") for n in range(1, 252)]
    path = write(tmp_path / "in.xlsx", HEADER, *rows)
    _, said, _ = call("check", "water-month", path)
    assert len(said) < cli.MOST_ERRORS + 10
    (rest,) = (line for line in said if line.startswith("……"))
    # 251 cells that are no number, 223 numbers that no section of the annex has
    assert rest.startswith("……另有 274 处错误：")
    assert sum(line.startswith("错误 ") for line in said) == cli.MOST_ERRORS


def test_check_of_a_clean_file(tmp_path: Path, call: Call) -> None:
    """One section of a list of one's own: no drinking source, whose items would be told."""
    own = section("1")
    source = write(
        tmp_path / "in.xlsx", ("月份", "序号", *CLEAN), ("2018-11", 1, *CLEAN.values()),
        断面清单=[tuple(own), tuple(own.values())],
    )  # fmt: skip
    assert call("check", "water-month", source)[:2] == (0, ["没有发现问题"])


# ------------------------------------------------------------------------- one problem


@pytest.mark.parametrize(
    ("names", "cell"),
    [
        (("大沽河", "大涧桥"), "C2"),  # 8 is 桃源河·大涧桥; no such pair in the list
        (("桃源河", "大润桥"), "D2"),
        (("大沽河", "移风坝"), "B2"),  # the names are section 13's: the number is wrong
        (("甲河", "乙桥"), "B2"),
    ],
)
def test_the_wrong_name_is_marked(
    names: tuple[str, str], cell: str, tmp_path: Path, call: Call
) -> None:
    path = write(tmp_path / "in.xlsx", NAMES, ("2018-11", 8, *names, 1))
    code, said, _ = call("check", "water-month", path)
    assert code == 1
    (line,) = (text for text in said if text.startswith("错误 W31"))
    assert line.startswith(f"错误 W31　监测数据!{cell}　序号 8 在断面清单里是“桃源河·大涧桥”")
    assert "·".join(names) in line


def test_the_annex_is_as_the_test_above_has_it() -> None:
    rows = {row["序号"]: (row["河流名称"], row["监测断面"]) for row in annex()}
    assert (rows["8"], rows["13"]) == (("桃源河", "大涧桥"), ("大沽河", "移风坝"))


def test_only_sheets_that_a_person_sees_are_listed(tmp_path: Path, call: Call) -> None:
    blank = tmp_path / "模板.xlsx"
    call("template", "water-month", "-o", blank)
    book = openpyxl.load_workbook(blank)
    del book["监测数据"]
    book.create_sheet("我的表")
    book.save(blank)
    _, said, _ = call("check", "water-month", blank)
    (line,) = (text for text in said if "文件里有：" in text)
    assert "断面清单" in line
    assert "可选值" not in line
    assert "填表说明" not in line


def test_places_name_their_sheet_once() -> None:
    assert together(["监测数据!F3", "监测数据!F9", "口径!B2"]) == "监测数据!F3、F9、口径!B2"
    assert together(["a.xlsx 数据!A1", "b.xlsx 数据!A1"]) == "a.xlsx 数据!A1、b.xlsx 数据!A1"
    assert together(["行 1", "行 2"]) == "行 1、行 2"
    many = [f"监测数据!F{n}" for n in range(1, 9)]
    assert together(many) == "监测数据!F1、F2、F3、F4、F5、F6……"


def test_a_summary_groups_by_kind_and_weight() -> None:
    problems = Problems()
    said: dict[str, tuple[str, int]] = {
        "Z1": (ERROR, MONEY), "Z2": (WARNING, MINOR), "Z3": (WARNING, MONEY),
        "Z4": (WARNING, NOTICE),
    }  # fmt: skip
    for code, (level, weight) in said.items():
        fault = Fault(code, level, "有 {value}", "请改", weight=weight)
        for row in range(3):
            cell = f"{'ABCD'[int(code[-1]) - 1]}{row + 1}"
            problems.add(fault, sheet="表", cell=cell, value=str(row))
    lines = problems.summary(2, tells_notices=True).splitlines()
    assert lines == [
        "输入有 3 处错误、9 处警告",
        "错误 Z1　表!A1　有 0。请改",
        "错误 Z1　表!A2　有 1。请改",
        "……另有 1 处错误：Z1 1 处",
        "警告 Z3　有 0（3 处：表!C1、C2、C3）。请改",
        "警告 Z2　有 0（3 处：表!B1、B2、B3）。请改",
        "警告 Z4　有 0（3 处：表!D1、D2、D3）。请改",
    ]
    assert len(problems.summary(2).splitlines()) == 6


# ------------------------------------------------------------------------------ --help


@pytest.mark.parametrize(
    ("command", "usage"),
    [
        ("run", "用法：python -m qdcalc run CALC IN -o OUT.xlsx [选项]"),
        ("check", "用法：python -m qdcalc check CALC IN [-o ANNOTATED.xlsx] [选项]"),
        ("template", "用法：python -m qdcalc template CALC -o FILE.xlsx [选项]"),
        ("report", "用法：python -m qdcalc report REPORT IN -o OUT.docx [选项]"),
        ("demo", "用法：python -m qdcalc demo [DIR]"),
        ("rules", "用法：python -m qdcalc rules [--coverage]"),
    ],
)
def test_help_says_what_is_needed(
    command: str, usage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main([command, "--help"])
    assert left.value.code == 0
    first, *lines = capsys.readouterr().out.splitlines()
    assert first == usage
    options = [line for line in lines if line.startswith("  -")]
    assert options
    assert not [line for line in options if "[" in line.partition("  ")[2][:30]]
    assert all(line == line.rstrip() for line in options)


def test_plain_help_names_every_calculation_and_command(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    out = capsys.readouterr().out
    assert out.splitlines()[0] == "用法：python -m qdcalc 命令 …"
    for word in ("run ", "check ", "template ", "report ", "demo ", "水质年度清算", "人员配备"):
        assert word in out
    assert "{" not in out
    assert "positional" not in out


def test_a_long_message_is_cut() -> None:
    """A cell's text of any length fills no line: the value is cut, then the whole."""
    problems = Problems()
    fault = Fault("Z9", WARNING, "长：{value}", "改")
    problems.add(fault, sheet="表", cell="A1", value="长" * 5_000)
    assert len(problems.groups()[0].line()) < 300
