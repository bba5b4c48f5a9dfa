"""The ledger of runs: a CSV that Excel opens with right Chinese, appended to and never rewritten.

Where it can't be written (Excel locks what it shows) the lines wait in a file beside it and are
taken over at the next run.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from qdcalc.files.plain import named, told, visible

COLUMNS = (
    "时间", "输入文件", "SHA-256", "计算", "结论", "合计", "口径", "版本", "错误", "警告", "结果",
    "输出文件",
)  # fmt: skip
_WAITING = "_待补记"
_BOM = b"\xef\xbb\xbf"
_FORMULA = ("=", "+", "-", "@")  # what Excel takes for a formula
_LONGEST = 30_000  # characters of an Excel cell: 32,767


def record(ledger: Path, rows: Sequence[Mapping[str, object]]) -> str:
    """Append rows to the ledger; return what must be said of it, mostly nothing.

    Parameters
    ----------
    ledger : Path
        Made if it is not there. Its earlier bytes stay as they are.
    rows : sequence of mapping
        By the names of ``COLUMNS``; what is missing is blank.
    """
    lines = "".join(_line([row.get(name, "") for name in COLUMNS]) for row in rows)
    waiting = ledger.with_name(ledger.stem + named(_WAITING) + ledger.suffix)
    earlier = ""
    try:
        with suppress(FileNotFoundError):
            earlier = waiting.read_bytes().decode("utf-8-sig", "replace")
        _append(ledger, earlier + lines)
    except OSError:
        return _put_aside(ledger, waiting, lines)
    if earlier:
        with suppress(OSError):
            waiting.unlink()
    return ""


def _put_aside(ledger: Path, waiting: Path, lines: str) -> str:
    said = f"{told(ledger.name)} 写不进去（可能正在 Excel 里打开）"
    try:
        with waiting.open("ab") as stream:
            stream.write(lines.encode("utf-8"))
    except OSError:
        return f"{said}，这次没有记账。请关闭它再运行一次"
    return f"{said}，这次的记录暂存在 {told(waiting.name)}，关闭后下次运行时自动补记"


def _append(ledger: Path, lines: str) -> None:
    """Append lines, below a line of headings where the file has none of ours yet."""
    before = b""
    with suppress(FileNotFoundError):
        before = ledger.read_bytes()
    encoding = _encoding(before)
    head = _line(COLUMNS)
    start = "" if before.endswith((b"\n", b"\r")) or not before else "\r\n"
    if head.strip() not in before.decode(encoding, "replace"):
        start += head
    with ledger.open("ab") as stream:
        stream.write((b"" if before else _BOM) + (start + lines).encode(encoding, "replace"))


def _encoding(content: bytes) -> str:
    """Return how a ledger is written: Excel may have saved it in the system's own encoding."""
    for mark, encoding in ((_BOM, "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if content.startswith(mark):
            return encoding
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _line(cells: Sequence[object]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerow([_cell(cell) for cell in cells])
    return stream.getvalue()


def _cell(value: object) -> str:
    """Return a cell's text: on one line, and never a formula."""
    text = visible(" ".join(str(value).split()))[:_LONGEST]
    return f"'{text}" if text.startswith(_FORMULA) else text
