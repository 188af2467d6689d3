"""The base of the views of trainings: they draw whatever is shown of them, and say where to begin one."""

from __future__ import annotations

from app.document.document import Document
from app.i18n.translation import tr
from app.plots.base.panel import OF_TRAININGS, Panel, Sources
from app.running.trainings.known_trainings import Trainings
from engine.learning.components.figures import Metric


class TrainingPanel(Panel):
    """A view of trainings; all that have epochs share one range and one cursor."""

    subject = OF_TRAININGS
    icon_name = "learn"

    def __init__(self, trainings: Trainings) -> None:
        self.trainings = trainings
        super().__init__()
        trainings.changed.connect(self.refresh)
        trainings.looked.connect(self.refresh)
        self.refresh_chips()

    @classmethod
    def of(cls, sources: Sources) -> TrainingPanel:
        return cls(sources.trainings)

    @classmethod
    def fits(cls, document: Document) -> bool:
        return any(cls.tells_of(run.merit) for run in document.runs)

    @classmethod
    def tells_of(cls, merit: Metric) -> bool:
        return True

    def shown_state(self) -> object:
        return self.trainings.shown, self.trainings.interval, self.trainings.cursor

    def empty_words(self) -> tuple[str, str]:
        return tr("Nothing was trained yet. Training begins in the Learn panel."), ""
