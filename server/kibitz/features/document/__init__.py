"""Documentation comments: asked for alone, put in their place by us."""
