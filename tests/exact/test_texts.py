"""Texts: what can't be seen counts for nothing.

Contract: workbooks.md "characters that can't be seen (Unicode Cf, U+FEFF, variation selectors)
count for nothing in headers, names and numbers"; issue 10 "Characters that can't be seen (U+FEFF,
U+200E …) in a name make another name".
"""

from __future__ import annotations

import string
import sys
import unicodedata

import pytest

from qdcalc.exact.texts import (
    brief,
    key,
    listed,
    normal,
    sha256_of_text,
    split_list,
    without_unseen,
)

UNSEEN = [
    "\ufeff", "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u202a", "\u202e", "\u2060",
    "\u2066", "\u00ad", "\u061c", "\u180e", "\ufe0f", "\U000e0100", "\u115f", "\u1160", "\u3164",
    "\uffa0", "\u2800", "\u034f", "\U000e0041", "\x00", "\x7f", "\ud800", "\uffff",
]  # fmt: skip
BLANKS = [" ", "\u00a0", "\u3000", "\u2000", "\u2002", "\u2009", "\u202f", "\u205f", "\t", "\n"]


@pytest.mark.parametrize("unseen", UNSEEN, ids=lambda c: f"U+{ord(c):04X}")
def test_what_cannot_be_seen_counts_for_nothing(unseen: str) -> None:
    for text in (f"{unseen}氨氮", f"氨{unseen}氮", f"氨氮{unseen}", f" {unseen}氨氮"):
        assert normal(text) == "氨氮"
        assert key(text) == "氨氮"
    assert normal(unseen) == ""


@pytest.mark.parametrize("blank", BLANKS, ids=lambda c: f"U+{ord(c):04X}")
def test_blanks_count_for_nothing_where_names_are_compared(blank: str) -> None:
    assert key(f"氨{blank}氮") == key("氨氮")
    assert normal(f"{blank}氨氮{blank}") == "氨氮"


def test_every_format_character_is_among_them() -> None:
    formats = [c for c in map(chr, range(sys.maxunicode)) if unicodedata.category(c) == "Cf"]
    assert without_unseen("".join(formats)) == ""


@pytest.mark.parametrize(
    "text",
    [
        string.printable.strip(),
        "青岛国际会展中心",
        "m²",
        "10⁴",
        "\ue000堃珺镕",
        "㐀",
        "é",
        "e\u0301",
        "①",
        "A b",
    ],
)
def test_what_can_be_seen_stays(text: str) -> None:
    assert without_unseen(text) == text


@pytest.mark.parametrize(
    ("written", "seen"),
    [("①", "①"), ("10⁴", "10⁴"), ("H₂O", "H₂O"), ("½", "½"), ("ＡＢ", "AB"), ("（元）", "(元)")],
)
def test_full_width_is_the_same_text_and_raised_figures_are_not(written: str, seen: str) -> None:
    assert normal(written) == seen


NAMES = ["甲", "乙", "丙"]


@pytest.mark.parametrize(
    ("most", "count", "wanted"),
    [
        (3, None, "甲、乙、丙"),
        (2, None, "甲、乙 等 3 个"),
        (2, 1200, "甲、乙 等 1,200 个"),
        (6, 3, "甲、乙、丙"),
        (6, 4, "甲、乙、丙 等 4 个"),
    ],
)
def test_the_first_names_and_how_many(most: int, count: int | None, wanted: str) -> None:
    assert listed(NAMES, most, count=count) == wanted


def test_the_first_six_names_in_their_unit() -> None:
    assert listed([str(n) for n in range(7)], unit="户") == "0、1、2、3、4、5 等 7 户"
    assert listed([str(n) for n in range(6)], unit="户") == "0、1、2、3、4、5"


def test_names_are_compared_without_case_and_by_one_minus() -> None:
    assert key("COD−Mn 指数") == key("cod-mn指数") == "cod-mn指数"
    assert key(12) == "12"


@pytest.mark.parametrize(
    ("text", "wanted"), [("一二三", "一二三"), ("一二三四", "一二三四"), ("一二三四五", "一二三…")]
)
def test_a_long_text_is_cut_to_the_line(text: str, wanted: str) -> None:
    assert brief(text, 4) == wanted


@pytest.mark.parametrize(
    "text",
    ["莱西、平度", "莱西,平度", "莱西，平度", "莱西;平度", "莱西；平度", "莱西 平度", "莱西　平度",
     "莱西\n平度", "莱西、 平度", "、莱西、、平度，"],
)  # fmt: skip
def test_lists(text: str) -> None:
    assert split_list(text) == ("莱西", "平度")


@pytest.mark.parametrize("text", [None, "", " ", "无", "-", "--", "—", "——", "/"])
def test_empty_lists(text: str | None) -> None:
    assert split_list(text) == ()


def test_the_sum_of_a_text_is_the_same_on_every_system() -> None:
    # printf 'a\\nb\\n' | sha256sum
    known = "911169ddaaf146aff539f58c26c489af3b892dff0fe283c1c264c65ae5aa59a2"
    assert sha256_of_text(b"a\r\nb\r\n") == sha256_of_text(b"a\nb\n") == known


def test_a_list_of_one_number() -> None:
    assert split_list("1") == ("1",)
    assert split_list("1，2,3、4") == ("1", "2", "3", "4")
