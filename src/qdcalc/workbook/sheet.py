"""One sheet on its way to a raw table: each block of rows by the heading above it."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from python_calamine import CalamineWorkbook

from qdcalc.exact.dtypes import Ints
from qdcalc.exact.texts import normal
from qdcalc.intake.headers import (
    ERROR_HEADING,
    NO_HEADING,
    OUTRANKED,
    TWICE,
    headers_of,
    heading_fault,
)
from qdcalc.intake.kinds import VERSION
from qdcalc.intake.long_tables import widened
from qdcalc.intake.month_source import FILE_NAME, SHEET_NAME, Titled, with_months
from qdcalc.intake.month_texts import told
from qdcalc.intake.raw import Part, RawTable, Unreadable
from qdcalc.intake.units import CONVERTED, UNKNOWN_UNIT, names_units, power_of_ten
from qdcalc.intake.values import number_text
from qdcalc.table.description import Table
from qdcalc.table.faults import MISSING_COLUMN
from qdcalc.table.live import column_letters
from qdcalc.table.problems import Problems, shown
from qdcalc.workbook.data_rows import Needed, Rows, row_numbers
from qdcalc.workbook.faults import (
    DATA_ABOVE,
    HIDDEN_ROWS,
    LATER_HEADING,
    LATER_LACKS,
    LATER_MISSING,
    LATER_UNIT,
    MONTH_BETWEEN,
    NO_HEADER,
    PASSED_OVER,
    SIDE_BY_SIDE,
    TITLE_ROW,
    TRANSPOSED,
    UNIT_ABOVE,
    UNITS_ROW,
)
from qdcalc.workbook.groups import titles_in, without_others
from qdcalc.workbook.headings import (
    Heading,
    columns_meant,
    first_heading,
    later_headings,
    missing,
    side_by_side,
    units_beside,
    units_in,
    unread_headers,
    values_down,
)
from qdcalc.workbook.loaded import LoadedSheet, distinct_texts, filled_cells, is_blank

_TITLE_CELLS = 2


@dataclass
class _Block:
    """A heading and the rows (from ``start`` to before ``stop``) that are read by it.

    ``is_lost`` says that the heading lacks a column without which they can't be read.
    """

    heading: Heading
    start: int
    stop: int
    columns: dict[str, int] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    shifts: dict[str, int] = field(default_factory=dict)
    is_lost: bool = False
    titles_from: int = 0


class Sheet(LoadedSheet):
    """One sheet on its way to a raw table."""

    def __init__(
        self,
        path: Path,
        file: str,
        book: CalamineWorkbook,
        name: str,
        table: Table,
        problems: Problems,
    ) -> None:
        super().__init__(path, file, book, name, problems)
        self._path = path
        if any(column.kind.takes_percent for column in table.columns):
            self._mark_percents(path, name)
        self._table, self._headers = table, headers_of(table)
        self._texts = distinct_texts(self._cells)
        self._filled = filled_cells(self._cells, self._texts)
        self._passed = np.zeros(len(self._cells), dtype=bool)

    def read(self) -> RawTable | None:
        """Return the sheet's table, None where it has no header."""
        if self._is_lost:
            return None
        heading, names = first_heading(self._cells, self._headers)
        if heading is not None and missing(heading, self._headers):
            self._headers = self._headers.undated
        if heading is None:
            turned = values_down(self._cells, self._headers)
            if turned is not None:
                self._say(TRANSPOSED, *turned)
                return None
            unread = unread_headers(self._cells, self._headers)
            for name in names:
                fault = NO_HEADER if len(names) > 1 else MISSING_COLUMN
                self._say(fault, names=name, unread=unread)
            return None
        spans = side_by_side(heading, self._headers, self._cells)
        if len(spans) == 1:
            return self._read_under(heading)
        self._say(SIDE_BY_SIDE, heading.first, spans[0][0], count=len(spans))
        return RawTable.joined([self._read_beside(heading.first, *span) for span in spans])

    def _read_beside(self, top: int, first: int, after: int) -> RawTable:
        """Return one of several tables that stand side by side, the others blanked out."""
        other = copy(self)
        other._cells = self._cells.copy()
        other._cells[top:, :first] = other._cells[top:, after:] = ""
        other._texts = distinct_texts(other._cells)
        other._filled = filled_cells(other._cells, other._texts)
        other._passed = np.zeros(len(other._cells), dtype=bool)
        heading, _ = first_heading(other._cells, self._headers)
        assert heading is not None
        return other._read_under(heading)

    def _read_under(self, heading: Heading) -> RawTable:
        """Return the table under a heading, later headings included."""
        blocks = self._blocks(heading)
        raw = RawTable.joined(
            [self._shaped(self._read_block(b), b) for b in blocks if not b.is_lost]
        )
        passed = int(self._passed[heading.last + 1 :].sum())
        raw.found_rows += passed
        raw.passed_over += passed
        return raw

    def _shaped(self, raw: RawTable, block: _Block) -> RawTable:
        """Return a block's rows with whole months, a long table's laid out as a wide one."""
        titles = self._titles(block.titles_from, block.heading.first)
        return widened(with_months(raw, titles, self._problems), self._problems)

    def _titles(self, first: int, after: int) -> list[Titled]:
        names = [Titled(self._name, SHEET_NAME), Titled(self._path.stem, FILE_NAME)]
        return [*titles_in(self._cells, first, after), *names]

    def _measured(self, heading: Heading, titles_from: int) -> Heading:
        """Return a heading without the columns of other groups, such as 超标倍数 or 上月."""
        titles = (titled.text for titled in self._titles(titles_from, heading.first))
        return without_others(heading, self._cells, self._headers, titles)

    def _blocks(self, heading: Heading) -> list[_Block]:
        """Find the headings further down; one printed again begins no new block."""
        blocks = [_Block(self._measured(heading, 0), heading.end + 1, len(self._cells))]
        self._take_columns(blocks[0], None)
        self._check_units_outside(blocks[0], range(heading.first))
        self._warn_of_data_above(heading)
        for later in later_headings(self._cells, self._texts, heading.end, self._headers):
            block = blocks[-1]
            self._pass_titles(later.first, block)
            titles = self._titles_from(later.first, block)
            later = self._measured(later, titles)
            lines = slice(later.first, later.end + 1)
            self._passed[lines] = self._filled[lines].any(axis=1)
            self._say_heading_again(later, block)
            if not later.repeats(block.heading) or self._is_undated_under(titles, later):
                block.stop = later.first
                blocks.append(_Block(later, later.end + 1, len(self._cells), titles_from=titles))
                blocks[-1].is_lost = bool(missing(later, self._headers))
                if not blocks[-1].is_lost:
                    self._take_columns(blocks[-1], block)
            if not blocks[-1].is_lost:
                self._check_units_outside(blocks[-1], range(titles, later.first))
        return blocks

    def _is_undated_under(self, titles: int, later: Heading) -> bool:
        """Say whether a heading that lacks the month stands under titles that tell of a time."""
        cells = self._cells[titles : later.first].flat
        return self._headers.is_undated and any(told(c) for c in cells if isinstance(c, str))

    def _titles_from(self, row: int, block: _Block) -> int:
        """Return the first of the rows right above a later heading that are passed over."""
        while row > block.start and (self._passed[row - 1] or not self._filled[row - 1].any()):
            row -= 1
        return row

    def _check_units_outside(
        self, block: _Block, rows: Iterable[int], unknown: dict[int, str] | None = None
    ) -> None:
        """Refuse a unit that a title above, a note below or a column of its own names."""
        matches, units = block.heading.matches, block.heading.units
        bare = [n for n, at in block.columns.items() if not matches[at].unit and not units.get(at)]
        beside = units_beside(self._cells, block.start, block.stop, unknown or {}, self._headers)
        for row, column, unit in (*units_in(self._cells, rows, self._headers), *beside):
            names = columns_meant(unit, self._cells[row, column], bare, self._table)
            if names:
                labels = "、".join(block.texts[n] for n in names[:3])
                example = f"{self._table.column(names[0]).label}({unit})"
                self._say(UNIT_ABOVE, row, column, found=unit, names=labels, example=example)

    def _warn_of_data_above(self, heading: Heading) -> None:
        """Name rows above the first heading that look like data."""
        needed = max(3, len(self._headers.missing([])))
        for row in range(heading.first):
            numbers = [c for c in self._cells[row] if isinstance(c, (int, float))]
            if numbers and self._filled[row].sum() >= needed:
                self._say(DATA_ABOVE, row, int(self._filled[row].argmax()), row=row + 1)

    def _say_heading_again(self, later: Heading, before: _Block) -> None:
        column = int(self._filled[later.first].argmax())
        said = {"row": later.first + 1, "rows": f"第 {later.first + 1} 行"}
        said["text"] = shown(self._cells[later.first, column])[:12]
        found = {match.column.name for match in later.matches.values()}
        lacking = missing(later, self._headers)
        others = [
            self._table.column(name).label
            for name in before.columns
            if name not in found and name != VERSION.name
        ]
        fault = LATER_LACKS if others else LATER_HEADING
        if lacking:
            fault, others = LATER_MISSING, lacking
        elif later.repeats(before.heading):
            fault = PASSED_OVER
        self._say(fault, later.first, column, names="、".join(others), **said)

    def _pass_titles(self, row: int, block: _Block) -> None:
        """Pass over the titles right above a later heading: rows of a text or two."""
        needed = Needed(self._table, block.columns)
        while row > block.start:
            row -= 1
            filled = np.flatnonzero(self._filled[row])
            if not filled.size:
                continue
            texts = [c for c in self._cells[row, filled] if isinstance(c, str)]
            distinct = {text for text in texts if number_text(normal(text)) is None}
            is_title = len(texts) == len(filled) and len(distinct) <= _TITLE_CELLS
            is_title &= len(distinct) == len(texts) or len(distinct) == 1
            is_dated = self._headers.is_undated and len(distinct) == 1 and bool(told(texts[0]))
            is_data = not is_dated and needed.are_filled(self._cells[row], int(filled[0]))
            if is_data or not is_title:
                return
            self._passed[row] = True
            text = shown(self._cells[row, filled[0]])[:20]
            self._say(TITLE_ROW, row, int(filled[0]), row=row + 1, text=text)

    def _read_block(self, block: _Block) -> RawTable:
        heading, columns = block.heading, block.columns
        part = Part(
            self._file,
            self._name,
            {name: column_letters(c) for name, c in columns.items()},
            block.texts,
            heading.last + 1,
        )
        rows = Rows(
            self._cells[block.start : block.stop],
            self._filled[block.start : block.stop],
            block.start,
            list(heading.matches),
            Needed(self._table, columns),
            self._say,
        )
        passed = self._passed[block.start : block.stop]
        data = rows.data(passed)
        hidden = [row for row in (data + 1).tolist() if row in self._hidden]
        if hidden:
            self._say(HIDDEN_ROWS, rows=row_numbers(np.array(hidden)))
        left_out = np.setdiff1d(np.flatnonzero(rows.has_any & ~passed) + block.start, data)
        notes = [row for row in left_out.tolist() if any(names_units(c) for c in self._cells[row])]
        self._check_units_outside(block, notes)
        if self._headers.is_undated:
            self._refuse_months_between(left_out[left_out < data.max(initial=0)])
        self._warn_of_headings(heading, data)
        self._check_cells({n: heading.matches[n].column for n in columns.values()}, data)
        found = int((rows.has_any & ~passed).sum())
        return RawTable(
            self._table,
            [part],
            {name: self._cells[data, c] for name, c in columns.items()},
            data + 1,
            np.zeros(len(data), dtype=np.int64),
            {n: np.full(len(data), power, dtype=np.int8) for n, power in block.shifts.items()},
            passed_over=found - len(data),
            found_rows=found,
        )

    def _refuse_months_between(self, rows: Ints) -> None:
        """Refuse months that stand between the rows of a table without a column of months."""
        for row in rows.tolist():
            for column in np.flatnonzero(self._filled[row])[:1].tolist():
                text = self._cells[row, column]
                found = [t for t in told(str(text)) if t.month is not None or t.number]
                if found:
                    self._say(MONTH_BETWEEN, row, column, row=row + 1, text=found[0].text)

    def _take_columns(self, block: _Block, before: _Block | None) -> None:
        """Find the block's columns with their units; name those that are not known."""
        heading = block.heading
        unknown: dict[int, str] = {}
        chosen = self._headers.best(heading.matches)
        read = self._headers.read(chosen)
        chosen = {name: number for name, number in chosen.items() if name in read}
        block.columns |= dict(sorted(chosen.items(), key=lambda item: item[1]))
        block.texts |= {n: normal(str(heading.cells[c])) for n, c in block.columns.items()}
        for number, text in enumerate(heading.cells):
            if not isinstance(text, str) or not normal(text):
                continue
            row, match = heading.rows[number], heading.matches.get(number)
            if match is None or match.column.name not in chosen:
                unknown[number] = text
                continue
            name = match.column.name
            if chosen[name] == number:
                self._check_heading(row, number)
                continue
            self._say(
                OUTRANKED if match.rank else TWICE, row, number,
                first=block.texts[name], found=shown(normal(text)), column=match.column.label,
            )  # fmt: skip
        said = self._headers.unknown(list(unknown.values()))
        for number, (fault, fields) in zip(unknown, said, strict=False):
            self._say(fault, heading.rows[number], number, **fields)
        self._check_units_outside(block, (), unknown)
        self._take_units(block)
        if before is not None:
            self._compare(block, before)
        elif heading.units_row is not None:
            self._pass_units(heading.units_row, block)

    def _pass_units(self, row: int, block: _Block) -> None:
        """Name the row of units at a cell that has nothing else to say."""
        self._passed[row] = True
        converted = {block.columns[name] for name in block.shifts}
        free = [n for n in np.flatnonzero(self._filled[row]).tolist() if n not in converted]
        place = (row, free[0]) if free else ()
        self._say(UNITS_ROW, *place, row=row + 1)

    def _take_units(self, block: _Block) -> None:
        """Find each column's power of ten from its header and the row of units."""
        heading = block.heading
        for name, number in block.columns.items():
            match = heading.matches[number]
            unit, power, row = match.unit, match.shift, heading.rows[number]
            bad = match.unknown_unit
            below = heading.units.get(number, "")
            if below and match.column.unit and not bad:
                found = power_of_ten(below, match.column.unit, match.column.other_units)
                units_row = heading.last if heading.units_row is None else heading.units_row
                if found is None or (unit and found != power):
                    bad, row = below, units_row
                else:
                    unit, power, row = below, found, units_row
            fields = {"column": match.column.label, "unit": match.column.unit or "（没有单位）"}
            if bad:
                self._say(UNKNOWN_UNIT, row, number, found=bad, **fields)
            elif power:
                if unit:
                    self._say(CONVERTED, row, number, found=unit, **fields)
                block.shifts[name] = power

    def _compare(self, block: _Block, before: _Block) -> None:
        """Name the columns of a later heading that lack the unit converted before."""
        heading = block.heading
        for name, number in block.columns.items():
            has_unit = heading.matches[number].unit or heading.units.get(number)
            if before.shifts.get(name) and not has_unit:
                self._say(
                    LATER_UNIT, heading.rows[number], number,
                    found=block.texts[name], unit=self._table.column(name).unit,
                )  # fmt: skip

    def _warn_of_headings(self, heading: Heading, data: Ints) -> None:
        """Name columns that have data but no heading, or one that is not a text."""
        present = {match.column.name for match in heading.matches.values()}
        for number, text in enumerate(heading.cells):
            if isinstance(text, str) and normal(text):
                continue
            if not self._filled[data, number].any():
                continue
            fault = ERROR_HEADING if isinstance(text, Unreadable) else NO_HEADING
            if not is_blank(text) and fault is NO_HEADING:
                fault = heading_fault(self._table, present)
            self._say(fault, heading.rows[number], number, column=column_letters(number))
