"""``Table.varying``: an output whose columns the input names."""

from __future__ import annotations

from collections.abc import Sequence

from qdcalc.table.description import Column, Table
from qdcalc.table.kinds import COUNT
from qdcalc.table.varying import as_it_is

NAME = Column("name", "名称")


def _columns(names: Sequence[str]) -> tuple[Column, ...]:
    own = (Column(n, n.removeprefix("votes_"), COUNT) for n in names if n.startswith("votes_"))
    return (NAME, *own)


VARYING = Table("tally", "计票", _columns(()), print_until="name", key=("name",), varying=_columns)


def test_the_columns_are_those_of_the_frame_in_its_order() -> None:
    table = as_it_is(VARYING, ["name", "votes_好", "other", "votes_差"])
    assert [(c.name, c.label) for c in table.columns] == [
        ("name", "名称"), ("votes_好", "好"), ("votes_差", "差"),
    ]  # fmt: skip
    assert (table.key, table.print_until, table.varying) == (("name",), "name", None)
    assert [c.name for c in VARYING.columns] == ["name"]  # the description itself stays


def test_a_table_described_as_it_is_is_the_same() -> None:
    table = as_it_is(VARYING, ["votes_好"])
    assert as_it_is(table, ["votes_差"]) is table
