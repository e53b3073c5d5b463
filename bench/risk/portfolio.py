# The same portfolio in numpy: simulation in the two usual ways, and the tilted transform. Reads JSON from standard input
# (rates, mu, sigma, step, cells, tilt, levels) and writes timings and quantiles as JSON.
import json, math, sys, time
import numpy as np

task = json.load(sys.stdin)
rates, mu, sigma = (np.array(task[k]) for k in ("rates", "mu", "sigma"))
levels = np.array(task["levels"])
rng = np.random.default_rng(1)


def best(f, repeats):
    took = []
    for _ in range(repeats):
        start = time.process_time()  # of the processor: other programs on the machine change it less
        out = f()
        took.append(time.process_time() - start)
    return min(took), out


def simulate_by_year(years):
    """A Poisson number for each risk and year."""
    loss = np.zeros(years)
    for lam, m, s in zip(rates, mu, sigma):
        n = rng.poisson(lam, years)
        loss += np.bincount(np.repeat(np.arange(years), n), weights=rng.lognormal(m, s, n.sum()), minlength=years)
    return loss


def simulate_by_block(years):
    """A Poisson number of events for each risk over all years, each event in a random year: as Assay does it."""
    loss = np.zeros(years)
    for lam, m, s in zip(rates, mu, sigma):
        n = rng.poisson(lam * years)
        loss += np.bincount(rng.integers(0, years, n), weights=rng.lognormal(m, s, n), minlength=years)
    return loss


# exp(t²)·erfc(t) for t ≥ 0 by a table of polynomials, as numpy has no error function.
def scaled_erfc(y):
    t = 4 / y - 4
    if t > 20:
        return sum((-1) ** k * math.prod(range(1, 2 * k, 2)) / (2 * t * t) ** k for k in range(8)) / (t * math.sqrt(math.pi)) / y
    return math.exp(t * t) * math.erfc(t) / y


nodes = np.cos(np.pi * (2 * np.arange(7) + 1) / 14)
table = np.array([np.linalg.solve(np.vander(nodes, 7, increasing=True), [scaled_erfc((x + 2 * i + 1) / 256) for x in nodes]) for i in range(128)])


def tail(z):
    a = np.abs(z) * math.sqrt(0.5)
    y = 4 / (4 + a)
    i = np.minimum((128 * y).astype(np.int32), 127)
    c, s = table[i], 256 * y - (2 * i + 1)
    p = c[..., 6]
    for k in range(5, -1, -1):
        p = p * s + c[..., k]
    q = 0.5 * np.exp(-0.5 * z * z) * p * y
    return np.where(z < 0, 1 - q, q)


mean = np.exp(mu + sigma**2 / 2)


def limited(x):
    """Σ rate · E[min(X, x)] of all risks."""
    z = (np.log(x)[None, :] - mu[:, None]) / sigma[:, None]
    return rates @ (mean[:, None] * tail(sigma[:, None] - z) + x[None, :] * tail(z))


def tabulated(x):
    """The same by interpolation: value and two derivatives at amounts a factor apart, polynomials of degree 5 between."""
    h = task["spacing"]
    u = np.exp(np.arange(int(math.log(x[-1] / x[0]) / h) + 3) * h) * x[0]
    z = (np.log(u)[None, :] - mu[:, None]) / sigma[:, None]
    q = tail(z)
    f = rates @ (mean[:, None] * tail(sigma[:, None] - z) + u[None, :] * q)
    d = rates @ q
    c = -(rates[:, None] * np.exp(-0.5 * z * z) / (math.sqrt(2 * math.pi) * sigma[:, None])).sum(0) / u
    k = np.minimum(np.searchsorted(u, x, side="right") - 1, len(u) - 2)
    w = np.diff(u)
    a = np.diff(f) - w * d[:-1] - 0.5 * w * w * c[:-1]
    b = w * np.diff(d) - w * w * c[:-1]
    e = w * w * np.diff(c)
    t = (x - u[k]) / w[k]
    high = (10 * a - 4 * b + 0.5 * e)[k] + t * ((7 * b - 15 * a - e)[k] + t * (6 * a - 3 * b + 0.5 * e)[k])
    return f[k] + t * ((w * d[:-1])[k] + t * ((0.5 * w * w * c[:-1])[k] + t * high))


def transform(spread):
    n, step, tilt = task["cells"], task["step"], task["tilt"]
    total = rates.sum()
    ell = np.concatenate(([0.0], spread(step * np.arange(1, n + 1))))
    g = np.empty(n)
    g[0] = total - ell[1] / step
    g[1:] = (2 * ell[1:-1] - ell[:-2] - ell[2:]) / step
    out = []
    for part in (g, None):
        if part is None:  # half the cells, for the error
            part = g[::2].copy()
            part[0] += 0.5 * g[1]
            part[1:] += 0.5 * (g[1:-2:2] + g[3::2])
        m = len(part)
        theta = np.exp(-tilt / m * np.arange(m))
        f = np.fft.irfft(np.exp(np.fft.rfft(part * theta) - total), m) / theta
        at = np.concatenate(([0.0], (np.arange(m) + 0.5) * step * (n // m)))
        out.append(np.interp(levels, np.concatenate(([math.exp(-total)], np.cumsum(f))), at))
    return out[0]


years = task["years"]
by_year, _ = best(lambda: simulate_by_year(years), 3)
by_block, loss = best(lambda: simulate_by_block(years), 8)
quantile, simulated = best(lambda: np.quantile(loss, levels), 2)
direct, q1 = best(lambda: transform(limited), 5)
by_table, q2 = best(lambda: transform(tabulated), 20)
json.dump({
    "numpy": np.__version__, "by_year": by_year + quantile, "by_block": by_block + quantile, "direct": direct, "by_table": by_table,
    "simulated": list(simulated), "transformed": list(q1), "tabulated": list(q2),
}, sys.stdout)
