"""The live formulas of 资格审查: from what was filled in to states and verdicts (三、八、九)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from qdcalc.award.answers import ASKED, NO, YES
from qdcalc.award.scale import VAT_COLUMNS
from qdcalc.award.verdicts import CLAUSES, CONDITIONS
from qdcalc.award.words import OtherScale, Prize, Sector, State, Vat, Verdict
from qdcalc.exact import months
from qdcalc.notice import policy as policies
from qdcalc.table.live import Sheets, text, where

if TYPE_CHECKING:
    from qdcalc.exact.dtypes import Texts

BASE = "评审基准日"
_PARTS = 10_000  # of a share with four decimals
_MET, _UNMET, _OPEN = (text(state) for state in (State.MET, State.UNMET, State.OPEN))


def examined(sheets: Sheets) -> Mapping[str, Any]:
    """Return the formulas of 资格审查: each condition, verdict, the clauses not met (八、九)."""
    place = sheets.of("examined")
    frame = place.frame
    own = {name: place.cells(name) for name in frame.columns}
    is_within = (frame["verdict"] != Verdict.OUTSIDE).to_numpy(dtype=bool)
    excellent = (frame["prize"] == Prize.EXCELLENCE).to_numpy(dtype=bool)
    made: dict[str, Any] = {name: _answered(own, name) for name in ASKED}
    made["innovation"] = where(~excellent, made["innovation"])
    count, until = own["accident_count"], own["ban_until"]
    made["accidents"] = "IF(" + count + f'="",{_OPEN},IF(' + count + f">0,{_UNMET},{_MET}))"
    made["ban"] = "IF(" + until + f'="",{_MET},{_UNMET})'
    if base := sheets.setting(BASE):
        years = sheets.figure("years_operating", "", month_of(sheets))
        full = years_later(own["registered"], years)
        made["operating"] = "IF(" + full + f"<={base},{_MET},{_UNMET})"
    made["scale"] = where(excellent, _scale(sheets, own))
    states = own[CONDITIONS[0]] + ":" + own[CONDITIONS[-1]]
    unmet, is_open = ("COUNTIF(" + states + f",{state})>0" for state in (_UNMET, _OPEN))
    still = "IF(" + is_open + f",{text(Verdict.OPEN)},{text(Verdict.FIT)})"
    made["verdict"] = "IF(" + unmet + f",{text(Verdict.UNFIT)}," + still + ")"
    made["unmet"] = _unmet(own)
    return {name: where(is_within, formulas) for name, formulas in made.items()}


def _answered(own: Mapping[str, Texts], condition: str) -> Texts:
    """Return the state of a condition that is answered: one other answer fails it."""
    wanted = ASKED[condition][1].items()
    fails = ",".join(["{}=" + text(NO if answer is YES else YES) for _, answer in wanted])
    meets = ",".join(["{}=" + text(answer) for _, answer in wanted])
    cells = [own[column] for column, _ in wanted]
    return _state(_filled(f"OR({fails})", cells), _filled(f"AND({meets})", cells))


def _filled(template: str, cells: list[Texts]) -> Texts:
    """Put each row's cells in the places of a template."""
    pieces = template.split("{}")
    said: Any = pieces[0]
    for cell, piece in zip(cells, pieces[1:], strict=True):
        said = said + cell + piece
    found: Texts = np.asarray(said, dtype=object)
    return found


def _state(fails: Any, meets: Any) -> Texts:
    found: Texts = "IF(" + fails + f",{_UNMET},IF(" + meets + f",{_MET},{_OPEN}))"
    return found


