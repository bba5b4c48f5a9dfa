"""Hostile and odd workbooks that test_read.py lacks: refused, named or calculated, never a crash.

Contract: issue 4 "Hostile input" (refused or passed, bounded in time and memory, never fetched; an
output is whole or absent) and workbooks.md: exit codes 0, 1, 2; no traceback for anything a user
can cause; never silently empty; a text never becomes a formula.
"""

from __future__ import annotations

import contextlib
import re
import resource
import struct
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from qdcalc.cli import main as cli
from workbook.books import HEADER, READINGS, ROW, SHEET1, edit, patch, write

BOOK, RELS, STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
BAD = ("2018-12", 1, "abc")
MEMORY = 6 * 10**9
Build = Callable[[Path], object]

HEAD = "".join(
    f'<c r="{c}1" t="inlineStr"><is><t>{t}</t></is></c>' for c, t in zip("ABC", HEADER, strict=True)
)
HEAD = f'<row r="1">{HEAD}</row>'
MONTH = '<c r="A2" t="inlineStr"><is><t>2018-11</t></is></c><c r="B2"><v>1</v></c>'
GOOD = f'{HEAD}<row r="2">{MONTH}<c r="C2"><v>1.5</v></c></row>'
ERROR_CELL = '<c r="C2" t="e"><v>#N/A</v></c>'
FAULT = '<c r="C2" t="str"><v>abc</v></c>'


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def part(name: str, change: Callable[[bytes], bytes | None], *lines: tuple[Any, ...]) -> Build:
    """Change one member of a plain workbook; None takes it away."""

    def build(path: Path) -> None:
        parts = members(write(path, HEADER, *(lines or (ROW,))))
        changed = change(parts.pop(name, b""))
        pack(path, parts if changed is None else parts | {name: changed})

    return build


def raw(data: str, after: str = "", before: str = "") -> Build:
    """Write the sheet's XML by hand."""
    xml = f'<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData>{after}</worksheet>'
    text = f'<?xml version="1.0" encoding="UTF-8"?>{before}{xml}'
    return part(SHEET1, lambda _: text.encode("utf-8", "surrogatepass"))


def cell(xml: str) -> Build:
    """Put a cell's XML at C2."""
    return raw(f'{HEAD}<row r="2">{MONTH}{xml}</row>')


def more(xml: str) -> Build:
    """Put rows under the good one."""
    return raw(GOOD + xml)


def without(name: str) -> Build:
    return part(name, lambda _: None)


def garbage(name: str) -> Build:
    return part(name, lambda _: b"garbage")


def faulty_after(after: str) -> Build:
    return raw(f'{HEAD}<row r="2">{MONTH}{FAULT}</row>', after)


def entities(use: str) -> str:
    names = "abcdefghij"
    chain = "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">'
        for a, b in zip(names, names[1:], strict=False)  # noqa: RUF007
    )
    return f'<!DOCTYPE {use} [<!ENTITY a "aaaaaaaaaa">{chain}]>'


def flagged(bit: int = 0, method: int | None = None, damage: bool = False) -> Build:
    """Change the zip's own fields of the sheet's member."""

    def build(path: Path) -> None:
        write(path, HEADER, ROW)
        data = bytearray(path.read_bytes())
        with zipfile.ZipFile(path) as archive:
            info = archive.getinfo(SHEET1)
        at = info.header_offset
        name, extra = struct.unpack("<HH", data[at + 26 : at + 30])
        central = data.rfind(b"PK\x01\x02", 0, data.rfind(SHEET1.encode()))
        for place in (at + 6, central + 8):
            data[place] |= bit
        if method is not None:
            for place in (at + 8, central + 10):
                data[place : place + 2] = struct.pack("<H", method)
        if damage:
            start = at + 30 + name + extra
            for place in range(start + 20, start + info.compress_size):
                data[place] ^= 0x5A
        path.write_bytes(data)

    return build


def append(name: str, content: bytes) -> Build:
    def build(path: Path) -> None:
        write(path, HEADER, ROW)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(name, content)

    return build


def cut(path: Path) -> None:
    data = write(path, HEADER, ROW).read_bytes()
    path.write_bytes(data[:-30])


