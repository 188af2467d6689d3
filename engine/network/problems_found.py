"""The sentences of what can be wrong with a network."""

from __future__ import annotations

from engine.problems import declare

DUPLICATE = declare("duplicate-id", "Two elements have the id {id}.", "Give every element an id of its own.")
EMPTY = declare("nothing-to-run", "There is no neuron to run.", "Add a population.")
BAD_RESOLUTION = declare(
    "resolution", "The resolution is {value} ms; it must be above 0 ms.", "Set the resolution to 0.1 ms or so."
)
BAD_SIZE = declare("size", "{element} has the size {value}; it must be 1 or more.", "Set its size to 1 or more.")
OWN_TRAIN_SIZE = declare(
    "own-train-size",
    "{element} gives every target a train of its own, so its size must be 1, not {value}.",
    "Set its size to 1.",
)
UNKNOWN_ELEMENT = declare(
    "unknown-element", "{element} refers to {id}, which is not there.", "Link it to an element of the network."
)
UNKNOWN_NAME = declare("unknown-name", "{element} has no {name}.", "Remove {name}, or choose another model.")
OUT_OF_BOUNDS = declare(
    "out-of-bounds",
    "{name} of {element} is {value}{unit}; it must be {bounds}.",
    "Set {name} to a value that is {bounds}.",
)
NOT_FINITE = declare("not-finite", "{name} of {element} is not a number.", "Type a number for {name}.")
WRONG_LENGTH = declare(
    "wrong-length",
    "{name} of {element} has {count} {count:value|values} for {expected} {expected:element|elements}.",
    "Give one value, a distribution, or {expected} {expected:value|values}.",
)
DELAYS_IN_A_TABLE = declare(
    "delays-in-a-table",
    "The delays of {element} are a table of {shape}; they are one list, in the order of its connections.",
    "Give one delay, a distribution, or a list with one value for each connection.",
)
ONE_VALUE = declare(
    "one-value-only", "{name} of {element} must be one number for all.", "Set {name} to a single number."
)
BAD_DISTRIBUTION = declare(
    "distribution",
    "The distribution of {name} of {element} is impossible.",
    "Give it a spread of 0 or more, and a low end below its high end.",
)
NO_DISTANCE = declare(
    "no-distance",
    "{name} of {element} belongs to one neuron, so it cannot follow a distance.",
    "Give it one value or a distribution.",
)
BAD_CHOICE = declare("choice", "{name} of {element} cannot be {value}.", "Choose one of {options}.")
NO_FIT = declare(
    "synapse-does-not-fit",
    "{synapse} does not fit the neurons of {element}.",
    "Choose a synapse whose current has the unit of their input.",
)
NEEDS_SYNAPSE = declare(
    "needs-synapse", "The spikes of {source} need a synapse to reach {target}.", "Choose a synapse for {element}."
)
COUPLES = declare(
    "learning.couples",
    "{element} couples potentials, so this network runs but cannot be trained or tested on samples.",
    "Use synapses that pass spikes on every link to the decoder.",
)
NEEDS_NO_SYNAPSE = declare(
    "needs-no-synapse", "{source} sends no spikes, so {element} needs no synapse.", "Remove the synapse of {element}."
)
SILENT_SOURCE = declare(
    "silent-source",
    "{source} never fires, so {element} hears nothing.",
    "Let it read neurons that fire, or choose a decoder of values.",
)
NO_VALUES = declare("no-values", "{source} has no values that {element} could read.", "Let it read a population.")
UNEVEN_TRAINS = declare(
    "uneven-trains",
    "{element} makes one value of {count} {count:train|trains}, and {source} has {size} {size:neuron|neurons}.",
    "Give it a multiple of {count} {count:neuron|neurons}, or choose another decoder.",
)
OTHER_TRAINS = declare(
    "other-trains",
    "{element} makes one value of {count} {count:train|trains}, and {source} makes {size} {size:train|trains} of one.",
    "Link it to an encoder of the same number, or choose another decoder.",
)
NO_POTENTIAL = declare(
    "no-potential",
    "{synapse} follows membrane potentials in mV, which {source} and {target} do not both have.",
    "Choose another synapse, or link populations whose neurons have a membrane in mV.",
)
NO_INPUT = declare("no-input", "{target} takes no current.", "Link the current to another population.")
UNKNOWN_INPUT = declare(
    "unknown-input",
    "{element} acts into “{name}”, which is no input of {target}.",
    "Choose another input for the link, or declare this one in the equations of {target}.",
)
NO_CHOICE = declare(
    "values-choose-no-input",
    "{element} joins membranes or passes values on and acts into {first} of {target}, not into “{name}”.",
    "Choose the input {first} for the link, or let spikes or a current reach “{name}”.",
)
WRONG_SIGN = declare(
    "wrong-sign",
    "{element} is {sign}, but its weight is {value}.",
    "Give the weight the other sign, or declare the link otherwise.",
)
OTHER_SIGN = declare(
    "other-sign",
    "{population} is {sign}, but its link {link} is not.",
    "Make the link {sign}, or the population neither excitatory nor inhibitory.",
)
BOTH_SIGNS = declare(
    "both-signs",
    "{population} excites by {excites} and inhibits by {inhibits}; a neuron does one of the two (Dale's principle).",
    "Let two populations send them, give the links one sign, or declare that the population does both.",
)
NEGATIVE_CONDUCTANCE = declare(
    "negative-conductance",
    "The weight of {element} is {value} {unit}; it must not be negative.",
    "Set the weight above 0; the reversal potential says whether it inhibits.",
)
NO_CONNECTIONS = declare(
    "no-connections",
    "{element} takes its connections from a list, and there is none.",
    "Give it a list, or another wiring.",
)
BAD_CONNECTIONS = declare(
    "bad-connections",
    "{element} connects neuron {pre} to neuron {post}, which are not there.",
    "Number neurons from 0 to one below the size.",
)
UNEQUAL = declare(
    "unequal-sizes",
    "{wiring} connects equals, but {element} joins {pre} to {post} {post:neuron|neurons}.",
    "Give both sides the same size.",
)
TOO_MANY_ASKED = declare(
    "more-than-there-are",
    "{element} asks for {asked} {meaning}, and there can be at most {possible}.",
    "Lower {name}, give it larger populations, or allow several connections between the same two neurons.",
)
CYCLE = declare(
    "zero-delay-cycle",
    "The links without delay between {path} form a circle.",
    "Give one of them a delay of {h} ms or more.",
)
NEGATIVE_DELAY = declare("negative-delay", "The delay of {element} is {value} ms.", "Set it to 0 ms or more.")
PLASTIC_SOURCE = declare(
    "plastic-source",
    "{source} gives every target its own train, so {element} cannot be plastic.",
    "Put a population between them, or remove the plasticity.",
)
PLASTIC_CURRENT = declare(
    "plastic-current",
    "No spikes travel along {element}; {rule} learns from spikes.",
    "Remove the plasticity, or let a population of spiking neurons stand between them.",
)
SHORT_TERM_SOURCE = declare(
    "short-term-source",
    "{source} gives every target its own train, so {element} has no terminals that could tire or warm up.",
    "Put a population between them, or remove the short-term plasticity.",
)
SHORT_TERM_CURRENT = declare(
    "short-term-current",
    "No spikes travel along {element}, so {rule} has nothing to release.",
    "Remove the short-term plasticity, or let a population of spiking neurons stand between them.",
)
LARGEST_DELAYS = declare(
    "largest-delays",
    "{element} takes the largest of what its window sends in a step, and its delays differ.",
    "Give the link one delay, or let the pool average or add up.",
)
LARGEST_COUPLING = declare(
    "largest-coupling",
    "{element} takes the largest of its window, and {synapse} couples potentials one by one.",
    "Let values or spikes pass along the link, or choose another wiring.",
)
LARGEST_SHORT_TERM = declare(
    "largest-short-term",
    "{element} takes the largest of its window, and {rule} lets each source release another share of the weight.",
    "Remove the short-term plasticity, or let the pool average or add up.",
)
SILENT_TARGET = declare(
    "silent-target",
    "{target} never fires, so {rule} has nothing to learn from on {element}.",
    "Choose another rule, or neurons that fire.",
)
NO_SPIKE_SOURCE = declare(
    "no-spike-source", "{rule} on {element} needs a {meaning}, and none is chosen.", "Choose it among its parameters."
)
LOST_SPIKE_SOURCE = declare(
    "lost-spike-source",
    "{rule} on {element} hears the spikes of an element that is not in the network.",
    "Choose another {meaning}, or put it back where it is muted.",
)
UNHEARD_SOURCE = declare(
    "unheard-spike-source",
    "{rule} on {element} cannot hear {source}, which has no spikes of its own.",
    "Choose a population, or a stimulus with spikes that all its targets share.",
)
UNJUDGED = declare(
    "unjudged-answer",
    "{rule} on {element} cannot be rewarded by {source}, whose answers are neither right nor wrong.",
    "Link the labels of a dataset to {source}, and let it give a class.",
)
NO_MEMBRANE = declare(
    "no-membrane",
    "{rule} reads a membrane in {unit}; that of {target} is in {other}.",
    "Choose another rule, or other neurons.",
)
MEMBRANE_DELAY = declare(
    "membrane-delay",
    "{rule} reads the membrane of {target} after the step in which it is reached; {element} has a delay of zero.",
    "Set the delay to {h} ms or more.",
)
MEMBRANE_DENDRITE = declare(
    "membrane-dendrite",
    "{rule} reads the membrane of {target} one step late at least; nothing of the delay of {element} is dendritic.",
    "Raise its dendritic share, so that {h} ms or more are.",
)
STILL_SAMPLES = declare(
    "still-samples",
    "{element} sends changes only, and the samples of {dataset} stand still.",
    "Link it to a dataset of signals, or choose another encoder.",
)
BAD_TIME = declare("sample-time", "{element} shows a sample for {value} ms.", "Show it for one step ({h} ms) or more.")
BAD_GAP = declare("sample-gap", "The gap of {element} is {value} ms.", "Set it to 0 ms or more.")
NO_SAMPLES = declare("no-samples", "{element} has no samples in its part {split}.", "Choose another part or source.")
UNRECORDABLE = declare("unrecordable", "{element} cannot keep {quantity} of {target}.", "Choose one of {options}.")
BAD_INDEX = declare(
    "record-index", "{element} asks for number {index} of {count} in {target}.", "Number from 0 to one below {count}."
)
BAD_INTERVAL = declare("record-interval", "{element} samples every {value} ms.", "Set the interval above 0 ms.")
TOO_MUCH_DRIVE = declare(
    "too-much-drive",
    "{element} would give {value} spikes a step to every target; at most {most} can be counted.",
    "Lower its rate, or make the resolution finer.",
)
TOO_LARGE = declare(
    "too-large",
    "The network needs {need} of memory, most of it for {element}; {most} of the {have} that are free may be used.",
    "Use fewer neurons or connections.",
)
TOO_LONG_DELAYS = declare(
    "delays-too-large",
    "The network needs {need} of memory, most of it for what is under way for the delays of {element}; "
    "{most} of the {have} that are free may be used.",
    "Make its longest delay shorter, or the resolution coarser.",
)
ENDLESS_DELAY = declare(
    "endless-delay",
    "The delays of {element} reach {longest} ms, and what is under way for them would need {need} of memory.",
    "Set the delay in milliseconds, 1 ms or so.",
)
TOO_MUCH_RECORDED = declare(
    "recording-too-large",
    "The network needs {need} of memory, most of it for the recording {element}; "
    "{most} of the {have} that are free may be used.",
    "Record fewer neurons or synapses, or at longer intervals.",
)

