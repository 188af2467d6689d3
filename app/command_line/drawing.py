"""The drawing of a project as an image, without a window."""

from __future__ import annotations

import os
from pathlib import Path

from app import platform
from app.command_line.arguments import Refusal
from app.document.document import Document
from app.i18n.translation import tr

NO_SCREEN = "offscreen"  # Qt's platform that needs none


def draw_image(document: Document, path: Path, width: float | None, dots: int, dark: bool) -> str:
    """Write the image that the ending of ``path`` names, and say how large it is. Raises Refusal."""
    os.environ["QT_QPA_PLATFORM"] = NO_SCREEN
    try:
        from PySide6.QtWidgets import QApplication

        from app.canvas.image import WantedImage, sheet
        from app.widgets.image_export.sheet import NoImage
    except ImportError as missing:
        raise Refusal(platform.missing_libraries(missing)) from missing
    application = QApplication.instance() or QApplication([platform.NAME])
    try:
        with sheet(document, WantedImage((), width, dark)) as made:
            content = made.file(path.suffix.lower(), dots)
    except NoImage as reason:
        raise Refusal(str(reason)) from reason
    finally:
        del application  # it had to live until here
    path.write_bytes(content)
    return tr("{width} × {height} mm", width=f"{made.size.width():.0f}", height=f"{made.size.height():.0f}")
