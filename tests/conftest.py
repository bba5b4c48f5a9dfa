"""Set before any test module imports openpyxl: write as qdcalc itself does."""

import os

os.environ.setdefault("OPENPYXL_LXML", "False")
