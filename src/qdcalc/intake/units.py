"""Units in headers: the column's own passes, a known one is converted, any other is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from qdcalc.exact.patterns import Lazy
from qdcalc.exact.texts import key
from qdcalc.table.description import Column
from qdcalc.table.problems import ERROR, NOTICE, WARNING, Fault

CONVERTED = Fault(
    "H01",
    WARNING,
    "{column} 的单位是 {found}，已换算为 {unit}",
    "如果单位写错了，请改正表头后重新运行",
    weight=NOTICE,
)
UNKNOWN_UNIT = Fault(
    "H02",
    ERROR,
    "看不懂 {column} 的单位“{found}”，这一列应为 {unit}",
    "单位就是 {unit} 时把表头写成“{column}”；不是时先换算数值，再改表头",
)
NO_UNIT_BEHIND = Fault(
    "H37",
    ERROR,
    "{column} 后面写着“{found}”，不是单位（应为 {unit}），看不出这一列是不是要算的",
    "正是 {column}、单位也对时从列名里去掉“{found}”；是别的时间、倍数或另外换算的，请删去这一列",
)

# unit of a column → accepted spelling (as texts.key writes it) → power of ten to multiply by; of a
# unit that is not here a column says itself which others are converted to it
_DOTS = "·.•∙⋅*"
_THOUSANDTHS = {"m": 0, "μ": -3, "u": -3}
_SPELLINGS: dict[str, dict[str, int]] = {
    "mg/L": {
        **dict.fromkeys(("mg/l", "毫克/升", "毫克每升", "mgl-1"), 0),
        **dict.fromkeys(("μg/l", "ug/l", "微克/升", "微克每升"), -3),
        **{f"{m}g{dot}l-1": p for m, p in _THOUSANDTHS.items() for dot in _DOTS},
        **dict.fromkeys(("ng/l", "纳克/升"), -6),
    },
    "元": {"元": 0, "人民币元": 0, "万元": 4, "亿元": 8},
    "m²": {
        **dict.fromkeys(("m2", "平方米", "平米"), 0),
        **dict.fromkeys(("万m2", "万平方米", "万平米"), 4),
    },
    "无量纲": {"无量纲": 0},
    "℃": {"°c": 0, "摄氏度": 0},
    "μS/cm": {"μs/cm": 0, "us/cm": 0},
    "个/L": {"个/l": 0, "mpn/l": 0},
    "人": {"人": 0},
    "个": {"个": 0},
}
_CONCENTRATIONS = {unit for unit in _SPELLINGS if unit.endswith("g/L")}
KNOWN = frozenset(spelling for spellings in _SPELLINGS.values() for spelling in spellings)


# any unit of a concentration in water, in the middle of a text; not one that follows a figure
_CONCENTRATION = Lazy(
    r"(?<![\d.a-zμ])(?:(?:[mμunp]?g|[mμun]?mol|[毫微纳]?克|[毫微]?摩尔?)[/·.•∙⋅*每](?:100)?(?:m?l|毫?升|dm3)(?:-1)?"
    r"|pp[bmt](?![a-z]))"
)
_IS_JOINED = Lazy(r"[\d.a-zμ]")
_LIKE_A_UNIT = Lazy(r".*[/·每].*|[a-zμ]{1,4}[23]?|.*[克升米元吨人个亩倍度万千百亿]")
_MANY = ("十", "百", "千", "万", "十万", "百万", "千万", "亿")
_SCALED = {m + s for own in _SPELLINGS.values() for s, p in own.items() if p == 0 for m in _MANY}
_NO_OTHERS: Mapping[str, int] = {}


def known_to(columns: Iterable[Column]) -> frozenset[str]:
    """Return the units that titles above a table may name, those that its columns declare too."""
    declaring = [column for column in columns if column.other_units]
    return KNOWN.union(*({*map(key, c.other_units), key(c.unit)} for c in declaring))


@cache
def _ends(known: frozenset[str]) -> tuple[frozenset[str], list[int]]:
    """Return the units that a text may end with, and how long they are, the longest first."""
    units = known | _SCALED
    return units, sorted(set(map(len, units)), reverse=True)


def unit_at_end(text: str, known: frozenset[str] = KNOWN) -> str:
    """Return the unit that a text (as ``texts.key`` writes it) ends with, or nothing.

    The last characters of another word are none, nor those of a figure (100万元以上, 5万元).
    """
    units, sizes = _ends(known)
    for size in sizes:
        if text[-size:] in units and not _IS_JOINED.fullmatch(text[:-size][-1:]):
            return text[-size:]
    return ""


def names_units(cell: object) -> bool:
    """Say whether a cell of a row outside a table says what its units are."""
    return isinstance(cell, str) and ("单位" in cell or bool(mentioned(cell)))


def mentioned(text: str) -> list[str]:
    """Return the units of concentrations that a remark names: 汞以μg/L计, but not 汞0.05μg/L."""
    return _CONCENTRATION.findall(key(text))


def is_scaled(found: str, column: Column) -> bool:
    """Say whether a text names a multiple of a column's unit, such as 万元 or 千人 of 元 or 人.

    So does another unit of a concentration, such as ppb: what it is of mg/L is not asked.
    """
    spellings = _spellings(column.unit, column.other_units)
    if found in spellings:
        return spellings[found] != 0
    if column.unit in _CONCENTRATIONS and _CONCENTRATION.fullmatch(found):
        return True
    return any(found == m + own for own, power in spellings.items() if power == 0 for m in _MANY)


def unit_fault(found: str) -> Fault:
    """Return what is said of a text that stands where a unit does: of 上月 that it is none."""
    return UNKNOWN_UNIT if _LIKE_A_UNIT.fullmatch(found) else NO_UNIT_BEHIND


def power_of_ten(found: str, unit: str, others: Mapping[str, int] = _NO_OTHERS) -> int | None:
    """Return the power of ten that turns ``found`` (as ``texts.key`` writes it) into ``unit``.

    None where the two do not belong together. ``others`` are a column's ``other_units``.
    """
    return _spellings(unit, others).get(found)


def spelled(power: int, column: Column) -> str:
    """Return a unit that takes the power of ten to a column's own, empty where none is known."""
    if not power:
        return column.unit
    known = {**column.other_units, **_spellings(column.unit, column.other_units)}
    found = next((name for name, own in known.items() if own == power), "")
    return found.replace("/l", "/L")


def _spellings(unit: str, others: Mapping[str, int]) -> dict[str, int]:
    """Return the spellings that a column of the unit takes, its own among them."""
    declared = {key(name): power for name, power in others.items()}
    return ({key(unit): 0} if unit else {}) | _SPELLINGS.get(unit, {}) | declared
