"""The science: one file is one model, which imports the grammar only.

Called as ``engine.models()``, or with a kind as ``engine.models("neurons")``, the package gives its models: it stands
in :mod:`engine` under the name of that function.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any


class _Models(ModuleType):
    """A package that can be called: Python binds every package in the one that it lies in, over what was there."""

    def __call__(self, *kind: str) -> dict[str, Any]:
        """The answer of :func:`engine.model.registry.discovery.models`."""
        from engine.model.registry.discovery import models

        return dict(models(*kind))


sys.modules[__name__].__class__ = _Models
