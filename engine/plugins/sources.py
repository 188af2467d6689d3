"""Places in which plug-ins lie: files in a person's folder, and entry points of installed packages.

Nothing of them is executed here: a content is read once, and its hash is that of just these bytes.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from keyword import iskeyword
from pathlib import Path

from engine.plugins.approvals import folder
from engine.plugins.sentences import CANNOT_BE_READ, NAMED_WRONGLY, NOT_FOUND, TOO_LARGE, problem
from engine.problems import Problem

GROUP = "spikeloom.plugins"
"""The group of entry points; the value of one is a module, or a package whose modules are looked through."""
OWN = "spikeloom_plugins"
"""The package that the modules of the folder belong to; it lies nowhere."""
PYTHON = ".py"
MIB = 2**20
LARGEST_FILE, LARGEST = 4 * MIB, 64 * MIB  # bytes of a file in the folder, of a package
MOST_FILES = 5000
PASSED_OVER = frozenset({"__pycache__"})


class PluginUnreadable(Exception):
    """Raised where a plug-in cannot be read; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True)
class Module:
    """A module of a content: its file, its text as it was read, and whether it is a package."""

    path: Path
    text: bytes
    is_package: bool


@dataclass(frozen=True)
class Content:
    """Everything of a plug-in that Python would execute. ``features`` are the modules that are looked through."""

    modules: dict[str, Module]
    features: tuple[str, ...]
    sha256: str

    @cached_property
    def root(self) -> Path:
        """The file that a person knows it by."""
        return self.modules[self.features[0]].path


@dataclass(frozen=True)
class Source:
    """A plug-in that there is: of the folder where ``origin`` is empty, else of the distribution of that name."""

    name: str
    origin: str
    path: Path | None
    version: str = ""
    target: str = field(default="")  # the module that an entry point names

    @property
    def place(self) -> tuple[str, str]:
        """Its origin and name, whatever it holds."""
        return self.origin, self.name

    @property
    def shown(self) -> str:
        """The name that a person knows: its file's, or that of its package."""
        return self.path.name if self.path is not None and not self.origin else f"{self.origin} ({self.name})"

    def content(self) -> Content:
        """Read it. Raises :class:`PluginUnreadable`."""
        if self.origin:
            return _content_of_package(self)
        return _content_of_file(self)


def in_folder() -> Iterator[Source]:
    """The plug-ins in the person's folder, by name: files, and folders with an ``__init__.py``; no private ones."""
    try:
        found = sorted(folder().iterdir(), key=lambda path: path.name)
    except OSError:
        return
    for path in found:
        if path.name.startswith((".", "_")):
            continue
        if path.suffix == PYTHON and not path.is_dir():
            yield Source(path.stem, "", path)
        elif (path / f"__init__{PYTHON}").is_file():
            yield Source(path.name, "", path)


def installed() -> Iterator[Source]:
    """The plug-ins of installed packages, by name; none of them is imported."""
    found = {(_distribution(point), point.name): point for point in entry_points(group=GROUP)}
    for (origin, name), point in sorted(found.items()):
        if origin:
            version = "" if point.dist is None else str(point.dist.version)
            yield Source(name, origin, _file_of(point.module), version, point.module)


def find(origin: str, name: str) -> Source | None:
    """The plug-in of that place; None where there is none any more."""
    sources = installed() if origin else in_folder()
    return next((source for source in sources if source.place == (origin, name)), None)


def _distribution(point: EntryPoint) -> str:
    return "" if point.dist is None else str(point.dist.name)


def _file_of(module: str) -> Path | None:
    """The file or folder of an installed module; None where it is not there."""
    top, _, rest = module.partition(".")
    for place in _tops(top):
        path = place.joinpath(*rest.split(".")) if rest else place
        if path.is_dir() or path.is_file():
            return path
        if path.with_suffix(PYTHON).is_file():
            return path.with_suffix(PYTHON)
    return None


