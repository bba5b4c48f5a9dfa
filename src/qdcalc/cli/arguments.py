"""What each command takes, made from what calculations declare.

Every argument is taken as optional and missing ones are named by the command, so that no message
is in argparse's own English; the usage line says which are needed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from qdcalc import __version__
from qdcalc.cli.parser import Parser, wide
from qdcalc.notice.catalogue import calculations, reports
from qdcalc.notice.description import Calculation, Selector

PROGRAM = "python -m qdcalc"
OPTION, SELECTOR = "option_", "selector_"
_SUMMARY = "把政府通知变成可以签字的批量计算：Excel 进，Excel 出"
_TITLES = 16  # columns of a calculation's name


def parser(commands: Mapping[str, str], of: tuple[Calculation, ...] | None = None) -> Parser:
    """Return the parser of the commands, each with the sentence that says what it does.

    Parameters
    ----------
    commands : mapping of str to str
    of : tuple of Calculation, optional
        The only ones whose options are taken: the others need not be loaded. Not for help.
    """
    whole = Parser(
        prog=PROGRAM,
        description=_SUMMARY,
        usage=f"{PROGRAM} 命令 …",
        epilog=None if of else _epilog(),
    )
    whole.add_argument(
        "--version", action="version", version=f"qdcalc {__version__}", help="显示版本"
    )
    listed = whole.add_subparsers(title="命令", metavar="命令", dest="command")
    for name, sentence in commands.items():
        usage, declare = _ARGUMENTS[name]
        prog = f"{PROGRAM} {name}"
        command = listed.add_parser(
            name, prog=prog, usage=f"{prog} {usage}".rstrip(), description=sentence, help=sentence
        )
        command.of = of
        declare(command)
    return whole


def _epilog() -> str:
    lines = [
        f"  {c.name}{' ' * (_TITLES - wide(c.name))}{c.title}：{c.sentence}" for c in calculations()
    ]
    example = calculations()[0]
    return "\n".join(
        [
            "计算（CALC，英文名或中文名都可以）：",
            *lines,
            "",
            "例：",
            f"  {PROGRAM} demo",
            f"  {PROGRAM} run {example.name} 监测数据.xlsx -o 核算结果.xlsx",
            "",
            f"一个命令的用法：{PROGRAM} run --help",
        ]
    )


def _run(command: Parser) -> None:
    _input(command, "输入工作簿、Parquet 文件，或放着它们的文件夹")
    _output(command, "OUT.xlsx", "输出工作簿；以 / 结尾就写成一个文件夹的 Parquet")
    command.add_argument("--previous", "--上月", nargs="?", const="", metavar="RESULT.xlsx",
                         help="上月的结果文件，结论里与它比较")  # fmt: skip
    _choices(command)
    command.add_argument(
        "--values", "--只写数值", action="store_true",
        help="只写数值，不写公式；不用它时改结果里的单元格，金额就重新计算",
    )  # fmt: skip
    _engine(command)
    _overwrite(command)


def _engine(command: Parser) -> None:
    able = _titles(lambda c: c.partition is not None, command.of)
    command.add_argument(
        "--engine", "--引擎", nargs="?", const="", metavar="dask",
        help=f"分成几部分在多个进程里计算，输入和输出都是 Parquet（{able}）",
    )  # fmt: skip
    command.add_argument(
        "--cluster", "--集群", nargs="?", const="", metavar="tcp://…",
        help="用自己的 dask 集群，写调度程序的地址；不写就在本机开进程",
    )  # fmt: skip
    command.add_argument(
        "--workers",
        "--进程",
        nargs="?",
        const="",
        metavar="N",
        help="在本机开几个进程，默认每个核一个",
    )


def _adopt(command: Parser) -> None:
    command.add_argument(
        "calculation", nargs="?", metavar="CALC", help="计算的名称；不写就按工作表认出"
    )
    command.add_argument("source", nargs="?", metavar="IN", help="您自己的工作簿或文件夹")
    _output(command, "监测数据.xlsx", "转成的模板写到哪个工作簿")
    _choices(command)
    _overwrite(command)


def _check(command: Parser) -> None:
    _input(command, "要检查的工作簿或文件夹")
    _output(command, "ANNOTATED.xlsx", "把问题标在输入的一份副本上，写到这个文件")
    _choices(command)
    _overwrite(command)


def _output(command: Parser, name: str, sentence: str) -> None:
    command.add_argument("-o", "--output", nargs="?", const="", metavar=name, help=sentence)


def _overwrite(command: Parser) -> None:
    command.add_argument(
        "--overwrite", "--覆盖", action="store_true",
        help="输出文件不是 qdcalc 写的、或写出后被改动过时，仍然覆盖它",
    )  # fmt: skip


def _calculation(command: Parser) -> None:
    command.add_argument("calculation", nargs="?", metavar="CALC", help="计算的名称，英文或中文")


def _input(command: Parser, sentence: str) -> None:
    _calculation(command)
    command.add_argument("source", nargs="?", metavar="IN", help=sentence)


def _choices(command: Parser) -> None:
    command.add_argument(
        "--set", action="append", nargs="?", default=[], dest="settings", metavar="通知.参数=取值",
        help="选用一种口径，可以写多次；可选的见 interpretations 命令",
    )  # fmt: skip
    command.add_argument(
        "--policy", nargs="?", const="", metavar="FILE",
        help="您自己的政策文件（TOML），覆盖标准数额",
    )  # fmt: skip
    command.add_argument(
        "--names", "--名称对照", nargs="?", const="", metavar="FILE",
        help="名称对照文件：您的表里的名称各是规定的哪一个；不写就用输入旁边的 名称对照.xlsx",
    )  # fmt: skip
    every = calculations() if command.of is None else command.of
    for setting in {s.option: s for c in every for s in c.settings if s.option}.values():
        command.add_argument(
            f"--{setting.option}", dest=OPTION + setting.option, nargs="?", const="",
            metavar=setting.label, help=setting.sentence,
        )  # fmt: skip


def _template(command: Parser) -> None:
    _calculation(command)
    _output(command, "FILE.xlsx", "写到哪个文件")
    command.add_argument(
        "--month", nargs="?", const="", metavar="2018-11",
        help=f"把这个月的行先列好（{_titles(lambda c: c.takes_month)}）",
    )  # fmt: skip
    command.add_argument(
        "--form", action="store_true",
        help=f"一家申请单位的一页申请表（{_titles(lambda c: bool(c.form))}）",
    )  # fmt: skip


def _titles(has: Callable[[Calculation], bool], of: Sequence[Calculation] | None = None) -> str:
    """Name the calculations that have something, of some or of all."""
    return "、".join(c.title for c in (calculations() if of is None else of) if has(c))


def _report(command: Parser) -> None:
    from qdcalc.cli.report import add_arguments
    from qdcalc.report.asked import COMBINED, COMBINED_TITLE

    add_arguments(command)
    _choices(command)
    _overwrite(command)
    names = [(COMBINED, COMBINED_TITLE, "")]
    names += [(r.name, r.title, r.sentence) for r in reports()]
    lines = [
        f"  {name}{' ' * (_TITLES - wide(name))}{title}{'：' + said if said else ''}"
        for name, title, said in sorted(names, key=lambda known: known[0] == COMBINED)
    ]
    command.epilog = "\n".join(["报告（REPORT，英文名或中文名都可以）：", *lines])


def _verify(command: Parser) -> None:
    command.add_argument(
        "result", nargs="?", metavar="RESULT.xlsx",
        help="要核对的结果：qdcalc 写出的工作簿，或 -o FOLDER/ 写出的文件夹",
    )  # fmt: skip
    command.add_argument(
        "source", nargs="?", metavar="IN", help="当时的输入或文件夹；不写就在结果旁边找"
    )
    command.add_argument(
        "--policy", nargs="?", const="", metavar="FILE", help="当时的政策文件；不写就在旁边找"
    )
    command.add_argument(
        "--names", "--名称对照", nargs="?", const="", metavar="FILE",
        help="当时的名称对照文件；不写就在旁边找",
    )  # fmt: skip
    command.add_argument(
        "--previous", "--上月", nargs="?", const="", metavar="RESULT.xlsx",
        help="当时比较的上月结果；不写就在旁边找",
    )  # fmt: skip


def _compare(command: Parser) -> None:
    command.add_argument("before", nargs="?", metavar="A.xlsx", help="一份结果（甲）")
    command.add_argument("after", nargs="?", metavar="B.xlsx", help="同一种计算的另一份结果（乙）")
    _output(command, "C.xlsx", "比较写到哪个工作簿")
    _overwrite(command)


def _sensitivity(command: Parser) -> None:
    _input(command, "输入工作簿，或放着工作簿的文件夹")
    _output(command, "S.xlsx", "写到哪个工作簿")
    command.add_argument(
        "--within", "--临界", nargs="?", const="", metavar="10%",
        help="离阈值多近的判断列入临界，默认 10%%",
    )  # fmt: skip
    _choices(command)
    _overwrite(command)


def _explain(command: Parser) -> None:
    _input(command, "输入工作簿，或放着工作簿的文件夹")
    _output(command, "X.docx", "写到哪个文件，.docx、.html 或 .txt；不写就打印出来")
    settings = {s.option for c in calculations() for s in c.settings if s.option}
    told: dict[str, dict[str, list[str]]] = {}
    selectors: dict[str, Selector] = {}
    for calculation in calculations():
        for selector in calculation.selectors:
            selectors.setdefault(selector.name, selector)
            said = told.setdefault(selector.name, {})
            said.setdefault(selector.sentence, []).append(calculation.title)
    for name, selector in selectors.items():
        if name not in settings:  # --cycle is a setting of the run as well
            command.add_argument(
                f"--{name}", f"--{selector.label}", dest=SELECTOR + name, nargs="?", const="",
                metavar=selector.example,
                help="；".join(f"{said}（{'、'.join(of)}）" for said, of in told[name].items()),
            )  # fmt: skip
    _choices(command)
    _overwrite(command)


def _demo(command: Parser) -> None:
    command.add_argument(
        "folder", nargs="?", default="示例", metavar="DIR", help="放示例的文件夹，默认 示例"
    )


def _rules(command: Parser) -> None:
    command.add_argument(
        "--coverage", action="store_true", help="每条另列工作表、口径和测试它的测试"
    )


def _nothing(command: Parser) -> None:
    """Take no arguments of its own."""


_ARGUMENTS: dict[str, tuple[str, Callable[[Parser], None]]] = {
    "run": ("CALC IN -o OUT.xlsx [选项]", _run),
    "check": ("CALC IN [-o ANNOTATED.xlsx] [选项]", _check),
    "adopt": ("[CALC] IN -o 监测数据.xlsx [选项]", _adopt),
    "template": ("CALC -o FILE.xlsx [选项]", _template),
    "report": ("REPORT IN -o OUT.docx [选项]", _report),
    "verify": ("RESULT.xlsx [IN] [选项]", _verify),
    "compare": ("A.xlsx B.xlsx -o C.xlsx", _compare),
    "sensitivity": ("CALC IN -o S.xlsx [选项]", _sensitivity),
    "explain": ("CALC IN 哪个金额 [-o X.docx] [选项]", _explain),
    "demo": ("[DIR]", _demo),
    "rules": ("[--coverage]", _rules),
    "interpretations": ("", _nothing),
}
