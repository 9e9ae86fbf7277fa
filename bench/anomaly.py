"""How well scores find anomalies, beside others: ROC-AUC of principal components on standardised columns and of an isolation
forest on a file's rows, and of scores that are given.

    python3 bench/anomaly.py rows FILE             the rows of a file as a CSV, on standard output
    python3 bench/anomaly.py line FILE CODE SEEDS  a line of the table, of FILE's scores in loss0.csv, joint0.csv ...

FILE has numbers alone, and in its last column 1 for an anomaly and 0 for any other row; or it is an .npz with rows X and
labels y. CODE is how many components there are; the scores are tables as `ae score --out FILE.csv` writes them, one a seed."""

import csv
import gzip
import sys

import numpy as np
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score


def read(path):
    if path.endswith(".npz"):
        with np.load(path, allow_pickle=True) as file:
            return file["X"].astype(float), file["y"].astype(int)
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt") as file:
        rows = np.loadtxt(file, delimiter=",")
    return rows[:, :-1], rows[:, -1].astype(int)


def scores_of(path):
    with open(path) as file:
        return np.array([float(row["score"]) for row in csv.DictReader(file)])


def components(x, n):
    """The squared error of each row, drawn again from the first n principal components."""
    z = (x - x.mean(0)) / np.where(x.std(0) > 0, x.std(0), 1)
    axes = np.linalg.svd(z, full_matrices=False)[2][:n]
    return ((z - z @ axes.T @ axes) ** 2).sum(1)


def forest(x, seed):
    return -IsolationForest(random_state=seed).fit(x).score_samples(x)


def rows(path):
    x, label = read(path)
    for row, is_odd in zip(x, label):
        print(",".join(repr(float(v)) for v in row) + f",{is_odd}")


def line(path, code, seeds):
    x, label = read(path)
    columns = []
    for kind in "joint", "loss":
        auc = [roc_auc_score(label, scores_of(f"{kind}{seed}.csv")) for seed in range(seeds)]
        columns.append(f"{np.mean(auc):.3f} ({' '.join(f'{a:.3f}' for a in auc)})")
    trees = np.mean([roc_auc_score(label, forest(x, seed)) for seed in range(seeds)])
    pca = roc_auc_score(label, components(x, code))
    name = path.split("/")[-1].split(".csv")[0].removesuffix(".npz")
    print(f"| {name} | {len(x)} x {x.shape[1]} | {code} | {columns[0]} | {columns[1]} | {pca:.3f} | {trees:.3f} |")


if sys.argv[1] == "rows":
    rows(sys.argv[2])
else:
    line(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
