"""The double click: workbooks dropped on 每月核算.bat, or waiting in 输入, are calculated.

Each gives a result in 输出, or an annotated copy where it has errors, and a line in 核算台账.csv.
The script that ``demo`` leaves calls :func:`run_monthly`.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from qdcalc import __version__
from qdcalc.cli import console, ledger
from qdcalc.cli.console import say
from qdcalc.cli.progress import Progress
from qdcalc.errors import InputError, QdcalcError
from qdcalc.exact.patterns import Lazy
from qdcalc.files import outputs
from qdcalc.files.hashes import sha256
from qdcalc.files.plain import named, reason, told
from qdcalc.notice.catalogue import calculations, find
from qdcalc.notice.description import Calculation
from qdcalc.run import run
from qdcalc.table.problems import ERROR, WARNING

if TYPE_CHECKING:
    from qdcalc.result.result import Result

INPUTS, OUTPUTS, LEDGER = "输入", "输出", "核算台账.csv"
RESULT, ANNOTATED = "_核算结果", "_错误标注"
_SUFFIXES = (".xlsx", ".xlsm")
_OTHERS = (".xls", ".xlsb", ".et", ".csv", ".ods")
_MOST_NAMED = 6
_HASH = Lazy(r"[0-9a-f]{64}")


@dataclass
class _Run:
    """What one input came to; ``row`` is its line of the ledger."""

    source: Path
    row: dict[str, object] = field(default_factory=dict)
    written: Path | None = None
    is_done: bool = False


def run_monthly(
    folder: str | Path,
    files: Sequence[str] = (),
    interpretations: Mapping[str, str] | None = None,
    calculation: str = "",
    opens: bool = True,
) -> int:
    """核算拖来的工作簿；没有拖来的，核算“输入”里的每一个，一个有错不影响其他的.

    Parameters
    ----------
    folder : path
        放“输入”“输出”和 核算台账.csv 的文件夹.
    files : sequence of str
        拖来的工作簿或文件夹；一个文件夹里的工作簿合在一起算.
    interpretations : mapping, optional
        口径，如 ``{"water.overlap": "drop"}``；每种计算只取自己的.
    calculation : str
        计算的名称，如 水质年度清算；空的按工作表认出.
    opens : bool
        算完打开结果（Windows）.

    Returns
    -------
    int
        0 全部核算成了，1 有没有核算的.
    """
    console.speak_any_encoding()
    home = Path(folder)
    with console.guarded():
        try:
            done = _all(home, files, interpretations, calculation)
            code = 0 if done and len(done) >= len(files) and all(i.is_done for i in done) else 1
            if opens:
                _open([item.written for item in done if item.written], home / named(OUTPUTS))
        except KeyboardInterrupt:
            say("已停止，没有写完的文件没有留下，以前的文件没有改动")
            code = 1
        except BrokenPipeError:  # the reader of our output has left
            code = 1
        except OSError as error:
            say(f"文件夹 {told(home)} 读写不了：{reason(error)}")
            code = 1
        return console.finished(code, 1)


def _all(
    home: Path, files: Sequence[str], interpretations: Mapping[str, str] | None, calculation: str
) -> list[_Run]:
    """Calculate what was dropped, else what waits; write each down as it is done."""
    inputs, results = home / named(INPUTS), home / named(OUTPUTS)
    for place in (inputs, results):
        place.mkdir(parents=True, exist_ok=True)
    done: list[_Run] = []
    for source in list(_dropped(files)) if files else list(_waiting(inputs)):
        taken = {item.written for item in done if item.written}
        done.append(_calculate(_Run(source), results, interpretations, calculation, taken))
        if said := ledger.record(home / named(LEDGER), [done[-1].row]):
            say(said)
        say("")
    failed = [told(item.source.name) for item in done if not item.is_done]
    if failed:
        more = "……" if len(failed) > _MOST_NAMED else ""
        say(f"没有核算的 {len(failed)} 个：{'、'.join(failed[:_MOST_NAMED])}{more}")
    return done


def _dropped(files: Sequence[str]) -> Iterator[Path]:
    """Yield what was dropped; name what is not there."""
    for text in files:
        path = Path(text)
        if path.exists():
            yield path
        else:
            say(
                f"找不到 {told(path)}。文件名里有 & ^ % 这样的符号时拖不过来，"
                f"请改名，或放进“{INPUTS}”再双击"
            )


def _waiting(folder: Path) -> Iterator[Path]:
    """Yield the workbooks of the folder 输入; name what is passed over."""
    from qdcalc.workbook.files import NAMES_FILE, is_own_output

    found = 0
    for path in sorted(folder.iterdir()):
        suffix, name = path.suffix.lower(), told(path.name)
        if path.name.startswith(("~$", "._")):
            continue
        if path.name == named(NAMES_FILE):
            continue  # what the others' names mean
        if path.is_dir():
            say(f"{name}：跳过，是文件夹；要把里面的工作簿合在一起算，请把它拖到 每月核算.bat 上")
        elif suffix in _OTHERS:
            say(f"{name}：跳过，请另存为 .xlsx")
        elif suffix in _SUFFIXES:
            with suppress(QdcalcError, OSError):  # what can't be opened is named when it is run
                if is_own_output(path):
                    say(f"{name}：跳过，是 qdcalc 的输出；如果已经在里面改正，请改个名称")
                    continue
            found += 1
            yield path
    if not found:
        say(f"“{INPUTS}”里没有工作簿：请把填好的表放进去，或拖到 每月核算.bat 上")


def _calculate(
    item: _Run,
    folder: Path,
    interpretations: Mapping[str, str] | None,
    calculation: str,
    taken: set[Path],
) -> _Run:
    """Calculate one input; say what came of it and write it down.

    ``taken`` are the files that this run has written already.
    """
    source = item.source
    item.row |= {
        "时间": f"{dt.datetime.now():%Y-%m-%d %H:%M:%S}",
        "输入文件": told(source.name),
        "版本": __version__,
        "口径": _in_words(interpretations),
        "结果": "没有核算",
    }
    earlier = folder / f"{source.stem}{named(RESULT)}.xlsx"
    say(f"{told(source.name)}：")
    if source.is_file():
        with suppress(OSError):
            item.row["SHA-256"] = sha256(source)
    try:
        result = _result(item, interpretations, calculation)
        _write(item, result, folder, taken)
    except InputError as error:
        say(error.collected.summary())
        say("没有核算")
        item.row |= {level: error.collected.count(level) for level in (ERROR, WARNING)}
        _annotate(item, error, folder, taken)
        _offer_names(item, error)
        _say_out_of_date(earlier)
    except Exception as error:
        item.row["结果"] = f"没有核算：{_reason(error)}"
        say(str(item.row["结果"]))
        _say_out_of_date(earlier)
    return item


def _result(item: _Run, interpretations: Mapping[str, str] | None, name: str) -> Result:
    """Calculate, by the calculation that is named or that the sheets are of."""
    from qdcalc.workbook.choose import calculation_for

    calculation = find(name) if name else calculation_for(item.source)
    item.row["计算"] = calculation.title
    others = [c.title for c in calculations() if c.package == calculation.package][1:]
    if others and not name and item.source.is_dir():
        others_named = "、".join(others)
        say(f"按{calculation.title}算；要{others_named}，请在 每月核算.py 的“计算”里写它的名称")
    with Progress() as progress:
        return run(
            calculation,
            item.source,
            interpretations=_own(interpretations, calculation),
            progress=progress.stage,
        )


def _own(given: Mapping[str, str] | None, calculation: Calculation) -> Mapping[str, str] | None:
    """Return the interpretations that are this calculation's; what nobody knows stays."""
    if not isinstance(given, Mapping):
        return given
    own = calculation.policy()
    others = [c.policy() for c in calculations()]
    return {
        name: option
        for name, option in given.items()
        if not isinstance(name, str) or own.find(name) or not any(p.find(name) for p in others)
    }


