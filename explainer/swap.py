"""A site is replaced whole or not at all: built beside the old one, and put in its place when it is complete.

Two renames are all that can be interrupted, so even a build that is killed leaves the old site or none.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from .problems import Problem, Problems


class Swap:
    """One build of the site at `site`, in the folder `new` until `finish`. Builds at the same time do not meet."""

    def __init__(self, site: Path | str):
        self.site = Path(site).absolute()
        self.new, self._old = (self._beside(kind, os.getpid()) for kind in ("new", "old"))
        for left in self.site.parent.glob(f".{self.site.name}-*-*"):
            pid = left.name.rpartition("-")[2]
            if pid.isdecimal() and left in (self._beside("new", int(pid)), self._beside("old", int(pid))) and (
                    not _runs(int(pid)) or int(pid) == os.getpid()):
                shutil.rmtree(left, ignore_errors=True)  # of a build that was killed

    def _beside(self, kind: str, pid: int) -> Path:
        return self.site.with_name(f".{self.site.name}-{kind}-{pid}")

    def finish(self) -> None:
        """Put the new site in the place of the old one. Raises Problems."""
        for _ in range(100):
            try:
                if self.site.exists():
                    os.rename(self.site, self._old)
                os.rename(self.new, self.site)
            except FileNotFoundError:  # another build took the old site away; the new one is still there
                if not self.new.exists():
                    raise
            except OSError as error:
                if not (self._old.exists() and self.site.exists()):
                    raise Problems([Problem(str(self.site), None, "site", f"it cannot be replaced ({error.strerror})",
                                            "give --site-dir a folder whose parent you may write to")]) from None
            else:
                break
            shutil.rmtree(self._old, ignore_errors=True)  # another build put its site here in between
        shutil.rmtree(self._old, ignore_errors=True)

    def abandon(self) -> None:
        """Leave the old site as it is."""
        shutil.rmtree(self.new, ignore_errors=True)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return True
