"""The command line: exit codes, languages, precedence, nothing lost.

Contract: workbooks.md, "Commands": exit codes 0 done (warnings allowed), 1 the input has errors,
2 wrong usage or a file that can't be read or written; messages in Chinese on stderr, results on
stdout or in files; nothing breaks where the console is GBK or ASCII; no traceback. Section 7
(胶州、即墨 → 胶州、城阳、高新区) has 胶州 on both sides: under overlap = net its payment to itself
is a flow 自抵, under drop there is none (water.md part 4, R:overlap).
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

import qdcalc
from qdcalc.cli import main as cli
from seeds import at_first
from workbook.books import HEADER, ROW, write

OVERLAPPING = ("2018-11", 7, 2.0)  # Ⅳ: 1.5 mg/L
BAD = ("2018-11", 1, "abc")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENGLISH = re.compile(r"Traceback|usage:|error:|Error|Warning|argument|invalid|required")


class Done:
    """What a command did."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


Run = Callable[..., Done]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Run:
    """Call ``cli.main`` in this process."""

    def run(*arguments: object) -> Done:
        code = cli.main([str(a) for a in arguments])
        captured = capsys.readouterr()
        return Done(code, captured.out, captured.err)

    return run


def start(*arguments: object, encoding: str = "utf-8", cwd: Path | None = None) -> Done:
    """Start ``python -m qdcalc`` in a process of its own."""
    environment = os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    command = [sys.executable, "-W", "error::ResourceWarning", "-m", "qdcalc"]
    done = subprocess.run(
        [*command, *map(str, arguments)],
        capture_output=True,
        env=environment,
        cwd=cwd,
        timeout=120,
        check=False,
    )
    return Done(done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding))


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return write(tmp_path / "in.xlsx", HEADER, ROW)


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    return write(tmp_path / "bad.xlsx", HEADER, BAD)


def column(path: Path, label: str) -> list[object]:
    """Return a column of 资金流向 of an output."""
    sheet = openpyxl.load_workbook(path, data_only=True)["资金流向"]
    header, *rows = sheet.iter_rows(values_only=True)
    labels = [str(text).removesuffix("（元）") for text in header]
    return [row[labels.index(label)] for row in rows]


def kinds(path: Path) -> set[object]:
    """Return the kinds of flow in an output."""
    return set(column(path, "类型"))


def speaks_chinese(done: Done) -> None:
    assert CHINESE.search(done.err)
    assert not ENGLISH.search(done.err), done.err
    assert done.out == ""


# -------------------------------------------------------------------------- exit codes


@pytest.mark.parametrize("name", at_first(["水质月度核算", "water-month"], 1))
def test_a_run_that_is_done(name: str, good: Path, tmp_path: Path, call: Run) -> None:
    done = call("run", name, good, "-o", tmp_path / "out.xlsx")
    assert done.code == 0
    assert str(tmp_path / "out.xlsx") in done.out
    assert "警告" in done.err  # 27 sections without data
    assert "资金流向" in openpyxl.load_workbook(tmp_path / "out.xlsx").sheetnames
    assert not list(tmp_path.glob("*错误标注*"))


def test_an_input_with_errors(bad: Path, tmp_path: Path, call: Run) -> None:
    before = bad.read_bytes()
    done = call("run", "water-month", bad, "-o", tmp_path / "out.xlsx")
    assert done.code == 1
    assert "C2" in done.err
    assert "abc" in done.err
    speaks_chinese(done)
    assert not (tmp_path / "out.xlsx").exists()
    annotated = openpyxl.load_workbook(tmp_path / "out_错误标注.xlsx")
    assert annotated.sheetnames[0] == "错误汇总"
    assert bad.read_bytes() == before


