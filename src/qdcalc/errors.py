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

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.problems import Problems


class QdcalcError(Exception):
    """Base of every exception that qdcalc raises on purpose."""


class InputError(QdcalcError):
    """The input has errors, so nothing was calculated.

    Attributes
    ----------
    problems : pandas.DataFrame
        One row a problem: 级别, 代码, 工作表, 单元格, 列, 原值, 问题, 如何改
        (and 文件 where the input is more than one file).
    """

    def __init__(self, problems: Problems) -> None:
        self.collected = problems
        super().__init__(problems.summary())

    @property
    def problems(self) -> pd.DataFrame:
        """All problems, errors first, as a person reads them."""
        return self.collected.frame()

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle with the problems, as a process pool does to hand an error back."""
        return type(self), (self.collected,)


class UsageError(QdcalcError):
    """A command, option or argument that qdcalc does not know."""


class TableNameError(UsageError, KeyError):
    """A table that the result does not have."""

    __str__ = Exception.__str__  # a KeyError shows its message in quotes


class FileError(QdcalcError):
    """A file that can't be read or written."""


class PolicyError(QdcalcError):
    """A policy file that can't be read or does not fit the notice."""


class SelfCheckError(QdcalcError):
    """A result breaks its own description; it is never written."""
