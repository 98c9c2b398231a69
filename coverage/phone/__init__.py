"""What the patrol page on the phone stores for use without a network."""
