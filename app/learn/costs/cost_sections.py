"""Both sections about costs, as the Learn panel holds them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.commands.editor import Editor
from app.i18n.translation import tr
from app.learn.costs.energy import EnergySection
from app.learn.costs.step import StepSection
from app.learn.setup.inquiry import Facts
from app.learn.setup.readiness import Wanted
from app.running.trainings.training import Training
from app.widgets.sections import add_section


class CostSections:
    """The energy of a sample, and the step of a training by the method that is chosen."""

    def __init__(self, editor: Editor, trainer: Training, wanted: Callable[[], Wanted]) -> None:
        self.energy = EnergySection(editor, trainer)
        self.step = StepSection(editor, trainer, wanted)

    def lay_out(self, body: QVBoxLayout, bring_up: Callable[[QWidget], None]) -> None:
        """Put them beneath those of ``body``; what there is to be seen is brought up."""
        self._of_energy = add_section(body, tr("Energy of a sample"), self.energy)
        self._of_step = add_section(body, tr("Costs of a training step"), self.step)
        self.energy.begun.connect(lambda: bring_up(self._of_energy))
        self.step.begun.connect(lambda: bring_up(self._of_step))

    def show_facts(self, facts: Facts, has_method: bool) -> None:
        """Show what can be asked of the present network, which some method fits or none."""
        self._of_energy.setVisible(facts.data is not None)
        self._of_step.setVisible(facts.data is not None and has_method)
