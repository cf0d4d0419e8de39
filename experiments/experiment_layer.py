"""Does the experiment layer keep what it promises? Coverage, false findings, choices, shared luck, kills, cost, memory.

    python experiments/experiment_layer.py                 # all of it, about a quarter of an hour
    python experiments/experiment_layer.py coverage luck   # some of it

Coverage, false findings and choices are tried on a cheap model with a known truth, a thousand experiments each; shared
luck on the default scenario with two rules for whom to visit; kills and memory on the cheap model as a runner.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

import numpy as np

from salesim.experiment.choose import kim_nelson
from salesim.experiment.crn_check import crn_check
from salesim.experiment.statistics import Simultaneous, paired_difference
from salesim.scenario import load_scenario, overlay

CHEAP = Path(__file__).parent.parent / "tests" / "experiment"
SHARED_NOISE, NOISE = 200.0, 20.0  # of the cheap model: shared by all arms, and an arm's own
VISIT_POLICIES = {  # against visits by grade; from a rule that changes nearly every visit to one that changes few
    "by value": {"sales_force.coverage.rule": "value"},
    "more prospects": {"sales_force.coverage.prospect_weight": 2.0},
    "fading first": {"sales_force.coverage.fading_weight": 3.0},
}


def pairs(rng: np.random.Generator, effects: np.ndarray, n: int) -> np.ndarray:
    """(n, k) outcomes of arms that share their luck."""
    return effects + SHARED_NOISE * rng.normal(size=(n, 1)) + NOISE * rng.normal(size=(n, len(effects)))


def coverage(experiments: int = 1000, n: int = 20, effect: float = 12.0, seed: int = 1) -> float:
    """Share of experiments whose 95 % interval of the difference holds the true one; 93 to 97 % is right."""
    rng, held = np.random.default_rng(seed), 0
    for _ in range(experiments):
        values = pairs(rng, np.array([0.0, effect]), n)
        d = paired_difference(values[:, 1], values[:, 0])
        held += d.low <= effect <= d.high
    return held / experiments


def coverage_of_sequential(
    experiments: int = 1000, half_width: float = 8.0, effect: float = 12.0, seed: int = 2
) -> float:
    """The same where batches of 10 follow the first 20 until the interval is narrow enough."""
    rng, held = np.random.default_rng(seed), 0
    for _ in range(experiments):
        values = pairs(rng, np.array([0.0, effect]), 200)
        for n in range(20, 201, 10):
            d = paired_difference(values[:n, 1], values[:n, 0])
            if (d.high - d.low) / 2 <= half_width:
                break
        held += d.low <= effect <= d.high
    return held / experiments


def false_findings(experiments: int = 1000, arms: int = 11, n: int = 20, seed: int = 3) -> float:
    """Share of experiments with all arms equal in which any is found better or worse; 5 % at most."""
    rng, wrong = np.random.default_rng(seed), 0
    for _ in range(experiments):
        values = pairs(rng, np.zeros(arms + 1), n)
        together = Simultaneous(values[:, 1:] - values[:, :1])
        p = [together.p(paired_difference(values[:, i], values[:, 0])) for i in range(1, arms + 1)]
        wrong += min(p) < 0.05
    return wrong / experiments


def right_choices(experiments: int = 1000, arms: int = 8, lead: float = 15.0, seed: int = 4) -> float:
    """Share of experiments in which Kim-Nelson finds the arm that leads by just the indifference zone; 95 %
    promised."""
    rng, right = np.random.default_rng(seed), 0
    for _ in range(experiments):
        best = int(rng.integers(arms))
        effects = np.where(np.arange(arms) == best, lead, 0.0)
        values = pairs(rng, effects, 1000)
        right += kim_nelson(lambda a, i, j, v=values: v[i:j, a], arms, lead, 0.95, first=10).best == best
    return right / experiments


def shared_random_numbers(
    policy: str = "by value", replications: int = 40, scenario: str = "yangtze_delta"
) -> tuple[float, float]:
    """Variance saved by keyed randomness for two rules of whom to visit: against luck of its own, against the same
    seed.

    At least 10 and 3 times are asked for. The less two policies differ, the more of their luck stays shared.
    """
    changed = overlay(
        load_scenario(scenario),
        {"policies.other": {"set": VISIT_POLICIES[policy]}, "run.policies": ["current", "other"]},
    )
    arm = f"{changed.run.baseline.layout}/other"
    ways = crn_check(changed, arm, replications=replications).ways.set_index("way")
    return float(ways.loc["keyed", "saved"]), float(ways.loc["same seed", "variance"] / ways.loc["keyed", "variance"])


def kills(times: int = 20, replications: int = 60, seed: int = 5) -> int:
    """How often a run killed with SIGKILL at a random moment, and resumed, has the bytes of an unbroken one."""
    rng, same = random.Random(seed), 0
    with tempfile.TemporaryDirectory() as place:
        program = textwrap.dedent(
            f"""
            import sys
            sys.path.insert(0, {str(CHEAP)!r})
            from cheap_model import CheapModel, Scenario
            from salesim.experiment.compare import compare
            compare(Scenario(), runner=CheapModel(), replications={replications}, out=sys.argv[1])
            """
        )
        whole = Path(place, "whole")
        started = time.monotonic()
        subprocess.run([sys.executable, "-c", program, str(whole)], check=True)
        usual_s = time.monotonic() - started
        expected = contents(whole)
        for i in range(times):
            folder = Path(place, f"killed-{i}")
            child = subprocess.Popen([sys.executable, "-c", program, str(folder)])
            time.sleep(rng.uniform(0.5, 1.0) * usual_s)
            os.kill(child.pid, signal.SIGKILL)
            child.wait()
            subprocess.run([sys.executable, "-c", program, str(folder)], check=True)
            same += contents(folder) == expected
    return same


def contents(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(folder.rglob("*.parquet"))}


def memory(replications: int = 10_000) -> float:
    """What so many replications add to the memory of a process [MB], at its peak; 500 MB at most.

    The cheap model gives as many columns and weeks as the model.
    """
    program = textwrap.dedent(
        f"""
        import resource, sys
        sys.path.insert(0, {str(CHEAP)!r})
        import numpy as np, pandas as pd
        from types import SimpleNamespace
        from cheap_model import Scenario
        from salesim.experiment.compare import compare
        def runner(scenario, replication, arms):
            rng = np.random.default_rng(replication)
            luck = rng.normal(1e6, 1e5)
            out = {{}}
            for arm in arms:
                summary = {{f"figure_{{i}}_cny": luck + x for i, x in enumerate(rng.normal(size=70))}}
                summary["value_created"] = luck + rng.normal()
                weeks = pd.DataFrame(rng.normal(size=(52, 26))).rename(columns=lambda i: f"m{{i}}")
                weeks["week"] = range(52)
                quarters = pd.DataFrame(rng.normal(size=(240, 20))).rename(columns=lambda i: f"q{{i}}")
                out[arm] = SimpleNamespace(
                    tables={{"summary": pd.DataFrame([summary]), "weeks": weeks, "rep_quarters": quarters}}
                )
            return out
        compare(Scenario(), ["circles/wager"], runner=runner, replications=2)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        compare(Scenario(), ["circles/wager"], runner=runner, replications={replications})
        print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
        """
    )
    ended = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    return float(ended.stdout.split()[-1])


def overhead(replications: int = 40, seconds: float = 0.2) -> float:
    """CPU time of the experiment layer over that of simulating, at so much a replication; 10 % at most."""
    program = textwrap.dedent(
        f"""
        import resource, sys, time
        sys.path.insert(0, {str(CHEAP)!r})
        from pathlib import Path
        import tempfile
        from cheap_model import CheapModel, Scenario
        from salesim.experiment.compare import compare
        model = CheapModel()
        def runner(scenario, replication, arms):
            end = time.process_time() + {seconds}
            while time.process_time() < end:
                pass
            return model(scenario, replication, arms)
        with tempfile.TemporaryDirectory() as place:
            compare(Scenario(), runner=runner, replications=2)
            before = time.process_time()
            compare(Scenario(), runner=runner, replications={replications}, out=place)
            print(time.process_time() - before)
        """
    )
    ended = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    return float(ended.stdout.split()[-1]) / (replications * seconds) - 1.0


STUDIES = {
    "coverage": lambda: (
        f"intervals hold the true difference in {100 * coverage():.1f} % of experiments (93 to 97), "
        f"{100 * coverage_of_sequential():.1f} % where batches follow until precise"
    ),
    "findings": lambda: f"any of 11 equal arms is found different in {100 * false_findings():.1f} % (5 at most)",
    "choices": lambda: f"Kim-Nelson finds the best of 8 in {100 * right_choices():.1f} % (95 promised)",
    "luck": lambda: "; ".join(
        "{}: keyed randomness saves {:.1f} times (10), {:.1f} times the same seed (3)".format(
            policy, *shared_random_numbers(policy)
        )
        for policy in VISIT_POLICIES
    ),
    "kills": lambda: f"{kills()} of 20 killed runs resume to the same bytes",
    "overhead": lambda: f"the experiment layer takes {100 * overhead():.1f} % of .2 s a replication (10 at most)",
    "memory": lambda: f"10,000 replications take {memory():.0f} MB (500 at most)",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("studies", nargs="*", choices=[*STUDIES, []], help="all if none is named")
    for name in parser.parse_args().studies or STUDIES:
        print(f"{name}: {STUDIES[name]()}", flush=True)


if __name__ == "__main__":
    main()
