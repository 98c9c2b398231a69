"""Inspection routes: asked for, computed in the background, assigned, walked, compared.

``checks`` and ``question`` check what is asked, ``places`` finds what can be visited and ``due``
what is to be, ``jobs`` puts both to ``solve``, which computes apart from Django; ``results`` makes
rounds and stops of the answer, with their ``turn_words``, and ``runs`` and ``tasks`` tie them
together. ``rounds`` takes a round from planned to walked, ``replan`` changes it in the middle of
the day, ``compare`` lays it beside what was walked.
"""
