"""The result of a calculation: tables made when asked for, warnings, where it all came from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qdcalc.errors import FileError, TableNameError
from qdcalc.files.outputs import is_same
from qdcalc.files.plain import told
from qdcalc.intake.given import output_path
from qdcalc.notice.policy import Policy
from qdcalc.result.closing_tables import CHECKS, CLOSING, PASSED
from qdcalc.table.description import Table
from qdcalc.table.problems import Problems

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.document.model import Document
    from qdcalc.notice.description import Calculation, CheckRow, Job, Outcome
    from qdcalc.result.headline import Headline
    from qdcalc.result.plots import Plot


@dataclass(frozen=True)
class InputFile:
    """An input by name and SHA-256; frames have neither path nor hash."""

    name: str
    sha256: str = ""
    path: Path | None = None


@dataclass(frozen=True)
class Provenance:
    """What made a result: version, policy, interpretations and settings, inputs, time.

    ``origins`` says who chose each interpretation and setting.
    """

    version: str
    calculation: str
    policy: Policy
    interpretations: Mapping[str, str]
    settings: Mapping[str, Any]
    origins: Mapping[str, str]
    inputs: tuple[InputFile, ...]
    data_files: Mapping[str, str]
    previous: InputFile | None = field(default=None, kw_only=True)
    time: dt.datetime = field(
        default_factory=lambda: dt.datetime.now().astimezone().replace(microsecond=0)
    )


class Result(Mapping[str, "pd.DataFrame"]):
    """一份计算结果：像字典一样按中文表名取表，在 Jupyter 里显示成一张卡片。

    - ``result["断面核算"]``：人看的表，中文列名，金额是元；``list(result)`` 列出表名
    - ``result.tables["flows"]``：继续计算用的表，英文列名，金额是整数分 ``amount_fen``
    - ``result.headline``：结论；``result.problems``：警告；``result.plot``：图
    - ``result.to_excel("结果.xlsx")``、``result.report("通报名", "通报.docx")``：写文件

    例::

        result = qdcalc.water.month("监测数据.xlsx")
        result["资金流向"].query("付款方 == '即墨'")

    The result of a calculation, a mapping of its Chinese tables.

    Tables are made when they are asked for, and kept; what is handed out is a copy. A result
    that is pickled (for a process pool) takes all of its tables along.

    Attributes
    ----------
    tables : mapping of str to DataFrame
        By English name: English columns, money in ``amount_fen`` (int64).
    provenance : Provenance
        Version, policy, interpretations, inputs, time.
    """

    def __init__(
        self,
        calculation: Calculation,
        job: Job,
        outcome: Outcome,
        provenance: Provenance,
    ) -> None:
        from qdcalc.result import closing

        self.calculation = calculation
        self.provenance = provenance
        self.status, self._reservations = outcome.status, outcome.reservations
        self._to_check, self._summary = outcome.to_check, outcome.summary
        self._headline: Headline | None = None
        self._problems = job.problems
        makers = dict(outcome.tables)
        makers |= closing.makers(calculation, job, outcome, lambda: self.provenance)
        self.tables = LazyTables(calculation, makers, outcome.checks)

    @property
    def described(self) -> tuple[Table, ...]:
        """The descriptions of the tables, in the order of the sheets."""
        return described(self.calculation)

    @property
    def headline(self) -> Headline:
        """结论：是什么、多少钱、谁付给谁、签字前请看什么。``print(result.headline)`` 打印出来。

        例::

            print(result.headline)
            result.headline.to_check        # 签字前请看

        The answer in ten seconds, as the command line writes it.
        """
        if self._headline is None:
            from qdcalc.result import closing_headline

            own = None if self._summary is None else self._summary(self.tables)
            self._headline = closing_headline.closed(self, own, self._reservations, self._to_check)
        return self._headline

    def against(self, previous: str | Path | Result) -> Result:
        """与上月结果比较：结论里列出上月净额和变动。``previous`` 是上月的结果文件或结果。

        Compare the headline with the result of the period before; return the result itself.

        Raises
        ------
        FileError, UsageError
            It is no such result, of another calculation or period, or was changed.
        """
        from qdcalc.result.previous import taken

        frames, file = taken(self.calculation, previous)
        compared: Any = self._summary
        compared(self.tables, previous=frames)  # another period is refused here
        self._summary = partial(compared, previous=frames)
        self.provenance = replace(self.provenance, previous=file)
        self._headline = None
        return self

    @property
    def is_sound(self) -> bool:
        """校验是否全部通过（True/False）。

        Whether every line of 校验 passes.
        """
        return bool((self.tables[CHECKS.name]["verdict"] == PASSED).all())

    @property
    def headline_lines(self) -> tuple[str, ...]:
        """What a reader must know before any figure, such as what was not measured."""
        return (*self._reservations, *self._to_check)

    @property
    def problems(self) -> pd.DataFrame:
        """警告的表：级别、代码、工作表、单元格、列、原值、问题、如何改。

        例::

            result.problems[["单元格", "问题"]]

        The warnings as a frame.
        """
        return self._problems.frame()

    @property
    def found(self) -> Problems:
        """The warnings as values."""
        return self._problems

    def __getitem__(self, name: str) -> pd.DataFrame:
        from qdcalc.result.faces import chinese

        table = self.tables.described(name)
        return chinese(table, self.tables.made(table.name))

    def __iter__(self) -> Iterator[str]:
        return (table.label for table in self.described)

    def __len__(self) -> int:
        return len(self.described)

    def __contains__(self, name: object) -> bool:
        return name in self.tables

    # a result is itself and no other: frames have no single answer to "equal"
    __eq__ = object.__eq__
    __hash__ = object.__hash__

    @property
    def plot(self) -> Plot:
        """这份结果的图：``result.plot.balances()`` 等，返回 matplotlib 的 Axes，中文已经设好。

        例::

            result.plot                     # 有哪些图
            result.plot.calendar(ax=ax)     # 画在自己的坐标轴上

        The charts of the result.
        """
        from qdcalc.result.plots import Plot

        return Plot(self)

    def report(
        self,
        name: str,
        path: str | Path | None = None,
        *,
        template: str | Path | None = None,
        fonts: Mapping[str, str] | None = None,
        overwrite: bool = False,
        **asked: Any,
    ) -> Document | Path:
        """写成文档：通报、清算通知等。给了 ``path`` 就写成 .docx 或 .html，返回路径。

        参数：``name`` 是报告的名称，如 ``"水质季度通报"`` 或 ``"water-quarter"``；``path`` 是写到
        哪里，不给就返回文档本身；``template`` 是您自己的 .docx 模板；``fonts`` 是换用的字体；
        ``overwrite`` 是否覆盖不是 qdcalc 写的、或写出后改动过的文件；其余与
        ``qdcalc.report.compose`` 相同：``quarter`` 是季度，如 ``"2018Q4"``；``day`` 是落款日期，
        默认今天；``office`` 是 单位设置.toml。

        例::

            result.report("水质季度通报", "通报.docx", quarter="2018Q4")

        Compose a report of the result, and write it where a path is given.

        Parameters
        ----------
        name : str
        path : path, optional
            A .docx or .html file.
        template, fonts, overwrite
            As of :func:`qdcalc.report.write`.
        **asked
            As of :func:`qdcalc.report.compose`, such as ``quarter`` and ``day``.

        Returns
        -------
        Document or Path

        Raises
        ------
        UsageError
            There is no such report of this calculation; the message lists those that there are.
        FileError
            The file can't be written.
        """
        from qdcalc import above

        target = None if path is None else output_path(path)
        if target is not None:
            self.refuse_input(target)
        document = above.report(name, self, **asked)
        if target is None:
            return document
        return above.save(document, target, template=template, fonts=fonts, overwrite=overwrite)

    def to_excel(self, path: str | Path, overwrite: bool = False) -> Path:
        """写成工作簿，要么完整写出，要么一点不写；返回路径。

        参数：``path`` 是写到哪里（.xlsx）；``overwrite`` 是否覆盖不是 qdcalc 写的、或写出后
        改动过的文件。

        例::

            result.to_excel("核算结果.xlsx")

        Write the workbook, whole or not at all; return its path.

        Parameters
        ----------
        path : path
            An .xlsx file. One that qdcalc wrote and nobody changed since is replaced.
        overwrite : bool
            Replace any other file too.

        Raises
        ------
        FileError
            The file can't be written, for example because it is open in Excel, it is there
            already and not ours or changed since, or it is the input itself.
        UsageError
            It is no path.
        """
        from qdcalc import above

        return above.write(self, output_path(path), overwrite)

    def refuse_input(self, path: Path) -> None:
        """Refuse to write over an input.

        Raises
        ------
        FileError
            The path is one of the inputs.
        """
        earlier = self.provenance.previous
        for file in (*self.provenance.inputs, *((earlier,) if earlier else ())):
            if file.path is not None and is_same(path, file.path):
                raise FileError(f"{told(path)} 是输入文件，不会被改写，请换一个输出文件名")

    def _repr_html_(self) -> str:
        from qdcalc.result.card import result_card

        return result_card(self)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)

    def __repr__(self) -> str:
        return f"<{self.calculation.title}：{len(self._problems)} 处警告>"


def described(calculation: Calculation) -> tuple[Table, ...]:
    """Return the descriptions of a result's tables, in the order of the sheets."""
    outputs = calculation.outputs
    details = tuple(table for table in outputs if table.is_detail)
    return (*(table for table in outputs if not table.is_detail), *CLOSING, *details)


