"""The models of one kind in the palette, those that a person keeps among them."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from app.document.networks.kept_models import kept_models
from app.palette.kept_rows import KeptRow, UnreadableRow
from app.palette.rows import ModelRow
from app.palette.section import PaletteSection, Wanted
from app.widgets.model_catalogue import Category
from engine.model.registry import discovery


class ModelSection(PaletteSection):
    """A row for every model that discovery finds."""

    def __init__(self, category: Category, parent: QWidget) -> None:
        super().__init__(category, parent)
        self.renew()

    def wanted_rows(self) -> Wanted:
        picture = self.category.icon
        for kept in (kept for kept in kept_models.all() if kept.kind == self.category.kind):
            if kept.model is None:
                yield (kept.name, kept.problem), partial(UnreadableRow, kept, picture, self)
            else:
                yield (kept.name, kept.model), partial(KeptRow, kept, kept.model, picture, self)
        for model in discovery.models(self.category.kind).values():
            yield (model.key, model), partial(ModelRow, model, picture, self)
