"""Converts a CTranslate2 (faster-whisper) Whisper checkpoint to the two ONNX graphs that Triage runs.

    python export_whisper.py --checkpoint DIR --out DIR [--precision int8|fp16|fp32] [--windows 8,10,12,16,20,30]

encoder.*.onnx   mel [B,80|128,T] f32 (T even, 10 ms frames, 2 <= T <= 3000)
                 -> cross_k, cross_v [L,B,H,T/2,64]: every decoder layer's cross-attention keys and values,
                    so that the decoder never recomputes them.
decoder.*.onnx   tokens [B,N] i64, past_len [B] i64 (tokens already in this row's cache),
                 self_k, self_v [L,B,H,P,64] (rows right-padded to a common P >= 1; only [:past_len] is read),
                 cross_k, cross_v [L,B,H,S,64], cross_len [B] i64 (valid encoder frames of the row),
                 logit_bias [V] f32 (0, or -inf on tokens that may not be produced)
                 -> next_token [B,N] i64, next_logprob [B,N] f32 (greedy choice at every position, after the bias),
                    logits [B,N,V] f32 (before the bias), new_k, new_v [L,B,H,N,64] (to append to the row's cache),
                    alignment [B,N,S] f32 (mean attention of the alignment heads: word times, AlignAtt).
vocabulary.json  piece by id, byte-level.
model.json       sizes, special and suppressed tokens, alignment heads, window lengths in seconds.

One decoder graph serves the prompt (N>1), single steps (N=1) and the verification of a guessed continuation (N>1):
positions j whose next_token equals the guess at j+1 are accepted at once.
int8 is for CPUs. fp16 is for GPUs: mel, caches, logits and alignment are float16 there, next_logprob and logit_bias float32.
"""
import argparse
import json
import tempfile
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

import ctranslate2_checkpoint as ct2

HEAD = 64
OPSET = 17
# Above this a model does not fit a protocol buffer and keeps its weights in a file beside it.
SINGLE_FILE_BYTES = 1_900_000_000


def linear(w, name):
    weight, bias = w[name + "/weight"], w[name + "/bias"]
    layer = nn.Linear(weight.shape[1], weight.shape[0])
    layer.weight.data, layer.bias.data = weight, bias
    return layer


def split_linear(w, name, parts):
    """CTranslate2 fuses q|k|v and k|v projections; split them again."""
    weights, biases = w[name + "/weight"].chunk(parts), w[name + "/bias"].chunk(parts)
    layers = []
    for weight, bias in zip(weights, biases):
        layer = nn.Linear(weight.shape[1], weight.shape[0])
        layer.weight.data, layer.bias.data = weight.clone(), bias.clone()
        layers.append(layer)
    return layers


def norm(w, name):
    layer = nn.LayerNorm(w[name + "/gamma"].numel())
    layer.weight.data, layer.bias.data = w[name + "/gamma"], w[name + "/beta"]
    return layer