def test_the_annotated_copy_is_the_users_workbook(bad: Path, tmp_path: Path, call: Run) -> None:
    # "the user's workbook with a first sheet 错误汇总, red fill and a comment on each faulty cell"
    call("run", "water-month", bad, "-o", tmp_path / "out.xlsx")
    annotated = openpyxl.load_workbook(tmp_path / "out_错误标注.xlsx")
    assert annotated.sheetnames == ["错误汇总", "监测数据"]
    cell = annotated["监测数据"]["C2"]
    assert cell.value == "abc"
    assert cell.comment is not None
    assert cell.fill.fill_type == "solid"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["run"], "CALC"),
        (["run", "water-month"], "IN"),
        (["run", "water-month", "{in}"], "-o"),
        (["run", "water-month", "{in}", "-o"], "-o"),
        (["run", "water-month", "{in}", "-o", "{out}", "--set"], "--set"),
        (["run", "water-month", "{in}", "-o", "{out}", "--policy"], "--policy"),
        (["check"], "CALC"),
        (["check", "water-month"], "IN"),
        pytest.param(
            ["check", "water-month", "{in}", "-o"], "-o",
        ),
        (["没有这个命令"], "没有这个命令"),
        (["runn", "water-month"], "runn"),
        (["run", "water-month", "{in}", "-o", "{out}", "--没有"], "--没有"),
        (["run", "water-month", "{in}", "-o", "{out}", "多余的"], "多余的"),
        (["run", "water-month", "{in}", "-o", "{out}", "--pol", "x"], "--pol"),
        (["rules", "x"], "x"),
        (["--没有"], "--没有"),
        (["run", "没有的计算", "{in}", "-o", "{out}"], "water-month"),
        (["check", "没有的计算", "{in}"], "水质月度核算"),
        (["run", "water-month", "{in}", "-o", "{out}", "--set", "water.没有=drop"],
         "water.overlap"),
        (["run", "water-month", "{in}", "-o", "{out}", "--set", "expo.overlap=drop"],
         "expo.overlap"),
        (["run", "water-month", "{in}", "-o", "{out}", "--set", "overlap=没有"], "drop"),
        (["run", "water-month", "{in}", "-o", "{out}", "--set", "overlap"], "overlap"),
        (["run", "water-month", "{in}", "-o", "{out}", "--set", "overlap=net", "--set",
          "water.责任与去向重叠=剔除"], "责任与去向重叠"),
        (["run", "water-month", "{dir}/没有.xlsx", "-o", "{out}"], "没有.xlsx"),
        (["check", "water-month", "{dir}/没有.xlsx"], "没有.xlsx"),
        (["run", "water-month", "{in}", "-o", "{dir}/没有/out.xlsx"], "没有"),
        (["run", "water-month", "{in}", "-o", "{dir}"], ".xlsx"),
        (["run", "water-month", "{in}", "-o", "{dir}/out.xls"], ".xlsx"),
        (["run", "water-month", "{in}", "-o", "{in}"], "输入"),
        (["run", "water-month", "{empty}", "-o", "{out}"], "{empty}"),
        (["run", "water-month", "{in}", "-o", "{out}", "--policy", "{dir}/没有.toml"], "没有.toml"),
        pytest.param(
            ["run", "water-month", "{in}", "-o", "{out}", "--policy", "{in}"], "in.xlsx",
        ),
        (["check", "water-month", "{in}", "-o", "{dir}/没有/out.xlsx"], "没有"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)  # fmt: skip
def test_wrong_usage(
    arguments: list[str], told: str, good: Path, tmp_path: Path, call: Run
) -> None:
    (tmp_path / "空").mkdir()
    places = {"in": good, "out": tmp_path / "out.xlsx", "dir": tmp_path, "empty": tmp_path / "空"}
    before = good.read_bytes()
    done = call(*(a.format(**places) for a in arguments))
    assert done.code == 2
    speaks_chinese(done)
    assert told.format(**places) in done.err
    assert not (tmp_path / "out.xlsx").exists()
    assert good.read_bytes() == before


WRONG_POLICIES = [
    "不是 TOML",
    "[unknown]\nx = 1",
    "[figures.没有]",
    '[figures."没有"]\nversions = []',
    "[figures.months_per_year]\nversions = 12",
    "[[figures.months_per_year.versions]]\nsince = 2018-10-01\nvalue = 'x'",
    "[[figures.months_per_year.versions]]\nsince = '2018'\nvalue = 12",
    "[[figures.months_per_year.versions]]\nsince = 2018-10-01\nvalue = -12",
    "[[figures.months_per_year.versions]]\nsince = 2018-10-01\nvalue = 12.5",
    "[[figures.months_per_year.versions]]\nsince = 2018-10-01\nvalue = 0",
    "[[figures.months_per_year.versions]]\nsince = 2018-10-01",
    '[interpretations]\noverlap = "没有"',
    '[interpretations]\n"没有" = "drop"',
    pytest.param(
        "figures = 1",
    ),
    "interpretations = 1",
]


