"""The notice's formulas as plain functions of arrays or Series: its public names, each once."""

from qdcalc.staffing.standard import required_staff as required_staff
