"""What Jupyter shows of a result: its headline as one HTML card, without script.

Nothing is computed here: the headline is laid out, tables are cut to their first rows. Each sign
of an amount is told by a sign and a word beside its colour; inks and papers follow the theme of
the notebook, else of the machine, so that the card reads in the dark, in print and on the web.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from qdcalc.exact import money
from qdcalc.result.closing_tables import CHECKS
from qdcalc.result.headline import Headline, Panel, PanelColumn, ToCheck
from qdcalc.table.card_parts import CELL, SAID, box, card, code, cut, marked, short
from qdcalc.table.description import Column, Table
from qdcalc.table.kinds import Kind

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.result.tables import LazyTables

ROWS = 10  # of the most asked table
_PANEL_ROWS, _CHECKS = 40, 30  # most of each, in rows
_NAME = 32  # characters; what is longer in a panel is a sentence and may break
_MOST = 195_000  # bytes of a card
_MINUS = "−"
_OPEN = ("balances", "findings", "struck", "open")  # panels: what moved money, what people decide


def result_card(head: Headline, tables: LazyTables, first: Table) -> str:
    """Return a result as a card: headline, what to check, tables, the first rows of one."""
    quiet = [said for said in (head.basis, head.proof) if said]
    closing = [*_tables(tables, first), *(f'<p class="quiet">{cut(said)}</p>' for said in quiet)]
    whole = card([*_headline(head), *closing])
    if len(whole.encode()) < _MOST:
        return whole
    return card([*_headline(head, is_brief=True), *closing])


# -------------------------------------------------------------------------------- result


def _headline(head: Headline, *, is_brief: bool = False) -> Iterator[str]:
    kept = "".join(f'<span class="kept">{cut(said)}</span>' for said in head.reservations)
    yield f"<h3>{cut(head.title)}{kept}</h3>"
    yield f"<p><b>{cut(''.join(head.sentences))}</b></p>" if head.sentences else ""
    yield from (f"<p>{cut(line)}</p>" for line in _lines(head))
    shown, folded = _sorted(head)
    yield '<div class="panels">' + "".join(map(_panel, shown)) + "</div>" if shown else ""
    yield from _to_check(head.to_check)
    for panel in () if is_brief else folded:
        yield f"<details><summary>{cut(panel.caption)}</summary>{_panel(panel, '')}</details>"


def _lines(head: Headline) -> list[str]:
    """Return the lines of a console, one that goes on with the one before put to it again."""
    made: list[str] = []
    for line in head.lines:
        if made and line.startswith(("　", " ")):
            joint = "" if made[-1].endswith(("；", "、", "，", "：")) else "；"
            made[-1] += joint + line.strip()
        else:
            made.append(line)
    return made


def _sorted(head: Headline) -> tuple[list[Panel], list[Panel]]:
    """Return the panels that stand open, balances and findings, and those that are folded."""
    barred = next((panel for panel in head.panels if panel.bars), None)
    shown = [p for p in head.panels if p is barred or p.name in _OPEN]
    return shown, [panel for panel in head.panels if panel not in shown]


def _panel(panel: Panel, caption: str | None = None) -> str:
    caption = panel.caption if caption is None else caption
    has_money = any(column.kind.is_money for column in panel.columns)
    unit = " <small>金额单位：元</small>" if has_money else ""
    rows = panel.rows[:_PANEL_ROWS]
    scales = {label: _scale(panel, label) for label in panel.bars}
    heads = "".join(_head(column.label, column.kind) for column in panel.columns)
    lines = []
    for number, row in enumerate(rows, start=1):
        is_total = panel.has_total and number == len(panel.rows)
        cells = "".join(
            _panel_cell(value, column, None if is_total else scales.get(column.label), bool(scales))
            for value, column in zip(row, panel.columns, strict=True)
        )
        lines.append(f'<tr class="total">{cells}</tr>' if is_total else f"<tr>{cells}</tr>")
    left = len(panel.rows) - len(rows)
    notes = [panel.note] if panel.note else []
    notes += [f"另有 {left:,} 行"] if left else []
    note = "".join(f'<p class="note">{cut(said)}</p>' for said in notes)
    title = f"<caption>{cut(caption)}{unit}</caption>" if caption or unit else ""
    return box(f"{title}<thead><tr>{heads}</tr></thead><tbody>{''.join(lines)}</tbody>", note)


def _head(label: str, kind: Kind) -> str:
    return f'<th scope="col"{_side(kind)}>{cut(label, CELL)}</th>'


def _side(kind: Kind) -> str:
    return _N if kind.align == "right" else " nowrap"


_N = ' class="n" align="right" nowrap'  # attributes are for where styles are stripped (GitHub)


def _scale(panel: Panel, label: str) -> tuple[float, float]:
    """Return the lowest and the highest value that a column's bars have to hold."""
    place = [column.label for column in panel.columns].index(label)
    rows = panel.rows[:-1] if panel.has_total else panel.rows
    values = [row[place] for row in rows if isinstance(row[place], (int, float))]
    return min(0, *values, 0), max(0, *values, 0)


