"""元和分：``qdcalc.money.to_fen(19.9)`` 是 1990 分，精确到分，不经过浮点。

The public door to :mod:`qdcalc.exact.money`.
"""

from qdcalc.exact import money as _money
from qdcalc.exact.money import *  # noqa: F403

__all__ = _money.__all__


def __dir__() -> list[str]:
    return __all__
