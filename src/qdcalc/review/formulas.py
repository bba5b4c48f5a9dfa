"""The notice's formula as a plain function: its public name."""

from qdcalc.review.clock import overdue_workdays as overdue_workdays
