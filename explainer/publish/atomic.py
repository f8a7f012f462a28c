"""A site is replaced whole or not at all: built beside the old one, put in its place when complete.

Two renames are all that can be interrupted, so even a build that is killed leaves the old site or
none. Only where a folder cannot be renamed, such as a mount, are its files replaced one by one.
"""

import atexit
import errno
import fcntl
import os
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from explainer.content.problems import Problem, Problems


class Replacement:
    """One build of the site at `site`, in `folder` until `finish`. Builds at once do not meet.

    Raises Problems where the site would take the place of a file.
    """

    def __init__(self, site: Path | str):
        self.site = Path(site).absolute()
        # A symbolic link stays, what it points to is replaced.
        self._target = Path(os.path.realpath(self.site))
        with suppress(OSError):  # asked once, for another build may take it away
            if not stat.S_ISDIR(os.lstat(self._target).st_mode):
                remedy = "remove it, or give --site-dir a folder"
                raise Problems([Problem(str(site), None, "site", "it is no folder", remedy)])
        beside, prefix = self._target.parent, f".{self._target.name}-build-"
        with suppress(OSError):
            beside.mkdir(parents=True, exist_ok=True)
        for left in beside.glob(f"{prefix}*"):
            with suppress(OSError), (left / "lock").open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # fails while its build runs
                shutil.rmtree(left)
        try:
            begun = Path(tempfile.mkdtemp(dir=beside))
        except OSError:  # such as the parent of a mount, where one may not write
            begun = Path(tempfile.mkdtemp())
        self._lock = (begun / "lock").open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        # Only by this name another build finds it, and does not take it for what was left.
        self._place = begun.rename(begun.with_name(f"{prefix}{begun.name}"))
        self.folder, self._old = self._place / "new", self._place / "old"
        atexit.register(self.abandon)
        self.folder.mkdir()

    def finish(self) -> None:
        """Put the new site in the place of the old one. Raises Problems."""
        try:
            self._swap()
        except OSError as error:
            wrong = f"it cannot be replaced ({error.strerror})"
            remedy = "give --site-dir a folder that you may write to"
            raise Problems([Problem(str(self.site), None, "site", wrong, remedy)]) from None
        finally:
            self.abandon()

    def _swap(self) -> None:
        for _ in range(100):
            try:
                if self._target.exists():
                    os.rename(self._target, self._old)
                return os.rename(self.folder, self._target)
            except FileNotFoundError:
                continue  # another build took the old site away
            except OSError as error:
                if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):  # a mount stays where it is
                    return _replace_files(self.folder, self._target)
                shutil.rmtree(self._old, ignore_errors=True)  # another build came in between
        raise OSError(0, "other builds did not let it")

    def abandon(self) -> None:
        """Leave nothing beside the site; bring the old one back where a build was stopped."""
        if self._old.exists() and not self._target.exists():
            os.rename(self._old, self._target)
        shutil.rmtree(self._place, ignore_errors=True)
        self._lock.close()


def _replace_files(new: Path, site: Path) -> None:
    """Make the files in `site` those of `new`: first what is new, then without what is gone."""
    wanted = {path.relative_to(new): path for path in sorted(new.rglob("*"))}
    for place, path in wanted.items():
        there = site / place
        if there.is_symlink() or (there.exists() and there.is_dir() != path.is_dir()):
            _remove(there)
        if path.is_dir():
            there.mkdir(exist_ok=True)
        else:
            shutil.copyfile(path, there)
    for path in sorted(site.rglob("*"), reverse=True):  # what lies in a folder before the folder
        if path.relative_to(site) not in wanted:
            _remove(path)


def _remove(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
