"""The input sheets of the exhibition subsidies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qdcalc.expo.words import CertificateKind, Item, ShowKind
from qdcalc.intake.kinds import (
    CHOICE,
    DATE,
    EDITION,
    HUNDREDTHS,
    MONEY,
    VERSION,
    WHOLE,
    YEAR,
    YES_NO,
)
from qdcalc.table.description import Check, Column, RowCheck, Table, not_negative
from qdcalc.table.problems import ERROR, Fault

if TYPE_CHECKING:
    import pandas as pd

NEGATIVE = Fault("E03", ERROR, "{value} 是负数", "请核对原始材料")
NOT_AREA = Fault("E04", ERROR, "展览面积 {value} 不大于 0", "请填实际的展览面积，单位平方米")
BACKWARDS = Fault("E05", ERROR, "结束日期 {value} 早于开始日期", "请核对两个日期")
TOO_MANY_BIG = Fault(
    "E06",
    ERROR,
    "十万平展会数 {value} 大于三万平展会数",
    "三万平展会数要包括十万平以上的展会，请核对",
)

NOT_NAME = Fault("E26", ERROR, "“{value}”不是名称", "请填全称")

ITEMS = tuple(map(str, Item))
_SHOW_KINDS, _CERTIFICATE_KINDS = (tuple(map(str, kinds)) for kinds in (ShowKind, CertificateKind))
_FIRM_ITEMS = tuple(map(str, (Item.NEW_FIRM, Item.KNOWN_BODY, Item.GROWTH)))
_AT_LEAST_ZERO = not_negative(NEGATIVE)
# a required name that says that there is none
_NAMED = Check(NOT_NAME, lambda names: ~names.str.fullmatch(r"[\W_]*|无|暂无|没有|不详"))


def _not_backwards(frame: pd.DataFrame) -> pd.Series[bool]:
    backwards: pd.Series[bool] = frame["end"] < frame["start"]
    return ~backwards


def _not_too_many(frame: pd.DataFrame) -> pd.Series[bool]:
    more: pd.Series[bool] = (frame["shows_100k"] > frame["shows_30k"]).fillna(False).astype(bool)
    return ~more


def _money(name: str, label: str, sentence: str, *, is_required: bool = False) -> Column:
    return Column(
        name, label, MONEY, unit="元", is_required=is_required, sentence=sentence,
        checks=(_AT_LEAST_ZERO,),
    )  # fmt: skip


def _yes(
    name: str, label: str, sentence: str, *, clause: str = "", is_required: bool = False
) -> Column:
    return Column(
        name, label, YES_NO, is_required=is_required, sentence=sentence, clause=clause
    )  # fmt: skip


def _name(name: str, label: str, sentence: str) -> Column:
    return Column(name, label, is_required=True, sentence=sentence, checks=(_NAMED,))


def _year(name: str, label: str, sentence: str, *, is_required: bool = False) -> Column:
    return Column(
        name,
        label,
        YEAR,
        is_required=is_required,
        sentence=sentence,
        aliases=(f"{label}(年)", f"{label}(年份)"),
    )


SHOWS = Table(
    "shows",
    "展会",
    (
        _name("show", "展会名称", "展会名称，各届写法一致"),
        Column("edition", "届次", EDITION, sentence="第几届，首届填 1",
               aliases=("届次(届)", "届次(第几届)"), clause="二"),
        Column("kind", "类型", CHOICE, is_required=True, choices=_SHOW_KINDS,
               spellings={str(ShowKind.TRADE): ("贸易类", "贸易展"),
                          str(ShowKind.CONSUMER): ("消费类", "消费展")},
               sentence="贸易（专业观众为主）或消费（面向大众现场售卖为主）"),
        Column("venue", "展馆", sentence="举办的展馆", clause="一(三)"),
        Column("operator", "展馆运营单位", sentence="展馆的运营单位"),
        _yes("is_professional", "专业场馆", "在本市专业场馆举办填 是", is_required=True),
        _yes("is_brought_in", "展馆引进", "由展馆引进的重大展会填 是，由展馆申请", clause="一(三)"),
        Column("start", "开始日期", DATE, sentence="开幕日期"),
        Column("end", "结束日期", DATE, is_required=True, sentence="闭幕日期，按它计算年度"),
        Column("area_x100", "展览面积", HUNDREDTHS, unit="m²", is_required=True,
               sentence="展览面积", checks=(Check(NOT_AREA, lambda areas: areas > 0),),
               clause="二(一)"),
        Column("largest_x100", "历史最大面积", HUNDREDTHS, unit="m²",
               sentence="消费展：以前各届最大的展览面积；首届留空",
               checks=(_AT_LEAST_ZERO,), clause="二(一)"),
        Column("theme", "主题", sentence="重点领域的主题，如 海洋经济；没有留空"),
        _yes("is_reviewed", "专家评审", "经专家评审填 是"),
        _yes("is_recognised", "市贸促会认定", "经市贸促会认定填 是"),
        _name("applicant", "申请单位", "申请补助的单位"),
        VERSION,
    ),
    sentence="市场化展会，每届一行",
    row_checks=(RowCheck(BACKWARDS, "end", ("start", "end"), _not_backwards),),
)  # fmt: skip

CERTIFICATES = Table(
    "certificates",
    "认证",
    (
        _name("subject", "对象", "取得认证的展会、展馆或国际会议"),
        Column("kind", "类别", CHOICE, is_required=True, choices=_CERTIFICATE_KINDS,
               sentence="展会、展馆或国际会议"),
        Column("body", "认证机构", sentence="如 UFI、ICCA"),
        Column("certified_on", "认证日期", DATE, is_required=True, sentence="证书日期"),
        Column("held_on", "举办日期", DATE, sentence="举办日期；填了按它计算年度"),
        _yes("is_fixed", "固定举办", "在本市固定举办填 是"),
        _yes("is_local", "本市机构", "由本市机构或企业举办填 是"),
        _name("applicant", "申请单位", "申请补助的单位"),
        VERSION,
    ),
    sentence="国际认证和国际会议，每项一行",
)  # fmt: skip

FIRMS = Table(
    "firms",
    "企业",
    (
        _name("firm", "企业名称", "企业名称，各年写法一致"),
        _year("year", "年度", "申请补助的年度", is_required=True),
        Column("item", "项目", CHOICE, is_required=True, choices=_FIRM_ITEMS,
               spellings={str(Item.NEW_FIRM): ("新设企业",), str(Item.KNOWN_BODY): ("知名机构",),
                          str(Item.GROWTH): ("规模增长",)},
               sentence="申请哪一项"),
        _yes("is_legal_person", "独立法人", "独立法人企业填 是"),
        _yes("is_new", "新设立", "在本市新设立填 是"),
        _year("first_year", "首次贡献年度", "第一次产生地方财力贡献的年度"),
        _money("contribution_fen", "上年度地方财力贡献", "新设企业：上一年度的地方财力贡献"),
        _money("proposed_fen", "拟补助金额", "新设企业：拟给予的补助，不高于上限"),
        _money("previous_revenue_fen", "上年度营业收入", "规模增长：上一年度营业收入"),
        _money("revenue_fen", "营业收入", "本年度会展营业收入"),
        _yes("is_held_here", "在青办展", "当年在本市举办会展项目填 是"),
        _yes("is_in_statistics", "纳统", "在本市纳税并纳入统计填 是"),
        _yes("is_known", "知名认定", "经认定为国内外知名机构填 是"),
        VERSION,
    ),
    sentence="会展企业，每个企业每年每项一行",
)  # fmt: skip

VENUES = Table(
    "venues",
    "展馆",
    (
        _name("venue", "展馆名称", "展馆名称，各年写法一致"),
        _year("year", "年度", "申请补助的年度", is_required=True),
        Column("shows_30k", "三万平展会数", WHOLE, is_required=True, unit="个",
               sentence="全年 3 万平方米以上的展会，包括 10 万平方米以上的",
               checks=(_AT_LEAST_ZERO,)),
        Column("shows_100k", "十万平展会数", WHOLE, is_required=True, unit="个",
               sentence="全年 10 万平方米以上的展会", checks=(_AT_LEAST_ZERO,), clause="一(三)"),
        VERSION,
    ),
    sentence="展馆，每个展馆每年一行，包括作基数的年度",
    row_checks=(
        RowCheck(TOO_MANY_BIG, "shows_100k", ("shows_30k", "shows_100k"), _not_too_many),
    ),
)  # fmt: skip

GOVERNMENT = Table(
    "government",
    "政府主导",
    (
        Column(
            "project", "项目", is_required=True, checks=(_NAMED,), sentence="政府主导的会展项目名称"
        ),
        _year("year", "年度", "举办年度", is_required=True),
        _yes("is_first", "首届", "首届填 是", is_required=True),
        _money("amount_fen", "核定金额", "研究确定的补助金额", is_required=True),
        _money("previous_fen", "上届金额", "上一届的补助金额；首届留空"),
        _yes("is_passed", "绩效评估通过", "绩效评估通过填 是；首届不用填"),
        Column(
            "applicant",
            "承办单位",
            is_required=True,
            checks=(_NAMED,),
            sentence="补助给予的承办单位",
        ),
        VERSION,
    ),
    sentence="政府主导的会展项目，每届一行",
)

HISTORY = Table(
    "history",
    "历史补助",
    (
        Column(
            "subject",
            "对象",
            is_required=True,
            checks=(_NAMED,),
            sentence="受补助的展会、企业、展馆或会议",
        ),
        Column("item", "项目", CHOICE, is_required=True, choices=ITEMS, sentence="受补助的项目"),
        _year("year", "年度", "补助所属的年度", is_required=True),
        Column(
            "edition",
            "届次",
            EDITION,
            sentence="展会的届次",
            aliases=("届次(届)", "届次(第几届)"),
            clause="二",
        ),
        _money("amount_fen", "金额", "已给予的补助", is_required=True),
        VERSION,
    ),
    sentence="以前已经给予的补助，用来核对重复申报和一次性补助",
)

BUDGETS = Table(
    "budgets",
    "预算",
    (
        Column("item", "项目", CHOICE, is_required=True, choices=ITEMS, sentence="补助项目"),
        _year("year", "年度", "预算年度", is_required=True),
        _money("budget_fen", "预算金额", "该项目该年度的预算", is_required=True),
    ),
    sentence="各项目各年度的预算，用来核对结余",
    key=("item", "year"),
)

APPLICATIONS = (SHOWS, CERTIFICATES, FIRMS, VENUES, GOVERNMENT)
