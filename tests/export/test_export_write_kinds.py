"""Rows on the disk: the same values in every kind of file, the same bytes each time."""

import csv
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from society.domain.errors import SocietyError
from society.export.tally import Row
from society.export.write import Gathered, Kind, gather, sharded, told

RECORDS: list[dict[str, Any]] = [
    {"messages": [{"role": "user", "content": "90?"}], "reward": 1, "won": True, "to": None},
    {"messages": [], "reward": 0.5, "won": None, "to": "你好\x1b[2J", "more": {"n": 7}},
]
FORMULAS = ["=HYPERLINK(1)", "+1", "-1", "@x", "\tx", "\rx", "plain", "'=1", ""]


def rows(records: Sequence[dict[str, Any]], split: Any = "train") -> list[Row]:
    return [Row(split, record) for record in records]


def written(folder: Path, records: Sequence[dict[str, Any]], kind: Kind, **more: Any) -> Path:
    target = folder / f"out.{kind}"
    told(gather(rows(records), folder), "train", kind, target, **more)
    return target


def test_json_lines_hold_one_record_each(tmp_path: Path) -> None:
    lines = written(tmp_path, RECORDS, "jsonl").read_text(encoding="utf-8").splitlines()

    assert [json.loads(line) for line in lines] == RECORDS


def test_json_is_one_list(tmp_path: Path) -> None:
    assert json.loads(written(tmp_path, RECORDS, "json").read_bytes()) == RECORDS


def test_parquet_holds_the_same_with_nulls_where_a_key_is_missing(tmp_path: Path) -> None:
    table = pyarrow.parquet.read_table(written(tmp_path, RECORDS, "parquet"))

    first, second = table.to_pylist()
    assert first == {**RECORDS[0], "reward": 1.0, "more": None}
    assert second == RECORDS[1]
    assert str(table.schema.field("reward").type) == "double"


def test_what_cannot_be_one_column_is_json_text_in_parquet(tmp_path: Path) -> None:
    mixed: list[dict[str, Any]] = [
        {"x": 1, "free": {}},
        {"x": "one", "free": {}},
        {"x": None, "free": {}},
    ]

    found = pyarrow.parquet.read_table(written(tmp_path, mixed, "parquet")).to_pylist()

    assert [each["x"] for each in found] == ["1", '"one"', None]
    assert [each["free"] for each in found] == ["{}", "{}", "{}"]


VALUE = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("xyz"), inner),
    max_leaves=6,
)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.dictionaries(st.sampled_from("abc"), VALUE, min_size=1), min_size=1, max_size=4))
def test_any_records_fit_into_parquet(
    tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, Any]]
) -> None:
    folder = tmp_path_factory.mktemp("parquet")

    table = pyarrow.parquet.read_table(written(folder, records, "parquet"))

    assert table.num_rows == len(records)
    assert set(table.column_names) == {name for record in records for name in record}


def test_shards_hold_all_rows_in_order_and_say_how_many_they_are(tmp_path: Path) -> None:
    records = [{"n": n, "text": "x" * 100} for n in range(25)]

    names = sharded(gather(rows(records), tmp_path), "train", tmp_path, size=1000)

    assert names == [f"train-{at:05}-of-00003.parquet" for at in range(3)]
    read = [pyarrow.parquet.read_table(tmp_path / name).column("n").to_pylist() for name in names]
    assert [len(each) for each in read] == [8, 8, 9]
    assert [n for each in read for n in each] == list(range(25))


@pytest.mark.parametrize("kind", ["jsonl", "json", "csv", "parquet"])
def test_the_same_rows_give_the_same_bytes(kind: Kind, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()

    files = [written(folder, RECORDS * 50, kind).read_bytes() for folder in (one, two)]

    assert files[0] == files[1]


def test_the_hash_knows_of_every_row_its_order_and_its_side(tmp_path: Path) -> None:
    def digest(*given_: Row) -> str:
        return gather(given_, tmp_path).digest

    one, two = Row("train", {"n": 1}), Row("train", {"n": 2})
    digests = [digest(one, two), digest(two, one), digest(one), digest(one, Row("test", {"n": 2}))]

    assert len(set(digests)) == 4
    assert digest(one, two) == digests[0]


def test_sides_are_files_of_their_own(tmp_path: Path) -> None:
    found: Gathered = gather([*rows([{"n": 1}], "test"), *rows([{"n": 2}, {"n": 3}])], tmp_path)

    assert {split: part.rows for split, part in found.parts.items()} == {"train": 2, "test": 1}
    assert found.rows == 3


def test_a_cell_that_a_spreadsheet_would_run_is_text(tmp_path: Path) -> None:
    records = [{"text": text, "n": -0.5} for text in FORMULAS]

    with written(tmp_path, records, "csv").open(encoding="utf-8", newline="") as file:
        cells = list(csv.DictReader(file))

    assert not any(cell["text"].startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
    assert [cell["text"].removeprefix("'") for cell in cells][:7] == FORMULAS[:7]
    assert {cell["n"] for cell in cells} == {"-0.5"}


@settings(deadline=None, max_examples=50)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=1))
def test_raw_csv_comes_back_exactly(tmp_path_factory: pytest.TempPathFactory, texts: Any) -> None:
    folder = tmp_path_factory.mktemp("csv")

    target = written(folder, [{"text": text} for text in texts], "csv", raw=True)

    with target.open(encoding="utf-8", newline="") as file:
        assert [row["text"] for row in csv.DictReader(file, restval="")] == texts


def test_a_number_that_no_file_can_hold_is_told(tmp_path: Path) -> None:
    with pytest.raises(SocietyError, match="a record cannot be written as JSON"):
        gather(rows([{"n": 2**70}]), tmp_path)


WITHOUT = """
import sys
sys.modules["{library}"] = None
from society.domain.errors import SocietyError
from society.export.{module} import {function}
try:
    {function}({words})
except SocietyError as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("library", "module", "function", "words", "said"),
    [
        (
            *("pyarrow", "parquet", "arrow", ""),
            "Parquet files need pyarrow, which is not installed\n"
            "  pip install 'dialogue-society[parquet]', or choose --as jsonl\n",
        ),
        (
            *("transformers", "tokenizer", "encoder", "'folder'"),
            "the format tokens needs transformers, which is not installed\n"
            "  pip install 'dialogue-society[train]'\n",
        ),
    ],
    ids=["parquet", "tokenizer"],
)
def test_a_library_that_is_missing_is_named_with_the_way_to_it(
    library: str, module: str, function: str, words: str, said: str
) -> None:
    code = WITHOUT.format(library=library, module=module, function=function, words=words)

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout == said
