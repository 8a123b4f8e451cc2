"""What it takes for a fact to reach a prompt, as rows.

A `LearnedItem` holds what is derived and shared. Who taught it is a `Lesson`; how it stands before
an audience a `Standing`; what each project reported a `Tally`, the sum of `Outcome` rows that are
counted once each by `EventSeen`. What was served is a `ContextBuild`.
"""

from context.models.builds import BuildItem, BuildServed, ContextBuild, Daily, Recall, Served
from context.models.counters import Generation, KillSwitch
from context.models.cycles import Cycle
from context.models.items import Due, LearnedItem, Lesson, Resharing
from context.models.reports import EventSeen, Outcome, Source, Tally
from context.models.shipped import NEW, AntiSlopRule, AppSoul, ProviderHint, Shipped
from context.models.standings import PRIOR_WEIGHT, Approval, Standing, Status

__all__ = [
    "NEW",
    "PRIOR_WEIGHT",
    "AntiSlopRule",
    "AppSoul",
    "Approval",
    "BuildItem",
    "BuildServed",
    "ContextBuild",
    "Cycle",
    "Daily",
    "Due",
    "EventSeen",
    "Generation",
    "KillSwitch",
    "LearnedItem",
    "Lesson",
    "Outcome",
    "ProviderHint",
    "Recall",
    "Resharing",
    "Served",
    "Shipped",
    "Source",
    "Standing",
    "Status",
    "Tally",
]
