"""Is a result what its recorded input, policy, interpretations and version give? Run it again."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qdcalc.errors import FileError, QdcalcError, UsageError
from qdcalc.exact.patterns import Lazy
from qdcalc.exact.texts import listed
from qdcalc.files import marks
from qdcalc.files.outputs import scratch
from qdcalc.files.plain import told
from qdcalc.intake.given import Files, output_path, policy_path, source_frames, source_path
from qdcalc.notice.catalogue import find
from qdcalc.notice.description import Calculation
from qdcalc.record import record
from qdcalc.result.closing_tables import BASIS, NOTICE, RUN
from qdcalc.result.hashes import of_program
from qdcalc.result.receipt import Receipt, Recorded, read_chosen, read_receipt
from qdcalc.result.result import Result
from qdcalc.result.written import SAVE_AGAIN
from qdcalc.run import run
from qdcalc.table.problems import Problems
from qdcalc.workbook.differing import Differences, compare
from qdcalc.workbook.files import DAMAGES, input_files, open_workbook
from qdcalc.workbook.found import (
    Pool,
    inputs_of,
    pool_of,
    said_of_the_folder,
    under_recorded_names,
)
from qdcalc.workbook.write import write_result

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("工作表", "单元格", "问题", "写着", "应为")
_CLOCK = "（北京时间）"
_ENVIRONMENT = Lazy(r"Python [\w.+-]+(?:[，、][\w-]+ [\w.+-]+)*")
_WRITER = Lazy(r"xlsxwriter [\w.+-]+", re.I)
_RESAVED = (
    "写出后另存过，比对了单元格的值、公式和数字格式，看不见的字，隐藏的行、列和表，合并、批注、图形、"
    "图表、条件格式、数据有效性、链接、名称、页眉页脚和打印区域；字体、边框、颜色等其他样式没有比对"
)


@record
class Choice:
    """One way to run again: options and settings of the call, files under their recorded names."""

    options: tuple[tuple[str, str], ...]
    settings: tuple[tuple[str, str], ...]
    is_renamed: bool = True


@dataclass
class _Again:
    """What is needed to run again; the result of the last run."""

    calculation: Calculation
    receipt: Receipt
    source: Any
    paths: list[Path]
    policy: Path | None
    names: Path | None
    previous: Path | None
    said: Problems
    folder: Path
    progress: Callable[[str], None]
    resolved: Mapping[str, str] = field(default_factory=dict)
    environment: str = ""

    def write(self, choice: Choice, number: int) -> Path:
        """Run with a choice and write the workbook; return its path."""
        place = self.folder / str(number)
        place.mkdir()
        source, policy, previous = self.source, self.policy, self.previous
        names = self.names
        receipt, frames = self.receipt, None
        if self.paths:
            frames = source_frames(source, receipt.framed[0]) if receipt.framed else None
            named = (
                under_recorded_names(self.paths, receipt.files, place)
                if choice.is_renamed
                else tuple(self.paths)
            )
            source = Files(named, self.said)
        if policy is not None and choice.is_renamed:
            (policy,) = under_recorded_names([policy], receipt.policy_files, _made(place / "p"))
        if names is not None and receipt.names and choice.is_renamed:
            (names,) = under_recorded_names([names], [receipt.names], _made(place / "n"))
        if previous is not None and receipt.previous and choice.is_renamed:
            (previous,) = under_recorded_names([previous], [receipt.previous], _made(place / "q"))
        result = run(
            self.calculation,
            source,
            frames=frames,
            interpretations=dict(choice.options),
            settings=_by_name(self.calculation, dict(choice.settings)),
            policy=policy,
            names=names,
            progress=self.progress,
        )
        if previous is not None:
            result.against(previous)
        self.resolved = result.provenance.interpretations
        self._stamp(result)
        self.progress("写出")
        with result.tables.held():
            return write_result(result, place / "应为.xlsx", values=receipt.has_values_only)

    def _stamp(self, result: Result) -> None:
        """Put the recorded time in the place of now, where it is a time."""
        said = result.tables["run"].set_index("item")["content"]
        self.environment = str(said["运行环境"])
        with suppress(ValueError):
            time = dt.datetime.fromisoformat(self.receipt.time.removesuffix(_CLOCK))
            if time.tzinfo is not None:
                result.provenance = replace(result.provenance, time=time)
                result.tables.forget(RUN.name)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _by_name(calculation: Calculation, settings: Mapping[str, str]) -> dict[str, str]:
    return {s.name: settings[s.label] for s in calculation.settings if s.label in settings}


def verify(
    path: str | Path,
    source: str | Path | pd.DataFrame | Mapping[str, pd.DataFrame] | None = None,
    *,
    policy: str | Path | None = None,
    names: str | Path | None = None,
    previous: str | Path | None = None,
) -> pd.DataFrame:
    """核对一份结果：按它记录的输入、政策、口径和版本重新计算，逐个单元格比对。

    返回不同之处的表：工作表、单元格、问题、写着、应为；完全一样就是空表（运行时间除外）。

    参数：``path`` 是结果工作簿；``source`` 是当时的输入，不给就按记录的文件名和 SHA-256 在结果
    旁边找；当时在文件以外还给了 DataFrame 的，``source`` 写 ``{表名: DataFrame}``，文件在旁边找。
    ``policy`` 是当时的政策文件，``names`` 是当时的名称对照文件，``previous`` 是当时比较的上月结果，
    不给也在旁边找。

    例::

        qdcalc.verify("核算结果.xlsx", "监测数据.xlsx")

    Run a written result again from what it records and compare every cell.

    Parameters
    ----------
    path : path
        The result.
    source : path, folder, DataFrame, or mapping of table name to DataFrame, optional
        The input of that run; looked for beside the result if not given.
    policy, names, previous : path, optional
        The user's policy file, the file of names and the earlier result of that run.

    Returns
    -------
    pandas.DataFrame
        One row a difference: 工作表, 单元格, 问题, 写着, 应为; empty where there is none.

    Raises
    ------
    FileError
        It is no result of ours, the version or policy is another, or the input is not the one
        recorded.
    """
    import pandas as pd

    found = verified(path, source, policy=policy, names=names, previous=previous)
    rows = [(d.sheet, d.cell, d.what, d.written, d.due) for d in found.kept]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")


def verified(
    path: str | Path,
    source: Any = None,
    *,
    policy: str | Path | None = None,
    names: str | Path | None = None,
    previous: str | Path | None = None,
    progress: Callable[[str], None] = lambda stage: None,
) -> Differences:
    """Return the differences of a result and what it should be, as :func:`verify`."""
    result = output_path(path)
    progress("读取")
    sheets = _read(result)
    receipt = read_receipt(sheets[RUN.label])
    calculation = _calculation(receipt, result)
    pool, paths = _inputs(receipt, source, result)
    policies = receipt.policy_files[0] if receipt.policy_files else None
    own = _recorded(policies, policy_path(policy), pool, "政策文件", "policy")
    meant = _recorded(receipt.names, names, pool, "名称对照", "names")
    never = "结果没有与上月比较"
    earlier = _recorded(receipt.previous, previous, pool, "上月结果", "previous", never)
    _refuse_other_rules(receipt, calculation)
    notices = said_of_the_folder(sheets.get(NOTICE.label, []))
    chosen = read_chosen(sheets.get(BASIS.label, []))
    with scratch() as folder:
        again = _Again(
            calculation, receipt, source, paths, own, meant, earlier, notices, folder, progress
        )  # fmt: skip
        found = _least(again, result, list(_choices(receipt, chosen.at_the_call(), paths)))
    if left := _left_out(source, paths):
        found.notes.append(f"文件夹里的 {listed(left)} 不在结果的记录里，没有读取")
    if found.is_resaved:
        found.notes.append(f"{told(result.name)} {_RESAVED}")
    if found.count_uncalculated:
        found.notes.append(SAVE_AGAIN)
    return found


def _left_out(source: Any, paths: list[Path]) -> list[str]:
    """Return the workbooks of a given folder that were no input of the run."""
    if not isinstance(source, (str, os.PathLike)) or not Path(source).is_dir():
        return []
    files = input_files(Path(source), Problems())
    return [told(path.name) for path in files if path not in paths]


def _read(result: Path) -> dict[str, list[list[Any]]]:
    """Return the rows of the sheets that say how the result was made."""
    if not result.is_file():
        raise FileError(f"找不到结果 {told(result)}，请核对文件名和文件夹")
    book = open_workbook(result)
    if RUN.label not in book.sheet_names:
        said = f"没有工作表“{RUN.label}”：不是 qdcalc 写出的结果，或这张表被删去、改了名"
        raise FileError(f"{told(result.name)} {said}，不能核对")
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in (RUN.label, BASIS.label, NOTICE.label)
        if name in book.sheet_names
    }


def _calculation(receipt: Receipt, result: Path) -> Calculation:
    """Return what was calculated; refuse another version's result."""
    from qdcalc import __version__

    if receipt.said_if_compared:
        raise FileError(f"{told(result.name)} {receipt.said_if_compared}，不能核对")
    if not receipt.calculation or not receipt.inputs:
        said = f"“{RUN.label}”里没有写明计算和输入"
        raise FileError(f"{told(result.name)} 的{said}，不是 qdcalc 写出的结果，或被改动过")
    try:
        calculation = find(receipt.calculation)
    except UsageError as error:
        raise FileError(f"{told(result.name)} 的“{RUN.label}”：{error}") from error
    if receipt.version != __version__:
        raise FileError(
            f"结果记录的版本是 qdcalc {receipt.version or '（空）'}，这里是 {__version__}，"
            "不能核对。请安装当时的版本再核对"
        )
    return calculation


