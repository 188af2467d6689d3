"""Memory that limits of control groups leave to this process, as in a container or a job of a cluster (Linux).

Source: Linux, Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/memory.rst; proc_pid_mountinfo(5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

PROCESS = Path("/proc/self")
NO_LIMIT = 1 << 60  # bytes: how much version 1 names where there is none, about
FILES = {
    "cgroup2": ("memory.max", "memory.current", ("inactive_file", "active_file")),
    "cgroup": ("memory.limit_in_bytes", "memory.usage_in_bytes", ("total_inactive_file", "total_active_file")),
}
"""Names of limit and use, and of what is given back when asked: of version 2 and version 1, by the file system."""


def left_in_control_groups(unlimited: int, process: Path = PROCESS) -> int:
    """Bytes that the tightest group around the process leaves, at most ``unlimited``, which is so without any."""
    left = [unlimited]
    for group, version in _groups(process):
        limit, used, cached = FILES[version]
        with suppress(OSError, ValueError):  # no limit is the word "max" or, in the outermost group, no file
            most = int((group / limit).read_text("ascii"))
            if most >= NO_LIMIT:
                continue
            lines = (line.split() for line in (group / "memory.stat").read_text("ascii").splitlines())
            returned = sum(int(line[1]) for line in lines if line[0] in cached)
            left.append(max(most - int((group / used).read_text("ascii")) + returned, 0))
    return min(left)


def _groups(process: Path) -> tuple[tuple[Path, str], ...]:
    """Folders of the groups that hold the process, each with its version, from the innermost outwards."""
    try:
        own = [line.split(":", 2) for line in (process / "cgroup").read_text("utf-8").splitlines()]
        mounts = (process / "mountinfo").read_text("utf-8").splitlines()
    except (OSError, UnicodeError):
        return ()
    paths = {"cgroup2" if number == "0" else "cgroup": path for number, kinds, path in own if _is_of_memory(kinds)}
    return tuple(group for line in mounts for group in _mounted(line, paths))


def _is_of_memory(kinds: str) -> bool:
    """Tell whether a hierarchy with these controllers is the one of memory: that of version 2 names none."""
    return not kinds or "memory" in kinds.split(",")


def _mounted(line: str, paths: dict[str, str]) -> Iterator[tuple[Path, str]]:
    """Groups of a line of mountinfo: "36 35 98:0 ROOT PLACE rw master:1 - TYPE SOURCE OPTIONS"."""
    before, _, after = line.partition(" - ")
    version, _, options = (*after.split(" "), "", "")[:3]
    if version not in paths or (version == "cgroup" and "memory" not in options.split(",")):
        return
    root, place = (_unescaped(word) for word in before.split(" ")[3:5])
    own = PurePosixPath(paths[version])  # where the mount does not hold it, another name space tells it: it is all
    inner = own.relative_to(root) if own.is_relative_to(root) else PurePosixPath()
    for part in (inner, *inner.parents):
        yield Path(place, part), version


def _unescaped(word: str) -> str:
    """A word of mountinfo, in which blanks and such are octal numbers."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), word)
