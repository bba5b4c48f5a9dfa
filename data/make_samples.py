"""Make the sample inputs of this folder: ``python data/make_samples.py``.

All values are invented; every file says 示例数据 in its first row. Same script, same cells.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections.abc import Iterable, Mapping
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

HERE = Path(__file__).parent
SECTIONS = HERE.parent / "src" / "qdcalc" / "water" / "sections_2018_2019.csv"
CYCLE = [(2018, m) for m in (10, 11, 12)] + [(2019, m) for m in range(1, 10)]

# indicator → header unit, decimals, GB 3838 limits of classes Ⅰ to Ⅴ for rivers
SCALES: dict[str, tuple[str, int, tuple[float, ...]]] = {
    "高锰酸盐指数": ("mg/L", 1, (2, 4, 6, 10, 15)),
    "化学需氧量": ("mg/L", 0, (15, 15, 20, 30, 40)),
    "五日生化需氧量": ("mg/L", 1, (3, 3, 4, 6, 10)),
    "氨氮": ("mg/L", 2, (0.15, 0.5, 1.0, 1.5, 2.0)),
    "总磷": ("mg/L", 3, (0.02, 0.1, 0.2, 0.3, 0.4)),
    "氟化物": ("mg/L", 2, (1.0, 1.0, 1.0, 1.5, 1.5)),
}
LAKE_PHOSPHORUS = (0.01, 0.025, 0.05, 0.1, 0.2)
MARKS = {
    "铜": "0.001L", "锌": "0.05L", "硒": "0.0004L", "砷": "0.0003L", "汞": "0.00004L",
    "镉": "0.0001L", "六价铬": "0.004L", "铅": "0.002L", "氰化物": "0.004L",
    "挥发酚": "0.0003L", "石油类": "0.01L", "阴离子表面活性剂": "0.05L", "硫化物": "0.005L",
}  # fmt: skip
TABLE2 = {"硫酸盐": 86.0, "氯化物": 54.0, "硝酸盐": 2.1, "铁": "0.03L", "锰": "0.01L"}
COLUMNS = [
    "月份", "序号", "河流名称", "监测断面", "断流", "水温", "pH值", "溶解氧", "高锰酸盐指数",
    "化学需氧量", "五日生化需氧量", "氨氮", "总磷", "总氮", "铜", "锌", "氟化物", "硒", "砷", "汞",
    "镉", "六价铬", "铅", "氰化物", "挥发酚", "石油类", "阴离子表面活性剂", "硫化物",
    "粪大肠菌群", "电导率", *TABLE2,
]  # fmt: skip
UNITS = {
    "水温": "℃", "pH值": "无量纲", "粪大肠菌群": "个/L", "电导率": "μS/cm",
    **dict.fromkeys(["月份", "序号", "河流名称", "监测断面", "断流"], ""),
}  # fmt: skip
CLASS = {"Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4, "Ⅴ": 5}
Row = dict[str, object]

# November 2018: a month with every verdict in it (section → what differs from its usual water)
NOVEMBER: Mapping[str, Mapping[str, object]] = {
    "2": {"氨氮": 1.36},
    "5": {"断流": "是"},
    "7": {"氨氮": 1.92, "化学需氧量": 33},
    "12": {"总磷": 0.25},
    "13": {"总磷": 0.24},
    "15": {"氨氮": 4.62, "总磷": 0.61},
    "16": {"溶解氧": 1.6},
    "20": {"氨氮": 3.2},
    "22": {"断流": "是"},
    "25": {"无数据": True},
    "28": {"铜": None},
}
BETTER = {"1", "4", "9", "14", "18", "19", "21", "26", "28"}  # a class better than the target


def usual(section: Mapping[str, str], better: bool, rng: random.Random) -> Row:
    """Return a month's plausible values: at the target's class, or one better."""
    row: Row = {}
    target = CLASS[section["核算水质目标"]] - better
    lake = section["水体类型"] == "湖库"
    for name, (_, places, river) in SCALES.items():
        limits = LAKE_PHOSPHORUS if lake and name == "总磷" else river
        low = limits[target - 2] if target > 1 and limits[target - 2] < limits[target - 1] else 0
        high = limits[target - 1]
        share = rng.uniform(0.15, 0.9) if name in ("氨氮", "总磷") else rng.uniform(0.05, 0.8)
        row[name] = round(low + (high - low) * share, places + (places > 0 and high < 0.1))
    best = (7.5, 6, 5, 3, 2)[target - 1]
    row |= {
        "水温": round(rng.uniform(3, 26), 1),
        "pH值": round(rng.uniform(7.1, 8.4), 2),
        "溶解氧": round(best + rng.uniform(0.3, 1.4), 1),
        "总氮": round(rng.uniform(1.2, 4.5), 2),
        **MARKS,
    }
    if section["断面控制级别"] != "市控":
        row |= {"粪大肠菌群": rng.randrange(200, 9000, 100), "电导率": rng.randrange(400, 1600)}
    if section["饮用水源"] == "是":
        row |= TABLE2
    return row


def month_rows(year: int, month: int, changes: Mapping[str, Mapping[str, object]]) -> list[Row]:
    """Return the readings of one month, a row a section."""
    rows = []
    for section in sections():
        number = section["序号"]
        change = dict(changes.get(number, {}))
        if change.pop("无数据", False):
            continue
        rng = random.Random(f"{year}-{month}-{number}")
        better = number in BETTER if changes else rng.random() < 0.35
        row = {} if change.get("断流") else usual(section, better, rng)
        names = {"河流名称": section["河流名称"], "监测断面": section["监测断面"]}
        rows.append({"月份": f"{year}-{month:02d}", "序号": int(number), **names, **row, **change})
    return rows


def cycle_changes(year: int, month: int) -> dict[str, dict[str, object]]:
    """Return what goes wrong in a month of the cycle."""
    if (year, month) == (2018, 11):
        return {number: dict(change) for number, change in NOVEMBER.items()}
    rng = random.Random(f"cycle-{year}-{month}")
    changes: dict[str, dict[str, object]] = {}
    for section in sections():
        number, limits = section["序号"], SCALES["氨氮"][2]
        limit = limits[CLASS[section["核算水质目标"]] - 1]
        if number == "5" and month in (11, 12, 1, 2, 3, 4, 5, 6):
            changes[number] = {"断流": "是"}
        elif rng.random() < 0.18 and number != "26":  # a drinking source that never exceeds
            changes[number] = {"氨氮": round(limit * rng.choice((1.2, 1.6, 2.4)), 2)}
    return changes


def sections() -> list[dict[str, str]]:
    """Return the annex's sections."""
    return list(csv.DictReader(SECTIONS.read_text(encoding="utf-8").splitlines()))