def _panel_cell(
    value: Any, column: PanelColumn, scale: tuple[float, float] | None, has_bars: bool
) -> str:
    tone = column.tones.get(value, "") if isinstance(value, str) else ""
    if tone:
        return f"<td nowrap>{marked(value, tone, has_sign=not has_bars)}</td>"
    if value is None or value != value:
        return "<td></td>"
    if isinstance(value, str):
        if len(value) > _NAME:  # a sentence, no name
            return f'<td class="wrap">{cut(value, SAID)}</td>'
        return f"<td{_side(column.kind)}>{short(value)}</td>"
    said = _number(value, column.kind)
    if scale is None:
        return f"<td{_N}>{said}</td>"
    is_both = scale[0] < 0 < scale[1]
    sign = "+" if is_both and value > 0 else ""
    wide = len(money.text(int(max(scale, key=abs)))) + 2  # bars begin at the same place
    shown = f'<span class="figure" style="min-width:{wide}ch">{sign}{said}</span>'
    return f"<td{_N}>{_bar(value, scale)}{shown}</td>"


def _bar(value: float, scale: tuple[float, float]) -> str:
    """Return a bar from a common zero; one to the left is hatched as well as red."""
    low, high = scale
    whole = (high - low) or 1
    zero, length = -low / whole * 100, abs(value) / whole * 100
    start = zero - length if value < 0 else zero
    look = "fill less" if value < 0 else "fill" if low < 0 else "fill plain"
    axis = f'<span class="zero" style="left:{zero:.1f}%"></span>'
    return (
        f'<span class="track" aria-hidden="true">'
        f'<span class="{look}" style="left:{start:.1f}%;width:{length:.1f}%"></span>{axis}</span>'
    )


def _number(value: Any, kind: Kind) -> str:
    """Write a value as a frame has it, money in fen; a sign of less than 0 is a true minus."""
    said = kind.text(value)
    return said if kind.is_time else said.replace("-", _MINUS)


def _to_check(found: tuple[ToCheck, ...]) -> Iterator[str]:
    if not found:
        return
    costly = sum(check.is_money for check in found)
    said = f"（其中 {costly} 项可能影响金额）" if costly else ""
    yield f"<details><summary>签字前请看 {len(found)} 项{said}</summary><ol>"
    yield from (f"<li>{cut(check.line())}</li>" for check in found[:_CHECKS])
    left = len(found) - _CHECKS
    rest = f"<p>另有 {left:,} 项：{code('result.problems')}</p>" if left > 0 else ""
    yield f"</ol>{rest}</details>"


# --------------------------------------------------------------------------------- tables


def _tables(tables: LazyTables, first: Table) -> Iterator[str]:
    """Name the tables with their rows; show the first rows of the most asked one."""
    names = []
    for table in tables.descriptions:
        if table.only_filled and tables.made(table.name).empty:
            continue
        rows = "" if table is CHECKS else f" {len(tables.made(table.name)):,} 行"
        style = ' class="first"' if table is first else ""
        names.append(f"<li{style}>{cut(table.label)}{rows}</li>")
    frame = tables.made(first.name)
    yield f'<ul class="names">{"".join(names)}</ul>'
    yield _first_rows(first, frame)


def _first_rows(table: Table, frame: pd.DataFrame) -> str:
    first = frame.head(ROWS)
    columns = [c for c in table.columns if first[c.name].notna().any()] or list(table.columns)
    heads = "".join(_head(column.label, column.kind) for column in columns)
    cells = [[_cell(value, column) for value in _values(first[column.name])] for column in columns]
    lines = "".join(f"<tr>{''.join(row)}</tr>" for row in zip(*cells, strict=True))
    name = code(f'result["{table.label}"]')
    left = len(frame) - len(first)
    rest = f"另有 {left:,} 行：{name}" if left else f"共 {len(frame):,} 行：{name}"
    unit = " <small>金额单位：元</small>" if any(c.kind.is_money for c in columns) else ""
    caption = f"<caption>{cut(table.label)}{unit}</caption>"
    body = f"{caption}<thead><tr>{heads}</tr></thead><tbody>{lines}</tbody>"
    return box(body, f'<p class="note">{rest}</p>', table.label, "box sheet")


def _values(values: pd.Series[Any]) -> list[Any]:
    """Return a column's values, None where a cell is blank."""
    filled: list[Any] = values.astype(object).where(values.notna(), None).tolist()
    return filled


def _cell(value: Any, column: Column) -> str:
    """Return a cell of a table as a person sees it."""
    if value is None:
        return "<td></td>"
    if isinstance(value, str):
        tone = column.tones.get(value, "")
        if tone:
            return f"<td nowrap>{marked(value, tone)}</td>"
        return f"<td{_side(column.kind)}>{short(value)}</td>"
    _, point, decimals = column.number_format.partition(".")
    said = _number(value, column.kind)
    if point and decimals.strip("0") == "":
        said = f"{column.kind.shown(value):,.{len(decimals)}f}".replace("-", _MINUS)
    return f"<td{_N}>{said}</td>"
