"""What holds wherever gunicorn is started in this folder; the service file says the rest."""

from server_log import ServerLog

logger_class = ServerLog
