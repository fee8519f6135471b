"""The exceptions of Paragraf, as a tree. Every message says what was expected and what was found.

ParagrafError
├── CorpusError        manifest or built corpus
│   └── StaleError     something built earlier no longer fits what it was built from
├── DocumentError      one document cannot be used
│   ├── BrokenDocument     not readable as its format
│   ├── EncryptedDocument  needs a password
│   ├── EmptyDocument      no text in it (a scan, or nothing at all)
│   └── DocumentTooLarge   over a limit of pages, memory or time
├── QuestionError      a question or reference cannot be used
├── SearchIndexError      the search index
└── ModelError         a language or embedding model
"""


class ParagrafError(Exception):
    """Base of all errors a user can meet.

    `mend` is one imperative sentence that says what to do about it.
    """

    def __init__(self, message: str, mend: str) -> None:
        super().__init__(message)
        self.message = message
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.message} {self.mend}"

    def __reduce__(self) -> tuple[type, tuple[str, str]]:
        return type(self), (self.message, self.mend)


class CorpusError(ParagrafError):
    """The manifest or a built regulation is missing, broken or contradicts itself."""


class StaleError(CorpusError):
    """Something built earlier no longer fits what it was built from."""


class DocumentError(ParagrafError):
    """One document cannot be used."""


class BrokenDocument(DocumentError):
    """The file is not readable as the format it claims."""


class EncryptedDocument(DocumentError):
    """The file needs a password."""


class EmptyDocument(DocumentError):
    """The file holds no text: a scan, or nothing at all."""


class DocumentTooLarge(DocumentError):
    """The file is over a limit of pages, memory or time."""


class QuestionError(ParagrafError):
    """A question, reference or programme name cannot be used."""


class SearchIndexError(ParagrafError):
    """The search index is missing, locked or damaged."""


class ModelError(ParagrafError):
    """A language or embedding model is missing, dead or speaks garbage."""
