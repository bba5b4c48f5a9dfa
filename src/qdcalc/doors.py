"""What a result is handed (:class:`Doors`): late imports of what reads, writes and draws."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qdcalc.result.doors import Doors

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from qdcalc.document.model import Document, Drawing
    from qdcalc.result.comparison import Comparison
    from qdcalc.result.result import Result


def _write(result: Result, path: Path, overwrite: bool, values: bool) -> Path:
    from qdcalc.workbook.write import write_result

    return write_result(result, path, overwrite=overwrite, values=values)


def _report(name: str, result: Result, **asked: Any) -> Document:
    from qdcalc.report import compose

    return compose(name, result, **asked)


def _save(document: Document, path: Path, **how: Any) -> Path:
    from qdcalc.report import write

    return write(document, path, **how)


def _paint(drawing: Drawing, title: str, axes: Axes | None) -> Axes:
    from qdcalc.report.axes import paint

    return paint(drawing, title, axes)


def _read_sheets(path: Path) -> dict[str, list[list[Any]]]:
    from qdcalc.workbook.files import open_workbook

    book = open_workbook(path)
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


def _compare(result: Result, other: Any) -> Comparison:
    from qdcalc.workbook.compare import compared

    return compared(result, other)


def _write_tables(path: Path, title: str, tables: Sequence[Any], *, overwrite: bool) -> Path:
    from qdcalc.workbook.write import write_tables

    return write_tables(path, title, tables, overwrite=overwrite)


def _write_parquet(result: Result, path: Path, overwrite: bool) -> Path:
    from qdcalc.parquet.write import write_result

    return write_result(result, path, overwrite=overwrite)


DOORS = Doors(_write, _report, _save, _paint, _read_sheets, _compare, _write_tables, _write_parquet)
