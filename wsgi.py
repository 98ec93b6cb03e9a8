"""`app` for any WSGI server; run directly, the same as `quoth serve`."""

from service.commands.serve import make_app, serve

if __name__ == "__main__":
    serve()
elif __name__ != "__mp_main__":  # the name under which multiprocessing imports it in a worker process
    app = make_app()
