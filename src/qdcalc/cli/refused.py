"""What a command does with an input that has errors: tells them, writes the annotated copy."""

from __future__ import annotations

from pathlib import Path

from qdcalc.cli.console import say, say_out_of_date
from qdcalc.errors import FileError, InputError
from qdcalc.files import outputs
from qdcalc.files.plain import told
from qdcalc.notice.description import Calculation
from qdcalc.result.result import Result
from qdcalc.table.problems import Problems

REFUSED = 1  # the exit code


def refuse_input(source: Path, target: Path) -> None:
    """Refuse to write over the input, or over a workbook of the input folder."""
    from qdcalc.workbook.files import is_own_output

    if not (source.exists() and target.exists()):
        return
    is_input = source.samefile(target)
    if target.is_dir() and target.resolve() in source.resolve().parents:
        other = "请换一个输出文件夹；要写工作簿时，输出文件名应以 .xlsx 结尾"
        raise FileError(f"{told(target)} 里有输入，不会被改写。{other}")
    if source.is_dir() and target.resolve().parent == source.resolve():
        is_input = not is_own_output(target)
    if is_input:
        raise FileError(f"{told(target)} 是输入文件，不会被改写，请换一个输出文件名")


def refuse(error: InputError, source: Path, output: Path, undone: str = "没有计算") -> int:
    """Say what is wrong with the input, and what was not done; return the exit code."""
    say(error.collected.summary(), error=True)
    say(undone, error=True)
    try:
        annotate(error.collected, source, output, "_错误标注", overwrite=False)
    finally:
        say_out_of_date(output)
    return REFUSED


def annotate_returned(result: Result, source: Path, output: Path) -> None:
    """Write the annotated copies of the applicants' forms that are returned to them."""
    if result.provenance.returned.problems:
        problems = Problems()
        problems.extend(result.provenance.returned.problems)
        annotate(problems, source, output, "_错误标注", overwrite=False)


def annotate(
    problems: Problems, source: Path, target: Path, ending: str, *, overwrite: bool
) -> None:
    """Write the annotated copy and say where it is; the name is ours where it has an ending."""
    from qdcalc.workbook import annotate_folder

    if ending:
        target = outputs.beside(target, ending, (".xlsx", ".xlsm"))
    for suffix in (".xlsx", ".xlsm"):
        refuse_input(source, target.with_suffix(suffix))
    written, why = annotate_folder.annotate(problems, source, target, overwrite=overwrite)
    only = f"（{why}）" if why else ""
    say(f"问题标注在 {told(written)}{only}", error=True)


def offer_names(calculation: Calculation, source: Path, found: Problems, names: str | None) -> None:
    """Write the names that are not known into a file for a person to decide; say so."""
    from qdcalc.workbook.offer import offer

    offered = offer(calculation, source, found, names)
    if offered is not None:
        say(offered.line())
