"""The notice's own figures, for formulas that are called without any."""

from __future__ import annotations

from functools import cache

from qdcalc import policy
from qdcalc.expo.cases import Figures


def notice_figures(given: Figures | None) -> Figures:
    """Return the figures that a formula is given, the notice's own for those that it is not."""
    return _ours() | (given or {})


@cache
def _ours() -> Figures:
    figures = policy.load("qdcalc.expo").figures
    return {name: figure.versions[-1].value for name, figure in figures.items()}
