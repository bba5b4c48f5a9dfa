"""What is said of sheets and rows that can't be read as they are."""

from __future__ import annotations

from qdcalc.problems import ERROR, WARNING, Fault

NO_HEADER = Fault(
    "T02",
    ERROR,
    "工作表前 10 行里没有找到表头，缺少必填的列 {names}",
    "请在数据上方写明列名；样子见 python -m qdcalc demo 写出的示例",
    is_structural=True,
)
SAME_SHEETS = Fault("T03", ERROR, "有两张都叫“{name}”的工作表", "请只保留一张，或改名")
PASSED_OVER = Fault(
    "T04", WARNING, "{rows}“{text}”没有计入", "这样开头的行不是数据；如果它是数据，请改正第一格"
)
CAPTION = Fault(
    "T14",
    WARNING,
    "第 {row} 行是合并的文字“{text}”，没有计入",
    "这一行不是数据；如果它是数据，请取消合并",
)
BLANK_ROWS = Fault("T05", WARNING, "空行没有计入：第 {rows}", "可以删除空行")
HIDDEN_ROWS = Fault(
    "T06", WARNING, "隐藏的行也参加了计算：第 {rows}", "不应参加计算的行请删除，不要只是隐藏"
)
HIDDEN_SHEET = Fault(
    "T07", WARNING, "工作表“{name}”是隐藏的，仍然参加了计算", "不应参加计算时请删除它"
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
    "T12", WARNING, "第 {row} 行是单位，没有计入", "单位与表头不同的列已经按单位换算或指出"
)
NEAR_SHEET = Fault(
    "T21",
    WARNING,
    "工作表“{name}”没有参加计算，它的名称接近“{near}”",
    "是的话请把工作表改名为“{near}”；不是的可以不管",
)
