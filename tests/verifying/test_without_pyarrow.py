"""verify of a folder, what needs no pyarrow: refusals, 运行信息.json, which input it was.

workbooks.md: "`qdcalc verify RESULT.xlsx [IN]`: 0 if every cell … is what the recorded input,
policy, interpretations and version give; 1 naming each cell that differs, with both values; 2 if
the input is not the one recorded (SHA-256) or the version differs"; for a folder the same.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qdcalc.cli.main import main
from qdcalc.errors import FileError
from qdcalc.files import folders
from qdcalc.parquet import engine
from qdcalc.parquet.differing import compare
from qdcalc.parquet.found import root_of
from qdcalc.result.receipt import Recorded
from qdcalc.workbook.found import under_recorded_names

LINES = [{"项目": "版本", "内容": "qdcalc 1"}, {"项目": "运行时间", "内容": "昨天"}]
SAID = {"运行信息": LINES, "行数": {"校验": 3}, "结论": ["足额", "通过"]}


def written(folder: Path, said: dict[str, Any] = SAID) -> Path:
    """Write a result of one file that says so much."""
    (folder / "校验").mkdir(parents=True)
    (folder / "校验" / "a.txt").write_text("1", encoding="utf-8")
    folders.write_run(folder, said)
    return folder


def test_a_folder_that_is_no_result_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(tmp_path)]) == 2
    assert "没有 qdcalc 写的 运行信息.json" in capsys.readouterr().err
    (tmp_path / "运行信息.json").write_text("{", encoding="utf-8")
    assert main(["verify", str(tmp_path)]) == 2
    assert "改坏了，不能核对" in capsys.readouterr().err


@pytest.mark.parametrize(("more", "missing"), [({}, "pyarrow"), ({"分成": 2}, "dask")])
def test_what_is_not_installed_is_named(
    more: dict[str, Any],
    missing: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(engine, "find_spec", lambda name: None)
    written(tmp_path / "结果", SAID | more)
    assert main(["verify", str(tmp_path / "结果")]) == 2
    said = capsys.readouterr().err
    assert 'pip install "qdcalc[scale]"' in said
    assert missing in said


def changed(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change what 运行信息.json says, its mark left as it was."""
    path = folder / "运行信息.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    change(said)
    path.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "place", "sides"),
    [
        (lambda s: s["运行信息"][0].update(内容="qdcalc 2"), "运行信息 第 1 项", ("2", "1")),
        (lambda s: s["运行信息"].pop(), "运行信息 第 2 项", ("（空）", "昨天")),
        (lambda s: s["结论"].__setitem__(1, "不通过"), "结论 第 2 行", ("不通过", "通过")),
        (lambda s: s["行数"].update(校验=4), "行数 校验", ("4", "3")),
        (lambda s: s.update(备注="定稿"), "备注", ("定稿", "（空）")),
        (lambda s: s["运行信息"][0].update(项目=["版"]), "运行信息 第 1 项", ("['版']", "版本")),
        (lambda s: s["运行信息"].__setitem__(1, 7), "运行信息 第 2 项", ("：7", "昨天")),
    ],
)
def test_what_was_edited_is_named(
    change: Callable[[dict[str, Any]], object], place: str, sides: tuple[str, str], tmp_path: Path
) -> None:
    due, mine = written(tmp_path / "应为"), written(tmp_path / "结果")
    changed(mine, change)
    # no file holds tables here: the same bytes would be counted by pyarrow
    for folder in (due, mine):
        (folder / "校验" / "a.txt").unlink()
    found = [d for d in compare(mine, due).kept if d.sheet == "运行信息.json"]
    assert [(d.cell, d.what) for d in found] == [("", "标记"), (place, "值")]
    assert sides[0] in found[1].written
    assert sides[1] in found[1].due


def test_a_stamp_is_no_difference(tmp_path: Path) -> None:
    due, mine = written(tmp_path / "应为"), written(tmp_path / "结果")
    later = [LINES[0], {"项目": "运行时间", "内容": "今天"}]
    for folder in (due, mine):
        (folder / "校验" / "a.txt").unlink()
        (folder / "运行信息.json").unlink()
    folders.write_run(due, SAID | {"运行信息": later})
    folders.write_run(mine, SAID)
    assert compare(mine, due, stamps=["运行时间"]).count == 0
    assert compare(mine, due).count == 1


