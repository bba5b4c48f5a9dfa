"""Long tables, a row for each value, laid out as the wide ones: a column for each indicator."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.dtypes import Ints
from qdcalc.exact.texts import key, normal
from qdcalc.intake.cells import is_numeric
from qdcalc.intake.headers import SEVERAL, Headers, Match, headers_of
from qdcalc.intake.raw import Part, RawTable
from qdcalc.intake.units import CONVERTED, UNKNOWN_UNIT, is_scaled, power_of_ten, unit_fault
from qdcalc.record import record
from qdcalc.table.description import Column, Long
from qdcalc.table.problems import ERROR, NOTICE, WARNING, Fault, Problems, shown

LONG_READ = Fault(
    "T67",
    WARNING,
    "这张表一行一个指标，{rows:,} 行并成 {count:,} 行、{items:,} 个指标读取",
    "请抽几行核对“指标明细”；不该并在一起的请加采样日期、采样点等列",
    weight=NOTICE,
)
RUNNING = Fault(
    "T70",
    ERROR,
    "这张表一行一个指标，但没有两行是同一断面、同一次的：序号像是流水号",
    "请加上断面名称列（或断面清单里的序号）；流水号的列请删去或改名为“流水号”",
    is_structural=True,
)
UNKNOWN_ITEM = Fault(
    "H31",
    WARNING,
    "不认识的指标“{found}”{hint}（共 {count:,} 行），没有参加计算",
    "如果它应当参加计算，请改成规定的名称",
)
NO_ITEM = Fault("H32", ERROR, "有监测值，但没有写是哪个指标", "请填指标的名称，或清空这一行")
NO_UNIT = Fault(
    "H36",
    ERROR,
    "{column} 的这一行没有写单位，别的行写着 {found}，不知道是不是 {found}",
    "请在这一行的“单位”里填上单位（{unit} 也要写）",
)
ITEM_TWICE = Fault(
    "R06",
    ERROR,
    "{other} 已经有同一断面、同一次的“{found}”",
    "只保留一行；是几次采样的，请加采样日期、采样点或层次列",
)
_NO_UNIT = {"", "-", "--", "—", "——", "/", "无", "无单位"}


def widened(raw: RawTable, problems: Problems) -> RawTable:
    """Return a long table of one sheet as a wide one; another as it is.

    Each value keeps its own cell. What was measured is matched as a header is, so that it may
    name its unit; a unit of the row counts for the row.
    """
    long = raw.table.long
    headers = headers_of(raw.table)
    if long is None or not headers.is_long(raw.columns):
        return raw
    return _Long(raw, long, headers, problems).wide()


@record
class _Items:
    """What each row measured: the number of its match, −1 for none; what each match was written."""

    which: Ints
    matches: list[Match]
    texts: list[str]

    def written(self, name: str) -> str:
        """Return how a column's name was written."""
        own = zip(self.matches, self.texts, strict=True)
        return SEVERAL.join(text for match, text in own if match.column.name == name)


