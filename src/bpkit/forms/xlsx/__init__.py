"""The engine that fills templates of Excel: places, model rows, pages; charts and pictures move along."""
