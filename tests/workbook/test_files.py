"""Files of an input folder: none is lost without a word (issue 10, workbooks.md "Commands")."""

from __future__ import annotations

import os
import shutil
import zipfile
from pathlib import Path

import pytest

from qdcalc import FileError
from qdcalc.table.problems import Problems
from qdcalc.workbook.files import input_files
from workbook.books import HEADER, ROW, write


def found(folder: Path) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the files that are read, and what is said of which others."""
    problems = Problems()
    names = [file.name for file in input_files(folder, problems)]
    return names, [(p.fault.code, p.file) for p in problems.distinct()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "a.xlsx", HEADER, ROW)
    return tmp_path


def test_workbooks_in_subfolders_are_named_as_not_read(folder: Path) -> None:
    (folder / "2019年" / "深处").mkdir(parents=True)
    (folder / "空的").mkdir()
    write(folder / "2019年" / "b.xlsx", HEADER, ROW)
    write(folder / "2019年" / "深处" / "c.XLSX.xlsx", HEADER, ROW)
    (folder / "2019年" / "d.xls").write_bytes(b"x")
    (folder / "2019年" / "说明.txt").write_text("x", encoding="utf-8")
    problems = Problems()
    assert [f.name for f in input_files(folder, problems)] == ["a.xlsx"]
    (problem,) = problems.distinct()
    said = problem.line()
    assert problem.file == "2019年"
    assert "3 个" in said
    assert all(name in said for name in ("b.xlsx", "c.XLSX.xlsx", "d.xls"))


def test_a_folder_with_workbooks_only_in_subfolders(tmp_path: Path) -> None:
    (tmp_path / "数据").mkdir()
    write(tmp_path / "数据" / "a.xlsx", HEADER, ROW)
    with pytest.raises(FileError, match="子文件夹里有 1 个"):
        input_files(tmp_path, Problems())


@pytest.mark.parametrize("name", ["B.XLSX", ".b.xlsx", "b.XlsM"])
def test_odd_names_are_read(name: str, folder: Path) -> None:
    write(folder / "t.xlsx", HEADER, ("2018-12", 1, 1.5)).rename(folder / name)
    assert set(found(folder)[0]) == {"a.xlsx", name}


@pytest.mark.skipif(os.name == "nt", reason="needs a privilege on Windows")
def test_links(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("别处")
    write(other / "b.xlsx", HEADER, ("2018-12", 1, 1.5))
    (folder / "b.xlsx").symlink_to(other / "b.xlsx")
    (folder / "c.xlsx").symlink_to(other / "没有.xlsx")
    (folder / "别处").symlink_to(other)
    (folder / "自己").symlink_to(folder)
    names, said = found(folder)
    assert names == ["a.xlsx", "b.xlsx"]
    assert ("T45", "c.xlsx") in said
    assert ("T44", "别处") in said


def test_a_copy_is_named_once_and_read_once(folder: Path) -> None:
    shutil.copy(folder / "a.xlsx", folder / "a - 副本.xlsx")
    assert found(folder) == (["a - 副本.xlsx"], [("T46", "a.xlsx")])


@pytest.mark.parametrize(
    ("name", "code"),
    [("b.xls", "T11"), ("b.CSV", "T11"), ("b.xltx", "T11"), ("b.zip", "T47"), ("b.RAR", "T47"),
     ("~$b.xlsx", "T09"), ("._b.xlsx", "T09")],
)  # fmt: skip
def test_other_files_are_named(name: str, code: str, folder: Path) -> None:
    with zipfile.ZipFile(folder / name, "w"):
        pass
    assert found(folder) == (["a.xlsx"], [(code, name)])


def test_a_folder_called_like_a_workbook(folder: Path) -> None:
    (folder / "b.xlsx").mkdir()
    write(folder / "b.xlsx" / "c.xlsx", HEADER, ROW)
    assert found(folder) == (["a.xlsx"], [("T44", "b.xlsx")])
