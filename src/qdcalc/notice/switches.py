"""The sheet 口径: which reading of each unclear clause a run uses, and who chose it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from qdcalc.errors import UsageError
from qdcalc.exact.texts import key as text_key
from qdcalc.intake.kinds import reader
from qdcalc.record import record
from qdcalc.table.description import Column, Table
from qdcalc.table.kinds import Kind
from qdcalc.table.problems import ERROR, WARNING, Fault, Problems

if TYPE_CHECKING:
    from qdcalc.intake.table_data import TableData
    from qdcalc.notice.description import Calculation, Setting
    from qdcalc.notice.policy import Policy

UNKNOWN_SETTING = Fault("S01", ERROR, "没有口径参数“{value}”", "请填下列之一：{known}")
UNKNOWN_OPTION = Fault("S02", ERROR, "口径“{name}”没有取值“{value}”", "请填下列之一：{known}")
SET_TWICE = Fault("S03", ERROR, "口径“{name}”写了两次", "请只保留一行")
OVERRULED = Fault(
    "S04",
    WARNING,
    "口径“{name}”：{weaker}取“{theirs}”，{stronger}取“{ours}”，按{stronger}执行",
    "如果这不是本意，请把两处改成一致",
)

SETTINGS = Table(
    "settings",
    "口径",
    (
        Column("key", "参数", is_required=True, sentence="口径的名称或英文参数名"),
        Column("value", "取值", is_required=True, sentence="可选取值之一，中文或英文"),
    ),
    sentence="条文不明确处采用的口径；不填用默认值",
    key=("key",),
)

_VALUE = SETTINGS.column("value")
DEFAULT, FILE, SHEET, CALL = "默认", "政策文件", "工作表口径", "运行时指定"


def input_tables(calculation: Calculation) -> tuple[Table, ...]:
    """Return every input table of a calculation, the sheet 口径 last."""
    return (*calculation.inputs, SETTINGS)


@record
class Switches:
    """The options in force by interpretation, where each came from, and other settings."""

    options: dict[str, str]
    origins: dict[str, str]
    values: dict[str, Any]


def resolve(
    calculation: Calculation,
    policy: Policy,
    sheet: TableData | None,
    chosen: Mapping[str, str],
    given: Mapping[str, Any],
    problems: Problems,
) -> Switches:
    """Choose each interpretation: the call's beats the sheet's, which beats the policy file's.

    Where two of them differ, a warning says which one counts; a default on the sheet, as the
    template writes them all, is no choice that a call contradicts.
    """
    from_sheet, values = _from_sheet(calculation, policy, sheet, problems)
    options, origins = {}, {}
    for key, interpretation in policy.interpretations.items():
        ranked = [
            (origin, source[key])
            for origin, source in ((CALL, chosen), (SHEET, from_sheet), (FILE, policy.overlaid))
            if key in source
        ]
        origins[key], options[key] = ranked[0] if ranked else (DEFAULT, interpretation.default)
        for origin, option in ranked[1:]:
            is_prefilled = (origin, origins[key], option) == (SHEET, CALL, interpretation.default)
            if option != options[key] and not is_prefilled:
                names = {c.key: c.name for c in interpretation.choices}
                problems.add(
                    OVERRULED,
                    sheet=SETTINGS.label if SHEET in (origin, origins[key]) else "",
                    fields={
                        "name": interpretation.name,
                        "weaker": origin,
                        "theirs": names[option],
                        "stronger": origins[key],
                        "ours": names[options[key]],
                    },
                )
    unknown = set(given) - {setting.name for setting in calculation.settings}
    if unknown:
        known = "、".join(s.name for s in calculation.settings) or "没有"
        raise UsageError(f"没有设置“{min(map(str, unknown))}”。可用的有：{known}")
    for setting in calculation.settings:
        if setting.name in values:
            origins[setting.name] = SHEET
        if given.get(setting.name) is not None:
            origins[setting.name] = CALL
            ours = _value_given(setting, given[setting.name])
            if setting.name in values and values[setting.name] != ours:
                theirs = values[setting.name]
                fields = {"name": setting.label, "weaker": SHEET, "theirs": _shown(theirs)}
                fields |= {"stronger": CALL, "ours": _shown(ours)}
                problems.add(OVERRULED, sheet=SETTINGS.label, fields=fields)
            values[setting.name] = ours
    return Switches(options, origins, values)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)[:10]


def _first(values: Any) -> Any:
    """Return the one value that was read; 是 and 否 as Python's own bool, told as they are."""
    value = values[0]
    return bool(value) if str(getattr(value, "dtype", "")) == "bool" else value