def _scale(sheets: Sheets, own: Mapping[str, Texts]) -> Texts:
    """Return the state of the size by the sort of organisation (八(四))."""
    month = month_of(sheets)

    def figure(name: str) -> str:
        return sheets.figure(name, "", month)

    services = _state(
        _below(own["turnover_fen"], figure("services_turnover_yuan")),
        own["turnover_fen"] + '<>""',
    )
    other = f"IF({sheets.chosen('other', OtherScale.SERVICES)}," + services + f",{_OPEN})"
    sector = own["sector"]
    rest = "IF(" + sector + f"={text(Sector.SERVICES)}," + services + "," + other + ")"
    built = _construction(sheets, own, figure("construction_vat_yuan"))
    rest = "IF(" + sector + f"={text(Sector.CONSTRUCTION)}," + built + "," + rest + ")"
    made = _industry(own, figure("industry_sales_yuan"), figure("industry_rd_share"))
    found: Texts = "IF(" + sector + f"={text(Sector.INDUSTRY)}," + made + "," + rest + ")"
    return found


def _below(amount: Texts, threshold: str) -> Texts:
    found: Texts = "AND(" + amount + '<>"",' + amount + f"<{threshold})"
    return found


def _industry(own: Mapping[str, Texts], sales_yuan: str, share: str) -> Texts:
    sales, research = own["sales_fen"], own["research_fen"]
    known = sales + '<>"",' + research + '<>""'
    product = "ROUND(" + research + f"*100,0)*{_PARTS}<ROUND(" + sales
    product = product + f"*100,0)*ROUND({share}*{_PARTS},0)"
    # a blank is an empty text here, which no product takes: the products are asked for last
    small = "IF(AND(" + known + ")," + product + ",FALSE())"
    fails = "OR(" + _below(sales, sales_yuan) + "," + small + ")"
    return _state(fails, "AND(" + known + ")")


def _construction(sheets: Sheets, own: Mapping[str, Texts], vat_yuan: str) -> Texts:
    grade, amounts = own["grade"], [own[name] for name in VAT_COLUMNS]
    grades = sheets.figure("construction_grades", "", month_of(sheets))
    # the figure's cell lists the grades: 特级、一级
    low = "AND(" + grade + '<>"",ISERROR(FIND("、"&' + grade + f'&"、","、"&{grades}&"、")))'
    count = "COUNT(" + amounts[0] + ":" + amounts[-1] + ")"
    each: Any = "OR(" + low
    for amount in amounts:
        each = each + "," + _below(amount, vat_yuan)
    each = each + ")"
    total = f"ROUND(SUM({{}}),2)<{len(amounts)}*{vat_yuan}"
    summed = _filled(total, [amounts[0] + ":" + amounts[-1]])
    whole = "AND(" + count + f"={len(amounts)}," + summed + ")"
    together = "OR(" + low + "," + whole + ")"
    fails = f"IF({sheets.chosen('vat', Vat.EACH)}," + each + "," + together + ")"
    meets = "AND(" + grade + '<>"",' + count + f"={len(amounts)})"
    return _state(fails, meets)


def _unmet(own: Mapping[str, Texts]) -> Texts:
    """Return the clauses of which a condition is not met, each once, joined by 、."""
    words = policies.load("qdcalc.award").clause_words
    said: Any = '""'
    for clause in dict.fromkeys(CLAUSES.values()):
        names = [name for name, of in CLAUSES.items() if of == clause]
        parts: Any = own[names[0]] + f"={_UNMET}"
        for name in names[1:]:
            parts = parts + "," + own[name] + f"={_UNMET}"
        said = said + "&IF(OR(" + parts + f'),{text(words(clause) + " ")},"")'
    found: Texts = "SUBSTITUTE(TRIM(" + said + ')," ","、")'
    return found


def years_later(days: Texts, years: Any) -> Texts:
    """Return days that many years later, as texts; 29 February is 28 where there is none."""
    later: Texts = (
        "TEXT(EDATE(DATEVALUE(" + days + f"),{months.PER_YEAR}*" + years + '),"yyyy-mm-dd")'
    )
    return later


def month_of(sheets: Sheets) -> int | None:
    """Return the month whose figures are in force: that of 评审基准日."""
    row = sheets.rules.settings.get(BASE)
    if row is None:
        return None
    return months.of_text(str(sheets.of("basis").frame["choice"].iloc[row])[:7])
