"""Which names of rivers and sections are known: those of the list in force (clauses 二–四)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from qdcalc.exact.texts import key, normal
from qdcalc.notice.description import Named
from qdcalc.notice.names import JOINT, names_of_figure

if TYPE_CHECKING:
    from qdcalc.intake.raw import RawTable
    from qdcalc.notice.description import Spelled
    from qdcalc.notice.policy import Policy


def known_sections(tables: Mapping[str, RawTable], policy: Policy) -> Spelled:
    """Return the sections as ``river·section``, and by the section alone where one has the name."""
    pairs = _listed(tables)
    whole = {key(JOINT.join(pair)): pair for pair in pairs}
    alone: dict[str, set[tuple[str, str]]] = {}
    for pair in whole.values():
        alone.setdefault(key(pair[1]), set()).add(pair)
    return {name: next(iter(own)) for name, own in alone.items() if len(own) == 1} | whole


def known_rivers(tables: Mapping[str, RawTable], policy: Policy) -> Spelled:
    """Return the rivers of the list."""
    return {key(river): (river,) for river, _ in _listed(tables)}


def _listed(tables: Mapping[str, RawTable]) -> list[tuple[str, str]]:
    from qdcalc.water.inputs.annex import annex

    own = tables.get("sections")
    raw = own if own is not None and len(own) else annex().raw
    columns = (raw.columns.get(name, ()) for name in ("river", "section"))
    cells = zip(*columns, strict=True)
    pairs = [(normal(str(a)), normal(str(b))) for a, b in cells if a is not None and b is not None]
    return [pair for pair in dict.fromkeys(pairs) if all(pair)]


NAMED = (
    Named("断面", (("readings", ("river", "section")),), known_sections),
    Named("河流", (("readings", ("river",)),), known_rivers),
    Named(
        "区市",
        (
            ("sections", ("responsible",)),
            ("sections", ("destination",)),
            ("responsibility", ("district",)),
            ("incidents", ("district",)),
        ),
        names_of_figure("districts"),
    ),
)
