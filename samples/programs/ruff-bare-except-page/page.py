def page_number(query: dict[str, str]) -> int:
    try:
        return max(1, int(query.get("page", "1")))
    except:
        return 1
