"""Random valid staffing scenarios that sit on the edges of the rules."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from decimal import Decimal

from . import figures as fig
from .scenarios import chance, plain, spell_district
from .staffing import (
    ALL_LEVELS,
    AT_LEAST,
    AT_MOST,
    COMMUNITY,
    LEVELS,
    MINIMUM,
    RATIO,
    ROUND,
    STAFF,
    STREET,
    StaffingScenario,
    required_staff,
)

D = Decimal
STREETS: tuple[str, ...] = (
    "八大湖街道",
    "湛山街道",
    "金门路街道",
    "中韩街道",
    "惜福镇街道",
    "灵山卫街道",
)
STREETS += ("大泽山镇", "店子镇", "李园街道", "南墅镇", "通济街道", "红岛街道")
COMMUNITIES: tuple[str, ...] = (
    "天台社区",
    "海天社区",
    "东山村",
    "西山村",
    "前海社区",
    "北岭社区",
    "王家庄村",
)
COMMUNITIES += ("石桥村", "中心社区", "河东村(北)", "新村", "七星社区")
# The dated targets of 二, items 1 to 14; and 三(二) itself.
NOTICE_TASKS: tuple[tuple[str, str, str], ...] = (
    ("修改或废止不适应要求的文件", "2018-11-10", ""),
    ("推行电子签章", "2018-12-31", ""),
    ("精简申请材料", "2018-12-31", "30%"),
    ("精简申请材料", "2019-12-31", "60%"),
    ("分类综合柜员制", "2018-12-31", ""),
    ("跨部门信息共享", "2018-12-31", ""),
    ("街道(镇)服务中心规范化建设验收", "2018-12-31", ""),
    ("中心社区(村)设立服务站", "2019-09-30", ""),
    ("公布服务清单", "2019-06-30", ""),
    ("社会保险和公共就业事项全市通办", "2018-12-31", ""),
    ("就业创业等事项全市通办", "2019-12-31", ""),
    ("预约延时服务通道", "2018-12-31", ""),
    ("24小时自助服务区", "2019-06-30", ""),
    ("网办事项比例", "2018-12-31", "100%"),
    ("全程网办事项比例", "2018-12-31", "60%"),
    ("压缩办理时限", "2018-12-31", "20%"),
    ("大数据画像系统", "2018-12-31", ""),
    ("政策宣传辅导志愿者队伍", "2018-12-31", ""),
    ("服务事项回访制度", "2019-06-30", ""),
    ("人员配备", "2019-12-31", ""),
)
CEILING_TASKS: tuple[tuple[str, str, str], ...] = (
    ("办理时限占原时限比例", "2018-12-31", "80%"),
    ("退件率", "2019-06-30", "5%"),
    ("材料占原数比例", "2019-12-31", "1/3"),
)
STEPS = ("0", "0", "0", "0.01", "-0.01", "0.5", "-0.5", "1", "-1", "-0.3", "-0.25", "2.7", "-2")
COSTS = ("85000", "62345.67", "60000.01", "100000", "72000.5", "48000.03", "1200.99", "123456.78")


def random_served(rng: random.Random, level: str) -> int:
    """Return a number of people served on or beside a threshold of some rounding."""
    ratio = RATIO[level]
    factor = rng.randint(1, 12) if chance(rng, 0.8) else rng.randint(10, 60)
    if chance(rng, 0.2):
        factor = MINIMUM[level] + rng.choice((0, 1))
    served = factor * ratio
    pick = rng.random()
    if pick < 0.08:
        return rng.choice((0, 1, ratio - 1))
    if pick < 0.65:
        return served + rng.choice((0, 0, -1, 1))
    if pick < 0.85:
        return served + ratio // 2 + rng.choice((0, 0, -1, 1))
    return rng.randint(0, served)


def split_staff(rng: random.Random, total: Decimal) -> list[Decimal]:
    """Split a head count among the four sources, if possible so that floats add it wrongly."""
    parts = [total, D(0), D(0), D(0)]
    for _ in range(12):
        rest = total
        parts = []
        for _ in STAFF[1:]:
            whole = chance(rng, 0.3)
            part = D(rng.randint(0, int(rest * (1 if whole else 100))))
            part = part if whole else part / 100
            if not whole and chance(rng, 0.6):
                part = min(rest, D(rng.choice((1, 2, 7, 3, 6))) / 10)
            parts.append(part)
            rest -= part
        parts.append(rest)
        rng.shuffle(parts)
        if sum(float(part) for part in parts) != float(total) or chance(rng, 0.15):
            break
    return parts


def spell_count(rng: random.Random, value: Decimal) -> str:
    """Write a head count; nothing is at times left blank."""
    if not value:
        return rng.choice(("", "0"))
    text = plain(value.normalize())
    return text + "0" if text[-2:-1] == "." and chance(rng, 0.1) else text


def random_staff(rng: random.Random, required: int) -> dict[str, str]:
    """Return the staff columns of a platform near its requirement."""
    pick = rng.random()
    if pick < 0.07:
        return {column: rng.choice(("", "0")) for column in STAFF}
    if pick < 0.17:
        total = D(rng.randint(1, 100 * (required + 4))) / 100
    else:
        total = max(D(0), required + D(rng.choice(STEPS)))
    if total == 1 and chance(rng, 0.5):
        parts = [D("0.2"), D("0.7"), D("0.1"), D(0)]
    elif total == total.to_integral_value() and chance(rng, 0.35):
        parts = [total, D(0), D(0), D(0)]
    else:
        parts = split_staff(rng, total)
    return dict(zip(STAFF, (spell_count(rng, part) for part in parts), strict=True))


def random_platform(
    rng: random.Random, names: tuple[str, str, str], level: str, rounding: str
) -> dict[str, str]:
    """Return one platform."""
    served = random_served(rng, level)
    row = dict(zip(("区市", "街道", "名称"), names, strict=True))
    row.update({"级别": level, "服务对象数": str(served)})
    return row | random_staff(rng, required_staff(level, served, rounding))


def district_platforms(rng: random.Random, name: str, rounding: str) -> list[dict[str, str]]:
    """Return the platforms of one district; some communities without their street's own row."""
    rows: list[dict[str, str]] = []
    kind = rng.choice((*LEVELS, ALL_LEVELS, ALL_LEVELS, ALL_LEVELS))
    for street in rng.sample(STREETS, rng.choice((1, 2, 2, 3, 4))):
        if kind != COMMUNITY and (kind == STREET or chance(rng, 0.9)):
            names = (spell_district(rng, name), street, f"{street}人社服务中心")
            rows.append(random_platform(rng, names, STREET, rounding))
        if kind != STREET:
            for community in rng.sample(COMMUNITIES, rng.randint(1, 4)):
                names = (spell_district(rng, name), street, community)
                rows.append(random_platform(rng, names, COMMUNITY, rounding))
    return rows


