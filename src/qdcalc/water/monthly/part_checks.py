"""Checks of 标准限值, 付款分摊 and 收付分摊 as they are written (三, 六¶2, 八)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qdcalc.exact.dtypes import Bools
from qdcalc.notice.checking import none_wrong, unlike
from qdcalc.notice.description import CheckRow
from qdcalc.table.live import held, rows_of, unlisted_rows
from qdcalc.water.inputs.tables import INDICATORS
from qdcalc.water.monthly import live_checks as live
from qdcalc.water.monthly.live_spans import MONTHS, Keys, counted
from qdcalc.water.monthly.unproven import judged_ones
from qdcalc.water.standard import limits
from qdcalc.water.words import UNLISTED, WaterBody, by_code

if TYPE_CHECKING:
    from qdcalc.water.monthly.facts import Month, MonthFacts

Tables = Mapping[str, pd.DataFrame]
_DIRECTION = ["month", "section_id", "kind"]
_PAIR = ["month", "section_id", "payer", "payee"]
_STEPS = ["amount_fen", "weight", "total_weight", "floor_fen", "remainder", "tail_fen", "part_fen"]
_CLOSE = 1e-12  # of a product of float64


def limit_rows(month: Month) -> int:
    """Count the pairs of an indicator and a kind of water body that are judged."""
    grid = month.grid
    bodies = np.unique(grid.sections.body)
    if len(bodies) == 1 and not len(grid.unproven.row):
        return sum(count > 0 for count in month.assessment.counts)
    body = grid.sections.body[grid.section]
    judged = np.array([month.assessment.classes[body == one].any(axis=0) for one in bodies])
    aside = judged_ones(grid, month.assessment)
    judged[np.searchsorted(bodies, body[aside.spot]), aside.indicator] = True
    return int(judged.sum())


def checks(known: MonthFacts, tables: Tables) -> Iterator[CheckRow]:
    """Hold 标准限值 against the standard, the splits against 断面核算 and 资金流向."""
    yield from _limit_checks(known, tables["limits"])
    payers, pairs = tables["payer_parts"], tables["pair_parts"]
    sections = tables["section_months"]
    yield from split_checks("付款分摊", "payer_parts", payers, _DIRECTION, ["payer"])
    keys = [*_DIRECTION, "payer"]
    yield from split_checks("收付分摊", "pair_parts", pairs, keys, ["payee"])
    wrong = other_parts(payers, pairs, _DIRECTION)
    of = live.unlike_parts("part_fen", "pair_parts", "part_fen", "section_id", "kind", "payer")
    counting = counted("payer_parts", of, beside="pair_parts")
    yield none_wrong("付款分摊应担金额与收付分摊不符的付款方数", wrong, counting)
    due = payers.drop_duplicates(_DIRECTION)
    wrong = unlike(_paid(due), _paid(sections), _DIRECTION, ["amount_fen"])
    of = live.unlike_parts("amount_fen", "payer_parts", "part_fen", "section_id")
    counting = counted("section_months", of, beside="payer_parts")
    yield none_wrong("付款分摊断面金额与断面核算不符的断面月份数", wrong, counting)
    parts = pairs.assign(amount_fen=pairs["part_fen"])
    wrong = unlike(_paid(parts), _paid(tables["flows"]), _PAIR, ["amount_fen"])
    of = live.unlike_parts("amount_fen", "pair_parts", "part_fen", "section_id", "payer", "payee")
    counting = counted("flows", of, beside="pair_parts")
    yield none_wrong("收付分摊与资金流向不符的笔数", wrong, counting)


def lacking_rows(flows: str, parts: str, table: str, amount: str) -> CheckRow:
    """Say how many parts have no row in the flows, and where to see which (改动 of a workbook)."""
    return CheckRow(
        f"{flows}缺少的行数 = 0（{parts}里“{flows}”一列写“{UNLISTED}”的就是，{amount}是缺的金额；"
        "请改输入后重新运行）",
        0, 0, is_hundredths=False, live=held(unlisted_rows(table)),
    )  # fmt: skip


def _limit_checks(known: MonthFacts, written: pd.DataFrame) -> Iterator[CheckRow]:
    standard = limits(tuple(INDICATORS))
    numbers = {indicator.name: n for n, indicator in enumerate(INDICATORS)}
    bodies = {str(word): n for n, word in enumerate(by_code(WaterBody))}
    number = written["indicator"].map(numbers).to_numpy(dtype=np.int64)
    body = written["water_body"].map(bodies).to_numpy(dtype=np.int64)
    columns = [f"limit_{n + 1}" for n in range(standard.values.shape[1])]
    upper = written[columns].to_numpy(dtype=np.float64)
    same = np.isclose(upper, standard.values[body, :, number], rtol=0, atol=0, equal_nan=True)
    wrong = ~same.all(axis=1) | written.duplicated(["indicator", "water_body"]).to_numpy()
    yield none_wrong("标准限值与 GB 3838-2002 不符或重复的行数", wrong)
    said = "标准限值行数 = 参加评价的指标与水体类型数"
    yield CheckRow(said, len(written), known.limits, False, held(rows_of("limits")))


def split_checks(
    said: str, table: str, written: pd.DataFrame, group: list[str], member: list[str],
    by: Keys = MONTHS,
) -> Iterator[CheckRow]:  # fmt: skip
    """Work each row's steps out again, and add the parts up to what is split."""
    of = written[_STEPS].astype(np.float64)
    product = of["amount_fen"] * of["weight"]
    again = of["floor_fen"] * of["total_weight"] + of["remainder"]
    wrong = ~np.isclose(again, product, rtol=_CLOSE, atol=0)
    wrong |= ((of["remainder"] < 0) | (of["remainder"] >= of["total_weight"])).to_numpy()
    wrong |= (written["floor_fen"] + written["tail_fen"] != written["part_fen"]).to_numpy(bool)
    wrong |= ~written["tail_fen"].isin([0, 1]).to_numpy(dtype=bool)
    twice = written.duplicated([*group, *member])
    count = np.r_[wrong, twice.to_numpy()]
    counting = counted(table, live.steps, by=by)
    yield none_wrong(f"{said}整分、余数、尾差与份额不符或重复的行数", count, counting)
    groups = written.groupby(group, sort=False)
    sums = groups[["part_fen", "weight"]].sum()
    wholes = groups[["amount_fen", "total_weight"]]
    least, most = wholes.min(), wholes.max()
    other_sum = (sums["part_fen"] != most["amount_fen"]).to_numpy(dtype=bool)
    other_weight = ~np.isclose(sums["weight"], most["total_weight"], rtol=_CLOSE, atol=0)
    alike = (least == most).to_numpy(dtype=bool)
    names = tuple(key for key in group if key not in ("month", "cycle"))
    for what, wrong, parts, whole in (
        ("各份合计不等于所分金额", other_sum | ~alike[:, 0], "part_fen", "amount_fen"),
        ("份额之和不等于份额合计", other_weight | ~alike[:, 1], "weight", "total_weight"),
    ):
        counting = counted(table, live.sums_of(parts, whole, *names), beside=table, by=by)
        yield none_wrong(f"{said}{what}的个数", wrong, counting)


def other_parts(payers: pd.DataFrame, pairs: pd.DataFrame, group: list[str]) -> Bools:
    """Say which payers' parts are not what is split among those who get them."""
    split = pairs.drop_duplicates([*group, "payer"])[[*group, "payer", "amount_fen"]]
    parts = payers[[*group, "payer"]].assign(amount_fen=payers["part_fen"])
    return unlike(parts, split, [*group, "payer"], ["amount_fen"])


def _paid(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["amount_fen"] != 0]
