"""What gunicorn does in a new worker, by its own hooks in `gunicorn.conf.py`."""

import subprocess
import sys

from config import ROOT

LIFE_OF_A_WORKER = """
import gc, runpy
told = runpy.run_path("gunicorn.conf.py")
print(gc.isenabled(), gc.get_freeze_count())
told["post_fork"](None, None)
print(gc.isenabled(), gc.get_freeze_count())
read = [[each] for each in range(1000)]
told["post_worker_init"](None)
print(gc.isenabled(), gc.get_freeze_count() > 1000)
"""


def test_a_worker_collects_no_garbage_until_it_stands_and_then_leaves_the_program_alone() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIFE_OF_A_WORKER], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines() == ["True 0", "False 0", "True True"], done.stderr
