"""Which workbooks are read: one, or a folder's; and what can't be opened, in Chinese."""

from __future__ import annotations

import hashlib
import os
import zipfile
import zlib
from pathlib import Path
from xml.etree.ElementTree import ParseError

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from qdcalc.errors import FileError
from qdcalc.files.plain import named, reason, told
from qdcalc.table.problems import ERROR, MINOR, NOTICE, WARNING, Fault, Problems

OWN_OUTPUT = Fault(
    "T08", WARNING, "跳过了 qdcalc 自己输出的文件", "可以把输出文件移出输入文件夹", weight=NOTICE
)
LOCK_FILE = Fault(
    "T09", WARNING, "跳过了临时文件", "如果它对应的工作簿正在编辑，请先保存并关闭", weight=NOTICE
)
OTHER_FORMAT = Fault(
    "T11",
    WARNING,
    "跳过了不是 .xlsx、.xlsm 的表格文件",
    "需要它参加计算时，请另存为 .xlsx",
    weight=MINOR,
)
IN_SUBFOLDER = Fault(
    "T44",
    WARNING,
    "子文件夹“{name}”里的 {count} 个工作簿没有读取：{files}",
    "需要它们参加计算时，请移到输入文件夹里；不需要的可以不管",
)
BROKEN_LINK = Fault(
    "T45", ERROR, "这个文件是失效的快捷链接，读不出来", "请换成文件本身，或移出输入文件夹"
)
COPY = Fault(
    "T46",
    WARNING,
    "与 {other} 的内容完全相同，只读取了一份",
    "请确认没有放错文件；多余的可以删除",
    weight=NOTICE,
)
ARCHIVE = Fault(
    "T47", WARNING, "跳过了压缩包", "里面有要参加计算的工作簿时，请解压到输入文件夹", weight=MINOR
)
NO_FILES = "文件夹 {path} 里没有 .xlsx 或 .xlsm 文件"
_SUFFIXES = {".xlsx", ".xlsm"}
_LARGEST = 4 * 2**30  # bytes of one part
_DENSE, _DENSITY = 64 * 2**20, 400  # bytes; times as large as packed
_OTHER_FORMATS = {
    *(".xls", ".xlsb", ".csv", ".tsv", ".et", ".ett", ".ods", ".fods", ".numbers", ".dbf"),
    *(".xlt", ".xltx", ".xltm"),
}
_ARCHIVES = {".zip", ".rar", ".7z"}
_NAMED = 3  # files of a subfolder
_MOST_SHEETS = 1_000  # each is looked at
_MOST_ENTRIES = 20_000  # of a subfolder that are looked at
ADVICE = "请用 Excel 或 WPS 打开，另存为 .xlsx 后再运行"
# what reading a broken archive raises
DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    EOFError,
    KeyError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
_RESULT_SHEET, SUMMARY_SHEET = "运行信息", "错误汇总"
GUIDE, LISTS = "填表说明", "可选值"  # sheets of a template that hold no data
ADOPTED = "采用说明"  # what ``adopt`` took for what
ANNOTATED = "_错误标注"
NAMES_FILE = "名称对照.xlsx"  # beside the data, for next month


def input_files(path: Path, problems: Problems) -> list[Path]:
    """Return the workbooks of a path: itself, or those of a folder in name order.

    Raises
    ------
    FileError
        There is no such path, or the folder holds no workbook.
    """
    if not path.exists():
        raise FileError(f"找不到 {told(path)}，请核对文件名和文件夹")
    if not path.is_dir():
        if not path.is_file():  # reading it might never end
            raise FileError(f"{told(path)} 不是普通文件（是设备或管道），不能作为输入")
        return [path]
    kept: list[Path] = []
    below = 0
    for file in sorted(path.iterdir()):
        if file.is_dir():
            below += _name_workbooks_below(file, problems)
        elif (fault := _why_skipped(file)) is not None:
            problems.add(fault, file=told(file.name))
        elif file.suffix.lower() in _SUFFIXES:
            kept.append(file)
    if not kept:
        inside = f"；它的子文件夹里有 {below} 个工作簿，请指定那个文件夹" if below else ""
        raise FileError(NO_FILES.format(path=told(path)) + inside)
    return _without_copies(kept, problems)


def names_beside(path: Path) -> Path | None:
    """Return the file 名称对照.xlsx beside a workbook, None where there is none."""
    beside = path.parent / named(NAMES_FILE)
    return beside if path.is_file() and beside.is_file() and not beside.samefile(path) else None


