"""The broker of an installation without Redis: kombu's folder of messages, each of which appears
whole.

kombu opens a message's file under its final name and writes it after that. A worker that looks in
between reads an empty message, and ends.
"""

import uuid
from pathlib import Path
from time import monotonic
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps

# Seconds that a worker waits for messages before it looks whether it is to stop; else two.
LONGEST_WAIT = 0.5


class Channel(filesystem.Channel):
    # The two above it differ in the name of the second parameter.
    def _put(  # type: ignore[override]
        self, queue: str, payload: dict[str, Any], **kwargs: Any
    ) -> None:
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        path = Path(self.data_folder_out) / name
        # Of another queue for whoever lists the folder meanwhile.
        unfinished = path.with_name(f".{name}")
        try:
            unfinished.write_bytes(str_to_bytes(dumps(payload)))
            unfinished.replace(path)
        except OSError as error:
            raise ChannelError(f"Cannot add {path} to the folder") from error


class Transport(filesystem.Transport):
    Channel = Channel

    # So it is in the class between; the one that mypy knows takes any.
    def drain_events(  # type: ignore[override]
        self, connection: Any, timeout: float | None = None
    ) -> None:
        super().drain_events(connection, timeout and min(timeout, LONGEST_WAIT))
