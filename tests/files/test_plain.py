"""Texts of others are shown safely: unseen characters named, the system's errors in Chinese.

Issue 10, "Files": the system's English messages reach users; "Security": U+202E in names passes
into outputs.
"""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

import pytest

from qdcalc.files.plain import named, reason, told, visible

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("监测数据.xlsx", "监测数据.xlsx"),
        ("甲\u202exslx.exe", "甲[U+202E]xslx.exe"),
        ("甲\x1b[31m乙", "甲[U+001B][31m乙"),
        ("甲\n乙", "甲[U+000A]乙"),
        ("\ufeff甲\u200b", "[U+FEFF]甲[U+200B]"),
        ("甲\u2028乙", "甲[U+2028]乙"),
        ("甲　乙 😀", "甲　乙 😀"),
    ],
)
def test_what_cant_be_seen_is_named(text: str, seen: str) -> None:
    assert visible(text) == seen
    assert told(Path(text)) == seen


def test_line_breaks_of_our_own_stay() -> None:
    assert visible("甲\n\x07", keep="\n") == "甲\n[U+0007]"


def test_names_that_python_could_not_decode() -> None:
    """An ASCII file system hands bytes through as surrogates."""
    assert told("甲.xlsx".encode().decode("ascii", "surrogateescape")) == "甲.xlsx"
    assert "\ufffd" in told("\udcff.xlsx")


def test_names_of_ours_on_an_ascii_file_system(monkeypatch: pytest.MonkeyPatch) -> None:
    def ascii_only(text: str) -> bytes:
        return text.encode("ascii", "surrogateescape")

    monkeypatch.setattr(os, "fsencode", ascii_only)
    monkeypatch.setattr(os, "fsdecode", lambda b: b.decode("ascii", "surrogateescape"))
    earlier = "甲".encode().decode("ascii", "surrogateescape")
    for text in ("错误标注", "a.xlsx", f"{earlier}_错误标注"):
        assert told(named(text)) == told(text)
        assert ascii_only(named(text)).decode() == told(text)


@pytest.mark.parametrize("number", sorted({*errno.errorcode, 0, 9999}))
def test_every_error_of_the_system_is_chinese(number: int) -> None:
    said = reason(OSError(number, os.strerror(number)))
    assert CHINESE.search(said)
    assert os.strerror(number) not in said
    assert not re.search(r"[A-Za-z]{3,}", said)


def test_an_error_without_a_number() -> None:
    assert CHINESE.search(reason(OSError("no number")))
