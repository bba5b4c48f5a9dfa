"""The command line: what each command does; nothing heavy is imported for --help."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from qdcalc.cli import console
from qdcalc.cli.arguments import PROGRAM, SELECTOR, parser
from qdcalc.cli.console import say, say_out_of_date
from qdcalc.cli.in_parts import parts_asked, run_in_parts
from qdcalc.cli.parser import Parser
from qdcalc.cli.progress import Progress
from qdcalc.cli.refused import (
    REFUSED,
    annotate,
    annotate_returned,
    offer_names,
    refuse,
    refuse_input,
)
from qdcalc.cli.wanted import choices as choices_of
from qdcalc.cli.wanted import is_folder, request, wanted, workbook
from qdcalc.errors import FileError, InputError, QdcalcError, SelfCheckError, UsageError
from qdcalc.files import outputs
from qdcalc.files.plain import reason, told
from qdcalc.notice.catalogue import find, named
from qdcalc.notice.description import Calculation
from qdcalc.result.result import Result
from qdcalc.run import run
from qdcalc.table.problems import Problems

DONE, FAILED = 0, 2
MOST_ERRORS = 200  # of a check, line by line


def _run(arguments: argparse.Namespace) -> int:
    calculation, source, given = request(arguments)
    name = wanted(arguments.output, "-o（输出文件）")
    output = Path(name) if is_folder(name) else workbook(name)
    refuse_input(source, output)
    if (parts := parts_asked(arguments)) is not None:
        return run_in_parts(calculation, source, output, parts, given, arguments)
    try:
        with Progress() as progress:
            result = run(calculation, source, progress=progress.stage, **given)
            if arguments.previous is not None:
                result.against(wanted(arguments.previous, "--previous 的文件名"))
            with result.tables.held():
                _write(result, output, progress, arguments)
                is_sound = result.is_sound
    except InputError as error:
        return refuse(error, source, output)
    except BaseException:
        say_out_of_date(output)
        raise
    code = _report(result, output, is_sound=is_sound)
    annotate_returned(result, source, output)
    return code


def _write(result: Result, output: Path, progress: Progress, arguments: argparse.Namespace) -> None:
    """Write a workbook, or a folder of Parquet."""
    if is_folder(arguments.output):
        from qdcalc.parquet.write import write_result

        write_result(result, output, progress.rows, overwrite=arguments.overwrite)
    else:
        from qdcalc.workbook import write

        how = {"overwrite": arguments.overwrite, "values": arguments.values}
        write.write_result(result, output, progress.rows, **how)


def _report(result: Result, output: Path, *, is_sound: bool) -> int:
    """Say what was written; a result whose own checks fail is no success."""
    for line in result.headline.console():
        say(line)
    say(f"已写出 {told(output)}")
    for group in result.found.groups():
        say(group.line(), error=True)
    return DONE if is_sound else FAILED


def _check(arguments: argparse.Namespace) -> int:
    calculation, source, choices = request(arguments)
    if arguments.output is not None:
        arguments.output = wanted(arguments.output, "-o 的文件名")
        refuse_input(source, workbook(arguments.output, (".xlsx", ".xlsm")))
    named_outputs = [Path(arguments.output)] if arguments.output else []
    try:
        with Progress() as progress:
            found = _found(calculation, source, progress, choices)
        said = found.summary(MOST_ERRORS, tells_notices=True) if len(found) else "没有发现问题"
        for output in named_outputs:
            try:
                annotate(found, source, output, "", overwrite=arguments.overwrite)
            except FileError:
                say(said, error=True)  # what was found is told all the same
                raise
    except BaseException:
        say_out_of_date(*named_outputs)
        raise
    say(said)
    offer_names(calculation, source, found, choices["names"])
    return REFUSED if found.has_errors else DONE


def _found(
    calculation: Calculation, source: Path, progress: Progress, choices: dict[str, Any]
) -> Problems:
    """Return the problems of an input, whether it can be calculated or not."""
    try:
        return run(calculation, source, progress=progress.stage, **choices).found
    except InputError as error:
        return error.collected


def _adopt(arguments: argparse.Namespace) -> int:
    from qdcalc.workbook.adopt import adopted
    from qdcalc.workbook.choose import calculation_for

    if arguments.source is None:  # the calculation is told by the sheets
        arguments.calculation, arguments.source = None, arguments.calculation
    source = Path(wanted(arguments.source, "IN（您的表）"))
    if arguments.calculation is None:
        arguments.calculation = calculation_for(source, takes_alike=True).name
    calculation, source, choices = request(arguments)
    output = workbook(wanted(arguments.output, "-o（输出文件）"))
    refuse_input(source, output)
    try:
        written = adopted(calculation, source, output, overwrite=arguments.overwrite, **choices)
    except InputError as error:
        code = refuse(error, source, output, "没有转成模板：请改好这些错误，再转一次")
        offer_names(calculation, source, error.collected, choices["names"])
        return code
    except BaseException:
        say_out_of_date(output)
        raise
    say(f"已写出 {told(written)}（{calculation.title}）")
    say("请核对工作表“采用说明”里的每一条并签字，以后用 run 计算这个文件")
    return DONE


def _template(arguments: argparse.Namespace) -> int:
    from qdcalc.workbook.template import write_template

    calculation = find(wanted(arguments.calculation, "CALC（计算的名称）"))
    output = workbook(wanted(arguments.output, "-o（模板文件）"))
    month = "" if arguments.month is None else wanted(arguments.month, "--month 的月份")
    if arguments.form:
        from qdcalc.workbook.form import write_form

        if month:
            raise UsageError("申请表没有按月的行，--form 和 --month 只能用一个")
        say(f"已写出申请表 {told(write_form(calculation, output))}")
        return DONE
    say(f"已写出模板 {told(write_template(calculation, output, month))}")
    for prefill in calculation.prefill(month).values():
        if prefill.doubt:
            say(f"警告：{prefill.doubt}", error=True)
    return DONE


def _write_report(arguments: argparse.Namespace) -> int:
    from qdcalc.cli.report import obey

    try:
        with Progress() as progress:
            stages = {"progress": progress.stage}
            failed = obey(arguments, lambda r: {**choices_of(arguments, r.calculation), **stages})
    except InputError as error:
        say(error.collected.summary(), error=True)
        say("没有写出报告", error=True)
        return REFUSED
    return FAILED if failed else DONE


def _demo(arguments: argparse.Namespace) -> int:
    from qdcalc.cli.demo import write_demo

    for line in write_demo(Path(arguments.folder)):
        say(line)
    return DONE


def _verify(arguments: argparse.Namespace) -> int:
    from qdcalc.cli.verify import tell
    from qdcalc.verifying.verify import verified

    result = Path(wanted(arguments.result, "RESULT.xlsx（要核对的结果）"))
    given = {
        name: None if value is None else wanted(value, f"--{name} 的文件名")
        for name, value in (
            ("policy", arguments.policy),
            ("names", arguments.names),
            ("previous", arguments.previous),
        )
    }
    with Progress() as progress:
        found = verified(result, arguments.source, progress=progress.stage, **given)
    tell(result.absolute(), found)
    return REFUSED if found.count else DONE


def _compare(arguments: argparse.Namespace) -> int:
    from qdcalc.workbook.compare import compared

    before, after = (
        Path(wanted(value, f"{name}（要比较的结果）"))
        for value, name in ((arguments.before, "A.xlsx"), (arguments.after, "B.xlsx"))
    )
    output = workbook(wanted(arguments.output, "-o（输出文件）"))
    for given in (before, after):
        if outputs.is_same(given, output):
            raise FileError(f"{told(output)} 是要比较的结果，不会被改写，请换一个输出文件名")
    try:
        with Progress() as progress:
            found = compared(before, after, progress=progress.stage)
        found.to_excel(output, overwrite=arguments.overwrite)
    except BaseException:
        say_out_of_date(output)
        raise
    say("\n".join(found.lines()))
    say(f"已写出 {told(output)}")
    for note in found.notes:
        say(f"注意：{note}", error=True)
    return DONE if found.is_sound else FAILED


def _sensitivity(arguments: argparse.Namespace) -> int:
    calculation, source, choices = request(arguments)
    output = workbook(wanted(arguments.output, "-o（输出文件）"))
    refuse_input(source, output)
    within = arguments.within
    if within is not None:
        from qdcalc.notice.thresholds import within_of

        within_of(wanted(within, "--within 的比例"))
    try:
        with Progress() as progress:
            result = run(calculation, source, progress=progress.stage, **choices)
            found = result.sensitivity(within=within, progress=progress.stage)
        found.to_excel(output, overwrite=arguments.overwrite)
    except InputError as error:
        return refuse(error, source, output)
    except BaseException:
        say_out_of_date(output)
        raise
    say("\n".join(found.lines()))
    say(f"已写出 {told(output)}")
    return DONE if found.is_sound else FAILED


def _explain(arguments: argparse.Namespace) -> int:
    calculation, source, choices = request(arguments)
    given = {
        name.removeprefix(SELECTOR): wanted(value, f"--{name.removeprefix(SELECTOR)} 的取值")
        for name, value in vars(arguments).items()
        if name.startswith(SELECTOR) and value is not None
    }
    output = None
    if arguments.output is not None:
        output = Path(wanted(arguments.output, "-o 的文件名"))
        if output.suffix.lower() not in (".docx", ".html", ".htm", ".txt"):
            said = told(str(output))
            raise UsageError(f"输出文件名应以 .docx、.html 或 .txt 结尾，现在是 {said}")
        refuse_input(source, output)
    try:
        with Progress() as progress:
            result = run(calculation, source, progress=progress.stage, **choices)
            found = result.explain(output, overwrite=arguments.overwrite, **given)
    except InputError as error:
        say(error.collected.summary(), error=True)
        say("没有计算，金额的来历要等输入改好才能说明", error=True)
        return REFUSED
    say(str(found) if output is None else f"已写出 {told(output)}")
    return DONE


def _rules(arguments: argparse.Namespace) -> int:
    from qdcalc.cli import coverage, rules

    say("\n".join(coverage.lines() if arguments.coverage else rules.lines()))
    return DONE


def _interpretations(arguments: argparse.Namespace) -> int:
    from qdcalc.cli.rules import interpretation_lines

    say("\n".join(interpretation_lines()))
    return DONE


_COMMANDS: dict[str, tuple[Callable[[argparse.Namespace], int], str]] = {
    "run": (_run, "计算：读输入工作簿，写输出工作簿"),
    "check": (_check, "只检查输入工作簿，列出全部问题"),
    "adopt": (_adopt, "把您自己的表转成规定的模板，逐条写明每一列、每一行怎样采用"),
    "template": (_template, "写出空白的输入工作簿，带下拉列表和填表说明"),
    "report": (_write_report, "写出通报、清算通知等文档（.docx、.html、PDF）"),
    "verify": (_verify, "核对一份结果（工作簿或文件夹）：重新计算，逐格比对，说出每一处改动"),
    "compare": (_compare, "比较两份结果：哪些判定和金额变了，为什么；差额加得起来"),
    "sensitivity": (_sensitivity, "每种口径改取别的取值、每个临界的判断落到另一侧，金额变多少"),
    "explain": (_explain, "说明一个金额怎么来的：从结果一步步追到输入的单元格"),
    "demo": (_demo, "写出示例数据并计算一遍"),
    "rules": (_rules, "列出通知里每条可计算的条款和计算它的函数"),
    "interpretations": (_interpretations, "列出口径：问题、选项、默认值和理由"),
}
_CHINESE = {
    "口径": "interpretations", "条款": "rules", "计算": "run", "检查": "check", "示例": "demo",
    "模板": "template", "采用": "adopt", "报告": "report", "核对": "verify", "比较": "compare",
    "敏感性": "sensitivity", "说明": "explain",
}  # fmt: skip


_OF_ONE = {"run", "check"}  # whose options are those of the calculation that they name


def command_line() -> Parser:
    """Return the parser of every command."""
    return parser({name: sentence for name, (_, sentence) in _COMMANDS.items()})


def spellings() -> list[tuple[str, ...]]:
    """Return each command's name and its Chinese ones."""
    return [(name, *(c for c, own in _CHINESE.items() if own == name)) for name in _COMMANDS]


