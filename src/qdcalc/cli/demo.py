"""The samples, calculated: what a new user runs first, and the two files of the monthly habit."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from qdcalc.document.office import FILE_NAME, office_text
from qdcalc.errors import FileError, InputError
from qdcalc.files.outputs import save
from qdcalc.files.plain import named, reason, told
from qdcalc.notice.catalogue import calculations
from qdcalc.notice.description import Calculation
from qdcalc.run import run

_SCRIPT = '''"""每月核算：把填好的工作簿拖到 每月核算.bat 上；或放进“输入”文件夹再双击它。

结果（有错误时是标注了错误的工作簿）在“输出”文件夹，每次在 核算台账.csv 里记一行。
"""

import sys
from pathlib import Path

try:
    from qdcalc.monthly_run import run_monthly
except ImportError:
    sys.exit("这个 Python 里没有 qdcalc，或版本太旧：请先在 qdcalc 的文件夹里运行 python start.py")

# 要改口径时写在这里，一行一个，去掉行首的 # 就生效；可选的见 python -m qdcalc interpretations
口径 = {{
    # "{switch}": "{option}",
}}

# 空着时按工作表认出做哪种计算；只做一种时写它的名称，如 "{calculation}"
计算 = ""

# 算完自动打开结果：True 打开，False 不打开
打开结果 = True

if __name__ == "__main__":
    sys.exit(run_monthly(Path(__file__).resolve().parent, sys.argv[1:], 口径, 计算, 打开结果))
'''
# ASCII alone, so that no code page of the console can spoil it; %~dpn0 is this file's own path
# without .bat. The last line ends the console: what stands after & in a dropped name never runs.
_BATCH = """\
@echo off
chcp 65001 >nul
setlocal
set "python=python"
if exist "%~dp0..\\.venv\\Scripts\\python.exe" set "python=%~dp0..\\.venv\\Scripts\\python.exe"
if exist "%~dp0.venv\\Scripts\\python.exe" set "python=%~dp0.venv\\Scripts\\python.exe"
"%python%" -c "import qdcalc" >nul 2>nul || set "python=py"
"%python%" "%~dpn0.py" %*
set "code=%errorlevel%"
pause
exit %code%
""".replace("\n", "\r\n")


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
    for calculation in (c for c in calculations() if c.example):
        try:
            yield from _calculate(calculation, folder)
        except FileError as error:
            failed.append(str(error))
    first = calculations()[0]
    if is_new:  # else it holds the user's own inputs
        example = named(first.example)
        yield from _put(inputs / example, (samples / example).read_bytes())
    yield from _put(folder / named("每月核算.py"), _script(first).encode("utf-8"))
    yield from _put(folder / named("每月核算.bat"), _BATCH.encode("ascii"))
    yield from _put(folder / named(FILE_NAME), office_text().encode("utf-8"))
    answer = named(f"{Path(first.example).stem}_{first.title}.xlsx")
    yield f"先打开 {told(folder / answer)} 看结果"
    yield (
        f"以后每月：把填好的工作簿拖到 {told(folder / named('每月核算.bat'))} 上"
        f"（不是 Windows 时运行 python {told(folder / named('每月核算.py'))} 文件）"
    )
    if failed:
        raise FileError("\n".join(failed))


def _script(calculation: Calculation) -> str:
    """Return the script of the monthly habit, with an interpretation that can be switched on."""
    policy = calculation.policy()
    switch = next(iter(policy.interpretations.values()))
    option = next(choice.key for choice in switch.choices if choice.key != switch.default)
    return _SCRIPT.format(
        switch=f"{policy.notice}.{switch.key}", option=option, calculation=calculation.title
    )


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
    head = result.headline
    yield head.title + "".join(f"（{said}）" for said in head.reservations)
    yield from (f"    {sentence}" for sentence in head.sentences)
    yield f"    {told(source)} → {told(output)}"


def _samples() -> Path:
    """Return the folder of samples: in the installed package, or beside the source."""
    here = Path(str(resources.files("qdcalc")))
    for folder in (here / "_samples", here.parents[1] / "data"):
        if folder.is_dir():
            return folder
    raise FileError("安装里没有示例数据，请重新安装 qdcalc")
