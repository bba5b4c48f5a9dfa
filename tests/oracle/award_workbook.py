"""Random inputs of the prize, as workbooks, and the written result against the reference."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from .award import (
    CLAUSES,
    OPTIONS,
    PASSED,
    PRIZES,
    AwardExpected,
    AwardScenario,
    applicant,
    watch_rows,
    years_later,
)
from .compare import TOTAL, Sheet, text_of
from .render import chance
from .rows_render import setting_rows, write_book
from .staffing_compare import iso
from .water_month import Row

YES_COLUMNS = (
    "在青登记",
    "独立法律责任",
    "质量管理体系",
    "节能环保成效",
    "卓越绩效准则",
    "指标全国前列",
    "标准创新能力",
    "社会责任和信用",
    "突出投诉",
    "严重违法",
    "区市推荐",
)
BAD_IF_YES = ("突出投诉", "严重违法")
MONEY = ("年销售额", "研发经费", "增值税前1年", "增值税前2年", "增值税前3年", "年营业额")
APPLICANTS = (
    {"组织名称": "text*", "奖项": "text*", "组织类型": "text*", "所在区市": "text"}
    | {"登记日期": "date*", "申报日期": "date*", "创新条件": "text", "资质等级": "text"}
    | dict.fromkeys(YES_COLUMNS, "text*")
    | dict.fromkeys(MONEY, "money")
    | {"拟奖励": "yes"}
)
ACCIDENTS = {"组织名称": "text*", "日期": "date*", "类别": "text*", "等级": "text*", "说明": "text"}
WINNERS = {
    "组织名称": "text*",
    "届次": "text*",
    "奖项": "text*",
    "公布日期": "date*",
    "奖金": "money",
}
WITHDRAWALS = {
    "组织名称": "text*",
    "届次": "text*",
    "奖项": "text",
    "事由": "text*",
    "发生日期": "date*",
    "认定日期": "date*",
    "认定": "yes",
}
CALENDAR = {"日期": "date*", "类型": "text*"}
NAMES = [f"青岛{one}{two}有限公司" for one in "海天山河" for two in "信达恒远"]
DISTRICTS = ("市南", "市北", "李沧", "崂山", "城阳", "即墨")


def near(rng: random.Random, day: dt.date) -> str:
    """Return a day at, near or far from another."""
    shift = rng.choice((0, 0, 1, -1, 1, -1, 30, -400, rng.randint(-900, 900)))
    return (day + dt.timedelta(days=shift)).isoformat()


def amount(rng: random.Random, threshold_fen: int) -> str:
    """Return an amount at, just below, above or far from a threshold, or nothing."""
    if chance(rng, 0.07):
        return ""
    fen = threshold_fen + rng.choice((0, 0, 1, -1, 100, 10**7, -(threshold_fen // 3)))
    return f"{fen // 100}.{fen % 100:02d}" if fen % 100 or chance(rng, 0.5) else str(fen // 100)


def share(rng: random.Random, sales: str) -> str:
    """Return research spending near three per cent of the sales."""
    if not sales:
        return amount(rng, 3_000_000_000)
    fen = int(sales.replace(".", "")) * (1 if "." in sales else 100)
    return amount(rng, -(-fen * 3 // 100))


def one_applicant(rng: random.Random, name: str, prize: str, base: dt.date) -> dict[str, str]:
    """Return a row of 申报组织, mostly near the thresholds."""
    applied = dt.date(2018, 11, 15) + dt.timedelta(days=rng.randint(0, 1825))
    if chance(rng, 0.12):
        applied = rng.choice((dt.date(2018, 11, 14), dt.date(2023, 11, 15)))
    row = {
        "组织名称": name,
        "奖项": prize,
        "组织类型": rng.choice(("工业", "工业", "建筑业", "服务业", "其他")),
        "所在区市": rng.choice((*DISTRICTS, "")),
        "登记日期": near(rng, years_later(base, -5)) if chance(rng, 0.3) else "2001-03-05",
        "申报日期": applied.isoformat(),
        "创新条件": rng.choice(("是", "是", "是", "否", "")),
        "资质等级": rng.choice(("特级", "一级", "一级", "二级", "三级", "无", "")),
        "拟奖励": rng.choice(("", "否")),
    }
    for column in YES_COLUMNS:
        good = "否" if column in BAD_IF_YES else "是"
        bad = "是" if good == "否" else "否"
        row[column] = rng.choices((good, bad, "待定"), (95, 2, 3))[0]
    row["年销售额"] = amount(rng, 100_000_000_000)
    row["研发经费"] = share(rng, row["年销售额"])
    row["年营业额"] = amount(rng, 5_000_000_000)
    for year in (1, 2, 3):
        row[f"增值税前{year}年"] = amount(rng, 2_000_000_000)
    return row


def some_accidents(
    rng: random.Random, names: list[str], base: dt.date
) -> list[dict[str, str]] | None:
    """Return the rows of 事故, at times none, at times no sheet."""
    if chance(rng, 0.1):
        return None
    kinds = ("质量", "安全", "环境污染", "公共卫生", "其他")
    return [
        {
            "组织名称": rng.choice(names),
            "日期": near(rng, rng.choice((base, years_later(base, -3)))),
            "类别": rng.choice(kinds),
            "等级": rng.choice(("特别重大", "重大", "较大", "一般")),
        }
        for _ in range(rng.choice((0, 2, 4)))
    ]


def some_winners(
    rng: random.Random, names: list[str], applied: list[str]
) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Return winners of earlier years, and what happened to them."""
    winners: list[dict[str, str]] = []
    events: list[dict[str, str]] = []
    for name in rng.sample(names, min(len(names), 5)):
        published = dt.date(2018, 12, 10) + dt.timedelta(days=rng.randint(0, 800))
        both = chance(rng, 0.2)
        winners.extend(
            {"组织名称": name, "届次": "6", "奖项": prize}
            | {"公布日期": published.isoformat()}
            | {"奖金": rng.choice(("", "", "500000", "300000.50"))}
            for prize in (PRIZES if both else (rng.choice(PRIZES),))
        )
        for _ in range(rng.choice((0, 0, 1, 1, 2))):
            found = dt.date.fromisoformat(rng.choice(applied))
            found = rng.choice((found, years_later(found, -3), published + dt.timedelta(60)))
            found = max(found + dt.timedelta(rng.choice((0, -1, 1))), published)
            happened = near(rng, rng.choice((published, years_later(published, 2))))
            happened = min(happened, found.isoformat())
            events.append(
                {"组织名称": name, "届次": "6"}
                | {"奖项": "" if both and chance(rng, 0.5) else winners[-1]["奖项"]}
                | {"事由": rng.choice(("弄虚作假", "重大事故", "违反宗旨"))}
                | {"发生日期": happened, "认定日期": found.isoformat()}
                | {"认定": rng.choice(("是", "是", "是", "否", ""))}
            )
    return winners, events


