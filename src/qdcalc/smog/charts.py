"""The charts of the plan: those of the warnings, then those of the measures."""

from __future__ import annotations

from qdcalc.smog.measures.charts import CHARTS as OF_MEASURES
from qdcalc.smog.warning.charts import CHARTS as OF_WARNINGS

CHARTS = (*OF_WARNINGS, *OF_MEASURES)
