"""The live sides of 校验: what the sheets of the warnings say, counted again (三)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from qdcalc.smog.warning.live import level_of
from qdcalc.smog.words import AT_ONCE, HINT, UNKNOWN
from qdcalc.table.live import Sheets, Side, text

Columns = Mapping[str, str]
HEAVY = text("是")


def filled(column: str, more: int = 0) -> Side:
    """Return how many cells of a column of 逐时 are filled, ``more`` added."""

    def side(sheets: Sheets) -> str | None:
        place = sheets.of("hours")
        added = f"+{more}" if more else ""
        return f"COUNTIF({place.column(column)},{text('?*')}){added}" if len(place) else None

    return side


def heavy(column: str) -> Side:
    """Return how many hours of 逐时 are heavy."""

    def side(sheets: Sheets) -> str | None:
        place = sheets.of("hours")
        return f"COUNTIF({place.column(column)},{HEAVY})" if len(place) else None

    return side


def outside(_: Sheets, own: Columns) -> Iterator[str]:
    """Look for heavy hours in no process: an edit has made them heavy."""
    yield f'({own["is_heavy"]}={HEAVY})*({own["process"]}="")'


def levels(sheets: Sheets, own: Columns) -> Iterator[str]:
    """级别 is not what 持续小时, 大于300小时 and 最高24小时均值 say."""
    for level, condition in level_of(sheets, own).items():
        yield f"({condition})*({own['level']}<>{text(level)})"


def lengths(_: Sheets, own: Columns) -> Iterator[str]:
    """大于300小时 is more than there are hours from start to end."""
    yield f"{own['severe_hours']}>ROUND(({own['ended_at']}-{own['started_at']})*24,0)"


def words(_: Sheets, own: Columns) -> Iterator[str]:
    """Look for levels without words and times, and for these without a level."""
    for name in ("response", "issue_by", "lifted_at", "issuer", "approver"):
        yield f'({own["level"]}={text(HINT)})<>({own[name]}="")'


def days(_: Sheets, own: Columns) -> Iterator[str]:
    """Look for days of summaries where nothing is lifted, and for none where it is."""
    lifted = f'({own["lifted_at"]}<>"")*({own["lifted_at"]}<>{text(UNKNOWN)})'
    for name in ("members_due", "office_due"):
        yield f"ISNUMBER({own[name]})*1<>{lifted}"


def issues(sheets: Sheets, own: Columns) -> Iterator[str]:
    """最迟发布 is not the notice before 起始时间."""
    due = f"{own['started_at']}-{sheets.figure('notice_hours')}/24+1/86400"
    is_day = f'({own["issue_by"]}<>"")*({own["issue_by"]}<>{text(AT_ONCE)})'
    yield f"{is_day}*({own['issue_by']}<>TEXT({due},{text('yyyy-mm-dd hh:mm')}))"
