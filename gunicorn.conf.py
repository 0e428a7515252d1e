"""What holds wherever gunicorn is started in this folder; the service file says the rest.

What a worker makes while it reads the program stays as long as the worker does, and looking through it for garbage
again and again was a fifth of the start (docs/decisions/0020). So nothing is collected until the worker stands, and
what it has by then is left alone.
"""

import gc

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

from server_log import ServerLog
from server_refusal import use_our_refusal

logger_class = ServerLog
forwarder_headers = ""
"""No header of a request says where in the site it goes; gunicorn would believe some that come from this machine."""
use_our_refusal()


def post_fork(_server: Arbiter, _worker: Worker) -> None:
    """gunicorn calls this in a new worker, before the worker reads the program."""
    gc.disable()


def post_worker_init(_worker: Worker) -> None:
    """gunicorn calls this when a worker has read the program."""
    gc.freeze()
    gc.enable()
