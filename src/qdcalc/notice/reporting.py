"""Reports of results: what a notice describes, what a user asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any

from qdcalc.exact.months import quarter_name
from qdcalc.notice.description import Calculation, declared
from qdcalc.record import record

if TYPE_CHECKING:
    from qdcalc.document.model import Document
    from qdcalc.document.office import Office
    from qdcalc.result.result import Result


def _default_office() -> Office:
    from qdcalc.document.office import default_office

    return default_office()


def _none(result: Result, request: Request) -> Mapping[str, Document]:
    """Return no documents: the report is one for all."""
    return {}


@record
class Report:
    """The description of a report: what is written of a calculation's result.

    Parameters
    ----------
    name, title : str
        The command's name and its Chinese name.
    calculation : Calculation
        What is run for it.
    sentence : str
        What the report is, in one Chinese sentence.
    compose : function
        Takes the result and a :class:`Request` and returns what the report says.
    split : function
        Takes the same and returns a document for each district or applicant, by name.
    each : str
        The option that asks for those, such as ``per-district``; empty = there are none.
    needs_quarter : bool
        Whether ``--quarter`` must be given.
    takes_month : bool
        Whether ``--month`` may be given.
    is_combined : bool
        Whether it is the notice's part of the combined report.
    settings : mapping
        Settings that the calculation is run with unless others are given.
    """

    name: str
    title: str
    calculation: Calculation
    sentence: str
    compose: Callable[[Result, Request], Document]
    split: Callable[[Result, Request], Mapping[str, Document]] = _none
    each: str = ""
    needs_quarter: bool = False
    takes_month: bool = False
    is_combined: bool = True
    settings: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<报告 {self.name}：{self.title}>"

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by name: a description holds functions."""
        return declared, (self.calculation.package, "REPORTS", self.name)


@record
class Request:
    """What a report is asked for.

    Parameters
    ----------
    quarter : int or None
        Calendar quarters since 1970.
    day : date
        The day of issue.
    month : str
        ``2018-11``; empty = the last of the input.
    office : Office
        Who issues it.
    is_audited : bool
        Whether the annex for auditors is wanted: versions, hashes, warnings by code.
    """

    quarter: int | None
    day: dt.date
    month: str = ""
    office: Office = field(default_factory=_default_office)
    is_audited: bool = False

    @property
    def quarter_name(self) -> str:
        """``2018年第四季度``."""
        assert self.quarter is not None
        return quarter_name(self.quarter)
