"""The notice's formula as a plain function: its public name."""

from qdcalc.panel.quotas import largest_remainder as largest_remainder