@pytest.mark.parametrize("text", WRONG_POLICIES)
def test_wrong_policy_files(text: str, good: Path, tmp_path: Path, call: Run) -> None:
    (tmp_path / "policy.toml").write_text(text, encoding="utf-8")
    done = call("run", "water-month", good, "-o", tmp_path / "out.xlsx", "--policy",
                tmp_path / "policy.toml")  # fmt: skip
    assert done.code == 2
    assert "policy.toml" in done.err
    assert "发给维护人员" not in done.err, "a user's mistake is not a defect"
    assert not (tmp_path / "out.xlsx").exists()


def test_check_finds_nothing_or_warnings_or_errors(
    good: Path, bad: Path, tmp_path: Path, call: Run
) -> None:
    done = call("check", "water-month", good)
    assert done.code == 0
    assert "警告" in done.out
    done = call("check", "water-month", bad, "-o", tmp_path / "list.xlsx")
    assert done.code == 1
    assert "C2" in done.out
    assert openpyxl.load_workbook(tmp_path / "list.xlsx").sheetnames[0] == "错误汇总"


def test_check_calculates_no_output(good: Path, tmp_path: Path, call: Run) -> None:
    call("check", "water-month", good)
    assert [p.name for p in tmp_path.iterdir()] == ["in.xlsx"]


# -------------------------------------------------------- the earlier output and the input


@pytest.mark.parametrize(
    ("source", "further", "code"),
    [("bad.xlsx", [], 1), ("没有.xlsx", [], 2), ("in.xlsx", ["--set", "overlap=没有"], 2),
     ("in.xlsx", ["--policy", "没有.toml"], 2)],
)  # fmt: skip
def test_a_failed_run_keeps_the_earlier_output_and_says_that_it_is_out_of_date(
    source: str, further: list[str], code: int, good: Path, bad: Path, tmp_path: Path, call: Run
) -> None:
    assert good.parent == bad.parent == tmp_path
    out = tmp_path / "out.xlsx"
    out.write_bytes(b"the earlier result")
    done = call("run", "water-month", tmp_path / source, "-o", out, *further)
    assert done.code == code
    assert "过时" in done.err
    assert str(out) in done.err
    assert out.read_bytes() == b"the earlier result"


def test_without_an_earlier_output_nothing_is_out_of_date(
    bad: Path, tmp_path: Path, call: Run
) -> None:
    assert "过时" not in call("run", "water-month", bad, "-o", tmp_path / "out.xlsx").err


def test_an_output_open_in_excel(
    good: Path, tmp_path: Path, call: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.xlsx"
    out.write_bytes(b"the earlier result")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "denied")

    monkeypatch.setattr("os.replace", refuse)
    done = call("run", "water-month", good, "-o", out, "--overwrite")
    assert done.code == 2
    assert "请先关闭" in done.err
    assert "过时" in done.err
    assert out.read_bytes() == b"the earlier result"


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "water-month", "{bad}", "-o", "{dir}/./bad.xlsx"],
        ["check", "water-month", "{bad}", "-o", "{bad}"],
        ["check", "water-month", "{good}", "-o", "{good}"],
        # the annotated copy of out.xlsx is called out_错误标注.xlsx
        ["run", "water-month", "{dir}/out_错误标注.xlsx", "-o", "{dir}/out.xlsx"],
        ["run", "water-month", "{folder}", "-o", "{folder}/a.xlsx"],
        ["check", "water-month", "{folder}", "-o", "{folder}/a.xlsx"],
    ],
    ids=" ".join,
)
def test_the_users_own_files_are_never_written_to(
    arguments: list[str], good: Path, bad: Path, tmp_path: Path, call: Run
) -> None:
    (tmp_path / "folder").mkdir()
    again = write(tmp_path / "out_错误标注.xlsx", HEADER, BAD)
    inside = write(tmp_path / "folder" / "a.xlsx", HEADER, ROW)
    files = [good, bad, again, inside]
    before = [file.read_bytes() for file in files]
    places = {"dir": tmp_path, "folder": tmp_path / "folder", "good": good, "bad": bad}
    call(*(a.format(**places) for a in arguments))
    assert [file.read_bytes() for file in files] == before


