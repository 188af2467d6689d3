"""Problems of positions, and of rules and values that need them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from engine.checking.problem_of import problem_of, title_of, warning_of
from engine.checking.quantities import parameter_problems
from engine.model.topology import ProjectionSide, Shape, shape_words
from engine.network.description import NetworkDescription, Population, Projection, Sign
from engine.network.problems_found import TOO_MANY_ASKED
from engine.network.values import FORMS, ByDistance
from engine.problems import NetworkError, Problem, declare
from engine.sampling.space import drawn_ends, grid_of, position_values

PLACES = declare(
    "places",
    "The positions of {element} have {count} {count:place|places} for {size} {size:neuron|neurons}.",
    "Set its size to {count}, or change its positions.",
)
UNEVEN = declare("uneven-places", "{element} has {x} {x:value|values} of x and {y} of y.", "Give as many of both.")
NEEDS_POSITIONS = declare(
    "needs-positions", "{wiring} must know where the neurons of {end} are.", "Give {end} positions."
)
NEEDS_GRID = declare(
    "needs-grid", "{wiring} needs the neurons of {end} in rows and columns.", "Give {end} positions on a grid."
)
PLACELESS = declare(
    "placeless-source",
    "{wiring} asks where {end} is, but a stimulus has no place.",
    "Put a population with positions between them, or choose another wiring.",
)
DISTANCE_OF_PLACELESS = declare(
    "distance-of-placeless",
    "The {name} of {element} follows the distance, but {end} is a stimulus, which has no place.",
    "Put a population with positions between them, or choose another {name}.",
)
OTHER_GRID = declare(
    "other-grid",
    "{wiring} of {source} makes {wanted}, and {target} has {have}.",
    "Give {target} a grid of {wanted}, and as many neurons.",
)
NO_ROOM = declare(
    "kernel-too-large",
    "The window of {wiring} is larger than the grid of {source}, which is {have}.",
    "Make the window smaller.",
)
UNDIVIDED = declare(
    "undivided-channels",
    "{groups} {groups:group|groups} cannot divide the channels of {source} ({have}) and of {target} ({wanted}) evenly.",
    "Choose a number that divides both.",
)
CUT_WINDOW = declare(
    "window-cut",
    "The window of {element} has {wanted} {wanted:place|places} and the grid of {source} {have}: "
    "what lies outside is left away.",
    "Make the window smaller.",
)
FALLS_TO_ZERO = declare(
    "falls-to-zero",
    "The {name} of {element} falls below {least} at {where} mm, and neurons are up to {far} mm apart: there it stays.",
    "Let it fall less steeply, or choose another form.",
)
DISTANCE_WITHOUT_PLACE = declare(
    "distance-without-place",
    "The {name} of {element} follows the distance, but the neurons of {end} have no place.",
    "Give {end} positions, or another {name}.",
)
NO_IMAGES = declare(
    "no-images",
    "{wiring} asks where the trains of {end} are, but the samples that it encodes are no images.",
    "Use data of images, or another wiring.",
)
NO_DISTANCE = declare(
    "distance-of-no-images",
    "The {name} of {element} follows the distance, but the samples that {end} encodes are no images.",
    "Use data of images, or another {name}.",
)
BAD_FORM = declare(
    "distance-form",
    "The {name} of {element} cannot follow the distance so.",
    "Give finite numbers and a scale above 0 mm.",
)
MUCH_PADDING = declare(
    "much-padding",
    "The padding of {element} is more than half of its window, so windows at the edge may see nothing.",
    "Set the padding to at most half of the window's rows and columns.",
)
SHARED_PLASTIC = declare(
    "shared-plastic",
    "The connections of {element} share their weights, so each cannot learn by itself.",
    "Remove the plasticity, or choose local receptive fields.",
)
KERNEL_SIZE = declare(
    "kernel-size",
    "{element} has {have} {have:weight|weights} for a kernel of {wanted}.",
    "Give one value, a distribution, or {wanted} {wanted:weight|weights}.",
)


def position_problems(population: Population) -> Iterator[Problem]:
    """Parameters of the positions, and whether there are as many places as neurons."""
    model = population.positions
    if model is None:
        return
    wrong = list(parameter_problems(population, model, population.positions_parameters, None))
    yield from wrong
    if wrong:
        return
    values = position_values(population)
    lengths = {name: np.size(values.get(name, ())) for name in model.series()}
    if len({n for n in lengths.values() if n}) > 1:
        yield problem_of(population, UNEVEN, "positions", **lengths)
        return
    count = model.number(values)
    if count is not None and count != population.size:
        yield problem_of(population, PLACES, "positions", count=count, size=population.size)


def spatial_problems(network: NetworkDescription, projection: Projection) -> Iterator[Problem]:
    """Positions that are missing or do not fit, and weights that cannot be shared."""
    ends = (projection.source, projection.target)
    rule, names = projection.wiring, _titles(network, ends)
    for end in ends:
        placed, grid = _is_placed(network, end), grid_of(network, end)
        known = grid is not None or not _is_image(network, end)
        values = {"wiring": rule.title, "end": names[end]}
        placeless = _is_stimulus(network, end)
        if rule.spatial and placeless:
            yield problem_of(projection, PLACELESS, "wiring", **values)
        elif rule.gridded and grid is None and known:
            yield problem_of(projection, NEEDS_GRID, "wiring", **values)
        elif rule.spatial and not placed:
            yield problem_of(projection, NEEDS_POSITIONS, "wiring", **values)
        for name, value in (("weight", projection.weight), ("delay", projection.delay)):
            if isinstance(value, ByDistance) and not placed:
                code = DISTANCE_OF_PLACELESS if placeless else DISTANCE_WITHOUT_PLACE
                yield problem_of(projection, code, name, **values, name=name)
    for name, value in (("weight", projection.weight), ("delay", projection.delay)):
        if isinstance(value, ByDistance) and ((rule.shared and name == "weight") or not is_possible(value)):
            yield problem_of(projection, BAD_FORM, name, name=name)
    if rule.shared and projection.plasticity is not None:
        yield problem_of(projection, SHARED_PLASTIC, "plasticity")
    if rule.looks_outside(projection.wiring_parameters):
        yield problem_of(projection, MUCH_PADDING, "padding")
    source, target = (grid_of(network, end) for end in ends)
    if rule.gridded and source is not None:
        yield from _misfit(projection, source, target, names)
        yield from _cut_window(projection, source, names)
    yield from _falls(network, projection)


def _cut_window(projection: Projection, source: Shape, names: Mapping[str, str]) -> Iterator[Problem]:
    window = projection.wiring.window(projection.wiring_parameters)
    if window is not None and (window[0] > source[1] or window[1] > source[2]):
        sizes = {"wanted": f"{window[0]} × {window[1]}", "have": f"{source[1]} × {source[2]}"}
        yield warning_of(projection, CUT_WINDOW, "wiring", source=names[projection.source], **sizes)


def _falls(network: NetworkDescription, projection: Projection) -> Iterator[Problem]:
    """A straight line that leaves what is allowed before the farthest two neurons."""
    least = {"weight": 0.0, "delay": network.resolution}
    for name, value in (("weight", projection.weight), ("delay", projection.delay)):
        if not isinstance(value, ByDistance) or value.form != "linear" or not value.base or not is_possible(value):
            continue
        if name == "weight" and projection.sign is Sign.MIXED:
            continue
        where = (value.base - math.copysign(least[name], value.base)) / -value.amount if value.amount else math.inf
        far = farthest(*drawn_ends(network, projection, seed=1)) if 0.0 <= where < math.inf else 0.0
        if far > where:
            values = {"least": f"{least[name]:g}", "where": f"{where:.3g}", "far": f"{far:.3g}"}
            yield warning_of(projection, FALLS_TO_ZERO, name, name=name, **values)


def farthest(source: ProjectionSide, target: ProjectionSide) -> float:
    """The largest distance of two neurons of the sides, in mm: corner to corner; 0 where they have no place."""
    if source.places is None or target.places is None or not len(source.places) or not len(target.places):
        return 0.0
    low = np.minimum(source.places.min(0), target.places.min(0))
    high = np.maximum(source.places.max(0), target.places.max(0))
    apart = high - low
    if source.period is not None and source.period == target.period:
        apart = np.where(np.asarray(source.period) > 0.0, np.minimum(apart, np.asarray(source.period) / 2), apart)
    return float(np.sqrt((apart * apart).sum()))


def demand_problems(projection: Projection, source: ProjectionSide, target: ProjectionSide) -> Iterator[Problem]:
    """A rule that asks for more partners, or connections, than there can be."""
    rule, same = projection.wiring, projection.source == projection.target
    demand = None
    if projection.connections is None:
        demand = rule.demand(source, target, same, projection.wiring_parameters)
    if demand is not None and demand.asked > demand.possible:
        values = {"asked": demand.asked, "possible": demand.possible, "name": demand.name}
        meaning = rule.parameters()[demand.name].meaning
        yield problem_of(projection, TOO_MANY_ASKED, demand.name, **values, meaning=meaning)


def is_possible(value: ByDistance) -> bool:
    """Tell whether the form is known and its numbers are finite."""
    return value.form in FORMS and bool(np.isfinite([value.base, value.amount]).all()) and value.scale > 0.0


def refuse_misfit(
    network: NetworkDescription, projection: Projection, source: ProjectionSide, target: ProjectionSide
) -> None:
    """Raise :class:`NetworkError` where a dataset, known only when it is loaded, has the wrong grid or channels.

    So too where a link asks where trains are, and the samples are no images.
    """
    rule, ends = projection.wiring, (projection.source, projection.target)
    names = _titles(network, ends)
    wrong = list(demand_problems(projection, source, target))
    if source.places is None and ends[0] in network.encoder_of:
        wrong += _no_images(projection, names[ends[0]])
    elif rule.gridded and source.shape is not None:
        wrong += _misfit(projection, source.shape, target.shape, names)
    if wrong:
        raise NetworkError(wrong)


def _no_images(projection: Projection, encoder: str) -> Iterator[Problem]:
    """Refuse what a link asks of an encoder's trains that have no place."""
    rule = projection.wiring
    if rule.spatial or rule.gridded:
        yield problem_of(projection, NO_IMAGES, "wiring", end=encoder, wiring=rule.title)
    for name, value in (("weight", projection.weight), ("delay", projection.delay)):
        if isinstance(value, ByDistance):
            yield problem_of(projection, NO_DISTANCE, name, end=encoder, name=name)


