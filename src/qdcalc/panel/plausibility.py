"""What is wrong or odd in the panel's tables: errors and warnings by cell."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from qdcalc.exact.texts import key, listed
from qdcalc.intake.table_data import TableData
from qdcalc.notice.description import Job
from qdcalc.panel.composition import PRINTED
from qdcalc.panel.facts import PanelFacts
from qdcalc.panel.outputs import TALLY
from qdcalc.panel.words import GROUPS, Blank
from qdcalc.result.headline import records
from qdcalc.table.problems import ERROR, MINOR, WARNING, Fault

_NO_GRADES = (
    "无效票",
    "无效",
    "弃权票",
    "合计",
    "小计",
    "总计",
)
UNKNOWN_CATEGORY = Fault(
    "Q10", ERROR, "{venue}{group}组的构成里没有类别“{value}”{hint}", "请写构成里的类别：{known}"
)
UNKNOWN_DEPARTMENT = Fault(
    "Q11", ERROR, "四个组里没有部门“{value}”{hint}",
    "请按附件2写部门的名称；别的年度的分组请加工作表“部门分组”",
)  # fmt: skip
OTHER_GROUP = Fault(
    "Q12", ERROR, "“{department}”在{other}组，不在{group}组",
    "请核对组别和部门；分组有变动的请加工作表“部门分组”",
)  # fmt: skip
NOT_LISTED = Fault(
    "Q13",
    ERROR,
    "工作表“会场”里没有会场“{value}”",
    "请在工作表“会场”里加这个会场，或改正这里的名称",
)
NO_POINTS = Fault(
    "Q14", ERROR, "档次“{value}”在工作表“档次分值”里没有分值{hint}",
    "请在工作表“档次分值”里加这个档次，或改正这里的写法",
)  # fmt: skip
NOBODY = Fault(
    "Q15", ERROR, "{kind}{groups}组的构成合计是 0，不能按比例折算名额",
    "请在工作表“构成”里填这种会场各组的类别和人数",
)  # fmt: skip
TOO_SMALL = Fault(
    "Q16", ERROR,
    "会场“{venue}”每组 {people} 名，{groups}组至少各一名就要 {count} 名，不够分",
    "请核对每组人数，或把口径“零名额”改为“允许”",
)  # fmt: skip
BOTH_WAYS = Fault(
    "Q17", ERROR, "类别“{value}”有一行没有写组别（四组相同），另有一行写了组别",
    "请只留一种：四组相同的一行，或四组各一行",
)  # fmt: skip
TOO_MANY_VOTES = Fault(
    "Q18", ERROR,
    "“{department}”各档次票数之和 {votes}，多于{group}组收回的有效评议票 {back}（回收数 − 无效票）",
    "请核对票数、回收数和无效票",
)  # fmt: skip
NOT_A_GRADE = Fault(
    "Q19", ERROR, "档次不能叫“{value}”，结果的工作表“计票”里已经有这个列名",
    "弃权、无效的票不要写成档次：弃权由评议票发放算出，无效票填在工作表“评议票发放”里；确是档次的请改一个名称",
)  # fmt: skip
NO_QUOTA = Fault(
    "Q20", WARNING, "会场“{venue}”没有名额的类别：{names}",
    "请核对；要每个类别至少一名的，口径“零名额”取“至少一名”", weight=MINOR,
)  # fmt: skip
RAISED = Fault(
    "Q21", WARNING, "会场“{venue}”折算不足一名、按“至少一名”给一名的类别：{names}",
    "请核对", weight=MINOR,
)  # fmt: skip
NO_VOTES = Fault(
    "Q22", WARNING, "{group}组有 {count} 个部门没有评议票：{names}", "请核对是不是漏填了",
)  # fmt: skip
NOT_ISSUED = Fault(
    "Q23", WARNING, "{group}组没有评议票发放的行，弃权空白{more}",
    "请在工作表“评议票发放”里填各会场的发放数和回收数",
)  # fmt: skip
NO_BALLOTS = Fault(
    "Q24", WARNING, "{group}组有 {count} 个会场没有评议票发放的行：{names}",
    "请核对是不是漏填了；没有填的不计入收回的票",
)  # fmt: skip
NO_SIZE = Fault(
    "Q25", WARNING, "工作表“会场”里没有 {names}", "请核对是不是漏填了；没有写的会场不分配名额"
)


def refuse_unlisted(job: Job, venues: pd.DataFrame) -> None:
    """Refuse venues that the sheet 会场 does not have; warn of the notice's that it lacks."""
    if (venues["origin"] == PRINTED).all():
        return
    for name in ("roster", "issued", "votes"):
        data = job.tables.get(name)
        if data is not None and "venue" in data.frame:
            own = data.frame["venue"].fillna("")
            missing = np.flatnonzero((own != "") & ~own.isin(venues["venue"]))
            job.problems.extend(data.raw.problems_at(NOT_LISTED, "venue", missing))


