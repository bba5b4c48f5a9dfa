"""The inputs of an earlier run: workbooks or Parquet, given or beside the result, by SHA-256."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qdcalc.errors import FileError, UsageError
from qdcalc.files.plain import told
from qdcalc.intake.given import output_path, source_path
from qdcalc.parquet.found import root_of
from qdcalc.parquet.paths import SUFFIX
from qdcalc.result.receipt import Receipt, Recorded
from qdcalc.table.problems import Problems
from qdcalc.workbook.files import input_files
from qdcalc.workbook.found import Pool, inputs_of, pool_of


@dataclass
class Inputs:
    """The recorded input files: workbooks, or the folder or file of Parquet that they are."""

    paths: list[Path] = field(default_factory=list)
    root: Path | None = None

    def __bool__(self) -> bool:
        return bool(self.paths) or self.root is not None

    def left_out(self, source: Any) -> list[str]:
        """Return the workbooks of a given folder that were no input of the run."""
        is_path = isinstance(source, (str, os.PathLike))
        if self.root is not None or not is_path or not Path(source).is_dir():
            return []
        files = input_files(Path(source), Problems())
        return [told(path.name) for path in files if path not in self.paths]


def inputs(receipt: Receipt, source: Any, result: Path) -> tuple[Pool, Inputs]:
    """Return where to look for files, and the recorded inputs; none where they are frames."""
    framed, files = receipt.framed, receipt.files
    is_path = source is None or isinstance(source, (str, os.PathLike))
    if framed and is_path:
        tables = "、".join(f'"{label}": 当时的表' for label in framed)
        beside = "，当时的文件放在结果旁边" if files else ""
        raise FileError(
            f"结果的输入里有 DataFrame（{'、'.join(framed)}），没有文件可以核对。"
            f"请在 Python 里用 qdcalc.verify(结果, {{{tables}}}){beside}"
        )
    if files and not (framed or is_path):
        raise FileError("结果记录的输入是文件，请给出当时的文件或文件夹")
    if not files:
        return pool_of(None, result), Inputs()
    given = source_path(source) if source is not None and is_path else None
    pool = pool_of(given, result)
    if all(one.name.lower().endswith(SUFFIX) for one in files):
        found = Inputs(root=root_of(files, given, result))
    else:
        found = Inputs(inputs_of(files, pool))
    if given is not None:  # the policy file may lie beside the result
        pool.files += pool_of(None, result).files
    return pool, found


def recorded(
    wanted: Recorded | None, given: Any, pool: Pool, what: str, name: str, unused: str = ""
) -> Path | None:
    """Return a file that the run used beside its input: policy, names, the earlier result."""
    path = None if given is None else output_path(given)
    if wanted is None:
        if path is not None:
            said = unused or f"结果没有用{what}"
            raise UsageError(f"{said}，不要写 --{name}（Python 里是 {name}）")
        return None
    among = pool if path is None else Pool([path])
    found = among.find(wanted)
    if found is None:
        other = "" if path is None else f"给出的 {told(path)} 不是它；"
        raise FileError(
            f"结果用了{what} {wanted.name}（SHA-256 {wanted.sha256[:16]}…），{other}"
            f"请用 --{name}（Python 里是 {name}）给出当时的文件"
        )
    return found