def random_award_scenario(rng: random.Random) -> AwardScenario:
    """Return a valid scenario: only rows that may be chosen are chosen, at most five a prize."""
    base = dt.date(rng.choice((2019, 2020, 2020, 2021)), *rng.choice(((11, 30), (2, 28), (6, 1))))
    if chance(rng, 0.15):
        base = dt.date(2020, 2, 29)
    names = rng.sample(NAMES, rng.randint(2, 12))
    applicants = [
        one_applicant(rng, name, prize, base)
        for name in names
        for prize in (PRIZES if chance(rng, 0.25) else (rng.choice(PRIZES),))
    ]
    winners, events = some_winners(rng, names, [row["申报日期"] for row in applicants])
    own = rng.sample(("2019-02-04", "2018-12-25", "2020-05-09", "2021-10-08"), 2)
    scenario = AwardScenario(
        applicants,
        some_accidents(rng, names, base),
        None if chance(rng, 0.15) else winners,
        None,
        [{"日期": day, "类型": rng.choice(("工作日", "休息日"))} for day in own]
        if chance(rng, 0.3)
        else None,
        {"评审基准日": base.isoformat(), "上届年度": str(base.year - 2)},
    )
    if scenario.winners is not None and chance(rng, 0.85):
        scenario.withdrawals = events
    if chance(rng, 0.8):
        first = dt.date(2018, 11, 15) + dt.timedelta(days=rng.randint(0, 1800))
        scenario.settings["公示起始日"] = rng.choice((first.isoformat(), "2018-12-24"))
    for key, options in OPTIONS.items():
        if chance(rng, 0.5):
            scenario.interpretations[key] = rng.choice(list(options))
    choose(rng, scenario)
    return scenario


def choose(rng: random.Random, scenario: AwardScenario) -> None:
    """Mark rows as chosen that may be."""
    watched = watch_rows(scenario)
    left = dict.fromkeys(PRIZES, rng.choice((2, 5)))
    for row in scenario.applicants:
        verdict = applicant(row, scenario, watched)["结论"]
        likely = {PASSED: 0.9, "需人工确认": 0.3}.get(verdict, 0.0)
        if left[row["奖项"]] and chance(rng, likely):
            row["拟奖励"] = "是"
            left[row["奖项"]] -= 1


def editions(rng: random.Random, rows: list[dict[str, str]] | None) -> list[dict[str, str]] | None:
    """Return the rows with the edition in one of its spellings."""
    if rows is None:
        return None
    return [row | {"届次": rng.choice(("6", "第六届", "第6届", "六"))} for row in rows]


