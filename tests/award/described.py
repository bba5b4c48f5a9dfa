"""What the shared tests know of award: the contract's columns by sheet, a filled template."""

from __future__ import annotations

from typing import Any

# the contract's columns by sheet (award.md, 2); * = must be there and filled
SHEETS = {
    "award": {
        "申报组织": (
            "组织名称* 奖项* 组织类型* 所在区市 登记日期* 在青登记* 独立法律责任* 申报日期* "
            "质量管理体系* 节能环保成效* 卓越绩效准则* 指标全国前列* 标准创新能力* 社会责任和信用* "
            "突出投诉* 严重违法* 创新条件 年销售额 研发经费 资质等级 增值税前1年 增值税前2年 "
            "增值税前3年 年营业额 区市推荐* 拟奖励 版本"
        ),
        "事故": "组织名称* 日期* 类别* 等级* 说明",
        "获奖组织": "组织名称* 届次* 奖项* 公布日期* 奖金",
        "撤销事由": "组织名称* 届次* 奖项 事由* 发生日期* 认定日期* 认定",
        "工作日历": "日期* 类型*",
        "口径": "参数* 取值*",
    }
}


def fill(book: Any) -> None:
    """Fill a template with one application, and the winners of an edition before."""
    sheet = book["申报组织"]
    columns = {cell.value.split("(")[0]: cell.column for cell in sheet[1]}
    row: dict[str, Any] = dict.fromkeys(
        ("在青登记", "独立法律责任", "质量管理体系", "节能环保成效", "卓越绩效准则", "指标全国前列",
         "标准创新能力", "社会责任和信用", "区市推荐", "拟奖励"),
        "是",
    ) | {"突出投诉": "否", "严重违法": "否"}  # fmt: skip
    row |= {
        "组织名称": "示例制造公司", "奖项": "卓越奖", "组织类型": "工业", "所在区市": "城阳",
        "登记日期": "2015-11-30", "申报日期": "2020-09-15", "年销售额": 1_000_000_000,
        "研发经费": 30_000_000,
    }  # fmt: skip
    for name, column in columns.items():
        sheet.cell(2, column).value = row.get(name)
    for name, lines in (
        ("事故", [("示例制造公司", "2020-06-01", "安全", "较大", "")]),
        ("获奖组织", [("示例钢构公司", "6", "卓越奖", "2018-12-10", None)]),
        ("撤销事由",
         [("示例钢构公司", "6", "卓越奖", "重大事故", "2020-12-10", "2021-02-01", "是")]),
        ("工作日历", [("2018-12-29", "工作日")]),
    ):  # fmt: skip
        for number, line in enumerate(lines, start=2):
            for column, value in enumerate(line, start=1):
                book[name].cell(number, column).value = value
    settings = book["口径"]
    last = settings.max_row
    for number, pair in enumerate(
        (("评审基准日", "2020-11-30"), ("公示起始日", "2020-12-07"), ("上届年度", 2018)), start=1
    ):
        for column, told in enumerate(pair, start=1):
            settings.cell(last + number, column).value = told


# by calculation: what the command is told further, what fills the template
FILL = {"award": ((), fill)}
# what the few figures filled in raise, for no fault of the template's
OF_THE_DATA = {"award": set[str]()}
# a sheet that may be left with its example
SMALL = {"award": "口径"}
