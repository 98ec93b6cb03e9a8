"""Real OpenSearch nodes for the tests, and the tests that need them (marker `cluster`)."""
