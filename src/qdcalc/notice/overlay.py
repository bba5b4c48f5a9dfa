"""A user's own policy file: laid over a notice's, every key of it used or refused by name.

What is the notice's own (label, unit, kind, range, question, options …) may stand in the file, as
in a copy of ours, but only as it is there. Everything that is wrong is told at once.
"""

from __future__ import annotations

import datetime as dt
import difflib
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from qdcalc.errors import PolicyError, UsageError
from qdcalc.exact.texts import key
from qdcalc.intake.units import power_of_ten
from qdcalc.notice.policy import (
    Figure,
    Policy,
    Replacement,
    Version,
    parse_settings,
    policy_of,
    read,
    shown,
)
from qdcalc.notice.shapes import Place, day_fault, is_hidden, joined, short, told
from qdcalc.notice.toml_text import Lines, read_policy_text

_PARTS = ("notice", "figures", "interpretations")
_VERSION = ("since", "value", "clause")
_LONGEST = 200  # characters of a title
_TOLD = 20  # faults that a message lists


@dataclass
class _File:
    """A file being read: where its keys stand, and what is wrong with it."""

    path: Path
    lines: Lines
    faults: list[str] = field(default_factory=list)
    values: dict[tuple[str, int], Place] = field(default_factory=dict)  # by figure and month

    def refuse(self, place: Place, fault: str) -> None:
        line = self.lines.of(place)
        where = f"第 {line} 行 " if line else ""
        said = f"{where}{_dotted(place)}：{fault}"
        if said not in self.faults:
            self.faults.append(said)

    def stop(self) -> None:
        """Raise if anything was refused."""
        if not self.faults:
            return
        head = f"政策文件 {self.path} "
        if len(self.faults) == 1:
            raise PolicyError(head + self.faults[0])
        more = len(self.faults) - _TOLD
        rest = [f"另有 {more} 处"] if more > 0 else []
        listed = [*self.faults[:_TOLD], *rest]
        raise PolicyError(f"{head}有 {len(self.faults)} 处不能用：\n" + "\n".join(listed))


def _dotted(place: Place) -> str:
    """Write a place as TOML does; versions are counted from 1."""
    written = ""
    for part in place:
        if part.isascii() and part.isdigit():
            written += f"[{int(part) + 1}]"
        else:
            written += ("." if written else "") + (short(part) or "（空）")
    return written


def load(package: str, path: Path) -> Policy:
    """Load a notice's ``policy.toml`` with a user's own file laid over it.

    Parameters
    ----------
    package : str
        The notice's package, such as ``qdcalc.water``.
    path : Path
        A file of the same form.

    Raises
    ------
    PolicyError
        The user's file can't be read or does not fit.
    """
    ours, own = read(package)
    policy = policy_of(ours, own)
    raw, data, lines = read_policy_text(path)
    file = _File(path, lines)
    for part in data:
        if part not in _PARTS:
            known = part in ours
            why = (
                "是程序自己的，不能改，请删去这一部分" if known else f"不认识{_hint(part, _PARTS)}"
            )
            file.refuse((part,), f"{why}。可写的有 [notice]、[figures.…]、[interpretations]")
        elif not isinstance(data[part], dict):
            file.refuse((part,), f"应写成 [{part}] 的形式，现在是{told(data[part])}")
    parts = {p: data[p] if isinstance(data.get(p), dict) else {} for p in _PARTS}
    notice = _notice(file, parts["notice"], policy, ours["notice"])
    file.stop()  # of another notice: the rest would only confuse
    figures, changes = _figures(file, parts["figures"], policy, ours["figures"])
    chosen = _interpretations(file, parts["interpretations"], policy, ours["interpretations"])
    file.stop()
    return replace(
        policy,
        **notice,
        figures=figures,
        replacements=tuple(changes),
        overlaid=chosen,
        files=((path.name, hashlib.sha256(raw).hexdigest()),),
    )


def _notice(
    file: _File, data: dict[str, Any], policy: Policy, ours: Mapping[str, Any]
) -> dict[str, Any]:
    """Read [notice]: the title, number and date that outputs name; of our notice, or refused."""
    found: dict[str, Any] = {}
    for name, value in data.items():
        place = ("notice", name)
        if name in ("title", "number"):
            if fault := _text_fault(value):
                file.refuse(place, fault)
            found[name] = value
        elif name == "issued":
            if fault := day_fault(value):
                file.refuse(place, fault)
            found[name] = value
        elif name not in ours:
            file.refuse(place, f"不认识{_hint(name, ours)}。可写的有 id、title、number、issued")
        elif not _same(value, ours[name]):
            what = f"是通知 {short(value)} 的，这里要的是 {policy.notice}" if name == "id" else (
                f"不能改，原来是 {shown_key(ours[name])}，请删去这一行"
            )  # fmt: skip
            file.refuse(place, what)
    return found


