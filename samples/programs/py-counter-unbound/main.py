served = 0


def serve():
    served += 1
    return served


print(serve())
