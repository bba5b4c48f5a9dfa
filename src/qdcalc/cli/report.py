"""The command ``report``: which document of which input goes where."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qdcalc.cli.console import say
from qdcalc.cli.saving import Saving
from qdcalc.document.office import FILE_NAME, Office, default_office, read_office
from qdcalc.errors import FileError, SelfCheckError, UsageError
from qdcalc.files.plain import named, told
from qdcalc.notice.catalogue import reports
from qdcalc.notice.reporting import Report, Request
from qdcalc.report import asked
from qdcalc.report.asked import COMBINED, COMBINED_TITLE
from qdcalc.report.pdf import office
from qdcalc.run import run

if TYPE_CHECKING:
    from qdcalc.document.model import Document
    from qdcalc.result.result import Result

Choices = Callable[[Report], Mapping[str, Any]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's own arguments."""
    parser.add_argument("report", nargs="?", metavar="REPORT", help="报告的名称，英文或中文")
    parser.add_argument("source", nargs="?", metavar="IN", help="输入工作簿，或放着工作簿的文件夹")
    for option, metavar, said in (
        ("--output", "OUT.docx", "输出文件，.docx 或 .html"),
        ("--quarter", "2018Q4", "哪个季度，也可以写 2018年第四季度"),
        ("--month", "2018-11", "公示哪个月，默认输入里最后一个月"),
        ("--office", FILE_NAME, "单位名称、文号、联系人等；python -m qdcalc demo 会留下一份待填的"),
        ("--template", "模板.docx", "用您自己的模板，占位符见 --placeholders"),
        ("--template-out", "模板.docx", "写出我们的模板，供修改，不需要输入"),
        ("--day", "2018-11-03", "落款日期，默认今天"),
    ):
        names = ("-o", option) if option == "--output" else (option,)
        parser.add_argument(*names, nargs="?", const="", metavar=metavar, help=said)
    for each in dict.fromkeys(r.each for r in reports() if r.each):
        said = "每个区市（或申请单位）各写一份，放进这个文件夹"
        parser.add_argument(f"--{each}", nargs="?", const="", metavar="DIR", help=said)
    for notice in dict.fromkeys(r.calculation.notice for r in reports()):
        said = f"季度综合通报里 {notice} 部分的输入"
        parser.add_argument(f"--{notice}", nargs="?", const="", metavar="IN", help=said)
    parser.add_argument(
        "--font",
        action="append",
        default=[],
        metavar="正文=仿宋_GB2312",
        help="换用的字体，可写多次",
    )
    parser.add_argument("--audit", action="store_true", help="加上供审计的附件：版本、哈希、提示")
    parser.add_argument("--pdf", action="store_true", help="另写一份 PDF（需要 LibreOffice）")
    parser.add_argument("--placeholders", action="store_true", help="列出模板可用的占位符")


def obey(arguments: argparse.Namespace, choices: Choices) -> bool:
    """Write what was asked for; return whether one of many documents failed.

    Raises
    ------
    UsageError, FileError, InputError
        As elsewhere.
    """
    target = _target(arguments.output)
    if _is_only_template(arguments, target):
        _saving(arguments, target, default_office()).our_template(_template_out(arguments))
        return False
    if not arguments.report:
        raise UsageError(f"没有写报告的名称。可用的有：{asked.known()}")
    is_combined = arguments.report in (COMBINED, COMBINED_TITLE)
    found = reports() if is_combined else (asked.find(arguments.report),)
    issuer = _office(arguments, found)
    request = Request(
        asked.quarter_of(arguments.quarter), asked.day_of(arguments.day),
        asked.month_of(arguments.month), issuer,
        arguments.audit,
    )  # fmt: skip
    saving = _saving(arguments, target, issuer)
    _refuse_what_has_no_effect(arguments, target, found)
    if arguments.pdf:
        office()
    if is_combined:
        if target is None and not _only_template(arguments):
            raise UsageError("没有写 -o（输出文件）")
        with saving.known(target):
            _save(_combined(arguments, request, choices), target, arguments, saving)
        return False
    report = found[0]
    asked.refuse_no_quarter(report, request)
    folder = _folder(arguments, report)
    if target is None and folder is None and not _only_template(arguments):
        raise UsageError("没有写 -o（输出文件）")
    if not arguments.source:
        raise UsageError("没有写 IN（输入文件）")
    with saving.known(target):
        result = _result(report, arguments.source, choices)
        if target is not None or _only_template(arguments):
            _save(report.compose(result, request), target, arguments, saving)
    if folder is None:
        return False
    return saving.all_of(report.split(result, request), f"_{report.title}.docx", folder)


