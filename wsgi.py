"""`app` for any WSGI server; run directly, waitress serves it as `quoth serve` does."""

from service.commands.serve import make_app, serve

if __name__ == "__main__":
    serve()
elif __name__ != "__mp_main__":  # a process that helps this one imports it under that name, and is to serve nothing
    app = make_app()
