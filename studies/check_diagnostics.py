#!/usr/bin/env python3
"""Recompute the deeper measurements of first steps in float64 NumPy.

    firststep export studies/fashion-mnist --seeds 1
    python3 studies/check_diagnostics.py studies/fashion-mnist/exports/*.npz

From the batch and the parameters before and after the step that each file
holds, this computes by other methods than firststep, and sharing no code with
it: each layer's gradient, weights, step and outputs, spectral norms (SVD),
alignment and where each layer's change comes from, the losses after parts of
the update, the losses along the update and where they first cross their start,
the largest eigenvalue of the Hessian (of the first layer's block as a Gram
matrix of Jacobians; of the whole by Lanczos' method on complex-step
derivatives of the gradient), and the ratios of a sweep.
It trains on the first batches as well, and computes each layer's gradient,
weights, step and outputs on each, as far as roundings of float32 leave a
training where it is; and on the batch with which a run ended soon, whether its
numbers are beyond float32, or no gradient reaches its first layer.
It prints the largest deviation of each and exits with 1 if one exceeds its
tolerance.
"""

import sys

import numpy as np

TOLERANCE = dict(eigenvalue=1e-3, sweep=1e-4, critical=1e-6, course=1, other=1e-6)

# A course is rounded to six digits, and a training to float32 at every step:
# it may be off by so many times what other such roundings change, up to the
# batch where these change a hundredth.
COURSE, ROUNDINGS, FOLLOWED = 1e-5, 20, 1e-2
GRADIENT_ROUNDING = 2.0**-22


def layers_of(f, suffix=""):
    count = sum(name.startswith("W") and name[1:].isdigit() for name in f.files)
    return [(f[f"W{n}{suffix}"].astype(float), f[f"b{n}{suffix}"].astype(float)) for n in range(1, count + 1)]


def forward(x, layers):
    """Return the inputs of every layer, and the logits. Takes complex numbers."""
    inputs = [x]
    for w, b in layers[:-1]:
        z = inputs[-1] @ w + b
        inputs.append(np.where(z.real > 0, z, 0))
    w, b = layers[-1]
    return inputs, inputs[-1] @ w + b


def softmax(logits):
    e = np.exp(logits - logits.real.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def loss(x, y, layers):
    logits = forward(x, layers)[1]
    shifted = logits - logits.max(axis=1, keepdims=True)
    return (np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(y)), y]).mean()


def gradients(x, y, layers):
    """Return the gradient of the mean loss for each layer's W and b."""
    inputs, logits = forward(x, layers)
    delta = softmax(logits)
    delta[np.arange(len(y)), y] -= 1
    delta = delta / len(y)
    result = []
    for a, (w, _) in zip(reversed(inputs), reversed(layers)):
        result.append((a.T @ delta, delta.sum(axis=0)))
        delta = np.where(a.real > 0, delta @ w.T, 0)
    return result[::-1]


def moved(before, after, weights, bias):
    """Return the layers after shares of their updates: weights[l] and bias[l] of layer l's."""
    return [
        (w + s * (w2 - w), b + t * (b2 - b))
        for (w, b), (w2, b2), s, t in zip(before, after, weights, bias)
    ]


def flat(layers):
    return np.concatenate([np.concatenate([w.ravel(), b]) for w, b in layers])


def shaped(v, layers):
    result = []
    for w, b in layers:
        result.append((v[: w.size].reshape(w.shape), v[w.size : w.size + b.size]))
        v = v[w.size + b.size :]
    return result


def hessian_product(x, y, layers, v):
    """Return Hv, the derivative of the gradient along v, by a complex step."""
    h = 1e-30
    there = [(w + 1j * h * dw, b + 1j * h * db) for (w, b), (dw, db) in zip(layers, shaped(v, layers))]
    return flat(gradients(x.astype(complex), y, there)).imag / h


