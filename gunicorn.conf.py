"""What `gunicorn config.wsgi` takes from here, however it is started."""

# The route in place of the address, which has what people search for; no machine, no browser.
access_log_format = "%(t)s %(m)s %({route}e)s %(s)s %(b)s bytes %(M)s ms"
