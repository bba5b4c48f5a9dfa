"""One command that installs qdcalc and runs it, the same in cmd, PowerShell and sh.

    python start.py            install, then run the main job on the sample data
    python start.py test       install with the test tools, then run the tests

Inside a virtual environment it installs there; otherwise it makes ``.venv`` beside this file.
Only the standard library is used, so that it runs on a bare Python.
"""

import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent


def python_to_use():
    """Return the interpreter to install into: this virtual environment's, or .venv's."""
    if sys.prefix != sys.base_prefix:
        return Path(sys.executable)
    folder = HERE / ".venv"
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not python.exists():
        print("正在建立虚拟环境 .venv ……", flush=True)
        try:
            venv.create(folder, with_pip=True)
        except BaseException as error:
            shutil.rmtree(folder, ignore_errors=True)  # half of one would be taken for whole
            if isinstance(error, (OSError, subprocess.CalledProcessError)):
                sys.exit(f"虚拟环境 {folder} 建不了，请检查磁盘空间和文件夹的权限")
            raise
    return python


def run(*command):
    """Run a command; stop with its exit code if it fails."""
    code = subprocess.call([str(part) for part in command], cwd=HERE)
    if code:
        sys.exit(code)


def main():
    """Install and run what was asked for."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")
    if sys.version_info < (3, 11):  # noqa: UP036 (it runs before anything is installed)
        sys.exit(f"需要 Python 3.11 或更高版本，现在是 {sys.version.split()[0]}")
    task = sys.argv[1] if len(sys.argv) > 1 else "demo"
    if task not in ("demo", "test"):
        sys.exit("用法：python start.py [demo|test]")
    python = python_to_use()
    print("正在安装 qdcalc ……", flush=True)
    target = ".[test]" if task == "test" else "."
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", target)
    if task == "test":
        run(python, "-m", "pytest", "-n", "auto")
    else:
        run(python, "-m", "qdcalc", "demo")
        if python != Path(sys.executable):
            print(f"以后用 {python} -m qdcalc 运行，或先激活虚拟环境 .venv")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("已停止")
    except OSError:
        sys.exit("文件读写不了，请检查磁盘空间和文件夹的权限")
