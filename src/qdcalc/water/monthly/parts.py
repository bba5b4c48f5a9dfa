"""Every part that an amount may be split into, whoever may come to pay it (clauses 四, 六¶2, 八).

资金流向 lists what is paid as the verdicts stand. Here stand the parts of both directions, with the
steps of each split, so that a changed reading's amount finds its way in the workbook.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.dtypes import Bools, Ints, Texts
from qdcalc.exact.lists import Lists
from qdcalc.exact.money import Fen, split
from qdcalc.exact.months import month_texts
from qdcalc.record import record
from qdcalc.water.frames import frame_of
from qdcalc.water.interpretations import Chosen, leaves_the_other_side
from qdcalc.water.monthly.shares import equal_shares, sides
from qdcalc.water.monthly.transfers import PENALTY, REWARD
from qdcalc.water.monthly.unproven import judged_ones
from qdcalc.water.monthly.verdict import EXCEED, LEAP
from qdcalc.water.words import Counted, Transfer, by_code

if TYPE_CHECKING:
    from qdcalc.water.monthly.facts import Month

Weights = npt.NDArray[Any]
ALWAYS, WHEN_NET, WHEN_DROPPED, BY_MONTH = range(4)  # the codes of words.Counted


@record
class Side:
    """Districts of each section, with the options of ``overlap`` under which each is counted."""

    lists: Lists
    when: Ints

    @staticmethod
    def always(lists: Lists) -> Side:
        """Return a side that no option changes."""
        return Side(lists, np.zeros(len(lists.items), dtype=np.int64))

    def of_rows(self, rows: Ints) -> tuple[Lists, Ints]:
        """Return the districts of the given sections, and when each is counted."""
        numbers = Lists(self.lists.starts, self.lists.counts, np.arange(len(self.lists.items)))
        found = numbers.of_rows(rows)
        return Lists(found.starts, found.counts, self.lists.items[found.items]), self.when[
            found.items
        ]


@record
class Parts:
    """Amounts split among one side: an entry a member of the side, group after group.

    ``group`` is the group of each entry, ``amount_fen`` what each group splits; ``weight`` ÷
    ``total`` is the entry's share, ``when`` says under which option of ``overlap`` it is counted.
    """

    spot: Ints
    kind: Ints
    payer: Ints
    payee: Ints
    group: Ints
    amount_fen: Fen
    weight: Weights
    when: Ints

    @property
    def part_fen(self) -> Fen:
        """The parts, by largest remainder."""
        return split(self.amount_fen, self.group, self.weight)

    def columns(self) -> dict[str, Any]:
        """Return the columns of the split: amount, share, whole fen, remainder, tail, part."""
        total = np.zeros(len(self.amount_fen), dtype=object)
        np.add.at(total, self.group, self.weight.astype(object))
        amount, of = self.amount_fen[self.group], total[self.group]
        product = amount.astype(object) * self.weight.astype(object)
        floor = np.floor_divide(product, of).astype(np.int64)
        part = self.part_fen
        return {
            "amount_fen": amount,
            "weight": self.weight.astype(np.float64),
            "total_weight": of.astype(np.float64),
            "floor_fen": floor,
            "remainder": (product - floor * of).astype(np.float64),
            "tail_fen": part - floor,
            "part_fen": part,
            "counted": by_code(Counted)[self.when],
        }


def possible(month: Month, spots: Ints) -> tuple[Parts, Parts]:
    """Return the parts of the paying sides, then those of the receiving sides of each.

    ``spots`` are those of :func:`split_spots`, or some of them.
    """
    grid, chosen = month.grid, month.job.interpretations
    section = grid.section[spots]
    own, other = Side.always(month.sides.responsible), opposite(month)
    first, second = [], []
    for kind, verdict, pays, gets in ((PENALTY, EXCEED, own, other), (REWARD, LEAP, other, own)):
        due = np.where(month.verdict[spots] == verdict, month.amount_fen[spots], 0)
        paying = paid_by(pays, kind, spots, section, due, chosen)
        if kind == PENALTY:
            paying = replace(paying, weight=borne(month, spots)[1])
        first.append(paying)
        second.append(got_by(gets, paying, grid.section[paying.spot], chosen))
    return joined(first), joined(second)


def split_spots(month: Month) -> Ints:
    """Return the section-months that stand in 付款分摊: those with a value."""
    aside = np.isin(np.arange(len(month.grid)), judged_ones(month.grid, month.assessment).spot)
    spots: Ints = np.flatnonzero(((month.section_class > 0) | aside) & month.grid.is_listed)
    return spots


def borne(month: Month, spots: Ints) -> tuple[Lists, Weights]:
    """Return who would bear a penalty of each section-month, and in which shares (八)."""
    members = month.sides.responsible.of_rows(month.grid.section[spots])
    weight = month.determinations.weights_of(month.grid.key[spots], members)
    return members, _smallest(weight, members)


def opposite(month: Month) -> Side:
    """Return the counterparties under either option of ``overlap``, and when each is counted."""
    sections, names = month.sections, month.districts
    net, dropped = (
        sides(sections, names, is_own_left_out=left_out).counterparty for left_out in (False, True)
    )
    pairs = [pd.MultiIndex.from_arrays([s.owners(), s.items]) for s in (net, dropped)]
    only_dropped = ~pairs[1].isin(pairs[0])
    when = np.r_[
        np.where(pairs[0].isin(pairs[1]), ALWAYS, WHEN_NET),
        np.full(int(only_dropped.sum()), WHEN_DROPPED),
    ]
    owners = np.r_[net.owners(), dropped.owners()[only_dropped]]
    items = np.r_[net.items, dropped.items[only_dropped]]
    order = np.argsort(owners, kind="stable")
    return Side(Lists.of(owners, items, len(sections)), when[order])


def is_counted(when: Ints, chosen: Chosen) -> Bools:
    """Say which entries the option that was taken counts."""
    left_out = leaves_the_other_side(chosen)
    return np.asarray(when != (WHEN_NET if left_out else WHEN_DROPPED), dtype=bool)


def paid_by(side: Side, kind: int, spots: Ints, section: Ints, due: Fen, chosen: Chosen) -> Parts:
    """Split amounts of one kind equally among those who would pay them."""
    payers, when = side.of_rows(section)
    of = payers.owners()
    return Parts(
        spots[of], np.full(len(of), kind), payers.items, np.zeros(len(of), np.int64), of, due,
        equal_shares(payers) * is_counted(when, chosen), when,
    )  # fmt: skip


def got_by(side: Side, paying: Parts, section: Ints, chosen: Chosen) -> Parts:
    """Split each payer's part equally among those who would get it."""
    payees, when = side.of_rows(section)
    of = payees.owners()
    return Parts(
        paying.spot[of], paying.kind[of], paying.payer[of], payees.items, of, paying.part_fen,
        equal_shares(payees) * is_counted(when, chosen), when,
    )  # fmt: skip


