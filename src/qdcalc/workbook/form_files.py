"""Forms of applicants among other workbooks: which may be returned without stopping the rest."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from os import PathLike
from pathlib import Path

from qdcalc.errors import FileError
from qdcalc.exact.texts import key
from qdcalc.files.plain import told
from qdcalc.intake.given import Files, source_path
from qdcalc.intake.repeats import REPEATED_IN_FILES
from qdcalc.notice.description import Calculation
from qdcalc.notice.names import NAMES
from qdcalc.notice.switches import input_tables
from qdcalc.table.problems import ERROR, Fault, Problems
from qdcalc.workbook.files import input_files, open_workbook
from qdcalc.workbook.form import FORM
from qdcalc.workbook.read import read_files
from qdcalc.workbook.sheets import shown_sheets

UNREADABLE_FORM = Fault(
    "T80",
    ERROR,
    "这份申请表打不开：{why}",
    "请向申请单位重新要一份，放回输入文件夹后重新运行",
)
_NAME_IT = (
    "。打不开的文件看不出是申请表还是共用的表，所以全部没有计算：是申请表时，请在文件名里写上“{form}”"
    "（不写共用表的名称，如 {shared}）再运行，它会列为退回、其他照常核定；"
    "是共用的表时，请先换成打得开的"
)


class FormFiles:
    """The workbooks of a folder, told apart: forms of applicants, and those that all share.

    A workbook is a form if that is its one sheet. One that can't be opened is a form if its name
    says so (申请表) and names no table that the applications share (历史补助, 预算 …).
    """

    def __init__(self, calculation: Calculation, paths: Sequence[Path]) -> None:
        self.paths, self._tables = paths, input_tables(calculation)
        shared = [t.label for t in self._tables if t.name not in calculation.form]
        self._shared = [key(label) for label in (*shared, NAMES.label)]

    @staticmethod
    def of(calculation: Calculation, source: str | PathLike[str] | Files) -> FormFiles:
        """Return the workbooks of a source."""
        if isinstance(source, Files):
            return FormFiles(calculation, source.paths)
        return FormFiles(calculation, input_files(source_path(source), Problems()))

    def returned(
        self, problems: Problems | None, before: Mapping[Path, Problems]
    ) -> dict[Path, Problems]:
        """Return the forms that need not stop the others, each with what stands against it.

        Without ``problems`` those that can't be read at all. None where nothing else is left, or
        where one is returned already (``before``).
        """
        found = self._unreadable(before) if problems is None else self._faulty(problems)
        rest = set(self.forms) - set(before) - set(found)
        return found if rest and not set(found) & set(before) else {}

    @cached_property
    def forms(self) -> list[Path]:
        """The applicants' forms."""
        return [path for path in self.paths if self._is_form(path)]

    def _is_form(self, path: Path) -> bool:
        try:
            return [key(name) for name in shown_sheets(open_workbook(path))] == [FORM]
        except FileError:
            name = key(path.stem)
            return FORM in name and not any(label in name for label in self._shared)

    def _unreadable(self, left_out: Collection[Path]) -> dict[Path, Problems]:
        """Return the forms that can't be read, each with what stands against it.

        Raises
        ------
        FileError
            Another workbook can't be opened, and may be a form; the message says how to tell.
        """
        found: dict[Path, Problems] = {}
        forms = self.forms
        for path in (path for path in self.paths if path not in left_out):
            try:
                read_files([path], self._tables, Problems())
            except FileError as error:
                if path not in forms:
                    if len(self.paths) > 1 and forms:
                        said = _NAME_IT.format(form=FORM, shared="、".join(self._shared))
                        raise FileError(f"{error}{said}") from error
                    raise
                own = found.setdefault(path, Problems())
                own.add(UNREADABLE_FORM, file=told(path.name), fields={"why": _why(error, path)})
        return found

    def _faulty(self, problems: Problems) -> dict[Path, Problems]:
        """Return the forms that have errors of their own with these; none where others have any.

        What two workbooks disagree on is no error of one of them: it stops everything.
        """
        errors = [problem for problem in problems if problem.is_error]
        if len(self.paths) < 2 or any(not p.file or p.fault is REPEATED_IN_FILES for p in errors):
            return {}
        named = {told(path.name): path for path in self.forms}
        if not {problem.file for problem in errors} <= set(named):
            return {}
        found: dict[Path, Problems] = {}
        for problem in errors:
            found.setdefault(named[problem.file], Problems()).extend([problem])
        return found


def _why(error: FileError, path: Path) -> str:
    """Return why a file can't be read, without its name."""
    return str(error).removeprefix(told(path.name)).strip().removeprefix("的").partition("。")[0]