# ---------------------------------------------------------------------------- precedence


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[[str], Path]:
    """Write an input whose sheet 口径 chooses an option."""

    def make(option: str) -> Path:
        chosen = [("参数", "取值"), *([("责任与去向重叠", option)] if option else [])]
        return write(tmp_path / "in.xlsx", HEADER, OVERLAPPING, 口径=chosen)

    return make


@pytest.mark.parametrize(
    ("set_to", "in_sheet", "in_policy", "option", "warnings"),
    [
        ("", "", "", "net", 0),
        ("drop", "", "", "drop", 0),
        ("", "剔除", "", "drop", 0),
        ("", "", "drop", "drop", 0),
        ("net", "drop", "", "net", 1),
        ("drop", "net", "", "drop", 0),  # the default, as a template has it: no choice
        ("", "net", "drop", "net", 1),
        ("net", "", "drop", "net", 1),
    ],
)
def test_a_call_beats_the_sheet_beats_the_policy(
    set_to: str, in_sheet: str, in_policy: str, option: str, warnings: int, tmp_path: Path
) -> None:
    """The command line hands --set and --policy to the same call: see the next test."""
    tables = {"监测数据": pd.DataFrame([OVERLAPPING], columns=list(HEADER))}
    if in_sheet:
        tables["口径"] = pd.DataFrame({"参数": ["责任与去向重叠"], "取值": [in_sheet]})
    if in_policy:
        (tmp_path / "p.toml").write_text(f'[interpretations]\noverlap = "{in_policy}"\n', "utf-8")
    result = qdcalc.water.month(
        tables,
        interpretations=[f"water.overlap={set_to}"] if set_to else None,
        policy=tmp_path / "p.toml" if in_policy else None,
    )
    flows = set(result.tables["flows"]["kind"])
    assert flows == ({"赔付", "自抵"} if option == "net" else {"赔付"})
    assert ("S04" in set(result.problems["代码"])) is bool(warnings)
    told = [" ".join(map(str, line)) for line in result["运行信息"].to_numpy()]
    assert any("overlap" in line and option in line for line in told)


def test_set_beats_the_sheet_beats_the_policy(
    sheet: Callable[[str], Path], tmp_path: Path, call: Run
) -> None:
    # "--set beats the sheet, the sheet beats the policy file; where two differ, a warning"
    (tmp_path / "p.toml").write_text('[interpretations]\noverlap = "net"\n', "utf-8")
    done = call("run", "water-month", sheet("net"), "-o", tmp_path / "out.xlsx", "--set",
                "water.overlap=drop", "--policy", tmp_path / "p.toml")  # fmt: skip
    assert done.code == 0
    assert kinds(tmp_path / "out.xlsx") == {"赔付"}
    assert "S04" in done.err
    run = openpyxl.load_workbook(tmp_path / "out.xlsx")["运行信息"]
    told = [f"{a.value} {b.value}" for a, b in zip(run["A"], run["B"], strict=True)]
    assert any("overlap" in line and "drop" in line for line in told)


@pytest.mark.parametrize(
    "text",
    [
        "water.责任与去向重叠=drop",
        "water.overlap=drop",
        "overlap=drop",
        "责任与去向重叠=剔除",
        "overlap=剔除",
        "water.overlap=DROP",
    ],
)
def test_keys_and_names_are_accepted_alike(text: str) -> None:
    readings = pd.DataFrame([OVERLAPPING], columns=list(HEADER))
    result = qdcalc.water.month(readings, interpretations=[text])
    assert set(result.tables["flows"]["kind"]) == {"赔付"}


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("没有这个", "net")], "S01"),
        ([("overlap", "没有这个")], "S02"),
        ([("overlap", "net"), ("责任与去向重叠", "net")], "S03"),
        ([("特殊干旱年份", "也许")], "C10"),
    ],
)
def test_a_wrong_sheet_of_interpretations(
    rows: Sequence[Sequence[object]], code: str, tmp_path: Path, call: Run
) -> None:
    source = write(tmp_path / "in.xlsx", HEADER, ROW, 口径=[("参数", "取值"), *rows])
    done = call("run", "water-month", source, "-o", tmp_path / "out.xlsx")
    assert done.code == 1
    assert code in done.err


