"""What the workspace defines, by name: kept on disk, built in the background, asked at every key press."""
