"""argparse in Chinese."""

from __future__ import annotations

import argparse
from typing import Any, NoReturn

from qdcalc.errors import UsageError


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that speaks Chinese."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**(kwargs | {"add_help": False, "allow_abbrev": False}))
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.formatter_class = Formatter
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        """Raise what argparse would print and leave with."""
        raise UsageError(f"命令写法不对（{message}）。用法见 {self.prog} --help")


class Formatter(argparse.RawDescriptionHelpFormatter):
    """A help page whose own words are Chinese."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """Write the usage line."""
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)
