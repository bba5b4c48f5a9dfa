"""The live sides of 校验: what the sheets of the panel say, counted and added up (二, 附件3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from qdcalc.panel.words import SHARE, VOTES, WHOLE, Verdict
from qdcalc.table.live import Sheets, Side, text

Columns = Mapping[str, str]


def off_exact(_: Sheets, own: Columns) -> Iterator[str]:
    """名额 is one or more away from 精确值, without being the one that each category has."""
    yield f'(ABS({own["quota"]}-{own["exact"]})>=1)*({own["rest"]}<>"")'


def off_turn(_: Sheets, own: Columns) -> Iterator[str]:
    """名额 is not 先分名额, and one more where 余数次序 is within 待分名额."""
    yield f'({own["rest"]}="")*({own["quota"]}<>{own["base"]})'
    within = f"({own['turn']}<={own['left']})"
    yield f'({own["rest"]}<>"")*({own["quota"]}<>{own["base"]}+{within})'


def off_verdict(_: Sheets, own: Columns) -> Iterator[str]:
    """结果 is not what 左值 and 右值 say."""
    even = f"({own['left']}={own['right']})"
    yield f"{even}<>({own['verdict']}={text(Verdict.PASSED)})"
    yield f"{own['left']}-{own['right']}<>{own['difference']}"


def quota_total(sheets: Sheets) -> str:
    """Return 名额 added up."""
    return sheets.of("quotas").total("quota")


def size_total(sheets: Sheets) -> str:
    """Return 每组人数 of each venue and group added up: of the first row of each."""
    place = sheets.of("quotas")
    keys = place.frame["venue"] + "|" + place.frame["group"]
    return place.total("size", np.flatnonzero((keys != keys.shift()).to_numpy()))


def sheet_total(sheets: Sheets) -> str:
    """Return the blocks' sums of 名额总表 added up."""
    place = sheets.of("quota_sheet")
    return place.total("every", np.flatnonzero((place.frame["category"] == WHOLE).to_numpy()))


def there_total(sheets: Sheets) -> str:
    """Return 实有 added up."""
    return sheets.of("roster_checks").total("there")


def off_there(_: Sheets, own: Columns) -> Iterator[str]:
    """差额 is not 实有 less 名额."""
    yield f"{own['difference']}<>{own['there']}-{own['quota']}"


def off_ballots(_: Sheets, own: Columns) -> Iterator[str]:
    """发放差额 or 回收差额 is not the difference."""
    yield f"{own['issued_difference']}<>{own['issued']}-{own['quota']}"
    yield f"{own['returned_difference']}<>{own['returned']}-{own['issued']}"


def ballot_total(name: str, is_whole: bool) -> Side:
    """Return a count of ballots added up: of the rows 合计, or of the venues."""

    def side(sheets: Sheets) -> str:
        place = sheets.of("ballot_checks")
        rows = (place.frame["venue"] == WHOLE).to_numpy() == is_whole
        return place.total(name, np.flatnonzero(rows))

    return side


def votes_total(sheets: Sheets) -> str:
    """Return the votes of every grade added up."""
    place = sheets.of("tally")
    names = [name for name in place.frame.columns if name.startswith(VOTES)]
    return f"SUM({place.block(names[0], names[-1])})"


def off_valid(sheets: Sheets, own: Columns) -> Iterator[str]:
    """有效票 is not the sum of the grades."""
    names = [name for name in own if name.startswith(VOTES)]
    yield f"{own['valid']}<>{'+'.join(own[name] for name in names)}"


def off_abstained(_: Sheets, own: Columns) -> Iterator[str]:
    """弃权 is there without ballots, or is below 0."""
    yield f"ISNUMBER({own['abstained']})<>ISNUMBER({own['back']})"
    yield f"N(0)+({own['abstained']}<0)"


def off_shares(_: Sheets, own: Columns) -> Iterator[str]:
    """Look for a share without a valid vote, and for none where there is one."""
    for name in (name for name in own if name.startswith(SHARE)):
        yield f"ISNUMBER({own[name]})<>({own['valid']}>0)"


def off_score(_: Sheets, own: Columns) -> Iterator[str]:
    """得分 is there without a divisor, or is missing where there is one."""
    yield f"ISNUMBER({own['score_x100']})<>({own['divisor']}>0)"
