"""How well scores find anomalies, beside others: ROC-AUC of principal components on standardised columns and of an isolation
forest on a file's rows, and of scores that are given.

    python3 bench/anomaly.py FILE CODE SCORES ...

FILE has numbers alone, and in its last column 1 for an anomaly and 0 for any other row. CODE is how many components there are;
SCORES are tables as `ae score --out FILE.csv` writes them, one a seed."""

import csv
import gzip
import sys

import numpy as np
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score


def read(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt") as file:
        rows = np.loadtxt(file, delimiter=",")
    return rows[:, :-1], rows[:, -1]


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


def main():
    x, label = read(sys.argv[1])
    own = [roc_auc_score(label, scores_of(path)) for path in sys.argv[3:]]
    trees = [roc_auc_score(label, forest(x, seed)) for seed in range(3)]
    pca = roc_auc_score(label, components(x, int(sys.argv[2])))
    name = sys.argv[1].split("/")[-1].split(".")[0]
    seeds = " ".join(f"{auc:.3f}" for auc in own)
    print(f"| {name} | {len(x)} x {x.shape[1]} | {sys.argv[2]} | {np.mean(own):.3f} ({seeds}) | {pca:.3f} | {np.mean(trees):.3f} |")


main()