def _write(item: _Run, result: Result, folder: Path, taken: set[Path]) -> None:
    """Write a result; say its headline; fill the line of the ledger."""
    from qdcalc.workbook import write

    inputs = result.provenance.inputs
    hashes = {file.sha256 for file in inputs}
    target = _place(folder, item.source.stem, hashes, taken)
    with Progress() as progress, result.tables.held():
        write.write_result(result, target, progress.rows)
        item.written, item.is_done = target, result.is_sound
    for line in result.headline.console():
        say(line)
    say(f"已核算，警告 {result.found.count(WARNING)} 处，结果在 {told(target)}")
    head = result.headline
    title = head.title + "".join(f"（{said}）" for said in head.reservations)
    item.row |= {
        "时间": f"{result.provenance.time:%Y-%m-%d %H:%M:%S}",
        "输入文件": "、".join(file.name for file in inputs),
        "SHA-256": " ".join(file.sha256 for file in inputs),
        "结论": "：".join(filter(None, (title, "；".join(head.lines)))),
        "合计": "".join(head.sentences),
        "口径": head.basis,
        ERROR: 0,
        WARNING: result.found.count(WARNING),
        "结果": "已核算" if item.is_done else "校验不通过，请勿使用",
        "输出文件": target.name,
    }


def _place(folder: Path, stem: str, hashes: set[str], taken: set[Path]) -> Path:
    """Return where a result goes: over an earlier one of the same input, else to a free name.

    Another month's workbook of the same name must not lose its result.
    """
    number = 1
    while True:
        more = f"_{number}" if number > 1 else ""
        target = folder / f"{stem}{named(RESULT)}{more}.xlsx"
        if not os.path.lexists(target):
            return target
        if target not in taken and _hashes_in(target) == hashes:
            return target
        number += 1


