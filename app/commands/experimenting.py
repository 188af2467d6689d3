"""Planning experiments: each change of one is one undo step, as any change of the drawing is."""

from __future__ import annotations

from msgspec.structs import replace

from app.commands.editor import Editor
from app.document.document import Document
from app.document.edits import SetExperiments
from app.document.experiment import Experiment, Factor, FactorValues, ListedValues, ValueRange
from app.document.meaning.value_addresses import ValueAddress, value_at
from app.i18n.translation import tr
from engine.model.declaration import Choice

USUAL_COUNT = 9  # values of a factor that nobody has said more of
LEAST_SHARE, MOST_SHARE = 0.5, 1.5  # of the value that the drawing has, from where to where it is varied


def vary(editor: Editor, address: ValueAddress) -> None:
    """Add a value to the factors of the experiment that is looked at, or of a new one; and have it seen.

    One that is varied there already stays as it is.
    """
    experiments, place = editor.document.experiments, editor.experiment
    factor = Factor(address.element_id, address.name, _usual_values(editor.document, address), address.part)
    if not experiments:
        put_experiments(editor, (fresh_experiment(editor.document, (factor,)),), tr("Vary {name}", name=address.name))
    elif not any(_varies_the_same(known, factor) for known in experiments[place].factors):
        changed = replace(experiments[place], factors=(*experiments[place].factors, factor))
        put_experiment(editor, place, changed, tr("Vary {name}", name=address.name))
    editor.experiment_wanted.emit()


def put_experiment(editor: Editor, place: int, experiment: Experiment, text: str, merge_key: str | None = None) -> None:
    """Put an experiment in the place of one that the project has."""
    known = editor.document.experiments
    put_experiments(editor, (*known[:place], experiment, *known[place + 1 :]), text, merge_key)


def put_experiments(
    editor: Editor, experiments: tuple[Experiment, ...], text: str, merge_key: str | None = None
) -> None:
    """Give the project these experiments in the place of those that it has."""
    if experiments != editor.document.experiments:
        editor.do(SetExperiments(experiments), text, merge_key)


def add_experiment(editor: Editor, experiment: Experiment | None = None) -> None:
    """Add one behind the others, an empty one where none is given, and look at it."""
    added = experiment or fresh_experiment(editor.document)
    known = editor.document.experiments
    editor.experiment = len(known)
    put_experiments(editor, (*known, added), tr("Add {name}", name=added.name))


def remove_experiment(editor: Editor, place: int) -> None:
    """Take one away."""
    known = editor.document.experiments
    editor.experiment = max(place - 1, 0)
    put_experiments(editor, known[:place] + known[place + 1 :], tr("Remove {name}", name=known[place].name))


def fresh_experiment(document: Document, factors: tuple[Factor, ...] = ()) -> Experiment:
    """An experiment of a name that no other has, with the seed of the drawing."""
    return Experiment(fresh_name(document, tr("Experiment")), factors, (), (document.settings.seed,))


def fresh_name(document: Document, name: str) -> str:
    """The name itself, or with the first number behind it by which no experiment of the project is called."""
    taken = {one.name for one in document.experiments}
    numbered = (f"{name} {number}" for number in range(2, len(taken) + 3))
    return name if name not in taken else next(other for other in numbered if other not in taken)


def _varies_the_same(factor: Factor, other: Factor) -> bool:
    return (factor.element, factor.name, factor.part) == (other.element, other.name, other.part)


def _usual_values(document: Document, address: ValueAddress) -> FactorValues:
    """Every word, or a range around the number that the drawing has, within what is allowed."""
    settable = address.settable
    if isinstance(settable, Choice):
        return ListedValues(tuple(settable.options))
    known = value_at(document, address)
    now = known if isinstance(known, float) else settable.default
    start, stop = sorted((LEAST_SHARE * now, MOST_SHARE * now)) if now else (0.0, 1.0)
    if settable.integer:
        start, stop = float(round(start)), float(round(stop))
    start = start if settable.allows(start) else now
    stop = stop if settable.allows(stop) else now
    return ListedValues((now,)) if start == stop else ValueRange(start, stop, USUAL_COUNT)
