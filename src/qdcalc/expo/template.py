"""What the template holds already: an example of each sheet."""

from __future__ import annotations

from qdcalc.notice.description import Prefill


def template_rows() -> dict[str, Prefill]:
    """Return an example of each sheet."""
    examples = {
        "shows": {"show": "示例展会", "edition": "1", "kind": "贸易", "is_professional": "是",
                  "end": "2019-05-20", "area_x100": "26500", "applicant": "示例公司"},
        "certificates": {"subject": "示例展会", "kind": "展会", "body": "UFI",
                         "certified_on": "2019-05-20", "is_fixed": "是", "is_local": "是",
                         "applicant": "示例公司"},
        "firms": {"firm": "示例公司", "year": "2019", "item": "规模增长补助",
                  "previous_revenue_fen": "50000000", "revenue_fen": "80000000",
                  "is_in_statistics": "是"},
        "venues": {"venue": "示例展馆", "year": "2019", "shows_30k": "5", "shows_100k": "1"},
        "government": {"project": "示例项目", "year": "2019", "is_first": "否",
                       "amount_fen": "5000000", "previous_fen": "6000000", "is_passed": "是",
                       "applicant": "示例公司"},
        "history": {"subject": "示例展会", "item": "贸易展补助", "year": "2018", "edition": "1",
                    "amount_fen": "300000"},
        "budgets": {"item": "贸易展补助", "year": "2019", "budget_fen": "5000000"},
    }  # fmt: skip
    return {name: Prefill((), example) for name, example in examples.items()}
