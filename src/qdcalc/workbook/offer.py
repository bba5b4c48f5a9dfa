"""The file 名称对照 as ``check`` offers it: names that are not known, for a person to decide."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from qdcalc.errors import FileError, QdcalcError
from qdcalc.exact.patterns import Lazy
from qdcalc.exact.texts import key
from qdcalc.files.outputs import beside, is_replaceable
from qdcalc.files.plain import named
from qdcalc.intake.headers import headers_of
from qdcalc.notice.description import Calculation
from qdcalc.notice.names import COLUMN, JOINT, NAMES, akin
from qdcalc.notice.switches import input_tables
from qdcalc.record import record
from qdcalc.run import Taken, take
from qdcalc.table import tones as palette
from qdcalc.table.problems import NOTICE, Problem, Problems
from qdcalc.workbook.files import LISTS, NAMES_FILE
from qdcalc.workbook.package import written
from qdcalc.workbook.styles import FONT

_WIDTHS = (10, 30, 30, 30, 34)
_MORE = "_补充"  # of the file's name where a person has filled one already
_CUTOFF = 0.5
# columns that are judged or told of beside what was measured: nobody need map them
_APART = Lazy(
    "类别|超标|倍数|达标|评价|同比|环比|指数|备注|说明|状态|情况|(?:人|员|单位|日期|时间)$"
)
Standards = Mapping[str, Mapping[str, str]]  # by kind: spellings and the standard name


@record
class Offer:
    """The file that was written, and how many names it asks about."""

    path: Path
    count: int
    is_more: bool

    def line(self) -> str:
        """Say in one line what to do."""
        said = f"有 {self.count:,} 个名称不认识，已列在 {self.path.name}：请填“标准名称”"
        if self.is_more:
            return f"{said}，再改名为 {NAMES_FILE}（原来的各行已经抄在里面）"
        return f"{said}（可以从下拉列表选，“可能是”供参考），放在输入旁边再运行"


def offer(
    calculation: Calculation, source: Path, problems: Problems, names: Any = None
) -> Offer | None:
    """Write the names that an input has and nobody knows; None where there are none.

    A file of names that a person has filled stays: what is new is written beside it.

    Parameters
    ----------
    calculation : Calculation
    source : Path
        The input; the file is written beside it, of a folder into it.
    problems : Problems
        What was found in it.
    names : path, optional
        The file of names that was used.
    """
    if not any(_asked(problem) for problem in problems):
        return None
    policy = calculation.policy()
    try:
        taken = take(calculation, source, {}, names, policy, Problems())
    except QdcalcError:
        return None
    known = _standards(calculation, taken, policy)
    before = _rows_before(taken)
    told = {key(row[1]) for row in before}
    lacking = [
        label
        for problem in problems
        if problem.fault.is_structural and problem.fault.names
        for label in re.split("[、+]| 或 ", str(problem.fields.get("names", "")))
    ]
    new = {
        (kind, key(name)): (
            kind,
            name,
            "",
            _near(known.get(kind, {}), name, lacking),
            problem.place(),
        )
        for problem in problems
        for kind, name in _asked(problem)
        if key(name) not in told
    }
    if not new:
        return None
    folder = source if source.is_dir() else source.parent
    target = folder / named(NAMES_FILE) if names is None else Path(names)
    is_more = not is_replaceable(target)
    if is_more:
        target = beside(target, named(_MORE), (".xlsx",))
    try:
        _write(target, [*before, *new.values()] if is_more else [*new.values()], known)
    except FileError:
        return None
    return Offer(target, len(new), is_more)


def _asked(problem: Problem) -> list[tuple[str, str]]:
    """Return the names that a problem says are not known, each with its kind."""
    fault, fields = problem.fault, problem.fields
    if not fault.names or fault.weight == NOTICE:
        return []
    several = fields.get("unread")
    text = fields.get("written") or fields.get("name") or fields.get("found")
    found = [str(name) for name in ([text] if several is None else several) if name]
    is_column = fault.names == COLUMN
    return [(fault.names, name) for name in found if not (is_column and _APART.search(name))]


def _rows_before(taken: Taken) -> list[tuple[str, ...]]:
    """Return the rows that the user's own 名称对照 has."""
    if taken.names.data is None:
        return []
    columns = [column.name for column in NAMES.columns]
    frame = taken.names.data.frame.reindex(columns=columns).astype(object)
    return [tuple(map(str, row)) for row in frame.where(frame.notna(), "").to_numpy().tolist()]


def _standards(calculation: Calculation, taken: Taken, policy: Any) -> Standards:
    columns: dict[str, str] = {}
    for table in input_tables(calculation):
        columns |= headers_of(table).labels()
    known = {COLUMN: columns}
    for one in calculation.names:
        spelled = one.known(taken.tables, policy)
        known[one.label] = {text: JOINT.join(parts) for text, parts in spelled.items()}
    return known


def _near(known: Mapping[str, str], name: str, lacking: Sequence[str]) -> str:
    """Return the standard name that is perhaps meant: a column that lacks, else the likest."""
    text, known = key(name), akin(known, name)
    for label in lacking:
        if label in known.values() and set(text) & set(label):
            return label
    inside = [spelling for spelling in known if len(spelling) > 1 and spelling in text]
    near = difflib.get_close_matches(text, list(known), n=1, cutoff=_CUTOFF)
    best = near or sorted(inside, key=len)[-1:]
    return known[best[0]] if best else ""


def _write(path: Path, rows: Sequence[tuple[str, ...]], known: Standards) -> None:
    with written(path, {"strings_to_formulas": False}) as book:
        sheet, lists = book.add_worksheet(NAMES.label), book.add_worksheet(LISTS)
        head = book.add_format(FONT | {"bold": True, "bg_color": palette.HEADER_SHEET, "border": 1})
        cell = book.add_format(FONT | {"border": 1, "border_color": palette.GRID})
        fill = book.add_format(FONT | {"border": 1, "bg_color": palette.NEEDED})
        for number, (column, width) in enumerate(zip(NAMES.columns, _WIDTHS, strict=True)):
            sheet.set_column(number, number, width)
            sheet.write_string(0, number, column.label, head)
            sheet.write_comment(0, number, f"{column.sentence}。")
        sources = dict(_lists(lists, known))
        for row, texts in enumerate(rows, start=1):
            for number, text in enumerate(texts):
                is_open = number == 2 and not text
                sheet.write_string(row, number, text, fill if is_open else cell)
            if texts[0] in sources:
                rule = {"validate": "list", "source": sources[texts[0]], "error_type": "warning"}
                sheet.data_validation(row, 2, row, 2, rule)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        lists.hide()


def _lists(sheet: Any, known: Standards) -> Iterator[tuple[str, str]]:
    """Write the standard names of each kind, out of sight; yield where they stand."""
    for number, (kind, spelled) in enumerate(known.items()):
        names = list(dict.fromkeys(spelled.values()))
        for row, name in enumerate(names):
            sheet.write_string(row, number, name)
        letter = chr(ord("A") + number)
        if names:
            yield kind, f"={LISTS}!${letter}$1:${letter}${len(names)}"
