"""What is said of sheets and rows that can't be read as they are."""

from __future__ import annotations

from qdcalc.table.problems import ERROR, MINOR, NOTICE, WARNING, Fault

NO_HEADER = Fault(
    "T02",
    ERROR,
    "工作表前 10 行里没有找到表头，缺少必填的列 {names}",
    "请在数据上方写明列名{rows}；样子见 python -m qdcalc demo 写出的示例",
    is_structural=True,
    names="列名",
)
SAME_SHEETS = Fault("T03", ERROR, "有两张都叫“{name}”的工作表", "请只保留一张，或改名")
PASSED_OVER = Fault(
    "T04",
    WARNING,
    "{rows}“{text}”没有计入",
    "这样开头的行不是数据；如果它是数据，请改正第一格",
    weight=NOTICE,
)
CAPTION = Fault(
    "T14",
    WARNING,
    "第 {row} 行只有文字“{text}”，没有计入",
    "这一行不是数据；如果它是数据，请取消合并，每一格各填自己的数据",
    weight=NOTICE,
)
HIDDEN_ROWS = Fault(
    "T06",
    WARNING,
    "隐藏的行也参加了计算：第 {rows}",
    "不应参加计算的行请删除，不要只是隐藏",
    weight=MINOR,
)
HIDDEN_SHEET = Fault(
    "T07", WARNING, "工作表“{name}”是隐藏的，仍然参加了计算", "不应参加计算时请删除它", weight=MINOR
)
NO_KNOWN_SHEET = Fault(
    "T10",
    ERROR,
    "文件里没有可用的工作表，有的是：{sheets}",
    "请把工作表改成规定的名称（如 {wanted}）；不该参加计算的文件请移出文件夹",
)
NEW_ERROR = Fault(
    "T15",
    ERROR,
    "单元格是错误值 {value}，这张工作表因此读不出来",
    "请改正公式或清空该格，保存后再运行",
    is_structural=True,
)
FAR_CELL = Fault(
    "T13",
    ERROR,
    "单元格 {cell} 有内容，离表格太远，无法读取",
    "请删除它（按 Ctrl+End 可以找到），保存后再运行",
    is_structural=True,
)
UNITS_ROW = Fault(
    "T12",
    WARNING,
    "第 {row} 行是单位，没有计入",
    "单位与表头不同的列已经按单位换算或指出",
    weight=NOTICE,
)
ONLY_UNKNOWN = Fault(
    "T30",
    WARNING,
    "第 {row} 行在认得的列里都是空的，只有“{text}”，没有计入",
    "这一行不是数据时可以不管；是数据请填在有列名的列里",
    weight=MINOR,
)
LIKE_SHEET = Fault(
    "T31",
    ERROR,
    "工作表“{name}”{hidden}没有参加计算：{why}",
    "应当参加计算时请改名为“{near}”（已有同名的表时把行并到那张表里）；不应当时请删除它",
    is_structural=True,
)
MAYBE_SHEET = Fault(
    "T32",
    WARNING,
    "工作表“{name}”{hidden}没有参加计算，它可能是“{near}”：{why}",
    "应当参加计算时请改名为“{near}”；不是的可以不管",
)
LATER_HEADING = Fault(
    "T33",
    WARNING,
    "第 {row} 行又是表头，与上面的不同，以下各行按它读取",
    "请核对这些行的数据与列名一致",
    weight=NOTICE,
)
LATER_MISSING = Fault(
    "T34",
    ERROR,
    "第 {row} 行又是表头，但没有必填的列 {names}，以下各行不能读取",
    "请在这个表头里补上缺的列名；不要的行请删除",
)
LATER_LACKS = Fault(
    "T35",
    WARNING,
    "第 {row} 行又是表头，以下各行按它读取；它没有“{names}”，这些列按空白处理",
    "有这些数据时请在这个表头里补上列名",
)
LATER_UNIT = Fault(
    "T36",
    WARNING,
    "“{found}”没有写单位，按 {unit} 读取，而上面的表头用的是另一个单位",
    "请在这个表头里也写明单位",
)
TITLE_ROW = Fault(
    "T37",
    WARNING,
    "第 {row} 行在又一个表头的上方，是标题“{text}”，没有计入",
    "如果它是数据，请把它补填完整",
    weight=NOTICE,
)
MONTH_BETWEEN = Fault(
    "T68",
    ERROR,
    "没有“月份”列，而第 {row} 行在数据中间写着“{text}”，不知道哪些行是哪个月",
    "请加一列“月份”，写明每一行是哪个月",
)
TRANSPOSED = Fault(
    "T69",
    ERROR,
    "这张表的指标是一行一个、断面横着排（从“{value}”起），方向不对，不能读取",
    "请选中整张表复制，在空白处“选择性粘贴”，勾选“转置”，使一行一个断面、一列一个指标，再写上月份列",
    is_structural=True,
)
MONTHS_ACROSS = Fault(
    "T84",
    ERROR,
    "月份横着排（从“{value}”起），一列一个月，不能读取",
    "请改成一行一个断面、一个月：加一列“月份”，各月的数据接着往下排，每个指标一列",
    is_structural=True,
)
OTHER_TABLE = Fault(
    "T81",
    WARNING,
    "标题“{text}”下面的表（第 {rows}）不是这个月的监测值，没有计入",
    "不是的可以删去；是这个月的监测值时请改写这个标题，写明月份",
)
OTHER_TABLE_ALONE = Fault(
    "T82",
    ERROR,
    "按“{text}”，这张表（第 {rows}）里不是这个月的监测值，不能当作监测值计算",
    "是这个月的监测值时请改写这个标题（如“2018年11月监测结果”）；不是的请换成监测值的表",
    is_structural=True,
)
OTHER_BETWEEN = Fault(
    "T83",
    ERROR,
    "第 {row} 行在数据中间写着“{text}”，它下面的行不是这个月的监测值",
    "请删去下面这些行，或移到另一张工作表；是这个月的监测值时请改写或删去这一行",
)
OTHER_ROW = Fault(
    "T86",
    WARNING,
    "第 {row} 行写着“{text}”，不是这个月的监测值，没有计入",
    "是这个月的监测值时请清空这一格",
    weight=MINOR,
)
SIDE_BY_SIDE = Fault(
    "T71",
    WARNING,
    "这张工作表里并排有 {count} 张表，从左到右一张一张读取",
    "请核对各张表的月份和列名",
    weight=NOTICE,
)
SHEET_OF_MONTH = Fault(
    "T72",
    WARNING,
    "没有工作表“{near}”，工作表“{name}”按它读取",
    "不应参加计算时请删除它，或把应当参加计算的改名为“{near}”",
    weight=NOTICE,
)
DATA_ABOVE = Fault(
    "T48",
    WARNING,
    "第 {row} 行在表头上方，没有计入，但看起来像数据",
    "是数据请移到表头下面；是标题的不用管",
)
FILE_LACKS = Fault(
    "T60",
    WARNING,
    "这个文件的“{sheet}”没有“{names}”列，别的文件有；这些列按空白处理",
    "请核对是不是漏了列，或列名写法不同；确实没有时可以不管",
)
NEAR_SHEET = Fault(
    "T21",
    WARNING,
    "工作表“{name}”没有参加计算，它的名称接近“{near}”",
    "是的话请把工作表改名为“{near}”；不是的可以不管",
)
LEFT_OUT = Fault(
    "H34",
    WARNING,
    "“{found}”不是这个月的监测值，没有参加计算",
    "是这个月的监测值时请改写列名上面或下面的字（如“监测结果”）；不是的可以不管",
    weight=MINOR,
)
UNSAID = Fault(
    "H35",
    ERROR,
    "看不出“{found}”是不是这个月的监测值，{name} 没有别的列可读",
    "是的请把 {name} 下面的字改成“监测值”；不是的写明是什么（如 上月、限值）；不用时删去 {name}",
)
UNKNOWN_GROUP = Fault(
    "H33",
    WARNING,
    "“{text}”下面的 {names} 按这个月的监测值读取，看不出它们是不是",
    "是监测值的请改写它，写明“监测结果”；不是的请删去这些列，或写明是什么（如 超标倍数、上月）",
)
RICH_NUMBER = Fault(
    "C24",
    ERROR,
    "单元格里有上标、下标或带删除线的文字，看不出是“{value}”还是别的",
    "请只留下数据本身，去掉脚注和划掉的部分",
)
RICH_TEXT = Fault(
    "C25",
    WARNING,
    "单元格里有上标、下标或带删除线的文字，连同它们按“{value}”读取",
    "脚注和划掉的部分不属于名称时请删除",
    weight=MINOR,
)
SHOWN_MARK = Fault(
    "C28",
    ERROR,
    "单元格的格式把它显示为“{value}”，存的却是另一个数，不知道按哪个算",
    "按显示的算请改写成文本（如 <0.025），单位写进列名；按存的数算请把单元格格式改为常规",
)
STRUCK_CELLS = Fault(
    "C26",
    WARNING,
    "带删除线的单元格也参加了计算：{cells}",
    "划掉的数据不应参加计算时请清空或删除该行，不要只划线",
    weight=MINOR,
)
MERGED_NUMBER = Fault(
    "C27",
    ERROR,
    "合并单元格 {range} 里的“{value}”跨了几列或几行，会被算几次",
    "请取消合并，每一格各填自己的数据，没有的清空",
)
STRUCK_HEADING = Fault(
    "H10",
    ERROR,
    "表头“{value}”里有带删除线的文字，看不出是哪一列、什么单位",
    "请删除划掉的文字",
)
