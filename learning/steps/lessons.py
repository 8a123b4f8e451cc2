"""What the steps teach, as the projects whose experience it is would teach it."""

from collections import Counter
from collections.abc import Collection, Mapping

from context.teaching import Rejected
from learning.teaching import Told, hold, learn, whose
from projects.models import Project


def teach_all(lessons: Collection[tuple[Project, Told]], name: str) -> Mapping[str, int]:
    """Teach these of one kind, whose projects are held; how many items an account had not known,
    and how many lessons confirmed one.
    """
    items = hold(lessons) if lessons else {}
    counts: Counter[str] = Counter()
    for project, told in lessons:
        try:
            taught = learn(project, told, items[whose(project, told)])
        except Rejected:
            counts["rejected"] += 1
            continue
        counts[name if taught.created else "confirmed"] += 1
    return counts
