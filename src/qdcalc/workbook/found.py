"""Where the files of an earlier run are now: by the names and the SHA-256 that it recorded."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from qdcalc.errors import FileError
from qdcalc.files.hashes import sha256
from qdcalc.files.plain import told
from qdcalc.notice.names import BESIDE
from qdcalc.result.receipt import Recorded
from qdcalc.table.problems import Problem, Problems
from qdcalc.workbook.files import ARCHIVE, COPY, IN_SUBFOLDER, LOCK_FILE, OTHER_FORMAT, OWN_OUTPUT

_MOST = 2000  # files that are looked at
_HASH = 16  # characters of a SHA-256 that are shown
_SUFFIXES = (".xlsx", ".xlsm", ".toml")
_OF_THE_FOLDER = {
    fault.code: fault
    for fault in (OWN_OUTPUT, LOCK_FILE, OTHER_FORMAT, IN_SUBFOLDER, COPY, ARCHIVE, BESIDE)
}


@dataclass
class Pool:
    """The files among which those of the run are looked for.

    ``neighbours`` are of other folders beside the result's: only one of the recorded name counts.
    ``is_given`` says that a person named the file.
    """

    files: list[Path]
    neighbours: list[Path] = field(default_factory=list)
    is_given: bool = False
    hashes: dict[Path, str] = field(default_factory=dict)

    def digest(self, path: Path) -> str:
        """Return a file's SHA-256, reckoned once."""
        if path not in self.hashes:
            try:
                self.hashes[path] = sha256(path)
            except OSError:
                self.hashes[path] = ""
        return self.hashes[path]

    def find(self, wanted: Recorded) -> Path | None:
        """Return the file of that SHA-256, the one of that name first."""
        ranked = sorted(self.files, key=lambda path: told(path.name) != wanted.name)
        if not any(told(path.name) == wanted.name for path in self.files):
            ranked += [path for path in self.neighbours if told(path.name) == wanted.name]
        same = (path for path in ranked if wanted.sha256 and self.digest(path) == wanted.sha256)
        return next(same, None)

    def said_of(self, wanted: Recorded) -> str:
        """Say why a file was not found: nowhere, or its content is another."""
        near = [*self.files, *self.neighbours]
        named = [path for path in near if told(path.name) == wanted.name]
        named = named or (self.files if self.is_given else [])
        if not named:
            return f"找不到 {wanted.name}"
        now, then = self.digest(named[0])[:_HASH], wanted.sha256[:_HASH]
        return f"{wanted.name} 的 SHA-256 记录的是 {then}…，{told(named[0])} 是 {now}…"


def pool_of(given: Path | None, result: Path) -> Pool:
    """Return the files to look among: the one given, a folder's, or those beside the result.

    Without one given, the folders in the result's folder and beside it are looked through, too:
    输入 and 输出 stand side by side in what ``demo`` leaves.
    """
    if given is not None and not given.exists():
        raise FileError(f"找不到 {told(given)}，请核对文件名和文件夹")
    if given is not None and not given.is_dir():
        return Pool([given], is_given=True)
    folder = given or result.parent
    found, near = _listed(folder), []
    if given is None:
        found += _listed_in_folders_of(folder)
        near = _listed_in_folders_of(folder.resolve().parent)
    own = result.resolve()
    files = [path for path in found[:_MOST] if path.resolve() != own]
    return Pool(files, [path for path in near[:_MOST] if path.resolve() != own])


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _listed_in_folders_of(folder: Path) -> list[Path]:
    return [file for inner in _entries(folder) if inner.is_dir() for file in _listed(inner)]


def _listed(folder: Path) -> list[Path]:
    return [p for p in _entries(folder) if p.suffix.lower() in _SUFFIXES and p.is_file()]


def inputs_of(wanted: Sequence[Recorded], pool: Pool) -> list[Path]:
    """Return the recorded inputs, in the order of the run.

    Raises
    ------
    FileError
        One is not there, or its content is another; each is named.
    """
    found = [pool.find(one) for one in wanted]
    lost = [pool.said_of(one) for one, path in zip(wanted, found, strict=True) if path is None]
    if lost:
        more = f" 等 {len(lost):,} 个" if len(lost) > 3 else ""
        is_other = any("SHA-256" in text for text in lost)
        what = "输入不是结果所记录的" if is_other else "当时的输入不在手边"
        raise FileError(
            f"{what}：{'；'.join(lost[:3])}{more}。请把当时的输入放在结果旁边，或写在命令的后面"
        )
    return [path for path in found if path is not None]


def under_recorded_names(
    paths: Sequence[Path], wanted: Sequence[Recorded], folder: Path
) -> tuple[Path, ...]:
    """Return the files under the names that they had, copied where they bear another now.

    A record that was edited may name what no file can be called: such a file keeps its own.
    """
    named = []
    for number, (path, one) in enumerate(zip(paths, wanted, strict=True)):
        is_plain = os.path.basename(one.name) == one.name and "\\" not in one.name  # noqa: PTH119
        if told(path.name) != one.name and is_plain:
            place = folder / str(number)
            place.mkdir()
            with suppress(OSError, ValueError):
                path = Path(shutil.copyfile(path, place / one.name))
        named.append(path)
    return tuple(named)


def said_of_the_folder(rows: Iterable[Sequence[object]]) -> Problems:
    """Return the warnings of 问题提示 that tell of other files in the input's folder.

    They can't be found again from the inputs alone; those whose words are ours are taken as they
    stand.
    """
    found = Problems()
    for row in rows:
        texts = ["" if cell is None else str(cell) for cell in row]
        level, code, sheet, cell, column, value, problem, remedy, file = (*texts, *[""] * 9)[:9]
        fault = _OF_THE_FOLDER.get(code)
        if fault is None or sheet or cell or column or value or level != fault.level:
            continue
        matched = _template(fault.problem).fullmatch(problem)
        if matched and _template(fault.remedy).fullmatch(remedy):
            found.extend([Problem(fault, file=file, fields=matched.groupdict())])
    return found


def _template(text: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", text)
    return re.compile(
        "".join(f"(?P<{p}>.*)" if n % 2 else re.escape(p) for n, p in enumerate(parts)), re.S
    )