def largest_eigenvalue(x, y, layers, steps=60):
    """Lanczos' method with full reorthogonalisation."""
    rng = np.random.default_rng(0)
    v = rng.standard_normal(sum(w.size + b.size for w, b in layers))
    basis, alpha, beta = [v / np.linalg.norm(v)], [], []
    for _ in range(steps):
        w = hessian_product(x, y, layers, basis[-1])
        alpha.append(w @ basis[-1])
        q = np.array(basis)
        for _ in range(2):
            w = w - q.T @ (q @ w)
        beta.append(np.linalg.norm(w))
        basis.append(w / beta[-1])
        t = np.diag(alpha) + np.diag(beta[:-1], 1) + np.diag(beta[:-1], -1)
        values, vectors = np.linalg.eigh(t)
        if beta[-1] * abs(vectors[-1, -1]) < 1e-6 * abs(values[-1]):
            break
    return values[-1]


def block_eigenvalue(x, y, layers):
    """Largest eigenvalue in the block of W1.

    On its linear piece the network maps W1 linearly to the logits, so the
    block is J^T S J with J their Jacobian and S, per image, diag(p) - p p^T
    over the batch. Its eigenvalues are those of sqrt(S) J J^T sqrt(S), whose
    size is images times classes.
    """
    inputs, logits = forward(x, layers)
    p = softmax(logits)
    n, classes = p.shape
    # d logits / d z1 of each image: classes x units of the first layer
    jacobian = np.tile(layers[-1][0].T, (n, 1, 1))
    for a, (w, _) in zip(reversed(inputs[2:]), reversed(layers[1:-1])):
        jacobian = (jacobian * (a > 0)[:, None, :]) @ w.T
    jacobian = jacobian * (inputs[1] > 0)[:, None, :]
    roots = []
    for row in p:
        values, vectors = np.linalg.eigh((np.diag(row) - np.outer(row, row)) / n)
        roots.append(vectors * np.sqrt(np.maximum(values, 0)) @ vectors.T)
    scaled = (np.array(roots) @ jacobian).reshape(n * classes, -1)
    gram = (scaled @ scaled.T) * np.kron(x @ x.T, np.ones((classes, classes)))
    return np.linalg.eigvalsh(gram)[-1]


def critical(losses_at, start, grid, losses):
    """First t on the grid's intervals at which the loss crosses its start upwards."""
    for i in range(1, len(grid)):
        if losses[i - 1] <= start < losses[i]:
            low, high = grid[i - 1], grid[i]
            for _ in range(60):
                middle = (low + high) / 2
                low, high = (low, middle) if losses_at(middle) > start else (middle, high)
            return (low + high) / 2
    return np.nan


def update(optimizer, rate, gradient):
    if optimizer == "adam":
        return -rate * gradient / (np.abs(gradient) + 1e-8)
    if optimizer == "rmsprop":
        return -rate * gradient / (0.1 * np.abs(gradient) + 1e-8)  # the root of 1 - 0.99
    return -rate * gradient


def rms(x):
    return np.sqrt((x * x).mean())


def relative(exported, computed):
    return np.max(np.abs(exported - computed) / np.maximum(np.abs(computed), 1e-300))


