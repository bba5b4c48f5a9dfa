"""What a table is: columns with their names in both languages, their cells and their checks.

A table is described once: the reader finds its columns by it, from it are made the pandera schema
(docs/decisions/0008), the writer's headers and formats, template, documents and Jupyter's display.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from qdcalc.record import record
from qdcalc.table.faults import SELF_CHECK
from qdcalc.table.kinds import TEXT, Kind
from qdcalc.table.unlisted import Unlisted

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.exact.dtypes import Ints
    from qdcalc.table.problems import Fault

# takes the table.live.Sheets of a workbook; by column a formula for each row, None = the value
Formulas = Callable[[Any], Mapping[str, Any]]


@record
class Check:
    """A rule that a column's filled cells must satisfy.

    ``passes`` takes the parsed column and returns a boolean for each cell; ``expected`` says of
    an output what it holds otherwise. ``is_span``: where two numbers pass so do those between.
    """

    fault: Fault
    passes: Callable[[pd.Series[Any]], pd.Series[bool]]
    expected: str = ""
    is_span: bool = False


def one_of(words: Iterable[str]) -> Check:
    """Return the check that an output's texts are among the words."""
    known = list(words)
    return Check(SELF_CHECK, lambda texts: texts.isin(known), f"应是 {'、'.join(known)} 之一")


def not_negative(fault: Fault = SELF_CHECK) -> Check:
    """Return the check that numbers are at least 0."""
    return Check(fault, lambda numbers: numbers >= 0, "不应小于 0", is_span=True)


@record
class RowCheck:
    """A rule over several columns of a row; ``column`` is the cell that is named.

    ``needs`` are the columns that it reads: a row with an unreadable one is not judged.
    ``fields`` takes the frame and the positions that fail and returns what the fault's text says
    of each, a list a field; ``expected`` says of an output what its column holds otherwise. Only
    rows that are true in ``only_where`` can fail, where it names a column.
    """

    fault: Fault
    column: str
    needs: tuple[str, ...]
    passes: Callable[[pd.DataFrame], pd.Series[bool]]
    fields: Callable[[pd.DataFrame, Ints], Mapping[str, Any]] | None = None
    expected: str = ""
    only_where: str = ""


def is_sum(
    column: str, plus: tuple[str, ...], minus: tuple[str, ...] = (), *, said: str
) -> RowCheck:
    """Return the check that an output's column is what is ``said``, where no cell is blank."""

    def passes(frame: pd.DataFrame) -> pd.Series[bool]:
        columns = {name: frame[name] for name in (*plus, *minus, column)}
        if all(str(values.dtype) == "int64" for values in columns.values()):
            total: Any = sum(columns[name].to_numpy() for name in plus)
            total = total - sum(columns[name].to_numpy() for name in minus)
            equal: pd.Series[bool] = columns[column] == total
            return equal
        left = frame[list(plus)].sum(axis=1, skipna=False)
        left = left - frame[list(minus)].sum(axis=1, skipna=False) if minus else left
        same: pd.Series[bool] = (left == frame[column]).astype("boolean").fillna(True).astype(bool)
        return same

    return RowCheck(SELF_CHECK, column, (*plus, *minus), passes, expected=f"应是 {said}")


@record
class Column:
    """A column of an input or output table.

    Parameters
    ----------
    name : str
        English name in frames, the unit at its end.
    label : str
        Chinese header.
    kind : Kind
        What its cells are: for inputs one of ``intake.kinds``, for outputs of ``table.kinds``, or
        a notice's own.
    is_required : bool
        Whether an input must have the column and every cell of it filled.
    unit : str
        The unit that the values are in.
    other_units : mapping of str to int
        Other units that a header may name, and spellings of its own: powers of ten to ``unit``.
    aliases : tuple of str
        Other headers for the same column.
    lesser_aliases : tuple of str
        Headers that are taken for the column where no better one is there, the best first.
    choices : tuple of str
        The words that an input cell may hold, for drop-downs and documents.
    choices_of : str
        The policy's figure whose names the drop-down offers, where ``choices`` are none.
    spellings : mapping of str to tuple of str
        Other ways of writing each of the choices.
    sentence : str
        What the column holds, in one Chinese sentence.
    clause : str
        The clauses of the notice that the column is of, as its policy writes them: ``七¶1``.
    checks : tuple of Check
        Rules for the filled cells.
    number_format : str
        Excel number format of an output column; empty = the kind's.
    tones : mapping of str to str
        How an output's words are marked: good, bad, quiet or open.
    width : int
        Width of an output column in characters; 0 = as wide as its content.
    limits : tuple of str
        What the template shows under an input's header, a line each: limits of a standard.
    is_folded : bool
        Whether the template folds the column away: few inputs need it.
    """

    name: str
    label: str
    kind: Kind = TEXT
    is_required: bool = False
    unit: str = ""
    other_units: Mapping[str, int] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    lesser_aliases: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    choices_of: str = ""
    spellings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sentence: str = ""
    clause: str = ""
    checks: tuple[Check, ...] = ()
    number_format: str = ""
    tones: Mapping[str, str] = field(default_factory=dict)
    width: int = 0
    limits: tuple[str, ...] = ()
    is_folded: bool = False


