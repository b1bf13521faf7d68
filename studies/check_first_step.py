#!/usr/bin/env python3
"""Recompute the first step of a training in float64 NumPy.

    firststep export studies/quick
    python3 studies/check_first_step.py studies/quick/exports/*.npz

From the batch (X, y) and the parameters before the step (W1, b1, ...) of each
file, this computes the forward pass, the gradients and the update again, in
float64 and sharing no code with firststep, and prints how far each exported
array is from it: the largest difference, relative to the array's largest
magnitude. Exits with 1 if one exceeds 1e-5.
"""

import sys

import numpy as np

TOLERANCE = 1e-5
ADAM = dict(beta1=0.9, beta2=0.999, epsilon=1e-8)  # Kingma and Ba (2015), Algorithm 1
RMSPROP = dict(alpha=0.99, epsilon=1e-8)  # PyTorch's defaults

# A gradient is a sum of products of sums of products. In float32 it differs
# from the float64 one by up to about this share of the same sums over the
# magnitudes.
GRADIENT_ROUNDING = 2.0**-20


def forward(x, layers):
    """Return the inputs of every layer, and the logits."""
    inputs = [x]
    for w, b in layers[:-1]:
        inputs.append(np.maximum(inputs[-1] @ w + b, 0))
    w, b = layers[-1]
    return inputs, inputs[-1] @ w + b


def cross_entropy(logits, y):
    """Return the mean loss, and its gradient with respect to the logits."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    rows = np.arange(len(y))
    delta = np.exp(log_p)
    delta[rows, y] -= 1
    return -log_p[rows, y].mean(), delta / len(y)


def gradients(inputs, delta, layers):
    """Return (gradient, bound of its rounding) of each layer's W and b."""
    result = []
    magnitude = np.abs(delta)
    for x, (w, _) in zip(reversed(inputs), reversed(layers)):
        for_w = x.T @ delta, GRADIENT_ROUNDING * (np.abs(x).T @ magnitude)
        for_b = delta.sum(axis=0), GRADIENT_ROUNDING * magnitude.sum(axis=0)
        result.append((for_w, for_b))
        delta = (delta @ w.T) * (x > 0)
        magnitude = (magnitude @ np.abs(w).T) * (x > 0)
    return result[::-1]


def update(optimizer, rate, gradient):
    """Return what the first step of an optimizer adds to a parameter."""
    if optimizer in ("sgd", "momentum"):  # momentum starts from zero
        return -rate * gradient
    if optimizer == "adam":
        m = (1 - ADAM["beta1"]) * gradient / (1 - ADAM["beta1"])
        v = (1 - ADAM["beta2"]) * gradient**2 / (1 - ADAM["beta2"])
        return -rate * m / (np.sqrt(v) + ADAM["epsilon"])
    if optimizer == "rmsprop":
        return -rate * gradient / (np.sqrt((1 - RMSPROP["alpha"]) * gradient**2) + RMSPROP["epsilon"])
    sys.exit(f"optimizer {optimizer!r} is not known")


def clip_scale(computed, clip):
    """Return what gradients are multiplied by so that their norm is at most clip; 0: never."""
    norm = np.sqrt(sum((g**2).sum() for of_layer in computed for g, _ in of_layer))
    return min(1, clip / norm) if clip else 1


def deviation(exported, low, high=None):
    """Return how far an array is outside [low, high], relative to its largest magnitude."""
    high = low if high is None else high
    outside = np.maximum(np.maximum(low - exported, exported - high), 0)
    scale = np.abs(exported).max()
    return outside.max() / scale if scale > 0 else outside.max()


def check(path):
    """Yield (array, deviation) for everything that a step determines."""
    f = np.load(path)
    optimizer = f["optimizer"].tobytes().decode()
    count = sum(name.startswith("W") and name[1:].isdigit() for name in f.files)
    layers = [(f[f"W{n}"].astype(float), f[f"b{n}"].astype(float)) for n in range(1, count + 1)]
    x, y = f["X"].astype(float), f["y"]

    inputs, logits = forward(x, layers)
    loss, delta = cross_entropy(logits, y)
    yield "logits_before", deviation(f["logits_before"], logits)
    yield "loss_before", deviation(f["loss_before"], loss)
    yield "losses[0]", deviation(f["losses"][:1], loss)
    yield "XW", deviation(f["XW"], x @ layers[0][0])

    computed = gradients(inputs, delta, layers)
    clipped = clip_scale(computed, float(f["clip_norm"]))
    steps = {}
    for n, (of_layer, parameters) in enumerate(zip(computed, layers), 1):
        for kind, (gradient, rounding), before in zip("Wb", of_layer, parameters):
            first = "first_layer_" if n == 1 and kind == "W" else ""
            rate = float(f[first + "learning_rate"])
            decay = float(f[first + "weight_decay"]) if kind == "W" else 0
            gradient, rounding = clipped * gradient + decay * before, clipped * rounding
            steps[f"{kind}{n}"] = update(optimizer, rate, gradient)
            # Adam and RMSprop divide the gradient by its own size: where the
            # terms of a gradient cancel, their rounding decides. So the result
            # has to lie between those of gradients within rounding.
            slack = rounding if optimizer in ("adam", "rmsprop") else 0
            low = before + update(optimizer, rate, gradient + slack)
            high = before + update(optimizer, rate, gradient - slack)
            yield f"{kind}{n}_after", deviation(f[f"{kind}{n}_after"], low, high)

    exported_step = f["W1_after"].astype(float) - f["W1"].astype(float)
    yield "XdW, from the exported parameters", deviation(f["XdW"], x @ exported_step)
    if optimizer not in ("adam", "rmsprop"):
        yield "XdW", deviation(f["XdW"], x @ steps["W1"])
    after = [(f[f"W{n}_after"].astype(float), f[f"b{n}_after"].astype(float)) for n in range(1, count + 1)]
    _, logits = forward(x, after)
    yield "loss_after, from the exported parameters", deviation(f["loss_after"], cross_entropy(logits, y)[0])


def main(paths):
    if not paths:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    worst = 0.0
    for path in paths:
        print(path)
        for name, value in check(path):
            mark = "" if value <= TOLERANCE else "  exceeds 1e-5"
            print(f"  {name:42}{value:8.1e}{mark}")
            worst = max(worst, value) if not np.isnan(value) else np.inf
    print(f"largest deviation {worst:.1e}, tolerance {TOLERANCE:.0e}")
    return 0 if worst <= TOLERANCE else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
