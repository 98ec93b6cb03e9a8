"""Load a folder into a cluster, with errors as the commands expect them."""

from pathlib import Path

from service.documents.collection import CollectionError
from service.documents.reading_options import ReadingOptions
from service.index.build import DEFAULT, Progress
from service.index.cluster.address import EXPECTED, ClusterAddress, is_cluster_address, read_cluster_address
from service.index.cluster.loading import load_folder, plan_load
from service.index.cluster.manifest import Manifest
from service.index.cluster.sending import LoadError
from service.index.identity import reading_version
from service.index.unusable import AuthorityError, UnusableIndexError
from service.resources import find_resource
from service.settings import SettingsError


def read_address(index: str) -> ClusterAddress:
    """Read the address of an index in a cluster. Raises SettingsError for an address that is none."""
    if not is_cluster_address(index):
        raise SettingsError(f"The index is at {index.partition('://')[0]!r}://...; expected a folder or {EXPECTED}.")
    try:
        return read_cluster_address(index)
    except ValueError as error:
        raise SettingsError(f"The address of the index {error}; expected {EXPECTED}.") from None


def load_into_cluster(
    folder: Path | None,
    index: str,
    options: ReadingOptions = DEFAULT,
    workers: int = 1,
    shards: int | None = None,
    replicas: int | None = None,
    progress: Progress | None = None,
) -> Manifest:
    """Load a folder (None: the collection that comes with Quoth) into a cluster; see `load_folder`.

    Raises SettingsError for a wrong address or `ca` and without opensearch-py, CollectionError for anything that fails later.
    """
    address = read_address(index)
    try:
        plan = plan_load(folder or find_resource("seeds"), address, reading_version(), options)
        return load_folder(plan, workers, shards, replicas, progress)
    except (ImportError, AuthorityError) as error:
        raise SettingsError(str(error)) from None
    except (LoadError, UnusableIndexError) as error:
        raise CollectionError(str(error)) from None
