"""The notice's formulas as plain functions: their public names."""

from qdcalc.smog.measures.cleaning import extra_cleaning_runs as extra_cleaning_runs
from qdcalc.smog.measures.reductions import reaches_sum_target as reaches_sum_target
from qdcalc.smog.measures.reductions import reaches_target as reaches_target
from qdcalc.smog.warning.levels import warning_level as warning_level
from qdcalc.smog.warning.windows import is_above as is_above
from qdcalc.smog.warning.windows import reaches as reaches
