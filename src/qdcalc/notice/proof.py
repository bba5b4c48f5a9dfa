"""What the steps of an explanation are made with: clauses, interpretations, figures, arithmetic."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from qdcalc.document.steps import Step
from qdcalc.errors import UsageError
from qdcalc.exact import money
from qdcalc.exact.months import month_text
from qdcalc.exact.texts import key, listed
from qdcalc.intake.districts import UNKNOWN, Districts
from qdcalc.intake.repeats import CORRECTED
from qdcalc.intake.table_data import TableData
from qdcalc.notice.description import Job
from qdcalc.notice.policy import shown
from qdcalc.record import record

_MOST = 12  # examples and matches that a message lists


@record
class Sources:
    """A run's policy and interpretations, as steps cite them."""

    job: Job

    def clause(self, text: str) -> str:
        """Write a clause as officials do."""
        return self.job.policy.clause_words(text)

    def option(self, name: str) -> str:
        """Write an interpretation with its option: 「上游影响 = 整项剔除（默认）」."""
        item = self.job.policy.interpretations[name]
        chosen = self.job.interpretations[name]
        choice = next(c for c in item.choices if c.key == chosen)
        said = "（默认）" if chosen == item.default else "（本次选用）"
        return f"{item.name}（{item.notice}.{item.key}）= {choice.name}{said}"

    def options(self, *names: str) -> tuple[str, ...]:
        """Write several interpretations."""
        return tuple(map(self.option, names))

    def correction(self, data: TableData, position: int) -> str:
        """Say what a correction changed in a row: both values of each cell."""
        raw = data.raw
        first = next(c.name for c in data.table.columns if c.name in data.present)
        part, cell = raw.parts[raw.part_of[position]], raw.address(first, position)
        told = [
            problem.texts()[6]
            for problem in self.job.problems
            if problem.fault is CORRECTED
            and (problem.file, problem.sheet, problem.cell) == (part.file, part.sheet, cell)
        ]
        return "；".join(told)

    def figure(self, name: str, month: int, *, of: str = "", value: str = "") -> Step:
        """Return a dated figure of the notice as a step; ``of`` is one entry of a table of them.

        Parameters
        ----------
        name : str
        month : int
            Months since 1970-01.
        of : str, optional
            A key of a figure that is a mapping.
        value : str, optional
            How it is written, where not as it is.
        """
        figure = self.job.policy.figure(name)
        version = figure.version_at(month)
        told: Any = version.value[of] if of else version.value
        return Step(
            f"{figure.label}（{of}）" if of else figure.label,
            value or f"{shown(told)} {figure.unit}".strip(),
            said=f"{version.source or '通知的标准数额'}，自 {version.since:%Y-%m} 起",
            clause=self.clause(version.clause),
        )


def yuan(fen: int) -> str:
    """``333,333.33 元``, a true minus before what is less than 0."""
    return f"{money.text(fen)} 元".replace("-", "−")


def signed(fen: int) -> str:
    """Write an amount in an equation: one below 0 in brackets."""
    return f"（{yuan(fen)}）" if fen < 0 else yuan(fen)


def sum_of(parts: Sequence[int], total: int, minus: Sequence[int] = ()) -> tuple[str, ...]:
    """Return the equation of a sum in fen, ``1.00 元 + 2.00 元 = 3.00 元``; none of one part."""
    if len(parts) < 2 and not minus:
        return ()
    left = " + ".join(map(yuan, parts))
    left += "".join(f" − {yuan(part)}" for part in minus)
    return (f"{left} = {yuan(total)}",)


def part_of(whole: int, weight: int, total: int, part: int) -> tuple[str, ...]:
    """Return the equation of a part by largest remainder: cut to the fen, then perhaps one more."""
    exact = whole * weight % total == 0
    product = f"{yuan(whole)} × {weight:,} ÷ {total:,}"
    if exact and part * total == whole * weight:
        return (f"{product} = {yuan(part)}",)
    more = part - whole * weight // total
    tail = f" + {yuan(more)}" if more else ""
    return (f"去尾({product}){tail} = {yuan(part)}（去尾到分，余下的分按最大余数补）",)


