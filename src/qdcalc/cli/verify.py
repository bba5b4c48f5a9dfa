"""What ``verify`` says: every difference, the first in full, and what was compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qdcalc.cli.console import say
from qdcalc.files.plain import told
from qdcalc.workbook.differing import NO_RESULT

if TYPE_CHECKING:
    from pathlib import Path

    from qdcalc.workbook.differing import Differences

MOST = 100  # differences, line by line


def tell(result: Path, found: Differences) -> None:
    """Say on stdout in what a result differs from what it should be, or that it does not."""
    name = told(result.name)
    if found.count:
        without = found.count_uncalculated
        apart = f"（其中 {without:,} 处只是{NO_RESULT}，列在最后）" if without else ""
        say(f"{name} 有 {found.count:,} 处与按记录的输入、政策、口径和版本重新计算的不同{apart}：")
        for difference in found.kept[:MOST]:
            say(difference.line())
        if found.count > MOST:
            say(f"……另有 {found.count - MOST:,} 处")
    else:
        say(
            f"核对一致：{name} 的 {found.cells:,} 个有内容的单元格，"
            "与按记录的输入、政策、口径和版本重新计算的一样（运行时间除外）"
        )
    for note in found.notes:
        say(f"注意：{note}", error=True)
