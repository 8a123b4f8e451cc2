def overdue(days)
    return days > 14


print(overdue(15))
