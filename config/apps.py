"""Django's admin with the register's own site."""

from django.contrib.admin.apps import AdminConfig


class RegisterAdminConfig(AdminConfig):
    default_site = "geo.admin_site.RegisterSite"
