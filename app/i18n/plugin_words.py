"""Words for plug-ins."""

from __future__ import annotations

from app.i18n.translation import tr, translatable
from engine.plugins import Plugin, PluginStatus

DIGITS = 12  # of a hash that are shown
STATES = {
    PluginStatus.NEW: translatable("new"),
    PluginStatus.ALLOWED: translatable("allowed"),
    PluginStatus.REFUSED: translatable("refused"),
    PluginStatus.BROKEN: translatable("broken"),
    PluginStatus.MISSING: translatable("missing"),
}


def state_words(plugin: Plugin) -> str:
    """The state of a plug-in in one word."""
    is_changed = plugin.status is PluginStatus.NEW and plugin.is_changed
    return tr("changed") if is_changed else tr(STATES[plugin.status])
