"""The closing sheets of a result: warnings, basis, checks, the run."""

from __future__ import annotations

import platform
from collections.abc import Callable
from importlib import metadata
from typing import TYPE_CHECKING

import pandas as pd

from qdcalc.closing_tables import BASIS, CHECKS, NOTICE, RUN
from qdcalc.money import to_yuan
from qdcalc.policy import shown
from qdcalc.tables import Table

if TYPE_CHECKING:
    from qdcalc.calculation import Calculation, CheckRow, Job, Outcome, Provenance

PASSED, FAILED = "通过", "不通过"


def makers(
    calculation: Calculation, job: Job, outcome: Outcome, provenance: Provenance
) -> dict[str, Callable[[], pd.DataFrame]]:
    """Return the makers of the closing tables by English name."""
    return {
        NOTICE.name: lambda: _notices(job),
        BASIS.name: lambda: _basis(job, outcome, provenance),
        CHECKS.name: lambda: _checks(outcome.checks),
        RUN.name: lambda: _run(calculation, outcome, provenance),
    }


def _frame(table: Table, rows: list[tuple[object, ...]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=[c.name for c in table.columns])
    texts = {c.name: "str" for c in table.columns if c.kind == "text"}
    objects = {c.name: "object" for c in table.columns if c.kind in ("mixed", "figure")}
    return frame.astype(texts | objects)


def _notices(job: Job) -> pd.DataFrame:
    return _frame(NOTICE, [(*p.texts(), p.file) for p in job.problems])


def _basis(job: Job, outcome: Outcome, provenance: Provenance) -> pd.DataFrame:
    policy = job.policy
    rows: list[tuple[object, ...]] = [
        ("通知", policy.title, policy.number, "", "", f"{policy.issued:%Y-%m-%d} 印发")
    ]
    for key, interpretation in policy.interpretations.items():
        option = next(c for c in interpretation.choices if c.key == provenance.interpretations[key])
        rows.append(
            (
                "口径",
                f"{interpretation.name}（{key}）",
                f"{option.name}（{option.key}）",
                provenance.origins[key],
                policy.clause_words(interpretation.clause),
                f"{interpretation.question}取：{option.meaning}。默认理由：{interpretation.reason}",
            )
        )
    for figure in policy.figures.values():
        for version in figure.versions:
            value = shown(version.value)
            if isinstance(version.value, dict) and all(
                isinstance(v, list) for v in version.value.values()
            ):
                value = "、".join(version.value)
            rows.append(
                (
                    "标准数额",
                    figure.label,
                    f"{value} {figure.unit}".strip(),
                    version.source or "通知",
                    policy.clause_words(version.clause),
                    f"自 {version.since:%Y-%m} 起",
                )
            )
    files = "、".join(policy.files)
    rows += [
        ("政策替换", c.figure, c.after, files, "", f"自 {c.since} 起，原为：{c.before}")
        for c in policy.replacements
    ]
    rows += [(part, item, choice, "", "", note) for part, item, choice, note in outcome.notes]
    return _frame(BASIS, rows)


def _checks(checks: object) -> pd.DataFrame:
    rows = [_check(check) for check in checks]  # type: ignore[attr-defined]
    return _frame(CHECKS, rows)


def _check(check: CheckRow) -> tuple[object, ...]:
    sides = (check.left, check.right, check.left - check.right)
    seen = [float(to_yuan(side)) if check.is_money else side for side in sides]
    return (check.name, *seen, PASSED if check.left == check.right else FAILED)


def _run(calculation: Calculation, outcome: Outcome, provenance: Provenance) -> pd.DataFrame:
    policy = provenance.policy
    rows: list[tuple[object, ...]] = [
        ("计算", f"{calculation.title}（{calculation.name}）"),
        ("版本", f"qdcalc {provenance.version}"),
        ("政策", f"{policy.number}（{policy.notice}/policy.toml，SHA-256 {policy.sha256}）"),
    ]
    rows += [("政策文件", name) for name in policy.files]
    rows += [("状态", outcome.status)] if outcome.status else []
    for file in provenance.inputs:
        rows.append(("输入文件", file.name))
        rows.append(("SHA-256", file.sha256 or "（数据来自 DataFrame，没有文件）"))
    rows += [
        ("口径", f"{policy.interpretations[key].name}（{key}）= {option}")
        for key, option in provenance.interpretations.items()
    ]
    libraries = "、".join(f"{n} {metadata.version(n)}" for n in ("pandas", "numpy", "pandera"))
    rows.append(("运行环境", f"Python {platform.python_version()}，{libraries}"))
    rows.append(("运行时间", provenance.time.isoformat(sep=" ")))
    return _frame(RUN, rows)
