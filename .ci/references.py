"""Say whether the references (tests marked ``oracle``) must run: they or the formulas changed.

References are the exact ones in tests/oracle, LibreOffice's own arithmetic with the formulas in our
workbooks, and a calculation of one process for one in parts.

``.ci/references_passed.txt`` holds the digest of what they last passed on, committed so that a new
clone knows it too.

    python .ci/references.py          say whether they are due; exit code 1 where they are
    python .ci/references.py record   write down that they passed on what lies here
    python .ci/references.py run      run them, then write that down; commit the file
"""

import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RECORD = ".ci/references_passed.txt"
RUN = ("-m", "pytest", "-q", "-n", "auto", "--dist", "worksteal", "-m", "oracle")
# what an amount goes through from the cell that it is read from to the one that it is written in
_SHARED = ("exact", "table", "intake", "notice", "result", "workbook", "parquet", "scale")
_OF_REFERENCES = re.compile(rb"\boracle\b|\bfew\(")  # few: of tests/seeds.py, which marks them


def covered(root: Path = ROOT) -> list[Path]:
    """Return the files that decide: the formulas, the references, the tests that use them."""
    return sorted({*_formulas(root / "src" / "qdcalc"), *_references(root / "tests")})


def _formulas(package: Path) -> Iterator[Path]:
    notices = [policy.parent for policy in package.glob("*/policy.toml")]
    for folder in (*(package / name for name in _SHARED), *notices):
        for kind in ("*.py", "*.toml"):
            yield from folder.rglob(kind)


def _references(tests: Path) -> Iterator[Path]:
    for path in tests.rglob("*.py"):
        is_shared = path.parent.name == "oracle" or path.name.endswith("helpers.py")
        if is_shared or _OF_REFERENCES.search(path.read_bytes()):
            yield path


def digest(root: Path = ROOT) -> str:
    """Return one SHA-256 over the names and contents of these files; line ends don't count."""
    total = hashlib.sha256()
    for path in covered(root):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        total.update(f"{path.relative_to(root).as_posix()}\0".encode())
        total.update(hashlib.sha256(content).digest())
    return total.hexdigest()


def passed(root: Path = ROOT) -> str:
    """Return the digest on which they last passed, or nothing."""
    record = root / RECORD
    return record.read_text(encoding="ascii").strip() if record.is_file() else ""


def main(words: list[str]) -> int:
    """Do what the command line asks for."""
    now = digest()
    if words == ["run"]:
        code = subprocess.call([sys.executable, *RUN], cwd=ROOT)
        if code:
            return code
    if words in (["run"], ["record"]):
        if digest() != now:
            print("formulas or references changed while they ran: nothing is recorded")
            return 1
        is_new = passed() != now
        (ROOT / RECORD).write_text(f"{now}\n", encoding="ascii", newline="\n")
        print(f"the references passed on {now}" + (f": commit {RECORD}" if is_new else ""))
        return 0
    is_due = passed() != now
    print(f"the references last passed on {passed() or 'nothing known'}; here is {now}")
    print("they are due" if is_due else "nothing that they test has changed")
    return int(is_due)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