def check(f):
    """Yield (what, kind of tolerance, deviation) for everything that a file holds."""
    x, y = f["X"].astype(float), f["y"]
    before, after = layers_of(f), layers_of(f, "_after")
    count = len(before)
    one, none = np.ones(count), np.zeros(count)

    def after_shares(weights, bias):
        return loss(x, y, moved(before, after, weights, bias))

    if "line_t" in f.files:
        yield from check_layers(f, x, before, after)
        if "batch_X" in f.files:
            yield from check_course(f, before)
            yield from check_ending(f)
        each = np.eye(count)
        for name, weights, bias in [
            ("only_layer", each, each),
            ("all_but_layer", 1 - each, 1 - each),
            ("only_weights", each, 0 * each),
            ("only_bias", 0 * each, each),
            ("all_but_weights", 1 - each, 1 + 0 * each),
            ("every_weights", [one], [none]),
            ("every_bias", [none], [one]),
        ]:
            computed = np.array([after_shares(w, b) for w, b in zip(weights, bias)])
            yield name, "other", relative(np.atleast_1d(f[name]), computed)
        scaled = one.copy()
        scaled[0] = f["reference_scale"]
        yield "at_reference_size", "other", relative(f["at_reference_size"], after_shares(scaled, one))

        grid, start = f["line_t"], after_shares(none, none)
        for name, weights, bias in [
            ("line_first_weights", each[0], none),
            ("line_first_layer", each[0], each[0]),
            ("line_all", one, one),
        ]:
            losses = np.array([after_shares(t * weights, t * bias) for t in grid])
            yield name, "other", relative(f[name], losses)
            if name + "_critical" in f.files:
                t = critical(lambda t: after_shares(t * weights, t * bias), start, grid, losses)
                yield name + "_critical", "critical", relative(f[name + "_critical"], t)

    if "eigenvalue_block" in f.files:
        yield "eigenvalue_block", "eigenvalue", relative(f["eigenvalue_block"], block_eigenvalue(x, y, before))
        yield "eigenvalue_whole", "eigenvalue", relative(f["eigenvalue_whole"], largest_eigenvalue(x, y, before))

    if "sweep_factors" in f.files:
        for optimizer in ("sgd", "momentum", "adam", "rmsprop"):
            if f"sweep_{optimizer}_xdw_rms" in f.files:
                yield f"sweep, {optimizer}: ratios", "sweep", check_sweep(f, x, y, before, optimizer)


def check_layers(f, x, before, after):
    inputs, _ = forward(x, before)
    inputs_after, _ = forward(x, after)
    spectral = [np.linalg.svd(w, compute_uv=False)[0] for w, _ in before]
    steps = [(w2 - w, b2 - b) for (w, b), (w2, b2) in zip(before, after)]
    yield "weight_spectral", "other", relative(f["weight_spectral"], spectral)
    yield "delta_spectral", "other", relative(f["delta_spectral"], [np.linalg.svd(dw, compute_uv=False)[0] for dw, _ in steps])
    norm = np.linalg.norm
    yield "alignment", "other", relative(f["alignment"], [norm(a @ dw) / (norm(a) * norm(dw)) for a, (dw, _) in zip(inputs, steps)])
    yield "own_rms", "other", relative(f["own_rms"], [rms(a @ dw + db) for a, (dw, db) in zip(inputs, steps)])
    changes = [b - a for a, b in zip(inputs, inputs_after)][1:]
    yield "below_rms", "other", relative(f["below_rms"][1:], [rms(da @ w) for da, (w, _) in zip(changes, before[1:])])
    yield "joint_rms", "other", relative(f["joint_rms"][1:], [rms(da @ dw) for da, (dw, _) in zip(changes, steps[1:])])


def train(f, layers, rounding=None):
    """Return gradient, weight_norm, delta_norm and output_rms of the first batches, batches x layers.

    rounding, a generator, has weights stored in float32, and gradients off by
    about what sums in float32 are.
    """
    optimizer, trust = f["optimizer"].tobytes().decode(), float(f["first_layer_trust_coefficient"])
    moments = [[0.0, 0.0] for _ in range(2 * len(layers))]
    rows = {"gradient": [], "weight_norm": [], "delta_norm": [], "output_rms": []}
    norm = np.linalg.norm
    for t, (x, y) in enumerate(zip(f["batch_X"].astype(float), f["batch_y"])):
        inputs, logits = forward(x, layers)
        wanted = gradients(x, y, layers)
        if rounding is not None:
            wanted = [tuple(g * (1 + GRADIENT_ROUNDING * rounding.standard_normal(g.shape)) for g in pair) for pair in wanted]
        new = []
        for n, (w, g) in enumerate(zip([p for pair in layers for p in pair], [g for pair in wanted for g in pair])):
            rate = float(f["batch_first_layer_learning_rate" if n == 0 else "batch_learning_rate"][t])
            if n == 0 and trust:
                rate = trust * norm(w) / norm(g)
            w = w - rate * direction(optimizer, g, moments[n], t + 1)
            new.append(w.astype(np.float32).astype(float) if rounding is not None else w)
        after = list(zip(new[::2], new[1::2]))
        rows["gradient"].append([norm(g) for g, _ in wanted])
        rows["weight_norm"].append([norm(w) for w, _ in layers])
        rows["delta_norm"].append([norm(w2 - w) for (w, _), (w2, _) in zip(layers, after)])
        rows["output_rms"].append([rms(a) for a in inputs[1:] + [logits]])
        layers = after
    return {name: np.array(values) for name, values in rows.items()}