class _Long:
    """One long table being laid out."""

    def __init__(self, raw: RawTable, long: Long, headers: Headers, problems: Problems) -> None:
        self._raw, self._long, self._headers, self._problems = raw, long, headers, problems
        self._part = raw.parts[0]
        self._values = raw.columns[long.value.name]
        blank = np.full(len(raw), "", dtype=object)
        self._units = np.frompyfunc(_unit, 1, 1)(raw.columns.get(long.unit.name, blank))
        header = headers.match(self._part.headers.get(long.value.name, ""))
        self._has_unit = bool(header and header.unit) or long.value.name in raw.shifts

    def wide(self) -> RawTable:
        """Return the wide table."""
        raw, long = self._raw, self._long
        items = self._items()
        group, kept = self._groups()
        first = pd.Series(np.arange(len(raw))).groupby(group).first().to_numpy(dtype=np.int64)
        columns = {name: _first_filled(raw.columns[name], group, first) for name in kept}
        own_rows: dict[str, npt.NDArray[Any]] = {}
        shifts: dict[str, npt.NDArray[np.int8]] = {}
        names = list(dict.fromkeys(match.column.name for match in items.matches))
        for name in names:
            mine = [n for n, match in enumerate(items.matches) if match.column.name == name]
            rows = np.flatnonzero(np.isin(items.which, mine))
            rows = self._once(rows, group, raw.table.column(name))
            place = group[rows]
            columns[name] = _placed(self._values[rows], place, len(first))
            own_rows[name] = _placed(raw.rows[rows], place, len(first))
            powers = self._powers(rows, items, raw.table.column(name))
            if powers.any():
                shifts[name] = np.zeros(len(first), dtype=np.int8)
                shifts[name][place] = powers
        fields = {"rows": len(raw), "count": len(first), "items": len(names)}
        fault = RUNNING if len(names) > 1 and len(first) == len(raw) else LONG_READ
        self._problems.add(fault, sheet=self._part.sheet, file=self._part.file, fields=fields)
        apart = {long.item.name, long.value.name, long.unit.name, *long.of_value}
        return replace(
            raw,
            parts=[self._wide_part({name: items.written(name) for name in names}, apart)],
            columns=columns,
            rows=raw.rows[first],
            part_of=raw.part_of[first],
            shifts=shifts,
            found_rows=raw.passed_over + len(first),
            own_rows=own_rows,
            unread={name: cells[first] for name, cells in raw.unread.items()},
        )

    def _wide_part(self, names: dict[str, str], apart: set[str]) -> Part:
        """Return where the rows came from: every value stands in the column of values."""
        part, value = self._part, self._long.value.name
        cells = {name: letters for name, letters in part.cells.items() if name not in apart}
        if value in part.cells:
            cells |= dict.fromkeys(names, part.cells[value])
        texts = {name: text for name, text in part.headers.items() if name not in apart}
        return replace(part, cells=cells, headers=texts | names)

    def _items(self) -> _Items:
        """Match what each row measured with the columns of measured values; name the unknown."""
        item = self._long.item.name
        cells = self._raw.columns[item]
        texts = np.frompyfunc(cell_text, 1, 1)(cells)
        codes, distinct = pd.factorize(texts)
        matches: list[Match] = []
        written: list[str] = []
        number_of = np.full(len(distinct), -1, dtype=np.int64)
        for code, text in enumerate(distinct.tolist()):
            match = self._headers.match(text) if text else None
            rows = np.flatnonzero(codes == code)
            if match is not None and self._headers.has_values([match.column]):
                if match.unknown_unit:
                    fields = {"column": match.column.label, "unit": match.column.unit}
                    bad = match.unknown_unit
                    self._say(unit_fault(bad), item, rows[:1], found=bad, **fields)
                number_of[code] = len(matches)
                matches.append(match)
                written.append(text)
            elif text:
                fields = {"found": shown(text), "hint": self._headers.hint(text)}
                self._say(UNKNOWN_ITEM, item, rows[:1], count=len(rows), **fields)
            else:
                filled = np.array([bool(cell_text(c)) for c in self._values[rows]], dtype=bool)
                self._say(NO_ITEM, item, rows[filled])
        return _Items(number_of[codes], matches, written)

    def _groups(self) -> tuple[Ints, list[str]]:
        """Return which rows belong together, and the columns that are kept of them.

        What differs between rows of one section and time tells them apart, too.
        """
        raw, long = self._raw, self._long
        apart = {long.item.name, long.value.name, long.unit.name, *long.of_value}
        kept = [name for name in raw.columns if name not in apart]
        texts = pd.DataFrame({n: np.frompyfunc(cell_text, 1, 1)(raw.columns[n]) for n in kept})
        by = [name for name in kept if name in long.by] or kept
        group = texts.groupby(by, sort=False, dropna=False).ngroup()
        for name in kept:
            if name not in by:
                filled = texts[name].where(texts[name] != "")
                if (filled.groupby(group).nunique() > 1).any():
                    by.append(name)
        group = texts.groupby(by, sort=False, dropna=False).ngroup()
        return group.to_numpy().astype(np.int64), kept

    def _once(self, rows: Ints, group: Ints, column: Column) -> Ints:
        """Return the first row of each group, name the others."""
        again = pd.Series(group[rows]).duplicated().to_numpy()
        if again.any():
            value = self._long.value.name
            first = dict(zip(group[rows][::-1].tolist(), rows[::-1].tolist(), strict=True))
            others = [self._raw.address(value, first[g]) for g in group[rows[again]].tolist()]
            self._say(ITEM_TWICE, value, rows[again], other=others, found=column.label)
        return rows[~again]

    def _powers(self, rows: Ints, items: _Items, column: Column) -> npt.NDArray[np.int8]:
        """Return the power of ten of each value to its column's unit; name units and conversions.

        The row's own unit goes before that of the name, which goes before that of the header.
        """
        raw, long = self._raw, self._long
        header = raw.shifts.get(long.value.name, np.zeros(len(raw), dtype=np.int8))[rows]
        if key(column.unit) != key(long.value.unit):
            header = np.zeros(len(rows), dtype=np.int8)
        written = pd.DataFrame(
            {
                "unit": self._units[rows],
                "match": items.which[rows],
                "header": header,
            }
        )
        powers = np.zeros(len(rows), dtype=np.int8)
        kinds = written.groupby(["unit", "match", "header"], sort=False).ngroup().to_numpy()
        for number in range(int(kinds.max(initial=-1)) + 1):
            where = np.flatnonzero(kinds == number)
            unit = str(written["unit"].iloc[where[0]])
            match = items.matches[items.which[rows[where[0]]]]
            power = match.shift if match.unit else int(header[where[0]])
            told = match.unit
            if unit:
                found = power_of_ten(unit, column.unit, column.other_units)
                fields = {"column": column.label, "unit": column.unit, "found": unit}
                if found is None or (match.unit and found != match.shift):
                    self._say(UNKNOWN_UNIT, long.unit.name, rows[where[:1]], **fields)
                    continue
                power, told = found, unit
            elif not (told or self._has_unit):
                self._refuse_no_unit(rows[where], column)
            if power and told:
                fields = {"column": column.label, "unit": column.unit, "found": told}
                self._say(
                    CONVERTED, long.unit.name if unit else long.item.name, rows[where[:1]], **fields
                )
            powers[where] = power
        return powers

    def _refuse_no_unit(self, rows: Ints, column: Column) -> None:
        """Refuse values without a unit where another row's is not the one they would be read in."""
        others = (unit for unit in dict.fromkeys(self._units.tolist()) if is_scaled(unit, column))
        if found := next(others, ""):
            filled = np.array([bool(cell_text(cell)) for cell in self._values[rows]], dtype=bool)
            fields = {"column": column.label, "unit": column.unit, "found": found}
            self._say(NO_UNIT, self._long.unit.name, rows[filled], **fields)

    def _say(self, fault: Fault, name: str, rows: npt.ArrayLike, /, **fields: Any) -> None:
        found = self._raw.problems_at(fault, name, rows)
        own = {k: v for k, v in fields.items() if isinstance(v, list)}
        for number, problem in enumerate(found):
            told = fields | {k: v[number] for k, v in own.items()}
            self._problems.extend([replace(problem, fields=told)])


def cell_text(cell: Any) -> str:
    """Return a cell as names are compared; whole numbers without a point."""
    if cell is None or (isinstance(cell, float) and cell != cell):
        return ""
    if is_numeric(type(cell)) and not isinstance(cell, bool):
        try:
            return f"{float(cell):.15g}"
        except OverflowError:
            return shown(cell)
    return normal(str(cell))


def _unit(cell: Any) -> str:
    text = key(cell) if isinstance(cell, str) else ""
    text = text[1:-1] if text[:1] == "(" and text[-1:] == ")" else text
    return "" if text in _NO_UNIT else text


def _placed(cells: npt.NDArray[Any], place: Ints, size: int) -> npt.NDArray[Any]:
    column = np.full(size, None, dtype=object)
    column[place] = cells
    return column


def _first_filled(cells: npt.NDArray[Any], group: Ints, first: Ints) -> npt.NDArray[Any]:
    """Return the first cell of each group that holds anything."""
    is_blank = np.array([not cell_text(cell) for cell in cells], dtype=bool)
    column = cells[first].astype(object)
    filled = np.flatnonzero(~is_blank)[::-1]
    column[group[filled]] = cells[filled]
    return column
