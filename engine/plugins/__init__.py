"""Plug-ins: features in files of a person's own and in installed packages; found, allowed by their content, and loaded.

Nothing of one is executed before a person has allowed just these bytes. Every process loads the allowed ones, at the
first look for something that they add, and no others.
"""

from __future__ import annotations

from engine.plugins.approvals import folder
from engine.plugins.findings import Provided
from engine.plugins.listing import (
    Plugin,
    PluginStatus,
    UnknownPlugin,
    allow,
    checked,
    is_folder_on,
    listed,
    put_off,
    refuse,
    set_folder_on,
)
from engine.plugins.loading import Origin, changed, loaded, origin_of, plugged, refresh
from engine.plugins.sources import PluginUnreadable

__all__ = [
    "Origin",
    "Plugin",
    "PluginStatus",
    "PluginUnreadable",
    "Provided",
    "UnknownPlugin",
    "allow",
    "changed",
    "checked",
    "folder",
    "is_folder_on",
    "listed",
    "loaded",
    "origin_of",
    "plugged",
    "put_off",
    "refresh",
    "refuse",
    "set_folder_on",
]
