"""Edits run when all charges are chosen, in the order that `engine.py` lists. One module each."""
