"""Build the web app into the package, so that a wheel serves it with no Node at run time."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BuildWebApp(BuildHookInterface[Any]):
    """Runs for wheel and sdist; not for editable installs, nor when TANDEM_SKIP_WEB is set."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Run npm when there is one; without npm an app that is already built serves, else this fails in one line."""
        del build_data
        if version == "editable" or os.environ.get("TANDEM_SKIP_WEB"):
            return
        root = Path(self.root)
        npm = shutil.which("npm")
        if npm and (root / "frontend/package.json").exists():
            for arguments in (["ci", "--no-audit", "--no-fund"], ["run", "build"]):
                subprocess.run([npm, *arguments], cwd=root / "frontend", check=True)  # noqa: S603 (our own build)
        elif not (root / "platform/tandem/entrypoints/static/index.html").exists():
            raise RuntimeError(
                "the web app is not built and npm is missing: run `make web` first, or TANDEM_SKIP_WEB=1"
            )
