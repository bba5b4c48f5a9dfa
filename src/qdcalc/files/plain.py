"""Texts of others made fit to be shown: unseen characters, file names, the system's errors."""

from __future__ import annotations

import errno
import os
import unicodedata
from pathlib import Path

# what shows nothing, turns the writing round, or is no character: controls, formats, surrogates,
# line and paragraph separators
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_REASONS = {
    errno.ENOSPC: "磁盘已满，请腾出空间后再运行",
    errno.EDQUOT: "超过了磁盘配额，请腾出空间后再运行",
    errno.EFBIG: "文件太大，超过了系统允许的大小",
    errno.EACCES: "没有权限，请换一个文件夹，或请管理员开通",
    errno.EPERM: "系统不允许这样操作，请换一个文件夹，或请管理员开通",
    errno.EROFS: "这个磁盘是只读的，请换一个文件夹",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EEXIST: "已经存在",
    errno.ENOTDIR: "路径中间有一段不是文件夹",
    errno.EISDIR: "是文件夹，不是文件",
    errno.ENAMETOOLONG: "文件名或路径太长，请改短",
    errno.EINVAL: "文件名里有系统不能用的字符，或系统不支持这样操作",
    errno.EILSEQ: "文件名里有系统不能用的字符",
    errno.ELOOP: "符号链接绕成了圈",
    errno.EBUSY: "正被其他程序占用，请先关闭",
    errno.ETXTBSY: "正被其他程序占用，请先关闭",
    errno.EMFILE: "打开的文件太多，请关闭其他程序",
    errno.ENFILE: "打开的文件太多，请关闭其他程序",
    errno.ENOMEM: "内存不足，请关闭其他程序",
    errno.EXDEV: "不能跨磁盘改名",
    errno.EIO: "磁盘出错，请检查磁盘或网络盘",
    errno.ENODEV: "磁盘或设备已经断开",
    errno.ENXIO: "磁盘或设备已经断开",
    errno.ESTALE: "网络盘已经断开，请重新连接",
    errno.ETIMEDOUT: "网络盘没有回应，请稍后再试",
    errno.EPIPE: "接收输出的程序已经关闭",
}


def visible(text: str, keep: str = "") -> str:
    r"""Return a text in which every character that can't be seen is named.

    Parameters
    ----------
    text : str
    keep : str
        Characters that stay as they are, such as line breaks of our own.

    >>> visible("甲\u202e乙")
    '甲[U+202E]乙'
    """
    if text.isprintable():
        return text
    return "".join(
        f"[U+{ord(c):04X}]" if unicodedata.category(c) in _UNSEEN and c not in keep else c
        for c in text
    )


def told(path: str | Path) -> str:
    """Return a file's name as a person is shown it, whatever the file system's encoding."""
    text = str(path)
    if not text.isprintable():  # bytes that the file system's encoding does not know
        text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return visible(text)


def named(text: str) -> str:
    """Return a name of ours as the file system takes it.

    Where the file system is said to be ASCII, Python refuses Chinese names though the disk holds
    any bytes; the name's UTF-8 is handed through.
    """
    try:
        os.fsencode(text)
    except UnicodeEncodeError:
        whole = [c if c.isascii() or _is_escaped(c) else os.fsdecode(c.encode()) for c in text]
        return "".join(whole)
    return text


def _is_escaped(character: str) -> bool:
    return 0xDC80 <= ord(character) <= 0xDCFF


def reason(error: OSError) -> str:
    """Return in Chinese why the system refused.

    >>> reason(OSError(28, "No space left on device"))
    '磁盘已满，请腾出空间后再运行'
    """
    if error.errno == errno.ENOENT and error.filename is None:  # what tempfile raises
        return "没有能写的临时文件夹，磁盘可能已满，请腾出空间后再运行"
    return _REASONS.get(error.errno or 0, f"系统拒绝（错误号 {error.errno or '不明'}）")
