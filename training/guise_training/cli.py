"""The command line. A sub-command is a module of `guise_training.commands`, found automatically, that has

* a docstring, whose first line is its help text;
* `add_arguments(parser: argparse.ArgumentParser) -> None`;
* `run(args: argparse.Namespace) -> int | None`, the exit status (None means 0).

An underscore in a module's name becomes a hyphen on the command line. Heavy imports (torch) belong inside `run`, so that
`--help` is quick.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
from types import ModuleType

from guise_training import commands
from guise_training.errors import UserError
from guise_training.memory import keep_memory


def discover() -> dict[str, ModuleType]:
    """Every sub-command by its name on the command line."""
    found = {}
    for info in sorted(pkgutil.iter_modules(commands.__path__), key=lambda item: item.name):
        if not info.name.startswith("_"):
            found[info.name.replace("_", "-")] = importlib.import_module(f"{commands.__name__}.{info.name}")
    return found


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 -m guise_training", description=sys.modules["guise_training"].__doc__)
    sub = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, module in discover().items():
        doc = (module.__doc__ or name).strip()
        child = sub.add_parser(name, help=doc.splitlines()[0], description=doc,
                               formatter_class=argparse.RawDescriptionHelpFormatter)
        module.add_arguments(child)
        child.set_defaults(execute=module.run)
    return parser


def main(argv: list[str] | None = None) -> int:
    """Runs one sub-command. Returns the exit status: 2 after a UserError, 130 after Ctrl-C."""
    args = build_parser().parse_args(argv)
    keep_memory()
    try:
        return int(args.execute(args) or 0)
    except UserError as error:
        print(f"{args.command}: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
