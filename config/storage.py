"""Where static files are kept: hashed names, compressed, with the imports of modules rewritten."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Gives every file a name with a hash of its content, inside ES modules too.

    Without it a module would import its neighbours by their plain names, which browsers must ask
    for again and may keep when they are out of date.
    """

    support_js_module_import_aggregation = True
