"""The double click: workbooks dropped or waiting give results, annotated copies, ledger lines.

Issue 11, "The double click": a workbook dragged onto 每月核算.bat (or lying in 输入) gives result,
annotated copy where there are errors, and a line in 核算台账.csv; the result opens.
"""

from __future__ import annotations

import csv
import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

import qdcalc
from qdcalc.cli import ledger
from qdcalc.errors import UsageError
from qdcalc.monthly_run import run_monthly
from qdcalc.workbook.choose import calculation_for
from workbook.books import HEADER, ROW, write

PLATFORMS = {
    "服务平台": (
        ("区市", "街道", "名称", "级别", "服务对象数", "在编"),
        ("市南", "八大湖街道", "八大湖", "街道(镇)", 30001, 5),
    )
}
BUDGETS = {"预算": (("项目", "年度", "预算金额"), ("贸易展补助", 2019, 5000000))}
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "每月" / "输入").mkdir(parents=True)
    (tmp_path / "收到的").mkdir()
    return tmp_path / "每月"


@pytest.fixture
def sent(home: Path) -> Path:
    """Return the folder that dropped files come from."""
    return home.parent / "收到的"


@pytest.fixture
def do(home: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the double click; return its exit code and what it said."""

    def run(*files: Path, **options: object) -> tuple[int, str]:
        code = run_monthly(home, [str(f) for f in files], **options)  # type: ignore[arg-type]
        said = capsys.readouterr()
        assert not said.err
        return code, said.out

    return run


def recorded(home: Path) -> list[dict[str, str]]:
    with (home / "核算台账.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def outputs(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "输出").iterdir())


# 1.5 mg/L over 1.0 at section 1: 市控 2,000,000 元 ÷ 12 (clauses 四–七)
PAID = "166,666.67"


def test_a_dropped_workbook(home: Path, sent: Path, do: Run) -> None:
    path = write(sent / "十一月.xlsx", HEADER, ROW)
    code, said = do(path)
    assert code == 0
    assert PAID in said, "the answer, not only a path"
    assert outputs(home) == ["十一月_核算结果.xlsx"]
    (row,) = recorded(home)
    assert row["输入文件"] == "十一月.xlsx"
    assert row["SHA-256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert row["计算"] == "水质月度核算"
    assert row["版本"] == qdcalc.__version__
    assert "2018年11月" in row["结论"]
    assert PAID in row["合计"]
    assert "全部默认" in row["口径"]
    assert (row["错误"], row["结果"]) == ("0", "已核算")
    assert int(row["警告"]) > 0
    assert row["输出文件"] == "十一月_核算结果.xlsx"


def test_one_with_errors_gives_an_annotated_copy(home: Path, sent: Path, do: Run) -> None:
    code, said = do(write(sent / "十一月.xlsx", HEADER, ("2018-11", 1, "abc")))
    assert code == 1
    assert "监测数据!C2" in said
    assert outputs(home) == ["十一月_错误标注.xlsx"]
    book = openpyxl.load_workbook(home / "输出" / "十一月_错误标注.xlsx")
    assert book.sheetnames[0] == "错误汇总"
    (row,) = recorded(home)
    assert (row["错误"], row["结果"], row["输出文件"]) == ("1", "没有核算", "十一月_错误标注.xlsx")
    assert len(row["SHA-256"]) == 64


def test_one_that_is_no_workbook_is_recorded_too(home: Path, sent: Path, do: Run) -> None:
    (sent / "坏.xlsx").write_bytes(b"no workbook")
    code, said = do(sent / "坏.xlsx")
    assert code == 1
    (row,) = recorded(home)
    assert row["结果"].startswith("没有核算：")
    assert "坏.xlsx" in said


def test_several_dropped_one_bad(home: Path, sent: Path, do: Run) -> None:
    bad = write(sent / "1.xlsx", HEADER, ("2018-11", 1, "abc"))
    good = write(sent / "2.xlsx", HEADER, ROW)
    code, said = do(bad, good, sent / "没有.xlsx")
    assert code == 1
    assert "找不到" in said
    assert said.rstrip().endswith("没有核算的 1 个：1.xlsx")
    assert outputs(home) == ["1_错误标注.xlsx", "2_核算结果.xlsx"]
    assert [row["结果"] for row in recorded(home)] == ["没有核算", "已核算"]


def test_a_dropped_folder_is_one_input(home: Path, sent: Path, do: Run) -> None:
    write(sent / "10.xlsx", HEADER, ("2018-10", 1, 1.5))
    write(sent / "11.xlsx", HEADER, ROW)
    code, said = do(sent)
    assert code == 0
    assert "按水质月度核算算；要水质年度清算" in said
    (row,) = recorded(home)
    assert row["输入文件"] == "10.xlsx、11.xlsx"
    assert len(row["SHA-256"].split()) == 2
    assert outputs(home) == ["收到的_核算结果.xlsx"]


def test_waiting_workbooks(home: Path, do: Run) -> None:
    inputs = home / "输入"
    write(inputs / "一.xlsx", HEADER, ROW)
    for name in ("~$一.xlsx", "._一.xlsx", "说明.txt", "旧.xls"):
        (inputs / name).touch()
    (inputs / "子文件夹").mkdir()
    code, said = do()
    assert code == 0
    assert "旧.xls：跳过，请另存为 .xlsx" in said
    assert "子文件夹：跳过" in said
    assert outputs(home) == ["一_核算结果.xlsx"]
    shutil.copy(home / "输出" / "一_核算结果.xlsx", inputs / "二.xlsx")
    code, said = do()
    assert code == 0
    assert "二.xlsx：跳过，是 qdcalc 的输出" in said
    assert len(recorded(home)) == 2


def test_names_that_are_not_known_are_asked_beside_the_input(home: Path, do: Run) -> None:
    """The file of names waits with the others; it is none of those that are calculated."""
    header, own = ("月份", "河流名称", "监测断面", "氨氮"), ("2018-11", "小沽河", "教书庄村", 1.5)
    write(home / "输入" / "十一月.xlsx", header, own)
    code, said = do()
    assert code == 1
    assert "有 1 个名称不认识，已列在 名称对照.xlsx" in said
    kept = home / "输入" / "名称对照.xlsx"
    book = openpyxl.load_workbook(kept)
    book["名称对照"]["C2"] = book["名称对照"]["D2"].value
    book.save(kept)
    code, said = do()
    assert code == 0
    assert PAID in said
    assert "名称对照.xlsx：" not in said


def test_nothing_waits(home: Path, do: Run) -> None:
    code, said = do()
    assert code == 1
    assert "拖到 每月核算.bat 上" in said
    assert not (home / "核算台账.csv").exists()


# ------------------------------------------------------------- no result lost to another's name


def test_another_month_of_the_same_name_loses_nothing(home: Path, sent: Path, do: Run) -> None:
    do(write(sent / "监测数据.xlsx", HEADER, ROW))
    first = (home / "输出" / "监测数据_核算结果.xlsx").read_bytes()
    do(write(sent / "监测数据.xlsx", HEADER, ("2018-12", 1, 1.5)))
    assert (home / "输出" / "监测数据_核算结果.xlsx").read_bytes() == first
    assert outputs(home) == ["监测数据_核算结果.xlsx", "监测数据_核算结果_2.xlsx"]
    names = [row["输出文件"] for row in recorded(home)]
    assert names == ["监测数据_核算结果.xlsx", "监测数据_核算结果_2.xlsx"]
    do(sent / "监测数据.xlsx")  # unchanged: its own result is made again
    assert len(outputs(home)) == 2


def test_two_of_one_name_dropped_together(home: Path, sent: Path, do: Run) -> None:
    (sent / "乙").mkdir()
    good = [write(f / "数据.xlsx", HEADER, ROW) for f in (sent, sent / "乙")]
    code, _ = do(*good)
    assert code == 0
    assert outputs(home) == ["数据_核算结果.xlsx", "数据_核算结果_2.xlsx"]
    bad = [write(f / "错.xlsx", HEADER, ("2018-11", 1, "abc")) for f in (sent, sent / "乙")]
    do(*bad)
    assert [name for name in outputs(home) if "错" in name] == [
        "错_2_错误标注.xlsx", "错_错误标注.xlsx",
    ]  # fmt: skip


def test_a_persons_own_file_of_that_name_stays(home: Path, sent: Path, do: Run) -> None:
    (home / "输出").mkdir()
    own = write(home / "输出" / "一_核算结果.xlsx", HEADER).read_bytes()
    code, _ = do(write(sent / "一.xlsx", HEADER, ROW))
    assert code == 0
    assert (home / "输出" / "一_核算结果.xlsx").read_bytes() == own
    assert outputs(home) == ["一_核算结果.xlsx", "一_核算结果_2.xlsx"]


def test_an_earlier_result_is_said_to_be_out_of_date(home: Path, sent: Path, do: Run) -> None:
    do(write(sent / "一.xlsx", HEADER, ROW))
    _, said = do(write(sent / "一.xlsx", HEADER, ("2018-11", 1, "abc")))
    assert "一_核算结果.xlsx 没有更新" in said


# --------------------------------------------------------------- ledger, interpretations, opening


def test_a_locked_ledger_stops_nothing(
    home: Path, sent: Path, do: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, lines: str) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(ledger, "_append", refuse)
    code, said = do(write(sent / "一.xlsx", HEADER, ROW))
    assert code == 0
    assert "正在 Excel 里打开" in said
    assert outputs(home) == ["一_核算结果.xlsx"]


@pytest.mark.thorough
def test_interpretations_go_to_their_own_notice(home: Path, sent: Path, do: Run) -> None:
    water = write(sent / "水.xlsx", HEADER, ROW)
    staff = write(sent / "人.xlsx", (), sheet="说明", **PLATFORMS)
    code, said = do(water, staff, interpretations={"water.overlap": "drop"})
    assert code == 0, said
    first, second = recorded(home)
    assert "改动 1 项" in first["口径"]
    assert "全部默认" in second["口径"]


def test_an_unknown_interpretation_is_named(home: Path, sent: Path, do: Run) -> None:
    code, said = do(write(sent / "水.xlsx", HEADER, ROW), interpretations={"water.overlapp": "x"})
    assert code == 1
    assert "overlapp" in said


@pytest.mark.thorough
def test_the_calculation_can_be_named(home: Path, sent: Path, do: Run) -> None:
    do(write(sent / "水.xlsx", HEADER, ROW), calculation="水质年度清算")
    assert recorded(home)[0]["计算"] == "水质年度清算"


@pytest.mark.thorough
def test_what_was_written_opens(
    home: Path, sent: Path, do: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(os, "startfile", opened.append, raising=False)
    good = write(sent / "一.xlsx", HEADER, ROW)
    bad = write(sent / "二.xlsx", HEADER, ("2018-11", 1, "abc"))
    do(good)
    do(bad)
    do(good, bad)
    do(good, opens=False)
    names = [path.name for path in opened]
    assert names == ["一_核算结果.xlsx", "二_错误标注.xlsx", "输出"]


def test_stopped_by_the_user(
    home: Path, sent: Path, do: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("qdcalc.monthly_run.run", stop)
    code, said = do(write(sent / "一.xlsx", HEADER, ROW))
    assert code == 1
    assert "已停止" in said
    assert outputs(home) == []


def test_a_defect_in_one_stops_no_other(
    home: Path, sent: Path, do: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("qdcalc.monthly_run.run", broken)
    code, said = do(*(write(sent / f"{n}.xlsx", HEADER, ROW) for n in "甲乙"))
    assert code == 1
    assert said.count("程序出了意外") == 2
    assert [row["结果"][:4] for row in recorded(home)] == ["没有核算"] * 2


def test_a_home_that_cant_be_written(home: Path, sent: Path, do: Run) -> None:
    (home / "输出").touch()
    code, said = do(write(sent / "一.xlsx", HEADER, ROW))
    assert code == 1
    assert "读写不了" in said


# ------------------------------------------------------------------- which calculation it is for


@pytest.mark.parametrize(
    ("sheets", "wanted"),
    [
        ({"监测数据": (HEADER, ROW)}, "水质月度核算"),
        ({"监测数据": (HEADER, ROW), "口径": ()}, "水质月度核算"),
        (PLATFORMS, "人员配备"),
        (BUDGETS, "会展补助"),
        ({"申请表": ()}, "会展补助"),
        ({"监测数据 (2)": (HEADER, ROW)}, "水质月度核算"),  # the run says how to name it
    ],
)
def test_the_sheets_tell_the_calculation(
    sheets: dict[str, tuple[object, ...]], wanted: str, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.xlsx", (), sheet="别的", **sheets)
    assert calculation_for(path).title == wanted


def test_no_calculation_fits(home: Path, sent: Path, do: Run) -> None:
    code, said = do(write(sent / "a.xlsx", ("姓名", "工资"), ("张三", 1), sheet="工资"))
    assert code == 1
    for part in ("工资", "水质月度核算要有 监测数据", "人员配备要有 服务平台", "改成规定的名称"):
        assert part in said
    assert recorded(home)[0]["计算"] == ""


def test_several_fit(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", HEADER, ROW, **PLATFORMS)
    with pytest.raises(UsageError, match=r"水质月度核算、人员配备.*不知道要哪一种"):
        calculation_for(path)
