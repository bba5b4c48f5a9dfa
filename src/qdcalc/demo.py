"""The samples, calculated: what a new user runs first, and the two files of the monthly habit."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from qdcalc.calculation import Calculation, calculations, run
from qdcalc.errors import FileError, InputError
from qdcalc.outputs import save
from qdcalc.plain import named, reason, told

_SCRIPT = '''"""每月核算：把监测数据放进“输入”文件夹，双击 每月核算.bat，结果写到“输出”文件夹。"""

import sys
from pathlib import Path

import qdcalc

这里 = Path(__file__).resolve().parent
输入, 输出 = 这里 / "输入", 这里 / "输出"

# 需要改口径时写在这里，例如 {{"overlap": "drop"}}；可选的见 python -m qdcalc interpretations
口径 = {{}}

# qdcalc 自己的输出，不当作输入
自己的输出 = {endings}


def 核算(文件):
    """核算一个文件；核算成了返回 True。"""
    try:
        结果 = qdcalc.{notice}.{function}(文件, interpretations=口径)
        名称 = 文件.stem if 文件.suffix == ".xlsx" else 文件.name
        结果.to_excel(输出 / f"{{名称}}_核算结果.xlsx")
    except qdcalc.QdcalcError as 错误:
        print(f"{{文件.name}}：没有核算\\n{{错误}}")
    except Exception as 错误:
        print(f"{{文件.name}}：程序出了意外（{{type(错误).__name__}}），请把这个文件发给维护人员")
    else:
        print(f"{{文件.name}}：已核算，警告 {{len(结果.problems)}} 处")
        return True
    return False


def 每月核算():
    """核算“输入”里的每个工作簿，一个有错不影响其他的；返回没有核算的。"""
    sys.stdout.reconfigure(errors="replace")
    输入.mkdir(exist_ok=True)
    输出.mkdir(exist_ok=True)
    没有核算 = []
    for 文件 in sorted(输入.iterdir()):
        if 文件.suffix.lower() not in (".xlsx", ".xlsm") or 文件.name.startswith(("~$", "._")):
            continue
        if 文件.stem.endswith(自己的输出):
            print(f"{{文件.name}}：跳过，是 qdcalc 的输出；如果已经在里面改正，请改个名称")
        elif not 核算(文件):
            没有核算.append(文件.name)
    if 没有核算:
        print(f"没有核算的 {{len(没有核算)}} 个：{{'、'.join(没有核算)}}")
    return 没有核算


if __name__ == "__main__":
    sys.exit(1 if 每月核算() else 0)
'''
_BATCH = """@echo off\r
chcp 65001 >nul\r
cd /d "%~dp0"\r
"{python}" "每月核算.py"\r
pause\r
"""


def write_demo(folder: Path) -> Iterator[str]:
    """Write the samples into a folder, calculate each, yield what was done in words.

    Parameters
    ----------
    folder : Path
        Made if it is not there. Every file that is there already stays as it is and is named.

    Raises
    ------
    FileError
        Something could not be written; what could is there.
    """
    samples = _samples()
    inputs = folder / named("输入")
    is_new = not os.path.lexists(inputs)
    _make(inputs)
    for item in sorted(samples.rglob("*.xlsx")):
        place = item.relative_to(samples)
        if not any(part.startswith("_") for part in place.parts):
            _make((folder / place).parent)
            yield from _put(folder / place, item.read_bytes())
    failed = []
    for calculation in calculations():
        try:
            yield from _calculate(calculation, folder)
        except FileError as error:
            failed.append(str(error))
    first = calculations()[0]
    if is_new:  # else it holds the user's own inputs
        example = named(first.example)
        yield from _put(inputs / example, (samples / example).read_bytes())
    yield from _put(folder / named("每月核算.py"), _script(first).encode("utf-8"))
    batch = _BATCH.format(python=told(sys.executable).replace("%", "%%"))
    yield from _put(folder / named("每月核算.bat"), batch.encode("utf-8"))
    yield f"每月核算用的 每月核算.py 和 每月核算.bat 在 {told(folder)}"
    if failed:
        raise FileError("\n".join(failed))


def _script(calculation: Calculation) -> str:
    """Return the script of the monthly habit."""
    titles = [f"_{c.title}" for c in calculations()]
    endings = "\n".join(f'    "{text}",' for text in ("_核算结果", "_错误标注", *titles))
    function = calculation.name.rpartition("-")[2]
    return _SCRIPT.format(notice=calculation.notice, function=function, endings=f"(\n{endings}\n)")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else "名称里有系统不能用的字符"
        raise FileError(f"文件夹 {told(folder)} 建不了：{why}") from error


def _put(path: Path, content: bytes) -> Iterator[str]:
    """Write a file that is not there yet; yield the names of those that are."""
    if os.path.lexists(path):
        yield f"{told(path)} 已经存在，没有改动"
    else:
        save(path, content, keeps=True)


def _calculate(calculation: Calculation, folder: Path) -> Iterator[str]:
    source = folder / named(calculation.example)
    output = folder / named(f"{Path(calculation.example).stem}_{calculation.title}.xlsx")
    if os.path.lexists(output):
        yield f"{calculation.title}：{told(output)} 已经存在，没有改动"
        return
    try:
        result = run(calculation, source)
    except InputError as error:
        yield f"{calculation.title}：{error}"
        return
    result.to_excel(output)
    yield (f"{calculation.title}：{told(source)} → {told(output)}（警告 {len(result.found)} 处）")


def _samples() -> Path:
    """Return the folder of samples: in the installed package, or beside the source."""
    here = Path(str(resources.files("qdcalc")))
    for folder in (here / "_samples", here.parents[1] / "data"):
        if folder.is_dir():
            return folder
    raise FileError("安装里没有示例数据，请重新安装 qdcalc")