def _is_only_template(arguments: argparse.Namespace, target: Path | None) -> bool:
    """Whether nothing but our template is asked for, which needs no input."""
    each = [getattr(arguments, r.each.replace("-", "_")) for r in reports() if r.each]
    wanted = target is not None or arguments.placeholders or any(e is not None for e in each)
    return arguments.template_out is not None and not wanted


def _template_out(arguments: argparse.Namespace) -> Path:
    return Path(arguments.template_out or named("模板.docx"))


def _office(arguments: argparse.Namespace, found: Sequence[Report]) -> Office:
    """Return who issues the documents."""
    if arguments.office is None:
        return default_office()
    if not arguments.office:
        raise UsageError(f"--office 后面要写文件，例如 --office {FILE_NAME}")
    overlay = Path(arguments.policy) if arguments.policy else None
    districts = [
        name
        for policy in {r.calculation.notice: r.calculation for r in found}.values()
        if "districts" in (rules := policy.policy(overlay)).figures
        for version in rules.figures["districts"].versions
        for name in version.value
    ]
    return read_office(Path(arguments.office), districts)


def _saving(arguments: argparse.Namespace, target: Path | None, issuer: Office) -> Saving:
    """Return how documents are written; refuse to write over an input or the own template."""
    notices = {r.calculation.notice for r in reports()}
    given = [arguments.source, arguments.template, arguments.policy, arguments.office]
    given += [getattr(arguments, notice) for notice in notices]
    out = arguments.template_out
    if out and not out.lower().endswith(".docx"):
        raise UsageError(f"模板的文件名应以 .docx 结尾，现在是 {told(out)}")
    if arguments.template is not None and not Path(arguments.template).is_file():
        raise FileError(f"没有模板文件 {told(arguments.template)}，请核对文件名和文件夹")
    own = issuer.template if arguments.template is None else Path(arguments.template)
    saving = Saving(
        fonts=dict(issuer.fonts) | dict(_font(text) for text in arguments.font),
        template=own,
        has_pdf=arguments.pdf,
        overwrite=arguments.overwrite,
        inputs=tuple(Path(text) for text in (*given, own) if text),
    )
    if out and target is not None and Path(out).absolute() == target.absolute():
        raise UsageError(f"-o 和 --template-out 是同一个文件 {told(out)}，请换一个名称")
    for output in (target, Path(out) if out else None):
        if output is not None:
            saving.refuse_input(output)
    return saving


def _save(
    document: Document, target: Path | None, arguments: argparse.Namespace, saving: Saving
) -> None:
    """List the placeholders, write our template and the document, whatever is asked for."""
    from qdcalc.report import word

    if arguments.placeholders:
        for name, said in word.placeholders(document).items():
            mark = "p " if said.startswith(word.PART) else " "
            say(f"{{{{{mark}{name} }}}}　{said}")
    if arguments.template_out is not None:
        saving.our_template(_template_out(arguments))
    if target is not None:
        saving.document(document, target)


