"""`app` for any WSGI server; run directly, `quoth serve` in one process."""

from service.commands.serve import make_app_or_end, serve

if __name__ == "__main__":
    serve(default_map={"workers": "1"})
elif __name__ != "__mp_main__":  # the name under which multiprocessing imports it in a worker process
    app = make_app_or_end()
