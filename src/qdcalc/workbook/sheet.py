"""One sheet on its way to a raw table: each block of rows by the heading above it."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
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
from qdcalc.intake.long_tables import widened
from qdcalc.intake.month_source import FILE_NAME, SHEET_NAME, Titled, with_months
from qdcalc.intake.month_texts import told
from qdcalc.intake.pieces import put_together
from qdcalc.intake.raw import RawTable, Unreadable
from qdcalc.intake.rows_beside import tell_beside
from qdcalc.intake.sorts import sorts_of
from qdcalc.intake.units import CONVERTED, names_units, power_of_ten, unit_fault
from qdcalc.intake.units_beside import UNIT_ABOVE, columns_meant, unit_fields
from qdcalc.table.description import Table
from qdcalc.table.faults import MISSING_COLUMN
from qdcalc.table.live import column_letters
from qdcalc.table.problems import Problems, shown
from qdcalc.workbook.beside import alone, side_by_side
from qdcalc.workbook.blocks import Block, Taken, rows_of_titles
from qdcalc.workbook.data_rows import Needed, Rows, row_numbers
from qdcalc.workbook.faults import (
    DATA_ABOVE,
    HIDDEN_ROWS,
    LATER_UNIT,
    MONTH_BETWEEN,
    MONTHS_ACROSS,
    NO_HEADER,
    OTHER_BETWEEN,
    OTHER_TABLE,
    OTHER_TABLE_ALONE,
    SIDE_BY_SIDE,
    TITLE_ROW,
    UNITS_ROW,
    UNKNOWN_GROUP,
)
from qdcalc.workbook.group_words import is_other_title
from qdcalc.workbook.groups import Group, measured_only, names_a_table
from qdcalc.workbook.headings import (
    Heading,
    first_heading,
    later_headings,
    missing,
    units_in,
    units_in_columns,
)
from qdcalc.workbook.loaded import LoadedSheet, is_blank
from qdcalc.workbook.texts import Texts
from qdcalc.workbook.titles import titles_in
from qdcalc.workbook.unread import laid_otherwise, months_unread, unread_headers


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
        self._texts = Texts(self._cells, self._sorts)
        self._filled = self._texts.filled
        self._passed = np.zeros(len(self._cells), dtype=bool)
        self._others: list[tuple[Group, str]] = []  # titles of tables left out, their rows

    def read(self) -> RawTable | None:
        """Return the sheet's table, None where it has none that can be read."""
        if self._is_lost:
            return None
        heading, names = first_heading(self._cells, self._headers)
        if heading is None:
            self._say_no_heading(names)
            return None
        if missing(heading, self._headers):
            self._headers = self._headers.undated
        spans = side_by_side(heading, self._headers)
        if len(spans) == 1:
            found = self._read_under(heading)
        else:
            self._say(SIDE_BY_SIDE, heading.first, spans[0][0], count=len(spans))
            found = [raw for n in range(len(spans)) for raw in self._read_beside(heading, spans, n)]
        for title, rows in self._others:
            fault = OTHER_TABLE if found else OTHER_TABLE_ALONE
            self._say(fault, title.row, title.column, text=shown(title.text)[:30], rows=rows)
        if self._table.measured is not None:
            found = put_together(found, self._problems)
        return RawTable.joined(found) if found else None

    def _say_no_heading(self, names: list[str]) -> None:
        """Say why no heading was found, and what is missing."""
        laid = laid_otherwise(self._cells, self._headers)
        if laid is not None:
            self._say(*laid)
            return
        unread = unread_headers(self._cells, self._headers)
        rows = f"（这张表是：{self._table.sentence}）" if self._table.sentence else ""
        for name in names:
            fault = NO_HEADER if len(names) > 1 else MISSING_COLUMN
            self._say(fault, names=name, unread=unread, rows=rows)

    def _read_beside(
        self, heading: Heading, spans: list[tuple[int, int]], number: int
    ) -> list[RawTable]:
        """Return one of several tables that stand side by side, the others blanked out."""
        other = copy(self)
        other._cells = alone(self._cells, heading, spans, number)
        other._sorts = sorts_of(other._cells)
        other._texts = Texts(other._cells, other._sorts)
        other._filled = other._texts.filled
        other._passed = np.zeros(len(other._cells), dtype=bool)
        own, _ = first_heading(other._cells, self._headers)
        assert own is not None
        return other._read_under(own)

    def _read_under(self, heading: Heading) -> list[RawTable]:
        """Return the tables under a heading and the later ones."""
        blocks = self._blocks(heading)
        self._leave_out(blocks)
        found = [self._shaped(self._read_block(b), b) for b in blocks if b.is_read]
        if found:
            passed = int(self._passed[heading.last + 1 :].sum())
            found[0].found_rows += passed
            found[0].passed_over += passed
        return found

    def _leave_out(self, blocks: list[Block]) -> None:
        """Pass over the rows of tables that hold other values than the month's."""
        for block in blocks:
            if block.other is not None:
                rows = slice(block.start, block.stop)
                has_any = self._filled[rows].any(axis=1)
                data = np.flatnonzero(has_any & ~self._passed[rows]) + block.start + 1
                self._others.append((block.other, row_numbers(data)))
                self._passed[rows] = has_any

    def _shaped(self, raw: RawTable, block: Block) -> RawTable:
        """Return a block's rows with whole months, a long table's laid out as a wide one."""
        tell_beside(raw, block.order(self._cells), self._problems)
        whole = with_months(raw, block.titles, self._problems)
        for said, fields in months_unread(self._cells, whole, block.heading):
            self._say(*said, **fields)
        return widened(whole, self._problems)

    def _block(self, heading: Heading, top: int, titles: list[Titled]) -> Block:
        """Return the block of a heading without the columns of other groups (超标倍数, 上月)."""
        names = [Titled(self._name, SHEET_NAME), Titled(self._path.stem, FILE_NAME)]
        own = titles_in(self._cells, top, heading.first)
        if top == 0 or any(not time.is_other for title in own for time in told(title.text)):
            titles = [*own, *names]
        grouped = measured_only(heading, self._cells, self._headers, titles, top)
        block = Block(grouped.heading, heading.end + 1, len(self._cells), grouped.titles)
        block.choose(self._headers)
        block.is_lost = bool(missing(heading, self._headers))
        block.other = grouped.other or block.of_statistics(self._cells, self._filled)
        for group, labels in grouped.unknown.items() if block.is_read else ():
            place = (group.row, group.column) if group.is_sure else ()  # a title's tells the month
            text, names_of = shown(normal(group.text)), "、".join(dict.fromkeys(labels))
            self._say(UNKNOWN_GROUP, *place, text=text, names=names_of)
        if grouped.months is not None:
            self._say(MONTHS_ACROSS, grouped.months.row, grouped.months.column)
        return block

    def _blocks(self, heading: Heading) -> list[Block]:
        """Find the headings further down; one printed again begins no new block."""
        blocks = [self._block(heading, 0, [])]
        read = self._begin(blocks[0], None)
        self._warn_of_data_above(heading)
        for later in later_headings(self._cells, self._texts, heading, self._headers):
            last = blocks[-1]
            at = later.first
            top, titles = rows_of_titles(self._cells, self._filled, at, last, self._headers)
            self._passed[titles] = True
            block = self._block(later, top, (read or blocks[0]).titles)
            lines = slice(later.first, later.end + 1)
            self._passed[lines] = self._filled[lines].any(axis=1)
            if not any(map(names_a_table, self._cells[top : later.first].flat)):
                block.other = block.other or last.other  # a table goes on
            self._say_titles(titles, block)
            if block.other is None and read is not None:
                self._say_heading_again(block, read)
            if (
                not block.heading.repeats(last.heading)
                or block.other is not last.other
                or self._is_undated_under(top, later)
            ):
                last.stop = later.first
                blocks.append(block)
                read = self._begin(block, read, top)
            elif block.is_read:
                self._check_units_outside(last, range(top, later.first))
        return blocks

    def _begin(self, block: Block, before: Block | None, top: int = 0) -> Block | None:
        """Take a block's columns; return the last block that is read."""
        if not block.is_read and not (before is None and block.other is None):
            return before
        self._take_columns(block, before)
        self._check_units_outside(block, range(top, block.heading.first))
        return block

    def _say_titles(self, rows: list[int], block: Block) -> None:
        for row in rows:
            if block.other is None or row != block.other.row:
                column = int(self._filled[row].argmax())
                text = shown(self._cells[row, column])[:20]
                self._say(TITLE_ROW, row, column, row=row + 1, text=text)

    def _is_undated_under(self, titles: int, later: Heading) -> bool:
        """Say whether a heading that lacks the month stands under titles that tell of a time."""
        cells = self._cells[titles : later.first].flat
        return self._headers.is_undated and any(told(c) for c in cells if isinstance(c, str))

    def _check_units_outside(
        self, block: Block, rows: Iterable[int], unknown: dict[int, str] | None = None
    ) -> None:
        """Refuse a unit that a title above, a note below or a column of its own names."""
        matches, units = block.heading.matches, block.heading.units
        bare = [n for n, at in block.columns.items() if not matches[at].unit and not units.get(at)]
        beside = units_in_columns(
            self._cells, block.start, block.stop, unknown or {}, self._headers
        )
        said: set[tuple[int, object]] = set()  # a merged title stands in each of its cells
        for row, column, unit in (*units_in(self._cells, rows, self._headers), *beside):
            here = row, self._cells[row, column]
            names = columns_meant(unit, here[1], bare, self._table)
            if names and here not in said:
                said.add(here)
                fields = unit_fields(unit, names, block.texts, self._table)
                self._say(UNIT_ABOVE, row, column, **fields)

    def _warn_of_data_above(self, heading: Heading) -> None:
        """Name rows above the first heading that look like data."""
        needed = max(3, len(self._headers.missing([])))
        for row in range(heading.first):
            numbers = [c for c in self._cells[row] if isinstance(c, (int, float))]
            if numbers and self._filled[row].sum() >= needed:
                self._say(DATA_ABOVE, row, int(self._filled[row].argmax()), row=row + 1)

    def _say_heading_again(self, block: Block, before: Block) -> None:
        row = block.heading.first
        column = int(self._filled[row].argmax())
        fault, labels = block.as_later(before, self._headers)
        said = {"rows": f"第 {row + 1} 行", "text": shown(self._cells[row, column])[:12]}
        self._say(fault, row, column, row=row + 1, names="、".join(labels), **said)

    def _read_block(self, block: Block) -> RawTable:
        heading, columns = block.heading, block.columns
        rows = Rows(
            self._cells[block.start : block.stop],
            self._filled[block.start : block.stop],
            (self._texts, self._texts.codes[block.start : block.stop]),
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
        is_left_out = rows.has_any & ~passed
        is_left_out[data - block.start] = False
        left_out = np.flatnonzero(is_left_out) + block.start
        notes = [row for row in left_out.tolist() if any(names_units(c) for c in self._cells[row])]
        self._check_units_outside(block, notes)
        self._refuse_between(left_out[left_out < data.max(initial=0)])
        self._warn_of_headings(heading, data)
        self._check_cells({n: heading.matches[n].column for n in columns.values()}, data)
        found = int((rows.has_any & ~passed).sum())
        taken = Taken(self._cells, self._sorts, self._texts, data)
        return block.taken(self._table, taken, (self._file, self._name), found)

    def _refuse_between(self, rows: Ints) -> None:
        """Refuse months, and titles of other values, that stand between a table's rows."""
        for row in rows.tolist() if self._table.measured is not None else ():
            column = int(self._filled[row].argmax())
            text = str(self._cells[row, column])
            found = [t for t in told(text) if t.month is not None or t.number]
            if found and self._headers.is_undated:
                self._say(MONTH_BETWEEN, row, column, row=row + 1, text=found[0].text)
            elif {*map(str, self._cells[row, self._filled[row]])} == {text} and is_other_title(
                text
            ):
                self._say(OTHER_BETWEEN, row, column, row=row + 1, text=shown(text)[:20])

    def _take_columns(self, block: Block, before: Block | None) -> None:
        """Find the units of the block's columns; name columns that are not known."""
        heading = block.heading
        unknown: dict[int, str] = {}
        for number, text in enumerate(heading.cells):
            if not isinstance(text, str) or not normal(text):
                continue
            row, match = heading.rows[number], heading.matches.get(number)
            if match is None or match.column.name not in block.columns:
                unknown[number] = text
                continue
            name = match.column.name
            if block.columns[name] == number:
                self._check_heading(row, number)
                continue
            self._say(
                OUTRANKED if match.rank else TWICE, row, number,
                first=block.texts[name], found=shown(normal(text)), column=match.column.label,
            )  # fmt: skip
        for number, fault, fields in block.left_out(self._cells):
            unknown.pop(number, None)
            self._say(fault, heading.rows[number], number, **fields)
        said = self._headers.unknown(list(unknown.values()))
        for number, (fault, fields) in zip(unknown, said, strict=False):
            self._say(fault, heading.rows[number], number, **fields)
        beside = () if heading.units_row is None else (heading.units_row,)
        self._check_units_outside(block, beside, unknown)
        self._take_units(block)
        if before is not None:
            self._compare(block, before)
        elif heading.units_row is not None:
            self._pass_units(heading.units_row, block)

    def _pass_units(self, row: int, block: Block) -> None:
        """Name the row of units at a cell that has nothing else to say."""
        self._passed[row] = True
        converted = {block.columns[name] for name in block.shifts}
        free = [n for n in np.flatnonzero(self._filled[row]).tolist() if n not in converted]
        place = (row, free[0]) if free else ()
        self._say(UNITS_ROW, *place, row=row + 1)

    def _take_units(self, block: Block) -> None:
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
                self._say(unit_fault(bad), row, number, found=bad, **fields)
            elif power:
                if unit:
                    self._say(CONVERTED, row, number, found=unit, **fields)
                block.shifts[name] = power

    def _compare(self, block: Block, before: Block) -> None:
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
            is_named = isinstance(text, str) and normal(text)
            if is_named or not self._filled[data, number].any():
                continue
            fault = ERROR_HEADING if isinstance(text, Unreadable) else NO_HEADING
            if not is_blank(text) and fault is NO_HEADING:
                fault = heading_fault(self._table, present)
            self._say(fault, heading.rows[number], number, column=column_letters(number))
