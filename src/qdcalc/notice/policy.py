"""Dated figures with their clauses, and the interpretations of unclear ones.

A notice's ``policy.toml`` holds every figure that it prints, each with clause, unit and the month
from which it is in force. A user's own file (``--policy``) has the same form and is laid over it:
a version of the same month replaces ours, another month is added (``policy_file``). What a figure
may be is declared beside it (``policy_shapes``).
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from qdcalc.errors import UsageError
from qdcalc.exact.months import of_date
from qdcalc.exact.patterns import Lazy
from qdcalc.exact.texts import key, sha256_of_text
from qdcalc.notice.shapes import Shape, joined, short
from qdcalc.record import record

if TYPE_CHECKING:
    import numpy.typing as npt

    from qdcalc.exact.dtypes import Bools

_CLAUSE = Lazy(r"([一二三四五六七八九十]+)(?:¶(\d))?((?:\([一二三四五六七八九十]+\))?)")
_ORDINALS = "零一二三四五六七八九"


def _article(text: str) -> str:
    match = _CLAUSE.fullmatch(text)
    if match is None:
        return text
    return f"第{match[1]}条" + (f"第{_ORDINALS[int(match[2])]}款" if match[2] else "") + match[3]


_PARTS = {"notice", "figures", "interpretations", "clauses"}


@record
class Version:
    """A figure's value from a date on, until the next version."""

    since: dt.date
    value: Any
    clause: str
    source: str

    @property
    def month(self) -> int:
        """Months since 1970-01 of the date."""
        return of_date(self.since)


@record
class Figure:
    """A figure of the notice with all its versions, oldest first."""

    name: str
    label: str
    unit: str
    versions: tuple[Version, ...]
    shape: Shape

    def at(self, month: int) -> Any:
        """Return the value in force in a month (months since 1970-01).

        Before the first version the first one is taken; the calculation warns of it.
        """
        return self.version_at(month).value

    def of(self, months: npt.ArrayLike) -> npt.NDArray[Any]:
        """Return the value in force in each row's month.

        Parameters
        ----------
        months : array of int
            Months since 1970-01, a row each.

        Returns
        -------
        array
            int64 where every value is whole, else of objects: exact decimals, dates, lists.
        """
        import numpy as np

        distinct, which = np.unique(np.asarray(months, dtype=np.int64), return_inverse=True)
        found = (self.at(month) for month in distinct.tolist())
        values = np.fromiter(found, dtype=object, count=len(distinct))
        is_whole = all(type(value) is int for value in values)
        column: npt.NDArray[Any] = values.astype(np.int64) if is_whole else values
        return column[which]

    def has(self, values: Sequence[object] | npt.NDArray[Any], months: npt.ArrayLike) -> Bools:
        """Say of each row whether its value is in the list in force in its month."""
        import numpy as np

        wanted = np.asarray(values, dtype=object)
        distinct, which = np.unique(np.asarray(months, dtype=np.int64), return_inverse=True)
        among = np.zeros(len(wanted), dtype=bool)
        for place, month in enumerate(distinct.tolist()):
            here = which == place
            among[here] = np.isin(wanted[here], self.at(month))
        return among

    def version_at(self, month: int) -> Version:
        """Return the version in force in a month."""
        known = [v for v in self.versions if v.month <= month]
        return known[-1] if known else self.versions[0]

    def values_of(self, months: Iterable[int]) -> dict[dt.date, Any]:
        """Return the values in force in any of the months, by the day each begins."""
        return {version.since: version.value for version in self.versions_of(months)}

    def versions_of(self, months: Iterable[int]) -> list[Version]:
        """Return the versions in force in any of the months, oldest first."""
        used = {self.version_at(m).since: self.version_at(m) for m in months}
        return [used[since] for since in sorted(used)]


@record
class Choice:
    """One option of an interpretation."""

    key: str
    name: str
    meaning: str


