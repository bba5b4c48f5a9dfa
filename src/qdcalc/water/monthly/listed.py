"""Pieces of sentences: lists of indicators, readings beside limits, how an amount was split.

Sentences are made for the rows that are written or asked for, never while calculating.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact import money
from qdcalc.exact.decimals import plain
from qdcalc.exact.dtypes import Bools, Floats, Ints, Texts
from qdcalc.exact.money import Fen
from qdcalc.water.monthly.upstream import Exceedances
from qdcalc.water.standard import Indicator


def name_lists(
    indicators: tuple[Indicator, ...],
    spot: Ints,
    indicator: Ints,
    size: int,
) -> Texts:
    """Join the indicators' names of each section-month with 、, None where there is none.

    Each distinct set of indicators is joined once.
    """
    sets = np.zeros(size, dtype=np.uint64)
    np.bitwise_or.at(sets, spot, np.uint64(1) << indicator.astype(np.uint64))
    distinct, which = np.unique(sets, return_inverse=True)
    texts = [
        "、".join(i.name for n, i in enumerate(indicators) if bits >> n & 1) or None
        for bits in distinct.tolist()
    ]
    return np.array(texts, dtype=object)[which]


def missing_lists(indicators: tuple[Indicator, ...], missing: Bools) -> Texts:
    """Join the names of the missing indicators of each row (rows × indicators)."""
    row, number = np.nonzero(missing)
    return name_lists(indicators, row, number, len(missing))


def multiple_text(multiple: Floats) -> Texts:
    """Write multiples with two decimals, more where two would read as a limit (1.00, 0.00)."""
    texts = np.char.mod("%.2f", multiple).astype(object)
    for form in ("%.3f", "%.6f", "%.15f"):
        misleading = (np.isin(texts.astype(np.float64), (0.0, 1.0))) & ~np.isin(multiple, (0, 1))
        texts = np.where(misleading, np.char.mod(form, multiple).astype(object), texts)
    return texts


def reading_texts(
    found: Exceedances,
    measured: Floats,
    target_names: Texts,
    limit_texts: Texts,
    upstream_ids: Texts,
    indicators: tuple[Indicator, ...],
) -> pd.Series[str]:
    """Say of each exceedance: 「氨氮 3.2 mg/L，超Ⅴ类限值 2.0 的 0.60 倍」.

    What upstream accounts for is said with the upstream section's value and limit.
    """
    names = np.array([i.name for i in indicators], dtype=object)[found.indicator]
    units = np.array(
        ["" if i.unit == "无量纲" else f" {i.unit}" for i in indicators], dtype=object
    )[found.indicator]
    rules = np.array([i.rule for i in indicators], dtype=object)[found.indicator]
    text = names + " " + plain(measured) + units
    rounded = found.value != measured
    text = np.where(rounded, text + "（修约为 " + plain(found.value) + "）", text)
    limit = target_names + "类限值 " + limit_texts
    ratio = np.nan_to_num(np.where(found.is_dropped, found.measured_multiple, found.multiple))
    said = np.select(
        [rules == "ge", rules == "range"],
        ["，低于" + limit, "，不在" + target_names + "类范围 " + limit_texts + " 内"],
        "，超" + limit + " 的 " + multiple_text(ratio) + " 倍",
    )
    upstream = "上游序号 " + upstream_ids + " 同月 " + plain(found.upstream_value)
    upstream = upstream + "，其限值 " + plain(found.upstream_limit)
    reduced = found.judged != found.value
    reduction = "（扣减上游超出部分后为 " + plain(found.judged) + "：" + upstream + "）"
    said = np.where(reduced, reduction + said, said)
    said = np.where(reduced & found.is_dropped, reduction + "，不再超过" + limit, said)
    said = np.where(found.is_dropped & ~reduced, said + "（" + upstream + "）", said)
    return pd.Series(text + said, dtype=object)


def joined(spot: Ints, texts: pd.Series[str], size: int) -> Texts:
    """Join the texts of each section-month with ；, empty where there is none."""
    by_spot = texts.groupby(spot, sort=True).agg("；".join)
    return by_spot.reindex(range(size), fill_value="").to_numpy(dtype=object)


def split_texts(
    amount_fen: Fen,
    payer_weight: npt.NDArray[Any],
    payer_total: npt.NDArray[Any],
    payees: Ints,
    part_fen: Fen,
    whole: str = "断面金额",
) -> Texts:
    """Write how each transfer comes of its section's amount: 「166,666.67 元 × 1/2 × 1/3」."""
    facts = pd.MultiIndex.from_arrays([amount_fen, payer_weight, payer_total, payees, part_fen])
    codes, distinct = pd.factorize(facts)
    texts = [_split_text(*fact, whole=whole) for fact in distinct]
    return np.array(texts, dtype=object)[codes]


def _split_text(amount: int, weight: int, total: int, payees: int, part: int, *, whole: str) -> str:
    payer, payee = Fraction(int(weight), int(total)), Fraction(1, int(payees))
    shares = "".join(f" × {share}" for share in (payer, payee) if share != 1)
    if not shares:
        return f"{whole}全额 {money.text(amount)} 元"
    sign, note = ("=", "") if amount * payer * payee == part else ("≈", "（尾数按最大余数）")
    return f"{money.text(amount)} 元{shares} {sign} {money.text(part)} 元{note}"
