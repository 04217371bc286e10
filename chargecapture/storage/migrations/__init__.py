"""How the tables came about, one module a step; steps are only ever added.

The last step's revision stands here, so that opening a file that is up to date needs no migration library.
"""

HEAD = "0004"
