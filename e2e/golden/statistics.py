"""Golden numbers of the benchmarks' statistics: what scipy, scikit-learn, statsmodels and numpy make of small inputs.

Only the clustered bootstrap is computed here, from the lab's own stream of random numbers (src/base/random.ts, written
again below), so that every draw is the same; it is then checked against scipy's. McNemar's power is counted out over
all tables, and checked against simulated ones. Fields: README.md.

    pip install numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1 statsmodels==0.15.0 && python statistics.py
"""

import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
# This file has a standard module's name, which scipy imports: without this it would find this file.
sys.path = [p for p in sys.path if Path(p or ".").resolve() != HERE]

import numpy as np
import statsmodels.api as sm
from scipy import stats
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.proportion import proportion_confint

LEVEL, POWER = 0.05, 0.8
Z_LEVEL, Z_POWER = stats.norm.ppf(1 - LEVEL / 2), stats.norm.ppf(POWER)


class Random:
    """mulberry32, as src/base/random.ts has it."""

    def __init__(self, seed: int):
        self.state = seed & 0xFFFFFFFF

    def next(self) -> float:
        self.state = (self.state + 0x6D2B79F5) & 0xFFFFFFFF
        t = self.state
        t = (t ^ t >> 15) * (t | 1) & 0xFFFFFFFF
        t ^= (t + ((t ^ t >> 7) * (t | 61) & 0xFFFFFFFF)) & 0xFFFFFFFF
        return (t ^ t >> 14) / 2**32

    def int(self, n: int) -> int:
        return int(self.next() * n)


def wilson(successes, n):
    low, high = proportion_confint(successes, n, alpha=LEVEL, method="wilson")
    by_scipy = stats.binomtest(successes, n).proportion_ci(1 - LEVEL, method="wilson")
    assert np.allclose([low, high], [by_scipy.low, by_scipy.high], atol=1e-12)
    return dict(statistic="wilson", successes=successes, n=n, expected=dict(low=by_scipy.low, high=by_scipy.high))


def mcnemar(only_first, only_second):
    discordant = only_first + only_second
    p = stats.binomtest(only_first, discordant, 0.5).pvalue if discordant else 1.0
    return dict(statistic="mcnemar", onlyFirst=only_first, onlySecond=only_second, expected=dict(p=p))


def quantiles(values):
    low, high = np.quantile(values, [0.025, 0.975])
    return dict(statistic="quantiles", values=values, expected=dict(low=low, high=high))


def kappa(confusion, binary=3):
    """Of two raters with these counts [k][k]; `binary`: categories below it are one outcome, the rest the other."""
    counts = np.array(confusion)
    rows, columns = (np.repeat(at.ravel(), counts.ravel()) for at in np.indices(counts.shape))
    return dict(
        statistic="kappa",
        confusion=confusion,
        binary=binary,
        expected=dict(
            unweighted=cohen_kappa_score(rows, columns),
            linear=cohen_kappa_score(rows, columns, weights="linear"),
            quadratic=cohen_kappa_score(rows, columns, weights="quadratic"),
            binary=cohen_kappa_score(rows < binary, columns < binary),
        ),
    )


def bootstrap(clusters, seed, resamples):
    """Of a ratio of sums: clusters [clusters][above, below], drawn with replacement, 95 % percentile interval."""
    table, random = np.array(clusters, dtype=float), Random(seed)
    values = []
    for _ in range(resamples):
        above, below = table[[random.int(len(table)) for _ in table]].sum(axis=0)
        values.append(above / below)
    low, high = np.quantile(values, [0.025, 0.975])
    theirs = stats.bootstrap(
        (table[:, 0], table[:, 1]), lambda a, b, axis: a.sum(axis) / b.sum(axis), paired=True, vectorized=True,
        n_resamples=20_000, method="percentile", rng=np.random.default_rng(0),
    ).confidence_interval
    spread = np.std(values)
    assert abs(theirs.low - low) < 0.15 * spread and abs(theirs.high - high) < 0.15 * spread
    expected = dict(value=table[:, 0].sum() / table[:, 1].sum(), low=low, high=high)
    return dict(statistic="bootstrap", clusters=clusters, seed=seed, resamples=resamples, expected=expected)


def trend(dialogues):
    """Outcomes 0 or 1 [dialogues][rounds]; the slope over the rounds with an intercept for every dialogue."""
    y = np.concatenate(dialogues).astype(float)
    at = np.concatenate([np.arange(len(d)) for d in dialogues]).astype(float)
    who = np.concatenate([np.full(len(d), i) for i, d in enumerate(dialogues)])
    dummies = (who[:, None] == np.arange(len(dialogues))).astype(float)
    fit = sm.OLS(y, np.column_stack([at, dummies])).fit()
    return dict(statistic="trend", dialogues=dialogues, expected=dict(slope=fit.params[0]))


