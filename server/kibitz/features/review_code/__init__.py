"""Problems a model sees in code, shown as diagnostics that can be fixed and dismissed."""
