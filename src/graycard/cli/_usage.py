"""How a command was written: what is wrong with it, said like all other errors."""

from __future__ import annotations

import re
from typing import Any, Final

import typer

from graycard.choices import did_you_mean
from graycard.errors import InputError

UsageError: type[Exception] = typer.BadParameter.__bases__[0]
"""What every error of usage is. Typer has no public name for it, and moved it from one package to
another: so they are told apart here by what they carry."""

_QUOTED: Final = re.compile(r"'([^']*)'|\"([^\"]*)\"")
"""As `repr` writes it: between double quotes where an apostrophe is in it."""


def usage_error(error: Any) -> InputError:
    """Return an error of usage as one that says what, why, and the next thing to do.

    Args:
        error: A `UsageError`.
    """
    command = error.ctx.command_path if error.ctx else "graycard"
    what, why = _told(error, command)
    return InputError(what=what, why=why, fix=f"{command} --help")


def _told(error: Any, command: str) -> tuple[str, str]:
    message = error.format_message()
    parameters = error.ctx.command.params if error.ctx else []
    option = getattr(error, "option_name", None)
    if hasattr(error, "param_type"):
        name = _name(error.param)
        return f"{command} needs {name}", f"{name}: {error.param.help}"
    if hasattr(error, "possibilities"):
        options = [one for parameter in parameters for one in parameter.opts if one[0] == "-"]
        return f"{command} has no option {option}", did_you_mean(str(option), options)
    if option is not None:
        return f"{option} has no value", "what is between it and the next option is its value"
    if hasattr(error, "param"):
        return _bad_value(error)
    if message.startswith("No such command"):
        given = _quoted(message)[0]
        commands = list(error.ctx.command.commands)
        return f"{command} has no command {given!r}", did_you_mean(given, commands)
    arguments = [_name(one) for one in parameters if one.param_type_name == "argument"]
    further = re.sub(r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)", r"\1", message)
    return f"{command} takes no {further!r}", f"it takes: {', '.join(arguments) or 'options only'}"


def _bad_value(error: Any) -> tuple[str, str]:
    name = error.param_hint or _name(error.param)
    why = error.message.removeprefix("Value error, ")
    if "is not one of" in why:
        given, *choices = _quoted(why)
        return f"{name} cannot be {given!r}", did_you_mean(given, choices)
    return f"the value of {name} cannot be used", _lower_first(why)


def _quoted(text: str) -> list[str]:
    return [single or double for single, double in _QUOTED.findall(text)] or [text]


def _name(parameter: Any) -> str:
    """Return how a parameter is written: an option by its longest name, an argument by its own."""
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name.upper())
    return str(max(parameter.opts, key=len))


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
