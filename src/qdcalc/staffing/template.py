"""What the template holds already: an example of each sheet, the notice's dated tasks."""

from __future__ import annotations

from typing import Any

from qdcalc.notice import policy
from qdcalc.notice.description import Prefill
from qdcalc.staffing.words import Direction, Level


def template_rows() -> dict[str, Prefill]:
    """Return the notice's tasks that have a date, and an example of the other sheets."""
    tasks: list[dict[str, Any]] = [
        {
            "task": task["name"],
            "due": f"{task['due']:%Y-%m-%d}",
            **(
                {"direction": str(Direction.AT_LEAST), "target": f"{task['at_least']:.0%}"}
                if "at_least" in task
                else {}
            ),
        }
        for task in policy.load("qdcalc.staffing").lists["tasks"]
        if "due" in task
    ]
    platform = {"district": "市南", "street": "八大湖街道", "platform": "八大湖服务中心"}
    platform |= {"level": str(Level.STREET), "people_served": "30001", "permanent": "5"}
    return {
        "platforms": Prefill((), platform),
        "tasks": Prefill(tasks),
        "costs": Prefill(
            (), {"district": "市南", "level": str(Level.STREET), "annual_cost_fen": "96000"}
        ),
    }
