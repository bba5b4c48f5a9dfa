"""The worked examples W1 to W18 of the specification, by hand from the notice.

Each runs alone through the Python API; the row is complete, and what the example does not name is
of class Ⅰ ("all others ≤ …"). Amounts are typed from the examples, "other reading" included where
it is a switch. W13 to W15 are about section 13, so the payments of section 13 are compared (its
upstream section pays on its own account).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest

from qdcalc.result.result import Result
from seeds import at_first

from .helpers import MONTH, Cells, Row, dry, failed_checks, fen, line, nets, nets_of_section, run
from .helpers import reading as complete
from .printed import DISSOLVED_OXYGEN, RIVER

WRITTEN = dt.date(2018, 11, 30)
CYCLE = (dt.date(2018, 10, 1), dt.date(2019, 9, 30))

# Every item exactly on the limit of class Ⅳ.
ON_FOUR = {name: RIVER[name][3] for name in RIVER if name != "粪大肠菌群"}
ON_FOUR |= {"pH值": "7", "溶解氧": DISSOLVED_OXYGEN[3]}


@dataclass(frozen=True)
class Example:
    """An example: a section, its readings, what each district gets or pays."""

    id: str
    clause: str
    section: str
    cells: Cells | None
    verdict: tuple[str, int]
    expected: dict[str, int]
    upstream: dict[str, Cells] = field(default_factory=dict)
    responsibility: tuple[tuple[str, str, str, str], ...] = ()
    reading: dict[str, Any] = field(default_factory=dict)

    def rows(self) -> list[Row]:
        """Return the month's rows; no cells = dry."""
        own = dry(self.section) if self.cells is None else complete(self.section, self.cells)
        return [own, *(complete(code, cells) for code, cells in self.upstream.items())]


PHOSPHORUS_ABOVE: dict[str, Cells] = {"12": {"总磷": "0.25"}}
CLEARED = ((MONTH, "2", "平度", "0"),)
EXAMPLES = (
    Example(
        "W1", "七¶1, 一", "20", ON_FOUR, ("跃升", 1), fen(即墨="+166,666.67", 城阳="-166,666.67")
    ),
    Example("W2", "七¶1", "21", {"氨氮": "1.6"}, ("达标", 0), {}),
    Example(
        "W3",
        "七¶1",
        "21",
        {"氨氮": "4.00"},
        ("超标", -1),
        fen(城阳="-500,000.00", 市财政="+500,000.00"),
    ),
    Example(
        "W4",
        "七¶1",
        "21",
        {"氨氮": "4.01"},
        ("超标", -2),
        fen(城阳="-1,000,000.00", 市财政="+1,000,000.00"),
    ),
    Example(
        "W5",
        "七¶1, 五",
        "5",
        {"化学需氧量": "45", "氨氮": "5.0"},
        ("超标", -2),
        fen(莱西="-500,000.00", 市财政="+500,000.00"),
    ),
    Example(
        "W6",
        "六, 七",
        "20",
        {"溶解氧": "0.5"},
        ("超标", -1),
        fen(即墨="-166,666.67", 城阳="+166,666.67"),
    ),
    Example("W7", "六", "20", {"氨氮": "2.0"}, ("达标", 0), {}),
    Example(
        "W8",
        "六¶2, 七",
        "7",
        {"化学需氧量": "33"},
        ("超标", -1),
        fen(胶州="-27,777.78", 即墨="-83,333.33", 城阳="+55,555.56", 高新区="+55,555.55"),
    ),
    Example(
        "W8 drop",
        "六¶2, 七",
        "7",
        {"化学需氧量": "33"},
        ("超标", -1),
        fen(胶州="-83,333.34", 即墨="-83,333.33", 城阳="+83,333.34", 高新区="+83,333.33"),
        reading={"overlap": "drop"},
    ),
    Example(
        "W9",
        "七",
        "7",
        {},
        ("跃升", 1),
        fen(胶州="+27,777.78", 即墨="+83,333.33", 城阳="-55,555.56", 高新区="-55,555.55"),
    ),
    # the odd fen: 城阳 pays 83,333.34, of which 胶州 and 即墨 get 41,666.67 each; 高新区 pays
    # 83,333.33, of which 胶州, named first, gets 41,666.67 and 即墨 41,666.66
    Example(
        "W9 drop",
        "七",
        "7",
        {},
        ("跃升", 1),
        fen(胶州="+83,333.34", 即墨="+83,333.33", 城阳="-83,333.34", 高新区="-83,333.33"),
        reading={"overlap": "drop"},
    ),
    Example(
        "W10",
        "六¶2",
        "2",
        {"化学需氧量": "21"},
        ("超标", -1),
        fen(莱西="-83,333.34", 平度="-83,333.33", 市财政="+166,666.67"),
    ),
    Example(
        "W11",
        "八",
        "2",
        {"化学需氧量": "21"},
        ("超标", -1),
        fen(莱西="-166,666.67", 市财政="+166,666.67"),
        responsibility=CLEARED,
    ),
    Example(
        "W12",
        "四, 六¶2, 七",
        "8",
        {"化学需氧量": "61"},
        ("超标", -2),
        fen(胶州="-111,111.11", 城阳="-111,111.11", 高新区="-111,111.11", 市财政="+333,333.33"),
    ),
    Example("W13", "六¶2", "13", {"总磷": "0.24"}, ("达标", 0), {}, upstream=PHOSPHORUS_ABOVE),
    Example(
        "W13 subtract",
        "六¶2",
        "13",
        {"总磷": "0.24"},
        ("达标", 0),
        {},
        upstream=PHOSPHORUS_ABOVE,
        reading={"upstream": "subtract"},
    ),
    Example(
        "W13 off",
        "六¶2",
        "13",
        {"总磷": "0.24"},
        ("超标", -1),
        fen(即墨="-250,000.00", 平度="-250,000.00", 胶州="+500,000.00"),
        upstream=PHOSPHORUS_ABOVE,
        reading={"upstream": "off"},
    ),
    Example(
        "W14",
        "六¶2, 七",
        "13",
        {"总磷": "0.24", "化学需氧量": "22"},
        ("超标", -1),
        fen(即墨="-250,000.00", 平度="-250,000.00", 胶州="+500,000.00"),
        upstream=PHOSPHORUS_ABOVE,
    ),
    Example(
        "W15",
        "六, 七",
        "13",
        {"总磷": "0.21", "化学需氧量": "15", "氨氮": "0.5"},
        ("达标", 0),
        {},
        upstream=PHOSPHORUS_ABOVE,
    ),
    Example("W16", "七", "11", {}, ("跃升", 1), fen(莱西="+83,333.34", 平度="-83,333.34")),
    Example(
        "W16 drop",
        "七",
        "11",
        {},
        ("跃升", 1),
        fen(莱西="+166,666.67", 平度="-166,666.67"),
        reading={"overlap": "drop"},
    ),
    Example(
        "W17",
        "七",
        "16",
        {"氨氮": "4.2"},
        ("超标", -2),
        fen(崂山="-333,333.33", 市北="+166,666.67", 李沧="+166,666.66"),
    ),
    Example("W18", "七¶4", "20", None, ("断流", 0), {}),
)


