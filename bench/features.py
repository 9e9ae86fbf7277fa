"""What codes are worth to a nearest-neighbour vote and to logistic regression, beside the rows themselves and principal
components.

    python3 bench/features.py digits MNIST FOLDER SEED ...      codes are in FOLDER/mnist-SEED.npy and FOLDER/mnist-test-SEED.npy
    python3 bench/features.py tables AE FOLDER FILE ...         trains in FOLDER; FILE ends in a column of labels

Digits: the 5 nearest of the first 10,000 (of all 60,000) training digits; regression on the first 1,000, and on five draws of
1,000. Tables: the 5 nearest, and regression, on 70 % of the rows, measured on the others, mean of three splits; where classes
are of very different size, accuracy is the mean over classes. Regression has its input standardised, and C = 1 and 0.1 for
digits, 1 for tables."""

import gzip
import subprocess
import sys

import numpy as np
from sklearn import datasets
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier


def by_neighbours(train, labels, test):
    return KNeighborsClassifier(5, algorithm="brute").fit(train, labels).predict(test)


def by_regression(train, labels, test, c=1.0, weights=None):
    mean, deviation = train.mean(0), train.std(0) + 1e-8
    model = LogisticRegression(C=c, max_iter=1000, class_weight=weights)
    return model.fit((train - mean) / deviation, labels).predict((test - mean) / deviation)


def components(train, test, n):
    mean = train.mean(0)
    values, axes = np.linalg.eigh(np.cov((train - mean).T))
    axes = axes[:, np.argsort(values)[::-1][:n]]
    return (train - mean) @ axes, (test - mean) @ axes


# ---- Digits ----------------------------------------------------------------------------------------------------------


def read_idx(path, offset):
    with gzip.open(path) as file:
        return np.frombuffer(file.read(), np.uint8, offset=offset)


def judge_digits(name, train, test, labels, truth):
    def right(told):
        return 100 * np.mean(told == truth)

    def regression(rows, c):
        return right(by_regression(train[rows], labels[rows], test, c))

    draws = [np.random.default_rng(seed).choice(len(train), 1000, replace=False) for seed in range(5)]
    cells = [right(by_neighbours(train[:n], labels[:n], test)) for n in (10000, 60000)]
    for c in (1.0, 0.1):
        drawn = [regression(rows, c) for rows in draws]
        cells += [regression(slice(1000), c), np.mean(drawn)]
    print(f"| {name} | " + " | ".join(f"{cell:.2f}" for cell in cells) + f" (sd {np.std(drawn):.2f}) |", flush=True)


def judge_all_digits(mnist, folder, seeds):
    pixels = [read_idx(f"{mnist}/{part}-images-idx3-ubyte.gz", 16).reshape(-1, 784) / np.float32(255) for part in ("train", "t10k")]
    labels = [read_idx(f"{mnist}/{part}-labels-idx1-ubyte.gz", 8) for part in ("train", "t10k")]
    print("| digits by | 5-NN of 10,000 | of 60,000 | regression, first 1,000 | five draws | C = 0.1, first 1,000 | five draws |")
    print("|---|---|---|---|---|---|---|")
    for seed in seeds:
        codes = [np.load(f"{folder}/{part}-{seed}.npy") for part in ("mnist", "mnist-test")]
        judge_digits(f"code of {codes[0].shape[1]}, seed {seed}", *codes, *labels)
    judge_digits("PCA-64", *components(*pixels, 64), *labels)
    judge_digits("pixels", *pixels, *labels)


# ---- Tables ----------------------------------------------------------------------------------------------------------


def tables(files):
    for name in ("digits", "wine", "breast_cancer", "iris"):
        data = getattr(datasets, f"load_{name}")()
        yield name, data.data.astype(np.float32), data.target
    for file in files:
        with gzip.open(file, "rt") as text:
            rows = np.loadtxt(text, delimiter=",")
        yield file.split("/")[-1].split(".")[0], rows[:, :-1].astype(np.float32), rows[:, -1].astype(int)


def encode(ae, folder, train, rows, seed):
    """As `ae train` chooses for features of the rows to train on."""
    np.save(f"{folder}/train.npy", train)
    np.save(f"{folder}/rows.npy", rows)
    subprocess.run([ae, "train", "--data", f"{folder}/train.npy", "--for", "features", "--seed", str(seed), "--quiet",
                    "--out", f"{folder}/t.ae"], check=True)
    columns = ",".join(str(1 + i) for i in np.flatnonzero(train.std(0)))
    subprocess.run([ae, "encode", f"{folder}/t.ae", "--data", f"{folder}/rows.npy", "--columns", columns, "--quiet",
                    "--out", f"{folder}/codes.npy"], check=True)
    return np.load(f"{folder}/codes.npy")


def judge_split(ae, folder, x, y, seed):
    train, test = train_test_split(np.arange(len(x)), test_size=0.3, random_state=seed, stratify=y)
    codes = encode(ae, folder, x[train], x, seed)
    z = (x - x[train].mean(0)) / np.where(x[train].std(0) > 0, x[train].std(0), 1)
    few = min(codes.shape[1], x.shape[1])
    rare = np.bincount(y).min() < len(y) / 10 and len(set(y)) == 2
    cells = []
    for a, b in ((codes[train], codes[test]), components(z[train], z[test], few), (z[train], z[test])):
        for told in (by_neighbours(a, y[train], b), by_regression(a, y[train], b, 1.0, "balanced" if rare else None)):
            cells.append(100 * (balanced_accuracy_score(y[test], told) if rare else np.mean(told == y[test])))
    return [codes.shape[1]] + cells


def judge_tables(ae, folder, files):
    print("| table | rows x columns | code | 5-NN: code | PCA | columns | regression: code | PCA | columns |")
    print("|---|---|---|---|---|---|---|---|---|")
    means = []
    for name, x, y in tables(files):
        mean = np.mean([judge_split(ae, folder, x, y, seed) for seed in range(3)], 0)
        means.append(mean[[1, 3, 5, 2, 4, 6]])
        print(f"| {name} | {len(x)} x {x.shape[1]} | {mean[0]:.0f} | " + " | ".join(f"{cell:.1f}" for cell in means[-1]) + " |", flush=True)
    print("| mean | | | " + " | ".join(f"{cell:.1f}" for cell in np.mean(means, 0)) + " |")


if sys.argv[1] == "digits":
    judge_all_digits(sys.argv[2], sys.argv[3], sys.argv[4:])
else:
    judge_tables(sys.argv[2], sys.argv[3], sys.argv[4:])
