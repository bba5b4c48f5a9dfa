"""Slow, exact reference for the exhibition subsidies (青政办发〔2018〕22号).

Plain loops over whole numbers: money in fen, areas in hundredths of a square metre. It shares no
code with the program it checks. Only inputs without errors are supported: anything that the
specification calls an error raises `ValueError`.
"""

from __future__ import annotations

from collections.abc import Sequence

from .expo_model import (
    APPROVED,
    CERTIFICATES,
    CONFERENCE,
    FIRMS,
    GOVERNMENT,
    GROWTH,
    ICCA_NAMES,
    ITEMS,
    KNOWN,
    LED,
    MARK_ITEMS,
    NEW_FIRM,
    SHOW_ITEMS,
    SHOW_MARK,
    SHOWS,
    THEMES,
    TRADE,
    VENUE,
    VENUES,
    Assessment,
    Cells,
    Entry,
    ExpoExpected,
    ExpoScenario,
    Finding,
    day_of,
    filled,
    hundredths,
    is_yes,
)
from .water_month import Row


def earlier_editions(scenario: ExpoScenario, row: Cells) -> list[int]:
    """Return the areas of the show's other editions that closed before."""
    areas = []
    for other in scenario.shows:
        same = other.get("届次", "") != "" and other.get("届次", "") == row.get("届次", "")
        is_before = day_of(other["结束日期"]) < day_of(row["结束日期"])
        if other["展会名称"] == row["展会名称"] and not same and is_before:
            areas.append(hundredths(other["展览面积"]))
    return areas


