"""argparse in Chinese."""

from __future__ import annotations

import argparse
import re
import unicodedata
from typing import Any, NoReturn

from qdcalc.errors import UsageError
from qdcalc.files.plain import visible

_COLUMN = 32  # of a help page, where the sentences begin
# what argparse says in English, and the same in Chinese
_SAYINGS = (
    (r"expected one argument", "后面要写一个值"),
    (r"expected at most one argument", "后面最多写一个值"),
    (r"expected at least one argument", "后面要写值"),
    (r"expected (\d+) arguments?", r"后面要写 \1 个值"),
    (r"ignored explicit argument (.+)", r"后面不写值，多了 \1"),
    (r"invalid choice: (.+?) \(choose from (.+)\)", r"没有 \1，可用的有 \2"),
    (r"invalid \S+ value: (.+)", r"不能是 \1"),
    (r"not allowed with argument (.+)", r"不能和 \1 同时用"),
    (r"ambiguous option: (.+) could match (.+)", r"\1 不清楚是 \2 中的哪个"),
    (r"unrecognized arguments: (.+)", r"不认识 \1"),
    (r"unexpected option string: (.+)", r"不认识 \1"),
    (r"the following arguments are required: (.+)", r"没有写 \1"),
    (r"one of the arguments (.+) is required", r"没有写 \1 中的一个"),
)


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that speaks Chinese.

    ``of`` are the calculations whose options it takes; None = those of all.
    """

    of: tuple[Any, ...] | None = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**(kwargs | {"add_help": False, "allow_abbrev": False}))
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.formatter_class = Formatter
        self.register("action", None, Once)
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        """Raise what argparse would print and leave with."""
        said = chinese(message)
        raise UsageError(f"命令写法不对{f'（{said}）' if said else ''}。用法见 {self.prog} --help")


class Once(argparse.Action):
    """Store a value; refuse the same option with another one, which would count in silence."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,
    ) -> None:
        """Store the value."""
        before = vars(namespace).get(self.dest, self.default)
        if option_string and before not in (self.default, values):
            raise UsageError(f"{option_string} 写了两次：{visible(str(before))} 和 {values}")
        setattr(namespace, self.dest, values)


def chinese(message: str) -> str:
    """Return in Chinese what argparse says; nothing where it says what we do not know."""
    option = re.match(r"argument (\S+): ", message)
    text = message[option.end() :] if option else message
    for english, ours in _SAYINGS:
        found = re.fullmatch(english, text, re.S)
        if found:
            return f"{f'{option[1]} ' if option else ''}{visible(found.expand(ours))}"
    return ""


def wide(text: str) -> int:
    """Return the columns that a text takes: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


class Formatter(argparse.RawDescriptionHelpFormatter):
    """A help page whose own words are Chinese; what an option takes stands without brackets."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """Write the usage line."""
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)

    def _format_args(self, action: argparse.Action, default_metavar: str) -> str:
        """Write what an option takes: what is missing is told by us, nothing is optional here."""
        if action.nargs == argparse.OPTIONAL:
            return str(self._metavar_formatter(action, default_metavar)(1)[0])
        return super()._format_args(action, default_metavar)

    def _format_action(self, action: argparse.Action) -> str:
        """Write a line: names, what it takes, and its sentence from one column on."""
        listed = list(self._iter_indented_subactions(action))
        if listed:
            return "".join(self._format_action(item) for item in listed)
        said = action.help % vars(action) if action.help else ""
        shown = self._format_action_invocation(action)
        gap = _COLUMN - 2 - wide(shown)
        start = f"  {shown}{' ' * gap}" if gap > 1 else f"  {shown}\n{' ' * _COLUMN}"
        return f"{start}{said}\n"

    def _format_action_invocation(self, action: argparse.Action) -> str:
        """Write an option's names, and what it takes once: 「-o, --output OUT.xlsx」."""
        if not action.option_strings or action.nargs == 0:
            return super()._format_action_invocation(action)
        return f"{', '.join(action.option_strings)} {self._format_args(action, action.dest)}"
