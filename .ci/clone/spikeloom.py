"""``import spikeloom`` in a clone: the packages of the tree under the name that they have once they are installed.

``spikeloom.neurons`` is the very module ``engine.neurons``, and ``spikeloom.app`` is ``app``. This folder comes onto
the path by an editable installation (``uv run --with-editable . script.py``) or by ``PYTHONPATH``.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
PACKAGE, ENGINE = "spikeloom", "engine"
BESIDE = ("app", "main")
"""What lies beside the engine in a clone, and in the package once that is installed."""


def in_the_tree(name: str) -> str:
    """What a module of the package is called here."""
    _, _, rest = name.partition(".")
    return rest if rest.partition(".")[0] in BESIDE else f"{ENGINE}.{rest}"


class OtherName(MetaPathFinder, Loader):
    """Gives the module of the tree, which is then known by both names."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return ModuleSpec(fullname, self) if fullname.startswith(f"{PACKAGE}.") else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        module = import_module(in_the_tree(spec.name))
        spec.loader_state = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        other = module.__spec__  # Python has put it in the place of the module's own
        module.__spec__ = other and other.loader_state


if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))
sys.meta_path.insert(0, OtherName())
sys.modules[__name__] = import_module(ENGINE)
