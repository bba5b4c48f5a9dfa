"""The closing sheets of a result: warnings, basis, checks, the run."""

from __future__ import annotations

import datetime as dt
import platform
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qdcalc.exact.money import FEN_PER_YUAN
from qdcalc.exact.text_columns import text_column
from qdcalc.notice.description import CheckRow
from qdcalc.notice.names import NAMES
from qdcalc.notice.policy import Choice, Figure, Interpretation, Policy, Version, shown
from qdcalc.result import hashes
from qdcalc.result.closing_tables import (
    BASIS,
    CHECKS,
    FAILED,
    NOTICE,
    OF_RUN,
    OF_TABLES,
    OPTIONS_JOINED,
    PASSED,
    RUN,
    STANDARD,
)
from qdcalc.table.description import Table
from qdcalc.table.live import Sheets, held, text, wrong_rows

if TYPE_CHECKING:
    from qdcalc.exact.dtypes import Texts
    from qdcalc.notice.description import Calculation, Job, Outcome, Setting
    from qdcalc.result.provenance import Provenance

Written = Iterable[tuple[Table, pd.DataFrame]]
VALUES_ONLY, VALUES_ASKED = "公式", "按要求（--values）"
_CHINA = dt.timezone(dt.timedelta(hours=8))
_CHANGED_HERE = "结果里有公式时，改“取值”这一格即重新计算"
_CHANGED_BY_A_RUN = "改取别的取值要重新运行"
_LIBRARIES = ("pandas", "numpy", "pandera", "python-calamine", "xlsxwriter")


def makers(
    calculation: Calculation,
    job: Job,
    outcome: Outcome,
    provenance: Callable[[], Provenance],
    written: Callable[[], Written],
) -> dict[str, Callable[[], pd.DataFrame]]:
    """Return the makers of the closing tables by English name; ``written`` are the others."""
    return {
        NOTICE.name: lambda: _notices(job),
        BASIS.name: lambda: _basis(job, outcome, provenance()),
        STANDARD.name: lambda: _frame(STANDARD, list(_figures(job.policy))),
        RUN.name: lambda: run_frame(calculation, outcome.status, provenance(), written()),
    }


def _frame(table: Table, rows: list[tuple[object, ...]]) -> pd.DataFrame:
    cells: Iterable[Any] = zip(*rows, strict=True) if rows else [()] * len(table.columns)
    return pd.DataFrame(
        {
            column.name: text_column(values) if column.kind.is_text else _objects(values)
            for column, values in zip(table.columns, map(list, cells), strict=True)
        }
    )


def _objects(values: list[object]) -> Texts:
    """Return values as an array that leaves each what it is."""
    kept = np.empty(len(values), dtype=object)
    kept[:] = values
    return kept


def _notices(job: Job) -> pd.DataFrame:
    return _frame(NOTICE, [(*p.texts(), p.file) for p in job.problems])


def _basis(job: Job, outcome: Outcome, provenance: Provenance) -> pd.DataFrame:
    policy = job.policy
    rows: list[tuple[object, ...]] = [
        ("通知", policy.title, policy.number, "", "", f"{policy.issued:%Y-%m-%d} 印发")
    ]
    live = job.calculation.recalculates
    rows += [_interpretation(i, provenance, live) for i in policy.interpretations.values()]
    rows += [
        _setting(s, provenance) for s in job.calculation.settings if s.name in provenance.settings
    ]
    rows += [
        _figure(figure, version, policy)
        for figure in policy.figures.values()
        for version in figure.versions
    ]
    files = "、".join(name for name, _ in policy.files)
    rows += [
        ("政策替换", c.figure, c.after, files, "", f"自 {c.since} 起，原为：{c.before}")
        for c in policy.replacements
    ]
    rows += [
        (NAMES.label, f"{r.kind} {r.written}", r.standard, r.place, "", f"{r.count} 处按它读")
        for r in provenance.read_as
    ]
    rows += [(part, item, choice, "", "", note) for part, item, choice, note in outcome.notes]
    width = len(BASIS.columns)
    return _frame(BASIS, [(*row, *[""] * (width - len(row))) for row in rows])


