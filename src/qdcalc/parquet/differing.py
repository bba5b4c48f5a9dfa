"""In what a folder of Parquet differs from the one that it should be: files, rows and cells."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qdcalc.errors import FileError
from qdcalc.files import folders
from qdcalc.files.folders import FILES, MARK, RUN_FILE
from qdcalc.files.hashes import sha256
from qdcalc.files.plain import reason, told
from qdcalc.parquet.cells import compare_tables, count_cells
from qdcalc.parquet.paths import Given
from qdcalc.parquet.read import opened
from qdcalc.workbook.differing import Differences

if TYPE_CHECKING:
    import pyarrow as pa

_HASH = 16  # characters of a SHA-256 that are shown
_LINES = "运行信息"
_GONE, _WANTED = "没有（删去或改了名）", "应有"
_ADDED, _NONE = "多出来的（加上或改了名）", "没有"


def lines_of(said: Mapping[str, Any]) -> list[list[str]]:
    """Return the lines of 运行信息 that a folder's 运行信息.json says, whatever was made of it."""
    lines = said.get(_LINES)
    if not isinstance(lines, list):
        return []
    pairs = [
        (line.get("项目"), line.get("内容")) if isinstance(line, dict) else ("", line)
        for line in lines
    ]
    return [["" if text is None else str(text) for text in pair] for pair in pairs]


def rows_of(folder: Path, label: str) -> list[list[Any]]:
    """Return the rows of a small table of a result; none of a file that can't be read."""
    found: list[list[Any]] = []
    for path in sorted((folder / label).glob("*.parquet")):
        try:
            table = _read(path)
        except FileError:
            continue
        found += map(list, zip(*(column.to_pylist() for column in table.columns), strict=True))
    return found


def _read(path: Path) -> pa.Table:
    """Read a file that anybody may have changed: its texts, too, are what they say to be.

    Raises
    ------
    FileError
        It can't be read.
    """
    with opened(Given(path, "", told(path.name))) as file:
        table = file.read()
        table.validate(full=True)
        return table


def compare(written: Path, due: Path, *, stamps: Collection[str] = ()) -> Differences:
    """Compare a folder of a result with the one that it should be.

    Parameters
    ----------
    written, due : Path
    stamps : collection of str
        Items of 运行信息 that are not compared.
    """
    found = Differences()
    mine, theirs = (folders.read_run(folder) or {FILES: {}, MARK: ""} for folder in (written, due))
    _compare_run(mine, theirs, set(stamps), found)
    here, wanted = folders.names_in(written), folders.names_in(due)
    for names, others, is_gone in ((wanted, here, True), (here, wanted, False)):
        _tell_files(names, others, found, is_gone=is_gone)
    for name in sorted(here & wanted):
        _compare_file(written, due, name, mine[FILES].get(name), found)
    return found


def _compare_run(
    mine: Mapping[str, Any], theirs: Mapping[str, Any], stamps: set[str], found: Differences
) -> None:
    """Compare what 运行信息.json says, the SHA-256 of the files apart."""
    if not folders.has_right_mark(mine):
        found.add(RUN_FILE, "", MARK, "与内容不符，写出后被改动过", "与内容相符")
    facts, due = _facts(mine, stamps), _facts(theirs, stamps)
    found.cells += len(due)
    for place in [*due, *(place for place in facts if place not in due)]:
        value, wanted = facts.get(place), due.get(place)
        if value != wanted:
            found.add(RUN_FILE, place, "值", value, wanted)


def _facts(said: Mapping[str, Any], stamps: set[str]) -> dict[str, str]:
    """Return what 运行信息.json says, each by the place where it says it."""
    facts: dict[str, str] = {}
    for number, (item, content) in enumerate(lines_of(said), start=1):
        shown = "（不比对）" if item in stamps else content
        facts[f"{_LINES} 第 {number} 项"] = f"{item}：{shown}"
    for name, value in said.items():
        if name == FILES:
            facts |= {f"{FILES} {told(file)}": "列着" for file in value}
        elif isinstance(value, dict):
            facts |= {f"{told(name)} {told(key)}": str(one) for key, one in value.items()}
        elif isinstance(value, list) and name != _LINES:
            facts |= {f"{told(name)} 第 {n} 行": str(one) for n, one in enumerate(value, start=1)}
        elif name not in (_LINES, MARK):
            facts[told(name)] = str(value)
    return facts


def _tell_files(names: set[str], others: set[str], found: Differences, *, is_gone: bool) -> None:
    """Tell the files that one side alone has; a table's whole folder as one."""
    words = (_GONE, _WANTED) if is_gone else (_ADDED, _NONE)
    tables = {name.split("/")[0] for name in others if "/" in name}
    whole = {name.split("/")[0] for name in names if "/" in name} - tables
    for label in sorted(whole):
        found.add(told(label), "", "表", *words)
    for name in sorted(names - others):
        label, file = _place(name)
        if label not in whole:
            found.add(told(label), file, "文件", *words)


def _place(name: str) -> tuple[str, str]:
    """Return the table of a file and its name in the table's folder."""
    label, mark, file = name.partition("/")
    return (label, told(file)) if mark else ("", told(name))


def _compare_file(written: Path, due: Path, name: str, listed: object, found: Differences) -> None:
    """Compare a file: with the SHA-256 that was recorded, then with what it should hold."""
    label, shown = _place(name)
    own = Given(due / name, "", shown)
    try:
        digest = sha256(written / name)
    except OSError as error:
        found.add(label, shown, "文件", f"读不出来：{reason(error)}", "能读出")
        return
    is_same = digest == sha256(due / name)
    if digest != listed:
        said = f"{str(listed)[:_HASH]}…" if listed else None
        now = f"{digest[:_HASH]}…"
        if is_same:
            found.add(RUN_FILE, f"{FILES} {name}", "SHA-256", said, now)
        else:
            recorded = f"运行信息.json 记录的 SHA-256 {said or '（空）'}"
            found.add(label, shown, "文件", f"写出后被改动过，SHA-256 是 {now}", recorded)
    with opened(own) as file:
        if is_same:
            found.cells += count_cells(file.metadata)
            return
        wanted = file.read()
    try:
        table = _read(written / name)
    except FileError:
        found.add(label, shown, "文件", "读不出来，不是完整的 Parquet 文件", "能读出")
        return
    compare_tables(label, shown, table, wanted, found)
