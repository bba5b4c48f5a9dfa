"""qdcalc: municipal notices as calculations that a finance bureau can sign.

>>> import qdcalc
>>> result = qdcalc.water.month("水质月度_2018-11.xlsx")   # doctest: +SKIP
>>> result                  # 一张卡片：结论、收付、超标、签字前请看    # doctest: +SKIP
>>> result["资金流向"]                                      # doctest: +SKIP
>>> result.plot.balances()                                  # doctest: +SKIP
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from qdcalc.errors import (
    FileError,
    InputError,
    PolicyError,
    QdcalcError,
    SelfCheckError,
    UsageError,
)

if TYPE_CHECKING:
    from qdcalc import expo, money, plot, report, staffing, water
    from qdcalc.notice.catalogue import interpretations
    from qdcalc.run import check
    from qdcalc.workbook.template import template

__version__ = "0.2.0"

__all__ = [
    "FileError",
    "InputError",
    "PolicyError",
    "QdcalcError",
    "SelfCheckError",
    "UsageError",
    "__version__",
    "check",
    "expo",
    "interpretations",
    "money",
    "plot",
    "report",
    "staffing",
    "template",
    "water",
]
# where the public functions stand: name → module
_ELSEWHERE = {
    "check": "qdcalc.run",
    "interpretations": "qdcalc.notice.catalogue",
    "template": "qdcalc.workbook.template",
}


def __getattr__(name: str) -> Any:
    if name in _ELSEWHERE:
        return getattr(importlib.import_module(_ELSEWHERE[name]), name)
    if name in __all__:  # a module that is imported when it is first used
        return importlib.import_module(f"qdcalc.{name}")
    raise AttributeError(f"module 'qdcalc' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
