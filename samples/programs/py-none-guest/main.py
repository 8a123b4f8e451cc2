USERS = {1: {"name": "Ada"}}


def find_user(pk):
    return USERS.get(pk)


def greeting(pk):
    user = find_user(pk)
    return "Hello " + user.get("name")


print(greeting(2))
