"""The only file that asks which system this is: folders, atomic replacement, held files, missing libraries."""

from __future__ import annotations

import ctypes
import os
import secrets
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import platformdirs

from app.i18n.translation import tr
from app.version import COMMAND
from engine.files.held import Hold, is_held

NAME = "spikeloom"
IS_WINDOWS = sys.platform == "win32"
IS_LINUX = sys.platform.startswith("linux")

FILE_DIALOGS_ARE_MODAL = IS_WINDOWS
"""Where the system knows no other: asked for one that is not, Qt would draw its own."""

LATEST = 2.5e11  # seconds since 1970: no day after that is in a calendar
PRIVATE = 0o700  # compiled kernels and recovered work are nobody else's
REPLACE_PATIENCE = 2.0  # seconds: on Windows a virus scanner or an indexer may hold the file for a moment
REPLACE_PAUSE = 0.05  # seconds between two attempts
MOVING = 60.0  # seconds after its last change in which a file may still be moved into place

DEBIAN_PACKAGES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libX11.so.6": "libx11-6",
}
"""What Qt's own libraries need, by the name that the loader misses."""

DEBIAN_WINDOW_PACKAGES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""What a real window on X11 needs besides; Qt aborts the process when one of them is missing."""


def is_text(path: Path) -> bool:
    """Tell whether a name can be written down: on Linux it may be any bytes, which no text file can hold."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def state_folder() -> Path:
    """The folder of what must survive a crash, such as recovered work."""
    return _private(Path(platformdirs.user_state_dir(NAME, appauthor=False)))


def data_folder() -> Path:
    """The folder of what a person made and keeps for other projects."""
    return _private(Path(platformdirs.user_data_dir(NAME, appauthor=False)))


def config_folder() -> Path:
    """The folder of what a person chose."""
    return _private(Path(platformdirs.user_config_dir(NAME, appauthor=False)))


def _private(folder: Path) -> Path:
    folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    return folder


def replace(temporary: Path, target: Path) -> None:
    """Put ``temporary``, already flushed to disk, in the place of ``target``: all of it or nothing.

    Raises ``OSError``; the old file is then still whole.
    """
    deadline = time.monotonic() + (REPLACE_PATIENCE if IS_WINDOWS else 0.0)
    while True:
        try:
            temporary.replace(target)
            break
        except PermissionError:
            if time.monotonic() >= deadline:
                raise
            time.sleep(REPLACE_PAUSE)
    sync_folder(target.parent)


@contextmanager
def put_in_place(out: Path) -> Iterator[Path]:
    """A temporary path beside ``out`` with its suffix; becomes ``out`` when the block ends without an error."""
    temporary = out.with_name(f".{secrets.token_hex(6)}{out.suffix}")
    try:
        yield temporary
        with temporary.open("rb+") as written:
            os.fsync(written.fileno())
        if out.exists():
            shutil.copymode(out, temporary)
        replace(temporary, out)
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` last through a power cut; Windows has no such call and needs none."""
    if IS_WINDOWS:
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def missing_libraries(error: ImportError) -> str:
    """One sentence for a Qt that cannot be loaded: what is missing and which packages bring it."""
    if not IS_LINUX:
        return tr("The window toolkit cannot be loaded ({error}). Install Spikeloom again.", error=error)
    absent = _absent(DEBIAN_PACKAGES)
    if not absent:
        return tr("The window toolkit cannot be loaded ({error}).", error=error)
    return _install(absent)


def why_no_window(environment: Mapping[str, str] = os.environ) -> str | None:
    """The reason why no window can open here, in one sentence, or None; asked before Qt would abort the process."""
    if not IS_LINUX or environment.get("QT_QPA_PLATFORM", ""):
        return None
    if environment.get("WAYLAND_DISPLAY"):
        return None
    if not environment.get("DISPLAY"):
        return tr(
            "There is no display to open a window on. Log in to a desktop, set DISPLAY, "
            "or work without a window: {command} --help lists the commands.",
            command=COMMAND,
        )
    absent = _absent(DEBIAN_WINDOW_PACKAGES)
    return _install(absent) if absent else None


def _absent(packages: Mapping[str, str]) -> list[str]:
    """Debian packages of the libraries that the loader does not find, each once."""
    absent: dict[str, None] = {}
    for library, package in packages.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            absent[package] = None
    return list(absent)


def _install(packages: list[str]) -> str:
    return tr(
        "The window needs system libraries that are missing. On Debian or Ubuntu: sudo apt install {packages}",
        packages=" ".join(packages),
    )


def put_held(held: Hold, target: Path) -> None:
    """Flush a held file to disk and put it in the place of ``target``; it is held no more. Raises ``OSError``."""
    held.file.flush()
    os.fsync(held.file.fileno())
    if IS_WINDOWS:
        held.file.close()  # an open file cannot be moved there
    replace(held.path, target)
    held.file.close()


def is_left(path: Path) -> bool:
    """Tell whether a file that somebody held to write it was left behind."""
    if is_held(path):
        return False
    try:
        age = time.time() - path.stat().st_mtime
    except OSError:
        return False  # it is gone
    return not IS_WINDOWS or age > MOVING  # it is held there only until it is moved
