"""What stands above a result and is handed to it: what writes, draws, reports and compares it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qdcalc.record import record

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from qdcalc.document.model import Document, Drawing
    from qdcalc.result.comparison import Comparison


@record
class Doors:
    """What a result is written, drawn and reported with: the run hands it over from above.

    ``report`` and ``save`` take what :func:`qdcalc.report.compose` and :func:`qdcalc.report.write`
    take; a pickled result takes the names of the functions along.
    """

    write: Callable[..., Path]
    report: Callable[..., Document]
    save: Callable[..., Path]
    paint: Callable[[Drawing, str, Axes | None], Axes]
    read_sheets: Callable[[Path], dict[str, list[list[Any]]]]
    compare: Callable[..., Comparison]
    write_tables: Callable[..., Path]
    write_parquet: Callable[..., Path]