def _refuse_other_rules(receipt: Receipt, calculation: Calculation) -> None:
    """Refuse a result whose recorded policy or data files are not those of this program."""
    from qdcalc.run import data_hashes

    program, ours = of_program(), calculation.policy()
    if receipt.program != program:
        raise FileError(
            f"结果是另一份程序算出的（“{RUN.label}”B{receipt.rows.get('程序文件', 1)}：程序文件的 "
            f"SHA-256 与这里的 {program[:16]}… 不同），不能核对。请安装当时的程序再核对"
        )
    if ours.sha256 not in receipt.policy:
        raise FileError(
            f"结果记录的政策（“{RUN.label}”B{receipt.rows.get('政策', 1)}）与这里的 policy.toml "
            f"（SHA-256 {ours.sha256[:16]}…）不同，不能核对"
        )
    for name, digest in data_hashes(calculation).items():
        if receipt.data_files.get(name) != digest:
            raise FileError(
                f"结果记录的数据文件 {name} 与这里的（SHA-256 {digest[:16]}…）不同，不能核对"
            )


def _inputs(receipt: Receipt, source: Any, result: Path) -> tuple[Pool, list[Path]]:
    """Return where to look for files, and the recorded inputs; none where they are frames."""
    framed, files = receipt.framed, receipt.files
    is_path = source is None or isinstance(source, (str, os.PathLike))
    if framed and is_path:
        tables = "、".join(f'"{label}": 当时的表' for label in framed)
        beside = "，当时的文件放在结果旁边" if files else ""
        raise FileError(
            f"结果的输入里有 DataFrame（{'、'.join(framed)}），没有文件可以核对。"
            f"请在 Python 里用 qdcalc.verify(结果, {{{tables}}}){beside}"
        )
    if files and not (framed or is_path):
        raise FileError("结果记录的输入是文件，请给出当时的文件或文件夹")
    if not files:
        return pool_of(None, result), []
    given = source_path(source) if source is not None and is_path else None
    pool = pool_of(given, result)
    paths = inputs_of(files, pool)
    if given is not None:  # the policy file may lie beside the result
        pool.files += pool_of(None, result).files
    return pool, paths


