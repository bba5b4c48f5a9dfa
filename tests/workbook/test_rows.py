"""Rows put together in blocks are those that XlsxWriter writes cell by cell, to the letter.

Contract: workbooks.md, "Output sheets". The expectation is XlsxWriter's own: the same table is
written by its ``write_string`` and the rest, cell by cell. What XlsxWriter escapes, rounds and
keeps is so not told here a second time.
"""

from __future__ import annotations

import datetime as dt
import re
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter.packager import Packager

import qdcalc
from qdcalc.errors import SelfCheckError
from qdcalc.files import marks
from qdcalc.result import faces
from qdcalc.table import kinds
from qdcalc.table.description import Column, Table
from qdcalc.workbook import rows as bulk
from qdcalc.workbook import write as writer
from qdcalc.workbook.package import written
from seeds import at_first

OPTIONS = {"constant_memory": True}
DATA = Path(__file__).parents[2] / "data"
TEXTS = [
    "", "甲", " 前空", "后空 ", "a&b<c>\"d'", "一\n二\n三", "\t制\r表", "\x00\x07\x1f\x7f",
    "_x0041_", "_x005F_x0041_", "<r><t>x</t></r>", "\ufffe\uffff", "😀" * 20_000, "长" * 40_000,
    "%s %d {0}", "=1+1", "0123", "超标", "达标", "\u3000全角", "1e5", "http://x.example", "'",
]  # fmt: skip
FLOATS = [0.0, -0.0, 1.0, 0.1 + 0.2, 1e-05, 5e-324, 1.7e308, 1e15, 1e16, -2.5, 123456789.123456789]
MIXED = [
    1, 1.0, True, False, 0, 0.0, "1", None, float("nan"), 2**53, 0.5, dt.date(2018, 11, 3),
    dt.datetime(2018, 11, 3, 5), pd.Period("2018-11", "M"), "", 10**15,
]  # fmt: skip
TONED = {"超标": "bad", "达标": "good"}


def table(label: str = "甲", **options: Any) -> Table:
    """Return a table that has a column of every look."""
    columns = (
        Column("text", "文字", kinds.TEXT, width=30),
        Column("short", "短", kinds.TEXT, width=6),
        Column("code", "序号", kinds.CODE),
        Column("toned", "判定", kinds.TEXT, tones=TONED),
        Column("amount_fen", "金额", kinds.MONEY),
        Column("multiple", "倍数", kinds.NUMBER, number_format="0.00#"),
        Column("mixed", "各样", kinds.YUAN_COUNT_OR_TEXT),
        *(Column(f"n{n}", f"列{n}", kinds.NUMBER) for n in range(22)),  # beyond column Z
    )
    return Table(label, label, columns, **options)


def frame(size: int, seed: int = 0) -> pd.DataFrame:
    chosen = np.random.default_rng(seed)

    def pick(values: list[Any]) -> list[Any]:
        return [values[n] for n in chosen.integers(0, len(values), size)]

    made = {
        "text": pd.array(pick(TEXTS), dtype="str"),
        "short": pd.array(pick([*TEXTS[:12], None]), dtype="str"),
        "code": pd.array(pick(["1", "007", "QD-1", "12", "9" * 16, "-3"]), dtype="str"),
        "toned": pd.array(pick(["超标", "达标", "缺测", None]), dtype="str"),
        "amount_fen": chosen.integers(-(10**12), 10**12, size),
        "multiple": pick([*FLOATS, float("nan")]),
        "mixed": pd.Series(pick(MIXED), dtype=object),
    }
    return pd.DataFrame(made | {f"n{n}": chosen.normal(size=size) for n in range(22)})


def parts(path: Path) -> dict[str, bytes]:
    """Return the parts of a workbook, shared texts in their cells.

    The number of a cell's style is left out (see ``looks``): styles are numbered as they are met.
    """
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        found = {n: archive.read(n) for n in archive.namelist() if not n.startswith("docProps/")}
    texts = re.findall(rb"<si>(.*?)</si>", found.pop("xl/sharedStrings.xml", b""), re.S)

    def text(cell: re.Match[bytes]) -> bytes:
        return b't="inlineStr"><is>%s</is>' % texts[int(cell[1])]

    return {
        name: re.sub(rb't="s"><v>(\d+)</v>', text, re.sub(rb' s="\d+"', b"", part))
        for name, part in found.items()
        if name.startswith("xl/worksheets/")
    }


