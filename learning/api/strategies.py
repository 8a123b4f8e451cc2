"""`/api/v1/strategies/`: ways of going about work, and which of them to use."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from context.api.standing import (
    ItemFilters,
    ItemSerializer,
    ItemView,
    TaughtSerializer,
    seen_standing,
    visible,
)
from context.models import Source, Status
from intake.batches import answer, one_or_many, read
from intake.idempotency import IdempotentMixin
from intake.problems import Refused
from intake.strict import KeyField, StrictChoice, StrictInteger, StrictSerializer, Text
from learning.api.fields import WordField
from learning.api.teaching import learn_all, texts
from learning.evolution import NoStrategy, select
from learning.models import Strategy
from learning.teaching import LONGEST_CONDITION, MOST_CONDITIONS, STRATEGY
from projects.api import project_of
from projects.api.fields import ToldText
from projects.auth import caller
from projects.models import Scope


class StrategySerializer(ItemSerializer):
    """A strategy as the key's account may see it. What is only proposed to it is experimental."""

    contexts = serializers.ListField(child=serializers.CharField())
    anti_contexts = serializers.ListField(child=serializers.CharField())
    is_experimental = serializers.SerializerMethodField()

    class Meta:
        model = Strategy
        fields = [
            "id",
            "ref",
            "slug",
            "domain",
            "name",
            "description",
            "contexts",
            "anti_contexts",
            "is_experimental",
            "confidence",
            "is_built_in",
            "version",
            "status",
            "is_active",
            "served_to",
            "evidence",
            "created_at",
            "updated_at",
            "last_matched_at",
        ]
        read_only_fields = fields

    def get_is_experimental(self, strategy: Strategy) -> bool:
        return seen_standing(strategy).status == Status.PROPOSED


class NewStrategySerializer(StrictSerializer):
    """A way of going about work; it is experimental until it has proved itself."""

    project = KeyField()
    domain = WordField(help_text="code_generation, error_recovery, design_approach, or your own")
    name = ToldText(max_length=120)
    description = ToldText(max_length=4096)
    contexts = texts()
    anti_contexts = texts()
    evidence = StrictChoice(choices=Source.choices, default=Source.TOOL.value)


@extend_schema_serializer(component_name="TaughtStrategy")
class TaughtStrategySerializer(TaughtSerializer):
    strategy = StrategySerializer()


class StrategyFilters(ItemFilters):
    searched = ("name", "description", "slug")

    class Meta:
        model = Strategy
        fields = ["domain"]


class StrategyView(ItemView):
    model = Strategy


class StrategyList(StrategyView, IdempotentMixin, generics.ListAPIView[Strategy]):
    """The strategies that the account may see; a POST proposes one, on trial in its project."""

    scopes = {"GET": Scope.CONTEXT_READ.value, "POST": Scope.INGEST_WRITE.value}
    queryset = Strategy.objects.none()
    serializer_class = StrategySerializer
    filterset_class = StrategyFilters
    ordering = "slug"
    # Not by counts or times, which are of all accounts.
    ordering_fields = ("slug", "name", "domain", "confidence")

    @extend_schema(
        request=one_or_many(NewStrategySerializer),
        responses={
            200: one_or_many(TaughtStrategySerializer),
            201: one_or_many(TaughtStrategySerializer),
        },
    )
    def post(self, request: Request) -> Response:
        batch = read(NewStrategySerializer, request)
        account_id = caller(request).account_id
        return answer(batch, learn_all(account_id, STRATEGY, batch, StrategySerializer))


class StrategyDetail(StrategyView, generics.GenericAPIView[Strategy]):
    scopes = Scope.CONTEXT_READ.value
    serializer_class = StrategySerializer

    @extend_schema(responses=StrategySerializer)
    def get(self, request: Request, slug: str) -> Response:
        """One strategy by its slug; of one that was merged, the strategy that survives."""
        return Response(StrategySerializer(self.find(slug)).data)


class SelectingSerializer(StrictSerializer):
    """What is to be done: the domain, and words for the situation."""

    domain = WordField()
    contexts = serializers.ListField(
        child=Text(max_length=LONGEST_CONDITION),
        max_length=MOST_CONDITIONS,
        default=list,
        help_text="A strategy that names one is favoured, one that excludes one is left out.",
    )
    project = KeyField(
        required=False,
        allow_null=True,
        help_text="With it, strategies on trial in its account are candidates too.",
    )
    seed = StrictInteger(
        required=False, allow_null=True, help_text="The same seed repeats the choice."
    )


class SelectedSerializer(serializers.Serializer[Any]):
    """`sampled` is the success rate that was drawn for it, the highest of all `candidates`."""

    strategy = StrategySerializer()
    ref = serializers.CharField()
    sampled = serializers.FloatField(min_value=0, max_value=1)
    candidates = serializers.IntegerField(min_value=1)


class SelectView(APIView):
    """Which strategy of a domain to use now: mostly the best known, sometimes one that may be
    better (Thompson sampling). Nothing is stored.
    """

    scopes = Scope.CONTEXT_READ.value
    throttled_as = "read"

    @extend_schema(request=SelectingSerializer, responses=SelectedSerializer)
    def post(self, request: Request) -> Response:
        serializer = SelectingSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        given = serializer.validated_data
        account_id = caller(request).account_id
        project = project_of(account_id, given.get("project"))
        try:
            choice = select(
                account_id, project, given["domain"], given["contexts"], given.get("seed")
            )
        except NoStrategy as none:
            raise Refused(
                {"/contexts": "Every strategy of this domain is known not to work there."}
                if none.excluded
                else {"/domain": "There is no strategy of this domain to be served."}
            ) from none
        strategy = visible(Strategy, account_id).get(pk=choice.strategy.pk)
        return Response(
            {
                "strategy": StrategySerializer(strategy).data,
                "ref": strategy.ref,
                "sampled": choice.sampled,
                "candidates": choice.candidates,
            }
        )
