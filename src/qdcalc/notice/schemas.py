"""表结构：每张输入表、输出表都可以单独校验一个 DataFrame。

>>> import qdcalc
>>> dir(qdcalc.water.schemas)                                    # doctest: +SKIP
>>> qdcalc.water.schemas.readings.columns                        # doctest: +SKIP
>>> qdcalc.water.schemas.readings.validate(pd.read_excel("a.xlsx"))      # doctest: +SKIP

The schemas of a notice's tables as attributes, by English name, built when they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from qdcalc.errors import InputError, UsageError
from qdcalc.exact.texts import listed

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa

    from qdcalc.intake.raw import Objects, RawTable
    from qdcalc.notice.description import Calculation
    from qdcalc.table.description import Table
    from qdcalc.table.failure import Failure
    from qdcalc.table.problems import Problems

_MOST_SHOWN = 12  # columns


class TableSchema:
    """一张表的表结构：``validate(df)`` 校验，``columns`` 列出各列，``schema`` 是 pandera 的。"""

    def __init__(
        self, table: Table, *, is_input: bool, calculation: Calculation | None = None
    ) -> None:
        self.table, self._is_input, self._calculation = table, is_input, calculation

    @property
    def schema(self) -> pa.DataFrameSchema:
        """The pandera schema of the typed table; it is shared: copy it before changing it."""
        from qdcalc.table.schema import of_input, of_output

        return (of_input if self._is_input else of_output)(self.table).schema

    @property
    def columns(self) -> pd.DataFrame:
        """列、英文名、单位、必填、可填的词、其他写法、条款、说明，一列一行。"""
        import pandas as pd

        words = self._calculation.policy().clause_words if self._calculation else str
        names = ("列", "英文名", "单位", "必填", "可填", "其他写法", "条款", "说明")
        rows = [
            (
                column.title,
                name,
                column.metadata["unit"],
                "是" if column.required and not column.nullable else "",
                "、".join(column.metadata["choices"]),
                "、".join(column.metadata["aliases"]),
                words(column.metadata["clause"]),
                column.description or "",
            )
            for name, column in self.schema.columns.items()
        ]
        return pd.DataFrame(rows, columns=list(names), dtype=str)

    def validate(self, frame: pd.DataFrame) -> pd.DataFrame:
        """校验一个 DataFrame，返回英文列名、类型已定的表；有错误时抛出 ``InputError``。

        输入表的列名中文英文都可以，单元格可以是原来的写法（``pd.read_excel`` 读出来的样子），
        也可以是本方法返回过的表：已有类型的表照原样校验，不再换算。输出表是
        ``result.tables["section_months"]`` 那样的。

        Validate a frame alone: required columns and cells, ranges, words, keys, cross-column
        rules. What needs another table, the policy or a sheet's layout is told by a calculation
        alone (docs/schemas.md).

        Parameters
        ----------
        frame : DataFrame
            Of an input: Chinese or English headers, cells as they are written, or a typed table
            as this method returns it. Of an output: a table of ``result.tables``.

        Returns
        -------
        DataFrame
            The typed table with English names: money in fen, months as periods.

        Raises
        ------
        InputError
            Something is wrong; ``error.problems`` names column, row, value and cure of each.
        """
        typed, problems = self._checked(frame)
        if problems.has_errors:
            raise InputError(problems)
        return typed

    def problems(self, frame: pd.DataFrame) -> pd.DataFrame:
        """校验一个 DataFrame，返回问题清单（错误和警告），不抛出错误。"""
        return self._checked(frame)[1].frame()

    def _checked(self, frame: pd.DataFrame) -> tuple[pd.DataFrame, Problems]:
        """Return the typed frame and what is wrong with it."""
        import pandas as pd

        from qdcalc.intake.dataframes import read_frames
        from qdcalc.intake.typed import take_in
        from qdcalc.table.problems import Problems
        from qdcalc.table.validation import TYPED, is_typed

        if not isinstance(frame, pd.DataFrame):
            raise UsageError(f"validate 校验 pandas 的 DataFrame，现在是 {type(frame).__name__}")
        problems = Problems()
        if not self._is_input:
            _refuse_chinese(self.table, frame)
        if not self._is_input or is_typed(self.table, frame):
            self._check_typed(frame, problems)
            return frame, problems
        raw = read_frames({self.table.name: frame}, (self.table,), problems)
        typed = take_in(raw[self.table.name], problems).frame
        typed.attrs[TYPED] = self.table.name
        return typed, problems

    def _check_typed(self, frame: pd.DataFrame, problems: Problems) -> None:
        """Validate a typed frame by its schema alone."""
        from qdcalc.table.validation import input_failures, output_failures

        failures = input_failures if self._is_input else output_failures
        table, raw = self.table, _as_raw(self.table, frame)
        labels = table.labels()
        for failure in failures(table, frame.reset_index(drop=True)):
            label = labels.get(failure.column, failure.column)
            if not len(failure.positions):
                fields = dict(failure.fields)
                problems.add(failure.fault, sheet=table.label, column=label, fields=fields)
                continue
            raw.columns[failure.column] = _cells(table, frame, failure)
            first = [raw.address(failure.column, row) for row in failure.first.tolist()]
            told = dict(failure.fields) | ({"other": first} if first else {})
            problems.extend(
                raw.problems_at(failure.fault, failure.column, failure.positions, **told)
            )

    def __repr__(self) -> str:
        kind = "输入" if self._is_input else "输出"
        labels = listed([column.label for column in self.table.columns], _MOST_SHOWN, unit="列")
        return f"<{kind}表“{self.table.label}”的表结构：{labels}>"

    def _repr_html_(self) -> str:
        title = f"<p>{self.table.label}：{self.table.sentence}</p>"
        html: str = self.columns.to_html(index=False)
        return title + html


def _refuse_chinese(table: Table, frame: pd.DataFrame) -> None:
    """Refuse an output as people see it: its amounts are in 元, its columns Chinese."""
    labels = {column.label for column in table.columns if column.label != column.name}
    if labels & set(map(str, frame.columns)):
        raise UsageError(
            f"这是给人看的“{table.label}”（中文列名，金额以元为单位），表结构是计算用的表的："
            f'请校验 result.tables["{table.name}"]'
        )


def _as_raw(table: Table, frame: pd.DataFrame) -> RawTable:
    """Return a typed frame as rows that know their place; cells are put in where they fail."""
    import numpy as np

    from qdcalc.intake.raw import Part, RawTable

    rows = frame.index.to_numpy() if frame.index.is_unique else np.arange(1, len(frame) + 1)
    part = Part("", table.label, headers=table.labels())
    return RawTable(table, [part], {}, rows, np.zeros(len(frame), dtype=np.int64))


def _cells(table: Table, frame: pd.DataFrame, failure: Failure) -> Objects:
    """Return the cells of a column that fail, as people write them."""
    import numpy as np

    from qdcalc.table.failure import written

    column, values = table.column(failure.column), frame[failure.column].iloc[failure.positions]
    cells = np.full(len(frame), None, dtype=object)
    cells[failure.positions] = [written(column, value) for value in values]
    return cells


class Schemas:
    """一个通知的各张表的表结构，按英文表名取；``inputs``、``outputs`` 只含其中一种。

    The schemas of a notice's tables as attributes; an input comes before an output of its name.
    """

    def __init__(
        self, inputs: Mapping[str, TableSchema], outputs: Mapping[str, TableSchema]
    ) -> None:
        self._inputs, self._outputs = inputs, outputs

    @staticmethod
    def of(calculations: Iterable[Calculation]) -> Schemas:
        """Return the schemas of a notice's calculations; the first that has a table lends it."""
        inputs: dict[str, TableSchema] = {}
        outputs: dict[str, TableSchema] = {}
        for calculation in calculations:
            for known, tables, is_input in (
                (inputs, calculation.inputs, True),
                (outputs, calculation.outputs, False),
            ):
                for table in tables:
                    schema = TableSchema(table, is_input=is_input, calculation=calculation)
                    known.setdefault(table.name, schema)
        return Schemas(inputs, outputs)

    @property
    def inputs(self) -> Schemas:
        """The schemas of the input tables."""
        return Schemas(self._inputs, {})

    @property
    def outputs(self) -> Schemas:
        """The schemas of the output tables."""
        return Schemas({}, self._outputs)

    def __getattr__(self, name: str) -> TableSchema:
        if not name.startswith("_"):
            for known in (self._inputs, self._outputs):
                if name in known:
                    return known[name]
            raise AttributeError(f"没有名为 {name!r} 的表结构。可用的有：{'、'.join(dir(self))}")
        raise AttributeError(name)

    def __dir__(self) -> list[str]:
        return sorted({*self._inputs, *self._outputs})

    def __repr__(self) -> str:
        return f"<表结构：{'、'.join(dir(self))}>"
