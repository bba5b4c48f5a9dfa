"""What the command line asks for: calculation, input, choices, where the output goes."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from qdcalc.cli.arguments import OPTION, PROGRAM
from qdcalc.errors import UsageError
from qdcalc.files.plain import told
from qdcalc.notice.catalogue import find
from qdcalc.notice.description import Calculation


def wanted(value: str | None, name: str) -> str:
    """Return what was given; refuse what was left out."""
    if not value:
        raise UsageError(f"没有写 {name}。用法见 {PROGRAM} --help")
    return value


def request(arguments: argparse.Namespace) -> tuple[Calculation, Path, dict[str, Any]]:
    """Return the calculation, its input and the choices."""
    calculation = find(wanted(arguments.calculation, "CALC（计算的名称）"))
    source = Path(wanted(arguments.source, "IN（输入文件）"))
    return calculation, source, choices(arguments, calculation)


def choices(arguments: argparse.Namespace, calculation: Calculation) -> dict[str, Any]:
    """Return interpretations, policy and settings as the command line has them."""
    chosen = [wanted(text, "--set 的取值") for text in arguments.settings]
    given = {
        name.removeprefix(OPTION): value
        for name, value in vars(arguments).items()
        if name.startswith(OPTION)
    }
    own = {s.option: s.name for s in calculation.settings}
    settings = {}
    for name, value in given.items():
        if value is not None:
            if name not in own:
                raise UsageError(f"{calculation.title} 没有选项 --{name}")
            settings[own[name]] = wanted(value, f"--{name} 的取值")
    files = {
        name: None if value is None else wanted(value, f"--{name} 的文件名")
        for name, value in (("policy", arguments.policy), ("names", arguments.names))
    }
    return {"interpretations": chosen, "settings": settings, **files}


def workbook(name: str, suffixes: tuple[str, ...] = (".xlsx",)) -> Path:
    """Return the path of a workbook to be written."""
    if not name.lower().endswith(suffixes):
        raise UsageError(f"输出文件名应以 .xlsx 结尾，现在是 {told(name)}")
    return Path(name)


def is_folder(name: str) -> bool:
    """Return whether an output is meant as a folder: its name ends in a slash, or it is one."""
    if name.endswith(("/", "\\")):
        return True
    return not name.lower().endswith(".xlsx") and Path(name).is_dir()
