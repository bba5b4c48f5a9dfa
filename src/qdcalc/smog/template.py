"""What the template holds already: an example of each sheet."""

from __future__ import annotations

from qdcalc.notice.description import Prefill
from qdcalc.smog.measures.template import template_rows as of_measures
from qdcalc.smog.warning.template import template_rows as of_warnings


def template_rows() -> dict[str, Prefill]:
    """Return an example of an hour, and of each list."""
    return {**of_warnings(), **of_measures()}
