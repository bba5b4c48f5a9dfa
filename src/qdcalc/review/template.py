"""What the template holds already: an example of each sheet."""

from __future__ import annotations

from qdcalc.notice.description import Prefill
from qdcalc.review.words import WorkKind


def template_rows() -> dict[str, Prefill]:
    """Return an example of a project and of a day of the calendar."""
    project = {
        "project": "某住宅小区一期", "district": "即墨", "body": "示例审图中心",
        "work_kind": str(WorkKind.BUILDING), "accepted_on": "2018-10-26",
        "issued_on": "2018-11-02",
    }  # fmt: skip
    day = {"day": "2018-12-29", "kind": "工作日"}
    return {"projects": Prefill((), project), "workdays": Prefill((), day)}
