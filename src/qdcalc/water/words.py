"""What is said of each section-month: lists of indicators, clauses, the sentence of 说明.

Sentences are made for the rows that are written or asked for, never while calculating.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.decimals import plain
from qdcalc.water.standard import Indicator
from qdcalc.water.upstream import Exceedances

Texts = npt.NDArray[np.object_]
Bools = npt.NDArray[np.bool_]


def name_lists(
    indicators: tuple[Indicator, ...],
    cell: npt.NDArray[np.int64],
    indicator: npt.NDArray[np.int64],
    size: int,
) -> Texts:
    """Join the indicators' names of each section-month with 、, None where there is none.

    Each distinct set of indicators is joined once.
    """
    sets = np.zeros(size, dtype=np.uint64)
    np.bitwise_or.at(sets, cell, np.uint64(1) << indicator.astype(np.uint64))
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


def multiple_text(multiple: npt.NDArray[np.float64]) -> Texts:
    """Write multiples with two decimals, three where two would read as a limit (1.00, 0.00)."""
    two = np.char.mod("%.2f", multiple)
    three = np.char.mod("%.3f", multiple)
    misleading = (np.isin(two, ["1.00", "0.00"])) & (multiple != 1)
    return np.where(misleading, three, two).astype(object)


def reading_texts(
    found: Exceedances,
    measured: npt.NDArray[np.float64],
    target_names: Texts,
    limit_texts: Texts,
    indicators: tuple[Indicator, ...],
    words: Mapping[str, Any],
) -> pd.Series[str]:
    """Say of each exceedance: 「氨氮 3.2 mg/L，超Ⅴ类限值 2.0 的 0.60 倍」."""
    names = np.array([i.name for i in indicators], dtype=object)[found.indicator]
    units = np.array(
        ["" if i.unit == "无量纲" else f" {i.unit}" for i in indicators], dtype=object
    )[found.indicator]
    rules = np.array([i.rule for i in indicators], dtype=object)[found.indicator]
    text = pd.Series(names + " " + plain(measured) + units, dtype=object)
    changed = (found.value != measured) & (found.judged == found.value)
    text += pd.Series(np.where(changed, "（修约为 " + plain(found.value) + "）", ""), dtype=object)
    reduced = found.judged != found.value
    text += pd.Series(
        np.where(reduced, "（扣减上游影响后为 " + plain(found.judged) + "）", ""), dtype=object
    )
    limit = "类限值 " + limit_texts
    ratio = np.where(np.isnan(found.multiple), found.measured_multiple, found.multiple)
    said = np.select(
        [rules == "ge", rules == "range"],
        [
            "，低于" + target_names + limit,
            "，不在" + target_names + "类范围 " + limit_texts + " 内",
        ],
        "，超" + target_names + limit + " 的 " + multiple_text(np.nan_to_num(ratio)) + " 倍",
    )
    absorbed = reduced & found.is_dropped
    said = np.where(absorbed, "，不再超过" + target_names + limit, said)
    return text + pd.Series(said, dtype=object)


def joined(cell: npt.NDArray[np.int64], texts: pd.Series[str], size: int) -> Texts:
    """Join the texts of each section-month with ；, empty where there is none."""
    by_cell = texts.groupby(cell, sort=True).agg("；".join)
    return by_cell.reindex(range(size), fill_value="").to_numpy(dtype=object)
