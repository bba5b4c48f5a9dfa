"""The letter of decision for each applicant of exhibition subsidies."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qdcalc.document.model import SUBHEADING, Apart, Block, Document, Paragraph, Part
from qdcalc.document.parts import annex, chosen, heading, numbered, remarks, texts_of
from qdcalc.exact import money
from qdcalc.expo.reports.decisions import (
    Case,
    Period,
    of_verdict,
    period_of,
    sum_of,
    without_cells,
)
from qdcalc.expo.words import Item, Verdict

if TYPE_CHECKING:
    from qdcalc.notice.reporting import Request
    from qdcalc.result.result import Result

_ORDINALS = "一二三四五六七八九十"


def letters(result: Result, request: Request) -> Mapping[str, Document]:
    """Compose a letter of decision for each applicant of the period, by name."""
    period = period_of(result, request)
    own: dict[str, list[Case]] = {}
    for case in period.cases:
        own.setdefault(case["applicant"], []).append(case)
    return Apart(own, lambda name: _letter(period, name, own[name], request))


def _letter(period: Period, name: str, cases: list[Case], request: Request) -> Document:
    policy, title = period.policy, "会展补助核定通知书"
    opening = (
        f"你单位{period.name}的会展补助申请 {len(cases)} 项，已按照《{policy.title}》"
        f"（{policy.number}）核定，现将结果通知如下。"
    )
    decided = [block for n, case in enumerate(cases, 1) for block in _decision(n, case, period)]
    parts = (
        Part("概述", (Paragraph(opening),)),
        Part("核定事项", (heading("核定事项"), *decided)),
        Part("合计", (heading("合计"), *(Paragraph(text) for text in _letter_total(cases)))),
        remarks(chosen(period.result, _touching(period, cases))),
        annex(_own_input(period.result, cases), request),
    )
    return Document(title, texts_of(title, f"{name}：", period.name, request), numbered(parts))


def _touching(period: Period, cases: Sequence[Case]) -> set[str]:
    """Return the interpretations that touch an applicant's claims."""
    return {
        key
        for key, told in period.policy.lists["touches"].items()
        if any(
            case["item"] in told["items"] and told["word"] in case["working"] + case["reason"]
            for case in cases
        )
    }


def _own_input(result: Result, cases: Iterable[Case]) -> Result:
    """Return the result with the applicant's own files as input, where each sent its own."""
    files = {case["file"] for case in cases}
    if "" in files:
        return result
    own = copy.copy(result)
    inputs = tuple(file for file in result.provenance.inputs if file.name in files)
    own.provenance = replace(result.provenance, inputs=inputs or result.provenance.inputs)
    return own


def _decision(number: int, case: Case, period: Period) -> list[Block]:
    amount, reason = f"{money.text(case['amount_fen'])} 元", without_cells(case["reason"])
    told = {
        Verdict.APPROVED: f"结论：核准。核定金额：{amount}。" + _said("说明", reason),
        Verdict.REFUSED: "结论：不予补助。" + _said("原因", reason),
        Verdict.OPEN: f"结论：需人工确认。计算金额：{amount}，确认以前不拨付。",
    }[case["verdict"]]
    texts = [told]
    if case["verdict"] == Verdict.OPEN:
        texts.append(_said("需要补充或确认", reason) + _evidence(case, period))
    cited = f"{period.policy.number} {case['clause']}"
    texts += [_said("计算过程", without_cells(case["working"])), _said("依据", cited)]
    order = _ORDINALS[number - 1] if number <= len(_ORDINALS) else number
    subject = f"（{order}）{case['subject']}（{case['item']}，{case['year']} 年度）"
    return [Paragraph(subject, SUBHEADING), *(Paragraph(text) for text in texts)]


def _said(label: str, text: str) -> str:
    return f"{label}：{text}。" if text else ""


def _evidence(case: Case, period: Period) -> str:
    """Name what may be handed in for a claim, leaving out what is for other items."""
    names = {table.label: table.name for table in period.result.calculation.inputs}
    others = tuple(item for item in Item if item != case["item"])
    told = "；".join(
        text
        for text in period.policy.lists["evidence"].get(names[case["sheet"]], [])
        if not any(item.startswith(text.partition("：")[0]) for item in others)
    )
    return f"可以提供的材料：{told}。" if told else ""


def _letter_total(cases: Sequence[Case]) -> list[str]:
    """Say what is approved in all, with capitals, and what is not; nothing of nothing."""
    approved, refused, waiting = (
        of_verdict(cases, v) for v in (Verdict.APPROVED, Verdict.REFUSED, Verdict.OPEN)
    )
    told = []
    if fen := sum_of(approved):
        said = f"核准金额合计 {money.text(fen)} 元（人民币大写：{money.capitals(fen)}）。"
        told.append(f"核准 {len(approved)} 项，{said}")
    elif not approved:
        told.append("没有核准的事项。")
    if waiting:
        said = "不在核准金额之内。请你单位补充材料，确认后另行通知。"
        sums = money.text(sum_of(waiting))
        told.append(f"需人工确认 {len(waiting)} 项，计算金额合计 {sums} 元，{said}")
    return [*told, f"不予补助 {len(refused)} 项。"] if refused else told
