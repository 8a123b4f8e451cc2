"""A body of each operation in which every field is told."""

from typing import Any

BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("post", "shadow-models/"): {
        "name": "code_specialist",
        "version": "2026-11",
        "base_model": "qwen-coder-7b",
        "metrics": {"accuracy": 0.91, "loss": 0.2},
        "status": "ready",
    },
    ("post", "shadow-models/{id}/promote/"): {"reason": "better on the same projects"},
    ("post", "shadow-inferences/"): {
        "model": "{id}",
        "project": "shop",
        "domain": "checkout",
        "input": "Where is the total computed?",
        "inference": "Compute the total on the server.",
        "confidence": 0.9,
    },
    ("post", "shadow-inferences/{id}/outcome/"): {
        "success": True,
        "used": True,
        "evidence": "test",
        "event_id": "i-1",
    },
}
