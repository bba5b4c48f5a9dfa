"""The indicators that clause 三 has monitored, with their limits: for scripts and notebooks."""

from qdcalc.water.inputs.tables import INDICATORS as INDICATORS
