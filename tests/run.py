"""`make test`: everything, in the order in which it is quickest to be told what is wrong."""

import os
import shutil
import subprocess
import sys
import time

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def main() -> int:
    if os.environ.get("CI") and not any(shutil.which(name) for name in CHROMIUM):
        install_chromium()
    pytest = [sys.executable, "-m", "pytest", "-q", "-n", "2"]
    steps = (
        ("rules, services, screens, content and architecture, on SQLite", [*pytest, "--ignore", "tests/journeys"]),
        ("services and screens on PostgreSQL", [*pytest, "tests/services", "tests/web", "--database", "postgresql"]),
        ("journeys in a real browser", [*pytest, "--dist", "worksteal", "tests/journeys"]),
    )
    status = 0
    for title, command in steps:
        print(f"\n== {title}", flush=True)
        began = time.monotonic()
        status = subprocess.run(command, check=False).returncode or status
        print(f"   {time.monotonic() - began:.0f} seconds", flush=True)
    print("\nAll is well." if status == 0 else "\nSomething is wrong: see above.", flush=True)
    return status


def install_chromium() -> None:
    """In CI the browser comes from Debian's packages; there its absence is no reason to skip."""
    print("Installing Chromium from Debian's packages ...", flush=True)
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
