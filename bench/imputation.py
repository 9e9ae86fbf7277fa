"""One line for each way to fill gaps: imputation.py AE TABLE SEED FOLDER. See imputation.sh."""
import os
import subprocess
import sys
import time
import warnings

import numpy
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.impute import IterativeImputer, KNNImputer, SimpleImputer

SPEC = ("input {} | scaler zscore | missing mask | noise mask p=0.2 | dense 64 act=relu | dense 32 act=relu | code"
        " | decoder mirror")
OPTIMIZER = "adam lr=0.01 | schedule onecycle"

ae, table, seed, folder = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
name = os.path.basename(table).split(".")[0]
rows = numpy.loadtxt(table, delimiter=",")[:, :-1]  # the last column is a label
random = numpy.random.default_rng(seed)
hidden = random.uniform(size=rows.shape) < 0.1
hidden[hidden.all(axis=1)] = False
gaps = numpy.where(hidden, numpy.nan, rows)
mean, deviation = numpy.nanmean(gaps, axis=0), numpy.nanstd(gaps, axis=0)


def report(way, scaled, seconds):
    error = (scaled - (rows - mean) / deviation)[hidden]
    print(f"{name} seed {seed}  {way:10}  root mean square {numpy.sqrt(numpy.mean(error ** 2)):.4f}"
          f"  mean {numpy.mean(abs(error)):.4f}  {seconds:.1f} s", flush=True)


def fill(imputer):
    began = time.time()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return imputer.fit_transform((gaps - mean) / deviation), time.time() - began


def call(command):
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(done.stderr)


def run_ae():
    data, model, out = (os.path.join(folder, file) for file in ("gaps.csv", "model", "filled.npy"))
    numpy.savetxt(data, gaps, fmt="%.9g", delimiter=",")
    began = time.time()
    train = [ae, "train", "--data", data, "--missing", "mask", "--spec", SPEC.format(rows.shape[1]), "--optimizer", OPTIMIZER,
             "--epochs", "200", "--batch", "128", "--threads", "1", "--seed", str(seed), "--quiet", "--out", model]
    call(train)
    call([ae, "reconstruct", model, "--data", data, "--out", out])
    return (numpy.load(out) - mean) / deviation, time.time() - began


report("mean", *fill(SimpleImputer()))
report("neighbours", *fill(KNNImputer(n_neighbors=5)))
report("linear", *fill(IterativeImputer(max_iter=20, random_state=seed)))
report("net", *run_ae())
