"""How the panels of a headline lie on one page: columns, lines of rows, what is left out.

Widths are half-width characters at SIZE points, which are also the columns of the page's grid.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from qdcalc.record import record
from qdcalc.result.headline import Panel, PanelColumn, Source
from qdcalc.workbook.styles import half_widths

GRID, ACROSS = 128, 204  # columns of the grid of a page upright, of one across
SIZE, SMALLEST = 9, 8  # points of a panel's text
CONTINUED = "结论_续"  # the sheet where panels go on
CHART_WIDTH, BROKEN_TEXT = 34, 26
_KEPT = ("balances", "matrix", "findings", "reasons", "gaps")  # what the page is for
MOST_KEPT = 40  # rows of those
FEWER, FEWEST = 6, 3  # rows of another panel that is cut
MANY_TONED = 5  # columns, beyond which they show signs
WIDEST_TEXT, NARROWEST_TEXT = 48, 10
WIDEST_LABEL, NARROWEST_LABEL = 14, 5


@record
class Layout:
    """A panel as it is laid out: the grid columns of each cell, the lines of each row."""

    panel: Panel
    size: int
    spans: tuple[int, ...]
    lines: tuple[int, ...]
    header_lines: int
    signs: frozenset[int]

    @property
    def height(self) -> float:
        """Lines that it takes, caption, header, note and the gap above included."""
        return (
            (sum(self.lines) + self.header_lines) * self.size / SIZE
            + 1.5
            + bool(self.panel.note)
            + bool(self.signs)
        )

    @property
    def cells(self) -> list[tuple[int, int]]:
        """The first and last grid column of each cell."""
        ends = [sum(self.spans[: n + 1]) for n in range(len(self.spans))]
        return [(end - span, end - 1) for end, span in zip(ends, self.spans, strict=True)]


def lines_of(text: str, width: float) -> int:
    """Return the lines that a text takes in so many half-width characters."""
    return sum(max(-(-half_widths(part) // max(int(width), 2)), 1) for part in text.split("\n"))


def fitted(panels: tuple[Panel, ...], room: float) -> tuple[list[Layout], list[Panel]]:
    """Lay panels out on so many lines; return them, and those that go on on the next page.

    Rows of the longest go first, down to FEWER, then to FEWEST, then whole panels from the end.
    What the page is for stays: each district's net, who pays whom, what exceeded, why.
    """
    whole = [panel for panel in panels if panel.rows]
    chosen = [_narrowed(panel, GRID) for panel in whole]
    most = max(int(room), MOST_KEPT)
    layouts = [_laid_out(p if len(p.rows) <= most + 1 else _cut(p, most)) for p in chosen]
    for fewest in (FEWER, FEWEST):
        # one whose rows stand in no single sheet goes on on the next page whole
        least = [
            fewest if panel.name not in _KEPT and _behind(panel) else MOST_KEPT for panel in chosen
        ]
        _shorten(layouts, chosen, least, room)
    while _height(layouts) > room and len(layouts) > 1:
        spare = [n for n, layout in enumerate(layouts) if layout.panel.name not in _KEPT]
        if not spare:
            break
        layouts.pop(spare[-1])
    shown = {id(layout.panel) for layout in layouts}
    cut = {layout.panel.caption for layout in layouts if _behind(layout.panel)}
    return layouts, [
        panel
        for panel, own in zip(whole, chosen, strict=True)
        if id(own) not in shown and panel.caption not in cut
    ]


def laid_out(panels: list[Panel]) -> list[Layout]:
    """Lay panels out whole, on a page across."""
    return [_laid_out(_narrowed(panel, ACROSS), ACROSS) for panel in _joined(panels)]


def _height(layouts: list[Layout]) -> float:
    return sum(layout.height for layout in layouts)


def _shorten(layouts: list[Layout], panels: list[Panel], least: list[int], room: float) -> None:
    """Leave rows of the longest panels out, one by one, until the page holds them."""
    kept = [len(layout.panel.rows) - layout.panel.has_total for layout in layouts]
    while _height(layouts) > room:
        spare = [rows - fewest for rows, fewest in zip(kept, least, strict=True)]
        longest = max(range(len(kept)), key=lambda n: spare[n], default=-1)
        if longest < 0 or spare[longest] <= 0:
            return
        others = max((rows for n, rows in enumerate(spare) if n != longest), default=0)
        step = max(spare[longest] - max(others, 0), spare[longest] // 4, 1)
        kept[longest] -= max(min(step, int(_height(layouts) - room) // 2, spare[longest]), 1)
        layouts[longest] = _laid_out(_cut(panels[longest], kept[longest]))


def _joined(panels: list[Panel]) -> list[Panel]:
    """Join a panel of signs to the one before it that is about the same, row by row."""
    found: list[Panel] = []
    for panel in panels:
        before = next((n for n, other in enumerate(found) if _is_same(other, panel)), None)
        if before is None or not _signs(panel):
            found.append(panel)
            continue
        other = found[before]
        blank = (None,) * (len(panel.columns) - 1)
        more = [row[1:] for row in panel.rows] + [blank] * other.has_total
        found[before] = replace(
            other,
            caption=f"{other.caption}，{panel.caption}",
            columns=(other.columns[0], *panel.columns[1:], *other.columns[1:]),
            rows=tuple(
                (row[0], *added, *row[1:]) for row, added in zip(other.rows, more, strict=True)
            ),
            sources=_beside(other, panel),
        )
    return found


def _beside(other: Panel, panel: Panel) -> tuple[tuple[Source | None, ...], ...]:
    """Return where the cells of a panel come from that has the columns of another in front."""
    more = [row[1:] for row in _filled(panel)] + [(None,) * (len(panel.columns) - 1)]
    return tuple((None, *added, *row[1:]) for row, added in zip(_filled(other), more, strict=False))


def _filled(panel: Panel) -> list[tuple[Source | None, ...]]:
    """Return where each cell of a panel comes from, a place for each."""
    none: tuple[Source | None, ...] = (None,) * len(panel.columns)
    given = [*panel.sources, *[()] * (len(panel.rows) - len(panel.sources))]
    return [(*own, *none[len(own) :]) for own in given]


def _is_same(panel: Panel, other: Panel) -> bool:
    rows = panel.rows[:-1] if panel.has_total else panel.rows
    return [row[0] for row in rows] == [row[0] for row in other.rows] and not other.has_total


def _signs(panel: Panel) -> frozenset[int]:
    """Return the columns that are shown as signs: many that hold words with tones."""
    toned = frozenset(n for n, column in enumerate(panel.columns) if len(column.tones) > 2)
    return toned if len(toned) > MANY_TONED else frozenset()


def _cut(panel: Panel, most: int) -> Panel:
    """Return a panel with its first rows, and its sum where it has one."""
    rows, sources = (
        (*given[:most], *(given[-1:] if panel.has_total else ()))
        for given in (panel.rows, _filled(panel))
    )
    note = f"本页列前 {most} 行，全部见“{_behind(panel) or CONTINUED}”"
    return replace(panel, rows=rows, places=panel.places[:most], note=note, sources=sources)


def _behind(panel: Panel) -> str:
    """Return the sheet that holds all of a panel's rows."""
    return panel.places[0].rpartition("!")[0] if panel.places else ""