class LazyTables(Mapping[str, "pd.DataFrame"]):
    """Tables by English name, each made and verified when it is first asked for.

    校验 alone is made anew each time, of the tables as they are then: what is written is what
    was checked.
    """

    def __init__(
        self,
        calculation: Calculation,
        makers: Mapping[str, Callable[[], pd.DataFrame]],
        checks: Callable[[Mapping[str, pd.DataFrame]], Iterable[CheckRow]],
    ) -> None:
        self._calculation, self._makers, self._checks = calculation, makers, checks
        self._made: dict[str, pd.DataFrame] = {}
        self._describe()

    def _describe(self) -> None:
        tables = described(self._calculation)
        self._names = [table.name for table in tables]
        self._tables = {name: table for table in tables for name in (table.label, table.name)}

    def described(self, name: str) -> Table:
        """Return a table's description by its English or Chinese name.

        Raises
        ------
        TableNameError
            There is none of that name; the message lists those that there are.
        """
        if name not in self:
            known = "、".join(dict.fromkeys(t.label for t in self._tables.values()))
            raise TableNameError(f"结果里没有表“{name}”。可用的有：{known}")
        return self._tables[name]

    def made(self, name: str) -> pd.DataFrame:
        """Return the table itself, for reading only."""
        from qdcalc.table.validation import verify

        if name == CHECKS.name:
            from qdcalc.result.closing import check_frame

            return verify(CHECKS, check_frame(self._checks(self)))
        if name not in self._made:
            self._made[name] = verify(self.described(name), self._makers[name]())
        return self._made[name]

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.made(self.described(name).name).copy()

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name in self._tables

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __getstate__(self) -> tuple[Any, ...]:
        """Make every table, so that nothing of the calculation itself need be pickled."""
        made = {name: self.made(name) for name in self if name != CHECKS.name}
        return self._calculation, made, self._checks

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self._calculation, self._made, self._checks = state
        self._makers = {}
        self._describe()
