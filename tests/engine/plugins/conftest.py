"""The folder of plug-ins of one test."""

from __future__ import annotations

from tests.plugins import plugin_folder as plugin_folder
