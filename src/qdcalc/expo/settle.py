"""Exhibition subsidies from typed tables to output tables, in the order of the notice."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd

from qdcalc.errors import InputError
from qdcalc.expo import headline
from qdcalc.expo.cases import Texts, keys, listed
from qdcalc.expo.certificates import certificates
from qdcalc.expo.checks import checks, facts
from qdcalc.expo.claims import VERDICTS, findings
from qdcalc.expo.firms import firms
from qdcalc.expo.government import government
from qdcalc.expo.inputs import APPLICATIONS, CERTIFICATES, SHOWS
from qdcalc.expo.oddities import name_oddities
from qdcalc.expo.outputs import FINDINGS
from qdcalc.expo.shows import shows
from qdcalc.expo.summary import by_year, totals
from qdcalc.expo.venues import venues
from qdcalc.intake.repeats import drop_repeats_in_files, replace_corrected
from qdcalc.intake.typed import TableData
from qdcalc.notice.description import Job, Outcome
from qdcalc.table.problems import ERROR, Fault

NO_APPLICATIONS = Fault(
    "E10",
    ERROR,
    "没有任何申请：没有“展会”“认证”“企业”“展馆”“政府主导”中的任何一张有数据的表",
    "请至少填一张表；工作表名称不同时请改成这里的名称",
)
_BY_TABLE: dict[str, Callable[[Job], pd.DataFrame]] = {
    "shows": shows,
    "certificates": certificates,
    "firms": firms,
    "venues": venues,
    "government": government,
}


def compute(job: Job) -> Outcome:
    """Assess every application (青政办发〔2018〕22号).

    Raises
    ------
    InputError
        The input has errors; all of them are told.
    """
    present = [t.name for t in APPLICATIONS if t.name in job.tables]
    if not any(len(job.tables[name].frame) for name in present):
        job.problems.add(NO_APPLICATIONS)
        raise InputError(job.problems)
    changed = {name: _replace_corrected(job, name) for name in present}
    _drop_repeated_history(job)
    job.stop_on_errors()
    cases = pd.concat([_cases_of(name, changed[name], job) for name in present], ignore_index=True)
    cases = _placed(_named_alike(cases), job)
    found = findings(cases, job)
    found = found.assign(item=found["item"].map(job.policy.words["items"]))
    name_oddities(job, found)
    items = list(job.policy.words["items"].values())
    tables: dict[str, Callable[[], pd.DataFrame]] = {
        "findings": lambda: _finding_frame(found, job),
        "items": lambda: totals(found, "item", items).astype({"item": "str"}),
        "applicants": lambda: totals(found, "applicant", []).astype({"applicant": "str"}),
        "years": lambda: by_year(found, job),
    }
    return Outcome(tables, partial(checks, facts(job, cases)), summary=headline.of_applications)


def _cases_of(name: str, changed: Texts, job: Job) -> pd.DataFrame:
    """Return a table's cases; one whose applicant a correction changed is for people."""
    cases = _BY_TABLE[name](job)
    return cases.assign(table=name, doubt=listed(changed, cases["doubt"].to_numpy(dtype=object)))


def _replace_corrected(job: Job, name: str) -> Texts:
    """Let corrections replace rows; name for each row that stays the applicants it had before.

    Neither a file's name nor a 版本 moves a claim from one applicant to another in silence.
    """
    data = job.tables[name]
    claimed = _claimed(data)
    frame = pd.DataFrame({"group": claimed.groupby(list(claimed), dropna=False).ngroup()})
    if data.table in (SHOWS, CERTIFICATES) and "applicant" in data.frame:
        frame = frame.assign(who=keys(data.frame["applicant"]), name=data.frame["applicant"])
    before = job.tables[name].raw
    kept = replace_corrected(data, claimed, job.problems)
    told = np.full(int(kept.sum()), "", dtype=object)
    if kept.all() or "who" not in frame:
        return told
    stays = frame[kept].reset_index(drop=True)
    gone = frame[~kept].reset_index(names="position")
    pairs = stays.reset_index(names="row").merge(gone, on="group", suffixes=("", "_before"))
    pairs = pairs[pairs["who"] != pairs["who_before"]].drop_duplicates("row")
    cells = [before.place("applicant", position) for position in pairs["position"]]
    told[pairs["row"]] = (
        "更正前由 " + pairs["name_before"].astype(object) + "（" + np.array(cells, dtype=object)
        + "）申请，申请单位变了，需确认"
    )  # fmt: skip
    return told


