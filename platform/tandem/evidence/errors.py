"""Obstacles around evidence bundles."""

from tandem.kit.errors import ErrorKind, TandemError


class EvidenceBundleNotFound(TandemError):
    """Another organization's, or nowhere: the same answer."""

    code = "evidence_bundle_not_found"
    kind = ErrorKind.NOT_FOUND


class EvidenceBundleUnderWay(TandemError):
    """One at a time for an organization and a case file."""

    code = "evidence_bundle_under_way"
    kind = ErrorKind.CONFLICT
