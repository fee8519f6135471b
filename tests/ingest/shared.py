"""The folder of test data beside the repository; tests that need it are skipped where it is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2].parent / "shared"
REAL = SHARED / "real_pdfs"
needs_real_pdfs = pytest.mark.skipif(not REAL.is_dir(), reason=f"needs {REAL}, which is not here")
