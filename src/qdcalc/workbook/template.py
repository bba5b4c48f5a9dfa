"""The empty input workbook of a calculation, made from its description."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from qdcalc.errors import UsageError
from qdcalc.intake.given import output_path
from qdcalc.intake.raw import Percent
from qdcalc.notice.catalogue import found
from qdcalc.notice.description import Calculation, Prefill
from qdcalc.notice.policy import Policy
from qdcalc.notice.switches import SETTINGS, input_tables
from qdcalc.table import tones as palette
from qdcalc.table.description import Column, Table
from qdcalc.workbook import entries
from qdcalc.workbook.data_rows import EXAMPLE
from qdcalc.workbook.files import LISTS
from qdcalc.workbook.guide import Guide
from qdcalc.workbook.package import written
from qdcalc.workbook.styles import FONT
from qdcalc.workbook.write import A4, LINE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

COLUMNS_A_PAGE = 15
ROWS = 1000  # rows that the drop-down lists and checks reach
_EXAMPLE_LINES = 3  # of a cell that says that its row is one
_MOST_KEYS = 4  # columns that stay in sight
_WIDEST, _NARROWEST, _LONG_NAME = 26.0, 9.0, 14  # characters
_COLORS = {"needed": palette.NEEDED, "choice": palette.ONE_OF_A_SET, "other": palette.FREE}
_TABS = {True: palette.TAB_NEEDED, False: palette.TAB_FREE}


def template(
    calculation: str | Calculation, path: str | Path, *, month: str = "", is_form: bool = False
) -> Path:
    """写出空白的输入工作簿，带下拉列表、批注和填表说明；返回它的路径。已有的文件不会被覆盖。

    参数：``calculation`` 是计算的名称；``path`` 是写到哪里（.xlsx）；``month`` 如
    ``"2018-11"``，按月填报的计算把这个月的行先列好；``is_form`` 写一家申请单位的一页申请表，
    由各单位申请的计算才有。

    例::

        qdcalc.template("水质月度核算", "监测数据.xlsx", month="2018-12")
        qdcalc.template("会展补助", "申请表.xlsx", is_form=True)

    Write the empty input workbook.

    Parameters
    ----------
    calculation : str or Calculation
    path : path
        An .xlsx file that is not there yet.
    month : str, optional
        The month whose rows are laid out.
    is_form : bool
        One applicant's form of one page.

    Raises
    ------
    FileError
        The file is there already, or can't be written.
    UsageError
        There is no such calculation or month, or the path is none of a workbook.
    """
    target = output_path(path)
    if target.suffix.lower() != ".xlsx":
        raise UsageError(f"模板的文件名应以 .xlsx 结尾，现在是 {target.name}")
    if is_form and month:
        raise UsageError("申请表没有按月的行，is_form 和 month 只能用一个")
    if is_form:
        from qdcalc.workbook.form import write_form

        return write_form(found(calculation), target)
    return write_template(found(calculation), target, month)


def write_template(calculation: Calculation, path: Path, month: str = "") -> Path:
    """Write the empty input workbook: every sheet and column, comments, drop-downs, a guide.

    Parameters
    ----------
    calculation : Calculation
    path : Path
        An .xlsx file; one that is there already stays.
    month : str
        A month such as 2018-11 whose rows are laid out.

    Raises
    ------
    UsageError
        The calculation has no such rows, or the month can't be read.
    """
    if month and not calculation.takes_month:
        raise UsageError(f"{calculation.title}没有按月的行，请去掉 --month")
    policy = calculation.policy()
    rows = calculation.prefill(month)
    with written(path, {"strings_to_formulas": False}, keeps=True) as workbook:
        guide = Guide(workbook, calculation, policy)
        book = _Template(workbook, calculation, policy)
        for table in input_tables(calculation):
            known = book.known(table, rows.get(table.name, Prefill()))
            book.add(table, known)
            guide.add(table, known, partial(book.choices, table))
        book.lists()
    return path


def write_filled(
    calculation: Calculation,
    path: Path,
    tables: Sequence[tuple[Table, Prefill]],
    told: Callable[[xlsxwriter.Workbook], None],
    *,
    overwrite: bool = False,
) -> Path:
    """Write a template that is filled already; its columns may be some of a table's.

    Parameters
    ----------
    calculation : Calculation
    path : Path
    tables : sequence of Table and Prefill
    told : callable
        Writes a sheet of its own, which is opened first.
    overwrite : bool
    """
    policy = calculation.policy()
    with written(path, {"strings_to_formulas": False}, overwrite=overwrite) as workbook:
        guide = Guide(workbook, calculation, policy)
        told(workbook)
        book = _Template(workbook, calculation, policy)
        for table, rows in tables:
            book.add(table, rows)
            guide.add(table, rows, partial(book.choices, table))
        book.lists()
    return path


def key_columns(table: Table) -> int:
    """Return how many columns at the left say what a row is of; they stay in sight."""
    chosen = {name for names in table.alternatives for name in names}
    count = 0
    for column in table.columns[: min(_MOST_KEYS, len(table.columns) - 1)]:
        is_key = column.is_required or column.name in chosen
        kind = column.kind
        is_key &= kind.is_text or kind.is_numeral or kind.is_time
        if not is_key or column.choices:
            break
        count += 1
    return count if len(table.columns) > _MOST_KEYS else 0


class _Template:
    """The workbook being written."""

    def __init__(self, book: xlsxwriter.Workbook, calculation: Calculation, policy: Policy) -> None:
        self._book, self._calculation, self._policy = book, calculation, policy
        self._lists: list[tuple[str, ...]] = []
        self._headers: dict[tuple[str, tuple[str, ...]], Format] = {}
        look = {"italic": True, "font_color": palette.FAINT, "text_wrap": True, "font_size": 9}
        self._example = self._format(**look)
        self._text = self._format(num_format="@")
        self._day = self._format(num_format="yyyy-mm-dd")
        self._moment = self._format(num_format="yyyy-mm-dd hh:mm:ss")
        self._percent = self._format(num_format="0.##%")

    def _format(self, **properties: Any) -> Format:
        return self._book.add_format(FONT | properties)

    def known(self, table: Table, rows: Prefill) -> Prefill:
        """Return what a sheet holds already: of 口径 every interpretation with its default."""
        if table is not SETTINGS:
            return rows
        return Prefill(
            [
                {"key": i.name, "value": next(c.name for c in i.choices if c.key == i.default)}
                for i in self._policy.interpretations.values()
            ]
        )

    def add(self, table: Table, rows: Prefill) -> None:
        """Write one input sheet: header with comments, rows already known, an example."""
        sheet = self._book.add_worksheet(table.label)
        shown = [column for column in table.columns if not column.is_folded]
        sheet.set_tab_color(_TABS[table.is_required])
        sheet.freeze_panes(1, key_columns(table))
        sheet.outline_settings(symbols_right=False)
        sheet.hide_gridlines(0)  # they are printed, too
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(-(-len(shown) // COLUMNS_A_PAGE), 0)
        sheet.repeat_rows(0)
        sheet.repeat_columns(0, max(key_columns(table) - 1, 0))
        sheet.set_row(0, LINE * (2 + max(len(c.limits) for c in shown)) + 4)
        sheet.set_comments_author("qdcalc")
        for number, column in enumerate(table.columns):
            self._set_column(sheet, table, number, [*rows.rows, rows.example])
            sheet.write_string(0, number, _heading(column), self._header(table, column))
            size = {"x_scale": 1.8, "y_scale": 1.4}
            sheet.write_comment(0, number, self._comment(table, column), size)
            self._check(sheet, table, number)
        self._fill(sheet, table, rows)

    def _set_column(
        self, sheet: Worksheet, table: Table, number: int, rows: Sequence[Mapping[str, Any]]
    ) -> None:
        """Give a column its width, its cells their format, and fold it away."""
        column = table.columns[number]
        filled = (_width(str(row.get(column.name, ""))) for row in rows)
        form = self._text if column.kind.entry.is_text else None
        name = _width(_heading(column))
        name = -(-name // 2) if name > _LONG_NAME else name
        longest = max([name, *map(_width, column.limits), *filled])
        wide = min(max(longest + 2.0, _NARROWEST), _WIDEST)
        if number == 0:
            wide = max(wide, 12.0)
        options = {"level": 1, "hidden": True} if column.is_folded else {}
        later = table.columns[number + 1 : number + 2]
        if not column.is_folded and later and later[0].is_folded:
            options = {"collapsed": True}
        sheet.set_column(number, number, wide, form, options)

    def _header(self, table: Table, column: Column) -> Format:
        """Return a header's format; limits are shown under the name, and are not of the text."""
        kind = "needed" if column.is_required else "other"
        if any(column.name in names for names in table.alternatives):
            kind = "choice"
        if (kind, column.limits) not in self._headers:
            look = {"bold": True, "bg_color": _COLORS[kind], "border": 1, "text_wrap": True}
            look |= {"align": "center"}
            if column.limits:
                lines = "".join(f"\n{line}" for line in column.limits)
                look |= {"num_format": f'@"{lines}"', "bold": False}
            self._headers[kind, column.limits] = self._format(**look)
        return self._headers[kind, column.limits]

    def _comment(self, table: Table, column: Column) -> str:
        lines = [f"{column.sentence}。" if column.sentence else "", needed(table, column)]
        lines += [f"依据：{self._policy.clause_words(column.clause)}"] if column.clause else []
        lines += [f"单位：{column.unit}"] if column.unit else []
        lines += [f"限值：{'；'.join(column.limits)}"] if column.limits else []
        lines += [f"可填：{'、'.join(column.choices)}"] if column.choices else []
        return "\n".join(line for line in lines if line)

    def choices(self, table: Table, column: Column) -> tuple[str, ...]:
        """Return the words that a column's drop-down offers."""
        if column.choices or column.kind.choices:
            return column.choices or column.kind.choices
        if column.choices_of:
            return tuple(self._policy.figure(column.choices_of).versions[-1].value)
        if table is SETTINGS and column.name == "key":
            return tuple(name for name, _ in self._switches())
        return ()

    def _switches(self) -> list[tuple[str, tuple[str, ...]]]:
        """Return what the sheet 口径 may hold: each name with its options."""
        switches = [
            (i.name, tuple(c.name for c in i.choices))
            for i in self._policy.interpretations.values()
        ]
        settings = self._calculation.settings
        return switches + [(s.label, s.kind.choices) for s in settings if s.label]

    def _check(self, sheet: Worksheet, table: Table, number: int) -> None:
        """Offer a column's choices, or check what is typed."""
        column = table.columns[number]
        choices = self.choices(table, column)
        if choices:
            self._drop_down(sheet, number, choices)
            return
        rule = entries.rule(column, xl_rowcol_to_cell(1, number))
        if rule:
            sheet.data_validation(1, number, ROWS, number, rule)

    def _drop_down(
        self,
        sheet: Worksheet,
        column: int,
        choices: Sequence[str],
        first: int = 1,
        last: int = ROWS,
    ) -> None:
        """Offer choices in a column's cells; another word is warned of, not forbidden."""
        if not choices:
            return
        if tuple(choices) not in self._lists:
            self._lists.append(tuple(choices))
        letter = xl_col_to_name(self._lists.index(tuple(choices)), True)
        rule = {
            "validate": "list",
            "source": f"={LISTS}!{letter}$1:{letter}${len(choices)}",
            "error_type": "warning",
            "error_title": "不在可选值之内",
            "error_message": "请从下拉列表里选择",
        }
        sheet.data_validation(first, column, last, column, rule)

    def _fill(self, sheet: Worksheet, table: Table, rows: Prefill) -> None:
        names = [column.name for column in table.columns]
        if table is SETTINGS:
            known = dict(self._switches())
            for row, filled in enumerate(rows.rows, start=1):
                self._drop_down(sheet, 1, known.get(str(filled["key"]), ()), row, row)
        for number, filled in enumerate(rows.rows, start=1):
            for name, value in filled.items():
                self._put(sheet, number, names.index(name), value)
        last = len(rows.rows) + 1
        for number, (name, value) in enumerate(rows.example.items()):
            text = str(value) if number else f"{EXAMPLE}（{value}）"
            sheet.write_string(last, names.index(name), text, self._example)
        if rows.example:
            sheet.set_row(last, _EXAMPLE_LINES * LINE)

    def _put(self, sheet: Worksheet, row: int, column: int, value: Any) -> None:
        """Write a cell as what it is: a text as a text, a day as a day."""
        if isinstance(value, dt.datetime) and value.time() != dt.time():
            sheet.write_datetime(row, column, value, self._moment)
        elif isinstance(value, dt.date):
            sheet.write_datetime(row, column, value, self._day)
        elif isinstance(value, Percent):
            sheet.write_number(row, column, value, self._percent)
        elif isinstance(value, str):
            sheet.write_string(row, column, value)
        else:
            sheet.write(row, column, value)

    def lists(self) -> None:
        """Write the lists of choices, out of sight."""
        sheet = self._book.add_worksheet(LISTS)
        for number, choices in enumerate(self._lists):
            for row, choice in enumerate(choices):
                sheet.write_string(row, number, choice)
        sheet.hide()


def needed(table: Table, column: Column) -> str:
    """Say whether a column must be filled."""
    if any(column.name in names for names in table.alternatives):
        labels = table.labels()
        choices = "，或".join("＋".join(labels[n] for n in a) for a in table.told_alternatives)
        return f"至少填：{choices}"
    return "必填" if column.is_required else "可空"


def _heading(column: Column) -> str:
    return f"{column.label}({column.unit})" if column.unit else column.label


def _width(text: str) -> int:
    """Return how many columns of a narrow letter a text takes."""
    return sum(1 if character.isascii() else 2 for character in text)
