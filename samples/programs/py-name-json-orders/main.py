from decimal import Decimal


def order_total(text):
    order = json.loads(text, parse_float=Decimal)
    return order["price"] * order["quantity"]


print(order_total('{"item": "crate", "price": 3.20, "quantity": 2}'))