def _refuse_what_has_no_effect(
    arguments: argparse.Namespace, target: Path | None, found: Sequence[Report]
) -> None:
    """Name options that this report does not use, rather than ignore them."""
    is_combined = arguments.report in (COMBINED, COMBINED_TITLE)
    if arguments.month is not None and (is_combined or not found[0].takes_month):
        raise UsageError(f"--month 只用于 {'、'.join(r.name for r in reports() if r.takes_month)}")
    for notice in dict.fromkeys(r.calculation.notice for r in reports()):
        if getattr(arguments, notice) is not None and not is_combined:
            raise UsageError(f"--{notice} 只用于 {COMBINED}（{COMBINED_TITLE}）")
    if is_combined:
        for each in dict.fromkeys(r.each for r in reports() if r.each):
            if getattr(arguments, each.replace("-", "_")) is not None:
                raise UsageError(f"{COMBINED_TITLE} 没有选项 --{each}")
    if target is not None and target.suffix.lower() != ".docx":
        _refuse_what_is_for_word(arguments)


def _refuse_what_is_for_word(arguments: argparse.Namespace) -> None:
    for name, value in (("template", arguments.template), ("font", arguments.font)):
        if value:
            raise UsageError(f"--{name} 只用于 .docx")
    if arguments.pdf:
        raise UsageError("--pdf 只用于 .docx，网页请在浏览器里打印成 PDF")


def _target(text: str | None) -> Path | None:
    if text is None:
        return None
    if not text.lower().endswith((".docx", ".html", ".htm")):
        raise UsageError(f"输出文件名应以 .docx 或 .html 结尾，现在是 {told(text) or '空的'}")
    return Path(text)


def _only_template(arguments: argparse.Namespace) -> bool:
    return arguments.template_out is not None or arguments.placeholders


def _folder(arguments: argparse.Namespace, report: Report) -> Path | None:
    """Return the folder for the single documents."""
    given = {r.each: getattr(arguments, r.each.replace("-", "_")) for r in reports() if r.each}
    for each, text in given.items():
        if text is not None and each != report.each:
            raise UsageError(f"{report.title} 没有选项 --{each}")
    text = given.get(report.each)
    if text is None:
        return None
    if not text:
        raise UsageError(f"--{report.each} 后面要写文件夹")
    folder = Path(text)
    if folder.exists() and not folder.is_dir():
        raise FileError(f"{told(folder)} 是文件，--{report.each} 后面要写文件夹")
    return folder


def _result(report: Report, source: str, choices: Choices) -> Result:
    given = dict(choices(report))
    own = {name: value for name, value in given.pop("settings", {}).items() if value is not None}
    result = run(report.calculation, Path(source), settings={**report.settings, **own}, **given)
    for group in result.found.groups():
        say(group.line(), error=True)
    failed = int((result["校验"]["结果"] != "通过").sum())
    if failed:
        raise SelfCheckError(f"{report.calculation.title}校验 {failed} 项不通过，没有写报告")
    return result


def _combined(arguments: argparse.Namespace, request: Request, choices: Choices) -> Document:
    """Compose one document of every notice whose input is given."""
    from qdcalc.report.combined import combined

    if request.quarter is None:
        raise UsageError(f"{COMBINED_TITLE} 要写 --quarter，例如 --quarter 2018Q4")
    documents = []
    for notice in dict.fromkeys(r.calculation.notice for r in reports()):
        source = getattr(arguments, notice)
        if source is not None:
            report = next(r for r in reports() if r.is_combined and r.calculation.notice == notice)
            if not source:
                raise UsageError(f"--{notice} 后面要写输入文件")
            documents.append(report.compose(_result(report, source, choices), request))
    if not documents:
        options = "、".join(f"--{r.calculation.notice}" for r in reports())
        raise UsageError(f"没有写任何输入，请用 {options} 中的一个或几个")
    return combined(documents, request)


def _font(text: str) -> tuple[str, str]:
    place, equals, font = text.partition("=")
    if not equals or not font:
        raise UsageError(f"“{text}”应写成 位置=字体，例如 正文=仿宋_GB2312")
    return place, font