def warn_of_venues(job: Job, venues: pd.DataFrame, known: PanelFacts) -> None:
    """Warn where the sheet 会场 lacks a venue of the notice."""
    if (venues["origin"] == PRINTED).all():
        return
    printed = known.policy.figure("venue_people").at(known.month)
    missing = [name for name in printed if name not in set(venues["venue"])]
    if missing:
        job.problems.add(NO_SIZE, sheet="会场", fields={"names": listed(missing, 12)})


def has_errors(job: Job, name: str) -> bool:
    """Say whether a table has a cell that stops what other tables are held against."""
    data = job.tables.get(name)
    sheets = set() if data is None else {(part.file, part.sheet) for part in data.raw.parts}
    return any(p.is_error and (p.file, p.sheet) in sheets for p in job.problems)


def refuse_both_ways(job: Job) -> None:
    """Refuse a category that stands in one group and in all of them."""
    data = job.tables.get("composition")
    if data is None or data.frame.empty or not {"kind", "category"} <= data.present:
        return
    frame = data.frame
    groups = frame["group"].fillna("") if "group" in frame else pd.Series("", frame.index)
    keys = [frame["kind"].astype(object), frame["category"].map(key, na_action="ignore")]
    has_blank = (groups == "").groupby(keys).transform("any").fillna(False).astype(bool)
    both = np.flatnonzero(has_blank & (groups != "") & frame["category"].notna())
    job.problems.extend(data.raw.problems_at(BOTH_WAYS, "category", both))


def refuse_nobody(job: Job, venues: pd.DataFrame, composition: pd.DataFrame) -> None:
    """Refuse a composition of a kind of venue that has nobody in a group."""
    data = job.tables.get("composition")
    if data is None or data.frame.empty:
        return
    sums = composition.groupby(["kind", "group"])["people"].sum()
    for kind in dict.fromkeys(composition.loc[composition["origin"] != PRINTED, "kind"]):
        if kind in set(venues["kind"]):
            empty = [g for n, g in enumerate(GROUPS) if not sums.get((kind, n), 0)]
            fields = {"kind": kind, "groups": "、".join(empty)}
            part = data.raw.parts[0]
            if empty:
                job.problems.add(NOBODY, sheet=part.sheet, file=part.file, fields=fields)


def refuse_small_venues(job: Job, quotas: pd.DataFrame) -> None:
    """Refuse a venue that has fewer people than categories that must have one."""
    small = quotas[quotas["left"] < 0]
    data = job.tables.get("venues")
    for venue, own in small.groupby("venue", sort=False):
        groups = "、".join(GROUPS[n] for n in dict.fromkeys(own["group"]))
        least = int(own["size"].iloc[0] - own["left"].min())
        fields = {"venue": venue, "people": int(own["size"].iloc[0]), "groups": groups,
                  "count": least}  # fmt: skip
        position = int(own["position"].iloc[0])
        if data is not None and position >= 0:
            problems = data.raw.problems_at(TOO_SMALL, "people", [position], **fields)
            job.problems.extend(problems)
        else:
            job.problems.add(TOO_SMALL, fields=fields)


def warn_of_quotas(job: Job, quotas: pd.DataFrame) -> None:
    """Name the categories without a place, and those that have one only because each has."""
    data = job.tables.get("venues")
    for fault, chosen in ((NO_QUOTA, quotas["quota"] == 0), (RAISED, quotas["is_raised"])):
        for venue, own in quotas[chosen].groupby("venue", sort=False):
            groups = own.groupby("category", sort=False)["group"].agg(list)
            said = "；".join(
                f"{name}（{'、'.join(GROUPS[n] for n in groups[name])}组）" for name in groups.index
            )
            fields = {"venue": venue, "names": said}
            position = int(own["position"].iloc[0])
            if data is not None and position >= 0:
                job.problems.extend(data.raw.problems_at(fault, "people", [position], **fields))
            else:
                job.problems.add(fault, fields=fields)


def refuse_roster(job: Job, composition: pd.DataFrame, kinds: pd.Series[str]) -> None:
    """Refuse people of a category that their venue's composition has not in that group."""
    data = job.tables.get("roster")
    if data is None or data.frame.empty:
        return
    rows = data.frame.assign(kind=data.frame["venue"].map(kinds))
    for (kind, group), own in rows.groupby(["kind", "group"], sort=False):
        there = composition["kind"].eq(str(kind))
        there &= composition["group"].eq(GROUPS.index(str(group)))
        known = composition.loc[there, "category"].tolist()
        names = {key(name): name for name in known}
        wrong = own[own["category"].notna() & ~own["category"].map(key).isin(names)]
        given = wrong["category"].tolist()
        job.problems.extend(
            data.raw.problems_at(
                UNKNOWN_CATEGORY, "category", wrong.index.to_numpy(),
                venue=wrong["venue"].tolist(), group=group, hint=[_hint(n, known) for n in given],
                known="；".join(known),
            )
        )  # fmt: skip


