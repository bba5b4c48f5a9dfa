"""The notice's formulas as plain functions: their public names."""

from qdcalc.smog.warning.levels import warning_level as warning_level
from qdcalc.smog.warning.windows import is_above as is_above
from qdcalc.smog.warning.windows import reaches as reaches