def looks(path: Path) -> list[object]:
    """Return how each cell of a workbook looks."""
    return [
        (c.coordinate, c.number_format, *map(repr, (c.font, c.fill, c.border, c.alignment)))
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows()
        for c in row
    ]


def own_cells(
    sheet: Any, look: Any, table: Table, frame: Any, widths: Any, live: Any, progress: Any
) -> None:
    """Write a table's rows by XlsxWriter's own methods."""
    none = [None] * len(frame)
    formulas = zip(*[live.get(column.name, none) for column in table.columns], strict=True)
    heights = writer._lines(table, frame, widths)
    rows = zip(faces.rows(table, frame), formulas, heights, strict=True)
    for number, (row, own, lines) in enumerate(rows, start=1):
        if lines > 1:
            sheet.set_row(number, writer._height(lines))
        for place, (value, formula) in enumerate(zip(row, own, strict=True)):
            look.put(sheet, number, place, value, formula)


def cell_by_cell(path: Path, *tables: tuple[Table, pd.DataFrame]) -> Path:
    """Write tables by XlsxWriter's own methods."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writer, "_rows", own_cells)
        return writer.write_tables(path, "标题", tables)


FORMULAS = ["A2", 'IF(A2<>"a&b",1,0)', "[A1]", "SUM('甲 乙'!A2:B3)", '%s&"{0}"', "", None, None]


@pytest.mark.parametrize("shared_from", [0, 100])
def test_cells_with_formulas(
    shared_from: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every kind of value beside a formula, and columns of which only some cells have one."""
    monkeypatch.setattr(faces, "BLOCK", 50)
    monkeypatch.setattr(bulk, "_SHARED_FROM", shared_from)
    described, cells, chosen = table(), frame(149), np.random.default_rng(2)
    live = {
        column.name: [FORMULAS[n] for n in chosen.integers(0, len(FORMULAS), len(cells))]
        for column in described.columns[:9]
    }
    in_blocks, paths = writer._rows, []
    for name, rows in (("one", in_blocks), ("two", own_cells)):

        def told(*given: Any, rows: Any = rows) -> None:
            rows(*given[:5], live, given[6])

        monkeypatch.setattr(writer, "_rows", told)
        paths.append(writer.write_tables(tmp_path / f"{name}.xlsx", "标题", [(described, cells)]))
    assert parts(paths[0]) == parts(paths[1])
    assert parts(paths[0])["xl/worksheets/sheet1.xml"].count(b"<f>") > 500


