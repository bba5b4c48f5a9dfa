"""The samples in ``data/`` and their results, calculated once a process; nothing changes them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from qdcalc.notice.catalogue import calculations, find
from qdcalc.result.result import Result
from qdcalc.run import run

DATA = Path(__file__).parents[1] / "data"
SOURCES = {c.name: c.example for c in calculations() if c.example}


@cache
def result_of(name: str) -> Result:
    """Return what a calculation makes of its sample."""
    return run(find(name), DATA / SOURCES[name])