def _text_fault(value: Any) -> str:
    if not isinstance(value, str):
        return f"应为文字，加英文双引号，现在是{told(value)}"
    if not value.strip():
        return "是空的"
    if len(value) > _LONGEST:
        return f"有 {len(value):,} 个字，最多 {_LONGEST} 个"
    hidden = next((c for c in value if is_hidden(c)), "")
    return f"里面有看不见的字符 U+{ord(hidden):04X}，请重新输入" if hidden else ""


def _same(theirs: Any, ours: Any) -> bool:
    """Return whether a value is ours to the type: true is not 1."""
    return type(theirs) is type(ours) and bool(theirs == ours)


def shown_key(value: Any) -> str:
    """Write one of our own settings for people."""
    if isinstance(value, bool):
        return str(value).lower()
    return "本程序所列的" if isinstance(value, (list, dict)) else str(value)


def _hint(name: str, known: Any) -> str:
    near = difflib.get_close_matches(key(name), list(known), n=1, cutoff=0.6)
    return f"（是不是 {near[0]}？）" if near else ""


def _figures(
    file: _File, data: dict[str, Any], policy: Policy, ours: Mapping[str, Any]
) -> tuple[dict[str, Figure], list[Replacement]]:
    figures, changes = dict(policy.figures), []
    labels = {key(f.label): name for name, f in figures.items()}
    for name, entry in data.items():
        place = ("figures", name)
        if name not in figures:
            meant = labels.get(key(name))
            hint = f"（请写 {meant}）" if meant else _hint(name, figures)
            file.refuse(place, f"没有参数“{short(name)}”{hint}。可用的有：{joined(figures)}")
        elif not isinstance(entry, dict):
            file.refuse(place, f"应写成 [[figures.{name}.versions]]，下面写 since 和 value")
        else:
            figures[name], changed = _figure(file, place, figures[name], entry, ours[name])
            changes += changed
    for name in data:
        if name in figures:
            _check_choices(file, figures[name], figures)
    return figures, changes


def _figure(
    file: _File, place: Place, figure: Figure, entry: dict[str, Any], ours: Mapping[str, Any]
) -> tuple[Figure, list[Replacement]]:
    for name, value in entry.items():
        if name in ("versions", "clause"):
            continue
        if name == "unit" and (fault := _unit_fault(figure, value)):
            file.refuse((*place, name), fault)
        elif name not in ours and name != "unit":
            how = "，since、value 写在 [[…versions]] 下面" if name in _VERSION else ""
            file.refuse((*place, name), f"不认识{_hint(name, ['versions'])}{how}")
        elif name != "unit" and not _same(value, ours[name]):
            file.refuse((*place, name), f"不能改，原来是 {shown_key(ours[name])}，请删去这一行")
    clause = entry.get("clause", "")
    if fault := clause and _text_fault(clause):
        file.refuse((*place, "clause"), fault)
    entries = entry.get("versions")
    if not isinstance(entries, list) or not entries:
        file.refuse(place, "缺少 versions：写 [[….versions]]，下面写 since 和 value")
        return figure, []
    read = [
        _version(file, (*place, "versions", str(n)), figure, version, clause)
        for n, version in enumerate(entries)
    ]
    fresh = [version for version in read if version is not None]
    if len(fresh) < len(entries):
        return figure, []
    return _merged(file, place, figure, fresh)


def _unit_fault(figure: Figure, unit: Any) -> str:
    """Say why a unit beside the versions is not the figure's; another spelling of it is."""
    if not figure.unit:
        return f"“{figure.label}”没有单位，请删去 unit"
    written = key(unit) if isinstance(unit, str) else ""
    power = power_of_ten(written, figure.unit)
    if written == key(figure.unit) or power == 0:
        return ""
    how = f"（1{unit} 写成 {10**power}）" if power and power > 0 else ""
    return (
        f"单位应是“{figure.unit}”，现在是{told(unit)}。"
        f"请把 value 换算成以{figure.unit}为单位的数{how}，并删去 unit 这一行"
    )


def _version(file: _File, place: Place, figure: Figure, data: Any, clause: Any) -> Version | None:
    """Read a version; None where something of it was refused."""
    if not isinstance(data, dict):
        file.refuse(place, f"每个版本应有 since 和 value，现在是{told(data)}")
        return None
    before = len(file.faults)
    for name in data:
        if name not in _VERSION:
            known = f"不认识{_hint(name, _VERSION)}"
            file.refuse((*place, name), f"{known}。每项只能有 since、value、clause")
    for name in ("since", "value"):
        if name not in data:
            file.refuse(place, f"缺少 {name}")
    if "since" in data and (fault := _since_fault(figure, data["since"])):
        file.refuse((*place, "since"), fault)
    if "clause" in data and (fault := _text_fault(data["clause"])):
        file.refuse((*place, "clause"), fault)
    value = _value(file, (*place, "value"), figure, data["value"]) if "value" in data else None
    if len(file.faults) > before:
        return None
    return Version(data["since"], value, str(data.get("clause", clause)), file.path.name)


