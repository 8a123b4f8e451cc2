import json
from datetime import date

loan = {"title": "Emma", "due": date(2024, 5, 1)}
print(json.dumps(loan))
