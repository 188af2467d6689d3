"""A palette as high as that of a window."""

from __future__ import annotations

import pytest

from app.palette.panel import PalettePanel


@pytest.fixture
def palette(qtbot) -> PalettePanel:
    palette = PalettePanel()
    qtbot.addWidget(palette)
    palette.resize(212, 800)
    palette.show()
    return palette
