"""In what a workbook differs from the one that it should be: each cell, and what hides cells."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from qdcalc.record import record
from qdcalc.table.live import column_letters
from qdcalc.workbook.contents import Cell, Contents, Page, SheetPart

KEPT = 10_000  # differences that are kept; all are counted
_SAME = 1e-14  # of a number, what a program may lose that writes it in 15 digits
_LONGEST = 60  # characters of a value
_BEFORE = 10  # of them before the first that differs
_SHAPES = {"pic": "图片", "sp": "文本框或图形", "cxnSp": "线条", "chart": "图表"}
_LOOKS = ("xl/styles.xml", "xl/theme/theme1.xml")
_ALWAYS_ANEW = ("xl/workbook.xml", "xl/styles.xml", "docProps/app.xml")
_UNWRITTEN = ("docProps/", "_rels/")  # members that say nothing of the sheets
NO_RESULT = "公式没有结果"


@record
class Difference:
    """One thing that is not as it should be: where, what, as written and as due."""

    sheet: str
    cell: str
    what: str
    written: str
    due: str

    def line(self) -> str:
        """Return it as one line of a console."""
        place = "!".join(part for part in (self.sheet, self.cell) if part) or "工作簿"
        return f"{place}　{self.what}：写着 {self.written}，应为 {self.due}"


@dataclass
class Differences:
    """The differences found, the first in full and all counted; what was compared."""

    changed: list[Difference] = field(default_factory=list)
    uncalculated: list[Difference] = field(default_factory=list)
    count: int = 0
    count_uncalculated: int = 0
    cells: int = 0
    is_resaved: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def kept(self) -> list[Difference]:
        """The differences that are told, what was changed before formulas without a result.

        A program that does not calculate leaves out thousands of results, changes nothing by it.
        """
        return [*self.changed, *self.uncalculated][:KEPT]

    def add(self, sheet: str, cell: str, what: str, written: Any, due: Any) -> None:
        """Record a difference."""
        self.count += 1
        self.count_uncalculated += what == NO_RESULT
        kept = self.uncalculated if what == NO_RESULT else self.changed
        if len(kept) < KEPT:
            said = _cut_alike(written, due)
            kept.append(Difference(sheet, cell, what, shown(said[0]), shown(said[1])))


def shown(value: Any) -> str:
    """Write a cell's value for people: a text in quotes, a number as it is."""
    if value is None or value == "":
        return "（空）"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, (int, Decimal)):
        return str(value)
    text = str(value).replace("\n", " ")
    return f"“{text if len(text) <= _LONGEST else text[: _LONGEST - 1] + '…'}”"


def _cut_alike(written: Any, due: Any) -> tuple[Any, Any]:
    """Leave out what two long texts begin with alike, so that what is shown of them differs."""
    if not (isinstance(written, str) and isinstance(due, str)):
        return written, due
    pairs = enumerate(zip(written, due, strict=False))
    alike = next((n for n, (a, b) in pairs if a != b), min(len(written), len(due)))
    if alike < _LONGEST // 2:
        return written, due
    return f"…{written[alike - _BEFORE :]}", f"…{due[alike - _BEFORE :]}"


def compare(
    written: Path, due: Path, *, stamps: Collection[tuple[str, str]] = (), is_exact: bool = True
) -> Differences:
    """Compare a workbook with the one that it should be.

    Parameters
    ----------
    written, due : Path
    stamps : collection of (sheet, cell)
        Cells that are not compared.
    is_exact : bool
        Whether the same program wrote both, so that members that it wrote must be the same to the
        byte where nobody saved the workbook again.
    """
    found = Differences()
    with zipfile.ZipFile(written) as one, zipfile.ZipFile(due) as other:
        sides = Contents(one), Contents(other)
        found.is_resaved = _is_saved_again(*sides)
        _compare_sheets(*sides, found)
        stamped = {sheet for sheet, _ in stamps}
        by_name = {sheet.name: sheet for sheet in sides[0].sheets}
        for sheet in sides[1].sheets:
            mine = by_name.get(sheet.name)
            if mine is None:
                continue
            before = found.count
            is_same = not found.is_resaved and _is_same(one, mine.part, other, sheet.part)
            looks_same = is_same and all(_is_same(one, n, other, n) for n in _LOOKS)
            left_out = {cell for name, cell in stamps if name == sheet.name}
            _compare_sheet(*sides, mine, sheet, left_out, found, is_same=looks_same)
            is_odd = not (is_same or found.is_resaved or sheet.name in stamped)
            if is_exact and is_odd and found.count == before:
                found.add(sheet.name, "", "版面、样式或打印设置", "被改动过", "与写出时一样")
        _compare_book(*sides, found)
        if is_exact and not found.is_resaved:
            _compare_rest(*sides, found)
    return found


def _is_saved_again(written: Contents, due: Contents) -> bool:
    """Say whether another program saved a workbook: no member that it writes anew is as ours.

    Whoever changes one member of the archive, such as its styles, leaves the others as they are.
    """
    parts = {s.name: s.part for s in written.sheets}
    pairs = [(parts[s.name], s.part) for s in due.sheets if s.name in parts]
    pairs += [(name, name) for name in _ALWAYS_ANEW]
    return not any(_is_same(written.archive, a, due.archive, b) for a, b in pairs)


