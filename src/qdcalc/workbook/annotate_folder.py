"""The annotated copies of a folder: one of each faulty workbook, a summary that links to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from qdcalc.exact.texts import listed
from qdcalc.files import outputs
from qdcalc.files.plain import told
from qdcalc.parquet.paths import is_parquet
from qdcalc.table.problems import Problem, Problems
from qdcalc.workbook.annotate import Copied, annotated_copy, write_annotated, write_summary
from qdcalc.workbook.files import ANNOTATED, input_files

MOST_COPIES = 100
_SUFFIXES = (".xlsx", ".xlsm")


def annotate(
    problems: Problems, source: Path, target: Path, *, overwrite: bool = False
) -> tuple[Path, str]:
    """Write the annotated copy of a workbook; of a folder a copy of each faulty workbook.

    A workbook is faulty that has errors; where none has, one that has warnings. The copies of a
    folder stand beside the summary, which is returned; as ``write_annotated``.
    """
    if is_parquet(source):
        note = "输入是 Parquet，这里是全部错误的汇总；行号是各文件里的第几行，从 1 起"
        items = problems.distinct()
        return write_summary(items, target, note, {}, overwrite=overwrite), note
    if source.is_dir():
        return _annotate_folder(problems, source, target, overwrite)
    return write_annotated(problems, source, target, overwrite=overwrite)


def _annotate_folder(
    problems: Problems, folder: Path, target: Path, overwrite: bool
) -> tuple[Path, str]:
    items = problems.distinct()
    files = {told(path.name): path for path in input_files(folder, Problems())}
    alone = next(iter(files)) if len(files) == 1 else ""
    faulty = dict(_faulty(items, alone, files))
    copies: dict[str, Copied] = {}
    for name, own in list(faulty.items())[:MOST_COPIES]:
        ending = "" if ANNOTATED in target.stem else ANNOTATED
        place = outputs.beside(target, f"{ending}_{files[name].stem}", _SUFFIXES)
        copied = annotated_copy(own, files[name], place, overwrite=overwrite)
        if copied is not None:
            copies[name] = copied
    if alone in copies:
        copies[""] = copies[alone]
    note = "输入是文件夹，这里是全部错误的汇总"
    if made := [one.path.name for name, one in copies.items() if name]:
        note = f"汇总；有错误的工作簿各有一份标注：{listed(made)}"
    if lost := [name for name in faulty if name not in copies]:
        note += f"；没有标注副本的请对照汇总修改：{listed(lost)}"
    return write_summary(items, target, note, copies, overwrite=overwrite), note


def _faulty(
    items: Sequence[Problem], alone: str, files: dict[str, Path]
) -> Iterator[tuple[str, list[Problem]]]:
    """Yield the workbooks that have errors (else warnings) with what was found in each."""
    by_file: dict[str, list[Problem]] = {}
    for item in items:
        by_file.setdefault(item.file or alone, []).append(item)
    has_errors = any(item.is_error for item in items)
    for name in files:
        own = by_file.get(name, [])
        if any((item.is_error or not has_errors) and item.sheet for item in own):
            yield name, own
