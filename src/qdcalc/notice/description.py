"""A calculation: input tables → function → output tables, with everything that others make of it.

Commands, templates, documents, the writer and Jupyter run on this description; a new notice
brings its own and edits none of them. :mod:`qdcalc.run` runs it.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qdcalc.errors import InputError
from qdcalc.notice import policy as policies
from qdcalc.notice.policy import Policy
from qdcalc.record import record
from qdcalc.table.description import Table
from qdcalc.table.kinds import Kind
from qdcalc.table.problems import Problem, Problems

if TYPE_CHECKING:
    from fractions import Fraction

    import pandas as pd

    from qdcalc.document.explanation import Explanation
    from qdcalc.exact.dtypes import Ints
    from qdcalc.intake.raw import RawTable
    from qdcalc.intake.table_data import TableData
    from qdcalc.result.headline import Headline
    from qdcalc.result.plots import Chart
    from qdcalc.table.live import Check


@record
class Setting:
    """Something a run is told that is not an interpretation, such as 统计日期.

    ``label`` is its row of the sheet 口径, ``option`` its option on the command line (empty =
    none); ``kind`` is how it is read, one of ``intake.kinds``.
    """

    name: str
    label: str
    kind: Kind
    sentence: str
    option: str = ""


@record
class Selector:
    """What says which amount of a result is to be explained: ``--section 20``.

    ``name`` is its keyword in Python and its option, ``label`` the Chinese one of both. ``beside``
    are the selectors that it may be given with: another would be passed over in silence.
    """

    name: str
    label: str
    example: str
    sentence: str
    beside: tuple[str, ...] = ()


@record
class Prefill:
    """What a template's sheet holds already: rows to complete, and one example to overwrite.

    ``doubt`` is what whoever asked for the rows is told of them.
    """

    rows: Sequence[Mapping[str, Any]] = ()
    example: Mapping[str, Any] = field(default_factory=dict)
    doubt: str = ""


def _empty(month: str) -> Mapping[str, Prefill]:
    """Return nothing: the template's sheets are empty."""
    return {}


@record
class Priced:
    """What ``sensitivity`` prices: whose amounts are held against those of another option.

    ``table`` is an output, ``party`` its column of who pays or gets, ``amounts`` its columns of
    hundredths or whole counts that are added up for each of them. ``nets_to_zero`` says that what
    some get others pay.
    """

    table: str
    party: str
    amounts: tuple[str, ...]
    nets_to_zero: bool = False


# the names that are known, each with its spellings: by key the parts of the standard name
Spelled = Mapping[str, tuple[str, ...]]


@record
class Named:
    """Names in cells that a user's own tables may write otherwise (名称对照).

    ``label`` is the 种类 of the sheet 名称对照. ``columns`` pairs an input's name with the column
    that holds such names (a list of them, too), or with the columns that are a name together:
    river and section, of which the last may stand alone. ``known`` takes the raw tables and the
    policy and returns every spelling that is known.
    """

    label: str
    columns: tuple[tuple[str, tuple[str, ...]], ...]
    known: Callable[[Mapping[str, RawTable], Policy], Spelled]


