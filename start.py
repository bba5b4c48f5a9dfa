"""One command that installs qdcalc and runs it, the same in cmd, PowerShell and sh.

    python start.py            install, then run the main job on the sample data
    python start.py test       install with the test tools, then run the tests
    python start.py bundle     make a folder from which start.py installs without a network

Inside a virtual environment it installs there; otherwise it makes ``.venv`` beside this file.
Where a folder ``wheels`` lies beside this file, it installs from that alone.
Only the standard library is used, so that it runs on a bare Python.
"""

import email
import os
import platform
import re
import shutil
import subprocess
import sys
import threading
import time
import venv
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
WHEELS = "wheels"
BUNDLE = "qdcalc_离线安装包"
VERSIONS = ("3.11", "3.12", "3.13")
PLATFORMS = {
    "Windows": ("win_amd64",),
    "Linux": (
        *(f"manylinux_2_{n}_x86_64" for n in range(28, 16, -1)),
        "manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64",
    ),
}  # fmt: skip
COPIED = ("start.py", "README.md", "LICENSE", "CHANGELOG.md", "data", "docs", "notebooks")
READ_FIRST = """qdcalc 离线安装包

1. 电脑上要有 64 位的 Python 3.11、3.12 或 3.13（Windows 或 Linux，x86-64）。
2. 把整个文件夹复制到电脑上，在文件夹里打开命令行，运行：

       python start.py

   不需要网络。装好后，示例在文件夹“示例”里，怎样用见 README.md。
3. 有新的离线安装包时，同样运行一次。
"""
USAGE = "用法：python start.py [demo|test|bundle]"


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
                sys.exit(
                    f"虚拟环境 {folder} 建不了，请检查磁盘空间和文件夹的权限；"
                    "Linux 上可能要先安装 python3-venv"
                )
            raise
    return python


def run(*command):
    """Run a command; stop with its exit code if it fails."""
    code = subprocess.call([str(part) for part in command], cwd=HERE)
    if code:
        sys.exit(code)


# ------------------------------------------------------------------------ what pip is told


def is_offline():
    """Say whether this is an offline package: the wheels lie beside this file."""
    return (HERE / WHEELS).is_dir()


def install_commands(task):
    """Return what pip is told to install for a task, one list of arguments a call."""
    if not is_offline():
        return [["install", ".[test]" if task == "test" else "."]]
    offline = ["install", "--no-index", "--find-links", str(HERE / WHEELS)]
    # the second call replaces a qdcalc of the same version that an earlier package installed
    return [
        [*offline, "--upgrade", "qdcalc[report]"],
        [*offline, "--force-reinstall", "--no-deps", "qdcalc"],
    ]


def download_command(folder, wanted, version, tags):
    """Return what pip is told to download for one system and one version of Python."""
    platforms = [part for tag in tags for part in ("--platform", tag)]
    return [
        "download", "--only-binary=:all:", "--dest", str(folder), "--find-links", str(folder),
        "--implementation", "cp", "--python-version", version, *platforms, *wanted,
    ]  # fmt: skip


def left_out(folder, system):
    """Return the names that the wheels require on a system only, and that are not there.

    pip judges such conditions by the computer that it runs on, not by the one it downloads for.
    """
    word = "win32|Windows" if system == "Windows" else "linux|Linux|posix"
    there = {_plain(file.name.split("-")[0]) for file in folder.glob("*.whl")}
    found = set()
    for file in sorted(folder.glob("*.whl")):
        with zipfile.ZipFile(file) as wheel:
            name = next(n for n in wheel.namelist() if n.endswith(".dist-info/METADATA"))
            described = email.message_from_bytes(wheel.read(name))
        for line in described.get_all("Requires-Dist") or []:
            required, _, condition = line.partition(";")
            if "extra" not in condition and re.search(word, condition):
                found.add(_plain(re.match(r"[\w.-]+", required)[0]))
    return sorted(found - there)


def _plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()


# ------------------------------------------------------------------------ pip, seen at work


def pip(python, arguments, doing):
    """Run pip; show what it is at, and in Chinese why it failed. No address is ever shown."""
    print(f"{doing} ……", flush=True)
    command = [str(python), "-m", "pip", *arguments]
    command += ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    environment = os.environ | {"PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"}
    lines = []
    with subprocess.Popen(
        command, cwd=HERE, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        encoding="utf-8", errors="replace",
    ) as process:  # fmt: skip
        reader = threading.Thread(target=lambda: lines.extend(process.stdout), daemon=True)
        reader.start()
        try:
            watch(reader, lines)
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        sys.exit(f"{doing}没有成功。{why(lines)}")


def watch(reader, lines):
    """Show what pip is at until it ends: on a terminal in one line, else a line now and then."""
    begun, told = time.monotonic(), 0.0
    is_terminal = sys.stdout.isatty()
    room = shutil.get_terminal_size().columns - 1
    while reader.is_alive():
        reader.join(0.5 if is_terminal else 0.2)
        seconds = time.monotonic() - begun
        stages = [text for text in map(stage, list(lines)) if text]
        if not stages or (not is_terminal and seconds - told < 10):
            continue
        told = seconds
        text = f"  第 {len(stages)} 步：{stages[-1]}（已用 {seconds:.0f} 秒）"
        if is_terminal:
            blanks = room - sum(1 if character.isascii() else 2 for character in text)
            print("\r" + text + " " * max(blanks, 0), end="", flush=True)
        else:
            print(text, flush=True)
    if is_terminal:
        print("\r" + " " * room, end="\r", flush=True)


