"""A settings file's text: read within bounds, as TOML, with the line of each of its keys.

tomllib speaks English and says where a key stands only when it fails; here its messages become
Chinese ones, and the lines of headers and keys are found again for what is refused later.
"""

from __future__ import annotations

import errno
import stat
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from qdcalc.errors import PolicyError
from qdcalc.exact.patterns import Lazy
from qdcalc.notice.shapes import short

LARGEST = 2**18  # bytes; ours have 13,000
_DOTS = 100  # in a line: tomllib needs the square of a dotted key's parts
_SYSTEM = {
    errno.ENOENT: "找不到这个文件，请核对文件名和文件夹",
    errno.ENOTDIR: "找不到这个文件，请核对文件名和文件夹",
    errno.EACCES: "没有读取的权限",
    errno.EPERM: "没有读取的权限",
    errno.ENAMETOOLONG: "文件名太长",
    errno.ELOOP: "是指向自己的链接",
}
_AT = Lazy(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
# what tomllib's messages begin with, and how to mend it
_MEANINGS = (
    (("Cannot overwrite", "Cannot declare", "Duplicate", "Cannot mutate", "Cannot redefine"),
     "同一个键（或同一个 [标题]）写了两次，请只保留一处；几个版本用 [[figures.….versions]]"),
    (("Invalid value",), "等号右边写法不对：文字加英文双引号，数和日期不加，数里不写单位和逗号"),
    (("Invalid initial character for a key", "Invalid statement", "Found invalid"),
     "键写法不对：中文的键要加英文双引号，注释以 # 开头"),
    (("Expected '='",), "键后面应有英文等号 ="),
    (("Unterminated string", "Expected '\"", "Illegal character", "Unescaped", "Expected \"'",
      "Invalid hex value", "Escaped character"),
     "引号里的文字写法不对：用英文双引号，开始和结束各一个，反斜杠写两个"),
    (("Unclosed array", "Unclosed inline table", "Expected ']'", "Expected ']]'"),
     "括号没有合上，或少了逗号"),
    (("Expected newline",), "值后面多了字：数里不写逗号和单位，日期写成 2019-10-01，一行一个键"),
    (("Invalid date", "Invalid time"), "没有这一天，日期写成 2019-10-01"),
)  # fmt: skip


def read_policy_text(path: Path, what: str = "政策文件") -> tuple[bytes, dict[str, Any], Lines]:
    """Read a policy file: its bytes, its contents, the lines of its keys.

    Parameters
    ----------
    path : Path
    what : str
        What the messages call it.

    Raises
    ------
    PolicyError
        It can't be read, is too large, no text in UTF-8, or no TOML.
    """
    raw = _bytes(path, what)
    text = _decoded(path, raw, what)
    dotted = next((n for n, t in enumerate(text.split("\n"), 1) if t.count(".") > _DOTS), 0)
    if dotted:
        raise PolicyError(f"{what} {path} 第 {dotted} 行有太多的点，不是{what}的写法")
    try:
        return raw, tomllib.loads(text, parse_float=Decimal), Lines(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"{what} {path} {_explained(str(error), text)}") from None
    except RecursionError:
        raise PolicyError(f"{what} {path} 的括号套得太深，不是{what}的写法") from None
    except (ValueError, ArithmeticError):  # thousands of digits, an exponent beyond all bounds
        raise PolicyError(f"{what} {path} 里有一个数太长或太大，没有读取") from None


def _bytes(path: Path, what: str) -> bytes:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise PolicyError(f"{what} {path} 是文件夹，请写文件夹里那个 .toml 文件的名称")
        if not stat.S_ISREG(mode):
            raise PolicyError(f"{what} {path} 不是普通的文件")
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except OSError as error:
        why = _SYSTEM.get(error.errno or 0, f"读不出来（系统错误 {error.errno}）")
        raise PolicyError(f"{what} {path} {why}") from error
    except ValueError as error:  # a NUL in the name
        raise PolicyError(f"{what}的名称 {short(path)} 里有不能用的字符") from error
    if len(raw) > LARGEST:
        raise PolicyError(f"{what} {path} 超过 {LARGEST // 2**10} KB，不像{what}，没有读取")
    return raw


def _decoded(path: Path, raw: bytes, what: str) -> str:
    if not raw.strip():
        raise PolicyError(f"{what} {path} 是空的，可能没有保存好")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    advice = "请用记事本打开，另存为 UTF-8 编码的 .toml 文件"
    try:
        raw.decode("gbk")
        is_text = b"\0" not in raw
    except UnicodeDecodeError:
        is_text = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    if is_text:
        raise PolicyError(f"{what} {path} 不是 UTF-8 编码（可能是 GBK 或 UTF-16）。{advice}")
    raise PolicyError(f"{what} {path} 不是文本文件。{what}是 UTF-8 编码的 .toml 文本文件")


def _explained(message: str, text: str) -> str:
    """Say in Chinese what tomllib stumbled over, and where."""
    place = _AT.search(message)
    number = place and place[1]
    where = "到文件末尾为止"
    if number:
        lines = text.replace("\r\n", "\n").split("\n")
        line = short(lines[int(number) - 1].strip()) if int(number) <= len(lines) else ""
        where = f"第 {number} 行“{line}”（第 {place[2] if place else ''} 个字附近）"
    for starts, meaning in _MEANINGS:
        if message.startswith(starts):
            return f"{where}：{meaning}"
    return f"{where}：不合 TOML 的写法。中文的键和文字加英文双引号，数和日期不加"


class Lines:
    """The line of each header and key of a TOML text, as far as a plain scan tells."""

    def __init__(self, text: str) -> None:
        self._found: dict[tuple[str, ...], int] = {}
        counts: dict[tuple[str, ...], int] = {}
        here: tuple[str, ...] = ()
        is_quoted = False
        for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
            was_quoted = is_quoted
            is_quoted ^= (line.count('"""') + line.count("'''")) % 2 == 1
            if was_quoted:
                continue
            if header := _HEADER.match(line):
                name = self._indexed(_parts(f"{header[1]} = 0"), counts)
                self._note(name, number)
                if name and header[0].lstrip().startswith("[["):
                    counts[name] = counts.get(name, -1) + 1
                    name = (*name, str(counts[name]))
                here = name
                self._note(here, number)
            elif assigned := _ASSIGNED.match(line):
                self._note((*here, *_parts(f"{assigned[1]} = 0")), number)

    def _note(self, place: tuple[str, ...], number: int) -> None:
        """Keep the first line of a key, and of what it stands in."""
        for size in range(1, len(place) + 1):
            self._found.setdefault(place[:size], number)

    @staticmethod
    def _indexed(name: tuple[str, ...], counts: dict[tuple[str, ...], int]) -> tuple[str, ...]:
        """Put the number of the last element after each array of tables on the way."""
        full: tuple[str, ...] = ()
        for part in name[:-1]:
            full = (*full, part)
            full = (*full, str(counts[full])) if full in counts else full
        return (*full, *name[-1:])

    def of(self, place: tuple[str, ...]) -> int | None:
        """Return the line of a key, or of the nearest one that it stands in."""
        while place:
            if place in self._found:
                return self._found[place]
            place = place[:-1]
        return None


_PART = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)"""
_DOTTED = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADER = Lazy(rf"\s*\[\[?\s*({_DOTTED})\s*\]")
_ASSIGNED = Lazy(rf"\s*({_DOTTED})\s*=")


def _parts(assignment: str) -> tuple[str, ...]:
    """Return the parts of a dotted key, read as TOML reads them."""
    try:
        value: Any = tomllib.loads(assignment)
    except (ValueError, RecursionError):
        return ()
    parts = []
    while isinstance(value, dict):
        ((part, value),) = value.items()
        parts.append(part)
    return tuple(parts)
