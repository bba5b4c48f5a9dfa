"""qdcalc: municipal notices as calculations that a finance bureau can sign.

>>> import qdcalc
>>> result = qdcalc.water.month("水质月度_2018-11.xlsx")   # doctest: +SKIP
>>> result                  # 一张卡片：结论、收付、超标、签字前请看    # doctest: +SKIP
>>> result["资金流向"]                                      # doctest: +SKIP
>>> result.plot.balances()                                  # doctest: +SKIP
"""

from __future__ import annotations

from qdcalc.errors import FileError as FileError
from qdcalc.errors import InputError as InputError
from qdcalc.errors import PolicyError as PolicyError
from qdcalc.errors import QdcalcError as QdcalcError
from qdcalc.errors import SelfCheckError as SelfCheckError
from qdcalc.errors import UsageError as UsageError
from qdcalc.lazy import door

TYPE_CHECKING = False  # typing's own takes longer to import than all of this
if TYPE_CHECKING:
    from qdcalc.public import *  # noqa: F403
else:
    __getattr__, __dir__ = door(
        __name__,
        "qdcalc.public",
        (
            "FileError",
            "InputError",
            "PolicyError",
            "QdcalcError",
            "SelfCheckError",
            "UsageError",
            "__version__",
        ),
    )

__version__ = "0.2.0"
