"""Slow, exact reference for the mayor's quality prize (青政发〔2018〕34号).

Plain loops over rows of texts. It shares no code with the program it checks. Only inputs without
errors are supported: anything the specification calls an error raises ``ValueError``.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from .water_month import Row
from .workdays import ONE, is_workday, nth_workday

EXCELLENCE, INNOVATION = "卓越奖", "创新奖"
PRIZES = (EXCELLENCE, INNOVATION)
MET, UNMET, OPEN, NOT_APPLICABLE = "满足", "不满足", "需人工确认", "不适用"
PASSED, FAILED = "合格", "不合格"
YES, NO, PENDING = "是", "否", "待定"
PRIZE_FEN, QUOTA = 50_000_000, 5
SINCE, UNTIL = dt.date(2018, 11, 15), dt.date(2023, 11, 14)
ACCIDENT_KINDS = ("质量", "安全", "环境污染", "公共卫生")
GRAVE = ("重大", "特别重大")
FRAUD = "弄虚作假"
CLAUSES = {
    "主体": "第三条",
    "年限": "第八条(一)",
    "体系环保": "第八条(二)",
    "准则指标": "第八条(三)",
    "规模": "第八条(四)",
    "标准": "第八条(五)",
    "信用": "第八条(六)",
    "事故": "第八条(六)",
    "违法": "第八条(七)",
    "创新": "第九条",
    "推荐": "第十四条",
    "禁报": "第二十七条",
}
OPTIONS = {
    "vat": {"each": "逐年", "total": "三年合计"},
    "other": {"people": "人工确认", "services": "按服务业"},
    "accident": {"named": "所列四类", "any-kind": "各类"},
    "ban": {"all": "各种撤销", "art27": "仅第二十七条"},
    "publicity": {"next-day": "次日", "same-day": "当日"},
    "both": {"once": "一次", "each": "各一次"},
}


@dataclass
class AwardScenario:
    """An input workbook, as texts; a sheet that is None is not there."""

    applicants: list[dict[str, str]]
    accidents: list[dict[str, str]] | None = None
    winners: list[dict[str, str]] | None = None
    withdrawals: list[dict[str, str]] | None = None
    calendar: list[dict[str, str]] | None = None
    settings: dict[str, str] = field(default_factory=dict)
    interpretations: dict[str, str] = field(default_factory=dict)

    def chosen(self, key: str) -> str:
        """Return the option in force."""
        return self.interpretations.get(key, next(iter(OPTIONS[key])))


@dataclass
class AwardExpected:
    """What the output sheets must say; money in fen."""

    applicants: list[Row]
    quota: list[Row]
    money: list[Row]
    publicity: list[Row]
    watch: list[Row]


def years_later(day: dt.date, years: int) -> dt.date:
    """Return the same day of another year, 29 February becoming the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def name_of(text: str) -> str:
    """Return a name as it is matched."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def day_of(text: str) -> dt.date:
    """Read a day."""
    return dt.date.fromisoformat(text)


def of_parts(parts: Sequence[bool | None]) -> str:
    """Return what a condition is: failed as soon as one part fails, else open if one is open."""
    if any(part is False for part in parts):
        return UNMET
    return OPEN if any(part is None for part in parts) else MET


def answer(text: str, good: str = YES) -> bool | None:
    """Read 是, 否 or 待定."""
    if text == PENDING:
        return None
    if text not in (YES, NO):
        raise ValueError(f"not 是, 否 or 待定: {text!r}")
    return text == good


def at_least(text: str, least: int) -> bool | None:
    """Compare an amount that may be blank."""
    return None if text == "" else Fraction(text) >= least


def size_parts(row: Mapping[str, str], scenario: AwardScenario) -> list[bool | None]:
    """Return the parts of 规模."""
    kind = row["组织类型"]
    if kind == "其他":
        if scenario.chosen("other") == "people":
            return [None]
        kind = "服务业"
    if kind == "服务业":
        return [at_least(row.get("年营业额", ""), 50_000_000)]
    if kind == "工业":
        sales, research = row.get("年销售额", ""), row.get("研发经费", "")
        share = None
        if sales != "" and research != "":
            share = Fraction(research) * 100 >= 3 * Fraction(sales)
        return [at_least(sales, 1_000_000_000), share]
    if kind != "建筑业":
        raise ValueError(f"unknown kind {kind!r}")
    grade = row.get("资质等级", "")
    taxes = [row.get(f"增值税前{year}年", "") for year in (1, 2, 3)]
    parts: list[bool | None] = [None if grade == "" else grade in ("特级", "一级")]
    if scenario.chosen("vat") == "each":
        return parts + [at_least(tax, 20_000_000) for tax in taxes]
    if "" in taxes:
        return [*parts, None]
    return [*parts, sum(map(Fraction, taxes)) >= 60_000_000]


def accident_state(name: str, base: dt.date, scenario: AwardScenario) -> str:
    """Return 事故."""
    if scenario.accidents is None:
        return OPEN
    for row in scenario.accidents:
        if name_of(row["组织名称"]) != name or row["等级"] not in GRAVE:
            continue
        if scenario.chosen("accident") == "named" and row["类别"] not in ACCIDENT_KINDS:
            continue
        if years_later(base, -3) < day_of(row["日期"]) <= base:
            return UNMET
    return MET


def watch_rows(scenario: AwardScenario) -> list[Row]:
    """Return 获奖跟踪: a line for each event of a prize, one line for a prize without any."""
    rows: list[Row] = []
    events = scenario.withdrawals or []
    used: set[int] = set()
    for winner in scenario.winners or []:
        published = day_of(winner["公布日期"])
        ends = years_later(published, 2)
        head: Row = {
            "组织名称": winner["组织名称"],
            "届次": winner["届次"],
            "奖项": winner["奖项"],
            "公布日期": published,
            "观察期截止": ends,
        }
        mine = []
        for number, event in enumerate(events):
            same = name_of(event["组织名称"]) == name_of(winner["组织名称"])
            same = same and event["届次"] == winner["届次"]
            if same and event.get("奖项", "") in ("", winner["奖项"]):
                used.add(number)
                mine.append(event)
        mine.sort(key=lambda event: day_of(event["认定日期"]))
        if not mine:
            rows.append(
                head | {"事由": "", "发生日期": None, "结果": "无", "追缴": 0, "禁报": None}
            )
        recovered = False
        for event in mine:
            row = head | {"事由": event["事由"], "发生日期": day_of(event["发生日期"])}
            row |= {"追缴": 0, "禁报": None, "认定日期": day_of(event["认定日期"])}
            fraud = event["事由"] == FRAUD
            if event.get("认定", "") != YES:
                row["结果"] = "待查"
            elif fraud or published < row["发生日期"] <= ends:
                row["结果"] = "撤销"
                if fraud and not recovered:
                    amount = winner.get("奖金", "")
                    row["追缴"] = int(Fraction(amount) * 100) if amount else PRIZE_FEN
                    recovered = True
                if scenario.chosen("ban") == "all" or not fraud:
                    row["禁报"] = years_later(row["认定日期"], 3)
            else:
                row["结果"] = "不撤销"
            rows.append(row)
    if len(used) < len(events):
        raise ValueError("an event of a prize that is not there")
    return rows


def ban_state(name: str, applied: dt.date, watched: Sequence[Row]) -> str:
    """Return 禁报."""
    for row in watched:
        is_banned = name_of(row["组织名称"]) == name and row["禁报"] is not None
        if is_banned and row["认定日期"] <= applied <= row["禁报"]:
            return UNMET
    return MET


def applicant(row: Mapping[str, str], scenario: AwardScenario, watched: Sequence[Row]) -> Row:
    """Return the row of 资格审查."""
    head: Row = {name: row[name] for name in ("组织名称", "奖项", "组织类型")}
    applied = day_of(row["申报日期"])
    if not SINCE <= applied <= UNTIL:
        blank = dict.fromkeys(CLAUSES, "")
        return head | {"所在区市": "", **blank, "结论": NOT_APPLICABLE, "未满足条款": ""}
    base = day_of(scenario.settings["评审基准日"])
    name, is_excellence = name_of(row["组织名称"]), row["奖项"] == EXCELLENCE
    innovation = row.get("创新条件", "")
    states = {
        "主体": of_parts([answer(row["独立法律责任"]), answer(row["在青登记"])]),
        "年限": of_parts([years_later(day_of(row["登记日期"]), 5) <= base]),
        "体系环保": of_parts([answer(row["质量管理体系"]), answer(row["节能环保成效"])]),
        "准则指标": of_parts([answer(row["卓越绩效准则"]), answer(row["指标全国前列"])]),
        "规模": of_parts(size_parts(row, scenario)) if is_excellence else NOT_APPLICABLE,
        "标准": of_parts([answer(row["标准创新能力"])]),
        "信用": of_parts([answer(row["社会责任和信用"]), answer(row["突出投诉"], NO)]),
        "事故": accident_state(name, base, scenario),
        "违法": of_parts([answer(row["严重违法"], NO)]),
        "创新": NOT_APPLICABLE,
        "推荐": of_parts([answer(row["区市推荐"])]),
        "禁报": ban_state(name, applied, watched),
    }
    if not is_excellence:
        states["创新"] = of_parts([None if innovation == "" else answer(innovation)])
    unmet = [CLAUSES[key] for key, state in states.items() if state == UNMET]
    verdict = FAILED if unmet else OPEN if OPEN in states.values() else PASSED
    return head | states | {"结论": verdict, "未满足条款": unmet}


def amounts(rows: Sequence[Row], scenario: AwardScenario) -> list[Row]:
    """Return 奖金明细: the chosen rows with what each is paid."""
    chosen = [
        row
        for row, given in zip(rows, scenario.applicants, strict=True)
        if given.get("拟奖励", "") == YES
    ]
    paid = set()
    out = []
    for row in sorted(chosen, key=lambda row: PRIZES.index(row["奖项"])):
        name = name_of(row["组织名称"])
        due = row["结论"] == PASSED and (scenario.chosen("both") == "each" or name not in paid)
        if due:
            paid.add(name)
        out.append({k: row[k] for k in ("组织名称", "奖项")} | {"奖金": PRIZE_FEN if due else 0})
    return out


def quota_row(prize: str, rows: Sequence[Row], money: Sequence[Row]) -> Row:
    """Return the row of a prize in 名额奖金."""
    own = [row for row in rows if row["奖项"] == prize]
    paid = [row["奖金"] for row in money if row["奖项"] == prize]
    states = [row["结论"] for row in own]
    return {
        "奖项": prize,
        "申报数": len(own),
        "合格数": states.count(PASSED),
        "待确认数": states.count(OPEN),
        "不合格数": states.count(FAILED),
        "不适用数": states.count(NOT_APPLICABLE),
        "拟奖励数": len(paid),
        "名额": QUOTA,
        "空缺数": QUOTA - len(paid),
        "奖金合计": sum(paid),
    }


def publicity(scenario: AwardScenario) -> list[Row]:
    """Return 公示, nothing without its first day."""
    text = scenario.settings.get("公示起始日", "")
    if not text:
        return []
    own = {day_of(row["日期"]): row["类型"] == "工作日" for row in scenario.calendar or []}
    start = day_of(text)
    counts_start = scenario.chosen("publicity") == "same-day"
    last = nth_workday(start, 5, counts_start=counts_start, own=own)
    if not is_workday(last, own):
        raise AssertionError
    return [{"起始日": start, "截止日": last, "工作日数": 5, "最早报批日": last + ONE}]


def check(scenario: AwardScenario, rows: Sequence[Row]) -> None:
    """Refuse what the specification calls an error of choice."""
    for prize in PRIZES:
        chosen = 0
        for row, given in zip(rows, scenario.applicants, strict=True):
            if row["奖项"] != prize or given.get("拟奖励", "") != YES:
                continue
            chosen += 1
            if row["结论"] in (FAILED, NOT_APPLICABLE):
                raise ValueError(f"chosen but {row['结论']}")
        if chosen > QUOTA:
            raise ValueError(f"{chosen} > {QUOTA}")
    keys = [(name_of(row["组织名称"]), row["奖项"]) for row in rows]
    if len(set(keys)) < len(keys):
        raise ValueError("twice")


def assess(scenario: AwardScenario) -> AwardExpected:
    """Work out the output sheets of a scenario."""
    watched = watch_rows(scenario)
    rows = [applicant(row, scenario, watched) for row in scenario.applicants]
    check(scenario, rows)
    for row, given in zip(rows, scenario.applicants, strict=True):
        if row["结论"] != NOT_APPLICABLE:
            row["所在区市"] = given.get("所在区市", "")
    money = amounts(rows, scenario)
    quota = [quota_row(prize, rows, money) for prize in PRIZES]
    return AwardExpected(rows, quota, money, publicity(scenario), watched)
