"""What the gazette asks to be computed, and what computes it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib import resources

from qdcalc.notice.catalogue import calculations
from qdcalc.notice.policy import Policy


def policies() -> dict[str, Policy]:
    """Return the policy of every notice that has calculations, by the notice's number."""
    found = (calculation.policy() for calculation in calculations())
    return {policy.number: policy for policy in found}


def lines() -> Iterator[str]:
    """List every computable clause with its function, or say what is missing."""
    ours = policies()
    for policy in ours.values():
        yield f"{policy.number}　{policy.title}"
        for clause in policy.clauses:
            computed = clause.function or f"不由程序计算（{clause.missing}）"
            yield f"  {policy.clause_words(clause.clause)}　{clause.rule}　→ {computed}"
    text = resources.files("qdcalc.notice").joinpath("gazette.toml").read_text(encoding="utf-8")
    for notice in tomllib.loads(text)["notices"]:
        if notice["number"] not in ours:
            yield f"{notice['number']}　{notice['title']}"
            for part in notice["clauses"]:
                yield f"  {part['clause']}　{part['rule']}　→ 尚未实现"


def interpretation_lines() -> Iterator[str]:
    """List every interpretation with question, options, default, the reasons for and against it."""
    for policy in policies().values():
        yield f"{policy.number}　{policy.title}"
        for item in policy.interpretations.values():
            yield f"  {policy.notice}.{item.key}　{item.name}（{policy.clause_words(item.clause)}）"
            yield f"    问题：{item.question}"
            for option in item.choices:
                mark = "（默认）" if option.key == item.default else ""
                yield f"    {option.key}　{option.name}{mark}：{option.meaning}"
            yield f"    默认的理由：{item.reason}"
            yield f"    不取默认的理由：{item.against}"
