"""`society strategy`: what won, what goes with winning, and what is proven to help."""
