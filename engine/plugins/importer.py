"""Modules of plug-ins as Python imports them: from the bytes that were allowed, whatever lies on the disk by now."""

from __future__ import annotations

import contextlib
import linecache
import os
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.abc import MetaPathFinder, SourceLoader
from importlib.machinery import ModuleSpec
from importlib.util import decode_source, module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from engine.child_process import PROGRAM
from engine.plugins.sources import OWN, Content, Module

PACKAGE = "spikeloom"
"""The name by which plug-ins import this program."""
ALIAS = PROGRAM / ".ci" / "clone" / "spikeloom.py"
"""Gives that name in a clone."""


class PluginImporter(MetaPathFinder, SourceLoader):  # type: ignore[misc]  # the stub's SourceLoader differs with itself
    """Finds the modules of the contents that it was given, before anything on the path."""

    def __init__(self) -> None:
        self._modules: dict[str, Module] = {}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname == OWN:
            return ModuleSpec(fullname, None, is_package=True)
        module = self._modules.get(fullname)
        if module is None:
            return None
        spec = ModuleSpec(fullname, self, origin=str(module.path), is_package=module.is_package)
        spec.has_location = True
        if module.is_package:
            spec.submodule_search_locations = [str(module.path.parent)]
        return spec

    def get_filename(self, fullname: str) -> str:
        return str(self._modules[fullname].path)

    def get_data(self, path: str | bytes) -> bytes:
        """The text that was read, for a file of a module; any other file as it is."""
        wanted = os.fsdecode(path)
        for module in tuple(self._modules.values()):
            if str(module.path) == wanted:
                return module.text
        return Path(wanted).read_bytes()

    def exec_module(self, module: ModuleType) -> None:
        held = self._modules[module.__name__]
        lines = decode_source(held.text).splitlines(keepends=True)
        linecache.cache[str(held.path)] = (len(held.text), None, lines, str(held.path))  # equations are read from it
        super().exec_module(module)

    def take(self, content: Content) -> tuple[ModuleType, ...]:
        """Import the features of a content, in their order. Raises whatever they raise; then nothing of it stays."""
        if self not in sys.meta_path:
            sys.meta_path.insert(0, self)
        give_own_name()
        self._modules |= content.modules
        try:
            with _surroundings():
                return tuple(import_module(name) for name in content.features)
        except BaseException:
            self.drop(content)
            raise

    def drop(self, content: Content) -> None:
        """Know it no more: what was made of it lives on, and nothing new is."""
        for name in content.modules:
            self._modules.pop(name, None)
            if getattr(sys.modules.get(name), "__loader__", None) is self:  # not what others have imported
                del sys.modules[name]


importer = PluginImporter()
"""The one of this process."""


def give_own_name() -> None:
    """Let ``import spikeloom`` give this program, in a clone too."""
    if PACKAGE in sys.modules or __name__.partition(".")[0] == PACKAGE or not ALIAS.is_file():
        return
    spec = spec_from_file_location(PACKAGE, ALIAS)
    if spec is not None and spec.loader is not None:
        module = module_from_spec(spec)
        sys.modules[PACKAGE] = module
        spec.loader.exec_module(module)


@contextlib.contextmanager
def _surroundings() -> Iterator[None]:
    """Send what a plug-in says while it is imported to standard error, and keep the current folder."""
    here = Path.cwd()
    try:
        with contextlib.redirect_stdout(sys.stderr):
            yield
    finally:
        os.chdir(here)