def heads(x):
    b, n, d = x.shape
    return x.reshape(b, n, d // HEAD, HEAD).transpose(1, 2)


def unheads(x):
    b, h, n, e = x.shape
    return x.transpose(1, 2).reshape(b, n, h * e)


class EncoderLayer(nn.Module):
    def __init__(self, w, name):
        super().__init__()
        self.norm1 = norm(w, name + "/self_attention/layer_norm")
        self.q, self.k, self.v = split_linear(w, name + "/self_attention/linear_0", 3)
        self.o = linear(w, name + "/self_attention/linear_1")
        self.norm2 = norm(w, name + "/ffn/layer_norm")
        self.up, self.down = linear(w, name + "/ffn/linear_0"), linear(w, name + "/ffn/linear_1")
        # The 1/sqrt(64) of attention is folded into the query projection.
        self.q.weight.data, self.q.bias.data = self.q.weight.data * HEAD**-0.5, self.q.bias.data * HEAD**-0.5

    def forward(self, x):
        y = self.norm1(x)
        q, k, v = heads(self.q(y)), heads(self.k(y)), heads(self.v(y))
        x = x + self.o(unheads(torch.softmax(q @ k.transpose(-1, -2), -1) @ v))
        return x + self.down(F.gelu(self.up(self.norm2(x))))


class Encoder(nn.Module):
    def __init__(self, w, layers, decoder_layers):
        super().__init__()

        def conv(name, stride):
            weight = w[name + "/weight"]
            layer = nn.Conv1d(weight.shape[1], weight.shape[0], 3, stride=stride, padding=1)
            layer.weight.data, layer.bias.data = weight, w[name + "/bias"]
            return layer

        self.conv1, self.conv2 = conv("encoder/conv1", 1), conv("encoder/conv2", 2)
        self.positions = nn.Parameter(w["encoder/position_encodings/encodings"])
        self.layers = nn.ModuleList(EncoderLayer(w, f"encoder/layer_{i}") for i in range(layers))
        self.norm = norm(w, "encoder/layer_norm")
        pairs = [split_linear(w, f"decoder/layer_{i}/attention/linear_1", 2) for i in range(decoder_layers)]
        self.cross_k, self.cross_v = nn.ModuleList(p[0] for p in pairs), nn.ModuleList(p[1] for p in pairs)

    def forward(self, mel):
        x = F.gelu(self.conv2(F.gelu(self.conv1(mel)))).transpose(1, 2)
        x = x + self.positions[: x.shape[1]]
        for layer in self.layers:
            x = layer(x)
        x = self.norm(x)
        return torch.stack([heads(k(x)) for k in self.cross_k]), torch.stack([heads(v(x)) for v in self.cross_v])


class DecoderLayer(nn.Module):
    def __init__(self, w, name):
        super().__init__()
        self.norm1 = norm(w, name + "/self_attention/layer_norm")
        self.q, self.k, self.v = split_linear(w, name + "/self_attention/linear_0", 3)
        self.o = linear(w, name + "/self_attention/linear_1")
        self.norm2 = norm(w, name + "/attention/layer_norm")
        self.cross_q, self.cross_o = linear(w, name + "/attention/linear_0"), linear(w, name + "/attention/linear_2")
        self.norm3 = norm(w, name + "/ffn/layer_norm")
        self.up, self.down = linear(w, name + "/ffn/linear_0"), linear(w, name + "/ffn/linear_1")
        for q in (self.q, self.cross_q):
            q.weight.data, q.bias.data = q.weight.data * HEAD**-0.5, q.bias.data * HEAD**-0.5

    def forward(self, x, past_k, past_v, self_mask, cross_k, cross_v, cross_mask):
        y = self.norm1(x)
        q, new_k, new_v = heads(self.q(y)), heads(self.k(y)), heads(self.v(y))
        k, v = torch.cat([past_k, new_k], 2), torch.cat([past_v, new_v], 2)
        x = x + self.o(unheads(torch.softmax(q @ k.transpose(-1, -2) + self_mask, -1) @ v))
        q = heads(self.cross_q(self.norm2(x)))
        attention = torch.softmax(q @ cross_k.transpose(-1, -2) + cross_mask, -1)
        x = x + self.cross_o(unheads(attention @ cross_v))
        return x + self.down(F.gelu(self.up(self.norm3(x)))), new_k, new_v, attention


class Decoder(nn.Module):
    def __init__(self, w, layers, alignment_heads):
        super().__init__()
        self.embedding = nn.Parameter(w["decoder/embeddings/weight"])
        self.positions = nn.Parameter(w["decoder/position_encodings/encodings"])
        self.layers = nn.ModuleList(DecoderLayer(w, f"decoder/layer_{i}") for i in range(layers))
        self.norm = norm(w, "decoder/layer_norm")
        self.project = nn.Linear(self.embedding.shape[1], self.embedding.shape[0], bias=False)
        self.project.weight.data = w["decoder/embeddings/weight"].clone()
        self.alignment_heads = [tuple(head) for head in alignment_heads]

    def forward(self, tokens, past_len, self_k, self_v, cross_k, cross_v, cross_len, logit_bias):
        n, p, s = tokens.shape[1], self_k.shape[3], cross_k.shape[3]
        steps = torch.arange(n)
        x = self.embedding[tokens] + self.positions[past_len[:, None] + steps]
        # Tensors, not numbers: some versions of torch trace a number as float64.
        seen, hidden = torch.tensor(0.0), torch.tensor(torch.finfo(torch.float32).min)
        past_mask = torch.where(torch.arange(p)[None, :] < past_len[:, None], seen, hidden)[:, None, None, :]
        causal = torch.where(steps[None, :] <= steps[:, None], seen, hidden)[None, None]
        self_mask = torch.cat([past_mask.expand(-1, -1, n, -1), causal.expand(tokens.shape[0], -1, -1, -1)], -1)
        cross_mask = torch.where(torch.arange(s)[None, :] < cross_len[:, None], seen, hidden)[:, None, None, :]
        ks, vs, maps = [], [], []
        for i, layer in enumerate(self.layers):
            x, new_k, new_v, attention = layer(x, self_k[i], self_v[i], self_mask, cross_k[i], cross_v[i], cross_mask)
            ks.append(new_k)
            vs.append(new_v)
            maps += [attention[:, head] for at, head in self.alignment_heads if at == i]
        logits = self.project(self.norm(x))
        biased = logits + logit_bias
        best, token = biased.max(-1)
        logprob = best - torch.logsumexp(biased, -1)
        return token, logprob, logits, torch.stack(ks), torch.stack(vs), torch.stack(maps).mean(0)


def mix_in(module, state, share):
    """Weights on the line from the checkpoint (share 0) to the adapted ones (share 1)."""
    own = module.state_dict()
    for name, value in state.items():
        own[name] = own[name] + share * (value.float() - own[name])
    module.load_state_dict(own)


def build(weights, facts, adapted, share):
    """The two modules in float32, with adapted weights mixed in when there are any."""
    tensors = {name: torch.from_numpy(array) for name, array in weights.items()}
    encoder = Encoder(tensors, facts["encoder_layers"], facts["decoder_layers"]).eval()
    decoder = Decoder(tensors, facts["decoder_layers"], facts["alignment_heads"]).eval()
    if adapted:
        state = torch.load(adapted, weights_only=True)
        mix_in(encoder, state["enc"], share)
        mix_in(decoder, state["dec"], share)
    return encoder, decoder


def export(encoder, decoder, facts, folder):
    """Traces both modules to encoder.onnx and decoder.onnx, float32, in a folder."""
    layers, heads_, vocabulary = facts["decoder_layers"], facts["heads"], facts["vocabulary"]
    b, n, p, s = 2, 3, 5, 40

    def cache(length):
        return torch.randn(layers, b, heads_, length, HEAD)

    torch.onnx.export(
        encoder, (torch.randn(b, facts["mel_bins"], 2 * s),), str(folder / "encoder.onnx"), opset_version=OPSET, dynamo=False,
        input_names=["mel"], output_names=["cross_k", "cross_v"],
        dynamic_axes={"mel": {0: "B", 2: "T"}, "cross_k": {1: "B", 3: "S"}, "cross_v": {1: "B", 3: "S"}})
    torch.onnx.export(
        decoder,
        (torch.randint(0, 100, (b, n)), torch.tensor([p, p - 2]), cache(p), cache(p), cache(s), cache(s), torch.tensor([s, s - 7]), torch.zeros(vocabulary)),
        str(folder / "decoder.onnx"), opset_version=OPSET, dynamo=False,
        input_names=["tokens", "past_len", "self_k", "self_v", "cross_k", "cross_v", "cross_len", "logit_bias"],
        output_names=["next_token", "next_logprob", "logits", "new_k", "new_v", "alignment"],
        dynamic_axes={
            "tokens": {0: "B", 1: "N"}, "past_len": {0: "B"}, "self_k": {1: "B", 3: "P"}, "self_v": {1: "B", 3: "P"},
            "cross_k": {1: "B", 3: "S"}, "cross_v": {1: "B", 3: "S"}, "cross_len": {0: "B"},
            "next_token": {0: "B", 1: "N"}, "next_logprob": {0: "B", 1: "N"}, "logits": {0: "B", 1: "N"},
            "new_k": {1: "B", 3: "N"}, "new_v": {1: "B", 3: "N"}, "alignment": {0: "B", 1: "N", 2: "S"}})


def save(model, path):
    """One file where it fits, else the weights in <name>.onnx_data beside it."""
    import onnx
    path.unlink(missing_ok=True)
    data = path.with_name(path.name + "_data")
    data.unlink(missing_ok=True)
    large = model.ByteSize() > SINGLE_FILE_BYTES
    onnx.save(model, str(path), save_as_external_data=large, location=data.name if large else None)


def share_embedding(model):
    """Looks the token embedding up in the output projection's int8 weight, so that the table is stored once."""
    import numpy as np
    import onnx
    from onnx import helper, numpy_helper
    graph = model.graph
    tables = {i.name: i for i in graph.initializer}
    lookup = next(n for n in graph.node if n.op_type == "Gather" and n.input[1] == "tokens")
    vocabulary = tables[lookup.input[0]].dims[0]
    weight = next(i for i in graph.initializer if i.name.endswith("_quantized") and i.dims[-1] == vocabulary)
    scale = tables[weight.name.removesuffix("_quantized") + "_scale"]
    columns = "embedding_columns"
    nodes = [
        helper.make_node("Gather", [weight.name, "tokens"], [columns], axis=1),
        helper.make_node("Transpose", [columns], [columns + "_t"], perm=[1, 2, 0]),
        helper.make_node("Cast", [columns + "_t"], [columns + "_f"], to=onnx.TensorProto.FLOAT),
        helper.make_node("Gather", [scale.name, "tokens"], ["embedding_scale"], axis=0),
        helper.make_node("Unsqueeze", ["embedding_scale", "embedding_last_axis"], ["embedding_scale_u"]),
        helper.make_node("Mul", [columns + "_f", "embedding_scale_u"], list(lookup.output)),
    ]
    at = list(graph.node).index(lookup)
    graph.initializer.append(numpy_helper.from_array(np.array([-1], dtype=np.int64), "embedding_last_axis"))
    graph.initializer.remove(tables[lookup.input[0]])
    graph.node.remove(lookup)
    for offset, node in enumerate(nodes):
        graph.node.insert(at + offset, node)


def quantise(source, out):
    """int8 weights, activations quantised on the fly.

    DynamicQuantizeLinear + MatMulInteger everywhere but in the decoder's second feed-forward products: their inputs hold
    a few very large values, and one scale for the whole tensor loses the rest (negative log-likelihood +0.13 a token).
    MatMulNBits scales blocks of 32 instead (+0.01, same speed).
    """
    import onnx
    from onnxruntime.quantization import QuantFormat, QuantType, quantize_dynamic
    from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer
    for name in ("encoder", "decoder"):
        traced, target = source / f"{name}.onnx", source / f"{name}.int8.onnx"
        nodes = onnx.load(str(traced), load_external_data=False).graph.node
        outliers = [n.name for n in nodes if name == "decoder" and n.op_type == "MatMul" and "/down" in n.name]
        quantize_dynamic(
            str(traced), str(target), weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul"], nodes_to_exclude=outliers)
        model = onnx.load(str(target))
        if name == "decoder":
            config = DefaultWeightOnlyQuantConfig(
                block_size=32, is_symmetric=True, accuracy_level=4, bits=8, op_types_to_quantize=("MatMul",), quant_format=QuantFormat.QOperator)
            quantizer = MatMulNBitsQuantizer(model, nodes_to_include=outliers, algo_config=config)
            quantizer.process()
            model = quantizer.model.model
            share_embedding(model)
        save(model, out / f"{name}.int8.onnx")


def halve(source, out):
    """float16 graphs: caches, mel and logits are float16 too; the log-probability of a step and its bias stay float32."""
    import onnx
    from onnxruntime.transformers.float16 import convert_float_to_float16
    for name in ("encoder", "decoder"):
        # Types are inferred on disk: above 2 GB that cannot be done in memory.
        inferred = source / f"{name}.inferred.onnx"
        onnx.shape_inference.infer_shapes_path(str(source / f"{name}.onnx"), str(inferred))
        model = convert_float_to_float16(
            onnx.load(str(inferred)), keep_io_types=["next_logprob", "logit_bias"], op_block_list=["ReduceLogSumExp"], disable_shape_infer=True)
        save(model, out / f"{name}.fp16.onnx")


def keep(source, out):
    """The traced graphs as they are."""
    import onnx
    for name in ("encoder", "decoder"):
        save(onnx.load(str(source / f"{name}.onnx")), out / f"{name}.fp32.onnx")


def windows(text):
    """Ascending window lengths in seconds, 1 to 30."""
    values = [int(v) for v in text.split(",")]
    if values != sorted(set(values)) or values[0] < 1 or values[-1] > 30:
        raise argparse.ArgumentTypeError("ascending whole seconds from 1 to 30, such as 8,10,12,16,20,30")
    return values


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True, help="folder with model.bin, config.json and vocabulary.json or .txt")
    parser.add_argument("--out", type=Path, required=True, help="folder for the result; may already hold another precision of the same model")
    parser.add_argument("--precision", choices=["int8", "fp16", "fp32"], default="int8", help="int8 for CPUs, fp16 for GPUs")
    parser.add_argument("--windows", type=windows, default=[8, 10, 12, 16, 20, 30], help="window lengths the model holds on, in seconds (default: 8,10,12,16,20,30)")
    parser.add_argument("--adapted", type=Path, help="fine-tuned weights: torch file of {'enc': state, 'dec': state} of these modules")
    parser.add_argument("--mix", type=float, default=1.0, help="share of the fine-tuned weights, 0 to 1")
    args = parser.parse_args()
    torch.set_num_threads(1)
    weights = ct2.read_weights(args.checkpoint / "model.bin")
    facts = ct2.model_facts(args.checkpoint, weights, args.windows)
    args.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=args.out) as folder, torch.no_grad():
        export(*build(weights, facts, args.adapted, args.mix), facts, Path(folder))
        {"int8": quantise, "fp16": halve, "fp32": keep}[args.precision](Path(folder), args.out)
    (args.out / "model.json").write_text(json.dumps(facts, indent=1), encoding="utf-8")
    (args.out / "vocabulary.json").write_text(json.dumps(ct2.read_pieces(args.checkpoint), ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
