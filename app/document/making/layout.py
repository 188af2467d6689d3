"""Auto-layout: nodes in layers from left to right, as the signal runs.

After Sugiyama, Tagawa & Toda (1981), IEEE Transactions on Systems, Man, and Cybernetics 11(2), 109-125,
10.1109/TSMC.1981.4308636: cycles are broken by a depth-first search, layers are longest paths, crossings are reduced
by the median of neighbours: Eades & Wormald (1994), Algorithmica 11, 379-403, 10.1007/BF01187020. Parts of the
drawing that no link joins are laid out each by itself, and packed side by side.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from itertools import pairwise
from statistics import mean, median

from app.document.document import Document
from app.document.elements import NodeKind, Point
from app.document.grouping import representative_of
from app.document.making.packing import packed_boxes

Size = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom
GRID = 24.0
LAYER_GAP = 144.0  # room for a badge between two layers
NODE_GAP = 72.0
LANE_GAP = 48.0
OVER_LOOPS = 96.0  # of a node linked with itself: the loop and its badge
UNDER_LINKS = 96.0  # below nodes of which a link leads back to the left: it and its badge
LANE = (0.0, GRID)  # the room of a link that passes a layer
BETWEEN = "\0"  # in no id
LABELS = "labels"
SWEEPS = 8


@dataclass(frozen=True)
class _Part:
    """Nodes that links join, and the room that links need over and under them."""

    ids: list[str]
    over: float
    under: float

    def box(self, places: Mapping[str, Point], sizes: Mapping[str, Size]) -> Box:
        lefts, tops, rights, bottoms = zip(*(_box(places[i], sizes[i]) for i in self.ids), strict=True)
        return min(lefts), min(tops) - self.over, max(rights), max(bottoms) + self.under


def layered(document: Document, sizes: Mapping[str, Size]) -> dict[str, Point]:
    """New position of every node of one level, on the grid, around where they were.

    Notes stay, but for those on which a node would lie. ``sizes`` has the nodes of the level; a link of a node within
    a group is one of the group.
    """
    ids = [i for i in document.nodes if i in sizes and document.nodes[i].kind != NodeKind.NOTE]
    if not ids:
        return {}
    before = {i: document.nodes[i].position for i in ids}
    pairs = _pairs(document, ids)
    below = _acyclic(ids, pairs)
    parts = _as_read(_parts(ids, pairs, below), before, sizes)
    placed: dict[str, Point] = {}
    for part in parts:
        placed |= _in_layers(part.ids, pairs, below, before, sizes)
    boxes = [part.box(placed, sizes) for part in parts]
    corners = packed_boxes([(box[2] - box[0], box[3] - box[1]) for box in boxes], (LAYER_GAP, NODE_GAP))
    for part, box, corner in zip(parts, boxes, corners, strict=True):
        placed |= _shifted({i: placed[i] for i in part.ids}, box[:2], corner)
    placed = _shifted(placed, _middle_of(placed), _middle_of(before))
    return placed | _notes_aside(document, sizes, placed)


def _parts(ids: list[str], pairs: Mapping[tuple[str, str], bool], below: Mapping[str, list[str]]) -> list[_Part]:
    """The parts of a drawing, each joined by links, one after another."""
    beside: dict[str, list[str]] = {i: [] for i in ids}
    for source, target in pairs:
        beside[source].append(target)
        beside[target].append(source)
    part_of: dict[str, str] = {}  # the first node of each one's part
    for first in ids:
        reached = [] if first in part_of else [first]
        while reached:
            node = reached.pop()
            if node not in part_of:
                part_of[node] = first
                reached += beside[node]
    members: dict[str, list[str]] = {}
    for node in ids:
        members.setdefault(part_of[node], []).append(node)
    loops = {part_of[source] for source, target in pairs if source == target}
    leading_under = {
        part_of[source]
        for (source, target), goes_under in pairs.items()
        if source != target and (goes_under or target not in below[source])
    }
    return [_Part(part, OVER_LOOPS * (k in loops), UNDER_LINKS * (k in leading_under)) for k, part in members.items()]


def _as_read(parts: Sequence[_Part], places: Mapping[str, Point], sizes: Mapping[str, Size]) -> list[_Part]:
    """Parts as a page is read: what begins above the middle of the first of a row stands in this row."""
    boxes = [(part.box(places, sizes), part) for part in parts]
    left_to_read = sorted(boxes, key=lambda each: each[0][1::-1])
    rows: list[list[tuple[Box, _Part]]] = []
    for box, part in left_to_read:
        if rows and box[1] < (rows[-1][0][0][1] + rows[-1][0][0][3]) / 2:
            rows[-1].append((box, part))
        else:
            rows.append([(box, part)])
    return [part for row in rows for _, part in sorted(row, key=lambda each: each[0][0])]


def _in_layers(
    ids: list[str],
    pairs: Mapping[tuple[str, str], bool],
    acyclic: Mapping[str, list[str]],
    before: Mapping[str, Point],
    sizes: Mapping[str, Size],
) -> dict[str, Point]:
    """Places of the nodes of one part."""
    below = {i: list(acyclic[i]) for i in ids}
    above: dict[str, list[str]] = defaultdict(list)
    for source, targets in below.items():
        for target in targets:
            above[target].append(source)
    layers = _layers(ids, below, above)
    heights = {i: before[i][1] for i in ids}
    lanes = _with_lanes(layers, below, above, heights, {pair for pair, goes_under in pairs.items() if goes_under})
    _order(layers, below, above, heights, lanes)
    placed = _placed(layers, above, dict(sizes) | dict.fromkeys(lanes, LANE), lanes)
    return {i: placed[i] for i in ids}


def _shifted(places: Mapping[str, Point], origin: Point, to: Point) -> dict[str, Point]:
    """The same places by whole steps of the grid, so that what is at one point comes to another."""
    dx, dy = _on_grid(to[0] - origin[0]), _on_grid(to[1] - origin[1])
    return {i: (x + dx, y + dy) for i, (x, y) in places.items()}


def _notes_aside(document: Document, sizes: Mapping[str, Size], placed: Mapping[str, Point]) -> dict[str, Point]:
    """Notes on which something would lie, each above or below all of it, whichever is nearer; the others stay."""
    boxes = {i: _box(at, sizes[i]) for i, at in placed.items()}
    ends = min(box[1] for box in boxes.values()) - LAYER_GAP, max(box[3] for box in boxes.values()) + LAYER_GAP
    notes = {i: _box(document.nodes[i].position, sizes[i]) for i in sizes if i not in placed}
    covered = {i: box for i, box in notes.items() if any(_overlap(box, other) for other in boxes.values())}
    standing = [box for i, box in notes.items() if i not in covered]
    moved: dict[str, Point] = {}
    for i, (left, top, _, bottom) in covered.items():
        goes_down = top + bottom > sum(ends)
        y = _on_grid(ends[1] if goes_down else ends[0] - sizes[i][1])
        while any(_overlap(_box((left, y), sizes[i]), other) for other in standing):
            y += GRID if goes_down else -GRID
        moved[i] = (left, y)
        standing.append(_box(moved[i], sizes[i]))
    return moved


def _box(at: Point, size: Size) -> Box:
    """Left, top, right and bottom."""
    return at[0], at[1], at[0] + size[0], at[1] + size[1]


def _overlap(one: Box, other: Box) -> bool:
    """Tell whether two boxes have less than a step of the grid between them."""
    return all(one[k] < other[k + 2] + GRID and other[k] < one[k + 2] + GRID for k in (0, 1))


def _pairs(document: Document, ids: list[str]) -> dict[tuple[str, str], bool]:
    """Pairs of nodes that are linked, and whether labels alone are sent, which go under all nodes."""
    level = document.nodes[ids[0]].group
    among = set(ids)
    pairs: dict[tuple[str, str], bool] = {}
    for link in document.links.values():
        source, target = (representative_of(document, end, level) for end in (link.source, link.target))
        is_within_group = source == target != link.source
        if source is not None and target is not None and {source, target} <= among and not is_within_group:
            pairs[source, target] = pairs.get((source, target), True) and link.source_port == LABELS
    return pairs


def _acyclic(ids: list[str], pairs: Mapping[tuple[str, str], bool]) -> dict[str, list[str]]:
    """Targets of every node, without self-loops and with each cycle cut at the link that closes it."""
    targets: dict[str, list[str]] = {i: [] for i in ids}
    for pair in pairs:
        if pair[0] != pair[1]:
            targets[pair[0]].append(pair[1])
    entered = {target for reached in targets.values() for target in reached}
    starts = [i for i in ids if i not in entered] + ids
    kept: dict[str, list[str]] = {i: [] for i in ids}
    state: dict[str, bool] = {}  # False while open on the path, True when done
    for start in starts:
        if start in state:
            continue
        state[start] = False
        path = [(start, iter(targets[start]))]
        while path:
            node, remaining = path[-1]
            target = next(remaining, None)
            if target is None:
                state[node] = True
                path.pop()
            elif target not in state:
                kept[node].append(target)
                state[target] = False
                path.append((target, iter(targets[target])))
            elif state[target]:
                kept[node].append(target)
    return kept


def _layers(ids: list[str], below: Mapping[str, list[str]], above: Mapping[str, list[str]]) -> list[list[str]]:
    """Longest path from a source; sources then move right, next to what they feed."""
    depth: dict[str, int] = {}
    for node in TopologicalSorter({i: above.get(i, ()) for i in ids}).static_order():
        depth[node] = max((depth[parent] + 1 for parent in above.get(node, ())), default=0)
    for node in ids:
        if not above.get(node) and below[node]:
            depth[node] = min(depth[child] for child in below[node]) - 1
    layers: list[list[str]] = [[] for _ in range(max(depth.values()) + 1)]
    for node in ids:
        layers[depth[node]].append(node)
    return [layer for layer in layers if layer]


def _with_lanes(
    layers: list[list[str]],
    below: dict[str, list[str]],
    above: dict[str, list[str]],
    heights: dict[str, float],
    under: set[tuple[str, str]],
) -> set[str]:
    """Put a lane into every layer that a link passes, else it would lead behind what stands there; their ids.

    Neighbours and heights are told of them, too; links that go ``under`` all nodes need none. There are none where they
    would be more than nodes: such a crowd of links is not followed one by one, and nodes would stand far apart.
    """
    depth = {i: number for number, layer in enumerate(layers) for i in layer}
    passing = [(s, t) for s in below for t in below[s] if depth[t] > depth[s] + 1 and (s, t) not in under]
    if sum(depth[target] - depth[source] - 1 for source, target in passing) > len(depth):
        return set()
    lanes: set[str] = set()
    for source, target in passing:
        passed = range(depth[source] + 1, depth[target])
        way = [f"{source}{BETWEEN}{target}{BETWEEN}{number}" for number in passed]
        for lane, number in zip(way, passed, strict=True):
            layers[number].append(lane)
            heights[lane] = heights[source]
        for before, behind in pairwise((source, *way, target)):
            below.setdefault(before, []).append(behind)
            above[behind].append(before)
        below[source].remove(target)
        above[target].remove(source)
        lanes.update(way)
    return lanes


def _order(
    layers: list[list[str]],
    below: Mapping[str, list[str]],
    above: Mapping[str, list[str]],
    heights: Mapping[str, float],
    lanes: set[str],
) -> None:
    """Sort every layer by the median place of its neighbours, down and up in turn; of those alike lanes go straight."""
    for layer in layers:
        layer.sort(key=lambda i: heights[i])
    place = {i: index for layer in layers for index, i in enumerate(layer)}
    for sweep in range(SWEEPS):
        downwards = sweep % 2 == 0
        neighbours = above if downwards else below
        for layer in layers if downwards else reversed(layers):
            wanted = {i: median([place[n] for n in neighbours[i]]) if neighbours.get(i) else place[i] for i in layer}
            layer.sort(key=lambda i: (wanted[i], i not in lanes))
            place.update((i, index) for index, i in enumerate(layer))


def _placed(
    layers: list[list[str]], above: Mapping[str, list[str]], sizes: Mapping[str, Size], lanes: set[str]
) -> dict[str, Point]:
    """Columns from left to right; a node stands level with what feeds it where there is room, by lanes where it is."""
    placed: dict[str, Point] = {}
    x = 0.0
    for layer in layers:
        width = max(sizes[i][0] for i in layer)
        taken = float("-inf")
        for place, i in enumerate(layer):
            own, before = sizes[i][1], layer[place - 1 : place]
            taken += LANE_GAP if lanes.intersection((i, *before)) else NODE_GAP
            feeding = [p for p in above.get(i, []) if p in lanes] or above.get(i, [])
            fed_by = [placed[p][1] + sizes[p][1] / 2 for p in feeding]
            wanted = mean(fed_by) - own / 2 if fed_by else max(taken, -own / 2)
            y = _on_grid(max(wanted, taken))
            placed[i] = (_on_grid(x + (width - sizes[i][0]) / 2), y if y >= taken else y + GRID)
            taken = placed[i][1] + own
        x = _on_grid(x + width + LAYER_GAP)
    return placed


def _on_grid(length: float) -> float:
    return round(length / GRID) * GRID


def _middle_of(positions: Mapping[str, Point]) -> Point:
    xs, ys = [x for x, _ in positions.values()], [y for _, y in positions.values()]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
