"""Forms of applicants among other workbooks: which may be returned without stopping the rest."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qdcalc.exact.texts import key
from qdcalc.files.plain import told
from qdcalc.intake.repeats import REPEATED_IN_FILES
from qdcalc.table.problems import Problems
from qdcalc.workbook.files import open_workbook
from qdcalc.workbook.form import FORM
from qdcalc.workbook.sheets import shown_sheets


def form_files(paths: Sequence[Path]) -> list[Path]:
    """Return the workbooks that hold one applicant's form and nothing else."""
    return [
        path
        for path in paths
        if [key(name) for name in shown_sheets(open_workbook(path))] == [FORM]
    ]


def returnable(paths: Sequence[Path], problems: Problems) -> dict[Path, Problems]:
    """Return the forms that have errors of their own with these; none where others have any.

    What two workbooks disagree on is no error of one of them: it stops everything.
    """
    errors = [problem for problem in problems if problem.is_error]
    if len(paths) < 2 or any(not p.file or p.fault is REPEATED_IN_FILES for p in errors):
        return {}
    named = {told(path.name): path for path in form_files(paths)}
    if not {problem.file for problem in errors} <= set(named):
        return {}
    found: dict[Path, Problems] = {}
    for problem in errors:
        found.setdefault(named[problem.file], Problems()).extend([problem])
    return found
