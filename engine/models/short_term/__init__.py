"""Short-term plasticity: what a spike delivers of a weight that stays. One file = one model."""