def _value_given(setting: Setting, value: Any) -> Any:
    """Read a setting of the command line or a Python call.

    Raises
    ------
    UsageError
        It can't be read, or is blank: None alone means that it is not given.
    """
    import numpy as np
    import pandas as pd

    from qdcalc.intake.cells import Cells
    from qdcalc.notice.shapes import short

    is_plain = np.ndim(value) == 0 and not isinstance(value, (Mapping, set, frozenset))
    if not is_plain or isinstance(value, (bytes, complex)):
        raise UsageError(f"{setting.label}应是一个值，现在是 {type(value).__name__}")
    if pd.isna(value) or not str(value).strip():
        raise UsageError(f"{setting.label}是空的。{setting.sentence}")
    if isinstance(value, np.datetime64) and np.datetime_data(value.dtype)[0] in ("Y", "M", "W"):
        raise UsageError(f"{setting.label}：“{value}”不是一个日期。{setting.sentence}")
    cell = np.empty(1, dtype=object)
    cell[0] = value
    read = reader(setting.kind)(Cells(cell), _VALUE)
    for _, refusal in read.refusals:
        fields = {"value": short(value)} | refusal.fields
        said = refusal.fault.problem.format(**fields)
        raise UsageError(f"{setting.label}：{said}。{refusal.fault.remedy.format(**fields)}")
    return _first(read.values)


def _from_sheet(
    calculation: Calculation, policy: Policy, sheet: TableData | None, problems: Problems
) -> tuple[dict[str, str], dict[str, Any]]:
    options: dict[str, str] = {}
    values: dict[str, Any] = {}
    if sheet is None or not {"key", "value"} <= set(sheet.frame.columns):
        return options, values
    known = "、".join(
        [i.name for i in policy.interpretations.values()] + [s.label for s in calculation.settings]
    )
    seen: set[str] = set()
    for row, (name, text) in enumerate(zip(sheet.frame["key"], sheet.frame["value"], strict=True)):
        if not isinstance(name, str) or not isinstance(text, str):
            continue
        interpretation = policy.find(name)
        named = (s for s in calculation.settings if s.label and text_key(s.label) == text_key(name))
        setting = next(named, None)
        found = interpretation or setting
        if found is None:
            problems.extend(sheet.raw.problems_at(UNKNOWN_SETTING, "key", [row], known=known))
            continue
        label = interpretation.name if interpretation else name
        if label in seen:
            problems.extend(sheet.raw.problems_at(SET_TWICE, "key", [row], name=label))
        seen.add(label)
        if interpretation:
            option = interpretation.option(text)
            if option:
                if options.setdefault(interpretation.key, option.key) != option.key:
                    problems.extend(sheet.raw.problems_at(SET_TWICE, "key", [row], name=label))
                continue
            choices = "、".join(c.name for c in interpretation.choices)
            problems.extend(
                sheet.raw.problems_at(UNKNOWN_OPTION, "value", [row], name=label, known=choices)
            )
        elif setting:
            values[setting.name] = _value(sheet, row, setting.kind, problems)
    return options, values


def _value(sheet: TableData, row: int, kind: Kind, problems: Problems) -> Any:
    from qdcalc.intake.cells import Cells

    cell = sheet.raw.columns["value"][row : row + 1]
    read = reader(kind)(Cells(cell), sheet.table.column("value"))
    for _, refusal in read.refusals:
        problems.extend(sheet.raw.problems_at(refusal.fault, "value", [row], **refusal.fields))
    return _first(read.values)
