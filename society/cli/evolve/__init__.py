"""`society evolve` and `society generation`: players that get better, and how far they got."""