def _narrowed(panel: Panel, width: int) -> Panel:
    """Return a matrix with as many columns as the page is wide: those with the largest sums."""
    columns, total = len(panel.columns), panel.rows[-1]
    widths = [_natural(panel, number, SMALLEST) for number in range(columns)]
    sums = [n for n in range(1, columns - 1) if panel.columns[n].kind.is_money]
    if sum(widths) <= width or not panel.has_total or len(sums) < columns - 2:
        return panel
    kept = {0, columns - 1}
    for number in sorted(sums, key=lambda n: -abs(total[n] or 0)):
        if sum(widths[n] for n in kept) + widths[number] > width:
            break
        kept.add(number)
    order = sorted(kept)
    left = columns - len(order)
    more = f"本页列金额最大的 {len(order) - 2} 列，另有 {left} 列见后面各表；合计含全部"
    return replace(
        panel,
        columns=tuple(panel.columns[n] for n in order),
        rows=tuple(tuple(row[n] for n in order) for row in panel.rows),
        sources=tuple(tuple(row[n] for n in order) for row in _filled(panel)),
        note="；".join(part for part in (more, panel.note) if part),
    )


def _natural(panel: Panel, number: int, size: int) -> int:
    """Return how wide a column's own content is."""
    column = panel.columns[number]
    if number in _signs(panel):
        return half_widths(column.label) + 1
    widest = max((half_widths(shown_text(column, row[number])) for row in panel.rows), default=0)
    if column.kind.is_text:
        widest = min(widest, WIDEST_TEXT)
    broken = NARROWEST_LABEL if column.kind.is_short else NARROWEST_TEXT
    label = min(half_widths(column.label), WIDEST_LABEL if size == SIZE else broken)
    return -(-(max(widest, label) + 1 + (size == SIZE)) * size // SIZE)


def _laid_out(panel: Panel, width: int = GRID) -> Layout:
    """Decide the width of each column and the lines of each row; small where texts break."""
    columns = range(len(panel.columns))
    if sum(_natural(panel, n, SIZE) for n in columns) <= width:
        layout = _at_size(panel, SIZE, width)
        if max(layout.lines) == 1:
            return layout
    return _at_size(panel, SMALLEST, width)


def _at_size(panel: Panel, size: int, width: int) -> Layout:
    columns = range(len(panel.columns))
    spans = [_natural(panel, number, size) for number in columns]
    signs = _signs(panel)
    texts = [n for n in columns if panel.columns[n].kind.is_text and n not in signs]
    if panel.places:
        spans.append(max(half_widths(place) for place in panel.places) + 4)
    # a chart has its place beside, where a long text can give way
    beside = CHART_WIDTH if panel.bars and any(n > 0 for n in texts) else 0
    _squeeze(spans, [n for n in texts if n > 0] or texts, width, beside)
    if not panel.bars:
        _spread(spans, texts if len(texts) > 1 else list(columns), width)
    room = [max(span * SIZE / size - 1, 2) for span in spans]
    header = [lines_of(panel.columns[n].label, room[n]) for n in columns]
    lines = [
        max(lines_of(shown_text(panel.columns[n], row[n]), room[n]) for n in {0, *texts})
        for row in panel.rows
    ]
    return Layout(panel, size, tuple(spans), tuple(lines), max(header), signs)


def _squeeze(spans: list[int], texts: list[int], width: int, beside: int) -> None:
    """Make a panel as narrow as the page: long texts first, then whatever is widest."""
    while sum(spans) > width - beside and any(spans[n] > BROKEN_TEXT for n in texts):
        spans[max(texts, key=lambda n: spans[n])] -= 1
    while sum(spans) > width:
        wide = [n for n in texts if spans[n] > NARROWEST_TEXT] or list(range(len(spans)))
        widest = max(wide, key=lambda n: spans[n])
        if spans[widest] <= 1:
            return
        spans[widest] -= 1


def _spread(spans: list[int], columns: list[int], width: int) -> None:
    """Give what is left of the page's width to some columns, as evenly as it goes."""
    left = width - sum(spans)
    for place, number in enumerate(columns):
        spans[number] += max(left // len(columns) + (place < left % len(columns)), 0)


def shown_text(column: PanelColumn, value: Any) -> str:
    """Return about what a cell shows."""
    if value is None:
        return ""
    if isinstance(value, str):
        return f"▲ {value}" if value in column.tones else value
    return column.kind.estimate(value)
