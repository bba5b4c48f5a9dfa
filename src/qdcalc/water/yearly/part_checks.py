"""Checks of the year's splits, 年度付款分摊 and 年度收付分摊, as they are written (七, 十)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qdcalc.notice.checking import none_wrong, unlike
from qdcalc.notice.description import CheckRow
from qdcalc.table.live import held, text, wrong_rows, zero
from qdcalc.water.interpretations import adds_rounded_months, strikes_section
from qdcalc.water.monthly.checks import exact_fen, half_up
from qdcalc.water.monthly.live import MOST_SHARES
from qdcalc.water.monthly.live_checks import total, unlike_parts
from qdcalc.water.monthly.live_spans import counted, sum_of
from qdcalc.water.monthly.part_checks import lacking_rows, other_parts, split_checks
from qdcalc.water.words import UNLISTED, AnnualTransfer, Counted, Struck, Transfer
from qdcalc.water.yearly import live_checks as live
from qdcalc.water.yearly.facts import YearFacts
from qdcalc.water.yearly.live_places import CYCLES

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


_CLOSE = 1e-12  # of a product of float64
_COLUMNS = {
    AnnualTransfer.REWARD: ("reward_fen", "struck_fen"),
    AnnualTransfer.PENALTY: ("penalty_fen",),
    AnnualTransfer.BONUS: ("bonus_fen",),
    AnnualTransfer.CHARGE: ("charge_fen",),
    AnnualTransfer.DRY: ("dry_fen",),
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
        yield from split_checks(said, table, tables[table], keys, [member], CYCLES)
    wrong = other_parts(payers, pairs, _ITEM)
    of = unlike_parts("part_fen", "year_pair_parts", "part_fen", "section_id", "kind", "payer")
    counting = counted("year_payer_parts", of, beside="year_pair_parts", by=CYCLES)
    yield none_wrong("年度付款分摊应担金额与年度收付分摊不符的付款方数", wrong, counting)
    listed = payers.drop_duplicates(_ITEM).set_index(_ITEM)["amount_fen"]
    due = _dues(known, years, months).reindex(listed.index, fill_value=0)
    wrong = listed.to_numpy(dtype=object) != due.to_numpy(dtype=object)
    yield none_wrong("年度付款分摊断面金额与各月、年度断面不符的项数", wrong)
    if len(tables["year_shares"]):
        yield from _share_checks(tables["year_shares"], payers, pairs, months)
    yield from _pair_checks(known, pairs, monthly)
    full = _told(pairs.groupby(_ITEM)["full_fen"].sum())
    told = _told(_settled(years))
    for item, columns in _COLUMNS.items():
        wrong = unlike(full[full["kind"] == item], told[told["kind"] == item], _ITEM, ["fen"])
        of = live.of_item(item, *columns)
        counting = counted("section_years", of, beside="year_pair_parts", by=CYCLES)
        yield none_wrong(f"年度收付分摊{item}清零前与年度断面不符的断面数", wrong, counting)
    own = (pairs["payer"] == pairs["payee"]).to_numpy()
    kind = pairs["kind"].astype(object).mask(own, AnnualTransfer.SELF.value)
    paid = pairs.assign(kind=kind.astype("str")).groupby(_PAIR)["paid_fen"].sum()
    flowing = tables["year_flows"].groupby(_PAIR)["amount_fen"].sum()
    wrong = unlike(_told(paid), _told(flowing), _PAIR, ["fen"])
    counting = counted("year_flows", live.unlike_paid, beside="year_pair_parts", by=CYCLES)
    yield none_wrong("年度收付分摊实付与年度流向不符的笔数", wrong, counting)
    yield from _arrived(pairs, tables["year_flows"], monthly)
    yield from _not_followed(pairs, strikes_section(known.month.interpretations))


def _arrived(pairs: pd.DataFrame, flows: pd.DataFrame, monthly: pd.DataFrame) -> Iterator[CheckRow]:
    """Say of changes in the workbook which did not arrive: rows not there, parts not live."""
    yield CheckRow(
        f"年度收付分摊各月之和合计 = 收付分摊合计（不等时{_AGAIN}）",
        int(pairs["months_fen"].sum()), int(monthly["part_fen"].sum()),
        live=held(total("year_pair_parts", "months_fen"), total("pair_parts", "part_fen")),
    )  # fmt: skip
    yield lacking_rows("年度流向", "年度收付分摊", "year_pair_parts", "实付")
    yield CheckRow(
        f"年度流向合计 = 年度收付分摊实付合计（不等时缺年度收付分摊里写“{UNLISTED}”的，{_AGAIN}）",
        int(flows["amount_fen"].sum()), int(pairs["paid_fen"].sum()),
        live=held(total("year_flows", "amount_fen"), total("year_pair_parts", "paid_fen")),
    )  # fmt: skip


def _not_followed(pairs: pd.DataFrame, is_whole: bool) -> Iterator[CheckRow]:
    """Say of splits which formulas can't follow: too many shares, an incident of some months."""
    is_long = (pairs["total_weight"] >= MOST_SHARES).to_numpy(dtype=bool)
    said = f"份额合计 {MOST_SHARES:,} 以上的年度收付分摊行数"
    yield CheckRow(
        f"{said} = 运行时的行数（这样的行公式不能精确到分；不等时{_AGAIN}）",
        int(is_long.sum()), int(is_long.sum()), is_hundredths=False,
        live=held(_long_rows, zero),
    )  # fmt: skip
    if is_long.any():
        far = (pairs["months_fen"] - pairs["full_fen"]).abs() > _FAR_FEN
        far &= is_long & pairs["kind"].isin(list(_OF_YEAR.values()))
        yield CheckRow(
            f"{said}里清零前与各月之和相差 1 元以上的（是数值，不随改动重算；不是 0 时{_AGAIN}）",
            int(far.sum()), 0, is_hundredths=False, live=held(_far_rows, zero),
        )  # fmt: skip
    some = pairs["section_struck"] == Struck.SOME
    if some.any():
        summed = int(pairs["months_fen"][some].sum()) if is_whole else 0
        yield CheckRow(
            "只有部分月份有突发环境事件的跃升奖励各月之和（口径 突发事件清零范围 取 整个断面 时，"
            f"实付是数值，不随改动重算；左右不等时{_AGAIN}）",
            summed, summed, live=held(_some, zero),
        )  # fmt: skip


