"""Re-computing every chain from what is stored: names the event that was changed, removed or moved."""

from tandem.timeline.verify.deep import deep_faults
from tandem.timeline.verify.faults import Fault, Tally
from tandem.timeline.verify.parts import verify_case_files
from tandem.timeline.verify.run import Run, new_run, stopped_run, verify

__all__ = ["Fault", "Run", "Tally", "deep_faults", "new_run", "stopped_run", "verify", "verify_case_files"]