NUMBERS = range(len(EXAMPLES))


@cache
def result_of(number: int) -> Result:
    """Calculate an example."""
    example = EXAMPLES[number]
    return run(example.rows(), responsibility=example.responsibility or None, **example.reading)


@pytest.mark.clause("water 七¶1 month_verdict", "water 七¶4 month_verdict")
@pytest.mark.parametrize("number", NUMBERS, ids=[example.id for example in EXAMPLES])
def test_worked_example(number: int) -> None:
    example, result = EXAMPLES[number], result_of(number)
    row = line(result, example.section)
    assert (row["verdict"], row["coefficient"]) == example.verdict
    assert nets_of_section(result, example.section) == example.expected
    if not example.upstream:
        assert nets(result) == example.expected


@pytest.mark.parametrize("number", at_first(NUMBERS, 4))
def test_no_check_of_an_example_fails(number: int) -> None:
    assert failed_checks(result_of(number)) == []


def test_the_examples_are_all_there() -> None:
    assert CYCLE[0] <= WRITTEN <= CYCLE[1]
    assert WRITTEN.strftime("%Y-%m") == MONTH
    assert {example.id.split()[0] for example in EXAMPLES} == {f"W{n}" for n in range(1, 19)}


def test_what_the_examples_say_of_the_verdict() -> None:
    """W5: the largest multiple is that of NH3-N, (5.0−2.0)/2.0 = 1.5. W14: COD alone, 0.1."""
    by_id = {example.id: example for example in EXAMPLES}
    five = line(run(by_id["W5"].rows()), "5")
    assert (five["exceeded"], five["leading"], five["multiple"]) == (
        "化学需氧量、氨氮",
        "氨氮",
        1.5,
    )
    fourteen = line(run(by_id["W14"].rows()), "13")
    assert (fourteen["exceeded"], fourteen["dropped"]) == ("化学需氧量", "总磷")
    assert (fourteen["leading"], fourteen["multiple"]) == ("化学需氧量", 0.1)
    six = line(run(by_id["W6"].rows()), "20")
    assert (six["leading"], six["multiple"]) == ("溶解氧", None)
    three = line(run(by_id["W3"].rows()), "21")
    assert (three["multiple"], three["water_class"]) == (1.0, "劣Ⅴ")


def test_examples_with_values_as_numbers() -> None:
    """A float64 column gives what the texts give."""
    for example in EXAMPLES[:6]:
        rows = [
            {k: v if k in ("月份", "序号") else float(v) for k, v in row.items()}
            for row in example.rows()
        ]
        result = run(rows, responsibility=example.responsibility or None, **example.reading)
        assert nets(result) == example.expected, example.id
