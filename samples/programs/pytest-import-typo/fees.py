def late_fee(days):
    return max(0, days - 14) * 20
