"""`python -m proxenia`: the same as the command."""

from proxenia.cli import main

__all__: list[str] = []

if __name__ == "__main__":
    main()
