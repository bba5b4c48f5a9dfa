"""The empty input workbook of a calculation, made from its description."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from qdcalc.calculation import Calculation, Prefill, input_tables, prefill
from qdcalc.policy import Policy
from qdcalc.settings import SETTINGS
from qdcalc.tables import Column, Table
from qdcalc.workbook.files import GUIDE, LISTS
from qdcalc.workbook.rows import EXAMPLE
from qdcalc.workbook.write import A4, LINE, written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

COLUMNS_A_PAGE = 15
ROWS = 1000  # rows that the drop-down lists reach
_FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
_YES_NO = ("是", "否")


def write_template(calculation: Calculation, path: Path, month: str = "") -> Path:
    """Write the empty input workbook: every sheet and column, comments, drop-downs, a guide.

    Parameters
    ----------
    calculation : Calculation
    path : Path
        An .xlsx file; one that is there already stays.
    month : str
        A month such as 2018-11 whose rows are laid out (where the calculation has such rows).
    """
    policy = calculation.policy()
    rows = prefill(calculation, month)
    with written(path, {"strings_to_formulas": False}, keeps=True) as workbook:
        book = _Template(workbook, calculation, policy)
        for table in input_tables(calculation):
            book.add(table, rows.get(table.name, Prefill()))
        book.guide()
        book.lists()
    return path


class _Template:
    """The workbook being written."""

    def __init__(self, book: xlsxwriter.Workbook, calculation: Calculation, policy: Policy) -> None:
        self._book, self._calculation, self._policy = book, calculation, policy
        self._lists: list[tuple[str, ...]] = []
        self._header = self._format(bold=True, bg_color="#D9D9D9", border=1, text_wrap=True)
        self._needed = self._format(bold=True, bg_color="#F4B084", border=1, text_wrap=True)
        self._example = self._format(italic=True, font_color="#7F7F7F")
        self._text = self._format(num_format="@")
        self._guide = self._book.add_worksheet(GUIDE)

    def _format(self, **properties: Any) -> Format:
        return self._book.add_format(_FONT | properties)

    def add(self, table: Table, rows: Prefill) -> None:
        """Write one input sheet: header with comments, rows already known, an example."""
        sheet = self._book.add_worksheet(table.label)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(-(-len(table.columns) // COLUMNS_A_PAGE), 0)
        sheet.repeat_rows(0)
        sheet.repeat_columns(0, len(table.alternatives) and 3)
        sheet.set_row(0, 2 * LINE + 4)
        sheet.set_comments_author("qdcalc")
        for number, column in enumerate(table.columns):
            unit = f"({column.unit})" if column.unit else ""
            form = self._needed if column.is_required else self._header
            is_text = column.kind in ("month", "date", "text", "code", "share")
            width = max(11.0, min(2.0 * len(column.label) + 6, 24.0))
            sheet.set_column(number, number, width, self._text if is_text else None)
            sheet.write_string(0, number, f"{column.label}{unit}", form)
            size = {"x_scale": 1.6, "y_scale": 1.1}
            sheet.write_comment(0, number, self._comment(table, column), size)
            self._drop_down(sheet, number, self._choices(table, column))
        self._fill(sheet, table, rows)

    def _comment(self, table: Table, column: Column) -> str:
        needed = "必填" if column.is_required else "可空"
        if any(column.name in names for names in table.alternatives):
            labels = table.labels()
            choices = "，或".join("＋".join(labels[n] for n in a) for a in table.alternatives)
            needed = f"至少填：{choices}"
        lines = [f"{column.sentence}。" if column.sentence else "", needed]
        lines += [f"单位：{column.unit}"] if column.unit else []
        lines += [f"可填：{'、'.join(column.choices)}"] if column.choices else []
        return "\n".join(line for line in lines if line)

    def _choices(self, table: Table, column: Column) -> tuple[str, ...]:
        if column.choices:
            return column.choices
        if column.kind.startswith("yes_no"):
            return _YES_NO
        if column.name == "district":
            return tuple(self._policy.figure("districts").versions[-1].value)
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
        return switches + [
            (s.label, _YES_NO if s.kind == "yes_no" else ()) for s in settings if s.label
        ]

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
        number = self._lists.index(tuple(choices))
        letter = xlsxwriter.utility.xl_col_to_name(number, True)
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
        known: Sequence[Mapping[str, Any]] = rows.rows
        if table is SETTINGS:
            known = [
                {"key": i.name, "value": next(c.name for c in i.choices if c.key == i.default)}
                for i in self._policy.interpretations.values()
            ]
            for row, (_, options) in enumerate(self._switches()[: len(known)], start=1):
                self._drop_down(sheet, 1, options, row, row)
        for number, filled in enumerate(known, start=1):
            for name, value in filled.items():
                sheet.write(number, names.index(name), value)
        for number, (name, value) in enumerate(rows.example.items()):
            text = f"{EXAMPLE}（{value}）" if number == 0 else str(value)
            sheet.write_string(len(known) + 1, names.index(name), text, self._example)

    def guide(self) -> None:
        """Write the sheet 填表说明."""
        wrap = self._format(text_wrap=True, valign="top")
        title = self._format(bold=True, font_size=14)
        head = self._format(bold=True, bg_color="#D9D9D9", border=1)
        sheet = self._guide
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 1, 22)
        sheet.set_column(2, 2, 80)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.write_string(0, 0, f"{self._calculation.title} 填表说明", title)
        lines = [
            f"{self._calculation.sentence}。依据：{self._policy.number}。",
            "橙色表头是必填的列；鼠标停在表头上可以看到说明。以“注”开头的行不参加计算。",
            "不需要的工作表可以删除；表头可以改写单位，数值会按表头的单位换算。",
            f"填好后运行：python -m qdcalc check {self._calculation.name} 本文件.xlsx",
        ]
        for number, line in enumerate(lines, start=1):
            sheet.write_string(number, 0, line)
        row = len(lines) + 2
        for number, name in enumerate(("工作表", "列", "说明")):
            sheet.write_string(row, number, name, head)
        for table in input_tables(self._calculation):
            needed = "必需" if table.is_required else "需要时才填"
            row += 1
            sheet.write_string(row, 0, table.label, wrap)
            sheet.write_string(row, 2, f"{needed}。{table.sentence}。", wrap)
            for column in [c for c in table.columns if c.is_required or c.choices]:
                row += 1
                sheet.write_string(row, 1, column.label, wrap)
                said = self._comment(table, column).replace("\n", "　")
                sheet.write_string(row, 2, said, wrap)

    def lists(self) -> None:
        """Write the lists of choices, out of sight."""
        sheet = self._book.add_worksheet(LISTS)
        for number, choices in enumerate(self._lists):
            for row, choice in enumerate(choices):
                sheet.write_string(row, number, choice)
        sheet.hide()
