"""E-prop beside NEST: the losses that its own test asks for, and every weight.

``eprop_iaf_bsshslm_2020``, ``eprop_iaf_adapt_bsshslm_2020`` and ``eprop_readout_bsshslm_2020`` behind
``eprop_synapse_bsshslm_2020`` and ``eprop_learning_signal_connection_bsshslm_2020``, after Bellec et al. (2020).
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.peers.environments import python_of
from tests.peers.eprop_networks import Learnt, trained
from tests.peers.eprop_tasks import EpropTask, Floats, evidence_accumulation, regression

SCRIPT = Path(__file__).with_name("nest_eprop_run.py")
REGRESSION = (101.964363, 103.466736, 103.340607, 103.680244, 104.412781)  # of the original TensorFlow code
EVIDENCE = (0.741152525, 0.740388215, 0.665785134, 0.663644135, 0.729429066)
TWO_AT_A_TIME = (0.702163370672, 0.735555303152, 0.740354864111, 0.683882815282, 0.707841122268)  # of NEST alone
TASKS = {
    "regression": (regression, REGRESSION),
    "evidence accumulation": (evidence_accumulation, EVIDENCE),
    "evidence accumulation, two at a time": (lambda: evidence_accumulation(2), TWO_AT_A_TIME),
}


def _same_weights(task: EpropTask, ours: Learnt, theirs: dict[str, Floats]) -> bool:
    """Of all synapses that NEST has updated: it waits for a spike that comes in at them."""
    heard, fired = task.spikes[-1].any(axis=0), theirs["fired"].astype(bool)
    off = {name: np.abs(getattr(ours, name) - theirs[name]).max(axis=0) for name in ("into", "loop", "out")}
    assert fired.sum() > 0.8 * len(fired) and heard.sum() > 0.9 * len(heard)
    return max(off["into"][heard].max(), off["loop"][fired].max(), off["out"][fired].max()) < 1e-12


@pytest.mark.peers
@pytest.mark.parametrize("name", TASKS)
def test_e_prop_has_the_losses_that_nest_asks_for_and_its_weights(name: str, tmp_path: Path) -> None:
    """An input that fires in the first step behind an update makes NEST take it before the last error has arrived.

    So weights are compared where none does: of the frozen noise three inputs in a hundred do, and are 2e-6 off.
    """
    make, published = TASKS[name]
    task = make()
    ours, theirs = trained(task), _in_nest(task, tmp_path)
    assert ours.losses == pytest.approx(np.array(published), rel=1e-6)
    assert ours.losses == pytest.approx(task.losses(theirs["readout"]), rel=1e-10)
    if not task.spikes[:, 1].any():
        assert _same_weights(task, ours, theirs)
        return
    spikes = task.spikes.copy()
    spikes[:, 1] = 0.0
    later = replace(task, spikes=spikes)
    ours, theirs = trained(later), _in_nest(later, tmp_path)
    assert ours.losses == pytest.approx(later.losses(theirs["readout"]), rel=1e-10)
    assert _same_weights(later, ours, theirs)


@pytest.mark.peers
def test_adam_without_the_hat_is_another_training(tmp_path: Path) -> None:
    """The usual form of Adam, whose epsilon counts less in the first steps."""
    losses = trained(evidence_accumulation(), 2, optimizer="Adam").losses
    assert losses[0] == pytest.approx(EVIDENCE[0], rel=1e-6)
    assert losses[1] == pytest.approx(0.7385011879583696, rel=1e-6)


def _in_nest(task: EpropTask, folder: Path) -> dict[str, Floats]:
    """The read-outs and weights of a run in NEST; skips the test where its environment has not been made."""
    python = python_of("nest")
    if python is None:
        pytest.skip("make its environment: python -m tests.peers.environments nest")
    is_regression = task.name == "regression"
    descent = {"type": "gradient_descent", "eta": 1e-4}
    adam = {"type": "adam", "eta": 5e-3, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-8}
    job = {
        "loss": "mean_squared_error" if is_regression else "cross_entropy", "average_gradient": not is_regression,
        "optimizer": descent if is_regression else adam, "count": len(task.loop), "plain": task.plain,
        "window": task.window, "batch": task.batch, "tau_m": task.tau_m, "V_th": task.V_th, "t_ref": task.t_ref,
        "regular": task.regular, "adapt_beta": task.adapt_beta, "adapt_tau": task.adapt_tau, "c_reg": task.c_reg,
        "f_target": task.f_target,
    }  # fmt: skip
    (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
    arrays = {name: getattr(task, name) for name in ("into", "loop", "out", "back", "spikes", "wanted")}
    np.savez(folder / "arrays.npz", **arrays)
    subprocess.run([python, SCRIPT, folder], check=True, stdout=subprocess.DEVNULL)
    return dict(np.load(folder / "out.npz"))