def direction(optimizer, g, moment, t):
    """Return what an optimizer multiplies by its rate, and update its moments."""
    if optimizer == "momentum":
        moment[0] = 0.9 * moment[0] + g
        return moment[0]
    if optimizer == "adam":
        moment[0] = 0.9 * moment[0] + 0.1 * g
        moment[1] = 0.999 * moment[1] + 0.001 * g * g
        return moment[0] / (1 - 0.9**t) / (np.sqrt(moment[1] / (1 - 0.999**t)) + 1e-8)
    return g


def check_course(f, before):
    """Deviations of the first batches, as multiples of what rounding explains."""
    computed = train(f, before)
    rounded = [train(f, before, np.random.default_rng(seed)) for seed in range(3)]
    size = {name: np.maximum(np.abs(c), 1e-300) for name, c in computed.items()}
    change = {name: np.max([np.abs(r[name] - c) for r in rounded], axis=0) / size[name] for name, c in computed.items()}
    left = [t for t in range(len(f["batch_y"])) if not max(c[: t + 1].max() for c in change.values()) <= FOLLOWED]
    followed = min(left, default=len(f["batch_y"]))
    for name, c in computed.items():
        for t in range(followed):
            explained = COURSE + ROUNDINGS * change[name][t]
            deviation = np.abs(f["batch_" + name][t] - c[t]) / size[name][t]
            yield f"{name}, batch {t + 1}", "course", np.max(deviation / explained)


def check_ending(f):
    """Why the loss was not finite on the last batch, or no gradient reached the first layer."""
    if "X_end" not in f.files:
        return
    x, y, layers = f["X_end"].astype(float), f["y_end"], layers_of(f, "_end")
    with np.errstate(all="ignore"):
        inputs, logits = forward(x, layers)
        largest = np.max([np.max(np.abs(a)) for a in inputs + [logits]])
        largest = max(largest, loss(x, y, layers))
        if not np.isfinite(f["losses"][-1]):
            yield "ending: beyond float32", "other", 0 if not largest <= np.finfo(np.float32).max else np.inf
        else:
            yield "ending: no gradient", "other", np.linalg.norm(gradients(x, y, layers)[0][0]) / f["batch_gradient"][0][0]


def check_sweep(f, x, y, before, optimizer):
    """Largest deviation of rms X dW at each factor, relative to that of the first."""
    rate = float(f[f"sweep_{optimizer}_learning_rate"])
    computed = []
    for a in f["sweep_factors"]:
        layers = [(before[0][0] / a, before[0][1])] + before[1:]
        gradient = gradients(a * x, y, layers)[0][0]
        computed.append(rms(a * x @ update(optimizer, rate, gradient)))
    computed = np.array(computed)
    exported = f[f"sweep_{optimizer}_xdw_rms"]
    return relative(exported / exported[0], computed / computed[0])


def main(paths):
    if not paths:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    worst, failed = {}, False
    for path in paths:
        for what, kind, deviation in check(np.load(path)):
            if not deviation <= TOLERANCE[kind]:
                failed = True
                print(f"{path}: {what} deviates by {deviation:.1e}, more than {TOLERANCE[kind]:.0e}")
            if what not in worst or not deviation <= worst[what]:
                worst[what] = deviation
    if not worst:
        print("no deeper measurements: the definition of the study these files are of has no [diagnostics]", file=sys.stderr)
        return 2
    for what, deviation in worst.items():
        print(f"  {what:32}{deviation:8.1e}")
    print(f"{len(paths)} files; the largest deviation of each is above, relative")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
