"""Server-sent events: from pieces of bytes to the data of whole events."""


class Events:
    """Takes a stream apart. Comments and fields other than data are left out."""

    def __init__(self) -> None:
        self._tail = b""
        self._data: list[bytes] = []

    @property
    def held(self) -> int:
        """Bytes that wait for the end of their line or event."""
        return len(self._tail) + sum(map(len, self._data))

    def feed(self, piece: bytes) -> list[bytes]:
        r"""The data of the events that are whole with this piece.

        >>> events = Events()
        >>> events.feed(b': hello\r\ndata: {"a"'), events.feed(b': 1}\r\n\r\ndata: [DONE]\n\n')
        ([], [b'{"a": 1}', b'[DONE]'])
        """
        *lines, self._tail = (self._tail + piece).split(b"\n")
        whole = []
        for line in lines:
            if line.startswith(b"data:"):
                self._data.append(line[5:].strip())
            elif self._data and not line.strip():
                whole.append(b"\n".join(self._data))
                self._data = []
        return whole

    def rest(self) -> list[bytes]:
        """What was left without its empty line at the end of the stream."""
        return self.feed(b"\n\n")
