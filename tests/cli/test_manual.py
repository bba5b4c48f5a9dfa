"""Documents made from the code are the committed ones."""

from __future__ import annotations

import io
from contextlib import suppress
from pathlib import Path

import pytest

from qdcalc.__main__ import _has_shown_help
from qdcalc.cli import help_page
from qdcalc.cli.main import main
from qdcalc.cli.manual import PAGES, faults
from qdcalc.cli.schema_page import unexplained

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("page", sorted(PAGES))
def test_page_is_current(page: str) -> None:
    # each page says that it is made from the code
    path = Path(help_page.__file__) if page == "help" else DOCS / f"{page}.md"
    committed = path.read_text(encoding="utf-8")
    assert committed == "\n".join(PAGES[page]()) + "\n"


@pytest.mark.parametrize("words", [[], ["-h"], ["--help"]])
def test_help_that_is_shown_at_once_is_what_the_command_line_says(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["qdcalc", *words])
    with suppress(SystemExit):
        main(words)
    said = capsys.readouterr().out
    assert said == help_page.PAGE
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw := io.BytesIO(), "gbk"))
    assert _has_shown_help()
    assert raw.getvalue().decode("gbk") == said


def test_help_is_told_as_of_any_command_where_there_is_no_console(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdout", None)
    assert not _has_shown_help()


def test_every_kind_of_problem_passes_through_a_schema_or_says_why_it_cannot() -> None:
    assert unexplained([fault.code for fault in faults()]) == []


def test_codes_are_told_apart() -> None:
    codes = [fault.code for fault in faults()]
    texts = [fault.problem for fault in faults()]
    assert len(set(codes)) == len(codes)
    assert len(set(texts)) == len(texts), "two codes that say the same"