def design_effect(clusters):
    """Variance of the mean of all values, those of a cluster together, over what it were if all were independent."""
    y = np.concatenate(clusters).astype(float)
    groups = np.concatenate([np.full(len(c), i) for i, c in enumerate(clusters)])
    ones = np.ones((len(y), 1))
    together = sm.OLS(y, ones).fit(
        cov_type="cluster", cov_kwds=dict(groups=groups, use_correction=False, df_correction=False)
    )
    apart = sm.OLS(y, ones).fit(cov_type="HC0")
    expected = dict(designEffect=(together.bse[0] / apart.bse[0]) ** 2)
    return dict(statistic="designEffect", clusters=clusters, expected=expected)


def counted_power(n, difference, discordant, significant):
    """Power by every number m of discordant pairs and b of them that speak for the difference."""
    share = (discordant + difference) / (2 * discordant)
    total = 0.0
    for m in range(1, n + 1):
        weight = stats.binom.pmf(m, n, discordant)
        if weight < 1e-12:
            continue
        b = np.arange(m + 1)
        total += weight * stats.binom.pmf(b, m, share)[significant(b, m)].sum()
    return total


def asymptotic(b, m):
    return np.abs(2 * b - m) / np.sqrt(m) > Z_LEVEL


def exact(b, m):
    return np.minimum(1, 2 * stats.binom.cdf(np.minimum(b, m - b), m, 0.5)) <= LEVEL


def power(n, difference, discordant):
    spread = np.sqrt(discordant - difference**2)
    reach = abs(difference) * np.sqrt(n)
    by_formula = sum(
        stats.norm.cdf((side * reach - Z_LEVEL * np.sqrt(discordant)) / spread) for side in (1, -1)
    )
    needed = ((Z_LEVEL * np.sqrt(discordant) + Z_POWER * spread) / difference) ** 2 if difference else None
    counted = counted_power(n, difference, discordant, asymptotic)
    # As many tables as that, drawn: the share that is significant is the counted power, within four standard errors.
    draws = 200_000
    up, down = (discordant + difference) / 2, (discordant - difference) / 2
    tables = np.random.default_rng(n).multinomial(n, [up, down, 1 - up - down], size=draws)
    with np.errstate(invalid="ignore"):
        drawn = np.mean(asymptotic(tables[:, 0], tables[:, 0] + tables[:, 1]))
    assert abs(drawn - counted) < 4 * np.sqrt(counted * (1 - counted) / draws), (drawn, counted)
    return dict(
        statistic="power",
        n=n,
        difference=difference,
        discordant=discordant,
        expected=dict(power=by_formula, **({} if needed is None else dict(needed=int(np.ceil(needed))))),
        counted=dict(asymptotic=counted, exact=counted_power(n, difference, discordant, exact)),
    )


def cases():
    rng = np.random.default_rng(5)
    yield from (wilson(k, n) for k, n in [(0, 1), (1, 1), (0, 20), (1, 29), (15, 148), (81, 263), (97, 314), (314, 314)])
    yield from (mcnemar(a, b) for a, b in [(0, 0), (0, 6), (5, 15), (15, 5), (4, 4), (31, 12), (300, 371), (900, 1100)])
    yield from (quantiles([float(x) for x in np.round(rng.normal(size=n), 6)]) for n in (1, 2, 7, 40, 81, 1000))
    yield kappa([[20, 5], [10, 15]], binary=1)
    yield kappa([[0, 3], [3, 0]], binary=1)
    yield kappa([[int(x) for x in row] for row in rng.poisson(3, (7, 7)) + np.diag(rng.poisson(20, 7))])
    yield kappa([[int(x) for x in row] for row in rng.poisson(0.4, (7, 7)) + np.diag([9, 0, 1, 30, 12, 40, 22])])
    for n, seed in ((12, 1), (105, 20240521)):
        below = rng.integers(2, 6, n)
        yield bootstrap([[int(rng.binomial(b, 0.3)), int(b)] for b in below], seed, 2000)
    yield trend([[0, 1], [0, 0, 1], [1, 0, 1, 1], [0]])
    yield trend([[int(rng.random() < 0.2 + 0.08 * r) for r in range(rng.integers(2, 6))] for _ in range(60)])
    yield design_effect([[1, 0], [1, 1, -1], [0], [0, 0, 0, -1]])
    yield design_effect([[1, 1, 1]] * 4 + [[0, 0, 0]] * 6)
    ill = [rng.random() < 0.3 for _ in range(80)]
    yield design_effect([[int(rng.random() < (0.7 if x else 0.1)) for _ in range(rng.integers(2, 6))] for x in ill])
    yield from (
        power(n, d, psi)
        for n, d, psi in [(1964, 0.02, 0.1), (600, 0.02, 0.1), (314, 0.1, 0.3), (314, -0.1, 0.3), (50, 0.4, 0.5), (300, 0, 0.2)]
    )


def plain(x):
    if isinstance(x, dict):
        return {name: plain(value) for name, value in x.items()}
    if isinstance(x, list):
        return [plain(value) for value in x]
    return x.item() if isinstance(x, np.generic) else x


lines = ",\n".join(json.dumps(plain(case)) for case in cases())
(HERE / "statistics.json").write_text(f'{{"kind": "statistics", "cases": [\n{lines}\n]}}\n')
