"""How alike short texts are, by their letters: what is said twice in other words is found. Pure."""

from collections.abc import Sequence

GRAMS = (3, 5)
"""Letters in a row that are compared."""


def likeness(texts: Sequence[str]) -> list[list[float]]:
    """For every two texts how alike they are, 0 to 1 (tf-idf of letters in a row, cosine).

    >>> found = likeness(["hold the price", "hold your price", "ask about the weather"])
    >>> found[0][1] > 0.5 > 0.3 > found[0][2]
    True
    """
    if not any(each.strip() for each in texts):
        return [[float(one == other) for other in texts] for one in texts]
    from sklearn.feature_extraction.text import TfidfVectorizer

    made = TfidfVectorizer(analyzer="char_wb", ngram_range=GRAMS, lowercase=True)
    table = made.fit_transform(texts)
    return [[float(each) for each in row] for row in (table @ table.T).toarray()]
