"""Scripted workflows by keys alone, in the real window: what a clinician does, with its inputs counted."""
