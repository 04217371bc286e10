"""The window."""

import ctypes
import sys

if sys.version_info < (3, 12):
    # PySide6 6.12 takes None, True and their like for immortal, which they are from Python 3.12 on. Before,
    # each call that returns one gives away a reference it never took, until the interpreter aborts.
    for _kept in (None, True, False, NotImplemented, Ellipsis):
        ctypes.c_ssize_t.from_address(id(_kept)).value += sys.maxsize // 4