def test_a_policy_file_replaces_figures_and_the_output_says_so(
    good: Path, tmp_path: Path, call: Run
) -> None:
    # 市控 2,400,000 ÷ 12 = 200,000.00
    value = '{ "国控" = 6_000_000, "省控" = 3_000_000, "市控" = 2_400_000 }'
    (tmp_path / "p.toml").write_text(
        f"[[figures.annual_base_yuan.versions]]\nsince = 2018-10-01\nvalue = {value}\n", "utf-8"
    )
    done = call("run", "water-month", good, "-o", tmp_path / "out.xlsx", "--policy",
                tmp_path / "p.toml")  # fmt: skip
    assert done.code == 0
    book = openpyxl.load_workbook(tmp_path / "out.xlsx", data_only=True)
    assert column(tmp_path / "out.xlsx", "金额") == [200000]
    basis = "\n".join(str(row) for row in book["口径与依据"].iter_rows(values_only=True))
    assert "2,400,000" in basis
    assert "p.toml" in basis


def test_a_later_version_holds_from_its_month(tmp_path: Path, call: Run) -> None:
    # "one run may span two versions": November 2,000,000 ÷ 12, December 2,400,000 ÷ 12
    source = write(tmp_path / "in.xlsx", HEADER, ROW, ("2018-12", 1, 1.5))
    value = '{ "国控" = 6_000_000, "省控" = 3_000_000, "市控" = 2_400_000 }'
    (tmp_path / "p.toml").write_text(
        f"[[figures.annual_base_yuan.versions]]\nsince = 2018-12-01\nvalue = {value}\n", "utf-8"
    )
    call("run", "water-month", source, "-o", tmp_path / "out.xlsx", "--policy", tmp_path / "p.toml")
    assert column(tmp_path / "out.xlsx", "金额") == [166666.67, 200000]


# -------------------------------------------------------------------- lists of the notice


@pytest.mark.parametrize("command", ["interpretations", "口径"])
def test_interpretations_are_listed(command: str, call: Run) -> None:
    done = call(command)
    assert done.code == 0
    for key, name, first in [
        ("overlap", "责任与去向重叠", "net"), ("upstream", "上游影响", "drop"),
        ("indicators", "评价指标", "national21"), ("complete", "指标缺测", "no-reward"),
        ("incident", "突发事件清零范围", "share"), ("dry", "断流月数", "total"),
        ("rounding", "年度结算", "exact"), ("compare", "数值比较", "value"),
    ]:  # fmt: skip
        # question, options, default, reason; water.md: "options, default first"
        block = re.split(r"\n  \w+\.|\n\S", done.out.split(f"water.{key}")[1])[0]
        assert name in block
        assert "问题" in block
        assert "理由" in block
        (default,) = [line for line in block.splitlines() if "默认）" in line]
        assert default.split()[0] == first


def test_rules_are_listed(call: Run) -> None:
    done = call("rules")
    assert done.code == 0
    assert "青政办字〔2018〕113号" in done.out
    assert "qdcalc.water." in done.out
    for line in done.out.splitlines():
        if line.startswith("  "):
            assert "→" in line, "each clause has its function, or says what is missing"


def test_help_needs_no_calculation(call: Run) -> None:
    assert call().code == 0
    with pytest.raises(SystemExit) as caught:
        call("--help")
    assert caught.value.code == 0


