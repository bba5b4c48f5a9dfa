"""A workbook packed into its file in one pass, whole or not at all, with our mark in it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.packager import Packager
from xlsxwriter.worksheet import Worksheet

from qdcalc.errors import SelfCheckError
from qdcalc.files import marks
from qdcalc.files.outputs import replacing, scratch
from qdcalc.record import record

# 1 = fast, 9 = small: of a million cells 3 takes a third of the time of 6, the file is 14 % larger
_LEVEL = 3
_LARGE, _LEVEL_OF_LARGE = 2**26, 2  # bytes; 2 takes half the time of 3, 11 % more space
_CHUNK = 2**18  # bytes
_MOST_IN_MEMORY = 20_000  # cells of a sheet whose rows wait in memory


@contextmanager
def written(
    path: Path, options: dict[str, Any], *, overwrite: bool = False, keeps: bool = False
) -> Iterator[xlsxwriter.Workbook]:
    """Yield a workbook to fill; it is written whole or not at all (:func:`replacing`)."""
    with (
        replacing(path, overwrite=overwrite, keeps=keeps, marks_itself=True) as temporary,
        scratch() as folder,
    ):
        book = _Book(temporary, options | {"tmpdir": str(folder)}, is_marked=not keeps)
        try:
            yield book
            book.close()
            if not temporary.stat().st_size:  # its insides are not those that were tested
                version = xlsxwriter.__version__
                raise SelfCheckError(f"XlsxWriter {version} 没有写出工作簿，请安装 3.2 至 3.3 版")
        except xlsxwriter.exceptions.FileCreateError as error:
            raise error.args[0] from error  # the system's own, such as a full disk
        finally:
            for sheet in book.worksheets():  # the rows that wait in files of their own
                if sheet.row_data_fh is not None:
                    with suppress(OSError):
                        sheet.row_data_fh.close()


class _Book(xlsxwriter.Workbook):  # type: ignore[misc]
    """A workbook of which we pack the parts; XlsxWriter's own archive stays empty."""

    def __init__(self, path: Path, options: dict[str, Any], *, is_marked: bool) -> None:
        super().__init__(io.BytesIO(), options)
        self._path, self._is_marked = path, is_marked
        if is_marked:
            blank = f"sha256:{marks.BLANK.decode()}"
            self.set_custom_property(marks.PROPERTY, blank, "text")

    def _get_packager(self) -> Packager:
        return _Packager(self._path, is_marked=self._is_marked)


@record
class _Part:
    """A part of a workbook, in the middle of which the rows of a sheet may belong."""

    written: io.StringIO | io.BytesIO
    at: int = 0
    rows: Path | None = None

    @property
    def size(self) -> int:
        return len(self._content) + (self.rows.stat().st_size if self.rows else 0)

    @cached_property
    def _content(self) -> bytes:
        content = self.written.getvalue()
        return content if isinstance(content, bytes) else content.encode()

    def chunks(self) -> Iterator[bytes]:
        if self.rows is not None:
            yield self._content[: self.at]
            with self.rows.open("rb") as rows:
                yield from iter(lambda: rows.read(_CHUNK), b"")
        yield self._content[self.at :]


class LiveSheet(Worksheet):  # type: ignore[misc]
    """A sheet whose formulas are written as they are: we use no function newer than Excel 2010.

    In constant memory its rows wait in a file of their own, where told until they are packed.
    """

    is_packed_with_rows = False
    part: _Part | None = None

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula

    def _write_optimized_sheet_data(self) -> None:
        if self.dim_rowmin is None or not self.is_packed_with_rows:
            super()._write_optimized_sheet_data()
            return
        self._xml_start_tag("sheetData")
        at = len(self.fh.getvalue().encode())
        self.part = _Part(self.fh, at, Path(self.row_data_filename))
        self._xml_end_tag("sheetData")
        self.row_data_fh.close()


class ShortSheet(LiveSheet):
    """A sheet of so few rows that they wait in memory: forty files are a tenth of a short run."""

    def _initialize(self, told: dict[str, Any]) -> None:
        super()._initialize(told | {"constant_memory": False})
        self.constant_memory = told["constant_memory"]
        self.row_data_fh = self.fh = io.StringIO()

    def _write_optimized_sheet_data(self) -> None:
        if self.dim_rowmin is None:
            super()._write_optimized_sheet_data()
            return
        self._xml_start_tag("sheetData")
        self.fh.write(self.row_data_fh.getvalue())
        self._xml_end_tag("sheetData")


def sheet_of(cells: int) -> type[LiveSheet]:
    """Return the kind of sheet that holds so many cells."""
    return ShortSheet if cells <= _MOST_IN_MEMORY else LiveSheet


class _Packager(Packager):  # type: ignore[misc]
    """Packs the parts that XlsxWriter made."""

    def __init__(self, path: Path, *, is_marked: bool) -> None:
        super().__init__()
        self._path, self._is_marked = path, is_marked

    def _set_in_memory(self, in_memory: bool) -> None:
        self.in_memory = True  # the rows of long sheets are in files of their own

    def _create_package(self) -> list[Any]:
        sheets = [sheet for sheet in self.workbook.worksheets() if isinstance(sheet, LiveSheet)]
        for sheet in sheets:
            sheet.is_packed_with_rows = True
        found = {name: written for written, name, _ in super()._create_package()}
        with_rows = {sheet.part.written: sheet.part for sheet in sheets if sheet.part is not None}
        parts = {name: with_rows.get(file) or _Part(file) for name, file in found.items()}
        is_large = sum(part.size for part in parts.values()) > _LARGE
        level = _LEVEL_OF_LARGE if is_large else _LEVEL
        packing = partial(zipfile.ZipFile, compression=zipfile.ZIP_DEFLATED, compresslevel=level)
        with packing(self._path, "w") as archive:
            if self._is_marked:
                marks.packed(archive, parts)
            else:
                for name, part in parts.items():
                    with archive.open(name, "w") as out:
                        out.writelines(part.chunks())
        return []
