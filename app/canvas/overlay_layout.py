"""All that floats over the drawing, and where each stands."""

from __future__ import annotations

from app.appearance.theme import theme
from app.canvas.overlays.breadcrumb import Breadcrumb
from app.canvas.overlays.caption import Caption
from app.canvas.overlays.empty_state import EmptyCanvas
from app.canvas.overlays.foreign_files import ForeignFiles
from app.canvas.overlays.minimap import Minimap
from app.canvas.overlays.moment_chip import MomentChip
from app.canvas.overlays.overlay import MARGIN
from app.canvas.overlays.reading_plate import ReadingChip
from app.canvas.overlays.refusal import RefusalBubble
from app.canvas.overlays.toolbar import CanvasToolbar
from app.canvas.popups.finder import Finder
from app.canvas.scene.surface import Surface

MINIMAP_SIZE = (150, 84)
ROOMY = 4  # heights of the map that a canvas has, in which it takes none of the room that the drawing needs


class Overlays:
    """One of each; what has no room hides."""

    def __init__(self, view: Surface, foreign: ForeignFiles) -> None:
        self._view = view
        self.finder = Finder(view, self.place)
        self.toolbar = CanvasToolbar(view, self.finder.open)
        self.minimap = Minimap(view)
        self.breadcrumb = Breadcrumb(view)
        self.caption = Caption(view, self.breadcrumb, self.toolbar)
        self.empty_state = EmptyCanvas(view)
        self.refusal = RefusalBubble(view.viewport())
        self.reading = ReadingChip(view.viewport(), foreign)
        self.moment = MomentChip(view.viewport())

    def place(self) -> None:
        """Put each where it stands in a canvas of this size and density."""
        width, height = self._view.width() - self._view.covered, self._view.height()
        margin = theme().px(MARGIN)
        bar = self.toolbar.sizeHint()
        self.toolbar.setGeometry(width - bar.width() - margin, margin, bar.width(), bar.height())
        name = self.breadcrumb.sizeHint()
        self.breadcrumb.setGeometry(margin, margin, name.width(), name.height())
        self.breadcrumb.setVisible(width > name.width() + bar.width() + 3 * margin)
        self.breadcrumb.show_path()
        self.caption.place()
        across, down = (theme().px(side) for side in MINIMAP_SIZE)
        self.minimap.setGeometry(width - across - margin, height - down - margin, across, down)
        roomy = width > 3 * across and height > ROOMY * down
        self.minimap.setVisible(roomy and bool(self._view.drawing.nodes))
        self.empty_state.place()
        self.finder.place()
        self.reading.place()
        self.moment.place()

    def show_content(self) -> None:
        """Follow what is drawn."""
        self.empty_state.setVisible(not self._view.drawing.nodes)
        self.place()
        self.minimap.content_changed()
