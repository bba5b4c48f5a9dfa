"""The result of a calculation: tables made when asked for, warnings, where it all came from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qdcalc.intake.given import output_path
from qdcalc.result.closing_tables import CHECKS, PASSED, RUN
from qdcalc.result.doors import Doors
from qdcalc.result.explaining import Recorded, asked_for, explained, write
from qdcalc.result.provenance import Provenance
from qdcalc.result.saved import Saved
from qdcalc.result.tables import LazyTables, Shallow
from qdcalc.table.description import Table
from qdcalc.table.problems import Problems

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.document.explanation import Explanation
    from qdcalc.notice.description import Calculation, Job, Outcome
    from qdcalc.result.comparison import Comparison
    from qdcalc.result.headline import Headline
    from qdcalc.result.plots import Plot
    from qdcalc.result.sensitivity import Sensitivity


class Result(Saved, Mapping[str, "pd.DataFrame"]):
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
        doors: Doors,
    ) -> None:
        from qdcalc.result import closing

        self.calculation, self._doors = calculation, doors
        self.provenance = provenance
        self.status, self._reservations = outcome.status, outcome.reservations
        self._to_check, self._summary = outcome.to_check, outcome.summary
        self._headline: Headline | None = None
        self._recorded = Recorded(calculation, outcome.explain)
        self._problems = job.problems
        self._job: Job | None = job  # the typed input: what is pickled goes without
        makers = dict(outcome.tables)
        makers |= closing.makers(
            calculation,
            job,
            outcome,
            lambda: self.provenance,
            lambda: self.tables.written_beside(RUN),
        )
        self.tables = LazyTables(calculation, makers, outcome.checks)

    @property
    def described(self) -> tuple[Table, ...]:
        """The descriptions of the tables, in the order of the sheets."""
        return self.tables.descriptions

    @property
    def headline(self) -> Headline:
        """结论：是什么、多少钱、谁付给谁、签字前请看什么。``print(result.headline)`` 打印出来。

        例::

            print(result.headline)
            result.headline.to_check        # 签字前请看

        The answer in ten seconds, as the command line writes it.
        """
        if self._headline is None:
            from qdcalc.result import closing_headline, headline

            title = headline.Headline(self.calculation.title, ())
            own = title if self._summary is None else self._summary(Shallow(self.tables))
            said = self._reservations, self._to_check
            verdicts = self.tables[CHECKS.name]["verdict"]
            closing = closing_headline.Closing(self._problems, self.provenance, verdicts, *said)
            self._headline = closing.of(own)
        return self._headline

    def against(self, previous: str | Path | Result) -> Result:
        """与上月结果比较：结论里列出上月净额和变动。``previous`` 是上月的结果文件或结果。

        Compare the headline with the result of the period before; return the result itself.

        Raises
        ------
        FileError, UsageError
            It is no such result, of another calculation or period, or was changed.
        """
        from qdcalc.result import previous as earlier

        if isinstance(previous, Result):
            frames, file = earlier.of_result(
                self.calculation, previous.calculation, previous.tables
            )
        else:
            frames, file = earlier.of_file(self.calculation, previous, self._doors.read_sheets)
        compared: Any = self._summary
        compared(Shallow(self.tables), previous=frames)  # another period is refused here
        self._summary = partial(compared, previous=frames)
        self.provenance = replace(self.provenance, previous=file)
        self._headline = None
        return self

    def compare(self, other: str | Path | Result) -> Comparison:
        """与另一份结果比较：哪些判定、金额变了，为什么；差额加起来等于合计之差。

        ``other`` 是另一份结果（乙）或它的文件；这一份是甲。可以是两个月、同一输入的两个版本、两种
        口径、两个政策文件。

        例::

            变动 = result.compare("下月结果.xlsx")
            变动["变动"]
            变动.to_excel("变动.xlsx")

        Compare with another result of the same calculation.

        Raises
        ------
        FileError, UsageError
            It is no result, or of another calculation.
        """
        return self._doors.compare(self, other)

    def sensitivity(
        self,
        *,
        within: str | float | None = None,
        progress: Callable[[str], None] = lambda stage: None,
    ) -> Sensitivity:
        """口径影响：每种口径改取别的取值，各方的金额变多少；临界：离阈值很近的判断，另一侧多少钱。

        ``within`` 是多近算临界，如 ``"5%"``，默认 10%。

        例::

            result.sensitivity().to_excel("敏感性.xlsx")

        Calculate again under each option of each interpretation, one changed at a time.

        Parameters
        ----------
        within : str or float, optional
            How near is near: ``"5%"`` or 0.05; 10 % if not given.
        progress : callable, optional
            Told what is calculated again.

        Raises
        ------
        UsageError
            The result was pickled or copied: its input did not come along.
        """
        from qdcalc.result.sensitivity import Analysed, sensitivity

        own = self.calculation, self.status, self.provenance, self.tables
        analysed = Analysed.of(*own, self._job, self.refuse_input)
        return sensitivity(analysed, self._doors.write_tables, within, progress)

    def explain(
        self, path: str | Path | None = None, *, overwrite: bool = False, **asked: Any
    ) -> Explanation | Path:
        """说明一个金额怎么来的：从结果一步步追到您的文件里的单元格。给了 ``path`` 就写成文件。

        参数：``path`` 写到哪里（.docx、.html、.txt），不给就返回说明，在 Jupyter 里可以一层层展开；
        其余说明是哪个金额，中文、英文的名称都可以，什么都不写会列出来。

        例::

            print(result.explain(月份="2018-11", 断面=20))
            result.explain("依据.docx", month="2018-11", section=20)

        Explain an amount: the steps from the result back to the cells of the user's files.
        ``asked`` are the calculation's own selectors, the rest is as of :meth:`report`.

        Raises
        ------
        UsageError
            Nothing is asked for, or something that is not there.
        """
        chosen = asked_for(self.calculation, asked)
        found = explained(self._recorded, self.tables, chosen, self.provenance)
        if path is None:
            return found
        self.refuse_input(target := output_path(path))
        return write(found, target, self._doors.save, overwrite=overwrite)

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

        return Plot(self.calculation.charts(), self, self._doors.paint)

    def __getstate__(self) -> dict[str, Any]:
        """Leave the input behind: it may be large, and what is shown needs it no more."""
        return {**self.__dict__, "_job": None}

    def _repr_html_(self) -> str:
        from qdcalc.result.notebook_card import result_card

        return result_card(self.headline, self.tables, self.calculation.outputs[0])

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)

    def __repr__(self) -> str:
        return f"<{self.calculation.title}：{len(self._problems)} 处警告>"
