"""The Celery app: `celery -A config worker --beat`."""

import os
from pathlib import Path
from typing import Any

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES
from kombu.transport.redis import Channel as RedisChannel

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# Before any connection is made, of this app or of hints.
TRANSPORT_ALIASES["filesystem"] = "intake.folder:Transport"

# A worker whose Redis dies would give back the messages that it holds over a connection that is
# gone, and end by that. They are hints: what they ask for stands in the database.
RedisChannel.do_restore = False

app = Celery("config")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_configure.connect
def make_broker_folders(sender: Celery, **kwargs: Any) -> None:
    """The filesystem broker expects its folders to be there."""
    options = sender.conf.broker_transport_options
    for name in ("data_folder_in", "data_folder_out", "control_folder"):
        if name in options:
            Path(options[name]).mkdir(parents=True, exist_ok=True)
