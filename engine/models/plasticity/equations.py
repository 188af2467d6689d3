"""The rule of plasticity whose equations a person writes; the text below is what it begins with."""

from engine.model.typed.rule import rule

PlasticityEquations = rule(
    """about: A rule of plasticity whose equations are written by hand.
source: the person who wrote it

dx/dt = -x/tau_plus : 1  # trace of source spikes
dy/dt = -y/tau_minus : 1  # trace of target spikes
on_pre: w -= A_minus*w_max*y; x += 1
on_post: w += A_plus*w_max*x; y += 1

tau_plus = 20 ms (> 0)  # memory of source spikes
tau_minus = 20 ms (> 0)  # memory of target spikes
A_plus = 0.005 (>= 0)  # potentiation of a pair
A_minus = 0.00525 (>= 0)  # depression of a pair
w_max = 2 weights (> 0)  # largest weight
""",
    module=__name__,
)
