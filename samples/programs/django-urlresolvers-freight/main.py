from django.core.urlresolvers import reverse


def crate_url(pk):
    return reverse("crate", args=[pk])


print(crate_url.__name__)
