"""What is due, full surveys, trace-back and notice boards over HTTP."""
