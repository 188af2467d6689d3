"""Keys of the models that several examples use."""

LIF = "neurons/leaky_integrate_and_fire"
DISCRETE_LIF = "neurons/discrete_leaky_integrate_and_fire"
EXPONENTIAL = "synapses/exponential_current"
COUNTING = "neurons/discrete_integrate_and_fire_subtractive"
DELTA = "synapses/delta"
FIXED_PROBABILITY = "wiring/fixed_probability"
ALL_TO_ALL = "wiring/all_to_all"