def _long_rows(sheets: Sheets) -> str:
    total = sheets.of("year_pair_parts").column("total_weight")
    return f"SUMPRODUCT(({total}>={MOST_SHARES})*1)"


def _far_rows(sheets: Sheets) -> str:
    names = ("total_weight", "months_fen", "full_fen", "kind")
    place = sheets.of("year_pair_parts")
    total, months, full, kind = (place.column(name) for name in names)
    of_kinds = "+".join(f'({kind}="{word}")' for word in _OF_YEAR.values())
    far = f"ABS({months}-{full})>{_FAR_FEN // 100}"
    return f"SUMPRODUCT(({total}>={MOST_SHARES})*({far})*({of_kinds}))"


def _some(sheets: Sheets) -> str:
    place = sheets.of("year_pair_parts")
    struck, months = place.column("section_struck"), place.column("months_fen")
    summed = sum_of(months, struck, text(Struck.SOME))
    return f"IF({sheets.chosen('incident', 'section')},{summed},0)"


def _share_checks(
    shares: pd.DataFrame, payers: pd.DataFrame, pairs: pd.DataFrame, months: pd.DataFrame
) -> Iterator[CheckRow]:
    """Hold 年度份额 against 断面核算, and the year's shares against its sums."""
    keys = ["month", "section_id"]
    own = shares.merge(months[[*keys, "coefficient"]], on=keys, how="left", suffixes=("", "_due"))
    sign = np.where(shares["kind"] == AnnualTransfer.REWARD, 1, -1)
    wrong = own["coefficient"].to_numpy() != np.maximum(sign * own["coefficient_due"].to_numpy(), 0)
    yield none_wrong("年度份额系数与断面核算不符的行数", wrong)
    wrong = ~np.isclose(
        shares["weight"] * shares["denominator"], shares["numerator"] * shares["multiple"],
        rtol=_CLOSE, atol=0,
    )  # fmt: skip
    yield none_wrong(
        "年度份额的份额不等于分子 × 通分 ÷ 分母的行数",
        wrong,
        wrong_rows("year_shares", live.shares),
    )
    for said, table, rows, keys in (
        ("年度付款分摊", "year_payer_parts", payers, [*_ITEM, "payer"]),
        ("年度收付分摊", "year_pair_parts", pairs[pairs["counted"] == Counted.BY_MONTH], _PAIR),
    ):
        sums = [
            shares.groupby(by)["weight"].sum().reindex(pd.MultiIndex.from_frame(rows[by]))
            for by in (keys, keys[:-1])
        ]
        part, whole = (of.fillna(0).to_numpy() for of in sums)
        off = ~np.isclose(rows["weight"] * whole, rows["total_weight"] * part, rtol=_CLOSE, atol=0)
        only = {"counted": Counted.BY_MONTH} if table == "year_pair_parts" else {}
        of = live.unlike_shares(*keys[1:], **only)
        counting = counted(table, of, beside="year_shares", by=CYCLES)
        yield none_wrong(f"{said}份额与年度份额各月之和不成比例的行数", off & (whole > 0), counting)


def _pair_checks(
    known: YearFacts, pairs: pd.DataFrame, monthly: pd.DataFrame
) -> Iterator[CheckRow]:
    """各月之和 against 收付分摊, 清零前 against the split or the months, 实付 all or nothing."""
    added = monthly.assign(kind=monthly["kind"].map(_OF_YEAR)).groupby(_PAIR)["part_fen"].sum()
    summed = pairs.groupby(_PAIR)["months_fen"].sum()
    wrong = unlike(_told(summed), _told(added), _PAIR, ["fen"])
    counting = counted("year_pair_parts", live.months_added, beside="pair_parts", by=CYCLES)
    yield none_wrong("年度收付分摊各月之和与收付分摊不符的笔数", wrong, counting)
    right = pairs["part_fen"]
    if adds_rounded_months(known.month.interpretations):
        right = right.mask(pairs["kind"].isin(_OF_YEAR.values()), pairs["months_fen"])
    wrong = (pairs["full_fen"] != right).to_numpy(dtype=bool)
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
