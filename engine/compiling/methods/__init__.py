"""How equations that are not linear are advanced; one file is one method, named by ``NeuronModel.method``."""
