"""`society judge audit`: how good a judge is."""