def _hashes_in(path: Path) -> set[str]:
    """Return the hashes of the inputs that a result was made from."""
    from qdcalc.workbook.files import open_workbook

    try:
        rows = open_workbook(path).get_sheet_by_name("运行信息").to_python()
    except Exception:  # no workbook, or none of ours
        return set()
    return {str(row[1]) for row in rows if row[0] == "SHA-256" and _HASH.fullmatch(str(row[1]))}


def _annotate(item: _Run, error: InputError, folder: Path, taken: set[Path]) -> None:
    """Write the annotated copy, and say where it is."""
    from qdcalc.workbook.annotate_folder import annotate

    base = folder / f"{item.source.stem}.xlsx"
    number = 1
    while True:
        target = outputs.beside(base, ANNOTATED, _SUFFIXES)
        if not taken & {target.with_suffix(suffix) for suffix in _SUFFIXES}:
            break
        number += 1
        base = folder / f"{item.source.stem}_{number}.xlsx"
    try:
        item.written, why = annotate(error.collected, item.source, target)
    except QdcalcError as failed:
        say(f"问题没有标注：{failed}")
        return
    item.row["输出文件"] = item.written.name
    say(f"问题标注在 {told(item.written)}" + (f"（{why}）" if why else ""))


def _offer_names(item: _Run, error: InputError) -> None:
    """Write the names that are not known beside the input, for a person to decide."""
    from qdcalc.workbook.offer import offer

    with suppress(QdcalcError, OSError):
        if offered := offer(find(str(item.row["计算"])), item.source, error.collected):
            say(offered.line())


def _in_words(interpretations: Mapping[str, str] | None) -> str:
    if not isinstance(interpretations, Mapping) or not interpretations:
        return "口径：全部默认"
    return "口径：" + "、".join(f"{name}＝{option}" for name, option in interpretations.items())


def _reason(error: Exception) -> str:
    """Return in Chinese why an input was not calculated."""
    if isinstance(error, QdcalcError):
        return str(error)
    if isinstance(error, MemoryError):
        return "内存不足，请关闭其他程序，或分成几个月分别计算"
    if isinstance(error, OSError):
        return f"文件读写不了：{reason(error)}"
    return console.defect()


def _say_out_of_date(path: Path) -> None:
    with suppress(OSError):
        if path.is_file():
            say(f"注意：{told(path)} 没有更新，如果是以前的结果，已经过时")


def _open(written: Sequence[Path], folder: Path) -> None:
    """Open what was written as a double click would, several by their folder; Windows alone."""
    start = getattr(os, "startfile", None)
    if start is not None and written:
        with suppress(OSError):
            start(written[0] if len(written) == 1 else folder)
