"""Loading prompt sets, by name or from a file."""

from __future__ import annotations

from pathlib import Path

from graycard import data_components
from graycard.prompts._csv import from_csv
from graycard.prompts._yaml import from_yaml
from graycard.types import PromptSet


def names() -> tuple[str, ...]:
    """Return the names of the prompt sets that are installed, ours first.

    Example:
        >>> "avatar-professions" in names()
        True
    """
    return data_components.names("prompts")


def load_prompts(name_or_path: str | Path) -> PromptSet:
    """Return a prompt set by its name, or from a YAML or CSV file.

    Texts are kept exactly as they are written, spaces at their ends included. What a prompt does
    not say is filled in: its `stratum` is its text (each prompt is a group of its own), its
    `language` is `en`, its `id` is a hash of language and text, so that it stays the same when
    rows are moved, and whether it is `marked` is not known.

    Args:
        name_or_path: As listed by `names`, or a `.yaml` file (keys as in `PromptSet`; a prompt
            may be a plain text, and `grids` of templates and factors are expanded) or a `.csv`
            file (a column `text` or `prompt`; optionally `id`, `stratum`, `language`, `marked`;
            every further column is a factor).

    Raises:
        UnknownComponentError: If there is no set of that name; it suggests the nearest.
        SpecError: If the file does not say what it should; it names the row or line.

    Example:
        >>> load_prompts("professions").prompts[0].text
        'Photo portrait of an accountant'
    """
    if isinstance(name_or_path, str) and name_or_path in names():
        found = data_components.installed("prompts", name_or_path)
        made = found() if callable(found) else found
        if isinstance(made, PromptSet):
            return made
        name_or_path = Path(made)
    path = data_components.own_file("prompts", name_or_path)
    return from_csv(path) if path.suffix.lower() == ".csv" else from_yaml(path)


def describe(name: str) -> str:
    """Return one line about an installed prompt set.

    Example:
        >>> describe("avatar-professions")
        '16 prompts in 16 strata (en), CC0-1.0'
    """
    prompt_set = load_prompts(name)
    strata = {prompt.stratum for prompt in prompt_set.prompts}
    languages = sorted({prompt.language for prompt in prompt_set.prompts})
    marked = sum(prompt.marked is True for prompt in prompt_set.prompts)
    number = f"{len(prompt_set.prompts)} prompts" + (f" ({marked} marked)" if marked else "")
    return (
        f"{number} in {len(strata)} strata ({', '.join(languages)}),"
        f" {prompt_set.licence or 'no licence stated'}"
    )
