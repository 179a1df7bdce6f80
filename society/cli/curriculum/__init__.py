"""`society curriculum`: what to practise next, and whether practising so is worth it."""
