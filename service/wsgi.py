"""`app` for a WSGI server such as gunicorn, wherever Quoth is installed: `gunicorn service.wsgi:app`."""

from service.commands.serve import make_app_or_end

app = make_app_or_end()
