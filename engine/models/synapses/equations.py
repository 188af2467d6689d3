"""The synapse whose equations a person writes; the text below is what it begins with."""

from engine.model.typed.synapse import synapse

SynapseEquations = synapse(
    """about: A synapse whose equations are written by hand.
source: the person who wrote it

dg/dt = -g/tau_syn : nS  # conductance
on_pre: g += w
current: g*(E_rev - V)

w = 2 nS (>= 0)  # peak of the conductance
tau_syn = 5 ms (> 0)  # decay of the conductance
E_rev = 0 mV (inhibitory -80 mV)  # reversal potential
""",
    module=__name__,
)