def refuse_departments(job: Job, known: PanelFacts) -> None:
    """Refuse votes for a department that no group has, or that another group has."""
    data = job.tables.get("votes")
    if data is None or data.frame.empty:
        return
    every = [name for own in known.departments.values() for name in own]
    own, group = data.frame["department"], data.frame["group"]
    place = own.map(known.group_of, na_action="ignore")
    unknown = np.flatnonzero(own.notna() & (place == ""))
    hints = [_hint(name, every) for name in own.iloc[unknown].tolist()]
    job.problems.extend(data.raw.problems_at(UNKNOWN_DEPARTMENT, "department", unknown, hint=hints))
    other = np.flatnonzero(own.notna() & group.notna() & (place != "") & (place != group))
    job.problems.extend(
        data.raw.problems_at(
            OTHER_GROUP, "group", other, department=own.iloc[other].tolist(),
            other=place.iloc[other].tolist(), group=group.iloc[other].tolist(),
        )
    )  # fmt: skip


def refuse_grades(job: Job) -> None:
    """Refuse votes of a grade that 档次分值, where it is there, has no points for."""
    data, points = job.tables.get("votes"), job.tables.get("points")
    if data is None or points is None or points.frame.empty or "grade" not in points.frame:
        return
    known = points.frame["grade"].dropna().tolist()
    grades = data.frame["grade"]
    wrong = np.flatnonzero(
        grades.notna() & ~grades.map(key, na_action="ignore").isin(map(key, known))
    )
    hints = [_hint(name, known) for name in grades.iloc[wrong].tolist()]
    job.problems.extend(data.raw.problems_at(NO_POINTS, "grade", wrong, hint=hints))


def refuse_grade_names(job: Job) -> None:
    """Refuse a grade that is called like another column of 计票."""
    tables = [job.tables[name] for name in ("votes", "points") if name in job.tables]
    grades = {g for data in tables if "grade" in data.frame for g in data.frame["grade"].dropna()}
    taken = {column.label for column in TALLY.columns} | {*_NO_GRADES}
    taken |= {f"{grade}占比" for grade in grades}
    for data in tables:
        if "grade" in data.frame:
            own = data.frame["grade"].map(key, na_action="ignore").isin(map(key, taken))
            problems = data.raw.problems_at(NOT_A_GRADE, "grade", np.flatnonzero(own))
            job.problems.extend(problems)


def refuse_votes(job: Job, tally: pd.DataFrame, known: PanelFacts) -> None:
    """Refuse more votes for a department than valid ballots came back in its group."""
    over = tally[(tally["abstained"] < 0).fillna(False).astype(bool)]
    data = job.tables["votes"]
    names = data.frame["department"].map(known.called, na_action="ignore")
    for row in records(over):
        at = np.flatnonzero(names == row["department"])[:1]
        fields = {
            "department": row["department"], "votes": f"{row['valid']:,}",
            "group": GROUPS[row["group"]], "back": f"{row['back']:,}",
        }  # fmt: skip
        job.problems.extend(data.raw.problems_at(TOO_MANY_VOTES, "votes", at, **fields))


def warn_of_votes(job: Job, tally: pd.DataFrame, known: PanelFacts, *, has_points: bool) -> None:
    """Warn of departments without votes, and of groups whose ballots are not given."""
    for number in dict.fromkeys(tally["group"].tolist()):
        group, own = GROUPS[number], tally[tally["group"] == number]
        missing = [n for n in known.departments[group] if n not in set(own["department"])]
        if missing:
            fields = {"group": group, "count": len(missing), "names": listed(missing, 15)}
            job.problems.add(NO_VOTES, sheet="评议票", fields=fields)
        if own["back"].isna().all():
            more = "；口径“弃权计分”取按收回票，不能计算得分"
            fields = {
                "group": group,
                "more": more if has_points and known.blank is Blank.ALL else "",
            }
            job.problems.add(NOT_ISSUED, sheet="评议票", fields=fields)


def warn_of_ballots(data: TableData, venues: Sequence[str], job: Job) -> None:
    """Warn of venues that have no row of ballots in a group that has some."""
    for group, own in data.frame.groupby("group", sort=False):
        missing = [name for name in venues if name not in set(own["venue"])]
        if missing:
            fields = {"group": group, "count": len(missing), "names": listed(missing, 12)}
            part = data.raw.parts[0]
            job.problems.add(NO_BALLOTS, sheet=part.sheet, file=part.file, fields=fields)


def _hint(name: str, known: Iterable[str]) -> str:
    """Return a hint at the name that was perhaps meant, or nothing."""
    names = {key(one): one for one in known}
    near = difflib.get_close_matches(key(name), list(names), n=1, cutoff=0.5)
    return f"（是不是 {names[near[0]]}？）" if near else ""
