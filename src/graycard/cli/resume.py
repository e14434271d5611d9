"""`graycard resume`: finish an interrupted run."""

from __future__ import annotations

from graycard.cli._options import AsJson, RetryFailed, RunPath, Workers


def resume(
    run: RunPath,
    workers: Workers = 1,
    retry_failed: RetryFailed = False,
    as_json: AsJson = False,
) -> None:
    """Finish an interrupted run; nothing that is there is made again."""
    from graycard.auditing import road
    from graycard.cli._outcome import resumable, tell
    from graycard.cli._progress import shown_progress

    with resumable(run), shown_progress() as progress:
        done = road.resume(run, workers=workers, retry_failed=retry_failed, progress=progress)
    tell(done, as_json=as_json)
