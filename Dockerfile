FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 STATE_DIR=/srv/state
WORKDIR /srv/app
RUN useradd --system --home-dir /srv/state --create-home app

COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt

COPY . .
USER app
# Static files are part of the image; collecting them needs settings, but no secret ones.
RUN SECRET_KEY=build KEY_PEPPER=build python manage.py collectstatic --noinput

EXPOSE 8000
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "8", "--access-logfile", "-", "--preload", "--no-control-socket"]
