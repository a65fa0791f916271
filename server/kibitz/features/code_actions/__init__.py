"""What is offered for a selection."""
