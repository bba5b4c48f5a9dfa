"""Set before any test module imports openpyxl: write as qdcalc itself does.

No random example is timed: a busy machine would fail tests that are right.
"""

import os

from hypothesis import settings

os.environ.setdefault("OPENPYXL_LXML", "False")
settings.register_profile("qdcalc", deadline=None)
settings.load_profile("qdcalc")
