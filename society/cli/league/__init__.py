"""`society league`: who plays better than whom, and who should meet next."""
