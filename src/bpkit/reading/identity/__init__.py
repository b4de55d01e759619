"""Who wrote and about whom (POB slide 8), as people type it at a writing's beginning or end."""
