"""`society judge train`: judges learned on this machine."""
