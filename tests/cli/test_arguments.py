"""What argparse would say in English is said in Chinese (issue 10, "Files")."""

from __future__ import annotations

import re

import pytest

from qdcalc.cli import main as cli
from qdcalc.cli.parser import Parser, chinese
from qdcalc.errors import UsageError


def parser() -> Parser:
    """Return a parser that can go wrong in every way that argparse knows."""
    made = Parser(prog="x")
    made.add_argument("--one")
    made.add_argument("--more", nargs="+")
    made.add_argument("--two", nargs=2)
    made.add_argument("--which", choices=["甲", "乙"])
    made.add_argument("--count", type=int)
    made.add_argument("--flag", action="store_true")
    either = made.add_mutually_exclusive_group()
    either.add_argument("--left", action="store_true")
    either.add_argument("--right", action="store_true")
    return made


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--one"], "--one 后面要写一个值"),
        (["--more"], "--more 后面要写值"),
        (["--two", "a"], "--two 后面要写 2 个值"),
        (["--which", "丙"], "没有 '丙'，可用的有"),
        (["--count", "多"], "不能是 '多'"),
        (["--count", "\u202e1a"], "不能是"),
        (["--flag=1"], "后面不写值"),
        (["--left", "--right"], "不能和 --left 同时用"),
        (["--nothing"], "不认识 --nothing"),
    ],
)
def test_wrong_arguments(words: list[str], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        parser().parse_args(words)
    text = str(caught.value)
    assert said in text
    assert "\u202e" not in text
    assert not re.search(r"argument|expected|invalid|choose|allowed|ignored|unrecognized", text)


def test_needed_arguments() -> None:
    made = Parser(prog="x")
    made.add_argument("甲")
    with pytest.raises(UsageError, match="没有写 甲"):
        made.parse_args([])


def test_what_we_do_not_know_is_left_out() -> None:
    assert chinese("argument --x: something new of Python 3.20") == ""


@pytest.mark.parametrize("command", ["run", "check", "template", "report", "demo", "rules"])
@pytest.mark.parametrize("words", [["--nothing"], ["--overwrite=1"], ["a", "b", "c", "d"]])
def test_no_command_speaks_english(
    command: str, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([command, *words, "--nothing"]) == 2
    assert not re.search(r"argument|usage:|error", capsys.readouterr().err)
