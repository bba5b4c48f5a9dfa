"""What a result is written, drawn and reported with: late imports of what stands above it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from qdcalc.document.model import Document, Drawing
    from qdcalc.result.result import Result


def write(result: Result, path: Path, overwrite: bool) -> Path:
    """Write a result's workbook; return its path."""
    from qdcalc.workbook import write

    return write.write_result(result, path, overwrite=overwrite)


def read_sheets(path: Path) -> dict[str, list[list[Any]]]:
    """Return the cells of a workbook's sheets, row by row."""
    from qdcalc.workbook import files

    book = files.open_workbook(path)
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


def paint(drawing: Drawing, title: str, axes: Axes | None) -> Axes:
    """Draw a drawing on axes, or on a figure of its own; return the axes."""
    from qdcalc.report.axes import paint

    return paint(drawing, title, axes)


def report(name: str, result: Result, **asked: Any) -> Document:
    """Compose a report of a result."""
    from qdcalc import report

    return report.compose(name, result, **asked)


def save(document: Document, path: Path, **how: Any) -> Path:
    """Write a document; return its path."""
    from qdcalc import report

    return report.write(document, path, **how)
