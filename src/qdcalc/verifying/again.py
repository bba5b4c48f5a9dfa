"""A result made again from what it records, in each way that this allows; the nearest counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from qdcalc.errors import QdcalcError
from qdcalc.exact.patterns import Lazy
from qdcalc.files.plain import told
from qdcalc.intake.given import Files, source_frames
from qdcalc.notice.description import Calculation
from qdcalc.record import record
from qdcalc.result.closing_tables import RUN
from qdcalc.result.receipt import Receipt
from qdcalc.table.problems import Problems
from qdcalc.verifying.inputs import Inputs
from qdcalc.verifying.kinds import Asked, Due, Kind
from qdcalc.workbook.differing import Differences
from qdcalc.workbook.found import under_recorded_names

_ENVIRONMENT = Lazy(r"Python [\w.+-]+(?:[，、][\w-]+ [\w.+-]+)*")


@record
class Choice:
    """One way to run again: options and settings of the call, files under their recorded names."""

    options: tuple[tuple[str, str], ...]
    settings: tuple[tuple[str, str], ...]
    is_renamed: bool = True


@dataclass
class Again:
    """What is needed to run again; the interpretations of the last run."""

    kind: Kind
    calculation: Calculation
    receipt: Receipt
    source: Any
    inputs: Inputs
    policy: Path | None
    names: Path | None
    previous: Path | None
    said: Problems
    folder: Path
    progress: Callable[[str], None]
    resolved: Mapping[str, str] = field(default_factory=dict)

    def write(self, choice: Choice, number: int) -> Due:
        """Run with a choice and write the result."""
        place = self.folder / str(number)
        place.mkdir()
        source, policy, previous = self.source, self.policy, self.previous
        names = self.names
        receipt, frames = self.receipt, None
        if self.inputs:
            frames = source_frames(source, receipt.framed[0]) if receipt.framed else None
            source = self._files(choice, place)
        if policy is not None and choice.is_renamed:
            (policy,) = under_recorded_names([policy], receipt.policy_files, _made(place / "p"))
        if names is not None and receipt.names and choice.is_renamed:
            (names,) = under_recorded_names([names], [receipt.names], _made(place / "n"))
        if previous is not None and receipt.previous and choice.is_renamed:
            (previous,) = under_recorded_names([previous], [receipt.previous], _made(place / "q"))
        settings = _by_name(self.calculation, dict(choice.settings))
        options = dict(choice.options)
        asked = Asked(
            self.calculation, source, frames, options, settings, policy, names, previous,
            receipt, self.progress,
        )  # fmt: skip
        due = self.kind.write(asked, place)
        self.resolved = due.resolved
        return due

    def _files(self, choice: Choice, place: Path) -> Any:
        """Return the input files, under the names that they had where that is the choice."""
        root, files = self.inputs.root, self.receipt.files
        if root is not None:
            is_alone = root.is_file() and choice.is_renamed
            return under_recorded_names([root], files, place)[0] if is_alone else root
        paths = self.inputs.paths
        named = under_recorded_names(paths, files, place) if choice.is_renamed else tuple(paths)
        return Files(named, self.said)

    def is_renamed(self) -> bool:
        """Say whether an input bears another name than it had."""
        paths = self.inputs.paths
        if self.inputs.root is not None and self.inputs.root.is_file():
            paths = [self.inputs.root]
        pairs = zip(paths, self.receipt.files, strict=False)
        return any(told(path.name) != one.name for path, one in pairs)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _by_name(calculation: Calculation, settings: Mapping[str, str]) -> dict[str, str]:
    return {s.name: settings[s.label] for s in calculation.settings if s.label in settings}


def choices(
    receipt: Receipt, told_by_basis: tuple[dict[str, str], dict[str, str]], *, is_renamed: bool
) -> Iterator[Choice]:
    """Yield the ways to run again: as one sheet says, then as the other where they differ."""
    options, settings = told_by_basis
    ours = {key: receipt.options.get(key, option) for key, option in options.items()}
    theirs = {k: receipt.settings.get(k, (v, ""))[0] for k, v in settings.items()}
    for chosen, values in ((ours, theirs), (options, settings), (options, theirs)):
        first = Choice(tuple(chosen.items()), tuple(values.items()))
        yield first
        if is_renamed:
            yield replace(first, is_renamed=False)


def least(again: Again, result: Path, ways: list[Choice]) -> Differences:
    """Run again in each way until one gives the very result; return the fewest differences."""
    best: Differences | None = None
    tried: list[Choice] = []
    said = ""
    while ways and (best is None or best.count):
        choice = ways.pop(0)
        if choice in tried:
            continue
        tried.append(choice)
        try:
            due = again.write(choice, len(tried))
        except QdcalcError as error:
            said = str(error).partition("\n")[0]
            continue
        found = _compared(again, result, due)
        is_fewer = best is None or found.count < best.count
        if is_fewer or (best and found.count == best.count and not choice.is_renamed):
            best = found
        forced = {k: v for k, v in again.receipt.options.items() if again.resolved.get(k) != v}
        if forced and set(forced) <= set(again.resolved):
            ways.append(replace(choice, options=tuple((dict(choice.options) | forced).items())))
    if best is None:
        best = Differences()
        best.add(RUN.label, "", "按记录重新计算不出来", said, "能重新计算")
    return best


def _compared(again: Again, result: Path, due: Due) -> Differences:
    again.progress("比对")
    recorded, ours = again.receipt.environment, due.environment
    is_other = recorded != ours and bool(_ENVIRONMENT.fullmatch(recorded))
    found = again.kind.differences(result, due, again.receipt, is_other=is_other)
    if is_other:
        found.notes.append(f"运行环境与记录的不同：记录 {recorded}，这里 {ours}")
    return found
