"""Threads may share a derivative, with different kinds of arguments at once."""

import threading

import numpy as np

from s2sdiff import differentiate


def kinds_in_turn(number):
    rng = np.random.default_rng(number)
    for k in range(40):
        n, d = 2 + k % 3, 2 + (k + number) % 3
        yield rng.normal(size=d), rng.normal(size=(d, n))
        yield rng.normal(size=d).astype(np.float32), rng.normal(size=(d, n))
        yield rng.normal(size=n), rng.normal(size=n)


def test_threads_may_call_with_different_kinds_at_once():
    @differentiate
    def energy(w, x):
        scores = w @ x
        return np.sum(scores * scores)

    failures = []

    def work(number):
        try:
            for w, x in kinds_in_turn(number):
                value, w_bar = energy.value_and_grad(w, x)
                wanted = 2 * x @ (w @ x) if x.ndim == 2 else 2 * x * (w @ x)
                np.testing.assert_allclose(value, np.sum((w @ x) ** 2), rtol=1e-5)
                np.testing.assert_allclose(w_bar, wanted, rtol=1e-4, atol=1e-5)
                assert w_bar.dtype == w.dtype
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(k,)) for k in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
