"""docs/tables.md, made from the descriptions: ``python -m qdcalc.manual > docs/tables.md``."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator

from qdcalc.calculation import Calculation, calculations, input_tables
from qdcalc.closing_tables import CLOSING
from qdcalc.tables import Table


def lines() -> Iterator[str]:
    """Describe every input and output sheet of every calculation as Markdown."""
    yield "# 输入和输出的表"
    yield ""
    yield "本页由 `python -m qdcalc.manual` 从程序的表描述生成。标 * 的列必须有并且填写。"
    for calculation in calculations():
        yield from _calculation(calculation)
    yield "\n## 每份输出都有的表"
    for table in CLOSING:
        yield from _output(table)


def _calculation(calculation: Calculation) -> Iterator[str]:
    yield f"\n## {calculation.title}（{calculation.name}）\n"
    yield f"{calculation.sentence}。"
    for table in input_tables(calculation):
        yield from _input(table)
    for setting in calculation.settings:
        option = f"（或命令行 --{setting.option}）" if setting.option else ""
        yield f"\n“口径”里还可以写：{setting.label}{option}，{setting.sentence}。"
    for table in calculation.outputs:
        yield from _output(table)


def _input(table: Table) -> Iterator[str]:
    yield f"\n### 输入：{table.label}{'（必需）' if table.is_required else ''}\n"
    yield f"{table.sentence}。\n"
    if table.alternatives:
        labels = table.labels()
        choices = "，或 ".join("、".join(labels[n] for n in names) for names in table.alternatives)
        yield f"必须有：{choices}。\n"
    yield "| 列 | 英文名 | 单位 | 可填 | 其他写法 | 说明 |"
    yield "|---|---|---|---|---|---|"
    for column in table.columns:
        star = "*" if column.is_required else ""
        yield (
            f"| {column.label}{star} | {column.name} | {column.unit} | {'、'.join(column.choices)} "
            f"| {'、'.join(column.aliases)} | {column.sentence} |"
        )


def _output(table: Table) -> Iterator[str]:
    yield f"\n### 输出：{table.label}\n"
    yield f"{table.sentence}。{'最后一行是合计。' if table.total else ''}\n"
    yield "| 列 | 英文名 | 单位 | 说明 |"
    yield "|---|---|---|---|"
    for column in table.columns:
        yield f"| {column.label} | {column.name} | {column.unit} | {column.sentence} |"


if __name__ == "__main__":
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    print("\n".join(lines()))
