"""What lies in the folders of a round: answer sheets, lists, rulings, in YAML and Excel."""
