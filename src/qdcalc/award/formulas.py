"""The formulas that are public, each once: thresholds of the size, in whole numbers (八(四))."""

from qdcalc.award.scale import reaches as reaches
from qdcalc.award.scale import reaches_research_share as reaches_research_share
