"""Random valid exhibition workbooks that sit on the edges of the rules."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from decimal import Decimal

from .expo_model import (
    CONFERENCE,
    CONSUMER,
    GROWTH,
    INTERPRETATIONS,
    ITEMS,
    KNOWN,
    LED,
    NEW_FIRM,
    SHOW_MARK,
    THEMES,
    TRADE,
    VENUE,
    VENUE_MARK,
    ExpoScenario,
)
from .scenarios import chance, plain

D = Decimal
Cells = dict[str, str]
SHOW_NAMES = (
    "青岛国际渔业博览会",
    "青岛车展",
    "青岛啤酒文化展",
    "海洋科技装备展",
    "中国(青岛)国际家具展",
    "乡村振兴产业博览会",
    "APEC中小企业技术交流展",
    "青岛2019婚博会",
)
LED_NAMES = ("上合组织国家投资贸易博览会", "东亚海洋合作平台论坛", "跨国公司领导人峰会")
HALLS = ("青岛国际会展中心", "国际博览中心", "红岛国际会议展览中心", "世博城会展中心")
OPERATORS = ("青岛会展运营有限公司", "红岛会展有限公司")
APPLICANTS = ("青岛海名会展有限公司", "青岛金诺会展有限公司", "海通展览有限公司", "市贸易发展中心")
FIRM_NAMES = ("青岛新展科技有限公司", "德展(青岛)有限公司", "中电会展有限公司", "琴岛展览有限公司")
CONGRESSES = ("国际海洋生物大会", "世界肝病学大会", "亚洲机器人会议")
BODIES = ("UFI", "国际展览业协会(UFI)", "UFI", "BPA", "")
CONGRESS_BODIES = ("ICCA", "ICCA", "国际大会和会议协会(ICCA)", "UFI", "", "国际会议中心协会AIPC")
OTHER_THEMES = ("文化旅游", "婚庆", "")
EDGES = (
    (2017, 12, 31),
    (2018, 1, 1),
    (2018, 10, 18),
    (2018, 10, 19),
    (2021, 12, 31),
    (2022, 1, 1),
)
TRADE_AREAS = (20000, 25000, 24999, 160000, 155000, 165000, 185000, 190000, 195000, 230000, 240000)
STEPS = ("0", "0", "0", "0.01", "-0.01", "0.5", "-1", "1", "999.99", "1000", "2500.25", "4999.99")


def yes_no(rng: random.Random, share: float) -> str:
    """Return yes with a probability; no is at times left blank."""
    return "是" if chance(rng, share) else rng.choice(("否", ""))


def spell(value: Decimal) -> str:
    """Write a number without needless zeros, never below nothing."""
    return plain(max(D(0), value).normalize())


def random_day(rng: random.Random, year: int | None = None) -> dt.date:
    """Return a day on an edge of the validity or anywhere near it."""
    if year is None:
        if chance(rng, 0.35):
            return dt.date(*rng.choice(EDGES))
        year = rng.choice((2017, 2018, 2018, 2019, 2019, 2020, 2021, 2021, 2022))
    return dt.date(year, 1, 1) + dt.timedelta(days=rng.randint(0, 364))


def random_area(rng: random.Random, base: int) -> Decimal:
    """Return an area at or beside a step above a base."""
    pick = rng.random()
    if pick < 0.3:
        return max(D(1), rng.choice(TRADE_AREAS) + D(rng.choice(STEPS)))
    if pick < 0.55:
        return max(D(1), 20000 + 5000 * rng.randint(0, 45) + D(rng.choice(STEPS)))
    if pick < 0.75:
        return max(D(1), base + 1000 * rng.randint(-2, 40) + D(rng.choice(STEPS)))
    if pick < 0.8:
        return D(rng.randint(100, 2500000)) / 100
    return D(rng.randint(1900000, 26000000)) / 100


def decorate(rng: random.Random, row: Cells) -> None:
    """Fill the venue, the marks and the theme of a show."""
    row["专业场馆"] = yes_no(rng, 0.88)
    marks = rng.choice(((1, 1), (1, 1), (0, 0), (0, 0), (1, 0), (0, 1)))
    row["专家评审"], row["市贸促会认定"] = (yes_no(rng, mark) for mark in marks)
    row["主题"] = rng.choice(THEMES) if chance(rng, 0.75) else rng.choice(OTHER_THEMES)
    row["展馆"] = rng.choice(HALLS) if chance(rng, 0.7) else ""
    row["展馆运营单位"] = rng.choice(OPERATORS) if chance(rng, 0.4) else ""
    row["展馆引进"] = yes_no(rng, 0.3)
    choices = [rng.choice(APPLICANTS)]
    if row["展馆引进"] == "是":
        choices += [name for name in (row["展馆"], row["展馆运营单位"]) if name] * 2
    row["申请单位"] = rng.choice(choices)


def show_series(rng: random.Random, name: str) -> list[Cells]:
    """Return the editions of one show: dates, numbers and areas in step, some claimed twice."""
    kind = rng.choice(("贸易", "消费"))
    days = sorted({random_day(rng) for _ in range(rng.choice((1, 1, 2, 2, 3, 4)))})
    edition = rng.choice((1, 1, 1, 2, 5))
    numbered = chance(rng, 0.8)
    area = random_area(rng, 20000)
    largest = D(rng.choice((0, 10000, 15500, 20000, 25400, 30000))) + D(rng.choice(STEPS))
    rows = []
    for day in days:
        row = {"展会名称": name, "类型": kind, "结束日期": day.isoformat()}
        if chance(rng, 0.05):
            row["类型"] = "贸易" if kind == "消费" else "消费"
        row["届次"] = str(edition) if numbered or edition == 1 or chance(rng, 0.3) else ""
        if chance(rng, 0.7):
            row["开始日期"] = (day - dt.timedelta(days=rng.randint(0, 5))).isoformat()
        row["展览面积"] = spell(area)
        if row["类型"] == "消费" or chance(rng, 0.2):
            blank = 0.6 if edition == 1 else 0.12
            row["历史最大面积"] = "" if chance(rng, blank) else spell(largest)
        decorate(rng, row)
        rows.append(row)
        edition += 1
        if chance(rng, 0.3):
            largest = max(largest, area)
        area = random_area(rng, int(max(area, largest)))
    for row in list(rows):
        if chance(rng, 0.15):
            again = dict(row)
            decorate(rng, again)
            if again["届次"] and chance(rng, 0.3) and row is rows[-1]:
                again["展览面积"] = spell(random_area(rng, 30000))
            rows.append(again)
    return rows


def random_shows(rng: random.Random) -> list[Cells]:
    """Return the sheet 展会, the shows mixed."""
    rows: list[Cells] = []
    for name in rng.sample(SHOW_NAMES, rng.randint(1, 5)):
        rows += show_series(rng, name)
    if chance(rng, 0.6):
        rng.shuffle(rows)
    return rows


def random_certificates(rng: random.Random) -> list[Cells]:
    """Return the sheet 认证."""
    names = {"展会": SHOW_NAMES[:4], "展馆": HALLS[:2], "国际会议": CONGRESSES}
    rows: list[Cells] = []
    for _ in range(rng.randint(1, 8)):
        kind = rng.choice(list(names))
        day = random_day(rng)
        row = {"对象": rng.choice(names[kind]), "类别": kind, "认证日期": day.isoformat()}
        row["认证机构"] = rng.choice(CONGRESS_BODIES if kind == "国际会议" else BODIES)
        if chance(rng, 0.85 if kind == "国际会议" else 0.3):
            row["举办日期"] = random_day(rng).isoformat()
        share = 0.8 if kind == "展会" else 0.85
        row["固定举办"], row["本市机构"] = yes_no(rng, share), yes_no(rng, share)
        row["申请单位"] = rng.choice(APPLICANTS) if kind != "展馆" else row["对象"]
        rows.append(row)
        if chance(rng, 0.2):
            rows.append({**row, "申请单位": rng.choice(APPLICANTS), "认证机构": "UFI"})
    return rows


def money(rng: random.Random, base: int, step: int) -> Decimal:
    """Return an amount at or beside a multiple of a step."""
    amount = D(base + step * rng.choice((0, 1, 1, 2, 3, 4, 5, 6, 7)))
    return amount + D(rng.choice(("0", "0", "0", "0.01", "-0.01", "-100", "12345.67", "0.5")))


def new_firm_rows(rng: random.Random, name: str) -> list[Cells]:
    """Return years of one new firm, in or beside the three, in any order."""
    first = rng.choice((2016, 2017, 2018, 2018, 2019, 2020))
    years = [first + n for n in (0, 1, 1, 2, 2, 3, 3, 4) if chance(rng, 0.55)]
    if chance(rng, 0.5):
        rng.shuffle(years)
    rows = []
    for year in years or [first + 1]:
        gain = D(
            rng.choice(("2600000", "1200000", "400000", "1999999.99", "2000000", "2000000.01"))
        )
        if chance(rng, 0.5):
            gain = D(rng.choice(("800000.03", "0.01", "0", "1500000", "600000.55", "1000000.01")))
        row = {"企业名称": name, "年度": str(year), "项目": NEW_FIRM}
        row["独立法人"], row["新设立"] = yes_no(rng, 0.93), yes_no(rng, 0.93)
        row["首次贡献年度"] = "" if chance(rng, 0.06) else str(first)
        row["上年度地方财力贡献"] = "" if chance(rng, 0.07) else spell(gain)
        if chance(rng, 0.7):
            half = gain / 2 // D("0.01") * D("0.01")
            asked = half + D(rng.choice(("0", "0", "0.01", "-0.01", "-100000", "500000")))
            row["拟补助金额"] = spell(asked)
        rows.append(row)
    return rows


def other_firm_row(rng: random.Random, name: str) -> Cells:
    """Return a row of growth or of a well-known body."""
    year = rng.choice((2017, 2018, 2018, 2019, 2020, 2021, 2022))
    row = {"企业名称": name, "年度": str(year), "项目": rng.choice((GROWTH, GROWTH, KNOWN))}
    if row["项目"] == KNOWN:
        for column in ("独立法人", "新设立", "在青办展"):
            row[column] = yes_no(rng, 0.92)
        row["知名认定"] = yes_no(rng, 0.6)
        row["营业收入"] = spell(money(rng, 10_000_000, rng.choice((0, 0, 1_000_000))))
    else:
        last = money(rng, 50_000_000, 1_000_000)
        row["上年度营业收入"] = spell(last)
        more = 10_000_000 * rng.choice((-1, 0, 1, 1, 2, 3, 4, 5, 5, 6, 9))
        row["营业收入"] = spell(last + more + D(rng.choice(("0", "0", "0.01", "-0.01", "-100"))))
        row["纳统"] = yes_no(rng, 0.9)
    for column in ("营业收入", "上年度营业收入"):
        if row.get(column) and chance(rng, 0.05):
            row[column] = ""
    return row


def random_firms(rng: random.Random) -> list[Cells]:
    """Return the sheet 企业."""
    rows: list[Cells] = []
    for name in rng.sample(FIRM_NAMES, rng.randint(1, 4)):
        if chance(rng, 0.6):
            rows += new_firm_rows(rng, name)
        rows += [other_firm_row(rng, name) for _ in range(rng.choice((0, 1, 2, 3)))]
    rows = rows or [other_firm_row(rng, FIRM_NAMES[0])]
    rows += [dict(row) for row in rows if chance(rng, 0.08)]
    if chance(rng, 0.5):
        rng.shuffle(rows)
    return rows


def random_venues(rng: random.Random) -> list[Cells]:
    """Return the sheet 展馆: years with gaps, beside the thresholds, some claimed twice."""
    rows: list[Cells] = []
    for name in rng.sample(HALLS, rng.randint(1, 3)):
        lower, upper = rng.choice(((4, 1), (5, 0), (5, 1), (2, 2), (4, 0), (3, 1), (7, 2), (0, 0)))
        for year in range(rng.choice((2016, 2017, 2018, 2018, 2019)), 2023):
            if chance(rng, 0.85):
                row = {"展馆名称": name, "年度": str(year)}
                row.update({"三万平展会数": str(lower), "十万平展会数": str(upper)})
                rows.append(row)
            upper = max(0, upper + rng.choice((-1, 0, 0, 1, 1, 2, 3)))
            lower = max(upper, lower + rng.choice((-2, -1, 0, 0, 1, 2, 3, 5, 8)))
    rows = rows or [
        {"展馆名称": HALLS[0], "年度": "2018", "三万平展会数": "5", "十万平展会数": "0"}
    ]
    rows += [dict(row) for row in rows if chance(rng, 0.08)]
    if chance(rng, 0.5):
        rng.shuffle(rows)
    return rows


def random_government(rng: random.Random, shows: Sequence[Cells]) -> list[Cells]:
    """Return the sheet 政府主导; a show that is in 展会 too only for the years it is held."""
    rows: dict[tuple[str, str], Cells] = {}
    for _ in range(rng.randint(1, 5)):
        name = rng.choice(LED_NAMES)
        year = str(rng.choice((2017, 2018, 2019, 2020, 2021, 2022)))
        if shows and chance(rng, 0.35):
            name = rng.choice(shows)["展会名称"]
            years = {row["结束日期"][:4] for row in shows if row["展会名称"] == name}
            if len(years) > 1:
                continue
            year = years.pop()
        last = money(rng, 1_000_000, 500_000)
        given = last + D(rng.choice(("0", "0.01", "-0.01", "-250000", "300000.5")))
        row = {"项目": name, "年度": year, "首届": yes_no(rng, 0.35), "核定金额": spell(given)}
        row["上届金额"] = "" if chance(rng, 0.2) else spell(last)
        row["绩效评估通过"] = yes_no(rng, 0.7)
        row["承办单位"] = rng.choice((*APPLICANTS, "即墨区政府"))
        rows.setdefault((name, year), row)
    return list(rows.values())


def random_history(rng: random.Random, scenario: ExpoScenario) -> list[Cells]:
    """Return earlier payments, most of them of something that is applied for again."""
    rows: list[Cells] = []

    def add(name: str, item: str, year: str, edition: str = "") -> None:
        amount = spell(money(rng, 100_000, 150_000))
        key = (name, item, year, edition)
        if key not in [(r["对象"], r["项目"], r["年度"], r["届次"]) for r in rows]:
            row = {"对象": name, "项目": item, "年度": year, "届次": edition, "金额": amount}
            rows.append(row)

    for row in scenario.shows:
        if row["届次"] and chance(rng, 0.12):
            edition = str(max(1, int(row["届次"]) - rng.choice((0, 0, 0, 1))))
            item = TRADE if row["类型"] == "贸易" else CONSUMER
            add(row["展会名称"], item, row["结束日期"][:4], edition)
    marks = {"展会": SHOW_MARK, "展馆": VENUE_MARK}
    for row in scenario.certificates:
        if row["类别"] in marks and chance(rng, 0.1):
            add(row["对象"], marks[row["类别"]], str(rng.choice((2016, 2018, 2019))))
    for row in scenario.firms:
        if chance(rng, 0.12):
            year = int(row["年度"])
            if row["项目"] == NEW_FIRM:
                year = max(year - rng.choice((0, 1, 1)), int(row["首次贡献年度"] or 2018) + 1)
            elif chance(rng, 0.3):
                year -= 1
            add(row["企业名称"], row["项目"], str(year))
    for row in scenario.venues:
        if chance(rng, 0.08):
            add(row["展馆名称"], VENUE, row["年度"])
    for name in {row["展馆名称"]: None for row in scenario.venues}:
        years = [int(row["年度"]) for row in scenario.venues if row["展馆名称"] == name]
        missing = [y for y in range(min(years) - 2, max(years)) if y not in years]
        if missing and chance(rng, 0.2):
            add(name, VENUE, str(rng.choice(missing)))
    if not rows or chance(rng, 0.2):
        add("别处的展会", SHOW_MARK, "2018")
        add("别处的公司", LED, "2019", "2")
    return rows


def random_budget(rng: random.Random, scenario: ExpoScenario) -> list[Cells]:
    """Return a budget for some items and years."""
    rows = []
    chosen = rng.sample(ITEMS, rng.randint(1, len(ITEMS)))
    for item in chosen:
        for year in (2018, 2019, 2020, 2021):
            if chance(rng, 0.6):
                amount = spell(money(rng, 500_000, 700_000))
                rows.append({"项目": item, "年度": str(year), "预算金额": amount})
    return rows or [{"项目": CONFERENCE, "年度": "2018", "预算金额": "100000"}]


def random_expo_scenario(rng: random.Random) -> ExpoScenario:
    """Return a valid scenario."""
    scenario = ExpoScenario()
    for key, (_, options) in INTERPRETATIONS.items():
        if chance(rng, 0.5):
            scenario.interpretations[key] = rng.choice(list(options))
    scenario.shows = random_shows(rng) if chance(rng, 0.85) else []
    scenario.certificates = random_certificates(rng) if chance(rng, 0.7) else []
    scenario.firms = random_firms(rng) if chance(rng, 0.7) else []
    scenario.venues = random_venues(rng) if chance(rng, 0.7) else []
    scenario.government = random_government(rng, scenario.shows) if chance(rng, 0.6) else []
    if not (scenario.shows or scenario.certificates or scenario.firms or scenario.venues):
        scenario.shows = random_shows(rng)
    scenario.history = random_history(rng, scenario) if chance(rng, 0.6) else []
    scenario.budget = random_budget(rng, scenario) if chance(rng, 0.5) else []
    return scenario
