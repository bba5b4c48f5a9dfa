"""A notice is added without an edit: the one that docs/adding-a-notice.md builds, word for word.

../shared/style.md: "Adding a notice: one new folder, one line in the catalogue …; no edit to any
shared module or shared test. A test builds a tiny notice in a temporary package and proves it."
The notice has an hourly table, a unit and a kind of its own, a date in its output, no districts.
Expected values are from the page's 第三条: 20 hours, 150 μg/m³, and from the readings put in.
"""

from __future__ import annotations

import datetime as dt
import os
import pickle
import pkgutil
import re
import runpy
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

import beside
import qdcalc
import test_house as house
from qdcalc.cli import main as cli
from qdcalc.cli import manual
from qdcalc.cli.schema_page import unexplained
from workbook.books import write

HEADER = ("工地", "时间", "PM10(μg/m³)")
ROOT = Path(__file__).parents[1]
# 一号: 20 hours of 150, then 24 hours of which one is a hundredth over; 二号: 5 hours of 500
READINGS: list[tuple[object, ...]] = [
    *(("一号工地", dt.datetime(2019, 3, 1, hour), 150) for hour in range(20)),
    *(("一号工地", f"2019年3月2日 {hour}时", 150 if hour else 150.01) for hour in range(24)),
    *(("二号工地", f"2019-03-01 {hour:02d}:00", "500") for hour in range(5)),
]


@pytest.fixture(scope="module", autouse=True)
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Put the page's notice beside the others."""
    root = tmp_path_factory.mktemp("beside")
    beside.write(root)
    with pytest.MonkeyPatch.context() as patch:
        beside.add(root, patch)
        yield root
    beside.forget()


