"""Files of whole or filtered collections: ``/data/villages.gpkg``, ``/data/register.qgz``.

``asked`` reads a request, ``rows`` gives what it selects in batches, the modules of formats write
them, ``store`` keeps what cannot be streamed, and ``views`` answer.
"""