def write_readings(sheet: Worksheet, title: str, rows: Iterable[Row]) -> None:
    """Write a sheet 监测数据 as a monitoring station would send it."""
    headers = [f"{c}({UNITS.get(c, 'mg/L')})" if UNITS.get(c, "mg/L") else c for c in COLUMNS]
    sheet.append([title])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(COLUMNS))
    sheet["A1"].font = Font(size=14, bold=True)
    sheet.append(headers)
    for row in rows:
        sheet.append([row.get(column) for column in COLUMNS])
    thin = Side(style="thin", color="999999")
    for cells in sheet.iter_rows(min_row=2, max_row=sheet.max_row):
        for cell in cells:
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
            if cell.row == 2:
                cell.fill = PatternFill("solid", fgColor="DDDDDD")
                cell.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
    for number, column in enumerate(COLUMNS, start=1):
        width = {"月份": 10, "河流名称": 12, "监测断面": 20}.get(column, 9)
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "E3"


def write_table(book: Workbook, name: str, header: list[str], rows: list[list[object]]) -> None:
    """Write one of the small sheets."""
    sheet = book.create_sheet(name)
    for row in (header, *rows):
        sheet.append(row)
    for number in range(1, len(header) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = 18


def new_book() -> tuple[Workbook, Worksheet]:
    """Return a workbook without the time of its making."""
    book = Workbook()
    book.properties.created = book.properties.modified = dt.datetime(2026, 1, 1)
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "监测数据"
    return book, sheet


def write_month(path: Path) -> None:
    """Write November 2018: every verdict, a determination of responsibility, the settings."""
    book, sheet = new_book()
    write_readings(
        sheet,
        "示例数据：2018年11月地表水水质监测结果（数值为虚构）",
        month_rows(2018, 11, NOVEMBER),
    )
    write_table(
        book, "责任认定", ["月份", "序号", "区市", "责任比例", "文号"],
        [["2018-11", 2, "平度市", 0, "示例〔2018〕1号"]],
    )  # fmt: skip
    write_table(
        book, "口径", ["参数", "取值"], [["责任与去向重叠", "轧差"], ["上游影响", "剔除指标"]]
    )
    book.save(path)


def write_cycle(folder: Path) -> None:
    """Write the twelve monthly files of the cycle 2018-10 to 2019-09, and what the year needs."""
    folder.mkdir(exist_ok=True)
    for year, month in CYCLE:
        book, sheet = new_book()
        title = f"示例数据：{year}年{month}月地表水水质监测结果（数值为虚构）"
        write_readings(sheet, title, month_rows(year, month, cycle_changes(year, month)))
        book.save(folder / f"水质监测_{year}-{month:02d}.xlsx")
    book, sheet = new_book()
    book.remove(sheet)
    write_table(
        book, "上年度类别", ["序号", "上年度水质类别"],
        [[13, "Ⅲ"], [14, "Ⅳ"], [15, "劣Ⅴ"], [19, "劣Ⅴ"], [21, "Ⅴ"], [23, "Ⅴ"], [24, "Ⅴ"],
         [26, "Ⅳ"], [27, "Ⅴ"], [28, "Ⅱ"]],
    )  # fmt: skip
    write_table(
        book, "突发环境事件", ["日期", "区市", "事件等级", "说明"],
        [["2019-04-16", "即墨区", "较大", "示例，虚构"],
         ["2019-06-02", "城阳区", "一般", "示例，虚构"]],
    )  # fmt: skip
    book.save(folder / "年度资料.xlsx")


def write_broken(path: Path) -> None:
    """Write a month with the mistakes that people make."""
    book, sheet = new_book()
    rows = month_rows(2018, 11, NOVEMBER)
    write_readings(sheet, "示例数据：有错误的一个月，用来看 qdcalc 怎样指出问题", rows)
    column = {name: number for number, name in enumerate(COLUMNS, start=1)}
    for row, name, value in (
        (3, "氨氮", "0,52"),
        (4, "月份", 2018.1),
        (5, "总磷", "未测"),
        (6, "溶解氧", -7.2),
        (8, "pH值", 72.0),
        (9, "序号", 99),
        (10, "河流名称", "大沽河"),
        (11, "汞", "=1/0"),
        (12, "断流", "是"),
        (13, "化学需氧量", "断流"),
    ):
        sheet.cell(row, column[name], value)
    sheet.append([cell.value for cell in sheet[14]])
    write_table(
        book, "责任认定", ["月份", "序号", "区市", "责任比例", "文号"],
        [["2018-11", 2, "平度市", 0.7, ""], ["2018-11", 2, "莱西", 0.7, ""],
         ["2018-11", 20, "即墨县", 0.5, ""]],
    )  # fmt: skip
    write_table(book, "口径", ["参数", "取值"], [["上游影响", "全部剔除"]])
    book.save(path)


DISTRICT_STREETS = {
    "市南区": ["八大湖街道", "香港中路街道"], "市北区": ["敦化路街道", "辽源路街道"],
    "李沧区": ["浮山路街道"], "崂山区": ["中韩街道", "沙子口街道"], "城阳区": ["流亭街道"],
    "黄岛区": ["长江路街道", "灵珠山街道"], "即墨区": ["潮海街道"], "胶州市": ["阜安街道"],
    "平度市": ["李园街道"], "莱西市": ["水集街道"], "青岛高新区": ["河套街道"],
}  # fmt: skip
PLATFORM_COLUMNS = ["区市", "街道", "名称", "级别", "服务对象数(人)", "在编", "购买服务",
                    "大学生岗位", "其他"]  # fmt: skip


def platform_rows() -> list[list[object]]:
    """Return street centres and two communities each; some above, some below the standard."""
    rng = random.Random("staffing")
    rows: list[list[object]] = []
    for district, streets in DISTRICT_STREETS.items():
        for street in streets:
            people = rng.choice([29_400, 30_000, 30_001, 36_000, 41_250])
            staff = [rng.randrange(2, 5), rng.choice([0, 1, 1.5]), rng.choice([0, 0.5, 1]), None]
            name = street.removesuffix("街道")
            rows.append([district, street, f"{name}服务中心", "街道(镇)", people, *staff])
            for number, community in enumerate("一二"):
                people = rng.choice([799, 800, 801, 1_600, 2_400])
                staff = [number, rng.choice([0, 0.5, 1]), rng.choice([None, 0.2, 0.7]), None]
                rows.append(
                    [district, street, f"{name}{community}社区服务站", "社区(村)", people, *staff]
                )
    return rows


TASK_COLUMNS = ["事项", "截止日期", "方向", "目标值", "实际值", "完成日期"]
TASK_ROWS: list[list[object]] = [
    ["精简申请材料 30% 以上", "2018-12-31", "不低于", "30%", "34.5%", "2018-12-20"],
    ["精简申请材料达到 60%", "2019-12-31", "不低于", "60%", "48%", None],
    ["服务事项实现网办", "2018-12-31", "不低于", "100%", "96%", None],
    ["服务事项实现全程网办", "2018-12-31", "不低于", "60%", "61%", "2019-01-15"],
    ["压缩服务办理时限 20% 以上", "2018-12-31", "不低于", "20%", "20%", "2018-12-31"],
    ["公布四级服务清单", "2019-06-30", None, None, None, None],
    ["推行电子签章", "2018-12-31", None, None, None, "2018-12-28"],
]


def write_staffing(path: Path) -> None:
    """Write the platforms, dated targets and costs as of the end of June 2019."""
    book, sheet = new_book()
    sheet.title = "服务平台"
    sheet.append(["示例数据：基层人力资源社会保障服务平台人员情况（数值为虚构）"])
    sheet.append(PLATFORM_COLUMNS)
    for row in platform_rows():
        sheet.append(row)
    for number, width in enumerate([12, 14, 24, 12, 14, 8, 10, 12, 8], start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A3"
    write_table(book, "目标任务", TASK_COLUMNS, TASK_ROWS)
    write_table(
        book, "经费标准", ["区市", "级别", "人均年经费(万元)"],
        [[None, "街道(镇)", 9.6], [None, "社区(村)", 6.8], ["市南区", None, 10.25]],
    )  # fmt: skip
    write_table(
        book, "口径", ["参数", "取值"], [["统计日期", "2019-06-30"], ["应配人数取整", "进一"]]
    )
    book.save(path)


def write_broken_staffing(path: Path) -> None:
    """Write platforms with the mistakes that people make."""
    book, sheet = new_book()
    sheet.title = "服务平台"
    sheet.append(["示例数据：有错误的人员情况，用来看 qdcalc 怎样指出问题"])
    sheet.append(PLATFORM_COLUMNS)
    for row in platform_rows()[:6]:
        sheet.append(row)
    sheet["A3"], sheet["D4"], sheet["E5"] = "市中区", "乡镇", 800.5
    sheet["E6"], sheet["F7"], sheet["G8"] = None, -1, 0.333
    sheet.append([cell.value for cell in sheet[6]])
    write_table(
        book, "目标任务", TASK_COLUMNS, [["推行电子签章", "2018-13-31", None, None, None, None]]
    )
    book.save(path)


AWARD_COLUMNS = [
    "组织名称", "奖项", "组织类型", "所在区市", "登记日期", "在青登记", "独立法律责任",
    "申报日期", "质量管理体系", "节能环保成效", "卓越绩效准则", "指标全国前列", "标准创新能力",
    "社会责任和信用", "突出投诉", "严重违法", "创新条件", "年销售额(万元)", "研发经费(万元)",
    "资质等级", "增值税前1年(万元)", "增值税前2年(万元)", "增值税前3年(万元)", "年营业额(万元)",
    "区市推荐", "拟奖励",
]  # fmt: skip
# what differs from an application that is fit: organisation, prize, sector, district, registered
AWARD_ROWS: list[tuple[list[object], dict[str, object]]] = [
    (
        ["示例海洋装备集团", "卓越奖", "工业", "西海岸新区", "2003-04-16"],
        {"年销售额(万元)": 386_500, "研发经费(万元)": 15_846.5, "拟奖励": "是"},
    ),
    (
        ["示例轨道装备公司", "卓越奖", "工业", "城阳", "2009-11-02"],
        {"年销售额(万元)": 100_000, "研发经费(万元)": 3_000, "拟奖励": "是"},
    ),
    (
        ["示例建工集团", "卓越奖", "建筑业", "市北", "1998-07-01"],
        {
            "资质等级": "特级",
            "增值税前1年(万元)": 2_680.4,
            "增值税前2年(万元)": 2_000,
            "增值税前3年(万元)": 3_105.75,
            "拟奖励": "是",
        },
    ),
    (
        ["示例港口物流公司", "卓越奖", "服务业", "西海岸新区", "2006-03-21"],
        {"年营业额(万元)": 52_300, "拟奖励": "是"},
    ),
    (
        ["示例家电公司", "卓越奖", "工业", "崂山", "2001-06-08"],
        {"年销售额(万元)": 99_999.9999, "研发经费(万元)": 4_100},
    ),
    (
        ["示例市政工程公司", "卓越奖", "建筑业", "即墨", "2005-09-30"],
        {
            "资质等级": "一级",
            "增值税前1年(万元)": 2_500,
            "增值税前2年(万元)": 1_999.99,
            "增值税前3年(万元)": 3_000,
        },
    ),
    (["示例中心医院", "卓越奖", "其他", "市南", "1990-10-10"], {"年营业额(万元)": 61_000}),
    (
        ["示例橡胶公司", "卓越奖", "工业", "胶州", "2004-02-25"],
        {"年销售额(万元)": 145_000, "研发经费(万元)": None, "指标全国前列": "待定"},
    ),
    (
        ["示例化工公司", "卓越奖", "工业", "平度", "2002-12-12"],
        {"年销售额(万元)": 210_000, "研发经费(万元)": 7_350},
    ),
    (
        ["示例轨道装备公司", "创新奖", "工业", "城阳", "2009-11-02"],
        {"创新条件": "是", "拟奖励": "是"},
    ),
    (
        ["示例生物医药公司", "创新奖", "工业", "崂山", "2015-11-30"],
        {"创新条件": "是", "拟奖励": "是"},
    ),
    (["示例软件公司", "创新奖", "服务业", "市南", "2015-12-01"], {"创新条件": "是"}),
    (
        ["示例检测技术公司", "创新奖", "服务业", "李沧", "2011-05-19"],
        {"创新条件": "是", "区市推荐": "否", "突出投诉": "是"},
    ),
    (["示例农业科技公司", "创新奖", "其他", "莱西", "2012-08-08"], {"创新条件": None}),
    (["示例食品公司", "创新奖", "工业", "平度", "2008-01-15"], {"创新条件": "是"}),
]


def award_rows() -> list[list[object]]:
    """Return the applications: each is fit but for what differs."""
    fit = dict.fromkeys(AWARD_COLUMNS[5:16], "是") | {"突出投诉": "否", "严重违法": "否"}
    fit |= {"区市推荐": "是", "申报日期": "2020-09-18"}
    return [
        [*named, *(({**fit, **own}).get(column) for column in AWARD_COLUMNS[5:])]
        for named, own in AWARD_ROWS
    ]


ACCIDENT_COLUMNS = ["组织名称", "日期", "类别", "等级", "说明"]
ACCIDENT_ROWS: list[list[object]] = [
    ["示例化工公司", "2018-03-14", "安全", "重大", "示例事故"],
    ["示例建工集团", "2019-07-22", "安全", "一般", "示例事故"],
    ["示例港口物流公司", "2017-11-30", "环境污染", "重大", "示例事故，在三年以外"],
]
WINNER_COLUMNS = ["组织名称", "届次", "奖项", "公布日期", "奖金"]
WINNER_ROWS: list[list[object]] = [
    ["示例海洋装备集团", "第六届", "创新奖", "2018-12-10", None],
    ["示例钢构公司", "第六届", "卓越奖", "2018-12-10", None],
    ["示例食品公司", "第六届", "卓越奖", "2018-12-10", None],
    ["示例纺织公司", "第六届", "创新奖", "2018-12-10", 500_000],
]
GROUND_COLUMNS = ["组织名称", "届次", "奖项", "事由", "发生日期", "认定日期", "认定"]
GROUND_ROWS: list[list[object]] = [
    ["示例钢构公司", "第六届", "卓越奖", "重大事故", "2020-12-10", "2021-02-01", "是"],
    ["示例食品公司", "第六届", None, "弄虚作假", "2018-06-30", "2019-03-15", "是"],
    ["示例纺织公司", "第六届", "创新奖", "违反宗旨", "2020-05-06", "2020-11-02", "否"],
]


def write_award(path: Path) -> None:
    """Write the applications of 2020 and the winners of the edition before."""
    book, sheet = new_book()
    sheet.title = "申报组织"
    sheet.append(["示例数据：2020 年市长质量奖申报情况（单位和数值为虚构）"])
    sheet.append(AWARD_COLUMNS)
    for row in award_rows():
        sheet.append(row)
    for number, column in enumerate(AWARD_COLUMNS, start=1):
        width = 24 if number == 1 else max(10, 2 * len(column))
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "B3"
    write_table(book, "事故", ACCIDENT_COLUMNS, ACCIDENT_ROWS)
    write_table(book, "获奖组织", WINNER_COLUMNS, WINNER_ROWS)
    write_table(book, "撤销事由", GROUND_COLUMNS, GROUND_ROWS)
    write_table(
        book, "口径", ["参数", "取值"],
        [["评审基准日", "2020-11-30"], ["公示起始日", "2020-12-28"], ["上届年度", 2018],
         ["增值税条件", "逐年"]],
    )  # fmt: skip
    book.save(path)


def write_broken_award(path: Path) -> None:
    """Write applications with the mistakes that people make."""
    book, sheet = new_book()
    sheet.title = "申报组织"
    sheet.append(["示例数据：有错误的申报情况，用来看 qdcalc 怎样指出问题"])
    sheet.append(AWARD_COLUMNS)
    rows = [*award_rows(), *([f"示例第{n}公司", *award_rows()[10][1:]] for n in "一二三四")]
    for row in rows:
        sheet.append(row)
    sheet["C3"], sheet["E4"], sheet["I5"] = "制造", "2009-13-02", None
    sheet["R6"], sheet["T8"], sheet["P9"] = "约39亿", "甲级", "可能"
    sheet["Z7"] = "是"  # chosen, but not fit
    sheet.append([cell.value for cell in sheet[10]])
    write_table(
        book, "撤销事由", GROUND_COLUMNS,
        [["示例钢构公司", "第五届", "卓越奖", "重大事故", "2020-06-01", "2020-08-01", "是"]],
    )  # fmt: skip
    book.save(path)


SHOW_COLUMNS = ["展会名称", "届次", "类型", "展馆", "展馆运营单位", "专业场馆", "展馆引进",
                "开始日期", "结束日期", "展览面积(m²)", "历史最大面积(m²)", "主题", "专家评审",
                "市贸促会认定", "申请单位"]  # fmt: skip
HALL, OPERATOR = "示例国际会展中心", "示例会展运营公司"
SHOW_ROWS: list[list[object]] = [
    ["示例渔业博览会", 24, "贸易", HALL, OPERATOR, "是", None, "2019-10-30", "2019-11-01", 26_500,
     None, None, None, None, "示例渔博会展公司"],
    ["示例海洋装备展", 3, "贸易", HALL, OPERATOR, "是", None, "2019-06-12", "2019-06-15", 160_000,
     None, "海洋经济", "是", "是", "示例海洋会展公司"],
    ["示例汽车展", 18, "消费", HALL, OPERATOR, "是", None, "2019-05-01", "2019-05-06", 31_000,
     25_000, None, None, None, "示例汽车会展公司"],
    ["示例汽车展", 18, "消费", HALL, OPERATOR, "是", None, "2019-05-01", "2019-05-06", 31_000,
     25_000, None, None, None, OPERATOR],
    ["示例家居生活展", 1, "消费", HALL, OPERATOR, "是", None, "2019-09-20", "2019-09-23", 25_000,
     None, None, None, None, "示例家居会展公司"],
    ["示例机床展", 5, "贸易", HALL, OPERATOR, "是", "是", "2019-07-18", "2019-07-21", 52_400.5,
     None, "新旧动能转换", "是", None, HALL],
    ["示例茶博会", None, "贸易", "示例体育馆", None, "否", None, "2019-04-26", "2019-04-29", 21_000,
     None, None, None, None, "示例茶业公司"],
    ["示例电子展", 18, "贸易", HALL, OPERATOR, "是", None, "2018-06-01", "2018-06-04", 45_000,
     None, None, None, None, "示例电子会展公司"],
]  # fmt: skip
EXPO_SHEETS: dict[str, tuple[list[str], list[list[object]]]] = {
    "认证": (
        ["对象", "类别", "认证机构", "认证日期", "举办日期", "固定举办", "本市机构", "申请单位"],
        [["示例渔业博览会", "展会", "UFI", "2019-03-12", None, "是", "是", "示例渔博会展公司"],
         [HALL, "展馆", "UFI", "2019-08-01", None, "是", "是", HALL],
         ["示例海洋科学大会", "国际会议", "ICCA", "2019-05-10", "2019-09-18", None, None,
          "示例会议服务公司"]],
    ),
    "企业": (
        ["企业名称", "年度", "项目", "独立法人", "新设立", "首次贡献年度",
         "上年度地方财力贡献(万元)", "拟补助金额(万元)", "上年度营业收入(万元)", "营业收入(万元)",
         "在青办展", "纳统", "知名认定"],
        [["示例新展公司", 2019, "新设企业经营补助", "是", "是", 2018, 150, 75, None, None, None,
          None, None],
         ["示例国际展览集团", 2019, "知名机构落户奖励", "是", "是", None, None, None, None, 1_260,
          "是", None, None],
         ["示例会展集团", 2019, "规模增长补助", None, None, None, None, None, 8_000, 10_450, None,
          "是", None]],
    ),
    "展馆": (
        ["展馆名称", "年度", "三万平展会数", "十万平展会数"],
        [[HALL, 2018, 7, 2], [HALL, 2019, 10, 3], ["示例博览城", 2019, 4, 1]],
    ),
    "政府主导": (
        ["项目", "年度", "首届", "核定金额(万元)", "上届金额(万元)", "绩效评估通过", "承办单位"],
        [["示例海洋合作论坛", 2019, "否", 480, 520, "是", "示例区人民政府"],
         ["示例投资贸易博览会", 2019, "是", 900, None, None, "示例承办公司"]],
    ),
    "历史补助": (
        ["对象", "项目", "年度", "届次", "金额(万元)"],
        [["示例渔业博览会", "展会国际认证", 2018, None, 30], [HALL, "展馆补助", 2018, None, 50]],
    ),
    "预算": (
        ["项目", "年度", "预算金额(万元)"],
        [["贸易展补助", 2019, 300], ["消费展补助", 2019, 20], ["展馆补助", 2019, 50],
         ["政府主导会展", 2019, 1_400]],
    ),
}  # fmt: skip


def write_expo(path: Path) -> None:
    """Write a year of applications: every item, double claims, history, a budget."""
    book, sheet = new_book()
    sheet.title = "展会"
    sheet.append(["示例数据：2019年会展补助申请（名称和数值为虚构）"])
    sheet.append(SHOW_COLUMNS)
    for row in SHOW_ROWS:
        sheet.append(row)
    for number in range(1, len(SHOW_COLUMNS) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = 16
    sheet.freeze_panes = "B3"
    for name, (header, rows) in EXPO_SHEETS.items():
        write_table(book, name, header, rows)
    write_table(book, "口径", ["参数", "取值"], [["上浮与封顶", "先上浮后封顶"]])
    book.save(path)


def write_broken_expo(path: Path) -> None:
    """Write applications with the mistakes that people make."""
    book, sheet = new_book()
    sheet.title = "展会"
    sheet.append(["示例数据：有错误的申请，用来看 qdcalc 怎样指出问题"])
    sheet.append(SHOW_COLUMNS)
    for row in SHOW_ROWS[:6]:
        sheet.append(row)
    sheet["C3"], sheet["J4"], sheet["I5"] = "综合", "约16万", "2019-05-32"
    sheet["J6"], sheet["B7"], sheet["O8"] = -31_000, "前届", None
    header, rows = EXPO_SHEETS["展馆"]
    write_table(book, "展馆", header, [*rows, ["示例博览城", 2020, 1, 3]])
    header, rows = EXPO_SHEETS["预算"]
    write_table(book, "预算", header, [*rows, rows[0]])
    book.save(path)


PROJECT_COLUMNS = ["项目名称", "轮次", "区市", "审查机构", "工程类别", "受理部门", "重新报批",
                   "受理日期", "合格书日期", "意见书日期", "复审受理日期"]  # fmt: skip
BODIES = ["示例第一审图中心", "示例建筑审图所", "示例市政审图所", "示例海滨审图公司"]
# what a body needs at most and how often, in days of the calendar
PACES = {BODIES[0]: (5, 8), BODIES[1]: (4, 9), BODIES[2]: (6, 12), BODIES[3]: (3, 8)}
SPECIAL_PROJECTS: list[list[object]] = [
    ["示例老厂房改造", None, "市北区", BODIES[1], "房屋建筑", "消防", "否", "2018-10-15",
     "2018-11-20", None, None],
    ["示例老厂房改造", 2, "市北区", BODIES[1], "房屋建筑", "消防", "是", "2018-11-20",
     "2018-11-27", None, None],
    ["示例人防指挥所", None, "市级", BODIES[0], "独立人防", None, None, "2018-12-03",
     "2018-12-20", None, None],
    ["示例中心医院二期", None, "市级", BODIES[0], "房屋建筑", None, None, "2018-12-24",
     "2018-12-29", None, None],
    ["示例滨海路改造", None, "即墨区", BODIES[2], "市政基础设施", None, None, "2018-11-12",
     "2018-11-19", None, None],
    ["示例科创园一期", None, "黄岛区", BODIES[3], "房屋建筑", None, None, "2018-11-15",
     "2018-11-28", "2018-11-20", "2018-11-26"],
    ["示例体育馆", None, "城阳区", BODIES[1], "房屋建筑", None, None, "2019-04-26",
     "2019-05-08", None, None],
    ["示例地下管廊", None, "青岛高新区", BODIES[2], "市政基础设施", None, None, "2019-09-18",
     None, "2019-09-24", None],
    ["示例人才公寓", None, "崂山区", BODIES[0], "房屋建筑", None, None, "2019-09-27",
     None, None, None],
    ["示例商务中心", None, "李沧区", BODIES[3], "房屋建筑", None, None, "2019-09-23",
     None, None, None],
    ["示例热力管线", None, "胶州市", BODIES[2], "市政基础设施", None, None, "2019-10-08",
     None, None, None],
]  # fmt: skip


def project_rows() -> list[list[object]]:
    """Return projects of a year: most on time, some late, some open, some out of scope."""
    rng = random.Random("review")
    rows = [list(row) for row in SPECIAL_PROJECTS]
    kinds = {"住宅小区": "房屋建筑", "学校": "房屋建筑", "道路": "市政基础设施"}
    for number in range(1, 37):
        district, body = rng.choice(list(DISTRICT_STREETS)), rng.choice(BODIES)
        name = rng.choice(list(kinds))
        accepted = dt.date(2018, 11, 1) + dt.timedelta(days=rng.randrange(0, 320))
        accepted -= dt.timedelta(days=max(accepted.weekday() - 4, 0))
        issued = accepted + dt.timedelta(days=rng.randint(*PACES[body]))
        issued -= dt.timedelta(days=max(issued.weekday() - 4, 0))
        days: list[object] = [f"{max(issued, accepted)}", None, None]
        if number % 9 == 0:
            opinion, resumed = accepted + dt.timedelta(days=2), accepted + dt.timedelta(days=9)
            issued = resumed + dt.timedelta(days=rng.randrange(1, 6))
            days = [f"{issued}", f"{opinion}", f"{resumed}"]
        rows.append(
            [f"示例{district[:2]}{name}{number}号", None, district, body, kinds[name], None, None,
             f"{accepted}", *days]
        )  # fmt: skip
    return rows


def write_review(path: Path) -> None:
    """Write the projects of a year as of 10 October 2019."""
    book, sheet = new_book()
    sheet.title = "项目"
    sheet.append(["示例数据：施工图联合审查项目受理和合格书日期（名称和日期为虚构）"])
    sheet.append(PROJECT_COLUMNS)
    for row in project_rows():
        sheet.append(row)
    for number, width in enumerate([24, 6, 12, 20, 14, 10, 10, 12, 12, 12, 13], start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "B3"
    write_table(book, "口径", ["参数", "取值"], [["统计日期", "2019-10-10"], ["补正期间", "扣除"]])
    book.save(path)


def write_broken_review(path: Path) -> None:
    """Write projects with the mistakes that people make."""
    book, sheet = new_book()
    sheet.title = "项目"
    sheet.append(["示例数据：有错误的项目，用来看 qdcalc 怎样指出问题"])
    sheet.append(PROJECT_COLUMNS)
    for row in project_rows()[:11]:
        sheet.append(row)
    sheet["C3"], sheet["E4"], sheet["H5"] = "市中区", "厂房", "2018-12-32"
    sheet["I6"], sheet["J8"], sheet["K8"] = "2018-12-21", "2018-11-26", "2018-11-20"
    sheet["I9"], sheet["D10"], sheet["B11"] = "2019-10-11", None, 0
    sheet.append([cell.value for cell in sheet[7]])
    write_table(book, "工作日历", ["日期", "类型"], [["2019-10-08", "放假吗"]])
    write_table(book, "口径", ["参数", "取值"], [["统计日期", "2019-10-10"]])
    book.save(path)


AQI_COLUMNS = ["时间", "AQI", "AQI上限", "沙尘", "数据类型", "站点或区域"]
# of each station the blocks that its hours are made of: mean AQI, hours, how far the bound is above
BLOCKS: Mapping[str, list[tuple[int, int, int]]] = {
    "全市": [(80, 30, 0), (245, 40, 0), (90, 70, 0), (250, 30, 0), (95, 40, 0), (330, 66, 0),
             (110, 60, 15), (190, 80, 30), (90, 30, 20)],
    "崂山站": [(70, 40, 0), (235, 24, 0), (85, 90, 0), (240, 40, 0), (80, 60, 0)],
}  # fmt: skip
# what is given by day: the region, and cities beside
DAYS: Mapping[str, list[int]] = {
    "胶东半岛": [96, 214, 188, 226, 318, 309, 231, 120, 88, 75, 92],
    "潍坊市": [82, 205, 216, 148, 110, 208, 96, 84, 221, 233, 207],
    "烟台市": [74, 203, 99, 86, 201, 217, 90, 78, 81, 69, 70],
    "日照市": [118, 201, 224, 97, 102, 251, 312, 305, 202, 88, 93],
}
FORECAST_FROM = dt.datetime(2018, 12, 12)


def aqi_rows() -> list[list[object]]:
    """Return hours of the city and a station, days of the region: every level, dust, gaps."""
    rng = random.Random("smog")
    rows: list[list[object]] = []
    for station, blocks in BLOCKS.items():
        hour = dt.datetime(2018, 11, 30)
        for mean, hours, margin in blocks:
            for _ in range(hours):
                hour += dt.timedelta(hours=1)
                value = mean + rng.randint(-8, 8)
                bound = value + margin if margin else None
                kind = "实测" if hour <= FORECAST_FROM else "预报"
                rows.append([hour, value, bound, None, kind, station])
    for row in rows[85:95]:  # 5 and 4 December of the city: dust
        row[1], row[3] = 380, "是"
    for place in (120, 121, 420):
        rows[place][1] = rows[place][2] = None
    del rows[560:563]
    for station, values in DAYS.items():
        for number, value in enumerate(values):
            day = dt.date(2018, 12, 1) + dt.timedelta(days=number)
            rows.append([f"{day}", value, None, None, "预报", station])
    return rows


def write_aqi(sheet: Worksheet, title: str) -> None:
    """Write the sheet AQI."""
    sheet.title = "AQI"
    sheet.append([title])
    sheet.append(AQI_COLUMNS)
    for row in aqi_rows():
        sheet.append(row)
        if isinstance(row[0], dt.datetime):
            sheet.cell(sheet.max_row, 1).number_format = "yyyy-mm-dd hh:mm"
    for number, width in enumerate([18, 8, 10, 8, 10, 14], start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A3"


REDUCTION_COLUMNS = [
    "区市", "单位或源", "源类", "行业", "污染物", "基准排放量（kg/d）", "黄色减排量", "橙色减排量",
    "红色减排量", "豁免",
]  # fmt: skip
# who reduces: district, name, kind of source, industry, percent reduced at yellow, orange, red,
# base of SO2, NOx, particles, VOCs [kg/d], exempt
SOURCES: list[
    tuple[str, str, str, str | None, tuple[int, int, int], tuple[int, ...], str | None]
] = [
    ("即墨", "示例轮胎厂", "工业源", "轮胎、橡胶制品", (50, 100, 100), (40, 60, 25, 320), None),
    ("平度", "示例橡胶制品厂", "工业源", "橡胶制品", (50, 80, 80), (30, 45, 20, 260), None),
    ("李沧", "示例玻璃厂", "工业源", "玻璃制造企业", (15, 20, 25), (420, 980, 60, 0), None),
    ("城阳", "示例热电一厂", "工业源", "燃煤锅炉", (20, 30, 30), (900, 1500, 150, 0), None),
    ("胶州", "示例热电二厂", "工业源", "燃煤机组", (18, 30, 32), (760, 1260, 130, 0), None),
    ("城阳", "示例动车组公司", "工业源", "动车组", (50, 100, 100), (0, 20, 18, 240), None),
    ("西海岸新区", "示例家电厂", "工业源", "家用电器", (50, 100, 100), (10, 25, 15, 310), None),
    ("西海岸新区", "示例汽车厂", "工业源", "车辆", (50, 100, 100), (15, 60, 40, 420), None),
    ("莱西", "示例石墨厂", "工业源", "石墨", (50, 100, 100), (60, 70, 90, 30), None),
    ("胶州", "示例集装箱厂", "工业源", "集装箱", (50, 100, 100), (0, 15, 30, 280), None),
    ("即墨", "示例家具厂", "工业源", "家具", (50, 100, 100), (0, 5, 22, 150), None),
    ("平度", "示例铸造厂", "工业源", "铸造", (50, 50, 60), (80, 90, 140, 40), None),
    ("莱西", "示例包装印刷厂", "工业源", "包装印刷", (50, 100, 100), (0, 4, 3, 180), None),
    ("西海岸新区", "示例钢铁公司", "工业源", "钢铁", (20, 30, 35), (1500, 2600, 900, 120), None),
    ("平度", "示例水泥粉磨站", "工业源", "水泥（含粉磨站）", (60, 60, 60), (50, 140, 210, 0), None),
    ("西海岸新区", "示例有机化工厂", "工业源", "有机化工", (0, 0, 0), (30, 50, 12, 200), "是"),
    ("市北", "示例供热站", "工业源", "其他", (0, 0, 0), (120, 260, 18, 0), "是"),
    ("市南", "重型柴油货车", "移动源", None, (10, 30, 40), (0, 900, 40, 110), None),
    ("李沧", "非道路移动机械", "移动源", None, (10, 40, 50), (0, 620, 35, 80), None),
    ("崂山", "施工工地", "扬尘源", None, (30, 60, 80), (0, 0, 640, 0), None),
    ("市北", "道路扬尘", "扬尘源", None, (15, 25, 35), (0, 0, 820, 0), None),
    ("高新区", "示例物料堆场", "扬尘源", None, (20, 50, 70), (0, 0, 310, 0), None),
]
POLLUTANTS = ["二氧化硫", "氮氧化物", "颗粒物", "挥发性有机物"]
CLEANING_ROWS: list[list[object]] = [
    ["市南", "示例路（一号工地出口）", "进出口周边市政道路机扫", 2, None],
    ["市南", "示例路（一号工地出口）", "进出口周边市政道路洒水", 3, "是"],
    ["市南", "一号工地", "工地进出道路", 4, None],
    ["市南", "一号工地", "工地作业面", 3, "是"],
    ["市北", "示例大道", "城市主次干道", 3, None],
    ["市北", "示例支路", "主次干道", 2, "是"],
    ["崂山", "二号工地", "施工工地进出道路", 4, None],
    ["崂山", "二号工地", "工地作业面", 2, None],
    ["即墨", "示例街（三号工地出口）", "进出口周边市政道路机扫", 1, None],
    ["即墨", "三号工地", "工地进出道路", 3, None],
]


def reduction_rows() -> list[list[object]]:
    """Return the list of reductions: a row of each pollutant that a source emits."""
    rows: list[list[object]] = []
    for district, name, kind, industry, percents, bases, exempt in SOURCES:
        for pollutant, base in zip(POLLUTANTS, bases, strict=True):
            if base:
                amounts = [base * percent / 100 or None for percent in percents]
                rows.append([district, name, kind, industry, pollutant, base, *amounts, exempt])
    return rows


def write_measures(book: Workbook) -> None:
    """Write the sheets 减排清单, 排放基数, 保洁."""
    write_table(book, "减排清单", REDUCTION_COLUMNS, reduction_rows())
    bases = [["SO2", 5.4], ["NOx", 10.2], ["颗粒物", 5.0], ["VOCs", 11.8]]
    write_table(book, "排放基数", ["污染物", "全市排放量（t/d）"], bases)
    columns = ["区市", "名称", "类别", "正常频次", "结冰"]
    write_table(book, "保洁", columns, CLEANING_ROWS)


def write_broken_measures(book: Workbook) -> None:
    """Write the same sheets with the mistakes that people make."""
    rows = [list(row) for row in reduction_rows()[:14]]
    rows[0][6], rows[1][8] = 60, 10  # above the base; red below orange
    rows[2][0], rows[3][4], rows[4][2] = "市中区", "PM2.5", "面源"
    rows[5][3], rows[6][7], rows[7][5] = "造纸", -5, None
    rows.append(list(rows[8]))
    write_table(book, "减排清单", REDUCTION_COLUMNS, rows)
    write_table(book, "排放基数", ["污染物", "全市排放量（t/d）"], [["SO2", 0], ["臭氧", 3]])
    cleaned = [list(row) for row in CLEANING_ROWS[:5]]
    cleaned[0][2], cleaned[1][3], cleaned[2][4] = "绿化", "每天 3 次", "也许"
    cleaned.append(list(cleaned[3]))
    write_table(book, "保洁", ["区市", "名称", "类别", "正常频次", "结冰"], cleaned)


def write_smog(path: Path) -> None:
    """Write the AQI of December 2018, the lists of reductions and cleaning."""
    book, sheet = new_book()
    write_aqi(sheet, "示例数据：2018年12月的 AQI、减排清单和保洁（数值和名称为虚构）")
    write_measures(book)
    settings = [["持续时间", "覆盖小时"], ["响应级别", "红色"]]
    write_table(book, "口径", ["参数", "取值"], settings)
    book.save(path)


def write_broken_smog(path: Path) -> None:
    """Write the AQI and the lists with the mistakes that people make."""
    book, sheet = new_book()
    write_aqi(sheet, "示例数据：有错误的 AQI、减排清单和保洁，用来看 qdcalc 怎样指出问题")
    sheet["A3"], sheet["A4"], sheet["A5"] = "2018-11-30 01:30", "12月1日五点", "2018-11-30 25:00"
    sheet["B6"], sheet["B7"], sheet["B8"] = 532, "无", 81.5
    sheet["C380"], sheet["D10"], sheet["E11"] = 12, "浮尘", "模式"
    sheet["A12"], sheet["A13"] = sheet["A14"].value, "2018-12-01"
    write_broken_measures(book)
    settings = [["持续时间", "天数"], ["响应级别", "蓝色"]]
    write_table(book, "口径", ["参数", "取值"], settings)
    book.save(path)


PANEL_CATEGORIES = (
    "社区或村居民代表、重点项目单位代表、重点民营企业代表、小微企业代表、创客代表、个体经营者代表、"
    "新市民代表、区(市)部门.镇街代表、事业单位代表、社会组织.行业协会代表、往年获评优秀建议市民代表、"
    "自愿报名市民代表、党代表、人大代表、政协委员代表、民主党派.工商联.无党派代表、群团组织代表、专家学者代表"
)  # fmt: skip
# who was chosen of each category: one too few, one too many at 市南, one too few at 高新区
PANEL_PEOPLE = {
    "市南": [30, 20, 15, 5, 5, 5, 6, 40, 10, 10, 1, 4, 11, 10, 10, 14, 10, 4],
    "高新区": [9, 6, 4, 2, 1, 1, 2, 10, 3, 3, 0, 1, 3, 3, 3, 4, 3, 1],
}
PANEL_VENUES = {
    "市级主会场": 100, "市南": 210, "市北": 280, "李沧": 210, "崂山": 210, "西海岸新区": 380,
    "城阳": 210, "即墨": 210, "胶州": 210, "平度": 210, "莱西": 210, "高新区": 60,
}  # fmt: skip
PANEL_DEPARTMENTS = {
    "一": "市发展改革委、市经济信息化委、市科技局、市城乡建设委、市农委、市水利局、市海洋与渔业局、"
    "市林业局、市商务局、市旅游发展委、市政府国资委、市金融工作办",
    "二": "市公安局、市司法局、市国土资源房管局、市规划局、市交通运输委、市审计局、市环保局、"
    "市安全监管局、市食品药品监管局、市工商局、市质监局",
    "三": "市政府办公厅、市财政局、市民族宗教局、市统计局、市政府外办、市政府侨办、市政府法制办、"
    "市粮食局、市政务服务管理办、市供销社、市史志办、市住房公积金管理中心",
    "四": "市教育局、市民政局、市人力资源社会保障局、市城市管理局、市文广新局、市卫生计生委、"
    "市体育局、市物价局、市地震局、青岛仲裁办",
}
PANEL_POINTS = {"很好": 100, "好": 80, "一般": 60, "较差": 40}
ROSTER_COLUMNS = ["会场", "组别", "类别", "编号"]
TICKET_COLUMNS = ["会场", "组别", "发放数", "回收数", "无效票"]
VOTE_COLUMNS = ["组别", "部门", "档次", "票数"]
SPECIAL_VOTES = {  # two departments with 85 exactly
    "市规划局": [1200, 800, 380, 100],
    "市环保局": [1100, 990, 290, 100],
}


def roster_rows() -> list[list[object]]:
    """Return the people chosen for group 一 at two venues, by number."""
    names = [name.replace(".", "、") for name in PANEL_CATEGORIES.split("、")]
    return [
        [venue, "一", name, f"{venue[:2]}一{n:03d}"]
        for venue, counts in PANEL_PEOPLE.items()
        for n, name in enumerate(
            (name for name, count in zip(names, counts, strict=True) for _ in range(count)), start=1
        )
    ]


def ticket_rows() -> list[list[object]]:
    """Return the ballots of every venue: all issued but one of 平度, most returned."""
    rng = random.Random("panel")
    rows: list[list[object]] = []
    for group in PANEL_DEPARTMENTS:
        for venue, size in PANEL_VENUES.items():
            issued = size - (venue == "平度" and group == "三")
            lost = rng.choice((0, 0, 0, 0, 0, 1)) if venue != "市级主会场" else 0
            rows.append([venue, group, issued, issued - lost, rng.randrange(0, 2)])
    return rows


def vote_rows() -> list[list[object]]:
    """Return the votes of every department by grade, never more than came back."""
    rng, rows = random.Random("votes"), list[list[object]]()
    for group, names in PANEL_DEPARTMENTS.items():
        for name in names.split("、"):
            best, good = rng.randrange(1100, 1700), rng.randrange(400, 600)
            middle = rng.randrange(100, 180)
            counts = SPECIAL_VOTES.get(name, [best, good, middle, rng.randrange(5, 40)])
            pairs = zip(PANEL_POINTS, counts, strict=True)
            rows += [[group, name, grade, count] for grade, count in pairs]
    return rows


def write_panel(path: Path) -> None:
    """Write the roster of two venues, the ballots and the votes of 2018."""
    book, sheet = new_book()
    sheet.title = "代表名册"
    sheet.append(["示例数据：市民代表编号、评议票和票数均为虚构；档次和分值通知没有规定，也是示例"])
    for row in (ROSTER_COLUMNS, *roster_rows()):
        sheet.append(row)
    for letter, width in zip("ABCD", (14, 8, 30, 14), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A3"
    write_table(book, "评议票发放", TICKET_COLUMNS, ticket_rows())
    write_table(book, "评议票", VOTE_COLUMNS, vote_rows())
    write_table(book, "档次分值", ["档次", "分值"], [[g, n] for g, n in PANEL_POINTS.items()])
    write_table(
        book, "口径", ["参数", "取值"], [["余数相同", "按印刷顺序"], ["弃权计分", "按有效票"]]
    )
    book.save(path)


def write_broken_panel(path: Path) -> None:
    """Write the panel's sheets with the mistakes that people make."""
    book, sheet = new_book()
    sheet.title = "代表名册"
    sheet.append(["示例数据：有错误的名册和票数，用来看 qdcalc 怎样指出问题"])
    sheet.append(ROSTER_COLUMNS)
    for row in roster_rows()[:8]:
        sheet.append(row)
    sheet["A3"], sheet["B4"], sheet["C5"] = "市中区", "五", "教师代表"
    sheet["D6"], sheet["D8"] = None, sheet["D7"].value
    tickets = ticket_rows()[:6]
    tickets[1][3], tickets[1][4] = 5, 6
    tickets[2][2], tickets[3][3] = -1, "二百"
    write_table(book, "评议票发放", TICKET_COLUMNS, tickets)
    votes: list[list[object]] = [
        ["二", "市教育局", "很好", 1200], ["二", "市规化局", "很好", 1100],
        ["二", "市规划局", "较好", 900], ["二", "市规划局", "弃权", 10],
        ["一", "市科技局", "很好", 2400.5],
    ]  # fmt: skip
    write_table(book, "评议票", VOTE_COLUMNS, votes)
    write_table(book, "档次分值", ["档次", "分值"], [["很好", 100], ["好", -80], ["一般", 60.005]])
    book.save(path)


def main() -> None:
    """Write every sample."""
    write_expo(HERE / "会展补助_2019.xlsx")
    write_broken_expo(HERE / "会展补助_有错误.xlsx")
    write_month(HERE / "水质月度_2018-11.xlsx")
    write_cycle(HERE / "水质周期_2018-2019")
    write_broken(HERE / "水质月度_有错误.xlsx")
    write_staffing(HERE / "人员配备_2019-06.xlsx")
    write_broken_staffing(HERE / "人员配备_有错误.xlsx")
    write_award(HERE / "市长质量奖_2020.xlsx")
    write_broken_award(HERE / "市长质量奖_有错误.xlsx")
    write_review(HERE / "施工图审查_2019-10.xlsx")
    write_broken_review(HERE / "施工图审查_有错误.xlsx")
    write_smog(HERE / "重污染天气_2018-12.xlsx")
    write_broken_smog(HERE / "重污染天气_有错误.xlsx")
    write_panel(HERE / "三民活动_2018.xlsx")
    write_broken_panel(HERE / "三民活动_有错误.xlsx")


if __name__ == "__main__":
    main()