@pytest.fixture(scope="module")
def source(place: Path) -> Path:
    return write(place / "扬尘.xlsx", HEADER, *READINGS, sheet="逐时监测")


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command; return its exit code, what it said, what it complained of."""

    def run(*arguments: object) -> tuple[int, str, str]:
        code = cli.main(list(map(str, arguments)))
        return code, *capsys.readouterr()

    return run


def dust() -> Any:
    return vars(qdcalc)["dust"]


# ------------------------------------------------------------------------------------ run


def test_a_workbook_is_calculated(source: Path, tmp_path: Path, call: Any) -> None:
    code, said, warned = call("run", "dust", source, "-o", tmp_path / "结果.xlsx")
    assert (code, warned) == (0, "")
    assert "2 个工地，共 3 日：达标 1 日、超标 1 日、不作判定 1 日。" in said
    book = openpyxl.load_workbook(tmp_path / "结果.xlsx", data_only=True)
    assert book.sheetnames[:2] == ["结论", "逐日结果"]
    header, *rows = book["逐日结果"].iter_rows()
    assert [cell.value for cell in header] == ["工地", "日期", "小时数", "日均值", "结论", "依据"]
    assert [[cell.value for cell in row] for row in rows] == [
        ["一号工地", dt.datetime(2019, 3, 1), 20, 150, "达标", "第三条"],
        ["一号工地", dt.datetime(2019, 3, 2), 24, pytest.approx(150 + 0.01 / 24), "超标", "第三条"],
        ["二号工地", dt.datetime(2019, 3, 1), 5, 500, "不作判定", "第三条"],
    ]
    assert {row[1].number_format for row in rows} == {"yyyy-mm-dd"}
    said = [cell.value for cell in book["结论"]["A"]]
    assert said[1] == "口径：全部默认", "no unit of money where there is none"
    assert book["结论"].max_column == 2, "not one column wider than the page"
    checks = list(book["校验"].iter_rows(min_row=2, values_only=True))
    assert len(checks) == 3  # two of its own, and that every 取值 is known
    assert {row[4] for row in checks} == {"通过"}


def test_an_interpretation_and_a_users_figure(source: Path, tmp_path: Path, call: Any) -> None:
    policy = tmp_path / "限值.toml"
    policy.write_text(
        '[[figures.daily_limit.versions]]\nsince = 2019-03-01\nvalue = 151\nclause = "某通知"\n',
        encoding="utf-8",
    )
    choices = ("--set", "dust.short_day=judge", "--policy", policy)
    code, said, _ = call("run", "工地扬尘", source, "-o", tmp_path / "结果.xlsx", *choices)
    assert code == 0
    assert "达标 2 日、超标 1 日、不作判定 0 日" in said  # 500 over 5 hours
    assert call("run", "dust", source, "-o", tmp_path / "原结果.xlsx")[0] == 0
    for result in ("结果.xlsx", "原结果.xlsx"):
        assert call("verify", tmp_path / result, source)[0] == 0
    pair = tmp_path / "原结果.xlsx", tmp_path / "结果.xlsx"
    assert call("compare", *pair, "-o", tmp_path / "变动.xlsx")[0] == 0
    _, *lines = openpyxl.load_workbook(tmp_path / "变动.xlsx")["变动"].iter_rows(values_only=True)
    assert [(line[2], line[4], line[5]) for line in lines] == [
        ("一号工地·2019-03-02", "超标", "达标"),
        ("二号工地·2019-03-01", "不作判定", "超标"),
    ]
    assert all(word in str(line[-1]) for line in lines for word in ("标准数额“", "口径“"))


def test_an_empty_table_is_refused(tmp_path: Path, call: Any) -> None:
    empty = write(tmp_path / "空.xlsx", HEADER, sheet="逐时监测")
    code, _, said = call("run", "dust", empty, "-o", tmp_path / "结果.xlsx")
    assert code == 1
    assert "必需的表“逐时监测”没有数据行" in said
    assert not (tmp_path / "结果.xlsx").exists()


# ------------------------------------------------------------------------------- template


def test_the_template_asks_for_hours_and_takes_them(tmp_path: Path, call: Any) -> None:
    path = tmp_path / "模板.xlsx"
    assert call("template", "dust", "-o", path)[0] == 0
    book = openpyxl.load_workbook(path)
    sheet = book["逐时监测"]
    assert [cell.value for cell in sheet[1]] == list(HEADER)
    assert "整点，如 2019-03-01 05:00" in str(sheet["B1"].comment.text)
    rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    assert '":00"' in str(rules["B2"].formula1)
    code, said, _ = call("check", "dust", path)
    assert (code, "逐时监测" in said) == (1, True)
    sheet["A2"], sheet["B2"], sheet["C2"] = "一号工地", "2019-03-01 05:00", 151.5
    book.save(path)
    code, said, _ = call("check", "dust", path)
    assert (code, said.strip()) == (0, "没有发现问题")


# ---------------------------------------------------------------------------------- check


def test_faults_are_told_and_marked_in_a_copy(tmp_path: Path, call: Any) -> None:
    rows = (
        ("一号工地", "2019-03-01", 1), ("一号工地", "2019-03-01 5时", -1),
        ("一号工地", "2019-02-28 23:00", 1), ("一号工地", "2019-03-01 05:00", 2),
        ("一号工地", "2019-03-01 06:00", "高"), ("", "2019-03-01 07:00", 3),
    )  # fmt: skip
    bad, copy = write(tmp_path / "错.xlsx", HEADER, *rows, sheet="逐时监测"), tmp_path / "标注.xlsx"
    code, said, _ = call("check", "dust", bad, "-o", copy)
    assert code == 1
    told = dict(re.findall(r"^错误 (\w+)　逐时监测!(\w+)", said, re.M))
    assert told == {"D01": "B2", "D02": "C3", "D03": "B4", "R01": "A5", "C03": "C6", "C14": "A7"}
    assert "与 A3 是同一条记录（工地 一号工地，时间 2019-03-01 05:00）" in said
    sheet: Any = openpyxl.load_workbook(copy)["逐时监测"]
    for cell in told.values():
        assert sheet[cell].comment is not None, cell
    assert "浓度“-1”是负数" in str(sheet["C3"].comment.text)


@pytest.mark.parametrize(("unit", "times"), [("mg/m³", 1000), ("微克/立方米", 1), ("UG/M3", 1)])
def test_other_units_are_brought_to_its_own(unit: str, times: int, tmp_path: Path) -> None:
    rows = [(site, hour, float(str(value)) / times) for site, hour, value in READINGS]
    path = write(tmp_path / "毫克.xlsx", (*HEADER[:2], f"PM10({unit})"), *rows, sheet="逐时监测")
    assert dust().assess(path)["逐日结果"]["结论"].tolist() == ["达标", "超标", "不作判定"]


def test_another_unit_above_the_table_is_no_silent_one(tmp_path: Path) -> None:
    title = ("扬尘监测（单位：mg/m³）",)
    path = write(tmp_path / "题.xlsx", title, (*HEADER[:2], "PM10"), *READINGS, sheet="逐时监测")
    assert "T49" in set(qdcalc.check("dust", path)["代码"])


def test_another_unit_is_refused_and_its_own_named(tmp_path: Path) -> None:
    rows = [(*HEADER[:2], "PM10(mg/L)"), *READINGS]
    found = qdcalc.check("dust", write(tmp_path / "升.xlsx", *rows, sheet="逐时监测"))
    assert found["代码"].tolist() == ["H02"]
    assert "这一列应为 μg/m³" in found["问题"][0]


# --------------------------------------------------------------------------------- report


@pytest.mark.parametrize("suffix", [".docx", ".html"])
def test_the_report_says_which_days_exceeded(
    suffix: str, source: Path, tmp_path: Path, call: Any
) -> None:
    target = tmp_path / f"通报{suffix}"
    code, _, said = call("report", "dust", source, "-o", target, "--day", "2019-04-01", "--audit")
    assert (code, said) == (0, "")
    text = target.read_text(encoding="utf-8") if suffix == ".html" else ""
    if suffix == ".docx":
        with zipfile.ZipFile(target) as parts:
            text = parts.read("word/document.xml").decode("utf-8")
    words = re.sub(r"<[^>]*>", "", text)
    for expected in ("建筑工地扬尘监测通报", "2019年3月2日", "150.00042", "小时数不足的日"):
        assert expected in words
    assert "2019年3月1日" not in words  # neither exceeded


# ------------------------------------------------------------------------------ documents


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        ("tables", ["## 工地扬尘（dust）", "| PM10* | pm10_x100 | μg/m³ |  |  | 第三条 "
                    "| 这一小时的平均浓度，最多两位小数 |",
                    "| 日均值 | mean | μg/m³ | 第三条 | 当日各小时的平均 |"]),
        ("figures", ["| daily_limit | 日均浓度限值 | μg/m³ | 整数，1 至 10,000 | 150 | 第三条 |"]),
        ("problems", ["| D03 | 错误 | 2019-02-28 23:00 早于办法施行的 2019-03-01 "
                      "| 请核对时间；施行以前的读数请删去 |"]),
        ("schemas", ["| D02 | 逐时监测·PM10 |"]),
    ],
)  # fmt: skip
def test_the_pages_tell_of_it(page: str, lines: list[str]) -> None:
    made = list(manual.PAGES[page]())
    assert not set(lines) - {line.strip() for line in made}


def test_every_fault_has_its_reason() -> None:
    assert unexplained([fault.code for fault in manual.faults()]) == []


def test_commands_list_it(call: Any, capsys: pytest.CaptureFixture[str]) -> None:
    _, rules, _ = call("rules")
    assert "示例〔2019〕1号　建筑工地扬尘逐时监测办法\n  第三条　小时数够的日" in rules
    assert "→ qdcalc.dust.daily.exceeds" in rules
    assert "dust.short_day　小时数不足的日（第三条）" in call("interpretations")[1]
    for command, said in (
        ("run", "工地扬尘：由逐时读数"),
        ("report", "工地扬尘通报：各工地超标的日"),
    ):
        with pytest.raises(SystemExit):
            cli.main([command, "--help"] if command == "report" else ["--help"])
        assert said in capsys.readouterr().out


# ----------------------------------------------------------------------------- in Python


def test_it_is_public_in_python() -> None:
    assert "dust" in dir(qdcalc)
    assert dir(dust()) == ["CALCULATIONS", "DUST", "REPORTS", "assess", "exceeds", "schemas"]
    frame = pd.DataFrame(READINGS, columns=["工地", "时间", "PM10"])
    result = dust().assess(frame)
    assert result.is_sound
    assert result["逐日结果"]["小时数"].tolist() == [20, 24, 5]
    assert list(pickle.loads(pickle.dumps(result))) == list(result)
    assert "逐日结果" in result._repr_html_()
    assert qdcalc.check("dust", frame).empty
    assert set(qdcalc.interpretations("dust")["取值"]) == {"leave", "judge"}


def test_its_formula_takes_scalars_and_columns() -> None:
    assert dust().exceeds(2000_00, 20, 100) is False  # the mean is the limit
    assert dust().exceeds(2000_01, 20, 100) is True
    told = dust().exceeds(pd.Series([2000_00, 2000_01], index=["a", "b"]), 20, 100)
    assert told.to_dict() == {"a": False, "b": True}
    with pytest.raises(qdcalc.UsageError, match="hours"):
        dust().exceeds(1, 25, 100)


def test_its_schemas_validate_a_frame_alone() -> None:
    readings = dust().schemas.readings
    frame = pd.DataFrame({"工地": ["一号"], "时刻": ["2019-03-01 5时"], "PM10": [3.25]})
    typed = readings.validate(frame)
    assert typed["hour"].tolist() == [pd.Timestamp("2019-03-01 05:00")]
    assert typed["pm10_x100"].tolist() == [325]
    assert readings.validate(typed) is typed
    with pytest.raises(qdcalc.InputError, match="负数"):
        readings.validate(frame.assign(PM10=-1))


# -------------------------------------------------------------------------- the house rules


@pytest.mark.parametrize("name", [n for n in beside.FILES if n.startswith("src/")])
def test_its_modules_keep_the_rules_of_the_house(name: str, place: Path) -> None:
    path = place / name
    if path.suffix != ".py":
        return
    tree = house.tree_of(path)
    assert house.lines_of(path) <= 400
    assert list(house.without_docstrings(path)) == []
    assert list(house.row_loops(path)) == list(house.names_in_texts(tree)) == []
    assert house.kind_switches(tree) == []
    lower = set().union(*house.FLOORS[: house.floor_of("run") + 1])
    assert {house.part_of(found.target) for found in house.imports(path)} <= lower | {"dust"}


def test_it_has_the_rooms_of_every_notice(place: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(house, "SOURCE", place / "src" / "qdcalc")
        house.test_a_notice_has_the_rooms_that_none_goes_without("dust")
        for room, path in house.plan("dust")[""].items():
            house.is_a_room_or_a_clause(room, f"dust.{room}", path)


def test_the_page_names_the_rooms_of_the_house() -> None:
    (table,) = re.findall(r"^\| room \|.*?\n\n", beside.PAGE, re.M | re.S)
    named = {n for row in table.splitlines()[2:] for n in re.findall(r"`(\w+)`", row)}
    assert named == set(house.ROOMS)


def test_what_the_page_names_is_there(place: Path) -> None:
    prose = re.sub("```.*?```", "", beside.PAGE, flags=re.S)
    said = set(re.findall(r"`([\w./-]*[./][\w./-]*)`", prose)) - {"tests/NOTICE/"}
    files = {name for name in said if "/" in name or name.endswith((".py", ".toml"))}
    homes = (ROOT, place, *(ROOT / "src" / "qdcalc" / folder for folder in ("", "water")))
    tests = place / "tests" / "dust"
    assert not {n for n in files if not any((home / n).exists() for home in (*homes, tests))}
    rooms = {path.stem for path in (ROOT / "src" / "qdcalc").iterdir()}
    dotted = {name.removeprefix("qdcalc.") for name in said - files}
    for name in sorted(name for name in dotted if name.split(".")[0] in rooms - {"policy"}):
        if name != "result.plot":  # of a result
            assert pkgutil.resolve_name(f"qdcalc.{name}")


def test_its_own_cases_pass(place: Path) -> None:
    cases = runpy.run_path(str(place / "tests" / "dust" / "test_daily.py"))
    (mark,) = (m for m in cases["test_a_day"].pytestmark if m.name == "parametrize")
    for values, verdict in mark.args[1]:
        cases["test_a_day"](values, verdict)
    cases["test_a_short_day_is_judged_where_that_is_chosen"]()


@pytest.mark.skipif(shutil.which("ruff") is None, reason="ruff is not installed")
def test_its_code_is_as_the_house_writes_it(place: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", place)
    for command in (("check",), ("format", "--check")):
        ours = ("--config", 'lint.isort.known-first-party = ["qdcalc"]')
        done = subprocess.run(
            ["ruff", *command, *ours, "--no-cache", "."],
            cwd=place,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout.decode()


@pytest.mark.thorough
def test_the_shared_tests_take_it_as_it_is(tmp_path: Path) -> None:
    """The folder and the two lines in a copy of the house; no other edit."""
    for folder in ("src", "tests"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for folder in ("data", "docs"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    beside.write(tmp_path)
    catalogue, public = (tmp_path / "src/qdcalc" / n for n in ("notice/catalogue.py", "public.py"))
    text = catalogue.read_text(encoding="utf-8")
    own = re.sub(r"^NOTICES = \([^)]*\)$", beside.LINES[0], text, flags=re.M)
    catalogue.write_text(own, "utf-8")
    with public.open("a", encoding="utf-8") as lines:
        lines.write(f"{beside.LINES[1]}\n")
    tests = ("test_house.py", "workbook/test_template.py", "workbook/test_sheets.py",
             "table/test_image.py", "notice/test_policy_file.py", "cli/test_commands.py",
             "files/test_overwriting.py", "dust")  # fmt: skip
    chosen = ("dust or 逐 or door or each_other or labels or fault_codes or gazette or "
              "interpretation or star")  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", chosen, *tests],
        cwd=tmp_path / "tests",
        env=os.environ | {"PYTHONPATH": str(tmp_path / "src")},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode()