def _value(file: _File, place: Place, figure: Figure, value: Any) -> Any:
    if not figure.shape.kind:
        file.refuse(place, "这一项不能用政策文件改")
        return value
    return figure.shape.read(value, lambda inner, fault: file.refuse((*place, *inner), fault))


def _since_fault(figure: Figure, since: Any) -> str:
    return day_fault(since) or _month_fault(figure, since)


def _month_fault(figure: Figure, since: dt.date) -> str:
    """Refuse a day within a month: figures hold by the month, and would begin before that day."""
    if since.day == 1 or since in {v.since for v in figure.versions}:
        return ""
    first = since.replace(day=1)
    after = (first + dt.timedelta(days=31)).replace(day=1)
    return (
        f"数额按月执行，{since} 在月中：写成 {first}（{since.month} 月起执行）"
        f"或 {after}（{after.month} 月起执行）"
    )


def _merged(
    file: _File, place: Place, figure: Figure, fresh: list[Version]
) -> tuple[Figure, list[Replacement]]:
    """Put versions among ours; one of the same month takes the place of ours."""
    known = {v.month: v for v in figure.versions}
    ours, changes = dict(known), []
    seen: dict[int, int] = {}
    for number, version in enumerate(fresh):
        here = (*place, "versions", str(number))
        if version.month in seen:
            first = seen[version.month] + 1
            file.refuse(
                (*here, "since"),
                f"{version.since:%Y-%m} 写了两个版本（第 {first} 个也是），请只留一个",
            )
        seen.setdefault(version.month, number)
        file.values[figure.name, version.month] = (*here, "value")
        old = ours.get(version.month)
        if old and _same(version.value, old.value) and version.clause in ("", old.clause):
            continue  # as in a copy of ours: nothing is replaced
        before = shown(old.value) if old else "（新增）"
        changes.append(
            Replacement(figure.label, f"{version.since:%Y-%m}", before, shown(version.value))
        )
        known[version.month] = version
    versions = tuple(known[month] for month in sorted(known))
    for number, version in enumerate(fresh):
        if isinstance(figure.shape.by, str) and figure.shape.by:
            here = (*place, "versions", str(number), "value")
            earlier = [v for v in versions if v.month < version.month]
            for model in (figure.version_at(version.month), *earlier[-1:]):
                _check_keys(file, here, version, model)
    return replace(figure, versions=versions), changes


def _check_keys(file: _File, place: Place, version: Version, model: Version) -> None:
    """Refuse a table that has some of the keys of the version before it, but not all."""
    missing = [name for name in model.value if name not in version.value]
    if missing and len(missing) < len(model.value):
        listed = "、".join(missing)
        file.refuse(place, f"缺少 {listed}：{model.since:%Y-%m} 的版本有，每个版本都要写全")


def _check_choices(file: _File, figure: Figure, figures: Mapping[str, Figure]) -> None:
    """Refuse words that are no keys of the figure which they are chosen from."""
    of = figures.get(figure.shape.choices_of)
    if of is None:
        return
    known = {key(name): name for version in of.versions for name in version.value}
    for version in figure.versions:
        place = file.values.get((figure.name, version.month))
        for word in version.value if place else ():
            if place and key(word) not in known:
                said = f"“{word}”不是“{of.label}”里的{of.shape.by}"
                file.refuse(place, f"{said}：{joined(known.values())}")


def _interpretations(
    file: _File, data: dict[str, Any], policy: Policy, ours: Mapping[str, Any]
) -> dict[str, str]:
    """Read the defaults: ``key = "option"``, or ours as a table with another default."""
    chosen: dict[str, str] = {}
    for name, entry in data.items():
        place: Place = ("interpretations", name)
        option = _default(file, place, entry, policy, ours) if isinstance(entry, dict) else entry
        if option is None:
            continue
        if not isinstance(option, str):
            file.refuse(place, f"取值应为文字，加英文双引号，现在是{told(option)}")
            continue
        try:
            found = parse_settings({name: option}, policy)
        except UsageError as error:
            file.refuse(place, str(error))
            continue
        ((switch, value),) = found.items()
        if chosen.setdefault(switch, value) != value:
            file.refuse(place, f"口径“{policy.interpretations[switch].name}”设置了两次且取值不同")
    return chosen


def _default(
    file: _File, place: Place, entry: dict[str, Any], policy: Policy, ours: Mapping[str, Any]
) -> Any:
    """Return the default of an interpretation that is written as a table; None if refused."""
    name = place[-1]
    own = ours.get(name)
    if own is None:
        known = joined(i.key for i in policy.interpretations.values())
        said = f"没有口径参数“{short(name)}”{_hint(name, ours)}"
        file.refuse(place, f"{said}。可用的有：{known}")
        return None
    for inner, value in entry.items():
        if inner not in own:
            file.refuse((*place, inner), f"不认识{_hint(inner, own)}，只能写 default")
        elif inner != "default" and not _same(value, own[inner]):
            file.refuse((*place, inner), "不能改，请删去；只能改 default")
    if "default" not in entry:
        file.refuse(place, '缺少 default，如 default = "…"')
    return entry.get("default")
