"""What SciPy says of samples.csv: the numbers that the tests of this package
compare with. Writes scipy.json.

    python3 reference.py        (SciPy 1.10 or later)
"""
import csv
import json

import numpy as np
from scipy import stats


def difference(a, b, axis=-1):
    return np.mean(b, axis=axis) - np.mean(a, axis=axis)


def interquartile(x, axis=-1):
    return stats.trim_mean(x, 0.25, axis=axis)


def t_interval(x):
    return list(stats.t.interval(0.95, len(x) - 1, np.mean(x), stats.sem(x)))


def bca(samples, statistic):
    """The interval, with the replicates that it is read off."""
    r = stats.bootstrap(samples, statistic, n_resamples=499, method="BCa", random_state=1)
    return {"replicates": list(r.bootstrap_distribution), "interval": list(r.confidence_interval)}


def many(samples, statistic):
    """The interval of so many resamples that chance hardly moves it."""
    r = stats.bootstrap(samples, statistic, n_resamples=100_000, method="BCa", random_state=2, batch=1000)
    return list(r.confidence_interval)


def exact(samples, statistic, kind):
    r = stats.permutation_test(samples, statistic, permutation_type=kind, n_resamples=np.inf, vectorized=True)
    return float(r.pvalue)


samples = {}
for row in csv.DictReader(open("samples.csv")):
    samples.setdefault(row["name"], {"a": [], "b": []})[row["side"]].append(float(row["value"]))

out = {}
for name, sides in samples.items():
    a, b = np.array(sides["a"]), np.array(sides["b"])
    d = b - a if len(a) == len(b) else None
    r = out[name] = {"t_a": t_interval(a), "t_b": t_interval(b),
                     "interquartile_a": float(interquartile(a)), "median_a": float(np.median(a))}
    if len(a) + len(b) <= 20:
        r["p_unpaired"] = exact((a, b), difference, "independent")
    if d is not None:
        r["t_paired"] = t_interval(d)
        if len(d) <= 16:
            r["p_paired"] = exact((a, b), difference, "samples")
    if len(a) >= 20 and len(b) >= 20:
        r["bca"] = bca((a,), np.mean)
        r["bca_interquartile"] = bca((a,), interquartile)
        r["bca_unpaired"] = bca((a, b), difference)
        r["bca_many"] = many((a,), np.mean)
        r["bca_many_unpaired"] = many((a, b), difference)
json.dump(out, open("scipy.json", "w"), indent=1)
