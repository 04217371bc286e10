"""The window and its parts. What they look like: `python -m tests.screenshots`, see there."""
