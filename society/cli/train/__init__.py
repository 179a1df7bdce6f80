"""`society train`: a policy whose model has learned from dialogues."""
