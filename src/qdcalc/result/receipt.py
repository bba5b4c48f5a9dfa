"""What a written result says of its own making, read back: 运行信息 and 口径与依据."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from qdcalc.exact.patterns import Lazy
from qdcalc.notice.names import NAMES
from qdcalc.notice.switches import CALL
from qdcalc.record import record
from qdcalc.result import closing

Rows = Sequence[Sequence[Any]]
_CALCULATION = Lazy(r".*（([\w-]+)）")
_OPTION = Lazy(r".*（([\w-]+)）= .*（([\w-]+)）")
_ENDS_IN_KEY = Lazy(r".*（([\w-]+)）")
_SETTING = Lazy(r"(.*)（(.*)）")
_HASH = "SHA-256"
FRAME = "DataFrame："  # before the table's label, where an input was one
_COMPARISON = "是两份结果的比较（compare 写出的），不是 run 写出的结果"
_DATA, _TABLE = "数据文件 ", "表 "
# items that are one text: the field, and what stands before it
_PLAIN = {
    "版本": ("version", "qdcalc "),
    "程序文件": ("program", "SHA-256 "),
    "政策": ("policy", ""),
    "比较": ("comparison", ""),
    "运行环境": ("environment", ""),
    "运行时间": ("time", ""),
}


@record
class Recorded:
    """A file by its name and SHA-256; frames have none."""

    name: str
    sha256: str = ""


@dataclass
class Receipt:
    """What 运行信息 says; ``rows`` are its lines by item, from 1 as Excel counts.

    ``comparison`` is the title of what ``compare`` wrote, which is no result; ``tables`` are the
    SHA-256 of the tables by label.
    """

    calculation: str = ""
    comparison: str = ""
    version: str = ""
    program: str = ""
    policy: str = ""
    environment: str = ""
    time: str = ""
    data_files: dict[str, str] = field(default_factory=dict)
    tables: dict[str, str] = field(default_factory=dict)
    policy_files: list[Recorded] = field(default_factory=list)
    inputs: list[Recorded] = field(default_factory=list)
    previous: Recorded | None = None
    names: Recorded | None = None
    options: dict[str, str] = field(default_factory=dict)
    settings: dict[str, tuple[str, str]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    has_values_only: bool = False

    @property
    def framed(self) -> list[str]:
        """The labels of the input tables that were DataFrames."""
        names = (one.name for one in self.inputs if one.name.startswith(FRAME))
        return [name.removeprefix(FRAME) for name in names]

    @property
    def files(self) -> list[Recorded]:
        """The input files."""
        return [one for one in self.inputs if not one.name.startswith(FRAME)]

    @property
    def said_if_compared(self) -> str:
        """What to say of a workbook that ``compare`` wrote where a result is wanted."""
        return _COMPARISON if self.comparison else ""


@record
class Chosen:
    """Interpretations and settings by what the sheet calls them: the value and who chose it."""

    options: Mapping[str, tuple[str, str]]
    settings: Mapping[str, tuple[str, str]]

    def at_the_call(self) -> tuple[dict[str, str], dict[str, str]]:
        """Return the options and settings that the call chose."""
        sides = self.options, self.settings
        options, settings = ({k: v for k, (v, o) in s.items() if o == CALL} for s in sides)
        return options, settings


def _texts(rows: Rows) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(rows, start=1):
        yield number, ["" if cell is None else str(cell) for cell in row]


def read_receipt(rows: Rows) -> Receipt:
    """Read 运行信息; what can't be understood is left out."""
    receipt, last = Receipt(), ""
    for number, texts in _texts(rows):
        item, content = (*texts, "", "")[:2]
        receipt.rows.setdefault(item, number)
        if item == _HASH:
            _put_hash(receipt, last, content)
        elif item == "口径":
            if found := _OPTION.fullmatch(content):
                receipt.options[found[1]] = found[2]
        elif item.startswith(_DATA):
            receipt.data_files[item.removeprefix(_DATA)] = content.removeprefix(f"{_HASH} ")
        elif item.startswith(_TABLE):
            receipt.tables[item.removeprefix(_TABLE)] = content.removeprefix(f"{_HASH} ")
        else:
            _put(receipt, item, content)
        last = item
    return receipt


def _put(receipt: Receipt, item: str, content: str) -> None:
    if item in _PLAIN:
        name, before = _PLAIN[item]
        setattr(receipt, name, content.removeprefix(before))
        return
    match item:
        case "计算":
            found = _CALCULATION.fullmatch(content)
            receipt.calculation = found[1] if found else content
        case "政策文件":
            receipt.policy_files.append(Recorded(content))
        case "输入文件":
            receipt.inputs.append(Recorded(content))
        case closing.VALUES_ONLY:
            receipt.has_values_only = content.endswith(closing.VALUES_ASKED)
        case "上月结果":
            receipt.previous = Recorded(content)
        case NAMES.label:
            receipt.names = Recorded(content)
        case _:
            if found := _SETTING.fullmatch(content):
                receipt.settings[item] = found[1], found[2]


def _put_hash(receipt: Receipt, last: str, digest: str) -> None:
    """Put a SHA-256 to the file of the line before it."""
    listed = {"政策文件": receipt.policy_files, "输入文件": receipt.inputs}.get(last)
    if listed:
        listed[-1] = Recorded(listed[-1].name, digest)
    elif last == "上月结果" and receipt.previous:
        receipt.previous = Recorded(receipt.previous.name, digest)
    elif last == NAMES.label and receipt.names:
        receipt.names = Recorded(receipt.names.name, digest)


def read_chosen(rows: Rows) -> Chosen:
    """Read the interpretations and settings of 口径与依据."""
    options, settings = {}, {}
    for _, texts in _texts(rows):
        part, item, choice, origin = (*texts, "", "", "", "")[:4]
        if part == "设置":
            settings[item] = choice, origin
        elif part == "口径":
            names = [_ENDS_IN_KEY.fullmatch(text) for text in (item, choice)]
            if names[0] and names[1]:
                options[names[0][1]] = names[1][1], origin
    return Chosen(options, settings)
