from django.utils.translation import ugettext_lazy as _

STATES = [("open", _("Open")), ("sent", _("Sent"))]
print(len(STATES))
