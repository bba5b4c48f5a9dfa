"""What is odd in the applications but does not stop the calculation: warnings by cell."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qdcalc.exact.blanks import filled, keys, whole, yes
from qdcalc.exact.dtypes import Ints
from qdcalc.exact.texts import listed
from qdcalc.expo.frames import budgets_of, by_year
from qdcalc.expo.government import is_led_twice
from qdcalc.expo.history import SHOWS, is_one_of, paid_before
from qdcalc.expo.sentences import count_text, fen_text
from qdcalc.expo.words import CertificateKind, Item, ShowKind
from qdcalc.intake.table_data import TableData
from qdcalc.notice.description import Job
from qdcalc.table.problems import ERROR, WARNING, Fault

NO_APPLICATIONS = Fault(
    "E10",
    ERROR,
    "没有任何申请：没有“展会”“认证”“企业”“展馆”“政府主导”中的任何一张有数据的表",
    "请至少填一张表；工作表名称不同时请改成这里的名称",
)
SAME_DAY = Fault(
    "E11",
    WARNING,
    "“{name}”同一天结束的有两行，一行填了届次一行没有，按同一届处理",
    "请在两行都填届次；是同一届的只保留一行",
)
EDITIONS_OF_A_DAY = Fault(
    "E20",
    WARNING,
    "“{name}”同一天结束的几行届次不同：{editions}，按不同的届计算",
    "请核对届次；是同一届的改成一样",
)
OUT_OF_ORDER = Fault(
    "E21",
    WARNING,
    "“{name}”第 {edition} 届的结束日期晚于第 {later} 届的，届次和日期对不上",
    "请核对届次和结束日期；往届最大面积按结束日期找",
)
CONFERENCE_UNCLEAR = Fault(
    "E22",
    WARNING,
    "“{name}”{year} 年不止一行，其中有没有填举办日期的，可能是同一次会议",
    "请填举办日期；是同一次的只保留一行",
)
SHOW_UNCLEAR = Fault(
    "E24",
    WARNING,
    "“{name}”{year} 年不止一行，有的没有填届次或申请单位不同，可能是同一届",
    "请填届次；是同一届的改成一样",
)
VENUE_UNLIKE = Fault(
    "E25",
    WARNING,
    "展馆“{name}”{year} 年有几行，展会数不同，基数和首年按第一行计算",
    "请核对；每年只保留一行",
)
FIRST_AGAIN = Fault(
    "E23",
    WARNING,
    "项目“{name}”不止一个年度填了首届，或首届填了上届金额",
    "请核对哪一年是首届；不是首届的填 否，并填上届金额和绩效评估",
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
    "历史补助里有“{name}”{year} 年的展馆补助，但展馆表没有列那一年，按以后年度计算，缺少基数",
    "请在展馆表里补列那一年的展会数",
)
OVER_BUDGET = Fault(
    "E15",
    WARNING,
    "{year} 年度“{item}”核定 {amount}，超过预算 {budget}",
    "请核对预算，或确认怎样安排",
)

ALMOST_ALIKE = Fault(
    "E40",
    WARNING,
    "“{name}”与 {place} 的“{other}”只差标点，按两个不同的名称计算",
    "请核对；是同一个的请把名称改成一样，否则查不出重复申报",
)
_NAMES = (
    ("shows", "show"), ("certificates", "subject"), ("firms", "firm"), ("venues", "venue"),
    ("government", "project"), ("history", "subject"),
)  # fmt: skip


def name_oddities(job: Job, found: pd.DataFrame) -> None:
    """Name what is odd but does not stop the calculation."""
    data = job.tables.get("shows")
    if data is not None and "largest_x100" in data.present:
        rows = np.flatnonzero(
            (data.frame["largest_x100"] == 0).fillna(False)
            & (data.frame["kind"] == ShowKind.CONSUMER)
        )
        job.problems.extend(data.raw.problems_at(ZERO_LARGEST, "largest_x100", rows))
    _warn_of_doubles(job)
    _warn_of_history(job)
    _warn_of_almost_alike(job)
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
        _warn_of_order(data, frame, job)
        _warn_of_years(data, frame, job)
    data = job.tables.get("government")
    if data is not None and len(data.frame):
        led = keys(data.frame["project"]), whole(data.frame["year"])
        rows = np.flatnonzero(is_led_twice(*led, paid_before(job, Item.GOVERNMENT)))
        names = data.frame["project"].iloc[rows].to_list()
        years = list(count_text(whole(data.frame["year"].iloc[rows])))
        job.problems.extend(
            data.raw.problems_at(LED_TWICE, "project", rows, name=names, year=years)
        )
        _warn_of_first_editions(data, job)
    _warn_of_conferences(job)
    _warn_of_venues(job)


def _warn_of_years(data: TableData, frame: pd.DataFrame, job: Job) -> None:
    """Name a show's rows of one year that stand for several claims and are perhaps one."""
    name, year = keys(frame["show"]), frame["end"].dt.year
    again = pd.DataFrame({"name": name, "year": year}).duplicated()
    if not again.any():
        return
    edition = filled(frame["edition"])
    of_day = frame["end"].dt.strftime("%Y-%m-%d").to_numpy(dtype=object)
    rows = pd.DataFrame(
        {"name": name, "year": year,
         "claim": np.where(edition == "", of_day, edition), "day": frame["end"],
         "who": keys(frame["applicant"]), "numbered": edition != ""}
    )  # fmt: skip
    groups = rows.groupby(["name", "year"])
    several = (groups["claim"].transform("nunique") > 1) & (groups["day"].transform("nunique") > 1)
    unclear = (groups["who"].transform("nunique") > 1) | ~groups["numbered"].transform("all")
    odd = np.flatnonzero((several & unclear).to_numpy() & again)
    told = {"name": frame["show"].iloc[odd].to_list()}
    told["year"] = [str(year) for year in rows["year"].iloc[odd]]
    job.problems.extend(data.raw.problems_at(SHOW_UNCLEAR, "show", odd, **told))