@pytest.mark.parametrize("command", ["run", "check", "demo", "rules", "interpretations"])
def test_help_of_each_command_is_chinese(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main([command, "--help"])
    assert caught.value.code == 0
    out = capsys.readouterr().out
    assert "用法" in out
    assert not re.search(r"usage|options|positional|show this", out)


def test_template(tmp_path: Path, call: Run) -> None:
    done = call("template", "water-month", "-o", tmp_path / "t.xlsx")
    assert done.code == 0
    names = openpyxl.load_workbook(tmp_path / "t.xlsx").sheetnames
    assert {"监测数据", "断面清单", "责任认定", "口径", "填表说明"} <= set(names)


def test_a_defect_shows_no_traceback(
    good: Path, tmp_path: Path, call: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("qdcalc.water.monthly.settle.compute", fail)
    (tmp_path / "out.xlsx").write_bytes(b"the earlier result")
    done = call("run", "water-month", good, "-o", tmp_path / "out.xlsx")
    assert done.code == 2
    speaks_chinese(done)
    assert (tmp_path / "out.xlsx").read_bytes() == b"the earlier result"


def test_a_defect_says_that_the_earlier_output_is_out_of_date(
    good: Path, tmp_path: Path, call: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("qdcalc.water.monthly.settle.compute", fail)
    (tmp_path / "out.xlsx").write_bytes(b"the earlier result")
    done = call("run", "water-month", good, "-o", tmp_path / "out.xlsx")
    assert done.code == 2
    assert "过时" in done.err


# ----------------------------------------------------------------- processes of their own


@pytest.mark.thorough
@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
def test_no_console_breaks_a_command(encoding: str, good: Path, bad: Path, tmp_path: Path) -> None:
    commands: list[tuple[int, list[object]]] = [
        (0, ["run", "water-month", good, "-o", tmp_path / "out.xlsx"]),
        (1, ["run", "water-month", bad, "-o", tmp_path / "out.xlsx"]),
        (1, ["check", "water-month", bad, "-o", tmp_path / "list.xlsx"]),
        (0, ["rules"]),
        (0, ["interpretations"]),
        (0, ["--help"]),
        (2, ["没有"]),
    ]
    for code, arguments in commands:
        done = start(*arguments, encoding=encoding)
        assert done.code == code, (arguments, done.err)
        assert "Traceback" not in done.err
        assert "发给维护人员" not in done.err
        said = done.out + done.err
        assert said
        if encoding == "gbk":
            assert CHINESE.search(said)


def test_results_go_to_stdout_and_messages_to_stderr(bad: Path, tmp_path: Path) -> None:
    done = start("run", "water-month", bad, "-o", tmp_path / "out.xlsx")
    assert (done.code, done.out) == (1, "")
    assert "监测数据!C2" in done.err


@pytest.mark.thorough
def test_demo(tmp_path: Path) -> None:
    # "writes the sample inputs, runs every calculation on them, and leaves 每月核算.py and .bat"
    done = start("demo", encoding="ascii", cwd=tmp_path)
    assert done.code == 0, done.err
    assert "Traceback" not in done.err
    assert done.out
    folder = tmp_path / "示例"
    names = {p.name for p in folder.iterdir()}
    assert {"每月核算.py", "每月核算.bat", "水质月度_2018-11.xlsx"} <= names
    outputs = [
        path
        for path in folder.glob("*.xlsx")
        if "资金流向" in CalamineWorkbook.from_path(path).sheet_names
    ]
    assert outputs
    monthly = subprocess.run(
        [sys.executable, str(folder / "每月核算.py")],
        capture_output=True, encoding="utf-8", env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        check=False, timeout=120,
    )  # fmt: skip
    assert monthly.returncode == 0, monthly.stderr
    assert list((folder / "输出").glob("*.xlsx"))


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["run", "--help"], ["--version"], ["rules"], ["interpretations"], ["没有"]],
)
def test_nothing_heavy_is_imported_to_speak(arguments: list[str]) -> None:
    code = (
        "import sys\n"
        "from qdcalc.cli import main as cli\n"
        "try:\n"
        f"    cli.main({arguments!r})\n"
        "except SystemExit:\n"
        "    pass\n"
        "heavy = {'pandas', 'numpy', 'pandera', 'openpyxl', 'xlsxwriter', 'python_calamine'}\n"
        "sys.exit(','.join(sorted(heavy & set(sys.modules))) or 0)\n"
    )
    environment = os.environ | {"PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", env=environment,
        check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_the_first_page_of_help_loads_next_to_nothing() -> None:
    code = (
        "import sys\n"
        "sys.argv = ['qdcalc', '--help']\n"
        "from qdcalc.__main__ import entry\n"
        "assert entry() == 0\n"
        "heavy = {'re', 'typing', 'argparse', 'dataclasses', 'pathlib', 'qdcalc.cli.main'}\n"
        "sys.exit(','.join(sorted(heavy & set(sys.modules))) or 0)\n"
    )
    environment = os.environ | {"PYTHONIOENCODING": "utf-8"}
    # -S: what an environment loads by itself is none of ours
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, encoding="utf-8",
        env=environment | {"PYTHONPATH": str(Path(qdcalc.__file__).parents[1])},
        check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