def stage(line):
    """Return in Chinese what a line of pip's says it is at, or nothing.

    >>> stage("Collecting numpy>=2.0 (from pandas)")
    '收集 numpy'
    """
    words = line.split()
    if line.startswith("Processing "):
        return "收集 " + Path(words[1]).name.split("-")[0]
    if line.startswith("Collecting "):
        return "收集 " + re.match(r"[\w.-]*", words[1])[0]
    if line.startswith("Installing collected packages:"):
        return f"安装 {len(words) - 3} 个组件"
    if line.startswith(("Building wheel", "  Installing build", "  Getting requirements")):
        return "生成 qdcalc 的安装包"
    return ""


def why(lines):
    """Return why pip failed, addresses left out."""
    text = "".join(lines)
    lacking = re.search(r"No matching distribution found for ([\w.-]+)", text)
    if lacking and is_offline():
        return f"离线安装包里没有适合这台电脑的 {lacking[1]}，请用 64 位的 Python 3.11 至 3.13"
    if lacking or re.search("NewConnectionError|ConnectionError|ConnectTimeout|ReadTimeout", text):
        return (
            "连不上软件源，或软件源里没有需要的组件。请检查网络；没有网络的电脑，"
            f"请在有网络的电脑上运行 python start.py bundle，把文件夹 {BUNDLE} 拷过来"
        )
    if "No space left" in text:
        return "磁盘已满，请腾出空间后再运行"
    if "Permission denied" in text or "PermissionError" in text:
        return "没有写文件的权限，请换一个文件夹，或关闭正在运行的 qdcalc"
    last = [
        re.sub(r"\S*://\S*", "（地址）", line.strip()) for line in lines if "error" in line.lower()
    ]
    return "pip 说：" + "；".join(last[-2:]) if last else "请检查网络和磁盘空间"


# ------------------------------------------------------------------------ the tasks


def refuse_unfit():
    """Stop where the offline package has no wheels for this computer."""
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    machine = platform.machine().lower()
    is_known = platform.system() in PLATFORMS and machine in ("amd64", "x86_64")
    if version not in VERSIONS or not is_known or sys.maxsize < 2**32:
        sys.exit(
            "离线安装包适用于 64 位（x86-64）Windows、Linux 上的 Python "
            f"{'、'.join(VERSIONS)}，这台电脑是 {platform.system()} {platform.machine()}、"
            f"Python {version}"
        )


def install(python, task):
    """Install qdcalc for a task."""
    for arguments in install_commands(task):
        what = "qdcalc 自己" if "--no-deps" in arguments else "qdcalc 和它用的组件"
        pip(python, arguments, f"正在{'从离线安装包' if is_offline() else ''}安装 {what}")


def bundle(python):
    """Make the offline package beside this file, whole or not at all."""
    target = HERE / BUNDLE
    if target.exists():
        sys.exit(f"{target} 已经存在，请先移走或改名")
    making = HERE / f"{BUNDLE}_正在制作"
    shutil.rmtree(making, ignore_errors=True)
    try:
        collect(python, making / WHEELS)
        for name in COPIED:
            source = HERE / name
            copy = shutil.copytree if source.is_dir() else shutil.copy2
            if source.exists():
                copy(source, making / name)
        (making / "先看这里.txt").write_text(READ_FIRST, encoding="utf-8-sig", newline="\r\n")
        making.rename(target)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    size = sum(file.stat().st_size for file in target.rglob("*") if file.is_file())
    print(f"离线安装包在 {target}（{size / 2**20:,.0f} MB）。")
    print("把整个文件夹拷到没有网络的电脑上，在里面运行 python start.py")


def collect(python, folder):
    """Download the wheels of qdcalc and all that it needs, for every system and version."""
    folder.mkdir(parents=True)
    make = ["wheel", "--no-deps", "--wheel-dir", str(folder), "."]
    pip(python, make, "正在生成 qdcalc 的安装包")
    (wheel,) = folder.glob("qdcalc-*.whl")
    count = len(PLATFORMS) * len(VERSIONS)
    targets = [(system, version) for system in PLATFORMS for version in VERSIONS]
    for number, (system, version) in enumerate(targets, start=1):
        doing = f"正在下载 {system} 上 Python {version} 用的组件（{number}/{count}）"
        wanted = [f"{wheel}[report]"]
        while wanted:
            pip(python, download_command(folder, wanted, version, PLATFORMS[system]), doing)
            wanted = left_out(folder, system)


def main():
    """Install and run what was asked for."""
    if sys.version_info < (3, 11):  # noqa: UP036 (it runs before anything is installed)
        sys.exit(f"需要 Python 3.11 或更高版本，现在是 {sys.version.split()[0]}")
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")
    task = sys.argv[1] if len(sys.argv) > 1 else "demo"
    if task not in ("demo", "test", "bundle"):
        sys.exit(USAGE)
    if is_offline():
        if task != "demo":
            sys.exit(
                f"这是离线安装包，只能安装和运行示例：python start.py（{task} 要在项目里运行）"
            )
        refuse_unfit()
    python = python_to_use()
    if task == "bundle":
        bundle(python)
        return
    install(python, task)
    if task == "test":
        run(python, "-m", "pytest", "-n", "auto", "--dist", "worksteal")
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
