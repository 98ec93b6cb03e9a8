"""Let atheris look for input that reaches code which no input has reached before, for one target.

python -m tests.fuzzing.guided TARGET [options and folders of libFuzzer]
"""

import sys
from contextlib import ExitStack

import atheris

with atheris.instrument_imports(include=["service"]):
    from tests.fuzzing.targets import TARGETS, open_sut


def main() -> None:
    target = TARGETS[sys.argv[1]]
    with ExitStack() as stack:
        sut = stack.enter_context(open_sut())
        atheris.Setup([sys.argv[0], *sys.argv[2:]], lambda data: target(sut, data))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
