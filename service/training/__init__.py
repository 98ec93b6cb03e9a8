"""How the weights are made: examples from labelled questions, and the fit."""
