"""What other servers' clients say, one file a client family: translations over the same engine, no logic."""
