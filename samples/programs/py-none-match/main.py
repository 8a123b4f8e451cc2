import re


def crate_number(label):
    return re.match(r"CR-(\d+)", label).group(1)


print(crate_number("PALLET-7"))