@record
class Parts:
    """The rows of another output that an amount of a summed output adds up.

    Parameters
    ----------
    table, amount : str
        The other output and its column of hundredths.
    name : tuple of str
        The columns that say what its row is about.
    adds, takes : tuple of str
        Its columns that hold ``Compared.name``, in that order: where alike it is added, or taken.
    rows : callable, optional
        Which of its rows count.
    """

    table: str
    amount: str
    name: tuple[str, ...]
    adds: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    rows: Callable[[pd.DataFrame], pd.Series[bool]] | None = None


@record
class Compared:
    """How the rows of an output are set against those of another result.

    Parameters
    ----------
    name : tuple of str
        The columns that say what a row is about, such as a section's.
    amounts : tuple of str
        Its columns of hundredths (fen among them) or whole counts, which add up.
    verdict : tuple of str
        What was found of it, beside the amounts.
    period : str
        The column of its month, cycle or year.
    links : tuple of tuple of str
        The columns by which an input's rows are known to be of the same thing; any one set.
        ``("sheet", "row")`` is where the row stands.
    is_summed : bool
        Whether a row is a district's or an applicant's sum: its reasons are its parts.
    parts : mapping of str to Parts
        The rows that each amount of a summed output adds up, where another output has them.
    whole : tuple of str
        Names that stand for all: 全市.
    negative : tuple of str
        A column and its words under which the amounts are negative: a penalty beside a reward.
    """

    name: tuple[str, ...]
    amounts: tuple[str, ...]
    verdict: tuple[str, ...] = ()
    period: str = ""
    links: tuple[tuple[str, ...], ...] = ()
    is_summed: bool = False
    parts: Mapping[str, Parts] = field(default_factory=dict)
    whole: tuple[str, ...] = ()
    negative: tuple[str, ...] = ()


@record
class MonthSource:
    """Where the month of an input's rows stands if no column says it whole.

    Parameters
    ----------
    column : str
        The column of the month; of a number alone ``year`` or the title says the year.
    year : Column
        A column of the year alone.
    dated : str
        A column of days, whose month counts where there is no other; empty = there is none.
    hour : Column, optional
        A column of the hours alone, which belong to the days. A name of the days' column, too, it
        is the hours' where another column says the days.
    """

    column: str
    year: Column
    dated: str = ""
    hour: Column | None = None


@record
class Clock:
    """A column of hours alone, which belong to the days of another.

    Parameters
    ----------
    dated, hour : str, Column
        Of days, and of hours; a name of both is the hours' where another column says the days.
    joined : callable
        Takes the table as found and the problems; returns the days' cells with their hours.
    """

    dated: str
    hour: Column
    joined: Callable[[Any, Any], Any]


@record
class Long:
    """The long form of an input: a row for each value, with what was measured and its unit.

    Parameters
    ----------
    item, value, unit : Column
        ``unit`` need not be there; ``value`` has the unit that its header may change.
    by : tuple of str
        The columns whose values say which rows belong together.
    of_value : tuple of str
        Columns that say something of the single value there: they are not read.
    """

    item: Column
    value: Column
    unit: Column
    by: tuple[str, ...]
    of_value: tuple[str, ...] = ()


