"""What is odd in the input, and what can't be (四、七、十六): errors and warnings by cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qdcalc.award.accidents import is_grave
from qdcalc.award.facts import AwardFacts, has_rows, rows_of
from qdcalc.award.inputs import ACCIDENTS, APPLICATIONS, AWARDS, GROUNDS
from qdcalc.award.prizes import excess
from qdcalc.award.repeats import is_known
from qdcalc.award.scale import VAT_COLUMNS
from qdcalc.award.words import Verdict
from qdcalc.exact import money
from qdcalc.exact.money import FEN_PER_YUAN
from qdcalc.notice.switches import SETTINGS
from qdcalc.table.problems import ERROR, MINOR, WARNING, Fault

if TYPE_CHECKING:
    from qdcalc.award.scale import ScaleFigures
    from qdcalc.exact.dtypes import Bools, Ints
    from qdcalc.intake.table_data import TableData
    from qdcalc.notice.description import Job

NO_BASE = Fault(
    "A03", ERROR, "没有评审基准日，不能判断年限和事故",
    "请在工作表“口径”里加一行：评审基准日，如 2020-11-30；或用 --base-day 2020-11-30",
)  # fmt: skip
NOTHING = Fault(
    "A04", ERROR, "没有“申报组织”“获奖组织”，也没有公示起始日，没有可算的",
    "请至少填一项；工作表名称不同时请改成这里的名称",
)  # fmt: skip
OVER_QUOTA = Fault(
    "A05", ERROR, "{prize}拟奖励 {count} 个，超过每届 {quota} 个的名额",
    "请按领导小组的拟奖励名单核对“拟奖励”；程序不排序，不替您去掉",
)  # fmt: skip
CHOSEN_UNFIT = Fault(
    "A06", ERROR, "“{name}”{prize}填了拟奖励，但不合格：{clauses}",
    "请核对填报的条件；确实不满足的，从拟奖励名单里去掉",
)  # fmt: skip
CHOSEN_OUTSIDE = Fault(
    "A07", ERROR, "“{name}”{prize}填了拟奖励，但申报日期 {day} 不在办法的有效期 {first} 至 {last}",
    "请核对申报日期；不在有效期的，从拟奖励名单里去掉",
)  # fmt: skip
CHOSEN_OPEN = Fault(
    "A08", WARNING, "“{name}”{prize}填了拟奖励，但还有需人工确认的条件，没有计奖金",
    "请看“资格审查”里这一行的说明和“待补材料清单”，补齐、确认后改正输入，重新运行",
)  # fmt: skip
NO_PRIZE = Fault(
    "A09",
    ERROR,
    "“获奖组织”里没有“{name}”第 {edition} 届{prize}",
    "请核对名称、届次和奖项，或补上获奖组织",
)
BOTH_PRIZES = Fault(
    "A10", WARNING, "“{name}”同时申报两个奖项，办法没有说可以还是不可以",
    "请领导小组确认；都拟奖励时奖金按口径“两奖奖金”",
)  # fmt: skip
NO_ACCIDENTS = Fault(
    "A11", WARNING, "没有工作表“事故”，各申报组织的事故条件列为需人工确认",
    "请加工作表“事故”；核实过没有事故的，留着只有表头的空表",
)  # fmt: skip
NO_GROUNDS = Fault(
    "A12", WARNING, "没有工作表“撤销事由”，各申报组织的禁报条件按满足处理",
    "请加工作表“撤销事由”和“获奖组织”；核实过没有撤销的，留着只有表头的空表",
)  # fmt: skip
CYCLE = Fault(
    "A13", WARNING,
    "上届年度 {previous} 到评审基准日的 {year} 年是 {years} 年，办法规定每 {cycle} 年评选一次",
    "请核对上届年度和评审基准日",
)  # fmt: skip
OLD_RULES = Fault(
    "A14", WARNING,
    "公布日期 {value} 早于 {since}，那时适用 2012 年的办法；观察期和追缴按现行办法计算",
    "请核对应适用哪个办法",
)  # fmt: skip
LATER_ACCIDENT = Fault(
    "A15",
    WARNING,
    "“{name}”在评审基准日 {base} 以后有{level}事故，没有计入",
    "请核对评审基准日，或提请领导小组考虑",
)
STRANGER = Fault(
    "A16",
    WARNING,
    "“{name}”不在“申报组织”和“获奖组织”里，这一行没有用到",
    "请核对组织名称是不是写得不同",
)
LATE = Fault("A17", WARNING, "申报日期 {value} 晚于评审基准日 {base}", "请核对两个日期")
REGISTERED_LATER = Fault(
    "A18", WARNING, "登记日期 {value} 晚于申报日期 {applied}", "请核对两个日期"
)
BASE_OUTSIDE = Fault(
    "A19", WARNING, "评审基准日 {base} 不在办法的有效期 {first} 至 {last}，仍按办法的数额计算",
    "请核对评审基准日", weight=MINOR,
)  # fmt: skip
FOUND_EARLY = Fault("A20", WARNING, "认定日期 {value} 早于发生日期 {occurred}", "请核对两个日期")
MORE_RESEARCH = Fault(
    "A21",
    WARNING,
    "研发经费大于年销售额 {sales} 元，可能单位写错",
    "请核对两列的单位：元、万元或亿元",
)
SMALL = Fault(
    "A22", WARNING, "{column} {yuan} 元不到标准 {limit} 元的千分之一，可能单位写错",
    "请核对这一列的单位：元、万元或亿元；确是这个数的可以不管",
)  # fmt: skip
LITTLE_RESEARCH = Fault(
    "A23", WARNING, "研发经费 {yuan} 元不到年销售额 {sales} 元的千分之一，可能单位写错",
    "请核对两列的单位：元、万元或亿元；确是这个数的可以不管",
)  # fmt: skip
_ODDLY_SMALL = 1_000  # times less than what is asked for: another unit rather than another firm


def check_sheets(job: Job, base: pd.Timestamp | None) -> None:
    """Ask for what nothing can be said without, and name the sheets that are not there."""
    if base is None:
        job.problems.add(NO_BASE)
    if not has_rows(job, APPLICATIONS):
        if not has_rows(job, AWARDS) and job.settings.get("publicity_start") is None:
            job.problems.add(NOTHING)
        return
    for table, fault in ((ACCIDENTS, NO_ACCIDENTS), (GROUNDS, NO_GROUNDS)):
        if table.name not in job.tables:
            job.problems.add(fault)


def check_grounds(job: Job) -> None:
    """Refuse a ground without its prize (二十五、二十七)."""
    data = job.tables.get(GROUNDS.name)
    if data is None or data.frame.empty:
        return
    rows, awards = rows_of(data, GROUNDS), rows_of(job.tables.get(AWARDS.name), AWARDS)
    is_blank = rows["prize"].isna().to_numpy()
    of_edition = is_known(rows, awards, ["who", "edition"])
    of_prize = is_known(rows, awards, ["who", "edition", "prize"])
    lost = np.where(is_blank, ~of_edition, ~of_prize) & rows["edition"].notna().to_numpy()
    lost &= (rows["who"] != "").to_numpy()
    at = np.flatnonzero(lost)
    told = rows.iloc[at]
    job.problems.extend(
        data.raw.problems_at(
            NO_PRIZE, "organisation", at, name=told["organisation"].to_list(),
            edition=told["edition"].to_list(), prize=told["prize"].fillna("的奖项").to_list(),
        )
    )  # fmt: skip


def name_oddities(job: Job, known: AwardFacts) -> None:
    """Name what is odd but does not stop the calculation."""
    check_cycle(job, known)
    first, last = known.figures.valid_days
    if not first <= known.base_day <= last:
        fields = {"base": known.base_day, "first": first, "last": last}
        job.problems.add(BASE_OUTSIDE, sheet=SETTINGS.label, fields=fields)
    _odd_applications(job, known)
    _odd_accidents(job, known)
    _odd_awards(job, first)


def check_cycle(job: Job, known: AwardFacts) -> None:
    """Warn where the edition before was not two years ago (四)."""
    cycle, previous = known.figures.cycle_years, known.previous_year
    years = cycle if previous is None else known.base.year - previous
    if years != cycle:
        fields = {"previous": previous, "year": known.base.year, "years": years, "cycle": cycle}
        job.problems.add(CYCLE, sheet=SETTINGS.label, fields=fields)


def _odd_applications(job: Job, known: AwardFacts) -> None:
    data = job.tables.get(APPLICATIONS.name)
    if data is None:
        return
    rows = rows_of(data, APPLICATIONS)
    again = np.flatnonzero(rows["who"].duplicated())
    names = rows["organisation"].iloc[again].to_list()
    job.problems.extend(data.raw.problems_at(BOTH_PRIZES, "organisation", again, name=names))
    late = np.flatnonzero(rows["applied"] > known.base)
    job.problems.extend(data.raw.problems_at(LATE, "applied", late, base=str(known.base_day)))
    odd = np.flatnonzero(rows["registered"] > rows["applied"])
    told = rows["applied"].iloc[odd].dt.strftime("%Y-%m-%d").to_list()
    job.problems.extend(data.raw.problems_at(REGISTERED_LATER, "registered", odd, applied=told))
    more = np.flatnonzero((rows["research_fen"] > rows["sales_fen"]).fillna(False))
    sales = _texts(rows["sales_fen"], more)
    job.problems.extend(data.raw.problems_at(MORE_RESEARCH, "research_fen", more, sales=sales))
    _odd_units(job, data, rows, known.figures.scale)


def _odd_units(job: Job, data: TableData, rows: pd.DataFrame, figures: ScaleFigures) -> None:
    """Warn of figures so small that their unit is rather another one (八(四))."""
    limits = {"sales_fen": figures.sales_yuan, "turnover_fen": figures.turnover_yuan}
    for name, limit in (limits | dict.fromkeys(VAT_COLUMNS, figures.vat_yuan)).items():
        small = _between(rows[name], limit * FEN_PER_YUAN // _ODDLY_SMALL)
        fields = {"yuan": _texts(rows[name], small), "limit": f"{limit:,}"}
        job.problems.extend(data.raw.problems_at(SMALL, name, small, **fields))
    research, sales = rows["research_fen"], rows["sales_fen"]
    little = _between(research, sales // _ODDLY_SMALL)
    fields = {"yuan": _texts(research, little), "sales": _texts(sales, little)}
    job.problems.extend(data.raw.problems_at(LITTLE_RESEARCH, "research_fen", little, **fields))


def _between(amounts: pd.Series[int], bound: Any) -> Ints:
    """Return where an amount is above 0 and below a bound."""
    inside = ((amounts > 0) & (amounts < bound)).fillna(False)
    return np.flatnonzero(inside.to_numpy(dtype=bool))


def _texts(amounts: pd.Series[int], where: Ints) -> list[str]:
    return [money.text(fen) for fen in amounts.iloc[where].to_list()]


def _odd_accidents(job: Job, known: AwardFacts) -> None:
    data = job.tables.get(ACCIDENTS.name)
    if data is None or data.frame.empty:
        return
    rows = rows_of(data, ACCIDENTS)
    others = [
        rows_of(job.tables.get(table.name), table)[["who"]] for table in (APPLICATIONS, AWARDS)
    ]
    strange = ~is_known(rows, pd.concat(others), ["who"])
    at = np.flatnonzero(strange)
    names = rows["organisation"]
    job.problems.extend(
        data.raw.problems_at(STRANGER, "organisation", at, name=names.iloc[at].to_list())
    )
    later: Bools = is_grave(rows, known.accident) & (rows["day"] > known.base).to_numpy()
    at = np.flatnonzero(later & ~strange)
    job.problems.extend(
        data.raw.problems_at(
            LATER_ACCIDENT, "day", at, name=names.iloc[at].to_list(), base=str(known.base_day),
            level=rows["level"].iloc[at].to_list(),
        )
    )  # fmt: skip


def _odd_awards(job: Job, since: object) -> None:
    data = job.tables.get(AWARDS.name)
    if data is not None:
        days = rows_of(data, AWARDS)["announced"]
        old = np.flatnonzero(days < pd.Timestamp(str(since)))
        job.problems.extend(data.raw.problems_at(OLD_RULES, "announced", old, since=str(since)))
    data = job.tables.get(GROUNDS.name)
    if data is not None:
        rows = rows_of(data, GROUNDS)
        early = np.flatnonzero(rows["found"] < rows["occurred"])
        told = rows["occurred"].iloc[early].dt.strftime("%Y-%m-%d").to_list()
        job.problems.extend(data.raw.problems_at(FOUND_EARLY, "found", early, occurred=told))


def check_chosen(job: Job, found: pd.DataFrame, known: AwardFacts) -> None:
    """Refuse chosen applications beyond the quota or not fit; warn of open ones (七、十六)."""
    data = job.tables.get(APPLICATIONS.name)
    if data is None:
        return
    is_chosen = found["is_chosen"].to_numpy(dtype=bool)
    prize, names = found["prize"].to_numpy(dtype=object), found["organisation"]
    first, last = known.figures.valid_days
    for verdict, fault in (
        (Verdict.UNFIT, CHOSEN_UNFIT), (Verdict.OUTSIDE, CHOSEN_OUTSIDE),
        (Verdict.OPEN, CHOSEN_OPEN),
    ):  # fmt: skip
        at = np.flatnonzero(is_chosen & (found["verdict"] == verdict).to_numpy(dtype=bool))
        job.problems.extend(
            data.raw.problems_at(
                fault, "is_chosen", at, name=names.iloc[at].to_list(), prize=prize[at],
                clauses=found["unmet"].iloc[at].to_list(), first=str(first), last=str(last),
                day=found["applied"].iloc[at].dt.strftime("%Y-%m-%d").to_list(),
            )
        )  # fmt: skip
    over = excess(prize, is_chosen, known.figures.quota)
    counts = pd.Series(is_chosen).groupby(prize).sum()
    job.problems.extend(
        data.raw.problems_at(
            OVER_QUOTA, "is_chosen", over, prize=prize[over], quota=known.figures.quota,
            count=counts.reindex(prize[over]).to_list(),
        )
    )  # fmt: skip
