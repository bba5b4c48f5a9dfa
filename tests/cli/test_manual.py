"""Documents made from the code are the committed ones."""

from __future__ import annotations

import io
from contextlib import suppress
from pathlib import Path

import pytest

from qdcalc.__main__ import _has_shown
from qdcalc.cli import help_page, pages
from qdcalc.cli.main import main, spellings
from qdcalc.cli.manual import PAGES, faults
from qdcalc.cli.schema_page import unexplained

DOCS = Path(__file__).parents[2] / "docs"
POLICIES = {"policy", "gazette"}


@pytest.mark.parametrize("page", sorted(PAGES))
def test_page_is_current(page: str) -> None:
    # each page says that it is made from the code
    beside = Path(help_page.__file__)
    own = {"help": beside, "pages": beside.with_name("pages.txt")}
    path = own.get(page, DOCS / f"{page}.md")
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
    assert _has_shown(words)
    assert raw.getvalue().decode("gbk") == said


def test_help_is_told_as_of_any_command_where_there_is_no_console(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdout", None)
    assert not _has_shown(["--help"])


SAID = [
    *([name, "--help"] for names in spellings() for name in names),
    ["run", "water-month", "-h"], ["条款"], ["rules"], ["interpretations"], ["--version"],
]  # fmt: skip


@pytest.mark.parametrize("words", SAID)
def test_what_is_said_at_once_is_what_the_command_says(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with suppress(SystemExit):
        main(words)
    assert pages.page_of(words) == capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [["没有"], ["run"], ["demo"], ["rules", "--coverage"], ["run", "--set", "--help"],
     ["rules", "x"], ["run", "a", "b", "--help"], ["--help", "run"]],
)  # fmt: skip
def test_every_other_command_speaks_itself(words: list[str]) -> None:
    assert pages.page_of(words) is None


def test_pages_count_only_while_the_policies_are_those_that_they_were_made_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = Path(pages.__file__).parents[1]
    names = [path.parent.name for path in package.glob("*/*.toml") if path.stem in POLICIES]
    for name in names:
        (tmp_path / name).mkdir()
        for file in (f for f in (package / name).glob("*.toml") if f.stem in POLICIES):
            (tmp_path / name / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(pages, "_HERE", str(tmp_path / "cli"))
    assert pages.page_of(["rules"])
    policy = tmp_path / "water" / "policy.toml"
    text = policy.read_text(encoding="utf-8")
    policy.write_text(f"{text}# and more\n", encoding="utf-8")
    assert pages.page_of(["rules"]) is None
    policy.write_text(text, encoding="utf-8", newline="\r\n")
    assert pages.page_of(["rules"])
    (tmp_path / "dust").mkdir()
    (tmp_path / "dust" / "policy.toml").write_text("", encoding="utf-8")
    assert pages.page_of(["rules"])  # it says nothing
    (tmp_path / "dust" / "policy.toml").write_text("number = 1", encoding="utf-8")
    assert pages.page_of(["rules"]) is None


def test_without_the_pages_every_command_speaks_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "_PAGES", str(tmp_path / "none.txt"))
    assert pages.page_of(["rules"]) is None
    assert pages.page_of(["--help"]) == help_page.PAGE


def test_every_kind_of_problem_passes_through_a_schema_or_says_why_it_cannot() -> None:
    assert unexplained([fault.code for fault in faults()]) == []


def test_codes_are_told_apart() -> None:
    codes = [fault.code for fault in faults()]
    texts = [fault.problem for fault in faults()]
    assert len(set(codes)) == len(codes)
    assert len(set(texts)) == len(texts), "two codes that say the same"
