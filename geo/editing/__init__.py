"""Writing the register: serializers, rules and views of the editing interface."""
