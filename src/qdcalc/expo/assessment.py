"""Exhibition subsidies from typed tables to output tables, in the order of the notice."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from qdcalc.calculation import CheckRow, Job, Outcome
from qdcalc.errors import InputError
from qdcalc.expo.cases import Ints, count_text, fen_text, filled, keys, whole
from qdcalc.expo.certificates import certificates
from qdcalc.expo.claims import VERDICTS, findings
from qdcalc.expo.firms import firms
from qdcalc.expo.government import government
from qdcalc.expo.outputs import FINDINGS
from qdcalc.expo.shows import shows
from qdcalc.expo.summary import by_year, totals
from qdcalc.expo.tables import APPLICATIONS, CERTIFICATES, SHOW_KINDS, SHOWS
from qdcalc.expo.venues import venues
from qdcalc.intake import TableData
from qdcalc.problems import ERROR, WARNING, Fault
from qdcalc.repeats import drop_repeats_in_files, replace_corrected

NO_APPLICATIONS = Fault(
    "E10",
    ERROR,
    "没有任何申请：没有“展会”“认证”“企业”“展馆”“政府主导”中的任何一张有数据的表",
    "请至少填一张表；工作表名称不同时请改成这里的名称",
)
SAME_DAY = Fault(
    "E11",
    WARNING,
    "“{name}”同一天结束的有两行，一行填了届次一行没有，可能是同一届",
    "请在两行都填届次；是同一届的只保留一行",
)
LED_TWICE = Fault(
    "E16",
    WARNING,
    "项目“{name}”{year} 年度不止一次（本表或历史补助里已有），可能重复资助",
    "请核对；是同一笔的只保留一行",
)
ZERO_LARGEST = Fault(
    "E12",
    WARNING,
    "历史最大面积填的是 0，按 0 平方米作基数计算",
    "首届请留空；不是首届请填以前各届最大的展览面积",
)
HISTORY_UNCLEAR = Fault(
    "E13",
    WARNING,
    "历史补助里有“{name}”{year} 年度的记录，但届次没有都填，可能是同一届",
    "请在两处都填届次，或确认不是同一届",
)
VENUE_HISTORY = Fault(
    "E14",
    WARNING,
    "历史补助里有“{name}”{year} 年的展馆补助，但展馆表没有列那一年，首年和增量可能算错",
    "请在展馆表里补列那一年的展会数",
)
OVER_BUDGET = Fault(
    "E15",
    WARNING,
    "{year} 年度“{item}”核定 {amount}，超过预算 {budget}",
    "请核对预算，或确认怎样安排",
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
    for name in present:
        replace_corrected(job.tables[name], _claimed(job.tables[name]), job.problems)
    _drop_repeated_history(job)
    job.stop_on_errors()
    cases = pd.concat(
        [_BY_TABLE[name](job).assign(table=name) for name in present], ignore_index=True
    )
    found = findings(_placed(cases, job), job)
    found = found.assign(item=found["item"].map(job.policy.words["items"]))
    _warn(job, found)
    items = list(job.policy.words["items"].values())
    tables: dict[str, Callable[[], pd.DataFrame]] = {
        "findings": lambda: _finding_frame(found, job),
        "items": lambda: totals(found, "item", items).astype({"item": "str"}),
        "applicants": lambda: totals(found, "applicant", []).astype({"applicant": "str"}),
        "years": lambda: by_year(found, job),
    }
    return Outcome(tables, lambda: _checks(found, job))


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


def _warn(job: Job, found: pd.DataFrame) -> None:
    """Name what is odd but does not stop the calculation."""
    data = job.tables.get("shows")
    if data is not None and "largest_x100" in data.present:
        rows = np.flatnonzero(
            (data.frame["largest_x100"] == 0).fillna(False) & (data.frame["kind"] == SHOW_KINDS[1])
        )
        job.problems.extend(data.raw.problems_at(ZERO_LARGEST, "largest_x100", rows))
    _warn_of_doubles(job)
    _warn_of_history(job)
    _warn_of_budget(job, found)


def _warn_of_doubles(job: Job) -> None:
    """Name what is perhaps claimed twice though the claims differ by the letter."""
    data = job.tables.get("shows")
    if data is not None and len(data.frame):
        frame = data.frame.reindex(columns=[c.name for c in data.table.columns])
        days = pd.MultiIndex.from_arrays([keys(frame["show"]), frame["end"]])
        numbered = filled(frame["edition"]) != ""
        rows = np.flatnonzero(~numbered & days.isin(days[numbered]))
        names = frame["show"].iloc[rows].to_list()
        job.problems.extend(data.raw.problems_at(SAME_DAY, "show", rows, name=names))
    data, history = job.tables.get("government"), job.tables.get("history")
    if data is not None and len(data.frame):
        led = pd.MultiIndex.from_arrays([keys(data.frame["project"]), whole(data.frame["year"])])
        again = led.duplicated()
        if history is not None and len(history.frame):
            label = job.policy.words["items"]["government"]
            past = history.frame[history.frame["item"] == label]
            known = pd.MultiIndex.from_arrays([keys(past["subject"]), whole(past["year"])])
            again |= led.isin(known)
        rows = np.flatnonzero(again)
        names = data.frame["project"].iloc[rows].to_list()
        years = list(count_text(whole(data.frame["year"].iloc[rows])))
        job.problems.extend(
            data.raw.problems_at(LED_TWICE, "project", rows, name=names, year=years)
        )


def _warn_of_history(job: Job) -> None:
    """Name history that perhaps means a claim but does not say so."""
    data = job.tables.get("history")
    if data is None or data.frame.empty:
        return
    past = data.frame.reindex(columns=[c.name for c in data.table.columns])
    name, year = keys(past["subject"]), whole(past["year"])
    labels = job.policy.words["items"]
    shown = job.tables.get("shows")
    if shown is not None and len(shown.frame):
        frame = shown.frame.reindex(columns=[c.name for c in shown.table.columns])
        own = pd.MultiIndex.from_arrays([keys(frame["show"]), frame["end"].dt.year])
        is_show = past["item"].isin([labels["trade"], labels["consumer"]]).to_numpy()
        editions = filled(past["edition"])
        numbered = pd.MultiIndex.from_arrays([own.get_level_values(0), own.get_level_values(1)])
        without = numbered[filled(frame["edition"]) == ""]
        pairs = pd.MultiIndex.from_arrays([name, year])
        with_edition = numbered[filled(frame["edition"]) != ""]
        odd = is_show & np.where(editions == "", pairs.isin(with_edition), pairs.isin(without))
        _say_history(job, HISTORY_UNCLEAR, np.flatnonzero(odd))
    halls = job.tables.get("venues")
    if halls is not None and len(halls.frame):
        listed = pd.MultiIndex.from_arrays([keys(halls.frame["venue"]), whole(halls.frame["year"])])
        is_venue = (past["item"] == labels["venue"]).to_numpy()
        known = np.isin(name, listed.get_level_values(0))
        pairs = pd.MultiIndex.from_arrays([name, year])
        _say_history(job, VENUE_HISTORY, np.flatnonzero(is_venue & known & ~pairs.isin(listed)))


def _say_history(job: Job, fault: Fault, rows: Ints) -> None:
    data = job.tables["history"]
    names = data.frame["subject"].iloc[rows].to_list()
    years = list(count_text(whole(data.frame["year"].iloc[rows])))
    job.problems.extend(data.raw.problems_at(fault, "subject", rows, name=names, year=years))


def _warn_of_budget(job: Job, found: pd.DataFrame) -> None:
    data = job.tables.get("budgets")
    if data is None or data.frame.empty:
        return
    years = by_year(found, job).set_index(["year", "item"])
    keys_of = pd.MultiIndex.from_arrays([whole(data.frame["year"]), data.frame["item"]])
    lines = years.reindex(keys_of)
    rows = np.flatnonzero((lines["left_fen"] < 0).fillna(False))
    over = lines.iloc[rows]
    job.problems.extend(
        data.raw.problems_at(
            OVER_BUDGET, "budget_fen", rows,
            year=[str(k[0]) for k in over.index], item=[str(k[1]) for k in over.index],
            amount=list(fen_text(over["amount_fen"])), budget=list(fen_text(over["budget_fen"])),
        )
    )  # fmt: skip


def _checks(found: pd.DataFrame, job: Job) -> Iterator[CheckRow]:
    """Compare the finished tables with each other; rows in and out."""
    frame = _finding_frame(found, job)
    total = int(frame["amount_fen"].sum())
    items = totals(found, "item", [])
    for name, table in (
        ("项目汇总", items),
        ("单位汇总", totals(found, "applicant", [])),
        ("年度汇总", by_year(found, job)),
    ):
        yield CheckRow(f"核定结果合计 = {name}合计", total, int(table["amount_fen"].sum()))
        if "applications" in table:
            count, listed = len(frame), int(table["applications"].sum())
            yield CheckRow(f"核定结果行数 = {name}申请数", count, listed, is_hundredths=False)
    refused = job.policy.words["verdicts"]["refused"]
    paid = int((frame.loc[frame["verdict"] == refused, "amount_fen"] != 0).sum())
    yield CheckRow("不予补助而金额不为 0 的行数 = 0", paid, 0, is_hundredths=False)
    approved = job.policy.words["verdicts"]["approved"]
    nothing = int((frame.loc[frame["verdict"] == approved, "amount_fen"] == 0).sum())
    yield CheckRow("核准而金额为 0 的行数 = 0", nothing, 0, is_hundredths=False)
    for described in APPLICATIONS:
        data = job.tables.get(described.name)
        if data is not None:
            rows = int((frame["sheet"] == described.label).sum())
            out = rows + data.repeats + data.raw.passed_over
            said = f"{described.label}表头下的非空行数 = 核定结果行数 + 被更正 + 合计等不计的行数"
            yield CheckRow(said, data.raw.found_rows, out, is_hundredths=False)
