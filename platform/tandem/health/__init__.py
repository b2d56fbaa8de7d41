"""How the installation does, for whoever runs it: processes, backlog, channels, anchors. Nothing about a case."""
