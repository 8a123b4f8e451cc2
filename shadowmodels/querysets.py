"""Sets of specialist models and of what they advised."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from context.models import Source
from projects.models import Sharing

if TYPE_CHECKING:
    from shadowmodels.models import ShadowInference, ShadowModel  # noqa: F401

FIRST = UUID(int=0)
BEYOND_PROJECT = (Sharing.ACCOUNT, Sharing.GLOBAL)
SERVED = (
    "pk",
    "domain",
    "inference",
    "confidence",
    "was_successful",
    "model__name",
    "model__model_version",
    "model__status",
)


# Of what a model advised: outcomes that are known, and successes that prove something.
OUTCOMES = Q(inferences__was_successful__isnull=False)
SUCCESSES = Q(inferences__was_successful=True)
WEAK = Q(inferences__evidence__in=["", Source.TOOL])


class ShadowModelQuerySet(models.QuerySet["ShadowModel"]):
    def of(self, account_id: UUID) -> Self:
        return self.filter(account_id=account_id)

    def promoted(self) -> Self:
        return self.filter(status=self.model.Status.PROMOTED)

    def promoted_beside(self, model: "ShadowModel") -> Self:
        """The version promoted now under the same name, if it is another one."""
        named = self.promoted().filter(account_id=model.account_id, name=model.name)
        return named.exclude(pk=model.pk)

    def unpromoted(self) -> Self:
        return self.exclude(status=self.model.Status.PROMOTED)

    def ready(self) -> Self:
        return self.filter(status=self.model.Status.READY)

    def proposed(self) -> Self:
        """For promotion, by the job that measures; all of them are ready."""
        return self.filter(proposed_at__isnull=False)

    def named(self, names: Iterable[tuple[UUID, str]]) -> Self:
        """The versions of these (account, name)."""
        found = Q(pk__in=[])
        for account_id, name in names:
            found |= Q(account_id=account_id, name=name)
        return self.filter(found)

    def records(self) -> Any:
        """Of each: its pk, the outcomes that are known, the successes among them, and those of
        these that are told by others than a tool that fell silent.
        """
        counted: Any = self.order_by().values("pk")
        counted = counted.annotate(
            known=Count("inferences", filter=OUTCOMES),
            successes=Count("inferences", filter=SUCCESSES),
            strong=Count("inferences", filter=SUCCESSES & ~WEAK),
        )
        return counted.values_list("pk", "known", "successes", "strong")

    def newest_advice(self, most: int, project_id: UUID | None, *, shared: bool) -> Any:
        """The ids of the `most` newest servable inferences of these models: the project's own or,
        if `shared`, all that the project may be served.

        Of each model no more than `most` are read, however many it has: the subquery finds where
        they begin, from an index of one model (and project).
        """
        from shadowmodels.models import ShadowInference

        reach = within_reach if shared else of_project
        of_model = ShadowInference.objects.filter(
            reach(project_id), model=OuterRef("pk"), is_servable=True
        ).order_by("-pk")
        last = Coalesce(Subquery(of_model.values("pk")[most - 1 : most]), Value(FIRST))
        found = self.filter(
            reach(project_id, "inferences__"),
            inferences__is_servable=True,
            inferences__pk__gte=last,
        )
        return found.order_by("-inferences__pk").values("inferences__pk")[:most]


def of_project(project_id: UUID | None, path: str = "") -> Q:
    return Q(**{f"{path}project": project_id})


def within_reach(project_id: UUID | None, path: str = "") -> Q:
    """What belongs to no project, to this one, or to one whose `sharing` lets it go further."""
    told, default = f"{path}project__sharing", f"{path}account__sharing__in"
    everybodys = Q(**{f"{path}project": None}) | Q(**{f"{told}__in": BEYOND_PROJECT})
    by_default = Q(**{told: "", default: BEYOND_PROJECT})
    own = of_project(project_id, path) if project_id else Q()
    return everybodys | by_default | own


class ShadowInferenceQuerySet(models.QuerySet["ShadowInference"]):
    def of(self, account_id: UUID) -> Self:
        return self.filter(account_id=account_id)

    def served_to(self, account_id: UUID, project_id: UUID | None, most: int) -> Any:
        """Rows of SERVED, in no order: at most `most` of promoted models, and as many that other
        models advised the project itself.
        """
        from shadowmodels.models import ShadowModel

        known = ShadowModel.objects.of(account_id)
        promoted = self.filter(
            pk__in=known.promoted().newest_advice(most, project_id, shared=True)
        ).values(*SERVED)
        if project_id is None:
            return promoted
        own = known.unpromoted().newest_advice(most, project_id, shared=False)
        return promoted.union(self.filter(pk__in=own).values(*SERVED), all=True)