def random_platforms(rng: random.Random, rounding: str) -> list[dict[str, str]]:
    """Return the platforms; some districts are the very image of another, to tie in rank."""
    names = rng.sample(list(fig.DISTRICTS), rng.choice((1, 2, 3, 4, 6, 11)))
    rows: list[dict[str, str]] = []
    last: list[dict[str, str]] = []
    for name in names:
        if last and chance(rng, 0.3):
            own = [{**row, "区市": spell_district(rng, name)} for row in last]
            if chance(rng, 0.3):
                changed = rng.choice(own)
                level = changed["级别"]
                changed.update(
                    random_staff(rng, required_staff(level, int(changed["服务对象数"]), rounding))
                )
        else:
            own = district_platforms(rng, name, rounding)
        rows += own
        last = own
    return rows


def random_costs(rng: random.Random, platforms: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Return cost rows of some or all kinds of specificity."""
    if chance(rng, 0.25):
        return []
    shorts = {
        short
        for short, aliases in fig.DISTRICTS.items()
        if any(row["区市"] in (short, *aliases) for row in platforms)
    }
    names = sorted(shorts)
    if len(shorts) < len(fig.DISTRICTS):
        names.append(rng.choice([name for name in fig.DISTRICTS if name not in shorts]))
    keys = [(name, level) for name in names for level in LEVELS if chance(rng, 0.3)]
    keys += [(name, "") for name in names if chance(rng, 0.35)]
    keys += [("", level) for level in LEVELS if chance(rng, 0.4)]
    keys += [("", "")] if chance(rng, 0.5) or not keys else []
    rng.shuffle(keys)
    rows = []
    for name, level in keys:
        cost = rng.choice(COSTS)
        if chance(rng, 0.3):
            cost = plain(D(rng.randint(100, 20000000)) / 100)
        row = {"区市": spell_district(rng, name), "级别": level, "人均年经费": cost}
        rows.append(row)
    return rows


def day_near(rng: random.Random, *days: dt.date) -> dt.date:
    """Return one of the days, a day beside it, or one months away."""
    shift = rng.choice((0, 0, 0, 1, -1, 1, -1, rng.randint(-200, 200)))
    return rng.choice(days) + dt.timedelta(days=shift)


def spell_share(rng: random.Random, text: str) -> str:
    """Write a share with or without a percent sign."""
    if not text.endswith("%") or chance(rng, 0.5):
        return text
    return plain((D(text[:-1]) / 100).normalize())


def random_actual(rng: random.Random, target: str) -> str:
    """Return an actual share on, beside or far from the target; a third is met as a third."""
    if chance(rng, 0.12):
        return ""
    if "/" in target:
        return rng.choice((target, "2/6", "0.3333", "33.34%", "0.3", "40%"))
    goal = D(target[:-1])
    steps = ("0", "0", "0.01", "-0.01", "-0.1", "5", "-12.5", "-3", "0.5")
    value = max(D(0), goal + D(rng.choice(steps)))
    return spell_share(rng, f"{plain(min(value, D(100)))}%")


def random_task(
    rng: random.Random, task: tuple[str, str, str], direction: str, today: dt.date
) -> dict[str, str]:
    """Return one task; nothing is reported as met on a day yet to come."""
    name, deadline_text, target = task
    deadline = dt.date.fromisoformat(deadline_text)
    if chance(rng, 0.15):
        deadline = day_near(rng, deadline, today)
    row = {"事项": name, "截止日期": deadline.isoformat(), "方向": "", "目标值": ""}
    row.update({"实际值": "", "完成日期": ""})
    finished = day_near(rng, deadline, today)
    if target:
        row["方向"] = rng.choice((direction, direction, "")) if direction == AT_LEAST else direction
        row["目标值"] = spell_share(rng, target)
        row["实际值"] = random_actual(rng, target)
        finished = min(finished, today)
    if chance(rng, 0.6):
        row["完成日期"] = finished.isoformat()
    return row


def random_tasks(rng: random.Random, today: dt.date) -> list[dict[str, str]]:
    """Return the notice's checklist or part of it, and at times targets from above."""
    tasks = [(task, AT_LEAST) for task in NOTICE_TASKS]
    tasks += [(task, AT_MOST) for task in CEILING_TASKS]
    chosen = rng.sample(tasks, rng.randint(1, len(tasks)))
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for task, direction in chosen:
        row = random_task(rng, task, direction, today)
        rows.setdefault((row["事项"], row["截止日期"]), row)
    return list(rows.values())


def random_staffing_scenario(rng: random.Random) -> StaffingScenario:
    """Return a valid scenario."""
    interpretations: dict[str, str] = {}
    if chance(rng, 0.6):
        interpretations["round"] = rng.choice(list(ROUND))
    platforms = random_platforms(rng, interpretations.get("round", "ceil"))
    scenario = StaffingScenario(platforms, interpretations=interpretations)
    scenario.costs = random_costs(rng, platforms)
    if chance(rng, 0.8):
        deadlines = [dt.date.fromisoformat(task[1]) for task in NOTICE_TASKS]
        today = day_near(rng, *deadlines)
        scenario.report_date = today.isoformat()
        if chance(rng, 0.85):
            scenario.tasks = random_tasks(rng, today)
    return scenario