def wanted_month(asked: Mapping[str, str], months: Sequence[int], name: str = "month") -> int:
    """Return the position of the month that is asked for; the only one where none is.

    Raises
    ------
    UsageError
        It is none, the input does not have it, or there are several and none is named.
    """
    from qdcalc.intake.dates import month_of_text

    known = [month_text(month) for month in months]
    given = asked.get(name, "")
    if not given:
        if len(known) == 1:
            return 0
        raise UsageError(f"输入里有 {len(known)} 个月，请写明月份，可选：{listed(known, _MOST)}")
    month = month_of_text(given)
    if not isinstance(month, int):
        raise UsageError(f"“{given}”不是月份，请写成 2018-11")
    if month not in months:
        raise UsageError(f"输入里没有 {month_text(month)}，有的月份：{listed(known, _MOST)}")
    return list(months).index(month)


def wanted_one(given: str, names: Mapping[str, Sequence[str]], what: str) -> str:
    """Return the thing that a text names: by one of its names, else by a part that one has.

    Digits are a part only where they are a whole number: 0 is none of 308国道桥.

    Parameters
    ----------
    given : str
    names : mapping of str to sequence of str
        Each thing with its names, in the order of the list.
    what : str
        What the things are called, for messages.

    Raises
    ------
    UsageError
        Nothing is called so, or several things are; the message lists them.
    """
    wanted = key(given)
    exact = [own for own, known in names.items() if wanted in map(key, (own, *known))]
    part = re.escape(wanted)
    part = rf"(?<!\d){part}(?!\d)" if wanted.isdecimal() else part
    parts = [own for own, known in names.items() if any(re.search(part, key(n)) for n in known)]
    found = exact or parts
    if len(found) == 1:
        return found[0]
    said = [" ".join(dict.fromkeys((own, *names[own][:1]))) for own in found or names]
    if found:
        raise UsageError(f"“{given}”对上了几个{what}：{listed(said, _MOST)}。请写全")
    raise UsageError(f"没有{what}“{given}”，有的是：{listed(said, _MOST)}")


def wanted_district(given: str, districts: Districts, names: Sequence[str]) -> int:
    """Return the position of a district among names, by any of the names that it is known by.

    Raises
    ------
    UsageError
        Nothing is called so; the message lists the names.
    """
    place = int(districts.places(pd.Series([given]))[0])
    if place != UNKNOWN:
        return place
    return list(names).index(wanted_one(given, {name: (name,) for name in names}, "区市"))


def wanted_row(given: str, sheets: Any, rows: Any, files: Any) -> int:
    """Return the position of a row that is named 工作表!行号, or 文件!工作表!行号.

    Raises
    ------
    UsageError
        It is written otherwise, no row is there, or several are; the message lists them.
    """
    *places, number = given.replace("！", "!").split("!")
    if not places or len(places) > 2:
        raise UsageError(f"“{given}”应写成 工作表!行号，如 {sheets.iloc[0]}!{rows.iloc[0]}")
    names = [
        "!".join(p for p in row if p) for row in zip(files.fillna(""), sheets, rows, strict=True)
    ]
    wanted = key("!".join((*places, number)))
    found = [n for n, name in enumerate(names) if key(name) == wanted]
    if not found:
        found = [n for n, name in enumerate(names) if key(name).endswith(f"!{wanted}")]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(
            f"“{given}”对上了几行：{listed([names[n] for n in found], _MOST)}。请写上文件"
        )
    own = [name for name in names if key(places[-1]) in key(name)] or names
    raise UsageError(f"没有“{given}”这一行，有的是：{listed(own, _MOST)}")


def nothing_asked(given: Iterable[tuple[str, str]]) -> UsageError:
    """Return what is said where no amount is asked for: what may be, with examples of the input."""
    lines = "".join(f"\n  {example}　{said}" for example, said in given)
    return UsageError(f"请写明要说明哪个金额，例如：{lines}")
