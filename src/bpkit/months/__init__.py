"""What is due when, where a month stands and how a year went: one reckoning for status, forms and site."""
