"""Package indexes with two packages in them, and a Python that its system manages."""

import shutil
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from json import dumps
from pathlib import Path
from threading import Thread
from typing import Any

# By name and version, what each asks of another.
PACKAGES: dict[str, dict[str, dict[str, str]]] = {
    "view": {"1.4.0": {}, "2.0.0": {}},
    "grid": {"1.0.0": {"view": "1"}},
}


class Registry(BaseHTTPRequestHandler):
    """As much of npm's as choosing versions asks for."""

    def do_GET(self) -> None:
        name = self.path.strip("/")
        body = dumps(document(name, self.headers["Host"]) if name in PACKAGES else {}).encode()
        self.send_response(200 if name in PACKAGES else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


def document(name: str, host: str) -> dict[str, Any]:
    versions = {
        version: {
            "name": name,
            "version": version,
            "peerDependencies": {other: f"^{major}.0.0" for other, major in wanted.items()},
            "dist": {"tarball": f"http://{host}/{name}-{version}.tgz", "integrity": "sha512-AA=="},
        }
        for version, wanted in PACKAGES[name].items()
    }
    return {"name": name, "dist-tags": {"latest": max(versions)}, "versions": versions}


@contextmanager
def registry() -> Iterator[str]:
    """The address of an npm registry."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Registry)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def make_wheels(folder: Path) -> None:
    folder.mkdir()
    for name, versions in PACKAGES.items():
        for version, wanted in versions.items():
            write_wheel(folder, name, version, [f"{o}=={major}.*" for o, major in wanted.items()])


def write_wheel(folder: Path, name: str, version: str, requires: list[str]) -> None:
    facts = [f"Name: {name}", f"Version: {version}", *(f"Requires-Dist: {r}" for r in requires)]
    about = f"{name}-{version}.dist-info"
    tags = "Root-Is-Purelib: true\nTag: py3-none-any\n"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{about}/METADATA", "\n".join(["Metadata-Version: 2.1", *facts]) + "\n")
        wheel.writestr(f"{about}/WHEEL", f"Wheel-Version: 1.0\nGenerator: tests\n{tags}")
        wheel.writestr(f"{about}/RECORD", "")


def make_system(folder: Path) -> None:
    """This Python once more, as a distribution ships it: whoever installs into it is refused."""
    library = Path(sysconfig.get_path("stdlib"))
    (folder / "bin").mkdir(parents=True)
    shutil.copy(base_python(), folder / "bin" / "python")
    for source in filter(Path.is_dir, library.parent.glob("python3*")):
        target = folder / "lib" / source.name
        target.mkdir(parents=True)
        for entry in source.iterdir():
            if entry.name != "EXTERNALLY-MANAGED":
                (target / entry.name).symlink_to(entry)
    mark = "[externally-managed]\nError=Ask the system for its own packages.\n"
    (folder / "lib" / library.name / "EXTERNALLY-MANAGED").write_text(mark)


def base_python() -> str:
    """The one below the environment that the tests run in; it has pip."""
    return str(Path(sys.base_prefix, "bin", f"python{sys.version_info[0]}.{sys.version_info[1]}"))
