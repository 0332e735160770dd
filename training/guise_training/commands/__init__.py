"""One module per sub-command; see `guise_training.cli` for the contract."""