def _tops(top: str) -> tuple[Path, ...]:
    """The folders, or the one file, of a module that stands at the top; found without importing anything."""
    try:
        spec = find_spec(top)
    except (ImportError, AttributeError, ValueError):
        return ()
    if spec is None:
        return ()
    if spec.submodule_search_locations is not None:
        return tuple(map(Path, spec.submodule_search_locations))
    return (Path(spec.origin),) if spec.has_location and spec.origin else ()


def _content_of_file(source: Source) -> Content:
    path = source.path
    assert path is not None
    if not source.name.isidentifier() or iskeyword(source.name):
        raise PluginUnreadable(problem(NAMED_WRONGLY, path=path.name))
    name = f"{OWN}.{source.name}"
    if path.is_dir():
        return _hashed([(name, path)], name)
    text = _bytes(path, LARGEST_FILE)
    return Content({name: Module(path, text, False)}, (name,), hashlib.sha256(text).hexdigest())


def _content_of_package(source: Source) -> Content:
    top = source.target.partition(".")[0]
    places = _tops(top)
    if not places or source.path is None:
        raise PluginUnreadable(problem(NOT_FOUND, module=source.target, plugin=source.name))
    return _hashed([(top, place) for place in places], source.target)


def _hashed(tops: Sequence[tuple[str, Path]], feature: str) -> Content:
    """All files below some folders, or the one file. The hash is of every name and content in their order."""
    digest, modules, left, count = hashlib.sha256(), {}, LARGEST, 0
    for top, place in tops:
        for path in [place] if place.is_file() else _files(place):
            count += 1
            text = _bytes(path, left)
            left -= len(text)
            if left <= 0 or count > MOST_FILES:
                raise PluginUnreadable(problem(TOO_LARGE, path=place.name, most=LARGEST // MIB))
            inside = path.relative_to(place).as_posix() if place.is_dir() else path.name
            digest.update(f"{inside}\0{len(text)}\0".encode(errors="surrogateescape"))
            digest.update(text)
            if path.suffix == PYTHON:
                name, is_package = _module_name(top, path.relative_to(place) if place.is_dir() else None)
                modules[name] = Module(path, text, is_package)
    features = _features(modules, feature)
    if not features:
        raise PluginUnreadable(problem(NOT_FOUND, module=feature, plugin=feature))
    return Content(modules, features, digest.hexdigest())


def _features(modules: dict[str, Module], feature: str) -> tuple[str, ...]:
    """The module itself, or a package and the public modules directly in it."""
    if feature not in modules:
        return ()
    inside = (
        n for n in sorted(modules) if n.rpartition(".")[0] == feature and not n.rpartition(".")[2].startswith("_")
    )
    return (feature, *inside) if modules[feature].is_package else (feature,)


def _module_name(top: str, inside: Path | None) -> tuple[str, bool]:
    if inside is None:
        return top, False
    parts = inside.with_suffix("").parts
    is_package = parts[-1] == "__init__"
    return ".".join((top, *(parts[:-1] if is_package else parts))), is_package


def _files(place: Path) -> Iterator[Path]:
    """Every file below a folder, in one order on every machine; compiled ones that Python makes itself are no part."""
    for root, folders, files in os.walk(place):
        folders[:] = sorted(name for name in folders if name not in PASSED_OVER and not name.startswith("."))
        for name in sorted(files):
            if not name.startswith("."):
                yield Path(root, name)


def _bytes(path: Path, most: int) -> bytes:
    """The whole content of a file. Raises :class:`PluginUnreadable`, also for what is no file."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise PluginUnreadable(problem(CANNOT_BE_READ, path=path.name, reason="it is no file"))
        with path.open("rb") as opened:
            text = opened.read(most + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise PluginUnreadable(problem(CANNOT_BE_READ, path=path.name, reason=reason)) from error
    if len(text) > most:
        raise PluginUnreadable(problem(TOO_LARGE, path=path.name, most=most // MIB))
    return text
