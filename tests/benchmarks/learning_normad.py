"""Epochs until one neuron fires at wanted times, by NormAD and by ReSuMe, from the same drawing.

``python -m tests.benchmarks.learning_normad`` writes its tables into docs/learning.md: this one, and the comparison at
each rule's best rate (``learning_normad_protocol.py``).

500 Poisson trains of 10 Hz for 500 ms in steps of 0.1 ms reach a leaky integrate-and-fire neuron (300 pF, 10 ms, from
-70 to 20 mV, refractory for 3 ms) through currents that rise with 1.25 and decay with 5 ms; it is to fire one Poisson
train of 20 Hz. The currents' peak is the weight; Anwani and Rajendran's difference of exponentials peaks at 0.4725 of
theirs, so both readings of their change of 200 pA are tried. ReSuMe has the choice of rates over a factor of 16. The
bar: NormAD's best correlation of the first 70 epochs, in the mean of four seeds, is at least 0.95, and at 200 pA of the
peak it reaches 0.95 in fewer epochs than ReSuMe at any of these rates.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from statistics import mean

from engine.learning.components.method import LearningMethod
from engine.learning.methods.normad import NormAD
from engine.learning.methods.remote_supervision import RemoteSupervision
from engine.learning.training.fitting import fit
from engine.learning.training.training_progress import Progress
from engine.model.registry.discovery import find
from engine.network.description import Dataset, Decoder, Encoder, NetworkDescription, Population, Projection, Sign
from engine.network.values import Uniform
from tests.benchmarks.page import put

SEEDS, EPOCHS, WITHIN, BAR = range(4), 100, 70, 0.95
H, DURATION = 0.1, 500.0  # ms
TRIED = ((NormAD, 200.0), (NormAD, 94.5), *((RemoteSupervision, rate) for rate in (20.0, 40.0, 80.0, 160.0, 320.0)))
NEURON = {"C_m": 300.0, "tau_m": 10.0, "E_L": -70.0, "V_reset": -70.0, "V_th": 20.0, "t_ref": 3.0}


def network(seed: int, target: float = 20.0) -> NetworkDescription:
    """The drawing; the seed makes its trains, the wanted one of ``target`` Hz."""
    trains = {"interval": H, "duration": DURATION, "pattern_seed": float(seed), "target_rate": target}
    return NetworkDescription(
        resolution=H,
        datasets=(Dataset("data", find("datasets/target_spike_trains"), trains, sample_time=DURATION),),
        encoders=(Encoder("code", find("encoders/regular"), "data", {"max_rate": 1000.0 / H}),),
        populations=(Population("out", find("neurons/leaky_integrate_and_fire"), 1, NEURON),),
        projections=(
            Projection(
                "in", "code", "out", synapse=find("synapses/double_exponential_current"),
                synapse_parameters={"tau_rise": 1.25, "tau_decay": 5.0}, wiring=find("wiring/all_to_all"),
                weight=Uniform(0.0, 200.0), delay=0.0, sign=Sign.MIXED,
            ),
        ),
        decoders=(Decoder("answer", find("decoders/spike_count"), "out", labels="data"),),
    )  # fmt: skip


@dataclass(frozen=True)
class Course:
    """The correlation of each epoch, the CPU seconds until its end, and the first epoch, from 1, that was exact."""

    correlations: tuple[float, ...]
    stamps: tuple[float, ...]
    exact: int | None

    @property
    def reached(self) -> int | None:
        """The first epoch, from 1, with the correlation of the bar."""
        return next((n for n, value in enumerate(self.correlations, 1) if value >= BAR), None)

    @property
    def seconds(self) -> float:
        return self.stamps[-1]

    @property
    def seconds_to_bar(self) -> float:
        """CPU seconds until the correlation of the bar, or of all epochs."""
        return self.stamps[(self.reached or len(self.stamps)) - 1]

    @property
    def best(self) -> float:
        return max(self.correlations[:WITHIN])


def course(
    method: type[LearningMethod], rate: float, seed: int, target: float = 20.0, to: float | None = None
) -> Course:
    """Train until the spikes are the wanted ones, for all epochs, or until a correlation."""
    stamps: list[float] = []
    began = time.process_time()

    def goes_on(progress: Progress) -> bool:
        if progress.arrays is None:
            return True
        stamps.append(time.process_time() - began)
        last = progress.history[-1]
        return last.loss > 0 and (to is None or last.training_accuracy < to)

    settings = {"rate": rate, "schedule": "constant"}
    result = fit(network(seed, target), method, epochs=EPOCHS, seed=seed, settings=settings, on_progress=goes_on)
    exact = len(result.history) if result.history[-1].loss == 0 else None
    return Course(tuple(epoch.training_accuracy for epoch in result.history), tuple(stamps), exact)


def line(method: type[LearningMethod], rate: float, courses: list[Course]) -> str:
    reached = " / ".join("–" if c.reached is None else str(c.reached) for c in courses)
    exact = sum(c.exact is not None for c in courses)
    best = " / ".join(f"{c.best:.3f}" for c in courses)
    pace = sum(c.seconds for c in courses) / sum(len(c.correlations) for c in courses)
    words = (
        f"{method.title}, {rate:g} pA",
        reached,
        best,
        f"{mean(c.best for c in courses):.3f}",
        exact,
        f"{pace:.2f}",
    )
    return f"| {' | '.join(map(str, words))} |"


def main() -> int:
    head = (
        f"| | epochs to {BAR} (seeds 0–3) | best of {WITHIN} epochs | mean | exact within {EPOCHS} | CPU s an epoch |"
    )
    lines, found = [head, "|---|---|---|---|---|---|"], {}
    for method, rate in TRIED:
        courses = found[method, rate] = [course(method, rate, seed) for seed in SEEDS]
        lines.append(line(method, rate, courses))
        print(lines[-1], flush=True)
    epochs = {key: mean(c.reached or EPOCHS for c in courses) for key, courses in found.items()}
    own = epochs[TRIED[0]]
    fastest = min(value for (method, _), value in epochs.items() if method is not NormAD)
    held = own < fastest and all(mean(c.best for c in found[k]) >= BAR for k in found if k[0] is NormAD)
    said = f"Epochs to {BAR} in the mean, a miss counted as {EPOCHS}: NormAD at 200 pA {own:.1f}, "
    lines += ["", f"{said}the best ReSuMe {fastest:.1f}. The bar is {'held' if held else 'missed'}."]
    print(lines[-1])
    put("learning_normad", "\n".join(lines))
    from tests.benchmarks import learning_normad_protocol  # which trains by what is here

    learning_normad_protocol.main()
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
