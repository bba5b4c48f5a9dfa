"""Slow, exact reference for the citizens' panel (青政办字〔2018〕119号).

Exact fractions and plain loops. It shares no code with the program it checks; the figures are typed
from annexes 2 and 3. Only inputs without errors are supported.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from .water_month import Row, district

MAIN, MAIN_KIND, BRANCH_KIND = "市级主会场", "主会场", "分会场"
GROUPS = ("一", "二", "三", "四")
TICKETS, ALL_TICKETS = 2500, 10_000
MAIN_VENUE = """党代表、人大代表、政协委员代表 6
民主党派、工商联、无党派代表 7
第三方督查评议专家代表 18
行风在线点评员代表 1
中央、省驻青单位代表 2
政务服务热线义务监督员代表 2
区(市)部门代表 10
社区居民代表 10
社会组织、行业协会代表 5
事业单位代表 6
重点项目单位代表 2
个体经营者代表 2
重点民营企业代表 6
新市民代表 3
小微企业代表 2
媒体代表 1
创客代表 2
往年获评优秀建议市民代表 4
自愿报名市民代表 6
市领导联系企业代表 5"""
BRANCH_VENUE = """社区或村居民代表 30/40/20/60
重点项目单位代表 20/10/10/10
重点民营企业代表 15/15/10/10
小微企业代表 5/5/5/5
创客代表 5/5/1/1
个体经营者代表 5/5/1/1
新市民代表 7/7/5/10
区(市)部门、镇街代表 40/40/60/40
事业单位代表 10/10/20/5
社会组织、行业协会代表 10/10/20/10
往年获评优秀建议市民代表 1/1/1/1
自愿报名市民代表 4/4/4/4
党代表 10/10/10/10
人大代表 10/10/10/10
政协委员代表 10/10/10/10
民主党派、工商联、无党派代表 14/14/9/9
群团组织代表 10/10/10/10
专家学者代表 4/4/4/4"""
VENUES = {
    MAIN: 100,
    "市南": 210,
    "市北": 280,
    "李沧": 210,
    "崂山": 210,
    "西海岸新区": 380,
    "城阳": 210,
    "即墨": 210,
    "胶州": 210,
    "平度": 210,
    "莱西": 210,
    "高新区": 60,
}
DEPARTMENTS = {
    "一": "市发展改革委、市经济信息化委、市科技局、市城乡建设委、市农委、市水利局、市海洋与渔业局、"
    "市林业局、市商务局、市旅游发展委、市政府国资委、市金融工作办",
    "二": "市公安局、市司法局、市国土资源房管局、市规划局、市交通运输委、市审计局、市环保局、"
    "市安全监管局、市食品药品监管局、市工商局、市质监局",
    "三": "市政府办公厅、市财政局、市民族宗教局、市统计局、市政府外办、市政府侨办、市政府法制办、"
    "市粮食局、市政务服务管理办、市供销社、市史志办、市住房公积金管理中心",
    "四": "市教育局、市民政局、市人力资源社会保障局、市城市管理局、市文广新局、市卫生计生委、"
    "市体育局、市物价局、市地震局、青岛仲裁办",
}
OPTIONS = {
    "ties": {"order": "按印刷顺序", "larger": "人数多者先"},
    "zero": {"allow": "允许", "at-least-one": "至少一名"},
    "blank": {"valid": "按有效票", "all": "按收回票"},
    "rank": {"both": "组内和全部", "group": "仅组内"},
}
Composition = dict[str, dict[str, list[tuple[str, int]]]]  # venue's kind, group: category, persons


@dataclass
class PanelScenario:
    """An input workbook, as texts; every sheet may be missing."""

    venues: list[dict[str, str]] = field(default_factory=list)
    composition: list[dict[str, str]] = field(default_factory=list)
    roster: list[dict[str, str]] = field(default_factory=list)
    issued: list[dict[str, str]] = field(default_factory=list)
    votes: list[dict[str, str]] = field(default_factory=list)
    points: list[dict[str, str]] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)
    interpretations: dict[str, str] = field(default_factory=dict)

    def chosen(self, key: str) -> str:
        """Return the option in force."""
        return self.interpretations.get(key, next(iter(OPTIONS[key])))


@dataclass
class PanelExpected:
    """What the output sheets must say."""

    quotas: list[Row]
    differences: list[int]  # of the sums that are not what they should be
    roster: list[Row]
    ballots: list[Row]
    tally: list[Row]
    grades: list[str]


def plain(text: str) -> str:
    """Return a name as it is matched."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def venue_of(text: str) -> str:
    """Return a venue's name."""
    return text if text in (MAIN, "高新区") else district(text)


