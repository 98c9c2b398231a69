"""Tags of templates about places."""