def test_files_that_are_gone_or_added_are_named(tmp_path: Path) -> None:
    due, mine = written(tmp_path / "应为"), written(tmp_path / "结果")
    (mine / "校验" / "a.txt").rename(mine / "校验" / "b.txt")
    for name in ("说明.txt", "甲表/c.txt"):
        (mine / name).parent.mkdir(exist_ok=True)
        (mine / name).write_text("1", encoding="utf-8")
    (due / "乙表").mkdir()
    (due / "乙表" / "d.txt").write_text("1", encoding="utf-8")
    lines = [d.line() for d in compare(mine, due).kept]
    assert lines == [
        "乙表　表：写着 “没有（删去或改了名）”，应为 “应有”",
        "校验!a.txt　文件：写着 “没有（删去或改了名）”，应为 “应有”",
        "甲表　表：写着 “多出来的（加上或改了名）”，应为 “没有”",
        "校验!b.txt　文件：写着 “多出来的（加上或改了名）”，应为 “没有”",
        "说明.txt　文件：写着 “多出来的（加上或改了名）”，应为 “没有”",
    ]


# ---------------------------------------------------------------------------- the input


def parquet(folder: Path, **files: str) -> list[Recorded]:
    """Write files of an input; return what a run of the folder records of them."""
    for name, text in files.items():
        path = folder / f"{name.replace('_', '/')}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return [
        Recorded(f"{name.replace('_', '/')}.parquet", hashlib.sha256(text.encode()).hexdigest())
        for name, text in files.items()
    ]


def test_the_input_is_the_folder_whose_files_are_recorded(tmp_path: Path) -> None:
    wanted = parquet(tmp_path / "输入", 数据_一="1", 清单="2")
    parquet(tmp_path / "另外", 数据_一="1", 清单="3")
    result = written(tmp_path / "结果")
    assert root_of(wanted, tmp_path / "输入", result) == tmp_path / "输入"
    assert root_of(wanted, None, result) == tmp_path / "输入"
    assert root_of(wanted[1:], tmp_path / "输入", result) == tmp_path / "输入" / "清单.parquet"


def test_a_file_alone_may_bear_another_name(tmp_path: Path) -> None:
    wanted = parquet(tmp_path, 清单="2")
    moved = (tmp_path / "清单.parquet").rename(tmp_path / "改名.parquet")
    assert root_of(wanted, moved, tmp_path / "结果") == moved
    moved.write_text("3", encoding="utf-8")
    with pytest.raises(FileError, match=r"输入不是结果所记录的：清单\.parquet 的 SHA-256 记录的是"):
        root_of(wanted, moved, tmp_path / "结果")


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ({"数据_一": "9", "清单": "2"}, r"数据/一\.parquet 的 SHA-256 记录的是 6b86b273ff34fce1…"),
        ({"清单": "2"}, r"找不到 数据/一\.parquet"),
        ({"数据_一": "1", "数据_二": "1", "清单": "2"}, r"多出 数据/二\.parquet（当时没有）"),
    ],
)
@pytest.mark.parametrize("is_given", [True, False])
def test_another_input_is_named(
    now: dict[str, str], said: str, is_given: bool, tmp_path: Path
) -> None:
    wanted = parquet(tmp_path / "当时", 数据_一="1", 清单="2")
    place = tmp_path / "别处" / "年"
    parquet(place / "输入", **now)
    with pytest.raises(FileError, match=f"输入不是结果所记录的：{said}"):
        root_of(wanted, place / "输入" if is_given else None, place / "结果")


@pytest.mark.parametrize("name", ["", "..", "长" * 300, "\0", "\ud800"])
def test_what_no_file_can_be_called_is_passed_over(name: str, tmp_path: Path) -> None:
    file = tmp_path / "一.xlsx"
    file.write_text("1", encoding="utf-8")
    assert under_recorded_names([file], [Recorded(name)], tmp_path) == (file,)


def test_an_input_that_is_nowhere_is_asked_for(tmp_path: Path) -> None:
    wanted = parquet(tmp_path / "当时", 清单="2")
    (tmp_path / "年" / "月").mkdir(parents=True)
    with pytest.raises(FileError, match=re.escape("找不到 清单.parquet")):
        root_of(wanted, None, tmp_path / "年" / "月" / "结果")
