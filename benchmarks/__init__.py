"""How fast bpkit is, always against something that ran in the same minute."""
