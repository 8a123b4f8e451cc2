"""The project. Its Celery app is imported here, so that shared tasks find it in every process."""

import gc

from config.celery import app as celery_app

__all__ = ["celery_app"]

# What starts up or answers a request makes so many objects that the
# usual 700 are looked through every few milliseconds.
gc.set_threshold(20_000)