CURRENT_HAS_NO_DELAY = declare(
    "current-has-no-delay",
    "A current acts without a delay; that of {element} changes nothing.",
    "Set it to 0 ms; let {source} itself begin later where it shall.",
)
JUNCTION_HAS_NO_DELAY = declare(
    "junction-has-no-delay",
    "{element} joins two membranes at once; its delay changes nothing.",
    "Set it to 0 ms, or choose a chemical synapse.",
)
DELAY_ROUNDED = declare(
    "delay-rounded",
    "The delay of {element} is not a whole number of steps; it acts as {value} ms.",
    "Choose a multiple of {h} ms.",
)
DELAYS_ROUNDED = declare(
    "delays-rounded",
    "Some delays of {element} are not whole numbers of steps; each acts as the nearest one.",
    "Choose multiples of {h} ms.",
)
DELAYS_DRAWN_AGAIN = declare(
    "delays-drawn-again",
    "Delays of {element} that fall below one step are drawn again.",
    "Let them begin at {h} ms.",
)
DELAYS_TOO_SHORT = declare(
    "delays-too-short",
    "The delays of {element} are hardly ever as long as one step, {h} ms.",
    "Make them longer, or the resolution finer.",
)
DELAY_BELOW_STEP = declare(
    "delay-below-step",
    "The delay of {element} is below one step; it acts as {h} ms.",
    "Set it to {h} ms or more, or to 0.",
)
REFRACTORY_ROUNDED = declare(
    "refractory-rounded",
    "{name} of {element} is not a whole number of steps; it acts as {value} ms.",
    "Choose a multiple of {h} ms.",
)
RESET_TO_FIRING = declare(
    "reset-to-firing",
    "A spike leaves {element} where it fires again: {state} is reset to {value}.",
    "Reset {state} below the threshold, or raise the threshold.",
)
INTERVAL_ROUNDED = declare(
    "interval-rounded",
    "{name} of {rule} on {element} is not a whole number of steps; it acts as {value} ms.",
    "Choose a multiple of {h} ms.",
)
DENDRITE_ROUNDED = declare(
    "dendrite-rounded",
    "The dendritic part of the delay of {element} is not a whole number of steps; {rule} takes {value} ms.",
    "Choose a share that gives a multiple of {h} ms.",
)
CUT_CODE = declare(
    "code-cut-short",
    "The spikes of {element} take up to {need} ms, and a sample is shown for {have} ms: later ones are lost.",
    "Show samples of {dataset} for longer, or make the code shorter.",
)
COARSE = declare(
    "coarse-resolution",
    "The resolution of {h} ms is coarse for {name} of {element}, which is {value} ms.",
    "Make the resolution {wanted} ms or finer.",
)
FAST = declare(
    "rate-too-high",
    "{element} would fire with a probability of {value} in every step, which is too regular for its rate.",
    "Lower {name}, or make the resolution finer.",
)
NEGATIVE_PLASTIC = declare(
    "negative-plastic",
    "{element} learns, but has weights of both signs: learning holds them above 0.",
    "Make it excitatory or inhibitory, or remove the plasticity.",
)
ABOVE_MAXIMUM = declare(
    "above-largest-weight",
    "{element} starts with weights above the largest weight that learning allows, {value}.",
    "Raise w_max, or lower the weights.",
)
UNCONNECTED = declare("unconnected", "Nothing is linked to {element}.", "Link it, or remove it.")
