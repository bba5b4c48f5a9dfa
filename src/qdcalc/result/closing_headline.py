"""What every headline closes with: what to check before signing, the basis, the proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qdcalc.notice.switches import DEFAULT
from qdcalc.record import record
from qdcalc.result.closing_tables import PASSED
from qdcalc.result.headline import Headline, ToCheck
from qdcalc.table.problems import MONEY

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.result.provenance import Provenance
    from qdcalc.table.problems import Problems

_HASH = 8  # characters of a SHA-256 that are shown
_MOST_INPUTS = 2


@record
class Closing:
    """What a headline closes with; ``verdicts`` are the column of 校验."""

    problems: Problems
    provenance: Provenance
    verdicts: pd.Series[str]
    reservations: tuple[str, ...]
    to_check: tuple[str, ...]

    def of(self, head: Headline) -> Headline:
        """Return a notice's headline with what every calculation closes with."""
        said = [ToCheck(line) for line in self.to_check]
        said += [
            ToCheck(group.text, group.count, group.places, group.fault.weight == MONEY)
            for group in self.problems.groups()
        ]
        basis = "　".join(part for part in (head.basis, _basis(self.provenance)) if part)
        proof = _proof(self.verdicts, self.provenance)
        return head.with_closing(self.reservations, tuple(said), basis, proof)


def _basis(provenance: Provenance) -> str:
    """Say which interpretations and figures are not the default."""
    policy = provenance.policy
    changed = [
        f"{item.name}＝{next(c.name for c in item.choices if c.key == option)}"
        for key, option in provenance.interpretations.items()
        if provenance.origins[key] != DEFAULT
        and option != (item := policy.interpretations[key]).default
    ]
    said = f"改动 {len(changed)} 项：{'、'.join(changed)}" if changed else "全部默认"
    files = "、".join(name for name, _ in policy.files)
    return f"口径：{said}" + (f"　政策文件：{files}" if files else "")


def _proof(verdicts: pd.Series[str], provenance: Provenance) -> str:
    passed = int((verdicts == PASSED).sum())
    failed = len(verdicts) - passed
    checks = f"校验 {passed:,}/{len(verdicts):,} 通过" + (
        f"，{failed:,} 项不通过，请勿使用" if failed else ""
    )
    inputs = provenance.inputs
    named = "、".join(f"{f.name} {f.sha256[:_HASH]}".strip() for f in inputs[:_MOST_INPUTS])
    more = f" 等 {len(inputs):,} 个文件" if len(inputs) > _MOST_INPUTS else ""
    earlier = provenance.previous
    compared = f"　上月结果 {earlier.name} {earlier.sha256[:_HASH]}".rstrip() if earlier else ""
    return f"{checks}　输入 {named}{more}{compared}　qdcalc {provenance.version}"
