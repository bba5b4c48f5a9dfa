"""Reading and writing workbooks: the one place that knows Excel's file formats."""

import os

# openpyxl writes otherwise (entities, stricter texts) where lxml happens to be installed, as the
# extra "report" does: the annotated copy is written in the one way that is tested
os.environ.setdefault("OPENPYXL_LXML", "False")
