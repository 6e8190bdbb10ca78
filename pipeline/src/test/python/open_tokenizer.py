"""Opens a tokenizer.json with Hugging Face's tokenizers and prints the ids of each sentence as JSON.

usage: open_tokenizer.py FILE SENTENCE...
"""

import json
import sys

from tokenizers import Tokenizer

tokenizer = Tokenizer.from_file(sys.argv[1])
print(json.dumps([tokenizer.encode(sentence).ids for sentence in sys.argv[2:]]))
