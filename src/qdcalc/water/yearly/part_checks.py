"""Checks of the year's splits, 年度付款分摊 and 年度收付分摊, as they are written (七, 十)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qdcalc.notice.checking import none_wrong, unlike
from qdcalc.notice.description import CheckRow
from qdcalc.table.live import held, zero
from qdcalc.water.interpretations import adds_rounded_months
from qdcalc.water.monthly.checks import exact_fen, half_up
from qdcalc.water.monthly.live_checks import total, unlike_parts
from qdcalc.water.monthly.live_spans import counted
from qdcalc.water.monthly.part_checks import other_parts, split_checks
from qdcalc.water.words import AnnualTransfer, Transfer
from qdcalc.water.yearly import live_checks as live
from qdcalc.water.yearly.facts import YearFacts
from qdcalc.water.yearly.live_places import cycles_of

if TYPE_CHECKING:
    from qdcalc.table.live import Sheets

Tables = Mapping[str, pd.DataFrame]
_ITEM = ["cycle", "section_id", "kind"]
_PAIR = [*_ITEM, "payer", "payee"]
_OF_YEAR = {
    Transfer.REWARD.value: AnnualTransfer.REWARD.value,
    Transfer.PENALTY.value: AnnualTransfer.PENALTY.value,
}
_YEARLY = {
    AnnualTransfer.BONUS.value: "bonus_fen",
    AnnualTransfer.CHARGE.value: "charge_fen",
    AnnualTransfer.DRY.value: "dry_fen",
}


_FAR_FEN = 100  # more than twelve months' rounding can come to
_AGAIN = "请改输入后重新运行"


def checks(
    known: YearFacts, tables: Tables, months: pd.DataFrame, monthly: pd.DataFrame
) -> Iterator[CheckRow]:
    """Hold the splits against the sections' items, their months and 年度流向.

    Parameters
    ----------
    known : YearFacts
    tables : Mapping of str to DataFrame
    months, monthly : DataFrame
        断面核算 and 收付分摊 with each row's ``cycle``.
    """
    payers, pairs = tables["year_payer_parts"], tables["year_pair_parts"]
    years = tables["section_years"]
    for said, table, keys, member in (
        ("年度付款分摊", "year_payer_parts", _ITEM, "payer"),
        ("年度收付分摊", "year_pair_parts", [*_ITEM, "payer"], "payee"),
    ):
        yield from split_checks(said, table, tables[table], keys, [member], cycles_of)
    regular = pairs[pairs["amount_fen"].notna()]
    wrong = other_parts(payers, regular, _ITEM)
    of = unlike_parts("part_fen", "year_pair_parts", "part_fen", "section_id", "kind", "payer")
    counting = counted("year_payer_parts", of, beside="year_pair_parts", by=cycles_of)
    yield none_wrong("年度付款分摊应担金额与年度收付分摊不符的付款方数", wrong, counting)
    listed = payers.drop_duplicates(_ITEM).set_index(_ITEM)["amount_fen"]
    due = _dues(known, years, months).reindex(listed.index, fill_value=0)
    wrong = listed.to_numpy(dtype=object) != due.to_numpy(dtype=object)
    yield none_wrong("年度付款分摊断面金额与各月、年度断面不符的项数", wrong)
    yield from _pair_checks(known, pairs, regular, monthly)
    full = pairs.groupby(_ITEM)["full_fen"].sum()
    wrong = unlike(_told(full), _told(_settled(years)), _ITEM, ["fen"])
    counting = counted("section_years", live.of_items, beside="year_pair_parts", by=cycles_of)
    yield none_wrong("年度收付分摊清零前与年度断面不符的项数", wrong, counting)
    own = (pairs["payer"] == pairs["payee"]).to_numpy()
    kind = pairs["kind"].astype(object).mask(own, AnnualTransfer.SELF.value)
    paid = pairs.assign(kind=kind.astype("str")).groupby(_PAIR)["paid_fen"].sum()
    flowing = tables["year_flows"].groupby(_PAIR)["amount_fen"].sum()
    wrong = unlike(_told(paid), _told(flowing), _PAIR, ["fen"])
    counting = counted("year_flows", live.unlike_paid, beside="year_pair_parts", by=cycles_of)
    yield none_wrong("年度收付分摊实付与年度流向不符的笔数", wrong, counting)
    yield from _arrived(pairs, tables["year_flows"], monthly)


def _arrived(pairs: pd.DataFrame, flows: pd.DataFrame, monthly: pd.DataFrame) -> Iterator[CheckRow]:
    """Say of changes in the workbook which did not arrive: rows not there, parts not live."""
    yield CheckRow(
        f"年度收付分摊各月之和合计 = 收付分摊合计（不等时表里缺少改动后才有的行，{_AGAIN}）",
        int(pairs["months_fen"].sum()), int(monthly["part_fen"].sum()),
        live=held(total("year_pair_parts", "months_fen"), total("pair_parts", "part_fen")),
    )  # fmt: skip
    yield CheckRow(
        f"年度流向合计 = 年度收付分摊实付合计（不等时表里缺少改动后才有的行，{_AGAIN}）",
        int(flows["amount_fen"].sum()), int(pairs["paid_fen"].sum()),
        live=held(total("year_flows", "amount_fen"), total("year_pair_parts", "paid_fen")),
    )  # fmt: skip
    far = (pairs["months_fen"] - pairs["full_fen"]).abs() > _FAR_FEN
    far &= pairs["weight"].isna() & pairs["kind"].isin(list(_OF_YEAR.values()))
    yield CheckRow(
        "没有分摊步骤而清零前与各月之和相差 1 元以上的行数（清单、基准有变化的断面年度分摊"
        f"不随改动重算；不是 0 时{_AGAIN}）",
        int(far.sum()), 0, is_hundredths=False, live=held(_far_rows, zero),
    )  # fmt: skip


def _far_rows(sheets: Sheets) -> str:
    names = ("weight", "months_fen", "full_fen", "kind")
    place = sheets.of("year_pair_parts")
    weight, months, full, kind = (place.column(name) for name in names)
    of_kinds = "+".join(f'({kind}="{word}")' for word in _OF_YEAR.values())
    far = f"ABS({months}-{full})>{_FAR_FEN // 100}"
    return f'SUMPRODUCT(({weight}="")*({far})*({of_kinds}))'


def _pair_checks(
    known: YearFacts, pairs: pd.DataFrame, regular: pd.DataFrame, monthly: pd.DataFrame
) -> Iterator[CheckRow]:
    """各月之和 against 收付分摊, 清零前 against the split or the months, 实付 all or nothing."""
    added = monthly.assign(kind=monthly["kind"].map(_OF_YEAR)).groupby(_PAIR)["part_fen"].sum()
    summed = pairs.groupby(_PAIR)["months_fen"].sum()
    wrong = unlike(_told(summed), _told(added), _PAIR, ["fen"])
    counting = counted("year_pair_parts", live.months_added, beside="pair_parts", by=cycles_of)
    yield none_wrong("年度收付分摊各月之和与收付分摊不符的笔数", wrong, counting)
    right = regular["part_fen"].astype(np.int64)
    if adds_rounded_months(known.month.interpretations):
        right = right.mask(regular["kind"].isin(_OF_YEAR.values()), regular["months_fen"])
    wrong = (regular["full_fen"] != right).to_numpy(dtype=bool)
    yield none_wrong("年度收付分摊清零前与精确分摊不符的行数", wrong)


def _dues(known: YearFacts, years: pd.DataFrame, months: pd.DataFrame) -> pd.Series[int]:
    """Return each item's amount: the months' exact ones, rounded once, and the yearly items."""
    exact = exact_fen(months, known.month.policy)
    kind = months["kind"].map(_OF_YEAR)
    rows = pd.DataFrame({"cycle": months["cycle"], "section_id": months["section_id"],
                         "kind": kind, "exact": exact})  # fmt: skip
    summed = rows[kind.notna()].groupby(_ITEM)["exact"].sum()
    whole = half_up(summed) if len(summed) else summed
    return pd.concat([whole.astype(np.int64), _yearly(years, _YEARLY)])


def _settled(years: pd.DataFrame) -> pd.Series[int]:
    """Return each item's amount in 年度断面, before rewards were struck."""
    before = years.assign(before_fen=years["reward_fen"] + years["struck_fen"])
    columns = {
        AnnualTransfer.REWARD.value: "before_fen",
        AnnualTransfer.PENALTY.value: "penalty_fen",
    }
    return _yearly(before, columns | _YEARLY)


def _yearly(years: pd.DataFrame, columns: dict[str, str]) -> pd.Series[int]:
    items = [
        years[["cycle", "section_id"]].assign(kind=kind, fen=years[column])
        for kind, column in columns.items()
    ]
    fen: pd.Series[int] = pd.concat(items).set_index(_ITEM)["fen"]
    return fen


def _told(summed: pd.Series[int]) -> pd.DataFrame:
    """Return the sums that are not 0, with their keys."""
    return summed[summed != 0].rename("fen").reset_index()
