"""What the template holds already: an example of each sheet."""

from __future__ import annotations

from qdcalc.award.inputs import APPLICATIONS
from qdcalc.award.kinds import ANSWER
from qdcalc.award.words import AccidentKind, AccidentLevel, Answer, Ground, Prize, Sector
from qdcalc.notice.description import Prefill
from qdcalc.notice.workdays import DayKind

_BAD_IF_YES = ("has_complaints", "is_lawless")


def template_rows() -> dict[str, Prefill]:
    """Return an example of each sheet."""
    application = {"organisation": "示例制造有限公司"} | {
        column.name: str(Answer.NO if column.name in _BAD_IF_YES else Answer.YES)
        for column in APPLICATIONS.columns
        if column.kind is ANSWER and column.is_required
    }
    application |= {
        "prize": str(Prize.EXCELLENCE),
        "sector": str(Sector.INDUSTRY), "district": "城阳", "registered": "2010-05-18",
        "applied": "2020-09-15", "sales_fen": "1200000000", "research_fen": "45000000",
        "is_chosen": str(Answer.YES),
    }  # fmt: skip
    named = {"organisation": "示例制造有限公司"}
    edition = {"edition": "6", "prize": str(Prize.EXCELLENCE)}
    return {
        "applications": Prefill((), application),
        "accidents": Prefill(
            (),
            named | {"day": "2019-03-01", "kind": str(AccidentKind.SAFETY),
                     "level": str(AccidentLevel.ORDINARY)},
        ),
        "awards": Prefill((), named | edition | {"announced": "2018-12-10"}),
        "grounds": Prefill(
            (),
            named | edition | {"ground": str(Ground.ACCIDENT), "occurred": "2020-06-01",
                               "found": "2020-08-01", "is_confirmed": str(Answer.YES)},
        ),
        "workdays": Prefill((), {"day": "2018-12-29", "kind": str(DayKind.WORKED)}),
    }  # fmt: skip
