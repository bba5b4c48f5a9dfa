"""The clause matrix: each computable clause with its function, sheets, switches and tests.

Tests name their clauses with ``@pytest.mark.clause("water 七¶1 month_verdict")``: the notice, the
clause as its policy.toml has it, the function. ``docs/clause_tests.py`` collects them into each
notice's ``tested.toml``, so that an installed package without tests can say them too.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib import resources

from qdcalc.cli.rules import policies
from qdcalc.notice.policy import Clause, Policy

TESTED = "tested.toml"


def name_of(policy: Policy, clause: Clause) -> str:
    """Return what a test calls a clause: notice, clause, function."""
    return f"{policy.notice} {clause.clause} {clause.function.rpartition('.')[2]}"


def tests_of(notice: str) -> dict[str, list[str]]:
    """Return the tests of each clause of a notice, by what they call it."""
    file = resources.files(f"qdcalc.{notice}").joinpath(TESTED)
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def rows() -> Iterator[tuple[Policy, Clause, list[str]]]:
    """Yield every computable clause with its tests."""
    for policy in policies().values():
        tests = tests_of(policy.notice)
        for clause in policy.clauses:
            yield policy, clause, tests.get(name_of(policy, clause), [])


def untested() -> list[str]:
    """Return the clauses that are computed and have no test."""
    return [
        name_of(policy, clause) for policy, clause, tests in rows() if clause.function and not tests
    ]


def lines() -> Iterator[str]:
    """List the matrix for the console."""
    notice = ""
    for policy, clause, tests in rows():
        if policy.number != notice:
            notice = policy.number
            yield f"{policy.number}　{policy.title}"
        yield f"  {policy.clause_words(clause.clause)}　{clause.rule}"
        yield f"    函数　{clause.function or f'不由程序计算（{clause.missing}）'}"
        yield f"    工作表　{'、'.join(clause.sheets) or '无'}"
        yield f"    口径　{'、'.join(_switches(policy, clause)) or '无'}"
        yield f"    测试　{'没有' if not tests else f'{len(tests)} 个'}"
        yield from (f"      {test}" for test in tests)
    missing = untested()
    yield f"没有测试的条款：{'；'.join(missing)}" if missing else "每条可计算的条款都有测试"


def page_lines() -> Iterator[str]:
    """Write the matrix as Markdown."""
    yield "# 条款、函数、测试、工作表和口径"
    yield ""
    yield "本页由 `python -m qdcalc.cli.manual coverage` 生成，与 `qdcalc rules --coverage` 相同。"
    yield "测试用 `@pytest.mark.clause` 写明条款；没有测试的条款通不过 `python start.py test`。"
    notice = ""
    for policy, clause, tests in rows():
        if policy.number != notice:
            notice = policy.number
            yield f"\n## {policy.title}（{policy.notice}）\n"
            yield "| 条款 | 规则 | 函数 | 工作表 | 口径 | 测试 |"
            yield "|---|---|---|---|---|---|"
        function = clause.function.removeprefix(f"qdcalc.{policy.notice}.")
        cells = (
            policy.clause_words(clause.clause),
            clause.rule,
            f"`{function}`" if function else f"不由程序计算（{clause.missing}）",
            "、".join(clause.sheets),
            "、".join(_switches(policy, clause)),
            "<br>".join(f"`{test.removeprefix('tests/')}`" for test in tests) or "没有",
        )
        yield f"| {' | '.join(cells)} |"


def _switches(policy: Policy, clause: Clause) -> list[str]:
    return [policy.interpretations[key].name for key in clause.switches]
