"""What a table's description alone can find wrong: the faults of its requirements and its key."""

from __future__ import annotations

from qdcalc.table.problems import ERROR, Fault

EMPTY = Fault("C14", ERROR, "必填的单元格是空的", "请补填这一格；如果整行不用，请删除整行")
NOT_CHOICE = Fault("C18", ERROR, "“{value}”不在规定之内", "请填下列之一：{choices}")
MISSING_COLUMN = Fault(
    "H05",
    ERROR,
    "没有必填的列 {names}",
    "请在表头（前 10 行之内）加上这一列；如果列名写法不同，请改成这里的名称",
    is_structural=True,
    names="列名",
)
REPEATED = Fault(
    "R01", ERROR, "与 {other} 是同一条记录（{key}）", "同一条记录只能有一行，请删除或改正其中一行"
)
SUM_ROW = Fault(
    "T42",
    ERROR,
    "{column} 是“{value}”，这一行像是合计，却和数据行一样填全了",
    "是合计请删除这一行；不是请写上真实的名称",
)
# of tables that qdcalc itself calculates: an input never has them
SELF_CHECK = Fault("X01", ERROR, "“{value}”不合表结构：{expected}", "请联系维护人员")
WRONG_TYPE = Fault("X02", ERROR, "这一列的类型是 {found}，应是 {expected}", "请联系维护人员")
NOT_DESCRIBED = Fault("X03", ERROR, "表结构里没有“{column}”这一列", "请联系维护人员")
OUT_OF_PLACE = Fault("X04", ERROR, "“{column}”这一列不在表结构规定的次序上", "请联系维护人员")
