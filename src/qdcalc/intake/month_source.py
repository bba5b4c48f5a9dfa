"""The month of rows that no column says whole: from a column of the year, days, or a title."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.dtypes import Bools
from qdcalc.exact.months import month_text
from qdcalc.exact.patterns import Lazy
from qdcalc.intake.cells import Cells
from qdcalc.intake.dates import NOT_DATE, SERIAL_DATE, is_serial, serial_day
from qdcalc.intake.day_spans import is_of_month, looks_like_day, month_of_days
from qdcalc.intake.hours import with_hours
from qdcalc.intake.kinds import reader
from qdcalc.intake.month_cells import bare_month, whole_month, year_of
from qdcalc.intake.month_faults import (
    DAYS_OF_TWO,
    MONTH_FOUND,
    MONTH_OF_DAY,
    MONTH_OVER_TITLE,
    NO_MONTH,
    NOT_ONE_MONTH,
    OTHER_MONTH,
    OTHER_TIME,
    OTHER_YEAR,
    TWO_MONTHS,
    YEAR_FOUND,
)
from qdcalc.intake.month_texts import Told, day_in, label_of, made_in, one, told
from qdcalc.intake.raw import Part, RawTable
from qdcalc.record import record
from qdcalc.table.description import MonthSource
from qdcalc.table.faults import MISSING_COLUMN
from qdcalc.table.problems import Fault, Problems

TITLE, SHEET_NAME, FILE_NAME = "标题", "工作表名", "文件名"
_LETTERS, _FIGURES = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
_OF_RULES = Lazy("[《》〔〕号]|办法|标准|通知|文件|方案|规定|执行|修订|依据|依照|目标|考核")
_MOST_MONTHS = 6  # named in one sentence
_LONGEST_GROUP = 8  # characters of 上年同期 and the like above columns


@record
class Titled:
    """A text outside the table: where it stands, in words, and its cell where it is one."""

    text: str
    where: str
    cell: str = ""


@record
class _Found:
    """A month or a year that one of the texts tells."""

    told: Told
    of: Titled


class _Texts:
    """What the texts around a table tell of its time."""

    def __init__(self, titles: Sequence[Titled]) -> None:
        self._titles = titles

    @cached_property
    def _every(self) -> list[_Found]:
        found = []
        label, line = "", ""
        for titled in self._titles:
            row = titled.cell.lstrip(_LETTERS)
            before = label if row and row == line else ""  # 制表日期：in the cell before
            found += [_Found(t, titled) for t in told(before + titled.text)]
            label, line = label_of(titled.text), row
        return found

    def month(self, say: Callable[..., None], first: str) -> tuple[_Found | None, bool]:
        """Return the one month that the texts tell; say why they tell none, and whether it was.

        ``first`` are the letters of the table's first column.
        """
        agreed, spans = one(found.told for found in self._every)
        inside = [s for s in spans if any(f.told is s and f.of.cell for f in self._every)]
        others = [f for f in self._every if f.told.is_other and self._is_of_table(f.of, first)]
        if others:
            say(OTHER_TIME, others[0].of.cell, where=others[0].of.where, text=others[0].told.text)
            return None, True
        against = [*agreed, *self._years_against(agreed)]
        if len(against) > 1:
            names = "、".join(f"{self._of(t).of.where}“{t.text}”" for t in against)
            say(TWO_MONTHS, self._of(against[0]).of.cell, names=names)
            return None, True
        of_spans = [f.of for f in self._every if f.told.is_span]
        is_clear = any(not f.told.is_span and f.of not in of_spans for f in self._every)
        if inside or (spans and not (agreed and is_clear)):
            found = self._of((inside or spans)[0])
            say(NOT_ONE_MONTH, found.of.cell, where=found.of.where, text=found.told.text)
            return None, True
        return (self._of(agreed[0]) if agreed else None), False

    def _years_against(self, agreed: Sequence[Told]) -> list[Told]:
        """Return the years of titles that are not the month's; those of rules are none of data."""
        own = {month_text(t.month)[:4] for t in agreed if t.month is not None}
        inside = [f for f in self._every if f.of.cell and f.told.year is not None]
        years = [f.told for f in inside if not _OF_RULES.search(f.of.text)]
        is_other = own and years and not any(str(told.year) in own for told in years)
        return years[:1] if is_other else []

    def _is_of_table(self, titled: Titled, first: str) -> bool:
        """Say whether a text tells of the whole table: no short one over a group of its columns.

        The file's name counts where no other text tells the month.
        """
        if titled.where == FILE_NAME:
            return self.inside() is None
        column = titled.cell.rstrip(_FIGURES)
        return _in_order(column) <= _in_order(first) or len(titled.text) > _LONGEST_GROUP

    def inside(self) -> _Found | None:
        """Return the one month that the texts inside the workbook tell."""
        every = [f for f in self._every if f.of.cell or f.of.where != FILE_NAME]
        agreed, spans = one(found.told for found in every)
        return None if spans or len(agreed) != 1 else self._of(agreed[0])

    def lacks(self) -> str:
        """Say what the texts lack that tell no month; nothing where there are none."""
        bare = [f for f in self._every if f.told.number is not None]
        if bare:
            return f"{bare[0].of.where}里的“{bare[0].told.text}”没有写是哪一年"
        days = [(titled, day) for titled in self._titles if (day := day_in(titled.text))]
        if days:
            return f"{days[0][0].where}里的“{days[0][1]}”没有写是采样日期，不当作月份"
        made = [(titled, month) for titled in self._titles if (month := made_in(titled.text))]
        if made:
            return f"{made[0][0].where}里的“{made[0][1]}”是制作、发布或付款的时间，不当作月份"
        return "标题、工作表名、文件名里也没有一个月" if self._titles else ""

    def year(self) -> tuple[int, _Found] | None:
        """Return the one year that the texts tell."""
        years: dict[int, _Found] = {}
        for found in self._every:
            if found.told.year is not None:
                years.setdefault(found.told.year, found)
            elif found.told.month is not None:
                years.setdefault(int(month_text(found.told.month)[:4]), found)
        return next(iter(years.items())) if len(years) == 1 else None

    def _of(self, wanted: Told) -> _Found:
        made = (f for f in self._every if f.told is wanted)
        parts = (f for f in self._every if f.told.number is not None)
        found = next(made, None) or next(parts)
        return _Found(wanted, found.of)


