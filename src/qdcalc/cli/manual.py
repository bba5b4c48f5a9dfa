"""Pages of docs/ made from the code: ``python -m qdcalc.cli.manual tables > docs/tables.md``.

``tables`` describes every sheet, ``figures`` what a policy file may say, ``problems`` lists every
kind of problem with an example, ``placeholders`` what a template of a report may hold,
``schemas`` which kinds of problem a table's schema finds, ``coverage`` the tests of each clause;
``help`` is the module ``help_page``, ``pages`` what the other commands say word for word.
"""

from __future__ import annotations

import datetime as dt
import importlib
import io
import pkgutil
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout, suppress
from importlib import resources
from pathlib import Path

import qdcalc
from qdcalc.cli import coverage, pages, schema_page
from qdcalc.cli.main import command_line, main, spellings
from qdcalc.cli.rules import policies
from qdcalc.exact.months import quarter
from qdcalc.notice.catalogue import calculations, reports
from qdcalc.notice.description import Calculation
from qdcalc.notice.policy import shown
from qdcalc.notice.reporting import Request
from qdcalc.notice.shapes import NAMES
from qdcalc.notice.switches import input_tables
from qdcalc.result.closing_tables import CLOSING
from qdcalc.run import run
from qdcalc.table.description import Table
from qdcalc.table.problems import Fault
from qdcalc.table.schema import of_input, of_output


def table_lines() -> Iterator[str]:
    """Describe every input and output sheet of every calculation as Markdown."""
    yield "# 输入和输出的表"
    yield ""
    yield "本页由 `python -m qdcalc.cli.manual tables` 从各表的 schema 生成（见 schemas.md）。"
    yield "标 * 的列必须有并且填写。"
    told: dict[int, str] = {}
    for calculation in calculations():
        yield from _calculation(calculation, told)
    yield "\n## 每份输出都有的表"
    for table in CLOSING:
        yield from _output(table, str)


def _calculation(calculation: Calculation, told: dict[int, str]) -> Iterator[str]:
    """Describe a calculation; a table that an earlier one has too is told there."""
    yield f"\n## {calculation.title}（{calculation.name}）\n"
    yield f"{calculation.sentence}。"
    own_inputs = [t for t in calculation.inputs if id(t) not in told]
    own_outputs = [t for t in calculation.outputs if id(t) not in told]
    for kind, tables in (("输入", calculation.inputs), ("输出", calculation.outputs)):
        same = [t for t in tables if id(t) in told]
        if same:
            labels = "、".join(t.label for t in same)
            yield f"\n{kind}与{told[id(same[0])]}相同的：{labels}。"
    words = calculation.policy().clause_words
    for table in (*own_inputs, input_tables(calculation)[-1]):
        yield from _input(table, words)
    for setting in calculation.settings:
        option = f"（或命令行 --{setting.option}）" if setting.option else ""
        yield f"\n“口径”里还可以写：{setting.label}{option}，{setting.sentence}。"
    for table in own_outputs:
        yield from _output(table, words)
    for table in (*calculation.inputs, *calculation.outputs):
        told.setdefault(id(table), calculation.title)


def _input(table: Table, words: Callable[[str], str]) -> Iterator[str]:
    yield f"\n### 输入：{table.label}{'（必需）' if table.is_required else ''}\n"
    yield f"{table.sentence}。\n"
    if table.alternatives:
        labels = table.labels()
        choices = "，或 ".join(
            "、".join(labels[n] for n in names) for names in table.told_alternatives
        )
        yield f"必须有：{choices}。\n"
    yield "| 列 | 英文名 | 单位 | 可填 | 其他写法 | 条款 | 说明 |"
    yield "|---|---|---|---|---|---|---|"
    for name, column in of_input(table).schema.columns.items():
        star, told = "" if column.nullable else "*", column.metadata
        yield (
            f"| {column.title}{star} | {name} | {told['unit']} | {'、'.join(told['choices'])} "
            f"| {'、'.join((*told['aliases'], *told['lesser_aliases']))} | {words(told['clause'])} "
            f"| {column.description or ''} |"
        )


def _output(table: Table, words: Callable[[str], str]) -> Iterator[str]:
    yield f"\n### 输出：{table.label}\n"
    yield f"{table.sentence}。{'最后一行是合计。' if table.total else ''}\n"
    yield "| 列 | 英文名 | 单位 | 条款 | 说明 |"
    yield "|---|---|---|---|---|"
    for name, column in of_output(table).schema.columns.items():
        told = column.metadata
        yield (
            f"| {column.title} | {name} | {told['unit']} | {words(told['clause'])} "
            f"| {column.description or ''} |"
        )


