"""`.env.example`, written from the fields of Settings so that the two cannot disagree."""

from tandem.entrypoints.settings import Settings

OPENING = """\
# Every setting of Tandem. Copy to `.env`, or set in the environment, which wins.
# Written by `tandem settings`; do not edit by hand. A line that starts with #TANDEM_ shows the default.
"""


def env_example() -> str:
    """The whole file: per setting its meaning, then the variable with its default, commented out."""
    blocks = [OPENING]
    for name, field in Settings.model_fields.items():
        meaning = "".join(f"# {line.strip()}\n" for line in (field.description or "").splitlines())
        default = "" if field.default is None else field.default
        blocks.append(f"{meaning}#TANDEM_{name.upper()}={default}\n")
    return "\n".join(blocks)