def _clock(time: dt.datetime) -> str:
    """Write a time as clocks in China show it, whatever the machine's own zone is."""
    return f"{time.astimezone(_CHINA).isoformat(sep=' ', timespec='seconds')}（北京时间）"


def _told(value: object) -> str:
    """Write a setting's value as people do: 是 or 否, a day without its time."""
    if value is True or value is False:
        return "是" if value else "否"
    return str(value)[:10]


def _interpretation(
    item: Interpretation, provenance: Provenance, live: Collection[str]
) -> tuple[object, ...]:
    option = item.choice(provenance.interpretations[item.key])
    followed = item.key in live
    said = f"{item.question}取：{option.meaning}。默认理由：{item.reason}"
    if live:
        said += f"。{_CHANGED_HERE if followed else _CHANGED_BY_A_RUN}"
    clause = provenance.policy.clause_words(item.clause)
    origin = provenance.origins[item.key]
    known = OPTIONS_JOINED.join(map(option_text, item.choices if followed else [option]))
    return ("口径", item_text(item), option_text(option), origin, clause, said, item.against, known)


def _setting(setting: Setting, provenance: Provenance) -> tuple[object, ...]:
    value, origin = provenance.settings[setting.name], provenance.origins[setting.name]
    known = OPTIONS_JOINED.join(setting.kind.choices)
    return ("设置", setting.label, _told(value), origin, "", "", "", known)


def item_text(item: Interpretation) -> str:
    """Return how 口径与依据 names a switch."""
    return f"{item.name}（{item.key}）"


def option_text(option: Choice) -> str:
    """Return how 口径与依据 names an option."""
    return f"{option.name}（{option.key}）"


def _figure(figure: Figure, version: Version, policy: Policy) -> tuple[object, ...]:
    value = version.value
    if isinstance(value, dict) and all(isinstance(v, list) for v in value.values()):
        value = list(value)  # names with their spellings: the names
    seen, source = f"{shown(value)} {figure.unit}".strip(), version.source or "通知"
    clause = policy.clause_words(version.clause)
    return ("标准数额", figure.label, seen, source, clause, f"自 {version.since:%Y-%m} 起")


def _figures(policy: Policy) -> Iterator[tuple[object, ...]]:
    """Yield the rows of 标准数额: each figure, part and version, numbers as numbers."""
    for figure in policy.figures.values():
        for version in figure.versions:
            source, clause = version.source or "通知", policy.clause_words(version.clause)
            for part, value in _parts(version.value):
                yield (
                    figure.name, figure.label, part, f"{version.since:%Y-%m}", value, figure.unit,
                    source, clause,
                )  # fmt: skip


def _parts(value: Any) -> Iterator[tuple[str, object]]:
    """Yield a figure's parts and their values as cells have them."""
    if isinstance(value, dict) and all(isinstance(v, list) for v in value.values()):
        yield "", shown(list(value))  # names with their spellings: the names
    elif isinstance(value, dict):
        yield from ((part, _cell(one)) for part, one in value.items())
    else:
        yield "", _cell(value)


def _cell(value: Any) -> object:
    if isinstance(value, Decimal):
        return float(value)
    return value if isinstance(value, int) else shown(value)


@cache
def _libraries() -> str:
    return "、".join(f"{name} {_version(name)}" for name in _LIBRARIES)


def _version(library: str) -> str:
    """Return a library's version by the name of its metadata's folder: to read it takes longer."""
    start = f"{library.replace('-', '_')}-"
    for place in filter(None, sys.path):
        for folder in Path(place).glob("*.dist-info") if Path(place).is_dir() else ():
            if folder.name.casefold().startswith(start):
                return folder.name[len(start) :].removesuffix(".dist-info")
    from importlib import metadata

    return metadata.version(library)