@record
class Interpretation:
    """A switch: what a clause that is silent, or can be understood in two ways, is taken for.

    ``reason`` is what speaks for the default, ``against`` what speaks for another option.
    """

    notice: str
    key: str
    name: str
    question: str
    choices: tuple[Choice, ...]
    default: str
    reason: str
    against: str
    clause: str

    def choice(self, key: str) -> Choice:
        """Return the option of that key."""
        return next(choice for choice in self.choices if choice.key == key)

    def option(self, text: str) -> Choice | None:
        """Return the option of that key or Chinese name, or of both side by side."""
        wanted = key(text)
        for choice in self.choices:
            if wanted in {key(t) for t in (choice.key, choice.name, choice.key + choice.name)}:
                return choice
        return None

    def answers_to(self, text: str) -> bool:
        """Return whether a text names this switch, with or without the notice before it."""
        wanted = key(text).removeprefix(f"{self.notice}.")
        return wanted in {key(self.key), key(self.name)}


@record
class Clause:
    """A computable clause of a notice, the function that computes it, and where that shows.

    ``sheets`` are the output tables that say its outcome, ``switches`` the interpretations that
    change it.
    """

    clause: str
    rule: str
    function: str = ""
    missing: str = ""
    sheets: tuple[str, ...] = ()
    switches: tuple[str, ...] = ()


@record
class Replacement:
    """A version of ours that a user's policy file replaced, or one that it added."""

    figure: str
    since: str
    before: str
    after: str


@record
class Policy:
    """Everything that a notice prints and leaves open, as data.

    ``lists`` holds the notice's own further parts, such as a list of dated tasks.
    """

    notice: str
    title: str
    number: str
    issued: dt.date
    has_articles: bool
    figures: Mapping[str, Figure]
    interpretations: Mapping[str, Interpretation]
    clauses: tuple[Clause, ...]
    lists: Mapping[str, Any]
    sha256: str
    files: tuple[tuple[str, str], ...] = ()
    replacements: tuple[Replacement, ...] = ()
    overlaid: Mapping[str, str] = field(default_factory=dict)

    def figure(self, name: str) -> Figure:
        """Return a figure by name."""
        return self.figures[name]

    def month_of(self, day: dt.date | None) -> int:
        """Return the month whose figures hold: a day's, else that of the newest of any figure."""
        if day is not None:
            return of_date(day)
        return max(v.month for figure in self.figures.values() for v in figure.versions)

    def clause_words(self, text: str) -> str:
        """Write clauses as officials do: ``五¶2、八(一)`` as 第五条第二款、第八条(一).

        The parts of a plan, such as ``三(二)``, stay as they are: ``一(一)¶1`` is 一(一)第一款.
        """
        if not self.has_articles:
            return re.sub(r"¶(\d)", lambda found: f"第{_ORDINALS[int(found[1])]}款", text)
        return "、".join(_article(part) for part in text.split("、"))

    def find(self, text: str) -> Interpretation | None:
        """Return the interpretation that a key or a Chinese name means."""
        return next((i for i in self.interpretations.values() if i.answers_to(text)), None)


def load(package: str) -> Policy:
    """Load a notice's ``policy.toml``; ``overlay.load`` lays a user's own file over it.

    Parameters
    ----------
    package : str
        The notice's package, such as ``qdcalc.water``.
    """
    return _loaded(_file(package))


@lru_cache
def _loaded(raw: bytes) -> Policy:
    """Return the policy of a file; a file that was not changed is parsed once a process."""
    return policy_of(_parsed(raw), raw)


def read(package: str) -> tuple[dict[str, Any], bytes]:
    """Return a notice's ``policy.toml`` as data and as it stands in the file."""
    raw = _file(package)
    return _parsed(raw), raw


def _file(package: str) -> bytes:
    return resources.files(package).joinpath("policy.toml").read_bytes()


def _parsed(raw: bytes) -> dict[str, Any]:
    return tomllib.loads(raw.decode("utf-8"), parse_float=Decimal)