def _warn_of_venues(job: Job) -> None:
    """Name a venue's year that is listed again with other counts."""
    data = job.tables.get("venues")
    if data is None or data.frame.empty:
        return
    rows = data.frame[["year", "shows_30k", "shows_100k"]].assign(name=keys(data.frame["venue"]))
    again = rows.duplicated(["name", "year"]) & ~rows.duplicated()
    odd = np.flatnonzero(again)
    told = {"name": data.frame["venue"].iloc[odd].to_list()}
    told["year"] = [str(year) for year in rows["year"].iloc[odd]]
    job.problems.extend(data.raw.problems_at(VENUE_UNLIKE, "shows_30k", odd, **told))


def _warn_of_order(data: TableData, frame: pd.DataFrame, job: Job) -> None:
    """Name editions whose numbers and closing days contradict each other."""
    rows = pd.DataFrame(
        {"name": keys(frame["show"]), "end": frame["end"], "edition": filled(frame["edition"]),
         "row": np.arange(len(frame)), "shown": frame["show"].astype(object)}
    )  # fmt: skip
    rows = rows[rows["edition"] != ""]
    if not rows["name"].duplicated().any():
        return
    rows = rows.assign(number=rows["edition"].astype(np.int64))
    distinct = rows.drop_duplicates(["name", "end", "number"]).sort_values("number")
    several = distinct.groupby(["name", "end"])["edition"].agg(lambda own: listed(list(own)))
    editions = several.reindex(pd.MultiIndex.from_frame(rows[["name", "end"]])).to_numpy()
    odd = np.array(["、" in text for text in editions], dtype=bool)
    odd &= rows.duplicated(["name", "end"]).to_numpy()
    told = {"name": rows["shown"][odd].to_list(), "editions": list(editions[odd])}
    data_rows = rows["row"].to_numpy()
    job.problems.extend(data.raw.problems_at(EDITIONS_OF_A_DAY, "edition", data_rows[odd], **told))
    most = rows.groupby(["name", "end"])["number"].max().groupby(level=0)
    before = most.cummax().groupby(level=0).shift(fill_value=0)
    later = before.reindex(pd.MultiIndex.from_frame(rows[["name", "end"]])).to_numpy()
    odd = rows["number"].to_numpy() < later
    told = {"name": rows["shown"][odd].to_list(), "edition": rows["edition"][odd].to_list()}
    told["later"] = list(count_text(later[odd]))
    job.problems.extend(data.raw.problems_at(OUT_OF_ORDER, "edition", data_rows[odd], **told))


def _warn_of_first_editions(data: TableData, job: Job) -> None:
    frame = data.frame.reindex(columns=[c.name for c in data.table.columns])
    first = pd.DataFrame({"name": keys(frame["project"]), "year": whole(frame["year"])})
    first = first[yes(frame["is_first"])]
    several = first.groupby("name")["year"].transform("nunique") > 1
    odd = several | frame["previous_fen"].notna()[first.index]
    rows = first.index[odd].to_numpy()
    names = frame["project"].iloc[rows].to_list()
    job.problems.extend(data.raw.problems_at(FIRST_AGAIN, "is_first", rows, name=names))


