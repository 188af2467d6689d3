"""Runs in an environment with PyTorch: an LSTM learns one Mackey-Glass series after another and forecasts each alone.

``python mackey_glass_lstm.py in.npz out.npz``; ``in.npz`` holds ``series`` (repeats, points), how many ``train`` points
come first, and the ``hidden`` cells, ``epochs`` and learning ``rate``; ``out.npz`` the ``forecasts`` (repeats, points
after those), the ``fired`` share of the rectified outputs that were not 0, and how many points are ``looked`` back on.
The number of a repeat is its seed. The cells are those of ``torch.nn.LSTM``, with a compiled loop over the points,
which takes a tenth of its time.

Source: NeuroBench 2.3 (Yik et al. 2025, 10.1038/s41467-025-56739-4), its example ``mackey_glass``: the last 50 points,
normalised, into one layer of cells, rectified, onto one value; Adam, mean square of all training points at once.
"""

import sys

import numba
import numpy as np
import torch

SEEN, DECAY = 50, 0.001  # points that are looked back on; weight decay


@numba.njit
def scan(given, weight, hidden, cell):
    """Hidden values and cells (times + 1, n) from the first on, and gates (times, 4 n), of what they are ``given``."""
    times, n = len(given), len(hidden)
    hiddens, cells, gates = np.empty((times + 1, n)), np.empty((times + 1, n)), np.empty((times, 4 * n))
    hiddens[0], cells[0] = hidden, cell
    for t in range(times):
        drive = given[t] + weight @ hiddens[t]
        gate = 1.0 / (1.0 + np.exp(-drive))
        gate[2 * n : 3 * n] = np.tanh(drive[2 * n : 3 * n])
        cells[t + 1] = gate[n : 2 * n] * cells[t] + gate[:n] * gate[2 * n : 3 * n]
        hiddens[t + 1] = gate[3 * n :] * np.tanh(cells[t + 1])
        gates[t] = gate
    return hiddens, cells, gates


@numba.njit
def scan_back(slopes, back, cells, gates):
    """The slope (times, 4 n) at what was given, of slopes (times, n) at the hidden values; ``back`` is weight.T."""
    times, n = slopes.shape
    found = np.empty((times, 4 * n))
    hidden, cell = np.zeros(n), np.zeros(n)
    for t in range(times - 1, -1, -1):
        into, forget, new, out = gates[t, :n], gates[t, n : 2 * n], gates[t, 2 * n : 3 * n], gates[t, 3 * n :]
        shown = np.tanh(cells[t + 1])
        hidden = hidden + slopes[t]
        cell = cell + hidden * out * (1.0 - shown**2)
        found[t, :n] = cell * new * into * (1.0 - into)
        found[t, n : 2 * n] = cell * cells[t] * forget * (1.0 - forget)
        found[t, 2 * n : 3 * n] = cell * into * (1.0 - new**2)
        found[t, 3 * n :] = hidden * shown * out * (1.0 - out)
        hidden = back @ found[t]
        cell = cell * forget
    return found


class Scan(torch.autograd.Function):
    """Hidden values (times, n) from rest."""

    @staticmethod
    def forward(ctx, given, weight):
        rest = np.zeros(weight.shape[1])
        hiddens, cells, gates = scan(given.detach().numpy(), weight.detach().numpy(), rest, rest)
        ctx.kept = weight.detach().numpy(), hiddens, cells, gates
        return torch.from_numpy(hiddens[1:])

    @staticmethod
    def backward(ctx, slopes):
        weight, hiddens, cells, gates = ctx.kept
        found = scan_back(slopes.contiguous().numpy(), np.ascontiguousarray(weight.T), cells, gates)
        return torch.from_numpy(found), torch.from_numpy(found.T @ hiddens[:-1])


class Forecaster(torch.nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.cells, self.norm = torch.nn.LSTMCell(SEEN, hidden), torch.nn.LayerNorm(SEEN)
        self.out = torch.nn.Linear(hidden, 1)

    def given(self, seen):
        """What ``seen`` (times, SEEN) gives to the gates."""
        return torch.nn.functional.linear(
            self.norm(seen), self.cells.weight_ih, self.cells.bias_ih + self.cells.bias_hh
        )

    def forward(self, seen):
        """The values (times, 1) that come next."""
        return self.out(torch.relu(Scan.apply(self.given(seen), self.cells.weight_hh)))

    @torch.no_grad()
    def forecast(self, seen, value, count):
        """So many values (count,) after ``value``, each from those before, and the share of cells that fired."""
        weight, rest = self.cells.weight_hh.numpy(), np.zeros(self.cells.hidden_size)
        hiddens, cells, _ = scan(self.given(seen).numpy(), weight, rest, rest)
        last, found, fired = seen[-1:], [], []
        for _ in range(count):
            last = torch.cat((last[:, 1:], value.reshape(1, 1)), 1)
            hiddens, cells, _ = scan(self.given(last).numpy(), weight, hiddens[-1], cells[-1])
            shown = torch.relu(torch.from_numpy(hiddens[-1]))
            value = self.out(shown)
            found.append(value.item())
            fired.append((shown > 0).double().mean().item())
        return found, np.mean(fired)


def forecast(series, train, hidden, epochs, rate, seed):
    """The points (points - train - 1,) that follow the point ``train``, and the share of cells that fired."""
    torch.manual_seed(seed)
    net = Forecaster(hidden)
    adam = torch.optim.Adam(net.parameters(), lr=rate, weight_decay=DECAY)
    seen = torch.cat((torch.zeros(SEEN - 1), series[:train])).unfold(0, SEEN, 1)
    for _ in range(epochs):
        loss = torch.nn.functional.mse_loss(net(seen), series[1 : train + 1, None])
        adam.zero_grad()
        loss.backward()
        adam.step()
    return net.forecast(seen, series[train], len(series) - train - 1)


def main(given, out):
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    with np.load(given) as data:
        series, plain = torch.from_numpy(data["series"]), {name: data[name].item() for name in data if name != "series"}
    found = [forecast(one, seed=seed, **plain) for seed, one in enumerate(series)]
    np.savez(out, looked=SEEN, forecasts=[values for values, _ in found], fired=[share for _, share in found])


main(*sys.argv[1:])
