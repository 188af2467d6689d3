"""The science: one file is one model, which imports the grammar only.

Called with a kind, such as ``engine.models("neurons")``, the package gives its models: it stands in :mod:`engine` under
the name of that function.
"""

from __future__ import annotations

import sys
from types import ModuleType


class _Models(ModuleType):
    """A package that can be called: Python binds every package in the one that it lies in, over what was there."""

    def __call__(self, kind: str) -> dict[str, type]:
        """Key to class of every model of one kind, or of the learning methods; ``UnknownKind`` names the kinds."""
        from engine.model.registry.discovery import models

        return dict(models(kind))


sys.modules[__name__].__class__ = _Models