def with_values_only(run: pd.DataFrame, why: str) -> pd.DataFrame:
    """Return 运行信息 with the row that says why the workbook has no formulas."""
    return _frame(RUN, [*run.itertuples(index=False), (VALUES_ONLY, f"没有公式，只有数值：{why}")])


def choices_known(basis: pd.DataFrame) -> Iterator[CheckRow]:
    """Yield the check that each 取值 of 口径与依据 is one that the formulas know.

    They compare its cell with the written form of an option: anything else would act as the last.
    """
    offered = basis[basis["options"] != ""]
    if len(offered):
        pairs = zip(offered["choice"], offered["options"], strict=True)
        unknown = sum(choice not in known.split(OPTIONS_JOINED) for choice, known in pairs)
        live = held(wrong_rows(BASIS.name, _is_unknown))
        yield CheckRow(f"“{BASIS.label}”的取值不在可选取值之内的行数 = 0", unknown, 0, False, live)


def _is_unknown(_: Sheets, own: Mapping[str, str]) -> Iterator[str]:
    mark, known = text(OPTIONS_JOINED), own["options"]
    found = f"FIND({mark}&{own['choice']}&{mark},{mark}&{known}&{mark})"
    yield f'({known}<>"")*ISERROR({found})'


def check_frame(checks: Iterable[CheckRow]) -> pd.DataFrame:
    """Return the table 校验."""
    return _frame(CHECKS, [_check(check) for check in checks])


def _check(check: CheckRow) -> tuple[object, ...]:
    sides = (check.left, check.right, check.left - check.right)
    # Python divides its own integers to the nearest float, however long
    seen = [side / FEN_PER_YUAN if check.is_hundredths else side for side in sides]
    verdict = PASSED if check.left == check.right else FAILED
    return (check.name, *seen, verdict, OF_RUN if check.live is None else OF_TABLES)


def run_frame(
    calculation: Calculation,
    status: str,
    provenance: Provenance,
    written: Written,
    made: str = "计算",
    more: Iterable[tuple[str, str]] = (),
) -> pd.DataFrame:
    """Return 运行信息: what was ``made``, of what, by which program and rules; ``more`` rows."""
    policy = provenance.policy
    rows: list[tuple[object, ...]] = [
        (made, f"{calculation.title}（{calculation.name}）"),
        ("版本", f"qdcalc {provenance.version}"),
        ("程序文件", f"SHA-256 {hashes.of_program()}"),
        ("政策", f"{policy.number}（{policy.notice}/policy.toml，SHA-256 {policy.sha256}）"),
    ]
    for name, digest in policy.files:
        rows += [("政策文件", name), ("SHA-256", digest)]
    rows += [
        (f"数据文件 {name}", f"SHA-256 {digest}") for name, digest in provenance.data_files.items()
    ]
    rows += [("状态", status)] if status else []
    for file in provenance.inputs:
        rows.append(("输入文件", file.name))
        rows += [("SHA-256", file.sha256)] if file.sha256 else []
    if provenance.names:
        rows += [(NAMES.label, provenance.names.name), ("SHA-256", provenance.names.sha256)]
    if provenance.previous:
        rows.append(("上月结果", provenance.previous.name))
        rows += [("SHA-256", provenance.previous.sha256)] if provenance.previous.sha256 else []
    rows += [
        ("口径", f"{item_text(item)}= {option_text(item.choice(provenance.interpretations[key]))}")
        for key, item in policy.interpretations.items()
        if key in provenance.interpretations
    ]
    rows += [
        (s.label, f"{_told(provenance.settings[s.name])}（{provenance.origins[s.name]}）")
        for s in calculation.settings
        if s.name in provenance.settings
    ]
    rows += more
    rows += [(f"表 {t.label}", f"SHA-256 {hashes.of_table(t, frame)}") for t, frame in written]
    rows.append(("运行环境", f"Python {platform.python_version()}，{_libraries()}"))
    rows.append(("运行时间", _clock(provenance.time)))
    return _frame(RUN, rows)
