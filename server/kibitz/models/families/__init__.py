"""Model families, one file each, exporting `MODEL_FAMILY`. Data only; `models/choose.py` finds them.

Sources: the families' own model cards and tokenizer files.
"""
