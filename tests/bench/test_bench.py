"""`make bench` with tiny numbers: that it measures, not what."""

import re
import subprocess
import sys

from bench.run import GOALS
from config import ROOT


def test_the_bench_measures_every_page_of_both_applications_and_tells_start_and_memory() -> None:
    command = [sys.executable, "-m", "bench.run", "--requests", "2", "--memory", "2", "--starts", "1"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert (ran.returncode, ran.stderr) == (0, "")
    lines = {line.split()[0]: line for line in ran.stdout.splitlines() if line.strip()}
    for page, goal in GOALS.items():
        ours, bare, ratio, aim, *waits, statements, bare_statements = map(float, lines[page].split()[1:])
        assert min(ours, bare, ratio, *waits, bare_statements) > 0
        assert aim == goal
        assert 1 <= statements <= 12
    assert re.search(r"start to first page +\d+\.\d\d s \(bare \d+\.\d\d s\)", ran.stdout)
    assert re.search(r"memory of a worker +\d+ MB, \d+ MB after 2 more pages", ran.stdout)
