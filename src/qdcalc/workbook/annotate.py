"""The annotated copy: the user's workbook with every faulty cell marked, the original untouched."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from defusedxml import ElementTree
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from qdcalc.exact.patterns import Lazy
from qdcalc.exact.texts import key
from qdcalc.files.outputs import replacing
from qdcalc.record import record
from qdcalc.table import tones as palette
from qdcalc.table.problems import COLUMNS, FILE, Problem, Problems
from qdcalc.workbook.files import DAMAGES, SUMMARY_SHEET
from qdcalc.workbook.kept import carry_over, lost_parts
from qdcalc.workbook.stored import restore_results
from qdcalc.workbook.styles import half_widths
from qdcalc.workbook.write import LINE
from qdcalc.workbook.xml_cells import column_number

MOST_CELLS, MOST_ROWS = 20_000, 200_000
_MOST_STYLES = 16 * 2**20  # bytes of styles that a copy is made with
_ERROR_FILL = PatternFill("solid", fgColor=palette.hexadecimal(palette.WRONG))
_WARNING_FILL = PatternFill("solid", fgColor=palette.hexadecimal(palette.DOUBTFUL))
_HEADER_FILL = PatternFill("solid", fgColor=palette.hexadecimal(palette.ADDED))
_WIDTHS = {
    "级别": 7,
    "代码": 7,
    "工作表": 14,
    "单元格": 9,
    "列": 16,
    "原值": 18,
    "问题": 60,
    "如何改": 54,
}
_MERGED = Lazy(rb"<(?:\w+:)?mergeCell\s+ref=\"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})\"")


def write_annotated(
    problems: Problems, source: Path, target: Path, *, overwrite: bool = False
) -> tuple[Path, str]:
    """Write the annotated copy, or only its summary where there can be no copy.

    Parameters
    ----------
    problems : Problems
    source : Path
        The user's file; it is only read.
    target : Path
        Where the copy goes; an .xlsm is written as .xlsm.
    overwrite : bool
        Replace what is there though it is not ours, or was changed since.

    Returns
    -------
    tuple of Path and str
        The file written, and why it holds only the summary or lacks something of the original
        (empty where it is whole).
    """
    items = problems.distinct()
    reason = _why_only_summary(items, source)
    if not reason:
        copied = annotated_copy(items, source, target, overwrite=overwrite)
        if copied is not None:
            return copied.path, copied.note
        reason = "原表有程序复制不了的内容"
    reason += "，只有错误汇总，请对照它修改原来的工作簿"
    return write_summary(items, target, reason, {}, overwrite=overwrite), reason


@record
class Copied:
    """An annotated copy: its path, what of the original is not in it, its sheets by key."""

    path: Path
    note: str
    sheets: Mapping[str, str]


def annotated_copy(
    items: list[Problem], source: Path, target: Path, *, overwrite: bool
) -> Copied | None:
    """Write the annotated copy of one workbook, None where there can be none."""
    if _why_only_summary(items, source):
        return None
    suffix = ".xlsm" if source.suffix.lower() == ".xlsm" else ".xlsx"
    try:
        return _write_copy(items, source, target.with_suffix(suffix), overwrite)
    except _NoCopyError:
        return None


def write_summary(
    items: list[Problem],
    target: Path,
    note: str,
    copies: Mapping[str, Copied],
    *,
    overwrite: bool,
) -> Path:
    """Write the list of problems alone; it links to the copies of the workbooks, by file name."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _summary(book, items, {}, note, copies)
    with replacing(target.with_suffix(".xlsx"), overwrite=overwrite) as temporary:
        temporary.write_bytes(_saved(book))
    return target.with_suffix(".xlsx")


class _NoCopyError(Exception):
    """openpyxl, which is stricter than the reader, stumbles over the workbook."""


def _write_copy(items: list[Problem], source: Path, target: Path, overwrite: bool) -> Copied:
    """Write the workbook with its marks; say what of the original is not in it."""
    with _giving_up(*DAMAGES):
        lost = lost_parts(source)
    note = f"副本里没有{'、'.join(lost)}；原工作簿没有改动" if lost else ""
    with warnings.catch_warnings():
        # openpyxl warns of extensions that it leaves out: they are carried over
        warnings.simplefilter("ignore")
        # closed even where openpyxl gives up, with whatever it ran into
        with _giving_up(Exception), source.open("rb") as stream:
            book = load_workbook(stream, keep_vba=target.suffix == ".xlsm", rich_text=True)
        if SUMMARY_SHEET in book.sheetnames:
            book.remove(book[SUMMARY_SHEET])
        sheets = {key(s.title): s for s in book.worksheets if isinstance(s, Worksheet)}
        for sheet in sheets.values():
            _clear_drawings(sheet)
        for problem in items:
            _mark(sheets.get(key(problem.sheet)), problem)
        _summary(book, items, sheets, note)
        with _giving_up(Exception):
            content = _saved(book)
        with replacing(target, overwrite=overwrite) as temporary:
            temporary.write_bytes(content)
            with _giving_up(*DAMAGES):
                restore_results(source, temporary)
                carry_over(source, temporary)
                if not _is_sound(temporary):
                    raise ValueError("the copy is no sound workbook")
    return Copied(target, note, {name: sheet.title for name, sheet in sheets.items()})


@contextmanager
def _giving_up(*kinds: type[Exception]) -> Iterator[None]:
    """Turn what openpyxl, or reading a broken part, raises in the block into no copy."""
    try:
        yield
    except kinds as error:
        raise _NoCopyError from error


def _clear_drawings(sheet: Any) -> None:
    """Take out the pictures and charts that openpyxl would write again, worse than they were."""
    sheet._charts.clear()
    sheet._images.clear()


