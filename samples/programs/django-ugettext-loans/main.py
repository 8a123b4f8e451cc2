from django.utils.translation import ugettext_lazy as _


class Shelf:
    verbose_name = _("shelf")


print(Shelf.__name__)
