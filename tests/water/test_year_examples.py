"""The worked examples W19 to W37 of the specification, and its full-year check on W8.

Amounts are typed from the examples, "other reading" included where it is a switch. Months are
letters (see ``year_helpers.cycle``); ammonia decides each, its values are worked at the example.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest

from qdcalc.result.result import Result
from seeds import at_first

from .helpers import failed_checks, fen
from .year_helpers import cycle, section_nets, settle, verdicts, year_line, year_nets


@dataclass(frozen=True)
class Example:
    """An example: a section's year, what each district gets or pays.

    ``state`` is 年度达标 and 年度水质类别 (None where nothing was measured).
    """

    id: str
    clause: str
    section: str
    letters: str
    state: tuple[str, str | None]
    expected: dict[str, int]
    values: dict[str, str] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)


# NH3-N 5 × 0.1 + 4 × 2.0 + 2 × 2.5 + 4.5 = 18.0: mean 1.5, Ⅳ
NUMBER_OR_TEXT, MIXED_VALUES = "LPLPELPXLPEL", {"E": "2.5", "X": "4.5"}
# NH3-N 3 × 0.1 + 6 × 2.0 + 3 × 4.0 = 24.3: mean 2.025, worse than Ⅴ
THREE_LEAPS = "LPPELPPELPPE"
# NH3-N 10 × 0.6 + 2 × 1.5 = 9.0: mean 0.75, Ⅲ
TEN_LEAPS, TEN_VALUES = "LLLLLPLLLLLP", {"L": "0.6"}
DRY8 = "DDPDDPDDPDDP"  # never more than two on end
ACCIDENT = {"incidents": [("2019-03-05", "胶州", "较大")]}
AT_PINGDU = {"incidents": [("2019-03-05", "平度市", "较大")]}
NOBODY: dict[str, int] = {}

EXAMPLES = (
    Example(
        "W19", "五, 七", "20", "LLLLLLLLLLLL", ("是", "Ⅰ"),
        fen(即墨="+2,000,000.00", 城阳="-2,000,000.00"),
    ),
    Example(
        "W19 monthly", "五, 七", "20", "LLLLLLLLLLLL", ("是", "Ⅰ"),
        fen(即墨="+2,000,000.04", 城阳="-2,000,000.04"), settings={"rounding": "monthly"},
    ),
    Example(
        "W20", "七", "20", NUMBER_OR_TEXT, ("是", "Ⅳ"),
        fen(即墨="+166,666.66", 城阳="-166,666.66"), MIXED_VALUES,
    ),
    # 5 × 166,666.67 − 2 × 166,666.67 − 333,333.33
    Example(
        "W20 monthly", "七", "20", NUMBER_OR_TEXT, ("是", "Ⅳ"),
        fen(即墨="+166,666.68", 城阳="-166,666.68"), MIXED_VALUES, {"rounding": "monthly"},
    ),
    # 0.5 + 8.0 + 5.0 + 11.7 = 25.2: mean 2.1
    Example(
        "W21", "七¶2", "20", NUMBER_OR_TEXT, ("否", "劣Ⅴ"),
        fen(即墨="-666,666.67", 城阳="+666,666.67"), {"E": "2.5", "X": "11.7"},
    ),
    Example(
        "W22", "七¶2–3", "21", THREE_LEAPS, ("否", "劣Ⅴ"),
        fen(城阳="-7,500,000.00", 市财政="+7,500,000.00"), {"E": "4.0"},
    ),
    # 3 × 0.1 + 6 × 1.5 + 3 × 3.0 = 18.3: mean 1.525, Ⅴ
    Example(
        "W23", "七¶2–3", "24", THREE_LEAPS, ("否", "Ⅴ"),
        fen(城阳="-7,500,000.00", 市财政="+7,500,000.00"), {"E": "3.0"},
    ),
    # 3 × 0.1 + 9 × 1.5 = 13.8: mean 1.15, Ⅳ
    Example(
        "W24", "七¶3", "24", "LPPPLPPPLPPP", ("是", "Ⅳ"),
        fen(城阳="+1,500,000.00", 市财政="-1,500,000.00"), settings={"previous": {"24": "Ⅴ"}},
    ),
    Example(
        "W25", "七¶3", "14", TEN_LEAPS, ("是", "Ⅲ"),
        fen(胶州="+11,000,000.00", 市财政="-11,000,000.00"), TEN_VALUES,
        {"previous": {"14": "Ⅳ"}},
    ),
    Example(
        "W25 previous Ⅲ", "七¶3", "14", TEN_LEAPS, ("是", "Ⅲ"),
        fen(胶州="+5,000,000.00", 市财政="-5,000,000.00"), TEN_VALUES,
        {"previous": {"14": "Ⅲ"}},
    ),
    Example(
        "W26", "七¶2–3", "14", TEN_LEAPS, ("是", "Ⅲ"),
        fen(胶州="+6,000,000.00", 市财政="-6,000,000.00"), TEN_VALUES,
        {"previous": {"14": "Ⅳ"}, **ACCIDENT},
    ),
    Example(
        "W27", "七¶2, 六¶2", "12", "LPPLPPLPPLPP", ("是", "Ⅲ"),
        fen(莱西="+333,333.33", 即墨="-333,333.33"), settings=AT_PINGDU,
    ),
    Example(
        "W27 section", "七¶2, 六¶2", "12", "LPPLPPLPPLPP", ("是", "Ⅲ"),
        NOBODY, settings={**AT_PINGDU, "incident": "section"},
    ),
    # 4 × 83,333.33, 平度 named first had the odd fen of each month
    Example(
        "W27 monthly", "七¶2, 六¶2", "12", "LPPLPPLPPLPP", ("是", "Ⅲ"),
        fen(莱西="+333,333.32", 即墨="-333,333.32"), settings={**AT_PINGDU, "rounding": "monthly"},
    ),
    Example(
        "W28", "七¶4", "5", DRY8, ("是", "Ⅴ"),
        fen(莱西="-1,500,000.00", 市财政="+1,500,000.00"),
    ),
    Example(
        "W28 consecutive", "七¶4", "5", DRY8, ("是", "Ⅴ"),
        NOBODY, settings={"dry": "consecutive"},
    ),
    Example("W29", "七¶4", "5", "DDDDDDDPPPPP", ("是", "Ⅴ"), NOBODY),
    Example("W30", "七¶4", "5", DRY8, ("是", "Ⅴ"), NOBODY, settings={"drought": True}),
    Example(
        "W31", "七¶4", "22", "DDDDDDDDDDDD", ("无法评价", None),
        fen(平度="-1,000,000.00", 市财政="+1,000,000.00"),
    ),
    # 11 × 0.1 + 1.5 = 2.6: mean 0.217, Ⅱ, but one month exceeds
    Example(
        "W32", "六, 七¶2–3", "28", "LLLLLLELLLLL", ("否", "Ⅱ"),
        fen(崂山="-3,250,000.00", 城阳="-3,250,000.00", 市财政="+6,500,000.00"),
    ),
    Example("W33", "七¶4", "28", "DDDDDDDDPPPP", ("是", "Ⅲ"), NOBODY),
    Example(
        "W34", "七¶4", "13", "DDDDDDDDPPPP", ("是", "Ⅲ"),
        fen(即墨="-1,500,000.00", 平度="-1,500,000.00", 市财政="+3,000,000.00"),
    ),
    # 4 × 1.5 + 8 × 1.0 = 14: mean 1.17, Ⅳ
    Example(
        "W35", "七¶1,¶3", "13", "EEEEPPPPPPPP", ("否", "Ⅳ"),
        fen(即墨="-4,000,000.00", 平度="-4,000,000.00", 胶州="+2,000,000.00",
            市财政="+6,000,000.00"),
    ),
    Example(
        "W36", "七¶1–4", "15", "DDDDDDDDXXXX", ("否", "劣Ⅴ"),
        fen(市北="-13,000,000.00", 市财政="+13,000,000.00"),
    ),
    Example(
        "W37", "七¶1–3", "19", "XXXXXXXXXXXX", ("否", "劣Ⅴ"),
        fen(李沧="-9,000,000.00", 市北="-9,000,000.00", 市财政="+18,000,000.00"),
    ),
    Example(
        "W8 year", "六¶2, 七", "7", "EEEEEEEEEEEE", ("否", "劣Ⅴ"),
        fen(胶州="-333,333.32", 即墨="-1,000,000.00", 城阳="+666,666.66", 高新区="+666,666.66"),
    ),
    # 12 × the month of W8: −27,777.78, −83,333.33, +55,555.56, +55,555.55
    Example(
        "W8 year monthly", "六¶2, 七", "7", "EEEEEEEEEEEE", ("否", "劣Ⅴ"),
        fen(胶州="-333,333.36", 即墨="-999,999.96", 城阳="+666,666.72", 高新区="+666,666.60"),
        settings={"rounding": "monthly"},
    ),
    # without 胶州 among the payees: 1,000,000.00 from each, half of it to each
    Example(
        "W8 year drop", "六¶2, 七", "7", "EEEEEEEEEEEE", ("否", "劣Ⅴ"),
        fen(胶州="-1,000,000.00", 即墨="-1,000,000.00", 城阳="+1,000,000.00",
            高新区="+1,000,000.00"),
        settings={"overlap": "drop"},
    ),
)  # fmt: skip


def rounds(examples: tuple[Example, ...]) -> list[list[Example]]:
    """Return examples that can be settled together: other sections, the same settings."""
    found: list[list[Example]] = []
    for example in examples:
        for own in found:
            sections = {e.section for e in own}
            if own[0].settings == example.settings and example.section not in sections:
                own.append(example)
                break
        else:
            found.append([example])
    return found


ROUNDS = rounds(EXAMPLES)
PLACES = range(len(ROUNDS))


@cache
def settled(place: int) -> Result:
    """Settle the examples of a round together."""
    examples = ROUNDS[place]
    rows = [row for e in examples for row in cycle(e.section, e.letters, **e.values)]
    return settle(rows, **examples[0].settings)


@pytest.mark.clause(
    "water 七¶2 strike",
    "water 七¶3 bonus_fen",
    "water 七¶3 charge_fen",
    "water 七¶4 dry_payment_fen",
)
@pytest.mark.parametrize("place", PLACES, ids=["、".join(e.id for e in own) for own in ROUNDS])
def test_worked_example(place: int) -> None:
    result = settled(place)
    nets: dict[str, int] = {}
    for example in ROUNDS[place]:
        assert verdicts(result, example.section) == example.letters, example.id
        row = year_line(result, example.section)
        assert (row["state"], row["annual_class"]) == example.state, example.id
        assert section_nets(result, example.section) == example.expected, example.id
        assert row["is_provisional"] == "否", example.id
        nets = {n: nets.get(n, 0) + example.expected.get(n, 0) for n in nets | example.expected}
    assert year_nets(result) == {name: net for name, net in nets.items() if net}


@pytest.mark.thorough
@pytest.mark.parametrize("place", at_first(PLACES, 3))
def test_no_check_of_an_example_fails(place: int) -> None:
    assert failed_checks(settled(place)) == []


def test_the_examples_are_all_there() -> None:
    listed = {example.id.split()[0] for example in EXAMPLES}
    assert listed == {"W8", *(f"W{n}" for n in range(19, 38))}


def test_the_examples_in_one_run() -> None:
    """Each first example of a section, all together: the nets are the sums of the examples."""
    chosen = {e.section: e for e in reversed(EXAMPLES) if not e.settings}
    rows = [row for e in chosen.values() for row in cycle(e.section, e.letters, **e.values)]
    # 12, above 13, is not measured here: nothing is taken out of the judgement of 13
    result = settle(rows)
    expected: dict[str, int] = {}
    for example in chosen.values():
        assert section_nets(result, example.section) == example.expected, example.id
        for name, net in example.expected.items():
            expected[name] = expected.get(name, 0) + net
    assert year_nets(result) == {name: net for name, net in expected.items() if net}


@pytest.mark.clause("water 十 remittances")
def test_remittance_of_a_year() -> None:
    """Clause 十¶3 on W35: 即墨 and 平度 remit 4,000,000.00, 胶州 is allotted 2,000,000.00."""
    result = settle(cycle("13", "EEEEPPPPPPPP"))
    shown = result["年度汇总"].set_index("区市")
    assert dict(shown["上解"][shown["上解"] > 0]) == {"即墨": 4000000.0, "平度": 4000000.0}
    assert dict(shown["下达"][shown["下达"] > 0]) == {"胶州": 2000000.0}
    assert shown.loc["市财政", "净额"] == 6000000.0
