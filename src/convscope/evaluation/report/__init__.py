"""The report: `report.html`, one self-contained page to read or to print. Needs the extra `report`."""

from __future__ import annotations

from convscope.evaluation.report._texts import LANGUAGES
from convscope.evaluation.report._write import write_report

__all__ = ["LANGUAGES", "write_report"]