def with_months(raw: RawTable, titles: Sequence[Titled], problems: Problems) -> RawTable:
    """Return a table of one sheet with a column of whole months, and without that of the year.

    Parameters
    ----------
    raw : RawTable
        The rows of one part.
    titles : sequence of Titled
        The texts above the table, the sheet's name, the file's.
    problems : Problems
        Told where the month was found, or why there is none.
    """
    source = raw.table.month_source
    if source is None:
        return with_hours(raw, problems)
    year = raw.columns.get(source.year.name)
    raw = with_hours(raw, problems)
    raw = replace(raw, columns={n: c for n, c in raw.columns.items() if n != source.year.name})
    found = _Months(raw, source, _Texts(titles), problems)
    is_said = source.column in raw.columns
    whole = found.completed(year) if is_said else found.added()
    if is_said:
        found.compare_with_title(whole)
    if year is not None and source.column in whole.columns:
        found.refuse_other_years(whole, year)
    return whole


class _Months:
    """One table whose months are being completed."""

    def __init__(
        self, raw: RawTable, source: MonthSource, texts: _Texts, problems: Problems
    ) -> None:
        self._raw, self._source, self._texts, self._problems = raw, source, texts, problems
        self._part = raw.parts[0]

    def _say(self, fault: Fault, cell: str = "", **fields: Any) -> None:
        part = self._part
        self._problems.add(fault, sheet=part.sheet, file=part.file, cell=cell, fields=fields)

    def completed(self, year: npt.NDArray[Any] | None) -> RawTable:
        """Return the table with the year put before months that are numbers alone."""
        cells = self._raw.columns[self._source.column]
        if cells.dtype != object and not np.any((cells >= 1) & (cells <= 12)):
            return self._raw
        coded = self._raw.coded_of(self._source.column)
        if coded is not None and all(bare_month(cell) is None for cell in coded.distinct):
            return self._raw
        listed = cells.tolist()  # once: a NaN is found again as itself alone
        known = {cell: bare_month(cell) for cell in set(listed)}
        numbers = np.array([known[cell] for cell in listed], dtype=object)
        bare = np.flatnonzero(_is_there(numbers))
        if not bare.size:
            return self._raw
        months = cells.astype(object).copy()
        if year is None:
            found = self._texts.year()
            own = [int(number) for number in numbers[bare]]
            if found is None or own[0] != min(own):  # 10, 11, 12, 1: perhaps of two years
                return self._raw  # each cell is refused for what it is
            header = self._part.headers.get(self._source.column, "")
            of = found[1]
            self._say(
                YEAR_FOUND, of.of.cell, header=header, where=of.of.where, text=of.told.text,
                year=found[0],
            )  # fmt: skip
            years = np.full(len(cells), found[0], dtype=object)
        else:
            years = np.frompyfunc(year_of, 1, 1)(year)
        for row in bare.tolist():
            if years[row] is not None:
                months[row] = f"{years[row]}-{numbers[row]:02d}"
        return self._with(months, self._part)

    def compare_with_title(self, whole: RawTable) -> None:
        """Name the months of the rows that are not the one which a title or the sheet tells."""
        found = self._texts.inside()
        if found is None or found.told.month is None:
            return
        own = month_text(found.told.month)
        codes, cells = pd.factorize(whole.columns[self._source.column])
        others = {
            n: m for n, cell in enumerate(cells) if (m := whole_month(cell)) not in (own, None)
        }
        rows = np.flatnonzero(np.isin(codes, list(others)))
        if rows.size:
            months = sorted({str(month) for month in others.values()})
            more = " 等" if len(months) > _MOST_MONTHS else ""
            told_of = {"where": found.of.where, "text": found.told.text, "count": len(rows)}
            names = "、".join(months[:_MOST_MONTHS]) + more
            self._problems.extend(
                whole.problems_at(
                    MONTH_OVER_TITLE, self._source.column, rows[:1], months=names, **told_of
                )
            )

    def refuse_other_years(self, whole: RawTable, year: npt.NDArray[Any]) -> None:
        """Refuse rows whose year is not that of their month."""
        column = self._source.column
        months = [whole_month(cell) for cell in whole.columns[column].tolist()]
        rows = [
            row
            for row, (month, cell) in enumerate(zip(months, year.tolist(), strict=True))
            if month and (own := year_of(cell)) is not None and own != int(month[:4])
        ]
        if rows:
            told = {
                "month": [months[row] for row in rows],
                "year": [year_of(year[n]) for n in rows],
            }
            self._problems.extend(whole.problems_at(OTHER_YEAR, column, rows, **told))

    def added(self) -> RawTable:
        """Return the table with months that no column says."""
        dated, rows = self._source.dated, len(self._raw)
        by_day = self._of_days() if dated in self._raw.columns else np.full(rows, None)
        has_day = _is_there(by_day)
        if rows and has_day.all():
            self._refuse_other(by_day, self._texts.inside())
            return self._of_column(by_day)
        first = min(self._part.cells.values(), key=_in_order, default="")
        found, is_told = self._texts.month(self._say, first)
        if found is None or found.told.month is None:
            is_of_rows = not is_told and self._say_none(has_day)
            return self._of_column(by_day) if is_of_rows else self._raw
        month = month_text(found.told.month)
        where = found.of.where
        self._refuse_other(by_day, found)
        self._refuse_unread(by_day, found)
        self._say(MONTH_FOUND, found.of.cell, where=where, text=found.told.text, month=month)
        column = self._source.column
        part = replace(
            self._part,
            fixed=self._part.fixed | {column: found.of.cell},
            headers=self._part.headers | {column: where},
        )
        return self._with(np.full(rows, month, dtype=object), part)

    def _refuse_other(self, by_day: npt.NDArray[Any], found: _Found | None) -> None:
        """Refuse the days that are not in the month which the title says."""
        if found is None or found.told.month is None:
            return
        month = month_text(found.told.month)
        others = np.flatnonzero(_is_there(by_day) & (by_day != month))
        if others.size:
            fields = {"where": found.of.where, "month": month}
            self._problems.extend(
                self._raw.problems_at(OTHER_MONTH, self._source.dated, others, **fields)
            )

    def _say_none(self, has_day: Bools) -> bool:
        """Say that nothing tells the month, or which days can't be read; return whether it is so.

        A blank day is then named as a blank month is.
        """
        wanted, dated = self._raw.table.column(self._source.column), self._source.dated
        texts = self._day_texts().tolist() if dated in self._raw.columns else []
        rows = [row for row, is_read in enumerate(has_day.tolist()) if not is_read]
        unread = [row for row in rows if texts and texts[row] is not None]
        is_meant = bool(unread) and all(looks_like_day(texts[row]) for row in unread)
        if rows and (has_day.any() or is_meant):
            self._refuse_days(unread, texts)
            return True
        if wanted.is_required:
            header = self._part.headers.get(dated, "")
            undated = next((texts[row] for row in unread if "月" in texts[row]), "")
            lacks = f"“{header}”列的“{undated}”没有写是哪一年" if undated else self._texts.lacks()
            self._say(NO_MONTH if lacks else MISSING_COLUMN, names=wanted.label, lacks=lacks)
        return False

    def _refuse_days(self, rows: list[int], texts: list[Any]) -> None:
        """Refuse days that can't be read, those that Excel counts for what they are."""
        dated = self._source.dated
        serial = [row for row in rows if is_serial(texts[row])]
        days = [serial_day(float(texts[row])) for row in serial]
        others = [row for row in rows if not is_serial(texts[row])]
        said = self._raw.problems_at(SERIAL_DATE, dated, serial, date=days, form="2018-11-03")
        self._problems.extend([*said, *self._raw.problems_at(NOT_DATE, dated, others)])

    def _refuse_unread(self, by_day: npt.NDArray[Any], found: _Found) -> None:
        """Refuse days that can't be read, or name another month than the title; 5日 names none."""
        dated = self._source.dated
        if dated not in self._raw.columns or found.told.month is None:
            return
        texts = self._day_texts().tolist()
        month = found.told.month
        known = {text: is_of_month(text, month) for text in set(texts) if isinstance(text, str)}
        rows = np.flatnonzero(~_is_there(by_day)).tolist()
        others = [row for row in rows if known.get(texts[row], True) is False]
        where = {"where": found.of.where, "month": month_text(month)}
        self._problems.extend(self._raw.problems_at(OTHER_MONTH, dated, others, **where))
        self._refuse_days([row for row in rows if known.get(texts[row], True) is None], texts)

    def _of_column(self, months: npt.NDArray[Any]) -> RawTable:
        """Return the table with the months of its days; they stand in that column's cells."""
        column, dated = self._source.column, self._source.dated
        header = self._part.headers.get(dated, "")
        self._say(MONTH_OF_DAY, header=header)
        cells = self._part.cells | ({column: self._part.cells[dated]} if self._part.cells else {})
        part = replace(self._part, cells=cells, headers=self._part.headers | {column: header})
        return self._with(months, part)

    def _of_days(self) -> npt.NDArray[Any]:
        """Return the month of each day, None where a cell tells none; days of two are refused."""
        texts = self._day_texts().tolist()
        known = {text: month_of_days(text) for text in set(texts)}
        spans = {text for text, found in known.items() if found and found[0] != found[1]}
        rows = [row for row, text in enumerate(texts) if text in spans]
        if rows:
            self._problems.extend(self._raw.problems_at(DAYS_OF_TWO, self._source.dated, rows))
        months = {text: found[0] if found else None for text, found in known.items()}
        return np.array([months[text] for text in texts], dtype=object)

    def _day_texts(self) -> npt.NDArray[Any]:
        column = self._raw.table.column(self._source.dated)
        read: npt.NDArray[Any] = reader(column.kind)(
            Cells(self._raw.columns[column.name]), column
        ).values
        return read

    def _with(self, months: npt.NDArray[Any], part: Part) -> RawTable:
        columns = {self._source.column: months} | {
            n: c for n, c in self._raw.columns.items() if n != self._source.column
        }
        return replace(self._raw, columns=columns, parts=[part])


def _in_order(letters: str) -> tuple[int, str]:
    """Return a column's letters so that Z comes before AA."""
    return len(letters), letters


def _is_there(values: npt.NDArray[Any]) -> Bools:
    return np.array([value is not None for value in values.tolist()], dtype=bool)
