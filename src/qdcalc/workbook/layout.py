"""How the panels of a headline lie on one page: columns, lines of rows, what is left out.

Widths are half-width characters at SIZE points, which are also the columns of the page's grid.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from qdcalc.headline import Panel, PanelColumn
from qdcalc.workbook.styles import half_widths

GRID = 128  # columns of the page's grid
SIZE, SMALLEST = 9, 8  # points of a panel's text
MOST_OWED = 40  # rows of balances
FEWEST = 3  # rows of a panel that is cut
WIDEST_TEXT, NARROWEST_TEXT = 48, 10
WIDEST_LABEL = 14


@dataclass(frozen=True)
class Layout:
    """A panel as it is laid out: the grid columns of each cell, the lines of each row."""

    panel: Panel
    size: int
    spans: tuple[int, ...]
    lines: tuple[int, ...]
    header_lines: int

    @property
    def height(self) -> int:
        """Lines that it takes, caption, header, note and the gap above included."""
        return sum(self.lines) + self.header_lines + 2 + bool(self.panel.note)

    @property
    def cells(self) -> list[tuple[int, int]]:
        """The first and last grid column of each cell."""
        ends = [sum(self.spans[: n + 1]) for n in range(len(self.spans))]
        return [(end - span, end - 1) for end, span in zip(ends, self.spans, strict=True)]


def lines_of(text: str, width: float) -> int:
    """Return the lines that a text takes in so many half-width characters."""
    return sum(max(-(-half_widths(part) // max(int(width), 2)), 1) for part in text.split("\n"))


def fitted(panels: tuple[Panel, ...], room: int) -> Iterator[Layout]:
    """Lay panels out on so many lines: rows of the longest are left out until they fit.

    Balances keep theirs: each district's net is the answer.
    """
    chosen = [_narrowed(panel) for panel in panels if panel.rows]
    least = [MOST_OWED if panel.name == "balances" else FEWEST for panel in chosen]
    kept = [len(panel.rows) - panel.has_total for panel in chosen]
    layouts = [_laid_out(panel) for panel in chosen]
    while (excess := sum(layout.height for layout in layouts) - room) > 0:
        spare = [rows - fewest for rows, fewest in zip(kept, least, strict=True)]
        longest = max(range(len(kept)), key=lambda n: spare[n], default=-1)
        if longest < 0 or spare[longest] <= 0:
            break
        others = max((rows for n, rows in enumerate(spare) if n != longest), default=0)
        fewer = min(max(excess, 1), max(spare[longest] - max(others, 0), 1), spare[longest])
        kept[longest] -= fewer
        layouts[longest] = _laid_out(_cut(chosen[longest], kept[longest]))
    yield from layouts


def _cut(panel: Panel, most: int) -> Panel:
    """Return a panel with its first rows, and its sum where it has one."""
    rows = panel.rows[:most] + (panel.rows[-1:] if panel.has_total else ())
    behind = panel.places[0].rpartition("!")[0] if panel.places else ""
    where = f"“{behind}”" if behind else "后面各表"
    note = f"本页列前 {most} 行，其余见{where}"
    return replace(panel, rows=rows, places=panel.places[:most], note=note)


def _narrowed(panel: Panel) -> Panel:
    """Return a matrix with as many columns as the page is wide: those with the largest sums."""
    columns, total = len(panel.columns), panel.rows[-1]
    widths = [_natural(panel, number, SMALLEST) for number in range(columns)]
    sums = [n for n in range(1, columns - 1) if panel.columns[n].kind == "money"]
    if sum(widths) <= GRID or not panel.has_total or len(sums) < columns - 2:
        return panel
    kept = {0, columns - 1}
    for number in sorted(sums, key=lambda n: -abs(total[n] or 0)):
        if sum(widths[n] for n in kept) + widths[number] > GRID:
            break
        kept.add(number)
    order = sorted(kept)
    left = columns - len(order)
    more = f"本页列金额最大的 {len(order) - 2} 列，另有 {left} 列见后面各表；合计是全部的"
    return replace(
        panel,
        columns=tuple(panel.columns[n] for n in order),
        rows=tuple(tuple(row[n] for n in order) for row in panel.rows),
        note="；".join(part for part in (more, panel.note) if part),
    )


def _natural(panel: Panel, number: int, size: int) -> int:
    """Return how wide a column's own content is."""
    column = panel.columns[number]
    widest = max((half_widths(shown_text(column, row[number])) for row in panel.rows), default=0)
    if column.kind == "text":
        widest = min(widest, WIDEST_TEXT)
    label = min(half_widths(column.label), WIDEST_LABEL if size == SIZE else NARROWEST_TEXT)
    return -(-(max(widest, label) + 1 + (size == SIZE)) * size // SIZE)


def _laid_out(panel: Panel) -> Layout:
    """Decide the width of each column and the lines of each row."""
    columns = range(len(panel.columns))
    size = SIZE if sum(_natural(panel, n, SIZE) for n in columns) <= GRID else SMALLEST
    spans = [_natural(panel, number, size) for number in columns]
    texts = [n for n in columns if panel.columns[n].kind == "text"]
    if panel.places:
        spans.append(max(half_widths(place) for place in panel.places) + 4)
    _squeeze(spans, texts)
    if not panel.bars:
        _spread(spans, texts if len(texts) > 1 else list(columns))
    room = [max(span * SIZE / size - 1, 2) for span in spans]
    header = [lines_of(panel.columns[n].label, room[n]) for n in columns]
    lines = [
        max(lines_of(shown_text(panel.columns[n], row[n]), room[n]) for n in {0, *texts})
        for row in panel.rows
    ]
    return Layout(panel, size, tuple(spans), tuple(lines), max(header))


def _squeeze(spans: list[int], texts: list[int]) -> None:
    """Make a panel as narrow as the page: long texts first, then whatever is widest."""
    while sum(spans) > GRID:
        wide = [n for n in texts if spans[n] > NARROWEST_TEXT] or list(range(len(spans)))
        widest = max(wide, key=lambda n: spans[n])
        if spans[widest] <= 1:
            return
        spans[widest] -= 1


def _spread(spans: list[int], columns: list[int]) -> None:
    """Give what is left of the page's width to some columns, as evenly as it goes."""
    left = GRID - sum(spans)
    for place, number in enumerate(columns):
        spans[number] += max(left // len(columns) + (place < left % len(columns)), 0)


def shown_value(column: PanelColumn, value: Any) -> Any:
    """Return a cell's value as Excel holds it: money in 元, hundredths of a person as persons."""
    if column.kind in ("money", "hundredths") and isinstance(value, int):
        return value / 100
    return value


def shown_text(column: PanelColumn, value: Any) -> str:
    """Return about what a cell shows."""
    if value is None:
        return ""
    if isinstance(value, str):
        return f"▲ {value}" if value in column.tones else value
    if column.kind == "money":
        return f"{shown_value(column, value):,.2f}"
    if column.kind == "percent":
        return f"{value:.1%}"
    if column.kind == "hundredths":
        return f"{shown_value(column, value):,.2f}"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.3f}"
