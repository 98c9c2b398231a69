"""What would help: a question to the solvers, computed in the background, kept and compared.

``parameters`` checks what is asked, ``questions`` reads the register, ``stations`` and ``pairs``
compute apart from Django (``apart`` runs them in a process that can be stopped), ``results`` says
in plain data what would change, ``runs`` keeps the state of a scenario, ``tasks`` is what the
worker does. Nothing here changes the register.
"""
