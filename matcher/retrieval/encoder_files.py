"""Writes a packed model as the files that sentence-transformers loads."""

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matcher.retrieval.e5s1 import PackedModel, Shape
from matcher.retrieval.tokenizer_build import END, MASK, PADDING, START, UNKNOWN, build_tokenizer
from matcher.retrieval.trained_layers import TrainedLayers

_LAYER_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_FORMAT_VERSION = "5.0.0"
"""Version that the configuration files claim; readers expect one to be present."""


def write_encoder_files(
    model: PackedModel,
    prompts: Mapping[str, str],
    folder: Path,
    trained: TrainedLayers | None = None,
) -> None:
    """Write weights, tokenizer and configuration into the existing, empty `folder`.

    The pipeline is transformer, mean pooling, unit length. `prompts` maps a kind of text
    ("query", "passage") to the words put in front of it. `trained` layers take the place of the
    model's own; EncoderUnavailable when they are not the expected ones or do not fit.
    """
    from safetensors.numpy import save_file

    weights = _weights(model)
    if trained is not None:
        weights |= trained.fitting(weights)
    save_file(weights, str(folder / "model.safetensors"), metadata={"format": "pt"})
    lowercase = trained is not None and trained.lowercase
    tokenizer = build_tokenizer(model.pieces, model.scores, model.rules, lowercase=lowercase)
    tokenizer.save(str(folder / "tokenizer.json"))
    for name, content in _configurations(model.shape, prompts).items():
        target = folder / name
        target.parent.mkdir(exist_ok=True)
        target.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _weights(model: PackedModel) -> dict[str, NDArray[np.float16]]:
    """Return every weight by the name that the network gives it, in half precision."""
    shape = model.shape
    named = {
        "embeddings.word_embeddings.weight": model.tensor("emb.word", rows=shape.vocabulary),
        "embeddings.position_embeddings.weight": model.tensor("emb.pos", rows=shape.positions),
        "embeddings.token_type_embeddings.weight": model.tensor("emb.type", rows=shape.token_types),
        "embeddings.LayerNorm.weight": model.tensor("emb.ln.w"),
        "embeddings.LayerNorm.bias": model.tensor("emb.ln.b"),
        # The file has no pooler and mean pooling never reads one, but the network declares it.
        "pooler.dense.weight": np.zeros((shape.hidden, shape.hidden), dtype=np.float16),
        "pooler.dense.bias": np.zeros(shape.hidden, dtype=np.float16),
    }
    for layer in range(shape.layers):
        for short, name in _LAYER_PARTS.items():
            bias = model.tensor(f"l{layer}.{short}.b")
            is_matrix = not short.endswith("ln")
            weight = model.tensor(f"l{layer}.{short}.w", rows=len(bias) if is_matrix else None)
            named[f"encoder.layer.{layer}.{name}.weight"] = weight
            named[f"encoder.layer.{layer}.{name}.bias"] = bias
    return {name: np.ascontiguousarray(value, dtype=np.float16) for name, value in named.items()}


def _configurations(shape: Shape, prompts: Mapping[str, str]) -> dict[str, object]:
    return {
        "config.json": _network(shape),
        "tokenizer_config.json": _tokenizer(shape),
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "__version__": {"sentence_transformers": _FORMAT_VERSION},
            "prompts": dict(prompts),
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "modules.json": [
            _module(0, "", "Transformer"),
            _module(1, "1_Pooling", "Pooling"),
            _module(2, "2_Normalize", "Normalize"),
        ],
        "1_Pooling/config.json": {
            "word_embedding_dimension": shape.hidden,
            "pooling_mode_mean_tokens": True,
        },
        "2_Normalize/config.json": {},
    }


def _network(shape: Shape) -> dict[str, object]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "attention_probs_dropout_prob": 0.1,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1,
        "hidden_size": shape.hidden,
        "initializer_range": 0.02,
        "intermediate_size": shape.feed_forward,
        "layer_norm_eps": float(f"{shape.epsilon:.6g}"),
        "max_position_embeddings": shape.positions,
        "num_attention_heads": shape.heads,
        "num_hidden_layers": shape.layers,
        "pad_token_id": 0,
        "position_embedding_type": "absolute",
        "dtype": "float32",
        "transformers_version": _FORMAT_VERSION,
        "type_vocab_size": shape.token_types,
        "use_cache": False,
        "vocab_size": shape.vocabulary,
    }


def _tokenizer(shape: Shape) -> dict[str, object]:
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": shape.positions,
        "bos_token": START,
        "cls_token": START,
        "eos_token": END,
        "sep_token": END,
        "pad_token": PADDING,
        "unk_token": UNKNOWN,
        "mask_token": MASK,
        "model_input_names": ["input_ids", "token_type_ids", "attention_mask"],
        "clean_up_tokenization_spaces": False,
    }


def _module(place: int, path: str, kind: str) -> dict[str, object]:
    return {
        "idx": place,
        "name": str(place),
        "path": path,
        "type": f"sentence_transformers.models.{kind}",
    }
