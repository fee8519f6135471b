"""The vocabulary of the static table: lower-case WordPiece over both languages.

Umlauts and ß are spelled out (ä = ae, ß = ss), so "Prüfung" and "Pruefung" are the same tokens.
"""

from __future__ import annotations

from collections.abc import Iterable

from tokenizers import Tokenizer, normalizers, pre_tokenizers
from tokenizers.models import WordPiece
from tokenizers.trainers import WordPieceTrainer

_SPELLED = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "\u00ad": ""}


def train(texts: Iterable[str], size: int) -> Tokenizer:
    """A WordPiece tokenizer with at most `size` tokens, the same for the same texts."""
    tokenizer = Tokenizer(WordPiece(unk_token="[UNK]", max_input_chars_per_word=60))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Lowercase(),
            *(normalizers.Replace(letter, spelled) for letter, spelled in _SPELLED.items()),
            normalizers.NFD(),
            normalizers.StripAccents(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = WordPieceTrainer(vocab_size=size, special_tokens=["[PAD]", "[UNK]"], limit_alphabet=160)
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer
