"""Pictures of every screen and state of the program, in each theme and at two sizes of the window.

    python -m tests.screenshots                        all, into build/screenshots with an index.html
    python -m tests.screenshots --out FOLDER visit day  only states whose name holds one of the words
    python -m tests.screenshots --theme dark --size 1280 --list

The real window runs on a screen of its own (Xvfb) with the sample practice, on a day that does not move, and
is driven by keys. A new screen or state is one function in `states.py`, marked with `@state`.
"""
