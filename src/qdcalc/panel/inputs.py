"""The tables that the citizens' panel takes in; every one of them may be left out."""

from __future__ import annotations

from dataclasses import replace

from qdcalc.intake.kinds import CHOICE, HUNDREDTHS, TEXT, VERSION, WHOLE
from qdcalc.panel.words import GROUP_SPELLINGS, GROUPS, VenueKind
from qdcalc.table.description import Check, Column, RowCheck, Table
from qdcalc.table.problems import ERROR, Fault

NEGATIVE = Fault("Q01", ERROR, "{column} {value} 是负数", "请填 0 或正的整数")
TOO_LARGE = Fault("Q02", ERROR, "{column} {value} 太大，超过一千万", "请核对这个数")
MORE_INVALID = Fault(
    "Q03",
    ERROR,
    "无效票 {value} 多于回收数 {back}",
    "请核对无效票和回收数：无效票是收回的票的一部分",
)
NEGATIVE_POINTS = Fault("Q04", ERROR, "分值 {value} 小于 0", "请填 0 或正数，最多两位小数")
TOO_MANY_POINTS = Fault("Q05", ERROR, "分值 {value} 太大，超过 10,000", "请核对分值")

MOST = 10_000_000
_COUNTS = (
    Check(NEGATIVE, lambda numbers: numbers >= 0, is_span=True),
    Check(TOO_LARGE, lambda numbers: numbers <= MOST, is_span=True),
)


def _count(
    name: str, label: str, sentence: str, clause: str, *, is_required: bool = True,
    unit: str = "", aliases: tuple[str, ...] = (),
) -> Column:  # fmt: skip
    return Column(
        name, label, WHOLE, is_required=is_required, unit=unit, sentence=sentence, clause=clause,
        aliases=aliases, checks=_COUNTS,
    )  # fmt: skip


_VENUE = Column("venue", "会场", TEXT, is_required=True, choices_of="venues", clause="附件3",
                sentence="市级主会场，或区市（含高新区）的分会场",
                aliases=("会场名称", "区市", "分会场"))  # fmt: skip
_GROUP = Column("group", "组别", CHOICE, is_required=True, choices=GROUPS,
                spellings=GROUP_SPELLINGS, clause="二(一)",
                sentence="一、二、三、四；也可写 一组、第一组、1",
                aliases=("述职组", "组"))  # fmt: skip
_CATEGORY = Column("category", "类别", TEXT, is_required=True, clause="附件3",
                   sentence="市民代表的类别", aliases=("代表类别", "市民代表类别"))  # fmt: skip
_GRADE = Column("grade", "档次", TEXT, is_required=True, clause="二(三)",
                sentence="评议票上的档次，如 很好",
                aliases=("评议档次", "评价档次", "等次"))  # fmt: skip
_DEPARTMENT = Column("department", "部门", TEXT, is_required=True, clause="附件2",
                     sentence="述职部门",
                     aliases=("部门名称", "述职部门", "被评议部门"))  # fmt: skip

VENUES = Table(
    "venues",
    "会场",
    (
        _VENUE,
        _count("people", "每组人数", "每组的市民代表人数", "附件3", unit="名",
               aliases=("人数", "每组代表人数")),
        VERSION,
    ),
    sentence="各会场每组的市民代表人数；有这张表时代替通知附件3的会场和人数",
)  # fmt: skip
COMPOSITION = Table(
    "composition",
    "构成",
    (
        Column("kind", "会场类型", CHOICE, is_required=True, choices=tuple(map(str, VenueKind)),
               spellings={str(VenueKind.MAIN): ("市级主会场", "市主会场"),
                          str(VenueKind.BRANCH): ("区市分会场", "区(市)分会场")},
               sentence="主会场或分会场", clause="附件3"),
        _CATEGORY,
        replace(_GROUP, is_required=False, sentence="一、二、三、四；空白是四组相同"),
        _count("people", "人数", "这一类别的人数，各类别按它的比例折算", "附件3", unit="名",
               aliases=("代表人数", "名额")),
        VERSION,
    ),
    sentence="市民代表的构成；写了哪种会场，就整个代替通知附件3里那种会场的构成",
)  # fmt: skip
ROSTER = Table(
    "roster",
    "代表名册",
    (
        _VENUE, _GROUP, _CATEGORY,
        Column("number", "编号", TEXT, is_required=True, clause="附件3",
               sentence="代表的编号，不要写姓名；一组里不能重复", aliases=("代表编号",)),
        VERSION,
    ),
    sentence="遴选的市民代表，一人一行",
)  # fmt: skip
ISSUED = Table(
    "issued",
    "评议票发放",
    (
        _VENUE, _GROUP,
        _count("issued", "发放数", "发出的评议票", "二(三)", unit="张", aliases=("发放票数",)),
        _count("returned", "回收数", "收回的评议票", "二(三)", unit="张",
               aliases=("回收票数", "收回数")),
        _count("invalid", "无效票", "收回的评议票里的无效票，空白是 0", "二(三)", unit="张",
               is_required=False, aliases=("无效票数", "废票")),
        VERSION,
    ),
    sentence="各会场各组的评议票，一个会场一组一行",
    row_checks=(
        RowCheck(
            MORE_INVALID, "invalid", ("invalid", "returned"),
            lambda frame: ~(frame["invalid"] > frame["returned"]).fillna(False).astype(bool),
            lambda frame, rows: {"back": frame["returned"].iloc[rows].astype(str).tolist()},
        ),
    ),
)  # fmt: skip
VOTES = Table(
    "votes",
    "评议票",
    (
        _GROUP, _DEPARTMENT, _GRADE,
        _count("votes", "票数", "评这一档次的票", "二(三)", unit="张", aliases=("得票数", "得票")),
        replace(_VENUE, is_required=False,
                sentence="可以不写：主会场与分会场的评议票混合后统计，各会场的相加"),
        VERSION,
    ),
    sentence="各部门各档次的票数，一个部门一个档次一行（分会场写的，一个会场一行）",
)  # fmt: skip
POINTS = Table(
    "points",
    "档次分值",
    (
        _GRADE,
        Column("points_x100", "分值", HUNDREDTHS, is_required=True, unit="分", clause="二(三)",
               sentence="这一档次算几分，最多两位小数；通知没有规定分值",
               checks=(
                   Check(NEGATIVE_POINTS, lambda numbers: numbers >= 0, is_span=True),
                   Check(TOO_MANY_POINTS, lambda numbers: numbers <= 1_000_000, is_span=True),
               )),
        VERSION,
    ),
    sentence="各档次的分值；没有这张表时只计票，不算得分",
)  # fmt: skip
DEPARTMENTS = Table(
    "departments",
    "部门分组",
    (_GROUP, _DEPARTMENT, VERSION),
    sentence="各组的述职部门；有这张表时代替通知附件2（别的年度用）",
)
TABLES = (VENUES, COMPOSITION, ROSTER, ISSUED, VOTES, POINTS, DEPARTMENTS)
