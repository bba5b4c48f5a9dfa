"""Run every notebook of a folder from the top; fail on an error or a stale output.

The executed copies go to another folder; the committed ones stay as they are.
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient


def main() -> None:
    """Run the notebooks of the first folder, write them to the second."""
    folder, out = (Path(argument) for argument in sys.argv[1:3])
    for path in sorted(folder.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        NotebookClient(
            notebook, timeout=300, resources={"metadata": {"path": str(folder)}}
        ).execute()
        nbformat.write(notebook, out / path.name)
        print(f"{path.name}: {len(notebook.cells)} cells")


if __name__ == "__main__":
    main()
