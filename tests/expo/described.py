"""What the shared tests know of expo: the contract's columns by sheet, a filled template."""

from __future__ import annotations

from typing import Any

from workbook.books import header

# the contract's columns by sheet; * = must be there and filled
SHEETS = {
    "expo": {
        "展会": "展会名称* 届次 类型* 展馆 展馆运营单位 专业场馆* 展馆引进 开始日期 结束日期*"
        " 展览面积* 历史最大面积 主题 专家评审 市贸促会认定 申请单位*",
        "认证": "对象* 类别* 认证机构 认证日期* 举办日期 固定举办 本市机构 申请单位*",
        "企业": "企业名称* 年度* 项目* 独立法人 新设立 首次贡献年度 上年度地方财力贡献 拟补助金额"
        " 上年度营业收入 营业收入 在青办展 纳统 知名认定",
        "展馆": "展馆名称* 年度* 三万平展会数* 十万平展会数*",
        "政府主导": "项目* 年度* 首届* 核定金额* 上届金额 绩效评估通过 承办单位*",
        "历史补助": "对象* 项目* 年度* 届次 金额*",
        "预算": "项目* 年度* 预算金额*",
        "口径": "参数* 取值*",
    }
}


def fill(book: Any) -> None:
    """Fill a template."""
    rows: dict[str, dict[str, Any]] = {
        "展会": {"展会名称": "渔博会", "届次": 1, "类型": "贸易", "专业场馆": "是",
               "结束日期": "2019-05-20", "展览面积": 26500, "申请单位": "甲公司"},
        "认证": {"对象": "渔博会", "类别": "展会", "认证机构": "UFI", "认证日期": "2019-05-20",
               "固定举办": "是", "本市机构": "是", "申请单位": "甲公司"},
        "企业": {"企业名称": "甲公司", "年度": 2019, "项目": "规模增长补助",
               "上年度营业收入": 5e7, "营业收入": 8e7, "纳统": "是"},
        "展馆": {"展馆名称": "会展中心", "年度": 2019, "三万平展会数": 5, "十万平展会数": 1},
        "政府主导": {"项目": "论坛", "年度": 2019, "首届": "是", "核定金额": 5e6,
                 "承办单位": "甲公司"},
        "历史补助": {"对象": "车展", "项目": "消费展补助", "年度": 2018, "届次": 3, "金额": 1e5},
        "预算": {"项目": "贸易展补助", "年度": 2019, "预算金额": 5e6},
    }  # fmt: skip
    for name, row in rows.items():
        columns = {label: cell.column for label, cell in header(book[name]).items()}
        for label, column in columns.items():
            book[name].cell(2, column).value = row.get(label)


# by calculation: what the command is told further, what fills the template
FILL = {"expo": ((), fill)}
# what the few figures filled in raise, for no fault of the template's
OF_THE_DATA = {"expo": set[str]()}
# a sheet that may be left with its example
SMALL = {"expo": "历史补助"}
