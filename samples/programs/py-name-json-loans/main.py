from operator import itemgetter

LOANS = [{"title": "Emma", "days": 14}, {"title": "Dune", "days": 7}]


def export(loans):
    ordered = sorted(loans, key=itemgetter("days"))
    return "\n".join(json.dumps(loan) for loan in ordered)


print(export(LOANS))