def test_a_result_is_the_one_that_xlsxwriter_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A month with the formulas of all its sheets."""
    result = qdcalc.water.month(DATA / "水质月度_2018-11.xlsx")
    one = result.to_excel(tmp_path / "one.xlsx")
    monkeypatch.setattr(writer, "_rows", own_cells)
    assert parts(one) == parts(result.to_excel(tmp_path / "two.xlsx"))


@pytest.mark.parametrize("shared_from", [0, 100])
@pytest.mark.parametrize("size", at_first([149, 0, 1, 50, 51], 2))
def test_a_sheet_is_the_one_that_xlsxwriter_writes(
    size: int, shared_from: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faces, "BLOCK", 50)
    monkeypatch.setattr(bulk, "_SHARED_FROM", shared_from)
    made = table(total=("amount_fen",)), frame(size)
    more = table("乙"), frame(3, seed=1)
    one = writer.write_tables(tmp_path / "one.xlsx", "标题", [made, more])
    other = cell_by_cell(tmp_path / "two.xlsx", made, more)
    assert parts(one) == parts(other)
    assert looks(one) == looks(other)
    sheet = openpyxl.load_workbook(one).worksheets[0]
    assert sheet.max_row == size + 2  # the header and 合计 with them


def test_cells_that_are_not_kept_or_shared_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = table(), frame(500)
    kept = writer.write_tables(tmp_path / "one.xlsx", "标题", [made])
    monkeypatch.setattr(bulk, "_SHARED_FROM", 0)
    monkeypatch.setattr(bulk, "_MOST_KEPT", 3)
    monkeypatch.setattr(bulk, "_MOST_SHARED", 5)
    assert parts(writer.write_tables(tmp_path / "two.xlsx", "标题", [made])) == parts(kept)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=40), st.integers(-(2**53), 2**53), st.none(), st.booleans(),
            st.floats(allow_infinity=False), st.dates(dt.date(1900, 3, 1)),
        ),
        min_size=1, max_size=30,
    )
)  # fmt: skip
def test_any_cells(tmp_path_factory: pytest.TempPathFactory, cells: list[Any]) -> None:
    folder = tmp_path_factory.mktemp("any")
    made = (
        Table("one", "甲", (Column("mixed", "各样"),)),
        pd.DataFrame({"mixed": cells}, dtype=object),
    )
    one = writer.write_tables(folder / "one.xlsx", "标题", [made])
    assert parts(one) == parts(cell_by_cell(folder / "two.xlsx", made))


def test_an_infinite_number_is_refused(tmp_path: Path) -> None:
    frame = pd.DataFrame({"n": [1.0, np.inf]})
    made = Table("one", "甲", (Column("n", "数", kinds.NUMBER),)), frame
    with pytest.raises(TypeError):
        cell_by_cell(tmp_path / "one.xlsx", made)
    with pytest.raises(TypeError):
        writer.write_tables(tmp_path / "one.xlsx", "标题", [made])
    assert not list(tmp_path.iterdir())


def test_rows_that_are_fewer_than_told_are_refused(tmp_path: Path) -> None:
    with written(tmp_path / "one.xlsx", OPTIONS) as book:
        rows = bulk.Rows(book.add_worksheet(), 0, 2, 1, lambda *_: None, lambda *_: None)
        with pytest.raises(ValueError, match="rows up to 0 are written, not up to 3"):
            rows.end()


@pytest.mark.thorough
def test_memory_does_not_grow_with_the_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four times the rows take no more memory to write than 1.2 times as much."""
    monkeypatch.setattr(bulk, "_MOST_KEPT", 500)
    monkeypatch.setattr(faces, "BLOCK", 250)
    columns = Column("text", "文字", kinds.TEXT, width=30), Column("n", "数", kinds.NUMBER)
    peaks = []
    for size in (10, 3_000, 12_000):  # the first loads what the others don't
        texts = pd.array([f"断面{n % 900}" for n in range(size)], dtype="str")
        made = pd.DataFrame({"text": texts, "n": np.arange(size) / 7})
        tracemalloc.start()
        try:
            one = Table("one", "甲", columns), made
            writer.write_tables(tmp_path / f"{size}.xlsx", "标题", [one])
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    assert peaks[2] < 1.2 * peaks[1], peaks


def test_a_workbook_that_xlsxwriter_did_not_write_is_no_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own archive stays empty; were ours not made, the file would be empty too."""
    monkeypatch.setattr("qdcalc.workbook.package._Book._get_packager", lambda _: Packager())
    with pytest.raises(SelfCheckError, match="XlsxWriter"):
        writer.write_tables(tmp_path / "one.xlsx", "标题", [(table(), frame(1))])
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("size", [0, 1, 149])
def test_rows_that_wait_in_a_file_are_those_that_wait_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """Where a sheet's rows wait until they are packed says nothing of what is packed."""
    one, made = table(total=("amount_fen",)), frame(size)
    inside = parts(writer.write_tables(tmp_path / "memory.xlsx", "标题", [(one, made)]))
    monkeypatch.setattr("qdcalc.workbook.package._MOST_IN_MEMORY", -1)
    outside = parts(writer.write_tables(tmp_path / "file.xlsx", "标题", [(one, made)]))
    assert inside == outside
    assert inside


def test_a_workbook_bears_the_mark_of_its_parts(tmp_path: Path) -> None:
    path = writer.write_tables(tmp_path / "one.xlsx", "标题", [(table(), frame(10))])
    assert marks.state(path, ".xlsx") == marks.UNCHANGED
