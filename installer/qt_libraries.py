"""Prints the Debian packages of the system libraries that Qt lacks on this machine."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

# Asked of a bare Debian 12 with PySide6 6.12: the shared library, and the package that has it.
PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libgl1",
    "libOpenGL.so.0": "libopengl0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libbrotlicommon.so.1": "libbrotli1",
    "libbrotlidec.so.1": "libbrotli1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libcups.so.2": "libcups2",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
PARTS = (
    "QtCore.abi3.so",
    "QtGui.abi3.so",
    "QtWidgets.abi3.so",
    "QtPrintSupport.abi3.so",
    "QtPdf.abi3.so",
    "Qt/plugins/platforms/libqxcb.so",
    "Qt/plugins/platforms/libqwayland.so",
    "Qt/plugins/platforms/libqoffscreen.so",
    "Qt/plugins/printsupport/libcupsprintersupport.so",
)


def missing_libraries(qt: Path) -> set[str]:
    found = set()
    for part in PARTS:
        if (qt / part).exists():
            listing = subprocess.run(["ldd", qt / part], capture_output=True, text=True, check=False).stdout
            found |= {line.split()[0] for line in listing.splitlines() if line.endswith("not found")}
    return found


def main() -> int:
    spec = find_spec("PySide6")
    if spec is None or not spec.submodule_search_locations:
        sys.stderr.write("PySide6 is not installed.\n")
        return 1
    if not sys.platform.startswith("linux"):
        return 0
    missing = missing_libraries(Path(spec.submodule_search_locations[0]))
    unknown = {name for name in missing if name not in PACKAGES}
    if unknown:
        sys.stderr.write(f"Qt lacks {', '.join(sorted(unknown))}; no Debian package is known for them.\n")
    sys.stdout.write(" ".join(sorted({PACKAGES[name] for name in missing - unknown})))
    return 0


if __name__ == "__main__":
    sys.exit(main())