def _saved(book: Workbook) -> bytes:
    """Return a workbook's file, made in memory: a full disk leaves no half of it open.

    The archive is our own: openpyxl leaves its own open where it can't write a cell.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).save()
    return stream.getvalue()


def _is_sound(path: Path) -> bool:
    """Say whether every part of the copy is well-formed XML."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels", ".vml")):
                ElementTree.fromstring(archive.read(name))
    return True


def _why_only_summary(items: list[Problem], source: Path) -> str:
    """Say why the workbook itself is not copied, or nothing."""
    if sum(bool(p.cell) for p in items) > MOST_CELLS:
        return f"有问题的单元格超过 {MOST_CELLS:,} 个"
    try:
        with zipfile.ZipFile(source) as archive:
            names = archive.namelist()
            if any(
                i.file_size > _MOST_STYLES for i in archive.infolist() if "styles" in i.filename
            ):
                return "原表的样式太多"
            sheets = [archive.read(n) for n in names if n.startswith("xl/worksheets/sheet")]
    except DAMAGES:
        return "原表有损坏的部分"
    if any(_is_too_large(xml) for xml in sheets):
        return f"原表超过 {MOST_ROWS:,} 行，或有整片合并的单元格"
    return ""


def _is_too_large(xml: bytes) -> bool:
    rows = xml.count(b"<row ") + xml.count(b":row ")
    merged = _MERGED.findall(xml)
    area = sum(
        (int(b) - int(a) + 1) * (column_number(r.decode()) - column_number(le.decode()) + 1)
        for le, a, r, b in merged
    )
    return rows > MOST_ROWS or area > 10 * MOST_ROWS


def _mark(sheet: Worksheet | None, problem: Problem) -> None:
    """Fill a faulty cell and say in a comment what is wrong and how to mend it."""
    if sheet is None or not problem.cell or not problem.cell[0].isascii():
        return
    cell: Any = sheet[problem.cell]
    if isinstance(cell, MergedCell):
        merged = next(r for r in sheet.merged_cells.ranges if problem.cell in r)
        cell = sheet.cell(merged.min_row, merged.min_col)
    cell.fill = _ERROR_FILL if problem.is_error else _WARNING_FILL
    *_, said, remedy = problem.texts()
    earlier = f"{cell.comment.text}\n\n" if cell.comment else ""
    text = f"{earlier}{problem.fault.level}：{said}。{remedy}"
    comment = Comment("".join(c for c in text if _is_xml(c)), "qdcalc")
    comment.width, comment.height = 320, 120
    cell.comment = comment


def _summary(
    book: Workbook,
    items: list[Problem],
    sheets: Mapping[str, Worksheet],
    note: str,
    copies: Mapping[str, Copied] | None = None,
) -> None:
    """Write the first sheet: every problem with a link to its cell, and counts by kind."""
    sheet = book.create_sheet(SUMMARY_SHEET, 0)
    book.active = 0
    has_files = any(p.file for p in items)
    header = ([FILE] if has_files else []) + list(COLUMNS)
    sheet.append(header)
    for row, problem in enumerate(items, start=2):
        texts = ([problem.file] if has_files else []) + [*problem.texts()]
        for number, text in enumerate(texts, start=1):
            _put(sheet, row, number, text)
        if jump := _jump(problem, sheets, (copies or {}).get(problem.file)):
            link = sheet.cell(row, header.index("单元格") + 1)
            link.hyperlink = jump
            link.font = Font(color=palette.hexadecimal(palette.JUMP), underline="single")
        lines = 1
        for column in ("问题", "如何改"):
            wrapped: Any = sheet.cell(row, header.index(column) + 1)
            wrapped.alignment = Alignment(wrap_text=True, vertical="top")
            lines = max(lines, -(-half_widths(str(wrapped.value)) // (_WIDTHS[column] - 2)))
        sheet.row_dimensions[row].height = LINE * lines + 3
    for number, name in enumerate(header, start=1):
        cell = sheet.cell(1, number)
        cell.font, cell.fill = Font(bold=True), _HEADER_FILL
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(name, 20)
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(header))}{max(len(items), 1) + 1}"
    _counts(sheet, items, len(header) + 2, note)


def _jump(problem: Problem, sheets: Mapping[str, Worksheet], copied: Copied | None) -> str:
    """Return where the link of a problem leads: to its cell here, or in a workbook's copy."""
    if not problem.cell or not problem.cell[0].isascii():
        return ""
    own = sheets.get(key(problem.sheet))
    title = own.title if own is not None else ""
    if copied is not None:
        title = copied.sheets.get(key(problem.sheet), "")
    file = copied.path.name if copied is not None else ""
    escaped = title.replace("'", "''")
    return f"{file}#'{escaped}'!{problem.cell}" if title else ""


def _counts(sheet: Worksheet, items: list[Problem], column: int, note: str) -> None:
    """Write beside the list how many problems there are of each kind."""
    kinds = Counter((p.fault.level, p.fault.code, p.fault.remedy) for p in items)
    for number, name in enumerate(("级别", "代码", "处数"), start=column):
        sheet.cell(1, number, name).font = Font(bold=True)
    for row, ((level, code, _), count) in enumerate(sorted(kinds.items()), start=2):
        _put(sheet, row, column, level)
        _put(sheet, row, column + 1, code)
        sheet.cell(row, column + 2, count)
    if note:
        sheet.cell(len(kinds) + 3, column, note).font = Font(bold=True)


def _is_xml(character: str) -> bool:
    """Return whether XML 1.0 can hold a character."""
    code = ord(character)
    return character in "\t\n" or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or code > 0xFFFF


def _put(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """Write a text as a text, whatever it begins with."""
    cell: Any = sheet.cell(row, column)
    cell.value = "".join(c for c in text if _is_xml(c))
    cell.data_type = "s"
