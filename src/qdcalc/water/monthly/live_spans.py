"""Where the rows stand that 校验 looks at: ranges, figures in force, sums (四–八).

A row is held against the rows of its month. In a sheet of usual length the month is a criterion, so
that a count is one term; it is followed by a star, as a sheet takes the text 2018-10 for a date.
Rows of one month stand together: in a long sheet a count is a term a month instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from qdcalc.exact.months import of_text
from qdcalc.exact.patterns import Lazy
from qdcalc.record import record
from qdcalc.table.live import FIRST_ROW, MOST_PAIRS, Side, count_of, text

if TYPE_CHECKING:
    from qdcalc.exact.dtypes import Texts
    from qdcalc.table.live import Place, Sheets

Columns = Mapping[str, str]  # the range of each column
Figure = tuple[str, str]
_MOST_JOINED = 1_500_000  # cells that a sum may look at with the month as a criterion
_LONGEST = 6_000  # characters of a formula, of the 8,192 that Excel takes
_CODE = Lazy(r"[1-9]\d*|[^\W\d]\w*")  # a number of a section that a sum takes for nothing else


@record
class Span:
    """The rows of a month, or of several: ranges, absolute, and the cells of figures in force."""

    own: Columns
    beside: Mapping[str, Columns]
    figures: Mapping[Figure, str]
    joined: tuple[str, ...] = ()  # the criterion that a row beside is of the same month

    def sum(self, amount: str, *pairs: str) -> str:
        """Return the sum of an amount beside, of the rows that pairs of range and cell choose."""
        return sum_of(amount, *pairs, *self.joined)

    def count(self, *pairs: str) -> str:
        """Return the count of the rows beside that pairs of range and cell choose."""
        return f"COUNTIFS({','.join((*pairs, *self.joined))})"

    def figure(self, name: str) -> str:
        """Return the cell of a figure."""
        return self.figures[name, ""]

    def base(self) -> str:
        """Return the annual base of each row's level, as a sum of which one term counts."""
        level = self.own["control_level"]
        parts = {part: cell for (name, part), cell in self.figures.items() if part}
        return "+".join(f"({level}={text(part)})*{cell}" for part, cell in parts.items())

    def due(self) -> str:
        """Return |coefficient| × base ÷ months of each row (五¶2)."""
        coefficient, months = self.own["coefficient"], self.figure("months_per_year")
        return f"ROUND(ABS({coefficient})*({self.base()})/{months},2)"


Wrong = Callable[[Span], Iterable[str]]


@record
class Keys:
    """What the rows of a span have in common: the column that may say so, and each row's."""

    column: str
    of: Callable[[Place], Texts]


MONTHS = Keys("month", lambda place: place.frame["month"].to_numpy(dtype=object))


def counted(
    table: str, wrong: Wrong, *, figures: tuple[str, ...] = (), beside: str = "",
    by: Keys = MONTHS, only: str = "",
) -> Side:  # fmt: skip
    """Return the count of a table's rows of which something wrong is true, added up by month.

    Parameters
    ----------
    table : str
    wrong : callable
        Takes the span; returns conditions of its ranges.
    figures : tuple of str
        The figures that it refers to.
    beside : str
        The table in which it looks something up.
    by : Keys
        What the rows of a span have in common, else the month.
    only : str
        The key whose rows alone are looked at, if any.
    """

    def side(sheets: Sheets) -> str | None:
        found = spans(sheets, table, figures=figures, beside=beside, by=by, only=only)
        formula = "+".join(count_of(wrong(span)) for span in found or ())
        return formula if formula and len(formula) <= _LONGEST else None

    return side


