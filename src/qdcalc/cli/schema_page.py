"""The page docs/schemas.md: which kinds of problem a table's schema finds, and why not the others.

Made by ``python -m qdcalc.cli.manual schemas``. What passes through is read off the pandera
schemas themselves; the reasons of the others stand in ``problems.toml``, here and in the folder
of each notice.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from importlib import resources
from typing import Any

from qdcalc.exact.texts import listed
from qdcalc.notice import catalogue
from qdcalc.notice.switches import input_tables
from qdcalc.table.faults import EMPTY, MISSING_COLUMN, REPEATED
from qdcalc.table.problems import Fault

_HEAD = """# 表结构（schema）

本页由 `python -m qdcalc.cli.manual schemas` 从程序生成。

每张输入表、输出表都有一个 pandera 的 schema，由表的描述生成，一个进程里只生成一次。列的 title 是
中文列名，description 是说明，metadata 里有单位、其他写法、类型、可填的词、条款等；必填、范围、
可填的词、各列之间的关系、主键是它的检查，出错时说得出列和行。计算用它，也可以单独用：

```python
schemas = qdcalc.water.schemas  # qdcalc.expo、qdcalc.staffing 也有
dir(schemas)  # readings、sections、……、section_months、……
schemas.readings.columns  # 各列：单位、必填、可填、其他写法、条款、说明
schemas.readings.validate(df)  # 返回有类型的表；有错误时抛出 InputError，逐处说明
schemas.readings.problems(df)  # 同样的校验，返回问题清单（错误和警告）
schemas.readings.schema  # pandera 的 DataFrameSchema
```

`df` 的列名中文英文都可以，单元格可以是 `pd.read_excel` 读出来的样子，也可以是 `validate` 返回过的
表：有类型的表照原样校验，不再换算。输出表（如 `section_months`）校验 `result.tables` 里那样的表。
同名的输入表在先；`schemas.inputs`、`schemas.outputs` 只含其中一种。"""


def lines(faults: Sequence[Fault]) -> Iterator[str]:
    """Yield the page.

    Parameters
    ----------
    faults : sequence of Fault
        Every kind of problem that a user can meet.
    """
    passing, codes = through_schemas(), [fault.code for fault in faults]
    yield _HEAD
    yield ""
    yield f"## 由 schema 检查的：{len(codes)} 种问题中的 {len(passing)} 种"
    yield ""
    yield "读工作簿时，H05（缺列）和 C18（不在规定之内）由读取先说，因为它知道表头和原来的写法；"
    yield "R01（重复）先看是不是更正。单独校验一张有类型的表时都由 schema 说。"
    yield ""
    yield "| 代码 | 表和列 |"
    yield "|---|---|"
    for code in sorted(passing):
        yield f"| {code} | {listed(passing[code], 8, unit='列')} |"
    yield ""
    yield "输出表另查每一列的类型、用词、非负、列的次序，以及合计、净额、差额与所说的列相符；"
    yield "不合的输出不会写出，说明是哪张表、哪一列、哪一行、什么值。"
    yield ""
    yield f"## 不能由 schema 检查的：{len(codes) - len(passing)} 种"
    yield ""
    yield "| 原因 | 代码 |"
    yield "|---|---|"
    beyond = beyond_schemas()
    for reason, text in problem_file("qdcalc.cli")["reasons"].items():
        own = sorted(code for code, why in beyond.items() if why == reason)
        yield f"| {text} | {'、'.join(own)} |"
    if odd := unexplained(codes):
        yield f"| 没有写明原因 | {'、'.join(odd)} |"


def unexplained(codes: Sequence[str]) -> list[str]:
    """Return the codes that pass through no schema and have no reason, or have both."""
    passing, beyond = through_schemas(), beyond_schemas()
    return sorted(code for code in {*codes, *beyond} if (code in passing) == (code in beyond))


def through_schemas() -> dict[str, list[str]]:
    """Return the codes that the schemas of input tables find, with 「表·列」 of each."""
    from qdcalc.table.schema import of_input

    found: dict[str, dict[str, None]] = {}
    tables = {
        id(t): t for calculation in catalogue.calculations() for t in input_tables(calculation)
    }
    for table in tables.values():
        built = of_input(table)
        labels = table.labels()
        rules = [rule for own in built.rules.of_columns.values() for rule in own]
        for rule in (*rules, *built.rules.of_rows):
            where = labels.get(rule.column, "可以互相代替的列")
            if rule.fault is REPEATED:
                where = "＋".join(labels[name] for name in table.key)
            found.setdefault(rule.fault.code, {})[f"{table.label}·{where}"] = None
        for name, column in built.schema.columns.items():
            if column.required:
                found.setdefault(MISSING_COLUMN.code, {})[f"{table.label}·{labels[name]}"] = None
            if not column.nullable:
                found.setdefault(EMPTY.code, {})[f"{table.label}·{labels[name]}"] = None
    return {code: list(places) for code, places in found.items()}


def beyond_schemas() -> dict[str, str]:
    """Return the reason of each code that can't pass through a schema: ours, the notices' own."""
    return {
        code: reason
        for file in problem_files()
        for reason, own in file.get("codes", {}).items()
        for code in own
    }


def problem_files() -> list[dict[str, Any]]:
    """Return what the pages say of problems: ours, then what each notice says of its own."""
    return [problem_file(package) for package in ("qdcalc.cli", *catalogue.NOTICES)]


def problem_file(package: str) -> dict[str, Any]:
    """Return a package's problems.toml, nothing where it has none."""
    path = resources.files(package).joinpath("problems.toml")
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
