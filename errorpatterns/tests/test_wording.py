"""Sections 7 and 17 word by word, of real rows.

`GOLDEN=write python -m pytest errorpatterns/tests/test_wording.py` writes `golden/` anew: read the
diff.
"""

import os
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from context.assembly import Options, assemble
from context.base import Subject
from context.models import Standing, Status
from errorpatterns.models import Attempt, ErrorEscalation, ProvenFix
from projects.models import Project
from projects.tests.factories import make_project

pytestmark = pytest.mark.django_db

GOLDEN = Path(__file__).parent / "golden"
numbers = count(1)


def compare(name: str, text: str) -> None:
    path = GOLDEN / f"{name}.md"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def told(project: Project, key: str, **options: Any) -> str:
    subject = Subject(project.account_id, project)
    return assemble(subject, Options(sections=frozenset({key}), **options)).markdown


@pytest.fixture
def project() -> Project:
    return make_project()


class TestErrorHistory:
    def incident(self, project: Project, **fields: Any) -> ErrorEscalation:
        return ErrorEscalation.objects.create(
            **{
                "project": project,
                "signature": f"{next(numbers):032}",
                "message": "Boom",
                "scrub_version": 1,
                **fields,
            }
        )

    def worked(self, project: Project, **fields: Any) -> ErrorEscalation:
        return self.incident(project, **{"resolved_at": timezone.now(), **fields})

    def attempt(self, incident: ErrorEscalation, level: int, **fields: Any) -> None:
        Attempt.objects.create(incident=incident, level=level, **{"result": "failed", **fields})

    @pytest.fixture
    def full(self, project: Project) -> Project:
        unresolved = self.incident(
            project,
            error_type="TS2322",
            message="Type 'string' is not assignable to type 'number'.",
            file="src/cart.ts",
            line=12,
            current_level=3,
            total_attempts=4,
        )
        self.attempt(unresolved, 1, model="small-1", fix="const n = Number('1')")
        self.attempt(unresolved, 1, model="small-1", fix="const n = +'1'")
        self.attempt(unresolved, 2, model="large `2`", result="new_error", fix="const n: any = '1'")
        self.attempt(unresolved, 3, result="partial")
        self.worked(
            project,
            code="TS2304",
            message="Cannot find name 'useState'.\n  in App",
            file="src/App.tsx",
            total_attempts=1,
            resolved_at_level=1,
            final_diff="+import { useState } from 'react';",
            final_fix="Import it.",
            evidence="test",
        )
        self.worked(
            project,
            error_type="KeyError",
            message="KeyError: 'total'",
            file="cart.py",
            line=3,
            total_attempts=5,
            resolved_at_level=4,
            final_fix="Keep totals in the order, and never in the session.",
            evidence="human",
            was_rebuilt_from_intent=True,
        )
        return project

    def test_full(self, full: Project) -> None:
        compare("error_history_full", told(full, "error_history"))

    def test_sparse(self, project: Project) -> None:
        self.incident(project)
        self.worked(project, resolved_at_level=0, was_rebuilt_from_intent=True, evidence="tool")
        self.worked(project, message="Nobody says what mended this", resolved_at_level=1)
        compare("error_history_sparse", told(project, "error_history"))

    def test_summary(self, full: Project) -> None:
        self.incident(full, message="Another thing\nis broken", current_level=1)
        compare("error_history_summary", told(full, "error_history", form="summary"))


class TestProvenFixes:
    def fix(self, project: Project | None, slug: str, **fields: Any) -> ProvenFix:
        """Active before the project's account, or everybody."""
        fix = ProvenFix.objects.create(
            **{
                "slug": slug,
                "signature": slug,
                "fix_digest": slug,
                "name": "Cannot find name '$1'.",
                "words": "Cannot find name '$1'.",
                "category": "import",
                "approach": "import { $1 } from 'react';",
                **fields,
            }
        )
        account = project.account if project else None
        Standing.objects.create(item=fix, account=account, status=Status.ACTIVE, evidence_for=3)
        return fix

    @pytest.fixture
    def full(self, project: Project) -> Project:
        self.fix(None, "fix-a", uses=140, projects=31, levels={"0": 100, "1": 40})
        self.fix(
            None,
            "fix-b",
            name="Type '$1' is not assignable to type '$2'. Types of",
            words="Type '$1' is not assignable to type '$2'. Types of property '$3' differ.",
            category="type",
            approach="- $1: any;\n+ $1: $2;\n```",
            uses=12,
            projects=4,
            levels={"2": 6, "3": 6},
        )
        self.fix(
            project,
            "fix-c",
            name="KeyError: '$1'",
            words="KeyError: '$1'",
            category="runtime",
            approach="Read '$1' with get, and answer 400 where it is missing.",
            uses=3,
            projects=3,
            levels={"1": 3},
            only_account=project.account,
        )
        self.fix(project, "fix-d", uses=9, projects=9, levels={"1": 9}, category="build")
        return project

    def test_full(self, full: Project) -> None:
        compare("proven_fixes_full", told(full, "proven_fixes"))

    def test_sparse(self, project: Project) -> None:
        fix = self.fix(project, "fix-a", uses=1, projects=1, only_account=project.account)
        Standing.objects.filter(item=fix).update(evidence_for=0)
        self.fix(project, "fix-b")
        compare("proven_fixes_sparse", told(project, "proven_fixes"))

    def test_summary(self, full: Project) -> None:
        compare("proven_fixes_summary", told(full, "proven_fixes", form="summary"))

    def test_nothing_to_say(self, project: Project) -> None:
        assert "Proven fixes" not in told(project, "proven_fixes")