@record
class Calculation:
    """The description of a calculation.

    Parameters
    ----------
    name, title : str
        The command's name and its Chinese name.
    package : str
        The notice's package, which holds ``policy.toml``.
    sentence : str
        What it calculates, in one Chinese sentence.
    inputs, outputs : tuple of Table
        In reading order; each output names its columns.
    data_files : tuple of str
        Files of the package, beside ``policy.toml``, that decide amounts.
    compute : function
        Takes a :class:`Job` and returns an :class:`Outcome`. It, and the functions below, import
        what they call when they are called.
    settings : tuple of Setting
        What the sheet 口径 or the command line may say beside the interpretations.
    example : str
        The sample input in ``data/``.
    prefill : function
        Takes a month (or an empty text) and returns what the template's sheets hold already, a
        :class:`Prefill` by table name.
    takes_month : bool
        Whether a template lays out the rows of a month, where one is asked for.
    charts : function
        Returns the charts of a result, ``result.plot.NAME()``.
    form : tuple of str
        The input tables that one applicant's form has a block for; empty = no form.
    priced : Priced, optional
        What ``sensitivity`` prices; without it the sums that ``compare`` sets side by side.
    selectors : tuple of Selector
        What says which amount ``explain`` is asked for.
    thresholds : function, optional
        Takes the job and how near is near, returns the decisions near a threshold
        (:mod:`qdcalc.notice.thresholds`).
    recalculates : tuple of str
        The interpretations whose cell in 口径与依据 the formulas of a result refer to.
    names : tuple of Named
        The names in cells that 名称对照 may map; those of columns it may always.
    partition : function, optional
        Returns how the input falls into parts that are calculated apart.
    """

    name: str
    title: str
    package: str
    sentence: str
    inputs: tuple[Table, ...]
    outputs: tuple[Table, ...]
    compute: Callable[[Job], Outcome]
    settings: tuple[Setting, ...] = ()
    data_files: tuple[str, ...] = ()
    example: str = ""
    prefill: Callable[[str], Mapping[str, Prefill]] = _empty
    takes_month: bool = False
    charts: Callable[[], Sequence[Chart]] = tuple
    form: tuple[str, ...] = ()
    priced: Priced | None = None
    selectors: tuple[Selector, ...] = ()
    thresholds: Callable[[Job, Fraction], pd.DataFrame] | None = None
    recalculates: tuple[str, ...] = ()
    names: tuple[Named, ...] = ()
    partition: Callable[[], Partition] | None = None

    @property
    def notice(self) -> str:
        """The notice's short name, the prefix of its interpretations."""
        return self.package.rpartition(".")[2]

    def __repr__(self) -> str:
        return f"<计算 {self.name}：{self.title}>"

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by name: a description holds functions."""
        return declared, (self.package, "CALCULATIONS", self.name)

    def policy(self, overlay: Path | None = None) -> Policy:
        """Return the notice's policy, with a user's file laid over it."""
        if overlay is None:
            return policies.load(self.package)
        from qdcalc.notice import overlay as overlays

        return overlays.load(self.package, overlay)


@record
class Returned:
    """The applicants' forms that are returned to them: their errors don't stop the others.

    ``given`` is how many forms there are, ``read`` how many were taken in; ``problems`` are those
    of the others, each with its file.
    """

    given: int = 0
    read: int = 0
    problems: tuple[Problem, ...] = ()

    @property
    def files(self) -> list[str]:
        """The names of the forms that are returned."""
        return list(dict.fromkeys(problem.file for problem in self.problems))


NONE_RETURNED = Returned()


@dataclass
class Job:
    """What a calculation works on: typed tables, policy, interpretations, settings, problems.

    ``whole`` is told where the tables are a part of the input.
    """

    calculation: Calculation
    tables: Mapping[str, TableData]
    policy: Policy
    interpretations: Mapping[str, str]
    settings: Mapping[str, Any]
    problems: Problems
    returned: Returned = NONE_RETURNED
    whole: Whole | None = None

    def with_tables(self, **tables: TableData) -> Job:
        """Return the job with some of its tables changed."""
        return replace(self, tables={**self.tables, **tables})

    def stop_on_errors(self) -> None:
        """Raise if the input can't be calculated; every check has spoken by then."""
        self.problems.stop()
        if self.problems.has_errors:
            raise InputError(self.problems)


@dataclass
class Outcome:
    """What a calculation found: makers of its tables and of its own checks.

    ``tables`` maps an output table's English name to the function that makes it when it is asked
    for. ``checks`` makes the rows of 校验 of the tables that are written; it is pickled with the
    result, so it is a function of a module, or a ``functools.partial`` of one with the facts that
    it needs. ``notes`` are further rows of 口径与依据. ``reservations`` stand with the title
    everywhere, ``to_check`` is what the notice itself asks to look at before signing, a line each;
    ``summary`` makes the headline of the finished tables (a module's function or a partial, too).
    ``explain`` takes the finished tables and the selectors that are given, and returns the steps
    of an amount; it, too, is a module's function or a partial of one with what was recorded.
    ``found`` is what a part of an input found for the whole (:class:`Partition`).
    """

    tables: Mapping[str, Callable[[], pd.DataFrame]]
    checks: Callable[[Mapping[str, pd.DataFrame]], Iterable[CheckRow]]
    notes: Sequence[tuple[str, str, str, str]] = ()
    status: str = ""
    reservations: tuple[str, ...] = ()
    to_check: tuple[str, ...] = ()
    summary: Callable[[Mapping[str, pd.DataFrame]], Headline] | None = None
    explain: Callable[[Mapping[str, pd.DataFrame], Mapping[str, str]], Explanation] | None = None
    found: Mapping[str, Any] = field(default_factory=dict)


