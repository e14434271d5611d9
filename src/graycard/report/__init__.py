"""Reports: the run folder, told to people.

Only the run folder is read, so that a report can be rebuilt anywhere without the model, byte for
byte: nothing in here knows the time, the machine or where the folder lies.
"""

from graycard.report.write import write_reports

__all__ = ["write_reports"]