def figure_lines() -> Iterator[str]:
    """Describe what a policy file may say: every figure with what may be written, and ours."""
    yield "# 政策文件里可以写的数额"
    yield ""
    yield "本页由 `python -m qdcalc.cli.manual figures` 从各通知的 policy.toml 生成。"
    yield "数额按月执行：since 写某月 1 日，从那个月起用这个 value。写法见 adding-a-notice.md。"
    yield ""
    yield "写错的键、单位、超出范围的数都会指出在第几行；label、unit 等可以照抄，但不能改。"
    for policy in policies().values():
        yield f"\n## {policy.title}（{policy.notice}）\n"
        yield "| 参数 | 名称 | 单位 | 可以写 | 现行 | 条款 |"
        yield "|---|---|---|---|---|---|"
        for name, figure in policy.figures.items():
            version = figure.versions[-1]
            value = version.value
            if figure.shape.kind == NAMES:
                value = list(value)  # without their spellings
            clause = policy.clause_words(version.clause)
            yield (
                f"| {name} | {figure.label} | {figure.unit} | {figure.shape.sentence()} "
                f"| {shown(value)} | {clause} |"
            )


def faults() -> list[Fault]:
    """Return every kind of problem that a user can meet, by code."""
    found: dict[str, Fault] = {}
    for info in pkgutil.walk_packages(qdcalc.__path__, "qdcalc."):
        if info.name.endswith("__main__"):
            continue
        for value in vars(importlib.import_module(info.name)).values():
            if isinstance(value, Fault) and not value.code.startswith("X"):
                found[value.code] = value
    return [found[code] for code in sorted(found)]


def problem_lines() -> Iterator[str]:
    """List every kind of problem with an example of what is said."""
    yield "# 问题代码"
    yield ""
    yield "本页由 `python -m qdcalc.cli.manual problems` 从程序生成。例子里的名称和数值是示意。"
    yield "错误要改好才能计算；警告不妨碍计算，但要留意。"
    yield ""
    yield "| 代码 | 级别 | 例：问题 | 例：如何改 |"
    yield "|---|---|---|---|"
    common = schema_page.problem_file("qdcalc.cli")["common"]
    examples = {k: v for f in schema_page.problem_files() for k, v in f.get("examples", {}).items()}
    for fault in faults():
        example = common | examples.get(fault.code, {})
        said, remedy = (t.format(**example) for t in (fault.problem, fault.remedy))
        yield f"| {fault.code} | {fault.level} | {said} | {remedy} |"


def placeholder_lines() -> Iterator[str]:
    """List the placeholders of each report's template, from the report on its sample."""
    from qdcalc.report.word import placeholders

    yield "# 模板的占位符"
    yield ""
    yield "本页由 `python -m qdcalc.cli.manual placeholders` 从示例数据的报告生成。"
    yield "文字写成 `{{ 标题 }}`；段落、表格、图片单独占一段，写成 `{{p 概述 }}`。"
    samples = resources.files("qdcalc").joinpath("_samples")
    folder = samples if samples.is_dir() else Path(qdcalc.__file__).parents[2] / "data"
    for report in reports():
        if not report.calculation.example:
            continue
        source = Path(str(folder)) / report.calculation.example
        result = run(report.calculation, source, settings=dict(report.settings))
        request = Request(_SAMPLE_QUARTER if report.needs_quarter else None, _SAMPLE_DAY)
        yield f"\n## {report.title}（{report.name}）\n"
        yield "| 占位符 | 是什么 |"
        yield "|---|---|"
        for name, said in placeholders(report.compose(result, request)).items():
            yield f"| {name} | {said} |"


def schema_lines() -> Iterator[str]:
    """List which kinds of problem a table's schema finds, and why not the others."""
    yield from schema_page.lines(faults())


_SAMPLE_QUARTER = quarter(2018, 4)
_SAMPLE_DAY = dt.date(2019, 1, 25)


def help_lines() -> Iterator[str]:
    """Write the module that holds the page of ``--help``, which is shown without anything else."""
    yield '"""The page of ``--help``, made by ``python -m qdcalc.cli.manual help``."""'
    yield ""
    yield 'PAGE = """\\'
    yield f'{command_line().format_help()}"""'


def spoken_lines() -> Iterator[str]:
    """Write what each command's help says, and what ``rules`` and ``interpretations`` list."""
    yield pages.policies()
    for name, *others in spellings():
        names = (name, *others)
        yield pages.BREAK + pages.AND.join(f"{each} --help" for each in names)
        yield _said([name, "--help"])
        if name in ("rules", "interpretations"):
            yield pages.BREAK + pages.AND.join(names)
            yield _said([name])


def _said(words: list[str]) -> str:
    """Return what the command line prints, without the end of its last line."""
    with redirect_stdout(io.StringIO()) as said, suppress(SystemExit):
        main(words)
    return said.getvalue().removesuffix("\n")


PAGES = {
    "tables": table_lines,
    "figures": figure_lines,
    "problems": problem_lines,
    "placeholders": placeholder_lines,
    "schemas": schema_lines,
    "coverage": coverage.page_lines,
    "help": help_lines,
    "pages": spoken_lines,
}

if __name__ == "__main__":
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    print("\n".join(PAGES[sys.argv[1]]()))