def consumer_base(scenario: ExpoScenario, row: Cells, finding: Finding) -> int:
    """Return what a consumer show of enough area is due, in yuan."""
    area, areas = hundredths(row["展览面积"]), earlier_editions(scenario, row)
    if row.get("历史最大面积", "") != "":
        areas.append(hundredths(row["历史最大面积"]))
    elif row.get("届次", "") == "1":
        if scenario.option("first_consumer") == "zero":
            finding.refusals.append("首届")
            return 0
        areas.append(20_000_00)
    elif areas:
        finding.doubts.append("历史最大面积")
    else:
        finding.missing.append("历史最大面积")
        return 0
    return 10_000 * (max(0, area - max(areas)) // 1_000_00)


def show_base(scenario: ExpoScenario, row: Cells, finding: Finding) -> int:
    """Return the amount of a show before theme and cap, in yuan; a figure left open is noted."""
    area = hundredths(filled(row, "展览面积"))
    if area < 20_000_00:
        finding.refusals.append("面积")
        return 0
    if SHOW_ITEMS[filled(row, "类型")] != TRADE:
        return consumer_base(scenario, row, finding)
    if not is_yes(row, "专业场馆"):
        finding.refusals.append("专业场馆")
        return 0
    return 300_000 + 50_000 * ((area - 20_000_00) // 5_000_00)


def show(scenario: ExpoScenario, row: Cells) -> Finding:
    """Work out one show on its own."""
    finding = Finding()
    base = show_base(scenario, row, finding)
    is_trade = SHOW_ITEMS[row["类型"]] == TRADE
    capped = is_trade or scenario.option("consumer_cap") == "per-show"
    both = is_yes(row, "专家评审") and is_yes(row, "市贸促会认定")
    lifted = both and row.get("主题", "") in THEMES
    if both and not lifted:
        finding.doubts.append("主题")
    if capped and (scenario.option("uplift") == "after-cap" or not lifted):
        base = min(base, 2_000_000)
    if lifted:
        base = base * 6 // 5
        if capped and scenario.option("uplift") == "then-cap":
            base = min(base, 2_000_000)
    finding.amount = base * 100
    if is_yes(row, "展馆引进"):
        venues = [row.get(column, "") for column in ("展馆", "展馆运营单位")]
        if not any(venues):
            finding.doubts.append("展馆")
        elif filled(row, "申请单位") not in venues:
            finding.refusals.append("申请单位")
    if any(other["项目"] == row["展会名称"] for other in scenario.government):
        finding.doubts.append("政府主导")
    return finding


def shows(run: Assessment) -> None:
    """Work out the sheet 展会."""
    entries = []
    for index, row in enumerate(run.scenario.shows):
        closing = day_of(filled(row, "结束日期"))
        name, edition = filled(row, "展会名称"), row.get("届次", "")
        claims: list[tuple[str, ...]] = [(SHOWS, name, "届次", edition)]
        if edition == "":
            claims = [(SHOWS, name, "结束日期", closing.isoformat())]
            if (SHOWS, name, "年度", str(closing.year)) in run.paid:
                claims.append((SHOWS, name, "年度", str(closing.year)))
        names = (name, SHOW_ITEMS[filled(row, "类型")], filled(row, "申请单位"))
        finding = show(run.scenario, row)
        entries.append(Entry((SHOWS, index), names, closing.year, claims, finding, closing))
    run.contest(entries)


def certificates(run: Assessment) -> None:
    """Work out the sheet 认证."""
    entries = []
    for index, row in enumerate(run.scenario.certificates):
        day = day_of(row.get("举办日期", "") or filled(row, "认证日期"))
        name, item = filled(row, "对象"), MARK_ITEMS[filled(row, "类别")]
        body = row.get("认证机构", "")
        finding = Finding()
        claims: list[tuple[str, ...]] = [(item, name)]
        if item == CONFERENCE:
            claims = [(item, name, day.isoformat())]
            if (item, name, str(day.year)) in run.paid:
                claims.append((item, name, str(day.year)))
            finding.amount = 50_000_00
            if not any(known in body.upper() for known in ICCA_NAMES):
                finding.refusals.append("认证机构")
        else:
            needs = ("固定举办", "本市机构") if item == SHOW_MARK else ()
            finding.refusals += [column for column in needs if not is_yes(row, column)]
            finding.amount = 300_000_00 if item == SHOW_MARK else 150_000_00
            if body == "":
                finding.doubts.append("认证机构")
        names = (name, item, filled(row, "申请单位"))
        entries.append(Entry((CERTIFICATES, index), names, day.year, claims, finding, day))
    run.contest(entries)


def new_firm(run: Assessment, row: Cells) -> Finding:
    """Work out the running subsidy of a new firm; the rows of earlier years are done already."""
    finding = Finding()
    finding.refusals += [column for column in ("独立法人", "新设立") if not is_yes(row, column)]
    if not finding.need(row, "首次贡献年度"):
        finding.need(row, "上年度地方财力贡献")
        return finding
    year, first = int(row["年度"]), int(row["首次贡献年度"])
    if not first < year <= first + 3:
        finding.refusals.append("年度")
    if not finding.need(row, "上年度地方财力贡献"):
        return finding
    room = 1_000_000_00
    if run.scenario.option("new_firm_cap") == "cumulative":
        for past in run.scenario.history:
            if past["对象"] == row["企业名称"] and past["项目"] == NEW_FIRM:
                room -= hundredths(past["金额"]) if first < int(past["年度"]) <= first + 3 else 0
        for done in run.rows:
            if done["对象"] == row["企业名称"] and done["项目"] == NEW_FIRM:
                room -= done["核定金额"] if done["年度"] < year else 0
    ceiling = min(hundredths(row["上年度地方财力贡献"]) // 2, max(0, room))
    asked = row.get("拟补助金额", "")
    if asked == "":
        finding.doubts.append("拟补助金额")
    finding.amount = ceiling if asked == "" else min(ceiling, hundredths(asked))
    return finding


def known_body(row: Cells) -> Finding:
    """Work out the award to a well-known body that has settled here."""
    finding = Finding()
    for column in ("独立法人", "新设立", "在青办展"):
        if not is_yes(row, column):
            finding.refusals.append(column)
    if finding.need(row, "营业收入") and hundredths(row["营业收入"]) < 10_000_000_00:
        finding.refusals.append("营业收入")
    finding.amount = 1_000_000_00
    if not is_yes(row, "知名认定"):
        finding.doubts.append("知名认定")
    return finding


def growth(row: Cells) -> Finding:
    """Work out the subsidy for growth."""
    finding = Finding()
    if not is_yes(row, "纳统"):
        finding.refusals.append("纳统")
    if finding.need(row, "营业收入", "上年度营业收入"):
        more = hundredths(row["营业收入"]) - hundredths(row["上年度营业收入"])
        finding.amount = min(500_000_00, 100_000_00 * (max(0, more) // 10_000_000_00))
    return finding


def firms(run: Assessment) -> None:
    """Work out the sheet 企业; the rows of new firms in the order of their years."""
    order = list(range(len(run.scenario.firms)))
    order.sort(
        key=lambda i: (
            int(run.scenario.firms[i]["年度"]) if run.scenario.firms[i]["项目"] == NEW_FIRM else 0
        )
    )
    for index in order:
        row = run.scenario.firms[index]
        name, item, year = filled(row, "企业名称"), filled(row, "项目"), int(filled(row, "年度"))
        if item == NEW_FIRM:
            finding = new_firm(run, row)
        elif item == KNOWN:
            finding = known_body(row)
        elif item == GROWTH:
            finding = growth(row)
        else:
            raise ValueError(f"unknown item {item!r}")
        claim = (item, name) if item == KNOWN else (item, name, str(year))
        run.settle(Entry((FIRMS, index), (name, item, name), year, [claim], finding))


def tiers(scenario: ExpoScenario, row: Cells) -> tuple[int, int]:
    """Return the shows of the lower and the upper tier."""
    lower, upper = int(filled(row, "三万平展会数")), int(filled(row, "十万平展会数"))
    if not 0 <= upper <= lower:
        raise ValueError("more shows of 100,000 than of 30,000")
    if scenario.option("venue_tiers") == "exclusive":
        lower -= upper
    return lower, upper


def venue(scenario: ExpoScenario, row: Cells) -> Finding:
    """Work out one year of a venue."""
    finding = Finding()
    year = int(row["年度"])
    listed: dict[int, Cells] = {}
    for other in scenario.venues:
        if other["展馆名称"] == row["展馆名称"]:
            listed.setdefault(int(filled(other, "年度")), other)
    unlisted = [
        int(past["年度"])
        for past in scenario.history
        if (past["对象"], past["项目"]) == (row["展馆名称"], VENUE)
        and hundredths(past["金额"]) > 0
        and int(past["年度"]) not in listed
    ]
    first = None
    for number in sorted(listed):
        counts = (int(listed[number]["三万平展会数"]), int(listed[number]["十万平展会数"]))
        if number >= 2018 and (counts[0] >= 5 or counts[1] >= 2):
            first = number
            break
    had = min(unlisted, default=9999)
    if had < year and (first is None or had < first):
        # in its later years since the unlisted one: the first listed one has no baseline
        if not [number for number in listed if had < number < year]:
            finding.missing.append("")
            return finding
    elif first is None or year < first:
        finding.refusals.append("未达到条件")
        return finding
    elif year == first:
        finding.amount = 500_000_00
        return finding
    if scenario.option("venue_baseline") == "peak":
        earlier = [tiers(scenario, listed[number]) for number in listed if number < year]
    elif year - 1 in listed:
        earlier = [tiers(scenario, listed[year - 1])]
    else:
        finding.missing.append("")
        return finding
    now = tiers(scenario, row)
    lower = max(0, now[0] - max(past[0] for past in earlier))
    upper = max(0, now[1] - max(past[1] for past in earlier))
    finding.amount = min(1_000_000_00, 100_000_00 * lower + 300_000_00 * upper)
    return finding


def venues(run: Assessment) -> None:
    """Work out the sheet 展馆."""
    for index, row in enumerate(run.scenario.venues):
        tiers(run.scenario, row)
        name, year = filled(row, "展馆名称"), int(filled(row, "年度"))
        finding = venue(run.scenario, row)
        claim = (VENUE, name, str(year))
        run.settle(Entry((VENUES, index), (name, VENUE, name), year, [claim], finding))


def government(run: Assessment) -> None:
    """Work out the sheet 政府主导."""
    for index, row in enumerate(run.scenario.government):
        finding = Finding(hundredths(filled(row, "核定金额")))
        if not is_yes(row, "首届"):
            if not is_yes(row, "绩效评估通过"):
                finding.refusals.append("绩效评估通过")
            last = row.get("上届金额", "")
            if last == "" or finding.amount > hundredths(last):
                finding.doubts.append("上届金额")
        names = (filled(row, "项目"), LED, filled(row, "承办单位"))
        run.settle(Entry((GOVERNMENT, index), names, int(filled(row, "年度")), [], finding))


def totals(rows: Sequence[Row], column: str) -> list[Row]:
    """Add up the rows by item or by applicant."""
    out: dict[str, Row] = {}
    for row in rows:
        blank = {column: row[column], "申请数": 0, "核准数": 0, "核定金额": 0}
        total = out.setdefault(row[column], blank)
        total["申请数"] += 1
        total["核准数"] += row["结论"] == APPROVED
        total["核定金额"] += row["核定金额"]
    return list(out.values())


def by_year(rows: Sequence[Row], budget: Sequence[Cells]) -> list[Row]:
    """Add up the rows by year and item beside the budget; a budget without rows is listed too."""
    out: dict[tuple[int, str], Row] = {}
    planned: dict[tuple[int, str], int] = {}
    for line in budget:
        key = (int(filled(line, "年度")), filled(line, "项目"))
        if key in planned or key[1] not in ITEMS:
            raise ValueError(f"budget of {key}: twice, or of no item")
        planned[key] = hundredths(filled(line, "预算金额"))
    for key in [(row["年度"], row["项目"]) for row in rows] + list(planned):
        out[key] = {"年度": key[0], "项目": key[1], "核定金额": 0}
    for row in rows:
        out[row["年度"], row["项目"]]["核定金额"] += row["核定金额"]
    for key, total in out.items():
        total["预算金额"] = planned.get(key)
        total["结余"] = planned[key] - total["核定金额"] if key in planned else None
    return [out[key] for key in sorted(out)]


def assess(scenario: ExpoScenario) -> ExpoExpected:
    """Work out the output sheets of a scenario."""
    run = Assessment(scenario)
    for work in (shows, certificates, firms, venues, government):
        work(run)
    order = (SHOWS, CERTIFICATES, FIRMS, VENUES, GOVERNMENT)
    rows = sorted(run.rows, key=lambda row: (order.index(row["工作表"]), row["位置"]))
    items, applicants = totals(rows, "项目"), totals(rows, "申请单位")
    return ExpoExpected(rows, items, applicants, by_year(rows, scenario.budget))
