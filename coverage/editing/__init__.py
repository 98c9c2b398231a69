"""The editing interface at ``/api/manage/``: what can be edited, and its addresses."""
