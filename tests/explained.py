"""Explanations read back from their text, and their arithmetic worked again from it alone.

Nothing here is of the program: numbers are fractions, an equation is parsed and worked out by
the operators that stand in it, and its figures must stand in the steps below it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor

CLASSES = ["", "Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ"]
LABELS = ("算式", "说明", "条款", "口径", "单元格")
_HEAD = re.compile(r"^ *(?P<number>\d+(?:\.\d+)*)　(?P<rest>.*)$")
_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_UNITS = r" ?(?:元|万元|人|年|月|家|个|场|倍|平方米|份|m²|mg/L|个/L)"


@dataclass
class Node:
    """A step as it is printed."""

    number: str
    what: str
    value: str = ""
    how: list[str] = field(default_factory=list)
    said: str = ""
    clause: str = ""
    options: str = ""
    cells: list[str] = field(default_factory=list)
    below: list[Node] = field(default_factory=list)
    see: str = ""

    def texts(self) -> list[str]:
        """What stands in the step but its own arithmetic, and in those right below it."""
        own = [self.what, self.said, *self.cells]
        return own + [t for n in self.below for t in (n.value, *n.how, n.said)]

    def all(self) -> list[Node]:
        return [self, *(m for n in self.below for m in n.all())]

    def find(self, *whats: str) -> list[Node]:
        return [n for n in self.all() if any(what in n.what for what in whats)]


def read(text: str) -> list[Node]:
    """Return the steps of a text, those that are referred to in the place of the reference."""
    nodes: dict[str, Node] = {}
    now: Node | None = None
    for line in text.splitlines():
        found = _HEAD.match(line)
        if found:
            heading, *told = found["rest"].split("　")
            what, _, value = heading.rpartition("：") if "：" in heading else (heading, "", "")
            now = nodes[found["number"]] = Node(found["number"], what, value)
        elif line.startswith(" ") and now:
            told = [line.strip()]
        else:
            now, told = None, []
        for said in told:
            assert now is not None
            _tell(now, said)
    tops = []
    for number, node in nodes.items():
        above = number.rpartition(".")[0]
        if above:
            nodes[above].below.append(node)
        else:
            tops.append(node)
    for node in nodes.values():
        if node.see:
            seen = nodes[node.see]
            assert (node.what, node.value) == (seen.what, seen.value)
            for name in ("below", "how", "said", "cells", "clause", "options"):
                setattr(node, name, getattr(seen, name))
    return tops


def _tell(node: Node, said: str) -> None:
    if said.startswith("见第 "):
        node.see = said.split()[1]
        return
    label, _, text = said.partition("：")
    assert label in LABELS, said
    if label == "算式":
        node.how.append(text)
    elif label == "单元格":
        node.cells = text.split("、")
    else:
        setattr(node, {"说明": "said", "条款": "clause", "口径": "options"}[label], text)


def number(text: str) -> Fraction:
    """Return the first number of a text: ``−166,666.67 元``."""
    found = re.search(rf"(−?)({_NUMBER})", text)
    assert found, text
    value = Fraction(found[2].replace(",", ""))
    return -value if found[1] else value


def numbers(text: str) -> set[Fraction]:
    return {Fraction(n.replace(",", "")) for n in re.findall(_NUMBER, text)}


def worked(expression: str) -> Fraction:
    """Work an expression out: + − × ÷, brackets, 去尾 to the fen, 取整, 最小, 最大."""
    plain = re.sub(_UNITS, "", expression).replace(",", "").replace("（", "(").replace("）", ")")
    tokens = re.findall(r"\d+(?:\.\d+)?%?|去尾|取整|进一|四舍五入|最小|最大|[-+−×÷()，]", plain)
    assert "".join(tokens) == plain.replace(" ", ""), expression
    value, rest = _sum(tokens)
    assert not rest, expression
    return value


def _sum(tokens: list[str]) -> tuple[Fraction, list[str]]:
    value, tokens = _product(tokens)
    while tokens and tokens[0] in "+−":
        sign = tokens[0]
        other, tokens = _product(tokens[1:])
        value = value + other if sign == "+" else value - other
    return value, tokens


def _product(tokens: list[str]) -> tuple[Fraction, list[str]]:
    value, tokens = _single(tokens)
    while tokens and tokens[0] in "×÷":
        sign = tokens[0]
        other, tokens = _single(tokens[1:])
        value = value * other if sign == "×" else value / other
    return value, tokens


def _single(tokens: list[str]) -> tuple[Fraction, list[str]]:
    head, *tokens = tokens
    if head == "−":
        value, tokens = _single(tokens)
        return -value, tokens
    if head == "(":
        value, tokens = _sum(tokens)
        assert tokens[0] == ")"
        return value, tokens[1:]
    if head in ("去尾", "取整", "进一", "四舍五入", "最小", "最大"):
        assert tokens[0] == "("
        values = []
        while tokens[0] != ")":
            value, tokens = _sum(tokens[1:])
            values.append(value)
        made = {
            "去尾": lambda: Fraction(floor(values[0] * 100), 100),
            "取整": lambda: Fraction(floor(values[0])),
            "进一": lambda: Fraction(ceil(values[0])),
            "四舍五入": lambda: Fraction(floor(values[0] + Fraction(1, 2))),
            "最小": lambda: min(values),
            "最大": lambda: max(values),
        }[head]()
        return made, tokens[1:]
    return Fraction(head.rstrip("%")) / (100 if head.endswith("%") else 1), tokens


def check_arithmetic(tops: list[Node]) -> int:
    """Work every equation again; its figures stand below it, its outcome is the step's value."""
    count, seen = 0, set()
    for node in (n for top in tops for n in top.all()):
        if id(node.how) in seen:  # referred to from elsewhere
            continue
        seen.add(id(node.how))
        for equation in node.how:
            plain = re.sub(r"（[^（）]*[^\d.,（）元 ][^（）]*）$", "", equation)
            left, sign, right = re.split(r" ([=≈]) (?=[^=≈]*$)", plain)
            value, stated = worked(left), number(right)
            if "四舍五入到分" in equation:
                value = Fraction(floor(value * 100 + Fraction(1, 2)), 100)
            if sign == "≈":
                places = len(right.split()[0].partition(".")[2])
                assert abs(value - stated) <= Fraction(1, 2 * 10**places), equation
            elif "有效数字" in equation:
                assert abs(value - stated) <= abs(value) * Fraction(1, 10**14), equation
            else:
                assert value == stated, (node.number, equation, float(value))
            below = {abs(n) for text in node.texts() for n in numbers(text)}
            own = numbers(re.sub(r"(?<=\) \+ )0\.01 元", "", left))
            below |= {Fraction(2)} if "检出限" in equation or "平均" in equation else set()
            counts = {Fraction(len(node.cells)), Fraction(len(node.below))}
            below |= counts if "算术平均" in equation else set()
            missing = {n for n in own if n not in below and n not in (0, 1)}
            if "算术平均" in equation and not node.below:  # readings: --section … --indicator
                missing = set()
            missing -= {number(how.partition(" = ")[2]) for how in node.how if how != equation}
            assert not missing, (node.number, node.what, equation, missing)
            count += 1
        if len(node.how) == 1 and re.search(r"\d", node.value):
            assert number(node.value) == number(node.how[0].rsplit(" = ")[-1].split(" ≈ ")[-1]), (
                node
            )
    return count


def water_class(value: Fraction, limits: str) -> int:
    """Return the class of a value by the limits that a step prints: ``Ⅰ ≤0.15、Ⅱ-Ⅲ ≤0.5 …``."""
    for part in limits.split("、"):
        names, _, limit = part.partition(" ")
        low, _, high = limit.partition("~")
        met = number(low) <= value <= number(high) if high else (
            value >= number(limit) if "≥" in limit else value <= number(limit)
        )  # fmt: skip
        if met:
            return CLASSES.index(names.split("-")[0])
    return 6


def reading_of(cited: str, held: object) -> Fraction:
    """Return what counts of a reading as it stands in its cell: half of a detection limit."""
    text = str(held)
    assert re.sub(r"（.*", "", cited.partition(" = ")[2]) == text, cited
    return Fraction(text.rstrip("L")) * (Fraction(1, 2) if text.endswith("L") else 1)
