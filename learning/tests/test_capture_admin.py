"""What staff see of what was captured: kinds, times and scores, never a text."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from learning.models import (
    CodeArtifact,
    Decision,
    DesignChoice,
    ErrorRecovery,
    Interaction,
    Judgment,
    PreferencePair,
)
from learning.tests.bodies import BODIES, KINDS
from learning.tests.factories import make_pair, told
from projects.models import Project
from projects.tests.factories import Caller
from projects.tests.staff import staff

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

MODELS = [
    Decision,
    CodeArtifact,
    DesignChoice,
    ErrorRecovery,
    Judgment,
    Interaction,
    PreferencePair,
]
# What callers told in words of their own.
TEXTS = [
    "CSS modules",
    "Inline styles",
    "How are the pages styled?",
    "They are scoped.",
    "src/Cart.tsx",
    "let total",
    "derived state",
    "One accent",
    "Two columns",
    "Cannot find name",
    "import it",
    "useId",
    "One reducer",
    "Split the reducer.",
    "hard to read",
    "Which styles?",
]


def tell_everything(caller: Caller) -> None:
    told(caller, "experiences/", [BODIES["post", "experiences/"], *KINDS])
    told(caller, "judgments/", BODIES["post", "judgments/"])
    told(caller, "interactions/", BODIES["post", "interactions/"])
    make_pair(Project.objects.get(account=caller.account, key="shop"))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: str(model.__name__))
class TestPages:
    def address(self, model: Any, page: str, *args: Any) -> str:
        return reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_{page}", args=args)

    def test_show_no_text(self, model: Any, ours: Caller) -> None:
        tell_everything(ours)
        client = staff("viewer")
        pages = [
            client.get(self.address(model, "changelist")),
            client.get(self.address(model, "change", model.objects.latest("pk").pk)),
        ]
        for page in pages:
            assert page.status_code == 200
            text = page.content.decode()
            assert ours.account.name in text
            assert [one for one in TEXTS if one in text] == []

    def test_ask_the_same_for_many_rows(self, model: Any, ours: Caller) -> None:
        client = staff("viewer")
        counts = []
        for _ in range(2):
            tell_everything(ours)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(self.address(model, "changelist")).status_code == 200
            counts.append(len(captured))
        assert counts[0] == counts[1]

    def test_nobody_writes(self, model: Any, ours: Caller) -> None:
        tell_everything(ours)
        client = staff("admin")
        row = model.objects.latest("pk")
        assert client.get(self.address(model, "add")).status_code == 403
        assert client.post(self.address(model, "delete", row.pk)).status_code == 403
        assert client.post(self.address(model, "change", row.pk), {}).status_code == 403

    def test_can_be_searched_by_project(self, model: Any, ours: Caller) -> None:
        tell_everything(ours)
        client = staff("viewer")
        for key, found in (("shop", True), ("nothing-like-it", False)):
            page = client.get(self.address(model, "changelist"), {"q": key})
            assert (page.context["cl"].result_count > 0) is found
