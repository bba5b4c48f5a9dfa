"""qdcalc: municipal notices as calculations that a finance bureau can sign.

>>> import qdcalc
>>> result = qdcalc.water.month("水质月度_2018-11.xlsx")   # doctest: +SKIP
>>> result["资金流向"]                                      # doctest: +SKIP
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
    from qdcalc import expo, money, report, staffing, water

__version__ = "0.2.0"

__all__ = [
    "FileError",
    "InputError",
    "PolicyError",
    "QdcalcError",
    "SelfCheckError",
    "UsageError",
    "__version__",
    "expo",
    "money",
    "report",
    "staffing",
    "water",
]


def __getattr__(name: str) -> Any:
    if name in __all__:  # a module that is imported when it is first used
        return importlib.import_module(f"qdcalc.{name}")
    raise AttributeError(f"module 'qdcalc' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
