def with_port(ports, port):
    ports = [*ports, port]


route = with_port(["Hull"], "Bergen")
route.append("Oslo")
print(route)
