"""What the hub's client raises, as errors that say what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from graycard.errors import EnvironmentFaultError, InputError
from graycard.language import noted


@contextmanager
def hub_faults(
    name: str, revision: str | None, *, noun: str, library: str, index: str
) -> Iterator[None]:
    """Turn errors of the hub, the network and the disk into ours.

    Args:
        name: Id on the hub.
        revision: That is asked for; None for the newest.
        noun: What it should be, such as `pipeline`.
        library: That loads it, such as `diffusers`.
        index: The file that every such repository holds.

    Raises:
        InputError: If there is no such thing, or could be none.
        EnvironmentFaultError: If permission, network or disk are missing.
    """
    from huggingface_hub import errors as hub

    asked = f"{name}@{revision}" if revision else name
    try:
        yield
    except hub.GatedRepoError as error:
        raise EnvironmentFaultError(
            what=f"{name} is gated",
            why="its authors give access to people who accepted their terms",
            fix=f"accept them on https://huggingface.co/{name}, then log in: hf auth login",
        ) from error
    except hub.RevisionNotFoundError as error:
        raise InputError(
            what=f"{name} has no revision {revision!r}",
            why="the hub knows no branch, tag or commit of that name",
            fix=f"choose one of https://huggingface.co/{name}/commits/main",
        ) from error
    except hub.RepositoryNotFoundError as error:
        raise InputError(
            what=f"there is no {noun} {name}",
            why="no folder of that name exists here, and the hub has none or it is private",
            fix="check the spelling; for a private one log in: hf auth login",
        ) from error
    except (hub.LocalEntryNotFoundError, hub.OfflineModeIsEnabled) as error:
        raise EnvironmentFaultError(
            what=noted(
                "{name} is neither a folder here nor in the cache, and the hub is out of reach",
                name=asked,
            ),
            why=_why_offline(),
            fix=fetch_it(name, revision),
        ) from error
    except hub.EntryNotFoundError as error:
        raise InputError(
            what=f"{asked} is no {library} {noun}",
            why=f"the hub has no {index} in it",
            fix=f"give the id of a repository for the {library} library",
        ) from error
    except hub.HFValidationError as error:
        raise InputError(
            what=f"{asked} is no name that the hub could have",
            why=str(error).strip().partition("\n")[0],
            fix="check the spelling: owner/name, or owner/name@revision",
        ) from error
    except hub.HfHubHTTPError as error:
        raise EnvironmentFaultError(
            what=f"{asked} cannot be had from the hub",
            why=str(error).partition("\n")[0],
            fix="try again later, or give the path of a folder",
        ) from error
    except OSError as error:
        raise EnvironmentFaultError(
            what=f"{asked} cannot be downloaded",
            why=str(error).partition("\n")[0],
            fix="check network and disk; what is downloaded already is kept",
        ) from error


def fetch_it(name: str, revision: str | None) -> str:
    """Return what to do where the hub is out of reach.

    Example:
        >>> fetch_it("owner/name", "v1")
        'with a network: hf download owner/name --revision v1; or give the path of a folder'
    """
    command = f"hf download {name}{f' --revision {revision}' if revision else ''}"
    return noted("with a network: {value}; or give the path of a folder", value=command)


def _why_offline() -> str:
    from huggingface_hub import constants

    if constants.HF_HUB_OFFLINE:
        return noted("HF_HUB_OFFLINE is set")
    return noted("there is no connection")
