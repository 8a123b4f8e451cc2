"""What a generator is to a running installation: somebody with a key who speaks JSON."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Any
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Generator:
    """Calls `url` with an API key."""

    url: str
    key: str

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        request = urllib.request.Request(  # noqa: S310 - the address is our own server's
            f"{self.url}/api/v1/{path}",
            data=None if body is None else json.dumps(body).encode(),
            method=method,
            headers={
                "Authorization": f"Bearer {self.key}",
                "Content-Type": "application/json",
                **{name.replace("_", "-"): value for name, value in headers.items()},
            },
        )
        try:
            with opener.open(request, timeout=30) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.headers, error.read())

    def get(self, path: str, **headers: str) -> Answer:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any, **headers: str) -> Answer:
        return self.call("POST", path, body, **headers)

    def put(self, path: str, body: Any) -> Answer:
        return self.call("PUT", path, body)
