"""Methods of foreign clients, translated to the same features."""
