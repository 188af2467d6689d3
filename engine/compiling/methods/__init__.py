"""Methods that advance equations that are not linear; one file is one method, named by ``NeuronModel.method``."""
