"""A folder of results is replaced only where it is ours; nothing in it that is not ours is lost.

Contract: workbooks.md, "Commands": `run` and `report` replace only what qdcalc wrote itself and
nobody changed since (its own mark and hash tell), anything else needs `--overwrite`; issue 15,
"Scale": a folder is whole or absent.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from qdcalc.errors import FileError
from qdcalc.files import folders


def write(path: Path, text: str = "1", *, overwrite: bool = False) -> None:
    """Write a result of one file."""
    with folders.replacing(path, overwrite=overwrite) as folder:
        (folder / "表").mkdir()
        (folder / "表" / "part-00000.parquet").write_text(text, encoding="utf-8")
        folders.write_run(folder, {"运行信息": []})


def content(path: Path) -> str:
    return (path / "表" / "part-00000.parquet").read_text(encoding="utf-8")


def test_our_own_folder_is_replaced(tmp_path: Path) -> None:
    out = tmp_path / "结果"
    write(out)
    assert folders.state(out) == folders.UNCHANGED
    write(out, "2")
    assert content(out) == "2"
    assert [p.name for p in tmp_path.iterdir()] == ["结果"]


@pytest.mark.parametrize("change", ["content", "gone", "said"])
def test_a_changed_one_needs_overwrite(change: str, tmp_path: Path) -> None:
    out = tmp_path / "结果"
    write(out)
    file, said = out / "表" / "part-00000.parquet", out / folders.RUN_FILE
    if change == "content":
        file.write_text("人改的", encoding="utf-8")
    elif change == "gone":
        file.unlink()
    else:
        text = said.read_text(encoding="utf-8").replace('"运行信息": []', '"运行信息": [1]')
        said.write_text(text, encoding="utf-8")
    with pytest.raises(FileError, match="改动过"):
        write(out, "2")
    write(out, "2", overwrite=True)
    assert content(out) == "2"


@pytest.mark.parametrize("overwrite", [False, True])
@pytest.mark.parametrize("marked", [False, True])
def test_what_is_not_ours_is_never_removed(overwrite: bool, marked: bool, tmp_path: Path) -> None:
    out = tmp_path / "结果"
    if marked:
        write(out)
    else:
        out.mkdir()
    (out / "我的.txt").write_text("人写的", encoding="utf-8")
    with pytest.raises(FileError, match="不是 qdcalc 写的"):
        write(out, "2", overwrite=overwrite)
    assert (out / "我的.txt").read_text(encoding="utf-8") == "人写的"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["结果"]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "结果").mkdir()
    write(tmp_path / "结果")
    assert content(tmp_path / "结果") == "1"


def test_what_fails_leaves_what_was_there(tmp_path: Path) -> None:
    out = tmp_path / "结果"
    write(out)
    with pytest.raises(FileError, match="写不进去"), folders.replacing(out) as folder:
        (folder / "没有" / "表").mkdir()
    assert content(out) == "1"
    assert [p.name for p in tmp_path.iterdir()] == ["结果"]


def test_no_folder_above_and_a_file_are_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="没有文件夹"):
        write(tmp_path / "没有" / "结果")
    (tmp_path / "文件").write_text("1", encoding="utf-8")
    with pytest.raises(FileError, match="不是文件夹"):
        write(tmp_path / "文件", overwrite=True)
