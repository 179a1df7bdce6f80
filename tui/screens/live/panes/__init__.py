"""What stands beside a dialogue: pay, judges, state, prompts and the ledger of the chosen turn.

Law: each tab is a pure function from the scene to what is shown; what only one side knows is in it
only where the scene says that it may be.
"""
