"""Kinds of arguments: what each asks for in words, and the forms in which columns come."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest

from qdcalc import UsageError
from qdcalc.exact import columns, money
from qdcalc.exact.arrays import column, decimal_text, is_true, one, plain

LARGEST = "9,007,199,254,740,992"  # 2⁵³


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (columns.whole(), f"整数（0 至 {LARGEST}）"),
        (columns.whole(1, 1200, "人"), "整数（1 至 1,200），单位人"),
        (columns.whole(1000, None), "整数（不小于 1,000）"),
        (columns.whole(None, None, "分"), "整数，单位分"),
        (columns.fen(), f"整数（0 至 {LARGEST}），单位分"),
        (columns.fen(None), f"整数（绝对值不超过 {LARGEST}），单位分"),
        (columns.yuan(), "整数（0 至 100,000,000,000,000），单位元"),
        (columns.number(), "数字（不小于 0）"),
        (columns.number(None), "数字"),
        (columns.number(0.5, is_open=True, may_miss=True), "数字（大于 0.5），没有的写 NaN"),
        (columns.exact(), "数字（0 至 1,000,000）"),
        (columns.flag(), "布尔值 True 或 False"),
        (columns.texts(), "文字"),
        (columns.texts("河流", "湖库"), "河流、湖库 之一"),
    ],
)
def test_what_is_asked_for(kind: columns.Kind, sentence: str) -> None:
    assert kind.sentence == sentence


@pytest.mark.parametrize(
    ("kind", "fits", "outside", "said"),
    [
        (columns.whole(), [0, 2**53], [-1, 2**53 + 1], ["是负数", "太大"]),
        (columns.whole(2, 4), [2, 4], [1, 5], ["小于 2", "太大，大于 4"]),
        (columns.fen(None), [-(2**53), 2**53], [-(2**53) - 1, 2**53 + 1], ["小于", "太大"]),
        (columns.yuan(), [0, 10**14], [-1, 10**14 + 1], ["是负数", "太大"]),
        (columns.number(), [0, 1e15], [-0.001, 1.1e15], ["是负数", "太大"]),
        (columns.number(0.5, 2, is_open=True), [0.6, 2], [0.5, 2.1], ["等于 0.5", "太大，大于 2"]),
        (columns.exact(), [0, 10**6], [-1, 10**6 + 1], ["是负数", "太大"]),
    ],
)
def test_the_ends_of_a_kind(
    kind: columns.Kind, fits: list[float], outside: list[float], said: list[str]
) -> None:
    assert column("x", fits, kind).tolist() == fits
    for value, words in zip(outside, said, strict=True):
        for given in ([*fits, value], np.array([*fits, value])):
            with pytest.raises(
                UsageError, match=f"参数 x 的第 3 个值.*{words}.*应是{kind.sentence}"
            ):
                column("x", given, kind)


@pytest.mark.parametrize("infinite", [Decimal("Infinity"), float("-inf")])
def test_an_infinite_value_is_told_as_one(infinite: Any) -> None:
    for kind in (columns.whole(None, None), columns.number(None), columns.exact()):
        for given in ([Fraction(1), infinite], np.array([1.0, float(infinite)])):
            with pytest.raises(UsageError, match=r"参数 x 的第 2 个值.*是无穷大"):
                column("x", given, kind)


def test_a_number_longer_than_int64_stays_one() -> None:
    long = column("x", [2**63, -(2**63)], columns.whole(None, None))
    assert (long.tolist(), str(long.dtype)) == ([2**63, -(2**63)], "object")
    short = column("x", [Fraction(2**63 - 1), 1 - 2**63], columns.whole(None, None))
    assert (short.tolist(), str(short.dtype)) == ([2**63 - 1, 1 - 2**63], "int64")


def test_texts_that_are_numbers() -> None:
    numbers = ["1E2", "1e+2", " +.5 ", "5.", "１", "1,0", "0x1", ""]
    wanted = ["1E2", "1e+2", "+.5", "5.", None, None, None, None]
    assert [decimal_text(text) for text in numbers] == wanted
    with pytest.raises(UsageError, match=r"的第 2 个值（'x'）不是数字。应是最多两位小数"):
        money.to_fen(["1", "x"])
    with pytest.raises(UsageError, match=r"太大，大于 .*。应是最多两位小数"):
        money.to_fen("1e14")


def test_a_scalar_of_a_function_that_writes_is_a_text() -> None:
    @plain(number=columns.whole())
    def named(number: Any) -> Any:
        return np.array([f"{n} 个" for n in number.tolist()], dtype=object)

    assert named(3) == "3 个"
    assert named([3, 4]).tolist() == ["3 个", "4 个"]
    with pytest.raises(UsageError, match="named 的参数是 number：请核对"):
        named(3, 4)  # type: ignore[call-arg]


def test_an_index_beside_a_series() -> None:
    """An Index is a column without an index of its own: the Series says whose rows these are."""
    found = money.divide_half_up(pd.Index([3, 5]), pd.Series([2, 2], index=[7, 8]))
    assert isinstance(found, pd.Series)
    assert (found.tolist(), found.index.tolist()) == ([2, 3], [7, 8])
    alone = money.divide_half_up(pd.Index([3, 5]), 2)
    assert isinstance(alone, np.ndarray)
    assert alone.tolist() == [2, 3]


@pytest.mark.parametrize("nothing", [pd.NA, pd.NaT, None, float("nan")])
def test_one_value_that_is_missing_has_no_place(nothing: Any) -> None:
    with pytest.raises(UsageError, match="参数 fen 缺失"):
        money.to_yuan(nothing)
    with pytest.raises(UsageError, match="参数 fen 的第 2 个值缺失"):
        money.to_yuan([1, nothing])


def test_one_value_and_a_column() -> None:
    assert one("x", np.int64(3), columns.whole()) == 3
    assert is_true("x", np.bool_(True)) is True
    with pytest.raises(UsageError, match="参数 x 应是一个值（整数"):
        one("x", [3], columns.whole())
    with pytest.raises(UsageError, match="参数 x 应是一列值（整数"):
        column("x", 3, columns.whole())


@pytest.mark.parametrize(("length", "shown"), [(40, "a" * 40), (41, "a" * 39 + "…")])
def test_a_long_value_is_cut_in_messages(length: int, shown: str) -> None:
    class Long:
        def __str__(self) -> str:
            return "a" * length

    assert columns.shown(Long()) == shown