def write_award_workbook(scenario: AwardScenario, path: str | Path, rng: random.Random) -> None:
    """Write the scenario to an .xlsx file."""
    settings = setting_rows(rng, scenario.settings, scenario.interpretations, OPTIONS)
    tables = {
        "申报组织": (APPLICANTS, scenario.applicants),
        "事故": (ACCIDENTS, scenario.accidents),
        "获奖组织": (WINNERS, editions(rng, scenario.winners)),
        "撤销事由": (WITHDRAWALS, editions(rng, scenario.withdrawals)),
        "工作日历": (CALENDAR, scenario.calendar),
    }
    dates = {text for key, text in scenario.settings.items() if key.endswith("日")}
    write_book(rng, path, tables, settings, dates)


def as_text(value: Any) -> str:
    """Return an expected value as the sheet's text."""
    return value.isoformat() if isinstance(value, dt.date) else str(value or "")


def compare_applicants(expected: AwardExpected, book: Any, out: list[str]) -> None:
    """Compare 资格审查."""
    texts = ("组织类型", "所在区市", *CLAUSES, "结论")
    sheet = Sheet(book, "资格审查", ("组织名称", "奖项", *texts, "未满足条款"), out)
    for key, want, got in sheet.pair(("组织名称", "奖项"), expected.applicants, sheet.rows):
        for column in texts:
            sheet.check_text(key, column, want[column], got[column])
        if set(text_of(got["未满足条款"]).split("、")) - {""} != set(want["未满足条款"]):
            sheet.differ(key, "未满足条款", want["未满足条款"], got["未满足条款"])


def compare_quota(expected: AwardExpected, book: Any, out: list[str]) -> None:
    """Compare 名额奖金 with its last row, the total."""
    counts = [name for name in expected.quota[0] if name not in ("奖项", "奖金合计")]
    sheet = Sheet(book, "名额奖金", ("奖项", *counts, "奖金合计"), out)
    total: Row = {name: sum(row[name] for row in expected.quota) for name in counts}
    total |= {"奖项": TOTAL, "奖金合计": sum(row["奖金合计"] for row in expected.quota)}
    for key, want, got in sheet.pair(("奖项",), [*expected.quota, total], sheet.rows):
        for column in counts:
            sheet.check_text(key, column, str(want[column]), got[column])
        sheet.check_fen(key, "奖金合计", want["奖金合计"], got["奖金合计"])


def compare_money(expected: AwardExpected, book: Any, out: list[str]) -> None:
    """Compare 奖金明细."""
    if not expected.money and "奖金明细" not in book.sheetnames:
        return
    sheet = Sheet(book, "奖金明细", ("组织名称", "奖项", "奖金"), out)
    rows = [row for row in sheet.rows if text_of(row["first"]) != TOTAL]
    for key, want, got in sheet.pair(("组织名称", "奖项"), expected.money, rows):
        sheet.check_fen(key, "奖金", want["奖金"], got["奖金"])


def compare_publicity(expected: AwardExpected, book: Any, out: list[str]) -> None:
    """Compare 公示."""
    if not expected.publicity and "公示" not in book.sheetnames:
        return
    sheet = Sheet(book, "公示", ("起始日", "截止日", "工作日数", "最早报批日"), out)
    got = [
        tuple(as_text(iso(row[name])) for name in ("起始日", "截止日", "工作日数", "最早报批日"))
        for row in sheet.rows
    ]
    want = [tuple(as_text(value) for value in row.values()) for row in expected.publicity]
    if got != want:
        out.append(f"公示: expected {want}, got {got}")


def compare_watch(expected: AwardExpected, book: Any, out: list[str]) -> None:
    """Compare 获奖跟踪 as a bag of lines."""
    if not expected.watch and "获奖跟踪" not in book.sheetnames:
        return
    days = ("公布日期", "观察期截止", "发生日期", "禁报至")
    texts = ("组织名称", "届次", "奖项", "事由", "结果")
    sheet = Sheet(book, "获奖跟踪", (*texts, *days, "追缴奖金"), out)
    got = sorted(
        (
            *(text_of(row[name]) for name in texts),
            *(as_text(iso(row[name])) for name in days),
            f"{float(row['追缴奖金'] or 0):.2f}",
        )
        for row in sheet.rows
    )
    want = sorted(
        (
            *(row[name] for name in texts),
            *(as_text(row[name]) for name in ("公布日期", "观察期截止", "发生日期", "禁报")),
            f"{row['追缴'] / 100:.2f}",
        )
        for row in expected.watch
    )
    out.extend(f"获奖跟踪: {line} missing" for line in want if line not in got)
    out.extend(f"获奖跟踪: {line} not expected" for line in got if line not in want)


def compare_award_workbook(expected: AwardExpected, path: str | Path) -> list[str]:
    """Return the differences between a written workbook and what is expected, in words."""
    out: list[str] = []
    book = load_workbook(path, data_only=True)
    compare_applicants(expected, book, out)
    compare_quota(expected, book, out)
    compare_money(expected, book, out)
    compare_publicity(expected, book, out)
    compare_watch(expected, book, out)
    return out
