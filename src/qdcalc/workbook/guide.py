"""The sheet 填表说明 of a template: how to fill it, and every column of every sheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

from qdcalc.notice.description import Calculation, Prefill
from qdcalc.notice.policy import Policy
from qdcalc.notice.switches import input_tables
from qdcalc.table import tones as palette
from qdcalc.table.description import Column, Table
from qdcalc.workbook import entries
from qdcalc.workbook.files import GUIDE
from qdcalc.workbook.styles import FONT
from qdcalc.workbook.write import A4, LINE

_HEADS = ("列", "是否必填", "单位", "填什么", "例", "可以填的")
_WIDTHS = (22, 13, 9, 56, 18, 60)
_MOST_CHOICES = 18  # as many as there are industries in 青政办字〔2018〕115号


class Guide:
    """The sheet being written, the first of the workbook."""

    def __init__(self, book: xlsxwriter.Workbook, calculation: Calculation, policy: Policy) -> None:
        self._book = book
        self._sheet = book.add_worksheet(GUIDE)
        self._cell = self._format(text_wrap=True, border=1, border_color=palette.GRID)
        self._name = self._format(text_wrap=True, border=1, border_color=palette.GRID, bold=True)
        self._head = self._format(bold=True, bg_color=palette.HEADER_SHEET, border=1)
        self._looks = {
            "必填": self._format(bg_color=palette.NEEDED, border=1, border_color=palette.GRID),
            "至少填一组": self._format(
                bg_color=palette.ONE_OF_A_SET, border=1, border_color=palette.GRID
            ),
        }
        self._table = self._format(bold=True, font_size=12)
        self._set_up()
        self._row = self._introduce(calculation, policy)

    def _format(self, **properties: Any) -> Format:
        return self._book.add_format(FONT | properties)

    def _set_up(self) -> None:
        for number, width in enumerate(_WIDTHS):
            self._sheet.set_column(number, number, width)
        self._sheet.hide_gridlines(2)
        self._sheet.outline_settings(symbols_below=False)
        self._sheet.set_landscape()
        self._sheet.set_paper(A4)
        self._sheet.fit_to_pages(1, 0)

    def _introduce(self, calculation: Calculation, policy: Policy) -> int:
        """Write the title and what holds for all sheets; return the next row."""
        title = self._format(bold=True, font_size=16)
        self._sheet.write_string(0, 0, f"{calculation.title} 填表说明", title)
        self._sheet.set_row(0, 26)
        folded = any(c.is_folded for t in input_tables(calculation) for c in t.columns)
        lines = [
            f"{calculation.sentence}。依据：{policy.number}。",
            "1. 橙色表头必填；浅橙色表头几列中至少填一组；灰色表头没有就留空。"
            "鼠标停在表头上看说明；有下拉列表的从列表里选。",
            "2. 以“注：示例”开头的灰字是示例，不参加计算，填写时覆盖它。橙色标签的工作表必须有，"
            "灰色标签的需要时才填，不需要的可以删除。",
            "3. 表头名称请不要改；单位不同时在表头里改写单位，数值会按表头的单位换算。",
            "4. 填好后把文件拖到 每月核算.bat 上就计算，有错误时写出标注了错误的副本；"
            f"只检查、不计算：python -m qdcalc check {calculation.name} 本文件.xlsx",
        ]
        if folded:
            lines.insert(
                4, "　 少用的列已经折叠，点表头上方的“+”展开；表头第二行起是各类水质的限值。"
            )
        for number, line in enumerate(lines, start=1):
            self._sheet.write_string(number, 0, line, self._format())
        return len(lines) + 1

    def add(
        self, table: Table, rows: Prefill, choices: Callable[[Column], tuple[str, ...]]
    ) -> None:
        """Write what one sheet is, and each of its columns."""
        self._row += 1
        must = "必须有" if table.is_required else "需要时才填"
        self._sheet.write_string(self._row, 0, f"{table.label}（{must}）", self._table)
        self._sheet.write_string(self._row, 3, f"{table.sentence}。", self._format())
        self._sheet.set_row(self._row, 20)
        self._row += 1
        for number, head in enumerate(_HEADS):
            self._sheet.write_string(self._row, number, head, self._head)
        for number, column in enumerate(table.columns):
            self._row += 1
            self._describe(table, column, rows, choices(column))
            later = table.columns[number + 1 : number + 2]
            if not column.is_folded and later and later[0].is_folded:
                self._sheet.set_row(self._row, None, None, {"collapsed": True})
        self._row += 1

    def _describe(
        self, table: Table, column: Column, rows: Prefill, choices: tuple[str, ...]
    ) -> None:
        """Write one column: name, needed, unit, what, example, allowed words or limits."""
        chosen = any(column.name in names for names in table.alternatives)
        must = "至少填一组" if chosen else "必填" if column.is_required else "可空"
        listed = "、".join(choices[:_MOST_CHOICES]) + "……" * (len(choices) > _MOST_CHOICES)
        said = [f"从列表选：{listed}"] if choices else [entries.in_words(column)]
        said += [f"限值 {'；'.join(column.limits)}"] if column.limits else []
        first = rows.example or next(iter(rows.rows), {})
        example = str(first.get(column.name) or entries.example(column))
        texts = (column.label, must, column.unit, column.sentence, example, "。".join(said))
        looks = [self._name, self._looks.get(must, self._cell)]
        lines = max(-(-_width(text) // width) for text, width in zip(texts, _WIDTHS, strict=True))
        options = {"level": 1, "hidden": True} if column.is_folded else {}
        self._sheet.set_row(self._row, LINE * max(lines, 1) + 2, None, options)
        for number, text in enumerate(texts):
            look = looks[number] if number < len(looks) else self._cell
            self._sheet.write_string(self._row, number, text, look)


def _width(text: str) -> int:
    return sum(1 if character.isascii() else 2 for character in text)