def _misfit(projection: Projection, source: Shape, target: Shape | None, names: Mapping[str, str]) -> Iterator[Problem]:
    rule, values = projection.wiring, projection.wiring_parameters
    wanted = rule.result(source, values)
    said = {"wiring": rule.title, "source": names[projection.source], "target": names[projection.target]}
    if wanted is not None and min(wanted) < 1:
        yield Problem(projection.id, NO_ROOM, said | {"have": shape_words(source)}, quantity="wiring")
    elif wanted is not None and (source[0] % rule.divided(values) or wanted[0] % rule.divided(values)):
        said |= {"groups": f"{rule.divided(values):g}", "have": str(source[0]), "wanted": str(wanted[0])}
        yield Problem(projection.id, UNDIVIDED, said, quantity="groups")
    elif wanted is not None and target is not None and wanted != target:
        said |= {"wanted": shape_words(wanted), "have": shape_words(target)}
        yield Problem(projection.id, OTHER_GRID, said, quantity="wiring")
    elif rule.shared and isinstance(projection.weight, np.ndarray):
        shape = rule.kernel(source, values)
        if projection.weight.size != int(np.prod(shape)):
            wanted_words = " × ".join(map(str, shape))
            yield problem_of(projection, KERNEL_SIZE, "weight", have=projection.weight.size, wanted=wanted_words)


def _titles(network: NetworkDescription, ids: Sequence[str]) -> dict[str, str]:
    return {id: title_of(network.sources[id]) for id in ids if id in network.sources}


def _is_image(network: NetworkDescription, id: str) -> bool:
    return id in network.encoder_of


def _is_stimulus(network: NetworkDescription, id: str) -> bool:
    return any(stimulus.id == id for stimulus in network.stimuli)


def _is_placed(network: NetworkDescription, id: str) -> bool:
    population = network.population_of.get(id)
    return _is_image(network, id) or (population is not None and population.positions is not None)