def _is_same(one: zipfile.ZipFile, mine: str, other: zipfile.ZipFile, theirs: str) -> bool:
    infos = one.NameToInfo.get(mine), other.NameToInfo.get(theirs)
    if infos[0] is None or infos[1] is None or infos[0].file_size != infos[1].file_size:
        return False
    with one.open(mine) as a, other.open(theirs) as b:
        while True:
            chunks = a.read(2**20), b.read(2**20)
            if chunks[0] != chunks[1]:
                return False
            if not chunks[0]:
                return True


def _compare_sheets(written: Contents, due: Contents, found: Differences) -> None:
    """Compare which sheets there are, their order, and which are hidden."""
    mine, theirs = ([s.name for s in side.sheets] for side in (written, due))
    for name in theirs:
        if name not in mine:
            found.add(name, "", "工作表", "没有这张表（删去或改了名）", "应有这张表")
    for name in mine:
        if name not in theirs:
            found.add(name, "", "工作表", "多出这张表（加上或改了名）", "没有这张表")
    orders = [[n for n in side if n in other] for side, other in ((mine, theirs), (theirs, mine))]
    if orders[0] != orders[1]:
        found.add("", "", "工作表的先后", "、".join(orders[0]), "、".join(orders[1]))
    if len(set(mine)) < len(mine):
        found.add("", "", "工作表", "有同名的工作表", "名称各不相同")
    states = {s.name: s.is_hidden for s in due.sheets}
    for sheet in written.sheets:
        if sheet.is_hidden != states.get(sheet.name, sheet.is_hidden):
            said = "隐藏" if sheet.is_hidden else "显示"
            found.add(sheet.name, "", "工作表", said, "显示" if sheet.is_hidden else "隐藏")


def _compare_sheet(
    written: Contents,
    due: Contents,
    mine: SheetPart,
    theirs: SheetPart,
    left_out: Collection[str],
    found: Differences,
    *,
    is_same: bool,
) -> None:
    """Compare the rows of a sheet and what stands around them; of a same one only count cells."""
    readers = written.reader(mine.part), due.reader(theirs.part)
    name = theirs.name
    if is_same:
        found.cells += due.count(theirs.part)
        pages = Page(), Page()
        written.read_around(mine.part, pages[0])
        due.read_around(theirs.part, pages[1])
        _compare_page(name, *pages, found)
        return
    flat: list[int] = []
    with closing(readers[0].rows()) as ours, closing(readers[1].rows()) as due_rows:
        for number, (is_hidden, cells), (was_hidden, wanted) in _pairs(ours, due_rows):
            if is_hidden != was_hidden and (cells or wanted):
                flat.append(number) if is_hidden else found.add(
                    name, f"第 {number} 行", "行", "显示", "隐藏"
                )
            for column in sorted(cells.keys() | wanted.keys()):
                cell = f"{column_letters(column)}{number}"
                found.cells += 1
                if cell not in left_out:
                    _compare_cell(name, cell, cells.get(column), wanted.get(column), found)
    for number in flat:
        found.add(name, f"第 {number} 行", "行", "隐藏", "显示")
    _compare_page(name, readers[0].page, readers[1].page, found)


Row = tuple[bool, dict[int, Cell]]


def _pairs(
    mine: Iterable[tuple[int, bool, dict[int, Cell]]],
    theirs: Iterable[tuple[int, bool, dict[int, Cell]]],
) -> Iterator[tuple[int, Row, Row]]:
    """Yield the rows of both sheets by number; one that is missing is empty and shown."""
    none: Row = (False, {})
    sides = [iter(mine), iter(theirs)]
    heads = [next(side, None) for side in sides]
    while any(heads):
        number = min(head[0] for head in heads if head)
        rows = [head[1:] if head and head[0] == number else none for head in heads]
        yield number, rows[0], rows[1]
        for index, head in enumerate(heads):
            if head and head[0] <= number:
                heads[index] = next(sides[index], None)


def _compare_cell(
    sheet: str, cell: str, mine: Cell | None, due: Cell | None, found: Differences
) -> None:
    value, wanted = (c.value if c else None for c in (mine, due))
    if not is_equal(value, wanted):
        has_no_result = mine is not None and mine.formula is not None and value is None
        what = NO_RESULT if has_no_result else _what(value, wanted)
        found.add(sheet, cell, what, value, wanted)
    formulas = [_formula(c.formula) if c else None for c in (mine, due)]
    if formulas[0] != formulas[1] and not (formulas[0] == "" and formulas[1]):
        said = ["没有公式" if f is None else f"={f}" for f in formulas]
        found.add(sheet, cell, "公式", *said)
    if mine is None or due is None:
        return
    if mine.mark.number_format != due.mark.number_format:
        found.add(sheet, cell, "数字格式", mine.mark.number_format, due.mark.number_format)
    for is_hidden, was_hidden, what in (
        (mine.mark.is_unseen, due.mark.is_unseen, "字的颜色和底色一样，看不见"),
        (mine.mark.is_struck, due.mark.is_struck, "有删除线"),
        (mine.mark.is_tiny, due.mark.is_tiny, "字小得看不见"),
        (mine.mark.is_far, due.mark.is_far, "缩进到格子外，看不见"),
        (mine.mark.is_symbol, due.mark.is_symbol, "字体是符号，显示的不是这些字"),
    ):
        if is_hidden and not was_hidden:
            found.add(sheet, cell, "样式", what, "照常显示")


