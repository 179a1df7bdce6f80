"""`python -m society`."""

from society.cli.root import main

main()
