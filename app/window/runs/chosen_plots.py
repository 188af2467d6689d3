"""The plots that a person chose for nodes: what they need of a run, and what they show of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from app.canvas.painting.activity import Activity, SpikeActivity
from app.document.document import Document
from app.document.elements import Link, Node, NodeKind
from app.document.grouping import nodes_within
from app.document.meaning.plottable import images_of, offered, shown_links, states_of
from app.document.mini_plot import Shows
from app.plots.sources.identity import Identity
from app.plots.sources.source import PlotSource
from app.running.record.activity import joint_activity, spike_activity, trace_activity, window_at
from app.running.record.image_activity import ImageActivity, rate_image, state_image, weight_image
from app.running.record.places import PixelPlan, on_places, picture_rows, tiled
from app.running.run import Run
from engine.network.description import NetworkDescription, Recording

PREFIX = "plot:canvas:"  # of the names of recordings
IMAGE_EVERY = 10.0  # ms between two pictures of a state

Made = TypeVar("Made")


@dataclass(frozen=True)
class PlotNeeds:
    """The source of the plot of a node: a recording and the unit of its values, or the weights of links."""

    recording: Recording | None = None
    unit: str = ""
    links: tuple[Link, ...] = ()


class ChosenPlots:
    """Reads the frames of a run for the plots of nodes; what takes long is made once for as long as it is the same."""

    def __init__(self, run: Run, source: PlotSource) -> None:
        self._run, self._source = run, source
        self._needs: dict[str, PlotNeeds] = {}  # by node
        self._weighed: set[str] = set()
        self._kept: dict[tuple[str, str], tuple[Hashable, object]] = {}  # asked at every frame (decision 0220)

    # ---- what is asked of the run

    def watch(self, document: Document) -> None:
        """Record what the plots of this drawing show, and nothing else any more."""
        chosen = [node for node in document.nodes.values() if node.plot.shows not in (Shows.AUTOMATIC, Shows.NOTHING)]
        needs = {node.id: needs_of(document, node) for node in chosen if node.plot.shows in offered(document, node)}
        before, wanted = (
            {n.recording.id: n.recording for n in all.values() if n.recording} for all in (self._needs, needs)
        )
        for id in before.keys() - wanted.keys():
            self._run.unwatch(id)
        for id, recording in wanted.items():
            if before.get(id) != recording:
                self._run.watch(recording)
        weighed = {link.id for each in needs.values() for link in each.links}
        for id in weighed ^ self._weighed:
            self._source.watch_weights(id, id in weighed)
        self._needs, self._weighed = needs, weighed

    def forget(self) -> None:
        """Another document is drawn: watch nothing."""
        self.watch(Document())
        self._kept.clear()

    # ---- what is shown

    @property
    def weights_state(self) -> Hashable:
        """Differs whenever weights do."""
        return self._source.weights.state

    def activity(self, document: Document, node: Node, at: int | None) -> Activity | None:
        """The activity in the plot of a node at a moment, None where there is nothing yet."""
        needs = self._needs.get(node.id)
        if needs is None:
            return None
        match node.plot.shows:
            case Shows.TRACE:
                frames, resolution = self._run.frames, self._run.resolution
                id = needs.recording.id if needs.recording is not None else ""
                return trace_activity(frames, id, resolution, needs.unit, self._window(), at)
            case Shows.WEIGHTS:
                return self._weights(node, needs, at)
            case Shows.IMAGE:
                return self._image(node, needs, at)
        return self.spikes(document, node, at)

    def spikes(self, document: Document, node: Node, at: int | None) -> SpikeActivity | None:
        """The spikes of a node; of a group of all that fires in it, the first population lowest."""
        frames, resolution = self._run.frames, self._run.resolution
        ids = nodes_within(document, (node.id,)) if node.kind == NodeKind.GROUP else (node.id,)
        sizes = {i: size for i in ids if (size := frames.size_of(i))}
        parts = [(spike_activity(frames, i, n, resolution, self._window(), at), n) for i, n in sizes.items()]
        return parts[0][0] if len(parts) == 1 else joint_activity(parts)

    def _window(self) -> float:
        return window_at(self._run.settings.speed)

    def _weights(self, node: Node, needs: PlotNeeds, at: int | None) -> ImageActivity | None:
        """The weights as they were; the newest where nothing is kept of then, which is said."""
        weights = self._source.weights
        known = [part for link in needs.links if (part := weights.known(link.id, at)) is not None]
        taken = [weights.taken(part.id, at) for part in known]
        unit = self._source.weight_unit(known[0].id) if known else ""
        key = tuple((part.id, Identity(part.weights), step) for part, step in zip(known, taken, strict=True))
        image = self._once((node.id, "weights"), key, lambda: weight_image(known, unit))
        if image is None or at is None:
            return image
        steps = [step for step in taken if step is not None]
        if len(steps) < len(taken):
            return replace(image, is_newest=True)
        return replace(image, taken=max(steps) * self._run.resolution)

    def _image(self, node: Node, needs: PlotNeeds, at: int | None) -> Activity | None:
        plan, frames = self._plan(node), self._run.frames
        if plan is None:
            return None
        if needs.recording is None:
            return rate_image(frames, node.id, self._run.resolution, self._window(), plan, at)
        every = max(round(needs.recording.interval / self._run.resolution), 1)
        return state_image(frames, needs.recording.id, every, plan, needs.unit, at)

    def _plan(self, node: Node) -> PixelPlan | None:
        """The places of the neurons or channels of a node: as the run knows them."""
        size, description = self._run.frames.size_of(node.id) or node.size, self._run.description
        if description is None:
            return None
        key = (Identity(description), size)
        return self._once((node.id, "plan"), key, lambda: self._planned(description, node, size))

    def _planned(self, description: NetworkDescription, node: Node, size: int) -> PixelPlan:
        known = self._source.data_of(node.id)
        grid = None if known is None else known.samples.grid
        if known is not None and grid is not None and grid[0] == 1:
            return tiled(*grid[1:], max(size // known.samples.channels, 1))
        population = description.population_of.get(node.id)
        if population is None or population.positions is None:
            return picture_rows(size)
        from engine.sampling.space import side_of

        side = side_of(population, self._run.settings.seed)
        if side.shape is not None and side.shape[0] == 1:
            return tiled(*side.shape[1:])
        return picture_rows(size) if side.places is None else on_places(np.asarray(side.places, np.float64))

    def _once(self, place: tuple[str, str], key: Hashable, make: Callable[[], Made]) -> Made:
        """Give what was made last for a place, where it was made of the same; else make it."""
        if place not in self._kept or self._kept[place][0] != key:
            self._kept[place] = (key, make())
        return self._kept[place][1]  # type: ignore[return-value]  # made by the same place


def needs_of(document: Document, node: Node) -> PlotNeeds:
    """Find what the plot of a node is made of, beside its spikes."""
    resolution = document.settings.resolution
    match node.plot.shows:
        case Shows.WEIGHTS:
            return PlotNeeds(links=tuple(shown_links(document, node)))
        case Shows.TRACE:
            states = states_of(node)
            name = node.plot.of if node.plot.of in states else next(iter(states))
            neuron = min(node.plot.neuron, node.size - 1) if node.kind == NodeKind.POPULATION else 0
            id = f"{PREFIX}{node.id}:{name}:{neuron}"
            return PlotNeeds(Recording(id, node.id, name, (neuron,), resolution), states[name].unit)
        case Shows.IMAGE if (state := images_of(node).get(node.plot.of)) is not None:
            interval = max(round(IMAGE_EVERY / resolution), 1) * resolution
            id = f"{PREFIX}{node.id}:{node.plot.of}:{node.size}"
            return PlotNeeds(Recording(id, node.id, node.plot.of, None, interval), state.unit)
    return PlotNeeds()
