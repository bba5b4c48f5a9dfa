"""Documents made from the code are the committed ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from qdcalc.cli.manual import PAGES, faults
from qdcalc.cli.schema_page import unexplained

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("page", sorted(PAGES))
def test_page_is_current(page: str) -> None:
    # each page says that it is made from the code
    committed = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    assert committed == "\n".join(PAGES[page]()) + "\n"


def test_every_kind_of_problem_passes_through_a_schema_or_says_why_it_cannot() -> None:
    assert unexplained([fault.code for fault in faults()]) == []


def test_codes_are_told_apart() -> None:
    codes = [fault.code for fault in faults()]
    texts = [fault.problem for fault in faults()]
    assert len(set(codes)) == len(codes)
    assert len(set(texts)) == len(texts), "two codes that say the same"