def spans(
    sheets: Sheets, table: str, *, figures: tuple[str, ...] = (), beside: str = "",
    by: Keys = MONTHS, only: str = "",
) -> list[Span] | None:  # fmt: skip
    """Return the spans of a table; None where a sum would look at too much, or at odd numbers."""
    place = sheets.of(table)
    others = {beside: sheets.of(beside)} if beside else {}
    if not all(_is_plain(one) for one in (place, *others.values())):
        return None
    runs = [run for run in runs_of(by.of(place)) if only in ("", run[0])]
    known = [key for key in sheets.rules.figures if key[0] in figures]
    if not known and len(runs) > 1 and (joined := _joined(place, others, by)):
        return [joined]
    at = {name: {key: (a, b) for key, a, b in runs_of(by.of(one))} for name, one in others.items()}
    if sum((b - a + 1) * _size(at, key) for key, a, b in runs) > MOST_PAIRS:
        return None
    found: list[tuple[int, int, str, dict[Figure, str]]] = []
    for key, first, last in runs:
        month = of_text(key) if known else None
        cells = {of: sheets.figure(*of, month=month) for of in known}
        if found and not beside and found[-1][3] == cells:
            found[-1] = (found[-1][0], last, key, cells)
        else:
            found.append((first, last, key, cells))
    return [
        Span(
            ranges_of(place, first, last),
            {name: ranges_of(one, *at[name].get(key, (-1, -1))) for name, one in others.items()},
            cells,
        )
        for first, last, key, cells in found
    ]


def _joined(place: Place, others: Mapping[str, Place], by: Keys) -> Span | None:
    """Return all rows as one span, the key a criterion; None where sums would look at too much."""
    if len(others) != 1:
        return None
    ((name, one),) = others.items()
    has_key = all(by.column in table.frame for table in (place, one))
    if not has_key or len(place) * len(one) > _MOST_JOINED:
        return None
    own, beside = (ranges_of(table, 0, len(table) - 1) for table in (place, one))
    return Span(own, {name: beside}, {}, (beside[by.column], f'{own[by.column]}&"*"'))


def runs_of(keys: Texts) -> list[tuple[str, int, int]]:
    """Return each key with its first and last row: rows of one key stand together."""
    starts = [n for n in range(len(keys)) if n == 0 or keys[n] != keys[n - 1]]
    ends = [*(n - 1 for n in starts[1:]), len(keys) - 1]
    return [(str(keys[a]), a, b) for a, b in zip(starts, ends, strict=False)]


def _size(at: Mapping[str, Mapping[str, tuple[int, int]]], key: str) -> int:
    sizes = [b - a + 1 for a, b in (rows.get(key, (0, 0)) for rows in at.values())]
    return max(sizes, default=1)


def ranges_of(place: Place, first: int, last: int) -> Columns:
    """Return the range of each column; rows −1 are the header, in which nothing is found."""
    rows = {c.name: place.letters(c.name) for c in place.table.columns}
    a, b = first + FIRST_ROW, last + FIRST_ROW
    return {name: f"{place.before}${of}${a}:${of}${b}" for name, of in rows.items()}


def _is_plain(place: Place) -> bool:
    """Say whether a sum finds the numbers of sections by what they are."""
    if "section_id" not in place.frame:
        return True
    numbers = set(place.frame["section_id"].tolist())
    return all(isinstance(n, str) and _CODE.fullmatch(n) for n in numbers)


def sum_of(amount: str, *pairs: str) -> str:
    """Return the sum of an amount, to the fen, of the rows that pairs of range and cell choose."""
    return f"ROUND(SUMIFS({','.join((amount, *pairs))}),2)"


def rule_total(month: str | None) -> Side:
    """Return the sum of |coefficient| × base ÷ months of the rows of a month, or of all."""

    def side(sheets: Sheets) -> str | None:
        names = ("annual_base_yuan", "months_per_year")
        if month is None:
            found = spans(sheets, "section_months", figures=names) or []
        else:
            place = sheets.of("section_months")
            rows = {key: (a, b) for key, a, b in runs_of(MONTHS.of(place))}
            known = [key for key in sheets.rules.figures if key[0] in names]
            cells = {of: sheets.figure(*of, month=of_text(month)) for of in known}
            found = [Span(ranges_of(place, *rows[month]), {}, cells)]
        return f"ROUND({'+'.join(f'SUMPRODUCT({span.due()})' for span in found)},2)"

    return side
