"""What formulas take when they are called by themselves: the notice's figures, sound arguments."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from qdcalc.errors import UsageError
from qdcalc.exact.arrays import Argument, Kind, known_names, number
from qdcalc.exact.decimals import decimal15, decimal_places
from qdcalc.expo.cases import Figures
from qdcalc.notice import policy
from qdcalc.notice.policy import Policy

Floats = npt.NDArray[np.float64]


def notice_figures(given: Figures | None) -> Figures:
    """Return the figures that a formula is given, the notice's own for those that it is not."""
    return _ours() | (given or {})


@cache
def _ours() -> Figures:
    return {name: figure.versions[-1].value for name, figure in _policy().figures.items()}


@cache
def _policy() -> Policy:
    return policy.load("qdcalc.expo")


def known_figures(name: str, given: Any) -> Figures | None:
    """Return figures that are the notice's by name, kind and range.

    Raises
    ------
    UsageError
        A name is not known, or a value is not what its figure may be.
    """
    if given is None:
        return None
    figures = _policy().figures
    checked: Figures = {}
    for figure, value in known_names(name, given, figures).items():

        def refuse(place: tuple[str, ...], fault: str, figure: str = figure) -> None:
            raise UsageError(f"参数 {name} 的 {figure}：{fault}")

        exact = Decimal(str(value)) if type(value) is float else value
        checked[figure] = figures[figure].shape.read(exact, refuse)
    return checked


def area() -> Kind:
    """Return the kind of areas [m²]: not negative, at most two decimals."""
    areas = number(0, 1e12)

    def read(argument: Argument) -> Floats:
        values = decimal15(areas.read(argument))
        argument.check(decimal_places(values) > 2, "的小数多于两位")
        return values

    return Kind(read, "不小于 0、最多两位小数的数字，单位 m²")