def _smallest(weight: Weights, payers: Lists) -> Weights:
    """Return weights in the smallest whole numbers."""
    if weight.dtype != object or not len(weight):
        return weight
    divisor = np.gcd.reduceat(weight, payers.starts)
    smallest: Weights = np.floor_divide(weight, np.repeat(divisor, payers.counts))
    return smallest


def joined(parts: list[Parts]) -> Parts:
    """Put both directions together, in order of section-month and direction."""
    shift = np.cumsum([0, *(len(p.amount_fen) for p in parts)]).tolist()
    names = ("spot", "kind", "payer", "payee", "weight", "when")
    columns = {name: np.concatenate([getattr(p, name) for p in parts]) for name in names}
    group = np.concatenate([p.group + s for p, s in zip(parts, shift, strict=False)])
    order = np.lexsort([columns["kind"], columns["spot"]])
    group = group[order]
    starts = np.diff(group, prepend=-1) != 0
    amount = np.concatenate([p.amount_fen for p in parts])[group[starts]]
    columns = {name: column[order] for name, column in columns.items()}
    return Parts(**columns, group=np.cumsum(starts) - 1, amount_fen=amount)


def payer_parts(month: Month, parts: Parts) -> pd.DataFrame:
    """Return the table 付款分摊: each section's amount among those who pay it."""
    return frame_of(_keys(month, parts) | parts.columns())


def pair_parts(month: Month, parts: Parts) -> pd.DataFrame:
    """Return the table 收付分摊: what each payer pays among those who get it."""
    payee = {"payee": month.districts.all_names[parts.payee]}
    none = {"unlisted": np.full(len(parts.spot), None, dtype=object)}
    return frame_of(_keys(month, parts) | payee | parts.columns() | none)


def _keys(month: Month, parts: Parts) -> dict[str, Texts]:
    grid = month.grid
    return {
        "month": month_texts(grid.month[parts.spot]),
        "section_id": grid.sections.ids[grid.section[parts.spot]],
        "kind": by_code(Transfer)[parts.kind],
        "payer": month.districts.all_names[parts.payer],
    }