def _of_one(name: str, words: list[str]) -> argparse.Namespace | None:
    """Return what a run of one calculation is told, without loading the others.

    None where there may be more to say: help, an option of another, whatever is wrong.
    """
    calculation = named(words[0]) if words and name in _OF_ONE else None
    if calculation is None or {"-h", "--help"} & set(words):
        return None
    try:
        only = parser({name: _COMMANDS[name][1]}, (calculation,))
        known, unknown = only.parse_known_args([name, *words])
    except UsageError:
        return None
    return None if unknown else known


def _obey(words: list[str]) -> int:
    """Find the command and run it."""
    if not words:
        command_line().print_help()
        return DONE
    name = _CHINESE.get(words[0], words[0])
    if not name.startswith("-") and name not in _COMMANDS:
        raise UsageError(f"没有命令“{name}”。可用的有：{'、'.join(_COMMANDS)}")
    told_of_one = _of_one(name, words[1:])
    if told_of_one is not None:
        return _COMMANDS[name][0](told_of_one)
    known, unknown = command_line().parse_known_args([name, *words[1:]])
    if unknown:
        which = "" if name.startswith("-") else f" {name}"
        raise UsageError(f"不认识“{unknown[0]}”。用法见 {PROGRAM}{which} --help")
    return _COMMANDS[known.command][0](known)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code: 0 done, 1 input refused, 2 wrong usage or file."""
    console.speak_any_encoding()
    with console.guarded():
        return console.finished(_outcome(arguments), FAILED)


def _outcome(arguments: Sequence[str] | None) -> int:
    """Run a command; say in Chinese what stopped it."""
    try:
        return _obey(list(sys.argv[1:] if arguments is None else arguments))
    except SelfCheckError as error:
        message = f"程序自检没有通过：{error}"
    except QdcalcError as error:
        message = str(error)
    except KeyboardInterrupt:
        message = "已停止，没有写完的文件没有留下，以前的文件没有改动"
    except BrokenPipeError:  # the reader of our output has left
        return DONE
    except OSError as error:
        place = f"{told(error.filename)} " if isinstance(error.filename, str) else ""
        message = f"{place}文件读写不了：{reason(error)}"
    except MemoryError:
        message = "内存不足，没有写出任何文件。请关闭其他程序，或分成几个月分别计算"
    except Exception:
        message = console.defect()
    say(message, error=True)
    return FAILED
