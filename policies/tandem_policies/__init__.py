"""Who may see and do what: the Casbin model, the policy table and the compiled answers."""
