"""The sheet 结论: a headline laid out on one A4 page, charts drawn by Excel; computes nothing.

The sheet is a grid of narrow columns: a cell of a panel spans as many as its content needs.
Rows are written in order, since the workbook is written row by row.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from qdcalc.result.headline import SIGNS, Headline, Panel, PanelColumn, ToCheck
from qdcalc.result.live import said_of_moved, taken
from qdcalc.table import tones as palette
from qdcalc.table.live import Sheets
from qdcalc.workbook.layout import (
    ACROSS,
    CONTINUED,
    GRID,
    SIZE,
    Layout,
    fitted,
    laid_out,
    lines_of,
)
from qdcalc.workbook.package import ShortSheet
from qdcalc.workbook.styles import Formats, write_value

NAME = "结论"
A4 = 9
PIXELS = 6  # of a column of the grid
LINE = 13  # points
ROOM = 79  # lines of a page at four fifths of its size
ROOM_ACROSS = 60
CLOSING = 6  # lines below what is to be checked
MOST_CHECKS = 8
CHART_LEAST, LABELS_LEAST = 130, 220  # pixels of a chart, of one with amounts at its bars
_LEAST_TALL, _LINE_PIXELS = 90, LINE * 4 / 3  # of a chart, of a line
_LABELS_TALL = 170  # pixels: LibreOffice breaks amounts that are wider than a part of the height
_BORDER = 3  # pixels below a chart
_SMALL: dict[str, Any] = {"font_size": SIZE}
_TITLE: dict[str, Any] = {"font_name": "黑体", "font_size": 15, "bold": True, "align": "center"}
_PALE: dict[str, dict[str, Any]] = {  # a net amount is no fault
    "净收": dict(zip(("bg_color", "font_color"), palette.RECEIVED_WORD, strict=True)),
    "净付": dict(zip(("bg_color", "font_color"), palette.PAID_WORD, strict=True)),
}
_WAN = '0"."0,"万"'  # of 元: 722,200 reads 72.2万
_SIGNATURES = "制表：　　　　　　　　复核：　　　　　　　　负责人：　　　　　　　　日期："


def add_answer(
    book: xlsxwriter.Workbook,
    formats: Formats,
    headline: Headline,
    title: str,
    sheets: Sheets | None = None,
) -> None:
    """Write the workbook's next sheet, and one more where a page doesn't hold everything.

    ``title`` is printed above them; figures are formulas of the sheets behind where these have any.
    """
    rest = _Answer(book, _sheet(book, NAME, title), formats, GRID, sheets).write(headline)
    if rest:
        across = _sheet(book, CONTINUED, title)
        across.set_landscape()
        across.set_footer(f"&L&9{_SIGNATURES}")
        _Answer(book, across, formats, ACROSS, sheets).go_on(headline, rest)


def _sheet(book: xlsxwriter.Workbook, name: str, title: str) -> Worksheet:
    sheet = book.add_worksheet(name, ShortSheet)
    sheet.set_default_row(LINE)
    sheet.hide_gridlines(2)
    sheet.set_paper(A4)
    sheet.set_portrait()
    sheet.fit_to_pages(1, 1)
    sheet.center_horizontally()
    sheet.set_margins(left=0.4, right=0.4, top=0.55, bottom=0.4)
    sheet.set_header(f"&C&8{title}　{name}")
    return sheet


class _Answer:
    """The sheet being written, row after row."""

    def __init__(
        self,
        book: xlsxwriter.Workbook,
        sheet: Worksheet,
        formats: Formats,
        width: int,
        sheets: Sheets | None,
    ) -> None:
        self._book, self._sheet, self._format = book, sheet, formats
        self._width, self._sheets = width, sheets
        self._column: dict[int, int] = {}  # of each edge on the grid
        self._row = 0

    def write(self, headline: Headline) -> list[Panel]:
        """Write the headline from top to bottom; return the panels that go on elsewhere."""
        checks = _check_lines(headline.to_check)
        is_live = any(panel.sources for panel in headline.panels)
        above = 4 + len(headline.sentences) + bool(headline.reservations) + is_live
        room = ROOM - above - sum(lines_of(text, GRID) for text in checks) - CLOSING
        said = sum(lines_of(line, GRID) for line in headline.lines)
        layouts, rest = fitted(headline.panels, room - said)
        lines = headline.lines  # what a console adds: where the page has room for it
        if rest or any(layout.panel not in headline.panels for layout in layouts):
            layouts, rest = fitted(headline.panels, room)
            lines = ()
        self._columns(layouts)
        self._line(headline.title, 1.9, **_TITLE)
        if is_live:
            self._moved(headline.panels)
        if headline.reservations:
            kept = "；".join(headline.reservations)
            self._line(f"【{kept}】", bold=True, align="center", font_size=10)
        has_money = any(c.kind.is_money for panel in headline.panels for c in panel.columns)
        basis = "　".join(filter(None, ("单位：元" if has_money else "", headline.basis)))
        self._line(basis, align="center", font_color=palette.CAPTION, **_SMALL)
        for sentence in headline.sentences:
            self._line(sentence, bold=True, font_size=10)
        for line in lines:
            self._line(line, **_SMALL)
        for layout in layouts:
            self._panel(layout)
        if rest:
            self._gap()
            names = "；".join(panel.caption for panel in rest)
            look = self._format(font_color=palette.LINK, underline=1, text_wrap=True, **_SMALL)
            text = f"→ 下一页“{CONTINUED}”：{names}"
            self._height(lines_of(text, GRID))
            self._link(0, GRID - 1, f"{CONTINUED}!A1", text, look)
            self._row += 1
        self._checks(checks, headline.to_check)
        self._gap()
        if headline.proof:
            self._line(headline.proof, font_color=palette.CAPTION, top=1, **_SMALL)
        self._line(_SIGNATURES, 2.2, font_size=10)
        self._sheet.print_area(0, 0, self._row - 1, len(self._column) - 2)
        return rest

    def _moved(self, panels: Sequence[Panel]) -> None:
        """Leave a line that says so when the figures are not those of the run any more."""
        said = None if self._sheets is None else said_of_moved(panels, self._sheets)
        look = self._format(
            align="center", bold=True, font_color=palette.PAID, shrink=True, **_SMALL
        )
        self._height(1)
        self._span(0, self._width - 1, None, look, said)
        self._row += 1

    def go_on(self, headline: Headline, panels: list[Panel]) -> None:
        """Write what the first page doesn't hold."""
        layouts = laid_out(panels)
        self._columns(layouts)
        self._line(f"{headline.title}（续）", 1.6, **_TITLE | {"font_size": 12})
        for layout in layouts:
            self._panel(layout)
        if sum(layout.height for layout in layouts) > ROOM_ACROSS:
            self._sheet.fit_to_pages(1, 0)
        self._sheet.print_area(0, 0, self._row - 1, len(self._column) - 2)

    def _columns(self, layouts: list[Layout]) -> None:
        """Make a column between each two edges of cells: as few as the panels need."""
        edges = {0, self._width}
        for layout in layouts:
            edges |= {first for first, _ in layout.cells} | {last + 1 for _, last in layout.cells}
        if not layouts:
            edges.add(self._width // 2)  # LibreOffice does not fit one wide column to the page
        ordered = sorted(edges)
        self._column = {edge: number for number, edge in enumerate(ordered)}
        for number, (left, right) in enumerate(itertools.pairwise(ordered)):
            self._sheet.set_column_pixels(number, number, (right - left) * PIXELS)

    def _line(self, text: str, height: float = 1, **look: Any) -> None:
        """Write a text across the page, on as many lines as it needs."""
        size = look.get("font_size", 10)
        lines = lines_of(text, self._width * SIZE / size)
        self._height(max(lines * height * size / SIZE, 1))
        self._span(0, self._width - 1, text, self._format(text_wrap=True, **look))
        self._row += 1

    def _height(self, lines: float) -> None:
        self._sheet.set_row(self._row, LINE * lines)

    def _gap(self) -> None:
        self._height(0.5)
        self._row += 1

    def _span(
        self, first: int, last: int, value: Any, form: Format, formula: str | None = None
    ) -> None:
        """Write a cell over some columns of the grid."""
        first, last = self._merged(first, last, form)
        if formula:
            stored = "" if value is None else value
            self._sheet.write_formula(self._row, first, formula, form, stored)
        elif value is None:
            self._sheet.write_blank(self._row, first, None, form)
        elif isinstance(value, str):
            self._sheet.write_string(self._row, first, value, form)
        else:
            write_value(self._sheet, self._row, first, value, form)

    def _merged(self, first: int, last: int, form: Format) -> tuple[int, int]:
        """Merge the columns between two places of the grid; return the first and last."""
        left, right = self._column[first], self._column[last + 1] - 1
        if right > left:
            self._sheet.merge_range(self._row, left, self._row, right, "", form)
        return left, right

    def _link(self, first: int, last: int, place: str, text: str, form: Format) -> None:
        """Write a link to a cell of another sheet: ``断面核算!A5``."""
        sheet, _, cell = place.rpartition("!")
        first, last = self._merged(first, last, form)
        self._sheet.write_url(self._row, first, f"internal:'{sheet}'!{cell}", form, string=text)

    def _panel(self, layout: Layout) -> None:
        panel = layout.panel
        self._gap()
        self._line(f"▍{panel.caption}", bold=True, font_name="黑体", font_size=10)
        header = self._format(
            bold=True, bg_color=palette.HEADER, align="center", text_wrap=True, **_box(layout)
        )
        top = self._row
        scale = layout.size / SIZE
        self._height(layout.header_lines * scale)
        for (first, last), column in zip(layout.cells, panel.columns, strict=False):
            self._span(first, last, column.label, header)
        if panel.places:
            first, last = layout.cells[len(panel.columns)]
            self._span(first, last, "见", header)
        self._row += 1
        for number, row in enumerate(panel.rows):
            self._height(layout.lines[number] * scale)
            self._cells(layout, number, row)
            self._row += 1
        if panel.bars and (missing := self._chart(layout, top)) > 0:  # a chart taller than the rows
            self._height((missing + _BORDER) / _LINE_PIXELS)
            self._sheet.write_blank(self._row, 0, None, self._format())  # else it has no height
            self._row += 1
        if layout.signs:
            self._line(_legend(panel, layout.signs), italic=True, **_SMALL)
        if panel.note:
            self._line(panel.note, italic=True, **_SMALL)

    def _cells(self, layout: Layout, number: int, row: tuple[Any, ...]) -> None:
        panel = layout.panel
        is_total = panel.has_total and number == len(panel.rows) - 1
        more: dict[str, Any] = {"bold": True, "top": 2} if is_total else {}
        box = _box(layout) | more

        places, live = layout.cells, self._live(panel, number)
        for number_of, (column, value) in enumerate(zip(panel.columns, row, strict=True)):
            first, last = places[number_of]
            if number_of in layout.signs:
                form = self._format.signed(column.tones.get(value, ""), **box)
            else:
                form = self._look(column, value, box)
            self._span(first, last, _seen(column, value), form, live.get(number_of))
        if panel.places:
            place = panel.places[number] if number < len(panel.places) else ""
            first, last = places[len(panel.columns)]
            if place:
                look = self._format(
                    font_color=palette.LINK, underline=1, align="center", **_box(layout)
                )
                self._link(first, last, place, f"→ {place.replace('!', ' ')}", look)
            else:
                self._span(first, last, None, self._format(**_box(layout)))

    def _live(self, panel: Panel, number: int) -> dict[int, str]:
        """Return the formulas of a panel's row, by column."""
        if self._sheets is None or number >= len(panel.sources):
            return {}
        made = (
            (column, taken(source, self._sheets))
            for column, source in enumerate(panel.sources[number])
            if source is not None
        )
        return {column: formula for column, formula in made if formula}

    def _look(self, column: PanelColumn, value: Any, box: dict[str, Any]) -> Format:
        tone = column.tones.get(value) if isinstance(value, str) else None
        if tone:
            return self._format.toned(tone, SIGNS.get(value, ""), **(box | _PALE.get(value, {})))
        if column.kind.number_format and not isinstance(value, str):
            return self._format(num_format=column.kind.number_format, **box)
        align = "left" if column.kind.is_text and not column.tones else "center"
        return self._format(text_wrap=True, align=align, **box)

    def _chart(self, layout: Layout, top: int) -> float:
        """Put bars beside a panel, of its own cells: the sum is left out.

        Returns the pixels by which they reach below its rows.
        """
        panel = layout.panel
        used = sum(layout.spans)
        last = top + len(panel.rows) - panel.has_total
        width = (self._width - used - 2) * PIXELS
        if last <= top or width < CHART_LEAST:
            return 0
        height = _LINE_PIXELS * (sum(layout.lines) + layout.header_lines) * layout.size / SIZE
        tall = max(height, _LABELS_TALL if self._width == ACROSS else _LEAST_TALL)
        # LibreOffice drops the format of labels that aren't shown, and verify compares it
        is_wide = width >= LABELS_LEAST and tall >= _LABELS_TALL
        shown = {"value": True, "font": {"size": 8}} if is_wide else {}
        chart = self._book.add_chart({"type": "bar"})
        labels = [column.label for column in panel.columns]
        for label in panel.bars:
            number = labels.index(label)
            column = self._column[layout.cells[number][0]]
            amounts = [row[number] or 0 for row in panel.rows[: last - top]]
            both = any(amount < 0 for amount in amounts)
            kind = panel.columns[number].kind
            number_format = _WAN if kind.is_money else "General"
            chart.add_series(
                {
                    "name": label,
                    "categories": [self._sheet.get_name(), top + 1, 0, last, 0],
                    "values": [self._sheet.get_name(), top + 1, column, last, column],
                    "points": [
                        {
                            "fill": {
                                "color": (palette.PAID if amount < 0 else palette.RECEIVED)
                                if both
                                else palette.NEUTRAL
                            }
                        }
                        for amount in amounts
                    ],
                    "gap": 40,
                    "data_labels": shown and shown | {"num_format": number_format},
                }
            )
        unit = "（左为净付，右为净收）" if any(a < 0 for a in amounts) else ""
        chart.set_title(
            {"name": "、".join(panel.bars) + unit, "name_font": {"size": 9, "bold": False},
             "overlay": False}
        )  # fmt: skip
        chart.set_legend({"none": True})
        low, high = min(*amounts, 0), max(*amounts, 0)
        room = max((high - low) * 0.3, 1)  # for the labels beyond the bars
        chart.set_x_axis(
            {"visible": False, "major_gridlines": {"visible": False},
             "min": kind.shown(low - room * (low < 0)), "max": kind.shown(high + room)}
        )  # fmt: skip
        chart.set_y_axis(
            {"reverse": True, "label_position": "low", "num_font": {"size": 8},
             "major_tick_mark": "none"}
        )  # fmt: skip
        chart.set_chartarea({"border": {"color": palette.BOX}})
        chart.set_size({"width": width, "height": tall})
        place = {"object_position": 2, "x_offset": 2 * PIXELS}
        self._sheet.insert_chart(top, self._column[used], chart, place)
        return tall - height

    def _checks(self, lines: list[str], checks: tuple[ToCheck, ...]) -> None:
        self._gap()
        title = (
            f"签字前请看 {len(checks):,} 项（● 可能影响金额）" if checks else "签字前没有需要看的"
        )
        self._line(f"▍{title}", bold=True, font_name="黑体", font_size=10)
        for line in lines:
            self._line(line, **_SMALL)
        if checks:
            look = self._format(font_color=palette.LINK, underline=1, **_SMALL)
            self._link(0, GRID - 1, "问题提示!A1", "→ 全部在“问题提示”", look)
            self._row += 1


def _seen(column: PanelColumn, value: Any) -> Any:
    """Return a cell's value as Excel holds it: money in 元, hundredths of a person as persons."""
    return value if isinstance(value, str) else column.kind.shown(value)


def _box(layout: Layout) -> dict[str, Any]:
    return {"font_size": layout.size, "border": 1, "border_color": palette.BOX}


def _legend(panel: Panel, signs: frozenset[int]) -> str:
    tones = {word: tone for n in sorted(signs) for word, tone in panel.columns[n].tones.items()}
    return "　".join(
        [*(f"{palette.TONES[tone].sign} {word}" for word, tone in tones.items()), "· 其他"]
    )


def _check_lines(checks: tuple[ToCheck, ...]) -> list[str]:
    shown = [
        f"{number}　{'●' if check.is_money else '○'} {check.line()}"
        for number, check in enumerate(checks[:MOST_CHECKS], start=1)
    ]
    left = len(checks) - len(shown)
    return [*shown, *([f"……另有 {left:,} 项"] if left else [])]
