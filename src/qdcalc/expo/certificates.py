"""International certification of shows and venues, recognised conferences (三(一), 三(二))."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.arrays import plain, texts, unchecked
from qdcalc.exact.money import FEN_PER_YUAN, Fen, product
from qdcalc.exact.texts import key, split_list
from qdcalc.expo.cases import (
    Figures,
    Ints,
    Texts,
    case,
    count_text,
    figures_at,
    filled,
    is_in_force,
    keys,
    listed,
    months_of,
    where,
    yes,
    yuan_text,
)
from qdcalc.expo.notice import known_figures, notice_figures
from qdcalc.notice.description import Job

Bools = npt.NDArray[np.bool_]
_KINDS = {"展会": "show_certificate", "展馆": "venue_certificate", "国际会议": "conference"}
_AMOUNTS = {
    "show_certificate": "show_certificate_yuan",
    "venue_certificate": "venue_certificate_yuan",
    "conference": "conference_yuan",
}
_FIGURES = tuple(_AMOUNTS.values())


@plain(kind=texts(*_KINDS), figures=known_figures)
def certificate_award_fen(kind: npt.ArrayLike, *, figures: Figures | None = None) -> Fen:
    """Return what a certification, or a recognised conference, is awarded [fen] (三).

    Parameters
    ----------
    kind : str, array or Series of str
        展会 (once), 展馆 (once) or 国际会议 (each time).
    figures : mapping, optional
        The notice's figures; ours if not given.
    """
    known = notice_figures(figures)
    kinds = np.asarray(kind, dtype=object)
    amount = np.zeros(kinds.shape, dtype=np.int64)
    for name, item in _KINDS.items():
        amount = np.where(kinds == name, known[_AMOUNTS[item]], amount)
    return product(amount, FEN_PER_YUAN)


def certificates(job: Job) -> pd.DataFrame:
    """Return the cases of the sheet 认证."""
    data = job.tables["certificates"]
    frame = data.frame.reindex(columns=[c.name for c in data.table.columns])
    day = frame["held_on"].astype("datetime64[s]")
    day = day.where(day.notna(), frame["certified_on"].astype("datetime64[s]"))
    months = months_of(day, None)
    figures = figures_at(job.policy, months, _FIGURES)
    kind = frame["kind"].to_numpy(dtype=object)
    item = frame["kind"].map(_KINDS).to_numpy(dtype=object)
    is_conference = item == "conference"
    amount = unchecked(certificate_award_fen)(kind, figures=figures)
    body, name = _named(filled(frame["body"])), keys(frame["subject"])
    # 三(二) prints no condition for a venue but the certificate
    needs_marks = item == "show_certificate"
    recognised = _recognised(body, months, job)
    year = day.dt.year.to_numpy(dtype=np.int64)
    claim = item + "|" + name
    of_year = where(is_conference, claim + "|" + count_text(year))
    of_day = claim + "|" + day.dt.strftime("%Y-%m-%d").to_numpy(dtype=object)
    said = where(body != "", "，由 " + body + " 认证", "，没有写认证机构")
    words = np.select(
        [is_conference & recognised, is_conference],
        ["国际会议，" + body + " 认可，每次：" + yuan_text(figures["conference_yuan"]),
         "国际会议，" + where(body != "", body + " 不是规定的认可机构", "没有写认可机构")],
        kind + "国际认证" + said + "，一次性：" + yuan_text(amount // FEN_PER_YUAN),
    )  # fmt: skip
    return case(
        len(frame),
        item=item,
        subject=filled(frame["subject"]),
        applicant=filled(frame["applicant"]),
        year=year,
        day=day,
        claim=where(is_conference, of_day, claim),
        history_claim=of_year,
        amount_fen=amount,
        refusal=listed(
            where(needs_marks & ~yes(frame["is_fixed"]), "固定举办不是“是”"),
            where(needs_marks & ~yes(frame["is_local"]), "本市机构不是“是”"),
            where(is_conference & ~recognised, "没有 ICCA 等规定机构的认可"),
        ),
        remark=where(
            is_conference & frame["held_on"].isna().to_numpy(), "没有填举办日期，按认证日期核对重复"
        ),
        doubt=listed(
            where(~is_conference & (body == ""), "认证机构没有填，是否权威机构需确认"),
            where(_is_unsure(body), "认证机构写的是“" + body + "”，是否已取得需确认"),
        ),
        working=words,
        clause=frame["kind"].map(
            {k: job.policy.words["clauses"][i] for k, i in _KINDS.items()}
        ).to_numpy(dtype=object),
    )  # fmt: skip


_UNSURE = re.compile(
    "^(?:未|没有|暂无|不是|尚)|未(?:获|取得|通过|认证|认可|经)|非(?=[A-Za-z])|申请中|办理中|待(?:定|批|审|认证)"
    "|(?:已|到)?(?:过期|失效|撤销|注销)"
)


def _named(body: Texts) -> Texts:
    """Return bodies; what says that there is none (无, -, /) is a blank."""
    codes, distinct = pd.factorize(body)
    return np.array([text if split_list(text) else "" for text in distinct], dtype=object)[codes]


def _is_unsure(body: Texts) -> Bools:
    """Say which bodies are named with a word that denies or delays the certificate."""
    codes, distinct = pd.factorize(body)
    return np.array([bool(_UNSURE.search(text)) for text in distinct], dtype=bool)[codes]


def _recognised(body: Texts, months: Ints, job: Job) -> Bools:
    """Say whose body is one that recognises conferences: its name stands in the text by itself."""
    found = np.zeros(len(body), dtype=bool)
    codes, distinct = pd.factorize(body)
    for version in job.policy.figure("conference_bodies").versions_of(np.unique(months).tolist()):
        in_force = is_in_force(job.policy, "conference_bodies", version, months)
        if not version.value:
            continue
        names = "|".join(re.escape(key(name)) for name in version.value)
        alone = re.compile(rf"(?<![a-z])(?:{names})(?![a-z])")
        named = np.array([bool(alone.search(key(text))) for text in distinct], dtype=bool)
        found |= in_force & named[codes]
    return found