@record
class Table:
    """A sheet of a workbook, or a frame.

    Parameters
    ----------
    name, label : str
        English name in Python, Chinese name of the sheet.
    columns : tuple of Column
    sentence : str
        What the table holds.
    is_required : bool
        Whether an input must have it.
    alternatives : tuple of tuple of str
        Each is a set of columns of which one set must be there (a number or the two names).
    key : tuple of str
        The columns that tell rows apart.
    further_key : tuple of str
        Columns that tell them apart too where they are there; a blank is a value of theirs.
    row_checks : tuple of RowCheck
    month_source : MonthSource, optional
        Where the month of an input is looked for beside its column.
    clock, long : Clock, Long, optional
        Hours beside days, and the long form, in which an input is read, too.
    measured : callable, optional
        Takes the interpretations; returns columns: an input has one, a sheet a value in one.
    exempting : str
        A column of yes or no: a sheet with a row that says yes needs no such value.
    exempting_words : str
        A pattern of what says so elsewhere in a row, as names are compared.
    total : tuple of str
        The columns that a last row 合计 adds up; empty = no such row.
    total_rows : callable, optional
        Which rows it adds up, where some are sums themselves.
    whole_total : tuple of str
        Columns of ``total`` whose sum is left blank unless every row has a figure.
    note : str
        What a workbook says above an output in print.
    only_filled : bool
        Whether a workbook goes without the sheet where it has no rows.
    is_printed : bool
        Whether an output prints with the workbook; if not, its print area is empty.
    is_detail : bool
        Whether an output is long detail: its sheet stands last and isn't printed.
    print_until, printed_rows : str, callable, optional
        The last column that prints, long texts follow; how many of an output's first rows do.
    printed_total : str
        The name of the sum of the first money column, printed above an output without row 合计.
    is_compared : bool
        Whether the headline compares an output with that of the period before (``previous``).
    comparison : Compared, optional
        How ``compare`` sets an output against another result's.
    formulas : callable, optional
        Takes :class:`~qdcalc.table.live.Sheets`; by column a formula for each row, None = value.
    unlisted : Unlisted, optional
        Where an output's rows say what another can't show of a change in the workbook.
    varying : callable, optional
        Takes the names of an output's columns; returns its columns, where the input names some.
    """

    name: str
    label: str
    columns: tuple[Column, ...]
    sentence: str = ""
    is_required: bool = False
    alternatives: tuple[tuple[str, ...], ...] = ()
    key: tuple[str, ...] = ()
    further_key: tuple[str, ...] = ()
    row_checks: tuple[RowCheck, ...] = ()
    month_source: MonthSource | None = None
    clock: Clock | None = None
    long: Long | None = None
    measured: Callable[[Mapping[str, str]], tuple[str, ...]] | None = None
    exempting: str = ""
    exempting_words: str = ""
    total: tuple[str, ...] = ()
    total_rows: Callable[[pd.DataFrame], pd.Series[bool]] | None = None
    note: str = ""
    only_filled: bool = False
    whole_total: tuple[str, ...] = ()
    is_printed: bool = True
    is_detail: bool = False
    print_until: str = ""
    printed_rows: Callable[[pd.DataFrame], int] | None = None
    printed_total: str = ""
    is_compared: bool = False
    comparison: Compared | None = None
    formulas: Formulas | None = None
    unlisted: Unlisted | None = None
    varying: Callable[[Sequence[str]], tuple[Column, ...]] | None = None

    def column(self, name: str) -> Column:
        """Return the column of that English name."""
        return self._by_name[name]

    def labels(self) -> dict[str, str]:
        """Return the Chinese header of each English name."""
        return {column.name: column.label for column in self.columns}

    @cached_property
    def told_alternatives(self) -> tuple[tuple[str, ...], ...]:
        """The alternatives as people are told of them: of one inside another only the larger."""
        every = self.alternatives
        return tuple(one for one in every if not any(set(one) < set(other) for other in every))

    @cached_property
    def extras(self) -> tuple[Column, ...]:
        """The columns that only other forms of an input have, gone once it is read."""
        source, clock = self.month_source, self.clock
        times = (source.year, source.hour) if source else (clock.hour,) if clock else ()
        return tuple(column for column in times if column) + (
            (self.long.item, self.long.value, self.long.unit) if self.long else ()
        )

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in (*self.extras, *self.columns)}
