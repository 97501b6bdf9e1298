# SPDX-License-Identifier: MIT
"""What each page shows, in the words and figures that its template puts in place."""