def _recorded(
    wanted: Recorded | None, given: Any, pool: Pool, what: str, name: str, unused: str = ""
) -> Path | None:
    """Return a file that the run used beside its input: policy, names, the earlier result."""
    path = None if given is None else output_path(given)
    if wanted is None:
        if path is not None:
            said = unused or f"结果没有用{what}"
            raise UsageError(f"{said}，不要写 --{name}（Python 里是 {name}）")
        return None
    among = pool if path is None else Pool([path])
    found = among.find(wanted)
    if found is None:
        other = "" if path is None else f"给出的 {told(path)} 不是它；"
        raise FileError(
            f"结果用了{what} {wanted.name}（SHA-256 {wanted.sha256[:16]}…），{other}"
            f"请用 --{name}（Python 里是 {name}）给出当时的文件"
        )
    return found


def _choices(
    receipt: Receipt, told_by_basis: tuple[dict[str, str], dict[str, str]], paths: list[Path]
) -> Iterator[Choice]:
    """Yield the ways to run again: as one sheet says, then as the other where they differ."""
    options, settings = told_by_basis
    ours = {key: receipt.options.get(key, option) for key, option in options.items()}
    theirs = {k: receipt.settings.get(k, (v, ""))[0] for k, v in settings.items()}
    is_renamed = [told(p.name) != one.name for p, one in zip(paths, receipt.files, strict=False)]
    for chosen, values in ((ours, theirs), (options, settings), (options, theirs)):
        first = Choice(tuple(chosen.items()), tuple(values.items()))
        yield first
        if any(is_renamed):
            yield replace(first, is_renamed=False)


