"""Documents made from the descriptions are the committed ones."""

from __future__ import annotations

from pathlib import Path

from qdcalc.manual import lines

DOCS = Path(__file__).parents[1] / "docs"


def test_tables_page_is_current() -> None:
    # the page says that it is made from the table descriptions
    page = (DOCS / "tables.md").read_text(encoding="utf-8")
    assert page == "\n".join(lines()) + "\n"
