"""Reads a CTranslate2 (faster-whisper) checkpoint: weights, token pieces and decoding facts. Needs numpy only."""
import json
import struct
from pathlib import Path

import numpy as np

DTYPES = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}
VERSION = 6


def read_weights(path):
    """Name -> float32 array of a model.bin (format version 6); int8 weights are scaled back."""
    arrays = {}
    with open(path, "rb") as file:

        def unpack(code):
            size = struct.calcsize(code)
            data = file.read(size)
            if len(data) != size:
                raise ValueError(f"{path}: cut short")
            return struct.unpack(code, data)

        def text():
            (length,) = unpack("<H")
            return file.read(length)[:-1].decode()

        (version,) = unpack("<I")
        if version != VERSION:
            raise ValueError(f"{path}: format version {version}, this script reads {VERSION}")
        text()
        unpack("<I")
        (count,) = unpack("<I")
        for _ in range(count):
            name = text()
            (rank,) = unpack("<B")
            shape = unpack(f"<{rank}I")
            (dtype,) = unpack("<B")
            (size,) = unpack("<I")
            data = file.read(size)
            if len(data) != size or dtype not in DTYPES:
                raise ValueError(f"{path}: {name} is cut short or of unknown type {dtype}")
            arrays[name] = np.frombuffer(data, dtype=DTYPES[dtype]).reshape(shape)
    for name, array in list(arrays.items()):
        scale = arrays.get(name + "_scale")
        if array.dtype == np.int8 and scale is not None and name.endswith("weight"):
            arrays[name] = array.astype(np.float32) / scale.astype(np.float32).reshape(-1, *[1] * (array.ndim - 1))
    return {name: np.array(array, dtype=np.float32) for name, array in arrays.items()}


def read_pieces(checkpoint):
    """Token pieces by id, in Whisper's byte-level alphabet."""
    as_json = checkpoint / "vocabulary.json"
    if as_json.exists():
        return json.loads(as_json.read_text(encoding="utf-8"))
    return (checkpoint / "vocabulary.txt").read_text(encoding="utf-8").split("\n")[:-1]


def layer_count(weights, side):
    """Layers of "encoder" or "decoder"."""
    return 1 + max(int(name.split("layer_")[1].split("/")[0]) for name in weights if name.startswith(f"{side}/layer_") and name.split("/")[1] != "layer_norm")


def model_facts(checkpoint, weights, windows):
    """The content of model.json: sizes, special tokens, suppressed tokens, alignment heads, window lengths in seconds."""
    config = json.loads((Path(checkpoint) / "config.json").read_text(encoding="utf-8"))
    pieces = read_pieces(Path(checkpoint))
    ids = {piece: token for token, piece in enumerate(pieces)}

    def token(*names):
        found = next((ids[name] for name in names if name in ids), None)
        if found is None:
            raise ValueError(f"{checkpoint}: no token {' or '.join(names)} in the vocabulary; is this a multilingual Whisper?")
        return found

    vocabulary, width = weights["decoder/embeddings/weight"].shape
    no_timestamps = token("<|notimestamps|>")
    return {
        "architecture": "whisper",
        "mel_bins": weights["encoder/conv1/weight"].shape[1],
        "width": width,
        "heads": width // 64,
        "head_size": 64,
        "encoder_layers": layer_count(weights, "encoder"),
        "decoder_layers": layer_count(weights, "decoder"),
        "vocabulary": vocabulary,
        "max_tokens": weights["decoder/position_encodings/encodings"].shape[0],
        "start_of_transcript": token("<|startoftranscript|>"),
        "language": {"fr": token("<|fr|>")},
        "language_first": min(config["lang_ids"]),
        "language_last": max(config["lang_ids"]),
        "transcribe": token("<|transcribe|>"),
        "translate": token("<|translate|>"),
        "no_speech": token("<|nospeech|>", "<|nocaptions|>"),
        "no_timestamps": no_timestamps,
        "first_timestamp": no_timestamps + 1,
        "end_of_text": token("<|endoftext|>"),
        "start_of_previous": token("<|startofprev|>"),
        "suppress": [i for i in config["suppress_ids"] if i >= 0],
        "suppress_at_begin": config["suppress_ids_begin"],
        "alignment_heads": config["alignment_heads"],
        "windows_s": windows,
    }
