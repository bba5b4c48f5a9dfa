"""What the template of the month holds already: the section list's rows, and examples."""

from __future__ import annotations

from typing import Any

from qdcalc.errors import UsageError
from qdcalc.exact.months import month_texts
from qdcalc.intake.cells import Refusal
from qdcalc.intake.dates import month_of_text
from qdcalc.notice import policy
from qdcalc.notice.description import Prefill
from qdcalc.water.inputs.annex import annex
from qdcalc.water.inputs.tables import SECTIONS


def template_rows(month: str) -> dict[str, Prefill]:
    """Return the rows of the annex's sections for a month, and an example of each small sheet.

    Raises
    ------
    UsageError
        The month can't be read.
    """
    frame = annex().frame
    when = _month(month) if month else ""
    rows: list[dict[str, Any]] = []
    if when:
        names = zip(frame["section_id"], frame["river"], frame["section"], strict=True)
        rows = [
            {"month": when, "section_id": int(number), "river": river, "section": section}
            for number, river, section in names
        ]
    return {
        "readings": Prefill(rows, {} if rows else _example(), _doubt(when)),
        "responsibility": Prefill(
            (), {"month": "2018-11", "section_id": "2", "district": "平度", "share": "0"}
        ),
        "incidents": Prefill((), {"date": "2018-11-03", "district": "胶州", "level": "较大"}),
        "previous_classes": Prefill((), {"section_id": "14", "previous_class": "Ⅳ"}),
        "full_analyses": Prefill((), {"section_id": "28", "date": "2019-05-20"}),
        "sections": _section_rows(when),
    }


def _doubt(when: str) -> str:
    """Say of a month that no amount, or not the annex's list, holds in it."""
    if not when:
        return ""
    start = min(v.since for v in policy.load("qdcalc.water").figure("annual_base_yuan").versions)
    if when < f"{start:%Y-%m}":
        return (
            f"{when} 早于通知的施行月份 {start:%Y-%m}，没有可用的标准数额，填好后不能核算。"
            "月份写错的请改正；确实要核算的，计算时请用 --policy 给出这个月的标准数额"
        )
    since, until = _list_months()
    if since <= when <= until:
        return ""
    return (
        f"{when} 不在通知附件断面清单的考核周期 {since} 至 {until} 之内，仍列出附件的断面。"
        "请核对该周期公布的断面，有变化的请填工作表“断面清单”"
    )


def _list_months() -> tuple[str, str]:
    """Return the months of the cycle that the annex's list is made for."""
    since, until = policy.load("qdcalc.water").figure("section_list_months").at(0)
    return f"{since:%Y-%m}", f"{until:%Y-%m}"


def _section_rows(when: str) -> Prefill:
    """Return the annex's sections where the month is in their cycle."""
    since, until = _list_months()
    if not since <= when <= until:
        return Prefill((), {"section_id": "1", "river": "小沽河", "section": "教书庄"})
    names = [column.name for column in SECTIONS.columns]
    raw = annex().raw.columns
    rows = [
        {name: raw[name][row] for name in names if name in raw and raw[name][row]}
        for row in range(len(raw["section_id"]))
    ]
    return Prefill([r | {"section_id": int(r["section_id"])} for r in rows])


def _example() -> dict[str, Any]:
    return {
        "month": "2018-11",
        "section_id": "1",
        "river": "小沽河",
        "section": "教书庄",
        "nh3n": "0.32",
    }


def _month(text: str) -> str:
    found = month_of_text(text)
    if isinstance(found, Refusal):
        raise UsageError(f"“{text}”不是月份，请写成 2018-11")
    return str(month_texts([found])[0])