def group_of(text: str) -> str:
    """Read a group: 一, 一组, 第一组, 1."""
    core = text.removeprefix("第").removesuffix("组")
    return GROUPS[int(core) - 1] if core.isdigit() else core


def printed() -> Composition:
    """Return the composition of annex 3."""
    main = [line.rsplit(" ", 1) for line in MAIN_VENUE.splitlines()]
    branch = [line.rsplit(" ", 1) for line in BRANCH_VENUE.splitlines()]
    return {
        MAIN_KIND: {group: [(name, int(n)) for name, n in main] for group in GROUPS},
        BRANCH_KIND: {
            group: [(name, int(numbers.split("/")[i])) for name, numbers in branch]
            for i, group in enumerate(GROUPS)
        },
    }


def composition_of(scenario: PanelScenario) -> Composition:
    """Return the composition in force: a kind that the sheet names is replaced wholly."""
    out = printed()
    own: Composition = {}
    for row in scenario.composition:
        kind = own.setdefault(row["会场类型"], {group: [] for group in GROUPS})
        for group in [group_of(row["组别"])] if row.get("组别") else GROUPS:
            kind[group].append((plain(row["类别"]), int(row["人数"])))
    return out | own


def shares(
    size: int, column: Sequence[tuple[str, int]], ties: str, zero: str
) -> tuple[list[int], list[Fraction]]:
    """Return the quotas of a venue's group and the exact values before rounding."""
    total = sum(persons for _, persons in column)
    exact = [Fraction(size * persons, total) for _, persons in column]
    if size == total:
        return [persons for _, persons in column], exact
    quotas = [value.numerator // value.denominator for value in exact]
    may_gain = list(range(len(column)))
    if zero == "at-least-one":
        quotas = [1 if 0 < e < 1 else q for e, q in zip(exact, quotas, strict=True)]
        may_gain = [i for i in may_gain if exact[i] >= 1]
    left = size - sum(quotas)
    if left < 0:
        raise ValueError("the venue is too small")

    def place(i: int) -> tuple[Fraction, int, int]:
        part = exact[i] - exact[i].numerator // exact[i].denominator
        return (-part, -column[i][1] if ties == "larger" else 0, i)

    for i in sorted(may_gain, key=place)[:left]:
        quotas[i] += 1
    return quotas, exact


def quotas_of(scenario: PanelScenario, sizes: Mapping[str, int]) -> list[Row]:
    """Return 名额分配."""
    table = composition_of(scenario)
    rows: list[Row] = []
    for venue, size in sizes.items():
        for group in GROUPS:
            column = table[MAIN_KIND if venue == MAIN else BRANCH_KIND][group]
            found, exact = shares(size, column, scenario.chosen("ties"), scenario.chosen("zero"))
            for (category, _), quota, value in zip(column, found, exact, strict=True):
                rows.append(
                    {"会场": venue, "组别": group, "类别": category}
                    | {"名额": quota, "精确值": value}
                )
    return rows


def roster_of(scenario: PanelScenario, quotas: Sequence[Row]) -> list[Row]:
    """Return 名册核对."""
    there = [
        (venue_of(row["会场"]), group_of(row["组别"]), plain(row["类别"]))
        for row in scenario.roster
    ]
    rows = []
    for quota in quotas:
        if not any(key[:2] == (quota["会场"], quota["组别"]) for key in there):
            continue
        present = there.count((quota["会场"], quota["组别"], quota["类别"]))
        gap = present - quota["名额"]
        state = "一致" if gap == 0 else "缺额" if gap < 0 else "超额"
        rows.append(quota | {"实有": present, "差额": gap, "状态": state})
    return rows


def ballots_of(scenario: PanelScenario, sizes: Mapping[str, int]) -> list[Row]:
    """Return 评议票核对 without its totals."""
    rows = []
    for given in scenario.issued:
        venue, issued, back = venue_of(given["会场"]), int(given["发放数"]), int(given["回收数"])
        words = (["错发漏发"] if issued != sizes[venue] else []) + (
            ["不一致"] if back != issued else []
        )
        rows.append(
            {
                "会场": venue,
                "组别": group_of(given["组别"]),
                "名额": sizes[venue],
                "发放数": issued,
                "回收数": back,
                "无效票": int(given.get("无效票") or 0),
                "发放差额": issued - sizes[venue],
                "回收差额": back - issued,
                "结果": "、".join(words) or "一致",
            }
        )
    return rows


def tally_of(scenario: PanelScenario, ballots: Sequence[Row]) -> tuple[list[Row], list[str]]:
    """Return 计票 and the grades in their order."""
    grades = [row["档次"] for row in scenario.points]
    points = {row["档次"]: Fraction(row["分值"]) for row in scenario.points}
    grades = grades or list(dict.fromkeys(row["档次"] for row in scenario.votes))
    own: dict[tuple[str, str], dict[str, int]] = {}
    for vote in scenario.votes:
        key = (group_of(vote["组别"]), vote["部门"])
        counts = own.setdefault(key, dict.fromkeys(grades, 0))
        counts[vote["档次"]] += int(vote["票数"])
    rows: list[Row] = []
    for (group, department), counts in own.items():
        valid = sum(counts.values())
        back = [row["回收数"] - row["无效票"] for row in ballots if row["组别"] == group]
        base = sum(back) if back else None
        if base is not None and valid > base:
            raise ValueError("more votes than ballots")
        divisor = valid if scenario.chosen("blank") == "valid" else base
        score = None
        if points and valid and divisor:
            score = sum(points[grade] * count for grade, count in counts.items()) / divisor
        rows.append(
            {"组别": group, "部门": department, "票数": counts, "有效票": valid}
            | {"弃权": None if base is None else base - valid, "得分": score}
            | {"占比": {g: Fraction(n, valid) if valid else None for g, n in counts.items()}}
        )
    for row in rows:
        for column, is_own in (("组内排名", True), ("总排名", False)):
            row[column] = None
            if row["得分"] is None or (not is_own and scenario.chosen("rank") == "group"):
                continue
            others = [r for r in rows if not is_own or r["组别"] == row["组别"]]
            better = [r for r in others if r["得分"] is not None and r["得分"] > row["得分"]]
            row[column] = 1 + len(better)
    return rows, grades


def assess(scenario: PanelScenario) -> PanelExpected:
    """Work out the output sheets of a scenario."""
    own = {venue_of(row["会场"]): int(row["每组人数"]) for row in scenario.venues}
    sizes = own or VENUES
    quotas = quotas_of(scenario, sizes)
    per_group = int(scenario.settings.get("每组评议票数", TICKETS))
    in_all = int(scenario.settings.get("评议票总数", ALL_TICKETS))
    total = sum(sizes.values())
    differences = [total - per_group] * 4 + [4 * total - in_all]
    ballots = ballots_of(scenario, sizes)
    tally, grades = tally_of(scenario, ballots)
    return PanelExpected(
        quotas,
        [number for number in differences if number],
        roster_of(scenario, quotas),
        ballots,
        tally,
        grades,
    )
