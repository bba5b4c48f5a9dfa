"""The words, the workbook and the claims of the exhibition reference; see `expo`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from .water_month import Row

Cells = Mapping[str, str]
SHOWS, CERTIFICATES, FIRMS, VENUES, GOVERNMENT = "展会", "认证", "企业", "展馆", "政府主导"
TRADE, CONSUMER = "贸易展补助", "消费展补助"
NEW_FIRM, KNOWN, GROWTH = "新设企业经营补助", "知名机构落户奖励", "规模增长补助"
VENUE, LED = "展馆补助", "政府主导会展"
SHOW_MARK, VENUE_MARK, CONFERENCE = "展会国际认证", "展馆国际认证", "国际会议"
ITEMS = (NEW_FIRM, KNOWN, GROWTH, VENUE, TRADE, CONSUMER, SHOW_MARK, CONFERENCE, VENUE_MARK, LED)
SHOW_ITEMS = {"贸易": TRADE, "消费": CONSUMER}
MARK_ITEMS = {"展会": SHOW_MARK, "展馆": VENUE_MARK, "国际会议": CONFERENCE}
ONCE = (KNOWN, SHOW_MARK, VENUE_MARK)
APPROVED, REFUSED, OPEN = "核准", "不予补助", "需人工确认"
BY_REFERENCE, OUT_OF_TIME = "参照执行", "不在有效期"
TWICE, HAD_ONCE = "重复申报", "已享受一次性补助"
THEMES = ("上合组织国家", "一带一路", "海洋经济", "军民融合", "乡村振兴", "新旧动能转换")
ICCA_NAMES = ("ICCA", "国际大会和会议协会")
YES, NO = ("是",), ("", "否")
FIRST_DAY, ISSUED, LAST_DAY = dt.date(2018, 1, 1), dt.date(2018, 10, 19), dt.date(2021, 12, 31)
INTERPRETATIONS: dict[str, tuple[str, dict[str, str]]] = {
    "uplift": ("上浮与封顶", {"then-cap": "先上浮后封顶", "after-cap": "封顶后上浮"}),
    "venue_tiers": ("展馆分档", {"exclusive": "分档不重复", "nested": "大展同计小档"}),
    "venue_baseline": ("展馆增量基数", {"previous": "上年", "peak": "历年最高"}),
    "first_consumer": ("首届消费展", {"zero": "不补助", "threshold": "以2万平为基数"}),
    "new_firm_cap": ("新设企业封顶", {"yearly": "逐年", "cumulative": "三年累计"}),
    "consumer_cap": ("消费展封顶", {"none": "不封顶", "per-show": "每届200万"}),
}


@dataclass
class ExpoScenario:
    """An input workbook, as texts; the rows in the order of the sheets."""

    shows: list[dict[str, str]] = field(default_factory=list)
    certificates: list[dict[str, str]] = field(default_factory=list)
    firms: list[dict[str, str]] = field(default_factory=list)
    venues: list[dict[str, str]] = field(default_factory=list)
    government: list[dict[str, str]] = field(default_factory=list)
    history: list[dict[str, str]] = field(default_factory=list)
    budget: list[dict[str, str]] = field(default_factory=list)
    interpretations: dict[str, str] = field(default_factory=dict)

    def option(self, key: str) -> str:
        """Return the reading that is taken, the first where none is set."""
        known = INTERPRETATIONS[key][1]
        chosen = self.interpretations.get(key, next(iter(known)))
        if chosen not in known:
            raise ValueError(f"unknown option {chosen!r} of {key}")
        return chosen


@dataclass
class ExpoExpected:
    """What the output sheets must say; money in fen; `位置` is the index of the row, from 0."""

    rows: list[Row]
    items: list[Row]
    applicants: list[Row]
    years: list[Row]


@dataclass
class Finding:
    """What a row comes to on its own."""

    amount: int = 0
    refusals: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def need(self, row: Cells, *columns: str) -> bool:
        """Say whether the figures are all there; name those that are not."""
        blank = [column for column in columns if row.get(column, "") == ""]
        self.missing += blank
        return not blank


@dataclass
class Entry:
    """An application on its way to its row: where it stands, what it claims, what it comes to."""

    place: tuple[str, int]
    names: tuple[str, str, str]
    year: int
    claims: Sequence[tuple[str, ...]]
    finding: Finding
    day: dt.date | None = None


def filled(row: Cells, column: str) -> str:
    """Return the text of a cell that must be filled."""
    text = row.get(column, "")
    if text == "":
        raise ValueError(f"{column} is blank")
    return text


def is_yes(row: Cells, column: str) -> bool:
    """Read a yes or no, blank is no."""
    text = row.get(column, "")
    if text not in YES + NO:
        raise ValueError(f"{column}: neither yes nor no: {text!r}")
    return text in YES


def hundredths(text: str) -> int:
    """Read a number of at most two decimals, not negative, times a hundred."""
    value = Decimal(text) * 100
    if value < 0 or value != int(value):
        raise ValueError(f"not a number of at most two decimals: {text!r}")
    return int(value)


def day_of(text: str) -> dt.date:
    """Read an ISO date."""
    return dt.date.fromisoformat(text)


class Assessment:
    """One run over a workbook: what has been paid, by claim, and the rows so far."""

    def __init__(self, scenario: ExpoScenario) -> None:
        self.scenario = scenario
        self.paid: set[tuple[str, ...]] = set()
        self.rows: list[Row] = []
        for row in scenario.history:
            if hundredths(filled(row, "金额")) > 0:
                self.paid.add(history_key(row))

    def is_valid(self, entry: Entry) -> bool:
        """Say whether the notice holds for it."""
        if entry.day is None:
            return 2018 <= entry.year <= 2021
        return FIRST_DAY <= entry.day <= LAST_DAY

    def contest(self, entries: Sequence[Entry]) -> None:
        """Settle claims of which one may be made by several applicants.

        Only history has been paid when this is called; a row that is refused on its own merits
        (out of time, paid before, a condition, nothing due) is no rival.
        """
        rivals: dict[tuple[str, ...], list[Entry]] = {}
        for entry in entries:
            own = entry.finding
            falls = own.refusals or not (own.amount or own.missing)
            before = any(claim in self.paid for claim in entry.claims)
            if self.is_valid(entry) and not before and not falls:
                rivals.setdefault(tuple(entry.claims[0]), []).append(entry)
        bearing: set[tuple[str, ...]] = set()
        for entry in entries:
            claim = tuple(entry.claims[0])
            group = rivals.get(claim, [])
            if len({other.names[2] for other in group}) < 2 or entry not in group:
                self.settle(entry)
                continue
            amount = 0 if entry.finding.missing or claim in bearing else entry.finding.amount
            if amount:
                bearing.add(claim)
            others = [o for o in group if o.names[2] != entry.names[2]]
            named = {o.names[2]: o.place[1] for o in reversed(others)}
            self.add(entry, amount, OPEN, [], sorted(named.items()))

    def settle(self, entry: Entry) -> int:
        """Add the row of one application; return what it is paid."""
        finding, item = entry.finding, entry.names[1]
        told: list[tuple[str, ...]] = []  # of each tuple one word must be in 原因
        valid, twice = self.is_valid(entry), any(claim in self.paid for claim in entry.claims)
        amount, verdict = finding.amount, APPROVED
        if not valid or twice:
            told += reasons(item, finding, valid=valid, twice=twice)
            amount, verdict = 0, REFUSED
        elif finding.refusals:
            amount, verdict = 0, REFUSED
        elif finding.missing:
            told += [(column,) for column in finding.missing if column]
            amount, verdict = 0, OPEN
        elif amount == 0:
            verdict = REFUSED
        elif finding.doubts:
            verdict = OPEN
        if amount > 0:
            self.paid.update(entry.claims)
        return self.add(entry, amount, verdict, told, [])

    def add(
        self,
        entry: Entry,
        amount: int,
        verdict: str,
        told: list[tuple[str, ...]],
        rivals: Sequence[tuple[str, int]],
    ) -> int:
        """Add a row; `对手` are the other applicants of its claim and the index of their row."""
        if amount > 0 and entry.day is not None and entry.day < ISSUED:
            told.append((BY_REFERENCE,))
        (sheet, index), (name, item, applicant) = entry.place, entry.names
        self.rows.append(
            {
                "工作表": sheet,
                "位置": index,
                "对象": name,
                "项目": item,
                "年度": entry.year,
                "申请单位": applicant,
                "核定金额": amount,
                "结论": verdict,
                "原因含": told,
                "对手": rivals,
            }
        )
        return amount


def reasons(item: str, finding: Finding, *, valid: bool, twice: bool) -> list[tuple[str, ...]]:
    """Return what 原因 must say of a row out of time or claimed twice, any word of a tuple."""
    words: list[str] = []
    if twice:
        words += [TWICE, HAD_ONCE] if item in ONCE else [TWICE]
    if not valid:
        return [(OUT_OF_TIME, *words)]
    if finding.refusals or finding.missing or finding.amount == 0:
        return []  # the row falls on its own too; either reason will do
    return [tuple(words)]


def history_key(row: Cells) -> tuple[str, ...]:
    """Return the claim that an earlier payment is; shows and conferences by year if need be."""
    name, item, year = filled(row, "对象"), filled(row, "项目"), filled(row, "年度")
    if item not in ITEMS:
        raise ValueError(f"unknown item {item!r}")
    if item in (TRADE, CONSUMER):
        edition = row.get("届次", "")
        return (SHOWS, name, "届次", edition) if edition else (SHOWS, name, "年度", year)
    if item in ONCE:
        return (item, name)
    return (item, name, year)
