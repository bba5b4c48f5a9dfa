"""What each option of each interpretation would change: the calculation again, one at a time.

The tables as they were typed are calculated again (:func:`outcome_of`); nothing is estimated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qdcalc.errors import InputError, QdcalcError
from qdcalc.exact.texts import brief, listed
from qdcalc.notice.description import Job, Outcome, Priced
from qdcalc.record import record
from qdcalc.result.changes import compared_tables, in_hundredths
from qdcalc.table.problems import Problems

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.notice.description import Calculation
    from qdcalc.notice.policy import Choice, Interpretation
    from qdcalc.table.description import Compared, Table

_LONGEST = 120  # characters of why an option refuses the input
_FEW = 3  # rows that are named
Sums = Mapping[str, Mapping[str, int]]  # by amount, then by party


@record
class Effect:
    """What an option moves: sums by amount and party, the rows that differ.

    ``refusal`` says why the input can't be calculated under it; then there are no sums.
    """

    interpretation: Interpretation
    choice: Choice
    is_used: bool
    moved: Sums
    rows: int = 0
    named: str = ""
    refusal: str = ""


@record
class Effects:
    """Every option's effect, and the sums as they are: the result's and those of the run again."""

    priced: Priced
    base: Sums
    again: Sums
    options: Sequence[Effect]

    @property
    def parties(self) -> list[str]:
        """Everybody who pays or gets anything, in the order of the result."""
        every = (self.base, *(option.moved for option in self.options))
        return list(dict.fromkeys(n for one in every for sums in one.values() for n in sums))


def outcome_of(job: Job, interpretations: Mapping[str, str] | None = None) -> Outcome:
    """Calculate what a result was calculated from once more, perhaps under other options.

    Raises
    ------
    InputError
        The input is refused under these options.
    """
    from qdcalc.intake.emptiness import refuse_empty

    options = dict(job.interpretations if interpretations is None else interpretations)
    problems = Problems()
    refuse_empty(job.tables, options, problems)
    if problems.has_gaps:
        raise InputError(problems)
    again = replace(job, interpretations=options, problems=problems)
    return job.calculation.compute(again)


def priced_of(calculation: Calculation) -> Priced:
    """Return what is priced: what the calculation declares, else the first sums it compares."""
    if calculation.priced is not None:
        return calculation.priced
    tables = compared_tables(calculation)
    table, how = next((one for one in tables if one[1].is_summed), tables[0])
    return Priced(table.name, how.name[0], how.amounts)


def option_effects(
    job: Job,
    tables: Mapping[str, pd.DataFrame],
    progress: Callable[[str], None] = lambda stage: None,
) -> Effects:
    """Calculate again under each option of each interpretation, one changed at a time.

    Parameters
    ----------
    job : Job
        What the result was calculated from.
    tables : mapping of str to DataFrame
        The result's tables by English name.
    progress : callable, optional
    """
    calculation = job.calculation
    priced = priced_of(calculation)
    # an option may move rows too: the table of what was found of each, before any sum
    detail = next((one for one in compared_tables(calculation) if not one[1].is_summed), None)
    wanted = dict.fromkeys([priced.table, *([detail[0].name] if detail else [])])
    base = {name: tables[name] for name in wanted}
    table = next(t for t in calculation.outputs if t.name == priced.table)
    sums = _sums(base[priced.table], priced, table)
    found = []
    for item in job.policy.interpretations.values():
        for choice in item.choices:
            if job.interpretations[item.key] == choice.key:
                found.append(Effect(item, choice, True, {name: {} for name in sums}))
                continue
            progress(f"重算：{item.name}")
            try:
                outcome = outcome_of(job, {**job.interpretations, item.key: choice.key})
            except QdcalcError as error:
                found.append(Effect(item, choice, False, {}, refusal=_refusal(error)))
                continue
            other = {name: outcome.tables[name]() for name in wanted}
            moved = _moved(sums, _sums(other[priced.table], priced, table))
            rows = _rows(detail, base, other) if detail else []
            found.append(
                Effect(item, choice, False, moved, len(rows), listed(rows[:_FEW], count=len(rows)))
            )
    again = _sums(outcome_of(job).tables[priced.table](), priced, table)
    return Effects(priced, sums, again, found)


def _refusal(error: QdcalcError) -> str:
    """Say in one line why an option can't be calculated."""
    if isinstance(error, InputError):
        first = next((p for p in error.collected if p.is_error), None)
        text = first.line() if first is not None else str(error)
    else:
        text = str(error)
    return f"这个取值下不能计算：{brief(text.splitlines()[0], _LONGEST)}"


def _sums(frame: pd.DataFrame, priced: Priced, table: Table) -> dict[str, dict[str, int]]:
    """Add the amounts up for each party; one that alone is blank everywhere is not priced."""
    found: dict[str, dict[str, int]] = {}
    filled = [name for name in priced.amounts if not len(frame) or frame[name].notna().any()]
    for name in filled or priced.amounts:
        own = in_hundredths(table.column(name), frame[name].fillna(0).astype("int64"))
        sums = own.groupby(frame[priced.party].astype(object), sort=False).sum()
        found[name] = {str(party): int(value) for party, value in sums.items()}
    return found


def _moved(before: Sums, after: Sums) -> dict[str, dict[str, int]]:
    """Return what each party's sum moved by, of the amounts that the result has."""
    moved: dict[str, dict[str, int]] = {}
    for name, own in before.items():
        other = after.get(name, {})
        parties = dict.fromkeys([*own, *other])
        moved[name] = {party: other.get(party, 0) - own.get(party, 0) for party in parties}
    return moved


def _rows(
    detail: tuple[Table, Compared], before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[str]:
    """Name the rows whose verdict or amount differs."""
    table, how = detail
    sides = [_signs(side[table.name], how) for side in (before, after)]
    names = dict.fromkeys([*sides[0], *sides[1]])
    return [name for name in names if sides[0].get(name) != sides[1].get(name)]


def _signs(frame: pd.DataFrame, how: Compared) -> dict[str, tuple[Any, ...]]:
    """Return the verdict and the amounts of each row by what it is about, in words."""
    own = [*filter(None, [how.period]), *how.name]
    texts = frame[own].astype(object).where(frame[own].notna(), "").astype(str)
    names: list[str] = texts.agg("·".join, axis=1).tolist() if len(frame) else []
    values = frame[[*how.verdict, *how.amounts]].astype(object)
    rows = values.where(values.notna(), None).itertuples(index=False, name=None)
    found: dict[str, tuple[Any, ...]] = {}
    for name, row in zip(names, rows, strict=True):
        found[name] = (*found.get(name, ()), *row)
    return found
