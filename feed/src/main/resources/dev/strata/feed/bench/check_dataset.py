"""Loads each shape of a dataset by its card, and as JSON lines; has TRL format the rows: DATASET CACHE."""
import glob
import json
import os
import sys

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_DATASETS_OFFLINE"] = "1"

import datasets
from transformers import PreTrainedTokenizerFast
from tokenizers import Tokenizer, models
from trl.data_utils import is_conversational, maybe_apply_chat_template

COLUMNS = {
    "sft": {"messages"},
    "distill": {"prompt", "completion"},
    "preference": {"prompt", "chosen", "rejected"},
    "kto": {"prompt", "completion", "label"},
}
TEMPLATE = "{% for m in messages %}<{{ m.role }}>{{ m.content }}</{{ m.role }}>{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}"


def check(shape, rows, tokenizer):
    assert set(rows.column_names) == COLUMNS[shape], (shape, rows.column_names)
    for row in rows:
        assert is_conversational(row), (shape, row)
        formatted = maybe_apply_chat_template(row, tokenizer)
        assert all(formatted.values()) or formatted.get("label") is False, (shape, formatted)


def main():
    folder, cache = sys.argv[1], sys.argv[2]
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=Tokenizer(models.WordLevel({"a": 0}, unk_token="a")))
    tokenizer.chat_template = TEMPLATE
    manifest = {f["path"]: f for f in json.load(open(f"{folder}/manifest.json"))["files"]}
    for path in sorted(glob.glob(f"{folder}/*-*.parquet")):
        name = os.path.basename(path)[: -len(".parquet")]
        shape, split = name.rsplit("-", 1)
        columns = datasets.load_dataset(folder, shape, split=split, cache_dir=cache)
        lines = datasets.load_dataset("json", data_files=f"{folder}/{name}.jsonl", split="train", cache_dir=cache)
        assert columns.to_list() == lines.to_list(), name
        assert len(columns) == manifest[f"{name}.parquet"]["rows"], name
        check(shape, columns, tokenizer)
        print(f"checked {name}: {len(columns)} rows, Parquet and JSON lines alike, TRL formats them")


main()
