"""Opens an exported checkpoint as any user of transformers and tokenizers would, and prints what it says.

    open_checkpoint.py FOLDER SENTENCE...     tokenises by FOLDER/tokenizer.json
    open_checkpoint.py FOLDER --ids '[[2, 17, 3]]'

Prints one JSON object: the architecture, and for each sentence its ids and logits: a list over the classes from a
classifier, a list over the vocabulary for each token from a masked language model. Ends with 1 when a weight is
missing, is not known to transformers, or has another shape than the configuration says. Nothing is fetched.
"""

import argparse
import json
import os
import sys

os.environ["HF_HUB_OFFLINE"] = "1"

import torch
import transformers
from tokenizers import Tokenizer

MODELS = {
    "ForSequenceClassification": transformers.AutoModelForSequenceClassification,
    "ForMaskedLM": transformers.AutoModelForMaskedLM,
}


def open_model(folder):
    """The model under its own architecture, in evaluation mode, with every weight accounted for."""
    architecture = transformers.AutoConfig.from_pretrained(folder).architectures[0]
    opener = next((model for suffix, model in MODELS.items() if architecture.endswith(suffix)), None)
    if opener is None:
        sys.exit(f"{folder}: {architecture} is none of {', '.join(MODELS)}")
    model, loading = opener.from_pretrained(folder, output_loading_info=True)
    complaints = {kind: sorted(map(str, keys)) for kind, keys in loading.items() if keys}
    if complaints:
        sys.exit(f"{folder}: the weights do not fit {architecture}: {complaints}")
    return architecture, model.eval()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("sentences", nargs="*")
    parser.add_argument("--ids", type=json.loads, help="token ids in place of sentences")
    arguments = parser.parse_args()

    architecture, model = open_model(arguments.folder)
    ids = arguments.ids
    if ids is None:
        tokenizer = Tokenizer.from_file(os.path.join(arguments.folder, "tokenizer.json"))
        ids = [tokenizer.encode(sentence).ids for sentence in arguments.sentences]
    outputs = []
    with torch.no_grad():
        for row in ids:
            logits = model(input_ids=torch.tensor([row])).logits[0]
            outputs.append({"ids": row, "logits": logits.tolist()})
    print(json.dumps({"architecture": architecture, "outputs": outputs}))


if __name__ == "__main__":
    main()
