"""Training: from dialogues that went well to a policy whose model has learned from them."""