def _warn_of_conferences(job: Job) -> None:
    """Name conferences of one name and year of which one has no day of its own."""
    data = job.tables.get("certificates")
    if data is None or data.frame.empty:
        return
    frame = data.frame.reindex(columns=[c.name for c in data.table.columns])
    is_dated = frame["held_on"].notna()
    day = frame["held_on"].where(is_dated, frame["certified_on"]).astype("datetime64[s]")
    rows = pd.DataFrame({"name": keys(frame["subject"]), "year": day.dt.year, "day": day})
    rows = rows[(frame["kind"] == CertificateKind.CONFERENCE).to_numpy()]
    if not rows.duplicated(["name", "year"]).any():
        return
    several = rows.groupby(["name", "year"])["day"].transform("nunique") > 1
    where = rows.index[several.to_numpy() & ~is_dated[rows.index].to_numpy()].to_numpy()
    told = {"name": frame["subject"].iloc[where].to_list()}
    told["year"] = [str(year) for year in rows["year"][where]]
    job.problems.extend(data.raw.problems_at(CONFERENCE_UNCLEAR, "subject", where, **told))


def _warn_of_history(job: Job) -> None:
    """Name history that perhaps means a claim but does not say so."""
    data = job.tables.get("history")
    if data is None or data.frame.empty:
        return
    past = data.frame.reindex(columns=[c.name for c in data.table.columns])
    name, year = keys(past["subject"]), whole(past["year"])
    shown = job.tables.get("shows")
    if shown is not None and len(shown.frame):
        frame = shown.frame.reindex(columns=[c.name for c in shown.table.columns])
        own = pd.MultiIndex.from_arrays([keys(frame["show"]), frame["end"].dt.year])
        is_show = is_one_of(past["item"].to_numpy(dtype=object), SHOWS)
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
        is_venue = (past["item"] == Item.VENUE).to_numpy()
        known = np.isin(name, listed.get_level_values(0))
        pairs = pd.MultiIndex.from_arrays([name, year])
        _say_history(job, VENUE_HISTORY, np.flatnonzero(is_venue & known & ~pairs.isin(listed)))


def _say_history(job: Job, fault: Fault, rows: Ints) -> None:
    data = job.tables["history"]
    names = data.frame["subject"].iloc[rows].to_list()
    years = list(count_text(whole(data.frame["year"].iloc[rows])))
    job.problems.extend(data.raw.problems_at(fault, "subject", rows, name=names, year=years))


def _warn_of_almost_alike(job: Job) -> None:
    """Name what is called by names that differ by their punctuation alone."""
    tables = [(job.tables[t], column) for t, column in _NAMES if t in job.tables]
    frames = [
        pd.DataFrame(
            {"key": keys(data.frame[column]), "shown": data.frame[column].astype(object),
             "table": number, "row": np.arange(len(data.frame))}
        )
        for number, (data, column) in enumerate(tables)
    ]  # fmt: skip
    if not frames:
        return
    rows = pd.concat(frames, ignore_index=True)
    codes, distinct = pd.factorize(rows["key"])
    bare = np.array(["".join(filter(str.isalnum, text)) or text for text in distinct], object)
    if len(set(bare)) == len(distinct):
        return
    rows = rows.assign(bare=bare[codes]).drop_duplicates(["table", "key"])
    first = rows.drop_duplicates("bare").set_index("bare").reindex(rows["bare"])
    odd = rows["key"].to_numpy() != first["key"].to_numpy()
    rows, first = rows[odd], first[odd]
    places = [
        tables[table][0].raw.place(tables[table][1], row)
        for table, row in zip(first["table"], first["row"], strict=True)
    ]
    told = pd.DataFrame(
        {
            "name": rows["shown"].array,
            "other": first["shown"].array,
            "place": places,
            "table": rows["table"].array,
            "row": rows["row"].array,
        }
    )
    for number, own in told.groupby("table"):
        data, column = tables[int(str(number))]
        fields = {name: own[name].to_list() for name in ("name", "other", "place")}
        job.problems.extend(data.raw.problems_at(ALMOST_ALIKE, column, own["row"], **fields))


def _warn_of_budget(job: Job, found: pd.DataFrame) -> None:
    data = job.tables.get("budgets")
    if data is None or data.frame.empty:
        return
    years = by_year(found, budgets_of(job)).set_index(["year", "item"])
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
