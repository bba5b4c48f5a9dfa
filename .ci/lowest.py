"""Print each declared dependency at its lowest version, as constraints for pip."""

import re
import sys
import tomllib
from pathlib import Path


def main() -> None:
    """Read pyproject.toml: the core and the extras named on the command line."""
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = list(project["dependencies"])
    for extra in sys.argv[1:]:
        wanted += project["optional-dependencies"][extra]
    for text in wanted:
        name = re.match(r"[A-Za-z0-9_.-]+", text)
        lowest = re.search(r">=([0-9.]+)", text)
        if name and lowest:
            print(f"{name[0]}=={lowest[1]}")


if __name__ == "__main__":
    main()
