"""What the sources of learning have, for the status of the pipeline."""
