"""Which Parquet files are read, and which table each is: by its own name or its folder's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote

from qdcalc.errors import FileError
from qdcalc.exact.texts import key, listed
from qdcalc.files import folders
from qdcalc.files.plain import told
from qdcalc.record import record
from qdcalc.table.description import Table

SUFFIX = ".parquet"
_WORKBOOKS = {".xlsx", ".xlsm"}
_IGNORED = ("_", ".")  # what other programs leave beside the data: _SUCCESS, .part.crc


@record
class Given:
    """One Parquet file of the input.

    ``table`` is the table's English name, ``shown`` is how messages name it; ``constants`` are the
    columns that its folders say (``月份=2018-11``).
    """

    path: Path
    table: str
    shown: str
    constants: tuple[tuple[str, str], ...] = ()


def is_parquet(path: Path) -> bool:
    """Return whether an input is Parquet: such a file, or a folder that holds some.

    Raises
    ------
    FileError
        The folder holds workbooks, too: which of them counts, nobody knows.
    """
    if path.suffix.lower() == SUFFIX:
        return path.is_file()
    if not path.is_dir():
        return False
    if next(below(path), None) is None:
        return False
    books = [
        file.name
        for file in sorted(path.iterdir())
        if file.suffix.lower() in _WORKBOOKS and not file.name.startswith(("~$", "._"))
    ]
    if books:
        raise FileError(
            f"文件夹 {told(path)} 里既有 Parquet 文件又有工作簿（{told(listed(books))}），"
            "不知道按哪些核算。请分开放；名称对照.xlsx 请移出去，用 --names 给出"
        )
    return True


def files_of(path: Path, tables: Iterable[Table]) -> list[Given]:
    """Return the Parquet files of an input, each with its table, in order of their names.

    A file alone that bears no table's name is the first table, as a DataFrame alone is.

    Raises
    ------
    FileError
        A file's name, and its folder's, is that of no table.
    """
    tables = tuple(tables)
    known = {key(name): table for table in tables for name in (table.name, table.label)}
    if path.is_file():
        table = known.get(key(path.stem), tables[0])
        return [Given(path, table.name, told(path.name))]
    found, strange = [], []
    for file in below(path):
        first, *inner = file.relative_to(path).parts
        table_of = known.get(key(Path(first).stem if not inner else first))
        if table_of is None:
            strange.append(told(file.relative_to(path).as_posix()))
            continue
        said = [part.partition("=") for part in inner[:-1]]
        constants = tuple((name, unquote(value)) for name, mark, value in said if mark)
        shown = told(file.relative_to(path).as_posix())
        found.append(Given(file, table_of.name, shown, constants))
    if strange:
        names = "、".join(table.label for table in tables)
        raise FileError(
            f"不知道这些 Parquet 文件是哪张表：{listed(strange)}。"
            f"请把文件（或它所在的子文件夹）命名为表名：{names}"
        )
    return found


def below(folder: Path) -> Iterator[Path]:
    """Yield the Parquet files of a folder and of the folders in it, results of ours left out."""
    for inner in sorted(folder.iterdir()):
        if inner.name.startswith(_IGNORED):
            continue
        if inner.is_dir():
            if not folders.has_mark(inner):
                yield from below(inner)
        elif inner.suffix.lower() == SUFFIX:
            yield inner
