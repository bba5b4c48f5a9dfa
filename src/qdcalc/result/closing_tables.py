"""The sheets that close every output: warnings, basis, checks, the run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from qdcalc.table.description import Column, Table, one_of
from qdcalc.table.kinds import YUAN_COUNT_OR_TEXT, YUAN_OR_COUNT

if TYPE_CHECKING:
    from qdcalc.table.live import Sheets

PASSED, FAILED = "通过", "不通过"
OF_TABLES, OF_RUN = "表内的数", "运行时的数"
OPTIONS_JOINED = "、"  # between the options of a row of 口径与依据, none of which has it inside
_OFFERED = "有公式的结果里“取值”这一格可以写的，一字不差；写别的，“校验”不通过"
_ORIGIN = (
    f"{OF_TABLES}：由写出的各表得出，结果里有公式时随表重新核对；"
    f"{OF_RUN}：由输入、条款或文字得出，改了表也不变，要重新运行"
)
NOTICE = Table(
    "notices",
    "问题提示",
    tuple(
        Column(name, label, width=width)
        for name, label, width in (
            ("level", "级别", 6),
            ("code", "代码", 7),
            ("sheet", "工作表", 12),
            ("cell", "单元格", 8),
            ("column", "列", 14),
            ("value", "原值", 14),
            ("problem", "问题", 46),
            ("remedy", "如何改", 38),
            ("file", "文件", 20),
        )
    ),
    sentence="输入中需要留意的地方；有错误时不会计算，所以这里只有警告",
    is_printed=False,
)
BASIS = Table(
    "basis",
    "口径与依据",
    (
        Column("part", "类别", width=10),
        Column("item", "项目", width=22),
        Column("choice", "取值", width=34),
        Column("origin", "来源", width=16),
        Column("clause", "条款", width=14),
        Column("explanation", "说明", width=56),
        Column("against", "反方理由", width=56, sentence="口径：不取默认值的理由"),
        Column("options", "可选取值", width=34, sentence=_OFFERED),
    ),
    sentence="采用的口径、标准数额及其条款",
    is_printed=False,
)
STANDARD = Table(
    "standard",
    "标准数额",
    (
        Column("name", "参数", is_required=True, width=26, sentence="政策文件里的名称"),
        Column("label", "项目", is_required=True, width=34),
        Column("part", "分项", width=14),
        Column("since", "自", is_required=True, width=10, sentence="从这个月起"),
        Column("value", "数额", YUAN_COUNT_OR_TEXT, width=24, sentence="公式引用这些单元格"),
        Column("unit", "单位", width=8),
        Column("origin", "来源", is_required=True, width=14),
        Column("clause", "条款", width=14),
    ),
    sentence="通知的标准数额，每个版本一行；其他工作表的公式引用这里的数额",
    is_printed=False,
)


def _check_formulas(sheets: Sheets) -> Mapping[str, Sequence[str | None]]:
    from qdcalc.table.live import text

    place = sheets.of(CHECKS.name)
    sides = [(None, None) if live is None else live(sheets) for live in sheets.checks]
    pairs = zip(place.cells("left"), place.cells("right"), strict=True)
    passed = f"=0,{text(PASSED)},{text(FAILED)})"
    return {
        "left": [left for left, _ in sides],
        "right": [right for _, right in sides],
        "difference": [f"ROUND({left}-{right},2)" for left, right in pairs],
        "verdict": [f"IF({cell}{passed}" for cell in place.cells("difference")],
    }


CHECKS = Table(
    "checks",
    "校验",
    (
        Column("check", "检查", is_required=True, width=44),
        Column("left", "左值", YUAN_OR_COUNT, width=20),
        Column("right", "右值", YUAN_OR_COUNT, width=20),
        Column("difference", "差额", YUAN_OR_COUNT, width=14),
        Column("verdict", "结果", is_required=True, tones={FAILED: "bad"}, width=10),
        Column(
            "origin",
            "来源",
            is_required=True,
            width=13,
            checks=(one_of((OF_TABLES, OF_RUN)),),
            sentence=_ORIGIN,
        ),
    ),
    sentence="金额守恒、计算规则与行数核对，按写出的各表计算",
    is_printed=False,
    formulas=_check_formulas,
)
RUN = Table(
    "run",
    "运行信息",
    (Column("item", "项目", is_required=True, width=20), Column("content", "内容", width=90)),
    sentence="程序、政策、数据、输入文件和各表的 SHA-256，口径，运行时间",
    is_printed=False,
)
CLOSING = (NOTICE, BASIS, STANDARD, CHECKS, RUN)