def parse_settings(given: object, policy: Policy) -> dict[str, str]:
    """Read interpretations of a command line, a policy file or a Python call.

    Parameters
    ----------
    given : mapping of str to str, str, or iterable of str
        ``{"overlap": "drop"}`` or ``["water.overlap=drop"]``; None is nothing.
    policy : Policy
        The notice that they are of.

    Raises
    ------
    UsageError
        The notice, the key or the value is not known; the message lists those that are.
    """
    settings: dict[str, str] = {}
    for name, value in _pairs(given, policy):
        interpretation = policy.find(name)
        if interpretation is None:
            known = joined(f"{policy.notice}.{i.key}（{i.name}）" for i in _all(policy))
            raise UsageError(f"没有口径参数“{short(name)}”。可用的有：{known}")
        option = interpretation.option(value)
        if option is None:
            known = joined(f"{c.key}（{c.name}）" for c in interpretation.choices)
            raise UsageError(
                f"口径“{interpretation.name}”没有取值“{short(value)}”。可用的有：{known}"
            )
        if settings.setdefault(interpretation.key, option.key) != option.key:
            raise UsageError(f"口径“{interpretation.name}”设置了两次且取值不同")
    return settings


def _pairs(given: object, policy: Policy) -> Iterable[tuple[str, str]]:
    """Take what a call gives apart into names and options, all of them texts."""
    example = _example(policy)
    if given is None:
        return
    if isinstance(given, Mapping):
        for name, value in given.items():
            if not isinstance(name, str) or not isinstance(value, str):
                told = f"{short(name)}：{short(value)}"
                raise UsageError(f"口径的参数和取值都应是文字，如 {example}，现在是 {told}")
            yield name, value
        return
    if not isinstance(given, Iterable):
        raise UsageError(f"口径应写成 {example}，现在是 {type(given).__name__}")
    for text in [given] if isinstance(given, str) else given:
        if not isinstance(text, str):
            raise UsageError(f"口径应写成 {example}，现在有一项是 {type(text).__name__}")
        name, equals, value = text.partition("=")
        if not equals:
            raise UsageError(f"口径“{short(text)}”应写成 {policy.notice}.参数=取值")
        yield name, value


def _example(policy: Policy) -> str:
    """Show how interpretations are given in Python."""
    for item in _all(policy):
        option = item.choices[-1].key
        return f'{{"{item.key}": "{option}"}} 或 ["{policy.notice}.{item.key}={option}"]'
    return "{}"


def _all(policy: Policy) -> Iterable[Interpretation]:
    return policy.interpretations.values()


def policy_of(data: dict[str, Any], raw: bytes) -> Policy:
    """Return a policy of its data and its file."""
    notice = data["notice"]
    return Policy(
        notice=notice["id"],
        title=notice["title"],
        number=notice["number"],
        issued=notice["issued"],
        has_articles=notice["has_articles"],
        figures={name: _figure(name, f) for name, f in data["figures"].items()},
        interpretations={
            key: _interpretation(notice["id"], key, i)
            for key, i in data.get("interpretations", {}).items()
        },
        clauses=tuple(_clause(clause) for clause in data["clauses"]),
        lists={name: part for name, part in data.items() if name not in _PARTS},
        sha256=sha256_of_text(raw),
    )


def _figure(name: str, data: dict[str, Any]) -> Figure:
    versions = sorted(
        (
            Version(v["since"], v["value"], v.get("clause", data.get("clause", "")), "")
            for v in data["versions"]
        ),
        key=lambda v: v.since,
    )
    return Figure(name, data["label"], data.get("unit", ""), tuple(versions), Shape.of(data))


def _clause(data: dict[str, Any]) -> Clause:
    lists = {name: tuple(data.get(name, ())) for name in ("sheets", "switches")}
    return Clause(**(data | lists))


def _interpretation(notice: str, key: str, data: dict[str, Any]) -> Interpretation:
    choices = tuple(Choice(**c) for c in data["options"])
    return Interpretation(
        notice, key, data["name"], data["question"], choices,
        data["default"], data["reason"], data["against"], data["clause"],
    )  # fmt: skip


def shown(value: Any) -> str:
    """Write a figure's value for people: numbers with commas, lists with 、."""
    if isinstance(value, dict):
        return "；".join(f"{name} {shown(v)}" for name, v in value.items())
    if isinstance(value, list):
        return "、".join(shown(v) for v in value)
    if isinstance(value, Decimal):
        return f"{value.normalize():,f}"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return str(value)
