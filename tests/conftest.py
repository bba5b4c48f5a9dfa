"""Set before any test module imports openpyxl: write as qdcalc itself does.

No random example is timed: a busy machine would fail tests that are right.
"""

import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

os.environ.setdefault("OPENPYXL_LXML", "False")

from openpyxl.worksheet.merge import MergedCellRange

import merges
from seeds import share

MergedCellRange.format = merges.bind  # type: ignore[method-assign, assignment]
settings.register_profile("qdcalc", deadline=None, max_examples=share(100))
settings.load_profile("qdcalc")


def pytest_collection_finish() -> None:
    """Leave what was imported and collected out of every later search for garbage.

    Seven thousand tests are a large heap; to look through it again and again took a tenth.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(autouse=True, scope="module")
def _leave_out() -> Iterator[None]:
    """Leave what a module's tests keep, shared results above all, out of every later search.

    Two fifths of a run were spent on looking through them again.
    """
    yield
    gc.collect()
    gc.freeze()
