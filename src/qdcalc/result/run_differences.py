"""In what two results were made otherwise: periods, inputs, interpretations, figures, program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field

import pandas as pd

from qdcalc.errors import FileError
from qdcalc.exact.texts import listed
from qdcalc.notice.description import CheckRow
from qdcalc.notice.names import NAMES
from qdcalc.record import record
from qdcalc.result.reasons import ABSENT
from qdcalc.result.receipt import Recorded, read_receipt
from qdcalc.table.description import Compared, Table

_BASIS_COLUMNS = 6  # of 口径与依据 that are read
_OF_TABLES = "表 "  # their hashes
_OF_FILES = (
    "输入文件", "上月结果", NAMES.label, "SHA-256", "运行环境", "运行时间", "口径", "状态", "计算",
)  # fmt: skip
PERIOD = "时期"
_FEW = 6  # periods that a line names
_DIGITS = 16  # of a SHA-256 that are shown
_ONE_EACH = "（两份结果不是同一时期，各行按名称对照）"
Line = tuple[str, str, str, str]  # what kind of thing, which, and how each has it


@record
class Side:
    """One of two results: its name, tables by English name, and what made it.

    ``totals`` are the sums written on its sheets, by table and column; ``basis`` are the rows of
    口径与依据, ``run`` those of 运行信息. ``checks`` are lines of 校验 of its own.
    """

    name: str
    frames: Mapping[str, pd.DataFrame]
    basis: list[tuple[str, ...]]
    run: list[tuple[str, ...]]
    totals: Mapping[tuple[str, str], int] = field(default_factory=dict)
    checks: tuple[CheckRow, ...] = ()


def made_otherwise(before: Side, after: Side) -> list[Line]:
    """Return in what the two differ beside their inputs: interpretations, figures, version."""
    parts = ("口径", "标准数额", "设置", "政策替换")
    sides = []
    for side in (before, after):
        items: dict[tuple[str, str], str] = {}
        for row in side.basis:
            if len(row) < _BASIS_COLUMNS:
                raise FileError("“口径与依据”少了列，不是写出时的样子，请用原来的结果工作簿")
            if row[0] in parts:
                since = f"（{row[5].partition('，')[0]}）" if row[0] not in ("口径", "设置") else ""
                items[row[0], row[1] + since] = row[2]
        for item, content in side.run:
            is_aside = item in _OF_FILES or item.startswith(_OF_TABLES)
            if not is_aside and ("设置", item) not in items:
                part = "数据文件" if item.startswith("数据文件") else item
                items[part, item] = content
        sides.append(items)
    found: list[Line] = []
    for part, item in dict.fromkeys([*sides[1], *sides[0]]):
        texts = [side.get((part, item), ABSENT) for side in sides]
        if texts[0] != texts[1]:
            found.append((part, item, texts[0], texts[1]))
    return found


def of_other_inputs(
    tables: Sequence[tuple[Table, Compared]], before: Side, after: Side
) -> list[Line]:
    """Return which periods and which input files the two have that are not the other's."""
    receipts = [read_receipt(side.run) for side in (before, after)]
    names = ([r.names] if r.names else [] for r in receipts)
    return [
        *dict.fromkeys(_periods(tables, before, after)),
        *_files("输入文件", *(receipt.inputs for receipt in receipts)),
        *_files(NAMES.label, *names),
    ]


def is_one_period_each(how: Compared, before: pd.DataFrame, after: pd.DataFrame) -> bool:
    """Say whether each result has one period, another than the other's: two months."""
    mine, theirs = (_periods_of(how, frame) for frame in (before, after))
    return len(mine) == len(theirs) == 1 and mine != theirs


def _periods_of(how: Compared, frame: pd.DataFrame) -> list[str]:
    return sorted(set(frame[how.period].dropna().astype(str))) if how.period else []


def _periods(tables: Sequence[tuple[Table, Compared]], before: Side, after: Side) -> Iterator[Line]:
    for table, how in tables:
        frames = before.frames[table.name], after.frames[table.name]
        mine, theirs = (_periods_of(how, frame) for frame in frames)
        if mine != theirs:
            is_one = is_one_period_each(how, *frames)
            label = table.column(how.period).label + (_ONE_EACH if is_one else "")
            told = [listed(own, _FEW) if own else ABSENT for own in (mine, theirs)]
            yield PERIOD, label, told[0], told[1]


def _files(what: str, before: Sequence[Recorded], after: Sequence[Recorded]) -> Iterator[Line]:
    """Yield the files of one side that the other has not, or has with other content.

    A file is its content, whatever its name; frames, which have no SHA-256, are their names.
    """
    kept = [{one.sha256 or one.name for one in side} for side in (before, after)]
    left, right = (
        {one.name: one for one in side if (one.sha256 or one.name) not in others}
        for side, others in ((before, kept[1]), (after, kept[0]))
    )
    if len(left) == len(right) == 1:  # one file each: the other month's, or another version
        yield "输入", what, _named(*left.values()), _named(*right.values())
        return
    for name in dict.fromkeys([*right, *left]):
        yield "输入", f"{what} {name}", _named(left.get(name)), _named(right.get(name))


def _named(file: Recorded | None) -> str:
    if file is None:
        return ABSENT
    return f"{file.name}（SHA-256 {file.sha256[:_DIGITS]}…）" if file.sha256 else file.name