def _what(value: Any, wanted: Any) -> str:
    if wanted is None:
        return "多出内容"
    if value is None:
        return "缺少内容"
    if isinstance(value, str) and isinstance(wanted, float):
        return "数字写成了文字"
    if isinstance(value, float) and isinstance(wanted, str):
        return "文字写成了数字"
    return "值"


def is_equal(value: Any, wanted: Any) -> bool:
    """Say whether two values are the same, numbers as far as programs keep them."""
    if isinstance(value, float) and isinstance(wanted, float):
        return abs(value - wanted) <= _SAME * abs(wanted)
    if isinstance(value, str) and isinstance(wanted, str):
        return value.replace("\r\n", "\n") == wanted.replace("\r\n", "\n")
    return type(value) is type(wanted) and bool(value == wanted)


def _formula(text: str | None) -> str | None:
    return None if text is None else "".join(text.replace("'", "").split())


def _compare_page(sheet: str, mine: Page, due: Page, found: Differences) -> None:
    """Compare what stands around the rows: hidden columns, what covers or hides cells."""
    for column in sorted(mine.hidden_columns ^ due.hidden_columns):
        states = ("隐藏", "显示") if column in mine.hidden_columns else ("显示", "隐藏")
        if column in due.widths:
            found.add(sheet, f"{column_letters(column)} 列", "列", *states)
    for ref in sorted(mine.comments.keys() | due.comments.keys()):
        texts = [side.comments.get(ref) for side in (mine, due)]
        if texts[0] != texts[1]:
            found.add(sheet, ref, "批注", *texts)
    for what, ours, wanted in (
        ("合并单元格", mine.merged, due.merged),
        ("条件格式", mine.conditional, due.conditional),
        ("数据有效性", mine.validations, due.validations),
        ("链接到别处", mine.links, due.links),
        ("图表引用的区域", mine.charted, due.charted),
        ("图表的文字、数字格式和坐标轴", mine.chart_texts, due.chart_texts),
        ("显示设置", mine.view, due.view),
    ):
        if ours != wanted:
            said = ["、".join(sorted(a - b)) for a, b in ((ours, wanted), (wanted, ours))]
            found.add(sheet, "", what, *said)
    _compare_shapes(sheet, mine, due, found)
    for what, text, due_text in (
        ("打印页眉", mine.header, due.header),
        ("打印页脚", mine.footer, due.footer),
    ):
        if text != due_text:
            found.add(sheet, "", what, text, due_text)


def _compare_shapes(sheet: str, mine: Page, due: Page, found: Differences) -> None:
    """Compare how many pictures, text boxes, charts and objects lie over the cells."""
    for kind in sorted(mine.shapes.keys() | due.shapes.keys()):
        counts = mine.shapes[kind], due.shapes[kind]
        if counts[0] != counts[1]:
            found.add(sheet, "", _SHAPES.get(kind, "嵌入的对象"), *(f"{n} 个" for n in counts))


def _compare_book(written: Contents, due: Contents, found: Differences) -> None:
    """Compare defined names, print areas, and members that no sheet shows."""
    if written.days_begin != due.days_begin:
        found.add("", "", "日期从哪一年起算", written.days_begin, due.days_begin)
    if (said := written.odd_views()) != due.odd_views():
        found.add("", "", "显示设置", "、".join(sorted(said)), "照常显示和计算")
    mine, theirs = written.names(), due.names()
    for sheet, name in sorted(mine.keys() | theirs.keys()):
        text, wanted = mine.get((sheet, name)), theirs.get((sheet, name))
        if text != wanted:
            is_area = name == "_xlnm.Print_Area"
            found.add(sheet, "", "打印区域" if is_area else f"定义的名称 {name}", text, wanted)
    own = Counter(due.foreign_parts())
    for part in islice((p for p in written.foreign_parts() if not own[p]), KEPT):
        found.add("", "", "文件里的部件", part, "没有（宏、外部链接、嵌入的对象或图片）")


def _compare_rest(written: Contents, due: Contents, found: Differences) -> None:
    """Compare to the byte the members beside the sheets of a workbook that nobody saved again."""
    sheets = {s.part for side in (written, due) for s in side.sheets}
    before = found.count
    for name in sorted({*due.archive.namelist(), *written.archive.namelist()}):
        if name in sheets or name.startswith(_UNWRITTEN):
            continue
        if not _is_same(written.archive, name, due.archive, name) and found.count == before:
            found.add("", "", "文件里的部件", name, "与写出时一样")
