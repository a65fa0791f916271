"""Where answers come from: wires (protocols) x providers (address and key)."""
