"""Amounts as documents print them: 万元 with two decimals, and capitals as cheques have them.

Contract: 支付结算办法 annex 1 (the examples there), issue 7 ("元, 万元 and 人民币大写 where a
bureau uses each"). Halves are rounded up, away from nought, from the exact fen.
"""

from __future__ import annotations

import sys
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qdcalc import UsageError
from qdcalc.exact import money

DIGITS = {name: n for n, name in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}


def read_whole(words: str) -> int:
    """Read capitals of whole 元 back."""
    total = section = digit = 0
    for word in words:
        if word in DIGITS:
            digit = DIGITS[word]
        elif word in PLACES:
            section, digit = section + digit * PLACES[word], 0
        elif word == "万":
            total, section, digit = total + (section + digit) * 10**4, 0, 0
        elif word == "亿":
            total, section, digit = (total + section + digit) * 10**8, 0, 0
        else:
            raise AssertionError(words)
    return total + section + digit


def read_back(words: str) -> int:
    """Read capitals back as fen."""
    sign = -1 if words.startswith("负") else 1
    words = words.removeprefix("负").removesuffix("整")
    whole, yuan, part = words.rpartition("元")
    fen = read_whole(whole) * 100 if yuan else 0
    part = part.removeprefix("零")
    if "角" in part:
        tens, _, part = part.partition("角")
        fen += DIGITS[tens] * 10
    if part:
        fen += DIGITS[part.removesuffix("分")]
    return sign * fen


# ------------------------------------------------------------------------------ capitals


@pytest.mark.parametrize(
    ("fen", "wanted"),
    [
        (0, {"零元整"}),
        (5, {"伍分"}),
        (50, {"伍角", "伍角整"}),
        (1, {"壹分"}),
        (99, {"玖角玖分"}),
        (1_00, {"壹元整"}),
        (1_10, {"壹元壹角", "壹元壹角整"}),
        (10_00, {"壹拾元整"}),
        (10_05, {"壹拾元零伍分"}),
        (100_00, {"壹佰元整"}),
        (1_001_00, {"壹仟零壹元整"}),
        (10_010_00, {"壹万零壹拾元整"}),
        (1_000_000_00, {"壹佰万元整"}),
        (100_010_01, {"壹拾万零壹拾元零壹分"}),
        (8_222_222_22, {"捌佰贰拾贰万贰仟贰佰贰拾贰元贰角贰分"}),
        (41_777_777_79, {"肆仟壹佰柒拾柒万柒仟柒佰柒拾柒元柒角玖分"}),
        (22_000_000_00, {"贰仟贰佰万元整"}),
        (100_000_000_00, {"壹亿元整"}),
        (100_000_001_00, {"壹亿零壹元整"}),
        (120_000_000_00, {"壹亿贰仟万元整"}),
        (-5, {"负伍分"}),
        (-166_666_67, {"负壹拾陆万陆仟陆佰陆拾陆元陆角柒分"}),
    ],
)
def test_capitals(fen: int, wanted: set[str]) -> None:
    assert money.capitals(fen) in wanted


@pytest.mark.parametrize(
    ("fen", "wanted"),
    [
        (1_409_50, {"壹仟肆佰零玖元伍角", "壹仟肆佰零玖元伍角整"}),
        (6_007_14, {"陆仟零柒元壹角肆分"}),
        (1_680_32, {"壹仟陆佰捌拾元零叁角贰分", "壹仟陆佰捌拾元叁角贰分"}),
        (107_000_53, {"壹拾万柒仟元零伍角叁分", "壹拾万零柒仟元伍角叁分", "壹拾万柒仟元伍角叁分"}),
        (16_409_02, {"壹万陆仟肆佰零玖元零贰分"}),
        (325_04, {"叁佰贰拾伍元零肆分"}),
    ],
)  # fmt: skip
def test_the_examples_of_the_rules(fen: int, wanted: set[str]) -> None:
    """支付结算办法, 附件一 正确填写票据和结算凭证的基本规定."""
    assert money.capitals(fen) in wanted


@given(st.integers(-(10**13), 10**13))
@example(100_000_000_000_00)
@example(1_000_000_010_00)
@example(10_000_000_100_07)
@example(2_000_00)
def test_capitals_can_be_read_back(fen: int) -> None:
    words = money.capitals(fen)
    assert read_back(words) == fen
    assert "零零" not in words
    assert words.endswith(("整", "角", "分"))
    assert words.endswith("整") or fen % 100


def test_a_float_is_never_between() -> None:
    """A float64 shows 999,999,999,999.99 as itself, one step more as another amount."""
    assert read_back(money.capitals(99_999_999_999_999)) == 99_999_999_999_999
    assert read_back(money.capitals(999_999_999_999_999)) == 999_999_999_999_999


def test_without_the_component(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cn2an", None)
    with pytest.raises(UsageError, match=r'pip install "qdcalc\[report\]"'):
        money.capitals(1)


# ----------------------------------------------------------------------------------- 万元


@pytest.mark.parametrize(
    ("fen", "wanted"),
    [
        (0, "0.00"),
        (49_99, "0.00"),
        (50_00, "0.01"),
        (50_01, "0.01"),
        (149_99, "0.01"),
        (150_00, "0.02"),
        (-49_99, "0.00"),
        (-50_00, "-0.01"),
        (-149_99, "-0.01"),
        (-150_00, "-0.02"),
        (1_00_00_00, "1.00"),
        (9_999_949_99, "999.99"),
        (9_999_950_00, "1,000.00"),
        (166_666_67, "16.67"),
        (8_222_222_22, "822.22"),
        (123_456_789_012_345, "123,456,789.01"),
    ],
)
def test_wan(fen: int, wanted: str) -> None:
    assert money.wan(fen) == wanted


@given(st.integers(-(10**15), 10**15))
def test_wan_is_half_up(fen: int) -> None:
    shown = (Decimal(fen) / 10**6).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert money.wan(fen) == (f"{shown:,}" if shown else "0.00")