def _named_alike(cases: pd.DataFrame) -> pd.DataFrame:
    """Write an applicant as it is written first, whatever blanks and widths its other rows have."""
    applicants = cases["applicant"].to_numpy(dtype=object)
    _, first, which = np.unique(keys(cases["applicant"]), return_index=True, return_inverse=True)
    return cases.assign(applicant=applicants[first][which])


def _claimed(data: TableData) -> pd.DataFrame:
    """Return what tells applications apart where a later file corrects an earlier."""
    columns = {
        "shows": ["show", "edition", "end"],
        "certificates": ["subject", "kind", "certified_on", "held_on"],
        "firms": ["firm", "item", "year"],
        "venues": ["venue", "year"],
        "government": ["project", "year"],
    }[data.table.name]
    frame = data.frame.reindex(columns=columns)
    named = frame.assign(**{columns[0]: keys(frame[columns[0]])})
    if data.table is SHOWS:  # an edition is told by its number, without one by its year
        named["end"] = frame["end"].dt.year.where(frame["edition"].isna())
    if data.table is CERTIFICATES:
        day = frame["held_on"].where(frame["held_on"].notna(), frame["certified_on"])
        named = named.drop(columns="held_on").assign(certified_on=pd.to_datetime(day).dt.year)
    return named


def _drop_repeated_history(job: Job) -> None:
    """Count a payment once that several files have; a correction replaces it."""
    data = job.tables.get("history")
    if data is not None and len(data.frame):
        frame = data.frame.reindex(columns=["subject", "item", "year", "edition"])
        named = frame.assign(subject=keys(frame["subject"]))
        drop_repeats_in_files(data, named, job.problems)


def _placed(cases: pd.DataFrame, job: Job) -> pd.DataFrame:
    """Add where each row stands in the input: sheet, row, file, and all of it in words."""
    places = {"sheet": [], "row": [], "file": []}  # type: ignore[var-annotated]
    for name, rows in cases.groupby("table", sort=False):
        raw = job.tables[str(name)].raw
        where = rows["position"].to_numpy()
        parts = [raw.parts[p] for p in raw.part_of[where].tolist()]
        places["sheet"] += [raw.table.label] * len(where)
        places["row"] += [str(row) for row in raw.rows[where].tolist()]
        places["file"] += [part.file or None for part in parts]
    columns = {n: pd.Series(v, dtype=object) for n, v in places.items()}
    words = columns["file"].fillna("") + "“" + columns["sheet"] + "”第 " + columns["row"] + " 行"
    return cases.assign(**columns, place=words)


def _finding_frame(found: pd.DataFrame, job: Job) -> pd.DataFrame:
    """Return the table 核定结果."""
    words = job.policy.words["verdicts"]
    names = np.array([words[key] for key in VERDICTS], dtype=object)
    day = found["day"].dt.strftime("%Y-%m-%d").astype(object)
    named = found.assign(verdict=names[found["verdict"].to_numpy(dtype=np.int64)], day=day)
    columns = {}
    for column in FINDINGS.columns:
        values = named[column.name]
        if column.kind in ("text", "code"):
            values = values.astype(object).where(values != "", None).astype("str")
        columns[column.name] = values.astype(np.int64) if column.kind == "year" else values
    return pd.DataFrame(columns)
