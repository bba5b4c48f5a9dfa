"""A card of HTML as Jupyter shows it, without script: its parts, and the problems of an input."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import TYPE_CHECKING

from qdcalc.table.card_style import STYLE
from qdcalc.table.problems import ERROR, WARNING
from qdcalc.table.tones import TONES

if TYPE_CHECKING:
    from qdcalc.table.problems import Problem, Problems

_TEXT, CELL = 600, 48  # characters at most
SAID = 160  # characters of a sentence in a cell
_SHEETS, _KINDS, _EACH = 12, 20, 5  # of problems: each kind's first few


def card(parts: Iterable[str]) -> str:
    """Return parts as one card with its style."""
    return f'<div class="qdcalc" lang="zh-CN"><style>{STYLE}</style>{"".join(parts)}</div>'


def box(table: str, note: str = "", label: str = "", kind: str = "box") -> str:
    """Return a table in a box that scrolls."""
    named = f' role="region" aria-label="{cut(label)}"' if label else ""
    return f'<div><div class="{kind}" tabindex="0"{named}><table>{table}</table></div>{note}</div>'


def cut(text: str, most: int = _TEXT) -> str:
    """Return a text escaped, and cut where it is very long."""
    return escape(text if len(text) <= most else text[: most - 1] + "…")


def marked(text: str, tone: str, *, has_sign: bool = True) -> str:
    """Return a word in its tone, with the sign that tells it without colour."""
    sign = f"{TONES[tone].drawn} " if has_sign and tone in TONES else " " if has_sign else ""
    return f'<span class="tone {tone}">{sign}{cut(text, CELL)}</span>'


def short(text: str) -> str:
    """Return a cell's text on one line; a long one is cut and told whole when it is pointed at."""
    line = " ".join(text.split("\n"))
    if len(line) <= CELL:
        return escape(line)
    return f'<span title="{cut(line, SAID)}">{cut(line, CELL)}</span>'


def code(text: str) -> str:
    """Return what is typed, as code."""
    return f"<code>{escape(text)}</code>"


def problems_card(problems: Problems) -> str:
    """Return refused input as a card: the problems by kind, errors first."""
    return card(_of_problems(problems))


def _of_problems(problems: Problems) -> Iterator[str]:
    counts = [(level, problems.count(level)) for level in (ERROR, WARNING)]
    said = "、".join(f"{count:,} 处{level}" for level, count in counts if count)
    yield f"<h3>没有计算：输入有 {said}</h3>"
    also = "；警告不妨碍计算，但请看一看" if counts[1][1] else ""
    yield f"<p>请改好下面标着错误的地方，再运行一次{also}。</p>"
    sheets: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        sheets.setdefault((problem.file, problem.sheet), []).append(problem)
    lines = "".join(_sheet(*place, found) for place, found in list(sheets.items())[:_SHEETS])
    heads = "".join(
        f'<th scope="col" nowrap>{cut(label, CELL)}</th>'
        for label in ("", "在哪里", "原值", "问题", "如何改")
    )
    yield box(f"<thead><tr>{heads}</tr></thead><tbody>{lines}</tbody>", label="问题")
    left = sum(len(found) for found in list(sheets.values())[_SHEETS:])
    more = f"其他工作表另有 {left:,} 处。" if left else ""
    yield (
        f'<p class="note">{more}全部问题是一张表：{code("error.problems")}，'
        f"或者 {code('qdcalc.check(计算, 输入)')}</p>"
    )


def _sheet(file: str, sheet: str, found: list[Problem]) -> str:
    """Return the rows of one sheet's problems; of one kind only the first few."""
    name = "　".join(part for part in (file, sheet) if part) or "整个输入"
    lines = [f'<tr class="head"><td colspan="5">{cut(name)}　{len(found):,} 处</td></tr>']
    kinds: dict[str, list[Problem]] = {}
    for problem in found:
        kinds.setdefault(problem.fault.code, []).append(problem)
    for same in list(kinds.values())[:_KINDS]:
        lines += map(_problem, same[:_EACH])
        left = len(same) - _EACH
        if left > 0:
            told = f"同类的另有 {left:,} 处"
            lines.append(f'<tr><td></td><td colspan="4" class="note">……{told}</td></tr>')
    left = sum(map(len, list(kinds.values())[_KINDS:]))
    if left:
        lines.append(f'<tr><td></td><td colspan="4" class="note">……另有 {left:,} 处</td></tr>')
    return "".join(lines)


def _problem(problem: Problem) -> str:
    level, code, _, cell, column, value, said, remedy = problem.texts()
    tone = "bad" if problem.is_error else "open"
    where = f"{cell}（{column}）" if cell and column else cell or column
    return (
        f"<tr><td nowrap>{marked(f'{level} {code}', tone)}</td>"
        f"<td nowrap>{short(where)}</td><td nowrap>{short(value)}</td>"
        f'<td class="wrap">{cut(said, SAID)}</td><td class="wrap">{cut(remedy, SAID)}</td></tr>'
    )