def _least(again: _Again, result: Path, choices: list[Choice]) -> Differences:
    """Run again in each way until one gives the very result; return the fewest differences."""
    best: Differences | None = None
    tried: list[Choice] = []
    said = ""
    while choices and (best is None or best.count):
        choice = choices.pop(0)
        if choice in tried:
            continue
        tried.append(choice)
        try:
            due = again.write(choice, len(tried))
        except QdcalcError as error:
            said = str(error).partition("\n")[0]
            continue
        found = _compared(again, result, due)
        is_fewer = best is None or found.count < best.count
        if is_fewer or (best and found.count == best.count and not choice.is_renamed):
            best = found
        forced = {k: v for k, v in again.receipt.options.items() if again.resolved.get(k) != v}
        if forced and set(forced) <= set(again.resolved):
            choices.append(replace(choice, options=tuple((dict(choice.options) | forced).items())))
    if best is None:
        best = Differences()
        best.add(RUN.label, "", "按记录重新计算不出来", said, "能重新计算")
    return best


def _compared(again: _Again, result: Path, due: Path) -> Differences:
    again.progress("比对")
    recorded, ours = again.receipt.environment, again.environment
    is_other = recorded != ours and bool(_ENVIRONMENT.fullmatch(recorded))
    row = again.receipt.rows.get("运行环境", 0)
    stamps = [(RUN.label, f"B{row}")] if is_other else []
    # the same writer writes the same members, whatever else the environment was
    is_exact = _WRITER.findall(recorded) == _WRITER.findall(ours) or not is_other
    is_exact = is_exact or marks.state(result, result.suffix) == marks.CHANGED
    try:
        found = compare(result, due, stamps=stamps, is_exact=is_exact)
    except (*DAMAGES, LookupError) as error:
        raise FileError(f"{told(result.name)} 已损坏，读不出来，不能核对") from error
    if is_other:
        found.notes.append(f"运行环境与记录的不同：记录 {recorded}，这里 {ours}")
    return found
