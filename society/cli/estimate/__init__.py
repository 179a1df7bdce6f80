"""`society estimate`: what a batch or a search will take."""
