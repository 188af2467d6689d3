"""The one style sheet: ``resources/themes/style.qss`` with the theme's colours and sizes filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import Template

from app.appearance.theme import Theme, tokens
from app.resources import folder

TEMPLATE = folder("themes") / "style.qss"

_SCALED = re.compile(r"\b(\d+)dp\b")
_HALF = re.compile(r"\bhalf\((\d+)px \+ (\d+)px\)")
"""The radius of what is round: half of a side between two borders. Qt leaves square what would have more."""


def style_sheet(theme: Theme, glyphs: Mapping[str, str]) -> str:
    """QSS for this theme; ``glyphs`` are paths of pictures by name. Raises ``KeyError`` for a wrong name."""
    names = {name: _written(theme, name) for name in tokens()["color"][theme.name]}
    names.update({f"glyph_{name}": path for name, path in glyphs.items()})
    template = TEMPLATE.read_text(encoding="utf-8")
    scaled = _SCALED.sub(lambda match: f"{theme.px(int(match[1]))}px", template)
    scaled = _HALF.sub(lambda match: f"{int(match[1]) // 2 + int(match[2])}px", scaled)
    return Template(scaled).substitute(names)


def _written(theme: Theme, name: str) -> str:
    """A colour as a style sheet writes it."""
    color = theme.color(name)
    return f"rgba({color.red()}, {color.green()}, {color.blue()}, {color.alpha()})"
