"""How much rows that `ae sample` draws are like those of tables that were held out.

    python3 bench/samples.py AE FOLDER FILE ...      trains in FOLDER; FILE is a .csv.gz of numbers, of which the last is left out

Tables are the files and three of scikit-learn's. 70 % of the rows are trained on; as many are drawn as are held out, at most
400. Three figures: the mean over columns of the drawn rows' deviation by that of the training's rows; the mean difference of
their correlations; and the AUC of a random forest of 40 trees, cross-validated, that tells drawn rows from those held out: .5
where it cannot."""

import gzip
import math
import subprocess
import sys

import numpy as np
from sklearn import datasets
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict, train_test_split

ae, folder, files = sys.argv[1], sys.argv[2], sys.argv[3:]
losses = {"variance .1": "loss gaussian variance=0.1", "variance .01": "loss gaussian variance=0.01", "learnt": "loss gaussian"}
ways = {", codes from the normal distribution": [], ", from a density of 10": ["--fit", f"{folder}/train.csv", "--components", "10"]}


def tables():
    for file in files:
        with gzip.open(file, "rt") as text:
            yield file.split("/")[-1].split(".")[0], np.loadtxt(text, delimiter=",")[:, :-1]
    for name in ("diabetes", "wine", "breast_cancer"):
        yield name, getattr(datasets, f"load_{name}")().data


def run(*words):
    subprocess.run([ae, *words, "--threads", "1", "--quiet"], check=True, stderr=subprocess.DEVNULL)


def save(rows):
    names = ",".join(f"c{i}" for i in range(rows.shape[1]))
    np.savetxt(f"{folder}/train.csv", rows, delimiter=",", fmt="%.9g", header=names, comments="")


def train(rows, columns, loss):
    """As `ae train --for samples` does, but for the loss and the density."""
    hidden, code = min(max(64, 4 * columns), 512), min(2 * math.ceil(math.sqrt(columns)), columns)
    last = f"gaussian {columns}" if loss == losses["learnt"] else f"dense {columns}"
    spec = (f"input {columns} | scaler zscore | dense {hidden} act=leaky_relu | gaussian {code} | code | "
            f"dense {hidden} act=leaky_relu | {last} | {loss} | loss kl_normal")
    batch = min(max(min(max(1, rows // 2), 128), rows // 1500), 1024)
    run("train", "--data", f"{folder}/train.csv", "--spec", spec, "--optimizer", "adam lr=0.002 | schedule cosine",
        "--batch", str(batch), "--steps", "1500", "--out", f"{folder}/m.ae")


def draw(n, rows, way):
    run("sample", f"{folder}/m.ae", "--n", str(n), "--rows", rows, "--out", f"{folder}/new.csv", *way)
    return np.loadtxt(f"{folder}/new.csv", delimiter=",", skiprows=1)


def judge(new, held, trained):
    pairs = np.triu_indices(trained.shape[1], 1)
    correlations = [np.nan_to_num(np.corrcoef(rows.T))[pairs] for rows in (new, trained)]
    rows, drawn = np.vstack([held, new]), np.repeat([0, 1], [len(held), len(new)])
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    told = cross_val_predict(RandomForestClassifier(40, random_state=0), rows, drawn, cv=folds, method="predict_proba")[:, 1]
    return (np.mean(new.std(0) / trained.std(0)), np.mean(np.abs(correlations[0] - correlations[1])),
            roc_auc_score(drawn, told))


def judge_table(rows):
    """The figures of each way, by its name."""
    trained, held = train_test_split(rows[:, rows.std(0) > 0].astype(np.float32), test_size=0.3, random_state=0)
    held, figures = held[:400], {}
    save(trained)
    figures["rows of the training"] = judge(trained[: len(held)], held, trained)
    for name, loss in losses.items():
        train(len(trained), trained.shape[1], loss)
        for way, words in ways.items():
            for kind in ("mean", "drawn"):
                figures[f"{name}{way}, {kind}"] = judge(draw(len(held), kind, words), held, trained)
                print(f"{name}{way}, {kind}: %.2f, %.2f, %.3f" % figures[f"{name}{way}, {kind}"], file=sys.stderr, flush=True)
    return figures


judged, sizes = {}, {}
for name, rows in tables():
    judged[name], sizes[name] = judge_table(rows), f"{len(rows)} x {rows.shape[1]}"
print("| | " + " | ".join(judged) + " |")
print("|---" * (1 + len(judged)) + "|")
print("| rows x columns | " + " | ".join(sizes.values()) + " |")
for way in next(iter(judged.values())):
    cells = ("%.2f, %.2f, %.3f" % judged[name][way] for name in judged)
    print(f"| {way} | " + " | ".join(cell.replace("0.", ".") for cell in cells) + " |")
