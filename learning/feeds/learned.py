"""What was learned: patterns and strategies."""

from context.feeds import LearnedFeed
from learning.models import LearnedPattern, Strategy


class LearnedPatterns(LearnedFeed):
    key = "learned_patterns"
    section = "learned_patterns"
    fed_by = "POST /api/v1/learned-patterns/"
    model = LearnedPattern


class Strategies(LearnedFeed):
    key = "strategies"
    section = "strategies"
    fed_by = "POST /api/v1/strategies/"
    model = Strategy
