"""`app` for any WSGI server; run directly, waitress serves it as `quoth serve` does."""

from service.cli import main, make_app

if __name__ == "__main__":
    main(["serve"])
else:
    app = make_app()
