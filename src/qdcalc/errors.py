"""The exceptions that qdcalc raises for what a user can cause.

::

    QdcalcError
    ├── InputError      the input has errors; carries every problem (exit code 1)
    ├── UsageError      a wrong command, option or argument (exit code 2)
    │   └── TableNameError  a table that the result does not have; a KeyError too
    ├── FileError       a file that can't be read or written (exit code 2)
    ├── PolicyError     a policy file that can't be used (exit code 2)
    └── SelfCheckError  a result that contradicts its own description: a defect of qdcalc

Every message is plain Chinese, made to be shown as it is.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import pandas as pd

    from qdcalc.table.problems import Problems


class QdcalcError(Exception):
    """Base of every exception that qdcalc raises on purpose."""


def _told(error: QdcalcError) -> list[str]:
    """Return what IPython shows in place of a traceback: the message is made to be shown alone."""
    return [f"{type(error).__name__}：{error}"]


class InputError(QdcalcError):
    """输入有错误，什么也没有计算。

    在 Jupyter 里显示问题的表；在程序里 ``error.problems`` 是同一张表（DataFrame）。

    例::

        try:
            result = qdcalc.water.month("监测数据.xlsx")
        except qdcalc.InputError as error:
            print(error.problems[["工作表", "单元格", "问题", "如何改"]])

    The input has errors, so nothing was calculated.

    Attributes
    ----------
    problems : pandas.DataFrame
        One row a problem: 级别, 代码, 工作表, 单元格, 列, 原值, 问题, 如何改
        (and 文件 where the input is more than one file).
    """

    def __init__(self, problems: Problems) -> None:
        self.collected = problems
        self._shown_in: int | None = None  # the notebook's cell that shows it
        super().__init__(problems.summary())

    @property
    def problems(self) -> pd.DataFrame:
        """All problems, errors first, as a person reads them."""
        return self.collected.frame()

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle with the problems, as a process pool does to hand an error back."""
        return type(self), (self.collected,)

    def _repr_html_(self) -> str:
        from qdcalc.table.card_parts import problems_card

        return problems_card(self.collected)

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows in place of a traceback; a notebook gets the table itself."""
        shell: Any = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
        if getattr(shell, "kernel", None) is None:  # a terminal
            return _told(self)
        if self._shown_in != shell.execution_count:  # some kernels ask twice
            self._shown_in = shell.execution_count
            shell.display_pub.publish({"text/html": self._repr_html_(), "text/plain": str(self)})
        return ["InputError：" + str(self).partition("\n")[0] + "，没有计算，见上表"]


class UsageError(QdcalcError):
    """A command, option or argument that qdcalc does not know."""

    _render_traceback_ = _told


class TableNameError(UsageError, KeyError):
    """A table that the result does not have."""

    __str__ = Exception.__str__  # a KeyError shows its message in quotes


class FileError(QdcalcError):
    """A file that can't be read or written."""

    _render_traceback_ = _told


class PolicyError(QdcalcError):
    """A policy file that can't be read or does not fit the notice."""

    _render_traceback_ = _told


class SelfCheckError(QdcalcError):
    """A result breaks its own description; it is never written."""