@record
class CheckRow:
    """One line of 校验; equal sides pass. Hundredths (fen) are shown divided by 100.

    ``live`` gives the formulas of its sides, where they follow from cells of the workbook.
    ``kind`` is what lines of several keys have in common, which are one where they are many.
    """

    name: str
    left: int
    right: int
    is_hundredths: bool = True
    live: Check | None = None
    kind: str = ""


@record
class Whole:
    """What a part of an input knows of the whole.

    ``months`` are all of them (since 1970-01), in order. ``rows`` and ``listed`` are how many have
    a row and how many the list has in each month, over all parts; None where that is not known
    yet: every month is then taken to have them all.
    """

    months: tuple[int, ...]
    rows: tuple[int, ...] | None = None
    listed: tuple[int, ...] | None = None


@record
class Partition:
    """How an input falls into parts that are calculated apart, and how they come together.

    Rows of one group need each other, those of different groups do not. :mod:`qdcalc.scale`
    carries it out.

    Parameters
    ----------
    table : str
        The input of which there are so many rows; the others are small.
    keys : tuple of str
        Its columns that say which group a row belongs to.
    times : tuple of tuple of str
        Its columns that say the time of a row; the first of them that are there.
    groups : callable
        Takes the job of one row for each key (and time) and the small tables, and returns the
        group of each row by table, −1 where it belongs to none. A table that is not named is
        given to every part.
    whole : callable
        Takes the same job and returns what every part is told.
    again : callable
        Takes what the parts found (``Outcome.found``) and what they were told, and returns what
        they must be told instead, None where they were told the truth.
    merged : tuple of str
        The outputs that are put together; the others are the rows of the parts one after the other.
    put_together : callable
        Takes those of all parts, the whole and the policy, and returns each of them.
    told : callable
        Takes the problems of the parts, the files of the large table and what the parts found, and
        returns the problems as one calculation tells them.
    refused : callable
        Takes what the parts found and returns what is wrong with the whole alone.
    rechecked : callable
        Takes the added rows of 校验 and the merged tables, and returns those of the whole.
    summary : callable
        Takes the merged tables and what the parts found, returns the first lines of the result.
    settings : tuple of str
        The settings that a calculation in parts can't follow.
    """

    table: str
    keys: tuple[str, ...]
    times: tuple[tuple[str, ...], ...]
    groups: Callable[[Job], Mapping[str, Ints]]
    whole: Callable[[Job], Whole]
    again: Callable[[Sequence[Mapping[str, Any]], Whole], Whole | None]
    merged: tuple[str, ...]
    put_together: Callable[
        [Sequence[Mapping[str, pd.DataFrame]], Whole, Policy], dict[str, pd.DataFrame]
    ]
    told: Callable[
        [Sequence[Sequence[Problem]], Sequence[str], Sequence[Mapping[str, Any]]], Sequence[Problem]
    ]
    refused: Callable[[Sequence[Mapping[str, Any]]], Sequence[Problem]]
    rechecked: Callable[[Sequence[CheckRow], Mapping[str, pd.DataFrame]], Sequence[CheckRow]]
    summary: Callable[[Mapping[str, pd.DataFrame], Sequence[Mapping[str, Any]]], Sequence[str]]
    settings: tuple[str, ...] = ()


def declared(package: str, kind: str, name: str) -> Any:
    """Return the description of that name which a notice declares, as pickle asks for it."""
    known = getattr(importlib.import_module(package), kind)
    return next(description for description in known if description.name == name)
