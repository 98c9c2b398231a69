"""What is asked for and computed in the background: scenarios and inspection routes.

``life`` keeps the state of a run from waiting to its end, ``apart`` computes in a process that can
be stopped, ``worker`` does what waits in the queue, ``presence`` tells which workers are alive, and
``recovery`` looks after what a killed one left behind.
"""
