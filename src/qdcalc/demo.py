"""The samples, calculated: what a new user runs first, and the two files of the monthly habit."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from qdcalc.calculation import Calculation, calculations, run
from qdcalc.errors import FileError, InputError

_SCRIPT = '''"""每月核算：把监测数据放进“输入”文件夹，双击 每月核算.bat，结果写到“输出”文件夹。"""

from pathlib import Path

import qdcalc

这里 = Path(__file__).parent
输入, 输出 = 这里 / "输入", 这里 / "输出"
输入.mkdir(exist_ok=True)
输出.mkdir(exist_ok=True)

# 需要改口径时写在这里，例如 {{"overlap": "drop"}}；可选的见 python -m qdcalc interpretations
口径 = {{}}

for 文件 in sorted(输入.glob("*.xlsx")):
    if 文件.name.startswith("~$"):
        continue
    try:
        结果 = qdcalc.{notice}.{function}(文件, interpretations=口径)
        结果.to_excel(输出 / f"{{文件.stem}}_核算结果.xlsx")
        print(f"{{文件.name}}：已核算，警告 {{len(结果.problems)}} 处")
    except qdcalc.QdcalcError as 错误:
        print(f"{{文件.name}}：没有核算\\n{{错误}}")
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
        Made if it is not there; files of the same names are replaced.
    """
    samples = _samples()
    (folder / "输入").mkdir(parents=True, exist_ok=True)
    for item in sorted(samples.iterdir()):
        if item.suffix == ".xlsx":
            shutil.copyfile(item, folder / item.name)
        elif item.is_dir() and not item.name.startswith("_"):
            shutil.copytree(item, folder / item.name, dirs_exist_ok=True)
    for calculation in calculations():
        yield from _calculate(calculation, folder)
    first = calculations()[0]
    shutil.copyfile(folder / first.example, folder / "输入" / first.example)
    function = first.name.rpartition("-")[2]
    script = _SCRIPT.format(notice=first.notice, function=function)
    (folder / "每月核算.py").write_text(script, encoding="utf-8")
    batch = _BATCH.format(python=sys.executable)
    (folder / "每月核算.bat").write_bytes(batch.encode("utf-8"))
    yield f"每月核算用的 每月核算.py 和 每月核算.bat 在 {folder}"


def _calculate(calculation: Calculation, folder: Path) -> Iterator[str]:
    source = folder / calculation.example
    output = folder / f"{source.stem}_{calculation.title}.xlsx"
    try:
        result = run(calculation, source)
    except InputError as error:
        yield f"{calculation.title}：{error}"
        return
    result.to_excel(output)
    yield f"{calculation.title}：{source} → {output}（警告 {len(result.found)} 处）"


def _samples() -> Path:
    """Return the folder of samples: in the installed package, or beside the source."""
    here = Path(str(resources.files("qdcalc")))
    for folder in (here / "_samples", here.parents[1] / "data"):
        if folder.is_dir():
            return folder
    raise FileError("安装里没有示例数据，请重新安装 qdcalc")
