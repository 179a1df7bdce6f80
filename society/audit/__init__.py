"""How good a judge is: flaws planted in real dialogues, attacks, and what it said to them."""
