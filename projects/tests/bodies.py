"""A body of each operation that tells what is known of a project or user, every field told."""

from typing import Any

CRITERION = {
    "id": "sc-1",
    "description": "A cart survives a reload",
    "verification": "functional",
    "passed": True,
}
WORKFLOW = {
    "name": "Buy one thing",
    "steps": ["Open the shop", "Put a thing into the cart", "Pay"],
    "success": "The receipt is shown",
    "verified": False,
}
INTENT = {
    "app_type": "shop",
    "app_soul": "ecommerce",
    "core_value": "Buying takes a minute.",
    "success_criteria": [
        CRITERION,
        {**CRITERION, "id": "sc-2", "description": "A page paints within a second"},
        {**CRITERION, "id": "sc-3", "description": "Prices stand out", "verification": "visual"},
    ],
    "user_workflows": [WORKFLOW],
    "visual_identity": {
        "soul": "ecommerce",
        "primary_emotion": "trust",
        "depth": "medium",
        "motion": "short, with a purpose",
    },
    "anti_patterns": ["Popups", "Hidden costs", "Endless carousels"],
    "original_prompt": "Make me a shop for tea.",
    "locked": True,
}
VIOLATION = {"file": "src/Cart.tsx", "line": 12, "message": "No label", "severity": "high"}

BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("put", "projects/{key}/intent-lock/"): INTENT,
    ("put", "projects/{key}/build-phase/"): {
        "current_phase": "integration",
        "phase_progress": {"foundation": 100, "integration": 40},
        "overall_progress": 60,
        "blocking_error": "Cannot find module 'stripe'",
    },
    ("put", "projects/{key}/analysis/"): {
        "framework": "react",
        "language": "typescript",
        "patterns": {
            "state": "zustand",
            "styling": "tailwind",
            "routing": "file based",
            "api_client": "fetch",
            "testing": "vitest",
        },
        "conventions": {
            "indent": "2 spaces",
            "quotes": "double",
            "semicolons": True,
            "component_style": "function",
        },
        "issues": [
            {
                "type": "dead_code",
                "file": "src/old.ts",
                "line": 1,
                "description": "Nobody imports it",
                "severity": "low",
            }
        ],
    },
    ("post", "projects/{key}/verification-results/"): {
        "agent": "code_quality",
        "feature": "cart",
        "passed": False,
        "score": 64,
        "blocking": True,
        "violations": [VIOLATION],
        "reasoning": "Inputs have no labels.",
        "anti_slop_score": 80,
        "soul_match_score": 75,
        "build": "b-1",
    },
    ("post", "projects/{key}/tournament-results/"): {
        "feature": "cart",
        "winner": "candidate-b",
        "winner_model": "model-2",
        "is_hybrid": False,
        "status": "finished",
        "verdicts": [
            {
                "judge": "code_judge",
                "winner": "candidate-b",
                "reasoning": "It handles an empty cart.",
                "scores": {"candidate-a": 61, "candidate-b": 88},
            }
        ],
        "build": "b-1",
    },
    ("post", "projects/{key}/rules/"): {
        "text": "Never add a dependency without asking.",
        "priority": 90,
        "is_active": True,
    },
    ("put", "projects/{key}/rules/"): {
        "rules": [{"text": "Write tests first.", "priority": 70, "is_active": True}]
    },
    ("put", "users/{key}/rules/"): {
        "rules": [{"text": "Answer in French.", "priority": 70, "is_active": True}]
    },
    ("put", "users/{key}/preferences/"): {
        "preferred_model": "model-2",
        "extended_thinking": False,
        "tournament_mode": True,
        "design_threshold": 0,
        "code_threshold": 75,
        "security_scan": True,
        "placeholder_check": False,
    },
}
