"""The panel's document: what the sample and the notice alone are told to say."""

from __future__ import annotations

from pathlib import Path

import pytest

from samples import result_of

from .helpers import run


@pytest.mark.thorough
def test_the_document(tmp_path: Path) -> None:
    result_of("panel").report("panel", tmp_path / "a.html")
    text = (tmp_path / "a.html").read_text(encoding="utf-8")
    for said in ("第一组市民代表名额", "社区或村居民代表", "评议票的发放和回收", "第二组评议结果",
                 "85.00", "全部部门的排名", "一组 12 个部门 120 分钟"):  # fmt: skip
        assert said in text
    run().report("panel", tmp_path / "b.html")
    only = (tmp_path / "b.html").read_text(encoding="utf-8")
    assert "市民代表名额分配表" in only
    assert "组评议结果" not in only