def strict(path: Path) -> None:
    office = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    pack(path, {
        name: text.replace(MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main")
        .replace(office, b"http://purl.oclc.org/ooxml/officeDocument/relationships")
        for name, text in members(write(path, HEADER, BAD)).items()
    })  # fmt: skip


def renamed_ods(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<office/>")


def many_sheets(path: Path) -> None:
    write(path, HEADER, ROW, **{f"表{n}": [] for n in range(600)})


def date_format(number: int) -> Build:
    """Show A2, the day 43405 (2018-11-01), by one of Chinese Excel's own formats."""

    def build(path: Path) -> None:
        write(path, HEADER, (43405, 1, 1.5))
        edit(path, lambda sheet: setattr(sheet["A2"], "number_format", "0.0000"))
        patch(path, STYLES, r"<numFmts.*?</numFmts>", "")
        patch(path, STYLES, r'numFmtId="16\d"', f'numFmtId="{number}"')

    return build


def long_text(size: int) -> str:
    return "a" * size


HUGE_NUMBER = "9" * 5000
DIRECTORY: Build = lambda path: path.mkdir()  # noqa: E731
# name → how it is made, exit code, what must be said
CASES: dict[str, tuple[Build, int, str]] = {
    # ------------------------------------------------------------------ the archive
    "a bomb": (append("xl/sharedStrings.xml", bytes(100_000_000)), 2, "不像正常的工作簿"),
    "an unused member climbs out": (append("../../../evil.txt", b"x"), 0, ""),
    "a member with an absolute name": (append("/evil.txt", b"x"), 0, ""),
    "the sheet twice": (append(SHEET1, b"<broken"), 2, READINGS),
    "the end is cut off": (cut, 2, r"另存为 \.xlsx"),
    "a member with a password": (flagged(bit=1), 2, "a.xlsx"),
    "an unknown compression": (flagged(method=99), 2, "a.xlsx"),
    "a damaged member": (flagged(damage=True), 2, "a.xlsx"),
    "no workbook.xml": (without(BOOK), 2, r"另存为 \.xlsx"),
    "no relationships": (without(RELS), 2, r"另存为 \.xlsx"),
    "no root relationships": (without("_rels/.rels"), 2, r"另存为 \.xlsx"),
    "no content types": (without("[Content_Types].xml"), 0, ""),
    "no styles": (without(STYLES), 0, ""),
    "no theme": (without("xl/theme/theme1.xml"), 0, ""),
    "no sheet part": (without(SHEET1), 2, READINGS),
    "garbage workbook.xml": (garbage(BOOK), 2, r"另存为 \.xlsx"),
    "garbage styles": (garbage(STYLES), 2, r"另存为 \.xlsx"),
    "garbage relationships": (garbage(RELS), 2, "a.xlsx"),
    "garbage sheet": (garbage(SHEET1), 2, READINGS),
    "an empty sheet part": (part(SHEET1, lambda _: b""), 2, READINGS),
    "a sheet outside the archive": (
        part(RELS, lambda x: re.sub(rb'Target="[^"]*sheet1.xml"', b'Target="../../../etc/x"', x)),
        2, READINGS,
    ),
    "a sheet on the net": (
        part(RELS, lambda x: re.sub(
            rb'Target="[^"]*sheet1.xml"', b'Target="http://127.0.0.1:1/" TargetMode="External"', x
        )),
        2, READINGS,
    ),
    "an external link is not followed": (
        append("xl/externalLinks/externalLink1.xml", b"<externalLink/>"), 0, "",
    ),
    "UTF-16": (part(SHEET1, lambda x: x.decode().encode("utf-16")), 2, READINGS),
    "GBK": (part(SHEET1, lambda x: x.decode().encode("gbk")), 2, READINGS),
    "a byte order mark": (part(SHEET1, lambda x: b"\xef\xbb\xbf" + x), 0, ""),
    "strict OOXML": (strict, 1, f"{READINGS}!C2"),
    "ODS renamed": (renamed_ods, 2, r"另存为 \.xlsx"),
    "HTML renamed": (
        lambda p: p.write_text("<html><table><tr><td>月份", encoding="utf-8"), 2, r"另存为 \.xlsx",
    ),
    "a folder called a.xlsx": (DIRECTORY, 2, r"没有 \.xlsx"),
    # ------------------------------------------------------------------ entities
    "entities in the sheet": (
        raw(f'{HEAD}<row r="2">{MONTH}<c r="C2" t="str"><v>&j;</v></c></row>', "", entities("w")),
        2, READINGS,
    ),
    "a file as an entity": (
        raw(
            f'{HEAD}<row r="2">{MONTH}<c r="C2" t="str"><v>&x;</v></c></row>', "",
            '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        ),
        2, READINGS,
    ),
    "entities in workbook.xml": (
        part(BOOK, lambda x: re.sub(
            rb"(<workbook)", entities("workbook").encode() + rb"\1", x, count=1
        ).replace("监测数据".encode(), "监测数据&j;".encode())),
        2, "a.xlsx",
    ),
    "a DOCTYPE alone": (
        raw(f'{HEAD}<row r="2">{MONTH}{FAULT}</row>', "", "<!DOCTYPE w []>"), 1, f"{READINGS}!C2",
    ),
    # ------------------------------------------------------------------ places
    "the last cell of a sheet": (
        more('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), 1, "XFD1048576",
    ),
    "formats to the last cell": (more('<row r="1048576"><c r="XFD1048576" s="0"/></row>'), 0, ""),
    "an absurd dimension": (
        part(SHEET1, lambda x: re.sub(
            rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', x
        )),
        0, "",
    ),
    "a million columns claimed": (
        raw(GOOD, '<mergeCells count="999999999"/>', ""), 0, "",
    ),
    "a far row beside near ones": (
        more('<row r="4294967296"><c r="A4294967296"><v>1</v></c></row>'), 1, "A4294967296",
    ),
    "row 0": (more('<row r="0"><c r="A0"><v>1</v></c></row>'), 2, READINGS),
    "a negative row": (
        raw(f'{HEAD}<row r="-2">{MONTH}{ERROR_CELL}</row>'.replace("A2", "A-2")), 2, READINGS,
    ),
    "a row that is no number": (raw(f'{HEAD}<row r="abc">{MONTH}{ERROR_CELL}</row>'), 2, READINGS),
    "a row of 5,000 digits": (
        raw(f'{HEAD}<row r="{HUGE_NUMBER}">{MONTH}{ERROR_CELL}</row>'), 1, "",
    ),
    "a cell 1A": (more('<row r="3"><c r="1A"><v>1</v></c></row>'), 2, READINGS),
    "a formula in a sheet that cannot be read": (
        more('<row r="3"><c r="A3"><f>1</f></c><c r="1A"><v>1</v></c></row>'), 2, READINGS,
    ),
    "a cell without a place": (more('<row r="3"><c r=""><v>1</v></c></row>'), 2, READINGS),
    "no places at all": (raw(re.sub(r' r="[A-Z]*\d+"', "", GOOD)), 0, ""),
    "no places, an error": (
        raw(re.sub(r' r="[A-Z]*\d+"', "", f'{HEAD}<row r="2">{MONTH}{ERROR_CELL}</row>')),
        1, f"{READINGS}!C2",
    ),
    "small letters": (cell(ERROR_CELL.replace("C2", "c2")), 1, f"{READINGS}!C2"),
    "cells out of order": (
        raw(f'{HEAD}<row r="2"><c r="C2"><v>1.5</v></c>{MONTH}</row>'), 0, "",
    ),
    "a cell twice": (
        cell('<c r="C2"><v>1.5</v></c><c r="C2"><v>abc</v></c>'), 1, f"{READINGS}!C2",
    ),
    # ------------------------------------------------------------------ cells
    "a wrong string index": (cell('<c r="C2" t="s"><v>99</v></c>'), 2, READINGS),
    "a negative string index": (cell('<c r="C2" t="s"><v>-1</v></c>'), 2, READINGS),
    "1E400": (cell('<c r="C2"><v>1E400</v></c>'), 1, f"{READINGS}!C2"),
    "NaN": (cell('<c r="C2"><v>NaN</v></c>'), 1, f"{READINGS}!C2"),
    "INF": (cell('<c r="C2"><v>INF</v></c>'), 1, f"{READINGS}!C2"),
    "-0": (cell('<c r="C2"><v>-0</v></c>'), 0, ""),
    "an unknown kind of cell": (cell('<c r="C2" t="zzz"><v>1.5</v></c>'), 2, READINGS),
    "a truth value 2": (cell('<c r="C2" t="b"><v>2</v></c>'), 2, READINGS),
    "a date of ISO 8601": (cell('<c r="C2" t="d"><v>2018-11-03</v></c>'), 1, f"{READINGS}!C2"),
    **{
        f"the error value {text}": (
            cell(f'<c r="C2" t="e"><v>{text}</v></c>'), 1, f"{READINGS}!C2.*{text}"
        )
        for text in ("#SPILL!", "#CALC!", "#GETTING_DATA", "#BLOCKED!")
    },
    "rich text": (
        cell('<c r="C2" t="inlineStr"><is><r><t>1</t></r><r><t>.5x</t></r></is></c>'), 1, "1.5x",
    ),
    "phonetic text is no text": (
        cell('<c r="C2" t="inlineStr"><is><t>x</t><rPh sb="0" eb="1"><t>yi</t></rPh></is></c>'),
        1, "“x”",
    ),
    "10 MB in a cell": (
        cell(f'<c r="C2" t="str"><v>{long_text(10_000_000)}</v></c>'), 1, f"{READINGS}!C2",
    ),
    "a control character": (cell('<c r="C2" t="str"><v>a_x0001_b</v></c>'), 1, f"{READINGS}!C2"),
    "a bare control character": (cell('<c r="C2" t="str"><v>a\x01b</v></c>'), 1, f"{READINGS}!C2"),
    "a noncharacter": (cell('<c r="C2" t="str"><v>a\uffffb</v></c>'), 1, f"{READINGS}!C2"),
    "half a pair": (cell('<c r="C2" t="str"><v>a&#xD800;b</v></c>'), 2, READINGS),
    "deep nesting": (
        cell(f'<c r="C2" t="str"><v>1</v>{"<a>" * 50_000}{"</a>" * 50_000}</c>'), 2, READINGS,
    ),
    # ------------------------------------------------------------------ what openpyxl can't copy
    "a cell style that is not there": (cell(FAULT.replace("<c ", '<c s="999" ')), 1, "C2"),
    "a merged range backwards": (faulty_after('<mergeCells><mergeCell ref="C3:A2"/></mergeCells>'),
                                 1, READINGS),
    "odd conditional formats": (
        faulty_after('<conditionalFormatting sqref="A1"><cfRule type="foo" priority="1"/>'
                     "</conditionalFormatting>"), 1, "C2",
    ),
    "an odd page": (faulty_after('<pageSetup orientation="sideways"/>'), 1, "C2"),
    "odd data validations": (
        faulty_after('<dataValidations><dataValidation type="nope" sqref="A1"/></dataValidations>'),
        1, "C2",
    ),
    "a fill of another program": (
        part(STYLES, lambda x: x.replace(b'"gray125"', b'"foo"'), BAD), 1, "C2",
    ),
    "an odd date in the properties": (
        part("docProps/core.xml", lambda x: re.sub(
            rb"(<dcterms:created[^>]*>)[^<]*", rb"\1yesterday", x), BAD),
        1, "C2",
    ),
    "a fault without content types": (
        part("[Content_Types].xml", lambda _: None, BAD), 1, "C2",
    ),
    # ------------------------------------------------------------------ sheets
    "600 sheets": (many_sheets, 0, ""),
    "no sheets": (
        part(BOOK, lambda x: re.sub(rb"<sheets>.*</sheets>", b"<sheets/>", x)), 2, "没有工作表",
    ),
    "a thousand sheets and one": (
        part(BOOK, lambda x: x.replace(b"</sheets>", b"".join(
            b'<sheet name="s%d" sheetId="%d" r:id="rId1"/>' % (n, n) for n in range(100, 1100)
        ) + b"</sheets>")), 2, r"有 1,001 张工作表，不像正常的工作簿",
    ),
    "endless styles": (
        part(STYLES, lambda x: x.replace(b"</styleSheet>", b" " * 17_000_000 + b"</styleSheet>"),
             BAD), 1, "原表的样式太多，只有错误汇总",
    ),
    "all sheets hidden": (
        part(BOOK, lambda x: x.replace(b'state="visible"', b'state="veryHidden"'), BAD), 1, "T07",
    ),
    "a line break in a sheet's name": (
        part(BOOK, lambda x: x.replace("监测数据".encode(), "监测&#10;数据".encode()), BAD),
        1, "C2",
    ),
    "a broken defined name": (
        part(BOOK, lambda x: x.replace(
            b"</sheets>", b'</sheets><definedNames><definedName name="_xlnm.Print_Titles" '
            b'localSheetId="7">#REF!</definedName></definedNames>'), BAD),
        1, "C2",
    ),
    **{
        f"date format {number}": (date_format(number), 0, "")
        for number in (*range(27, 32), 36, *range(50, 55), 57, 58)
    },
}  # fmt: skip

COPY = "annotate: openpyxl can't load the workbook → 程序出了意外 instead of only 错误汇总"


def cases() -> list[Any]:
    return [pytest.param(*case, id=name, marks=slow(name)) for name, case in CASES.items()]


SLOW = {
    "600 sheets", "a million columns claimed", "10 MB in a cell", "a header of 10 MB",
    "cells never closed", "a header of 250,000 units", "a header of brackets",
}  # fmt: skip


def slow(name: str) -> list[pytest.MarkDecorator]:
    """Leave the largest ones to the thorough run."""
    return [pytest.mark.thorough] if name in SLOW else []


def formulas(path: Path) -> list[str]:
    """Return every cell that is a formula, and what it says."""
    book = openpyxl.load_workbook(path)
    return [
        f"{sheet.title}!{c.coordinate} {c.value}"
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for c in row
        if c.data_type == "f"
    ]


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize(("build", "code", "told"), cases())
def test_hostile(
    build: Build, code: int, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.xlsx"
    build(path)
    found = cli.main(["check", "water-month", str(path), "-o", str(tmp_path / "标注.xlsx")])
    captured = capsys.readouterr()
    said = captured.out + captured.err
    assert "Traceback" not in said
    assert "程序出了意外" not in said
    assert found == code, said[:500]
    assert re.search(told, said), said[:500]
    assert re.search("[\u4e00-\u9fff]", said)
    assert len(said) < 100_000
    assert not list(tmp_path.glob("*.tmp"))
    assert not (tmp_path.parent / "evil.txt").exists()
    assert "root:" not in said


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 60


# ------------------------------------------------ what may take the process down: in its own


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


WILD: dict[str, tuple[Build, int, str]] = {
    "two letters and the last row in row 3": (
        more('<row r="3"><c r="ZZ1048576"><v>1</v></c></row>'), 1, "ZZ1048576",
    ),
    "six letters": (more('<row r="3"><c r="ZZZZZZ3"><v>1</v></c></row>'), 1, ""),
    "row 4,294,967,295 within row 3": (
        more('<row r="3"><c r="A4294967295"><v>1</v></c></row>'), 1, "",
    ),
    "20 digits": (more('<row r="3"><c r="A99999999999999999999"><v>1</v></c></row>'), 1, ""),
    "cells never closed": (raw(HEAD + '<c t="e">' * 200_000), 2, READINGS),
    "a header of 250,000 units": (
        part(SHEET1, lambda x: x.replace("氨氮".encode(), ("氨氮" + "mg/l" * 250_000).encode())),
        1, "H03",
    ),
    "all cells merged": (
        raw(GOOD, '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'), 1, "",
    ),
    "a header of 10 MB": (
        part(SHEET1, lambda x: x.replace(
            b"</row>", f'<c r="D1" t="str"><v>{long_text(10_000_000)}</v></c></row>'.encode(), 1)),
        0, "D1",
    ),
    "a header of brackets": (
        part(SHEET1, lambda x: x.replace("氨氮".encode(), ("氨氮" + "(mg/l)" * 20_000).encode())),
        1, "H03",
    ),
}  # fmt: skip
ABORT = "calamine allocates the whole block up to the cell and aborts (SIGABRT, Rust backtrace)"
HANG = "runs for more than 40 s"


EACH = """
import sys
from qdcalc.cli import main as cli
for name in sys.argv[1:]:
    code = cli.main(["check", "water-month", name, "-o", name.replace(".xlsx", "_标注.xlsx")])
    sys.stderr.flush()
    print(f"ENDED {code}", flush=True)
"""


@pytest.mark.parametrize(
    "names",
    [
        [name for name in WILD if name not in SLOW],
        pytest.param([name for name in WILD if name in SLOW], marks=pytest.mark.thorough),
    ],
    ids=["quick", "slow"],
)
def test_bounded(names: list[str], tmp_path: Path) -> None:
    """One process checks them one after the other; one that falls takes the rest with it."""
    paths = [tmp_path / f"{number}.xlsx" for number in range(len(names))]
    for path, name in zip(paths, names, strict=True):
        WILD[name][0](path)
    done = subprocess.run(
        [sys.executable, "-c", EACH, *map(str, paths)], stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, timeout=60 * len(names), check=False, preexec_fn=limit,
    )  # fmt: skip
    *each, rest = re.split(r"ENDED (?=\d)", done.stdout.decode("utf-8", "replace"))
    assert len(each) == len(names), rest[:500]
    codes = [int(after[0]) for after in [*each, rest][1:]]
    for name, code, said in zip(names, codes, each, strict=True):
        assert code == WILD[name][1], (name, said[:500])
        assert "Traceback" not in said, name
        assert "程序出了意外" not in said, name
        assert re.search(WILD[name][2], said), (name, said[:500])
        assert len(said) < 100_000, name


# --------------------------------------------------------------------------- never a formula

INJECTED = ["=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "=cmd|'/c calc'!A0"]


def test_texts_of_a_result_are_no_formulas(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    header = ("区市", "街道", "名称", "级别", "服务对象数")
    districts = ("市南", "市北", "李沧", "崂山", "城阳", "即墨")
    rows = [(name, "某街道", "某中心", "街道(镇)", 30001) for name in districts]
    assert len(rows) == len(INJECTED)
    write(path, header, *rows, sheet="服务平台")

    def as_text(sheet: Any) -> None:
        for row, text in enumerate(INJECTED, start=2):
            for place in (f"B{row}", f"C{row}"):
                sheet[place].value = text
                sheet[place].data_type = "s"

    edit(path, as_text, "服务平台")
    assert cli.main(["run", "staffing", str(path), "-o", str(tmp_path / "果.xlsx")]) == 0
    written, texts = tmp_path / "果.xlsx", {text.strip() for text in INJECTED}
    assert not [said for said in formulas(written) if any(text in said for text in texts)]
    shown = openpyxl.load_workbook(written)["配备核算"].iter_rows()
    assert texts <= {str(c.value).strip() for row in shown for c in row if c.data_type == "s"}


# ------------------------------------------------------------------------------------ outputs


@pytest.mark.parametrize("command", ["run", "check"])
@pytest.mark.parametrize(
    "output", ["没有/a.xlsx", "夹.xlsx", "/proc/qdcalc.xlsx",
     "长" * 120 + ".xlsx"],
    ids=["no folder", "a folder", "read-only", "too long"],
)  # fmt: skip
def test_outputs_that_cannot_be(
    command: str, output: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "a.xlsx", HEADER, ROW)
    (tmp_path / "夹.xlsx").mkdir()
    code = cli.main(
        [command, "water-month", str(tmp_path / "a.xlsx"), "-o", str(tmp_path / output)]
    )
    err = capsys.readouterr().err
    assert code == 2
    assert "程序出了意外" not in err
    assert {p.name for p in tmp_path.iterdir()} == {"a.xlsx", "夹.xlsx"}


def test_an_input_name_too_long(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = str(tmp_path / f"{'长' * 120}.xlsx")
    assert cli.main(["check", "water-month", name]) == 2
    assert "程序出了意外" not in capsys.readouterr().err


@contextlib.contextmanager
def old_output(path: Path) -> Iterator[None]:
    path.write_bytes(b"the old one")
    yield
    assert path.read_bytes() == b"the old one"
    assert not list(path.parent.glob("*.tmp"))
    assert not list(path.parent.glob(".qdcalc*"))


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left"), KeyboardInterrupt(), MemoryError()]
)
@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        (["run", "water-month", "a.xlsx"], "xlsxwriter.Workbook.close"),
        (["check", "water-month", "a.xlsx"], "openpyxl.workbook.Workbook.save"),
        (["template", "water-month"], "xlsxwriter.Workbook.close"),
    ],
    ids=["run", "check", "template"],
)
def test_stopped_while_writing(
    arguments: list[str], place: str, error: BaseException, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "a.xlsx", HEADER, ROW)

    def stop(*_: object) -> None:
        raise error

    monkeypatch.setattr(place, stop)
    with old_output(tmp_path / "果.xlsx"):
        assert cli.main([*arguments, "-o", "果.xlsx"]) == 2
    assert "程序出了意外" not in capsys.readouterr().err
