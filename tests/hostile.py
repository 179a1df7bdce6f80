"""Words that anybody may say, which must be shown and never obeyed: markup, and what steers."""

ESC, BEL, ST = "\x1b", "\x07", "\x1b\\"

MARKUP = (
    "[/]",
    "[/b]",
    "[link=file:///x]y[/]",
    "[/",
    "[stage=1:",
    "[@click=app.bell]x[/]",
    "[red]danger",
    "[bold",
    "[00]",
    'a[0] and b["k"]',
    "[b + c",
)
"""What a widget that reads markup would obey, or break on."""

TITLE = f"{ESC}]0;title{BEL}"
"""Names the window, where a terminal is given it."""

SEQUENCES = (
    *(
        f"{ESC}]{number};owned{end}"
        for number in (0, 1, 2, 4, 7, 9, 10, 11, 12)
        for end in (BEL, ST)
    ),
    *(f"{ESC}]52;c;b3duZWQ={BEL}", f"{ESC}]8;;http://127.0.0.1/{ST}click{ESC}]8;;{ST}"),
    *(f"{ESC}]1337;SetMark{BEL}", f"{ESC}]777;notify;a;b{BEL}", f"{ESC}]0;never closed"),
    *(f"{ESC}{rest}" for rest in ("[2J", "[H", "[3J", "[?1049h", "[6n", "c", "[31m", "[8m", "7")),
    *(f'{ESC}P$q"p{ST}', f"{ESC}_payload{ST}", f"{ESC}^private{ST}", f"{ESC}Xstring{ST}"),
    *("\x9b2J", "\x9d0;owned\x9c", "\x90$qm\x9c", "\x08\x08\x08erased", "a\rb", "\x0e\x0f"),
)
"""What a terminal would obey."""
