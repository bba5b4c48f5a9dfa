"""Two results of one calculation compared: as workbooks or as results, to frames and a workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qdcalc.errors import FileError, UsageError
from qdcalc.exact import money
from qdcalc.exact.texts import brief, listed
from qdcalc.files import marks
from qdcalc.files.hashes import sha256
from qdcalc.files.plain import told
from qdcalc.intake.given import output_path
from qdcalc.notice.catalogue import find
from qdcalc.notice.description import Calculation, CheckRow
from qdcalc.record import record
from qdcalc.result.change_tables import DIFFERENCES
from qdcalc.result.changes import changes, compared_tables, needed_tables
from qdcalc.result.closing_tables import BASIS, RUN
from qdcalc.result.comparison import Comparison
from qdcalc.result.hashes import of_cells
from qdcalc.result.receipt import Receipt, read_receipt
from qdcalc.result.result import Result
from qdcalc.result.run_differences import PERIOD, Side
from qdcalc.result.written import SAVE_AGAIN, TOTAL, UNIT, any_filled, frame_of, sheets_of
from qdcalc.table.description import Compared, Table
from qdcalc.workbook.files import open_workbook
from qdcalc.workbook.found import pool_of
from qdcalc.workbook.inputs_changed import InputCells, Inputs
from qdcalc.workbook.write import write_tables

if TYPE_CHECKING:
    import pandas as pd


_NAME = 40  # characters of a file's name in what is printed above each sheet
_NO_INPUTS = "当时的输入不全在手边（按记录的文件名和 SHA-256 在结果旁边找），原因里没有单元格"
_ALTERED = "的{}和写出时不同：改过、少了或多了行，差额按现在的内容；改了哪里用 verify 核对"
_RESAVED = "写出后改动过或另存过，按现在的内容比较；改没改过用 verify 核对"


@record
class _Given:
    """One of the two: its tables, its inputs where they are at hand, its file."""

    calculation: Calculation
    side: Side
    inputs: Inputs
    path: Path | None
    sha256: str
    note: str


def compared(
    before: str | Path | Result,
    after: str | Path | Result,
    progress: Callable[[str], None] = lambda stage: None,
) -> Comparison:
    """Compare two results of one calculation; each a workbook or a result.

    Raises
    ------
    FileError
        A file is no result of ours, or can't be read.
    UsageError
        They are of different calculations.
    """
    progress("读取")
    first, second = (_given(one) for one in (before, after))
    if first.calculation.name != second.calculation.name:
        raise UsageError(
            f"两份结果不是同一种计算：甲是{first.calculation.title}，乙是{second.calculation.title}"
        )
    progress("比对")
    cells = InputCells(first.inputs, second.inputs)
    found = changes(
        first.calculation, first.side, second.side, cells.differing, is_whole=cells.are_at_hand
    )
    notes = [given.note for given in (first, second) if given.note]
    notes += _other_periods(found.frames[DIFFERENCES.name])
    if not cells.are_at_hand:
        notes.append(_NO_INPUTS)
    names = (brief(given.side.name, _NAME) for given in (first, second))
    title = "{}比较（甲：{}，乙：{}）".format(first.calculation.title, *names)
    return Comparison(title, found, _run(first, second, notes), notes, write_tables)


def _other_periods(differences: pd.DataFrame) -> Iterator[str]:
    """Say which months, cycles or years the two are of where these are not the same."""
    rows = differences[differences["part"] == PERIOD]
    for item, before, after in zip(rows["item"], rows["before"], rows["after"], strict=True):
        yield f"时期不同：{item}，甲 {before}，乙 {after}"


def _given(one: Any) -> _Given:
    return _of_result(one) if isinstance(one, Result) else _of_file(output_path(one))


def _of_result(result: Result) -> _Given:
    calculation = result.calculation
    frames = {table.name: result.tables[table.name] for table in needed_tables(calculation)}
    basis, run = (
        [tuple(map(_text, row)) for row in result.tables[name].to_numpy().tolist()]
        for name in (BASIS.name, RUN.name)
    )
    name = "、".join(file.name for file in result.provenance.inputs[:2])
    side = Side(f"Result（{name}）", frames, basis, run)
    paths = tuple(file.path for file in result.provenance.inputs if file.path is not None)
    names = result.provenance.names
    inputs = Inputs(calculation, paths, names.path if names else None)
    return _Given(calculation, side, inputs, None, "", "")


def _of_file(path: Path) -> _Given:
    if not path.is_file():
        raise FileError(f"找不到结果 {told(path)}，请核对文件名和文件夹")
    book = open_workbook(path)
    sheets = {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }
    receipt = read_receipt(sheets.get(RUN.label, []))
    if not receipt.calculation:
        said = receipt.said_if_compared or f"没有“{RUN.label}”，不是 qdcalc 写出的结果"
        raise FileError(f"{told(path.name)} {said}，不能比较")
    calculation = find(receipt.calculation)
    name = told(path.name)
    tables = compared_tables(calculation)
    frames = {t.name: frame_of(t, sheets, name) for t in needed_tables(calculation)}
    totals = {key: value for one in tables for key, value in _totals(*one, sheets, name)}
    basis, run = (
        [tuple(map(_text, row)) for row in sheets.get(label, [])[1:]]
        for label in (BASIS.label, RUN.label)
    )
    pool = pool_of(None, path)
    found = [pool.find(one) for one in receipt.inputs]
    paths = tuple(p for p in found if p is not None) if all(found) else ()
    checks = tuple(_unchanged_tables(calculation, sheets, receipt))
    is_as_written = marks.state(path, path.suffix) == marks.UNCHANGED
    note = "" if is_as_written else f"{name} {_RESAVED}"
    if altered := [check.name for check in checks if check.left != check.right]:
        note = f"{name} {_ALTERED.format(listed([n.partition('：')[0] for n in altered]))}"
    return _Given(
        calculation,
        Side(name, frames, basis, run, totals, checks),
        Inputs(calculation, paths, pool.find(receipt.names) if receipt.names else None),
        path,
        sha256(path),
        note,
    )


def _text(value: Any) -> str:
    return "" if value is None or value != value else str(value)


def _unchanged_tables(
    calculation: Calculation, sheets: Mapping[str, Any], receipt: Receipt
) -> Iterator[CheckRow]:
    """Yield of each table that is read whether it is as it was written, by its SHA-256."""
    for table in needed_tables(calculation):
        if recorded := receipt.tables.get(table.label):
            rows = [lines[bool(n) :] for n, (_, lines) in enumerate(sheets_of(table, sheets))]
            read = of_cells(line for lines in rows for line in lines if any_filled(line))
            said = f"{table.label}：内容的 SHA-256 = 写出时记录的（1 是相同）"
            yield CheckRow(said, int(read == recorded), 1, is_hundredths=False)


def _totals(
    table: Table, how: Compared, sheets: Mapping[str, Any], file: str
) -> Iterator[tuple[tuple[str, str], int]]:
    """Yield the sums of the row 合计 as they are written.

    Raises
    ------
    FileError
        A sum has no result though it has rows to add.
    """
    for _, lines in sheets_of(table, sheets):
        header = [str(label).removesuffix(UNIT) for label in lines[0]]
        for line in lines[1:]:
            if line[0] == TOTAL:
                for name in how.amounts:
                    column = table.column(name)
                    if name not in table.total or column.label not in header:
                        continue
                    place = header.index(column.label)
                    if line[place] != "":
                        yield (table.name, name), int(money.to_fen(float(line[place])))
                    elif any(other[place] not in ("", None) for other in lines[1:]):
                        raise FileError(
                            f"{file} 的“{table.label}”合计行的{column.label}没有结果，"
                            f"不能用来比较；{SAVE_AGAIN}"
                        )


def _run(first: _Given, second: _Given, notes: list[str]) -> pd.DataFrame:
    """Return what was compared: files and hashes, the version, the time."""
    import datetime as dt

    import pandas as pd

    from qdcalc import __version__

    rows = [("比较", f"{first.calculation.title}（{first.calculation.name}）")]
    for letter, given in (("甲", first), ("乙", second)):
        rows.append((letter, given.side.name))
        rows += [("SHA-256", given.sha256)] if given.sha256 else []
        rows += [("输入文件", told(path.name)) for path in given.inputs.paths]
    rows += [("注意", note) for note in notes]
    now = dt.datetime.now(dt.timezone(dt.timedelta(hours=8))).replace(microsecond=0)
    rows.append(("版本", f"qdcalc {__version__}"))
    rows.append(("运行时间", f"{now.isoformat(sep=' ')}（北京时间）"))
    return pd.DataFrame(rows, columns=["item", "content"], dtype="str")
