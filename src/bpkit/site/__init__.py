"""Pages for readers: the writings, the winners and the progress, made of facts and results."""
