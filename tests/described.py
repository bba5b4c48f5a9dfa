"""What the shared tests know of each notice, from the notice's own folder of tests.

``tests/NOTICE/described.py`` says it by calculation; a notice that is added brings its own.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from qdcalc.notice import catalogue


def by_calculation(name: str) -> dict[str, Any]:
    """Return what every notice says under that name, by calculation."""
    modules = [f"{package.rpartition('.')[2]}.described" for package in catalogue.NOTICES]
    return {
        calculation: said
        for module in modules
        for calculation, said in getattr(import_module(module), name).items()
    }
