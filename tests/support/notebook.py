"""Notebooks as files: JSON in the format of Jupyter."""

from __future__ import annotations

import json


def notebook(*cells: str) -> str:
    """A notebook of code cells for Python."""
    code = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return json.dumps(
        {
            "cells": [
                code | {"id": f"cell-{number}", "source": text} for number, text in enumerate(cells, 1)
            ],
            "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )
