"""What a result says first: one content for the console, the sheet 结论, Jupyter and documents.

A notice composes it from its finished tables; whoever shows it lays it out and computes nothing.
Amounts in panels are whole fen, texts are finished Chinese.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any

from qdcalc.exact import money
from qdcalc.exact.texts import MOST_LISTED, brief, listed
from qdcalc.record import record
from qdcalc.table.kinds import TEXT, Kind
from qdcalc.table.problems import together

if TYPE_CHECKING:
    import pandas as pd

SIGNS = {"净收": "▲", "净付": "▼"}  # beside the words, for print in grey
MOST_LINES = 10  # of a console
MOST_PLACES = MOST_LISTED
Record = dict[str, Any]


@record
class PanelColumn:
    """A column of a panel.

    ``kind`` says what its cells are, one of :mod:`qdcalc.table.kinds`; money is whole fen.
    ``tones`` marks words as good, bad, quiet or open.
    """

    label: str
    kind: Kind = TEXT
    tones: Mapping[str, str] = field(default_factory=dict)


@record
class Source:
    """Where a figure of a panel comes from: cells of a table, added up or counted.

    Parameters
    ----------
    table, column : str
        English names.
    rows : tuple of int
        Positions in the table; one row gives its cell, which may be a text.
    match : tuple of (str, str)
        Of the rows from the first to the last only those with these words in these columns.
    word : str
        How many rows say this in the column, instead of their sum.
    less : tuple of str
        Columns that are taken off.
    minus : Source or str, optional
        What is taken off besides; a text is the figure as it is shown.
    words : tuple of str
        What stands instead of a figure above 0, below 0, and of 0.
    is_blank_at_zero : bool
    """

    table: str
    column: str
    rows: tuple[int, ...]
    match: tuple[tuple[str, str], ...] = ()
    word: str = ""
    less: tuple[str, ...] = ()
    minus: Source | str | None = None
    words: tuple[str, ...] = ()
    is_blank_at_zero: bool = False


@record
class Panel:
    """A small table of the headline.

    Parameters
    ----------
    name : str
        What it is for whoever shows it: balances, matrix, findings …
    caption : str
    columns : tuple of PanelColumn
    rows : tuple of tuple
        None where there is nothing.
    has_total : bool
        Whether the last row is a sum.
    bars : tuple of str
        Labels of the columns that a chart is drawn of.
    places : tuple of str
        Where each row stands in the sheets behind (``断面核算!A5``), empty where nowhere.
    note : str
        What is not listed, and where it is.
    sources : tuple of tuple of Source
        Where each row's cells come from, None where they are copies.
    """

    name: str
    caption: str
    columns: tuple[PanelColumn, ...]
    rows: tuple[tuple[Any, ...], ...]
    has_total: bool = False
    bars: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    note: str = ""
    sources: tuple[tuple[Source | None, ...], ...] = ()


@record
class ToCheck:
    """Something to look at before signing: what, how often, where; can it move money."""

    text: str
    count: int = 1
    places: tuple[str, ...] = ()
    is_money: bool = True

    def line(self) -> str:
        """Return it as one line: 「……（3 处：监测数据!F3、F9、F12）」."""
        shown = together(self.places)
        several = f"{self.count:,} 处" if self.count > 1 else ""
        inside = "：".join(part for part in (several, shown) if part)
        return f"{self.text}（{inside}）" if inside else self.text


@record
class Headline:
    """The answer in ten seconds.

    Parameters
    ----------
    title : str
        What and which period.
    reservations : tuple of str
        预结算, months outside the list's cycle: they stand with the title everywhere.
    sentences : tuple of str
        One or two, with the totals.
    lines : tuple of str
        What a console adds: who receives and who pays, against the period before.
    panels : tuple of Panel
    to_check : tuple of ToCheck
        Before signing; what can move money first.
    basis, proof : str
        List, figures and interpretations; checks, inputs with the start of their hash, version.
    """

    title: str
    sentences: tuple[str, ...]
    reservations: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    panels: tuple[Panel, ...] = ()
    to_check: tuple[ToCheck, ...] = ()
    basis: str = ""
    proof: str = ""

    def panel(self, name: str) -> Panel | None:
        """Return the panel of that name, if there is one."""
        return next((panel for panel in self.panels if panel.name == name), None)

    def with_closing(
        self, reservations: tuple[str, ...], to_check: tuple[ToCheck, ...], basis: str, proof: str
    ) -> Headline:
        """Return it with what every calculation closes with."""
        return replace(
            self,
            reservations=(*self.reservations, *reservations),
            to_check=(*self.to_check, *to_check),
            basis=basis,
            proof=proof,
        )

    def console(self) -> list[str]:
        """Return at most ten lines: what, the totals, who pays, what to check, the proof."""
        head = [self.title + "".join(f"（{said}）" for said in self.reservations)]
        head += [*self.sentences, *self.lines]
        tail = [self._checks()] if self.to_check else []
        tail += [self.proof] if self.proof else []
        return [*head[: MOST_LINES - len(tail)], *tail]

    def _checks(self) -> str:
        shown = "；".join(check.text for check in self.to_check[:3])
        more = "……" if len(self.to_check) > 3 else ""
        return f"签字前请看 {len(self.to_check)} 项：{shown}{more}（全部见“结论”和“问题提示”）"

    def __str__(self) -> str:
        return "\n".join(self.console())


def records(frame: pd.DataFrame) -> list[Record]:
    """Return the rows of a small frame."""
    names = [str(name) for name in frame]
    cells = [frame[name].tolist() for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*cells, strict=True)]


def amounts(nets: Mapping[str, int], most: int = MOST_PLACES) -> str:
    """Write who has how much in 万元, the largest first: 「城阳 72.22 万、李沧 41.67 万」."""
    ranked = sorted(nets.items(), key=lambda pair: -abs(pair[1]))
    return listed([f"{brief(name)} {money.wan(abs(fen))} 万" for name, fen in ranked], most)


def positions(table: pd.DataFrame, shown: pd.DataFrame) -> tuple[int, ...]:
    """Return where rows of a table stand in it, from 0."""
    return tuple(table.index.get_indexer(shown.index).tolist())


def sheet_places(sheet: str, table: pd.DataFrame, shown: pd.DataFrame) -> tuple[str, ...]:
    """Return where rows of a table stand in its sheet, whose first row is the heading."""
    return tuple(f"{sheet}!A{row + 2}" for row in positions(table, shown))


def rest(count: int, shown: int, sheet: str, unit: str = "个") -> str:
    """Say how many are not shown, and where they are; nothing where all are."""
    return f"另有 {count - shown:,} {unit}，见“{sheet}”" if count > shown else ""


DIRECTIONS = ("净收", "净付", "持平")


def direction(fen: int) -> str:
    """Say on which side a net amount is: 净收, 净付 or 持平."""
    receives, pays, neither = DIRECTIONS
    return receives if fen > 0 else pays if fen < 0 else neither