def _why_skipped(file: Path) -> Fault | None:
    """Say why a file of a folder is not read, None where it is or is no table at all."""
    suffix = file.suffix.lower()
    if suffix in _OTHER_FORMATS:
        return OTHER_FORMAT
    if suffix in _ARCHIVES:
        return ARCHIVE
    if suffix not in _SUFFIXES:
        return None
    if file.name.startswith(("~$", "._")):
        return LOCK_FILE
    if not file.exists():
        return BROKEN_LINK
    return OWN_OUTPUT if is_own_output(file) else None


def _name_workbooks_below(folder: Path, problems: Problems) -> int:
    """Name the workbooks of a subfolder, which are not read; return how many there are."""
    found: list[str] = []
    seen = 0
    for place, folders, names in os.walk(folder):
        folders.sort()
        seen += len(names) + 1
        found += [
            told(str((Path(place) / name).relative_to(folder)))
            for name in sorted(names)
            if Path(name).suffix.lower() in _SUFFIXES | _OTHER_FORMATS
            and not name.startswith(("~$", "._"))
        ]
        if seen > _MOST_ENTRIES:
            break
    if found:
        more = " 等" if len(found) > _NAMED else ""
        fields = {
            "name": told(folder.name),
            "count": len(found),
            "files": "、".join(found[:_NAMED]) + more,
        }
        problems.add(IN_SUBFOLDER, file=told(folder.name), fields=fields)
    return len(found)


def _without_copies(files: list[Path], problems: Problems) -> list[Path]:
    """Return the files without those whose bytes are another's; name each of these once.

    What is empty is lost, not a copy: one may have been a form, the other the payments before.
    """
    by_size: dict[int, list[Path]] = {}
    for file in files:
        by_size.setdefault(file.stat().st_size, []).append(file)
    first: dict[bytes, Path] = {}
    kept = []
    for file in files:
        size = file.stat().st_size
        if size and len(by_size[size]) > 1:
            with file.open("rb") as stream:
                other = first.setdefault(hashlib.file_digest(stream, "sha256").digest(), file)
            if other is not file:
                fields = {"other": told(other.name)}
                problems.add(COPY, file=told(file.name), fields=fields)
                continue
        kept.append(file)
    return kept


def is_own_output(path: Path) -> bool:
    """Return whether a workbook is a result, or an annotated copy not yet renamed.

    One that can't be opened is none that is known; whoever reads it says why.
    """
    if path.suffix.lower() not in _SUFFIXES or not zipfile.is_zipfile(path):
        return False
    try:
        names = open_workbook(path).sheet_names
    except FileError:
        return False
    is_annotated = SUMMARY_SHEET in names and (ANNOTATED in path.stem or len(names) == 1)
    return _RESULT_SHEET in names or is_annotated


def _refuse_bomb(path: Path) -> None:
    """Refuse a workbook that unpacks to far more than a workbook can hold."""
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            packed = max(member.compress_size, 1)
            too_dense = member.file_size > _DENSE and member.file_size > _DENSITY * packed
            if too_dense or member.file_size > _LARGEST:
                raise FileError(
                    f"{told(path.name)} 解开后有 {member.file_size / 2**30:,.1f} GB，"
                    "不像正常的工作簿，没有读取"
                )


def open_workbook(path: Path) -> CalamineWorkbook:
    """Open a workbook, or say in Chinese why not."""
    if path.suffix.lower() not in _SUFFIXES:
        raise FileError(f"{told(path.name)} 不是 .xlsx 或 .xlsm 工作簿。{ADVICE}")
    try:
        if not zipfile.is_zipfile(path):
            with path.open("rb") as stream:
                is_ole = stream.read(4) == b"\xd0\xcf\x11\xe0"
            kind = "是有打开密码的工作簿或旧版 .xls" if is_ole else "的内容不是 Excel 工作簿"
            raise FileError(
                f"{told(path.name)} {kind}。{'请去掉密码，或' if is_ole else ''}{ADVICE}"
            )
        _refuse_bomb(path)
        book = CalamineWorkbook.from_path(path)
        if not book.sheet_names:
            raise FileError(f"{told(path.name)} 里没有工作表，可能已损坏。{ADVICE}")
        if len(book.sheet_names) > _MOST_SHEETS:
            raise FileError(
                f"{told(path.name)} 有 {len(book.sheet_names):,} 张工作表，不像正常的工作簿，"
                "没有读取。请只留下要参加计算的工作表"
            )
        return book
    except PasswordError as error:
        raise FileError(f"{told(path.name)} 有打开密码。请去掉密码，另存后再运行") from error
    except (CalamineError, *DAMAGES) as error:
        raise FileError(f"{told(path.name)} 已损坏或不是 Excel 工作簿。{ADVICE}") from error
    except OSError as error:
        raise FileError(f"{told(path)} 读不出来：{reason(error)}") from error
