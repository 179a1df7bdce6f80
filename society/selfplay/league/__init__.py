"""The league: everybody who met others, how strong they are, whom they should meet next."""
