"""The least help that Typer gives."""

import typer

app = typer.Typer()


@app.command()
def hello(name: str) -> None:
    """One command."""
    print(name)


@app.command()
def bye(name: str) -> None:
    """Another."""
    print(name)


if __name__ == "__main__":
    app()
